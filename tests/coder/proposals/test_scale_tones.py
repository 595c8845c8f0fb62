"""Notes of an instrument and held moments of a voice: both have a pitch, only one stands on a scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.proposals.scale_tones import HeldTone, held_tones, is_played, scale_fit, tune_heard
from coder.proposals.voices import propose_voices
from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.signals import SOUND, SOUND_SIGNALS, SignalTrack

STEP_US = 16_000
NOTE = 20
"""Samples of a note."""
TUNE = (0, 2, 4, 5, 4, 2, 0, 7, 5, 4)
ANYWHERE = (0, 2.31, 4.58, 5.12, 3.79, 2.9, 0.45, 6.66, 5.37, 1.23)

BY_LUCK = (0, 2.2, 1.98, 3.02, 4.21, 4.16)
"""Six held moments of a cry that lie on no scale, and near enough to one."""


def line(semitones, *, root_hz: float = 317.0, rest: int = 4) -> np.ndarray:
    """The pitch of notes one after another, Hz, NaN between."""
    parts = []
    for step in semitones:
        parts += [np.full(NOTE, root_hz * 2 ** (step / 12)), np.full(rest, np.nan)]
    return np.concatenate(parts)


def tones_of(pitch: np.ndarray) -> tuple[HeldTone, ...]:
    return held_tones(pitch, np.ones(len(pitch)), STEP_US)


def drafts(pitch: np.ndarray, *, speech: float = 0.0, kind: str = "cry"):
    """What is proposed of a voice that is heard all along, at this pitch."""
    n = len(pitch)
    times = np.arange(n, dtype=np.int64) * STEP_US
    values = {name: np.zeros(n, np.float32) for name in SOUND_SIGNALS}
    values["sound_level"] -= 20
    values["voice"] += 0.98
    values["voicing"] += 0.95
    values["speech"] += speech
    values["pitch"] = pitch.astype(np.float32)
    if kind:
        values[kind] += 0.9
    tracks = [
        SignalTrack(name, unit, SOUND, pts_us=times, value=values[name], validity=np.ones(n, np.float32), model="m@1")
        for name, (unit, _) in SOUND_SIGNALS.items()
    ]
    end = n * STEP_US
    return propose_voices(tracks, frame_pts_us=np.arange(0, end, 40_000), end_us=end, settings=RuleSettings())


@given(root=st.floats(80, 1200), cents=st.lists(st.sampled_from(range(12)), min_size=6, max_size=30))
def test_a_tune_fits_whatever_it_is_tuned_to(root, cents):
    found = tones_of(line(cents, root_hz=root))
    assert len(found) == len(cents)
    assert scale_fit(found) == pytest.approx(1)


def test_tones_that_lie_anywhere_do_not_fit():
    assert scale_fit(tones_of(line(ANYWHERE))) < 0.5
    assert scale_fit(()) == 0


def test_a_glide_and_a_moment_are_no_held_tone():
    assert tones_of(300 * 2 ** (np.arange(100) * 0.1 / 12)) == ()
    assert tones_of(np.concatenate([line((0,))[:7], np.full(5, np.nan)])) == ()
    assert len(tones_of(line((0,)))) == 1


def test_notes_of_a_scale_are_not_proposed_and_a_cry_at_as_many_pitches_is():
    assert drafts(line(TUNE)) == ()
    assert [draft.code for draft in drafts(line(ANYWHERE))] == ["cries"]


def test_what_is_sung_with_words_is_proposed():
    assert [draft.code for draft in drafts(line(TUNE), speech=0.9, kind="")] == ["speaks"]


def test_few_notes_are_no_tune():
    assert len(drafts(line(TUNE[:5]))) == 1


def test_a_cry_is_not_left_out_for_six_tones_that_fit_a_scale_by_luck():
    found = tones_of(line(BY_LUCK))
    assert 0.8 < scale_fit(found) < 0.85
    assert [draft.code for draft in drafts(line(BY_LUCK))] == ["cries"]
    assert drafts(line(2 * BY_LUCK)) == ()  # twelve do not fit so well by luck


def test_who_cries_while_a_tune_plays_around_is_still_heard():
    tune = tones_of(line(TUNE))
    middle, stop = tune[4].stop, tune[4].stop + 4
    assert not is_played(tune, middle, stop, pitched=4, step_us=STEP_US)
    assert is_played(tune, tune[0].first, tune[-1].stop, pitched=10 * NOTE, step_us=STEP_US)


def test_where_a_tune_is_heard_is_where_its_notes_are_held():
    pitch = np.concatenate([line(TUNE), np.full(400, np.nan), line((0.4,))])
    heard = tune_heard(tones_of(pitch), len(pitch), STEP_US)
    assert np.array_equal(np.flatnonzero(heard), np.flatnonzero(np.isfinite(pitch[: len(line(TUNE))])))
    assert not tune_heard(tones_of(line(ANYWHERE)), len(line(ANYWHERE)), STEP_US).any()
