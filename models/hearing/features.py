"""What the voice classifier is told of each frame: its own measures and those of what lies around it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.hearing.frames import SoundFrames

FEATURES_VERSION = 1
"""Raised whenever a column changes its meaning; a classifier is made for one version."""
COLUMNS = 160
_NEAR, _AROUND, _FAR = 5, 16, 48
"""Half widths in frames: 80 ms, a quarter of a second, three quarters."""
_CLEAR_DB = 25.0
"""Louder than its surroundings by this much is loud: recordings differ in their quiet, not in what is heard over it."""

Matrix = npt.NDArray[np.float32]


def features(frames: SoundFrames) -> Matrix:
    """Put the columns together, (n, columns); docs/voices.md lists them.

    Nothing here depends on how loud the recording is as a whole, only on how loud a frame is against its surroundings.
    """
    shape = frames.bands - frames.bands.mean(axis=1, keepdims=True)
    voicing, octave = frames.voicing, np.log2(np.maximum(frames.pitch, 1) / 100)
    moved = np.abs(np.diff(octave, prepend=octave[:1])) * 12
    above = np.clip(frames.level - floor_of(frames.level), 0, _CLEAR_DB)
    attack = np.clip(frames.level - _shifted(frames.level, 3), -_CLEAR_DB, _CLEAR_DB)
    columns = [shape]
    for half in (_NEAR, _AROUND):
        columns.append(_mean(shape, half))
    columns += [_spread(shape, _AROUND), _spread(shape, _FAR)]
    for track in (voicing, frames.speech, frames.flatness, frames.rough, above):
        columns += [track[:, None], _mean(track, _NEAR), _mean(track, _AROUND), _mean(track, _FAR)]
    for track in (voicing, above, frames.speech):
        columns += [_spread(track, _AROUND), _spread(track, _FAR)]
    for half in (_NEAR, _AROUND, _FAR):
        heard = _weighted(octave, voicing, half)
        columns.append(heard)
        columns.append(np.sqrt(np.maximum(_weighted(octave**2, voicing, half) - heard**2, 0)))
    for half in (_AROUND, _FAR):
        columns.append(_weighted(np.minimum(moved, 3), voicing, half))
        columns.append(_weighted((moved < 0.08).astype(np.float32), voicing, half))
        columns.append(_most(attack, half))
        columns.append(_mean((above > 10).astype(np.float32), half))
    return np.concatenate([np.asarray(c if c.ndim == 2 else c[:, None], np.float32) for c in columns], axis=1)


def floor_of(level: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The quiet around each frame: the tenth percentile of the level within 3 s, dB."""
    half, step = 188, 16
    if not len(level):
        return level
    centres = np.arange(0, len(level) + step, step)
    quiet = [np.percentile(level[max(0, c - half) : c + half + 1], 10) for c in np.minimum(centres, len(level) - 1)]
    return np.interp(np.arange(len(level)), centres, quiet).astype(np.float32)


def _sums(values: npt.NDArray[np.float32], half: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    n = len(values)
    total = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)])
    first, stop = np.maximum(np.arange(n) - half, 0), np.minimum(np.arange(n) + half + 1, n)
    return total[stop] - total[first], (stop - first)[:, None].astype(np.float64)


def _mean(values: npt.NDArray[np.float32], half: int) -> npt.NDArray[np.float64]:
    total, count = _sums(values if values.ndim == 2 else values[:, None], half)
    return total / count


def _spread(values: npt.NDArray[np.float32], half: int) -> npt.NDArray[np.float64]:
    wide = values if values.ndim == 2 else values[:, None]
    return np.sqrt(np.maximum(_mean(wide**2, half) - _mean(wide, half) ** 2, 0))


def _weighted(values: npt.NDArray[np.float32], weight: npt.NDArray[np.float32], half: int) -> npt.NDArray[np.float64]:
    return _mean(values * weight, half) / (_mean(weight, half) + 0.02)


def _shifted(values: npt.NDArray[np.float32], by: int) -> npt.NDArray[np.float32]:
    return np.concatenate([np.repeat(values[:1], by), values])[: len(values)]


def _most(values: npt.NDArray[np.float32], half: int) -> npt.NDArray[np.float32]:
    if not len(values):
        return values
    padded = np.pad(values, half, mode="edge")
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1).max(axis=1), np.float32)
