"""Where a coder stands in a pass that is not worked through by time: kept as a fact, and erased with its recording."""

from __future__ import annotations

from coder.study.store.database import Database

_PREFIX = "pass place "


def place_id(recording: str, coder: str, name: str) -> str:
    """Return the id of the fact."""
    return f"{_PREFIX}{recording}/{coder}/{name}"


def forget_places(db: Database, recording: str) -> None:
    """Delete every place in a recording that is erased."""
    for row in db.where("facts"):
        if str(row["id"]).startswith(f"{_PREFIX}{recording}/"):
            db.delete("facts", str(row["id"]))
