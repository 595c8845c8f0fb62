"""A clip as it is stored: probe, frame index by true PTS, exact seek, audio."""

from coder.media.clip import AudioInfo, Clip, ClipInfo, Frame
from coder.media.container import Source
from coder.media.index import FrameIndex

__all__ = ["AudioInfo", "Clip", "ClipInfo", "Frame", "FrameIndex", "Source"]
