"""Tables in workbooks come in as the same tables in text do; a workbook that is none, or a trap, is a sentence."""

from __future__ import annotations

import datetime
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from coder.files.bounded_read import FormatError
from coder.interchange import formats
from coder.interchange.formats.tables.spreadsheet import read_workbook

ROWS = [
    ("Subject", "Behavior", "Start (s)", "Stop (s)", "Modifiers"),
    ("child", "smile", 1.2, 2.4, ""),
    ("mother", "touch", 3, 4.25, "left"),
    ("child", "away", 0.1 + 0.2, 1, ""),
]


def workbook(path: Path, *sheets: tuple[str, list[tuple[object, ...]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def told(path: Path) -> list[tuple[object, ...]]:
    events = formats.read(path).document.events
    return [(e.subject, e.code, e.onset_us, e.offset_us, e.modifiers) for e in events]


def test_a_sheet_says_what_the_same_table_says_as_text(tmp_path: Path) -> None:
    text = tmp_path / "coded.tsv"
    text.write_text("".join("\t".join(map(str, row)) + "\n" for row in ROWS).replace("0.30000000000000004", "0.3"))
    assert told(workbook(tmp_path / "coded.xlsx", ("coded", ROWS))) == told(text)
    assert told(text)[0] == ("child", "away", 300_000, 1_000_000, ())


def test_our_own_table_survives_a_spreadsheet(tmp_path: Path) -> None:
    rows = [
        ("recording", "kind", "subject", "group", "code", "onset_us", "offset_us"),
        ("r1", "state", "child", "gaze", "away", 1_200_000, 2_400_001),
    ]
    assert told(workbook(tmp_path / "events.xlsx", ("events", rows))) == [("child", "away", 1_200_000, 2_400_001, ())]


def test_times_of_day_and_a_preamble_are_understood(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("Coded by", "somebody"),
        ("onset", "offset", "code"),
        (datetime.time(0, 0, 1, 500_000), datetime.timedelta(seconds=62.25), "play"),
    ]
    assert told(workbook(tmp_path / "clock.xlsx", ("Sheet1", rows))) == [("", "play", 1_500_000, 62_250_000, ())]


def test_the_sheet_with_events_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", ("read me", [("words",), ("more",)]), ("coded", ROWS), ("more", ROWS))
    result = formats.read(path)
    assert len(result.document.events) == 3
    (loss,) = (one for one in result.losses if one.code == "sheets-dropped")
    assert loss.count == 2
    assert set(loss.examples) == {"read me", "more"}


def test_a_workbook_without_a_known_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="onset"):
        formats.read(workbook(tmp_path / "other.xlsx", ("budget", [("item", "cost"), ("tea", 3.5)])))


@pytest.mark.parametrize("what", ["cut", "doctype", "no workbook"])
def test_a_damaged_one_is_one_sentence(tmp_path: Path, what: str) -> None:
    path = workbook(tmp_path / "book.xlsx", ("coded", ROWS))
    if what == "cut":
        path.write_bytes(path.read_bytes()[:2000])
    else:
        with zipfile.ZipFile(path) as old:
            members = {name: old.read(name) for name in old.namelist()}
        with zipfile.ZipFile(path, "w") as new:
            for name, data in members.items():
                if what == "doctype" and name.endswith("sheet1.xml"):
                    data = b'<!DOCTYPE a [<!ENTITY b "c">]>' + data
                if what == "doctype" or not name.startswith("xl/"):
                    new.writestr(name, data)
    with pytest.raises(FormatError) as caught:
        formats.read(path)
    assert str(caught.value).startswith("book.xlsx")


def test_no_mutation_does_worse_than_a_sentence(tmp_path: Path) -> None:
    with zipfile.ZipFile(workbook(tmp_path / "book.xlsx", ("coded", ROWS))) as old:
        members = {name: old.read(name) for name in old.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    said = []
    for at in range(0, len(sheet), 7):
        path = tmp_path / "broken.xlsx"
        with zipfile.ZipFile(path, "w") as new:
            for name, data in members.items():
                new.writestr(name, sheet[:at] + b"<9&" + sheet[at + 2 :] if data is sheet else data)
        try:
            formats.read(path)
        except FormatError as error:
            said.append(str(error))
    assert said
    assert not [sentence for sentence in said if "\n" in sentence]


def test_a_cell_at_the_end_of_the_sheet_makes_no_table_of_billions(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["onset", "offset", "code"], [1, 2, "smile"]):
        book.active.append(row)
    book.active["XFD1048576"] = "touched"
    book.save(tmp_path / "x.xlsx")
    begun = time.process_time()
    (sheet,) = read_workbook(tmp_path / "x.xlsx")
    assert time.process_time() - begun < 10
    assert [number for number, _ in sheet.rows] == [1, 2, 1_048_576]
