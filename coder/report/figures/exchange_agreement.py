"""How far two coders agree on exchanges: the same bid, the same answer, and a latency within a tolerance. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coder.exchanges.pairing import Exchange, Outcome
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangesTwice:
    """The exchanges that two coders' events make of one recording under one rule, and how it was coded."""

    recording: str
    condition: str
    first: tuple[Exchange, ...]
    second: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeAgreement:
    """Agreement on exchanges under one condition.

    Attributes
    ----------
    condition : str
        ``blind``, ``by hand``, ``assisted`` or ``imported``.
    first, second : int
        Bids of each coder; what either said is no bid is in neither.
    same_bid : int
        Bids that both have, of the same subject and code, with onsets within the tolerance; each counts once.
    same_answer : int
        Of these, answered by the same act for both.
    both_open : int
        Of these, without an answer for both.
    other_answer, one_answer : int
        Of these, answered by different acts; answered for one coder only.
    latency_within : int
        Of the same answers, those whose latencies lie within the tolerance of each other.
    latency_differences_us : tuple of int
        Second minus first, of the same answers.
    """

    condition: str
    first: int
    second: int
    same_bid: int
    same_answer: int
    both_open: int
    other_answer: int
    one_answer: int
    latency_within: int
    latency_differences_us: tuple[int, ...]

    @property
    def agreed(self) -> float | None:
        """Share of all bids of either on which both say the same of bid and answer; None where there is no bid."""
        either = self.first + self.second - self.same_bid
        return (self.latency_within + self.both_open) / either if either else None


def exchange_agreement(coded: Iterable[ExchangesTwice], *, tolerance_us: int) -> tuple[ExchangeAgreement, ...]:
    """Compare two coders' exchanges, blind coding apart from assisted; conditions in the order of their names."""
    by_condition: dict[str, list[ExchangesTwice]] = {}
    for one in coded:
        by_condition.setdefault(one.condition, []).append(one)
    return tuple(_agreement(name, found, tolerance_us) for name, found in sorted(by_condition.items()))


def _agreement(condition: str, coded: Sequence[ExchangesTwice], tolerance_us: int) -> ExchangeAgreement:
    sides = [(_bids(one.first), _bids(one.second)) for one in coded]
    pairs = [pair for first, second in sides for pair in _paired(first, second, tolerance_us)]
    same = [(a, b) for a, b in pairs if _same_answer(a, b, tolerance_us)]
    differences = tuple((b.latency_us or 0) - (a.latency_us or 0) for a, b in same)
    both = [(a, b) for a, b in pairs if a.response is not None and b.response is not None]
    both_open = sum(a.response is None and b.response is None for a, b in pairs)
    return ExchangeAgreement(
        condition=condition,
        first=sum(len(first) for first, _ in sides),
        second=sum(len(second) for _, second in sides),
        same_bid=len(pairs),
        same_answer=len(same),
        both_open=both_open,
        other_answer=len(both) - len(same),
        one_answer=len(pairs) - len(both) - both_open,
        latency_within=sum(abs(one) <= tolerance_us for one in differences),
        latency_differences_us=differences,
    )


def _bids(found: Iterable[Exchange]) -> list[Exchange]:
    return [item for item in found if item.outcome is not Outcome.NOT_A_BID]


def _paired(first: list[Exchange], second: list[Exchange], tolerance_us: int) -> list[tuple[Exchange, Exchange]]:
    found = []
    for kind in sorted({(item.bid_subject, item.bid_code) for item in first}):
        mine = [item for item in first if (item.bid_subject, item.bid_code) == kind]
        theirs = [item for item in second if (item.bid_subject, item.bid_code) == kind]
        at = 0
        for one in mine:
            # Both are in order of time: the earliest that is near enough leaves most for those that follow.
            while at < len(theirs) and _onset(theirs[at]) < _onset(one) - tolerance_us:
                at += 1
            if at < len(theirs) and _onset(theirs[at]) <= _onset(one) + tolerance_us:
                found.append((one, theirs[at]))
                at += 1
    return found


def _onset(item: Exchange) -> int:
    return item.bid_interval.onset_us


def _same_answer(one: Exchange, other: Exchange, tolerance_us: int) -> bool:
    """Whether both were answered by one act: same person and code, with onsets within the tolerance."""
    if one.response is None or other.response is None or one.latency_us is None or other.latency_us is None:
        return False
    if (one.response_subject, one.response_code) != (other.response_subject, other.response_code):
        return False
    return abs((one.anchor_us + one.latency_us) - (other.anchor_us + other.latency_us)) <= tolerance_us


def exchange_agreement_json(found: Iterable[ExchangeAgreement]) -> list[dict[str, object]]:
    """Return it as docs/cli.md describes it."""
    return [
        {
            "condition": one.condition,
            "bids": [one.first, one.second],
            "same_bid": one.same_bid,
            "same_answer": one.same_answer,
            "both_open": one.both_open,
            "other_answer": one.other_answer,
            "one_answer": one.one_answer,
            "latency_within": one.latency_within,
            "latency_differences_us": list(one.latency_differences_us),
            "agreed": one.agreed,
        }
        for one in found
    ]


def exchange_agreement_words(one: ExchangeAgreement, tolerance_us: int) -> str:
    """Say it in a sentence or two."""
    share = (
        ""
        if one.agreed is None
        else tr(" That is {agreed:.0f} % of all bids that either has.", agreed=100 * one.agreed)
    )
    return tr(
        "Exchanges ({condition}): {first} and {second} bids, {same_bid} the same; of these "
        "{same_answer} with the same answer ({latency_within} of them within {tolerance:g} s), "
        "{both_open} without an answer for both, {other_answer} with another, {one_answer} for one only."
        "{share}",
        condition=one.condition,
        first=one.first,
        second=one.second,
        same_bid=one.same_bid,
        same_answer=one.same_answer,
        latency_within=one.latency_within,
        tolerance=tolerance_us / MICROS,
        both_open=one.both_open,
        other_answer=one.other_answer,
        one_answer=one.one_answer,
        share=share,
    )
