"""Clip: a stored clip's frames by number and by time, the same picture whichever way one arrives."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from types import TracebackType

import av.video.frame

from coder.errors import ClipError
from coder.media.container import Source, clip_name
from coder.media.cursor import Cursor, Decoder, LostError, no_frames
from coder.media.index import FrameIndex
from coder.media.indexing import scan
from coder.media.upright import Orientation, Painter, Picture, orientation_of, sample_aspect
from coder.timebase import format_us

CACHE_BYTES = 256 << 20
"""Decoded frames kept for stepping back, in bytes of decoded pictures."""
FORWARD_RUN = 32
"""A frame this near ahead is reached by decoding on, even where an entry frame lies between."""


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """The clip's sound as stored."""

    codec: str
    rate: int
    channels: int


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """What a clip is. Sizes are in pixels; ``width`` and ``height`` are of the upright picture."""

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

    @property
    def square_size(self) -> tuple[int, int]:
        """Width and height at which the picture looks right on square pixels; never smaller than stored."""
        if self.sample_aspect >= 1:
            return round(self.width * self.sample_aspect), self.height
        return self.width, round(self.height / self.sample_aspect)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame: its number, its time from the clip's first frame, and its upright RGB picture, uint8 (h, w, 3)."""

    index: int
    pts_us: int
    rgb: Picture


class Clip:
    """An open clip. Not shared between threads: open one for each; the index may be shared.

    ``frames`` and ``pick`` read through a decoder of their own, so they can run while ``frame`` is used.
    """

    def __init__(self, source: Source, name: str, index: FrameIndex, info: ClipInfo, orientation: Orientation) -> None:
        self._source, self._name = source, name
        self.index = index
        self.info = info
        self._orientation = orientation
        self._painter = Painter(orientation)
        self._cursor: Cursor | None = None
        self._kept: OrderedDict[int, av.video.frame.VideoFrame] = OrderedDict()
        self._room = CACHE_BYTES

    @classmethod
    def open(cls, source: Source, *, index: FrameIndex | None = None, name: str | None = None) -> Clip:
        """Open a clip, and index it unless its index is at hand.

        Parameters
        ----------
        source : Path or callable
            The file, or what opens a fresh seekable binary stream of it.
        index : FrameIndex, optional
            Kept from an earlier opening of the same bytes.
        name : str, optional
            What sentences call the clip; the file's name where not given.

        Raises
        ------
        ClipError
            One sentence: it is no clip, or none that can be read.
        """
        name = name or clip_name(source)
        if index is None:
            scanned = scan(source, name)
            index, first = scanned.index, scanned.first
        else:
            first = _first_frame(source, name)
        orientation = orientation_of(first)
        decoder = Decoder(source, name)
        try:
            info = _info(decoder, index, first, orientation)
        finally:
            decoder.close()
        return cls(source, name, index, info, orientation)

    def __enter__(self) -> Clip:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the decoder and of every kept frame."""
        self._kept.clear()
        if self._cursor is not None:
            self._cursor.close()
            self._cursor = None

    def __len__(self) -> int:
        return len(self.index)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about this clip, a sentence each."""
        return self.index.notes

    def frame(self, n: int) -> Frame:
        """Frame number ``n``, from 0.

        Raises
        ------
        IndexError
            There is no such frame.
        ClipError
            The clip is damaged there.
        """
        if not 0 <= n < len(self.index):
            raise IndexError(f"{self._name} has frames 0 to {len(self.index) - 1}, not {n}")
        decoded = self._kept.get(n)
        if decoded is None:
            decoded = self._reach(n)
        else:
            self._kept.move_to_end(n)
        return Frame(n, int(self.index.pts_us[n]), self._painter.paint(decoded))

    def frame_at(self, t_us: int) -> Frame:
        """The frame that is showing at ``t_us`` microseconds from the first frame."""
        return self.frame(self.index.at(t_us))

    def frames(self, start: int = 0, stop: int | None = None) -> Iterator[Frame]:
        """Frames ``start`` to ``stop`` (excluded) in order, past any that cannot be decoded."""
        return self.pick(range(start, len(self.index) if stop is None else stop))

    def pick(self, indices: Iterable[int], *, size: tuple[int, int] | None = None) -> Iterator[Frame]:
        """Stream the wanted frames, converting no others.

        Parameters
        ----------
        indices : iterable of int
            Frame numbers, increasing.
        size : (width, height), optional
            Size of the upright pictures; as stored where not given.
        """
        painter = Painter(self._orientation, size)
        cursor = Cursor(self._source, self._name, self.index)
        try:
            for n in indices:
                decoded = _run_to(cursor, self.index, n)
                if decoded is not None:
                    yield Frame(n, int(self.index.pts_us[n]), painter.paint(decoded))
        finally:
            cursor.close()

    def _reach(self, n: int) -> av.video.frame.VideoFrame:
        if self._cursor is None:
            self._cursor = Cursor(self._source, self._name, self.index)
        for entry in _entries(self._cursor, self.index, n):
            if entry is not None:
                self._cursor.start_at(entry)
            try:
                while self._cursor.position <= n and (read := self._cursor.read()) is not None:
                    got, decoded = read
                    self._keep(got, decoded)
                    if got == n:
                        return decoded
                    if got > n:
                        break
            except LostError:
                continue
        raise ClipError(
            f"{self._name} is damaged at {format_us(int(self.index.pts_us[n]))}: frame {n} cannot be shown; go past it."
        )

    def _keep(self, n: int, decoded: av.video.frame.VideoFrame) -> None:
        if n in self._kept:
            self._kept.move_to_end(n)
            return
        self._kept[n] = decoded
        self._room -= _bytes_of(decoded)
        while self._room < 0 and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._room += _bytes_of(oldest)


def _bytes_of(frame: av.video.frame.VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)


def _entries(cursor: Cursor, index: FrameIndex, n: int) -> Iterator[int | None]:
    """Where to begin decoding for frame ``n``, best first: where the cursor stands (None), the entry frame before
    ``n``, earlier ones in growing strides, and at last the clip's start, from which every frame comes."""
    keys = index.key_frames
    nearest = int(keys.searchsorted(n, side="right")) - 1
    if cursor.position <= n and (int(keys[nearest]) <= cursor.position or n - cursor.position <= FORWARD_RUN):
        yield None
    stride = 1
    while nearest > 0:
        yield int(keys[nearest])
        nearest -= stride
        stride *= 2
    yield 0


def _run_to(cursor: Cursor, index: FrameIndex, n: int) -> av.video.frame.VideoFrame | None:
    for entry in _entries(cursor, index, n):
        if entry is not None:
            cursor.start_at(entry)
        try:
            while cursor.position <= n and (read := cursor.read()) is not None:
                if read[0] == n:
                    return read[1]
        except LostError:
            continue
    return None


def _first_frame(source: Source, name: str) -> av.video.frame.VideoFrame:
    decoder = Decoder(source, name)
    try:
        first = next(decoder.frames(), None)
        if first is None:
            raise no_frames(name)
        return first
    finally:
        decoder.close()


def _info(decoder: Decoder, index: FrameIndex, first: av.video.frame.VideoFrame, orientation: Orientation) -> ClipInfo:
    stream, container = decoder.stream, decoder.container
    width, height = orientation.size(first.width, first.height)
    sound = next(iter(container.streams.audio), None)
    audio = None
    if sound is not None and sound.codec_context is not None and sound.rate:
        audio = AudioInfo(codec=sound.codec.name, rate=sound.rate, channels=sound.channels)
    return ClipInfo(
        width=width,
        height=height,
        coded_width=first.width,
        coded_height=first.height,
        rotation=orientation.rotation,
        mirrored=(orientation.transpose + orientation.flip_x + orientation.flip_y) % 2 == 1,
        sample_aspect=sample_aspect(stream.sample_aspect_ratio, orientation),
        codec=stream.codec.name,
        container=container.format.name,
        duration_us=index.end_us,
        first_pts=int(index.ticks[0]),
        time_base=index.time_base,
        average_fps=len(index) * 1e6 / index.end_us,
        variable=index.variable,
        audio=audio,
    )
