"""Stage: an open clip in the player's thread; shows a frame that was asked for, or the one that is due in playing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QImage

from coder.media import Clip
from coder.media.audio import AudioReader
from coder.vocabulary.errors import Cancelled, MendableError
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS, Interval
from ui.player.playback_clock import PlaybackClock, SilentClock
from ui.player.player_messages import Ended, Failed, FrameRequest, Message, Playing, ShownFrame, Sound
from ui.player.qt_picture import to_image
from ui.player.sound_output import FASTEST_HEARD, SLOWEST_HEARD, SoundClock, SoundUnavailableError

HOPELESSLY_LATE_US = 300_000
"""When decoding lags this far behind, in time as it passes, the clock waits: better slow than a slide show."""
HEARD_PATIENCE = 5
"""Times that patience while there is sound: a gap in it is worse than a picture left out."""
LONGEST_LEAP = 6
"""Frames left out in one go when late, unless an entry frame lies between."""
JITTER_US = 50_000
"""A clock that follows a sound device may step back a little; a picture does not."""
SMALLEST_WAIT_S = 0.001

SoundOpener = Callable[..., SoundClock]


class Stage:
    """One clip, its sound, and the clock while it plays.

    Parameters
    ----------
    number : int
        Which clip this is; every message carries it.
    post : callable
        Takes messages for the window.
    overtaken : callable
        Whether the window wants something else by now, so that a search may end.
    volume : callable
        Loudness now, 0 to 1.
    """

    def __init__(
        self,
        number: int,
        clip: Clip,
        reader: AudioReader,
        *,
        post: Callable[[Message], None],
        overtaken: Callable[[], bool],
        open_sound: SoundOpener,
        volume: Callable[[], float],
    ) -> None:
        self.number = number
        self.expected: int | None = None
        self._clip, self._reader = clip, reader
        self._post, self._overtaken = post, overtaken
        self._open_sound, self._volume = open_sound, volume
        self._clock: PlaybackClock | None = None
        self._how: Playing | None = None
        self._shown = -1
        self._request = 0
        self._ready: tuple[int, QImage] | None = None
        self._complained = False

    @property
    def playing(self) -> Playing | None:
        """How the clip plays; None when it does not."""
        return self._how

    def close(self) -> None:
        """Fall silent and close the clip."""
        self._stop_clock()
        self._clip.close()
        self._reader.close()

    # Frames that were asked for

    def show_target(self, target: FrameRequest) -> None:
        """Show a frame somebody asked for, past damaged ones. Playing goes on from there."""
        self._stop_clock()
        self._request = target.request
        n = target.n
        try:
            while 0 <= n < len(self._clip):
                try:
                    self._show(n)
                    return
                except MendableError as error:
                    self._complain(error)
                    n += target.way
        except Cancelled:
            pass

    def picture(self, n: int) -> QImage:
        """The picture of a frame.

        Raises
        ------
        Cancelled
            The window wants something else.
        MendableError
            The clip is damaged there.
        """
        if self._ready is not None and self._ready[0] == n:
            return self._ready[1]
        frame = self._clip.frame(n, alone=self._clock is not None, give_up=self._overtaken)
        return to_image(frame.rgb, self._clip.info.sample_aspect)

    @property
    def between_rounds(self) -> bool:
        """Whether a loop is about to begin anew: the search for its first frame hides a search for another picture."""
        looping = self._how is not None and self._how.loop is not None
        return looping and self._ready is not None and self._ready[0] < self._shown

    def expect(self, n: int | None) -> None:
        """Say which frame may be asked for next."""
        if n != self.expected:
            self.expected = n
            self._clip.expect(n)

    def prepare(self, give_up: Callable[[], bool]) -> bool:
        """Decode what will be wanted next; whether there is more to do."""
        try:
            return self._clip.prepare(give_up=give_up)
        except MendableError:
            return False  # it is said when somebody comes there

    def has(self, n: int) -> bool:
        """Whether there is such a frame."""
        return 0 <= n < len(self._clip)

    def _show(self, n: int) -> None:
        image = self.picture(n)
        self._ready = None
        self._shown = n
        self._post(ShownFrame(self.number, self._request, n, int(self._clip.index.pts_us[n]), image))

    def _complain(self, error: MendableError) -> None:
        """Say once that the clip is damaged; saying it at every frame would be no help."""
        if not self._complained:
            self._complained = True
            self._post(Failed(self.number, str(error)))

    # Playing

    def play_as(self, how: Playing | None) -> None:
        """Start, stop or change playing where what is wanted is not what is so."""
        if how is self._how and (how is None or self._clock is not None):
            return
        before = self._clock.now() if self._clock is not None else None
        self._stop_clock()
        self._how = how
        if how is None:
            return
        start = before if before is not None else self._begins(self._shown)
        if how.loop is not None and not how.loop.contains(start):
            start = how.loop.onset_us
        self._start_clock(start, how)

    def tick(self) -> float | None:
        """Show what is due, make ready what is next; seconds until that is due, None when not playing."""
        how, index = self._how, self._clip.index
        if how is None or self._clock is None:
            return None
        now = self._clock.now()
        if now >= index.end_us:
            self._end(how)
            return None
        due = self._near(index.at(now), how.loop)
        try:
            if due != self._shown and not 0 < self._begins(self._shown) - now < JITTER_US:
                self._show(due)
                self._wait_for_picture(how, self._clock)
            following, at_us = self._next(self._shown, how.loop)
            if following is not None and (self._ready is None or self._ready[0] != following):
                self._ready = following, self.picture(following)
        except Cancelled:
            return 0.0
        except MendableError as error:
            self._complain(error)
            self._shown = due
            at_us = self._next(due, how.loop)[1]
        ahead = at_us - self._clock.now()
        if how.loop is not None and ahead > how.loop.duration_us:
            ahead = 0
        return max(SMALLEST_WAIT_S, ahead / (how.speed * MICROS))

    def _near(self, due: int, loop: Interval | None) -> int:
        """The frame to show when ``due`` is due: not far on, for all between would have to be decoded first.

        Running after the clock in ever longer leaps would show ever fewer pictures; an entry frame ends the chase.
        """
        keys = self._clip.index.key_frames
        entry = int(keys[int(keys.searchsorted(due, side="right")) - 1])
        elsewhere = self._shown < 0 or (loop is not None and not loop.contains(self._begins(self._shown)))
        if elsewhere or due <= self._shown + LONGEST_LEAP or entry > self._shown:
            return due
        return self._shown + LONGEST_LEAP

    def _wait_for_picture(self, how: Playing, clock: PlaybackClock) -> None:
        """Set the clock back to the picture, where decoding has fallen too far behind it."""
        index, n = self._clip.index, self._shown
        late = clock.now() - self._begins(n) - index.interval_us(n)
        limit = HOPELESSLY_LATE_US * how.speed * (1 if isinstance(clock, SilentClock) else HEARD_PATIENCE)
        if how.loop is None and late > limit:
            self._stop_clock()
            self._start_clock(self._begins(n), how)

    def _next(self, n: int, loop: Interval | None) -> tuple[int | None, int]:
        """The frame that follows ``n`` in playing, and the moment it is due; None at the end."""
        index = self._clip.index
        due = int(index.pts_us[n + 1]) if n + 1 < len(index) else index.end_us
        if loop is not None and due >= loop.offset_us:
            return index.at(loop.onset_us), loop.offset_us
        return (n + 1 if n + 1 < len(index) else None), due

    def _begins(self, n: int) -> int:
        """When frame ``n`` begins; 0 where none was shown yet."""
        return int(self._clip.index.pts_us[n]) if n >= 0 else 0

    def _end(self, how: Playing) -> None:
        self._stop_clock()
        self._how = None
        last = len(self._clip) - 1
        if self._shown != last:
            self.show_target(FrameRequest(self._request, last, -1))
        self._post(Ended(self.number, how.serial))

    # The clock

    def _start_clock(self, start_us: int, how: Playing) -> None:
        reason = self._why_silent(how)
        if reason is None:
            try:
                self._clock = self._open_sound(
                    self._reader, start_us, speed=how.speed, loop=how.loop, volume=self._volume
                )
            except SoundUnavailableError as error:
                reason = str(error)
        if reason is not None:
            self._clock = SilentClock(start_us, speed=how.speed, loop=how.loop)
        self._post(Sound(self.number, reason))

    def _why_silent(self, how: Playing) -> str | None:
        if not self._reader.has_sound:
            return tr("This clip has no sound.")
        if how.muted:
            return tr("Sound is off.")
        if not SLOWEST_HEARD <= how.speed <= FASTEST_HEARD:
            return tr(
                "Sound is played from {slowest_heard:g} to {fastest_heard:g} times the speed only.",
                slowest_heard=SLOWEST_HEARD,
                fastest_heard=FASTEST_HEARD,
            )
        return None

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
