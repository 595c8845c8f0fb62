"""A study in which everybody smiles less widely than the built-in rule asks for, coded blind: made, nobody's data."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from coder.study.edits.caregiver_context import DescribeMeeting
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.people import Person
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import Interval
from tests.studies import REPORT

SECONDS = 60
SMILES_S = tuple(range(4, 56, 8))
"""When a child smiles, for two seconds each."""


def child_who_smiles(height: float, seed: int) -> tuple[tuple[Person, ...], tuple[SignalTrack, ...]]:
    """One child whose smiles rise to ``height`` of a wide one, over a rest that trembles, looked at every 100 ms."""
    pts = np.arange(0, SECONDS * 1_000_000, 100_000, dtype=np.int64)
    t = pts / 1e6
    smile = sum(((t >= at) & (t < at + 2)).astype(float) * height for at in SMILES_S)
    smile = smile + np.random.default_rng(seed).normal(0, 0.01, len(pts))
    ones = np.ones(len(pts), np.float32)
    values = {"in_view": ones, "face_seen": ones, "head_yaw": 0 * ones, "smile": smile, "smile_read": ones}
    values |= {"head_x": 100 * ones, "head_y": 60 * ones, "head_width": 25 * ones}
    tracks = tuple(
        SignalTrack(name, "ratio", "A", pts_us=pts, value=np.asarray(value, np.float32), validity=ones, model="face@1")
        for name, value in values.items()
    )
    return (Person("A", "child", None, (90, 30, 25, 30), (Interval(0, SECONDS * 1_000_000),)),), tracks


def smiling_study(
    folder: Path,
    *,
    families: tuple[str, ...] = ("ash", "birch", "cedar"),
    height: float = 0.26,
    blind: bool = True,
    clip: Path | None = None,
) -> Path:
    """Make it: one recording of each family, with all of its smiles coded by Kim; of ``clip``, or without a clip."""
    with Project.create(folder) as project:
        project.blinding.state_share(0)
        for number, family in enumerate(families):
            name = family or f"r{number}"
            added = project.add_recording(clip, name=name) if clip else None
            recording = (added or project.add_without_clip(name, duration_us=SECONDS * 1_000_000)).id
            if family:
                project.apply(DescribeMeeting(recording, family=family), coder="robin")
            project.store_analysis(recording, REPORT, *child_who_smiles(height, number))
            if blind:
                project.blinding.choose_blind(recording, "kim")
            for at in SMILES_S:
                project.apply(AddEvent(recording, "child", "smile", at * 1_000_000, (at + 2) * 1_000_000), coder="kim")
    return folder
