"""Play, pause, step, loop: the Play menu."""

from __future__ import annotations

from coder.vocabulary.time import MICROS, Interval
from ui.player.engine import SPEEDS, PlayerEngine
from ui.timeline.timeline_view import TimelineView

LEAD_US = 500_000


class PlayControl:
    """Drives the player; the timeline lends its selection for the loop."""

    def __init__(self, engine: PlayerEngine, timeline: TimelineView) -> None:
        self._engine = engine
        self._timeline = timeline
        self._chosen: Interval | None = None
        self._looped: Interval | None = None

    @property
    def chosen(self) -> Interval | None:
        """The stretch that loops and verbs are about, if there is one."""
        return self._chosen

    def choose(self, chosen: Interval | None) -> None:
        """Say which stretch a loop would be around; the timeline shows it."""
        self._chosen = chosen
        self._timeline.set_range(chosen)

    def clear(self) -> bool:
        """Stop looping and mark no stretch any more; return whether either was so."""
        if self._chosen is None and self._engine.loop is None:
            return False
        self._engine.set_loop(None)
        self.choose(None)
        return True

    def follow(self, before: Interval, after: Interval) -> None:
        """Let the stretch go along with an event that it is about; a loop around it goes on around the new one."""
        if self._chosen == before:
            self.choose(after)
            self._looped = after
            if self._engine.loop is not None:
                self._engine.set_loop(self._around(after))

    def toggle_play(self) -> None:
        """Play or pause; whoever has gone out of a loop plays on from there, and not inside it."""
        loop = self._engine.loop
        if loop is not None and not loop.contains(self._engine.pts_us):
            self._engine.set_loop(None)
        self._engine.pause() if self._engine.playing else self._engine.play()

    def step_on(self) -> None:
        """One frame on."""
        self._engine.step(1)

    def step_back(self) -> None:
        """One frame back."""
        self._engine.step(-1)

    def step_on_10(self) -> None:
        """Ten frames on."""
        self._engine.step(10)

    def step_back_10(self) -> None:
        """Ten frames back."""
        self._engine.step(-10)

    def second_on(self) -> None:
        """One second on."""
        self._engine.step_time(MICROS)

    def second_back(self) -> None:
        """One second back."""
        self._engine.step_time(-MICROS)

    def go_first(self) -> None:
        """First frame; a loop is left."""
        self._engine.set_loop(None)
        self._engine.seek_frame(0)

    def go_last(self) -> None:
        """Last frame; a loop is left."""
        self._engine.set_loop(None)
        self._engine.seek_frame(self._engine.frame_count - 1)

    def slower(self) -> None:
        """Next slower speed."""
        self._engine.set_speed(max((s for s in SPEEDS if s < self._engine.speed), default=SPEEDS[0]))

    def faster(self) -> None:
        """Next faster speed."""
        self._engine.set_speed(min((s for s in SPEEDS if s > self._engine.speed), default=SPEEDS[-1]))

    def mark_in(self) -> None:
        """Let the selection begin at the frame that is shown; its end stays where that is later, else is the clip's."""
        here, end = self._engine.pts_us, self._engine.end_us
        chosen = self._chosen
        if here < end:
            self.choose(Interval(here, chosen.offset_us if chosen and chosen.offset_us > here else end))

    def mark_out(self) -> None:
        """Let the selection end with the frame that is shown; its beginning stays where that is earlier, else is 0."""
        end = self._engine.frame_end_us
        chosen = self._chosen
        if end > 0:
            self.choose(Interval(chosen.onset_us if chosen and chosen.onset_us < end else 0, end))

    def shuttle_on(self) -> None:
        """Play at the speed of life; pressed again while it plays, faster, as editors' L does."""
        if self._engine.playing:
            self.faster()
        else:
            self._engine.set_speed(1.0)
            self._engine.play()

    def shuttle_stop(self) -> None:
        """Pause, as editors' K does."""
        self._engine.pause()

    def shuttle_back(self) -> None:
        """While it plays faster than life, slower; else a second back. Nothing is played backwards."""
        if self._engine.playing and self._engine.speed > 1:
            self.slower()
        else:
            self.second_back()

    def toggle_loop(self) -> None:
        """Loop around the selection, or stop looping around it: a card in hand plays round and round by itself."""
        if self._engine.loop is not None and self._chosen in (None, self._looped):
            self._engine.set_loop(None)
        elif self._chosen is not None:
            self.play_loop(self._chosen)

    def toggle_sound(self) -> None:
        """Sound on or off."""
        self._engine.set_muted(not self._engine.muted)

    def play_loop(self, interval: Interval, *, lead_us: int = LEAD_US) -> None:
        """Play a stretch in a loop, with half a second (or as long as is given) before and after it."""
        self.choose(interval)
        self._looped = interval
        end = self._engine.end_us
        if interval.onset_us >= end:
            return  # no clip is open, or it ends before
        around = self._around(interval, lead_us)
        self._engine.seek_time(around.onset_us)
        self._engine.set_loop(around)
        self._engine.play()

    def _around(self, interval: Interval, lead_us: int = LEAD_US) -> Interval:
        return Interval(max(interval.onset_us - lead_us, 0), min(interval.offset_us + lead_us, self._engine.end_us))
