"""A plan of BORIS is the same scheme by either road, and a code that the study has is no second one, in nor out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from coder.interchange import formats
from coder.interchange.ethogram import ethogram_of
from coder.interchange.study_export import Along, documents_of
from coder.interchange.study_import import ImportPreview, bring_in, plans_of
from coder.study.double_codes import double_words
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.scheme import Code, Scheme, builtin_scheme
from coder.vocabulary.scheme_text import scheme_toml

S = 1_000_000


def _behaviour(kind: str, key: str, code: str, category: str, **more: object) -> dict[str, object]:
    return {
        "type": f"{kind} event", "key": key, "code": code, "description": "", "category": category, "modifiers": {},
        "excluded": "", "coding map": "", **more,
    }  # fmt: skip


def _asks(name: str, kind: int, *values: str) -> dict[str, object]:
    return {"name": name, "description": f"about {name}", "type": kind, "values": list(values), "ask at stop": False}


_TARGET = {"0": _asks("target", 0, "toy (t)", "face (f)", "away"), "1": _asks("hands", 1, "left (l)", "right (r)")}
BEHAVIOURS = (
    _behaviour("State", "g", "Gaze", "look", excluded="Away", modifiers=_TARGET, color="#aa0000", description="looks"),
    _behaviour("State", "w", "Away", "look", excluded="Gaze"),
    _behaviour("State", "h", "Hold", "hands", excluded="Drop", modifiers={"0": _asks("load", 2)}),
    _behaviour("State", "d", "Drop", "hands", excluded="Hold"),
    _behaviour("State", "n", "Alone", "hands", modifiers={"0": _asks("table", 3)}),
    _behaviour("Point", "s", "Smile", ""),
)
ROWS = [
    [1.0, "Kid", "Gaze", "toy|left,right", "c"],
    [1.5, "Mum", "Hold", "3.5", ""],
    [2.0, "Kid", "Gaze", "toy|left,right", ""],
    [2.2, "Mum", "Alone", "row 4", ""],
    [2.5, "Mum", "Hold", "3.5", ""],
    [3.7, "Mum", "Alone", "row 4", ""],
    [4, "Kid", "Smile", "", ""],
]


def _project(folder: Path, *, coded: bool) -> Path:
    observation = {
        "file": {}, "type": "LIVE", "date": "", "description": "", "time offset": 0.0, "events": ROWS,
        "independent_variables": {"site": "Leiden"},
    }  # fmt: skip
    project = {
        "time_format": "hh:mm:ss", "project_date": "", "project_name": "play", "project_description": "of a lab",
        "project_format_version": "7.0",
        "subjects_conf": {
            "0": {"key": "k", "name": "Kid", "description": "the child"},
            "1": {"key": "m", "name": "Mum", "description": ""},
        },
        "behaviors_conf": {str(n): one for n, one in enumerate(BEHAVIOURS)},
        "behavioral_categories": ["look", "hands"],
        "independent_variables": {"0": {"label": "site", "type": "text", "description": "", "possible values": ""}},
        "observations": {"visit": observation} if coded else {},
    }  # fmt: skip
    path = folder / f"{'coded' if coded else 'plan'}.boris"
    path.write_text(json.dumps(project))
    return path


@pytest.fixture
def coded(tmp_path):
    return _project(tmp_path, coded=True)


@pytest.fixture
def study(tmp_path):
    with Project.create(tmp_path / "study", scheme_texts=(_NOTHING,)) as project:
        yield project


_NOTHING = 'id = "own"\ntitle = "own"\nversion = 1\ncode = []\n'


def _bring(project: Project, path: Path) -> ImportPreview:
    (preview,) = plans_of(formats.read(path), project.scheme, coder="kim")
    bring_in(project, (preview,), into=None, coder="kim")
    return preview


def _planned(codes: tuple[Code, ...]) -> dict[tuple[str, str], tuple[object, ...]]:
    return {
        (one.role, one.label): (one.kind, one.group, one.key, one.colour, one.description, one.modifiers)
        for one in codes
    }


def test_keys_groups_colours_and_modifiers_are_those_of_the_plan_by_either_road(study, coded):
    _bring(study, coded)
    here, plan = _planned(study.scheme.codes), _planned(ethogram_of(coded).codes)
    assert here == {name: told for name, told in plan.items() if name in here}
    _, group, key, colour, description, modifiers = here["other", "Gaze"]
    assert (group, key, colour, description) == ("look", "g", "#aa0000", "looks")
    assert (modifiers[0].keys, modifiers[0].pressed) == ("tf ", "tf1")
    assert here["caregiver", "Alone"][1] == "hands: Alone"  # which excludes nothing


def test_keys_of_subjects_come_with_the_plan_and_an_import_says_so(tmp_path, study, coded):
    told = {one.code: one for one in _bring(study, coded).plan.losses}
    assert told["subject-keys"].examples == ("Kid: k, Mum: m",)
    study.schemes.add(scheme_toml(ethogram_of(coded)))
    assert {(one.name, one.key) for one in study.scheme.subjects} == {("Kid", "k"), ("Mum", "m")}
    (again,) = plans_of(formats.read(coded), study.scheme, coder="kim")
    assert "subject-keys" not in {one.code for one in again.plan.losses}


def test_codes_that_came_twice_are_named_with_what_makes_one_of_two():
    code = builtin_scheme("first_path").codes[0]
    scheme = Scheme("own", "own", 1, (code, replace(code, id="other", scheme="")))
    words = double_words(scheme)
    assert f"{code.role}/{code.id}, {code.role}/other" in words
    assert "code=other" in words
    assert double_words(Scheme("own", "own", 1, (code, replace(code, id="other")))) == ""


def test_a_study_that_has_the_plan_gets_no_code_twice_and_gives_the_file_back_as_it_was(tmp_path, study, coded):
    study.schemes.add(scheme_toml(ethogram_of(_project(tmp_path, coded=False))))
    before = study.scheme.codes
    assert {one.label: one.met for one in _bring(study, coded).plan.understood} == {
        code["code"]: True for code in BEHAVIOURS
    }
    assert study.scheme.codes == before
    for name, along in (("back", Along(format="boris")), ("afresh", Along(code_list="boris"))):
        formats.write(documents_of(study, along=along), tmp_path / f"{name}.boris")
        said = json.loads((tmp_path / f"{name}.boris").read_text())
        listed = {row["code"]: row for row in said["behaviors_conf"].values()}
        assert listed.keys() == {code["code"] for code in BEHAVIOURS}
        for was in BEHAVIOURS:
            now = listed[str(was["code"])]
            assert {field: now[field] for field in ("key", "category", "excluded", "description")} == {
                field: was[field] for field in ("key", "category", "excluded", "description")
            }
            for asked, its in zip(was["modifiers"].values(), now["modifiers"].values(), strict=True):
                assert {"ask at stop": False, **its} == asked
        assert [(row["name"], row["key"]) for row in said["subjects_conf"].values()] == [("Kid", "k"), ("Mum", "m")]
        (observation,) = said["observations"].values()
        assert [[*row[:4], row[4].partition("{")[0].strip()] for row in observation["events"]] == ROWS


OWN = """
id = "lab"
title = "lab"
version = 1
[[code]]
id = "gaze"
label = "Looks at it"
role = "child"
kind = "state"
group = "eyes"
description = ""
[[code.modifier]]
name = "target"
values = ["toy", "face"]
[[code]]
id = "smile"
label = "Smile"
role = "child"
kind = "state"
group = "mouth"
description = ""
"""
TABLE = "subject,code,onset_s,offset_s{more}\nchild,GAZE,1,2{first}\nchild,smile,3,4{second}\n"


@pytest.mark.parametrize(
    "format_id", ["csv", "eaf", "datavyu", "textgrid", "boris", "observer-table", "interact-table", "gseq"]
)
def test_every_format_meets_the_studys_codes_by_one_rule(tmp_path, study, format_id):
    study.schemes.add(OWN)
    before = study.scheme.codes
    (tmp_path / "lab.csv").write_text(TABLE.format(more=",target", first=",Toy", second=","))
    documents = formats.read(tmp_path / "lab.csv").documents
    path = tmp_path / f"lab{formats.format_named(format_id).extensions[0]}"
    formats.write(documents, path, format=format_id, over=True)
    for _ in range(2):
        (preview,) = plans_of(formats.read(path), study.scheme, coder="kim")
        assert [event.code for event in preview.plan.events] == ["gaze", "smile"]
        bring_in(study, (preview,), into=None, coder="kim", again=None)
        assert study.scheme.codes == before
        path.write_bytes(path.read_bytes() + b"\n")  # another file of the same coding


PLAY = """
id = "play"
title = "play"
version = 1
[[code]]
id = "gaze"
label = "Gaze"
role = "child"
kind = "state"
group = "eyes"
key = "g"
description = ""
[[code.modifier]]
name = "target"
values = ["toy", "face"]
[[code.modifier]]
name = "hands"
kind = "several"
values = ["left", "right"]
[[code]]
id = "off"
label = "Off"
role = "child"
kind = "state"
group = "eyes"
description = ""
[[code]]
id = "gaze"
label = "Gaze"
role = "caregiver"
kind = "state"
group = "eyes"
description = ""
[[code]]
id = "reach"
label = "Reach"
role = "child"
kind = "point"
group = "hands"
description = ""
"""


@pytest.mark.parametrize("format_id", ["eaf", "boris", "datavyu", "csv", "interact-table", "chat", "rttm", "vtt"])
def test_what_leaves_in_a_format_and_comes_back_is_known_and_adds_nothing(tmp_path, study, format_id):
    """Several values of one modifier, a point where a format has none, a plan that does not say whose acts it is of."""
    study.schemes.add(PLAY)
    (tmp_path / "begun.csv").write_text("subject,code,onset_s,offset_s\nchild,Off,8,9\n")
    (begun,) = plans_of(formats.read(tmp_path / "begun.csv"), study.scheme, coder="lee")
    ((recording, _),) = bring_in(study, (begun,), into=None, coder="lee")
    said = (("target", "toy"), ("hands", "left"), ("hands", "right"))
    carried = format_id not in ("rttm", "vtt")
    study.apply(AddEvent(recording, "child", "gaze", S, 2 * S, modifiers=said if carried else ()), coder="kim")
    study.apply(AddEvent(recording, "caregiver", "gaze", 3 * S, 4 * S), coder="kim")
    study.apply(AddEvent(recording, "child", "reach", 5 * S, 5 * S), coder="kim")
    before = study.scheme.codes
    along = Along(layer="kim", code_list="boris" if format_id == "boris" else "")
    path = tmp_path / f"out{formats.format_named(format_id).extensions[0]}"
    formats.write(documents_of(study, along=along), path, format=format_id)
    (preview,) = plans_of(formats.read(path), study.scheme, coder="kim")
    ((_, plan),) = bring_in(study, (preview,), into=recording, coder="kim")
    assert (len(plan.events), plan.known) == (0, 3)
    assert study.scheme.codes == before


def test_a_code_that_is_new_since_goes_once_into_a_project_that_is_put_back(study, coded, tmp_path):
    study.schemes.add(PLAY.replace('"eyes"', '"look"').replace('role = "child"', 'role = "other"'))
    preview = _bring(study, coded)
    assert {one.label for one in preview.plan.codes} >= {"Away"}
    study.apply(AddEvent("r1", "other:Kid", "off", 5 * S, 6 * S), coder="kim")
    formats.write(documents_of(study, along=Along(format="boris")), tmp_path / "back.boris")
    listed = [row["code"] for row in json.loads((tmp_path / "back.boris").read_text())["behaviors_conf"].values()]
    assert sorted(listed) == sorted([*(str(code["code"]) for code in BEHAVIOURS), "off"])
