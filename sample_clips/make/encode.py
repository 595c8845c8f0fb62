"""Write pictures and sound as H.264 and AAC in MP4, each frame at its own time."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from sound import RATE

TICKS = 90_000
"""Ticks per second of the video track: whole for every frame rate used here."""


def write_clip(
    path: Path, pictures: list[np.ndarray], *, ticks: list[int], end_tick: int, sound: np.ndarray, quality: int
) -> None:
    """Encode; ``ticks`` are the frames' times, from 0, in 1/90000 s."""
    with av.open(str(path), "w", options={"movflags": "+faststart", "video_track_timescale": str(TICKS)}) as out:
        height, width = pictures[0].shape[:2]
        # The encoder gives the last frame the length that this rate implies; without B-frames, nothing shifts it.
        video = out.add_stream("libx264", rate=Fraction(TICKS, end_tick - ticks[-1]))
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.codec_context.time_base = Fraction(1, TICKS)
        video.options = {"crf": str(quality), "preset": "slow", "g": "125", "bf": "0", "threads": "2"}
        audio = out.add_stream("aac", rate=RATE, layout="mono")
        audio.bit_rate = 48_000
        durations = [b - a for a, b in zip(ticks, [*ticks[1:], end_tick], strict=True)]
        waiting = _sound_frames(sound, audio)
        for picture, tick, duration in zip(pictures, ticks, durations, strict=True):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base, frame.duration = tick, Fraction(1, TICKS), duration
            out.mux(video.encode(frame))
            while waiting and (waiting[0].pts or 0) / RATE <= tick / TICKS:
                out.mux(audio.encode(waiting.pop(0)))
        for block in waiting:
            out.mux(audio.encode(block))
        out.mux(video.encode(None))
        out.mux(audio.encode(None))


def _sound_frames(sound: np.ndarray, audio: av.AudioStream) -> list[av.AudioFrame]:
    frames = []
    for at in range(0, len(sound), 1024):
        block = sound[at : at + 1024][None].astype(np.float32)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        frames.append(frame)
    return frames


def read_times(path: Path) -> tuple[list[int], int]:
    """Times of the decoded frames and of the clip's end, in µs from the first frame, as stored."""
    with av.open(str(path), format="mp4") as clip:
        stream = clip.streams.video[0]
        base, length = stream.time_base, stream.duration
        ticks = [frame.pts for frame in clip.decode(stream)]
    return [_us(tick - ticks[0], base) for tick in ticks], _us(length, base)


def _us(ticks: int, base: Fraction) -> int:
    return int(ticks * base * 1_000_000 + Fraction(1, 2))


def turn_display(path: Path) -> None:
    """Store in the video track's header that a player must turn the picture by 90°, as phones do.

    The header (``tkhd``) holds a 3×3 matrix of 16.16 numbers before the track's width and height.
    """
    data = bytearray(path.read_bytes())
    plain = _matrix(1, 0, 0, 1)
    at = 0
    while (at := data.find(b"tkhd", at + 1)) > 0:
        matrix = at + 4 + 40
        size = int.from_bytes(data[matrix + 36 : matrix + 40], "big")
        if size and data[matrix : matrix + 36] == plain:
            # Clockwise by 90°: (x, y) of the stored picture goes to (height − y, x) of the one shown.
            width = int.from_bytes(data[matrix + 40 : matrix + 44], "big") >> 16
            data[matrix : matrix + 36] = _matrix(0, 1, -1, 0, width << 16)
    path.write_bytes(data)


def _matrix(a: int, b: int, c: int, d: int, x: int = 0, y: int = 0) -> bytes:
    one = 1 << 16
    cells = [a * one, b * one, 0, c * one, d * one, 0, x, y, 1 << 30]
    return b"".join(cell.to_bytes(4, "big", signed=True) for cell in cells)
