"""A study of seven invented families, two settings each: acts drawn from a seed, nobody real."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from coder.privacy.consent import Use
from coder.privacy.purpose import Purpose
from coder.study.edits.caregiver_context import DescribeMeeting, FillCard
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip

FAMILIES = ("Alder", "Birch", "Cedar", "Elm", "Hazel", "Oak", "Rowan")
S = 1_000_000


def seven_families(folder: Path) -> Path:
    """Make the study in a folder, and return where it is."""
    clip = make_clip(folder / "minute.mp4", frames=240, fps=2)
    rng = np.random.default_rng(4)
    with Project.create(folder / "study") as project:
        project.guard.state_purpose(Purpose.RESEARCH)
        for k, family in enumerate(FAMILIES):
            likely = float(rng.uniform(0.4, 0.8))
            for j, setting in enumerate(("home", "nursery")):
                recording = project.add_recording(clip, link=True).id
                project.guard.agree(recording, ["Kim"], frozenset(Use), until=None)
                project.apply(DescribeMeeting(recording, family, setting), coder="kim")
                if k % 2:
                    project.apply(FillCard(recording, "caregiver", rest="a short night"), coder="kim")
                _acts(project, recording, rng, likely + 0.1 * j)
    return folder / "study"


def _acts(project: Project, recording: str, rng: np.random.Generator, likely: float) -> None:
    for n in range(14):
        at = n * 8 * S + int(rng.integers(0, 4)) * S // 2
        code = "smile" if rng.random() < 0.5 else "look_to_caregiver"
        project.apply(AddEvent(recording, "child", code, at, at + S), coder="kim")
        wait = float(rng.exponential(1.2))
        if rng.random() < likely and wait < 2.8:
            on = at + round((0.5 + wait) * 2) * S // 2
            answer = "smile" if rng.random() < 0.5 else "look_to_child"
            project.apply(AddEvent(recording, "caregiver", answer, on, on + S), coder="kim")
