"""What a human says of a stretch in which nothing was proposed, as an edit."""

from __future__ import annotations

from dataclasses import dataclass

from coder.study.edits.changes import Row, RowChange, StudyRows
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from coder.vocabulary.unproposed_stretch import LOOKED_AT, StretchStatus


@dataclass(frozen=True, slots=True)
class SettleStretch:
    """Say that a stretch holds nothing more to code, that something was found in it, or leave it for later."""

    stretch: str
    status: StretchStatus
    took_ms: int = 0

    @property
    def label(self) -> str:
        words = {StretchStatus.NOTHING: "nothing more in", StretchStatus.FOUND: "something found in"}
        return f"{words.get(self.status, 'leave for later')} {self.stretch}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        before = rows.get("stretches", self.stretch)
        if before is None:
            raise StudyError(
                tr("There is no stretch {stretch!r} in this study; list them to find its id.", stretch=self.stretch)
            )
        if before["status"] in LOOKED_AT:
            raise StudyError(
                tr(
                    "The stretch at {time} has been looked at ({before}); undo that first to decide anew.",
                    time=format_us(int(str(before["onset_us"]))),
                    before=before["status"],
                )
            )
        if self.status is StretchStatus.OPEN:
            raise StudyError(tr("A stretch is settled with nothing or found, or left for later."))
        said: Row = {"status": self.status.value, "coder": coder, "decided_at": rows.now(), "took_ms": self.took_ms}
        return [RowChange("stretches", self.stretch, before, {**before, **said})]
