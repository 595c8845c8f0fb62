"""The rows of how a coder left the window: kept in the study, encrypted with it, and nowhere else."""

from __future__ import annotations

from coder.study.store.database import Database

_VIEW_OF = "view of "


def view_of(db: Database, coder: str) -> str:
    """Return what was kept for a coder; "" where nothing was."""
    row = db.get("facts", f"{_VIEW_OF}{coder}")
    return str(row["value"]) if row else ""


def keep_view(db: Database, coder: str, text: str) -> None:
    """Keep it in the place of what was kept before."""
    db.insert("facts", {"id": f"{_VIEW_OF}{coder}", "value": text})
