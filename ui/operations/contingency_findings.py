"""What the patterns panel shows: one recording's numbers, and what stands out against chance in it and its episodes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from coder.exchanges.pairing import Rule
from coder.proposals.exchange import Acts
from coder.report.figures.contingency_finding import ContingencyFinding, finding_of
from coder.report.figures.recording_figures import Numbers, numbers_of
from coder.stats.progress import Progress, part, silent
from coder.study.project import Project
from coder.vocabulary.events import Event
from coder.vocabulary.time import Interval
from ui.operations.study_figures import episodes_in, numbers_later

PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class Patterns:
    """``numbers`` is None where nothing is confirmed; then there is at most the models' preview."""

    numbers: Numbers | None
    findings: tuple[ContingencyFinding, ...]


def patterns_later(
    project: Project, recording: str, *, rule: Rule, coder: str | None, preview: bool
) -> Callable[..., Patterns]:
    """Take out of the study what the patterns of a recording rest on; what comes back works them out, in any thread.

    The preview is of acts that the models propose, and of nothing else's making: it is returned for the panel alone,
    and no export and no report asks for it.
    """
    steps: list[Callable[..., Numbers]] = []
    if project.events(recording, coder=coder):
        steps.append(numbers_later(project, recording, rule=rule, coder=coder))
        steps += [
            numbers_later(project, recording, rule=rule, coder=coder, episode=episode)
            for episode in episodes_in(project, recording, coder=coder)
        ]
    ahead = _preview_later(project, recording, rule, coder) if preview else None
    return partial(_work_out, steps, ahead)


def _work_out(
    steps: list[Callable[..., Numbers]], ahead: Callable[..., Numbers] | None, *, progress: Progress = silent
) -> Patterns:
    count = len(steps) + (ahead is not None)
    found = [step(progress=part(progress, n / count, (n + 1) / count)) for n, step in enumerate(steps)]
    findings = [finding_of(numbers) for numbers in found]
    if ahead is not None:
        findings.append(finding_of(ahead(progress=part(progress, len(steps) / count, 1)), confirmed=False))
    return Patterns(found[0] if found else None, tuple(findings))


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
