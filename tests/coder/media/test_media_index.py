"""FrameIndex: which frame when, how it is kept, and how it was made."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.media import Clip, FrameIndex
from coder.media.frame_index import NO_TICK
from coder.vocabulary.time import ticks_to_us
from tests.coder.media.clipmaker import make_clip, number_of
from tests.coder.media.recipes import UNEVEN

TIME_BASES = st.sampled_from([Fraction(1, 90_000), Fraction(1, 1000), Fraction(1001, 30_000), Fraction(1, 15_500)])


def index_of(ticks: list[int], time_base: Fraction = Fraction(1, 1000), last: int = 40) -> FrameIndex:
    return FrameIndex(
        ticks=np.array(ticks, dtype=np.int64),
        dts=np.array([t if t % 3 else NO_TICK for t in ticks], dtype=np.int64),
        entry=np.array([n % 4 == 0 for n in range(len(ticks))]),
        time_base=time_base,
        last_ticks=last,
        by="packets",
        notes=("a note",),
    )


@st.composite
def indices(draw: st.DrawFn) -> FrameIndex:
    gaps = draw(st.lists(st.integers(0, 5000), min_size=0, max_size=30))
    start = draw(st.integers(-(10**12), 10**12))
    return index_of(np.cumsum([start, *gaps]).tolist(), draw(TIME_BASES), draw(st.integers(0, 5000)))


@given(indices())
def test_it_is_the_same_after_being_kept(index: FrameIndex) -> None:
    again = FrameIndex.from_bytes(index.to_bytes())
    for name in ("ticks", "dts", "entry", "pts_us", "key_frames"):
        assert np.array_equal(getattr(again, name), getattr(index, name))
    for name in ("time_base", "last_ticks", "end_us", "by", "counted", "notes"):
        assert getattr(again, name) == getattr(index, name)


@given(indices(), st.integers(-(10**6), 10**9))
def test_at_is_the_last_frame_that_has_begun(index: FrameIndex, t_us: int) -> None:
    n = index.at(t_us)
    assert index.pts_us[n] <= max(t_us, 0)
    assert n == len(index) - 1 or index.pts_us[n + 1] > t_us


@given(indices(), st.integers(-(10**6), 10**9))
def test_nearest_is_nearest(index: FrameIndex, t_us: int) -> None:
    assert abs(int(index.pts_us[index.nearest(t_us)]) - t_us) == int(np.abs(index.pts_us - t_us).min())


@given(indices())
def test_intervals_tile_the_clip(index: FrameIndex) -> None:
    spans = [index.interval_us(n) for n in range(len(index))]
    assert min(spans) >= 0
    assert sum(spans) == index.end_us


@given(indices())
def test_times_are_those_of_the_time_base_exactly(index: FrameIndex) -> None:
    first = int(index.ticks[0])
    assert index.pts_us.tolist() == [ticks_to_us(t - first, index.time_base) for t in index.ticks.tolist()]


def test_it_cannot_be_changed() -> None:
    index = index_of([0, 40, 80])
    with pytest.raises(ValueError, match="read-only"):
        index.pts_us[0] = 1
    with pytest.raises(AttributeError):
        index.end_us = 3  # type: ignore[misc]


@pytest.mark.parametrize("data", [b"", b"DMFI1\n", b"DMFI1\nnothing", b"another thing"])
def test_bytes_that_are_no_index_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="index"):
        FrameIndex.from_bytes(data)


def test_a_kept_index_opens_the_clip_without_another_pass(made: Callable[[str], Path]) -> None:
    path = made("h264-b")
    with Clip.open(path) as first:
        kept = first.index.to_bytes()
        picture = first.frame(31).rgb
    with Clip.open(path, index=FrameIndex.from_bytes(kept)) as again:
        assert np.array_equal(again.frame(31).rgb, picture)


BY_PACKETS = ("h264-b", "hevc-open", "h264-mkv", "h264-ts", "h264-flv", "mpeg4-b", "vp9-hidden", "h264-edit", "prores")
BY_DECODING = ("vp8-hidden", "mpeg4-b-avi", "mpeg2-ps", "mpeg2-ts", "mpeg2-mxf", "wmv")


@pytest.mark.parametrize(
    ("name", "by"), [*((n, "packets") for n in BY_PACKETS), *((n, "decoding") for n in BY_DECODING)]
)
def test_it_says_how_it_was_made(made: Callable[[str], Path], name: str, by: str) -> None:
    with Clip.open(made(name)) as clip:
        assert clip.index.by == by


def test_only_pictures_that_owe_nothing_to_earlier_ones_are_entries(made: Callable[[str], Path]) -> None:
    with Clip.open(made("h264-refresh")) as clip:
        assert clip.index.key_frames.tolist() == [0], "a picture refreshed bit by bit is no entry"
    with Clip.open(made("h264-open")) as clip:
        assert len(clip.index.key_frames) == 6, "a recovery point is"


def test_uneven_gaps_are_kept_and_called_variable(made: Callable[[str], Path]) -> None:
    with Clip.open(made("h264-uneven-mkv")) as clip:
        assert clip.info.variable
        assert clip.index.pts_us.tolist() == [(t - UNEVEN[0]) * 1000 for t in UNEVEN]
    with Clip.open(made("h264-b")) as clip:
        assert not clip.info.variable
        assert clip.info.average_fps == pytest.approx(25)


def test_a_clip_that_starts_late_starts_at_zero(made: Callable[[str], Path]) -> None:
    with Clip.open(made("h264-late-mkv")) as clip:
        assert clip.info.first_pts == 5000
        assert clip.index.pts_us[:2].tolist() == [0, 40_000]
        assert clip.info.duration_us == 60 * 40_000


def test_avi_frames_that_were_stamped_in_the_order_of_decoding_are_put_in_time(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.avi", bframes=2, gop=10)
    with Clip.open(path, cache_bytes=1) as clip:
        assert clip.index.pts_us.tolist() == [40_000 * n for n in range(60)]
        assert [number_of(clip.frame(n).rgb) for n in (40, 39, 3, 59)] == [40, 39, 3, 59]


def test_a_clock_that_starts_again_runs_on(tmp_path: Path) -> None:
    """Recordings joined end to end, as camcorders do, repeat their stamps."""
    one = make_clip(tmp_path / "one.mpg", codec="mpeg1video", frames=30)
    joined = tmp_path / "joined.mpg"
    joined.write_bytes(one.read_bytes() + one.read_bytes())
    with Clip.open(joined) as clip:
        assert bool(np.all(np.diff(clip.index.pts_us) > 0))
        assert [number_of(f.rgb) for f in clip.frames()] == [*range(30), *range(30)]
        assert number_of(clip.frame(33).rgb) == 3
