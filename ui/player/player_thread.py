"""The player's thread: takes the window's newest wish, and never makes the window wait."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from coder.media import Clip, FrameIndex, Source
from coder.media.audio import AudioReader
from coder.vocabulary.errors import Cancelled, MendableError
from models.native_memory import give_back
from ui.player.playback_stage import SoundOpener, Stage
from ui.player.player_messages import Ended, Failed, Fetched, FrameRequest, Message, Opened, Playing
from ui.player.sound_output import SoundClock


@dataclass(frozen=True, slots=True)
class _Clip:
    """A clip to open."""

    number: int
    source: Source
    index: FrameIndex | None
    name: str | None


@dataclass(slots=True)
class _Wishes:
    """What the window wants, newest only, but for pictures fetched aside, which are all given."""

    close: bool = False
    quit: bool = False
    clip: _Clip | None = None
    target: FrameRequest | None = None
    playing: Playing | None = None
    expected: int | None = None
    fetches: deque[tuple[int, int]] = field(default_factory=deque)
    """Frames, each with the number that its picture is given back under."""

    @property
    def urgent(self) -> bool:
        """Whether something is wanted that should end a search under way."""
        return self.close or self.quit or self.clip is not None or self.target is not None


class Worker:
    """Decodes in a thread of its own. ``post`` is called there with each message.

    Only the newest target is ever decoded: a new one ends the search for the one before.
    """

    def __init__(self, post: Callable[[Message], None], open_sound: SoundOpener = SoundClock) -> None:
        self.volume = 1.0
        self._post_to_window = post
        self._open_sound = open_sound
        self._changed = threading.Condition()
        self._wishes = _Wishes()
        self._stage: Stage | None = None
        self._broken: int | None = None
        """Number of the clip that is wanted and could not be opened."""
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    # From the window's thread

    def open(self, number: int, source: Source, index: FrameIndex | None, name: str | None) -> None:
        """Open another clip; what was wanted of the one before no longer is."""
        self._wish_only(_Wishes(close=True, clip=_Clip(number, source, index, name)))

    def close(self) -> None:
        """Close the clip."""
        self._wish_only(_Wishes(close=True))

    def show(self, target: FrameRequest) -> None:
        """Show a frame."""
        with self._changed:
            self._wishes.target = target
            self._changed.notify()

    def play(self, how: Playing | None) -> None:
        """Play like this; None to stop."""
        with self._changed:
            self._wishes.playing = how
            self._changed.notify()

    def expect(self, n: int | None) -> None:
        """Decode a frame that may be asked for next, when there is nothing better to do."""
        with self._changed:
            self._wishes.expected = n
            self._changed.notify()

    def fetch(self, n: int, number: int) -> None:
        """Decode a frame aside, when there is nothing better to do, and give it back under this number."""
        with self._changed:
            self._wishes.fetches.append((n, number))
            self._changed.notify()

    def quit(self) -> None:
        """End the thread, and wait until it has."""
        self._wish_only(_Wishes(close=True, quit=True))
        self._thread.join()

    def _wish_only(self, wishes: _Wishes) -> None:
        with self._changed:
            self._wishes = wishes
            self._changed.notify()

    # In the player's thread

    def _run(self) -> None:
        while True:
            with self._changed:
                wishes = self._wishes
                self._wishes = replace(wishes, close=False, clip=None, target=None)
            if wishes.close:
                self._close()
            if wishes.quit:
                return
            if wishes.clip is not None:
                self._open(wishes.clip)
            wait: float | None = None
            if self._stage is not None:
                self._stage.expect(wishes.expected)
                if wishes.target is not None:
                    self._stage.show_target(wishes.target)
                self._stage.play_as(wishes.playing)
                wait = self._stage.tick()
            idle = wait is None and self._stage is not None and not self._is_wanted()
            if idle and self._stage is not None and self._stage.prepare(self._is_wanted):
                continue
            self._rest(wait)

    def _rest(self, seconds: float | None) -> None:
        """Wait for a wish, or for ``seconds``; fetch a picture while there is nothing to do, or between two rounds."""
        with self._changed:
            stage = self._stage
            free = self._broken is not None if stage is None else seconds is None or stage.between_rounds
            idle = free and not self._anything_new()
            if not idle or not self._wishes.fetches:
                self._changed.wait_for(
                    lambda: self._anything_new() or (idle and (self._wishes.fetches or self._expects_another())),
                    timeout=seconds,
                )
                return
            n, number = self._wishes.fetches.popleft()
        self._fetch(n, number)

    def _anything_new(self) -> bool:
        playing = self._stage.playing if self._stage is not None else self._wishes.playing
        return self._wishes.urgent or self._wishes.playing is not playing

    def _expects_another(self) -> bool:
        return self._stage is not None and self._wishes.expected != self._stage.expected

    def _is_wanted(self) -> bool:
        """Whether there is anything better to do than to decode what nobody has asked for yet."""
        with self._changed:
            return self._anything_new() or bool(self._wishes.fetches) or self._expects_another()

    def _is_overtaken(self) -> bool:
        with self._changed:
            return self._wishes.urgent

    def _open(self, wanted: _Clip) -> None:
        try:
            clip = Clip.open(wanted.source, index=wanted.index, name=wanted.name)
            try:
                reader = AudioReader(wanted.source, clip.index, name=wanted.name)
            except MendableError:
                clip.close()
                raise
        except MendableError as error:
            self._broken = wanted.number
            self._post(Failed(wanted.number, str(error)))
            return
        self._stage = Stage(
            wanted.number,
            clip,
            reader,
            post=self._post,
            overtaken=self._is_overtaken,
            open_sound=self._open_sound,
            volume=lambda: self.volume,
        )
        self._post(Opened(wanted.number, clip.info, clip.index, reader.has_sound))

    def _close(self) -> None:
        self._broken = None
        if self._stage is not None:
            self._stage.close()
            self._stage = None
            give_back()

    def _fetch(self, n: int, number: int) -> None:
        """Give back the picture of a frame; or None, so that whoever waits is let go, where it has none."""
        stage, image = self._stage, None
        try:
            if stage is not None and stage.has(n):
                image = stage.picture(n)
        except Cancelled:
            with self._changed:
                if not self._wishes.close:  # what was wanted of a clip that goes is wanted of no other
                    self._wishes.fetches.appendleft((n, number))
            return
        except MendableError:
            pass  # it is said where it is shown
        clip = stage.number if stage is not None else self._broken
        if clip is not None:
            self._post(Fetched(clip, image, number))

    def _post(self, message: Message) -> None:
        if isinstance(message, Ended):
            with self._changed:
                if self._wishes.playing is not None and self._wishes.playing.serial == message.serial:
                    self._wishes.playing = None
        self._post_to_window(message)
