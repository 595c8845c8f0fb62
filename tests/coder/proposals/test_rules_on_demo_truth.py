"""The rendered demonstration pair, from its exact truth alone: what perfect models would lead to."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from coder.vocabulary.signals import SIGNALS, SignalTrack
from tests.coder.proposals.dyad_script import Shoot, person, samples_of
from tests.coder.proposals.proposal_matching import Said, compare, table

MOVE_US = 400_000
"""The script names when a movement begins; it arrives within this."""


def perfect_tracks(truth: dict) -> Shoot:
    rows = truth["frames"]
    frames = np.array([round(row["t"] * 1e6) for row in rows], dtype=np.int64)
    pts = samples_of(frames)
    rows = [rows[i] for i in np.searchsorted(frames, pts)]

    def column(key: str) -> np.ndarray:
        return np.array([row[key] for row in rows], dtype=float)

    adult, child = column("adult_head"), column("child_head")
    here = (adult[:, 2] > 0.5 * (adult[:, 2] - adult[:, 0])).astype(float)
    values = {("B", "in_view"): np.ones(len(pts)), ("A", "in_view"): here}
    for who, box, name in (("A", adult, "adult"), ("B", child, "child")):
        values[who, "head_x"], values[who, "head_y"] = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
        values[who, "head_width"] = box[:, 2] - box[:, 0]
        values[who, "head_yaw"] = column(f"{name}_yaw_cam")
        values[who, "smile"] = column(f"{name}_smile")
    values["B", "head_pitch"] = -column("child_pitch")
    values["B+A", "reach"] = 0.2 + 0.7 * column("reach")
    tracks = []
    for (who, name), value in values.items():
        lost = (here < 0.5) & ("A" in who) & (name != "in_view")
        tracks.append(
            SignalTrack(
                name=name,
                unit=SIGNALS[name][0],
                person=who,
                pts_us=pts,
                value=np.where(lost, np.nan, value).astype(np.float32),
                validity=np.where(lost, 0, 1).astype(np.float32),
                model="truth@1",
            )
        )
    people = (person("A", "caregiver"), person("B", "child"))
    return Shoot(tuple(tracks), people, frames, end_us=10_000_000)


@pytest.mark.realdata
def test_the_demonstration_gives_what_was_scripted_and_no_more(realdata: Path):
    truth = json.loads((realdata / "synthetic" / "truth.json").read_text("utf-8"))
    script = {name: (round(a * 1e6), round(b * 1e6)) for name, a, b in truth["events"]}
    drafts = perfect_tracks(truth).propose()
    gone, back = script["caregiver_leaves"], script["caregiver_returns"]
    said = [
        Said("child", "look_to_caregiver", *script["child_look_caregiver"]),
        Said("child", "smile", *script["child_smile"]),
        Said("caregiver", "smile", *script["caregiver_smile"]),
        Said("child", "reach", *script["child_reach"]),
        Said("caregiver", "look_to_child", 0, gone[0]),
        Said("together", "face_to_face", *script["child_look_caregiver"]),
        *(Said(who, code, gone[0] + 500_000, back[0]) for who, code in (
            ("caregiver", "leave_view"), ("caregiver", "not_observable"), ("together", "separation"),
        )),
        *(Said(who, code, back[0] + 500_000, back[1]) for who, code in (
            ("caregiver", "return"), ("together", "reunion"),
        )),
        # The child looks after her; back from the door the pair is turned to each other again.
        Said("child", "look_to_caregiver", gone[0] + 500_000, back[1]),
        *(Said(who, code, back[0] + 500_000, back[1]) for who, code in (
            ("caregiver", "look_to_child"), ("together", "face_to_face"),
        )),
    ]  # fmt: skip
    result = compare(said, drafts, tolerance_us=MOVE_US)
    assert not result.missed, table(result)
    assert not result.unexplained, table(result)
