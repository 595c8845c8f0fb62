"""How somebody's practice stands beside the gold standard: the figures of reliability, over each session and all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.report.figures.coder_agreement import TOLERANCE_S, CodedTwice, CoderAgreement, agreement_of
from coder.study.layer_differences import LayerDifferences, differences_between
from coder.study.project import Project
from coder.study.training import PracticeBeside
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import seconds_to_us


@dataclass(frozen=True, slots=True)
class TraineeProgress:
    """One trainee against one gold standard: each session, and all of them together."""

    coder: str
    gold: str
    sessions: tuple[tuple[PracticeBeside, CoderAgreement], ...]
    together: CoderAgreement


def practice_agreement(
    found: Sequence[PracticeBeside], scheme: Scheme, *, tolerance_s: float = TOLERANCE_S
) -> CoderAgreement:
    """Return how far one trainee agrees with one gold standard over sessions, by the figures of reliability.

    Counted is what they said by themselves, before any difference was shown to them.
    """
    coded = [
        CodedTwice(
            recording=one.practice.recording,
            span=one.span,
            whole=one.span,
            first=one.said,
            second=one.gold,
            practice=True,
        )
        for one in found
    ]
    two = (found[0].practice.coder, found[0].practice.gold)
    return agreement_of(coded, scheme=scheme, coders=two, tolerance_s=tolerance_s)


def practice_differences(one: PracticeBeside, scheme: Scheme, *, tolerance_s: float = TOLERANCE_S) -> LayerDifferences:
    """Return where what a trainee says now differs from the gold standard."""
    return differences_between(one.now, one.gold, scheme, tolerance_us=seconds_to_us(tolerance_s))


def practised(project: Project, coder: str | None = None) -> tuple[PracticeBeside, ...]:
    """Return every practice of a study as far as it has come, or one coder's; none in a recording that is locked."""
    listed = [
        one for one in project.training.all if coder in (None, one.coder) and project.guard.lock(one.recording) is None
    ]
    return tuple(project.training.beside(one.recording, one.coder) for one in listed)


def trainees(
    found: Sequence[PracticeBeside], scheme: Scheme, *, tolerance_s: float = TOLERANCE_S
) -> tuple[TraineeProgress, ...]:
    """Return what the trainer reads: each trainee against each gold standard, by session and together."""
    pairs = dict.fromkeys((one.practice.coder, one.practice.gold) for one in found)
    told = []
    for coder, gold in pairs:
        mine = [one for one in found if (one.practice.coder, one.practice.gold) == (coder, gold)]
        sessions = tuple((one, practice_agreement([one], scheme, tolerance_s=tolerance_s)) for one in mine)
        told.append(TraineeProgress(coder, gold, sessions, practice_agreement(mine, scheme, tolerance_s=tolerance_s)))
    return tuple(told)
