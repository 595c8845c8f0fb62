"""Where one clip lies on another's clock, by what both heard: made rooms of which the answer is known."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from coder.media import Clip
from coder.media.audio import RATE, AudioReader
from coder.media.sound_alignment import envelope_of, propose_clock
from coder.vocabulary.errors import ClipError
from tests.coder.media.clipmaker import make_clip

Sound = npt.NDArray[np.float32]
WITHIN_MS = 40


class MadeSound:
    """Sound as a reader gives it, without a file around it."""

    has_sound = True

    def __init__(self, samples: Sound) -> None:
        self._samples = samples

    def read(self, start_us: int, n: int) -> Sound:
        out = np.zeros((n, 1), np.float32)
        piece = self._samples[round(start_us * RATE / 1e6) :][:n]
        out[: len(piece), 0] = piece
        return out


def room(rng: np.random.Generator, seconds: float) -> Sound:
    """Voices of made pitch and length, at moments that nobody planned."""
    sound = np.zeros(int(seconds * RATE), np.float32)
    at = 0.0
    while True:
        at += rng.exponential(0.8)
        n = int(rng.uniform(0.05, 0.6) * RATE)
        first = int(at * RATE)
        if first + n >= len(sound):
            return sound
        t, pitch = np.arange(n, dtype=np.float32) / RATE, rng.uniform(200, 900)
        turning = 2 * np.pi * pitch * t * (1 + 0.1 * np.sin(6 * np.pi * t))
        voice = sum(np.sin(k * turning) / k for k in range(1, 6))
        sound[first : first + n] += (voice * np.hanning(n) * rng.uniform(0.1, 1)).astype(np.float32)


def heard(rng: np.random.Generator, sound: Sound, noise_db: float) -> Sound:
    """The room as one camera hears it: its own echoes, its own gain, its own noise."""
    there = rng.standard_normal(len(sound), np.float32)
    there *= np.float32(np.sqrt((sound**2).mean()) * 10 ** (-noise_db / 20))
    there += sound
    for gain, late in zip(rng.uniform(-0.4, 0.4, 6), rng.integers(200, 4800, 6), strict=True):
        there[late:] += np.float32(gain) * sound[:-late]
    return there * np.float32(rng.uniform(0.2, 1))


def envelope(sound: Sound) -> npt.NDArray[np.float32]:
    return envelope_of(MadeSound(sound), int(len(sound) / RATE * 1e6))  # type: ignore[arg-type]


@pytest.mark.parametrize("noise_db", [20, 10, 5, 0])
def test_offsets_are_found_with_noise_down_to_0_db(noise_db):
    rng = np.random.default_rng(100 + noise_db)
    for _ in range(6):
        whole, offset = room(rng, 36), rng.uniform(-6, 6)
        first, second = (whole[int((8 + by) * RATE) :][: 18 * RATE] for by in (0, offset))
        found = propose_clock(envelope(heard(rng, first, noise_db)), envelope(heard(rng, second, noise_db)))
        assert abs(found.clock.offset_us / 1000 - offset * 1000) <= WITHIN_MS
        assert found.clear


def test_two_rooms_that_have_nothing_to_do_with_each_other_are_not_clear():
    rng = np.random.default_rng(7)
    clear = [propose_clock(envelope(room(rng, 30)), envelope(room(rng, 30))).clear for _ in range(5)]
    assert sum(clear) == 0


@pytest.mark.parametrize("rate", [1.0001, 0.99985])
def test_a_clock_that_drifts_is_told(rate):
    rng = np.random.default_rng(3)
    whole = room(rng, 300)
    length = int(280 * RATE)
    second = np.interp(np.arange(length) / rate + 5 * RATE, np.arange(len(whole)), whole).astype(np.float32)
    found = propose_clock(envelope(heard(rng, whole, 10)), envelope(heard(rng, second, 10)))
    assert found.clock.rate == pytest.approx(rate, abs=4e-5)
    assert found.speed_within is not None
    assert 0 < abs(found.clock.rate - rate) <= found.speed_within < 4e-5  # the truth lies within what is said of it
    assert f"± {found.speed_within:.6f} (95 %)" in found.words
    for at_us in (10_000_000, 270_000_000):
        true = (at_us - 5_000_000) * rate
        assert abs(found.clock.to_camera(at_us) - true) <= 12_000


@pytest.mark.slow
def test_ten_minutes_of_a_clock_that_is_three_in_ten_thousand_fast_are_in_step_throughout():
    """Sound alone proposes offset and rate; by the end such a clock is .18 s ahead, more than an answer's bound."""
    rng, rate, begins_s = np.random.default_rng(5), 1.0003, 2.5
    whole = room(rng, 610)
    at = np.arange(int(600 * RATE)) / rate + begins_s * RATE
    second = np.interp(at, np.arange(len(whole)), whole).astype(np.float32)
    found = propose_clock(envelope(heard(rng, whole, 10)), envelope(heard(rng, second, 10)))
    assert found.clear
    assert found.clock.rate == pytest.approx(rate, abs=2e-5)
    for at_us in range(0, 600_000_000, 10_000_000):
        true = (at_us - begins_s * 1e6) * rate
        assert abs(found.clock.to_camera(at_us) - true) / 1000 <= WITHIN_MS


def test_through_files_and_their_own_clocks(tmp_path: Path):
    rng = np.random.default_rng(11)
    whole, offset = room(rng, 20), 3.2
    first, second = (heard(rng, whole[int((5 + by) * RATE) :][: 10 * RATE], 10) for by in (0, offset))
    # The second clip's sound begins half a second after its first frame: times count from the frame.
    paths = [
        make_clip(tmp_path / "a.mkv", frames=250, fps=25, sound=first * 0.3, sound_codec="flac"),
        make_clip(tmp_path / "b.mkv", frames=280, fps=25, sound=second * 0.3, sound_codec="flac", sound_first=24_000),
    ]
    found = []
    for path in paths:
        with Clip.open(path) as clip, AudioReader(path, clip.index) as reader:
            found.append(envelope_of(reader, clip.index.end_us))
    proposed = propose_clock(*found)
    assert abs(proposed.clock.offset_us / 1000 - (offset - 0.5) * 1000) <= WITHIN_MS


def test_without_sound_it_says_what_to_do(tmp_path: Path):
    path = make_clip(tmp_path / "mute.mp4", frames=30)
    with Clip.open(path) as clip:
        index = clip.index
    with AudioReader(path, index) as reader, pytest.raises(ClipError, match="mark the same moment"):
        envelope_of(reader, index.end_us)
    with pytest.raises(ClipError, match="too short"):
        propose_clock(np.zeros((10, 4), np.float32), np.zeros((10, 4), np.float32))
