"""What an edit may ask of a study in its coder's name: to a blind coder nobody else's word is there."""

from __future__ import annotations

import secrets

from coder.media import FrameIndex
from coder.study.edits.changes import Row, StudyRows, Value, recording_called
from coder.study.store import blinding_rows
from coder.study.store.database import Database
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme

_MACHINES = {
    "proposals": tr("what the models propose"),
    "stretches": tr("where the models propose nothing"),
    "people": tr("whom the models see"),
}
_BEYOND_COUNTED = 10**15
"""Drawn numbers begin where no counter ever comes, and are so many that none is drawn twice."""
_OWN = ("events", "decisions", "under_way", "pairings", "exchange_words")


class SeenRows:
    """The rows of a study as a coder sees them; edits plan over these, so that no refusal tells a blind coder more."""

    def __init__(self, db: Database, coder: str) -> None:
        self._db, self._coder = db, coder
        self._blind: dict[str, bool] = {}
        self._counted: bool | None = None

    @property
    def scheme(self) -> Scheme:
        return self._db.scheme

    def get(self, table: str, row_id: str) -> Row | None:
        """Return the row, or None; raise StudyError where a blind coder asks for what a model said."""
        row = self._db.get(table, row_id)
        if table in _MACHINES:
            refuse_to_blind(self._db, row, self._coder)
        return row if row is None or self._sees(table, row) else None

    def where(self, table: str, **equal: Value) -> list[Row]:
        return [row for row in self._db.where(table, **equal) if self._sees(table, row)]

    def events_over(self, recording: str, subject: str, coder: str, *, onset_us: int, offset_us: int) -> list[Row]:
        found = self._db.events_over(recording, subject, coder, onset_us=onset_us, offset_us=offset_us)
        return [row for row in found if self._sees("events", row)]

    def new_id(self, prefix: str) -> str:
        """See :class:`coder.study.edits.coding.Rows`; to a coder who is blind anywhere, no number tells how many are.

        Numbers in turn would: between two of one's own lie as many of the others.
        """
        if self._counted is None:
            self._counted = not blinding_rows.blind_anywhere(self._db, self._coder)
        if self._counted:
            return self._db.new_id(prefix)
        return f"{prefix}{_BEYOND_COUNTED + secrets.randbelow(_BEYOND_COUNTED)}"

    def new_ids(self, prefix: str, count: int) -> list[str]:
        return self._db.new_ids(prefix, count)

    def frame_gap_us(self, recording: str, t_us: int) -> int:
        return self._db.frame_gap_us(recording, t_us)

    def frame_index(self, recording: str) -> FrameIndex:
        """Return the frame index of a recording."""
        return self._db.frame_index(recording)

    def now(self) -> str:
        return self._db.now()

    def _sees(self, table: str, row: Row) -> bool:
        if table not in _MACHINES and table not in _OWN:
            return True
        recording = str(row["recording"])
        if recording not in self._blind:
            conduct = blinding_rows.conduct(self._db, recording, self._coder)
            self._blind[recording] = conduct is not None and conduct.blind
        if self._blind[recording] and table in _MACHINES:
            raise StudyError(blind_words(self._db, self._coder, recording, _MACHINES[table]))
        return not self._blind[recording] or row["coder"] == self._coder


def refuse_to_blind(db: Database, row: Row | None, coder: str | None) -> None:
    """Raise StudyError where a coder who codes blind names what a model said by its id.

    Word for word the same whether there is such a row or none: else the ids that are not refused could be counted.
    """
    if coder is None:
        return
    name = coder.strip()
    if row is None:
        hidden = blinding_rows.blind_anywhere(db, name)
    else:
        conduct = blinding_rows.conduct(db, str(row["recording"]), name)
        hidden = conduct is not None and conduct.blind
    if hidden:
        raise StudyError(
            tr(
                "Nothing of that name is here for {name}: it is gone since, or {name} codes blind where it is, and "
                "what the models see or propose waits out of view; code by hand, or end it once and for all: "
                "Code ▸ End blind coding…, or dyadmirror blind STUDY RECORDING --coder {name} --open",
                name=name,
            )
        )


def blind_words(rows: StudyRows, coder: str, recording: str, what: str) -> str:
    """Say in one sentence why something is not to be seen or decided on."""
    return tr(
        "{coder} codes “{recording}” blind, so {what} is kept from view and waits; code by hand, or end it once and "
        "for all: Code ▸ End blind coding…, or dyadmirror blind STUDY {id} --coder {coder} --open",
        coder=coder,
        recording=recording_called(rows, recording),
        id=recording,
        what=what,
    )
