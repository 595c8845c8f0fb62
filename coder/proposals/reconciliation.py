"""What becomes of standing proposals when signals or roles change: decided ones stay, undecided ones are renewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.vocabulary.events import Draft, Proposal, Status

_UNDECIDED = (Status.OPEN, Status.SKIPPED)


@dataclass(frozen=True, slots=True)
class Renewal:
    """``gone`` are proposals that are no longer made; ``wanted`` are drafts, each with the proposal it goes on from."""

    gone: tuple[Proposal, ...]
    wanted: tuple[tuple[Draft, Proposal | None], ...]


def renewal(standing: Sequence[Proposal], drafts: Sequence[Draft]) -> Renewal:
    """Match new drafts with standing proposals: the same act keeps its id, and what was decided is not asked again."""
    undecided = {_identity(p.draft): p for p in standing if p.status in _UNDECIDED}
    decided = [p.draft for p in standing if p.status not in _UNDECIDED]
    wanted = [draft for draft in drafts if not any(_same_act(draft, old) for old in decided)]
    still = {_identity(draft) for draft in wanted}
    return Renewal(
        gone=tuple(proposal for identity, proposal in undecided.items() if identity not in still),
        wanted=tuple((draft, undecided.get(_identity(draft))) for draft in wanted),
    )


def _identity(draft: Draft) -> tuple[str, str, int, int]:
    return draft.subject, draft.code, draft.onset_us, draft.offset_us


def _same_act(a: Draft, b: Draft) -> bool:
    """Whether two drafts are about one act, so that a decided one is not asked again after another analysis."""
    if (a.subject, a.code) != (b.subject, b.code):
        return False
    if _identity(a) == _identity(b):
        return True
    longer = max(a.interval.duration_us, b.interval.duration_us)
    return 2 * a.interval.overlap_us(b.interval) > longer
