"""Opens ``study.db``: encrypted when there is a key, durable at every commit, refused politely when too new."""

from __future__ import annotations

from pathlib import Path

import apsw

from coder.study.store.migrations import MIGRATIONS, SCHEMA_VERSION
from coder.vocabulary.errors import StudyError

APPLICATION_ID = 0x4459_4144  # "DYAD": `file study.db` can tell what it is


def connect(path: Path, *, key: bytes | None, create: bool = False) -> apsw.Connection:
    """Open the database and bring it to this version's schema, in one transaction.

    Raises StudyError where the file is missing, damaged, locked, or from a newer major version.
    """
    if not create and not path.is_file():
        raise StudyError(f"There is no study at {path.parent}: it has no {path.name}; check the path, or make one.")
    flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
    db = apsw.Connection(str(path), flags=flags)
    try:
        if key is not None:
            db.pragma("cipher", "chacha20")
            db.pragma("key", f"raw:{key.hex()}")
        db.set_busy_timeout(5_000)
        db.pragma("journal_mode", "wal")
        # FULL: a commit is on the disk before a decision is acknowledged.
        db.pragma("synchronous", "full")
        db.pragma("foreign_keys", 1)
        db.pragma("temp_store", "memory")
        db.pragma("secure_delete", 1)
        _migrate(db, path)
    except apsw.NotADBError as error:
        db.close()
        raise StudyError(
            f"{path} is damaged, or its keys.json is not the one it was made with; restore both from one backup."
        ) from error
    except apsw.BusyError as error:
        db.close()
        raise StudyError(f"{path} is in use by another program; close it there and try again.") from error
    except apsw.Error as error:
        db.close()
        raise StudyError(f"{path} cannot be opened ({error}); restore it from a backup.") from error
    except StudyError:
        db.close()
        raise
    return db


def _migrate(db: apsw.Connection, path: Path) -> None:
    with db:
        version = int(db.pragma("user_version"))
        if version > SCHEMA_VERSION:
            raise StudyError(
                f"{path} was written by a newer Dyad Mirror (its format is {version}, this one reads up to "
                f"{SCHEMA_VERSION}); update the app to open it."
            )
        if version == SCHEMA_VERSION:
            return
        for number in range(version, SCHEMA_VERSION):
            for statement in MIGRATIONS[number]:
                db.execute(statement)
        db.pragma("user_version", SCHEMA_VERSION)
        db.pragma("application_id", APPLICATION_ID)
