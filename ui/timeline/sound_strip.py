"""The sound of a clip under the ruler: which part of its picture falls into which pixel column, at any zoom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from coder.media.sound_picture import (
    BAND_US,
    BANDS,
    CEILING_DB,
    FLOOR_DB,
    HIGHEST_HZ,
    LOWEST_HZ,
    WAVE_US,
    SoundPicture,
    band_edges_hz,
)
from coder.proposals.sound_doubts import DoubtedSound, DoubtOfSound
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from ui.timeline.time_scale import TimeScale

DOUBT_NAMES = {
    DoubtOfSound.OVERDRIVEN: tr("overdriven"),
    DoubtOfSound.HUM: tr("hum"),
    DoubtOfSound.TUNE: tr("tune"),
    DoubtOfSound.SEVERAL: tr("several"),
    DoubtOfSound.ABSENT: tr("no sound"),
}
"""What is drawn under the waveform, where there is room."""
_DOUBT_WORDS = {
    DoubtOfSound.OVERDRIVEN: tr("The sound is overdriven here: pitch and timbre are less sure."),
    DoubtOfSound.HUM: tr("Hum is heard here: its tone is nobody's voice."),
    DoubtOfSound.TUNE: tr("A tune is heard here: its tones are nobody's voice."),
    DoubtOfSound.SEVERAL: tr("Two tones are heard at once here: two voices, or one over music."),
    DoubtOfSound.ABSENT: tr(
        "The clip holds no sound here: nobody can be heard, which is not the same as nobody speaking."
    ),
}

_COARSER = 4
"""Each level of a pyramid holds this many steps of the one before: a column never gathers more than a few."""

_LEAST_PEAK = 4
"""Of 127: what is quieter than this over the whole clip is drawn as silence, not magnified to a wall."""


@dataclass(frozen=True, slots=True, eq=False)
class SoundStrip:
    """A picture of a sound with its coarser levels, made once; see :meth:`of`.

    Attributes
    ----------
    lows, highs, looks : tuples of arrays
        The outline and the bands, each level a quarter as long as the one before.
    peak : int
        What fills the height of the outline, of 127.
    dark, bright : int
        The levels that are drawn as nothing and as full, of 255.
    """

    lows: tuple[npt.NDArray[np.int8], ...]
    highs: tuple[npt.NDArray[np.int8], ...]
    looks: tuple[npt.NDArray[np.uint8], ...]
    peak: int
    dark: int
    bright: int
    doubts: tuple[DoubtedSound, ...] = ()
    """Where what was heard is trusted less."""

    @classmethod
    def of(cls, picture: SoundPicture) -> SoundStrip:
        """Make the coarser levels; costs a third of the picture's own memory."""
        lows, highs = _levels(picture.low, np.minimum), _levels(picture.high, np.maximum)
        extent = np.maximum(np.abs(picture.low.astype(np.int16)), np.abs(picture.high.astype(np.int16)))
        peak = int(np.percentile(extent, 99.9)) if len(extent) else 0
        heard = picture.bands[picture.bands > 0]
        dark, bright = (int(np.percentile(heard, share)) for share in (30, 99.8)) if len(heard) else (0, 255)
        return cls(
            lows=lows,
            highs=highs,
            looks=_levels(picture.bands, np.maximum),
            peak=max(peak, _LEAST_PEAK),
            dark=dark,
            bright=max(bright, dark + 40),
        )

    def wave_text(self) -> str:
        """The scale of the outline in words."""
        return wave_words(self.peak / 127)

    @staticmethod
    def bands_text() -> str:
        """The scale of the spectrogram in words."""
        return tr("{lowest_hz:.0f} Hz to {highest_hz:.0f} kHz", lowest_hz=LOWEST_HZ, highest_hz=HIGHEST_HZ / 1000)

    def outline(self, scale: TimeScale, width: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Least and greatest of each of ``width`` columns over the view, -1 to 1 of the height; NaN beside the clip."""
        per_px = scale.us_per_px * scale.width_px / width
        level = _level(per_px / WAVE_US, len(self.lows))
        step = WAVE_US * _COARSER**level
        low, high = self.lows[level], self.highs[level]
        starts, inside = _columns(scale.left_us, per_px, step, width, len(low))
        if not inside.any():
            return np.full(width, np.nan), np.full(width, np.nan)
        # Each column gathers up to where the next one begins; the last one a step.
        stop = min(int(starts[-1]) + max(round(per_px / step), 1), len(low))
        least = np.minimum.reduceat(low[:stop], starts).astype(np.float64)
        most = np.maximum.reduceat(high[:stop], starts).astype(np.float64)
        least[~inside] = most[~inside] = np.nan
        return np.clip(least / self.peak, -1, 1), np.clip(most / self.peak, -1, 1)

    def looked_at(self, scale: TimeScale, width: int) -> npt.NDArray[np.float64]:
        """Levels of each column over the view, (width, BANDS), 0 nothing to 1 full; 0 beside the clip."""
        per_px = scale.us_per_px * scale.width_px / width
        level = _level(per_px / BAND_US, len(self.looks))
        looks = self.looks[level]
        starts, inside = _columns(scale.left_us, per_px, BAND_US * _COARSER**level, width, len(looks))
        if not inside.any():
            return np.zeros((width, BANDS))
        shown = (looks[starts].astype(np.float64) - self.dark) / (self.bright - self.dark)
        shown[~inside] = 0
        return np.clip(shown, 0, 1)

    def said_at(self, us: int, *, band: int | None = None) -> str:
        """What is drawn at a time: the outline's height, or the level of a band, lowest first; and what is doubted."""
        doubts = {one.why for one in self.doubts if one.interval.onset_us <= us < one.interval.offset_us}
        return "\n".join([self._drawn_at(us, band), *(_DOUBT_WORDS[why] for why in sorted(doubts))])

    def _drawn_at(self, us: int, band: int | None) -> str:
        at = format_us(max(us, 0))
        if band is None:
            place = us // WAVE_US
            if not 0 <= place < len(self.lows[0]):
                return tr("Waveform: no sound here")
            height = max(-int(self.lows[0][place]), int(self.highs[0][place])) / 127
            return tr("Waveform: up to {height:.2f} of full scale at {at}", height=height, at=at)
        place = us // BAND_US
        if not 0 <= place < len(self.looks[0]):
            return tr("Spectrogram: no sound here")
        edges = band_edges_hz()
        held = min(max(band, 0), BANDS - 1)
        level = FLOOR_DB + int(self.looks[0][place, held]) / 255 * (CEILING_DB - FLOOR_DB)
        return tr(
            "Spectrogram: {level:.0f} dB of full scale between {edges:.0f} and {edges_2:.0f} Hz at {at}",
            level=level,
            edges=edges[held],
            edges_2=edges[held + 1],
            at=at,
        )


Steps = TypeVar("Steps", bound=np.generic)


def _levels(finest: npt.NDArray[Steps], fold: np.ufunc) -> tuple[npt.NDArray[Steps], ...]:
    levels = [finest]
    while len(levels[-1]) > 64 * _COARSER:
        starts = np.arange(0, len(levels[-1]), _COARSER)
        levels.append(fold.reduceat(levels[-1], starts, axis=0))
    return tuple(levels)


def _level(steps_per_px: float, count: int) -> int:
    """The coarsest level of which a column still holds at least one step."""
    level = 0
    while level + 1 < count and steps_per_px >= _COARSER ** (level + 1):
        level += 1
    return level


def _columns(
    left_us: float, per_px: float, step: int, width: int, count: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """The first step of each column, held to those there are, and whether the column lies on the clip at all."""
    first = np.floor((left_us + np.arange(width) * per_px) / step).astype(np.intp)
    inside = (first >= 0) & (first < count)
    return np.clip(first, 0, max(count - 1, 0)), inside


def wave_words(peak: float) -> str:
    """How far the outline of a sound reaches, of what can be stored at most (0 to 1)."""
    return tr("± {peak:.2g} of full scale", peak=peak)
