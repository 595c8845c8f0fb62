"""Rows as they will be once what is planned is written: edits that make up one step see one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coder.media import FrameIndex
from coder.study.edits.changes import Row, RowChange, StudyRows, Value, is_over
from coder.vocabulary.scheme import Scheme


class PlannedRows:
    """What an edit may ask while it plans, with the changes that were planned before it in the same step."""

    def __init__(self, rows: StudyRows) -> None:
        self._rows = rows
        self._read: dict[tuple[str, tuple[tuple[str, Value], ...]], dict[str, Row]] = {}
        self._before: dict[tuple[str, str], Row | None] = {}
        self._after: dict[tuple[str, str], Row | None] = {}

    @property
    def changes(self) -> list[RowChange]:
        """What was planned, each row once (an undo goes row by row), in the order in which they were first touched."""
        planned = ((*key, before, self._after[key]) for key, before in self._before.items())
        return [RowChange(*one) for one in planned if one[2] != one[3]]

    @property
    def scheme(self) -> Scheme:
        return self._rows.scheme

    def get(self, table: str, row_id: str) -> Row | None:
        key = (table, row_id)
        return self._after[key] if key in self._after else self._rows.get(table, row_id)

    def where(self, table: str, **equal: Value) -> list[Row]:
        asked = (table, tuple(equal.items()))
        if asked not in self._read:
            rows = {str(row["id"]): row for row in self._rows.where(table, **equal)}
            self._read[asked] = rows
            for row_id, row in self.written(table):
                _keep(rows, row_id, row, asked[1])
        return list(self._read[asked].values())

    def events_over(self, recording: str, subject: str, coder: str, *, onset_us: int, offset_us: int) -> list[Row]:
        held = self._rows.events_over(recording, subject, coder, onset_us=onset_us, offset_us=offset_us)
        wanted = {"recording": recording, "subject": subject, "coder": coder}
        found = {str(row["id"]): row for row in held}
        for row_id, row in self.written("events"):
            found.pop(row_id, None)
            if row is not None and is_over(row, wanted, onset_us, offset_us):
                found[row_id] = row
        return list(found.values())

    def written(self, table: str) -> Iterator[tuple[str, Row | None]]:
        """Rows of a table that were planned, by id; None where one is taken out."""
        return ((row_id, row) for (name, row_id), row in self._after.items() if name == table)

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

    def write(self, table: str, row_id: str, row: Row | None) -> None:
        """Plan a row as it will be; None takes it out."""
        if (table, row_id) not in self._before:
            self._before[table, row_id] = self._rows.get(table, row_id)
        self._put(table, row_id, row)

    def extend(self, changes: Sequence[RowChange]) -> None:
        """Plan what another edit of the same step planned; it has asked what was there before."""
        for change in changes:
            self._before.setdefault((change.table, change.id), change.before)
            self._put(change.table, change.id, change.after)

    def _put(self, table: str, row_id: str, row: Row | None) -> None:
        self._after[table, row_id] = row
        for (name, equal), rows in self._read.items():
            if name == table:
                _keep(rows, row_id, row, equal)


def _keep(rows: dict[str, Row], row_id: str, row: Row | None, equal: tuple[tuple[str, Value], ...]) -> None:
    """Let what was read hold a row as it will be, where it is one of those that were asked for."""
    rows.pop(row_id, None)
    if row is not None and all(row[column] == value for column, value in equal):
        rows[row_id] = row
