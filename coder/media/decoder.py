"""Decoder: one open container and its picture stream; packets, and frames in presentation order, past damage."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import av
import av.error

from coder.media.bitstream import Bitstream
from coder.media.container import GuardedFile, Source, open_container, video_stream
from coder.vocabulary.errors import ClipError
from coder.vocabulary.language import tr

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame

    Packet = av.Packet[av.VideoStream]

THREADS_AT_MOST = 4
"""Each decoding thread holds pictures of its own; on a machine of many cores FFmpeg would take one for each core."""

SKIPPED_WITHOUT_HARM = (av.error.FFmpegError, ValueError)
"""What FFmpeg raises for a packet that it cannot use; the next one may be fine."""


class Decoder:
    """An open clip that is read forward.

    Threads: ``AUTO`` decodes several frames at once and gave the same pixels as one thread on every sound clip tried;
    on a damaged one, what the decoder makes up for missing parts depends on timing, so there it is ``SLICE``.
    """

    def __init__(self, source: Source, name: str, *, threads: str = "AUTO") -> None:
        self.source, self.name, self._threads = source, name, threads
        self._open()

    def _open(self) -> None:
        self.container: InputContainer
        self._file: GuardedFile
        self.container, self._file = open_container(self.source, self.name)
        self.stream = video_stream(self.container)
        self.stream.thread_type = self._threads
        self.stream.codec_context.thread_count = min(THREADS_AT_MOST, (os.cpu_count() or 1) + 1)
        self.bitstream = Bitstream(self.stream.codec.canonical_name, self.stream.codec_context.extradata)

    def rewind(self) -> None:
        """Begin anew at the first packet. Opening again is exact for every container; a seek to zero is not."""
        self.close()
        self._open()

    def seek(self, ticks: int) -> None:
        """Go to the packet that decoding ``ticks`` needs, or before it."""
        self.container.seek(ticks, stream=self.stream, backward=True)

    def packets(self, *, every_stream: bool = False) -> Iterator[Packet]:
        """Packets that hold anything, up to the end or to where reading them stops; of the pictures, or of all."""
        try:
            for packet in self.container.demux(*(() if every_stream else (self.stream,))):
                # An empty packet means "the frame before, again" in AVI; a decoder would take it for the end.
                if packet.size:
                    yield packet  # type: ignore[misc]
        except SKIPPED_WITHOUT_HARM:
            pass
        self._file.check(self.name)

    def frames(
        self, *, first_pts: int | None = None, skip: Callable[[Packet], bool] | None = None
    ) -> Iterator[VideoFrame]:
        """Frames from here on, in presentation order.

        Parameters
        ----------
        first_pts : int, optional
            Leave packets out until the one stamped so.
        skip : callable, optional
            Packets that need not be decoded.
        """
        for packet in self.packets():
            if first_pts is not None and packet.pts != first_pts:
                continue
            first_pts = None
            if skip is None or not skip(packet):
                yield from self._decode(packet)
        yield from self._decode(None)

    def _decode(self, packet: Packet | None) -> list[VideoFrame]:
        try:
            return self.stream.codec_context.decode(packet)
        except SKIPPED_WITHOUT_HARM:
            return []

    def close(self) -> None:
        """Close container and stream."""
        self.container.close()
        self._file.close()

    def no_frames(self) -> ClipError:
        """What to say when the clip opens, but nothing in it decodes."""
        return ClipError(
            tr(
                "{name} opens, but not one picture in it can be decoded: it is damaged, or keeps its pictures in"
                " another file.",
                name=self.name,
            )
        )
