"""Opens ``study.db``: encrypted when there is a key, durable at every commit, refused politely when too new."""

from __future__ import annotations

import os
from pathlib import Path

import apsw

from coder.files.atomic_write import PRIVATE, is_plain_file
from coder.study.store.migrations import MIGRATIONS, SCHEMA_VERSION
from coder.study.store.schema_check import require_own_schema
from coder.study.store.sqlite_errors import refusal
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.system_errors import said

APPLICATION_ID = 0x4459_4144  # "DYAD": `file study.db` can tell what it is


def connect(path: Path, *, key: bytes | None, create: bool = False) -> apsw.Connection:
    """Open the database and bring it to this version's schema, in one transaction.

    Where nothing can be written, it opens for reading (``connection.readonly("main")`` says so). Raises StudyError
    where the file is missing, damaged, altered, locked, or from a newer major version.
    """
    if create:
        # Made by us, so that it is its owner's alone; what SQLite makes beside it takes over who may read it.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE))
    elif not path.exists():
        raise StudyError(
            tr(
                "There is no study at {parent}: it has no {path}; check the path, or make one.",
                parent=path.parent,
                path=path.name,
            )
        )
    elif not is_plain_file(path):
        raise StudyError(
            tr("{path} is a link or no file at all, which no version of Dyad Mirror makes; check the path.", path=path)
        )
    db = None
    try:
        db = _opened(path)
        if key is not None:
            db.pragma("cipher", "chacha20")
            db.pragma("key", f"raw:{key.hex()}")
        db.set_busy_timeout(5_000)
        # Nothing in the file may run anything: functions in a view or an index that somebody put there.
        db.pragma("trusted_schema", 0)
        db.pragma("foreign_keys", 1)
        db.pragma("temp_store", "memory")
        version = _version(db, path)
        if db.readonly("main"):
            if version < SCHEMA_VERSION:
                raise StudyError(
                    tr(
                        "{path} was written by an older Dyad Mirror and lies where nothing can be written; copy the "
                        "study's folder to a disk that can be written, where it is brought up to date.",
                        path=path,
                    )
                )
            return db
        db.pragma("journal_mode", "wal")
        # FULL: a commit is on the disk before a decision is acknowledged.
        db.pragma("synchronous", "full")
        db.pragma("secure_delete", 1)
        _migrate(db, path)
    except apsw.NotADBError as error:
        _close(db)
        raise StudyError(
            tr(
                "{path} is damaged, or its keys.json is not the one it was made with; restore both from one backup.",
                path=path,
            )
        ) from error
    except (apsw.Error, MemoryError) as error:
        told = refusal(error, db, str(path))
        _close(db)
        raise told from error
    except BaseException:
        _close(db)
        raise
    return db


def _opened(path: Path) -> apsw.Connection:
    """Open for writing; for reading only where the medium, the folder or the file does not let anybody write."""
    if _writable(path):
        return apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_NOFOLLOW)
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise StudyError(
            tr(
                "{parent} was not closed before it came to lie where nothing can be written, and what was done last "
                "is beside it; copy the whole folder to a disk that can be written and open it there.",
                parent=path.parent,
            )
        )
    # Nobody can write there, so nobody does while we read; without a log there is nothing that needs a lock.
    where = f"{path.resolve().as_uri()}?immutable=1"
    return apsw.Connection(where, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)


def _writable(path: Path) -> bool:
    try:
        os.close(os.open(path, os.O_RDWR))
    except PermissionError:
        if not os.access(path, os.R_OK):
            raise StudyError(
                tr("{path} cannot be read: {said}.", path=path, said=said(PermissionError(13, "")))
            ) from None
        return False
    except OSError:
        return False
    return os.access(path.parent, os.W_OK)


def _version(db: apsw.Connection, path: Path) -> int:
    version = int(db.pragma("user_version"))
    if version > SCHEMA_VERSION:
        raise StudyError(
            tr(
                "{path} was written by a newer Dyad Mirror (its format is {version}, this one reads up to "
                "{schema_version}); update the app to open it.",
                path=path,
                version=version,
                schema_version=SCHEMA_VERSION,
            )
        )
    require_own_schema(db, version, str(path))
    return version


def _close(db: apsw.Connection | None) -> None:
    if db is not None:
        db.close()


def _migrate(db: apsw.Connection, path: Path) -> None:
    with db:
        # Asked again under the lock: another program may have done it meanwhile.
        version = _version(db, path)
        if version == SCHEMA_VERSION:
            return
        for number in range(version, SCHEMA_VERSION):
            for statement in MIGRATIONS[number]:
                db.execute(statement)
        db.pragma("user_version", SCHEMA_VERSION)
        db.pragma("application_id", APPLICATION_ID)
