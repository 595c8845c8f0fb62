"""Saying whose several voices were, or that they were none, with one word. One edit: one undo takes it all back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coder.study.edits.changes import Edit, RowChange, StudyRows
from coder.study.edits.coding import Accept, Reject
from coder.vocabulary.events import Proposal, Status
from coder.vocabulary.scheme import Role


@dataclass(frozen=True, slots=True)
class SettleVoices:
    """Accept several voices that wait as one subject's, at the times proposed; without a subject reject them: none.

    A voice that would cut short an event which another of them cuts short as well is left waiting for a look of its
    own. No time is kept for these decisions but for the first: nobody listened to the rest.
    """

    proposals: tuple[str, ...]
    subject: str | None
    took_ms: int = 0

    @property
    def label(self) -> str:
        if self.subject is None:
            return f"say that {len(self.proposals)} voices were none"
        return f"say whose {len(self.proposals)} voices were"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        changes: list[RowChange] = []
        touched: set[tuple[str, str]] = set()
        for at, proposal in enumerate(self.proposals):
            took_ms = 0 if at else self.took_ms
            said: Edit = Reject(proposal, took_ms=took_ms)
            if self.subject is not None:
                said = Accept(proposal, subject=self.subject, took_ms=took_ms)
            mine = said.plan(rows, coder)
            places = {(change.table, change.id) for change in mine}
            if not places & touched:
                changes += mine
                touched |= places
        return changes


def voices_alike(proposals: Iterable[Proposal], like: Proposal) -> tuple[str, ...]:
    """Ids of the other voices of nobody yet that wait and are of the same code."""
    return tuple(
        one.id
        for one in proposals
        if one.id != like.id
        and one.draft.subject == Role.SOMEONE
        and one.draft.code == like.draft.code
        and one.status in (Status.OPEN, Status.SKIPPED)
    )
