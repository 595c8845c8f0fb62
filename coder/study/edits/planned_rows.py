"""Rows as they will be once what is planned is written: edits that make up one step see one another."""

from __future__ import annotations

from collections.abc import Sequence

from coder.media import FrameIndex
from coder.study.edits.changes import Row, RowChange, StudyRows, Value, is_over
from coder.vocabulary.scheme import Scheme


class PlannedRows:
    """What an edit may ask while it plans, with the changes that were planned before it in the same step."""

    def __init__(self, rows: StudyRows) -> None:
        self._rows = rows
        self._after: dict[str, dict[str, Row | None]] = {}
        self._before: dict[tuple[str, str], Row | None] = {}

    @property
    def changes(self) -> list[RowChange]:
        """What was planned, each row once (an undo goes row by row), in the order in which they were first touched."""
        planned = (
            (table, row_id, before, self._after[table][row_id]) for (table, row_id), before in self._before.items()
        )
        return [RowChange(*one) for one in planned if one[2] != one[3]]

    @property
    def scheme(self) -> Scheme:
        return self._rows.scheme

    def get(self, table: str, row_id: str) -> Row | None:
        planned = self._after.get(table, {})
        return planned[row_id] if row_id in planned else self._rows.get(table, row_id)

    def where(self, table: str, **equal: Value) -> list[Row]:
        planned = self._after.get(table, {})
        found = [row for row in self._rows.where(table, **equal) if str(row["id"]) not in planned]
        wanted = (row for row in planned.values() if row is not None)
        return found + [row for row in wanted if all(row[column] == value for column, value in equal.items())]

    def events_over(self, recording: str, subject: str, coder: str, *, onset_us: int, offset_us: int) -> list[Row]:
        planned = self._after.get("events", {})
        held = self._rows.events_over(recording, subject, coder, onset_us=onset_us, offset_us=offset_us)
        found = [row for row in held if str(row["id"]) not in planned]
        wanted = {"recording": recording, "subject": subject, "coder": coder}
        return found + [
            row for row in planned.values() if row is not None and is_over(row, wanted, onset_us, offset_us)
        ]

    def new_id(self, prefix: str) -> str:
        return self._rows.new_id(prefix)

    def new_ids(self, prefix: str, count: int) -> list[str]:
        return self._rows.new_ids(prefix, count)

    def frame_gap_us(self, recording: str, t_us: int) -> int:
        return self._rows.frame_gap_us(recording, t_us)

    def frame_index(self, recording: str) -> FrameIndex:
        return self._rows.frame_index(recording)

    def now(self) -> str:
        return self._rows.now()

    def add(self, change: RowChange) -> None:
        """Plan one change."""
        self._before.setdefault((change.table, change.id), change.before)
        self._after.setdefault(change.table, {})[change.id] = change.after

    def extend(self, changes: Sequence[RowChange]) -> None:
        """Plan several."""
        for change in changes:
            self.add(change)
