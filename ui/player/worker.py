"""The player's thread: owns the open clip, decodes what is wanted most, and plays. It never waits for the window."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtGui import QImage

from coder.errors import Cancelled, MendableError
from coder.media import Clip, ClipInfo, FrameIndex, Source
from coder.media.audio import AudioReader
from coder.timebase import MICROS, Interval
from ui.player.clock import PlaybackClock, SilentClock
from ui.player.picture import to_image
from ui.player.sound import FASTEST_HEARD, SLOWEST_HEARD, SoundClock, SoundUnavailableError

HOPELESSLY_LATE_US = 300_000
"""When decoding lags this far behind the clock, the clock waits: better slow than a slide show."""
JITTER_US = 50_000
"""A clock that follows a sound device may step back a little; a picture does not."""
SMALLEST_WAIT_S = 0.001

Opener = Callable[..., SoundClock]


@dataclass(frozen=True, slots=True)
class Playing:
    """How to play, all of it at once; another one replaces it."""

    serial: int
    speed: float = 1.0
    loop: Interval | None = None
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A frame to show; where it is damaged, the next one that is not, in direction ``way``."""

    request: int
    n: int
    way: int = 1


@dataclass(slots=True)
class _Wishes:
    """What the window wants, newest only, but for pictures fetched aside, which are all given."""

    clip: tuple[int, Source, FrameIndex | None, str | None] | None = None
    close: bool = False
    target: Target | None = None
    playing: Playing | None = None
    fetches: deque[tuple[int, Callable[[QImage], None]]] = field(default_factory=deque)
    quit: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """The clip is open."""

    clip: int
    info: ClipInfo
    index: FrameIndex
    has_sound: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame to show, and the newest request that it takes account of."""

    clip: int
    request: int
    index: int
    pts_us: int
    image: QImage


@dataclass(frozen=True, slots=True)
class Fetched:
    """A picture somebody asked for aside."""

    clip: int
    image: QImage
    give: Callable[[QImage], None]


@dataclass(frozen=True, slots=True)
class Ended:
    """Playing came to the clip's end."""

    clip: int
    serial: int


@dataclass(frozen=True, slots=True)
class Sound:
    """Whether playing is heard; the reason where it is not."""

    clip: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Failed:
    """One sentence for the person."""

    clip: int
    sentence: str


Message = Opened | Shown | Fetched | Ended | Sound | Failed


class Worker:
    """Decodes in a thread of its own. ``post`` is called there with each message.

    Only the newest target is ever decoded: a new one ends the search for the one before.
    """

    def __init__(self, post: Callable[[Message], None], sound: Opener = SoundClock) -> None:
        self._post = post
        self._open_sound = sound
        self._changed = threading.Condition()
        self._wishes = _Wishes()
        self._number = self._request = 0
        self.volume = 1.0
        self._clip: Clip | None = None
        self._reader: AudioReader | None = None
        self._clock: PlaybackClock | None = None
        self._how: Playing | None = None
        self._shown = -1
        self._ready: tuple[int, QImage] | None = None
        self._complained = False
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    # From the window's thread

    def open(self, number: int, source: Source, index: FrameIndex | None, name: str | None) -> None:
        """Open another clip; what was wanted of the one before no longer is."""
        self._wish(_Wishes(clip=(number, source, index, name), close=True))

    def close(self) -> None:
        """Close the clip."""
        self._wish(_Wishes(close=True))

    def show(self, target: Target) -> None:
        """Show a frame."""
        with self._changed:
            self._wishes.target = target
            self._changed.notify()

    def play(self, how: Playing | None) -> None:
        """Play like this; None to stop."""
        with self._changed:
            self._wishes.playing = how
            self._changed.notify()

    def fetch(self, n: int, give: Callable[[QImage], None]) -> None:
        """Decode a frame aside, when there is nothing better to do."""
        with self._changed:
            self._wishes.fetches.append((n, give))
            self._changed.notify()

    def quit(self) -> None:
        """End the thread, and wait until it has."""
        self._wish(_Wishes(close=True, quit=True))
        self._thread.join()

    def _wish(self, wishes: _Wishes) -> None:
        with self._changed:
            self._wishes = wishes
            self._changed.notify()

    # In the player's thread

    def _run(self) -> None:
        while True:
            with self._changed:
                wishes = self._wishes
                self._wishes = replace(wishes, clip=None, close=False, target=None, fetches=deque(wishes.fetches))
            if wishes.close:
                self._close()
            if wishes.quit:
                return
            if wishes.clip is not None:
                self._open(*wishes.clip)
            if wishes.target is not None:
                self._stop_clock()
                self._request = wishes.target.request
                self._show_target(wishes.target.n, wishes.target.way)
            self._play_as(wishes.playing)
            self._rest(self._tick())

    def _rest(self, seconds: float | None) -> None:
        """Wait for a wish, or for ``seconds``; fetch pictures while there is nothing else to do."""
        with self._changed:
            if self._busy():
                return
            if seconds is None and self._wishes.fetches and self._clip is not None:
                n, give = self._wishes.fetches.popleft()
            else:
                self._changed.wait_for(self._anything_new, timeout=seconds)
                return
        self._fetch(n, give)

    def _busy(self) -> bool:
        wishes = self._wishes
        return wishes.close or wishes.quit or wishes.clip is not None or wishes.target is not None

    def _anything_new(self) -> bool:
        idle = self._how is None and self._clip is not None
        return self._busy() or self._wishes.playing is not self._how or (idle and bool(self._wishes.fetches))

    def _open(self, number: int, source: Source, index: FrameIndex | None, name: str | None) -> None:
        self._number = number
        self._complained = False
        try:
            clip = Clip.open(source, index=index, name=name)
            self._clip = clip
            self._reader = AudioReader(source, clip.index, name=name)
        except MendableError as error:
            self._close()
            self._post(Failed(number, str(error)))
            return
        self._post(Opened(number, clip.info, clip.index, self._reader.has_sound))

    def _close(self) -> None:
        self._stop_clock()
        self._shown, self._ready = -1, None
        if self._clip is not None:
            self._clip.close()
            self._clip = None
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _decode(self, n: int) -> QImage:
        if self._ready is not None and self._ready[0] == n:
            return self._ready[1]
        assert self._clip is not None
        return to_image(self._clip.frame(n, give_up=self._is_overtaken).rgb, self._clip.info.sample_aspect)

    def _is_overtaken(self) -> bool:
        with self._changed:
            return self._busy()

    def _show(self, n: int) -> None:
        assert self._clip is not None
        image = self._decode(n)
        self._ready = None
        self._shown = n
        self._post(Shown(self._number, self._request, n, int(self._clip.index.pts_us[n]), image))

    def _show_target(self, n: int, way: int) -> None:
        """Show a frame somebody asked for, past damaged ones."""
        if self._clip is None:
            return
        try:
            while 0 <= n < len(self._clip):
                try:
                    self._show(n)
                    return
                except MendableError as error:
                    self._complain(error)
                    n += way
        except Cancelled:
            pass

    def _complain(self, error: MendableError) -> None:
        """Say once that the clip is damaged; saying it at every frame would be no help."""
        if not self._complained:
            self._complained = True
            self._post(Failed(self._number, str(error)))

    def _fetch(self, n: int, give: Callable[[QImage], None]) -> None:
        if self._clip is None or not 0 <= n < len(self._clip):
            return
        try:
            self._post(Fetched(self._number, self._decode(n), give))
        except Cancelled:
            with self._changed:
                self._wishes.fetches.appendleft((n, give))
        except MendableError:
            return

    # Playing

    def _play_as(self, how: Playing | None) -> None:
        """Start, stop or change playing where what is wanted is not what is so."""
        if how is self._how and (how is None or self._clock is not None):
            return
        before = self._clock.now() if self._clock is not None else None
        self._stop_clock()
        self._how = how
        if how is None or self._clip is None:
            return
        index = self._clip.index
        start = before if before is not None else int(index.pts_us[max(0, self._shown)])
        if how.loop is not None and not how.loop.onset_us <= start < how.loop.offset_us:
            start = how.loop.onset_us
        self._clock = self._start_clock(start, how)

    def _start_clock(self, start_us: int, how: Playing) -> PlaybackClock:
        reason = None
        if self._reader is None or not self._reader.has_sound:
            reason = "This clip has no sound."
        elif how.muted:
            reason = "Sound is off."
        elif not SLOWEST_HEARD <= how.speed <= FASTEST_HEARD:
            reason = f"Sound is played from {SLOWEST_HEARD:g} to {FASTEST_HEARD:g} times the speed only."
        else:
            try:
                clock = self._open_sound(
                    self._reader, start_us, speed=how.speed, loop=how.loop, volume=lambda: self.volume
                )
                self._post(Sound(self._number, None))
                return clock
            except SoundUnavailableError as error:
                reason = str(error)
        self._post(Sound(self._number, reason))
        return SilentClock(start_us, speed=how.speed, loop=how.loop)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.stop()
            self._clock = None

    def _tick(self) -> float | None:
        """Show what is due, make ready what is next; seconds until that is due, None when not playing."""
        how, clip = self._how, self._clip
        if how is None or clip is None or self._clock is None:
            return None
        index = clip.index
        now = self._clock.now()
        if now >= index.end_us:
            self._finish(how)
            return None
        due = index.at(now)
        try:
            if due != self._shown and not 0 < self._begins(self._shown) - now < JITTER_US:
                self._show(due)
                if self._clock.now() > now + index.interval_us(due) + HOPELESSLY_LATE_US and how.loop is None:
                    self._stop_clock()
                    self._clock = self._start_clock(int(index.pts_us[due]), how)
            following, at_us = self._next(self._shown, how.loop)
            if following is not None and (self._ready is None or self._ready[0] != following):
                self._ready = following, self._decode(following)
        except Cancelled:
            return None
        except MendableError as error:
            self._complain(error)
            self._shown = due
            at_us = self._next(due, how.loop)[1]
        ahead = at_us - self._clock.now()
        if how.loop is not None and ahead > how.loop.duration_us:
            ahead = 0
        return max(SMALLEST_WAIT_S, ahead / (how.speed * MICROS))

    def _begins(self, n: int) -> int:
        """When frame ``n`` begins; long ago where there is none such."""
        assert self._clip is not None
        return int(self._clip.index.pts_us[n]) if n >= 0 else 0

    def _next(self, n: int, loop: Interval | None) -> tuple[int | None, int]:
        """The frame that follows ``n`` in playing, and the moment it is due; None at the end."""
        assert self._clip is not None
        index = self._clip.index
        due = int(index.pts_us[n + 1]) if n + 1 < len(index) else index.end_us
        if loop is not None and due >= loop.offset_us:
            return index.at(loop.onset_us), loop.offset_us
        return (n + 1 if n + 1 < len(index) else None), due

    def _finish(self, how: Playing) -> None:
        assert self._clip is not None
        self._stop_clock()
        self._how = None
        with self._changed:
            if self._wishes.playing is how:
                self._wishes.playing = None
        if self._shown != len(self._clip) - 1:
            self._show_target(len(self._clip) - 1, -1)
        self._post(Ended(self._number, how.serial))
