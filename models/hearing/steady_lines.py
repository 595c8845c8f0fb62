"""Tones that stand still while everything else comes and goes: mains hum, fans, fridges, whining chargers.

They are taken out before anything is measured, for a tone that never ends is nobody's and colours every voice over it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from models.hearing.frames import HOP, RATE, WINDOW, Samples, Track

_SIZE, _STEP = 4096, 1024
"""Samples of one spectrum, 256 ms (a line is told from the next 4 Hz away), and from one to the next."""
_BIN_HZ = RATE / _SIZE
_LOWEST_HZ, _SLOPE = 45.0, 4
"""Below is rumble, and no voice: 6 dB an octave for each of the slope's orders. Deep men speak near 70 Hz."""
_PERCENT = 30.0
"""A line is there in all but so many hundredths of the spectra; no voice stays at one tone for so long."""
_STANDS_OUT = 4.0
"""It is so many times (12 dB) larger than what lies beside it, in the median of _BESIDE bins to either side."""
_BESIDE = 20
_LEAST_SPECTRA = 60
"""In less than four seconds of sound nothing can be called steady."""
_MOST_LINES = 64
_REACH = 3
"""Bins to either side of a line that a Hann window spreads it over."""
_HALF = 12
"""Spectra to either side, 0.8 s, whose median is the line: what a voice adds for less than half of them is left out."""
_COHERENT = 0.5
"""Where the median keeps less than this of its size, it turns and is no line: noise, a note that is struck again."""
_FAR = 8
"""Spectra over which a line's turning is measured once it is known roughly."""
_BEYOND = _SIZE // _STEP
"""Spectra to either side that reach past the ends."""
_NOTHING = 1e-5
FAINTEST_DB = -120.0

Spectra = npt.NDArray[np.complex64]


def without_lines(samples: Samples, go_on: Callable[[], None] = lambda: None) -> tuple[Samples, Samples]:
    """Take rumble and steady tones out of a piece of sound.

    Parameters
    ----------
    samples : float32 array (m,)
        At 16 kHz.
    go_on : callable, optional
        Called between the steps; what it raises ends the work.

    Returns
    -------
    tuple of float32 array (m,)
        What is left, and the steady tones that were taken out.

    Notes
    -----
    Each line is turned back to rest, and its running median over 1.6 s, real and imaginary part alone, is what is taken
    out. A notch would ring on voices that pass through it, before they begin as well; the median does not, and follows
    a motor that starts and stops.
    """
    go_on()
    sounding = np.flatnonzero(np.abs(samples) > _NOTHING)
    steady = np.zeros_like(samples)
    if len(sounding) >= _LEAST_SPECTRA * _STEP:
        # A track that begins or ends here cuts its lines off: they are followed to its ends, and no further.
        within = slice(int(sounding[0]), int(sounding[-1]) + 1)
        steady[within] = _steady_sound(samples[within], go_on)
    go_on()
    heard = _without_rumble(samples - steady)
    return heard, _without_rumble(steady) if steady.any() else steady


def loudness(samples: Samples, n: int) -> Track:
    """Level of each of ``n`` frames, dB of full scale, as :func:`models.hearing.frames.measure` gives it."""
    squares = np.concatenate([np.zeros(WINDOW // 2), np.square(samples, dtype=np.float64), np.zeros(WINDOW)])
    total = np.concatenate([[0.0], np.cumsum(squares)])
    first = np.arange(n) * HOP
    power = (total[first + WINDOW] - total[first]) / WINDOW
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (FAINTEST_DB / 10))), np.float32)


def _without_rumble(samples: Samples) -> Samples:
    """A high-pass that moves nothing in time: Butterworth's gain, no phase; a second of silence parts the ends."""
    size = -(-(len(samples) + RATE) // _SIZE) * _SIZE
    spectrum = np.fft.rfft(samples, size)
    hz = np.fft.rfftfreq(size, 1 / RATE)
    gain = 1 / np.sqrt(1 + (_LOWEST_HZ / np.maximum(hz, 1e-3)) ** (2 * _SLOPE))
    return np.fft.irfft(spectrum * gain, size)[: len(samples)].astype(np.float32)


def _steady_sound(samples: Samples, go_on: Callable[[], None]) -> Samples:
    spectra = _spectra(samples)
    go_on()
    found = _lines(spectra)
    return _sound(_steady(spectra, found, go_on), len(samples)) if len(found) else np.zeros_like(samples)


def _spectra(samples: Samples) -> Spectra:
    windows = np.lib.stride_tricks.sliding_window_view(samples, _SIZE)[::_STEP]
    return np.fft.rfft(windows * _hann(), axis=1).astype(np.complex64)


def _sound(spectra: Spectra, n: int) -> Samples:
    """The sound of spectra that begin :data:`_BEYOND` before its first sample, each window laid over the next."""
    out = np.zeros((len(spectra) + _SIZE // _STEP) * _STEP, np.float32)
    for place, piece in enumerate(np.fft.irfft(spectra, _SIZE, axis=1).astype(np.float32)):
        out[place * _STEP : place * _STEP + _SIZE] += piece
    first = _BEYOND * _STEP
    return out[first : first + n] * np.float32(2 * _STEP / _SIZE)


def _hann() -> Samples:
    return np.hanning(_SIZE + 1)[:-1].astype(np.float32)


def _lines(spectra: Spectra) -> npt.NDArray[np.int_]:
    """The bins at which steady lines lie, the strongest first."""
    size = np.abs(spectra)
    audible = size.max(axis=1) > 1e-4
    if np.count_nonzero(audible) < _LEAST_SPECTRA:
        return np.zeros(0, np.int_)
    always = np.percentile(size[audible], _PERCENT, axis=0)
    wide = np.lib.stride_tricks.sliding_window_view(np.pad(always, _BESIDE, mode="reflect"), 2 * _BESIDE + 1)
    over = always / (np.median(wide, axis=1) + 1e-5)
    peak = (always[1:-1] >= always[:-2]) & (always[1:-1] > always[2:]) & (over[1:-1] >= _STANDS_OUT)
    found = np.flatnonzero(peak) + 1
    found = found[(found >= _REACH) & (found < len(always) - _REACH)]
    return np.asarray(found[np.argsort(-always[found])][:_MOST_LINES], np.int_)


def _steady(spectra: Spectra, lines: npt.NDArray[np.int_], go_on: Callable[[], None]) -> Spectra:
    """What of the spectra belongs to these lines."""
    # Spectra that reach past an end know the line from those next to them: its median, turned on.
    time = np.arange(len(spectra), dtype=np.float64)[:, None]
    out = np.zeros((len(spectra) + 2 * _BEYOND + 1, spectra.shape[1]), np.complex64)
    for line in lines:
        go_on()
        bins = slice(line - _REACH, line + _REACH + 1)
        turned, median, holds = _at_rest(spectra[:, bins], _turn(spectra[:, line]) * time)
        if holds.mean() < _COHERENT:
            turned, median, holds = _at_rest(spectra[:, bins], _wandering(spectra[:, line])[:, None])
        ends = ((_BEYOND, _BEYOND + 1), (0, 0))
        phase = np.pad(turned, ends, mode="reflect", reflect_type="odd")
        steady = np.pad(np.where(holds[:, None], median, 0), ends, mode="edge") * np.exp(1j * phase)
        # Lines nearer than a window tells apart share bins: the stronger one, which comes first, has them.
        free = out[:, bins] == 0
        out[:, bins] += np.where(free, steady, 0).astype(np.complex64)
    return out


def _at_rest(
    spectra: Spectra, phase: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.complex128], npt.NDArray[np.bool_]]:
    """The phase (n, 1) that a line was turned back by, its median (n, bins) so turned, and where there is one (n,)."""
    resting = spectra * np.exp(-1j * phase)
    median = _running_median(resting.real) + 1j * _running_median(resting.imag)
    size = _running_median(np.abs(resting[:, _REACH, None]))[:, 0]
    return phase, median, np.abs(median[:, _REACH]) >= _COHERENT * size


def _wandering(line: npt.NDArray[np.complex64]) -> npt.NDArray[np.float64]:
    """The phase, (n,), of a line whose tone wanders, as a fan's: its turning in the mean over the same 1.6 s."""
    near = line[1:] * np.conj(line[:-1])
    near /= np.abs(near) + 1e-9
    wide = np.convolve(near, np.hanning(2 * _HALF + 3)[1:-1], mode="same")
    return np.concatenate([[0.0], np.cumsum(np.angle(wide))])


def _turn(line: npt.NDArray[np.complex64]) -> float:
    """By how much a line's phase turns from one spectrum to the next, radians; sizes do not count: voices pass over."""
    near = line[1:] * np.conj(line[:-1])
    rough = float(np.angle(np.sum(near / (np.abs(near) + 1e-9))))
    far = line[_FAR:] * np.conj(line[:-_FAR]) * np.exp(-1j * rough * _FAR)
    return rough + float(np.angle(np.sum(far / (np.abs(far) + 1e-9)))) / _FAR


def _running_median(values: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    padded = np.pad(values, ((_HALF, _HALF), (0, 0)), mode="edge")
    wide = np.lib.stride_tricks.sliding_window_view(padded, 2 * _HALF + 1, axis=0)
    # The middle of an odd number, without the checks of np.median, which cost as much again.
    return np.asarray(np.partition(wide, _HALF, axis=-1)[..., _HALF])
