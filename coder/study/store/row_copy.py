"""Every row of a study into an empty one of the same schema: with its place among the rows, and its counters."""

from __future__ import annotations

from coder.study.store.database import Database


def copy_rows(source: Database, target: Database) -> None:
    """Copy all rows; whatever the schema's steps wrote into ``target`` goes. Callers hold both transactions."""
    for (table,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'"):
        _copy(source, target, str(table))
    # Last: numbers of deleted rows are never given again, in the copy either.
    _copy(source, target, "sqlite_sequence")


def _copy(source: Database, target: Database, table: str) -> None:
    columns = target.execute("SELECT name, type, pk FROM pragma_table_info(?)", (table,))
    named = [f'"{name}"' for name, *_ in columns]
    # Rows are told in the order in which they came, and that is their rowid where they have no number of their own.
    if not any(pk and str(kind).upper() == "INTEGER" for _, kind, pk in columns) and _has_rowid(target, table):
        named.insert(0, "rowid")
    target.execute(f'DELETE FROM "{table}"')
    target.execute_each(
        f'INSERT INTO "{table}" ({", ".join(named)}) VALUES ({", ".join("?" * len(named))})',
        source.stream(f'SELECT {", ".join(named)} FROM "{table}"'),
    )


def _has_rowid(db: Database, table: str) -> bool:
    return not db.execute("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", (table,))[0][0]
