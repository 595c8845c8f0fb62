"""Two voices at once are told from one, hoarse cries among them, and what is said of a tone is not trusted there."""

from __future__ import annotations

import numpy as np
import pytest

from coder.proposals.voices import several_at_once
from coder.vocabulary.signals import SEVERAL_FROM
from models.convert import voice_sounds
from models.hearing.frames import HOP, RATE, load_ears, measure
from models.hearing.listening import listen, load_hearing
from models.hearing.second_tone import second_tone
from tests.models.rendered_sound import Heard, at_48k, room

ALONE = {"babble": voice_sounds.babble, "wail": voice_sounds.wail, "hoarse": voice_sounds.hoarse}


def lasting(make, chance: np.random.Generator, seconds: float = 4.0) -> np.ndarray:
    parts = [make(chance) for _ in range(8)]
    return np.concatenate(parts)[: int(seconds * RATE)]


def said(sound: np.ndarray) -> np.ndarray:
    frames = measure(sound.astype(np.float32), load_ears())
    return second_tone(sound.astype(np.float32), frames.pitch, frames.voicing)


@pytest.mark.parametrize("kind", sorted(ALONE))
def test_one_voice_is_not_two(kind):
    for seed in range(3):
        alone = said(0.4 * lasting(ALONE[kind], np.random.default_rng(seed)))
        assert np.mean(alone >= SEVERAL_FROM) < 0.02


def vowel(hz: float, seconds: float = 3.0) -> np.ndarray:
    """A voice that holds one vowel and wavers as voices do."""
    n = int(seconds * RATE)
    f0 = hz * (1 + 0.02 * np.sin(2 * np.pi * 5 * np.arange(n) / RATE))
    return voice_sounds.formed(f0, [(700, 100), (1400, 130), (2700, 200)], 0.02, np.random.default_rng(int(hz)))


PAIRS = ((120, 310), (210, 470), (180, 260), (140, 520))


def test_two_voices_at_once_are_more_than_one():
    """Of real overlaps six frames in ten are told; of held vowels, one pair's overtones meet and stay together."""
    for quieter_db in (0, -6):
        loud = 0.3 * 10 ** (quieter_db / 20)
        told = [np.mean(said(0.3 * vowel(a) + loud * vowel(b))[20:-20] >= SEVERAL_FROM) for a, b in PAIRS]
        assert sum(share > 0.7 for share in told) >= 3, told
    assert max(np.mean(said(0.3 * vowel(hz)) >= SEVERAL_FROM) for pair in PAIRS for hz in pair) < 0.02


def test_where_two_are_heard_the_pitch_is_nobodys_and_the_stretch_is_marked():
    whole = room(9)
    whole[RATE : 4 * RATE] += 0.25 * vowel(200)
    whole[5 * RATE : 8 * RATE] += 0.25 * vowel(200) + 0.2 * vowel(330)
    heard = Heard(at_48k(whole))
    tracks = {one.name: one for one in listen(heard, end_us=heard.end_us, hearing=load_hearing())}
    one, two = (slice(round(a * RATE / HOP), round((a + 2.4) * RATE / HOP)) for a in (1.3, 5.3))
    marked = several_at_once(tracks["several"])
    assert not marked[one].any()
    assert marked[two].mean() > 0.7
    for name in ("pitch", "roughness", "tilt", "resonance"):
        assert tracks[name].valid[one].mean() > 0.9
        assert tracks[name].valid[two].mean() < 0.3
    assert tracks["sound_level"].valid[two].all()
    assert tracks["voice"].valid[two].all()


def test_nothing_and_silence():
    assert said(np.zeros(0)).size == 0
    assert not said(np.zeros(RATE)).any()
