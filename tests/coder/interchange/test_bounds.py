"""What traps cost: each is refused, and the memory and time of the process that refused it are measured."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import IO

import pytest

CHILD = """
import json, sys, time
from coder.interchange import formats
from coder.files.bounded_read import FormatError
def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) / 1024
for path in sys.argv[1:]:
    open("/proc/self/clear_refs", "w").write("5")  # the peak counts from here
    before, began, sentence = peak(), time.process_time(), "it was read"
    try:
        formats.read(path)
    except FormatError as error:
        sentence = str(error)
    print(json.dumps([path, sentence, peak() - before, time.process_time() - began]), flush=True)
"""
MIB = 2**20


def sparse(path: Path, size: int, head: bytes) -> None:
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)


def zip_of_a_terabyte(path: Path) -> None:
    """A member that claims nothing and unpacks to as much as anybody cares to read."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("db", "w") as member:
        fill(member, b"#4\n", 64)
    # Its directory claims a terabyte, which costs a trap nothing.
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = b"\xfe\xff\xff\xff"
    path.write_bytes(bytes(data))


def fill(file: IO[bytes], head: bytes, mib: int) -> None:
    file.write(head)
    for _ in range(mib):
        file.write(b"\0" * MIB)


def crowds(folder: Path, many: int) -> None:
    """Whole files of more annotations than any coding has, a few bytes each; read, each would cost a kilobyte."""
    bodies = {
        "eaf": ("<ANNOTATION_DOCUMENT><TIER TIER_ID='t'>", "<A ANNOTATION_ID='a'/>", "</TIER></ANNOTATION_DOCUMENT>"),
        "boris": ('{"time_format": "s", "observations": {"o": {"events": [[]', ',[1,"","b","",""]', "]}}}"),
        "opf": ("#4\nc (MATRIX,true,)-x|NOMINAL\n", "00:00:01:000,00:00:02:000,(v)\n", ""),
        "TextGrid": (f'"ooTextFile" "TextGrid" 0 1 <exists> 1 "IntervalTier" "x" 0 1 {many} ', '0 1 "v" ', ""),
        "cha": ("@UTF8\n@Begin\n", "*CHI:\ta . \x151_2\x15\n", "@End\n"),
        "srt": ("", "1\n00:00:01,000 --> 00:00:02,000\nv\n\n", ""),
        "vtt": ("WEBVTT\n\n", "00:01.000 --> 00:02.000\nv\n\n", ""),
        "rttm": ("", "SPEAKER x 1 1 1 <NA> <NA> A <NA> <NA>\n", ""),
        "sds": ("Event;<a>", "x y,", "/"),
        "trj": ("Onset\ta\n", "1\t1\n", ""),
        "its": ('<?xml version="1.0"?><ITS>', '<Segment spkr="CHN"/>', "</ITS>"),
    }
    for ending, (head, each, foot) in bodies.items():
        times = 2 * many if ending in ("boris", "sds") else many  # a state of BORIS is two rows
        (folder / f"crowd.{ending}").write_text(head + each * times + foot)


def traps(folder: Path) -> dict[str, str]:
    """Files by name, each with a word of the sentence that refuses it."""
    sparse(folder / "nothing.eaf", 2 * 1024 * MIB, b"<ANNOTATION_DOCUMENT>")
    sparse(folder / "nothing.sds", 2 * 1024 * MIB, b"Timed;")
    sparse(folder / "zeros.TextGrid", 60 * MIB, b'"ooTextFile" "TextGrid"')
    zip_of_a_terabyte(folder / "terabyte.opf")
    with gzip.open(folder / "bomb.boris.gz", "wb") as file:
        fill(file, b'{"time_format": ', 64)
    (folder / "lists.boris").write_text('{"time_format": 1, "observations": ' + "[" * 1_000_000)
    (folder / "tables.boris").write_text('{"time_format": ' + '{"a":' * 1_000_000)
    (folder / "deep.eaf").write_text("<ANNOTATION_DOCUMENT>" + "<a>" * 2_000_000)
    (folder / "deepest.eaf").write_text("<ANNOTATION_DOCUMENT " + "a" * 5_000_000)
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol" * 10}">' for n in range(30))
    (folder / "laughs.eaf").write_text(f"<!DOCTYPE a [{entities}]><ANNOTATION_DOCUMENT>&l29;</ANNOTATION_DOCUMENT>")
    (folder / "digits.boris").write_text('{"time_format": ' + "9" * 1_000_000 + "}")
    grid = '"ooTextFile" "TextGrid" 0 1 <exists> 60000 ' + '"IntervalTier" "x" 0 1 0 ' * 50_000
    (folder / "tiers.TextGrid").write_text(grid)
    (folder / "many.sds").write_text("Event;" + "<a>x/" * 60_000 + "(")
    (folder / "repeats.sds").write_text("Interval;<a>" + "x *9999999," * 50_000 + "/")
    (folder / "arrows.srt").write_text("1\n" + "00:00:01,000 --> x\n" * 200_000)
    (folder / "tags.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:00.500\n" + "<" * 200_000 + "i>" * 200_000)
    (folder / "wide.csv").write_text("onset,code\n" + "1," * 2_000_000)
    (folder / "quote.csv").write_text('onset,code\n1,"' + "x" * 5_000_000)
    (folder / "nested.opf").write_text("#4\nc (MATRIX,true,)-x|NOMINAL\n00:00:01:000,00:00:02:000,(" + "\\" * 5_000_000)
    crowds(folder, 600_000)
    return {
        **dict.fromkeys((path.name for path in sorted(folder.glob("crowd.*"))), "more than 500,000 annotations"),
        "nothing.eaf": "2048 MB",
        "nothing.sds": "2048 MB",
        "zeros.TextGrid": "binary data",
        "terabyte.opf": "unpacks to far more",
        "bomb.boris.gz": "unpacks to far more",
        "lists.boris": "nested deeper",
        "tables.boris": "nested deeper",
        "deep.eaf": "nested deeper",
        "deepest.eaf": "its XML is broken",
        "laughs.eaf": "document type",
        "digits.boris": "too long",
        "tiers.TextGrid": "cut short",
        "many.sds": "stands alone",
        "repeats.sds": "more often than any recording",
        "arrows.srt": "does not hold two times",
        "tags.vtt": "a cue ends before it begins",
        "wide.csv": "more than 2000 columns",
        "quote.csv": "the table is broken",
        "nested.opf": "not closed with a bracket",
    }


@pytest.mark.skipif(sys.platform != "linux", reason="peaks are read from /proc")
def test_traps_cost_little_memory_and_time(tmp_path: Path) -> None:
    told = traps(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *(str(tmp_path / name) for name in told)],
        capture_output=True, text=True, check=True, timeout=300, cwd=Path(__file__).resolve().parents[3],
    )  # fmt: skip
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    print(
        *(f"{Path(path).name:18s} {grown:6.0f} MiB {took:6.2f} s  {said}" for path, said, grown, took in rows), sep="\n"
    )
    assert len(rows) == len(told)
    for path, said, grown, took in rows:
        name = Path(path).name
        assert said.startswith(name)
        assert told[name] in said, said
        assert "\n" not in said
        assert len(said) < 300
        # What is not refused by its size is read once and decoded once.
        assert grown < 200, (name, grown)
        assert took < 20, (name, took)
