"""Pictures stand upright, whatever way the camera was held; pixels that are not square are said to be so."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from coder.media import Clip
from tests.coder.media.clipmaker import HEIGHT, WIDTH, Picture, make_clip, number_of, numbered

ONE = 1 << 16
TURNS: dict[str, tuple[tuple[int, int, int, int], Callable[[Picture], Picture], int, bool]] = {
    # name: (a, b, c, d of the matrix), how the upright picture is stored, clockwise degrees, mirrored
    "as stored": ((1, 0, 0, 1), lambda p: p, 0, False),
    "a phone held upright": ((0, 1, -1, 0), lambda p: np.rot90(p, 1), 90, False),
    "upside down": ((-1, 0, 0, -1), lambda p: np.rot90(p, 2), 180, False),
    "a phone on its head": ((0, -1, 1, 0), lambda p: np.rot90(p, -1), 270, False),
    "a mirror": ((-1, 0, 0, 1), np.fliplr, 0, True),
    "top to bottom": ((1, 0, 0, -1), np.flipud, 0, True),
    "a mirrored phone": ((0, 1, 1, 0), lambda p: p.transpose(1, 0, 2), 0, True),
    "the other mirrored phone": ((0, -1, -1, 0), lambda p: np.rot90(p, 2).transpose(1, 0, 2), 0, True),
}


@pytest.mark.parametrize("turn", TURNS)
def test_every_turn_and_mirror(tmp_path: Path, turn: str) -> None:
    (a, b, c, d), store, degrees, mirrored = TURNS[turn]
    path = make_clip(
        tmp_path / "a.mp4",
        frames=6,
        bframes=1,
        picture=lambda n: store(numbered(n + 1000)),
        matrix=(a * ONE, b * ONE, 0, c * ONE, d * ONE, 0, 0, 0, 1 << 30),
    )
    with Clip.open(path) as clip:
        frames = list(clip.frames())
        assert [number_of(f.rgb) for f in frames] == list(range(1000, 1006))
        assert (clip.info.width, clip.info.height) == (WIDTH, HEIGHT)
        assert clip.info.rotation == degrees
        assert clip.info.mirrored == mirrored
        assert {f.rgb.shape for f in frames} == {(HEIGHT, WIDTH, 3)}
        assert all(f.rgb.flags.c_contiguous for f in frames)
        half = next(clip.pick([2], size=(WIDTH // 2, HEIGHT // 2)))
        assert half.rgb.shape == (HEIGHT // 2, WIDTH // 2, 3)


def test_pixels_that_are_not_square_are_given_as_stored_with_the_shape_to_show_them_in(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", frames=4, aspect=Fraction(4, 3))
    with Clip.open(path) as clip:
        assert clip.frame(0).rgb.shape == (HEIGHT, WIDTH, 3)
        assert clip.info.sample_aspect == Fraction(4, 3)


def test_a_turned_picture_turns_its_pixels_too(tmp_path: Path) -> None:
    path = make_clip(
        tmp_path / "a.mp4",
        frames=4,
        aspect=Fraction(4, 3),
        picture=lambda n: np.rot90(numbered(n), 1),
        matrix=(0, ONE, 0, -ONE, 0, 0, 0, 0, 1 << 30),
    )
    with Clip.open(path) as clip:
        assert clip.info.sample_aspect == Fraction(3, 4)


def test_odd_sizes_survive(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mkv", frames=5, picture=lambda n: numbered(n)[:95, :157], pix_fmt="yuv444p")
    with Clip.open(path) as clip:
        assert [number_of(f.rgb) for f in clip.frames()] == [0, 1, 2, 3, 4]
        assert (clip.info.width, clip.info.height) == (157, 95)


def test_a_clip_that_changes_its_size_midway_keeps_its_first(tmp_path: Path) -> None:
    small = make_clip(tmp_path / "small.ts", frames=20, bframes=0)
    large = make_clip(
        tmp_path / "large.ts",
        frames=20,
        bframes=0,
        picture=lambda n: np.kron(numbered(n + 20), np.ones((2, 2, 1), np.uint8)),
    )
    joined = tmp_path / "joined.ts"
    joined.write_bytes(small.read_bytes() + large.read_bytes())
    with Clip.open(joined) as clip:
        frames = list(clip.frames())
        assert {f.rgb.shape for f in frames} == {(HEIGHT, WIDTH, 3)}
        assert [number_of(f.rgb) for f in frames] == list(range(40))
        assert number_of(clip.frame(30).rgb) == 30
        assert number_of(clip.frame(5).rgb) == 5
