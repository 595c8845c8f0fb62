"""What stands out against chance in a recording or an episode, said with what could have been seen at this length."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, comb, floor

from coder.exchanges.pairing import RULES
from coder.exchanges.rule_words import rule_words
from coder.report.figures.recording_figures import Numbers
from coder.stats import ChanceTest
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

_WHOLE = tr("the recording")
STANDS_OUT_AT = 0.05
"""By convention: fewer than one shuffle in twenty answers as many bids. A convention, not a bar for anybody."""

HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ContingencyFinding:
    """Answered bids beside what the shuffles answer.

    Attributes
    ----------
    where : str
        "the recording", or the label of an episode.
    rule : str
    bids, answered : int
        Those that the comparison rests on.
    by_accident : float or None
        How many the shuffles answer on average.
    band : (int, int) or None
        How many 95 % of them answer.
    stands_out : bool or None
        None where nothing can be said.
    needed : int or None
        How many answered bids it would take at this length to stand out; more than ``bids`` where none could.
    power : float or None
        How often a recording of this length would stand out if every second bid that accident leaves open were
        answered: 0 to 1.
    moments : tuple of (int, int)
        Onset and latency of each answered bid behind it, in microseconds.
    confirmed : bool
        False for a preview from what models propose, which is nobody's word.
    reason : str
        Why nothing can be said.
    """

    where: str
    rule: str
    bids: int
    answered: int
    by_accident: float | None
    band: tuple[int, int] | None
    stands_out: bool | None
    needed: int | None
    power: float | None
    moments: tuple[tuple[int, int], ...]
    confirmed: bool = True
    reason: str = ""


def finding_of(numbers: Numbers, *, confirmed: bool = True) -> ContingencyFinding:
    """Return what the chance baseline of a recording or an episode says."""
    test, where = numbers.chance, numbers.episode.label if numbers.episode is not None else _WHOLE
    moments = tuple(
        (item.bid_interval.onset_us, item.latency_us) for item in numbers.answers.kept if item.latency_us is not None
    )
    known = test.estimate is not None and test.null_mean is not None and test.null_interval is not None
    if not known or test.count is None or test.null_mean is None or test.null_interval is None:
        return ContingencyFinding(
            where=where, rule=numbers.rule.id, bids=test.n, answered=len(moments), by_accident=None, band=None,
            stands_out=None, needed=None, power=None, moments=moments, confirmed=confirmed,
            reason=test.reason or tr("nothing can be compared"),
        )  # fmt: skip
    low, high = (share * test.n for share in test.null_interval)
    needed = floor(high + 1e-9) + 1
    return ContingencyFinding(
        where=where,
        rule=numbers.rule.id,
        bids=test.n,
        answered=round(test.count),
        by_accident=test.null_mean * test.n,
        band=(ceil(low - 1e-9), floor(high + 1e-9)),
        stands_out=test.p_value is not None and test.p_value <= STANDS_OUT_AT and test.count >= needed,
        needed=needed,
        power=_power(test, needed),
        moments=moments,
        confirmed=confirmed,
    )


def _power(test: ChanceTest, needed: int) -> float:
    """How often so many bids would be answered if half of what accident leaves open were answered too (binomial)."""
    assert test.null_mean is not None
    share = test.null_mean + HALF * (1 - test.null_mean)
    return sum(comb(test.n, k) * share**k * (1 - share) ** (test.n - k) for k in range(needed, test.n + 1))


def finding_words(found: ContingencyFinding) -> str:
    """Say it: what stands out, or as plainly that it is no more than accident, and what could be seen at all."""
    mark = "" if found.confirmed else tr("Unconfirmed preview, from what the models propose: ")
    where = (
        tr("In {where}", where=found.where)
        if found.where == _WHOLE
        else tr("In the episode “{where}”", where=found.where)
    )
    if found.stands_out is None or found.band is None or found.by_accident is None or found.needed is None:
        return tr(
            "{mark}{where}, nothing can be said against chance: {reason}.", mark=mark, where=where, reason=found.reason
        )
    low, high = found.band
    by_chance = tr(
        "accident alone answers about {by_accident:.1f} ({low} to {high} in 95 % of the shuffles)",
        by_accident=found.by_accident,
        low=low,
        high=high,
    )
    said = tr(
        "{mark}{where}, {answered} of {bids} bids found an answer {rule}; {by_chance}. ",
        mark=mark,
        where=where,
        answered=found.answered,
        bids=found.bids,
        rule=_rule_words(found.rule),
        by_chance=by_chance,
    )
    if found.stands_out:
        return tr("{said}That stands out against chance.", said=said)
    if found.needed > found.bids:
        return tr(
            "{said}No more than accident can be seen: with so few bids not even an answer to each would stand out.",
            said=said,
        )
    power = (
        tr(" (it would be, in {power:.0f} % of such recordings)", power=100 * found.power)
        if found.power is not None
        else ""
    )
    return tr(
        "{said}That is no more than accident, as far as this length shows: {needed} answers would have stood "
        "out. Had every second bid that accident leaves open been answered, it could have been seen{power}.",
        said=said,
        needed=found.needed,
        power=power,
    )


def moment_words(moment: tuple[int, int]) -> str:
    """Return when an answered bid was, and how soon the answer came."""
    return tr("{time} ({moment:.2f} s)", time=format_us(moment[0]), moment=moment[1] / 1000000.0)


def _rule_words(rule: str) -> str:
    """What a rule that is known by its id takes for an answer; an acknowledgement outside counts beside it."""
    known = RULES.get(rule.partition("+")[0])
    return rule_words(known) if known is not None else rule
