"""From the child's side: which signals go unanswered in every context. Nobody is put beside anybody, and no cell shown.

A context is a setting (home, nursery, …), never a person. What is said of a signal is said of all contexts together:
a table of contexts would be read as an order of the people in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from coder.exchanges.pairing import Exchange, Outcome
from coder.report.figures.bid_answers import HOUR_S, BidAnswers, seconds, stretches
from coder.stats import SEED, Rate, StatsError, circular_shift_test, rate
from coder.vocabulary.context import Beside
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme, role_of
from coder.vocabulary.time import MICROS, Interval

FEWEST = 5
"""Fewer bids than this in a context say too little of it."""

DRAWS = 500
"""Shifts behind "no more often than by coincidence": a word, and no figure, rests on them."""

FEWEST_CONTEXTS = 2
"""In fewer contexts than this, "in every context" would be said of one."""


class Said(StrEnum):
    """What can be said of a signal."""

    AT_TIMES = "answered at times"
    BY_COINCIDENCE = "answered no more often than by coincidence"
    ALREADY_THERE = "the caregiver was already there"
    IN_NONE = "not seen answered in any context"
    TOO_LITTLE = "too little to say"


NEEDS_NO_MORE = (Said.AT_TIMES, Said.BY_COINCIDENCE, Said.ALREADY_THERE)
"""Of these, it does not matter in which contexts there was too little to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One recording's bids, and what stands beside it."""

    answers: BidAnswers
    beside: Beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One kind of bid of the child, over all contexts together.

    Attributes
    ----------
    bids : int
        How many could have been answered; those for which a caregiver was already there or near by are not among them.
    nearby : int
        For so many the caregiver was available nearby: present and not focused is not a miss.
    already_there : int
        For so many a caregiver was with the child when it reached out, or accompanied its crying.
    bids_per_hour : Rate
        All of them an hour of observable time. A signal that fades also goes unanswered less often.
    too_little : tuple of str
        Contexts with fewer than ``FEWEST`` such bids, by name; nothing more is said of any one context.
    """

    code: str
    label: str
    said: Said
    bids: int
    nearby: int
    already_there: int
    bids_per_hour: Rate
    too_little: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """The signals of one family's child over its contexts, in order of their codes.

    Attributes
    ----------
    contexts : tuple of str
        Settings that were looked at, in the order of the alphabet.
    reason : str or None
        Why nothing can be said.
    """

    family: str
    contexts: tuple[str, ...]
    signals: tuple[Signal, ...]
    recordings: tuple[str, ...]
    reason: str | None = None
    notes: tuple[str, ...] = ()


def unanswered_of(told: Iterable[Told], *, scheme: Scheme) -> Unanswered:
    """Say of each signal of one family's child whether it is seen answered in any context.

    Raises
    ------
    StatsError
        Where the recordings are of several families: nothing is ever said across families.
    """
    every = sorted(told, key=lambda one: one.answers.recording)
    families = {one.beside.meeting.family if one.beside.meeting else "" for one in every}
    if len(families) > 1:
        raise StatsError(tr("These recordings are of several families; signals are looked at within one family only."))
    family = min(families, default="")
    placed = [one for one in every if _setting(one)]
    notes = tuple(
        tr(
            "recording {recording} is left out: nobody said in which setting it was made",
            recording=one.answers.recording,
        )
        for one in every
        if not _setting(one)
    )
    contexts = tuple(sorted({_setting(one) for one in placed}))
    reason = None
    if not family:
        reason = tr("nobody said of which family these recordings are")
    elif len(contexts) < FEWEST_CONTEXTS:
        reason = plural(
            len(contexts),
            "there are recordings of {number} setting; two are needed",
            "there are recordings of {number} settings; two are needed",
            number=len(contexts),
        )
    codes = sorted({(item.bid_subject, item.bid_code) for one in placed for item in one.answers.signals})
    return Unanswered(
        family=family,
        contexts=contexts,
        signals=() if reason else tuple(_signal(*code, placed, contexts, scheme) for code in codes),
        recordings=tuple(one.answers.recording for one in placed),
        reason=reason,
        notes=notes,
    )


def _setting(one: Told) -> str:
    return one.beside.meeting.setting if one.beside.meeting else ""


def _signal(subject: str, code: str, placed: Sequence[Told], contexts: Sequence[str], scheme: Scheme) -> Signal:
    mine = [(one, item) for one in placed for item in one.answers.signals if item.bid_code == code]
    there = sum(item.outcome is Outcome.ALREADY_THERE for _, item in mine)
    nearby = sum(item.outcome is Outcome.AVAILABLE_NEARBY for _, item in mine)
    # Cut off before the window's end, a bid says nothing of an answer; an answer that came does.
    counted = [(one, item) for one, item in mine if item.left_open or _met(item)]
    enough = [name for name in contexts if sum(_setting(one) == name for one, _ in counted) >= FEWEST]
    met = [(one, item) for one, item in counted if _met(item) and not _meant_for_another(item, one.answers)]
    if met:
        said = Said.BY_COINCIDENCE if _by_coincidence(placed, counted, met) else Said.AT_TIMES
    elif there:
        said = Said.ALREADY_THERE
    elif len(enough) >= FEWEST_CONTEXTS:
        said = Said.IN_NONE
    else:
        said = Said.TOO_LITTLE
    label = code.replace("_", " ")
    with suppress(KeyError):  # a code of another scheme keeps its own name
        label = scheme.code(role_of(subject), code).label
    return Signal(
        code=code,
        label=label,
        said=said,
        bids=len(counted),
        nearby=nearby,
        already_there=there,
        bids_per_hour=_together(code, placed),
        too_little=tuple(name for name in contexts if name not in enough),
    )


def _met(item: Exchange) -> bool:
    return item.is_answer or item.outcome is Outcome.ACKNOWLEDGED


def _meant_for_another(item: Exchange, answers: BidAnswers) -> bool:
    """Whether the child reached out anew, in another way, between this bid and its answer: it was meant for that."""
    if item.latency_us is None:
        return False
    came = item.anchor_us + item.latency_us
    return any(
        other.bid != item.bid and item.bid_interval.onset_us < other.bid_interval.onset_us <= came
        for other in answers.signals
    )


def _by_coincidence(
    placed: Sequence[Told], counted: Sequence[tuple[Told, Exchange]], met: Sequence[tuple[Told, Exchange]]
) -> bool:
    """Whether the answers are no more than the same acts, at any other time of the recordings, would have given.

    Of a word that was said without a time (acknowledged) nothing is by coincidence, and of few bids nothing is said.
    """
    # Who answers each time is not told that it was by coincidence.
    if len(met) == len(counted) or len(counted) < FEWEST or any(item.latency_us is None for _, item in met):
        return False
    seen = expected = 0.0
    for one in placed:
        mine = [item for told, item in counted if told is one]
        if not mine:
            continue
        given = one.answers.for_statistics()
        given["bid_onsets"], given["bid_offsets"] = stretches(item.bid_interval for item in mine)
        try:
            chance = circular_shift_test(window=one.answers.rule.window_us / MICROS, draws=DRAWS, seed=SEED, **given)
        except StatsError:
            return False
        # Where nobody did anything that could answer, nothing answers by coincidence either.
        seen += sum(told is one for told, _ in met)
        expected += (chance.null_mean or 0.0) * chance.n
    return seen <= expected


def _together(code: str, placed: Sequence[Told]) -> Rate:
    """Bids an hour over all recordings, laid end to end."""
    onsets: list[float] = []
    hidden: list[Interval] = []
    start = 0
    for one in placed:
        span = one.answers.span
        shift = start - span.onset_us
        onsets += [
            (item.bid_interval.onset_us + shift) / MICROS for item in one.answers.signals if item.bid_code == code
        ]
        for out in (*one.answers.hidden, *one.answers.set_aside):
            cut = Interval(max(out.onset_us, span.onset_us), max(min(out.offset_us, span.offset_us), span.onset_us))
            if cut.duration_us > 0:
                hidden.append(Interval(cut.onset_us + shift, cut.offset_us + shift))
        start += span.duration_us
    whole = seconds(Interval(0, max(start, 1)))
    return rate(onsets, span=whole, hidden=stretches(hidden), per_seconds=HOUR_S, unit="s")
