"""Datavyu projects: columns, arguments, escapes, point cells, hidden columns, and the older spreadsheets."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from coder.interchange import formats
from coder.interchange.document.document import Document, DocumentEvent, DocumentTier

SHEET = r"""#4
childhands (MATRIX,true,)-hand|NOMINAL,look|NOMINAL
00:00:01:000,00:00:02:500,(left,)
00:00:03:000,00:00:03:000,(,1)
gaze__child (MATRIX,false,a note)-code01|NOMINAL
00:00:01:000,00:00:02:000,(a\, \(b\)\\c\nd)
00:00:05:000,00:00:00:000,(x)
"""


def opf(folder: Path, sheet: str, name: str = "lab.opf") -> Path:
    with zipfile.ZipFile(folder / name, "w") as archive:
        archive.writestr("db", sheet)
        archive.writestr("project", "!project\nname: lab\nversion: 5\n")
    return folder / name


def test_columns_cells_and_escapes(tmp_path: Path) -> None:
    result = formats.read(opf(tmp_path, SHEET))
    document = result.document
    assert [(t.id, t.subject, t.group) for t in document.tiers] == [
        ("childhands", "", "childhands"),
        ("gaze__child", "child", "gaze"),
    ]
    said = [(e.tier, e.code, e.modifiers, e.onset_us // 1000, e.offset_us // 1000, e.point) for e in document.events]
    assert said == [
        ("gaze__child", "a, (b)\\c\nd", (), 1000, 2000, False),
        ("childhands", "childhands", (("hand", "left"),), 1000, 2500, False),
        ("childhands", "childhands", (("look", "1"),), 3000, 3000, True),
        ("gaze__child", "x", (), 5000, 5000, True),
    ]
    assert [(loss.code, loss.count) for loss in result.losses] == [("offsets-missing", 1)]


def test_a_project_is_written_back_as_it_was(tmp_path: Path) -> None:
    path = opf(tmp_path, SHEET)
    assert formats.write(formats.read(path).document, tmp_path / "again.opf") == ()
    with zipfile.ZipFile(tmp_path / "again.opf") as archive:
        assert archive.read("db").decode() == SHEET.replace(
            "00:00:05:000,00:00:00:000", "00:00:05:000,00:00:05:000"
        ).replace("|N", "|N")
        assert archive.read("project") == b"!project\nname: lab\nversion: 5\n"


def test_an_edited_column_gets_the_arguments_it_needs(tmp_path: Path) -> None:
    document = formats.read(opf(tmp_path, SHEET)).document
    edited = tuple(replace(e, code="waves", comment="twice") if e.onset_us == 3_000_000 else e for e in document.events)
    formats.write(replace(document, events=edited), tmp_path / "again.opf")
    again = formats.read(tmp_path / "again.opf").document
    assert [(e.code, e.comment) for e in again.events if e.tier == "childhands"] == [
        ("childhands", ""),
        ("waves", "twice"),
    ]


@pytest.mark.parametrize(
    ("sheet", "codes"),
    [
        ("#3\ngaze (MATRIX,true)-<code01>|NOMINAL\n00:00:01:000,00:00:02:000,(a)\n", ["a"]),
        ("#2\nnote (TEXT)\n00:00:01:000,00:00:02:000,so it (goes), on\n", ["so it (goes), on"]),
        ("#2\r\nkind (NOMINAL)\r\n00:00:01:000,00:00:02:000,a\r\n", ["a"]),
        ("#4\nspeech (MATRIX,true,)-t|NOMINAL\n00:00:01:000,00:00:02:000,(two\nlines)\n", ["two\nlines"]),
    ],
)
def test_older_spreadsheets_and_broken_lines(tmp_path: Path, sheet: str, codes: list[str]) -> None:
    assert [event.code for event in formats.read(opf(tmp_path, sheet)).document.events] == codes
    (tmp_path / "bare.txt").write_text(sheet, newline="")
    assert [event.code for event in formats.read(tmp_path / "bare.txt").document.events] == codes


PASSES = """#4
trial (MATRIX,true,)-num|NOMINAL,look|TEXT
00:00:01:000,00:00:02:000,(1,away)
trial_rel (MATRIX,false,checked)-num|NOMINAL,look|TEXT
00:00:01:040,00:00:02:000,(1,to)
gaze__child (MATRIX,true,)-code|NOMINAL,coder|NOMINAL
00:00:01:000,00:00:02:000,(up,Kim)
reliability_gaze__child (MATRIX,true,)-code|NOMINAL,coder|NOMINAL
00:00:01:000,00:00:02:000,(down,)
00:00:03:000,00:00:04:000,(down,Jo)
alone_rel (MATRIX,true,)-code01|NOMINAL
00:00:01:000,00:00:02:000,(x)
"""


def test_a_reliability_column_is_another_coders_pass(tmp_path: Path) -> None:
    result = formats.read(opf(tmp_path, PASSES))
    document = result.document
    assert [(t.id, t.subject, t.group, t.coder) for t in document.tiers] == [
        ("trial", "", "trial", ""),
        ("trial_rel", "", "trial", "rel"),
        ("gaze__child", "child", "gaze", ""),
        ("reliability_gaze__child", "child", "gaze", "reliability"),
        ("alone_rel", "", "alone_rel", ""),
    ]
    assert sorted((e.tier, e.code, e.coder) for e in document.events) == [
        ("alone_rel", "x", ""),
        ("gaze__child", "up", "Kim"),
        ("reliability_gaze__child", "down", "Jo"),
        ("reliability_gaze__child", "down", "reliability"),
        ("trial", "trial", ""),
        ("trial_rel", "trial", "rel"),
    ]
    assert [(loss.code, loss.count) for loss in result.losses] == [("columns-as-passes", 2)]
    assert formats.write(document, tmp_path / "again.opf") == ()
    with zipfile.ZipFile(tmp_path / "again.opf") as archive:
        assert archive.read("db").decode() == PASSES
    # Another format keeps both coders apart, and they come back.
    formats.write(document, tmp_path / "both.eaf")
    coders = {(t.group, t.coder) for t in formats.read(tmp_path / "both.eaf").document.tiers}
    assert {("trial", ""), ("trial", "rel")} <= coders


def test_a_pass_without_what_it_passes_over_is_a_column_of_its_own(tmp_path: Path) -> None:
    document = formats.read(opf(tmp_path, PASSES)).document
    left = tuple(tier for tier in document.tiers if tier.id != "trial")
    events = tuple(event for event in document.events if event.tier != "trial")
    losses = {loss.code for loss in formats.write(replace(document, tiers=left, events=events), tmp_path / "x.opf")}
    assert "columns-as-passes" in losses
    read = formats.read(tmp_path / "x.opf").document
    assert (read.tier("trial_rel").group, read.tier("trial_rel").coder) == ("trial_rel", "")
    (event,) = (event for event in read.events if event.tier == "trial_rel")
    assert (event.code, event.coder, event.modifiers) == ("trial", "rel", (("num", "1"), ("look", "to")))


def test_names_that_datavyu_does_not_take_are_changed_and_stay_apart(tmp_path: Path) -> None:
    tiers = (DocumentTier("a b@c:d", "c:d", "a b"), DocumentTier("a_b@c:d", "c:d", "a_b"))
    events = tuple(
        DocumentEvent(t.id, t.subject, "x", 0, 10**6, modifiers=(("code", "y"), ("co de", "z"))) for t in tiers
    )
    losses = {loss.code for loss in formats.write(Document(tiers=tiers, events=events), tmp_path / "x.opf")}
    assert losses == {"texts-changed"}
    read = formats.read(tmp_path / "x.opf").document
    assert [tier.id for tier in read.tiers] == ["a_b__c_d", "a_b__c_d_2"]
    assert read.events[0].modifiers == (("code_2", "y"), ("co_de", "z"))


@pytest.mark.realdata
@pytest.mark.parametrize("dyad", ["dyad1", "dyad2"])
def test_real_projects_say_what_datavyu_exported(realdata: Path, tmp_path: Path, dyad: str) -> None:
    folder = realdata / "annotations/datavyu"
    document = formats.read(folder / f"datavyur_{dyad}.opf").document
    for column in ("childhands", "parenthands"):
        with (folder / f"datavyur_{column}__{dyad}.csv").open() as file:
            rows = [(int(r["onset"]), int(r["offset"]), r["hand"], r["look"]) for r in csv.DictReader(file)]
        ours = [
            (
                e.onset_us // 1000,
                e.offset_us // 1000,
                dict(e.modifiers).get("hand", ""),
                dict(e.modifiers).get("look", ""),
            )
            for e in document.events
            if e.tier == column
        ]
        assert ours == rows
    assert formats.write(document, tmp_path / "out.opf") == ()
    with zipfile.ZipFile(folder / f"datavyur_{dyad}.opf") as before, zipfile.ZipFile(tmp_path / "out.opf") as after:
        assert after.read("project") == before.read("project")
        assert after.read("db") == before.read("db").replace(b"\r\n", b"\n")
