"""Playing: frames in order and on time by their own stamps, at any speed, round a loop, with and without sound."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import miniaudio
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from coder.media import Clip
from coder.media.audio import AudioReader
from coder.vocabulary.time import Interval
from tests.coder.media.clipmaker import make_clip
from tests.ui.player.conftest import Watched
from ui.player.engine import PlayerEngine
from ui.player.playback_clock import SilentClock, wrapped
from ui.player.sound_output import SoundClock, SoundUnavailableError

NullSound = functools.partial(SoundClock, backends=[miniaudio.Backend.NULL])
"""A device that takes sound at its true pace and plays it nowhere."""


@pytest.fixture(scope="module")
def sounding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tone = (0.2 * np.sin(np.arange(48_000 * 3) * 0.05)).astype(np.float32)
    return make_clip(tmp_path_factory.mktemp("sounding") / "a.mp4", frames=75, sound=tone)


@pytest.fixture
def heard(qtbot: QtBot) -> Iterator[Watched]:
    engine = PlayerEngine(sound=NullSound)
    yield Watched(engine, qtbot)
    engine.shut_down()


def test_it_plays_to_the_end_in_order_and_stops(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264-uneven"))
    watched.engine.set_speed(4.0)
    with watched.qtbot.waitSignal(watched.engine.ended, timeout=20_000):
        watched.engine.play()
    shown = [n for n, _, _ in watched.frames]
    assert shown == sorted(shown)
    assert shown[-1] == 59
    assert not watched.engine.playing
    assert all(n == said for n, _, said in watched.frames)


@pytest.mark.parametrize("speed", [0.5, 1.0, 4.0])
def test_frames_come_when_they_are_due_and_never_drift(
    watched: Watched, player_clips: Callable[[str], Path], speed: float
) -> None:
    watched.open(player_clips("h264-250"))
    times: list[tuple[float, int]] = []
    watched.engine.frame_shown.connect(lambda n, pts, _: times.append((time.monotonic(), pts)))
    watched.engine.set_speed(speed)
    watched.engine.play()
    watched.qtbot.waitUntil(lambda: len(times) >= 2 and times[-1][0] - times[0][0] > 1.0, timeout=10_000)
    watched.engine.pause()
    real = times[-1][0] - times[0][0]
    media = (times[-1][1] - times[0][1]) / 1e6
    # A busy machine may show a frame late, but playing keeps its pace.
    assert media / speed == pytest.approx(real, abs=0.25)


def test_pausing_stays_on_the_frame_shown(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264-250"))
    watched.engine.play()
    watched.qtbot.waitUntil(lambda: watched.last > 5, timeout=10_000)
    watched.engine.pause()
    watched.engine.step(0)
    watched.qtbot.waitUntil(lambda: watched.engine.frame == watched.last)
    here = watched.engine.frame
    watched.engine.step(1)
    watched.until_shown(here + 1)


def test_a_loop_stays_inside_and_goes_round(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264-250"))
    engine = watched.engine
    engine.set_loop(Interval(4_000_000, 4_400_000))
    engine.set_speed(2.0)
    engine.play()
    rounds = lambda: sum(b < a for (a, _, _), (b, _, _) in zip(watched.frames, watched.frames[1:], strict=False))  # noqa: E731
    watched.qtbot.waitUntil(lambda: rounds() >= 3, timeout=20_000)
    engine.pause()
    assert {n for n, _, _ in watched.frames[1:]} <= set(range(100, 110))
    assert all(n == said for n, _, said in watched.frames)


def test_setting_a_loop_while_playing_elsewhere_goes_there(
    watched: Watched, player_clips: Callable[[str], Path]
) -> None:
    watched.open(player_clips("h264-250"))
    watched.engine.play()
    watched.qtbot.waitUntil(lambda: watched.last > 2, timeout=10_000)
    watched.engine.set_loop(Interval(8_000_000, 8_200_000))
    watched.qtbot.waitUntil(lambda: watched.last in range(200, 205), timeout=10_000)
    watched.engine.set_loop(None)
    watched.qtbot.waitUntil(lambda: watched.last > 206, timeout=10_000)


def test_seeking_while_playing_plays_on_from_there(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264-250"))
    watched.engine.play()
    watched.engine.seek_frame(200)
    watched.qtbot.waitUntil(lambda: 203 <= watched.last < 230, timeout=10_000)
    assert watched.engine.playing


def test_stepping_while_playing_stops(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264-250"))
    watched.engine.play()
    watched.qtbot.waitUntil(lambda: watched.last > 2, timeout=10_000)
    watched.engine.step(-1)
    assert not watched.engine.playing


def test_playing_at_the_end_begins_again(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264"))
    watched.engine.seek_frame(59)
    watched.until_shown(59)
    watched.engine.play()
    watched.qtbot.waitUntil(lambda: 1 <= watched.last < 50, timeout=10_000)


def test_a_clip_without_sound_says_so(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264"))
    watched.engine.play()
    watched.qtbot.waitUntil(lambda: watched.engine.sound_reason is not None, timeout=10_000)
    assert watched.engine.sound_reason == "This clip has no sound."


def test_without_a_sound_device_it_plays_silently_and_says_why(qtbot: QtBot, sounding: Path) -> None:
    def no_device(*_: object, **__: object) -> SoundClock:
        raise SoundUnavailableError("No sound: no sound output was found.")

    engine = PlayerEngine(sound=no_device)
    watched = Watched(engine, qtbot)
    watched.open(sounding)
    engine.play()
    qtbot.waitUntil(lambda: watched.last > 5, timeout=10_000)
    assert engine.sound_reason == "No sound: no sound output was found."
    engine.shut_down()


def test_pictures_follow_the_sound(heard: Watched, sounding: Path) -> None:
    heard.open(sounding)
    with heard.qtbot.waitSignal(heard.engine.ended, timeout=20_000):
        heard.engine.play()
    shown = [n for n, _, _ in heard.frames]
    assert shown == sorted(shown)
    assert shown[-1] == 74
    assert heard.engine.sound_reason is None
    assert all(n == said for n, _, said in heard.frames)


def test_sound_goes_round_the_loop_with_the_picture(heard: Watched, sounding: Path) -> None:
    heard.open(sounding)
    heard.engine.set_loop(Interval(1_000_000, 1_240_000))
    heard.engine.play()
    rounds = lambda: sum(b < a for (a, _, _), (b, _, _) in zip(heard.frames, heard.frames[1:], strict=False))  # noqa: E731
    heard.qtbot.waitUntil(lambda: rounds() >= 3, timeout=20_000)
    assert {n for n, _, _ in heard.frames[1:]} <= set(range(25, 31))


@pytest.mark.parametrize(
    ("speed", "muted", "reason"),
    [
        (0.25, False, "Sound is played from 0.5 to 2 times the speed only."),
        (1.0, True, "Sound is off."),
        (2.0, False, None),
    ],
)
def test_it_says_when_sound_is_not_heard(
    heard: Watched, sounding: Path, speed: float, muted: bool, reason: str | None
) -> None:
    heard.open(sounding)
    heard.engine.set_speed(speed)
    heard.engine.set_muted(muted)
    heard.engine.play()
    heard.qtbot.waitUntil(lambda: heard.last >= 2, timeout=10_000)
    assert heard.engine.sound_reason == reason


def test_a_silent_clock_runs_at_its_speed_and_round_its_loop() -> None:
    moment = [10.0]
    clock = SilentClock(1_000_000, speed=2.0, loop=Interval(500_000, 1_500_000), monotonic=lambda: moment[0])
    assert clock.now() == 1_000_000
    moment[0] += 0.2
    assert clock.now() == 1_400_000
    moment[0] += 0.2
    assert clock.now() == 800_000


def test_a_moment_past_a_loop_comes_back_into_it() -> None:
    assert wrapped(99, None) == 99
    assert wrapped(2_700_000, Interval(1_000_000, 2_000_000)) == 1_700_000


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
def test_the_sound_clock_keeps_the_pace_of_what_is_heard(sounding: Path, qtbot: QtBot, speed: float) -> None:
    with Clip.open(sounding) as clip, AudioReader(sounding, clip.index) as reader:
        clock = NullSound(reader, 500_000, speed=speed, loop=None, volume=lambda: 1.0)
        began = time.monotonic()
        said: list[int] = []
        qtbot.waitUntil(lambda: said.append(clock.now()) or time.monotonic() - began > 0.8, timeout=5000)
        elapsed = time.monotonic() - began
        clock.stop()
    assert said[0] == 500_000
    assert (said[-1] - 500_000) / 1e6 / speed == pytest.approx(elapsed, abs=0.2)
    # It may step back by a hair when it follows the device's own pace, never by a frame.
    assert min(np.diff(said)) > -15_000


def test_a_computer_without_sound_says_so_and_writes_nothing(sounding: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Clip.open(sounding) as clip, AudioReader(sounding, clip.index) as reader:
        try:
            SoundClock(reader, 0, speed=1.0, loop=None, volume=lambda: 0.0).stop()
        except SoundUnavailableError as error:
            said = str(error)
        else:
            pytest.skip("this computer has a sound output")
    assert said == "No sound: no sound output was found."
    assert capfd.readouterr() == ("", "")
