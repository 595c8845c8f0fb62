"""A measured signal under the tiers: the machine's measurement, thin, with gaps where it could not see."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from coder.vocabulary.language import tr
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import format_us
from ui.timeline.time_scale import TimeScale

_UNITS = {"db": "dB", "hz": tr("Hz"), "ratio": "", "bool": ""}

LONGEST_STEP = 2.5
"""Samples further apart than this many usual steps are not joined: nobody looked in between."""


@dataclass(frozen=True, slots=True, eq=False)
class SignalStrip:
    """One signal as it is drawn.

    Attributes
    ----------
    id, label, unit : str
    times_us : int64 array (n,)
        Strictly increasing.
    values : float array (n,)
    valid : bool array (n,)
        False where nothing is drawn.
    axis : (float, float) or None
        What lies at the bottom and the top of the strip; None: the least and the greatest that was measured.
    """

    id: str
    label: str
    unit: str
    times_us: npt.NDArray[np.int64]
    values: npt.NDArray[np.float32]
    valid: npt.NDArray[np.bool_]
    axis: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not len(self.times_us) == len(self.values) == len(self.valid):
            raise ValueError(tr("strip {id!r}: times, values and validity differ in length", id=self.id))

    @classmethod
    def of_track(cls, track: SignalTrack, *, label: str, axis: tuple[float, float] | None = None) -> SignalStrip:
        """Show a track; its id is the person and the name of the signal."""
        return cls(f"{track.person}/{track.name}", label, track.unit, track.pts_us, track.value, track.valid, axis)

    @property
    def unit_text(self) -> str:
        """The unit as people write it; "" for a share."""
        return _UNITS.get(self.unit, self.unit.replace("_", " "))

    def range(self) -> tuple[float, float] | None:
        """Bottom and top of the axis, or None where nothing was measured."""
        shown = self.values[self.valid]
        if len(shown) and self.axis is not None:
            return self.axis
        return (float(shown.min()), float(shown.max())) if len(shown) else None

    def said_at(self, us: int) -> str:
        """What was measured at a time, by the sample nearest to it."""
        if not len(self.times_us):
            return tr("{label}: nothing measured", label=self.label)
        after = int(np.searchsorted(self.times_us, us))
        near = [i for i in (after - 1, after) if 0 <= i < len(self.times_us)]
        nearest = min(near, key=lambda i: abs(int(self.times_us[i]) - us))
        if not self.valid[nearest]:
            return tr("{label}: not observable here", label=self.label)
        unit = f" {self.unit_text}" if self.unit_text else ""
        return tr(
            "{label}: {values:.3g}{unit} at {time}",
            label=self.label,
            values=self.values[nearest],
            unit=unit,
            time=format_us(int(self.times_us[nearest])),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A stretch without a gap: float arrays (m,) of pixels from the left, and of heights from 0 to 1."""

    x: npt.NDArray[np.float64]
    height: npt.NDArray[np.float64]


def lines(strip: SignalStrip, scale: TimeScale) -> list[Line]:
    """The lines of the visible part, with no more than two points per pixel column each."""
    span = strip.range()
    if span is None:
        return []
    first = max(int(np.searchsorted(strip.times_us, floor(scale.left_us))) - 1, 0)
    stop = int(np.searchsorted(strip.times_us, ceil(scale.right_us))) + 1
    times, shown = strip.times_us[first:stop], np.flatnonzero(strip.valid[first:stop])
    if not len(shown):
        return []
    usual = float(np.median(np.diff(strip.times_us))) if len(strip.times_us) > 1 else 0.0
    joined = (np.diff(shown) == 1) & (np.diff(times[shown]) <= LONGEST_STEP * usual)
    run = np.concatenate(([0], np.cumsum(~joined)))

    low, high = span
    x: npt.NDArray[np.float64] = np.asarray((times[shown] - scale.left_us) / scale.us_per_px, dtype=np.float64)
    value = strip.values[first:stop][shown].astype(np.float64)
    height = (value - low) / (high - low) if high > low else np.full(len(value), 0.5)
    height = np.clip(height, 0.0, 1.0)
    if len(shown) > 2 * scale.width_px:
        x, height, run = _per_column(x, height, run)
    cuts = np.flatnonzero(np.diff(run)) + 1
    return [Line(*pair) for pair in zip(np.split(x, cuts), np.split(height, cuts), strict=True)]


def _per_column(
    x: npt.NDArray[np.float64], height: npt.NDArray[np.float64], run: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Least and greatest height of each column of each run: no peak is lost however far one zooms out."""
    column = np.floor(x)
    starts = np.concatenate(([0], np.flatnonzero((np.diff(column) != 0) | (np.diff(run) != 0)) + 1))
    ends = np.column_stack((np.minimum.reduceat(height, starts), np.maximum.reduceat(height, starts)))
    return np.repeat(column[starts] + 0.5, 2), ends.reshape(-1), np.repeat(run[starts], 2)
