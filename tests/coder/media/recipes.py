"""What clips the tests are run on: each recipe is one way in which real clips are awkward."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from tests.coder.media.clipmaker import make_clip, remux, set_edit

MILLI = Fraction(1, 1000)
UNEVEN = np.cumsum(np.random.default_rng(1).integers(20, 180, 60)).tolist()
"""Stamps (ms) as a web camera gives them."""


def x264(params: str) -> dict[str, str]:
    return {"preset": "veryfast", "x264-params": f"scenecut=0:{params}"}


def x265(keyint: int, *, open_gop: bool) -> dict[str, str]:
    return {
        "preset": "ultrafast",
        "x265-params": f"log-level=none:pools=none:frame-threads=1:keyint={keyint}:min-keyint=1:bframes=3"
        f":b-adapt=0:scenecut=0:open-gop={int(open_gop)}",
    }


RECIPES: dict[str, tuple[str, dict[str, Any]]] = {
    "h264": ("a.mp4", {}),
    "h264-b": ("a.mp4", {"bframes": 3, "options": x264("b-pyramid=normal")}),
    "h264-250": ("a.mp4", {"frames": 280, "gop": 250, "bframes": 2, "options": x264("ref=3")}),
    "h264-one-key": ("a.mp4", {"frames": 150, "bframes": 3, "options": x264("keyint=infinite")}),
    "h264-open": ("a.mp4", {"gop": 10, "bframes": 3, "options": x264("open-gop=1:b-pyramid=normal")}),
    "h264-refresh": ("a.mp4", {"gop": 10, "options": x264("intra-refresh=1")}),
    "h264-interlaced": ("a.ts", {"bframes": 2, "options": x264("tff=1")}),
    "h264-10bit": ("a.mp4", {"bframes": 2, "pix_fmt": "yuv420p10le"}),
    "h264-mkv": ("a.mkv", {"gop": 10, "bframes": 2}),
    "h264-ts": ("a.ts", {"gop": 10, "bframes": 2}),
    "h264-flv": ("a.flv", {"gop": 10, "bframes": 2}),
    "h264-fragmented": ("a.mp4", {"gop": 10, "bframes": 2, "muxer": {"movflags": "frag_keyframe+empty_moov"}}),
    "h264-uneven": ("a.mp4", {"stamps": UNEVEN, "time_base": MILLI, "bframes": 2}),
    "h264-uneven-mkv": ("a.mkv", {"stamps": UNEVEN, "time_base": MILLI, "bframes": 2}),
    "h264-late": ("a.mp4", {"stamps": [5000 + 40 * n for n in range(60)], "time_base": MILLI, "bframes": 2}),
    "h264-late-mkv": ("a.mkv", {"stamps": [5000 + 40 * n for n in range(60)], "time_base": MILLI, "bframes": 2}),
    "h264-twins": ("a.mkv", {"stamps": [40 * (n - (n > 20) - (n > 21)) for n in range(60)], "time_base": MILLI}),
    "hevc": ("a.mp4", {"codec": "libx265", "options": x265(12, open_gop=False)}),
    "hevc-open": ("a.mp4", {"codec": "libx265", "options": x265(12, open_gop=True)}),
    "hevc-open-mkv": ("a.mkv", {"codec": "libx265", "options": x265(12, open_gop=True)}),
    "hevc-250": ("a.mp4", {"codec": "libx265", "frames": 280, "options": x265(250, open_gop=True)}),
    "mpeg4": ("a.mp4", {"codec": "mpeg4"}),
    "mpeg4-b": ("a.mp4", {"codec": "mpeg4", "bframes": 2}),
    "mpeg4-b-250": ("a.mp4", {"codec": "mpeg4", "bframes": 2, "gop": 250, "frames": 280}),
    "mpeg4-avi": ("a.avi", {"codec": "mpeg4"}),
    "mpeg4-b-avi": ("a.avi", {"codec": "mpeg4", "bframes": 2}),
    "vp9": ("a.webm", {"codec": "libvpx-vp9", "gop": 20, "options": {"deadline": "realtime", "cpu-used": "8"}}),
    "vp9-hidden": (
        "a.webm",
        {
            "codec": "libvpx-vp9",
            "gop": 250,
            "frames": 80,
            "options": {"auto-alt-ref": "1", "lag-in-frames": "16", "cpu-used": "5", "deadline": "good"},
        },
    ),
    "vp8-hidden": (
        "a.webm",
        {
            "codec": "libvpx",
            "gop": 40,
            "options": {"auto-alt-ref": "1", "lag-in-frames": "16", "cpu-used": "5", "deadline": "good"},
        },
    ),
    "mjpeg-avi": ("a.avi", {"codec": "mjpeg", "pix_fmt": "yuvj420p"}),
    "mpeg2-ps": ("a.mpg", {"codec": "mpeg2video", "bframes": 2}),
    "mpeg2-ts": ("a.ts", {"codec": "mpeg2video", "bframes": 2}),
    "mpeg2-mxf": ("a.mxf", {"codec": "mpeg2video"}),
    "wmv": ("a.wmv", {"codec": "wmv2"}),
    "prores": ("a.mov", {"codec": "prores_ks", "pix_fmt": "yuv422p10le", "frames": 20}),
}

DERIVED = {
    # A clip cut without regard to groups: its first pictures cannot be decoded, or refer to what is gone.
    "hevc-cut-open": lambda make, out: remux(make("hevc-open"), out / "cut.mp4", skip=12),
    "h264-cut-open": lambda make, out: remux(make("h264-open"), out / "cut.mp4", skip=13),
    "h264-cut-closed": lambda make, out: remux(make("h264-b"), out / "cut.mp4", skip=5),
    "vp9-cut": lambda make, out: remux(make("vp9"), out / "cut.webm", skip=4),
    # Edit lists: the clip begins inside a group, or ends before its last stored frame.
    "h264-edit": lambda make, out: _edited(make("h264-b"), out, media_time=512 * 9),
    "hevc-edit": lambda make, out: _edited(make("hevc-open"), out, media_time=512 * 17 + 3),
    "mpeg4-edit": lambda make, out: _edited(make("mpeg4-b"), out, media_time=512 * 14),
    "h264-edit-both": lambda make, out: _edited(make("h264-open"), out, media_time=512 * 9, duration=900),
}

EVERY = (*RECIPES, *DERIVED)


def make(name: str, folder: Path) -> Path:
    """Make a recipe's clip, unless it is there."""
    out = folder / name
    if not out.exists():
        out.mkdir()
        if name in DERIVED:
            DERIVED[name](lambda other: make(other, folder), out)
        else:
            file, options = RECIPES[name]
            make_clip(out / file, **options)
    return next(out.iterdir())


def _edited(source: Path, out: Path, **edit: int) -> Path:
    target = out / "edited.mp4"
    target.write_bytes(source.read_bytes())
    return set_edit(target, **edit)
