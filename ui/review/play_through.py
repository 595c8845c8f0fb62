"""Many of a kind at once, where one has looked: the app plays them through, and one key decides on those it played."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from coder.proposals.played_stretch import (
    FARTHEST_SET_US,
    MOST_AT_ONCE,
    PlayedItem,
    edges_of,
    looked_at_again,
    spans_of,
)
from coder.study.edits.changes import Edit
from coder.vocabulary.language import tr
from coder.vocabulary.time import Interval, format_us
from ui.player.engine import PlayerEngine
from ui.review.played_pace import PlayedPace
from ui.timeline.timeline_view import TimelineView
from ui.widgets.decision_time import AttentionClock

_LONGEST_STEP_US, _STEP_BY_HAND_US = 900_000, 400_000
"""A playing picture goes on by less than the first at the speed of life, a stepping hand by less than the second.

What was leapt over was not seen.
"""


@dataclass(frozen=True, slots=True)
class PlayedWhole:
    """A part of the clip that is played without a gap; ``decide`` makes the edit that takes some and rejects others.

    It is given both, the times of those whose edges a hand has set, and how long it took.
    """

    span: Interval
    decide: Callable[[tuple[str, ...], tuple[str, ...], Mapping[str, Interval], int], Edit]


@dataclass(frozen=True, slots=True)
class PlayedKind:
    """What is played through, and what deciding on several of it means.

    ``accept`` and ``reject`` make the edit for the ids that were played, with the time that it took. Where ``whole`` is
    given, that part of the clip goes on after each decision, and is played once more for what nobody proposed.
    """

    words: str
    items: tuple[PlayedItem, ...]
    accept: Callable[[tuple[str, ...], int], Edit]
    reject: Callable[[tuple[str, ...], int], Edit]
    whole: PlayedWhole | None = None


class PlayThrough(QObject):
    """Signals: ``changed`` when it begins, goes on, or ends; ``told(str)`` for the status line."""

    changed = Signal()
    told = Signal(str)

    def __init__(self, engine: PlayerEngine, timeline: TimelineView, edit: Callable[[Edit], bool]) -> None:
        super().__init__()
        self._engine, self._timeline, self._edit = engine, timeline, edit
        self.kind: PlayedKind | None = None
        self._spans: list[Interval] = []
        self._at = 0
        self._from_us = self._reached_us = 0
        self._played: dict[str, None] = {}
        self._without: set[str] = set()
        self._not_so: set[str] = set()
        self._times: dict[str, Interval] = {}
        self._marked: list[tuple[frozenset[str], frozenset[str], Mapping[str, Interval]]] = []
        """What was left out, not so and moved before each mark that nobody has kept yet, to take them back."""
        self._clock = AttentionClock(self)
        self.pace = PlayedPace(engine)
        self._edges: list[Interval] = []
        self._free: list[Interval] = []
        """What of a whole clip was played where nothing that waited began or ended."""
        self.again = False
        """Whether a whole clip is played once more: all is decided, and what nobody proposed is coded by hand."""
        engine.frame_shown.connect(lambda _index, pts_us, _image: self._frame(pts_us))
        engine.leapt.connect(self._leapt)

    @property
    def active(self) -> bool:
        """Whether something is played through now."""
        return self.kind is not None

    @property
    def played(self) -> tuple[str, ...]:
        """What was played and is so: neither left out nor said to be not so, in order."""
        return tuple(one for one in self._played if one not in self._without | self._not_so)

    @property
    def not_so(self) -> frozenset[str]:
        """What is said to be not so, before it is kept."""
        return frozenset(self._not_so)

    @property
    def times(self) -> Mapping[str, Interval]:
        """When those are whose edges a hand has set, before it is kept."""
        return self._times

    @property
    def marked(self) -> bool:
        """Whether anything was left out, said to be not so or moved that is not kept yet."""
        return bool(self._marked)

    @property
    def words(self) -> str:
        """How far it is, in words."""
        if self.kind is None:
            return ""
        if self.again:
            return tr(
                "Once more, twice as fast, where something waited: the letters code what nobody proposed. Esc ends it."
            )
        out = tr(", {number} left out", number=len(self._without)) if self._without else ""
        out += tr(", {number} not so", number=len(self._not_so)) if self._not_so else ""
        return tr(
            "{kind}: {number} of {number_2} played{out}",
            kind=self.kind.words,
            number=len(self._played),
            number_2=len(self.kind.items),
            out=out,
        )

    def begin(self, kind: PlayedKind) -> None:
        """Play these through, one after the other."""
        if not kind.items:
            return
        self.kind, self._played, self.again = kind, {}, False
        self._forget_marks()
        self._spans, self._at = [kind.whole.span] if kind.whole else spans_of(kind.items, self._engine.end_us), 0
        self._edges, self._free = edges_of(kind.items, self._engine.end_us), []
        self._clock.hold(kind.items[0].id)
        self._engine.set_loop(None)
        self._play_span()
        self._timeline.show_range(self._spans[0].onset_us, self._spans[-1].offset_us)
        self.changed.emit()

    def end(self) -> bool:
        """Stop, and decide nothing; whether anything was being played through."""
        if self.kind is None:
            return False
        self.kind = None
        self._forget_marks()
        self._clock.hold(None)
        self._clock.forget()
        self._engine.pause()
        self.pace.rest()
        self.again = False
        self.changed.emit()
        return True

    def play_faster_between(self, faster: bool) -> None:
        """Play a whole clip twice as fast where nothing that waits begins or ends, or as fast everywhere."""
        self.pace.faster_between = faster
        if self.kind is not None and self.whole:
            self.pace.keep(self._engine.pts_us, self._edges, again=self.again)

    @property
    def whole(self) -> bool:
        """Whether a part of the clip is played without a gap: what is coded by hand meanwhile does not end it."""
        return self.kind is not None and self.kind.whole is not None

    def follow(self, waiting: Container[str]) -> None:
        """After an edit: what waits no longer is out of it; what is of one kind ends, and is played anew."""
        if self.kind is None:
            return
        if not self.whole:
            self.end()
            return
        self._keep(tuple(one for one in self.kind.items if one.id in waiting))

    def touch(self) -> None:
        """Somebody has a hand on it."""
        self._clock.touch()

    def accept(self) -> None:
        """Take those that were played; of a whole clip also reject those that were said to be not so."""
        kind = self.kind
        if self.again:
            self.end()
        elif kind is not None and kind.whole is not None:
            not_so, decide = tuple(one for one in self._played if one in self._not_so), kind.whole.decide
            self._decide((*self.played, *not_so), lambda took_ms: decide(self.played, not_so, self._times, took_ms))
        elif kind is not None:
            self._decide(self.played, lambda took_ms: kind.accept(self.played, took_ms))

    def reject(self) -> None:
        """Say of those that were played that none is so; of a whole clip, that the one that is playing is not."""
        kind = self.kind
        if kind is not None and kind.whole is not None:
            self._mark(self._not_so, instead_of=self._without)
        elif kind is not None:
            self._decide(self.played, lambda took_ms: kind.reject(self.played, took_ms))

    def leave_out(self) -> None:
        """Leave the one out that is playing, or was played last: it goes on waiting; again, take it back in."""
        self._mark(self._without, instead_of=self._not_so)

    def _mark(self, marked: set[str], *, instead_of: set[str]) -> None:
        here = self._engine.pts_us
        items = self.kind.items if self.kind is not None else ()
        begun = [one for one in items if one.interval.onset_us <= here]
        if begun:
            self._remember()
            marked ^= {begun[-1].id}
            instead_of -= {begun[-1].id}
            self.changed.emit()

    def take_back(self) -> bool:
        """Take the newest mark back that is not kept yet; return whether there was one."""
        if not self._marked:
            return False
        without, not_so, times = self._marked.pop()
        ids = {one.id for one in self.kind.items} if self.kind is not None else set()
        self._without, self._not_so = set(without & ids), set(not_so & ids)
        self._times = {one: at for one, at in times.items() if one in ids}
        self.changed.emit()
        return True

    def _remember(self) -> None:
        self._marked.append((frozenset(self._without), frozenset(self._not_so), dict(self._times)))

    def _forget_marks(self) -> None:
        self._without, self._not_so, self._times = set(), set(), {}
        self._marked.clear()

    def begins_here(self) -> None:
        """Let the act whose onset lies nearest begin at the frame that is shown, while the clip plays on."""
        self._set_edge(onset=True)

    def ends_here(self) -> None:
        """Let the act whose offset lies nearest end at the frame that is shown, the first in which it is over."""
        self._set_edge(onset=False)

    def _set_edge(self, *, onset: bool) -> None:
        here_us = self._engine.pts_us
        items = self.kind.items if self.kind is not None and self.whole and not self.again else ()

        def away_us(one: PlayedItem) -> int:
            at = self._times.get(one.id, one.interval)
            return abs((at.onset_us if onset else at.offset_us) - here_us)

        one = min((one for one in items if onset or one.interval.duration_us), key=away_us, default=None)
        if one is None or away_us(one) > FARTHEST_SET_US:
            self.told.emit(tr("No act that waits begins or ends near this frame."))
            return
        at = self._times.get(one.id, one.interval)
        point = not one.interval.duration_us
        new = (here_us, here_us if point else at.offset_us) if onset else (at.onset_us, here_us)
        if not point and new[0] >= new[1]:
            self.told.emit(tr("{words}: it would end before it begins, so nothing was moved.", words=one.words))
            return
        self._remember()
        self._times[one.id] = Interval(*new)
        time = format_us(here_us)
        begins = tr("{words}: it begins at {time}.", words=one.words, time=time)
        self.told.emit(begins if onset else tr("{words}: it ends at {time}.", words=one.words, time=time))
        self.changed.emit()

    def _decide(self, ids: tuple[str, ...], edit_in: Callable[[int], Edit]) -> None:
        kind = self.kind
        if kind is None:
            return
        if not ids:
            self.told.emit(tr("None of them has been played to its end yet; only what was seen is decided on."))
            return
        edit = edit_in(self._clock.spent_ms(kind.items[0].id))
        if kind.whole is None:
            self.end()
        elif self._at_end:
            self._play_once_more()
        else:
            self._go_on()
        self._edit(edit)

    def _play_once_more(self) -> None:
        """Begin anew with nothing to decide on: whoever judged what waits had no eyes for what nobody proposed."""
        if self.kind is None:
            return
        self.again = True
        self.kind = replace(self.kind, items=())
        self._played, self._at = {}, 0
        self._spans = looked_at_again(self._spans[-1], self._free)
        self._forget_marks()
        self._clock.hold(None)
        self._clock.forget()
        if not self._spans:
            self._end_second_look()
            return
        self.changed.emit()
        self._play_span()

    def _end_second_look(self) -> None:
        self.end()
        self.told.emit(tr("Played, and once more. What you left for later waits in the queue."))

    @property
    def _at_end(self) -> bool:
        return self._reached_us >= self._spans[-1].offset_us - self._frame_us(self._reached_us)

    def _go_on(self) -> None:
        """Play on after a decision: what was played is behind, and what was left out of it waits in the queue."""
        if self.kind is not None:
            self._keep(tuple(one for one in self.kind.items if one.id not in self._played))
            self._marked.clear()  # what was marked of those is kept now
            self._clock.forget()
            self._engine.play()

    def _keep(self, items: tuple[PlayedItem, ...]) -> None:
        if self.kind is None or len(items) == len(self.kind.items):
            return
        ids = {one.id for one in items}
        self.kind = replace(self.kind, items=items)
        self._played = {one: None for one in self._played if one in ids}
        self._without &= ids
        self._not_so &= ids
        self._times = {one: at for one, at in self._times.items() if one in ids}
        self._clock.hold(items[0].id if items else None)
        self.changed.emit()

    def _play_span(self) -> None:
        onset_us = self._spans[self._at].onset_us
        self._engine.seek_time(onset_us)
        if self.whole:
            self.pace.keep(onset_us, self._edges, again=self.again)
        self._engine.play()

    def _leapt(self, pts_us: int) -> None:
        """From here on is what is seen; of what lies before, only what was played before."""
        if self.again:  # a hand may go to another stretch of the second look
            self._at = next((n for n, span in enumerate(self._spans) if pts_us < span.offset_us), self._at)
        if self.kind is not None and pts_us < self._spans[self._at].offset_us:
            self._from_us = self._reached_us = pts_us

    def _frame(self, pts_us: int) -> None:
        if self.kind is None:
            return
        span = self._spans[self._at]
        step_us = _LONGEST_STEP_US * max(self._engine.speed, 1.0) if self._engine.playing else _STEP_BY_HAND_US
        if not self._reached_us <= pts_us <= self._reached_us + step_us:
            if self._engine.playing and self._reached_us < pts_us < span.offset_us:
                self._leapt(pts_us)  # a busy machine: what comes now is seen again
                self.told.emit(tr("The picture fell behind: what it leapt over is not decided on, and waits."))
            return
        if self.whole and not self.again:
            self._see_freely(self._reached_us, pts_us)
        self._reached_us = pts_us
        if self.whole:
            self.pace.keep(pts_us, self._edges, again=self.again)
        before = len(self._played)
        for one in self.kind.items:
            whole = self._from_us <= one.interval.onset_us and one.interval.offset_us <= span.offset_us
            if whole and one.interval.offset_us <= pts_us:
                self._played.setdefault(one.id)
            elif whole and one.interval.contains(pts_us) and self._timeline.selected != one.shown:
                self._timeline.select(one.shown)
        if pts_us >= span.offset_us - self._frame_us(pts_us):
            for one in self.kind.items:
                if self._from_us <= one.interval.onset_us < span.offset_us:
                    self._played.setdefault(one.id)  # the clip may end before a state's own end is a frame
            self._next_span()
        if len(self._played) != before:
            if self.whole and before < MOST_AT_ONCE <= len(self._played):
                self._engine.pause()
                self.told.emit(tr("That many are before your eyes at once: decide on them, and it plays on."))
            self.changed.emit()

    def _see_freely(self, from_us: int, to_us: int) -> None:
        """Note what was just played if nothing had to be judged there: it needs no second look."""
        if from_us >= to_us or any(edge.overlaps(Interval(from_us, to_us)) for edge in self._edges):
            return
        if self._free and from_us <= self._free[-1].offset_us <= to_us:
            from_us = self._free.pop().onset_us
        self._free.append(Interval(from_us, to_us))

    def _next_span(self) -> None:
        if self._at + 1 < len(self._spans):
            self._at += 1
            self._play_span()
        else:
            self._engine.pause()
            self.pace.rest()
            if self.again:
                self._end_second_look()
            elif self.kind is not None and not self.kind.items:
                self._play_once_more()

    def _frame_us(self, pts_us: int) -> int:
        return max(self._engine.frame_end_us - pts_us, 0)
