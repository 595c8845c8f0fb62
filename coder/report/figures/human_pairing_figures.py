"""How what humans paired differs from what the rule would pair: a figure of its own, beside those that rest on both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.exchanges.pairing import Exchange
from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True)
class ByHand:
    """Bids that a human paired, beside the rule's word on them.

    Attributes
    ----------
    bids : int
        Bids whose answer a human set, or said that there is none.
    as_the_rule : int
        Those that the rule pairs in the same way.
    another : int
        Those to which the rule gives another act.
    only_human, only_rule : int
        Answered by a human's word alone; by the rule alone.
    taken_apart : int
        Pairs of the rule that a human said do not belong together.
    differences_us : tuple of int
        The human's latency minus the rule's, where both have one and differ.
    by_rule : mapping of bid to Exchange
        The rule's word on every bid above.
    """

    bids: int
    as_the_rule: int
    another: int
    only_human: int
    only_rule: int
    taken_apart: int
    differences_us: tuple[int, ...]
    by_rule: Mapping[str, Exchange]

    @property
    def any(self) -> bool:
        """Whether a human's word differs from the rule's way anywhere, or stands where the rule was not asked."""
        return bool(self.bids or self.taken_apart)


NOTHING_BY_HAND = ByHand(0, 0, 0, only_human=0, only_rule=0, taken_apart=0, differences_us=(), by_rule={})
"""Nobody paired anything by hand."""


def by_hand_of(found: Sequence[Exchange], by_rule: Iterable[Exchange]) -> ByHand:
    """Compare exchanges with what the rule alone makes of the same events."""
    rule = {item.bid: item for item in by_rule}
    hand = [item for item in found if item.paired_by_hand]
    pairs = [(item, rule[item.bid]) for item in hand]
    apart = [
        item
        for item in found
        if not item.paired_by_hand
        and rule[item.bid].response not in (None, item.response)
        and not any(rule[item.bid].response == other.response for other in hand)
    ]
    return ByHand(
        bids=len(hand),
        as_the_rule=sum(mine.response == its.response for mine, its in pairs),
        another=sum(None not in (mine.response, its.response) and mine.response != its.response for mine, its in pairs),
        only_human=sum(mine.response is not None and its.response is None for mine, its in pairs),
        only_rule=sum(mine.response is None and its.response is not None for mine, its in pairs),
        taken_apart=len(apart),
        differences_us=tuple(
            mine.latency_us - its.latency_us
            for mine, its in pairs
            if mine.latency_us is not None and its.latency_us is not None and mine.latency_us != its.latency_us
        ),
        by_rule={item.bid: rule[item.bid] for item in (*hand, *apart)},
    )


def by_hand_words(figure: ByHand) -> str:
    """Say it in a sentence; "" where nothing was paired by hand."""
    if not figure.any:
        return ""
    parts = [
        f"{count} {words}"
        for count, words in (
            (figure.as_the_rule, tr("as the rule pairs them")),
            (figure.another, tr("with another act than the rule's")),
            (figure.only_human, tr("answered where the rule sees no answer")),
            (figure.only_rule, tr("left without an answer where the rule sees one")),
        )
        if count
    ]
    hand = (
        tr("{bids} paired by hand: {parts}", bids=figure.bids, parts=", ".join(parts))
        if figure.bids
        else tr("None paired by hand")
    )
    apart = (
        tr("; {taken_apart} of the rule's pairs taken apart", taken_apart=figure.taken_apart)
        if figure.taken_apart
        else ""
    )
    return f"{hand}{apart}."


def by_hand_json(figure: ByHand) -> dict[str, object]:
    """Return the figure as docs/cli.md describes it."""
    return {
        "bids": figure.bids,
        "as_the_rule": figure.as_the_rule,
        "another": figure.another,
        "only_human": figure.only_human,
        "only_rule": figure.only_rule,
        "taken_apart": figure.taken_apart,
        "differences_us": list(figure.differences_us),
    }
