"""ClipInfo: what a clip is, in a person's terms."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from coder.media.container import sound_streams
from coder.media.decoder import Decoder
from coder.media.frame_index import FrameIndex
from coder.media.orientation import Orientation

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """The clip's sound as stored."""

    codec: str
    rate: int
    channels: int


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """What a clip is.

    Attributes
    ----------
    width, height : int
        Pixels of the upright picture; boxes and clicks are in these.
    coded_width, coded_height : int
        Pixels of the picture as stored.
    rotation : int
        Clockwise degrees (0, 90, 180, 270) by which the stored picture is turned to stand upright.
    mirrored : bool
        Whether it is also mirrored.
    sample_aspect : Fraction
        Width over height of one upright pixel; pictures are given as stored, not resampled to squares.
    first_pts : int
        Stamp of the first frame, in ``time_base`` units; every other time counts from it.
    variable : bool
        Whether frames are shown for differing times.
    """

    width: int
    height: int
    coded_width: int
    coded_height: int
    rotation: int
    mirrored: bool
    sample_aspect: Fraction
    codec: str
    container: str
    duration_us: int
    first_pts: int
    time_base: Fraction
    average_fps: float
    variable: bool
    audio: AudioInfo | None
    sound_lead_us: int = 0
    """How much earlier the sound begins than the first frame; 0 where it does not."""


def describe(decoder: Decoder, index: FrameIndex, first: VideoFrame, orientation: Orientation) -> ClipInfo:
    """Describe an open clip from its container, its index and its first decoded frame."""
    stream, container = decoder.stream, decoder.container
    width, height = orientation.size(first.width, first.height)
    return ClipInfo(
        width=width,
        height=height,
        coded_width=first.width,
        coded_height=first.height,
        rotation=orientation.rotation,
        mirrored=orientation.mirrored,
        sample_aspect=_upright_aspect(stream.sample_aspect_ratio, orientation),
        codec=stream.codec.canonical_name,
        container=container.format.name,
        duration_us=index.end_us,
        first_pts=int(index.ticks[0]),
        time_base=index.time_base,
        average_fps=len(index) * 1e6 / index.end_us,
        variable=index.variable,
        audio=_audio(decoder),
        sound_lead_us=_sound_lead_us(decoder, index),
    )


def _sound_lead_us(decoder: Decoder, index: FrameIndex) -> int:
    picture = int(index.ticks[0]) * index.time_base
    stream = next(iter(sound_streams(decoder.container)), None)
    if stream is None or stream.start_time is None or not stream.time_base:
        return 0
    return max(round((picture - stream.start_time * stream.time_base) * 1_000_000), 0)


def _audio(decoder: Decoder) -> AudioInfo | None:
    stream = next(iter(sound_streams(decoder.container)), None)
    if stream is None:
        return None
    return AudioInfo(codec=stream.codec.canonical_name, rate=stream.rate, channels=stream.channels)


def _upright_aspect(stored: Fraction | None, orientation: Orientation) -> Fraction:
    if not stored or stored <= 0:
        return Fraction(1)
    return 1 / stored if orientation.transpose else Fraction(stored)
