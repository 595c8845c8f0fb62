"""Synchrony of signals: who is first is found, gaps stay gaps, voices are told apart only where a human did."""

import numpy as np
import pytest

from coder.report.figures.signal_synchrony import QUIET_DB, SIGNALS, MeasuredMeeting, ahead_words, synchrony_of
from coder.vocabulary.errors import StudyError
from coder.vocabulary.people import Person
from coder.vocabulary.signals import SOUND, SignalTrack
from coder.vocabulary.time import Interval
from tests.coder.report.known import S, event

LENGTH = 120 * S
WHOLE = (Interval(0, LENGTH),)
PEOPLE = (
    Person("A", "caregiver", None, (10, 10, 40, 50), WHOLE),
    Person("B", "child", None, (90, 30, 25, 30), WHOLE),
)


def track(person, name, value, pts, valid=None):
    ones = np.ones(len(pts), np.float32) if valid is None else valid.astype(np.float32)
    return SignalTrack(name, "deg", person, pts_us=pts, value=np.asarray(value, np.float32), validity=ones, model="m@1")


def sway(seed, n=1200):
    rng = np.random.default_rng(seed)
    return np.convolve(rng.normal(size=n + 14), np.ones(15) / 15, "valid")


def measured(recording="r1", late=5, seed=1, people=PEOPLE, **more):
    """The caregiver leans as the child did ``late`` looks before."""
    pts = np.arange(0, LENGTH, 100_000, dtype=np.int64)
    child = sway(seed, pts.size + late)
    tracks = (track("B", "lean", child[late:], pts), track("A", "lean", child[: pts.size], pts))
    return MeasuredMeeting(
        recording=recording,
        duration_us=LENGTH,
        people=people,
        tracks=(*tracks, *more.get("tracks", ())),
        events=more.get("events", ()),
    )


def test_who_was_first_is_found_and_said_without_ranking():
    found = synchrony_of(measured(), "lean", window_s=8, lag_s=2)
    windows = len(found.result.starts)
    assert found.result.peak_lags.count(5) >= windows - 2  # another peak may lie nearer to no lag
    assert found.result.first_ahead >= windows - 2
    assert found.result.chance.p_value < 0.1
    assert f"the child was first in {found.result.first_ahead}" in ahead_words(found)
    assert "First is no more than first" in ahead_words(found)
    assert found.window_at_us(0) == 2 * S


def test_other_recordings_of_the_family_are_pseudo_pairs():
    others = [measured("r2", seed=2), measured("r3", seed=3)]
    found = synchrony_of(measured(), "lean", others=others, window_s=8, lag_s=2)
    assert found.others == 2
    assert found.result.other_meetings.percentile == 100
    strangers = measured("r2", people=())
    assert synchrony_of(measured(), "lean", others=[strangers]).others == 0


def test_a_gap_is_not_bridged_by_a_line():
    pts = np.arange(0, LENGTH, 100_000, dtype=np.int64)
    valid = np.ones(pts.size, bool)
    valid[300:600] = False
    one = measured()
    gone = MeasuredMeeting(recording="r1", duration_us=LENGTH, people=PEOPLE,
                    tracks=(one.tracks[0], track("A", "lean", one.tracks[1].value, pts, valid)))  # fmt: skip
    read = SIGNALS["lean"][1](gone, "caregiver", 10.0)
    assert np.isnan(read[301:599]).all()
    assert np.isfinite(read[:299]).all()


def test_loudness_is_ones_own_only_where_a_human_said_whose_voice_it_is():
    pts = np.arange(0, LENGTH, 16_000, dtype=np.int64)
    level = track(SOUND, "sound_level", np.full(pts.size, -20.0), pts)
    events = (event("e1", "child", "vocalises", 10, 20), event("e2", "caregiver", "speaks", 15, 30))
    read = SIGNALS["loudness"][1](measured(tracks=(level,), events=events), "child", 10.0)
    assert read[120] == -20
    assert read[170] == QUIET_DB  # both at once: nobody knows whose it is
    assert read[250] == QUIET_DB
    tone = track(SOUND, "pitch", np.where(pts % 3 == 0, 400.0, 200.0), pts)
    pitch = SIGNALS["pitch"][1](measured(tracks=(tone,), events=events), "caregiver", 10.0)
    assert np.isfinite(pitch[210:290]).all()
    assert np.isnan(pitch[:140]).all()


def test_nobody_known_and_no_such_signal_are_said():
    with pytest.raises(StudyError, match="who is child and who is caregiver in r1"):
        synchrony_of(measured(people=()), "lean")
    with pytest.raises(StudyError, match="no signal 'mood'"):
        synchrony_of(measured(), "mood")
    with pytest.raises(StudyError, match="A window is"):
        synchrony_of(measured(), "lean", window_s=0)
    still = synchrony_of(measured(), "head_turn")
    assert still.result.estimate is None
    assert "In no window" in ahead_words(still)
