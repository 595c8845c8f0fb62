"""A recording whose clip is elsewhere: codes came in without it, and its times lie on an even grid of frames."""

from __future__ import annotations

from fractions import Fraction

from coder.media.frame_index import FrameIndex, even_index
from coder.vocabulary.recording import Recording
from coder.vocabulary.time import MICROS

USUAL_FPS = 25


def recording_without_clip(
    recording_id: str, *, name: str, added_at: str, duration_us: int, frame_rate: float | None
) -> Recording:
    """Return a recording that is at least ``duration_us`` long, at ``frame_rate`` frames per second or the usual 25."""
    rate = Fraction(frame_rate or USUAL_FPS).limit_denominator(1001)
    frames = max(int(Fraction(duration_us, MICROS) * rate) + 1, 1)
    return Recording(
        id=recording_id,
        name=name,
        added_at=added_at,
        clip="",
        linked=True,
        clip_sha256="",
        clip_bytes=0,
        duration_us=even_index(frames, rate).end_us,
        info={"fps": round(float(rate), 3), "sound": False, "rate": str(rate), "frames": frames},
    )


def frames_of(recording: Recording) -> FrameIndex:
    """Return the even grid of such a recording."""
    return even_index(int(recording.info["frames"]), Fraction(str(recording.info["rate"])))
