"""Interlaced pictures lose their comb, HDR is brought to a screen, untagged HD is BT.709; by every way to a frame."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import av.filter
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter

from coder.media import Clip
from coder.media.orientation import Orientation, Painter
from tests.coder.media.clipmaker import Picture


def moving(n: int, *, lower_first: bool = False) -> Picture:
    """A bright bar at 24·n in the earlier field, and 12 further in the later one."""
    picture = np.full((96, 480, 3), 40, dtype=np.uint8)
    for field in (0, 1):
        later = field == (0 if lower_first else 1)
        left = 24 * n + 12 * later
        picture[field::2, left : left + 30] = 220
    return picture


def interlaced(path: Path, *, lower_first: bool = False, frames: int = 10) -> Path:
    """A clip as a camcorder makes it; which field comes first is said on every frame, as the encoder asks."""
    graph = av.filter.Graph()
    source = graph.add_buffer(width=480, height=96, format="rgb24", time_base=Fraction(1, 25))
    said, sink = graph.add("setfield", "bff" if lower_first else "tff"), graph.add("buffersink")
    source.link_to(said)
    said.link_to(sink)
    graph.configure()
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=25, options={"flags": "+ildct+ilme", "qp": "8", "g": "5"})
        stream.width, stream.height, stream.pix_fmt = 480, 96, "yuv420p"
        for n in range(frames):
            frame = av.VideoFrame.from_ndarray(moving(n, lower_first=lower_first), format="rgb24")
            frame.pts, frame.time_base = n, Fraction(1, 25)
            graph.push(frame)
            out.mux(stream.encode(graph.pull()))
        out.mux(stream.encode(None))
    return path


def comb(picture: Picture) -> float:
    """How far lines stand out from both of their neighbours."""
    above, line, below = (picture[k : len(picture) - 2 + k, :, 1].astype(int) for k in range(3))
    return float(np.maximum(0, np.maximum(line - np.maximum(above, below), np.minimum(above, below) - line)).mean())


@pytest.mark.parametrize("lower_first", [False, True])
def test_an_interlaced_clip_shows_the_earlier_field_without_a_comb(tmp_path: Path, *, lower_first: bool) -> None:
    path = interlaced(tmp_path / "camcorder.mkv", lower_first=lower_first)
    with Clip.open(path) as clip:
        assert "interlaced" in " ".join(clip.notes)
        shown = [frame.rgb for frame in clip.frames()]
        for n, picture in enumerate(shown):
            assert comb(moving(n, lower_first=lower_first)) > 8
            assert comb(picture) < 1
            bar = picture[48, :, 1]
            assert bar[24 * n + 4 : 24 * n + 26].min() > 180, "where the bar stood in the earlier field"
            assert bar[24 * n + 34 : 24 * n + 40].max() < 80, "and not where it stood in the later one"
        order = [7, 2, 9, 0, 3, 2, 8, 7]
        assert all(np.array_equal(clip.frame(n).rgb, shown[n]) for n in order)
        assert all(np.array_equal(frame.rgb, shown[frame.index]) for frame in clip.pick([1, 4, 6]))


@pytest.mark.realdata
def test_the_case_that_combed(realdata: Path) -> None:
    with Clip.open(realdata / "cases" / "interlaced.mts") as clip:
        assert all(comb(frame.rgb) < 1 for frame in clip.frames())


def pq(nits: float) -> float:
    """Code value of a light, by the formula of ITU-R BT.2100, table 4."""
    y = (nits / 10_000) ** (2610 / 16384)
    return float(((3424 / 4096 + 2413 / 128 * y) / (1 + 2392 / 128 * y)) ** (2523 / 32))


def grey_frame(value: float, trc: ColorTrc) -> av.VideoFrame:
    """A grey frame of 10 bits, in limited range."""
    planes = [np.full((64, 64), round(64 + 876 * value), "<u2"), *(np.full((32, 32), 512, "<u2"),) * 2]
    frame = av.VideoFrame(64, 64, "yuv420p10le")
    for plane, values in zip(frame.planes, planes, strict=True):
        lines = np.frombuffer(memoryview(plane), "<u2").reshape(plane.height, -1)
        lines[:, : values.shape[1]] = values
    frame.color_trc, frame.color_primaries, frame.colorspace = trc, ColorPrimaries.BT2020, Colorspace.BT2020
    return frame


def shown_grey(value: float, trc: ColorTrc) -> int:
    picture = Painter(Orientation(), (64, 64)).paint(grey_frame(value, trc))
    assert int(np.ptp(picture[32, 32])) <= 2, "grey stays grey"
    return int(picture[32, 32, 1])


def test_light_of_pq_is_shown_as_a_screen_shows_it() -> None:
    # 18 % of reference white, shown by BT.1886, is 255 · 0.18^(1/2.4) = 125; reference white is a light grey.
    assert shown_grey(pq(203 * 0.18), ColorTrc.SMPTE2084) == pytest.approx(125, abs=2)
    assert 205 <= shown_grey(pq(203), ColorTrc.SMPTE2084) <= 230
    assert shown_grey(pq(1000), ColorTrc.SMPTE2084) >= 253
    assert shown_grey(pq(4000), ColorTrc.SMPTE2084) >= 253
    assert shown_grey(0.0, ColorTrc.SMPTE2084) <= 2


def test_hlg_has_its_reference_white_at_three_quarters() -> None:
    assert shown_grey(0.75, ColorTrc.ARIB_STD_B67) == pytest.approx(shown_grey(pq(203), ColorTrc.SMPTE2084), abs=2)
    steps = [shown_grey(value / 20, ColorTrc.ARIB_STD_B67) for value in range(21)]
    assert steps == sorted(set(steps)), "every step up is brighter"


@pytest.mark.parametrize(("size", "matrix"), [((1280, 720), "709"), ((720, 1280), "709"), ((640, 480), "601")])
def test_an_untagged_picture_has_the_matrix_of_its_size(size: tuple[int, int], matrix: str) -> None:
    colour = np.full((size[1], size[0], 3), (200, 60, 40), dtype=np.uint8)
    wanted = Colorspace.ITU709 if matrix == "709" else Colorspace.ITU601
    frame = VideoReformatter().reformat(
        av.VideoFrame.from_ndarray(colour, format="rgb24"),
        format="yuv420p",
        dst_colorspace=wanted,
        dst_color_range=ColorRange.MPEG,
    )
    frame.colorspace = 2
    shown = Painter(Orientation(), size).paint(frame)
    assert np.abs(shown[40, 40].astype(int) - (200, 60, 40)).max() <= 3
