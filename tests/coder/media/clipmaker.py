"""Makes small clips whose every frame says its own number, in every codec and container that the tests need."""

from __future__ import annotations

import hashlib
import pickle
import struct
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from coder.media.interlacing import shows_upper_first, without_comb

WIDTH, HEIGHT = 160, 96
BITS = 12
CELL = 24
"""Side of a block that stands for one bit: large enough to survive lossy coding and any turn."""

Picture = npt.NDArray[np.uint8]


def numbered(n: int) -> Picture:
    """A picture that says ``n`` in twelve black or white blocks, on noise that differs from frame to frame."""
    noise = np.random.default_rng(n).integers(0, 256, (HEIGHT // 8, WIDTH // 8, 3), dtype=np.uint8)
    picture = np.kron(noise, np.ones((8, 8, 1), dtype=np.uint8))
    for bit in range(BITS):
        row, column = divmod(bit, 6)
        picture[row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL] = 255 if n >> bit & 1 else 0
    return picture


def number_of(picture: Picture) -> int:
    """Read the number back out of an upright picture."""
    n = 0
    for bit in range(BITS):
        row, column = divmod(bit, 6)
        block = picture[row * CELL + 6 : (row + 1) * CELL - 6, column * CELL + 6 : (column + 1) * CELL - 6]
        n |= int(block.mean() > 127) << bit
    return n


_MADE: dict[bytes, bytes] = {}
"""What was made before, by all that it was made from: encoding the same clip for hundreds of tests took minutes."""


def make_clip(path: Path, *, picture: Callable[[int], Picture] | None = None, **asked: Any) -> Path:
    """Write a clip of numbered frames, or of those that ``picture`` gives; see :func:`encode_clip`."""
    if picture is not None:
        return encode_clip(path, picture=picture, **asked)
    key = pickle.dumps((path.suffix, sorted(asked.items())))
    if key not in _MADE:
        _MADE[key] = encode_clip(path, **asked).read_bytes()
    path.write_bytes(_MADE[key])
    return path


def encode_clip(
    path: Path,
    *,
    codec: str = "libx264",
    frames: int = 60,
    fps: int = 25,
    gop: int = 12,
    bframes: int = 0,
    stamps: Sequence[int] | None = None,
    time_base: Fraction | None = None,
    options: dict[str, str] | None = None,
    muxer: dict[str, str] | None = None,
    container: str | None = None,
    pix_fmt: str = "yuv420p",
    picture: Callable[[int], Picture] | None = None,
    matrix: Sequence[int] | None = None,
    aspect: Fraction | None = None,
    sound: npt.NDArray[np.float32] | None = None,
    sound_codec: str = "aac",
    sound_rate: int = 48_000,
    sound_first: int = 0,
    sound_layout: str | None = None,
) -> Path:
    """Write a clip of numbered frames.

    ``stamps`` are the frames' PTS in ``time_base`` (one frame apart where not given); ``matrix`` is the nine numbers
    by which a phone notes how it was held.
    """
    time_base = time_base or Fraction(1, fps)
    stamps = list(range(frames)) if stamps is None else list(stamps)
    with av.open(str(path), "w", format=container, options=muxer or {}) as out:
        stream = out.add_stream(codec, rate=fps, options=options or {})
        picture = picture or numbered
        stream.height, stream.width = picture(0).shape[:2]
        stream.pix_fmt = pix_fmt
        stream.codec_context.gop_size = gop
        stream.codec_context.max_b_frames = bframes
        stream.codec_context.time_base = time_base
        stream.codec_context.thread_count = 1
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if matrix is not None:
            stream.set_display_matrix(matrix)
        voice = None
        if sound is not None:
            layout = sound_layout or ("mono" if sound.ndim == 1 else "stereo")
            voice = out.add_stream(sound_codec, rate=sound_rate, layout=layout)
        packets = []
        for n, pts in enumerate(stamps):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture(n)), format="rgb24")
            frame.pts, frame.time_base = pts, time_base
            packets += stream.encode(frame)
        packets += stream.encode(None)
        if voice is not None and sound is not None:
            samples = np.atleast_2d(sound).astype(np.float32)
            frame_size = voice.codec_context.frame_size or 1024
            for start in range(0, samples.shape[1], frame_size):
                piece = np.ascontiguousarray(samples[:, start : start + frame_size])
                heard = av.AudioFrame.from_ndarray(piece, format="fltp", layout=voice.codec_context.layout.name)
                heard.sample_rate, heard.pts = sound_rate, start + sound_first
                heard.time_base = Fraction(1, sound_rate)
                packets += voice.encode(heard)
            packets += voice.encode(None)
        for packet in sorted(packets, key=lambda p: p.dts * p.time_base):
            out.mux(packet)
    return path


def remux(source: Path, target: Path, *, skip: int = 0, drop: Iterable[int] = (), shift: int = 0) -> Path:
    """Copy the picture packets as they are, but for the first ``skip`` and those in ``drop``."""
    dropped = set(drop)
    with av.open(str(source)) as old, av.open(str(target), "w") as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        for n, packet in enumerate(p for p in old.demux(video=0) if p.size):
            if n < skip or n in dropped:
                continue
            packet.stream = stream
            packet.pts += shift
            if packet.dts is not None:
                packet.dts += shift
            new.mux(packet)
    return target


def set_edit(path: Path, *, media_time: int, duration: int | None = None) -> Path:
    """Rewrite the one edit of an MP4's (version 0) edit list: where the clip begins, in ticks of the track."""
    data = bytearray(path.read_bytes())
    at = data.index(b"elst")
    assert data[at + 4] == 0
    assert struct.unpack_from(">I", data, at + 8)[0] == 1
    if duration is not None:
        struct.pack_into(">I", data, at + 12, duration)
    struct.pack_into(">i", data, at + 16, media_time)
    path.write_bytes(data)
    return path


def plain_decode(path: Path) -> list[tuple[int | None, str]]:
    """The sequential truth: stamp and fingerprint of every frame that an ordinary decode yields."""
    out: list[tuple[int | None, str]] = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        for packet in container.demux(stream):
            try:
                frames = packet.decode() if packet.size or packet.dts is None else []
            except (av.error.FFmpegError, ValueError):
                continue
            # Fields are put apart frame by frame, whatever was decoded before; what that looks like is tested apart.
            plain = (without_comb(f, upper_first=shows_upper_first(f)) if f.interlaced_frame else f for f in frames)
            out += [(f.pts, hashlib.sha256(f.to_ndarray(format="rgb24")).hexdigest()) for f in plain]
    return out
