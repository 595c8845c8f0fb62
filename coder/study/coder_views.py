"""How coders left the window: its look, the rows of the timeline, their keys. None of it is an edit."""

from __future__ import annotations

from coder.study.store.database import Database
from coder.study.timeline_rows import RowChoices


class CoderViews:
    """What a study keeps for each coder beside their codes: nothing that is coded depends on it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def window(self, coder: str) -> str:
        """Return how a coder left the window, as the window wrote it; "" where they left none."""
        return self._kept("view", coder)

    def keep_window(self, coder: str, text: str) -> None:
        """Keep how a coder left the window."""
        self._keep("view", coder, text)

    def rows(self, coder: str) -> RowChoices:
        """Return how a coder laid out the rows of the timeline."""
        return RowChoices.from_text(self._kept("rows", coder))

    def keep_rows(self, coder: str, chosen: RowChoices) -> None:
        """Keep how a coder laid out the rows. No edit changes what is on a locked row."""
        self._keep("rows", coder, chosen.to_text())

    def keys(self, coder: str) -> str:
        """Return the keys that a coder chose, as the window wrote them; "" where they chose none."""
        return self._kept("keys", coder)

    def keep_keys(self, coder: str, text: str) -> None:
        """Keep the keys that a coder chose."""
        self._keep("keys", coder, text)

    def _kept(self, what: str, coder: str) -> str:
        row = self._db.get("facts", f"{what} of {coder}")
        return str(row["value"]) if row else ""

    def _keep(self, what: str, coder: str, text: str) -> None:
        with self._db.transaction():
            self._db.insert("facts", {"id": f"{what} of {coder}", "value": text})
