"""Files that are damaged, wrong or meant to harm: one sentence with file and place, in bounded time and memory."""

from __future__ import annotations

import gzip
import io
import json
import random
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from benchmarks.formats import damaged
from coder.files.bounded_read import MAX_BYTES, FormatError
from coder.interchange import formats
from coder.interchange.document.document import Document, DocumentEvent, DocumentTier
from coder.vocabulary.errors import StudyError

GOLDEN = sorted((Path(__file__).parent / "golden").iterdir())
READABLE = [path for path in GOLDEN if formats.format_named(path.name.split(".")[1]).read]
FUZZ_CASES = 40
"""Budget of the fuzz run here, per golden file; ``benchmarks/formats.py --fuzz`` runs it for as long as it is told."""


def refusal(path: Path, *, within_mib: float = 64) -> str:
    """The one sentence that reading answers with, having used little memory and left nothing behind."""
    before = sorted(p.name for p in path.parent.iterdir())
    tracemalloc.start()
    with pytest.raises(FormatError) as caught:
        formats.read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    sentence = str(caught.value)
    assert sentence.startswith(path.name)
    assert "\n" not in sentence
    assert len(sentence) < 300
    assert peak < within_mib * 2**20
    assert sorted(p.name for p in path.parent.iterdir()) == before
    assert formats.validate(path)[0].fatal
    return sentence


def answer(path: Path) -> str:
    """What reading answers: nothing where it reads, else a sentence; anything else is an error of ours."""
    try:
        formats.read(path)
    except FormatError as error:
        return str(error)
    return ""


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def zipped(folder: Path, members: dict[str, bytes], name: str = "lab.opf") -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return written(folder, name, out.getvalue())


def test_entity_bombs_and_outside_files_are_not_read(tmp_path: Path) -> None:
    lines = "".join(f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n else "lol"}{"x" * 10}">' for n in range(10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE a [{lines}]><ANNOTATION_DOCUMENT>&l9;</ANNOTATION_DOCUMENT>'
    assert "document type" in refusal(written(tmp_path, "bomb.eaf", bomb))
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><ANNOTATION_DOCUMENT>&x;</ANNOTATION_DOCUMENT>'
    assert "document type" in refusal(written(tmp_path, "outside.eaf", outside))


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    deep = "<ANNOTATION_DOCUMENT>" + "<a>" * 100_000
    assert "nested deeper" in refusal(written(tmp_path, "deep.eaf", deep))
    lists = '{"time_format": 1, "observations": ' + "[" * 200_000
    assert "nested deeper" in refusal(written(tmp_path, "deep.boris", lists))


def test_gigabytes_of_nothing_are_not_read(tmp_path: Path) -> None:
    for name in ("huge.eaf", "huge.boris", "huge.opf", "huge.TextGrid", "huge.sds", "huge.csv", "huge.vtt"):
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(2 * 2**30)
        assert "2048 MB" in refusal(path, within_mib=1)
        path.unlink()
    assert MAX_BYTES < 2 * 2**30


def test_zeros_and_spaces_are_no_annotations(tmp_path: Path) -> None:
    assert "it holds nothing" in refusal(written(tmp_path, "zeros.eaf", b"\0" * 1_000_000))
    assert "it holds nothing" in refusal(written(tmp_path, "spaces.TextGrid", b" \n" * 500_000))
    assert "it is empty" in refusal(written(tmp_path, "empty.boris", b""))


def test_a_zip_that_climbs_out_is_refused(tmp_path: Path) -> None:
    for name in ("../../climbed", "/etc/climbed", "a/../../climbed", "..\\climbed", "C:\\climbed"):
        assert "outside its folder" in refusal(zipped(tmp_path, {"db": b"#4\n", name: b"x"}))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["lab.opf"]


def test_a_zip_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("db", "w") as member:
        for _ in range(64):
            member.write(b"\0" * 2**20)
    assert "unpacks to far more" in refusal(written(tmp_path, "bomb.opf", out.getvalue()))
    many = {f"f{number}": b"" for number in range(1_001)}
    assert "1001 files" in refusal(zipped(tmp_path, many))


def test_a_gzip_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(b"{" + b" " * (64 * 2**20))
    assert "unpacks to far more" in refusal(written(tmp_path, "bomb.boris.gz", packed))
    cut = gzip.compress(b'{"observations": {}}' * 100)[:-20]
    assert "cut short" in refusal(written(tmp_path, "cut.boris.gz", cut))


def test_a_locked_or_broken_zip_is_refused(tmp_path: Path) -> None:
    sound = zipped(tmp_path, {"db": b"#4\nc (MATRIX,true,)-x|NOMINAL\n"}).read_bytes()
    assert "damaged or cut short" in refusal(written(tmp_path, "cut.opf", sound[:-30]))
    flipped = bytearray(sound)
    flipped[6] |= 1
    flipped[sound.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal(written(tmp_path, "locked.opf", bytes(flipped)))
    assert "no project of Datavyu" in refusal(zipped(tmp_path, {"other": b"x"}))


def boris(events: list[object], **more: object) -> str:
    project = {
        "time_format": "hh:mm:ss",
        "project_format_version": "7.0",
        "subjects_conf": {},
        "behaviors_conf": {"0": {"type": "State event", "code": "s", "key": "s"}},
        "observations": {"first": {"file": {}, "type": "LIVE", "events": events} | more},
    }
    return json.dumps(project)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.boris", boris([[-1.0, "", "s", "", ""]]), "observation “first”: the time of event 1 (-1.0) lies before"),
        ("a.boris", boris([["x", "", "s", "", ""]]), "the time of event 1 (x) is no time"),
        ("a.boris", boris([[1e99, "", "s", "", ""]]), "the time of event 1 (1e+99) is no time"),
        ("a.boris", boris([[1]]), "event 1 is not a list of time, subject and behaviour"),
        ("a.boris", boris([], file={"1": "x"}), "its list of media files is damaged"),
        ("a.boris", '{"time_format": 1, "observations": {"x": 3}}', "it is not a table"),
        ("a.boris", '{"time_format": NaN, "observations": {}}', "it is empty"),
        ("a.boris", '{"time_format": 1, "observations": {}}', "the project holds no observation"),
        ("a.boris", '{"time_format": ' + "9" * 5_000 + "}", "it holds a number that is too long"),
        ("a.boris", boris([])[:-30], "line 1: its JSON is broken or cut short"),
        ("a.boris", "[]", "no project of BORIS"),
        ("a.opf", "#9\n", "line 1: it is no Datavyu spreadsheet"),
        ("a.opf", "#4\nc (MATRIX,true,)-x|NOMINAL\n00:00:02:000,00:00:01:000,(a)\n", "line 3: a cell ends before it"),
        ("a.opf", "#4\nc (MATRIX,true,)-x|NOMINAL\n00:00:02:000,00:00:03:000,(a,b)\n", "line 3: a cell holds 2 codes"),
        ("a.opf", "#4\nc (MATRIX,true,)-x|NOMINAL\n00:00:02:000,00:00:03:000,(a\n", "line 3: a cell is not closed"),
        (
            "a.opf",
            "#4\nc (MATRIX,true,)-x|NOMINAL\n00:99:02:000,00:99:03:000,(a)\n",
            "line 3: '00:99:02:000' is no time",
        ),
        ("a.opf", "#4\nnonsense\n", "line 2: it is neither a column nor a cell"),
        ("a.TextGrid", '"ooTextFile" "TextGrid" 0 1 <exists> 1 "IntervalTier" "x" 0 1 1 1 0.5 "a"', "ends before it"),
        (
            "a.TextGrid",
            '"ooTextFile" "TextGrid" 0 1 <exists> 1 "IntervalTier" "x" 0 1 1 -1 0.5 "a"',
            "before the begin",
        ),
        ("a.TextGrid", '"ooTextFile" "TextGrid" 0 1 <exists> 999999999 "IntervalTier" "x" 0 1 0', "line 1: it is cut"),
        ("a.TextGrid", '"ooTextFile" "TextGrid" 0 1 <exists> 1 "Odd" "x" 0 1 0', "a tier of an unknown kind 'Odd'"),
        ("a.TextGrid", "ooBinaryFile\x08TextGrid", "in Praat, choose"),
        ("a.sds", "Timed;\n<x>\na,5-3 /", "line 3: 'a,5-3' ends before it begins"),
        ("a.sds", "Timed;\n<x> a /", "'a' has no time"),
        ("a.sds", "Timed;\n<x> a,3- /", "'a' begins and never ends"),
        ("a.sds", "State;\n<x> a,3 /", "close the stream with a time"),
        ("a.sds", "Interval=1;\n<x> a *99999999 /", "repeats an interval more often"),
        ("a.sds", "nothing", "does not begin with Event, Multi, State, Timed or Interval"),
        ("a.sds", "Timed;\n<x> a,1\n% never closed", "line 3: a comment begins with % and is never closed"),
        ("a.sds", "Timed;\n<x> a,1\n) b,2 /", "line 3: a bracket ')' stands alone"),
        ("a.sds", "Timed <moons>;\n<x> a,1 /", "line 1: its unit of time 'moons' is not known"),
        ("a.sds", "Timed <frames>;\n<x> a,1 /", "a mapping can say the frame rate"),
        ("a.sds", "Timed;\n<x> a,1\n<y> b,2 /", "line 3: a unit begins before the one before it is closed"),
        ("a.sds", "Timed;\n<x> a,1\n(m) /", "line 3: a condition names 1 levels, and 0 factors are declared"),
        ("a.sds", "Timed * sex (m f);\n<x> a,1\n(q) /", "line 3: 'q' is no declared level of the factor 'sex'"),
        ("a.sds", "Timed * sex (m f);\n<x> a,1 (m)\nb,2 /", "line 3: after a condition in brackets comes"),
        ("a.sds", "Timed * sex;\n<x> a,1 /", "'sex' is declared, and nothing in brackets"),
        ("a.sds", "Interval;\n<x> +a, b,\n, -a /", "line 2: '+a' is a context code"),
        ("a.sds", "Event;\n<x> a\nb,3 /", "line 3: 'b,3' does not fit this kind of sequence"),
        ("a.sds", "State;\n<x> a,3\nb=2 /", "line 3: 'a' has an onset, and the next state only a duration"),
        ("a.sds", "Timed;\n<x> a,1\n[b],2 /", "line 3: '[b],2' holds a mark that no code of GSEQ has"),
        ("a.sds", "Timed;\n<x> a,1e400 /", "line 2: '1e400' is no time of a recording"),
        ("a.rttm", "SPEAKER a 1 -2 1 <NA> <NA> x <NA> <NA>", "line 1: a time or length is negative"),
        ("a.rttm", "SPEAKER a 1 x 1 <NA> <NA> x <NA> <NA>", "line 1: 'x' is no time"),
        ("a.rttm", "SPEAKER a 1 2", "line 1: a SPEAKER line has 4 fields"),
        ("a.vtt", "WEBVTT\n\n00:02.000 --> 00:01.000\nx", "line 3: a cue ends before it begins"),
        ("a.vtt", "WEBVTT\n\n00:02 --> nonsense\nx", "line 3: a line with an arrow does not hold two times"),
        ("a.srt", "1\n00:00:99,000 --> 00:01:00,000\nx", "line 2: '00:00:99,000' is no time"),
        ("a.srt", "nothing here", "it holds no cue"),
        ("a.csv", "a,b\n1,2\n", "no column looks like an onset"),
        ("a.csv", "onset,offset,code\n5,3,x\n", "line 2: an event ends before it begins"),
        ("a.csv", "onset,offset,code\n-5,3,x\n", "line 2: an onset lies before the beginning"),
        ("a.csv", "onset,offset,code\nsoon,3,x\n", "line 2: 'soon' is no time"),
        ("a.csv", "onset,code\n" + "1," * 3_000, "more than 2000 columns"),
        ("a.eaf", "<ANNOTATION_DOCUMENT><HEADER/>", "its XML is broken (no element found)"),
        (
            "a.eaf",
            '<?xml version="1.0" encoding="klingon"?><ANNOTATION_DOCUMENT/>',
            "a text encoding that is not known",
        ),
        ("a.eaf", "<html/>", "it is XML, but no ELAN file"),
        ("a.eaf", "<TIER TIER_ID='x'/>", "it is XML, but no ELAN file"),
        ("a.eaf", "<ANNOTATION_DOCUMENT><TIER/></ANNOTATION_DOCUMENT>", "tier 1: a tier has no name"),
        ("a.eaf", "<TIME_SLOT TIME_SLOT_ID='a' TIME_VALUE='-1'/>", "it is XML, but no ELAN file"),
        ("a.eaf", b"<ANNOTATION_DOCUMENT AUTHOR='\xe9'/>", "line 1: its text is not UTF-8"),
        ("a.TextGrid", b'File type = "ooTextFile"\n"TextGrid" "\xe9"', "line 2: its text is not UTF-8"),
        ("a.sds", b"Timed;\n<\xff\xfe>", "line 2: its text is not UTF-8"),
        (
            "a.eaf",
            "<ANNOTATION_DOCUMENT><TIME_SLOT TIME_SLOT_ID='t1' TIME_VALUE='NaN'/></ANNOTATION_DOCUMENT>",
            "time slot 't1': 'NaN' is no time",
        ),
        (
            "a.eaf",
            f"<ANNOTATION_DOCUMENT><TIME_SLOT TIME_SLOT_ID='t' TIME_VALUE='{'9' * 5_000}'/></ANNOTATION_DOCUMENT>",
            "is no time",
        ),
        ("a.eaf", "<ANNOTATION_DOCUMENT>\0</ANNOTATION_DOCUMENT>", "line 1: its XML is broken"),
        ("a.boris", boris([[float("inf"), "", "s", "", ""]]), "the time of event 1 (inf) is no time"),
        (
            "a.boris",
            '{"time_format": 1, "observations": {"x": {"events": [[1e400, "", "s"]]}}}',
            "event 1 (inf) is no time",
        ),
        ("a.boris", boris([[10**30, "", "s", "", ""]]), "observation “first”: the time of event 1"),
        ("a.boris", boris([], file={"1": ["a"]}, media_info={"offset": {"1": "NaN"}}), "an offset (NaN) is no time"),
        ("a.opf", "#4\nc (MATRIX,true,)-x|NOMINAL\n-0:00:02:000,00:00:01:000,(a)\n", "line 3: it is neither a column"),
        ("a.opf", b"#4\nc (MATRIX,true,)-x|NOMINAL\n\0", "it holds binary data"),
        ("a.TextGrid", '"ooTextFile" "TextGrid" 0 1e400 <exists> 0', "line 1: '1e400' is no time of a recording"),
        ("a.TextGrid", '"ooTextFile"\n"TextGrid"\n0\nNaN\n<exists>\n1', "line 5: '<exists>' is no time"),
        ("a.TextGrid", '"ooTextFile"\n"TextGrid"\n0 1\n<exists>\n1e9', "line 5: there should be the number of tiers"),
        ("a.rttm", "SPEAKER a 1 inf 1 <NA> <NA> x <NA> <NA>", "line 1: 'inf' is no time"),
        ("a.rttm", "SPEAKER a 1 1 1e400 <NA> <NA> x <NA> <NA>", "line 1: '1e400' is no time"),
        ("a.rttm", f"SPEAKER a 1 {'9' * 5_000} 1 <NA> <NA> x <NA> <NA>", "line 1: "),
        (
            "a.vtt",
            "WEBVTT\n\n9999:00:01.000 --> 9999:00:02.000\nx",
            "line 3: '9999:00:01.000' is no time of a recording",
        ),
        ("a.srt", "1\n-00:00:01,000 --> 00:00:02,000\nx", "line 2: a line with an arrow does not hold two times"),
        ("a.csv", "onset,offset,code\nNaN,3,x\n", "line 2: 'NaN' is no time"),
        ("a.csv", "onset,offset,code\n1e400,3,x\n", "line 2: '1e400' is no time"),
        ("a.csv", "onset,offset,code\n1,2,\0\n", "it holds binary data, not text"),
        ("a.docx", "whatever", "it is in no format that can be read"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, name: str, content: str | bytes, sentence: str) -> None:
    assert sentence in refusal(written(tmp_path, name, content))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"gone\.eaf: it cannot be opened \(No such file"):
        formats.read(tmp_path / "gone.eaf", format="eaf")
    with pytest.raises(FormatError, match="it cannot be opened"):
        formats.read(tmp_path)


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_a_file_cut_anywhere_is_read_or_refused(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    for part in range(0, len(data), max(1, len(data) // 25)):
        cut = written(tmp_path, path.name, data[:part])
        assert "\n" not in answer(cut)


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_damage_at_random_is_read_or_refused(path: Path, tmp_path: Path) -> None:
    data, rng = path.read_bytes(), random.Random(4)
    for _ in range(FUZZ_CASES):
        broken = written(tmp_path, path.name, damaged(data, rng))
        assert "\n" not in answer(broken)


@pytest.mark.parametrize("name", [f.id for f in formats.formats() if f.write])
def test_a_write_that_stops_half_way_leaves_what_was_there(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "kept.bin", b"what was there")
    document = Document(tiers=(DocumentTier("t"),), events=(DocumentEvent("t", "", "x", 0, 1_000_000),))

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("coder.files.atomic_write.os.fsync", full)
    with pytest.raises(StudyError, match=r"kept\.bin cannot be written: the disk is full"):
        formats.write(document, path, format=name)
    assert path.read_bytes() == b"what was there"
    assert [p.name for p in tmp_path.iterdir()] == ["kept.bin"]


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    document = Document(tiers=(DocumentTier("t"),), events=(DocumentEvent("t", "", "x", 0, 1_000_000),))
    with pytest.raises(StudyError, match=r"out\.eaf cannot be written"):
        formats.write(document, tmp_path / "missing" / "out.eaf")
    with pytest.raises(FormatError, match="its ending says nothing about its format"):
        formats.write(document, tmp_path / "out.xyz")
