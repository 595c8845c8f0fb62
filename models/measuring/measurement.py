"""A measured quantity over the looks: values, validity, and which models it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from coder.vocabulary.signals import SIGNALS, SignalTrack

Values: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sources:
    """``id@version`` of the models of an analysis, by what they see."""

    faces: str
    mesh: str
    iris: str
    bodies: str
    smile: str
    direction: str
    persons: str

    def named(self, uses: tuple[str, ...]) -> str:
        """The models of a signal, joined by "+"."""
        return "+".join(getattr(self, use) for use in uses)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Values (looks,), NaN where nothing was measured; validity (looks,), 0 to 1; the models used."""

    value: Values
    validity: Values
    uses: tuple[str, ...]


def to_tracks(
    measured: Mapping[str, Measured], *, person: str, pts_us: npt.NDArray[np.int64], sources: Sources
) -> list[SignalTrack]:
    """Signals as the project keeps them; what has no value has no validity."""
    return [
        SignalTrack(
            name=name,
            unit=SIGNALS[name][0],
            person=person,
            pts_us=pts_us,
            value=one.value.astype(np.float32),
            validity=np.where(np.isfinite(one.value), np.clip(one.validity, 0, 1), 0).astype(np.float32),
            model=sources.named(one.uses),
        )
        for name, one in measured.items()
    ]


def ramp(value: Values, low: float | Values, high: float | Values) -> Values:
    """0 up to ``low``, 1 from ``high``, straight between; falls instead where ``high`` is the smaller."""
    share: Values = np.clip((value - low) / (high - low), 0.0, 1.0)
    return share


def bridged(
    value: Values, pts_us: npt.NDArray[np.int64], gap_us: int, *, at_ends: bool = False
) -> tuple[Values, Flags]:
    """Fill gaps of up to ``gap_us`` between two looks on a straight line.

    Returns
    -------
    filled : float64 array (looks,)
    made : bool array (looks,)
        Where a value was made up. With ``at_ends``, the nearest value also fills up to ``gap_us`` before the first
        and after the last.
    """
    known = np.flatnonzero(np.isfinite(value))
    made = np.zeros(len(value), np.bool_)
    if len(known) == 0:
        return value.copy(), made
    after = np.searchsorted(known, np.arange(len(value)))
    left, right = known[np.clip(after - 1, 0, None)], known[np.clip(after, None, len(known) - 1)]
    inside = (after > 0) & (after < len(known))
    near = np.where(inside, pts_us[right] - pts_us[left], np.abs(pts_us - pts_us[np.where(after > 0, left, right)]))
    made = ~np.isfinite(value) & (near <= gap_us) & (inside | at_ends)
    filled = value.copy()
    filled[made] = np.interp(pts_us[made], pts_us[known], value[known])
    return filled, made
