"""Voices: what becomes an act, where it begins and ends, and that nobody is named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coder.proposals import propose
from coder.proposals.voices import CODES, propose_voices
from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.signals import SOUND, SOUND_SIGNALS, SignalTrack

STEP_US = 16_000
FRAMES = np.arange(0, 12_000_000, 40_000)
RULES = RuleSettings()


def sound(*acts: tuple[str, float, float], seconds: float = 12) -> list[SignalTrack]:
    """Tracks in which each act (kind, onset, offset in s) is heard clearly, over a quiet room."""
    times = np.arange(0, int(seconds * 1e6), STEP_US, dtype=np.int64)
    values = {name: np.zeros(len(times), np.float32) for name in SOUND_SIGNALS}
    values["sound_level"] -= 60
    for kind, onset, offset in acts:
        inside = (times >= onset * 1e6) & (times < offset * 1e6)
        values["voice"][inside] = 0.98
        values["sound_level"][inside] = -20
        values["pitch"][inside] = 300
        values["voicing"][inside] = 0.9
        if kind != "speech":
            values[kind][inside] = 0.9
    ones = np.ones(len(times), np.float32)
    return [
        SignalTrack(name, unit, SOUND, pts_us=times, value=values[name], validity=ones, model="m@1")
        for name, (unit, _) in SOUND_SIGNALS.items()
    ]


def drafts(*acts: tuple[str, float, float]):
    return propose_voices(sound(*acts), frame_pts_us=FRAMES, end_us=12_000_000, settings=RULES)


def test_each_kind_has_its_code_and_nobody_is_named():
    found = drafts(("speech", 1, 2), ("babble", 3, 4), ("laugh", 5, 6), ("cry", 8, 9))
    assert [(d.code, d.subject) for d in found] == [
        ("speaks", "someone"),
        ("vocalises", "someone"),
        ("laugh_like", "someone"),
        ("cries", "someone"),
    ]
    assert (found[0].onset_us, found[0].offset_us) == (1_000_000, 2_000_000)


def test_crying_is_not_as_low_as_cattle_and_other_voices_may_be():
    def at(hz, kind, *, of_its_time=1.0):
        tracks = sound((kind, 1, 3))
        low = (tracks[0].pts_us >= 1_000_000) & (tracks[0].pts_us < 1_000_000 + of_its_time * 2_000_000)
        return [
            replace(one, value=np.where(low, np.float32(hz), one.value)) if one.name == "pitch" else one
            for one in tracks
        ]

    def codes(tracks):
        return [d.code for d in propose_voices(tracks, frame_pts_us=FRAMES, end_us=12_000_000, settings=RULES)]

    assert codes(at(160, "cry")) == []
    assert codes(at(220, "cry")) == ["cries"]
    assert codes(at(160, "cry", of_its_time=0.4)) == ["cries"]
    assert codes(at(np.nan, "cry")) == ["cries"]  # overdriven sound has a tone, and no pitch to be trusted
    assert [codes(at(110, kind)) for kind in ("speech", "babble", "laugh")] == [
        ["speaks"],
        ["vocalises"],
        ["laugh_like"],
    ]


def test_in_a_room_that_is_not_quiet_edges_are_where_the_voice_rises_out_of_it():
    """The classifier is sure from .6 s before a voice to .6 s after it; the room is 15 dB fainter than the voice."""
    tracks = {one.name: one for one in sound(("cry", 4, 6))}
    level, voice = tracks["sound_level"], tracks["voice"]
    reached = (level.pts_us >= 3_400_000) & (level.pts_us < 6_600_000)
    room = np.maximum(level.value, -35 + np.random.default_rng(1).normal(0, 1, len(level.value)).astype(np.float32))
    heard = (
        *(one for name, one in tracks.items() if name not in ("sound_level", "voice")),
        replace(level, value=np.maximum(room, level.value)),
        replace(voice, value=np.where(reached, np.maximum(voice.value, 0.95), 0).astype(np.float32)),
    )
    (cry,) = propose_voices(heard, frame_pts_us=FRAMES, end_us=12_000_000, settings=RULES)
    assert abs(cry.onset_us - 4_000_000) <= 50_000
    assert abs(cry.offset_us - 6_000_000) <= 50_000


def test_the_bursts_of_a_cry_are_one_bout_and_a_longer_silence_parts_two():
    (bout,) = drafts(("cry", 1, 1.8), ("cry", 2.6, 3.4), ("cry", 4.2, 5))
    assert (bout.onset_us, bout.offset_us) == (1_000_000, 5_000_000)
    assert "in 3 bursts" in bout.evidence
    assert len(drafts(("cry", 1, 1.8), ("cry", 3.2, 4))) == 2


def test_one_squeal_is_no_crying():
    assert [d.code for d in drafts(("cry", 1, 1.5))] == ["vocalises"]


def test_what_is_said_between_two_breaths_of_a_cry_is_its_own_act():
    found = drafts(("cry", 1, 1.8), ("speech", 2.0, 2.5), ("cry", 2.7, 3.5))
    assert [d.code for d in found] == ["cries", "speaks"]


def test_speech_is_parted_by_a_fifth_of_a_second():
    assert len(drafts(("speech", 1, 2), ("speech", 2.15, 3))) == 1
    assert len(drafts(("speech", 1, 2), ("speech", 2.3, 3))) == 2


def test_a_click_is_no_voice():
    assert drafts(("speech", 1, 1.1)) == ()


def codes(*acts: tuple[str, float, float], **instead: float) -> list[str]:
    """What is proposed where each signal named has this value wherever something is heard."""
    tracks = [
        replace(t, value=np.where(t.value > 0, instead[t.name], t.value).astype(np.float32)) if t.name in instead else t
        for t in sound(*acts)
    ]
    found = propose_voices(tracks, frame_pts_us=FRAMES, end_us=12_000_000, settings=RULES)
    return [draft.code for draft in found]


def test_the_briefer_a_voice_the_surer_it_has_to_be():
    assert codes(("babble", 1, 1.18), voice=0.99) == ["vocalises"]
    assert codes(("babble", 1, 1.18), voice=0.97) == []
    assert codes(("babble", 1, 1.3), voice=0.97) == []
    assert codes(("babble", 1, 1.3), voice=0.99) == ["vocalises"]
    assert codes(("babble", 1, 1.5), voice=0.97) == ["vocalises"]
    assert codes(("speech", 1, 1.3), voice=0.97) == ["speaks"]


def test_what_has_no_tone_is_no_crying_and_no_babble():
    """As a dog's bark has next to none, and a scratch; words are whispered too."""
    for kind, code in (("cry", "cries"), ("babble", "vocalises")):
        assert codes((kind, 1, 3), voicing=0.6) == [code]
        assert codes((kind, 1, 3), voicing=0.4) == []
    assert codes(("speech", 1, 3), voicing=0.4) == ["speaks"]


def test_two_chuckles_are_too_brief_for_laughing_and_are_believed_like_it():
    assert codes(("laugh", 1, 1.5), voice=0.75, laugh=0.7) == ["vocalises"]
    assert codes(("babble", 1, 1.5), voice=0.75, babble=0.7) == []


def test_what_cannot_be_trusted_is_silence():
    tracks = [
        SignalTrack(
            t.name, t.unit, t.person, pts_us=t.pts_us, value=t.value, validity=np.zeros_like(t.validity), model=t.model
        )
        for t in sound(("cry", 1, 3))
    ]
    assert propose_voices(tracks, frame_pts_us=FRAMES, end_us=12_000_000, settings=RULES) == ()


def test_a_second_voice_heard_with_one_is_said_and_names_nobody():
    tracks = sound(("speech", 1, 3))
    for second_us, said in ((100_000, False), (600_000, True)):
        several = np.where((tracks[0].pts_us >= 1_500_000) & (tracks[0].pts_us < 1_500_000 + second_us), 0.6, 0.0)
        mixed = [
            SignalTrack(t.name, t.unit, t.person, t.pts_us, several.astype(np.float32), t.validity, t.model)
            if t.name == "several"
            else t
            for t in tracks
        ]
        (act,) = propose_voices(mixed, frame_pts_us=FRAMES, end_us=12_000_000, settings=RULES)
        assert (
            "a second voice, or music, is heard with it for 0.6 s from 0.5 s after its onset" in act.evidence
        ) is said
        assert act.subject == "someone"


def test_signals_of_a_version_that_did_not_listen_for_a_second_voice_are_read_as_before():
    before = [track for track in sound(("speech", 1, 3)) if track.name != "several"]
    (act,) = propose_voices(before, frame_pts_us=FRAMES, end_us=12_000_000, settings=RULES)
    assert "second voice" not in act.evidence


def test_voices_need_nobody_in_the_picture():
    tracks = sound(("cry", 1, 3))
    found = propose(tracks, (), frame_pts_us=FRAMES, end_us=12_000_000, settings=RULES)
    assert [d.code for d in found] == ["cries"]


@given(st.lists(st.tuples(st.sampled_from(["speech", "babble", "laugh", "cry"]), st.floats(0, 11), st.floats(0.01, 4))))
def test_whatever_is_heard_acts_lie_on_frames_in_order_and_within_the_clip(acts):
    found = drafts(*((kind, onset, onset + length) for kind, onset, length in acts))
    assert [d.onset_us for d in found] == sorted(d.onset_us for d in found)
    for draft in found:
        assert draft.code in CODES
        assert draft.onset_us in FRAMES
        assert draft.onset_us < draft.offset_us <= 12_000_000
        assert draft.offset_us in FRAMES or draft.offset_us == 12_000_000
        assert draft.timing_bound_us >= 40_000
        assert 0 <= draft.confidence <= 1
