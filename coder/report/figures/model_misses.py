"""What the models missed: what a human coded by hand in stretches where nothing was proposed. About models only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.stats import Rate, rate
from coder.stats.result import plain
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS, Interval
from coder.vocabulary.unproposed_stretch import LOOKED_AT, UnproposedStretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What one coder found in the stretches of one recording that they looked at.

    Attributes
    ----------
    looked, waiting : int
        Stretches that this coder looked at, and those that wait for anybody.
    found : int
        Acts coded by hand that begin in those that were looked at.
    often : Rate
        The same a minute looked at; undefined where none was.
    """

    looked: int
    waiting: int
    found: int
    often: Rate

    @property
    def words(self) -> str:
        """One sentence for a report."""
        if not self.looked:
            return tr("What the models missed: no stretch in which nothing was proposed was looked at.")
        plural = "" if self.looked == 1 else "es"
        seconds = self.often.observable_time
        low, high = self.often.interval or (None, None)
        spread = "" if low is None or high is None else tr(" ({low:.1f} to {high:.1f})", low=low, high=high)
        each = (
            ""
            if self.often.estimate is None
            else tr(", {estimate:.1f} a minute{spread}", estimate=self.often.estimate, spread=spread)
        )
        return tr(
            "What the models missed in {looked} stretch{plural} looked at ({seconds:.0f} s in which nothing was "
            "proposed): {found} coded by hand there{each}.",
            looked=self.looked,
            plural=plural,
            seconds=seconds,
            found=self.found,
            each=each,
        )


def missed_of(stretches: Sequence[UnproposedStretch], events: Sequence[Event], *, coder: str, span: Interval) -> Missed:
    """Count what a coder coded by hand where nothing was proposed.

    Parameters
    ----------
    stretches : sequence of Stretch
        Those of the recording.
    events : sequence of Event
        The coder's events. Accepted proposals and imports do not count: they are no finds.
    span : Interval
        Stretches and acts that begin outside are left out.
    """
    mine = [one for one in stretches if one.coder == coder and one.status in LOOKED_AT and span.contains(one.onset_us)]
    finds = [
        event.onset_us
        for event in events
        if event.origin is Origin.HUMAN and any(one.interval.contains(event.onset_us) for one in mine)
    ]
    edges = [span.onset_us, *(edge for one in mine for edge in (one.onset_us, one.offset_us)), span.offset_us]
    between = [(on, off) for on, off in zip(edges[::2], edges[1::2], strict=True) if off > on]
    often = rate(
        [onset / MICROS for onset in finds],
        span=(span.onset_us / MICROS, span.offset_us / MICROS),
        hidden=([on / MICROS for on, _ in between], [off / MICROS for _, off in between]),
        unit="s",
    )
    waiting = sum(one.status not in LOOKED_AT for one in stretches)
    return Missed(looked=len(mine), waiting=waiting, found=len(finds), often=often)


def missed_json(missed: Missed | None) -> dict[str, object] | None:
    """Return it as docs/cli.md describes it; None where no stretch is known of."""
    if missed is None:
        return None
    return {
        "stretches_looked_at": missed.looked,
        "stretches_waiting": missed.waiting,
        "coded_by_hand_there": missed.found,
        "a_minute": plain(missed.often),
    }
