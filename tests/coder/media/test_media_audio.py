"""Sound is where it belongs: a click that goes with a flash is heard at the flash, however one gets there."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coder.media import Clip
from coder.media.audio import RATE, AudioReader, Samples
from tests.coder.media.clipmaker import make_clip, numbered

FLASHES = (10, 30, 50)
"""Frames that are white; the click begins with each."""
MILLI = Fraction(1, 1000)
CLIPS: dict[str, tuple[str, dict[str, Any]]] = {
    "aac": ("a.mp4", {}),
    "aac-b": ("a.mp4", {"bframes": 2}),
    "aac-44100": ("a.mp4", {"sound_rate": 44_100}),
    "aac-16000": ("a.mp4", {"sound_rate": 16_000}),
    "mp3": ("a.mp4", {"sound_codec": "libmp3lame", "sound_rate": 44_100}),
    "opus-mkv": ("a.mkv", {"sound_codec": "libopus", "bframes": 2}),
    "pcm-mov": ("a.mov", {"sound_codec": "pcm_s16le", "sound_rate": 22_050}),
    "aac-ts": ("a.ts", {"bframes": 2}),
    "late-mkv": ("a.mkv", {"stamps": [3000 + 40 * n for n in range(75)], "time_base": MILLI, "sound_first": 144_000}),
}


def flashing(n: int) -> np.ndarray:
    return np.full_like(numbered(0), 255 if n in FLASHES else 0)


def clicks(rate: int, seconds: float = 3.0) -> Samples:
    sound = np.zeros(int(rate * seconds), dtype=np.float32)
    burst = (0.9 * np.sin(2 * np.pi * 2000 * np.arange(rate // 250) / rate)).astype(np.float32)
    for n in FLASHES:
        at = round(n * 0.04 * rate)
        sound[at : at + len(burst)] = burst
    return sound


def onsets_us(heard: Samples) -> list[int]:
    """When it gets loud after quiet."""
    loud = np.flatnonzero(np.abs(heard[:, 0]) > 0.2)
    starts = loud[np.diff(loud, prepend=-RATE) > RATE // 10]
    return [round(int(s) * 1e6 / RATE) for s in starts]


@pytest.fixture(scope="module")
def sounding(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("sounding")

    def make(name: str) -> Path:
        file, options = CLIPS[name]
        path = folder / name / file
        if not path.exists():
            path.parent.mkdir()
            sound = clicks(options.get("sound_rate", RATE))
            make_clip(path, frames=75, picture=flashing, sound=sound, **options)
        return path

    return make


@pytest.mark.parametrize("name", CLIPS)
def test_a_click_is_heard_at_its_flash(sounding: Callable[[str], Path], name: str) -> None:
    path = sounding(name)
    with Clip.open(path) as clip, AudioReader(path, clip.index) as sound:
        seen = [int(clip.index.pts_us[f.index]) for f in clip.frames() if f.rgb.mean() > 127]
        heard = onsets_us(sound.read(0, 3 * RATE))
        assert sound.has_sound
        assert seen == [n * 40_000 for n in FLASHES]
        # A lossy codec smears the first sample of a burst over a fraction of a millisecond.
        assert heard == pytest.approx(seen, abs=500)


@pytest.mark.parametrize("name", ["aac", "aac-44100", "opus-mkv", "mp3"])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(reads=[(1_999_990, 1), (1_170_137, 1480)])
@given(reads=st.lists(st.tuples(st.integers(-200_000, 3_500_000), st.integers(0, 5000)), min_size=1, max_size=8))
def test_samples_do_not_depend_on_the_order_of_reading(
    sounding: Callable[[str], Path], name: str, reads: list[tuple[int, int]]
) -> None:
    path = sounding(name)
    with Clip.open(path) as clip:
        index = clip.index
    with AudioReader(path, index) as sound:
        whole = sound.read(-1_000_000, 6 * RATE)
    with AudioReader(path, index) as sound:
        for start_us, n in reads:
            first = (2 * start_us * RATE + 1_000_000) // 2_000_000 + RATE
            assert np.array_equal(sound.read(start_us, n), whole[first : first + n])


def test_stored_samples_come_out_unchanged(tmp_path: Path) -> None:
    """Lossless at 48 kHz: not one sample off."""
    sound = clicks(RATE)
    path = make_clip(tmp_path / "a.mov", frames=75, sound=sound, sound_codec="pcm_s16le")
    with Clip.open(path) as clip, AudioReader(path, clip.index) as reader:
        heard = reader.read(0, len(sound))[:, 0]
    assert np.abs(heard - sound).max() < 2 / 32768


def test_two_channels_stay_apart(tmp_path: Path) -> None:
    left = clicks(RATE)
    path = make_clip(tmp_path / "a.mp4", frames=75, sound=np.stack([left, np.zeros_like(left)]))
    with Clip.open(path) as clip, AudioReader(path, clip.index) as reader:
        heard = reader.read(0, RATE)
        assert reader.channels == 2
        assert heard.shape == (RATE, 2)
        assert np.abs(heard[:, 0]).max() > 0.5
        assert np.abs(heard[:, 1]).max() < 0.05


def test_sound_that_begins_late_or_ends_early_is_silence_there(tmp_path: Path) -> None:
    tone = np.full(RATE // 2, 0.5, dtype=np.float32)
    path = make_clip(tmp_path / "a.mov", frames=50, sound=tone, sound_codec="pcm_s16le", sound_first=RATE)
    with Clip.open(path) as clip, AudioReader(path, clip.index) as reader:
        heard = reader.read(-500_000, 3 * RATE)[:, 0]
    loud = np.flatnonzero(np.abs(heard) > 0.25)
    assert (loud[0] - RATE // 2, loud[-1] + 1 - RATE // 2) == pytest.approx((RATE, RATE * 3 // 2), abs=RATE // 1000)


def test_a_clip_without_sound_is_silent(made: Callable[[str], Path]) -> None:
    path = made("h264")
    with Clip.open(path) as clip, AudioReader(path, clip.index) as reader:
        assert clip.info.audio is None
        assert not reader.has_sound
        assert not reader.read(0, 4800).any()
