"""Tables as other programs export them: INTERACT in English and German, BORIS's starts and stops, spreadsheets."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.files.bounded_read import FormatError
from coder.interchange import formats
from coder.interchange.document.document import Document
from coder.interchange.formats.tables.column_mapping import CodeColumn, Mapping, TimeUnit, load_mapping, save_mapping


def written(folder: Path, content: str, encoding: str = "utf-8", name: str = "x.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


def said(document: Document) -> list[tuple[str, str, float, float]]:
    return [(e.tier, e.code, e.onset_us / 1e6, e.offset_us / 1e6) for e in document.events]


INTERACT = (
    "Level\tDescription\tNumber\tOnset_Time\tOffset_Time\tDuration_Time\tMother\tInfant\r\n"
    "1\tfree play\t1\t0,00\t60,00\t60,00\t\t\r\n"
    "2\t\t2\t1.001,25\t1.002,5\t1,25\tlächelt\t\r\n"
    "2\t\t3\t2,50\t3,48\t0,98\t\tweint\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_interact_in_any_unicode_with_decimal_commas(tmp_path: Path, encoding: str) -> None:
    document = formats.read(written(tmp_path, INTERACT, encoding, "x.txt")).document
    assert said(document) == [("Infant", "weint", 2.5, 3.48), ("Mother", "lächelt", 1001.25, 1002.5)]
    assert [(e.name, e.onset_us, e.offset_us) for e in document.episodes] == [("free play", 0, 60_000_000)]


def test_an_encoding_that_fits_any_bytes_is_told_and_never_guessed(tmp_path: Path) -> None:
    path = written(tmp_path, INTERACT, "windows-1252", "x.txt")
    with pytest.raises(FormatError, match="line 3: its text is not UTF-8"):
        formats.read(path)
    mapping = Mapping(encoding="windows-1252")
    save_mapping(mapping, tmp_path / "preset.json")
    assert "lächelt" in {
        e.code for e in formats.read(path, mapping=load_mapping(tmp_path / "preset.json")).document.events
    }
    (tmp_path / "preset.json").write_text('{"encoding": "rot13"}')
    with pytest.raises(FormatError, match="encoding is none of utf-8, utf-16, windows-1252"):
        load_mapping(tmp_path / "preset.json")


def test_interact_with_numbered_sets_and_frames(tmp_path: Path) -> None:
    content = "Set;Event;Onset_Frame;Offset_Frame;Blick;Kommentar\n1;1;25;50;zur Mutter;\n1;2;50;75;weg;laut\n"
    path = written(tmp_path, content)
    with pytest.raises(FormatError, match="times in frames need the frame rate: say it in a column mapping"):
        formats.read(path)
    mapping = Mapping(
        onset="Onset_Frame",
        offset="Offset_Frame",
        code_columns=(CodeColumn("Blick", "Kind", "Blick"),),
        comment="Kommentar",
        time=TimeUnit.FRAMES,
        frame_rate=25.0,
    )
    document = formats.read(path, mapping=mapping).document
    assert said(document) == [("Blick@Kind", "zur Mutter", 1.0, 2.0), ("Blick@Kind", "weg", 2.0, 3.0)]
    assert document.events[1].comment == "laut"


def test_frames_after_the_seconds_are_not_taken_for_milliseconds(tmp_path: Path) -> None:
    path = written(tmp_path, "Beginn;Ende;Verhalten;Person\n00:00:01:05;00:00:02:20;schaut;Kind\n")
    with pytest.raises(FormatError, match="times in frames need the frame rate"):
        formats.read(path)
    thousandths = written(tmp_path, "Beginn;Ende;Verhalten;Person\n00:00:01:050;00:00:02:200;schaut;Kind\n")
    assert said(formats.read(thousandths).document) == [("events@Kind", "schaut", 1.05, 2.2)]


STARTS = (
    "Observation id\tfirst\t\t\t\t\n\t\t\t\t\t\nTime offset (s)\t0.0\t\t\t\t\n\t\t\t\t\t\n"
    "Time\tSubject\tBehavior\tModifiers\tComment\tStatus\n"
    "1.000\tchild\tlooks\ttoy\tat once\tSTART\n"
    "1.500\tchild\tblinks\t\t\tPOINT\n"
    "1.750\tchild\tlooks\tcup\t\tSTART\n"
    "2.000\tchild\tlooks\ttoy\tlast\tSTOP\n"
    "9.000\tmother\ttalks\t\t\tSTOP\n"
)


def test_starts_and_stops_below_a_preamble_are_paired(tmp_path: Path) -> None:
    result = formats.read(written(tmp_path, STARTS, name="x.tsv"))
    assert said(result.document) == [
        ("events@child", "looks", 1.0, 2.0),
        ("events@child", "blinks", 1.5, 1.5),
        ("events@child", "looks", 1.75, 1.75),
        ("events@mother", "talks", 9.0, 9.0),
    ]
    first = result.document.events[0]
    assert (first.modifiers, first.comment, first.point) == ((("Modifiers", "toy"),), "at once", False)
    losses = {loss.code: loss for loss in result.losses}
    assert losses["unpaired-states"].count == 2
    assert losses["unpaired-states"].examples == ("'talks' in line 10", "'looks' in line 8")


def test_a_stop_before_its_start_is_refused(tmp_path: Path) -> None:
    content = "time,behavior,status\n5,looks,START\n3,looks,STOP\n"
    with pytest.raises(FormatError, match="line 3: an event ends before it begins"):
        formats.read(written(tmp_path, content))


@pytest.mark.realdata
def test_what_boris_lists_as_starts_and_stops_is_what_its_project_holds(realdata: Path) -> None:
    folder = realdata / "annotations/boris"
    listed = formats.read(folder / "test_export_events_tabular.tsv").document
    (project,) = (d for d in formats.read(folder / "test.boris").documents if d.title == "observation #1")
    assert sorted((e.code, e.onset_us, e.offset_us) for e in listed.events) == sorted(
        (e.code, e.onset_us, e.offset_us) for e in project.events
    )
