"""The windows in which a family chose to be fully there, on a recording's clock, and whether they can be placed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from coder.exchanges.pairing import ACKNOWLEDGING, FULL_PRESENCE, Outcome, Rule, acknowledged_outside
from coder.vocabulary.context import Beside
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.time import Interval, format_us
from coder.vocabulary.wall_clock import placed

NOT_PLACED = tr(
    "the family chose windows by time of day, and nobody said when this recording began: the rule is used as it is"
)


@dataclass(frozen=True, slots=True)
class FullPresence:
    """Full-presence windows of one recording.

    Attributes
    ----------
    windows : tuple of Interval
        Where they lie in the recording; none of the day's windows may fall into it.
    chosen : bool
        Whether the family chose any and it is known where they lie; only then a rule has its variant.
    note : str
        Why chosen windows cannot be used; "" otherwise.
    names : tuple of str
        The chosen windows as the family calls them, for people to read.
    acknowledged : bool
        Whether anything was acknowledged in the recording: without windows, all of it lies outside them.
    """

    windows: tuple[Interval, ...] = ()
    chosen: bool = False
    note: str = ""
    names: tuple[str, ...] = ()
    acknowledged: bool = False

    def rule(self, rule: Rule) -> Rule:
        """Return the variant of the rule where an acknowledgement may be an answer, else the rule."""
        return acknowledged_outside(rule) if self.chosen or (self.acknowledged and not self.note) else rule


def full_presence_of(
    beside: Beside, events: Iterable[Event], duration_us: int, *, settled: Iterable[Outcome] = ()
) -> FullPresence:
    """Find a recording's windows: coded ones (``full_presence`` of ``presence``) and those by time of day.

    ``settled`` is what humans said of the recording's bids.
    """
    events = tuple(events)
    nods = any(e.code in ACKNOWLEDGING and role_of(e.subject) is Role.CAREGIVER for e in events)
    said = partial(FullPresence, acknowledged=nods or Outcome.ACKNOWLEDGED in set(settled))
    coded = [e.interval for e in events if e.code == FULL_PRESENCE and role_of(e.subject) is Role.TOGETHER]
    marked = tuple(
        tr(
            "from {clock_words_us} to {clock_words_us_2}",
            clock_words_us=clock_words_us(one.onset_us),
            clock_words_us_2=clock_words_us(one.offset_us),
        )
        for one in sorted(coded)
    )
    meeting = beside.meeting
    if meeting is None or not meeting.windows:
        return said(tuple(sorted(coded)), chosen=bool(coded), names=marked)
    names = (*(window.words for window in meeting.windows), *marked)
    if not meeting.began_at:
        note = NOT_PLACED if not coded else ""
        return said(tuple(sorted(coded)), chosen=bool(coded), note=note, names=names)
    by_day = placed(meeting.windows, meeting.began_at, duration_us)
    return said(tuple(sorted({*coded, *by_day})), chosen=True, names=names)


def clock_words_us(t_us: int) -> str:
    """Return a time of a recording as people say it: ``2:05``."""
    return format_us(t_us)[:-4]


NO_WINDOWS = FullPresence()
"""The family chose none."""
