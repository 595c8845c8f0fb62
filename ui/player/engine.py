"""PlayerEngine: the window's hand on the player. Commands return at once; frames come as signals."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from coder.media import ClipInfo, FrameIndex, Source
from coder.vocabulary.time import Interval
from ui.player.playback_stage import SoundOpener
from ui.player.player_messages import Ended, Fetched, FrameRequest, Message, Opened, Playing, ShownFrame, Sound
from ui.player.player_thread import Worker
from ui.player.sound_output import SoundClock
from ui.player.thread_post import ThreadPost

SPEEDS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 8.0, 16.0)
"""The speeds that keys and box go through; any between the first and the last can be played."""
SLOWEST, FASTEST = SPEEDS[0], SPEEDS[-1]


class PlayerEngine(QObject):
    """Plays one clip.

    A frame that was asked for is shown, exactly; of several asked for in a row, those that there was time for, and
    always the last. While playing, each frame is shown when it is due by its own stamp, and left out when late.

    Signals
    -------
    opened(ClipInfo)
        The clip is open; its first frame follows.
    closed()
        There is no clip now.
    frame_shown(number, microseconds, QImage)
        Number, time in microseconds, and upright picture of the frame to show. Non-square pixels: see
        ``ui.player.qt_picture``.
    state_changed()
        Playing, speed, loop or sound changed, or a clip came or went.
    ended()
        Playing came to the clip's end, and stopped.
    leapt(microseconds)
        Somebody asked for a frame elsewhere: what lies between is not shown.
    failed(str)
        Something cannot be done; one sentence.
    """

    opened = Signal(object)
    closed = Signal()
    frame_shown = Signal(object, object, QImage)
    state_changed = Signal()
    ended = Signal()
    leapt = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None, *, sound: SoundOpener = SoundClock) -> None:
        super().__init__(parent)
        self._info: ClipInfo | None = None
        self._index: FrameIndex | None = None
        self._clip = 0
        self._shown = 0
        self._shown_us = 0
        self._target = 0
        self._serials = itertools.count(1)
        self._request = self._serial = 0
        self._playing = self._held = False
        self._speed = 1.0
        self._loop: Interval | None = None
        self._muted = False
        self._volume = 1.0
        self._has_sound = False
        self._sound_reason: str | None = None
        self._wanted_us: int | None = None
        self._fetching: dict[int, Callable[[QImage | None], None]] = {}
        """Who waits for a picture aside; kept in the window's thread: they hold widgets, which it alone may end."""
        self._inbox_lock = threading.Lock()
        self._inbox: list[Message] = []
        self._letters = ThreadPost(self)
        self._letters.came.connect(self._deliver)
        self._worker = Worker(self._post, sound)

    # State

    @property
    def info(self) -> ClipInfo | None:
        """What the clip is; None where none is open yet."""
        return self._info

    @property
    def index(self) -> FrameIndex | None:
        """The clip's frames; None where none is open yet."""
        return self._index

    @property
    def frame_count(self) -> int:
        """How many frames the clip has; 0 where none is open."""
        return len(self._index) if self._index is not None else 0

    @property
    def end_us(self) -> int:
        """Where the clip ends, in microseconds; 0 where none is open."""
        return self._index.end_us if self._index is not None else 0

    @property
    def frame(self) -> int:
        """Number of the frame that is shown."""
        return self._shown

    @property
    def pts_us(self) -> int:
        """Time of the frame that is shown."""
        return self._shown_us

    @property
    def frame_end_us(self) -> int:
        """When the frame that is shown ends: the next one's time, or the clip's end; 0 where none is open."""
        if self._index is None:
            return 0
        after = self._shown + 1
        return int(self._index.pts_us[after]) if after < self.frame_count else self._index.end_us

    @property
    def playing(self) -> bool:
        """Whether the clip plays."""
        return self._playing

    @property
    def speed(self) -> float:
        """Times the speed of life."""
        return self._speed

    @property
    def loop(self) -> Interval | None:
        """The stretch that is played round and round; None for the whole clip, once."""
        return self._loop

    @property
    def muted(self) -> bool:
        """Whether sound is switched off."""
        return self._muted

    @property
    def volume(self) -> float:
        """Loudness, 0 to 1."""
        return self._volume

    @property
    def has_sound(self) -> bool:
        """Whether the clip has sound."""
        return self._has_sound

    @property
    def sound_reason(self) -> str | None:
        """Why the clip plays without sound, in a sentence; None where it is heard, or has not been played yet."""
        return self._sound_reason

    # Commands

    def open(self, source: Source, index: FrameIndex | None = None, name: str | None = None) -> None:
        """Open a clip and show its first frame; ``index`` saves the pass that finds the frames."""
        self.close_clip()
        # Known before the clip is open, so that what is asked for meanwhile can be understood.
        self._index = index
        self._worker.open(self._clip, source, index, name)
        self.seek_frame(0)

    def close_clip(self) -> None:
        """Close the clip, if one is open."""
        self._clip += 1
        self._fetching.clear()
        self._held = False
        had = self._index is not None or self._info is not None
        self._info, self._index, self._loop, self._wanted_us = None, None, None, None
        self._shown = self._shown_us = self._target = 0
        self._playing, self._has_sound, self._sound_reason = False, False, None
        self._worker.close()
        if had:
            self.closed.emit()
            self.state_changed.emit()

    def shut_down(self) -> None:
        """End the player's thread. Nothing can be played afterwards."""
        self._clip += 1
        self._fetching.clear()
        self._worker.quit()

    def seek_frame(self, n: int) -> None:
        """Show frame ``n`` (the first or last where there is none such); playing goes on from there."""
        self._go(n, way=1)
        if self._index is not None:
            self.leapt.emit(int(self._index.pts_us[self._target]))

    def seek_time(self, t_us: int) -> None:
        """Show the frame that is showing at ``t_us``; playing goes on from there."""
        if self._index is None:
            self._wanted_us = t_us
            return
        self.seek_frame(self._index.at(t_us))

    def go_to_time(self, t_us: int) -> None:
        """Show the moment that somebody asked for; a loop around another is left, which would draw it back at once."""
        if self._loop is not None and not self._loop.contains(t_us):
            self.set_loop(None)
        self.seek_time(t_us)

    def expect_time(self, t_us: int | None) -> None:
        """Get ready for being asked for the frame at ``t_us``, while there is nothing better to do.

        In a long group of pictures the way to a frame is what a leap waits for. None: nobody can tell any more.
        """
        if self._index is not None:
            self._worker.expect(None if t_us is None else self._index.at(t_us))

    def step(self, n: int) -> None:
        """Go ``n`` frames on (back where negative) from the frame asked for last, and stay there."""
        self.pause()
        self._go(self._target + n, way=1 if n > 0 else -1)

    def step_time(self, us: int) -> None:
        """Go that much time on (back where negative) from the frame asked for last."""
        if self._index is not None:
            self.seek_time(int(self._index.pts_us[self._target]) + us)

    def play(self) -> None:
        """Play from the frame that is shown; from the start again at the clip's end."""
        self._held = False
        if not self._playing:
            if self._loop is None and self._target >= self.frame_count - 1:
                self.seek_frame(0)
            self._playing = True
            self._play_on()

    def pause(self) -> None:
        """Stop at the frame that is shown."""
        self._held = False
        if self._playing:
            self._playing = False
            self._worker.play(None)
            self.state_changed.emit()

    def hold(self) -> None:
        """Wait, where it plays, until :meth:`let_go`, or until anybody says otherwise."""
        if self._playing:
            self.pause()
            self._held = True

    def let_go(self) -> None:
        """Play on after :meth:`hold`, unless it was taken elsewhere, paused or closed meanwhile."""
        if self._held:
            self.play()

    def set_speed(self, speed: float) -> None:
        """Play at 0.1 to 16 times the speed of life."""
        self._speed = min(FASTEST, max(SLOWEST, speed))
        self._play_on()

    def set_loop(self, loop: Interval | None) -> None:
        """Play this stretch round and round; None to stop doing so."""
        if loop is not None and loop.duration_us == 0:
            loop = None
        if loop is None and self._loop is None:
            return
        self._loop, self._held = loop, False
        self._play_on()

    def set_muted(self, muted: bool) -> None:
        """Switch sound off or on."""
        self._muted = muted
        self._play_on()

    def set_volume(self, volume: float) -> None:
        """Make sound louder or softer, 0 to 1."""
        self._volume = self._worker.volume = min(1.0, max(0.0, volume))
        self.state_changed.emit()

    def fetch(self, n: int, give: Callable[[QImage | None], None]) -> None:
        """Hand over the picture of frame ``n`` without showing it, when the player has nothing better to do.

        ``give`` is called once: with None where there is no such frame, or it cannot be decoded; never where the
        clip is closed before.
        """
        number = next(self._serials)
        self._fetching[number] = give
        self._worker.fetch(n, number)

    def _go(self, n: int, *, way: int) -> None:
        self._held = False
        count = self.frame_count
        self._target = min(max(0, n), count - 1) if count else max(0, n)
        self._request = next(self._serials)
        self._worker.show(FrameRequest(self._request, self._target, way))

    def _play_on(self) -> None:
        """Tell the player how to play now."""
        if self._playing:
            how = Playing(next(self._serials), self._speed, self._loop, self._muted)
            self._serial = how.serial
            self._worker.play(how)
        self.state_changed.emit()

    # What the player's thread says

    def _post(self, message: Message) -> None:
        """Called in the player's thread. Frames that the window had no time for are left out."""
        with self._inbox_lock:
            waiting = bool(self._inbox)
            if isinstance(message, ShownFrame):
                self._inbox = [m for m in self._inbox if not isinstance(m, ShownFrame)]
            self._inbox.append(message)
        if not waiting:
            self._letters.say(None)

    def _deliver(self, _: None) -> None:
        with self._inbox_lock:
            messages, self._inbox = self._inbox, []
        for message in messages:
            if message.clip == self._clip:
                self._take(message)

    def _take(self, message: Message) -> None:
        if isinstance(message, ShownFrame):
            self._shown, self._shown_us = message.index, message.pts_us
            if message.request == self._request:
                self._target = message.index
            self.frame_shown.emit(message.index, message.pts_us, message.image)
        elif isinstance(message, Fetched):
            give = self._fetching.pop(message.number, None)
            if give is not None:
                give(message.image)
        elif isinstance(message, Opened):
            self._opened(message)
        elif isinstance(message, Ended):
            if self._playing and message.serial == self._serial:
                self._playing = False
                self.state_changed.emit()
                self.ended.emit()
        elif isinstance(message, Sound):
            if self._sound_reason != message.reason:
                self._sound_reason = message.reason
                self.state_changed.emit()
        else:
            self.failed.emit(message.sentence)

    def _opened(self, message: Opened) -> None:
        self._info, self._index, self._has_sound = message.info, message.index, message.has_sound
        self.opened.emit(message.info)
        self.state_changed.emit()
        if self._wanted_us is not None:
            wanted, self._wanted_us = self._wanted_us, None
            self.seek_time(wanted)
        elif self._target >= self.frame_count:
            self.seek_frame(self._target)
