"""The schemes of a study, kept in it as text: a later app whose built-in schemes differ still knows what was coded."""

from __future__ import annotations

import json
from typing import Protocol

from coder.study.edits.changes import Row, Value
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme, builtin_text, combined, load_scheme

FIRST = "first_path"
"""What a study codes with that was made before schemes were kept in it."""
PROPOSED = (FIRST, "voices")
"""What a new study codes with where it says nothing else: what the models can propose, seen and heard."""

_FACT = "schemes"


class _Facts(Protocol):
    def get(self, table: str, row_id: str) -> Row | None: ...

    def insert(self, table: str, row: Row) -> None: ...

    def now(self) -> str: ...


def texts(db: _Facts) -> tuple[str, ...]:
    """Return the TOML texts of a study's schemes, in the order in which they were taken in.

    Raises StudyError where the study's file was altered into something else.
    """
    row = db.get("facts", _FACT)
    if row is None:
        return (builtin_text(FIRST),)
    try:
        found = json.loads(str(row["value"]))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not found or not all(isinstance(text, str) for text in found):
        raise StudyError(tr("The coding schemes in this study cannot be read: its file was altered; restore a backup."))
    return tuple(found)


def keep(db: _Facts, found: tuple[str, ...]) -> None:
    """Keep the texts of a study's schemes, each among the versions that stay for good."""
    for text in found:
        db.insert("scheme_versions", version_row(text, db.now()))
    value: Value = json.dumps(found)
    db.insert("facts", {"id": _FACT, "value": value})


def version_row(text: str, now: str) -> Row:
    """Return the row that keeps a version of a scheme for good."""
    scheme = load_scheme(text)
    return {"id": f"{scheme.id}@{scheme.version}", "content": text, "kept_at": now}


def scheme_of(found: tuple[str, ...]) -> Scheme:
    """Return the one scheme that texts make together."""
    return combined([load_scheme(text) for text in found])
