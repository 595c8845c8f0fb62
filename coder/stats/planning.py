"""How many to code twice for an interval of a wanted width, and how many answers it takes to see a difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coder.stats.cohen_kappa import kappa_of_table
from coder.stats.result import LEVEL, Result, StatsError, above_zero, whole, z_of
from coder.vocabulary.language import tr

MOST = 1_000_000_000
"""Nobody plans for more of anything."""
NARROWEST = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed(Result):
    """How many are needed. The estimate is that number, rounded up.

    Attributes
    ----------
    recordings : int or None
        The same in recordings, where it was said how many of the counted things one recording holds.
    """

    recordings: int | None = None


def needed_for_kappa(
    kappa: float,
    prevalence: Sequence[float],
    *,
    width: float,
    in_a_recording: float | None = None,
    level: float = LEVEL,
) -> Needed:
    """Return how many things two coders must both code for an interval of kappa of this width.

    Parameters
    ----------
    kappa : float
        Kappa to plan for, from 0 to below 1; where a pilot gave a range, its lower end needs the most.
    prevalence : sequence of float
        How common each code is (counts or shares), the same for both coders.
    width : float
        Width of the whole interval, 0.2 for ±0.1.
    in_a_recording : float, optional
        How many independent things a recording holds. Neighbouring units of time are not independent: divide its
        length by the ``stretch`` that :func:`time_unit_kappa` names in its parameters.
    level : float
        Confidence level.

    References
    ----------
    Fleiss, J. L., Cohen, J., & Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa.
    Psychological Bulletin, 72, 323–327.
    Cantor, A. B. (1996). Sample-size calculations for Cohen's kappa. Psychological Methods, 1, 150–153.
    """
    shares = shares_of(prevalence)
    if not 0 <= plain_number(kappa, "kappa") < 1:
        raise StatsError(tr("a kappa to plan for lies from 0 to below 1, and {kappa:g} does not.", kappa=kappa))
    # Coders alike in their totals who agree by kappa beyond chance.
    table = (1 - kappa) * np.outer(shares, shares) + kappa * np.diag(shares)
    error = kappa_of_table(table).standard_error
    assert error is not None
    n = (2 * z_of(level) * error / width_of(width, 2)) ** 2
    method = tr("large-sample error of kappa (Fleiss, Cohen & Everitt 1969; Cantor 1996)")
    parameters = {"kappa": kappa, "prevalence": shares.tolist()}
    return _needed("needed_for_kappa", n, tr("things coded by both"), method, parameters, width, in_a_recording, level)


def needed_for_icc(icc: float, *, width: float, coders: int = 2, level: float = LEVEL) -> Needed:
    """Return how many recordings must be coded by all coders for an interval of an intraclass correlation.

    Parameters
    ----------
    icc : float
        Correlation to plan for, from 0 to below 1.
    width : float
        Width of the whole interval.
    coders : int
        How many code each of them.
    level : float
        Confidence level.

    References
    ----------
    Bonett, D. G. (2002). Sample size requirements for estimating intraclass correlations with desired precision.
    Statistics in Medicine, 21, 1331–1335.
    """
    k = whole(coders, tr("the number of coders"), least=2)
    if not 0 <= plain_number(icc, "icc") < 1:
        raise StatsError(tr("a correlation to plan for lies from 0 to below 1, and {icc:g} does not.", icc=icc))
    n = 8 * z_of(level) ** 2 * (1 - icc) ** 2 * (1 + (k - 1) * icc) ** 2 / (k * (k - 1) * width_of(width, 2) ** 2) + 1
    if k == 2 and icc >= 0.7:
        n += 5 * icc  # Bonett's correction for two coders and a high correlation
    method = "Bonett (2002)"
    parameters: dict[str, object] = {"icc": icc, "coders": k}
    return _needed("needed_for_icc", n, "recordings coded by all", method, parameters, width, 1, level)


def needed_for_latency(
    hazard_ratio: float,
    *,
    power: float = 0.8,
    share: float = 0.5,
    answered: float = 1.0,
    bids_of_a_dyad: float = 1.0,
    alike: float = 0.0,
    level: float = LEVEL,
) -> Needed:
    """Return how many answers must be seen to tell two conditions apart by the speed of answers.

    Parameters
    ----------
    hazard_ratio : float
        How much likelier an answer comes at each moment in one condition: 1.5, say.
    power : float
        Chance of finding it.
    share : float
        Share of bids in the first condition.
    answered : float
        Share of bids that are answered while watched, for ``parameters["bids"]``.
    bids_of_a_dyad, alike : float
        How many bids a dyad brings, and how alike they are (an intraclass correlation), where the condition is a
        dyad's own: each bid then tells less, by 1 + (bids − 1) · alike.
    level : float
        1 − level is the size of the two-sided test.

    References
    ----------
    Schoenfeld, D. A. (1983). Sample-size formula for the proportional-hazards regression model. Biometrics, 39,
    499–503.
    Kish, L. (1965). Survey sampling, §5.4 (the design effect).
    """
    from scipy.special import ndtri

    ratio = above_zero(hazard_ratio, tr("the hazard ratio"))
    if ratio == 1:
        raise StatsError(tr("a hazard ratio of 1 is no difference: no number of answers can find it."))
    for value, what in ((power, "power"), (share, tr("the share in the first condition"))):
        if not 0 < plain_number(value, what) < 1:
            raise StatsError(tr("{what} lies between 0 and 1, and {value:g} does not.", what=what, value=value))
    if not 0 < plain_number(answered, "the share answered") <= 1 or not 0 <= plain_number(alike, "alike") <= 1:
        raise StatsError(tr("the share answered lies above 0 and up to 1, and alike from 0 to 1."))
    effect = 1 + (max(1.0, above_zero(bids_of_a_dyad, tr("bids of a dyad"))) - 1) * alike
    n = effect * (z_of(level) + float(ndtri(power))) ** 2 / (share * (1 - share) * math.log(ratio) ** 2)
    answers = _rounded_up(n, "answers")
    return Needed(
        name="needed_for_latency",
        estimate=float(answers),
        n=answers,
        n_of="answers",
        method=tr("Schoenfeld (1983), times the design effect of bids of one dyad (Kish 1965)"),
        parameters={
            "hazard_ratio": ratio,
            "power": power,
            "share": share,
            "answered": answered,
            "bids": _rounded_up(n / answered, "bids"),
            "bids_of_a_dyad": bids_of_a_dyad,
            "alike": alike,
        },
        level=level,
    )


def _needed(
    name: str,
    n: float,
    of: str,
    method: str,
    parameters: dict[str, object],
    width: float,
    in_a_recording: float | None,
    level: float,
) -> Needed:
    whole_n = _rounded_up(n, of)
    recordings = (
        None if in_a_recording is None else _rounded_up(n / above_zero(in_a_recording, "in_a_recording"), "recordings")
    )
    return Needed(
        name=name,
        estimate=float(whole_n),
        n=whole_n,
        n_of=of,
        method=method,
        parameters={**parameters, "width": width},
        level=level,
        recordings=recordings,
        notes=(tr("planned for the figures given; where they turn out lower the interval is wider"),),
    )


def _rounded_up(n: float, of: str) -> int:
    if not n < MOST:
        raise StatsError(
            tr(
                "that would take more than {most:,} {of}: plan for a wider interval or a plainer difference.",
                most=MOST,
                of=of,
            )
        )
    return math.ceil(n - 1e-9)


def plain_number(value: float, what: str) -> float:
    """Return a finite number; raise StatsError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not math.isfinite(value):
        raise StatsError(tr("{what} is a number; {value!r:.30} is not.", what=what, value=value))
    return float(value)


def width_of(width: float, most: float) -> float:
    """Return the width of an interval; raise StatsError for one that no interval has."""
    if not NARROWEST <= plain_number(width, "the width of the interval") < most:
        raise StatsError(
            tr(
                "an interval is {narrowest:g} wide or wider, and narrower than {most:g}; {width:g} is not.",
                narrowest=NARROWEST,
                most=most,
                width=width,
            )
        )
    return float(width)


def shares_of(prevalence: Sequence[float]) -> np.ndarray:
    """Return how common each code is, summing to 1; raise StatsError for what cannot be shares of two codes."""
    try:
        counts = np.asarray(prevalence, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatsError(tr("prevalence says how common each code is: numbers, none below zero.")) from error
    known = counts.ndim == 1 and np.all(np.isfinite(counts)) and np.all(counts >= 0)
    if not known or np.count_nonzero(counts) < 2 or not counts.sum() < 1e100:
        raise StatsError(
            tr("prevalence says how common each code is: numbers, none below zero, two at least above it.")
        )
    return np.asarray(counts / counts.sum())
