"""A clip as it is stored: probe, frame index by true PTS, exact seek, audio."""

from coder.media.clip import Clip, Frame
from coder.media.clip_info import AudioInfo, ClipInfo
from coder.media.container import Source
from coder.media.frame_index import FrameIndex

__all__ = ["AudioInfo", "Clip", "ClipInfo", "Frame", "FrameIndex", "Source"]
