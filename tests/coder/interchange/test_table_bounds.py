"""A table that is no table of events is refused before it fills the memory."""

import subprocess
import sys

import pytest

from coder.files.bounded_read import FormatError
from coder.interchange.formats.tables import delimited_text
from coder.interchange.formats.tables.delimited_text import MAX_CELLS, MAX_ROWS, read_sheet


def test_as_many_rows_as_are_allowed_are_read_and_one_more_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited_text, "MAX_ROWS", 100)
    path = tmp_path / "x.csv"
    path.write_text("code,onset\n" + "smile,1\n" * 99)
    assert len(read_sheet(path).rows) == 99
    path.write_text("code,onset\n" + "smile,1\n" * 100)
    with pytest.raises(FormatError, match="more than 100 rows"):
        read_sheet(path)


def test_forty_eight_megabytes_of_rows_do_not_fill_the_memory(tmp_path):
    path = tmp_path / "x.csv"
    line = "child,gaze,look,12.345,13.456\n"
    path.write_text("subject,group,code,onset,offset\n" + line * (48_000_000 // len(line)))
    code = (
        "import resource, sys\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({2_500_000_000}, {2_500_000_000}))\n"
        "from coder.interchange.formats import read\n"
        "from coder.files.bounded_read import FormatError\n"
        "try:\n    read(sys.argv[1])\n"
        "except FormatError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=120)
    assert f"more than {MAX_ROWS:,} rows or {MAX_CELLS:,} cells" in done.stdout, done.stderr
