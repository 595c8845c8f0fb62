"""Play, pause, step, loop: the Play menu."""

from __future__ import annotations

from coder.vocabulary.time import MICROS, Interval
from ui.player.engine import PlayerEngine
from ui.timeline.timeline_view import TimelineView

SPEEDS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
LEAD_US = 500_000


class PlayControl:
    """Drives the player; the timeline lends its selection for the loop."""

    def __init__(self, engine: PlayerEngine, timeline: TimelineView) -> None:
        self._engine = engine
        self._timeline = timeline
        self._chosen: Interval | None = None

    @property
    def chosen(self) -> Interval | None:
        """The stretch that loops and verbs are about, if there is one."""
        return self._chosen

    def choose(self, chosen: Interval | None) -> None:
        """Say which stretch a loop would be around; the timeline shows it."""
        self._chosen = chosen
        self._timeline.set_range(chosen)

    def toggle_play(self) -> None:
        """Play or pause."""
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
        """First frame."""
        self._engine.seek_frame(0)

    def go_last(self) -> None:
        """Last frame."""
        self._engine.seek_frame(self._engine.frame_count - 1)

    def slower(self) -> None:
        """Next slower speed."""
        self._engine.set_speed(max((s for s in SPEEDS if s < self._engine.speed), default=SPEEDS[0]))

    def faster(self) -> None:
        """Next faster speed."""
        self._engine.set_speed(min((s for s in SPEEDS if s > self._engine.speed), default=SPEEDS[-1]))

    def toggle_loop(self) -> None:
        """Loop around the selection, or stop looping."""
        if self._engine.loop is not None:
            self._engine.set_loop(None)
        elif self._chosen is not None:
            self.play_loop(self._chosen)

    def toggle_sound(self) -> None:
        """Sound on or off."""
        self._engine.set_muted(not self._engine.muted)

    def play_loop(self, interval: Interval, *, lead_us: int = LEAD_US) -> None:
        """Play a stretch in a loop, with half a second (or as long as is given) before and after it."""
        self.choose(interval)
        end = self._engine.end_us
        if interval.onset_us >= end:
            return  # no clip is open, or it ends before
        around = Interval(max(interval.onset_us - lead_us, 0), min(interval.offset_us + lead_us, end))
        self._engine.seek_time(around.onset_us)
        self._engine.set_loop(around)
        self._engine.play()
