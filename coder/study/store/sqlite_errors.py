"""Says what SQLite's refusals mean. Only real damage is called damage and sent to a backup."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.system_errors import said

_DAMAGE = ("BADKEY", "CODEC", "CORRUPTFS", "DATA", "SHORT_READ")
_LOCKS = ("LOCK", "RDLOCK", "UNLOCK", "CHECKRESERVEDLOCK", "SHMLOCK", "SHMMAP", "SHMOPEN", "SHMSIZE", "BLOCKED")


def refusal(error: apsw.Error | MemoryError, db: apsw.Connection | None, what: str) -> StudyError:
    """Return the sentence for an error; ``what`` is what could not be done, as "The study"."""
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return StudyError(tr("{what} is in use by another program; close it there and try again.", what=what))
    if isinstance(error, apsw.FullError):
        return StudyError(tr("The disk is full, so nothing of this was kept; make room and try again."))
    if isinstance(error, apsw.NoMemError | MemoryError) or _kind(error) == "NOMEM":
        return StudyError(tr("{what} cannot be used: {said}.", what=what, said=said(OSError(errno.ENOMEM, ""))))
    if isinstance(error, apsw.ReadOnlyError):
        return StudyError(
            tr(
                "{what} lies where nothing can be written, so it can only be read; copy its folder to a disk that "
                "can be "
                "written to change something.",
                what=what,
            )
        )
    if isinstance(error, apsw.CantOpenError | apsw.PermissionsError | apsw.ProtocolError | apsw.AuthError):
        return StudyError(
            tr("{what} cannot be opened: {said}.", what=what, said=said(OSError(_errno(db) or errno.EACCES, "")))
        )
    if isinstance(error, apsw.IOError) and _kind(error) not in _DAMAGE:
        if _kind(error) in _LOCKS and _errno(db) not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
            return StudyError(tr("{what} cannot be used: {said}.", what=what, said=said(OSError(errno.ENOLCK, ""))))
        return StudyError(
            tr("{what} cannot be used: {said}.", what=what, said=said(OSError(_errno(db) or errno.EIO, "")))
        )
    return StudyError(
        tr(
            "{what} is damaged or has been altered ({error}); close it and restore it from a backup.",
            what=what,
            error=error,
        )
    )


@contextmanager
def in_words(db: apsw.Connection, what: str) -> Iterator[None]:
    """Turn whatever SQLite refuses into its sentence."""
    try:
        yield
    except (apsw.ConstraintError, apsw.BindingsError, apsw.SQLError):
        raise  # a mistake of ours or a row that does not fit: whoever asked knows more of it
    except (apsw.Error, MemoryError) as error:
        raise refusal(error, db, what) from error


def _kind(error: BaseException) -> str:
    """The extended code of an error of input or output, such as "SHMOPEN"."""
    code = getattr(error, "extendedresult", 0)
    name = str(apsw.mapping_extended_result_codes.get(code, ""))
    return name.removeprefix("SQLITE_IOERR_") if name.startswith("SQLITE_IOERR_") else ""


def _errno(db: apsw.Connection | None) -> int:
    try:
        return int(db.system_errno) if db is not None else 0
    except apsw.ConnectionClosedError:
        return 0
