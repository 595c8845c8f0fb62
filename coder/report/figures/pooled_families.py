"""Figures over many families, and one family's own: pooled so that no family stands beside another. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from coder.exchanges.pairing import Exchange, Rule
from coder.report.figures.bid_answers import BidAnswers, latency_of, timed
from coder.stats import (
    SEED,
    Cox,
    KaplanMeier,
    PooledLogOdds,
    PooledSequence,
    Result,
    contingency_counts,
    cox_recurrent,
    dyad_bootstrap,
    pooled_lag_sequential,
    pooled_log_odds,
    pooled_log_odds_ratio,
)
from coder.stats.dyad_bootstrap import FEWEST_DYADS
from coder.vocabulary.language import plural, tr
from coder.vocabulary.progress import Progress, part, silent
from coder.vocabulary.time import MICROS

BY_SETTING, BY_EPISODE, BY_BID_CODE = "setting", "episode", "bid"
DRAWS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPart:
    """A recording, or an episode of it, with whose it is and under which condition.

    Attributes
    ----------
    family, condition : str
        "" for a condition that nobody said; of bids, their code is the condition.
    answers : BidAnswers
        Its bids, paired under one rule.
    acts : tuple of (str or None)
        Acts of both in order of time, for what follows what; () for a part that is not whole.
    """

    family: str
    condition: str
    answers: BidAnswers
    acts: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledCurve:
    """One condition's curve over its families, and the share answered at round times, with intervals by family."""

    condition: str
    families: int
    latency: KaplanMeier
    answered_by: tuple[tuple[float, int, Result], ...]
    """Time in s, bids still watched just before it, and the share answered by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledFamilies:
    """What many families show together. Times in statistics are seconds.

    Attributes
    ----------
    families, recordings, bids : int
        How many it rests on.
    share, median : Result
        Share of bids answered within the window, and the median wait; intervals by drawing families.
    odds : PooledLogOdds
        Log odds that a bid watched to the end was answered: families' mean, and how much they differ.
    after_a_bid : PooledLogOdds
        Log odds ratio of an answer in a bid's window and in another of the same width.
    by : str
        What the conditions are; "" for none.
    curves : tuple of PooledCurve
        One a condition that enough families have.
    model : Cox or None
        Hazard ratio of each condition after the first, errors by family.
    sequence : PooledSequence
        What followed what.
    """

    rule: Rule
    families: int
    recordings: int
    bids: int
    share: Result
    median: Result
    odds: PooledLogOdds
    after_a_bid: PooledLogOdds
    by: str
    curves: tuple[PooledCurve, ...]
    model: Cox | None
    sequence: PooledSequence
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFamily:
    """One family's own share of bids answered: as it was seen, and drawn in by how little was seen."""

    family: str
    rule: Rule
    bids: int
    answered: int
    share: float | None
    shrunken: float | None
    interval: tuple[float, float] | None
    reason: str | None


def pooled_families(
    whole: Sequence[FamilyPart],
    conditions: Sequence[FamilyPart] = (),
    *,
    by: str = "",
    rule: Rule,
    seed: int = SEED,
    draws: int = DRAWS,
    progress: Progress = silent,
) -> PooledFamilies:
    """Pool recordings of many families.

    Parameters
    ----------
    whole : sequence of FamilyPart
        Each recording once; those of an unknown family are left out, and a note says how many.
    conditions : sequence of FamilyPart
        Parts with their condition, where ``by`` is "setting" or "episode"; for "bid" they are not needed.
    """
    known = [one for one in whole if one.family]
    rows = [(one.family, item) for one in known for item in one.answers.kept]
    window, found = rule.window_us / MICROS, _Waits.of(rows)
    share = dyad_bootstrap(
        found.answered_by(window),
        found.families,
        name="share_answered",
        draws=draws,
        seed=seed,
        progress=part(progress, 0, 0.3),
    )
    median = dyad_bootstrap(
        found.median,
        found.families,
        name="latency_median",
        draws=draws,
        undefined_is=math.inf,
        seed=seed,
        progress=part(progress, 0.3, 0.6),
    )
    curves, model, left = _by_condition(
        _condition_rows(known, [one for one in conditions if one.family], by),
        rule=rule,
        seed=seed,
        draws=draws,
        progress=part(progress, 0.6, 1),
    )
    notes = list(left)
    unknown = len(whole) - len(known)
    if unknown:
        notes.append(
            plural(unknown, "{unknown} recording is left out: nobody said whose it "
            "is", "{unknown} recordings are left out: "
            "nobody "
            "said "
            "whose "
            "they "
            "are", unknown=unknown)
        )  # fmt: skip
    kept = [one for one in known if one.acts]
    return PooledFamilies(
        rule=rule,
        families=len({one.family for one in known}),
        recordings=len({one.answers.recording for one in known}),
        bids=len(rows),
        share=share,
        median=median,
        odds=_odds(known),
        after_a_bid=_after_a_bid(known, window),
        by=by,
        curves=curves,
        model=model,
        sequence=pooled_lag_sequential([one.acts for one in kept], [one.family for one in kept]),
        notes=tuple(notes),
    )


def own_family(whole: Sequence[FamilyPart], family: str, *, rule: Rule) -> OwnFamily:
    """Return one family's own share, shrunk toward what families are like; nothing of any other family."""
    known = [one for one in whole if one.family]
    names = sorted({one.family for one in known})
    yes, of = _answered_of(known)
    odds = pooled_log_odds(yes, of)
    at = names.index(family)
    told = [k for k in range(len(names)) if of[k] > 0]
    shrunken, interval = None, None
    if odds.shrunken and at in told:
        place = told.index(at)
        middle, error = odds.shrunken[place], 1.96 * odds.shrunken_errors[place]
        shrunken, interval = _share_of(middle), (_share_of(middle - error), _share_of(middle + error))
    reason = None if shrunken is not None else odds.reason or tr("no bid of this family was watched to the end")
    return OwnFamily(
        family=family,
        rule=rule,
        bids=int(of[at]),
        answered=int(yes[at]),
        share=float(yes[at] / of[at]) if of[at] else None,
        shrunken=shrunken,
        interval=interval,
        reason=reason,
    )


def _share_of(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


class _Waits:
    """How long bids waited, as arrays; figures of some of the rows."""

    def __init__(self, families: Sequence[str], durations: Sequence[float], answered: Sequence[bool]) -> None:
        self.families = list(families)
        self._durations, self._answered = np.array(durations, dtype=np.float64), np.array(answered, dtype=bool)

    @classmethod
    def of(cls, rows: Sequence[tuple[str, Exchange]]) -> _Waits:
        durations, answered = timed(item for _, item in rows)
        return cls([family for family, _ in rows], durations, answered)

    def answered_by(self, time: float) -> Callable[[np.ndarray], float | None]:
        """Return the figure "share answered by a time" of some rows."""
        return lambda rows: _answered_share(self._durations[rows], self._answered[rows], time)

    def median(self, rows: np.ndarray) -> float | None:
        """Return the median wait of some rows; None where fewer than half were answered."""
        return _quick_median(self._durations[rows], self._answered[rows])


def _survival(durations: np.ndarray, answered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return times and the share still waiting after each, as :func:`kaplan_meier` does, and nothing else of it."""
    at, index = np.unique(durations, return_inverse=True)
    events, leaving = np.bincount(index, weights=answered, minlength=at.size), np.bincount(index, minlength=at.size)
    at_risk = durations.size - np.append(0, np.cumsum(leaving)[:-1])
    return at, np.cumprod(1 - events / at_risk)


def _answered_share(durations: np.ndarray, answered: np.ndarray, time: float) -> float | None:
    if not durations.size:
        return None
    at, survival = _survival(durations, answered)
    if time > at[-1] + 1e-9 and survival[-1] > 0:
        return None
    index = int(np.searchsorted(at, time + 1e-9, side="right")) - 1
    return 0.0 if index < 0 else float(1 - survival[index])


def _quick_median(durations: np.ndarray, answered: np.ndarray) -> float | None:
    if not durations.size:
        return None
    at, survival = _survival(durations, answered)
    below = np.flatnonzero(survival <= 0.5 + 1e-12)
    return float(at[below[0]]) if below.size else None


def _answered_of(parts: Sequence[FamilyPart]) -> tuple[np.ndarray, np.ndarray]:
    """Return, a family (in order of name) each, bids answered and bids that were answered or watched to the end."""
    names = sorted({one.family for one in parts})
    yes, of = np.zeros(len(names)), np.zeros(len(names))
    for one in parts:
        k = names.index(one.family)
        got = sum(item.is_answer for item in one.answers.kept)
        yes[k] += got
        of[k] += got + one.answers.left_open
    return yes, of


def _odds(parts: Sequence[FamilyPart]) -> PooledLogOdds:
    return pooled_log_odds(*_answered_of(parts))


def _after_a_bid(parts: Sequence[FamilyPart], window: float) -> PooledLogOdds:
    names = sorted({one.family for one in parts})
    tables = np.zeros((len(names), 2, 2))
    for one in parts:
        counted = contingency_counts(window=window, **one.answers.for_statistics())
        if counted.by_window is not None and counted.by_window.table:
            tables[names.index(one.family)] += np.rint(np.array(counted.by_window.table))
    return pooled_log_odds_ratio(tables)


ConditionRow = tuple[str, str, str, Exchange]
"""Condition, family, recording, bid."""


def _condition_rows(whole: Sequence[FamilyPart], conditions: Sequence[FamilyPart], by: str) -> list[ConditionRow]:
    if by == BY_BID_CODE:
        return [(item.bid_code, one.family, one.answers.recording, item) for one in whole for item in one.answers.kept]
    parts = conditions if by == BY_EPISODE else whole if by == BY_SETTING else ()
    return [
        (one.condition, one.family, one.answers.recording, item)
        for one in parts
        if one.condition
        for item in one.answers.kept
    ]


def _by_condition(
    rows: Sequence[ConditionRow], *, rule: Rule, seed: int, draws: int, progress: Progress
) -> tuple[tuple[PooledCurve, ...], Cox | None, list[str]]:
    """Return curves of the conditions that enough families have, the model of them, and notes on the others."""
    families: dict[str, set[str]] = {}
    for condition, family, _, _ in rows:
        families.setdefault(condition, set()).add(family)
    names = sorted(name for name, whose in families.items() if len(whose) >= FEWEST_DYADS)
    notes = [
        tr(
            "“{name}” is of {how_many}, and {fewest_dyads} are the fewest to pool",
            name=name,
            how_many=plural(len(whose), "{number} family", "{number} families", number=len(whose)),
            fewest_dyads=FEWEST_DYADS,
        )
        for name, whose in sorted(families.items())
        if name not in names
    ]
    curves = []
    for k, name in enumerate(names):
        mine = [(family, item) for condition, family, _, item in rows if condition == name]
        curves.append(
            _curve(name, mine, rule=rule, seed=seed, draws=draws,
                   progress=part(progress, k / len(names), (k + 1) / len(names)))
        )  # fmt: skip
    told = [row for row in rows if row[0] in names]
    if len(names) < 2:
        return tuple(curves), None, notes
    durations, answered = timed(item for *_, item in told)
    table = [[float(condition == name) for name in names[1:]] for condition, *_ in told]
    covariates = [tr("{name} beside {names}", name=name, names=names[0]) for name in names[1:]]
    return (
        tuple(curves),
        cox_recurrent(durations, answered, table, [family for _, family, *_ in told], names=covariates),
        notes,
    )


def _curve(
    name: str, rows: Sequence[tuple[str, Exchange]], *, rule: Rule, seed: int, draws: int, progress: Progress
) -> PooledCurve:
    found, curve = _Waits.of(rows), latency_of([item for _, item in rows], tau_us=rule.window_us)
    window = rule.window_us / MICROS
    told = []
    times = [step * window / 4 for step in range(1, 5)]
    for k, time in enumerate(times):
        share = dyad_bootstrap(
            found.answered_by(time), found.families, name="share_answered", draws=draws, seed=seed,
            progress=part(progress, k / len(times), (k + 1) / len(times)),
        )  # fmt: skip
        told.append((time, curve.still_watched(time), share))
    return PooledCurve(condition=name, families=len(set(found.families)), latency=curve, answered_by=tuple(told))
