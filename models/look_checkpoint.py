"""What was looked at and heard so far, as numbers, in parts that outlive a stop or a crash: the next run goes on."""

from __future__ import annotations

import json
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.vocabulary.errors import Cancelled
from coder.vocabulary.language import tr
from models.hearing.heard_parts import BLOCK_S, HeardBlock, as_arrays, from_arrays, is_heard
from models.seeing.detections import BODY, FACE, PERSON, Look

EVERY_S = 5.0
"""Seconds of work that a crash may cost."""
AT_MOST = 500
"""Looks in one part."""
ROOM = 1 << 28
"""Bytes that a part may unpack to: many times what 500 looks at a crowd take."""
_OF = "of"
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, KeyError, TypeError, OSError, EOFError, AttributeError, IndexError),
    *(OverflowError, MemoryError, RuntimeError),  # the last holds what zip files ask for that is not there: passwords
)


class Checkpoint:
    """Looks and blocks of sound that an earlier run kept, and where this run keeps its own.

    Parameters
    ----------
    parts : iterable of bytes
        What earlier runs kept of the same clip, weights and settings, in order. Where a part cannot be read, is of
        another analysis, or does not follow in time, everything is looked at and heard again.
    keep : callable
        Is given each new part, in the calling thread.
    key : str
        What names the analysis: the clip's hash, weights and settings. It stands in every part, so that looks at
        another clip are not taken for looks at this one, wherever somebody put them.
    forget : callable, optional
        Called at once where parts cannot be read, before anything is kept.
    cancelled : callable, optional
        Asked before each part whether to stop; then Cancelled is raised.
    """

    def __init__(
        self,
        parts: Iterable[bytes],
        keep: Callable[[bytes], object],
        *,
        key: str = "",
        forget: Callable[[], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keep, self._forget, self._key, self._clock = keep, forget, key, clock
        self._new: list[Look] = []
        self._kept_at = clock()
        self._parts: list[bytes] = []
        self._heard: list[bytes] = []
        self._times: list[int] = []
        self._until_us = 0
        try:
            # Read here so that all is known to be whole, and again when it is gone on from: an hour's looks one by one
            # take many times the room of the parts.
            for part in parts:
                if cancelled():
                    raise Cancelled
                found = _read(part, key)
                if isinstance(found, HeardBlock):
                    if found.begin_s != len(self._heard) * BLOCK_S:
                        raise ValueError(tr("sound that does not follow"))
                    self._heard.append(part)
                    continue
                for look in found:
                    if self._times and look.pts_us <= self._times[-1]:
                        raise ValueError(tr("looks that do not follow one another"))
                    self._times.append(look.pts_us)
                self._parts.append(part)
            self._until_us = self._times[-1] if self._times else 0
        except ValueError:
            self._begin_anew()

    @property
    def held(self) -> int:
        """How many looks an earlier run kept."""
        return len(self._times)

    @property
    def until_us(self) -> int:
        """Until which moment of the clip looks are kept, in this run and earlier ones."""
        return self._until_us

    def going_on(self, pts_us: npt.NDArray[np.int64]) -> Iterator[Look]:
        """Return what was looked at, if it is the beginning of what is to be looked at; else begin anew.

        Nothing here holds the parts any longer.
        """
        if self._times != pts_us[: len(self._times)].tolist():
            self._begin_anew()
        parts, self._parts, self._times = self._parts, [], []
        return (look for part in _one_by_one(parts) for look in unpack(part, key=self._key))

    def heard(self) -> Iterator[HeardBlock]:
        """Return what was heard from the clip's beginning on; nothing here holds it any longer."""
        parts, self._heard = self._heard, []
        found = (_read(part, self._key) for part in _one_by_one(parts))
        return (block for block in found if isinstance(block, HeardBlock))

    def _begin_anew(self) -> None:
        self._parts, self._heard, self._times, self._until_us = [], [], [], 0
        if self._forget is not None:
            self._forget()

    def add(self, look: Look) -> None:
        """Take in the next look; a part is kept when it is time."""
        self._new.append(look)
        if len(self._new) >= AT_MOST or self._clock() - self._kept_at >= EVERY_S:
            self.flush()

    def add_heard(self, block: HeardBlock) -> None:
        """Keep the next block of sound."""
        said, arrays = as_arrays(block)
        self._keep(_packed({_OF: self._key, **said}, arrays))

    def flush(self) -> None:
        """Keep what is not kept yet."""
        new, self._new = self._new, []
        if new:
            self._until_us = new[-1].pts_us
            self._keep(pack(new, key=self._key))
        self._kept_at = self._clock()


def _one_by_one(parts: list[bytes]) -> Iterator[bytes]:
    """Each part, let go as the next one is asked for."""
    parts.reverse()
    while parts:
        yield parts.pop()


def pack(looks: Sequence[Look], *, key: str = "") -> bytes:
    """Looks as bytes: every field of :class:`Look`, arrays end to end with their lengths, without any picture."""
    said: dict[str, Any] = {_OF: key}
    arrays: dict[str, npt.NDArray[Any]] = {}
    for field in fields(Look):
        values = [getattr(look, field.name) for look in looks]
        if any(isinstance(value, np.ndarray) for value in values):
            there = [value for value in values if value is not None]
            arrays[field.name] = np.concatenate(there)
            arrays[f"{field.name}.length"] = np.array([-1 if v is None else len(v) for v in values], np.int64)
        else:
            said[field.name] = values
    return _packed(said, arrays)


def unpack(part: bytes, *, key: str = "") -> list[Look]:
    """Looks from bytes; raise ValueError where they are damaged, another version's or of another analysis."""
    found = _read(part, key)
    if isinstance(found, HeardBlock):
        raise ValueError(tr("no looks"))
    return found


def _packed(said: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> bytes:
    out = BytesIO()
    np.savez_compressed(out, allow_pickle=False, said=np.frombuffer(json.dumps(said).encode(), np.uint8), **arrays)
    return out.getvalue()


def _read(part: bytes, key: str) -> list[Look] | HeardBlock:
    """Return what a part holds; raise ValueError where it is damaged, another version's or of another analysis."""
    try:
        with zipfile.ZipFile(BytesIO(part)) as packed:
            if sum(one.file_size for one in packed.infolist()) > ROOM:
                raise ValueError(tr("larger than any looks"))
        with np.load(BytesIO(part), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        said = json.loads(arrays.pop("said").tobytes())
        if said.pop(_OF) != key:
            raise ValueError(tr("looks of another analysis"))
        if is_heard(said):
            return from_arrays(said, arrays)
        columns = {**said, **{name: _split(name, arrays) for name in arrays if "." not in name}}
        names = {field.name for field in fields(Look)}
        if set(columns) != names:
            raise ValueError(tr("fields of another version"))
        looks = [Look(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]
        return [_as_now(look) for look in looks]
    except _UNREADABLE as error:
        raise ValueError(tr("no looks")) from error


def _split(name: str, arrays: dict[str, npt.NDArray[Any]]) -> list[npt.NDArray[Any] | None]:
    lengths = arrays[f"{name}.length"]
    ends = np.cumsum(np.maximum(lengths, 0))
    if len(lengths) and ends[-1] != len(arrays[name]):
        raise ValueError(tr("rows are missing"))
    return [
        None if length < 0 else arrays[name][end - length : end].copy()
        for length, end in zip(lengths.tolist(), ends.tolist(), strict=True)
    ]


def _as_now(look: Look) -> Look:
    """The look, where its rows are what this version's are."""
    rows = (
        *((look.faces, FACE, 1), (look.bodies, BODY, 1), (look.arms, BODY, 1), (look.persons, PERSON, 1)),
        (look.colours, np.dtype(np.uint8), 3),
    )
    if any(some is not None and (some.dtype != kind or some.ndim != deep) for some, kind, deep in rows):
        raise ValueError(tr("rows of another version"))
    told = [look.pts_us, *look.runs.values()]
    if not all(type(number) is int for number in told) or type(look.camera_moved) is not bool:
        raise ValueError(tr("rows of another version"))
    return look
