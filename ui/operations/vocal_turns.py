"""What the page of turns shows: vocal turn-taking of one recording, as one coder settled its voices."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from coder.exchanges.pairing import Rule
from coder.report.figures.recording_figures import Numbers
from coder.report.figures.vocal_turns import Turns, turns_of
from coder.study.project import Project
from coder.vocabulary.progress import Progress, part, silent
from ui.operations.study_figures import numbers_later


def turns_later(project: Project, recording: str, *, rule: Rule, coder: str | None) -> Callable[..., Turns] | None:
    """Take out of the study what turns rest on; what comes back works them out, in any thread. None: nothing coded."""
    if not project.events(recording, coder=coder):
        return None
    return partial(_work_out, numbers_later(project, recording, rule=rule, coder=coder))


def _work_out(step: Callable[..., Numbers], *, progress: Progress = silent) -> Turns:
    numbers = step(progress=part(progress, 0, 0.6))
    found = turns_of(numbers)
    progress(1.0)
    return found
