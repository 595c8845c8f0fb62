"""The rows of how a coder left the window: kept in the study, encrypted with it, and nowhere else."""

from __future__ import annotations

from coder.study.store.database import Database

_VIEW_OF = "view of "
_ROWS_OF = "rows of "
_KEYS_OF = "keys of "


def view_of(db: Database, coder: str) -> str:
    """Return what was kept for a coder; "" where nothing was."""
    row = db.get("facts", f"{_VIEW_OF}{coder}")
    return str(row["value"]) if row else ""


def keep_view(db: Database, coder: str, text: str) -> None:
    """Keep it in the place of what was kept before."""
    db.insert("facts", {"id": f"{_VIEW_OF}{coder}", "value": text})


def rows_of(db: Database, coder: str) -> str:
    """Return how a coder laid out the timeline's rows; "" where nothing was kept."""
    row = db.get("facts", f"{_ROWS_OF}{coder}")
    return str(row["value"]) if row else ""


def keep_rows(db: Database, coder: str, text: str) -> None:
    """Keep it in the place of what was kept before."""
    db.insert("facts", {"id": f"{_ROWS_OF}{coder}", "value": text})


def keys_of(db: Database, coder: str) -> str:
    """Return which keys a coder chose; "" where nothing was kept."""
    row = db.get("facts", f"{_KEYS_OF}{coder}")
    return str(row["value"]) if row else ""


def keep_keys(db: Database, coder: str, text: str) -> None:
    """Keep them in the place of what was kept before."""
    db.insert("facts", {"id": f"{_KEYS_OF}{coder}", "value": text})
