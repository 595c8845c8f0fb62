"""The picture as it is shown: models look at it in square pixels, and what they found is said in the clip's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from coder.media import ClipInfo
from coder.vocabulary.people import Person
from coder.vocabulary.signals import SignalTrack

NARROWEST, WIDEST = Fraction(1, 3), Fraction(3)
"""Width over height of a pixel, as cameras and discs have it at the most: what lies beyond is an error in the file."""
NEARLY_SQUARE = 0.02
"""From square by less than this: an encoder's rounding, not worth another picture."""


@dataclass(frozen=True, slots=True)
class SquarePixels:
    """How large a clip's upright picture is where every pixel is a square, and the way back.

    Camcorders store 1440 columns and show them as 1920, and tapes 720 as 1024. Stored, people are thinner than they
    are: heads turn by other angles, and arms are longer upward than sideways.
    """

    width: int
    height: int
    stretch: float
    """Columns shown for each that is stored."""

    @classmethod
    def of(cls, info: ClipInfo) -> SquarePixels:
        """Return how a clip is to be looked at; its lines stay as they are."""
        aspect = info.sample_aspect
        if not NARROWEST <= aspect <= WIDEST or abs(aspect - 1) < NEARLY_SQUARE:
            return cls(info.width, info.height, 1.0)
        width = max(1, round(info.width * aspect))
        return cls(width, info.height, width / info.width)

    def stored_people(self, people: Sequence[Person]) -> tuple[Person, ...]:
        """Return people with their boxes in stored pixels."""
        return tuple(replace(one, median_box=self._stored_box(one.median_box)) for one in people)

    def stored_tracks(self, tracks: Sequence[SignalTrack]) -> tuple[SignalTrack, ...]:
        """Return signals with what lies across the picture in stored pixels."""
        if self.stretch == 1:
            return tuple(tracks)
        across = np.float32(1 / self.stretch)
        return tuple(
            replace(one, value=one.value * across) if one.unit == "px" and not one.name.endswith("_y") else one
            for one in tracks
        )

    def _stored_box(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        x, y, width, height = box
        return x / self.stretch, y, width / self.stretch, height
