"""The rows of the audit trail: appended in the transaction of what they tell of, read back whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from coder.privacy.audit_log import (
    AuditedAct,
    Entry,
    LogHead,
    TrailReport,
    audit_key,
    bound_anew,
    findings,
    head_of,
    next_entry,
)
from coder.study.store.database import Database

Detail = Mapping[str, object]
"""What an entry tells, for JSON: ids, counts and dates only."""


class AuditTrail:
    """Appends and reads the trail of one study."""

    def __init__(self, db: Database, study_key: bytes | None) -> None:
        self._db = db
        self._key = audit_key(study_key)

    def append(self, act: AuditedAct, detail: Detail) -> Entry:
        """Add an entry. The caller holds the transaction, so that entry and act are kept together or not at all."""
        text = json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        ((kept,),) = self._db.execute("SELECT count(*) FROM audit")
        entry = next_entry(self._head(), at=self._db.now(), act=act, detail=text, key=self._key, kept=int(str(kept)))
        values = (entry.number, entry.at, entry.act, entry.detail, entry.previous, entry.hash)
        self._db.execute(
            "INSERT INTO audit (number, at, act, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?)", values
        )
        self._end_with(entry)
        return entry

    @contextmanager
    def told_first(self, act: AuditedAct, detail: Detail) -> Iterator[Entry]:
        """Put an entry on the disk, then let the act happen; if it breaks off, a second entry says so.

        For what happens outside the database (a file written, a passphrase changed): whatever moment the power goes,
        the trail may tell of more than happened, never of less.
        """
        with self._db.transaction():
            entry = self.append(act, detail)
        try:
            yield entry
        except BaseException:
            with self._db.transaction():
                self.append(AuditedAct.BROKE_OFF, {"entry": entry.number})
            raise

    def begin(self) -> None:
        """Write the first entry, where the schema step that made the trail has left word that it is due."""
        if not self._due():
            return
        with self._db.transaction():
            # Asked again under the write lock: another program may have begun it meanwhile.
            if self._due():
                self._db.insert("facts", {"id": "trail", "value": "begun"})
                self.append(AuditedAct.BEGUN, {"recordings_before": len(self._db.where("recordings"))})

    def report(self) -> TrailReport:
        """Read the whole trail and check it."""
        entries = self._entries()
        return TrailReport(entries, self._key is not None, findings(entries, self._head(), self._key))

    def bind_anew(self) -> None:
        """Bind entries that came in with another study's rows under this study's key; the caller holds the transaction.

        Whether they were whole is for the caller to ask first: afterwards they are, whoever had a hand in them.
        """
        entries = bound_anew(self._entries(), self._key)
        self._db.execute_each(
            "UPDATE audit SET previous = ?, hash = ? WHERE number = ?",
            ((entry.previous, entry.hash, entry.number) for entry in entries),
        )
        self._end_with(entries[-1])

    def newest_day(self) -> date | None:
        """Day (UTC) of the newest entry, or None where there is none that can be read."""
        rows = self._db.execute("SELECT at FROM audit ORDER BY place DESC LIMIT 1")
        try:
            return datetime.fromisoformat(str(rows[0][0])).date() if rows else None
        except ValueError:
            return None

    def _entries(self) -> tuple[Entry, ...]:
        return tuple(_entry(row) for row in self._db.execute(f"{_SELECT} ORDER BY place"))

    def _end_with(self, entry: Entry) -> None:
        head = head_of(entry, self._key)
        self._db.execute("INSERT OR REPLACE INTO audit_head VALUES (1, ?, ?, ?)", (head.count, head.last, head.seal))

    def _due(self) -> bool:
        return self._db.get("facts", "trail") == {"id": "trail", "value": "due"}

    def _head(self) -> LogHead | None:
        rows = self._db.execute("SELECT count, last, seal FROM audit_head WHERE id = 1")
        return LogHead(int(str(rows[0][0])), str(rows[0][1]), str(rows[0][2])) if rows else None


_SELECT = "SELECT number, at, act, detail, previous, hash FROM audit"


def _entry(row: tuple[object, ...]) -> Entry:
    number, at, act, detail, previous, hash_ = row
    return Entry(int(str(number)), str(at), str(act), str(detail), str(previous), str(hash_))
