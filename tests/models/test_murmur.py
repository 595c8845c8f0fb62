"""A murmur keeps rhythm and loudness, and no words: the estimator that finds speech finds none in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.signal import resample_poly

from coder.media import Clip
from coder.media.audio import RATE, AudioReader
from coder.vocabulary.time import Interval
from models.blurring import Order, make
from models.blurring.murmur import Murmur
from models.hearing.channels import one_channel
from models.hearing.frames import Ears, load_ears, measure, speech_in

PLAY = Path(__file__).resolve().parents[2] / "sample_clips" / "play.mp4"


@pytest.fixture(scope="module")
def spoken() -> np.ndarray:
    with Clip.open(PLAY) as clip, AudioReader(PLAY, clip.index) as reader:
        return reader.read(0, 15 * RATE)


@pytest.fixture(scope="module")
def ears() -> Ears:
    return load_ears()


@pytest.fixture(scope="module")
def voices() -> tuple[np.ndarray, np.ndarray]:
    """Several voices, cries between them; and the murmur of them."""
    path = PLAY.parent / "voices" / "voices.mp4"
    with Clip.open(path) as clip, AudioReader(path, clip.index) as reader:
        sound = reader.read(0, 56 * RATE)
    return sound, Murmur().of(sound)


def says_something(mono: np.ndarray, ears: Ears) -> bool:
    """Whether the estimator finds speech; what else can be heard of the sound is not asked for."""
    return bool((speech_in(resample_poly(mono, 1, 3).astype(np.float32), ears) > 0.5).any())


def level(samples: np.ndarray) -> np.ndarray:
    return np.sqrt((samples[:, 0].reshape(-1, RATE // 4) ** 2).mean(axis=1))


def test_no_speech_is_found_in_a_murmur_of_speech(spoken, ears):
    for sound, found in ((spoken, True), (Murmur().of(spoken), False)):
        assert says_something(sound[:, 0], ears) is found


@pytest.mark.parametrize("peak", [0.02, 0.2, 0.9])
def test_no_speech_is_found_however_loud_the_murmur_is_made(peak, voices, ears):
    """Of several voices, cries between them: nobody gets words back by turning it up."""
    for one, found in zip(voices, (True, False), strict=True):
        assert says_something(one[:, 0] * (peak / np.abs(one).max()), ears) is found


@pytest.mark.slow
@pytest.mark.parametrize(("murmur", "said"), [(False, True), (True, False)])
def test_the_file_that_leaves_holds_no_speech_where_a_murmur_was_asked_for(murmur, said, ears):
    """As it is read back from the file that was written: an encoder stands between the murmur and who hears it."""
    path = PLAY.parent / "voices" / "voices.mp4"
    with Clip.open(path) as clip:
        made = make(path, clip, Order(Interval(5_000_000, 9_000_000), sound=True, murmur=murmur))
    with Clip.open(made.source) as result, AudioReader(made.source, result.index) as reader:
        heard = measure(one_channel(reader.read(0, 4 * RATE)), ears)
    made.spool.close()
    assert float(heard.level.max()) > -40
    assert bool((heard.speech > 0.5).any()) is said


def test_rhythm_and_loudness_stay(spoken):
    assert np.corrcoef(level(spoken), level(Murmur().of(spoken)))[0, 1] > 0.8


def test_how_it_is_cut_into_pieces_makes_no_difference(spoken):
    whole, piecewise = Murmur(), Murmur()
    cut = [piecewise.of(part) for part in np.split(spoken, [48, 4_800, 100_032])]
    np.testing.assert_allclose(np.concatenate(cut), whole.of(spoken), atol=1e-6)


def test_two_voices_of_the_same_loudness_murmur_alike():
    times = np.arange(2 * RATE) / RATE
    low, high = (np.sin(2 * np.pi * hz * times)[:, None].astype(np.float32) for hz in (110, 410))
    assert np.abs(Murmur().of(low)[RATE:] - Murmur().of(high)[RATE:]).max() < 0.05
