"""One bad item is one bad item: the rest of the file comes in, and the bad ones are named and go back as they stood."""

from pathlib import Path

import pytest

from coder.files.bounded_read import FormatError
from coder.interchange import formats

EAF = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2020-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/><TIME_ORDER>
<TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="0"/><TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="1000"/>
<TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="{first}"/><TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="{second}"/></TIME_ORDER>
<TIER LINGUISTIC_TYPE_REF="d" PARTICIPANT="CHI" TIER_ID="a">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
<ANNOTATION_VALUE>{label}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts3" TIME_SLOT_REF2="ts4">
<ANNOTATION_VALUE>y</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER LINGUISTIC_TYPE_REF="e" PARENT_REF="a" PARTICIPANT="CHI" TIER_ID="b">
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a3" ANNOTATION_REF="a2"><ANNOTATION_VALUE>z</ANNOTATION_VALUE>
</REF_ANNOTATION></ANNOTATION></TIER>
<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="d" TIME_ALIGNABLE="true"/>
<LINGUISTIC_TYPE CONSTRAINTS="Symbolic_Association" LINGUISTIC_TYPE_ID="e" TIME_ALIGNABLE="false"/>
</ANNOTATION_DOCUMENT>"""


def eaf(tmp_path: Path, *, first: str = "2000", second: str = "3000", label: str = "x") -> Path:
    path = tmp_path / "a.eaf"
    path.write_text(EAF.format(first=first, second=second, label=label), "utf-8")
    return path


def test_a_reversed_annotation_is_named_with_what_depends_on_it_and_goes_back(tmp_path: Path) -> None:
    path = eaf(tmp_path, first="3000", second="2000")
    for _ in range(2):  # what was written is read the same
        result = formats.read(path)
        assert [event.code for event in result.document.events] == ["x"]
        (loss,) = [one for one in result.losses if one.code == "bad-items"]
        assert loss.count == 2
        assert "it ends before it begins" in loss.examples[0]
        assert "it depends on an annotation that is left out" in loss.examples[1]
        formats.write(result.document, path)
    assert ">y<" in path.read_text("utf-8")
    assert ">z<" in path.read_text("utf-8")


def test_a_fraction_of_a_millisecond_is_a_time(tmp_path: Path) -> None:
    result = formats.read(eaf(tmp_path, first="2000.5"))
    assert [(e.code, e.onset_us) for e in result.document.events] == [("x", 0), ("z", 2_000_500), ("y", 2_000_500)] or [
        (e.code, e.onset_us) for e in result.document.events
    ] == [("x", 0), ("y", 2_000_500), ("z", 2_000_500)]
    assert result.losses == ()


def test_a_control_character_is_replaced_and_said(tmp_path: Path) -> None:
    result = formats.read(eaf(tmp_path, label="a&#x1;b"))
    assert result.document.events[0].code == "a\ufffdb"
    assert [(loss.code, loss.count) for loss in result.losses] == [("characters-replaced", 1)]


@pytest.mark.parametrize(
    ("name", "content", "place", "back"),
    [
        (
            "a.srt",
            "1\n00:00:01,000 --> 00:00:02,000\nhi\n\n2\n00:00:03,000 --> 00:00:00,000\nyou\n",
            "line 6: a cue ends before it begins",
            "00:00:03,000 --> 00:00:00,000\nyou",
        ),
        (
            "a.vtt",
            "WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n\n00:03.000 --> nonsense\nyou\n",
            "line 6: a line with an arrow does not hold two times",
            "00:03.000 --> nonsense\nyou",
        ),
        (
            "a.csv",
            "onset,offset,code\n1,2,hi\n3,2,you\nx,2,we\n",
            "line 3: an event ends before it begins",
            "",
        ),
        (
            "a.rttm",
            "SPEAKER a 1 1 1 <NA> <NA> x <NA> <NA>\nSPEAKER a 1 -1 1 <NA> <NA> x <NA> <NA>\n",
            "line 2: a time or length is negative",
            "",
        ),
        (
            "a.TextGrid",
            '"ooTextFile" "TextGrid" 0 1 <exists> 1 "IntervalTier" "x" 0 1 2 0 0.5 "a" 1 0.5 "b"',
            "line 1: the interval 'b' ends before it begins",
            "",
        ),
    ],
)
def test_the_rest_comes_in(tmp_path: Path, name: str, content: str, place: str, back: str) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    result = formats.read(path)
    assert len(result.document.events) == 1
    (loss,) = [one for one in result.losses if one.code == "bad-items"]
    assert loss.examples[0].startswith(place)
    if back:
        formats.write(result.document, path)
        assert back in path.read_text("utf-8")


def test_every_bad_item_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("onset,offset,code\n1,2,hi\n" + "3,2,you\n" * 12, "utf-8")
    (loss,) = [one for one in formats.read(path).losses if one.code == "bad-items"]
    assert [example.partition(":")[0] for example in loss.examples] == [f"line {number}" for number in range(3, 15)]


def test_a_file_of_nothing_but_bad_items_is_refused_by_the_first(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("onset,offset,code\n3,2,you\n", "utf-8")
    with pytest.raises(FormatError, match=r"a\.csv, line 2: an event ends before it begins"):
        formats.read(path)


CASES = {
    "badcue.srt": 1,
    "e_float.eaf": 2,
    "e_rev.eaf": None,
    "e_ctrl.eaf": 1,
    "mixneg.boris": 2,
    "mixnan.boris": 2,
    "miximg.boris": 3,
}


@pytest.mark.realdata
@pytest.mark.parametrize("name", CASES)
def test_the_small_files_that_were_refused_come_in(realdata: Path, name: str) -> None:
    documents = formats.read(realdata / "cases" / name).documents
    count = sum(len(document.events) for document in documents)
    assert count == CASES[name] or (CASES[name] is None and count > 0)


GRID = """File type = "ooTextFile"
Object class = "TextGrid"

0
5
<exists>
1
"IntervalTier"
"gaze@child"
0
5
3
0
1
"mother"
3
2
"toy"
3
5
"away"
"""


def test_a_reversed_interval_of_praat_goes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_text(GRID, "utf-8")
    for number, kind in enumerate(("textgrid", "textgrid-short")):
        result = formats.read(path)
        assert [event.code for event in result.document.events] == ["mother", "away"]
        assert [one.count for one in result.losses if one.code == "bad-items"] == [1]
        path = tmp_path / f"out{number}.TextGrid"
        formats.write(result.document, path, format=kind)
        assert '"toy"' in path.read_text("utf-8")


def test_a_bad_row_of_our_own_table_goes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    header = "recording,kind,subject,group,code,onset_us,offset_us"
    path.write_text(f"{header}\nr1,state,child,gaze,away,1000,2000\nr1,state,child,gaze,=toy,3000,2000\n", "utf-8")
    for number in range(2):
        result = formats.read(path)
        assert [event.code for event in result.document.events] == ["away"]
        assert [one.examples for one in result.losses if one.code == "bad-items"] == [
            ("line 3: an event ends before it begins",)
        ]
        path = tmp_path / f"out{number}.csv"
        formats.write(result.document, path, format="csv")
        assert "state,child,gaze,'=toy,3000,2000" in path.read_text("utf-8")
