"""Where a sound is trusted less: each doubt in its stretch, and none where nothing speaks for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coder.proposals.sound_doubts import DoubtOfSound, doubted_sounds, without_sound
from coder.vocabulary.signals import SOUND, SOUND_SIGNALS, SignalTrack

TIMES = np.arange(0, 6_000_000, 16_000, dtype=np.int64)
WHEN = {
    DoubtOfSound.OVERDRIVEN: (0.5, 1.0),
    DoubtOfSound.HUM: (1.5, 2.0),
    DoubtOfSound.TUNE: (2.3, 2.8),
    DoubtOfSound.SEVERAL: (3.2, 3.8),
    DoubtOfSound.ABSENT: (4.4, 5.6),
}


def inside(why: DoubtOfSound) -> np.ndarray:
    onset, offset = WHEN[why]
    return (onset * 1e6 <= TIMES) & (offset * 1e6 > TIMES)


def doubtful(*whys: DoubtOfSound) -> tuple[SignalTrack, ...]:
    """Signals in which each doubt (all, where none is named) has its stretch."""
    named = whys or tuple(DoubtOfSound)
    values = {name: np.zeros(len(TIMES), np.float32) for name in SOUND_SIGNALS}
    validity = {name: np.ones(len(TIMES), np.float32) for name in SOUND_SIGNALS}
    values["sound_level"] -= 30
    values["hum"] -= 120
    of_a_tone = ("pitch", "roughness", "tilt", "resonance")
    for why, names in (
        (DoubtOfSound.OVERDRIVEN, ("sound_level", "voicing", "several", *of_a_tone)),
        (DoubtOfSound.HUM, ("voicing", "several", *of_a_tone)),
        (DoubtOfSound.TUNE, of_a_tone),
        (DoubtOfSound.SEVERAL, of_a_tone),
    ):
        if why in named:
            for name in names:
                validity[name][inside(why)] = 0
    if DoubtOfSound.ABSENT in named:
        values["sound_level"][inside(DoubtOfSound.ABSENT)] = -100
    if DoubtOfSound.SEVERAL in named:
        values["several"][inside(DoubtOfSound.SEVERAL)] = 0.5
    return tuple(
        SignalTrack(name, unit, SOUND, TIMES, values[name], validity[name], "m@1")
        for name, (unit, _) in SOUND_SIGNALS.items()
    )


def test_each_doubt_has_its_stretch():
    found = {one.why: one.interval for one in doubted_sounds(doubtful())}
    assert without_sound(doubtful()) == (found[DoubtOfSound.ABSENT],)
    assert found.keys() == WHEN.keys()
    for why, (onset, offset) in WHEN.items():
        assert abs(found[why].onset_us - onset * 1e6) <= 16_000
        assert abs(found[why].offset_us - offset * 1e6) <= 16_000


def test_one_doubt_is_not_another():
    for why in DoubtOfSound:
        assert {one.why for one in doubted_sounds(doubtful(why))} == {why}


def test_silence_is_not_doubted_and_nothing_heard_says_nothing():
    quiet = [
        SignalTrack(
            t.name,
            t.unit,
            t.person,
            t.pts_us,
            np.maximum(t.value - 90, -95),
            t.validity * 0 + float(t.name == "sound_level"),
            t.model,
        )
        for t in doubtful(DoubtOfSound.HUM)
    ]
    assert doubted_sounds(quiet) == ()
    assert doubted_sounds(()) == ()


def test_signals_of_a_version_that_did_not_listen_for_a_second_voice_still_say_the_rest():
    before = [track for track in doubtful(DoubtOfSound.TUNE) if track.name != "several"]
    assert [one.why for one in doubted_sounds(before)] == [DoubtOfSound.TUNE]


@pytest.mark.parametrize("why", [DoubtOfSound.HUM, DoubtOfSound.TUNE])
def test_single_looks_that_a_bridge_would_join_are_no_doubt(why):
    """Noise of a quiet room looks like hum in one frame of eight."""
    seldom = np.arange(len(TIMES)) % 8 == 0
    assert doubted_sounds(made_seldom(doubtful(why), why, seldom)) == ()
    mostly = np.arange(len(TIMES)) % 4 > 0
    assert [one.why for one in doubted_sounds(made_seldom(doubtful(why), why, mostly))] == [why]


def made_seldom(tracks, why, where):
    """What is doubted is doubted in those frames of its stretch alone."""
    believed = inside(why) & ~where
    return [replace(track, validity=np.where(believed, 1, track.validity).astype(np.float32)) for track in tracks]


def test_a_burst_that_is_overdriven_is_marked_however_short():
    clipped = np.zeros(len(TIMES), bool)
    clipped[::8] = True
    tracks = made_seldom(doubtful(DoubtOfSound.OVERDRIVEN), DoubtOfSound.OVERDRIVEN, clipped)
    assert [one.why for one in doubted_sounds(tracks)] == [DoubtOfSound.OVERDRIVEN]


def test_what_nobody_hears_has_no_mark():
    far_below = [replace(t, value=t.value - 35) if t.name == "sound_level" else t for t in doubtful(DoubtOfSound.HUM)]
    assert doubted_sounds(far_below) == ()


def test_a_gap_briefer_than_a_second_is_a_silence_and_not_the_end_of_the_sound():
    tracks = doubtful(DoubtOfSound.ABSENT)
    level = next(track for track in tracks if track.name == "sound_level")
    level.value[TIMES >= 5_000_000] = -30
    assert doubted_sounds(tracks) == ()
