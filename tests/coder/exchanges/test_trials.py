"""Trials: what a marker names, how soon an act came after it, and what censors it."""

from __future__ import annotations

import csv
import json

import pytest

from coder.exchanges.trials import TrialEnding, latency_in, trials_of
from coder.study.edits.coding import AddEvent
from coder.study.edits.event_verbs import ChangeEvents
from coder.study.project import Project
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.scheme import load_scheme
from tests.coder.media.clipmaker import make_clip
from ui.cli.parser import main

S = 1_000_000
SHOWN = """
id = "shown"
title = "What is shown"
version = 1
[[subject]]
name = "screen"
role = "other"
[[code]]
id = "trial"
label = "a picture is shown"
role = "other"
kind = "state"
group = "trials"
key = "t"
marker = true
description = "From the picture's first frame to its last."
[[code.modifier]]
name = "stimulus"
values = ["face", "ball"]
required = true
[[code]]
id = "beep"
label = "a beep"
role = "other"
kind = "point"
group = "beeps"
key = "p"
marker = true
description = "A beep is heard."
[[code]]
id = "looks"
label = "looks at the screen"
role = "child"
kind = "state"
group = "gaze"
key = "l"
description = "Looks at the screen."
[[code]]
id = "not_observable"
label = "not to be seen"
role = "child"
kind = "state"
group = "seen"
key = "n"
description = "Out of the picture."
"""
SCHEME = load_scheme(SHOWN)


def event(n: int, subject: str, code: str, onset: float, offset: float, **more) -> Event:
    return Event(
        f"e{n}",
        "r1",
        subject,
        code=code,
        onset_us=round(onset * S),
        offset_us=round(offset * S),
        coder="kim",
        origin=Origin.HUMAN,
        proposal=None,
        timing_bound_us=20_000,
        **more,
    )


TRIALS = [
    event(1, "other:screen", "trial", 0, 10, modifiers=(("stimulus", "face"),)),
    event(2, "other:screen", "trial", 10, 20, modifiers=(("stimulus", "ball"),)),
    event(3, "other:screen", "trial", 20, 30, modifiers=(("stimulus", "face"),)),
    event(4, "other:screen", "trial", 30, 40),
    event(5, "other:screen", "trial", 40, 50),
]
ACTS = [
    event(11, "child", "looks", 2, 12),  # comes in the first trial, is under way at the second
    event(12, "child", "not_observable", 26, 36),  # the third is watched for six seconds, the fourth not at all
]


def measured(number: int):
    trial = trials_of([*TRIALS, *ACTS], SCHEME, 60 * S, marker="trial")[number - 1]
    return latency_in(trial, [*TRIALS, *ACTS], subject="child", code="looks", end_us=60 * S)


@pytest.mark.parametrize(
    ("number", "latency", "watched", "ending", "counts"),
    [
        (1, 2 * S, 2 * S, TrialEnding.CAME, True),
        (2, None, 0, TrialEnding.UNDER_WAY, False),
        (3, None, 6 * S, TrialEnding.OUT_OF_SIGHT, True),
        (4, None, 0, TrialEnding.NOT_OBSERVABLE, False),
        (5, None, 10 * S, TrialEnding.TRIAL_ENDS, True),
    ],
)
def test_an_act_is_measured_from_the_marker_and_censored_at_the_trials_end(number, latency, watched, ending, counts):
    one = measured(number)
    assert (one.latency_us, one.watched_us, one.ending, one.counts) == (latency, watched, ending, counts)
    assert one.bound_us == (40_000 if latency is not None else None)


def test_a_point_marks_as_far_as_the_next_of_its_code():
    beeps = [event(n, "other:screen", "beep", onset, onset) for n, onset in ((1, 3), (2, 7), (3, 7.5))]
    found = trials_of([*beeps, *TRIALS], SCHEME, 60 * S, marker="beep")
    assert [(t.number, t.span.onset_us, t.span.offset_us) for t in found] == [
        (1, 3 * S, 7 * S),
        (2, 7 * S, 7_500_000),
        (3, 7_500_000, 60 * S),
    ]


@pytest.fixture
def study(tmp_path):
    clip = make_clip(tmp_path / "short.mp4", frames=300, fps=5)
    with Project.create(tmp_path / "study", scheme_texts=[SHOWN]) as project:
        project.add_recording(clip)
        for one in (*TRIALS, *ACTS):
            changes = project.apply(AddEvent("r1", one.subject, one.code, one.onset_us, one.offset_us), coder="kim")
            if one.modifiers:
                project.apply(ChangeEvents(changes.added, modifiers=one.modifiers), coder="kim")
    return tmp_path / "study"


def shown(capsys, *arguments):
    assert main([str(a) for a in arguments]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_the_command_lists_trials_and_curves_by_a_factor(study, capsys):
    asked = ("trials", study, "r1", "--act", "child/looks", "--marker", "trial")
    found = shown(capsys, *asked, "--by", "stimulus", "--json")
    assert [one["ending"] for one in found["trials"]] == [
        *("came", "under way", "out of sight", "not observable", "trial ends"),
    ]
    assert found["trials"][0]["factors"] == [["stimulus", "face"]]
    groups = {one["group"]: one for one in found["latencies"]["groups"]}
    assert {name: one["trials"] for name, one in groups.items()} == {"face": 2, "ball": 1, "not said": 2}
    assert (groups["face"]["latency"]["n"], groups["face"]["latency"]["n_events"]) == (2, 1)
    assert main([str(a) for a in (*asked, "--by", "colour")]) == 2
    assert "has no factor 'colour'" in capsys.readouterr().err
    assert main(["trials", str(study), "--act", "child/looks"]) == 2
    assert "name one with --marker (trial, beep)" in capsys.readouterr().err
    (latency,) = [one for one in shown(capsys, "stats", study, "r1", "--json")["trials"] if one["code"] == "looks"]
    assert (latency["marker"], latency["groups"][0]["trials"]) == ("trial", 5)


def test_trials_leave_as_a_table(study, tmp_path, capsys):
    out = tmp_path / "out.trials.csv"
    shown(capsys, "export", study, "--format", "csv-trials", "-o", out, "--json")
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    looks = [row for row in rows if row["act_code"] == "looks"]
    assert [(row["trial"], row["latency_us"], row["came"], row["ending"]) for row in looks][:3] == [
        ("1", "2000000", "1", "came"),
        ("2", "", "0", "under way"),
        ("3", "", "0", "out of sight"),
    ]
    assert "face" in looks[0]["factors"]
    assert "purpose" in looks[0]
