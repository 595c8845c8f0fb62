"""Tables for the Observer and INTERACT: a column for each modifier, starts and stops that pair."""

from __future__ import annotations

import csv
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
    assert [found[0][f"Modifier_{n}"] for n in (1, 2, 3)] == ["left", "head, leg", "2.5"]
    assert not found[0]["Comment"].startswith("=")
    back = formats.read(path).document.events
    assert {(e.subject, e.code, e.onset_us, e.offset_us, e.point) for e in back} == {
        (e.subject, e.code, e.onset_us, 5_001_000 if e.code == "smile" else e.offset_us, e.point) for e in EVENTS
    }
    (smile,) = (e for e in back if e.code == "smile")
    assert smile.modifiers == (("Modifier_3", "1"),)


def test_interact_has_a_column_for_each_class_and_each_modifier(tmp_path: Path) -> None:
    path = tmp_path / "visit.csv"
    lost = formats.write(DOCUMENT, path, format="interact-table")
    touch, *others = rows(path)
    (blink,), (smile,) = ([r for r in others if code in r.values()] for code in ("blink", "smile"))
    assert (touch["Onset_Time"], touch["Offset_Time"], touch["Duration_Time"]) == ("1.000", "3.000", "2.000")
    classes = [name for name in touch if touch[name] == "touch"]
    assert len(classes) == 1
    assert blink[classes[0]] == ""
    assert (touch["hand"], touch["where"], touch["force"], smile["force"]) == ("left", "head, leg", "2.5", "1")
    assert not {one.code for one in lost} & {"modifiers-dropped"}
