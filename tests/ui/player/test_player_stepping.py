"""The frame shown is the frame stored: stepping, seeking, coalescing, opening and leaving."""

from __future__ import annotations

import io
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from coder.media import Clip
from coder.media.frame_cursor import Cursor
from coder.vocabulary.time import Interval
from tests.coder.media.clipmaker import remux
from tests.ui.player.conftest import Watched, number_in
from ui.player.engine import PlayerEngine


@pytest.mark.parametrize("name", ["h264-open", "hevc-250", "vp9-hidden", "h264-uneven"])
def test_every_step_lands_on_the_very_frame(watched: Watched, player_clips: Callable[[str], Path], name: str) -> None:
    watched.open(player_clips(name))
    place = 0
    for by in (1, 1, 1, 5, -1, -1, 30, -1, -1, -1, 10, -20, 1):
        place += by
        watched.engine.step(by)
        watched.until_shown(place)
    index = watched.engine.index
    assert index is not None
    assert all(n == said and pts == index.pts_us[n] for n, pts, said in watched.frames)


def test_many_steps_at_once_add_up(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264-250"))
    for _ in range(100):
        watched.engine.step(1)
    watched.until_shown(100)
    for _ in range(37):
        watched.engine.step(-1)
    watched.until_shown(63)
    assert all(n == said for n, _, said in watched.frames)


def test_only_the_newest_of_many_seeks_is_decoded_to_its_end(
    watched: Watched, player_clips: Callable[[str], Path]
) -> None:
    watched.open(player_clips("h264-one-key"))
    before = len(watched.frames)
    targets = [140 if n % 2 else 149 for n in range(40)] + [75]
    for n in targets:
        watched.engine.seek_frame(n)
    watched.until_shown(75)
    assert len(watched.frames) - before < len(targets) // 2


def test_seeking_by_time_shows_what_is_showing_then(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264-uneven"))
    index = watched.engine.index
    assert index is not None
    for n in (17, 3, 58):
        watched.engine.seek_time(int(index.pts_us[n]) + index.interval_us(n) - 1)
        watched.until_shown(n)


def test_places_past_either_end_are_the_ends(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264"))
    watched.engine.seek_frame(10_000)
    watched.until_shown(59)
    watched.engine.step(5)
    watched.engine.step(-3)
    watched.until_shown(56)
    watched.engine.seek_time(-5)
    watched.until_shown(0)


def test_a_clip_is_indexed_off_the_window_s_thread_and_waits_for_what_was_asked(
    watched: Watched, player_clips: Callable[[str], Path]
) -> None:
    engine = watched.engine
    engine.open(player_clips("h264-250"))
    engine.seek_time(4_000_000)
    watched.until_shown(100)
    assert engine.frame_count == 280
    assert engine.end_us == 280 * 40_000
    assert engine.pts_us == 4_000_000


def test_another_clip_takes_the_place_of_the_first(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264-250"))
    watched.engine.seek_frame(200)
    with watched.qtbot.waitSignal(watched.engine.closed):
        watched.engine.open(player_clips("h264"))
    watched.until_shown(0)
    watched.qtbot.waitUntil(lambda: watched.engine.frame_count == 60)
    assert watched.frames[-1][2] == 0


def test_what_is_no_clip_is_said_in_a_sentence(watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("no clip")
    with watched.qtbot.waitSignal(watched.engine.failed) as said:
        watched.engine.open(path)
    assert said.args == [
        (
            "notes.mp4 is called a video, and what is in it is none: it is damaged, or something else under that name. "
            "Copy it again from the camera or the phone."
        )
    ]
    assert watched.frames == []


def test_a_source_that_fails_later_is_said_once(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    data = player_clips("h264-250").read_bytes()
    gone = threading.Event()

    class Unplugged(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if gone.is_set():
                raise OSError(5, "Input/output error")
            return super().read(size)

    watched.engine.open(lambda: Unplugged(data), name="far.mp4")
    watched.until_shown(0)
    gone.set()
    with watched.qtbot.waitSignal(watched.engine.failed, timeout=10_000) as said:
        watched.engine.seek_frame(270)
    assert "far.mp4 can no longer be read" in said.args[0]


def test_pictures_are_fetched_aside_without_being_shown(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264-250"))
    got: list[int] = []
    for n in (250, 3, 100):
        watched.engine.fetch(n, lambda image: got.append(number_in(image)))
    watched.qtbot.waitUntil(lambda: len(got) == 3, timeout=10_000)
    assert got == [250, 3, 100]
    assert [n for n, _, _ in watched.frames] == [0]


def test_who_waits_for_a_picture_that_cannot_be_decoded_is_told_and_let_go(
    watched: Watched, player_clips: Callable[[str], Path], tmp_path: Path
) -> None:
    watched.open(remux(player_clips("hevc-open"), tmp_path / "lost.mp4", drop=(7, 8, 30)))
    count = watched.engine.frame_count
    got: dict[int, bool] = {}
    waiting = []
    for n in (*range(count), count, -1, 10_000):

        def give(image: QImage | None, n: int = n) -> None:
            got[n] = image is not None

        waiting.append(weakref.ref(give))
        watched.engine.fetch(n, give)
    del give
    watched.qtbot.waitUntil(lambda: len(got) == count + 3, timeout=20_000)
    assert not any(got[n] for n in (count, -1, 10_000))
    assert 0 < sum(got.values()) < count, "some of it is damaged"
    watched.qtbot.waitUntil(lambda: not any(one() for one in waiting), timeout=5_000)


def test_who_waits_for_a_picture_of_what_is_no_clip_is_told_and_let_go(watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("no clip")
    got: list[QImage | None] = []
    with watched.qtbot.waitSignal(watched.engine.failed):
        watched.engine.open(path)
        watched.engine.fetch(3, got.append)
    watched.engine.fetch(4, got.append)
    watched.qtbot.waitUntil(lambda: len(got) == 2, timeout=10_000)
    assert got == [None, None]


def test_what_was_wanted_of_a_clip_that_goes_is_wanted_of_no_other(
    watched: Watched, player_clips: Callable[[str], Path]
) -> None:
    """A picture that was being decoded as another clip was opened came back under a number that nobody knew."""
    data = player_clips("h264-250").read_bytes()
    armed, reading, may_go_on = threading.Event(), threading.Event(), threading.Event()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if armed.is_set():
                reading.set()
                assert may_go_on.wait(10)
            return super().read(size)

    got: list[int] = []
    watched.engine.open(lambda: Slow(data), name="slow.mp4")
    watched.until_shown(0)
    armed.set()
    watched.engine.fetch(270, lambda _: got.append(-1))
    assert reading.wait(10)
    watched.engine.open(player_clips("hevc-250"))
    may_go_on.set()
    for n in (3, 4):
        watched.engine.fetch(n, lambda image: got.append(number_in(image)))
    watched.qtbot.waitUntil(lambda: got == [3, 4], timeout=10_000)


def test_leaving_in_the_middle_of_decoding_leaves_no_thread(qtbot: QtBot, player_clips: Callable[[str], Path]) -> None:
    before = set(threading.enumerate())
    engine = PlayerEngine()
    engine.open(player_clips("hevc-250"))
    with qtbot.waitSignal(engine.frame_shown, timeout=10_000):
        pass
    engine.play()
    engine.seek_frame(279)
    engine.shut_down()
    assert set(threading.enumerate()) == before


def test_nothing_of_a_closed_clip_is_shown(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264-250"))
    watched.engine.seek_frame(270)
    watched.engine.close_clip()
    seen = len(watched.frames)
    got: list[int] = []
    watched.engine.open(player_clips("h264"))
    watched.engine.fetch(9, lambda image: got.append(number_in(image)))
    watched.qtbot.waitUntil(lambda: got == [9], timeout=10_000)
    assert {n for n, _, _ in watched.frames[seen:]} == {0}


def test_damage_is_stepped_over_and_told_once(
    watched: Watched, player_clips: Callable[[str], Path], tmp_path: Path
) -> None:
    watched.open(remux(player_clips("hevc-open"), tmp_path / "lost.mp4", drop=(7, 8, 30)))
    count = watched.engine.frame_count
    for _ in range(count - 1):
        before = watched.last
        watched.engine.step(1)
        watched.qtbot.waitUntil(
            lambda before=before: watched.last > before or watched.last == count - 1, timeout=10_000
        )
        if watched.last == count - 1:
            break
    shown = {n for n, _, _ in watched.frames}
    assert count - 1 in shown
    assert len(shown) < count, "some of it is damaged"
    assert len(watched.failures) == 1
    assert "lost.mp4 is damaged" in watched.failures[0]


def test_the_window_never_waits_for_a_slow_source(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    data = player_clips("h264").read_bytes()
    may_go_on = threading.Event()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            assert may_go_on.wait(10)
            return super().read(size)

    before = time.monotonic()
    watched.engine.open(lambda: Slow(data), name="slow.mp4")
    watched.engine.seek_frame(30)
    watched.engine.step(3)
    watched.engine.set_speed(2)
    assert time.monotonic() - before < 0.5
    assert watched.frames == []
    may_go_on.set()
    watched.until_shown(33)


def test_pictures_are_fetched_aside_while_a_loop_plays(watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264-250"))
    got: list[int] = []
    watched.engine.set_loop(Interval(0, 300_000))
    watched.engine.play()
    for n in (40, 22):
        watched.engine.fetch(n, lambda image: got.append(number_in(image)))
    watched.qtbot.waitUntil(lambda: got == [40, 22], timeout=10_000)
    assert watched.engine.playing


def test_an_expected_frame_is_decoded_before_it_is_asked_for(
    watched: Watched, player_clips: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.open(player_clips("h264-one-key"))
    index = watched.engine.index
    assert index is not None
    ready = threading.Event()
    prepare = Clip.prepare

    def watching(clip: Clip, *, give_up: Callable[[], bool]) -> bool:
        more = prepare(clip, give_up=give_up)
        if 140 in clip._at_hand and not more:
            ready.set()
        return more

    monkeypatch.setattr(Clip, "prepare", watching)
    for n in (60, 140):
        watched.engine.expect_time(int(index.pts_us[n]))
    watched.qtbot.waitUntil(ready.is_set, timeout=10_000)
    assert watched.last == 0, "nothing is shown that nobody asked for"
    waited: list[int] = []
    reach = Cursor.reach
    monkeypatch.setattr(Cursor, "reach", lambda self, n, **how: waited.append(n) or reach(self, n, **how))
    watched.engine.seek_frame(140)
    watched.until_shown(140)
    assert waited == []
    watched.engine.expect_time(None)
    watched.engine.step(1)
    watched.until_shown(141)
    assert all(n == said for n, _, said in watched.frames)
