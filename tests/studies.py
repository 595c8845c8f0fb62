"""A small study that tests of the core and of the window share: a clip of numbered frames, two people who smile."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from coder.study.project import Project
from coder.vocabulary.people import Person
from coder.vocabulary.recording import AnalysisReport
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import Interval

REPORT = AnalysisReport(
    key="k1",
    made_at="2026-01-01T00:00:00+00:00",
    rate_hz=10,
    seconds=1,
    clip_seconds=4,
    frames=40,
    model_runs={"centerface": 40},
    models=("centerface@1",),
    notes=(),
)


def two_people_smiling() -> tuple[tuple[Person, ...], tuple[SignalTrack, ...]]:
    """Person B smiles from 1.0 to 2.0 s, person A from 2.2 to 3.2 s, on a clip of 4 s looked at every 120 ms."""
    pts = np.arange(0, 4_000_000, 120_000, dtype=np.int64)

    def track(person: str, name: str, value: np.ndarray) -> SignalTrack:
        ones = np.ones(len(pts), np.float32)
        return SignalTrack(
            name, "ratio", person, pts_us=pts, value=value.astype(np.float32), validity=ones, model="face@1"
        )

    def smile(onset: float) -> np.ndarray:
        t = pts / 1e6
        return ((t >= onset) & (t < onset + 1)).astype(float)

    whole = (Interval(0, 4_000_000),)
    people = (
        Person("A", "caregiver", None, (10, 10, 40, 50), whole),
        Person("B", "child", None, (90, 30, 25, 30), whole),
    )
    tracks = []
    for letter, onset, box in (("A", 2.2, people[0].median_box), ("B", 1.0, people[1].median_box)):
        x, y, width, height = box
        tracks += [
            track(letter, "in_view", np.ones(len(pts))),
            track(letter, "face_seen", np.ones(len(pts))),
            track(letter, "head_x", np.full(len(pts), x + width / 2)),
            track(letter, "head_y", np.full(len(pts), y + height / 2)),
            track(letter, "head_width", np.full(len(pts), width)),
            track(letter, "smile", smile(onset)),
        ]
    return people, tuple(tracks)


def make_smiling_study(folder: Path, clip: Path) -> None:
    """Make a study of one analysed recording in which child and caregiver smile."""
    with Project.create(folder) as project:
        project.add_recording(clip)
        people, tracks = two_people_smiling()
        project.store_analysis("r1", REPORT, people, tracks)
