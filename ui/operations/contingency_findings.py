"""What the patterns panel shows: one recording's numbers, and what stands out against chance in it and its episodes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from coder.exchanges.pairing import Rule
from coder.proposals.exchange import Acts
from coder.report.figures.contingency_finding import ContingencyFinding, finding_of
from coder.report.figures.recording_figures import Numbers, numbers_of
from coder.report.figures.signal_synchrony import Synchrony
from coder.report.figures.state_pairs import StatePairs, groups_of_both
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event
from coder.vocabulary.progress import Progress, part, silent
from coder.vocabulary.time import Interval
from ui.operations.study_figures import episodes_in, numbers_by_episode_later, numbers_later
from ui.operations.together_figures import pairs_later, synchrony_later

PREVIEW = "preview"
MOST_GROUPS = 3
"""So many groups of states that both have stand in the panel; the command line has every pair of groups."""
MOVEMENTS = ("head_moves", "lean")
BESIDE_NUMBERS = 0.5
"""Share of the work that lies in what is said of the two side by side."""
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Patterns:
    """``numbers`` is None where nothing is confirmed; then there is at most the models' preview."""

    numbers: Numbers | None
    findings: tuple[ContingencyFinding, ...]
    pairs: tuple[StatePairs, ...] = ()
    synchronies: tuple[Synchrony, ...] = ()


def patterns_later(
    project: Project, recording: str, *, rule: Rule, coder: str | None, preview: bool, measured: bool = False
) -> Callable[..., Patterns]:
    """Take out of the study what the patterns of a recording rest on; what comes back works them out, in any thread.

    The preview is of acts that the models propose, and of nothing else's making: it is returned for the panel alone,
    and no export and no report asks for it. ``measured`` asks for what models measured of both as well.
    """
    steps: list[Callable[..., Numbers]] = []
    if project.events(recording, coder=coder):
        later = numbers_later(project, recording, rule=rule, coder=coder)
        steps = numbers_by_episode_later(later, (None, *episodes_in(project, recording, coder=coder)))
    ahead = _preview_later(project, recording, rule, coder) if preview else None
    sides: list[Callable[[], StatePairs]] = []
    if steps:
        states = pairs_later(project, recording, coder=coder)
        groups = groups_of_both(project.events(recording, coder=coder), project.scheme)[:MOST_GROUPS]
        sides = [partial(states, child=group, caregiver=group) for group in groups] or [states]
    seen = measured and not (coder is not None and project.blinding.keeps_others(recording, coder))
    moves = [partial(synchrony_later(project, recording, coder=coder), name) for name in MOVEMENTS] if seen else []
    return partial(_work_out, steps, ahead, sides, moves)


def _work_out(
    steps: list[Callable[..., Numbers]],
    ahead: Callable[..., Numbers] | None,
    sides: Sequence[Callable[[], StatePairs]],
    moves: Sequence[Callable[[], Synchrony]],
    *,
    progress: Progress = silent,
) -> Patterns:
    count = len(steps) + (ahead is not None)
    numbers = part(progress, 0, 1 - BESIDE_NUMBERS if sides or moves else 1)
    found = [step(progress=part(numbers, n / count, (n + 1) / count)) for n, step in enumerate(steps)]
    findings = [finding_of(one) for one in found]
    if ahead is not None:
        findings.append(finding_of(ahead(progress=part(numbers, len(steps) / count, 1)), confirmed=False))
    pairs = _those(sides, part(progress, 1 - BESIDE_NUMBERS, 1 - BESIDE_NUMBERS / 2))
    synchronies = _those(moves, part(progress, 1 - BESIDE_NUMBERS / 2, 1))
    return Patterns(found[0] if found else None, tuple(findings), pairs, synchronies)


def _those(wanted: Sequence[Callable[[], Told]], progress: Progress) -> tuple[Told, ...]:
    """Return what there is to show: where nothing of it was coded, or nobody is known, nothing is."""
    found = []
    for n, one in enumerate(wanted):
        progress(n / len(wanted))
        with suppress(StudyError):
            found.append(one())
    return tuple(found)


def _preview_later(project: Project, recording: str, rule: Rule, coder: str | None) -> Callable[..., Numbers]:
    acts = Acts(project.events(recording, coder=coder), project.proposals(recording, coder=coder), project.scheme).all
    presence = project.full_presence(recording, coder=coder)
    return partial(
        numbers_of,
        tuple(_of_nobody(act) for act in acts),
        scheme=project.scheme,
        rule=presence.rule(rule),
        span=Interval(0, project.recording(recording).duration_us),
        recording=recording,
        full_presence=presence,
    )


def _of_nobody(act: Event) -> Event:
    """A preview is nobody's word, whoever confirmed a part of it."""
    return replace(act, coder=PREVIEW)
