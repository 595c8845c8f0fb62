"""How often somebody bid, as the window and the command line say it beside what became of the bids."""

from __future__ import annotations

from coder.report.figures.family_trends import LONG_US
from coder.stats.rates import Rate
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us, seconds_to_us

OVER_ALL_OF_IT = tr("Of the whole recording; patterns and reports are of what was gone through.")
"""Beside what is of the whole recording, however far a pass came; figures are of what somebody says to have seen."""


def bids_per_hour_words(often: Rate) -> str:
    """Return bids per hour with their interval; of minutes only, the time that was watched, for no hour was.

    Why there is no figure, where there is none.
    """
    if often.estimate is None or often.interval is None:
        return tr("Bids per hour: undefined, {reason}.", reason=often.reason)
    watched_us = seconds_to_us(often.observable_time)
    if watched_us < LONG_US:
        return tr("That is out of {time} of the recording.", time=format_us(watched_us))
    low, high = often.interval
    return tr(
        "That is {estimate:.0f} bids an hour (95 % interval {low:.0f} to {high:.0f}).",
        estimate=often.estimate,
        low=low or 0,
        high=high or 0,
    )
