"""A pairing set by hand leaves with the codes, marked as such, in every kind of file that can hold it."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from coder.exchanges.pairing import RULES
from coder.interchange import formats
from coder.interchange.pairings_in_files import PAIRED
from coder.interchange.study_export import Along, documents_of
from coder.interchange.study_import import bring_in, plans_of
from coder.study.edits.coding import AddEvent
from coder.study.edits.exchanges import SetPairing
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip


@pytest.fixture
def study(tmp_path):
    with Project.create(tmp_path / "study") as project:
        project.add_recording(make_clip(tmp_path / "visit.mp4", frames=100, fps=25))
        for subject, code, onset in (
            ("child", "smile", 400_000),
            ("caregiver", "touch", 1_000_000),
            ("caregiver", "smile", 2_000_000),
            ("child", "reach", 3_000_000),
        ):
            project.apply(AddEvent("r1", subject, code, onset, onset + 400_000), coder="kim")
        project.apply(SetPairing("e1", "e3"), coder="kim")
        project.apply(SetPairing("e4", None), coder="kim")
        yield project


def written(study: Project, tmp_path, name: str) -> bytes:
    target = tmp_path / f"out.{name}"
    formats.write(documents_of(study, along=Along(exchanges=RULES["prompt-3s"], format=name)), target, format=name)
    return target.read_bytes()


def test_tables_hold_it(study, tmp_path):
    rows = list(csv.DictReader(io.StringIO(written(study, tmp_path, "csv-exchanges").decode("utf-8-sig"))))
    assert [(r["bid_code"], r["response_code"], r["paired_by_hand"]) for r in rows] == [
        ("smile", "smile", "yes"),
        ("reach", "", "yes"),
    ]
    events = list(csv.DictReader(io.StringIO(written(study, tmp_path, "csv").decode("utf-8-sig"))))
    assert {e["code"]: e["modifiers"] for e in events if e["subject"] == "child"} == {
        "smile": "paired by hand=caregiver smile 0:02.000",
        "reach": "paired by hand=nothing",
    }


def test_elan_holds_it_as_a_tier_of_references(study, tmp_path):
    text = written(study, tmp_path, "eaf").decode()
    (bid,) = re.findall(r'ALIGNABLE_ANNOTATION ANNOTATION_ID="(\w+)"[^>]*>\s*<ANNOTATION_VALUE>reach', text)
    tiers = re.findall(r'<TIER [^>]*TIER_ID="paired by hand · [^"]*">(.*?)</TIER>', text, re.DOTALL)
    refs = dict(re.findall(r'ANNOTATION_REF="(\w+)"[^>]*>\s*<ANNOTATION_VALUE>([^<]*)', "".join(tiers)))
    assert refs.pop(bid) == "nothing"
    assert list(refs.values()) == ["caregiver smile 0:02.000"]


def test_boris_holds_it_as_a_modifier(study, tmp_path):
    project = json.loads(written(study, tmp_path, "boris"))
    (observation,) = project["observations"].values()
    # "None" is how BORIS says that a behaviour which has modifiers was given none.
    told = {(row[1], row[3]) for row in observation["events"] if row[3] not in ("", "None")}
    assert told == {("child", "caregiver smile 0:02.000"), ("child", "nothing")}
    names = [m["name"] for row in project["behaviors_conf"].values() for m in (row["modifiers"] or {}).values()]
    assert set(names) == {"paired by hand"}


def test_what_nobody_paired_leaves_as_before(study, tmp_path):
    study.apply(SetPairing("e1", to_rule=True), coder="kim")
    study.apply(SetPairing("e4", to_rule=True), coder="kim")
    assert b"paired by hand" not in written(study, tmp_path, "eaf")


ENDINGS = {"eaf": "eaf", "boris": "boris", "csv": "csv", "datavyu": "opf"}


def brought_back(study: Project, tmp_path, name: str, *, shift_us: int = 0) -> Project:
    """Write a study's codes to a file and bring them into another study; the file lies beside it."""
    source = tmp_path / f"back.{ENDINGS[name]}"
    source.write_bytes(written(study, tmp_path, name))
    other = Project.create(tmp_path / "other")
    other.add_recording(tmp_path / "visit.mp4")
    plans = plans_of(formats.read(source), other.scheme, coder="lee", shift_us=shift_us)
    bring_in(other, plans, into="r1", coder="lee")
    return other


def pairs(project: Project) -> list[tuple[str, str | None, bool]]:
    codes = {event.id: event.code for event in project.events("r1")}
    return [
        (one.bid_code, codes[one.response] if one.response is not None else None, one.paired_by_hand)
        for one in project.exchanges("r1", RULES["prompt-3s"])
    ]


@pytest.mark.parametrize("name", ["eaf", "boris", "csv", "datavyu"])
def test_read_again_it_is_a_pairing_set_by_hand_and_no_detail_of_the_act(study, tmp_path, name):
    with brought_back(study, tmp_path, name) as other:
        assert pairs(other) == pairs(study) == [("smile", "smile", True), ("reach", None, True)]
        assert not any(event.modifiers for event in other.events("r1"))
        other.undo()
        assert (other.events("r1"), dict(other.pairings("r1").by_hand)) == ((), {})


def test_it_is_found_where_the_times_are_moved_onto_another_clips_clock(study, tmp_path):
    with brought_back(study, tmp_path, "eaf", shift_us=120_000) as other:
        assert pairs(other) == pairs(study)


def test_a_file_that_came_in_leaves_with_what_is_paired_now(study, tmp_path):
    with brought_back(study, tmp_path, "eaf") as other:
        ids = {(event.subject, event.code): event.id for event in other.events("r1")}
        smile, touch = ids["child", "smile"], ids["caregiver", "touch"]
        other.apply(SetPairing(smile, touch), coder="kim")
        text = written(other, tmp_path, "eaf").decode()
        assert "caregiver smile 0:02.000" not in text
        assert text.count("caregiver touch 0:01.000") == 1
        other.apply(SetPairing(smile, to_rule=True), coder="kim")
        text = written(other, tmp_path, "eaf").decode()
        assert "caregiver touch 0:01.000" not in text
        assert text.count(">nothing<") == 1


def test_an_answer_that_is_not_in_the_file_stays_a_modifier_and_is_said(study, tmp_path):
    rows = written(study, tmp_path, "csv").decode("utf-8-sig").splitlines(keepends=True)
    source = tmp_path / "part.csv"
    source.write_text("".join(row for row in rows if "2000000" not in row), "utf-8")
    (plan,) = (item.plan for item in plans_of(formats.read(source), study.scheme, coder="lee"))
    assert {loss.code for loss in plan.losses} >= {"pairing-lost"}
    assert [event.modifiers for event in plan.events if event.code == "smile"] == [
        ((PAIRED, "caregiver smile 0:02.000"),)
    ]
    assert list(plan.paired.values()) == [None]
