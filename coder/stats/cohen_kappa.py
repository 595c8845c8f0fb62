"""Agreement of two coders beyond chance on paired codes: Cohen's kappa, plain and weighted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.result import LEVEL, NO_ERROR, NO_SPREAD, Result, StatsError, two_sided, z_of
from coder.stats.square_table import square_table
from coder.stats.time_arrays import Bools, Floats, listed, missing
from coder.vocabulary.language import tr
from coder.vocabulary.plurals import how_many

Weights = Literal["linear", "quadratic"]

_SPELT: dict[str, Weights] = {"linear": "linear", "quadratic": "quadratic", "equal": "linear", "squared": "quadratic"}
"""Also as the R package irr says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kappa(Result):
    """Agreement of two coders beyond chance. The estimate is kappa.

    Attributes
    ----------
    observed_agreement, expected_agreement : float or None
        Share of agreement seen, and by chance alone (both weighted where kappa is).
    codes : tuple of str
        Rows (first coder) and columns (second coder).
    table : table of float
        Tallies.
    per_code : tuple of Result
        Kappa of each code against all others, named by the code; () for weighted kappa.
    standard_error : float or None
        Large-sample error (Fleiss, Cohen & Everitt 1969), where the interval comes from it.
    cohen_error : float or None
        Cohen's (1960) simpler error, sqrt(po (1 − po) / n) / (1 − pe), for recomputing figures that used it.
    null_error, z, p_value : float or None
        Error where there is no agreement beyond chance (same source), and the test that it gives, two-sided.
    kappa_max : float or None
        The highest kappa that the coders' own totals allow (Cohen 1960); None for weighted kappa.
    pabak : float or None
        Kappa where chance agreement is 1 / number of codes (Bennett, Alpert & Goldstein 1954; for two codes the
        "prevalence-adjusted bias-adjusted kappa" of Byrt, Bishop & Carlin 1993); None for weighted kappa.
    """

    observed_agreement: float | None = None
    expected_agreement: float | None = None
    codes: tuple[str, ...] = ()
    table: tuple[tuple[float, ...], ...] = ()
    per_code: tuple[Result, ...] = ()
    standard_error: float | None = None
    cohen_error: float | None = None
    null_error: float | None = None
    z: float | None = None
    p_value: float | None = None
    kappa_max: float | None = None
    pabak: float | None = None


def cohen_kappa(
    first: Sequence[Any], second: Sequence[Any], *, codes: Sequence[Any] | None = None, level: float = LEVEL
) -> Kappa:
    """Agreement of two coders beyond chance, over things that both coded.

    Parameters
    ----------
    first, second : sequence, length n
        Code that each gave to the same thing. Pairs with None, "" or NaN are left out, and counted in a note.
    codes : sequence, optional
        All codes, in the order of the table; those that occur, sorted, where not given.
    level : float
        Confidence level.

    Returns
    -------
    Kappa
        Overall and per code. Undefined without pairs, and where both coders used one and the same code throughout:
        chance agreement is then 1 already.

    Raises
    ------
    StatsError
        Where lengths differ.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educ. Psychol. Meas., 20, 37–46.
    Fleiss, J. L., Cohen, J., & Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa.
    Psychological Bulletin, 72, 323–327.
    Byrt, T., Bishop, J., & Carlin, J. B. (1993). Bias, prevalence and kappa. J. Clin. Epidemiology, 46, 423–429.
    """
    names, table, notes = _tally(first, second, codes)
    return kappa_of_table(table, names, level=level, notes=notes)


def weighted_kappa(
    first: Sequence[Any],
    second: Sequence[Any],
    *,
    weights: Weights | ArrayLike = "quadratic",
    codes: Sequence[Any] | None = None,
    level: float = LEVEL,
) -> Kappa:
    """Agreement of two coders on an ordered scale, where near misses count in part.

    Parameters
    ----------
    first, second : sequence, length n
        As for :func:`cohen_kappa`.
    weights : "linear" or "quadratic", or a table, shape (codes, codes)
        How disagreement grows with the number of steps between two codes (irr's "equal" and "squared" are the same
        two); or how much each disagreement weighs, 0 on the diagonal, as in Cohen's own example.
    codes : sequence, optional
        The scale in its order. Needed for codes that are not numbers. Steps are places in this order: give it also
        where the scale has a step that nobody used, for the places that occur are all there is otherwise (as in the R
        packages irr and psych).
    level : float
        Confidence level.

    References
    ----------
    Cohen, J. (1968). Weighted kappa. Psychological Bulletin, 70, 213–220. Errors as for :func:`cohen_kappa`.
    """
    first, second = listed(first, tr("first coder")), listed(second, tr("second coder"))
    if codes is None and any(isinstance(v, str) and v for side in (first, second) for v in side):
        raise StatsError(tr("weighted kappa needs the order of the scale: give codes=, from lowest to highest."))
    names, table, notes = _tally(first, second, codes)
    if codes is None and isinstance(weights, str) and _skips(names):
        notes = (
            *notes,
            tr("the codes that occur skip a step of the scale, and steps are places: give codes= to count it"),
        )
    return weighted_kappa_of_table(table, names, weights=weights, level=level, notes=notes)


def kappa_of_table(
    table: ArrayLike,
    codes: Sequence[Any] | None = None,
    *,
    level: float = LEVEL,
    name: str = "cohen_kappa",
    n_of: str = "pairs",
    notes: Sequence[str] = (),
) -> Kappa:
    """Cohen's kappa of a square table of tallies, first coder in rows. See :func:`cohen_kappa`."""
    counts, names = square_table(table, codes)
    whole = _weighted(counts, 1 - np.eye(len(names)))
    per_code = tuple(
        _record(
            partial(
                Result,
                name=code,
                method=tr("Cohen's kappa of this code against all others"),
                n=round(counts.sum()),
                n_of=n_of,
                level=level,
            ),
            _weighted(_against_rest(counts, i), 1 - np.eye(2)),
            level,
            (),
        )
        for i, code in enumerate(names)
    )
    return _kappa_record(
        whole,
        counts,
        names,
        level,
        notes,
        name=name,
        n_of=n_of,
        method=tr("Cohen's kappa; large-sample interval (Fleiss, Cohen & Everitt 1969)"),
        parameters={"codes": list(names)},
        per_code=per_code,
    )


def each_code(table: ArrayLike, codes: Sequence[Any], *, n_of: str) -> tuple[Result, ...]:
    """Return kappa of each code against the rest, without intervals: for tallies that are not independent."""
    return tuple(
        replace(r, n_of=n_of, interval=None, notes=(), method="kappa of this code against the rest")
        for r in kappa_of_table(table, codes).per_code
    )


def weighted_kappa_of_table(
    table: ArrayLike,
    codes: Sequence[Any] | None = None,
    *,
    weights: Weights | ArrayLike = "quadratic",
    level: float = LEVEL,
    notes: Sequence[str] = (),
) -> Kappa:
    """Weighted kappa of a square table of tallies in the order of the scale. See :func:`weighted_kappa`."""
    counts, names = square_table(table, codes, ordered=True)
    apart, said = _apart(weights, len(names))
    kind = said if isinstance(said, str) else "given"
    return _kappa_record(
        _weighted(counts, apart),
        counts,
        names,
        level,
        notes,
        name="weighted_kappa",
        n_of="pairs",
        method=tr(
            "weighted kappa, {kind} weights (Cohen 1968); large-sample interval (Fleiss, Cohen & Everitt 1969)",
            kind=kind,
        ),
        parameters={"codes": list(names), "weights": said},
        per_code=(),
    )


def _apart(weights: Weights | ArrayLike, codes: int) -> tuple[Floats, object]:
    """Return how far each two codes differ, from 0 to 1, and the weights as the record says them."""
    if isinstance(weights, str) and weights in _SPELT:
        steps = np.abs(np.subtract.outer(np.arange(codes), np.arange(codes))) / max(1, codes - 1)
        kind = _SPELT[weights]
        return steps if kind == "linear" else steps**2, kind
    try:
        given = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError):
        given = np.zeros(0)
    if given.ndim != 2:
        raise StatsError(
            tr(
                "weights are 'linear', 'quadratic' or a table of disagreement weights, not {weights!r:.40}.",
                weights=weights,
            )
        )
    if given.shape != (codes, codes):
        raise StatsError(
            tr(
                "weights of {codes} codes are a table of {codes} × {codes}; this is {shape}.",
                codes=codes,
                shape=given.shape,
            )
        )
    if not np.all(np.isfinite(given)) or np.any(given < 0) or np.any(np.diag(given)) or not given.any():
        raise StatsError(tr("disagreement weights are numbers from 0 up, 0 on the diagonal, and not all of them 0."))
    return given / given.max(), given.tolist()


def tally(first: Sequence[str], second: Sequence[str], names: Sequence[str]) -> Floats:
    """Count pairs of codes into a table, first coder in rows."""
    place = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    np.add.at(table, ([place[a] for a in first], [place[b] for b in second]), 1)
    return table


@dataclass(frozen=True, slots=True)
class _Parts:
    """What kappa is made of."""

    observed: float
    expected: float
    kappa: float | None = None
    error: float | None = None
    null_error: float | None = None
    cohen_error: float | None = None
    reason: str | None = None


def _weighted(counts: Floats, apart: Floats) -> _Parts:
    """Return kappa's parts; ``apart`` says how far each two codes differ, 0 on the diagonal and 1 at most.

    Disagreement is summed, and never one less agreement: where nobody disagrees the sum is exactly 0. Special cases are
    decided on the counts, for what comes of rounding may lie on either side of them.
    """
    total = float(counts.sum())
    if total == 0:
        return _Parts(0.0, 0.0, reason=tr("there is nothing that both coded"))
    p = counts / total
    rows, columns = p.sum(1), p.sum(0)
    possible = np.outer(counts.any(1), counts.any(0))
    if not (possible & (apart > 0)).any():
        said = tr("both coders used one and the same code throughout: chance agreement is already 1")
        return _Parts(1.0, 1.0, reason=said)
    unlike, by_chance = float((apart * p).sum()), float(rows @ apart @ columns)
    ratio = unlike / by_chance
    mean = np.add.outer(apart @ columns, rows @ apart)
    # Fleiss, Cohen & Everitt's two variances, as spreads about their mean: they cannot come out below zero.
    scale = math.sqrt(total) * by_chance
    error = _spread(p, apart - mean * ratio, counts > 0) / scale if unlike else 0.0
    null_error = _spread(np.outer(rows, columns), apart - mean, possible) / scale
    cohen_error = math.sqrt(unlike * max(0.0, 1 - unlike)) / scale
    return _Parts(1 - unlike, 1 - by_chance, 1 - ratio, error, null_error, cohen_error)


def _spread(p: Floats, values: Floats, filled: Bools) -> float:
    """Return the standard deviation of values with these shares; 0 where every cell that is filled has the same."""
    own = values[filled]
    if np.ptp(own) <= 1e-12 * float(np.abs(own).max()):
        return 0.0
    return math.sqrt(float((p * (values - float((p * values).sum())) ** 2).sum()))


def _record(record: partial[Any], parts: _Parts, level: float, notes: Sequence[str]) -> Any:  # noqa: ANN401 - as record
    if parts.kappa is None or parts.error is None:
        return record(estimate=None, reason=parts.reason, notes=tuple(notes))
    if not parts.error:
        return record(estimate=parts.kappa, notes=(*notes, NO_SPREAD if parts.kappa == 1 else NO_ERROR))
    half = z_of(level) * parts.error
    # Kappa lies between −1 and 1; the large-sample interval does not know.
    return record(
        estimate=parts.kappa,
        interval=(max(-1.0, parts.kappa - half), min(1.0, parts.kappa + half)),
        notes=tuple(notes),
    )


def _kappa_record(
    parts: _Parts,
    counts: Floats,
    names: tuple[str, ...],
    level: float,
    notes: Sequence[str],
    *,
    name: str,
    n_of: str,
    method: str,
    parameters: dict[str, object],
    per_code: tuple[Result, ...],
) -> Kappa:
    known, defined = bool(counts.sum()), parts.kappa is not None
    z = parts.kappa / parts.null_error if parts.kappa is not None and parts.null_error else None
    plain = defined and name != "weighted_kappa"
    made = _record(
        partial(
            Kappa,
            name=name,
            n=round(counts.sum()),
            n_of=n_of,
            method=method,
            level=level,
            parameters=parameters,
            observed_agreement=parts.observed if known else None,
            expected_agreement=parts.expected if known else None,
            codes=names,
            table=tuple(tuple(row) for row in counts.tolist()),
            per_code=per_code,
            standard_error=parts.error,
            cohen_error=parts.cohen_error if plain else None,
            null_error=parts.null_error,
            z=z,
            p_value=None if z is None else two_sided(z),
            kappa_max=_kappa_max(counts) if plain else None,
            pabak=(len(names) * parts.observed - 1) / (len(names) - 1) if plain and len(names) > 1 else None,
        ),
        parts,
        level,
        notes,
    )
    assert isinstance(made, Kappa)
    return made


def _kappa_max(counts: Floats) -> float:
    """Return the highest kappa of these totals: what they leave over disagrees, wherever it is put."""
    rows, columns = counts.sum(1) / counts.sum(), counts.sum(0) / counts.sum()
    left_over = float(np.maximum(rows - columns, 0).sum())
    return 1 - left_over / float(rows @ (1 - np.eye(len(rows))) @ columns)


def _skips(names: Sequence[str]) -> bool:
    """Whether whole numbers occur with one missing between them."""
    try:
        steps = [int(name) for name in names]
    except ValueError:
        return False
    return len(steps) > 1 and steps[-1] - steps[0] >= len(steps)


def _against_rest(counts: Floats, i: int) -> Floats:
    others = np.delete(counts, i, axis=0)
    # Sums of what is there, and no differences: an empty cell is exactly 0.
    a, b = counts[i, i], np.delete(counts[i], i).sum()
    return np.array([[a, b], [others[:, i].sum(), np.delete(others, i, axis=1).sum()]])


def _tally(
    first: Sequence[Any], second: Sequence[Any], codes: Sequence[Any] | None
) -> tuple[tuple[str, ...], Floats, tuple[str, ...]]:
    first, second = listed(first, tr("first coder")), listed(second, tr("second coder"))
    if len(first) != len(second):
        raise StatsError(
            tr(
                "the first coder has {number} codes and the second {number_2}; they must be paired.",
                number=len(first),
                number_2=len(second),
            )
        )
    pairs = [(_key(a), _key(b)) for a, b in zip(first, second, strict=True) if not (missing(a) or missing(b))]
    used = {code for pair in pairs for code in pair}
    twice = sorted({str(code) for code in used if not isinstance(code, str)} & {c for c in used if isinstance(c, str)})
    if twice:
        raise StatsError(
            tr("{twice!r} is a number here and a text there; make every code one or the other.", twice=twice[0])
        )
    order = sorted(used, key=_rank) if codes is None else [_key(c) for c in listed(codes, "codes")]
    if len(set(order)) != len(order):
        raise StatsError(tr("codes= names a code twice."))
    if not used <= set(order):
        raise StatsError(
            tr("codes= does not name {names}, which the coders used.", names=sorted(map(str, used - set(order))))
        )
    place = {code: i for i, code in enumerate(order)}
    table = np.zeros((len(order), len(order)))
    for a, b in pairs:
        table[place[a], place[b]] += 1
    lost = len(first) - len(pairs)
    one = tr("thing that only one or neither coded was left out")
    said = how_many(lost, one, "things that only one or neither coded were left out")
    notes = (said,) if lost else ()
    return tuple(str(c) for c in order), table, notes


def _key(code: Any) -> Any:  # noqa: ANN401 - any label
    """Return a label as a plain value, so that 1, 1.0 and a numpy 1 are one code."""
    plain = code.item() if isinstance(code, np.generic) else code
    if isinstance(plain, bool | float):
        return int(plain) if math.isfinite(plain) and plain == int(plain) else plain
    # What cannot be looked up (a list, say) is known by its text.
    return plain if isinstance(plain, int | str) else str(plain)


def _rank(code: Any) -> tuple[bool, float, str]:  # noqa: ANN401 - any label
    number = isinstance(code, int | float)
    return (not number, float(code) if number else 0.0, str(code))
