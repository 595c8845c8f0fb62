"""A clip as it is stored: probe, frame index by true PTS, exact seek, audio."""

from coder.media.clip import Clip, Frame
from coder.media.container import Source
from coder.media.index import FrameIndex
from coder.media.info import AudioInfo, ClipInfo

__all__ = ["AudioInfo", "Clip", "ClipInfo", "Frame", "FrameIndex", "Source"]
