"""The schemes of a study, kept in it as text: a later app whose built-in schemes differ still knows what was coded."""

from __future__ import annotations

import json
from typing import Protocol

from coder.edits import Row, Value
from coder.scheme import Scheme, builtin_text, combined, load_scheme

FIRST = "first_path"
"""What a study codes with where it says nothing else: what the models can propose."""

_FACT = "schemes"


class _Facts(Protocol):
    def get(self, table: str, row_id: str) -> Row | None: ...

    def insert(self, table: str, row: Row) -> None: ...


def texts(db: _Facts) -> tuple[str, ...]:
    """Return the TOML texts of a study's schemes, in the order in which they were taken in."""
    row = db.get("facts", _FACT)
    return tuple(json.loads(str(row["value"]))) if row is not None else (builtin_text(FIRST),)


def keep(db: _Facts, found: tuple[str, ...]) -> None:
    """Keep the texts of a study's schemes."""
    value: Value = json.dumps(found)
    db.insert("facts", {"id": _FACT, "value": value})


def scheme_of(found: tuple[str, ...]) -> Scheme:
    """Return the one scheme that texts make together."""
    return combined([load_scheme(text) for text in found])
