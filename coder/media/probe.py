"""Probe: what a clip is, and a fingerprint of every frame, streamed so that memory does not grow."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

from coder.media.clip import Clip
from coder.media.container import Source


class ProbedFrame(TypedDict):
    """One frame: ``sha256`` is of the upright RGB24 bytes, row after row without padding."""

    index: int
    pts_us: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Probe:
    """A probed clip: its head at once, its frames as they are decoded. ``frames`` is None where not asked for."""

    width: int
    height: int
    duration_us: int
    notes: tuple[str, ...]
    frames: Iterator[ProbedFrame] | None


def probe(source: Source, *, frames: bool) -> Probe:
    """Probe a clip.

    Raises
    ------
    coder.vocabulary.errors.ClipError
        It cannot be read as video.
    """
    clip = Clip.open(source)
    if not frames:
        clip.close()
    return Probe(
        width=clip.info.width,
        height=clip.info.height,
        duration_us=clip.info.duration_us,
        notes=clip.notes,
        frames=_fingerprints(clip) if frames else None,
    )


def _fingerprints(clip: Clip) -> Iterator[ProbedFrame]:
    with clip:
        for frame in clip.frames():
            yield {
                "index": frame.index,
                "pts_us": frame.pts_us,
                "sha256": hashlib.sha256(frame.rgb.data).hexdigest(),
            }
