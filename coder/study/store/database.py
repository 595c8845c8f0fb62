"""Rows in and out of ``study.db``, and the journal that every human edit goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import cast

import apsw
import numpy as np

from coder.media import FrameIndex
from coder.study import clipless_recording
from coder.study.edits.changes import JOURNALED, Changes, Edit, Row, RowChange, StudyRows, Value, recording_called
from coder.study.edits.codes import code_of
from coder.study.edits.event_verbs import label_of
from coder.study.store import journal, scheme_rows
from coder.study.store.connection import connect
from coder.study.store.row_mapping import recording_of
from coder.study.store.sqlite_errors import in_words
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Code, Role, Scheme, with_further

Follow = Callable[[Sequence[RowChange]], None]

_STUDY = "The study"

ID_TABLES = (
    *JOURNALED,
    *("recordings", "facts", "conducts", "scheme_versions", "pass_marks", "camera_clips", "camera_analyses"),
)


class Database:
    """One connection, used from one thread."""

    def __init__(self, path: Path, *, key: bytes | None, create: bool = False) -> None:
        self._db = connect(path, key=key, create=create)
        self._scheme: Scheme | None = None
        self._indexes: dict[str, FrameIndex] = {}
        self._of_others = self._others_writes()
        self._others_wrote = False

    def close(self) -> None:
        """Close the connection; the write-ahead log is folded into the file."""
        self._db.close()

    def bytes(self) -> bytes:
        """Every byte of the file, decrypted: what somebody with the passphrase would find in it."""
        return bytes(self._db.serialize("main"))

    @property
    def readonly(self) -> bool:
        """Whether the study lies where nothing can be written."""
        return self._db.readonly("main")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is kept, or nothing is. The write lock is taken at the start, so a plan cannot go stale."""
        try:
            with in_words(self._db, _STUDY):
                self._db.execute("BEGIN IMMEDIATE")
                self._notice_others()
                yield
                self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a full disk may have ended it
                with suppress(apsw.Error):
                    self._db.execute("ROLLBACK")
            raise

    def others_wrote(self) -> bool:
        """Whether another program (or another connection) has written here since this was asked last."""
        self._notice_others()
        wrote, self._others_wrote = self._others_wrote, False
        return wrote

    def _notice_others(self) -> None:
        """Forget what is kept of the file where somebody else has written: their scheme may be another."""
        now = self._others_writes()
        if now != self._of_others:
            self._of_others, self._others_wrote = now, True
            self.scheme_changed()

    def _others_writes(self) -> int:
        """A number that only writes of other connections change."""
        with in_words(self._db, _STUDY):
            return int(self._db.pragma("data_version"))

    # What an edit may ask (coder.study.edits.coding.Rows)

    @property
    def scheme(self) -> Scheme:
        """The study's coding scheme: the schemes it was given and the codes that came in with imports."""
        if self._scheme is None:
            given = scheme_rows.scheme_of(scheme_rows.texts(self))
            self._scheme = with_further(given, [code_of(row) for row in self.where("codes")])
        return self._scheme

    def scheme_changed(self) -> None:
        """Read the scheme anew when it is asked for next."""
        self._scheme = None

    def now(self) -> str:
        """UTC, ISO 8601, to the second."""
        return datetime.now(UTC).isoformat(timespec="seconds")

    def get(self, table: str, row_id: str) -> Row | None:
        """One row of a table with a text key, or None."""
        rows = self.where(table, id=row_id)
        return rows[0] if rows else None

    def where(self, table: str, **equal: Value) -> list[Row]:
        """Rows whose columns equal the given values, in order of insertion."""
        clause = " AND ".join(f'"{column}" = ?' for column in equal)
        sql = f'SELECT * FROM "{_known(table)}"' + (f" WHERE {clause}" if clause else "") + " ORDER BY rowid"
        return list(self._rows(sql, tuple(equal.values())))

    def ids(self, table: str) -> list[str]:
        """The ids of a table's rows, in order of insertion."""
        return [str(name) for (name,) in self.execute(f'SELECT id FROM "{_known(table)}" ORDER BY rowid')]

    def events_over(self, recording: str, subject: str, coder: str, *, onset_us: int, offset_us: int) -> list[Row]:
        """Events of one subject and coder that share time with ``[onset, offset)``, in order of insertion."""
        sql = """SELECT * FROM events WHERE rowid IN (
            SELECT rowid FROM events
            WHERE recording = ? AND subject = ? AND coder = ? AND onset_us < ? AND offset_us > ?
        ) ORDER BY rowid"""
        return list(self._rows(sql, (recording, subject, coder, offset_us, onset_us)))

    def new_id(self, prefix: str) -> str:
        """Next id with this prefix. Numbers are never used twice, not even after an undo."""
        return self.new_ids(prefix, 1)[0]

    def new_ids(self, prefix: str, count: int) -> list[str]:
        """Next ids with this prefix, in one statement however many."""
        sql = "INSERT INTO counters VALUES (?, ?) ON CONFLICT (prefix) DO UPDATE SET last = last + ? RETURNING last"
        last = cast("int", self._db.execute(sql, (prefix, count, count)).get)
        return [f"{prefix}{number}" for number in range(last - count + 1, last + 1)]

    def keep_frames(self, recording: str, index: FrameIndex) -> None:
        """Keep the frame index of a recording."""
        self.execute("INSERT INTO frame_indexes VALUES (?, ?)", (recording, index.to_bytes()))

    def frame_index(self, recording: str) -> FrameIndex:
        """Return the cached frame index of a recording; raise StudyError where there is none."""
        if recording not in self._indexes:
            rows = self.execute("SELECT content FROM frame_indexes WHERE recording = ?", (recording,))
            if not rows:
                raise StudyError(
                    tr(
                        "There is no recording {recording!r} in this study; list them to find its id.",
                        recording=recording,
                    )
                )
            try:
                self._indexes[recording] = FrameIndex.from_bytes(cast("bytes", rows[0][0]))
            except ValueError as error:
                raise StudyError(
                    tr(
                        "The study has been altered: the frames of {recording} cannot be read; restore it from a "
                        "backup.",
                        recording=recording_called(self, recording),
                    )
                ) from error
        return self._indexes[recording]

    def forget(self, recording: str) -> None:
        """Drop what is kept in memory of a recording."""
        self._indexes.pop(recording, None)

    def frame_gap_us(self, recording: str, t_us: int) -> int:
        """Time from the frame before to the frame at ``t_us``, in µs; of the first frame, the time to the second."""
        pts = self.frame_index(recording).pts_us
        if len(pts) < 2:
            return 0
        n = max(int(np.searchsorted(pts, t_us, side="right")) - 1, 1)
        return int(pts[n] - pts[n - 1])

    # Writing

    def insert(self, table: str, row: Row) -> None:
        """Insert or replace one row, outside the journal: for what a machine or an import made."""
        columns = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        self.execute(f'INSERT OR REPLACE INTO "{_known(table)}" ({columns}) VALUES ({marks})', tuple(row.values()))

    def delete(self, table: str, row_id: str) -> None:
        """Delete one row by its key, outside the journal."""
        self.execute(f'DELETE FROM "{_known(table)}" WHERE id = ?', (row_id,))

    def execute(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[apsw.SQLiteValue, ...]]:
        """Run SQL for the other modules of ``coder.study.store``."""
        with in_words(self._db, _STUDY):
            return list(self._db.execute(sql, cast("apsw.Bindings", values)))

    def stream(self, sql: str) -> Iterator[tuple[apsw.SQLiteValue, ...]]:
        """Yield rows as they are read, for what is too much to hold at once."""
        with in_words(self._db, _STUDY):
            yield from self._db.execute(sql)

    def execute_each(self, sql: str, values: Iterable[tuple[apsw.SQLiteValue, ...]]) -> None:
        """Run one statement for each of many values."""
        with in_words(self._db, _STUDY):
            self._db.executemany(sql, values)

    def apply(self, edit: Edit, coder: str, *, rows: StudyRows, follow: Follow, layer: str | None = None) -> Changes:
        """Plan, write and journal an edit in one transaction; it is on the disk when this returns.

        ``rows`` is what the edit may ask: as much of this database as the coder sees. ``follow`` is called inside the
        transaction with the changed rows, to bring derived rows up to date. ``layer`` is where the edit is made, the
        coder's own if not given. What this coder had undone can no longer be brought back; others' steps stand.
        """
        with self.transaction():
            changes = tuple(edit.plan(rows, layer or coder))
            if not changes:
                return Changes(0, edit.label, ())
            self._db.execute("UPDATE journal SET state = 'dropped' WHERE state = 'undone' AND coder = ?", (coder,))
            self._write(changes)
            follow(changes)
            label = label_of(edit, changes)
            seq = self._keep_step(coder, label, changes)
        return Changes(seq, label, changes)

    def _keep_step(self, coder: str, label: str, changes: Iterable[RowChange]) -> int:
        sql = "INSERT INTO journal (at, coder, label, changes, state) VALUES (?, ?, ?, ?, 'done') RETURNING seq"
        return cast("int", self._db.execute(sql, (self.now(), coder, label, journal.dump(changes))).get)

    def preview(self, edit: Edit, layer: str, *, rows: StudyRows) -> Changes:
        """Plan an edit and write nothing; ids that it would give are still free afterwards."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            return Changes(0, edit.label, tuple(edit.plan(rows, layer)))
        finally:
            self._db.execute("ROLLBACK")

    def undo(self, *, follow: Follow, coder: str | None = None) -> Changes | None:
        """Take back the newest edit that stands, of a coder or of anybody; None when there is none.

        Raises StudyError where somebody has changed since what it was about; the next undo then goes past it.
        """
        return self._step(back=True, follow=follow, coder=coder)

    def redo(self, *, follow: Follow, coder: str | None = None) -> Changes | None:
        """Bring back the edit that was undone last, of a coder or of anybody; None when there is none."""
        return self._step(back=False, follow=follow, coder=coder)

    def next_step(self, *, back: bool, coder: str | None = None) -> journal.Step | None:
        """Return what an undo (or a redo) is about; None where there is none."""
        entry = next(self._rows(*journal.query(back=back, coder=coder)), None)
        if entry is None:
            return None
        return journal.Step(int(str(entry["seq"])), str(entry["coder"]), str(entry["label"]), str(entry["changes"]))

    def steps(self) -> list[tuple[int, str, str]]:
        """Return number, state and changes of every step that the journal holds, in the order of their making."""
        rows = self.execute("SELECT seq, state, changes FROM journal ORDER BY seq")
        return [(int(str(seq)), str(state), str(changes)) for seq, state, changes in rows]

    @property
    def last_step(self) -> int:
        """The highest number that a step ever had, also where it is gone."""
        rows = self.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'")
        return int(str(rows[0][0])) if rows else 0

    def last_coder(self) -> str | None:
        """Who made the newest journalled edit."""
        return cast(
            "str | None", self._db.execute("SELECT coder FROM journal WHERE coder <> '' ORDER BY seq DESC LIMIT 1").get
        )

    def coders(self) -> list[str]:
        """Who has made edits or begun a recording, by name."""
        rows = self.execute(
            "SELECT coder FROM journal WHERE coder <> '' UNION SELECT coder FROM conducts ORDER BY coder"
        )
        return [str(coder) for (coder,) in rows]

    def coders_of_events(self) -> list[str]:
        """Whose events are here, but for names that only ever came in with files."""
        return [str(name) for (name,) in self.execute("SELECT DISTINCT coder FROM events WHERE origin <> 'imported'")]

    def layers_of(self, recording: str) -> list[str]:
        """Whose layers hold events of a recording."""
        rows = self.execute("SELECT DISTINCT coder FROM events WHERE recording = ?", (recording,))
        return [str(name) for (name,) in rows]

    def holds_events_of_others(self, recording: str, coder: str) -> bool:
        """Whether anybody but a coder has events in a recording."""
        sql = "SELECT 1 FROM events WHERE recording = ? AND coder <> ? LIMIT 1"
        return bool(self.execute(sql, (recording, coder)))

    def name_versions(self, codes: Iterable[Code]) -> None:
        """Let events that were coded here name the scheme's version of their code, where they name none yet."""
        sql = (
            "UPDATE events SET scheme = ? WHERE scheme = '' AND code = ? AND origin <> 'imported' "
            "AND (subject = ? OR subject LIKE ? || ':%')"
        )
        for code in codes:
            self.execute(sql, (code.scheme, code.id, code.role.value, code.role.value))

    def _step(self, *, back: bool, follow: Follow, coder: str | None) -> Changes | None:
        try:
            return self._taken(back=back, follow=follow, coder=coder)
        except journal.ChangedSinceError:
            # It must not stand in the way of the steps before it for ever.
            with self.transaction():
                step = self.next_step(back=back, coder=coder)
                if step is not None:
                    self._db.execute("UPDATE journal SET state = 'dropped' WHERE seq = ?", (step.seq,))
            raise

    def write(self, rows: Iterable[RowChange]) -> None:
        """Write row changes that no undo takes back, inside a transaction of the caller's."""
        self._write(rows)

    def write_told(self, rows: Sequence[RowChange], label: str) -> None:
        """Write row changes that no undo takes back, and keep them as a step of nobody's, that they can be checked."""
        self._write(rows)
        if rows:
            self._keep_step(journal.NOBODY, label, rows)

    def _taken(self, *, back: bool, follow: Follow, coder: str | None) -> Changes | None:
        with self.transaction():
            step = self.next_step(back=back, coder=coder)
            if step is None:
                return None
            rows, eased = journal.rows_of(step, self.scheme, back=back, get=self.get)
            self._write(rows)
            self._require_codes(rows, step)
            journal.require_coded(rows, step, self.scheme, back=back)
            follow(rows)
            true = journal.with_true_origins(rows, step, self.scheme, back=back, get=self.get)
            self._write(true)
            if eased or true:
                self._keep_step(journal.NOBODY, step.label, (*eased, *true))
            state = "undone" if back else "done"
            self._db.execute("UPDATE journal SET state = ? WHERE seq = ?", (state, step.seq))
        return Changes(step.seq, step.label, journal.with_ends(rows, true))

    def _require_codes(self, rows: Sequence[RowChange], step: journal.Step) -> None:
        """A code that came with an import stays as long as somebody's event has it."""
        for row in rows:
            if row.table == "codes" and row.after is None and row.before is not None:
                held = self.execute("SELECT DISTINCT coder FROM events WHERE code = ?", (row.before["code"],))
                if held and not self.scheme.has(Role(str(row.before["role"])), str(row.before["code"])):
                    raise journal.ChangedSinceError(
                        tr(
                            "“{step}” can no longer be taken back: somebody has coded with "
                            "“{before}”, which came with it.",
                            step=step.label,
                            before=row.before["label"],
                        )
                    )

    def _write(self, rows: Iterable[RowChange]) -> None:
        # An import writes tens of thousands of rows of one table in turn: they go to the database together.
        for (table, kept), several in groupby(rows, key=lambda row: (row.table, row.after is not None)):
            if table == "events" and kept:
                self._insert_all(table, [cast("Row", row.after) for row in several])
            else:
                self._write_each(several)

    def _insert_all(self, table: str, rows: Sequence[Row]) -> None:
        """Insert or replace rows that come in turn, those of the same columns by one statement."""
        for names, alike in groupby(rows, key=tuple):
            columns = ", ".join(f'"{name}"' for name in names)
            sql = f'INSERT OR REPLACE INTO "{_known(table)}" ({columns}) VALUES ({", ".join("?" * len(names))})'
            with in_words(self._db, _STUDY):
                self._db.executemany(sql, (cast("apsw.Bindings", tuple(row.values())) for row in alike))

    def _write_each(self, rows: Iterable[RowChange]) -> None:
        for row in rows:
            if row.table not in JOURNALED:
                raise StudyError(
                    tr(
                        "The journal names a table {table!r} that edits may not touch; restore a backup.",
                        table=row.table,
                    )
                )
            if row.table == "codes":
                self.scheme_changed()
            if row.table == "recordings":
                self._with_frames(row)
            elif row.after is None:
                self.delete(row.table, row.id)
            else:
                self.insert(row.table, row.after)

    def _with_frames(self, row: RowChange) -> None:
        """Add or take out a recording without a clip, and the even grid of frames that stands in for one."""
        if any(one is not None and one["clip_sha256"] for one in (row.before, row.after)):
            # The times of a clip's frames were read from it and are nowhere else.
            raise StudyError(
                tr(
                    "The journal changes {recording!r}, which has a clip of its own; restore a backup.",
                    recording=row.id,
                )
            )
        self.forget(row.id)
        self.execute("DELETE FROM frame_indexes WHERE recording = ?", (row.id,))
        if row.after is None:
            self.delete("recordings", row.id)
        else:
            self.insert("recordings", row.after)
            index = clipless_recording.frames_of(recording_of(row.after))
            self.keep_frames(row.id, index)

    def _rows(self, sql: str, values: tuple[Value, ...] = ()) -> Iterator[Row]:
        with in_words(self._db, _STUDY):
            cursor = self._db.execute(sql, values)
            names: tuple[str, ...] | None = None
            for record in cursor:
                names = names or tuple(column[0] for column in cursor.get_description())
                yield cast("Row", dict(zip(names, record, strict=True)))


def _known(table: str) -> str:
    if table not in ID_TABLES:
        raise ValueError(tr("no such table: {table}", table=table))
    return table
