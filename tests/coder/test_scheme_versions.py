"""A changed scheme is a new version: the study keeps all, each event knows its own, a renaming says what it touches."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.study.coding_passes import Pass
from coder.study.edits.coding import AddEvent
from coder.study.edits.event_verbs import RemoveEvents
from coder.study.edits.states_under_way import BeginState, DropState, EndState
from coder.study.project import Project
from coder.vocabulary.errors import SchemeError, StudyError
from coder.vocabulary.scheme import (
    Role,
    Scheme,
    SchemeSubject,
    builtin_names,
    builtin_text,
    load_scheme,
    require_codable,
)
from coder.vocabulary.scheme_text import scheme_toml
from tests.coder.media.clipmaker import make_clip
from tests.coder.test_modifiers import TOYS
from ui.cli.parser import main

S = 1_000_000
TOUCHES, GRASPS, HOLDS = (Role.CHILD, "touches"), (Role.CHILD, "grasps"), (Role.CHILD, "holds")


@pytest.fixture
def project(tmp_path):
    clip = make_clip(tmp_path / "visit.mp4", frames=100, fps=25)
    with Project.create(tmp_path / "study", scheme_texts=[TOYS]) as made:
        made.add_recording(clip)
        made.apply(AddEvent("r1", "child", "touches", S, S), coder="kim")
        made.apply(AddEvent("r1", "child", "holds", S, 2 * S), coder="kim")
        made.apply(AddEvent("r1", "child", "touches", 2 * S, 2 * S), coder="lee")
        yield made


def changed(version: int = 2, **labels: str) -> str:
    """The scheme with a higher version and codes called otherwise; "" takes one out."""
    scheme = load_scheme(TOYS)
    codes = [replace(code, id=labels.get(code.id, code.id)) for code in scheme.codes if labels.get(code.id) != ""]
    return scheme_toml(replace(scheme, version=version, codes=tuple(codes)))


@given(st.sampled_from([TOYS, *map(builtin_text, builtin_names())]))
def test_every_scheme_is_written_as_it_was_read(text):
    assert load_scheme(scheme_toml(load_scheme(text))) == load_scheme(text)


def test_events_of_every_coder_follow_a_code_and_the_rest_keep_their_version(project):
    said = project.schemes.change(changed(touches="grasps"), {TOUCHES: GRASPS})
    assert said.renamed == (("child/touches", "child/grasps", 2),)
    held = {e.id: (e.code, e.scheme, e.coder, e.origin) for e in project.events("r1")}
    assert held == {
        "e1": ("grasps", "toys@2", "kim", "human"),
        "e2": ("holds", "toys@1", "kim", "human"),
        "e3": ("grasps", "toys@2", "lee", "human"),
    }
    assert [name for name, *_ in project.schemes.versions] == ["toys@1", "toys@2"]
    assert load_scheme(project.schemes.versions[0][1]) == load_scheme(TOYS)


def test_passes_follow_a_code_with_the_key_it_has_in_them(project):
    project.passes.define(Pass("hands", codes=("child/touches", "child/holds"), keys=(("child/touches", "x"),)))
    project.passes.mark("r1", "kim", "hands", 0, done=True)
    project.schemes.change(changed(touches="grasps"), {TOUCHES: GRASPS})
    hands = project.passes.named("hands")
    assert hands == Pass("hands", codes=("child/grasps", "child/holds"), keys=(("child/grasps", "x"),))
    assert [event.id for event in project.passes.events("hands", project.events("r1"), "kim")] == ["e1", "e2"]
    assert project.passes.looked_for("r1", "kim") == {"child/grasps", "child/holds"}
    assert project.guard.verify().findings == ()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET offset_us = offset_us + 40000 WHERE id = 'e2'",
        "UPDATE events SET code = 'touches' WHERE id = 'e1'",
        "DELETE FROM events WHERE id = 'e3'",
    ],
)
def test_events_that_followed_a_renamed_code_are_held_against_the_steps_too(project, sql):
    project.schemes.change(changed(touches="grasps"), {TOUCHES: GRASPS})
    assert project.guard.verify().findings == ()
    with pytest.raises(StudyError, match="no longer be taken back"):
        project.undo(coder="lee")
    assert project.coders == ("kim", "lee"), "what followed is nobody's step"
    assert project.guard.verify().findings == ()
    project.undo()  # of anybody: what a renamed code took with it is not among it
    assert {event.id for event in project.events("r1")} == {"e1", "e3"}
    project.redo()
    assert project.guard.verify().findings == ()
    project._db.execute(sql)
    assert "r1 holds in “events”" in " ".join(one.sentence for one in project.guard.verify().findings)


@pytest.mark.parametrize(
    ("text", "renames", "words"),
    [
        (changed(1), {}, "holds version 1 of 'toys' already; give the changed one version 2."),
        (changed(touches=""), {}, "2 events of “touches” of child would be left without a code"),
        (changed(touches=""), {TOUCHES: HOLDS}, "it cannot become a state"),
        (changed(), {TOUCHES: GRASPS}, "has no code child/grasps in the new version"),
        (changed().replace('"toys"', '"other"', 1), {}, "This study has no scheme 'other'"),
    ],
)
def test_what_would_leave_an_event_without_its_code_is_refused_and_changes_nothing(project, text, renames, words):
    before = project.events("r1"), project.scheme, project.schemes.versions
    with pytest.raises(SchemeError) as caught:
        project.schemes.change(text, renames)
    assert words in str(caught.value)
    assert (project.events("r1"), project.scheme, project.schemes.versions) == before


def with_codes(version: int, **both: object) -> str:
    """The scheme with a state beside “holds” in a group of its own; what is given is otherwise in both."""
    codes = []
    for code in load_scheme(TOYS).codes:
        codes.append(code)
        if code.id == "holds":
            codes.append(replace(code, id="turns", label="turns", group="turning", key="", modifiers=()))
    codes = [replace(code, **both) if code.id in ("holds", "turns") else code for code in codes]
    return scheme_toml(replace(load_scheme(TOYS), version=version, codes=tuple(codes)))


@pytest.mark.parametrize("version", [changed(3, holds=""), changed(3, holds="grips")], ids=["taken out", "renamed"])
@pytest.mark.parametrize("gone", ["an event", "a state under way"])
def test_no_undo_brings_back_what_another_coders_new_version_has_no_code_for(project, version, gone):
    project.apply(RemoveEvents(("e2",)), coder="kim")
    if gone == "a state under way":
        project.apply(BeginState("r1", "child", "holds", S), coder="kim")
        project.apply(DropState("r1", "child", "holds"), coder="kim")
    project.schemes.change(version)
    with pytest.raises(StudyError) as caught:
        project.undo(coder="kim")
    act = "remove child holds at 0:01.000" if gone == "an event" else "forget holds that had begun"
    assert str(caught.value) == (
        f"“{act}” can no longer be taken back: the scheme was changed since, and “child holds” is no code of it as it "
        "was coded. Code it anew with a code of now; the next undo takes back the step before it."
    )
    assert "e2" not in {event.id for event in project.events("r1")}
    assert project.state("r1", coder="kim").under_way == ()
    assert project.guard.verify().findings == ()


def test_states_under_way_follow_their_code_into_another_group_and_still_exclude_each_other(project):
    project.schemes.change(with_codes(2))
    project.apply(BeginState("r1", "child", "holds", 3 * S), coder="kim")
    project.schemes.change(with_codes(3, group="hand"))
    with pytest.raises(StudyError, match="“child holds” is under way, and excludes it"):
        project.apply(BeginState("r1", "child", "turns", 3 * S), coder="kim")
    project.apply(EndState("r1", "child", "holds", 3 * S + 400_000, next_code="turns"), coder="kim")
    assert [one.code for one in project.state("r1", coder="kim").under_way] == ["turns"]
    assert project.guard.verify().findings == ()


def test_a_version_that_lets_states_under_way_exclude_each_other_says_whose_and_waits(project):
    project.schemes.change(with_codes(2))
    for code in ("holds", "turns"):
        project.apply(BeginState("r1", "child", code, 3 * S), coder="kim")
    for text, renames in (
        (with_codes(3, group="hand"), {}),
        (changed(3), {(Role.CHILD, "turns"): HOLDS}),
    ):
        with pytest.raises(SchemeError) as caught:
            project.schemes.change(text, renames)
        assert str(caught.value) == (
            "In visit kim has holds and turns of child under way, and by the new version they exclude each other: let "
            "one of them be ended or forgotten first."
        )
        assert [name for name, *_ in project.schemes.versions] == ["toys@1", "toys@2"]
    project.apply(EndState("r1", "child", "turns", 3 * S + 400_000), coder="kim")
    project.schemes.change(with_codes(3, group="hand"))


def test_subjects_that_come_go_or_change_are_said_as_codes_are(project):
    nurse, robot = SchemeSubject(Role.CAREGIVER, "nurse"), SchemeSubject(Role.OTHER, "robot", "9")
    scheme = load_scheme(TOYS)
    with_two = replace(scheme, version=2, subjects=(nurse, robot))
    assert project.schemes.change(scheme_toml(with_two)).sentences == ("New subjects: caregiver nurse, other robot.",)
    said = project.schemes.touched(scheme_toml(replace(with_two, version=3, subjects=(replace(robot, key="8"),))))
    assert said.asks
    assert said.sentences == (
        "Changed subjects: other robot.",
        "No longer offered as subjects: caregiver nurse; events of theirs stay.",
    )


def test_a_scheme_without_a_code_was_no_version_yet(tmp_path):
    empty = scheme_toml(Scheme("own", "My own", 1, ()))
    with Project.create(tmp_path / "study", scheme_texts=[empty]) as project:
        first = scheme_toml(replace(load_scheme(TOYS), id="own"))
        assert load_scheme(first).version == 1
        project.schemes.change(first)
        assert [name for name, *_ in project.schemes.versions] == ["own@1"]
        assert {code.scheme for code in project.scheme.codes} == {"own@1"}
        with pytest.raises(SchemeError, match="holds version 1"):
            project.schemes.change(first)


def test_two_codes_become_one_and_states_make_room(tmp_path):
    two = (
        TOYS
        + '[[code]]\nid = "grips"\nlabel = "grips"\nrole = "child"\nkind = "state"\ngroup = "grip"\ndescription = ""\n'
    )
    clip = make_clip(tmp_path / "visit.mp4", frames=100, fps=25)
    with Project.create(tmp_path / "study", scheme_texts=[two]) as project:
        project.add_recording(clip)
        project.apply(AddEvent("r1", "child", "holds", S, 2 * S), coder="kim")
        project.apply(AddEvent("r1", "child", "grips", S + 400_000, 3 * S), coder="kim")
        project.schemes.change(changed(), {(Role.CHILD, "grips"): HOLDS})
        assert [(e.code, e.onset_us, e.offset_us) for e in project.events("r1")] == [
            ("holds", S, S + 400_000),
            ("holds", S + 400_000, 3 * S),
        ]


def test_the_command_says_first_what_it_touches_and_writes_a_version_out(project, tmp_path, capsys):
    project.close()
    file, study = tmp_path / "toys.toml", str(tmp_path / "study")
    file.write_text(changed(touches="grasps"), "utf-8")
    command = ["scheme", study, str(file), "--rename", "child/touches=child/grasps", "--json"]
    for extra, taken in ((["--dry-run"], False), ([], True)):
        assert main([*command, *extra]) == 0
        out, err = capsys.readouterr()
        assert json.loads(out) == {
            "scheme": "toys@2",
            "added": [],
            "removed": [],
            "changed": [],
            "subjects": {"added": [], "removed": [], "changed": []},
            "renamed": [{"from": "child/touches", "to": "child/grasps", "events": 2}],
            "taken_in": taken,
        }
        words = "“touches” of child (child/touches) becomes “touches” of child (child/grasps): 2 events follow."
        assert err.startswith(words)
    assert main(["scheme", study, "--write", str(tmp_path / "old.toml"), "--version", "toys@1"]) == 0
    assert load_scheme((tmp_path / "old.toml").read_text("utf-8")) == load_scheme(TOYS)
    capsys.readouterr()
    assert main(["scheme", study, str(file), "--change"]) == 2
    assert "give the changed one version 3" in capsys.readouterr().err


def test_an_ethogram_without_observations_is_a_scheme(tmp_path, capsys):
    behaviour = {
        "type": "State event",
        "key": "h",
        "code": "Holds a toy",
        "description": "in a hand",
        "category": "hands",
    }
    held = {"0": {"name": "hand", "description": "", "type": 0, "values": ["left (l)", "right"]}}
    project = {
        "project_format_version": "7.0",
        "project_name": "Play at home",
        "behaviors_conf": {"0": {**behaviour, "modifiers": held, "excluded": ""}},
        "subjects_conf": {"0": {"key": "r", "name": "Robot", "description": ""}, "1": {"key": "", "name": "Mother"}},
        "observations": {},
        "independent_variables": {},
    }
    (tmp_path / "plan.boris").write_text(json.dumps(project), "utf-8")
    assert main(["new", str(tmp_path / "study"), "--scheme", str(tmp_path / "plan.boris")]) == 0
    capsys.readouterr()
    assert main(["scheme", str(tmp_path / "study"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    code, same = told["codes"]  # the plan does not say whose: anybody's whom it names, and the key of whom was chosen
    assert (code["id"], code["label"], code["kind"], code["key"]) == ("holds_a_toy", "Holds a toy", "state", "h")
    assert (same["id"], same["key"]) == ("holds_a_toy", "")
    assert [code["role"], same["role"]] == ["other", "caregiver"]
    assert [(m["name"], m["values"]) for m in code["modifiers"]] == [("hand", ["left", "right"])]
    assert {one["id"]: one["key"] for one in told["subjects"]} == {"other:Robot": "r", "caregiver:Mother": ""}


def test_subjects_are_named_in_the_scheme_and_their_keys_clash_with_no_other(project, tmp_path, capsys):
    named = '[[subject]]\nname = "Robot"\nrole = "other"\nkey = "{}"\n' + TOYS.replace('"child"', '"other"')
    text = named.format("r").replace('id = "toys"', 'id = "robot"', 1)
    head, _, rest = text.partition('id = "robot"')
    text = 'id = "robot"' + rest.replace("[[code]]", head + "[[code]]", 1)
    scheme = load_scheme(text)
    assert (scheme.subject_of("robot"), scheme.subject_of("child")) == ("other:Robot", "child")
    with pytest.raises(SchemeError, match="gives the key 't' to “touches” of other and to other Robot"):
        require_codable(load_scheme(text.replace('key = "r"', 'key = "t"')))
    project.schemes.add(text)
    project.close()
    study = str(tmp_path / "study")
    assert main(["code", study, "r1", "Robot", "touches", "--onset-us", str(S), "--coder", "kim", "--json"]) == 0
    assert main(["events", study, "r1", "--coder", "kim", "--json"]) == 0
    assert '"subject": "other:Robot"' in capsys.readouterr().out


def test_a_code_without_a_name_does_not_come_in(project):
    nameless = TOYS.replace('label = "touches"', 'label = "  "', 1)
    with pytest.raises(SchemeError, match="of child has no name"):
        project.schemes.add(nameless)
    load_scheme(nameless)  # a study that has one already opens
