"""A BORIS project with every kind of modifier goes in and comes out again, put back or written afresh; read by hand."""

from __future__ import annotations

import json

import pytest

from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.ui.cli.test_cli import ok


def _modifier(name: str, kind: int, values: list[str], *, at_stop: bool = False) -> dict:
    return {"name": name, "description": "", "type": kind, "values": values, "ask at stop": at_stop}


def _behaviour(kind: str, key: str, code: str, category: str, *modifiers: dict, excluded: str = "") -> dict:
    return {
        "type": kind,
        "key": key,
        "code": code,
        "description": f"what {code} is",
        "category": category,
        "modifiers": {str(n): one for n, one in enumerate(modifiers)},
        "excluded": excluded,
        "coding map": "",
    }


BEHAVIOURS = (
    _behaviour(
        "State event",
        "s",
        "beams",
        "face",
        _modifier("side", 0, ["left (l)", "right (r)"]),
        _modifier("with", 1, ["hands (h)", "eyes (e)"]),
        excluded="frowns",
    ),
    _behaviour("State event", "c", "frowns", "face", _modifier("depth", 2, [], at_stop=True), excluded="beams"),
    _behaviour("Point event", "p", "points", "pointing", _modifier("at", 3, [])),
    _behaviour("State event", "u", "crawls", "moving", _modifier("where", 0, ["mat", "floor"])),
)
ROWS = [
    [1.0, "child", "beams", "left|hands,eyes", "hello"],
    [2.0, "child", "beams", "left|hands,eyes", ""],
    [2.48, "child", "frowns", "", ""],
    [3.0, "child", "frowns", "70", ""],
    [3.2, "caregiver", "points", "the ball", ""],
]


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> dict[str, dict]:
    """The project as it was, put back, and afresh."""
    folder = tmp_path_factory.mktemp("boris")
    project = {
        "time_format": "hh:mm:ss",
        "project_date": "2026-01-02T10:00:00",
        "project_name": "play",
        "project_description": "",
        "project_format_version": "7.0",
        "subjects_conf": {
            "0": {"key": "k", "name": "child", "description": "the child"},
            "1": {"key": "m", "name": "caregiver", "description": ""},
            "2": {"key": "g", "name": "other", "description": "never coded"},
        },
        "behaviors_conf": {str(n): one for n, one in enumerate(BEHAVIOURS)},
        "behavioral_categories": ["face", "pointing", "moving"],
        "independent_variables": {},
        "coding_map": {},
        "behaviors_coding_map": [],
        "converters": {},
        "observations": {
            "visit": {
                "file": {"1": ["visit.mp4"]},
                "type": "MEDIA",
                "date": "2026-01-02T10:00:00",
                "description": "",
                "time offset": 0.0,
                "media_info": {"length": {"visit.mp4": 4.0}, "fps": {"visit.mp4": 25.0}, "offset": {"1": 0.0}},
                "independent_variables": {},
                "events": ROWS,
            }
        },
    }
    (folder / "play.boris").write_text(json.dumps(project))
    study = folder / "study"
    with Project.create(study) as opened:
        opened.add_recording(make_clip(folder / "visit.mp4", frames=100, fps=25))
    ok("import", "--into", study, folder / "play.boris", "--recording", "r1", "--coder", "kim")
    for name, more in (("back", ()), ("afresh", ("--afresh",))):
        ok("export", study, "--format", "boris", "--recording", "r1", "-o", folder / f"{name}.boris", *more)
    return {name: json.loads((folder / f"{name}.boris").read_text()) for name in ("play", "back", "afresh")}


def _listed(project: dict) -> dict[str, dict]:
    return {row["code"]: row for row in project["behaviors_conf"].values()}


def _bare(rows: list[list]) -> list[list]:
    return [[*row[:4], row[4].partition("{dyadmirror")[0].strip()] for row in rows]


@pytest.mark.parametrize("name", ["back", "afresh"])
def test_keys_codes_that_were_never_used_and_every_kind_of_modifier_come_out_as_they_went_in(written, name):
    was, now = _listed(written["play"]), _listed(written[name])
    assert list(now)[: len(was)] == list(was) or set(was) <= set(now)
    for code, row in was.items():
        assert {key: now[code][key] for key in ("type", "key", "category", "excluded")} == {
            key: row[key] for key in ("type", "key", "category", "excluded")
        }
        kinds = [(m["name"], m["type"], m["values"], m["ask at stop"]) for m in row["modifiers"].values()]
        assert [
            (m["name"], m["type"], m["values"], m.get("ask at stop", False)) for m in now[code]["modifiers"].values()
        ] == kinds


@pytest.mark.parametrize("name", ["back", "afresh"])
def test_subjects_keep_their_keys(written, name):
    was = {row["name"]: row["key"] for row in written["play"]["subjects_conf"].values()}
    assert {row["name"]: row["key"] for row in written[name]["subjects_conf"].values()} == was


def test_events_keep_their_modifiers(written):
    (back,) = written["back"]["observations"].values()
    assert _bare(back["events"]) == ROWS
    (afresh,) = written["afresh"]["observations"].values()
    # Made of the study's events alone: what was said as a state ended is said of the whole of it.
    said = [row if row[:3] != [2.48, "child", "frowns"] else [*row[:3], "70", ""] for row in ROWS]
    assert _bare(afresh["events"]) == said
