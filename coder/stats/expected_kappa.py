"""The kappa to expect of coders who are right a given share of the time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coder.stats.cohen_kappa import Kappa, kappa_of_table
from coder.stats.result import Result, StatsError, whole
from coder.vocabulary.language import tr

ACCURACIES: tuple[float, ...] = (0.80, 0.85, 0.90, 0.95)
"""Accuracies for which the expected kappa is usually given."""


def expected_kappa(accuracy: float, prevalence: Sequence[float] | int, *, second: float | None = None) -> Result:
    """Return the kappa to expect of two coders, each right a given share of the time.

    A kappa is neither good nor bad by itself: with few codes, or one code that dominates, accurate coders get a low
    one. Compare a kappa with what accurate coders would get on codes as common as these.

    Parameters
    ----------
    accuracy : float
        Probability of giving the true code, 0 to 1; the rest is spread evenly over the other codes.
    prevalence : sequence of float, or int
        How common each code is (counts or shares), or the number of equally common codes.
    second : float, optional
        The second coder's accuracy, where it differs.

    References
    ----------
    Bakeman, R., Quera, V., McArthur, D., & Robinson, B. F. (1997). Detecting sequential patterns and determining their
    reliability with fallible observers. Psychological Methods, 2, 357–370.
    Bakeman, R. (2022). KappaAcc: A program for assessing the adequacy of kappa. Behavior Research Methods, 55, 633–638.
    """
    if isinstance(prevalence, int):
        shares = np.ones(whole(prevalence, tr("the number of codes"), least=1))
    else:
        shares = _numbers(prevalence)
    if shares.ndim != 1 or not np.all(np.isfinite(shares)) or np.any(shares < 0) or shares.sum() <= 0:
        raise StatsError(tr("prevalence says how common each code is: numbers, none below zero, not all zero."))
    pair = (accuracy, accuracy if second is None else second)
    if not all(isinstance(a, int | float | np.number) and 0 <= a <= 1 for a in pair):
        raise StatsError(tr("an accuracy is a share between 0 and 1, 0.9 say."))
    parameters = {"accuracy": list(pair), "prevalence": (shares / shares.sum()).tolist()}
    method = tr("kappa of two simulated coders in expectation (Bakeman, Quera, McArthur & Robinson 1997)")
    if len(shares) < 2:
        return Result(
            name="expected_kappa",
            estimate=None,
            reason=tr("with one code there is nothing to agree on"),
            n=len(shares),
            n_of="codes",
            method=method,
            parameters=parameters,
        )
    says = [_confusion(a, len(shares)) for a in pair]
    table = says[0].T @ np.diag(shares / shares.sum()) @ says[1]
    kappa: Kappa = kappa_of_table(table)
    return Result(
        name="expected_kappa",
        estimate=kappa.estimate,
        reason=kappa.reason,
        n=len(shares),
        n_of="codes",
        method=method,
        parameters=parameters,
        notes=(tr("an expectation, not a measurement: it has no interval"),),
    )


def _numbers(values: Sequence[float]) -> np.ndarray:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatsError(tr("prevalence says how common each code is, in numbers.")) from error


def _confusion(accuracy: float, codes: int) -> np.ndarray:
    """Probability that a coder says each code (columns) where each (rows) is true."""
    wrong = (1 - accuracy) / (codes - 1)
    return np.full((codes, codes), wrong) + np.eye(codes) * (accuracy - wrong)
