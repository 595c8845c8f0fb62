"""Stepping back through a long group of pictures: what comes next is decoded while nothing else is wanted."""

import pytest

from coder.media import Clip
from coder.media.frame_cursor import Cursor
from tests.coder.media.clipmaker import HEIGHT, WIDTH, make_clip, number_of

FRAMES, FIT = 300, 30
ROOM = FIT * WIDTH * HEIGHT * 3 // 2
SCENES = "scenecut=0"


def never() -> bool:
    return False


@pytest.fixture(scope="module")
def long_group(tmp_path_factory):
    """Two entry frames in three hundred, and frames that nothing refers to between them."""
    return make_clip(tmp_path_factory.mktemp("back") / "long.mp4", frames=FRAMES, gop=250, bframes=2)


@pytest.fixture
def reached(monkeypatch):
    """Frames that were decoded on the way somewhere, by the moment at which somebody waited for them."""
    waited = []
    reach = Cursor.reach
    monkeypatch.setattr(Cursor, "reach", lambda self, n, **how: waited.append(n) or reach(self, n, **how))
    return waited


def test_no_step_back_waits_for_more_than_a_picture(long_group, reached):
    with Clip.open(long_group, cache_bytes=ROOM) as clip:
        clip.frame(280)
        waits = []
        for n in range(279, 0, -1):
            reached.clear()
            assert number_of(clip.frame(n).rgb) == n
            waits += [n] if reached else []
            while clip.prepare(give_up=never):
                pass
        assert waits == [] or min(waits) > 270, "after the leap itself, every picture was there"
        assert clip._cache.capacity <= FIT + 2
        assert len(clip._cache._frames) <= FIT + 2


def test_what_was_interrupted_goes_on_from_there(long_group, monkeypatch):
    starts = []
    start = Cursor._start_at
    monkeypatch.setattr(Cursor, "_start_at", lambda self, entry: starts.append(entry) or start(self, entry))
    with Clip.open(long_group, cache_bytes=ROOM) as clip:
        clip.frame(200)
        for n in (199, 198, 197, 196, 195, 194, 193):
            clip.frame(n)
        starts.clear()
        rounds = 0
        while clip.prepare(give_up=lambda: True):  # one picture at a time
            rounds += 1
        assert rounds > 20
        assert len(starts) <= 1
        assert clip._cache.first_in_turn(193) <= 193 - clip._cache.capacity // 3


def test_what_is_expected_is_there_when_it_is_asked_for(long_group, reached):
    with Clip.open(long_group, cache_bytes=ROOM) as clip:
        clip.frame(20)
        clip.expect(180)
        while clip.prepare(give_up=never):
            pass
        reached.clear()
        for n in (180, 179, 178, 174, 181):
            assert number_of(clip.frame(n).rgb) == n
        assert reached == [181], "the frames before it came with it, and playing goes on from there"
        for n in (21, 20, 182):
            assert number_of(clip.frame(n).rgb) == n


def test_a_leap_goes_on_where_getting_ready_for_it_had_come(long_group, monkeypatch):
    starts = []
    start = Cursor._start_at
    with Clip.open(long_group, cache_bytes=ROOM) as clip:
        clip.frame(20)
        clip.expect(200)
        for _ in range(80):  # one picture at a time
            clip.prepare(give_up=lambda: True)
        monkeypatch.setattr(Cursor, "_start_at", lambda self, entry: starts.append(entry) or start(self, entry))
        assert number_of(clip.frame(198).rgb) == 198
        assert starts == []


@pytest.mark.parametrize("asked", [20, 60, 150, 199, 201, 280])
def test_another_frame_than_the_expected_one_is_that_frame(long_group, asked):
    with Clip.open(long_group, cache_bytes=ROOM) as clip:
        clip.frame(100)
        clip.expect(200)
        for _ in range(asked):
            clip.prepare(give_up=lambda: True)
        for n in (asked, asked - 1, asked + 1, 200):
            assert number_of(clip.frame(n).rgb) == n


def test_while_nobody_steps_back_nothing_is_prepared(long_group, reached):
    with Clip.open(long_group, cache_bytes=ROOM) as clip:
        for n in (200, 201, 202, 90):
            clip.frame(n)
            reached.clear()
            assert not clip.prepare(give_up=never)
            assert reached == []


@pytest.mark.parametrize("further", range(4))
def test_what_a_search_that_was_given_up_left_out_is_no_damage(long_group, further):
    with Clip.open(long_group, cache_bytes=ROOM) as clip:
        clip.frame(0)
        clip.expect(115)
        for _ in range(8):  # one picture at a time
            clip.prepare(give_up=lambda: True)
        assert clip._ahead is not None
        n = clip._ahead.position + further
        assert number_of(clip.frame(n).rgb) == n


@pytest.mark.parametrize("bframes", [0, 2])
def test_a_leap_nearby_begins_nearby_and_shows_that_frame(tmp_path, bframes, monkeypatch):
    apart, group = 10, 50
    monkeypatch.setattr("coder.media.waypoints.PIXELS_APART", apart * WIDTH * HEIGHT)
    read = []
    number = Cursor._read
    monkeypatch.setattr(Cursor, "_read", lambda self: read.append(self.position) or number(self))
    path = make_clip(tmp_path / "groups.mp4", frames=150, gop=group, bframes=bframes, options={"x264-params": SCENES})
    with Clip.open(path, cache_bytes=ROOM) as clip:
        clip.frame(98)
        for n in (85, 78, 98, 69, 49, 60, 45, 149, 140, 145):
            while clip.prepare(give_up=never):
                pass
            read.clear()
            assert number_of(clip.frame(n).rgb) == n
            assert n == 149 or len(read) <= 2 * apart
