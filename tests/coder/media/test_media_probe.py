"""Probe: the same fingerprints that anyone gets from the upright RGB bytes, streamed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from coder.media import Clip
from coder.media.probe import probe
from coder.vocabulary.errors import ClipError
from tests.coder.media.clipmaker import make_clip, numbered, plain_decode


def test_it_lists_every_frame(made: Callable[[str], Path]) -> None:
    path = made("h264-uneven")
    probed = probe(path, frames=True)
    assert probed.frames is not None
    frames = list(probed.frames)
    assert [f["sha256"] for f in frames] == [digest for _, digest in plain_decode(path)]
    with Clip.open(path) as clip:
        assert [f["pts_us"] for f in frames] == clip.index.pts_us.tolist()
        assert (probed.width, probed.height, probed.duration_us) == (160, 96, clip.info.duration_us)
    assert [f["index"] for f in frames] == list(range(60))


def test_fingerprints_are_of_the_upright_picture(tmp_path: Path) -> None:
    turned = make_clip(
        tmp_path / "turned.mp4",
        frames=5,
        picture=lambda n: np.rot90(numbered(n), 1),
        matrix=(0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30),
    )
    probed = probe(turned, frames=True)
    assert (probed.width, probed.height) == (160, 96)
    with Clip.open(turned) as clip:
        expected = [hashlib.sha256(np.ascontiguousarray(f.rgb).tobytes()).hexdigest() for f in clip.frames()]
    assert [f["sha256"] for f in probed.frames or ()] == expected


def test_it_streams(made: Callable[[str], Path]) -> None:
    frames = probe(made("h264-250"), frames=True).frames
    assert isinstance(frames, Iterator)
    assert next(frames)["index"] == 0


def test_without_frames_it_only_says_what_the_clip_is(made: Callable[[str], Path]) -> None:
    probed = probe(made("h264"), frames=False)
    assert probed.frames is None
    assert probed.duration_us == 2_400_000


def test_what_is_no_clip_is_refused_before_anything_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("no clip")
    with pytest.raises(ClipError, match=r"a\.txt is not a video"):
        probe(path, frames=True)
