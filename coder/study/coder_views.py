"""How coders left the window: its look, the rows of the timeline, their keys. None of it is an edit."""

from __future__ import annotations

from coder.study.store import view_rows
from coder.study.store.database import Database
from coder.study.timeline_rows import RowChoices


class CoderViews:
    """What a study keeps for each coder beside their codes: nothing that is coded depends on it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def window(self, coder: str) -> str:
        """Return how a coder left the window, as the window wrote it; "" where they left none."""
        return view_rows.view_of(self._db, coder)

    def keep_window(self, coder: str, text: str) -> None:
        """Keep how a coder left the window."""
        with self._db.transaction():
            view_rows.keep_view(self._db, coder, text)

    def rows(self, coder: str) -> RowChoices:
        """Return how a coder laid out the rows of the timeline."""
        return RowChoices.from_text(view_rows.rows_of(self._db, coder))

    def keep_rows(self, coder: str, chosen: RowChoices) -> None:
        """Keep how a coder laid out the rows. No edit changes what is on a locked row."""
        with self._db.transaction():
            view_rows.keep_rows(self._db, coder, chosen.to_text())

    def keys(self, coder: str) -> str:
        """Return the keys that a coder chose, as the window wrote them; "" where they chose none."""
        return view_rows.keys_of(self._db, coder)

    def keep_keys(self, coder: str, text: str) -> None:
        """Keep the keys that a coder chose."""
        with self._db.transaction():
            view_rows.keep_keys(self._db, coder, text)
