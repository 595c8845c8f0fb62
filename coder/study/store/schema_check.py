"""Compares the schema of a study with the one that this product writes, before anything else is asked of it.

A trigger, a view or a changed table in ``study.db`` would let whoever altered it decide what is kept: a trail that is
silenced, an erasure that erases nothing.
"""

from __future__ import annotations

from functools import lru_cache

import apsw

from coder.study.store.migrations import MIGRATIONS, SCHEMA_VERSION
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr

_SQL = "SELECT type, name, tbl_name, sql FROM sqlite_master"


def require_own_schema(db: apsw.Connection, version: int, where: str) -> None:
    """Raise StudyError where the schema is not, word for word, the one that version has."""
    if not 0 <= version <= SCHEMA_VERSION:
        raise StudyError(
            tr(
                "{where} names a format {version}, which there never was; restore it from a backup.",
                where=where,
                version=version,
            )
        )
    found, ours = _schema(db), _expected(version)
    odd = sorted(f"{kind} {name}" for kind, name, *_ in found - ours)
    gone = sorted(f"{kind} {name}" for kind, name, *_ in ours - found)
    if odd or gone:
        raise StudyError(
            tr(
                "{where} holds a {odd!r} that is not as Dyad Mirror makes it: somebody altered it, and what it keeps "
                "cannot be trusted; restore it from a backup.",
                where=where,
                odd=odd[0],
            )
            if odd
            else tr(
                "{where} lacks its {gone!r}: somebody altered it, and what it keeps cannot be trusted; restore it from "
                "a backup.",
                where=where,
                gone=gone[0],
            )
        )


@lru_cache
def _expected(version: int) -> frozenset[tuple[str, ...]]:
    db = apsw.Connection(":memory:")
    try:
        for step in MIGRATIONS[:version]:
            for statement in step:
                db.execute(statement)
        return _schema(db)
    finally:
        db.close()


def _schema(db: apsw.Connection) -> frozenset[tuple[str, ...]]:
    # SQLite's own tables (its counters, the indexes of keys) follow from the others and have no text to compare.
    return frozenset(
        (str(kind), str(name), str(table), _plain(str(sql or "")))
        for kind, name, table, sql in db.execute(_SQL)
        if not (str(name).startswith("sqlite_") and (sql is None or name == "sqlite_sequence"))
    )


def _plain(sql: str) -> str:
    return " ".join(sql.replace('"', "").split())
