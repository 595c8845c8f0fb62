"""Tables for the Observer and INTERACT: a column for each modifier, starts and stops that pair."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from coder.interchange import formats
from coder.interchange.document.document import Document, DocumentEvent, DocumentTier

S = 1_000_000
TIERS = (DocumentTier("hands@caregiver", "caregiver", "hands"), DocumentTier("face@child", "child", "face"))
TOUCH = (("hand", "left"), ("where", "head"), ("where", "leg"), ("force", "2.5"))
EVENTS = (
    DocumentEvent(
        "hands@caregiver",
        "caregiver",
        "touch",
        onset_us=S,
        offset_us=3 * S,
        point=False,
        modifiers=TOUCH,
        comment="=1+1",
    ),
    DocumentEvent(
        "hands@caregiver", "caregiver", "touch", onset_us=3 * S, offset_us=4 * S, point=False, modifiers=TOUCH
    ),
    DocumentEvent("face@child", "child", "blink", 3 * S, 3 * S, True),
    DocumentEvent(
        "face@child", "child", "smile", onset_us=3 * S, offset_us=5_000_600, point=False, modifiers=(("force", "1"),)
    ),
)
DOCUMENT = Document(title="visit", tiers=TIERS, events=EVENTS)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def test_starts_and_stops_for_the_observer_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "visit.csv"
    formats.write(DOCUMENT, path, format="observer-table")
    found = rows(path)
    assert [(r["Time_Relative_sf"], r["Behavior"], r["Event_Type"]) for r in found] == [
        ("1.000", "touch", "State start"),
        ("3.000", "touch", "State stop"),
        ("3.000", "blink", "Point"),
        ("3.000", "touch", "State start"),
        ("3.000", "smile", "State start"),
        ("4.000", "touch", "State stop"),
        ("5.001", "smile", "State stop"),
    ]
    headed = ("Modifier_1: hand", "Modifier_2: where", "Modifier_3: force")
    assert [found[0][name] for name in headed] == ["left", "head, leg", "2.5"]
    assert not found[0]["Comment"].startswith("=")
    back = formats.read(path).document.events
    assert {(e.subject, e.code, e.onset_us, e.offset_us, e.point) for e in back} == {
        (e.subject, e.code, e.onset_us, 5_001_000 if e.code == "smile" else e.offset_us, e.point) for e in EVENTS
    }
    (smile,) = (e for e in back if e.code == "smile")
    assert smile.modifiers == (("force", "1"),)


def test_a_numbered_column_whose_values_all_say_one_name_is_that_modifier(tmp_path: Path) -> None:
    path = tmp_path / "named.csv"
    path.write_text(
        "Observation,Time_Relative_sf,Subject,Behavior,Modifier_1,Modifier_2,Event_Type\n"
        "visit,1.0,child,touch,hand=left,a=b,Point\nvisit,2.0,child,touch,hand=right,c,Point\n"
    )
    told = [event.modifiers for event in formats.read(path).document.events]
    assert told == [(("hand", "left"), ("Modifier_2", "a=b")), (("hand", "right"), ("Modifier_2", "c"))]


def test_interact_has_a_column_for_each_class_and_each_modifier(tmp_path: Path) -> None:
    path = tmp_path / "visit.csv"
    lost = formats.write(DOCUMENT, path, format="interact-table")
    touch, *others = rows(path)
    (blink,), (smile,) = ([r for r in others if code in r.values()] for code in ("blink", "smile"))
    assert (touch["Onset_Time"], touch["Offset_Time"], touch["Duration_Time"]) == ("1.000", "3.000", "2.000")
    classes = [name for name in touch if touch[name] == "touch"]
    assert len(classes) == 1
    assert blink[classes[0]] == ""
    told = tuple(touch[f"{name} (modifier)"] for name in ("hand", "where", "force"))
    assert (*told, smile["force (modifier)"]) == ("left", "head, leg", "2.5", "1")
    assert not {one.code for one in lost} & {"modifiers-dropped"}


def test_what_leaves_for_interact_comes_back_as_what_it_was(tmp_path: Path) -> None:
    """A column of modifiers is no class of codes, and a class says whose it is."""
    path = tmp_path / "visit.csv"
    formats.write(DOCUMENT, path, format="interact-table")
    back = formats.read(path).document.events
    assert sorted((e.subject, e.code) for e in back) == sorted((e.subject, e.code) for e in EVENTS)
    assert {pair for e in back for pair in e.modifiers} == {
        ("hand", "left"),
        ("where", "head, leg"),
        ("force", "2.5"),
        ("force", "1"),
    }


def test_states_of_one_kind_that_overlap_leave_for_the_observer_joined_and_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "visit.csv"
    first, second = (DocumentEvent("face@child", "child", "smile", n * S, (n + 4) * S) for n in (1, 3))
    lost = formats.write(replace(DOCUMENT, events=(first, second)), path, format="observer-table")
    assert [one.count for one in lost if one.code == "repeats-joined"] == [1]
    result = formats.read(path)
    assert [(e.onset_us, e.offset_us) for e in result.document.events] == [(S, 7 * S)]
    assert not {one.code for one in result.losses} & {"unpaired-states", "empty-state"}
