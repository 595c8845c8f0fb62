"""Slow and fast playback keep the pitch, the rhythm and the moment."""

from __future__ import annotations

import numpy as np
import pytest

from coder.media.audio import RATE
from ui.player.time_stretch import HOP, SEARCH, TimeStretch

SPEEDS = (0.5, 0.7, 0.9, 1.3, 1.5, 2.0)


def played(sound: np.ndarray, speed: float) -> np.ndarray:
    """All of a sound (n, channels) at a speed."""

    def read(first: int, count: int) -> np.ndarray:
        out = np.zeros((count, sound.shape[1]), np.float32)
        begin, end = max(first, 0), min(first + count, len(sound))
        if end > begin:
            out[begin - first : end - first] = sound[begin:end]
        return out

    stretch = TimeStretch(read)
    parts = [stretch.piece(round(k * HOP * speed), HOP) for k in range(int(len(sound) / (HOP * speed)))]
    return np.concatenate(parts)


def voice(hz: float, seconds: float = 2.0) -> np.ndarray:
    """Twelve harmonics, as a voice has them, and one channel."""
    t = np.arange(int(seconds * RATE)) / RATE
    made = sum(np.sin(2 * np.pi * hz * k * t) / k for k in range(1, 13))
    return (0.3 * made / np.abs(made).max()).astype(np.float32)[:, None]


def pitch_of(sound: np.ndarray) -> float:
    """The lowest tone, Hz, from the spectrum of a second in the middle."""
    middle = sound[len(sound) // 2 - RATE // 4 : len(sound) // 2 + RATE // 4, 0]
    power = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 8 * len(middle)))
    hz = np.fft.rfftfreq(8 * len(middle), 1 / RATE)
    return float(hz[np.argmax(power)])


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("hz", [90, 220, 440, 700])
def test_pitch_stays_at_every_speed(hz, speed):
    heard = played(voice(hz), speed)
    assert len(heard) == pytest.approx(2 * RATE / speed, abs=2 * HOP)
    assert abs(1200 * np.log2(pitch_of(heard) / hz)) < 20  # cents


@pytest.mark.parametrize("speed", SPEEDS)
def test_what_is_heard_is_never_farther_off_than_the_search(speed):
    sound = 1e-4 * np.random.default_rng(1).standard_normal((2 * RATE, 1)).astype(np.float32)
    begins = RATE
    sound[begins:] += voice(300, 1.0)
    heard = played(sound, speed)
    first = int(np.flatnonzero(np.abs(heard[:, 0]) > 0.02)[0])
    assert abs(first * speed - begins) <= SEARCH + HOP * max(speed, 1)


def test_loudness_stays_and_channels_stay_apart():
    both = np.concatenate([voice(220), 0 * voice(220)], axis=1)
    heard = played(both, 0.5)
    assert np.std(heard[RATE:-RATE, 0]) == pytest.approx(np.std(both[:, 0]), rel=0.1)
    assert not heard[:, 1].any()


def test_at_its_own_speed_it_is_the_sound_itself():
    sound = np.random.default_rng(2).standard_normal((RATE, 1)).astype(np.float32)
    heard = played(sound, 1.0)
    assert np.allclose(heard, sound[: len(heard)], atol=1e-5)


def test_silence_stays_silent_and_a_jump_begins_afresh():
    assert not played(np.zeros((RATE, 2), np.float32), 0.5).any()
    sound = voice(220)
    stretch = TimeStretch(lambda first, count: sound[max(first, 0) :][:count])
    stretch.piece(RATE // 2, HOP)
    stretch.jump()
    assert np.array_equal(stretch.piece(RATE, 100), sound[RATE : RATE + 100])
