"""Cursor: reaches any frame by decoding forward from an entry frame, and knows by stamp which frame each picture is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from coder.media.container import Source
from coder.media.decoder import Decoder
from coder.media.frame_index import NO_TICK, FrameIndex
from coder.vocabulary.errors import Cancelled

if TYPE_CHECKING:
    import av
    from av.video.frame import VideoFrame

FORWARD_RUN = 32
"""A frame this near ahead is reached by decoding on, even where an entry frame lies between."""
LEFT_OUT_AT_MOST = 64
"""So many packets may have been left out before those that lie behind are forgotten."""


class _LostError(Exception):
    """The entry frame did not come out of the decoder; begin earlier."""


class Cursor:
    """Reaches frames by number, best in increasing order.

    A number is never assumed. After a seek, pictures are thrown away until the entry frame's own stamp comes out;
    from there every picture's stamp must be one that the index has. What does not fit is tried again from an earlier
    entry frame, and at last from the clip's first packet, which is how the index itself was made.
    """

    def __init__(self, source: Source, name: str, index: FrameIndex) -> None:
        # A clip whose packets could not vouch for it is decoded as its index was made: see Decoder about threads.
        self._decoder = Decoder(source, name, threads="AUTO" if index.by == "packets" else "SLICE")
        self._index = index
        self._may_skip = (
            self._decoder.bitstream.readable and not index.counted and bool(np.all(np.diff(index.ticks) > 0))
        )
        self._missing: set[int] = set()
        self._pending: tuple[int, VideoFrame] | None = None
        self._wanted: Callable[[int], bool] | None = None
        self._left_out: set[int] = set()
        self._position = 0
        self._aligned = self._proven = True
        self._entries_passed = 0
        self._frames = self._decoder.frames(skip=self._needless)

    def reach(
        self,
        n: int,
        *,
        wanted: Callable[[int], bool] | None = None,
        keep: Callable[[int, VideoFrame], None] | None = None,
        give_up: Callable[[], bool] | None = None,
    ) -> VideoFrame | None:
        """Decode frame ``n``; None where the clip is damaged there.

        Parameters
        ----------
        wanted : callable, optional
            Given a stamp, whether its frame must be decoded even if no other frame refers to it. Frames that
            nobody wants and nothing refers to are left out, which saves up to half of the work.
        keep : callable, optional
            Is handed every frame that is decoded on the way, with its number.
        give_up : callable, optional
            Asked after every frame on the way; True ends the search.

        Raises
        ------
        coder.vocabulary.errors.Cancelled
            ``give_up`` said so.
        """
        if n in self._missing:
            return None
        self._wanted = wanted
        for entry in self._entries(n):
            if entry is not None:
                self._start_at(entry)
            try:
                while self._position <= n and (read := self._read()) is not None:
                    got, frame = read
                    if keep is not None:
                        keep(got, frame)
                    if got == n:
                        return frame
                    if give_up is not None and give_up():
                        raise Cancelled
                    if got > n:
                        self._pending = read
                        self._position = got
                        break
            except _LostError:
                continue
            if self._proven:
                break
        self._missing.add(n)
        return None

    @property
    def position(self) -> int:
        """Number of the frame that decoding would go on with."""
        return self._position

    def distance(self, n: int) -> int:
        """How many frames lie between where decoding for frame ``n`` would begin and it."""
        nearest = self._nearest(n)
        return n - (self._position if self._goes_on(n, nearest) else int(self._index.key_frames[nearest]))

    def _nearest(self, n: int) -> int:
        """Which entry frame is the last that is not after frame ``n``."""
        return int(self._index.key_frames.searchsorted(n, side="right")) - 1

    def _goes_on(self, n: int, nearest: int) -> bool:
        """Whether frame ``n`` is reached by decoding on from here."""
        here = self._position
        # A decoder is given packets some pictures ahead. What a search that was given up had left out there, as nobody
        # wanted it then, does not come out any more.
        if here > n or int(self._index.ticks[n]) in self._left_out:
            return False
        return int(self._index.key_frames[nearest]) <= here or n - here <= FORWARD_RUN

    def _entries(self, n: int) -> Iterator[int | None]:
        """Where to begin for frame ``n``, best first: where the cursor stands (None), the entry frame before ``n``,
        earlier ones in growing strides, and at last the clip's first packet."""
        keys, nearest = self._index.key_frames, self._nearest(n)
        if self._goes_on(n, nearest):
            yield None
        stride = 1
        while nearest > 0:
            yield int(keys[nearest])
            nearest -= stride
            stride *= 2
        yield 0

    def _start_at(self, entry: int) -> None:
        index = self._index
        self._position = entry
        self._pending = None
        self._aligned = self._proven = entry == 0
        self._entries_passed = 0
        self._left_out.clear()
        if entry == 0:
            self._decoder.rewind()
            self._frames = self._decoder.frames(skip=self._needless)
            return
        dts, pts = int(index.dts[entry]), int(index.ticks[entry])
        self._decoder.seek(pts if dts == NO_TICK else min(dts, pts))
        self._frames = self._decoder.frames(first_pts=pts, skip=self._needless)

    def _needless(self, packet: av.Packet[av.VideoStream]) -> bool:
        if self._wanted is None or not self._may_skip or packet.pts is None or self._wanted(packet.pts):
            return False
        needless = self._decoder.bitstream.kind(memoryview(packet)).disposable
        if needless:
            if len(self._left_out) >= LEFT_OUT_AT_MOST:
                here = int(self._index.ticks[min(self._position, len(self._index) - 1)])
                self._left_out = {stamp for stamp in self._left_out if stamp >= here}
            self._left_out.add(packet.pts)
        return needless

    def _read(self) -> tuple[int, VideoFrame] | None:
        """Give the next frame and its number; None at the end."""
        if self._pending is not None:
            read, self._pending = self._pending, None
            self._position = read[0] + 1
            return read
        for frame in self._frames:
            n = self._number_of(frame.pts)
            if n is None:
                continue
            self._aligned = True
            self._position = n + 1
            # Two entry frames on, the decoder's state is what it would be had it begun at the first packet.
            self._entries_passed += bool(self._index.entry[n])
            self._proven = self._proven or self._entries_passed > 2
            return n, frame
        if not self._aligned:
            raise _LostError
        return None

    def _number_of(self, pts: int | None) -> int | None:
        index, expected = self._index, self._position
        if index.counted:
            return expected if expected < len(index) else None
        if pts is None:
            return None
        if expected < len(index) and int(index.ticks[expected]) == pts:
            return expected
        if not self._aligned:
            return None
        # Frames were left out or are missing here: the picture has a later number, or none that the index knows.
        later = int(index.ticks[expected:].searchsorted(pts)) + expected
        return later if later < len(index) and int(index.ticks[later]) == pts else None

    def close(self) -> None:
        """Close the clip, and let go of the decoder's pictures: what is read asks this cursor, and so would keep it."""
        self._decoder.close()
        self._frames, self._pending = iter(()), None
