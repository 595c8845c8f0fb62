"""Deciding on many acts or cards that were seen in one play-through: one edit, and one undo takes it all back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coder.proposals.exchange import ExchangeProposal
from coder.study.edits.changes import Edit, RowChange, StudyRows
from coder.study.edits.coding import Accept, Reject
from coder.study.edits.exchanges import ConfirmExchange, RejectExchange
from coder.study.edits.planned_rows import PlannedRows
from coder.vocabulary.events import Proposal, Status
from coder.vocabulary.time import Interval


@dataclass(frozen=True, slots=True)
class AcceptMany:
    """Accept proposals at the times proposed. The time it took is shared by them: each was looked at."""

    proposals: tuple[str, ...]
    took_ms: int = 0

    @property
    def label(self) -> str:
        return f"accept {len(self.proposals)} proposals"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        each = zip(self.proposals, shares(self.took_ms, len(self.proposals)), strict=True)
        return _one_after_another([Accept(one, took_ms=took) for one, took in each], rows, coder)


@dataclass(frozen=True, slots=True)
class RejectMany:
    """Say of proposals that none of them is so."""

    proposals: tuple[str, ...]
    took_ms: int = 0

    @property
    def label(self) -> str:
        return f"reject {len(self.proposals)} proposals"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        each = zip(self.proposals, shares(self.took_ms, len(self.proposals)), strict=True)
        return _one_after_another([Reject(one, took_ms=took) for one, took in each], rows, coder)


@dataclass(frozen=True, slots=True)
class DecideMany:
    """Accept some of what was seen in one play-through, and reject the others.

    ``times`` are id, onset and offset of those accepted whose edges a hand has set; the others are as proposed.
    """

    accepted: tuple[str, ...]
    rejected: tuple[str, ...]
    took_ms: int = 0
    times: tuple[tuple[str, int, int], ...] = ()

    @property
    def label(self) -> str:
        if not self.rejected:
            return AcceptMany(self.accepted).label
        if not self.accepted:
            return RejectMany(self.rejected).label
        return f"accept {len(self.accepted)} and reject {len(self.rejected)} proposals"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        took = shares(self.took_ms, len(self.accepted) + len(self.rejected))
        onsets = {one: onset_us for one, onset_us, _ in self.times}
        offsets = {one: offset_us for one, _, offset_us in self.times}
        edits: list[Edit] = [
            Accept(one, onsets.get(one), offsets.get(one), took_ms=took.pop()) for one in self.accepted
        ]
        edits += [Reject(one, took_ms=took.pop()) for one in self.rejected]
        return _one_after_another(edits, rows, coder)


@dataclass(frozen=True, slots=True)
class ConfirmMany:
    """Confirm proposed exchanges as they are shown; an act that two of them hold is confirmed once."""

    cards: tuple[ExchangeProposal, ...]
    took_ms: int = 0

    @property
    def label(self) -> str:
        return f"confirm {len(self.cards)} exchanges"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        each = zip(self.cards, shares(self.took_ms, len(self.cards)), strict=True)
        return _one_after_another([ConfirmExchange(one, took_ms=took) for one, took in each], rows, coder)


@dataclass(frozen=True, slots=True)
class RejectManyExchanges:
    """Say of proposed exchanges that none of them is so; their acts go on waiting."""

    cards: tuple[ExchangeProposal, ...]
    took_ms: int = 0

    @property
    def label(self) -> str:
        return f"reject {len(self.cards)} exchanges"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        each = zip(self.cards, shares(self.took_ms, len(self.cards)), strict=True)
        return _one_after_another([RejectExchange(one, took_ms=took) for one, took in each], rows, coder)


def alike_in(
    proposals: Iterable[Proposal], first: Proposal, stretch: Interval, *, any_code: bool = False
) -> tuple[Proposal, ...]:
    """Return what waits of the subject and code of ``first`` (or of any code) and begins in a stretch, by time."""
    found = (
        one
        for one in proposals
        if one.status in (Status.OPEN, Status.SKIPPED)
        and one.draft.subject == first.draft.subject
        and (any_code or one.draft.code == first.draft.code)
        and stretch.onset_us <= one.draft.onset_us < stretch.offset_us
    )
    return tuple(sorted(found, key=lambda one: (one.draft.onset_us, one.id)))


def shares(took_ms: int, among: int) -> list[int]:
    """Divide a time among so many decisions, the rest with the first: together they are the whole."""
    share, rest = divmod(took_ms, max(among, 1))
    return [share + (rest if n == 0 else 0) for n in range(among)]


def _one_after_another(edits: Sequence[Edit], rows: StudyRows, coder: str) -> list[RowChange]:
    planned = PlannedRows(rows)
    for edit in edits:
        planned.extend(edit.plan(planned, coder))
    return planned.changes
