"""Writing a clip anew: pictures at their true times, sound if wanted, and nothing else that a file may carry."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import TracebackType
from typing import BinaryIO, cast

import av
import av.error
import av.video.frame
import numpy as np
from av.bitstream import BitStreamFilterContext
from av.codec.context import Flags
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from coder.media.audio import RATE, Samples
from coder.media.orientation import Picture
from coder.vocabulary.errors import ClipError
from coder.vocabulary.language import tr

CODECS: Mapping[str, dict[str, str]] = {
    "libx264": {"crf": "20", "preset": "veryfast"},
    "libvpx-vp9": {"crf": "30", "b": "0", "deadline": "realtime", "cpu-used": "6"},
}
"""Encoders by preference, and their options; FFmpeg may be built without the first. See docs/decisions/0121."""
SECONDS_BETWEEN_ENTRIES = 2
SOUND_BITS = 128_000
_SOUND_PIECE = 1024
_BT601 = 6
"""The colour matrix and primaries that the pictures are written with, by the number that files name them with."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the pictures of a clip are: size in pixels, width over height of one pixel, and the unit of their times."""

    width: int
    height: int
    aspect: Fraction
    time_base: Fraction
    frames_a_second: float


def encoder() -> str:
    """Return the name of the encoder that is used here."""
    for name in CODECS:
        if name in av.codec.codecs_available:
            return name
    raise ClipError(tr("No clip can be written here: the video library has no encoder; install Dyad Mirror again."))


class ClipWriter:
    """Writes an MP4 of one picture stream and, with ``channels``, one of sound.

    The file says nothing of whence it came: no device, place, date or program, no title, chapter, subtitle or
    attachment; only ``comment``, which is ours.

    Parameters
    ----------
    out : BinaryIO
        Where the bytes go: readable, writable and seekable. It stays open.
    channels : int
        0 for no sound, 1 or 2.
    """

    def __init__(self, out: BinaryIO | io.RawIOBase, shape: Shape, *, comment: str, channels: int = 0) -> None:
        self._shape = shape
        self._container = av.open(cast("BinaryIO", out), "w", format="mp4", options={"fflags": "+bitexact"})
        self._container.metadata["comment"] = comment
        name = encoder()
        # Encoders want whole numbers of rows and columns that two divides.
        self._size = shape.width + shape.width % 2, shape.height + shape.height % 2
        self._stream = cast("av.VideoStream", self._container.add_stream(name, options=dict(CODECS[name])))
        context = self._stream.codec_context
        context.width, context.height = self._size
        context.pix_fmt = "yuv420p"
        context.time_base = shape.time_base
        context.framerate = Fraction(shape.frames_a_second).limit_denominator(1001)
        context.sample_aspect_ratio = shape.aspect
        context.gop_size = max(1, round(SECONDS_BETWEEN_ENTRIES * shape.frames_a_second))
        # Pictures are stored in the order they are shown in, so that no time is moved to make room.
        context.max_b_frames = 0
        context.flags |= Flags.bitexact
        context.color_range = ColorRange.MPEG
        context.colorspace = context.color_primaries = context.color_trc = _BT601
        self._strip = BitStreamFilterContext("filter_units=remove_types=6", self._stream) if name == "libx264" else None
        self._converter = VideoReformatter()
        self._sound = self._add_sound(channels) if channels else None
        self._heard = 0
        self._waiting: Samples = np.zeros((0, max(1, channels)), np.float32)
        self._last = -1
        self._durations: dict[int, int] = {}

    def _add_sound(self, channels: int) -> av.AudioStream:
        layout = "mono" if channels == 1 else "stereo"
        stream = self._container.add_stream("aac", rate=RATE, layout=layout)
        stream.codec_context.bit_rate = SOUND_BITS
        stream.codec_context.flags |= Flags.bitexact
        return stream

    def picture(self, rgb: Picture, ticks: int, duration: int) -> None:
        """Add the next picture, uint8 ``(height, width, 3)``, shown from ``ticks`` for ``duration`` (in time_base).

        Raises ValueError where it does not come after the one before.
        """
        if ticks <= self._last:
            raise ValueError(tr("pictures come in the order of their times, each at its own"))
        self._last = ticks
        width, height = self._size
        if rgb.shape[:2] != (height, width):
            rgb = np.pad(rgb, ((0, height - rgb.shape[0]), (0, width - rgb.shape[1]), (0, 0)), mode="edge")
        frame = self._converter.reformat(
            av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU601,
            dst_color_range=ColorRange.MPEG,
        )
        frame.pts, frame.time_base = ticks, self._shape.time_base
        self._durations[ticks] = duration
        self._mux(self._stream.encode(frame))

    def sound(self, samples: Samples) -> None:
        """Add the next samples, float32 ``(n, channels)`` at 48 kHz; the first belongs to the first picture."""
        if self._sound is None:
            return
        self._waiting = np.concatenate([self._waiting, samples])
        while len(self._waiting) >= _SOUND_PIECE:
            self._encode_sound(self._waiting[:_SOUND_PIECE])
            self._waiting = self._waiting[_SOUND_PIECE:]

    def close(self) -> None:
        """Finish the file."""
        self._mux(self._stream.encode(None))
        if self._sound is not None:
            if len(self._waiting):
                self._encode_sound(self._waiting)
            self._container.mux(self._sound.encode(None))
        self._container.close()

    def __enter__(self) -> ClipWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if kind is None:
            self.close()
        else:
            self._container.close()

    def _mux(self, packets: list[av.Packet[av.VideoStream]]) -> None:
        for packet in packets:
            if packet.pts is not None:
                packet.duration = self._durations.pop(packet.pts, packet.duration or 0)
            # x264 writes its name and all its settings into the first picture.
            self._container.mux(self._strip.filter(packet) if self._strip is not None else packet)

    def _encode_sound(self, samples: Samples) -> None:
        assert self._sound is not None
        layout = self._sound.codec_context.layout.name
        piece = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout=layout)
        piece.sample_rate, piece.pts, piece.time_base = RATE, self._heard, Fraction(1, RATE)
        self._heard += len(samples)
        self._container.mux(self._sound.encode(piece))
