"""Change one's mind about a rejected proposal: it waits again. (An accepted one waits again when its event goes.)"""

from __future__ import annotations

from dataclasses import dataclass

from coder.edits import Row, RowChange, Rows
from coder.errors import StudyError
from coder.events import Status


@dataclass(frozen=True, slots=True)
class Reopen:
    """Let a rejected proposal wait again; the decision that was made stays in the record."""

    proposal: str

    @property
    def label(self) -> str:
        """See :class:`coder.edits.Edit`."""
        return f"decide {self.proposal} again"

    def plan(self, rows: Rows, coder: str) -> list[RowChange]:
        """See :class:`coder.edits.Edit`."""
        before: Row | None = rows.get("proposals", self.proposal)
        if before is None or before["status"] != Status.REJECTED:
            raise StudyError(f"The proposal {self.proposal!r} is not a rejected one, so there is nothing to take back.")
        return [RowChange("proposals", self.proposal, before, {**before, "status": Status.OPEN.value})]
