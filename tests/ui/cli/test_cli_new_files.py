"""Under which names a file may be written, and over what it never is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from coder.files.atomic_write import refuse_target
from coder.study.project import Project
from coder.vocabulary.coder_name import coder_name
from coder.vocabulary.errors import StudyError
from tests.coder.media.clipmaker import make_clip
from ui.cli import parser

SCRIPTS = Path(parser.__file__).parents[2] / "coder" / "interchange" / "formats" / "tables" / "scripts"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    table = tmp_path / "t.csv"
    table.write_text("onset,offset,subject,code\n1,2,child,smile\n2.5,3,caregiver,smile\n")
    Project.create(tmp_path / "study").close()
    assert parser.main(["import", str(table), "--into", str(tmp_path / "study")]) == 0
    return tmp_path / "study"


def test_film_is_never_written_over(study, tmp_path, capsys):
    clips = [make_clip(tmp_path / name, frames=10) for name in ("a.mp4", "b.mp4", "c.mkv")]
    before = [clip.read_bytes() for clip in clips]
    assert parser.main(["analyze", str(clips[0]), "--out", str(clips[1]), "--force"]) == 2
    for clip in clips:
        assert parser.main(["export", str(study), "-o", str(clip), "--force"]) == 2
    assert capsys.readouterr().err.count("which is never written over") == 4
    assert [clip.read_bytes() for clip in clips] == before


def test_a_clip_may_take_the_place_of_a_clip(tmp_path):
    refuse_target(make_clip(tmp_path / "a.mp4", frames=10), over=True, clip=True)


@pytest.mark.parametrize("name", ["a\nb.csv", "a\x1b[2J.csv", "a\x7f.csv", "a\u202egpj.csv"])
def test_a_name_can_be_seen(tmp_path, name):
    with pytest.raises(StudyError, match="cannot be seen"):
        refuse_target(tmp_path / name, over=False)


def test_a_coders_name_that_no_list_could_show_is_refused():
    assert coder_name("x" * 100) == "x" * 100
    with pytest.raises(StudyError, match="100 signs at most, and this one has 101"):
        coder_name("x" * 101)


def test_the_name_of_a_folder_is_no_file(study, tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        parser.main(["export", str(study), "-o", f"{tmp_path}/name/"])
    assert stopped.value.code == 2
    assert "is the name of a folder: say which file" in capsys.readouterr().err
    assert not (tmp_path / "name").exists()


@pytest.mark.parametrize("wanted", ["gridware", "models-csv", "models-parquet"])
def test_a_zip_stands_under_no_other_ending(study, tmp_path, wanted, capsys):
    assert parser.main(["export", str(study), "--format", wanted, "-o", str(tmp_path / "x.gwf")]) == 2
    assert "is a zip file with several files in it" in capsys.readouterr().err
    assert not (tmp_path / "x.gwf").exists()


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.py")), ids=lambda path: path.name)
def test_a_script_without_tables_says_what_it_wants(script):
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("Say which tables: ")
    assert "Traceback" not in done.stderr
