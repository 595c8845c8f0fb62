"""One cry, stored in every way that cameras and converters store sound: it is found where it is."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from scipy.signal import resample_poly

from coder.media import Clip
from coder.media.audio import AudioReader
from coder.proposals.sound_doubts import DoubtOfSound, doubted_sounds
from coder.proposals.voices import propose_voices
from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.events import Draft
from coder.vocabulary.signals import SignalTrack
from models.convert import voice_sounds
from models.hearing.channels import ChannelTally
from models.hearing.frames import RATE
from models.hearing.listening import Hearing, listen, load_hearing
from models.hearing.sound_notes import channel_notes, sound_notes
from tests.coder.media.clipmaker import make_clip
from tests.models.rendered_sound import Heard, room

SECONDS = 7
BEGINS_S = 2.0
NEAR_US = 100_000
MILLI = Fraction(1, 1000)


@pytest.fixture(scope="module")
def hearing() -> Hearing:
    return load_hearing()


def cry(rate: int = RATE) -> np.ndarray:
    """A cry that begins two seconds in and lasts about three, in a quiet room; one channel."""
    made = voice_sounds.wail(np.random.default_rng(3))
    out = room(SECONDS)
    first = int(BEGINS_S * RATE)
    out[first : first + len(made)] += 0.5 * made[: len(out) - first] / np.abs(made).max()
    return np.asarray(resample_poly(out, rate // 1000, RATE // 1000), np.float32)


def sound_of(path: Path, hearing: Hearing) -> tuple[dict[str, SignalTrack], tuple[Draft, ...]]:
    """What is heard in a clip as it lies on the disk, and what is proposed."""
    tracks, drafts, _ = all_of(path, hearing)
    return tracks, drafts


def all_of(path: Path, hearing: Hearing) -> tuple[dict[str, SignalTrack], tuple[Draft, ...], tuple[str, ...]]:
    """The same, with what is said of the sound's channels."""
    tally = ChannelTally()
    with Clip.open(path) as clip, AudioReader(path, clip.index, every_channel=True) as reader:
        tracks = listen(reader, end_us=clip.index.end_us, hearing=hearing, channels=tally)
        drafts = propose_voices(
            tracks, frame_pts_us=clip.index.pts_us, end_us=clip.index.end_us, settings=RuleSettings()
        )
    return {track.name: track for track in tracks}, drafts, channel_notes(tally, low=reader.low)


def stored(path: Path, sound: np.ndarray, **options: Any) -> Path:
    return make_clip(
        path, frames=SECONDS * 25, picture=lambda _: np.zeros((32, 32, 3), np.uint8), sound=sound, **options
    )


def only_cry(drafts: tuple[Draft, ...]) -> Draft:
    assert [draft.code for draft in drafts] == ["cries"]
    assert drafts[0].subject == "someone"
    return drafts[0]


RATES = {
    "8-khz.mp4": (8_000, "aac"),
    "8-khz.mov": (8_000, "pcm_s16le"),
    "16-khz.mp4": (16_000, "aac"),
    "48-khz.mkv": (48_000, "libopus"),
    "96-khz.mp4": (96_000, "aac"),
    "96-khz.mov": (96_000, "pcm_s16le"),
    "96-khz.mkv": (96_000, "flac"),
}


@pytest.mark.parametrize("name", RATES)
def test_a_cry_is_found_at_every_rate(name, tmp_path, hearing):
    rate, codec = RATES[name]
    _, drafts = sound_of(stored(tmp_path / name, cry(rate), sound_rate=rate, sound_codec=codec), hearing)
    assert abs(only_cry(drafts).onset_us - BEGINS_S * 1e6) <= NEAR_US


@pytest.mark.parametrize("delay_ms", [-500, -260, 0, 260, 1000])
def test_sound_that_is_stored_later_or_earlier_than_the_picture_is_heard_where_it_is(delay_ms, tmp_path, hearing):
    """Matroska keeps both stamps: the first picture stands at one second, the sound at one second and the delay."""
    path = stored(
        tmp_path / "moved.mkv",
        cry(48_000),
        sound_codec="pcm_s16le",
        stamps=[1000 + 40 * n for n in range(SECONDS * 25)],
        time_base=MILLI,
        sound_first=48 * (1000 + delay_ms),
    )
    _, drafts = sound_of(path, hearing)
    assert abs(only_cry(drafts).onset_us - (BEGINS_S * 1e6 + delay_ms * 1000)) <= NEAR_US


def test_sound_that_begins_before_zero_is_heard_where_it_is(tmp_path, hearing):
    """An encoder's lead-in: the first samples lie before the first picture, and are not heard."""
    path = stored(tmp_path / "lead.mkv", cry(48_000), sound_codec="pcm_s16le", sound_first=-48 * 300)
    with Clip.open(path) as clip:
        first_us = int(clip.index.ticks[0] * clip.index.time_base * 1_000_000)
    _, drafts = sound_of(path, hearing)
    assert first_us in (0, 300_000)
    assert abs(only_cry(drafts).onset_us - (BEGINS_S - 0.3) * 1e6) <= NEAR_US


SIDES = {
    "left": lambda one: (one, 0 * one),
    "right": lambda one: (0 * one, one),
    "opposed": lambda one: (one, -0.9 * one),
    "both": lambda one: (one, one),
}


SAID_OF_SIDES = {
    "left": ["Of the 2 channels of the clip's sound only channel 1 holds any"],
    "right": ["Of the 2 channels of the clip's sound only channel 2 holds any"],
    "opposed": ["Channels of the clip's sound go against each other, as where one is wired the wrong way round"],
    "both": [],
}


@pytest.mark.parametrize("side", SIDES)
def test_a_microphone_on_one_side_or_wired_the_wrong_way_is_heard(side, tmp_path, hearing):
    both = np.stack(SIDES[side](cry(48_000)))
    tracks, drafts, said = all_of(stored(tmp_path / f"{side}.mov", both, sound_codec="pcm_s16le"), hearing)
    assert [re.split("[:.]", note)[0] for note in said] == SAID_OF_SIDES[side]
    assert abs(only_cry(drafts).onset_us - BEGINS_S * 1e6) <= NEAR_US
    loudest = float(tracks["sound_level"].value.max())
    assert -30 < loudest < -3


SIX = ("front left", "front right", "centre", "low", "back left", "back right")


@pytest.mark.parametrize("place", range(6))
def test_one_of_six_channels_with_a_voice_in_it_is_heard(place, tmp_path, hearing):
    six = np.zeros((6, SECONDS * 48_000), np.float32)
    six[place] = cry(48_000)
    path = stored(tmp_path / "six.mov", six, sound_codec="pcm_s16le", sound_layout="5.1")
    _, drafts, (said,) = all_of(path, hearing)
    assert abs(only_cry(drafts).onset_us - BEGINS_S * 1e6) <= NEAR_US, SIX[place]
    alone = "the low one, made for rumble," if SIX[place] == "low" else f"channel {place + 1}"
    assert said.startswith(f"Of the 6 channels of the clip's sound only {alone} holds any: it alone is listened to")


def test_what_is_heard_in_one_of_six_channels_is_played_too(tmp_path):
    for place, name in enumerate(SIX):
        six = np.zeros((6, 48_000), np.float32)
        six[place] = 0.2
        path = make_clip(tmp_path / "six.mov", frames=25, sound=six, sound_codec="pcm_s16le", sound_layout="5.1")
        with Clip.open(path) as clip, AudioReader(path, clip.index) as reader:
            played = np.abs(reader.read(0, 48_000)).mean(axis=0)
        assert reader.channels == 2
        assert played.max() > 0.13, name
        assert (played[0] > 0, played[1] > 0) == ("right" not in name, "left" not in name), name


def test_six_channels_of_aac_are_heard(tmp_path, hearing):
    path = stored(tmp_path / "six.mp4", np.stack([cry(48_000)] * 6), sound_layout="5.1")
    _, drafts = sound_of(path, hearing)
    assert abs(only_cry(drafts).onset_us - BEGINS_S * 1e6) <= NEAR_US


@pytest.mark.parametrize("offset", [0.05, 0.3, -0.4])
def test_an_offset_of_the_zero_line_is_no_sound(offset, tmp_path, hearing):
    moved = np.clip(cry(48_000) + np.float32(offset), -1, 1)
    tracks, drafts = sound_of(stored(tmp_path / "offset.mov", moved, sound_codec="pcm_s16le"), hearing)
    assert abs(only_cry(drafts).onset_us - BEGINS_S * 1e6) <= NEAR_US
    quiet = tracks["sound_level"].value[20:100]
    assert float(np.median(quiet)) < -50
    silence = np.full(SECONDS * 48_000, offset, np.float32)
    _, nothing = sound_of(stored(tmp_path / "only.mov", silence, sound_codec="pcm_s16le"), hearing)
    assert nothing == ()


@pytest.mark.parametrize("gain", [4.0, 12.0])
def test_overdriven_sound_has_its_cry_and_its_pitch_is_not_trusted(gain, tmp_path, hearing):
    made = np.clip(gain * cry(48_000), -1, 1).astype(np.float32)
    tracks, drafts = sound_of(stored(tmp_path / "loud.mov", made, sound_codec="pcm_s16le"), hearing)
    assert "cries" in {draft.code for draft in drafts}
    assert min(abs(draft.onset_us - BEGINS_S * 1e6) for draft in drafts) <= NEAR_US
    level = tracks["sound_level"].value
    loud = level > level.max() - 6
    assert tracks["pitch"].valid[loud].mean() < 0.1
    assert tracks["pitch"].valid.any()  # what was not overdriven keeps it


def with_two_tracks(path: Path, first: Path, second: Path, *, default: int) -> Path:
    """The picture and sound of one clip with the sound of another beside it; ``default`` says which is to be played."""
    with av.open(str(first)) as one, av.open(str(second)) as other, av.open(str(path), "w") as out:
        taken = [(one, one.streams.video[0]), (one, one.streams.audio[0]), (other, other.streams.audio[0])]
        to = [out.add_stream_from_template(stream) for _, stream in taken]
        for place, track in enumerate(to[1:]):
            track.disposition = av.stream.Disposition.default if place == default else av.stream.Disposition(0)
        for (source, stream), track in zip(taken, to, strict=True):
            source.seek(0)
            for packet in [packet for packet in source.demux(stream) if packet.size]:
                packet.stream = track
                out.mux(packet)
    return path


@pytest.mark.parametrize("default", [0, 1])
def test_of_two_tracks_the_one_that_players_play_is_heard_and_it_is_said(default, tmp_path, hearing):
    loud = stored(tmp_path / "cry.mkv", cry(48_000), sound_codec="pcm_s16le")
    still = stored(tmp_path / "room.mkv", 0 * cry(48_000), sound_codec="pcm_s16le")
    tracks = (loud, still) if default == 0 else (still, loud)
    path = with_two_tracks(tmp_path / "two.mkv", *tracks, default=default)
    with Clip.open(path) as clip:
        said = [note for note in clip.notes if "tracks of sound" in note]
    heard = f"track {default + 1} is played and listened to, the others are not."
    assert said == [f"two.mkv holds 2 tracks of sound: {heard}"]
    _, drafts = sound_of(path, hearing)
    assert abs(only_cry(drafts).onset_us - BEGINS_S * 1e6) <= NEAR_US


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_are_silent_and_nothing_else_is(broken, tmp_path, hearing):
    sound = cry(48_000)
    sound[40_000:40_010] = broken
    sound[120_000] = broken
    tracks, drafts = sound_of(stored(tmp_path / "broken.mov", sound, sound_codec="pcm_f32le"), hearing)
    assert abs(only_cry(drafts).onset_us - BEGINS_S * 1e6) <= NEAR_US
    assert np.isfinite(tracks["sound_level"].value).all()


def test_sound_that_goes_on_after_the_last_picture_is_heard_to_the_last_picture(tmp_path, hearing):
    dark = np.zeros((32, 32, 3), np.uint8)
    path = make_clip(
        tmp_path / "long.mov", frames=75, picture=lambda _: dark, sound=cry(48_000), sound_codec="pcm_s16le"
    )
    tracks, drafts = sound_of(path, hearing)
    mine = only_cry(drafts)
    assert abs(mine.onset_us - BEGINS_S * 1e6) <= NEAR_US
    assert mine.offset_us == 3_000_000
    assert tracks["voice"].pts_us[-1] < 3_000_000


def test_a_track_that_ends_before_the_picture_is_silent_after_it(tmp_path, hearing):
    path = stored(tmp_path / "short.mov", cry(48_000)[: 3 * 48_000], sound_codec="pcm_s16le")
    tracks, drafts = sound_of(path, hearing)
    mine = only_cry(drafts)
    assert abs(mine.onset_us - BEGINS_S * 1e6) <= NEAR_US
    assert abs(mine.offset_us - 3_000_000) <= NEAR_US
    after = tracks["sound_level"].pts_us > 3_100_000
    assert not tracks["pitch"].valid[after].any()
    assert tracks["voice"].value[after].max() < 0.5
    (absent,) = (one for one in doubted_sounds(tracks.values()) if one.why is DoubtOfSound.ABSENT)
    assert abs(absent.interval.onset_us - 3_000_000) <= NEAR_US
    assert absent.interval.offset_us >= int(after.size) * 16_000 - NEAR_US
    (said,) = sound_notes(tuple(tracks.values()))
    assert said.startswith("The clip holds no sound from 0:03.")


def test_a_clip_without_sound_is_heard_as_nothing(tmp_path, hearing):
    path = make_clip(tmp_path / "still.mp4", frames=50)
    assert sound_of(path, hearing) == ({}, ())


def voices_in_a_row() -> np.ndarray:
    """Babble, a laugh and a cry with pauses of a quiet room between, at 48 kHz."""
    chance, out, at = np.random.default_rng(7), 0.3 * room(16), 1.5
    for make in (voice_sounds.babble, voice_sounds.laugh, voice_sounds.wail):
        made = make(chance)
        out[int(at * RATE) :][: len(made)] += 0.4 * made / np.abs(made).max()
        at += len(made) / RATE + 1.2
    return np.asarray(resample_poly(out[: int((at + 0.3) * RATE)], 3, 1), np.float32)


def line(hz: float, db: float, n: int, overtones: int = 1) -> np.ndarray:
    """A tone that stands still, with overtones that fall."""
    orders = np.arange(1, overtones + 1)
    made = sum(np.sin(2 * np.pi * hz * k * np.arange(n) / 48_000 + k) / k for k in orders)
    return np.asarray(10 ** (db / 20) * made / np.abs(made).max(), np.float32)


def in_six(one: np.ndarray, **places: float) -> np.ndarray:
    return np.stack([places.get(name.replace(" ", "_"), 0.0) * one for name in SIX], axis=1)


STEADY = {
    "mains at 50 Hz, loud": lambda one: one + line(50, -14, len(one), 6),
    "mains at 60 Hz with many overtones": lambda one: one + line(60, -20, len(one), 20),
    "a fan": lambda one: one + line(180, -26, len(one), 2),
    "a charger's whine": lambda one: one + line(6_500, -20, len(one)),
}
OTHERWISE = {
    **STEADY,
    "a zero line that lies elsewhere": lambda one: one + np.float32(0.4),
    "rumble": lambda one: one + np.float32(0.3) * np.sin(2 * np.pi * 12 * np.arange(len(one)) / 48_000),
    "20 dB fainter": lambda one: np.float32(0.1) * one,
    "front and back wired against each other": lambda one: in_six(one, front_left=1.0, back_left=-1.0, centre=-1.0),
    "faint in one of six": lambda one: in_six(one, back_right=0.1),
}


@pytest.fixture(scope="module")
def as_it_is(hearing: Hearing) -> tuple[Draft, ...]:
    drafts, _ = proposed(voices_in_a_row(), hearing)
    assert [draft.code for draft in drafts] == ["vocalises", "laugh_like", "cries"]
    return drafts


def proposed(sound: np.ndarray, hearing: Hearing) -> tuple[tuple[Draft, ...], tuple[SignalTrack, ...]]:
    source = Heard(sound)
    tracks = listen(source, end_us=source.end_us, hearing=hearing)
    frames = np.arange(0, source.end_us, 40_000)
    return propose_voices(tracks, frame_pts_us=frames, end_us=source.end_us, settings=RuleSettings()), tracks


@pytest.mark.parametrize("way", OTHERWISE)
def test_the_same_voices_are_proposed_however_the_sound_is_stored(way, as_it_is, hearing):
    drafts, tracks = proposed(OTHERWISE[way](voices_in_a_row()), hearing)
    assert [draft.code for draft in drafts] == [draft.code for draft in as_it_is]
    for found, known in zip(drafts, as_it_is, strict=True):
        assert abs(found.onset_us - known.onset_us) <= NEAR_US
        assert abs(found.offset_us - known.offset_us) <= 2 * NEAR_US
    hums = [one for one in doubted_sounds(tracks) if one.why is DoubtOfSound.HUM]
    assert bool(hums) == (way in STEADY)
    if way in STEADY:
        assert sum(one.interval.duration_us for one in hums) > 3_000_000
        (said,) = sound_notes(tracks)
        assert said.startswith("A hum, or another tone that stands still, is louder than all else for ")
