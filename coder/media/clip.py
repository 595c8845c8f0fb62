"""Clip: a stored clip's frames by number and by time, the same picture whichever way one arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from coder.media.clip_info import ClipInfo, describe
from coder.media.container import Source, clip_name
from coder.media.decoder import Decoder
from coder.media.frame_cache import FrameCache
from coder.media.frame_cursor import Cursor
from coder.media.frame_index import FrameIndex
from coder.media.index_builder import scan
from coder.media.interlacing import shows_upper_first
from coder.media.orientation import Orientation, Painter, Picture, orientation_of
from coder.media.waypoints import Waypoints
from coder.vocabulary.errors import Cancelled, ClipError
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

CACHE_BYTES = 96 << 20
"""Decoded frames kept for stepping back, in bytes: 31 at 1080p, 200 at 640×480. A window that plays and leaps through
1080p peaked at about 460 MB with it, at 780 with 256 MB, measured once on a clip of a minute."""
LEAST_PREPARED = 8
"""Where fewer frames than this fit, none are decoded before they are asked for."""
KEPT_BEHIND = 8
"""Frames before a sought one that are decoded whatever they are, so that the next steps back are at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame: its number, its time from the clip's first frame, and its upright RGB picture, uint8 (h, w, 3)."""

    index: int
    pts_us: int
    rgb: Picture


class Clip:
    """An open clip. Not shared between threads: open one for each; the index may be shared.

    ``frames`` and ``pick`` read through a decoder of their own, so they can run while ``frame`` is used.

    Attributes
    ----------
    index : FrameIndex
        Every frame's number and time.
    info : ClipInfo
        What the clip is.
    """

    def __init__(
        self,
        source: Source,
        name: str,
        *,
        index: FrameIndex,
        info: ClipInfo,
        orientation: Orientation,
        upper_first: bool,
        cache_bytes: int,
    ) -> None:
        self.index = index
        self.info = info
        self._source, self._name = source, name
        self._orientation, self._upper_first = orientation, upper_first
        self._painter = self._painter_of((info.width, info.height))
        self._cursor: Cursor | None = None
        self._ahead: Cursor | None = None
        self._waypoints = Waypoints(index, info.width * info.height, self._new_cursor)
        self._expected: int | None = None
        self._at_hand: dict[int, VideoFrame] = {}
        self._going_back = False
        self._cache = FrameCache(cache_bytes)
        self._last = 0

    @classmethod
    def open(
        cls, source: Source, *, index: FrameIndex | None = None, name: str | None = None, cache_bytes: int = CACHE_BYTES
    ) -> Clip:
        """Open a clip, and index it unless its index is at hand.

        Parameters
        ----------
        source : Path or callable
            The file, or what opens a fresh seekable binary stream of it.
        index : FrameIndex, optional
            Kept from an earlier opening of the same bytes.
        name : str, optional
            What sentences call the clip; the file's name where not given.
        cache_bytes : int
            Room for decoded frames.

        Raises
        ------
        ClipError
            One sentence: it is no clip, or none that can be read.
        """
        name = name or clip_name(source)
        decoder = Decoder(source, name)
        try:
            if index is None:
                scanned = scan(decoder)
                index, first = scanned.index, scanned.first
            else:
                seen = next(decoder.frames(), None)
                if seen is None:
                    raise decoder.no_frames()
                first = seen
            orientation = orientation_of(first)
            info = describe(decoder, index, first, orientation)
            upper_first = not first.interlaced_frame or shows_upper_first(first)
        finally:
            decoder.close()
        return cls(
            source,
            name,
            index=index,
            info=info,
            orientation=orientation,
            upper_first=upper_first,
            cache_bytes=cache_bytes,
        )

    def __enter__(self) -> Clip:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the decoder and of every kept frame."""
        self._cache.clear()
        for cursor in (self._cursor, self._ahead):
            if cursor is not None:
                cursor.close()
        self._cursor = self._ahead = None
        self._waypoints.close()
        self._at_hand = {}

    def __len__(self) -> int:
        return len(self.index)

    @property
    def source(self) -> Source:
        """What it was opened from, to be opened once more: for its sound, or by another thread."""
        return self._source

    @property
    def name(self) -> str:
        """What messages call it."""
        return self._name

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about this clip, a sentence each."""
        return self.index.notes

    def frame(self, n: int, *, alone: bool = False, give_up: Callable[[], bool] | None = None) -> Frame:
        """Frame number ``n``, from 0.

        Parameters
        ----------
        n : int
            Which one.
        alone : bool
            Those before it are not wanted, as when playing fast; by default the nearest are decoded and kept.
        give_up : callable, optional
            Asked now and then while decoding; True ends it.

        Raises
        ------
        IndexError
            There is no such frame.
        ClipError
            The clip is damaged there.
        Cancelled
            ``give_up`` said so.
        """
        if not 0 <= n < len(self.index):
            raise IndexError(
                tr("{name} has frames 0 to {number}, not {n}", name=self._name, number=len(self.index) - 1, n=n)
            )
        self._going_back = 0 < self._last - n <= KEPT_BEHIND
        self._cache.around, self._cache.looks_back = n, self._going_back
        for number, kept in self._at_hand.items():
            self._cache.put(number, kept)
        self._expected, self._at_hand = None, {}
        decoded = self._cache.get(n)
        if decoded is None:
            cursor = self._take_nearer(n)
            # Stepping back, everything behind is wanted next; after a leap, only the nearest.
            behind = self._cache.capacity if self._going_back else KEPT_BEHIND * (not alone)
            floor = int(self.index.ticks[max(0, n - behind)])
            decoded = cursor.reach(n, wanted=lambda pts: pts >= floor, keep=self._cache.put, give_up=give_up)
        self._last = n
        if decoded is None:
            at = format_us(int(self.index.pts_us[n]))
            raise ClipError(
                tr("{name} is damaged at {at}: the picture there cannot be shown; go past it.", name=self._name, at=at)
            )
        return Frame(n, int(self.index.pts_us[n]), self._painter.paint(decoded))

    def _take_nearer(self, n: int) -> Cursor:
        """Go on with the cursor that has the shortest way to frame ``n``: others may have been sent there."""
        cursor = self._cursor or self._new_cursor()
        if self._ahead is not None and self._ahead.distance(n) < cursor.distance(n):
            cursor, self._ahead = self._ahead, cursor
        self._cursor = self._waypoints.nearer(cursor, n)
        return self._cursor

    def _new_cursor(self) -> Cursor:
        return Cursor(self._source, self._name, self.index)

    def expect(self, n: int | None) -> None:
        """Say which frame may be asked for next, for :meth:`prepare` to decode; None where nobody can tell."""
        self._expected, self._at_hand = n, {}

    def prepare(self, *, give_up: Callable[[], bool]) -> bool:
        """Decode what will be wanted next, while nothing else is wanted; whether there is more to do.

        ``give_up`` ends it after any frame; the next call goes on from there.
        """
        if self._expected is not None and self._cache.get(self._expected) is None:
            return self._prepare_expected(self._expected, give_up)
        return self._prepare_steps_back(give_up) or self._waypoints.prepare(self._last, give_up)

    def _prepare_expected(self, n: int, give_up: Callable[[], bool]) -> bool:
        """Decode a frame, and the nearest before it, aside: of those that are kept, the furthest from the one that is
        shown are let go."""
        floor = max(0, n - KEPT_BEHIND)

        def keep(number: int, frame: VideoFrame) -> None:
            if number >= floor:
                self._at_hand[number] = frame

        ahead = self._ahead = self._waypoints.nearer(self._ahead or self._new_cursor(), n)
        ticks = int(self.index.ticks[floor])
        try:
            ahead.reach(n, wanted=lambda pts: pts >= ticks, keep=keep, give_up=give_up)
        except Cancelled:
            return True
        self._expected = None  # it is at hand, or cannot be had
        return True

    def _prepare_steps_back(self, give_up: Callable[[], bool]) -> bool:
        """Decode what stepping back will want next.

        Stepping back through a long group of pictures would otherwise stop at the edge of what is kept, until all from
        the entry frame on is decoded once more.
        """
        shown, room = self._last, self._cache.capacity
        first = self._cache.first_in_turn(shown)
        left = room // 2  # so many steps back are there while the others are decoded
        if not self._going_back or room < LEAST_PREPARED or not 0 < first <= shown or shown - first >= left:
            return False
        if self._ahead is None:
            self._ahead = self._new_cursor()
        floor = max(first - (room - left - 1), 0)
        ticks = int(self.index.ticks[floor])

        def keep(n: int, frame: VideoFrame) -> None:
            if n >= floor:
                self._cache.put(n, frame)

        try:
            reached = self._ahead.reach(first - 1, wanted=lambda pts: pts >= ticks, keep=keep, give_up=give_up)
        except Cancelled:
            return True
        return reached is not None and self._cache.get(first - 1) is not None

    def _painter_of(self, size: tuple[int, int]) -> Painter:
        return Painter(self._orientation, size, upper_first=self._upper_first)

    def frame_at(self, t_us: int) -> Frame:
        """The frame that is showing at ``t_us`` microseconds from the first frame."""
        return self.frame(self.index.at(t_us))

    def frames(self, start: int = 0, stop: int | None = None) -> Iterator[Frame]:
        """Frames ``start`` to ``stop`` (excluded) in order, past any that cannot be decoded."""
        return self.pick(range(start, len(self.index) if stop is None else min(stop, len(self.index))))

    def pick(
        self,
        indices: Iterable[int],
        *,
        size: tuple[int, int] | None = None,
        give_up: Callable[[], bool] | None = None,
    ) -> Iterator[Frame]:
        """Stream the wanted frames, decoding and converting as few others as can be.

        Parameters
        ----------
        indices : iterable of int
            Frame numbers, increasing.
        size : (width, height), optional
            Size of the upright pictures, shrunk by averaging; as stored where not given.
        give_up : callable, optional
            Asked after every frame on the way; True raises Cancelled.
        """
        numbers = list(indices)
        wanted = set(self.index.ticks[numbers].tolist()) if numbers else set()
        painter = self._painter_of(size or (self.info.width, self.info.height))
        cursor = Cursor(self._source, self._name, self.index)
        try:
            for n in numbers:
                decoded = cursor.reach(n, wanted=wanted.__contains__, give_up=give_up)
                if decoded is not None:
                    yield Frame(n, int(self.index.pts_us[n]), painter.paint(decoded))
        finally:
            cursor.close()
