"""Modifiers of a code: read, checked, set, found where they are missing, and carried out and in by files."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from coder.interchange import formats
from coder.interchange.ethogram import ethogram_of
from coder.interchange.import_plan import ImportFile, RecordingPlan, plan_import
from coder.interchange.study_export import documents_of
from coder.study.edits.coding import AddEvent
from coder.study.edits.event_verbs import ChangeEvents
from coder.study.edits.states_under_way import BeginState, DescribeAct, EndState
from coder.study.event_search import query_of
from coder.study.project import Project
from coder.vocabulary.errors import SchemeError, StudyError
from coder.vocabulary.modifiers import modifier_of, raw_modifier, with_values
from coder.vocabulary.scheme import Role, builtin_scheme, load_scheme
from coder.vocabulary.scheme_text import scheme_toml
from tests.coder.media.clipmaker import make_clip

S = 1_000_000
TOYS = """
id = "toys"
title = "Toys"
version = 1
[[code]]
id = "touches"
label = "touches"
role = "child"
kind = "point"
group = "hands"
key = "t"
description = "Touches a toy."
[[code.modifier]]
name = "hand"
values = ["left", "right", "both"]
keys = "lrb"
required = true
[[code.modifier]]
name = "toys"
kind = "several"
values = ["cup", "ball", "book, red"]
[[code.modifier]]
name = "distance"
kind = "number"
unit = "cm"
min = 0
max = 200
[[code.modifier]]
name = "words"
kind = "text"
ask = "later"
[[code]]
id = "holds"
label = "holds"
role = "child"
kind = "state"
group = "holding"
key = "h"
description = "Holds a toy."
[[code.modifier]]
name = "hand"
values = ["left", "right"]
"""


@pytest.fixture
def project(tmp_path):
    clip = make_clip(tmp_path / "visit.mp4", frames=100, fps=25)
    with Project.create(tmp_path / "study", scheme_texts=[TOYS]) as made:
        made.add_recording(clip)
        yield made


def test_values_are_checked_and_held_in_their_order(project):
    said = (("hand", "LEFT"), ("toys", "cup, ball"), ("distance", "12,5 cm"), ("words", "a; b"))
    project.apply(AddEvent("r1", "child", "touches", S, S, modifiers=said), coder="kim")
    held = (("hand", "left"), ("toys", "cup"), ("toys", "ball"), ("distance", "12.5"), ("words", "a; b"))
    assert project.event("e1").modifiers == held
    project.apply(ChangeEvents(("e1",), modifiers=(("hand", "right"),)), coder="kim")
    assert project.event("e1").modifiers == (("hand", "right"), *held[1:])
    project.apply(ChangeEvents(("e1",), modifiers=(("toys", "book, red"), ("distance", ""))), coder="kim")
    assert project.event("e1").modifiers == (("hand", "right"), ("toys", "book, red"), ("words", "a; b"))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("hand", "middle", "'middle' is no value of 'hand'; choose one of: left, right, both."),
        ("distance", "far", "'far' is no number for 'distance'; give one in cm."),
        ("distance", "nan", "'nan' is no number"),
        ("distance", "201", "at least 0 cm and at most 200 cm"),
        ("hnd", "left", "This code has no modifier 'hnd'; it has: hand, toys, distance, words."),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(project, name, value, said):
    with pytest.raises(StudyError) as caught:
        project.apply(AddEvent("r1", "child", "touches", S, S, modifiers=((name, value),)), coder="kim")
    assert said in str(caught.value)
    assert project.events("r1") == ()


def test_what_is_said_of_a_state_under_way_goes_into_its_event(project):
    project.apply(BeginState("r1", "child", "holds", S), coder="kim")
    project.apply(DescribeAct("r1", "child", "holds", S, (("hand", "right"),)), coder="kim")
    project.apply(EndState("r1", "child", "holds", 2 * S), coder="kim")
    assert project.events("r1")[0].modifiers == (("hand", "right"),)
    project.undo(coder="kim")
    assert project.under_way("r1")[0].modifiers == (("hand", "right"),)


def test_what_is_not_said_yet_is_found(project):
    project.apply(AddEvent("r1", "child", "touches", S, S), coder="kim")
    project.apply(AddEvent("r1", "child", "touches", 2 * S, 2 * S, modifiers=(("hand", "left"),)), coder="kim")
    project.apply(AddEvent("r1", "child", "holds", 0, S), coder="kim")
    for query, found in (("missing=any", ["e1"]), ("missing=hand", ["e3", "e1"]), ("!missing=any", ["e3", "e2"])):
        assert [e.id for e in query_of(query).of(project.events("r1"), project.scheme)] == found


def test_of_several_values_one_is_not_lost_when_another_name_is_set():
    held = (("toys", "cup"), ("toys", "ball"))
    assert with_values(held, [("hand", "left")]) == (*held, ("hand", "left"))


@pytest.mark.parametrize(
    "raw",
    [
        {"name": "hand"},
        {"name": "hand", "kind": "most"},
        {"name": "hand", "kind": "text", "values": ["a"]},
        {"name": "hand", "values": ["a", "A"]},
        {"name": "hand", "values": ["a", "b"], "keys": "x"},
        {"name": "n", "kind": "number", "min": 2, "max": 1},
    ],
)
def test_a_modifier_that_does_not_hold_together_is_refused(raw):
    with pytest.raises(SchemeError):
        modifier_of(raw, "touches")


def test_a_modifier_is_written_as_it_was_read():
    for code in load_scheme(TOYS).codes:
        for one in code.modifiers:
            assert modifier_of(raw_modifier(one), code.id) == one


@pytest.mark.parametrize("name", ["boris", "eaf", "datavyu", "csv"])
def test_modifiers_leave_and_come_back(project, tmp_path, name):
    said = (("hand", "left"), ("toys", "cup"), ("toys", "ball"), ("distance", "12.5"), ("words", "again"))
    project.apply(AddEvent("r1", "child", "touches", S, S, modifiers=said), coder="kim")
    (document,) = documents_of(project)
    path = tmp_path / f"out{formats.format_named(name).extensions[0]}"
    formats.write(document, path, format=name)
    plan = plan_import(formats.read(path, format=name).document, scheme=builtin_scheme())
    if name == "datavyu":  # a cell holds one value an argument
        joined = {pair[0] for pair in plan.events[0].modifiers}
        assert {"hand", "distance", "words"} <= joined
    else:
        assert sorted(plan.events[0].modifiers) == sorted(said)


def test_a_list_of_modifiers_comes_with_its_code(project, tmp_path):
    project.apply(AddEvent("r1", "child", "touches", S, S, modifiers=(("hand", "left"),)), coder="kim")
    (document,) = documents_of(project)
    formats.write(document, tmp_path / "out.boris", format="boris")
    plan = plan_import(formats.read(tmp_path / "out.boris").document, scheme=builtin_scheme(), format="boris")
    code = next(one for one in plan.codes if one.name == "touches")
    assert [(m.name, m.kind.value, m.values) for m in code.modifiers] == [
        ("hand", "one", ("left", "right", "both")),
        ("toys", "several", ("cup", "ball", "book, red")),
        ("distance", "number", ()),
        ("words", "text", ()),
    ]
    with Project.create(tmp_path / "other") as other:
        other.apply(ImportFile((RecordingPlan(plan, None, duration_us=4 * S),)), coder="lee")
        assert other.scheme.code(Role.CHILD, code.id).modifiers == code.modifiers
        other.undo(coder="lee")
        assert not other.scheme.has(Role.CHILD, code.id)


def test_what_the_new_code_does_not_list_falls_away_and_comes_back(project):
    said = (("hand", "left"), ("distance", "12"))
    project.apply(AddEvent("r1", "child", "touches", S, S), coder="kim")
    project.apply(ChangeEvents(("e1",), modifiers=said), coder="kim")
    held = {one.name: one for one in project.scheme.code(Role.CHILD, "holds").modifiers}
    project.apply(ChangeEvents(("e1",), code="holds", offset_us=2 * S), coder="kim")
    stays = tuple(pair for pair in said if pair[0] in held)
    assert project.event("e1").modifiers == stays != said
    project.undo(coder="kim")
    assert project.event("e1").modifiers == said


def test_a_point_is_given_no_offset_unsaid(project):
    project.apply(AddEvent("r1", "child", "touches", S, S), coder="kim")
    with pytest.raises(StudyError, match="“child touches” is a point and has one time; give its onset alone"):
        project.apply(ChangeEvents(("e1",), offset_us=2 * S), coder="kim")
    project.apply(ChangeEvents(("e1",), onset_us=2 * S, offset_us=2 * S), coder="kim")
    assert (project.event("e1").onset_us, project.event("e1").offset_us) == (2 * S, 2 * S)


def test_in_elan_each_modifier_is_a_dependent_tier_with_a_vocabulary(project, tmp_path):
    said = (("hand", "left"), ("toys", "cup"), ("toys", "ball"), ("distance", "12.5"))
    project.apply(AddEvent("r1", "child", "touches", S, S, modifiers=said), coder="kim")
    (document,) = documents_of(project)
    path = tmp_path / "out.eaf"
    formats.write(document, path, format="eaf")
    root = ElementTree.parse(path).getroot()
    types = {one.get("LINGUISTIC_TYPE_ID"): one for one in root.iterfind("LINGUISTIC_TYPE")}
    lists = {
        one.get("CV_ID"): [value.text for value in one.iter("CVE_VALUE")]
        for one in root.iterfind("CONTROLLED_VOCABULARY")
    }
    found = {}
    for tier in root.iterfind("TIER"):
        kind = types[tier.get("LINGUISTIC_TYPE_REF")]
        name = kind.get("LINGUISTIC_TYPE_ID").removeprefix("dyadmirror modifier: ")
        if name in ("hand", "toys", "distance"):
            values = [value.text for value in tier.iter("ANNOTATION_VALUE")]
            found[name] = (kind.get("CONSTRAINTS"), values, lists.get(kind.get("CONTROLLED_VOCABULARY_REF")))
            assert tier.get("PARENT_REF")
    assert found == {
        "hand": ("Symbolic_Association", ["left"], ["left", "right", "both"]),
        "toys": ("Symbolic_Subdivision", ["cup", "ball"], ["cup", "ball", "book, red"]),
        "distance": ("Symbolic_Association", ["12.5"], None),
    }
    again = formats.read(path, format="eaf").document
    formats.write(again, tmp_path / "again.eaf", format="eaf")
    second = formats.read(tmp_path / "again.eaf", format="eaf").document
    assert (second.events, second.vocabularies) == (again.events, again.vocabularies)


def test_what_a_format_cannot_say_of_a_modifier_is_listed_as_a_loss(project):
    project.apply(AddEvent("r1", "child", "touches", S, S, modifiers=(("hand", "left"),)), coder="kim")
    (document,) = documents_of(project)

    def lost(name: str) -> dict[str, tuple[str, ...]]:
        return {loss.code: loss.examples for loss in formats.losses_of((document,), format=name)}

    for name in ("eaf", "datavyu", "csv", "textgrid"):
        assert lost(name)["modifier-details-dropped"] == (
            "touches hand: keys lrb, required",
            "touches distance: cm, 0 to 200",
        )
    assert lost("boris")["modifier-details-dropped"] == ("touches hand: required", "touches distance: cm, 0 to 200")


def test_keys_of_values_go_to_boris_and_come_back(project, tmp_path):
    project.apply(AddEvent("r1", "child", "touches", S, S, modifiers=(("hand", "left"),)), coder="kim")
    (document,) = documents_of(project)
    path = tmp_path / "out.boris"
    formats.write(document, path, format="boris")
    (hand,) = [
        one
        for behaviour in json.loads(path.read_text())["behaviors_conf"].values()
        for one in behaviour["modifiers"].values()
        if one["name"] == "hand" and behaviour["code"] == "touches"
    ]
    assert hand["values"] == ["left (l)", "right (r)", "both (b)"]
    taken = load_scheme(scheme_toml(ethogram_of(path)))
    back = {one.name: one for code in taken.codes if code.id == "touches" for one in code.modifiers}
    assert (back["hand"].values, back["hand"].keys) == (("left", "right", "both"), "lrb")


def test_which_codes_mark_trials_is_a_loss(tmp_path):
    clip = make_clip(tmp_path / "visit.mp4", frames=100, fps=25)
    text = TOYS.replace('kind = "state"', 'kind = "state"\nmarker = true')
    with Project.create(tmp_path / "study", scheme_texts=[text]) as made:
        made.add_recording(clip)
        made.apply(AddEvent("r1", "child", "holds", 0, S), coder="kim")
        (document,) = documents_of(made)
        for name in ("eaf", "boris", "datavyu", "csv"):
            assert "markers-dropped" in {loss.code for loss in formats.losses_of((document,), format=name)}


def test_a_value_with_a_comma_of_its_own_is_one_of_several(project):
    toys = {one.name: one for one in project.scheme.code(Role.CHILD, "touches").modifiers}["toys"]
    assert toys.checked("cup, book, red, ball") == ("cup", "book, red", "ball")
    assert toys.checked("Book, Red") == ("book, red",)
    with pytest.raises(StudyError, match="'book' is no value"):
        toys.checked("book, cup")
