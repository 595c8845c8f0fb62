"""Where one clip lies on another's clock, proposed from what both heard: GCC-PHAT over the envelopes of their sound.

Knapp & Carter (1976), The generalized correlation method for estimation of time delay. Envelopes, and not samples:
two cameras in a room hear other echoes and other gains, yet loud and quiet at the same moments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from coder.media.audio import RATE, AudioReader
from coder.vocabulary.camera import SAME_PPB, CameraClock
from coder.vocabulary.errors import ClipError
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS

HZ = 200
"""Values of an envelope in a second."""
_HOP = RATE // HZ
_SMOOTH_S = 2.0
"""Over so long a time loudness is levelled: what a camera's own gain does is no event of the room."""
_READ_S = 10
_BANDS = ((150, 500), (500, 1_200), (1_200, 2_600), (2_600, 6_000))
"""Bands in Hz: noise rarely fills all of them as loudly as a voice or a clap does."""
_WHITEN = 0.7
"""1 is GCC-PHAT as published; below it frequencies that carry next to nothing weigh less."""
_APART_S = 0.3
"""Nearer than this to the peak, a second peak is the same one."""
CLEAR = 1.6
"""From this many times the next highest peak on, the proposal is told as one; below, sound does not say."""
LEAST_COMMON_S = 2.0
"""What two clips must have in common before a peak means anything."""
DRIFT_FROM_S = 240.0
_DRIFT_WINDOW_S = 40.0
_DRIFT_SEARCH_S = 4.0
_LEAST_WINDOWS, _MOST_WINDOWS = 4, 12
"""Stretches that are compared for the rate: a line through two has nothing left over to say how sure it is."""
_LEAST_SHARE = 0.5
"""The stretches that tell must lie over so much of what both heard."""
_GRID_US = MICROS / HZ / 12**0.5
"""Nothing on an envelope's grid is told more closely than this: the standard deviation of what rounding takes away."""
_SURE = 0.975
"""The upper end of a 95 % interval."""
_LEAST_DRIFT_US = 12_000
"""Less than this between beginning and end is what two envelopes cannot tell."""

Envelope = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ProposedClock:
    """What sound proposes.

    Attributes
    ----------
    clock : CameraClock
        Where the second clip lies on the first one's clock.
    clearness : float
        How many times higher the peak is than the next one; from ``CLEAR`` on it stands out.
    common_us : int
        For how long both clips heard the room.
    speed_within : float or None
        The 95 % interval of the rate is this much either way, also where the rate is told as the same; None where too
        little was heard by both to ask how fast the clock runs.
    """

    clock: CameraClock
    clearness: float
    common_us: int
    speed_within: float | None = None

    @property
    def clear(self) -> bool:
        """Whether the peak stands out, so that it is worth a look."""
        return self.clearness >= CLEAR

    @property
    def words(self) -> str:
        """Where it lies, and how sure its rate is."""
        if self.speed_within is None:
            return self.clock.words
        return tr("{lies}, rate ± {within:.6f} (95 %)", lies=self.clock.words, within=self.speed_within)


def envelope_of(reader: AudioReader, end_us: int, *, step: Callable[[float], None] | None = None) -> Envelope:
    """Read a clip's sound through and return how loud each band is, levelled.

    Parameters
    ----------
    reader : AudioReader
    end_us : int
        Where the clip ends.
    step : callable, optional
        Told the share that is read; may raise to end it.

    Returns
    -------
    float32 array (n, bands)
        At ``HZ`` values a second from the clip's first frame.

    Raises
    ------
    ClipError
        The clip has no sound.
    """
    if not reader.has_sound:
        raise ClipError(
            tr("One of the two clips has no sound, so sound proposes nothing; mark the same moment in each.")
        )
    total = max(end_us * HZ // MICROS, 1)
    pieces = []
    for first in range(0, total, _READ_S * HZ):
        count = min(_READ_S * HZ, total - first)
        samples = reader.read(first * MICROS // HZ, count * _HOP).mean(axis=1)
        pieces.append(_bands(samples.reshape(count, _HOP)))
        if step is not None:
            step(min(1.0, (first + count) / total))
    return _levelled(np.concatenate(pieces))


def propose_clock(first: Envelope, second: Envelope) -> ProposedClock:
    """Return where the second clip lies on the first one's clock.

    Where they have some minutes in common, stretches from beginning to end are compared as well, which gives the rate
    and how sure it is.

    Raises
    ------
    ClipError
        A clip is shorter than any moment they could share.
    """
    if min(len(first), len(second)) < LEAST_COMMON_S * HZ:
        raise ClipError(tr("One of the two clips is too short for its sound to tell; mark the same moment in each."))
    lag, clearness = _peak(first, second, lambda lags: _common(lags, len(first), len(second)) >= LEAST_COMMON_S * HZ)
    common = float(_common(np.array([lag]), len(first), len(second))[0])
    clock, within = CameraClock(round(lag * MICROS / HZ)), None
    if common >= DRIFT_FROM_S * HZ:
        marks = _same_moments(first, second, round(lag))
        if marks:
            clock, within = _line_through(marks)
    return ProposedClock(clock, clearness, round(common * MICROS / HZ), within)


def _same_moments(first: Envelope, second: Envelope, lag: int) -> list[tuple[float, float]]:
    """Compare stretches from the beginning to the end of what both heard.

    Returns
    -------
    list of (float, float)
        Each stretch's middle on the first clip's clock and on the second's, in microseconds, but for those in which no
        place stands out; nothing at all where too few are left to tell a rate, or they lie close together.
    """
    begin, end = max(0, lag), min(len(first), lag + len(second))
    search = round(_DRIFT_SEARCH_S * HZ)
    window, room = round(_DRIFT_WINDOW_S * HZ), end - begin - 2 * search
    starts = np.linspace(begin + search, end - window - search, min(room // window, _MOST_WINDOWS)).astype(int)
    marks = []
    for at in starts.tolist():
        here = first[at : at + window]
        from_there = max(0, at - lag - search)
        there = second[from_there : at - lag + window + search]
        found, clearness = _peak(here, there, partial(_near, about=from_there + lag - at, within=search))
        if clearness >= CLEAR:
            middle = (at + window / 2) * MICROS / HZ
            marks.append((middle, middle - (at - from_there + found) * MICROS / HZ))
    if len(marks) < _LEAST_WINDOWS or marks[-1][0] - marks[0][0] < _LEAST_SHARE * (end - begin) * MICROS / HZ:
        return []
    return marks


def _line_through(marks: list[tuple[float, float]]) -> tuple[CameraClock, float]:
    """Return the clock on which moments are the same, and half of the 95 % interval of its rate.

    The least-squares line and the standard error of its slope, with Student's t for n - 2 (Draper & Smith 1998, Applied
    Regression Analysis, 3rd ed., section 1.4). What is left over is taken as no less than the envelopes' grid.
    """
    from scipy.special import stdtrit  # a window has not to wait for it

    here, there = np.array(marks).T
    apart = here - here.mean()
    late = there - here  # by how much the second clock is ahead: its slope is the rate less one, without lost digits
    slope = float(apart @ late / (apart @ apart))
    left_over = late - late.mean() - slope * apart
    spread = max(float(left_over @ left_over / (len(marks) - 2)) ** 0.5, _GRID_US)
    within = float(stdtrit(len(marks) - 2, _SURE)) * spread / float(apart @ apart) ** 0.5
    drift = slope * (here[-1] - here[0])
    if abs(slope) <= within or abs(drift) < _LEAST_DRIFT_US:
        return CameraClock(round(-float(late.mean()))), within
    rate = 1 + slope
    return CameraClock(round(float(here.mean() - there.mean() / rate)), round(rate * SAME_PPB)), within


def _peak(
    first: Envelope, second: Envelope, allowed: Callable[[npt.NDArray[np.int64]], npt.NDArray[np.bool_]]
) -> tuple[float, float]:
    """Return by how many values the second begins after the first, to a part of one, and how clear the peak is."""
    from scipy.fft import irfft, next_fast_len, rfft  # a window has not to wait for it

    size = next_fast_len(len(first) + len(second), real=True)
    cross = np.zeros(size // 2 + 1, dtype=np.complex128)
    for band in range(first.shape[1]):
        product = rfft(first[:, band], size) * np.conj(rfft(second[:, band], size))
        cross += product / np.maximum(np.abs(product), 1e-12) ** _WHITEN
    heights = irfft(cross, size)
    lags = np.arange(size, dtype=np.int64)
    lags[lags >= len(first)] -= size
    heights = np.where(allowed(lags) & (lags > -len(second)), heights, 0.0)
    at = int(np.argmax(heights))
    height = float(heights[at])
    apart = np.abs(lags - lags[at]) > _APART_S * HZ
    rest = float(np.max(heights[apart], initial=0.0))
    around = [float(heights[(at + step) % size]) for step in (-1, 0, 1)]
    curve = around[0] - 2 * around[1] + around[2]
    part = 0.5 * (around[0] - around[2]) / curve if curve < 0 else 0.0
    return float(lags[at]) + max(-0.5, min(0.5, part)), height / rest if rest > 0 else (CLEAR if height > 0 else 0.0)


def _near(lags: npt.NDArray[np.int64], *, about: int, within: int) -> npt.NDArray[np.bool_]:
    return np.abs(lags - about) <= within


def _common(lags: npt.NDArray[np.generic], first: int, second: int) -> npt.NDArray[np.float64]:
    """For how many values both heard the room, at each lag."""
    at = lags.astype(np.float64)
    return np.minimum(float(first), at + second) - np.maximum(0.0, at)


def _bands(blocks: npt.NDArray[np.float32]) -> Envelope:
    """Return the energy of each block in each band, as a logarithm."""
    power = np.abs(np.fft.rfft(blocks * np.hanning(blocks.shape[1]).astype(np.float32), axis=1)) ** 2
    hz = np.fft.rfftfreq(blocks.shape[1], 1 / RATE)
    found = [power[:, (hz >= low) & (hz < high)].sum(axis=1) for low, high in _BANDS]
    return np.log(np.stack(found, axis=1) + 1e-7).astype(np.float32)


def _levelled(loud: Envelope) -> Envelope:
    """Take away the slow changes, and bring every band to the same spread."""
    width = min(round(_SMOOTH_S * HZ), len(loud))
    padded = np.pad(loud.astype(np.float64), ((width // 2, width - width // 2), (0, 0)), mode="reflect")
    sums = np.cumsum(padded, axis=0)
    slow = (sums[width:] - sums[:-width])[: len(loud)] / width
    fast = loud - slow
    spread = fast.std(axis=0)
    return (fast / np.where(spread > 0, spread, 1.0)).astype(np.float32)
