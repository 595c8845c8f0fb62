"""Interlaced pictures: two moments woven line by line, shown as the first of them.

Each line of the later field is replaced by the median of itself and the two lines of the earlier field around it. What
stands still keeps its lines, what moved is interpolated from the earlier field alone, so that no comb remains; and the
picture depends on nothing but its own frame, so it is the same whichever way one arrives. The three-tap vertical
median: de Haan, G. & Bellers, E. B. (1998). Deinterlacing: an overview. *Proceedings of the IEEE*, 86, 1839-1857.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import av.error
import av.filter
import numpy as np

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


def shows_upper_first(frame: VideoFrame) -> bool:
    """Whether the upper field of an interlaced frame (lines 0, 2, ...) is the earlier one."""
    # PyAV does not hand out the flag itself, but FFmpeg's filter that selects frames can ask for it.
    graph = av.filter.Graph()
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)
    chosen = graph.add("select", "eq(interlace_type,TOPFIRST)")
    sink = graph.add("buffersink")
    source.link_to(chosen)
    chosen.link_to(sink)
    graph.configure()
    try:
        graph.push(frame)
        graph.pull()
    except (av.error.FFmpegError, EOFError):
        return False
    return True


def without_comb(frame: VideoFrame, *, upper_first: bool) -> VideoFrame:
    """The frame with its later field's lines put in between those of the earlier one; it may be changed in place.

    Doing so twice is the same as once, and a frame that the decoder still refers to is copied first.
    """
    frame.make_writable()
    deep = max(component.bits for component in frame.format.components) > 8
    for plane in frame.planes:
        kind = np.dtype("<u2") if deep else np.dtype(np.uint8)
        lines = np.frombuffer(memoryview(plane), kind, plane.height * (plane.line_size // kind.itemsize))
        lines = lines.reshape(plane.height, -1)
        if plane.height < 2:
            continue
        later = 1 if upper_first else 0
        middle = lines[later::2]
        n = len(middle)
        earlier = lines[1 - later :: 2]
        # The outermost line of the later field has one neighbour only, and takes it for both.
        above, below = (earlier[:n], np.concatenate([earlier[1:], earlier[-1:]])[:n]) if later else (
            np.concatenate([earlier[:1], earlier])[:n], np.concatenate([earlier, earlier[-1:]])[:n]
        )  # fmt: skip
        np.clip(middle, np.minimum(above, below), np.maximum(above, below), out=middle)
    return frame
