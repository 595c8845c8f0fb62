"""How much of a second tone is heard beside the first: two voices at once, or a voice over music."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from models.hearing.frames import HOP, RATE, Samples, Track

_SIZE, _PADDED = 1024, 4096
"""Samples that are looked at, 64 ms, and with silence behind them: a deep voice's overtones lie 80 Hz apart."""
_TOP_HZ = 3200.0
_STEP_HZ = RATE / _PADDED
_BINS = int(_TOP_HZ / _STEP_HZ)
_HZ = np.arange(_BINS) * _STEP_HZ
_LOBE_HZ = 34.0
"""As near an overtone as this the window of 64 ms has it lie."""
_LEAST_FREE = 0.15
"""Share of the spectrum that has to lie between the first tone's overtones."""
_FAINT = 0.03
"""Peaks below this share of the loudest are the room's: 30 dB."""
_CLEAR = 0.1
"""A second tone whose strongest overtone lies 20 dB below the loudest peak counts in full."""
_SECONDS = 80 * 2 ** (np.arange(84) / 24)
"""Tones that are tried: 80 to 880 Hz in quarters of a tone."""
_OVERTONES = 12
_LEAST_OVERTONES = 3
_OF_THE_FIRST = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 3 / 2, 2, 3, 4)
"""Ratios at which a tone may be the first one's own: its half, as in hoarse voices, or its overtones."""
_NEAR_OCTAVES = 0.035
_HALF = 6
"""Frames to either side over which is averaged: 0.2 s in all."""
_AT_ONCE = 1024
"""Frames that are looked at together: 16 s of a voice, ..."""
_SPECTRA_AT_ONCE = 128
"""... and whose spectra are made at once: with what lies above :data:`_TOP_HZ` they are several times as large."""

Matrix = npt.NDArray[np.float32]


def second_tone(samples: Samples, pitch: Track, voicing: Track, go_on: Callable[[], None] = lambda: None) -> Track:
    """Say how much of what lies between the overtones of the pitch belongs to one other tone.

    Parameters
    ----------
    samples : float32 array (m,)
        At 16 kHz.
    pitch, voicing : float32 arrays (n,)
        Of its frames, Hz and 0 to 1; where voicing is below one half nothing is said.
    go_on : callable, optional
        Called before every few seconds of tones; what it raises ends the work.

    Returns
    -------
    float32 array (n,)
        0 to 1, averaged over 0.2 s. Of single voices, cries among them, one frame in sixty goes past 0.3.

    Notes
    -----
    The overtones of the pitch are struck out of the spectrum, and each of 84 tones is asked how much of the peaks that
    are left lie on its own overtones, above what would lie there by chance (harmonic cancelling, as in
    A. de Cheveigne 1993, J. Acoust. Soc. Am. 93, 3271).
    """
    n = len(pitch)
    said = np.zeros(n, np.float32)
    at = np.flatnonzero(voicing >= 0.5)
    padded = np.concatenate([np.zeros(_SIZE // 2, np.float32), samples, np.zeros(_SIZE, np.float32)])
    windows, shape = np.lib.stride_tricks.sliding_window_view(padded, _SIZE), np.hanning(_SIZE).astype(np.float32)
    for begin in range(0, len(at), _AT_ONCE):
        go_on()
        these = at[begin : begin + _AT_ONCE]
        power = np.empty((len(these), _BINS), np.float32)
        for beginning in range(0, len(these), _SPECTRA_AT_ONCE):
            part = slice(beginning, beginning + _SPECTRA_AT_ONCE)
            power[part] = np.abs(np.fft.rfft(windows[these[part] * HOP] * shape, _PADDED, axis=1))[:, :_BINS]
        said[these] = _explained(power, pitch[these].astype(np.float64))
    total = np.concatenate([[0.0], np.cumsum(said, dtype=np.float64)])
    first, stop = np.maximum(np.arange(n) - _HALF, 0), np.minimum(np.arange(n) + _HALF + 1, n)
    return np.asarray((total[stop] - total[first]) / np.maximum(stop - first, 1), np.float32)


def _explained(spectra: Matrix, pitch: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    first = _refined(spectra, pitch)
    free = np.empty(spectra.shape, bool)
    for free_of_it, tone in zip(free, first, strict=True):
        free_of_it[:] = (np.abs(_HZ - np.round(_HZ / tone) * tone) > _LOBE_HZ) & (_HZ > 70)
    share = np.minimum(spectra / (spectra.max(axis=1, keepdims=True) + 1e-12), 1)
    peak = np.zeros(spectra.shape, bool)
    peak[:, 1:-1] = (spectra[:, 1:-1] > spectra[:, :-2]) & (spectra[:, 1:-1] >= spectra[:, 2:])
    strength = np.where(peak & free & (share > _FAINT), share, np.float32(0))
    whole = strength.sum(axis=1, keepdims=True)
    said = (strength @ _ON_ANY.T) / np.maximum(whole, 1e-6)
    score = (said - _BY_CHANCE) / (1 - _BY_CHANCE)
    ratio = np.log2(_SECONDS / first[:, None])
    for own in _OF_THE_FIRST:
        score[np.abs(ratio - np.log2(own)) < _NEAR_OCTAVES] = 0
    score[(free.mean(axis=1) < _LEAST_FREE) | (np.count_nonzero(strength, axis=1) < _LEAST_OVERTONES)] = 0
    out = np.zeros(len(spectra))
    for row in np.flatnonzero(score.max(axis=1) > 0.05):
        for second in np.argsort(score[row])[:-4:-1]:
            hit = _ON_EACH[second] & (strength[row] > 0)
            if np.count_nonzero(hit.any(axis=1)) >= _LEAST_OVERTONES:
                clear = min(float(strength[row][hit.any(axis=0)].max()) / _CLEAR, 1.0)
                out[row] = max(score[row, second], 0) * clear
                break
    return out


def _refined(spectra: Matrix, pitch: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The pitch within 3 % at which its overtones are loudest: what is struck out has to lie where they are."""
    order = np.arange(1, int(_TOP_HZ / 60))
    best, found = np.full(len(pitch), -1.0), pitch.copy()
    rows = np.arange(len(pitch))[:, None]
    for off in np.linspace(-0.03, 0.03, 13):
        tried = pitch * (1 + off)
        overtones = tried[:, None] * order
        bins = np.minimum(np.round(overtones / _STEP_HZ).astype(np.int64), _BINS - 1)
        loud = np.where(overtones < _TOP_HZ, spectra[rows, bins] / np.sqrt(order), 0).sum(axis=1)
        better = loud > best
        best[better], found[better] = loud[better], tried[better]
    return found


def _on_each() -> npt.NDArray[np.bool_]:
    """Where each overtone of each tone lies, (tones, overtones, bins)."""
    order = np.arange(1, _OVERTONES + 1)
    off = np.abs(_HZ[None, None, :] - _SECONDS[:, None, None] * order[None, :, None])
    return np.asarray(off < np.minimum(12.0, 0.06 * _SECONDS)[:, None, None])


_ON_EACH = _on_each()
_ON_ANY = _ON_EACH.any(axis=1).astype(np.float32)
_BY_CHANCE = np.minimum(2 * np.minimum(12.0, 0.06 * _SECONDS) / _SECONDS, 1)
