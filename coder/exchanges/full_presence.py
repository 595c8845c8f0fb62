"""The windows in which a family chose to be fully there, on a recording's clock, and whether they can be placed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coder.exchanges.pairing import FULL_PRESENCE, Rule, acknowledged_outside
from coder.vocabulary.context import Beside
from coder.vocabulary.events import Event
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.time import Interval
from coder.vocabulary.wall_clock import placed

NOT_PLACED = (
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
    """

    windows: tuple[Interval, ...] = ()
    chosen: bool = False
    note: str = ""

    def rule(self, rule: Rule) -> Rule:
        """Return the variant of the rule where the family chose windows, else the rule."""
        return acknowledged_outside(rule) if self.chosen else rule


def full_presence_of(beside: Beside, events: Iterable[Event], duration_us: int) -> FullPresence:
    """Find a recording's windows: coded ones (``full_presence`` of ``presence``) and those by time of day."""
    coded = [e.interval for e in events if e.code == FULL_PRESENCE and role_of(e.subject) is Role.TOGETHER]
    meeting = beside.meeting
    if meeting is None or not meeting.windows:
        return FullPresence(tuple(sorted(coded)), chosen=bool(coded))
    if not meeting.began_at:
        return FullPresence(tuple(sorted(coded)), chosen=bool(coded), note=NOT_PLACED if not coded else "")
    by_day = placed(meeting.windows, meeting.began_at, duration_us)
    return FullPresence(tuple(sorted({*coded, *by_day})), chosen=True)


NO_WINDOWS = FullPresence()
"""The family chose none."""
