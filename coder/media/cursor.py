"""Cursor: decodes a clip forward from a chosen entry frame and knows, by stamp, which frame each picture is."""

from __future__ import annotations

from collections.abc import Iterator

import av
import av.container
import av.error
import av.video.frame

from coder.errors import ClipError
from coder.media.container import GuardedFile, Source, open_container, video_stream
from coder.media.index import NO_TICK, FrameIndex


class LostError(Exception):
    """The entry frame did not come out of the decoder where the index has it; begin earlier."""


class Decoder:
    """A container and its picture decoder: frames in presentation order, past what cannot be decoded."""

    def __init__(self, source: Source, name: str, *, threads: str = "AUTO") -> None:
        self._source, self._name, self._threads = source, name, threads
        self._container, self._file = self._open()

    def _open(self) -> tuple[av.container.InputContainer, GuardedFile]:
        container, file = open_container(self._source, self._name)
        self.stream = video_stream(container)
        self.stream.thread_type = self._threads
        for other in container.streams:
            if other is not self.stream:
                other.discard = av.stream.Discard.all
        return container, file

    @property
    def container(self) -> av.container.InputContainer:
        """The open container."""
        return self._container

    def rewind(self) -> None:
        """Begin anew at the first packet. Opening again is exact for every container; a seek to zero is not."""
        self.close()
        self._container, self._file = self._open()

    def seek(self, ticks: int) -> None:
        """Go to the packet that decoding ``ticks`` needs, or before it."""
        self._container.seek(ticks, stream=self.stream, backward=True)

    def packets(self) -> Iterator[av.Packet[av.VideoStream]]:
        """Packets of the picture stream that hold anything, up to the end or to where reading them stops."""
        try:
            for packet in self._container.demux(self.stream):
                # An empty packet means "the frame before, again" in AVI; a decoder would take it for the end.
                if packet.size:
                    yield packet
        except (av.error.FFmpegError, ValueError) as error:
            if self._file.error is not None:
                raise self._file.error from error
        if self._file.error is not None:
            raise self._file.error

    def decode(self, packet: av.Packet[av.VideoStream] | None) -> list[av.video.frame.VideoFrame]:
        """Frames that a packet brings out; none where it cannot be decoded. None brings out what is left."""
        try:
            return self.stream.codec_context.decode(packet)
        except (av.error.FFmpegError, ValueError):
            return []

    def frames(self, first_pts: int | None = None) -> Iterator[av.video.frame.VideoFrame]:
        """Every frame from here on, in presentation order; from the packet stamped ``first_pts`` where given."""
        for packet in self.packets():
            if first_pts is not None and packet.pts != first_pts:
                continue
            first_pts = None
            yield from self.decode(packet)
        yield from self.decode(None)

    def close(self) -> None:
        """Close container and stream."""
        self._container.close()
        self._file.close()


class Cursor:
    """Reads frames with their numbers, forward from an entry frame.

    A number is never assumed: after a seek, pictures are thrown away until the entry frame's own stamp comes out,
    and from there every picture's stamp must be the next one in the index.
    """

    def __init__(self, source: Source, name: str, index: FrameIndex, *, threads: str = "AUTO") -> None:
        self._decoder = Decoder(source, name, threads=threads)
        self._index = index
        self._frames = self._decoder.frames()
        self._aligned = True
        self.position = 0
        """Number of the frame that :meth:`read` gives next."""

    def start_at(self, entry: int) -> None:
        """Go to an entry frame (0 is always one): the next :meth:`read` gives it."""
        index = self._index
        self.position = entry
        if entry == 0:
            self._decoder.rewind()
            self._aligned = True
            self._frames = self._decoder.frames()
            return
        dts, pts = int(index.dts[entry]), int(index.ticks[entry])
        self._decoder.seek(pts if dts == NO_TICK else min(dts, pts))
        self._aligned = False
        self._frames = self._decoder.frames(pts)

    def read(self) -> tuple[int, av.video.frame.VideoFrame] | None:
        """Give the next frame and its number; None at the end.

        Raises
        ------
        LostError
            The entry frame never came.
        """
        index = self._index
        for frame in self._frames:
            if index.counted:
                if self.position >= len(index):
                    return None
                self.position += 1
                return self.position - 1, frame
            if frame.pts is None:
                continue
            n = self._number_of(frame.pts)
            if n is None:
                continue
            self._aligned = True
            self.position = n + 1
            return n, frame
        if not self._aligned:
            raise LostError
        return None

    def _number_of(self, pts: int) -> int | None:
        ticks = self._index.ticks
        expected = self.position
        if expected < len(ticks) and int(ticks[expected]) == pts:
            return expected
        if not self._aligned:
            return None
        # A frame is missing here: the picture belongs to a later number, or to none that the index has.
        later = int(ticks[expected:].searchsorted(pts)) + expected
        return later if later < len(ticks) and int(ticks[later]) == pts else None

    def close(self) -> None:
        """Close the clip."""
        self._decoder.close()

    def __del__(self) -> None:
        self._decoder.close()


def no_frames(name: str) -> ClipError:
    """The clip opened, but nothing in it decodes."""
    return ClipError(
        f"{name} opens, but not one picture in it can be decoded: it is damaged, or keeps its pictures in another file."
    )
