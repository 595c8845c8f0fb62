"""The same picture whichever way one arrives: in order, at random, by steps, by picking; for every awkward clip."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.media import Clip, Frame, FrameIndex
from tests.coder.media.clipmaker import number_of, plain_decode
from tests.coder.media.recipes import EVERY

ONE_FRAME = 64 * 1024
"""Room for about two of these small frames: nearly every step must be decoded."""

truth_of = cache(plain_decode)
truth_index = cache(lambda path: _index(path))


def _index(path: Path) -> FrameIndex:
    with Clip.open(path) as clip:
        return clip.index


def fingerprint(frame: Frame) -> str:
    return hashlib.sha256(frame.rgb.data).hexdigest()


@pytest.mark.parametrize("name", EVERY)
def test_the_index_lists_what_a_plain_decode_yields_and_frames_are_its_pictures(
    made: Callable[[str], Path], name: str
) -> None:
    path = made(name)
    truth = truth_of(path)
    with Clip.open(path) as clip:
        assert clip.index.ticks.tolist() == [pts for pts, _ in truth]
        assert [fingerprint(f) for f in clip.frames()] == [digest for _, digest in truth]
        assert [note for note in clip.notes if "interlaced" not in note] == []
        assert clip.index.pts_us[0] == 0


@pytest.mark.parametrize("name", [n for n in EVERY if "cut" not in n and "edit" not in n])
def test_frames_say_their_own_number(made: Callable[[str], Path], name: str) -> None:
    with Clip.open(made(name)) as clip:
        assert [number_of(f.rgb) for f in clip.frames()] == list(range(len(clip)))


@pytest.mark.parametrize("name", EVERY)
def test_every_frame_alone_from_the_last_to_the_first(made: Callable[[str], Path], name: str) -> None:
    path = made(name)
    truth = truth_of(path)
    with Clip.open(path, index=truth_index(path), cache_bytes=ONE_FRAME) as clip:
        for n in range(len(clip) - 1, -1, -7):
            assert fingerprint(clip.frame(n)) == truth[n][1], f"frame {n}"


WALKED = ("h264-250", "h264-one-key", "h264-open", "hevc-250", "hevc-open", "mpeg4-b-250", "vp9-hidden", "h264-edit")
move = st.one_of(
    st.tuples(st.just("seek"), st.floats(0, 1)), st.tuples(st.just("step"), st.sampled_from([-5, -2, -1, 1, 3]))
)


@pytest.mark.parametrize("name", WALKED)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(move, min_size=4, max_size=14), room=st.sampled_from([ONE_FRAME, 20 * ONE_FRAME, 1 << 26]))
def test_a_random_walk_shows_the_sequential_truth(
    made: Callable[[str], Path], name: str, moves: list[tuple[str, float]], room: int
) -> None:
    path = made(name)
    truth = truth_of(path)
    with Clip.open(path, index=truth_index(path), cache_bytes=room) as clip:
        n = 0
        for kind, amount in moves:
            n = int(amount * (len(clip) - 1)) if kind == "seek" else min(len(clip) - 1, max(0, n + int(amount)))
            frame = clip.frame(n)
            assert (frame.index, frame.pts_us) == (n, clip.index.pts_us[n])
            assert fingerprint(frame) == truth[n][1]


@pytest.mark.parametrize("name", EVERY)
def test_picking_some_gives_the_same_pictures_as_reading_all(made: Callable[[str], Path], name: str) -> None:
    path = made(name)
    truth = truth_of(path)
    with Clip.open(path, index=truth_index(path)) as clip:
        for wanted in (range(0, len(clip), 3), [1, 2, len(clip) - 1]):
            picked = list(clip.pick(wanted))
            assert [f.index for f in picked] == list(wanted)
            assert [fingerprint(f) for f in picked] == [truth[n][1] for n in wanted]


def test_picking_skips_whole_groups_between_far_frames(made: Callable[[str], Path]) -> None:
    path = made("h264-250")
    with Clip.open(path) as clip:
        assert [number_of(f.rgb) for f in clip.pick([0, 270])] == [0, 270]


def test_a_clip_can_be_read_from_any_seekable_stream(made: Callable[[str], Path]) -> None:
    path = made("h264-b")
    opened = []

    def source():
        opened.append(path.open("rb"))
        return opened[-1]

    with Clip.open(source) as clip:
        assert number_of(clip.frame(41).rgb) == 41
        assert number_of(clip.frame(3).rgb) == 3
    assert opened
    assert all(f.closed for f in opened)


def test_frame_at_gives_the_frame_that_is_showing(made: Callable[[str], Path]) -> None:
    with Clip.open(made("h264-uneven")) as clip:
        for n in (0, 7, 59):
            start = int(clip.index.pts_us[n])
            assert clip.frame_at(start).index == n
            assert clip.frame_at(start + clip.index.interval_us(n) - 1).index == n


def test_there_is_no_frame_past_the_end(made: Callable[[str], Path]) -> None:
    with Clip.open(made("h264")) as clip:
        with pytest.raises(IndexError, match="frames 0 to 59"):
            clip.frame(60)
        with pytest.raises(IndexError):
            clip.frame(-1)


def test_sizes_asked_for_are_of_the_upright_picture(made: Callable[[str], Path]) -> None:
    with Clip.open(made("h264")) as clip:
        assert next(clip.pick([5], size=(80, 48))).rgb.shape == (48, 80, 3)
