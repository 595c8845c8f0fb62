"""FrameIndex: every frame of a clip by its number and its true time, frozen, small enough to keep in a study."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS

NO_TICK = int(np.iinfo(np.int64).min)
_MAGIC = b"DMFI1\n"


@dataclass(frozen=True, slots=True, eq=False)
class FrameIndex:
    """Every frame that a plain decode of the clip yields, in the order it yields them.

    Attributes
    ----------
    ticks : int64 array (n,)
        Presentation time stamps as stored, in ``time_base`` units.
    dts : int64 array (n,)
        Decoding time stamp of each frame's packet, ``NO_TICK`` where there is none: what a seek aims at.
    entry : bool array (n,)
        Whether decoding may begin at this frame and give the same picture of it and of every later frame.
    time_base : Fraction
        Seconds per tick.
    last_ticks : int
        How long the last frame is shown, in ticks.
    by : str
        ``packets`` where the container's own stamps were enough, ``decoding`` where every frame had to be decoded.
    counted : bool
        True where stamps do not tell frames apart, so that a frame is known only by counting from the first.
    notes : tuple of str
        What a person should know about the clip, a sentence each.
    """

    ticks: npt.NDArray[np.int64]
    dts: npt.NDArray[np.int64]
    entry: npt.NDArray[np.bool_]
    time_base: Fraction
    last_ticks: int
    by: str
    counted: bool = False
    notes: tuple[str, ...] = ()
    pts_us: npt.NDArray[np.int64] = field(init=False)
    """int64 array (n,): microseconds from the first frame, which is 0; never decreasing."""
    end_us: int = field(init=False)
    """Where the last frame ends: the clip's duration in microseconds."""
    key_frames: npt.NDArray[np.int64] = field(init=False)
    """int64 array: numbers of the frames where decoding may begin; the first frame is always one."""

    def __post_init__(self) -> None:
        if len(self.ticks) == 0:
            raise ValueError(tr("an index needs at least one frame"))
        pts = np.maximum.accumulate(_ticks_to_us(self.ticks - self.ticks[0], self.time_base))
        for array in (self.ticks, self.dts, self.entry, pts):
            array.setflags(write=False)
        object.__setattr__(self, "pts_us", pts)
        span = int(self.ticks.max() - self.ticks[0]) + max(self.last_ticks, 0)
        end = int(_ticks_to_us(np.array([span], dtype=np.int64), self.time_base)[0])
        object.__setattr__(self, "end_us", max(end, int(pts[-1]) + 1))
        entry = self.entry.copy()
        entry[0] = True
        object.__setattr__(self, "key_frames", np.flatnonzero(entry))

    def __len__(self) -> int:
        return len(self.ticks)

    @property
    def variable(self) -> bool:
        """Whether the gaps between frames differ by more than the rounding of the container's stamps."""
        gaps = np.diff(self.ticks)
        return len(gaps) > 1 and int(gaps.max() - gaps.min()) > max(1, round(0.02 * float(np.median(gaps))))

    @property
    def moments_us(self) -> npt.NDArray[np.int64]:
        """The times of the frames, each once: in odd clips two frames share one."""
        return self.pts_us[np.diff(self.pts_us, prepend=np.int64(-1)) > 0]

    def at(self, t_us: int) -> int:
        """Number of the frame that is showing at ``t_us``; the first before the clip, the last after it."""
        return max(0, int(np.searchsorted(self.pts_us, t_us, side="right")) - 1)

    def nearest(self, t_us: int) -> int:
        """Number of the frame that begins nearest to ``t_us``; the earlier of two equally near."""
        before = self.at(t_us)
        after = min(before + 1, len(self) - 1)
        return before if t_us - int(self.pts_us[before]) <= int(self.pts_us[after]) - t_us else after

    def interval_us(self, n: int) -> int:
        """How long frame ``n`` is shown, in microseconds."""
        n = range(len(self))[n]
        end = int(self.pts_us[n + 1]) if n + 1 < len(self) else self.end_us
        return end - int(self.pts_us[n])

    def to_bytes(self) -> bytes:
        """Pack for keeping: a few bytes per frame."""
        head = {
            "n": len(self),
            "time_base": [self.time_base.numerator, self.time_base.denominator],
            "last_ticks": self.last_ticks,
            "by": self.by,
            "counted": self.counted,
            "notes": list(self.notes),
        }
        arrays = (
            b"".join(np.diff(a, prepend=np.int64(0)).astype("<i8").tobytes() for a in (self.ticks, self.dts))
            + np.packbits(self.entry).tobytes()
        )
        return _MAGIC + zlib.compress(json.dumps(head).encode() + b"\n" + arrays, 6)

    @classmethod
    def from_bytes(cls, data: bytes) -> FrameIndex:
        """Unpack what :meth:`to_bytes` packed.

        Raises
        ------
        ValueError
            The bytes are no index, or one of another version.
        """
        if not data.startswith(_MAGIC):
            raise ValueError(tr("not a frame index of this version"))
        try:
            line, body = zlib.decompress(data[len(_MAGIC) :]).split(b"\n", 1)
            head = json.loads(line)
            n = int(head["n"])
            ticks = np.cumsum(np.frombuffer(body, "<i8", n), dtype=np.int64)
            dts = np.cumsum(np.frombuffer(body, "<i8", n, 8 * n), dtype=np.int64)
            entry = np.unpackbits(np.frombuffer(body, np.uint8, -1, 16 * n), count=n).astype(bool)
            return cls(
                ticks=ticks,
                dts=dts,
                entry=entry,
                time_base=Fraction(*head["time_base"]),
                last_ticks=int(head["last_ticks"]),
                by=str(head["by"]),
                counted=bool(head["counted"]),
                notes=tuple(head["notes"]),
            )
        except (zlib.error, KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(tr("a damaged frame index: {error}", error=error)) from error


def _ticks_to_us(ticks: npt.NDArray[np.int64], time_base: Fraction) -> npt.NDArray[np.int64]:
    """Vectorised :func:`coder.vocabulary.time.ticks_to_us`: exact integers, rounded half up."""
    num, den = time_base.numerator * MICROS, time_base.denominator
    whole, rest = np.divmod(ticks, den)
    # Split so that no product leaves 64 bits: rest < den, and whole is seconds times the numerator.
    micros: npt.NDArray[np.int64] = whole * num + (2 * rest * num + den) // (2 * den)
    return micros


def even_index(frames: int, rate: Fraction) -> FrameIndex:
    """Index of a recording whose clip is not at hand: that many frames at an even rate (frames per second)."""
    return FrameIndex(
        ticks=np.arange(frames, dtype=np.int64),
        dts=np.full(frames, NO_TICK, dtype=np.int64),
        entry=np.zeros(frames, dtype=np.bool_),
        time_base=1 / rate,
        last_ticks=1,
        by="packets",
    )
