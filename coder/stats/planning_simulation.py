"""Planning by simulation, where no formula holds: units of time that depend on each other, bids that share a dyad."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coder.stats.binomial import wilson
from coder.stats.cox_regression import cox_recurrent
from coder.stats.planning import Needed, plain_number, shares_of, width_of
from coder.stats.result import LEVEL, SEED, Result, StatsError, above_zero, check_level, generator, whole
from coder.stats.time_arrays import Coded, Floats, Ints
from coder.stats.time_unit_kappa import ComparedUnits, compare_units, kappa_of_units
from coder.vocabulary.language import tr
from coder.vocabulary.progress import Progress, silent

MOST_SECONDS = 400_000
"""A hundred and ten hours coded twice: nobody plans for more."""
MOST_UNITS = 500_000
"""Units of time in one made-up study."""
MOST_RECORDINGS = 500
MOST_BIDS = 20_000
TICKS = 30
"""Moments at which an answer can come while a bid is watched."""
_GIVEN = 0.9
"""Share of made-up studies that must have an interval at all."""
_STEPS = 8
_BEGIN = 4
"""Recordings in the first made-up studies."""


def recordings_for_kappa(
    kappa: float,
    prevalence: Sequence[float],
    *,
    lasting: float,
    minutes: float,
    width: float,
    step: float = 0.5,
    rounds: int = 40,
    seed: int = SEED,
    level: float = LEVEL,
    progress: Progress = silent,
) -> Needed:
    """Return how many recordings to code twice for an interval of kappa over time of this width.

    Studies are made up: states of random length in random order, each seen for what it is by each coder with the same
    chance, or else for any code as common as it is, so that kappa is what was asked for. Their number of recordings
    grows until half of the intervals are as narrow as wanted.

    Parameters
    ----------
    kappa : float
        Kappa to plan for, above 0 and below 1.
    prevalence : sequence of float
        How common each code is (counts or shares of time).
    lasting : float
        Mean length of a state, in seconds.
    minutes : float
        Length of a recording.
    width : float
        Width of the whole interval.
    step : float
        Unit of time, in seconds.
    rounds, seed : int
        Made-up studies for each number of recordings, and their seed.
    level : float
        Confidence level.
    progress : callable
        Told the share done.

    Returns
    -------
    Needed
        ``parameters`` hold the median width reached and in how many of the studies the interval held kappa.

    Raises
    ------
    StatsError
        Where it would take more than :data:`MOST_SECONDS` of recordings, or a state does not fit into a recording.
    """
    shares = shares_of(prevalence)
    if not 0 < plain_number(kappa, "kappa") < 1:
        raise StatsError(tr("a kappa to plan for lies above 0 and below 1, and {kappa:g} does not.", kappa=kappa))
    wanted, rounds = width_of(width, 2), whole(rounds, tr("the number of made-up studies"), least=5)
    check_level(level)
    generator(seed)
    seconds, unit = 60 * above_zero(minutes, tr("minutes")), above_zero(step, tr("the step"))
    lasts = above_zero(lasting, tr("the length of a state"))
    if not (unit <= lasts <= seconds <= MOST_SECONDS and seconds / unit <= MOST_UNITS):
        raise StatsError(
            tr(
                "a state lasts a unit of time at least and no longer than a recording, and that no longer than "
                "{most:,} s.",
                most=MOST_SECONDS,
            )
        )
    studies = _MadeUpStudies(kappa, shares, lasts, seconds, unit=unit, rounds=rounds, seed=seed, level=level)
    most = max(1, int(min(MOST_SECONDS / seconds, MOST_UNITS * unit / seconds, MOST_RECORDINGS)))
    recordings, reached, held = _fewest(studies, wanted, most, progress)
    return Needed(
        name="recordings_for_kappa",
        estimate=float(recordings),
        n=recordings,
        n_of="recordings coded by both",
        method=tr("made-up studies until half of the intervals are as narrow as wanted"),
        parameters={
            "kappa": kappa,
            "prevalence": shares.tolist(),
            "lasting": lasting,
            "minutes": minutes,
            "width": width,
            "median_width": reached,
            "holds_the_truth": held,
            "step": step,
            "rounds": rounds,
            "seed": seed,
        },
        level=level,
        recordings=recordings,
        notes=(tr("planned for the figures given; where they turn out lower the interval is wider"),),
    )


@dataclass(frozen=True, slots=True)
class _MadeUpStudies:
    """Studies of recordings that two coders coded, alike but for chance (seconds)."""

    kappa: float
    shares: Floats
    lasting: float
    seconds: float
    unit: float
    rounds: int
    seed: int
    level: float

    def of(self, recordings: int) -> tuple[float, float]:
        """Return the median width (infinite where too few have an interval), and how many hold kappa."""
        widths, held = [], 0
        for number in range(self.rounds):
            rng = np.random.default_rng([self.seed, number])
            units = [self._compared(rng) for _ in range(recordings)]
            low, high = kappa_of_units(units, level=self.level).interval or (None, None)
            if low is not None and high is not None:
                widths.append(high - low)
                held += low <= self.kappa <= high
        enough = len(widths) >= _GIVEN * self.rounds
        return (float(np.median(widths)) if enough else math.inf), held / max(1, len(widths))

    def _compared(self, rng: np.random.Generator) -> ComparedUnits:
        pair = _pair(rng, self.shares, math.sqrt(self.kappa), self.lasting, self.seconds)
        return compare_units(*pair, span=(0, self.seconds), step=self.unit, unit="s")


def _fewest(studies: _MadeUpStudies, wanted: float, most: int, progress: Progress) -> tuple[int, float, float]:
    """Return how few recordings give half of the intervals this width, the median width, and how many hold kappa."""
    found: dict[int, tuple[float, float]] = {}
    low, high, now = 0, most + 1, min(_BEGIN, most)
    for turn in range(_STEPS):
        progress(turn / _STEPS)
        found[now] = studies.of(now)
        reached = found[now][0]
        low, high = (low, now) if reached <= wanted else (now, high)
        if high - low <= 1:
            break
        # An interval narrows with the root of what it rests on; no interval at all says only that more is needed.
        guess = math.ceil(now * (reached / wanted) ** 2) if math.isfinite(reached) else 2 * now
        if guess > 2 * most:
            break
        now = min(max(guess, low + 1), high - 1)
    progress(1.0)
    if high > most:
        raise StatsError(
            tr("that would take more than {most:,} recordings: plan for a wider interval or longer ones.", most=most)
        )
    return high, *found[high]


def latency_power(
    hazard_ratio: float,
    *,
    dyads: int,
    bids_of_a_dyad: int,
    answered: float = 0.7,
    differ: float = 0.5,
    within: bool = False,
    rounds: int = 200,
    seed: int = SEED,
    level: float = LEVEL,
    progress: Progress = silent,
) -> Result:
    """Return how often a difference in speed is found, where dyads differ in speed anyway.

    Studies are made up: answers come at a constant hazard, which differs between dyads and by condition, and are
    watched for as long as lets the wanted share be answered; :func:`cox_recurrent` clustered by dyad is the test.

    Parameters
    ----------
    hazard_ratio : float
        How much likelier an answer is at each moment under the second condition.
    dyads, bids_of_a_dyad : int
        How many dyads, and how many bids each brings.
    answered : float
        Share of bids that are answered while watched, under the first condition.
    differ : float
        Standard deviation of the dyads' log hazards.
    within : bool
        Whether each dyad is seen under both conditions; else half of them under either.
    rounds, seed, level, progress
        As for :func:`recordings_for_kappa`; 1 − level is the size of the two-sided test.

    Returns
    -------
    Result
        The share of studies in which it was found, with Wilson's interval for so many made-up studies.
    """
    ratio, spread = above_zero(hazard_ratio, tr("the hazard ratio")), plain_number(differ, "differ")
    if not 0 < plain_number(answered, tr("the share answered")) < 1 or not 0 <= spread <= 10:
        raise StatsError(tr("the share answered lies between 0 and 1, and dyads differ by 0 to 10."))
    count, each = whole(dyads, tr("the number of dyads"), least=4), whole(bids_of_a_dyad, tr("bids of a dyad"), least=1)
    if count * each > MOST_BIDS:
        raise StatsError(tr("that is more than {most:,} bids: plan for fewer.", most=MOST_BIDS))
    check_level(level)
    generator(seed)
    whole(rounds, tr("the number of made-up studies"), least=5)
    dyad = np.repeat(np.arange(count), each)
    second = (np.tile(np.arange(each), count) if within else dyad) % 2
    watched, hits = -math.log1p(-answered), 0
    tick = watched / TICKS
    for number in range(rounds):
        if number % 20 == 0:
            progress(number / rounds)
        rng = np.random.default_rng([seed, number])
        speed = np.exp(rng.normal(0, spread, count))[dyad] * ratio**second
        # Times lie on ticks, as frames make them; and on few of them the fit is quick.
        waits = np.ceil(rng.exponential(1 / speed) / tick) * tick
        fit = cox_recurrent(np.minimum(waits, watched), waits < watched + tick / 2, second.astype(float), dyad.tolist())
        p = fit.covariates[0].parameters["p_value"] if fit.covariates else None
        hits += isinstance(p, float) and p <= 1 - level
    progress(1.0)
    return Result(
        name="latency_power",
        estimate=hits / rounds,
        interval=wilson(hits, rounds, level),
        n=rounds,
        n_of="made-up studies",
        method=tr("Cox regression clustered by dyad on made-up studies; Wilson's interval"),
        parameters={
            "hazard_ratio": ratio,
            "dyads": count,
            "bids_of_a_dyad": each,
            "answered": answered,
            "differ": differ,
            "within": within,
            "seed": seed,
        },
        level=level,
    )


def _pair(
    rng: np.random.Generator, shares: Floats, right: float, lasting: float, seconds: float
) -> tuple[Coded, Coded]:
    """Make up what two coders coded of one recording."""
    # Bouts in random order: of the same code as the last they make one state, so that states last as long as asked.
    mean = lasting * (1 - float((shares**2).sum()))
    edges = np.cumsum(rng.exponential(mean, max(8, math.ceil(2 * seconds / mean))))
    while edges[-1] < seconds:
        edges = np.concatenate((edges, edges[-1] + np.cumsum(rng.exponential(mean, edges.size))))
    onsets = np.concatenate(([0.0], edges[edges < seconds]))
    truth = rng.choice(shares.size, onsets.size, p=shares)
    onsets, truth = _joined(onsets, truth)
    sides = []
    for _ in range(2):
        codes = np.where(rng.random(truth.size) < right, truth, rng.choice(shares.size, truth.size, p=shares))
        begin, seen = _joined(onsets.round(6), codes)
        ends = np.concatenate((begin[1:], [seconds]))
        lasts = ends > begin
        sides.append(Coded(begin[lasts], ends[lasts], [str(code) for code in seen[lasts]]))
    return sides[0], sides[1]


def _joined(onsets: Floats, codes: Ints) -> tuple[Floats, Ints]:
    changed = np.concatenate(([True], codes[1:] != codes[:-1]))
    return onsets[changed], codes[changed]
