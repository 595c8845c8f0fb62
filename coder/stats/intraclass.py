"""Agreement of coders on counts and other numbers: intraclass correlations with intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.result import LARGEST, LEVEL, Result, StatsError, check_level
from coder.stats.time_arrays import Floats, left_out_by_some, more_coders_than_things
from coder.vocabulary.language import tr

Form = Literal["ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"]
FORMS: tuple[Form, ...] = get_args(Form)
"""The six forms of Shrout & Fleiss (1979)."""

MCGRAW_WONG: dict[str, Form] = {
    "ICC(1)": "ICC(1,1)",
    "ICC(A,1)": "ICC(2,1)",
    "ICC(C,1)": "ICC(3,1)",
    "ICC(k)": "ICC(1,k)",
    "ICC(A,k)": "ICC(2,k)",
    "ICC(C,k)": "ICC(3,k)",
}
"""The same six as McGraw & Wong (1996) and the R package irr name them: A for agreement, C for consistency."""

_AT_ZERO = tr(
    "below zero the interval of Shrout & Fleiss can leave its own estimate out, and does here: its degrees of freedom "
    "are those at a correlation of 0"
)

_SAYS: dict[str, str] = {
    "1": tr("each thing coded by other coders, drawn at random"),
    "2": tr("the same coders throughout, drawn at random: absolute agreement"),
    "3": tr("the same coders throughout, these and no others: consistency"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Icc(Result):
    """An intraclass correlation. The estimate is the correlation.

    Attributes
    ----------
    coders : int
        Columns.
    mean_squares : (between things, within things, between coders, error) or None
        Of the analysis of variance.
    f : float or None
        F of the test that the correlation is zero (None where the error is zero).
    degrees_of_freedom : (float, float) or None
        Of that F, as Shrout & Fleiss have them (so do psych and pingouin).
    p_value : float or None
        Of that test.
    agreement_df : float or None
        For ICC(2,·): Satterthwaite's degrees of freedom of the second mean square, from which the interval comes.
    agreement_p : float or None
        For ICC(2,·): p of the same F with those degrees of freedom, as irr prints it.
    """

    coders: int = 0
    mean_squares: tuple[float, float, float, float] | None = None
    f: float | None = None
    degrees_of_freedom: tuple[float, float] | None = None
    p_value: float | None = None
    agreement_df: float | None = None
    agreement_p: float | None = None


def icc_forms(values: ArrayLike, *, level: float = LEVEL) -> tuple[Icc, ...]:
    """Return all six intraclass correlations of one table, in the order of :data:`FORMS`. See :func:`icc`."""
    return tuple(icc(values, form=form, level=level) for form in FORMS)


def icc(values: ArrayLike, form: str = "ICC(2,1)", *, level: float = LEVEL) -> Icc:
    """Intraclass correlation of numbers that several coders gave to the same things.

    Parameters
    ----------
    values : array_like of float, shape (things, coders)
        Rows with a missing number are left out, and counted in a note. A long data frame, one number to a row, has
        to be made wide first (``frame.pivot``), and is refused.
    form : str
        One of :data:`FORMS`, or the same as McGraw & Wong ("ICC(A,1)") or the R package psych ("ICC2k") write it;
        k, or the number of coders ("ICC(2,4)" where there are four): of the mean of the coders.
    level : float
        Confidence level.

    Returns
    -------
    Icc
        Undefined with fewer than two coders or two things, and where every number is the same. A negative estimate is
        kept: things differ less between than within.

    References
    ----------
    Shrout, P. E., & Fleiss, J. L. (1979). Intraclass correlations: Uses in assessing rater reliability. Psychological
    Bulletin, 86, 420–428.
    McGraw, K. O., & Wong, S. P. (1996). Forming inferences about some intraclass correlation coefficients.
    Psychological Methods, 1, 30–46.
    """
    _check_wide(values)
    table, lost = complete_rows(values)
    things, coders = table.shape
    form = _form(form, coders)
    record = partial(
        Icc,
        name="icc",
        n=things,
        n_of="things coded by all",
        method=tr("{form} (Shrout & Fleiss 1979): {says}", form=form, says=_SAYS[form[4]]),
        parameters={"form": form},
        level=check_level(level),
        coders=coders,
    )
    notes = more_coders_than_things(coders, things + lost, tr("things in rows"))
    if lost:
        notes = (left_out_by_some(lost, "coded"), *notes)
    if coders < 2:
        return record(estimate=None, reason=tr("agreement needs two coders at least"), notes=notes)
    if things < 2:
        return record(estimate=None, reason=tr("agreement needs two things at least that all coded"), notes=notes)
    if np.ptp(table) == 0:
        return record(estimate=None, reason=tr("every number is the same: there is no variance to share"), notes=notes)
    squares = _mean_squares(table)
    value = _estimate(squares, things, coders, form)
    known = partial(record, mean_squares=squares)
    if value is None:
        reason = tr(
            "the variances cancel: the things do not differ, or the correlation's denominator is not above zero"
        )
        return known(estimate=None, reason=reason, notes=notes)
    between, within, _, error = squares
    noise = within if form[4] == "1" else error
    scale = max(squares)
    if noise <= scale * 1e-12:
        said = (*notes, tr("no interval: with no disagreement seen its width cannot be told from these numbers"))
        return known(estimate=value, notes=said)
    f = between / noise
    df = (things - 1, things * (coders - 1) if form[4] == "1" else (things - 1) * (coders - 1))
    from scipy.special import fdtrc

    interval = _interval(squares, things, coders, form, level, rho=None)
    if form[4] == "2" and interval is not None and not _holds(interval, value):
        interval = _interval(squares, things, coders, form, level, rho=0.0)
        notes = (*notes, _AT_ZERO)
    if interval is None:
        notes = (*notes, tr("no interval: things differ too little for its limits to be defined"))
    if value < 0:
        notes = (*notes, tr("below zero: the things differ less between than within; read it as no agreement"))
    return known(
        estimate=value,
        interval=interval,
        f=f,
        degrees_of_freedom=df,
        p_value=float(fdtrc(*df, f)),
        notes=notes,
        **_of_agreement(squares, things, coders, f) if form[4] == "2" else {},
    )


def _form(name: str, coders: int) -> Form:
    form = MCGRAW_WONG.get(name, name)
    for known in FORMS:
        model, of = known[4], known[6]
        psych = f"ICC{model}{'k' if of == 'k' else ''}"
        if form in (known, psych) or (of == "k" and coders > 1 and form == f"ICC({model},{coders})"):
            return known
    raise StatsError(
        tr("form is one of {names}; {name!r} is none of them.", names=", ".join((*FORMS, *MCGRAW_WONG)), name=name)
    )


def _check_wide(values: ArrayLike) -> None:
    """Raise StatsError for a long data frame: numbering of things and coders would be taken for what they coded."""
    columns = list(getattr(values, "columns", ()))
    if len(columns) != 3:
        return
    rows = [tuple(map(repr, row)) for row in np.asarray(values, dtype=object)]
    for i, j, k in ((0, 1, 2), (0, 2, 1), (1, 2, 0)):
        things, coders = {row[i] for row in rows}, {row[j] for row in rows}
        crossed = len({(row[i], row[j]) for row in rows}) == len(rows) == len(things) * len(coders)
        if crossed and min(len(things), len(coders)) > 1 and len(rows) > 4:
            a, b, c = columns[i], columns[j], columns[k]
            raise StatsError(
                tr(
                    "icc takes things in rows and coders in columns, and this frame has one number to a row: give "
                    "frame.pivot(index={a!r}, columns={b!r}, values={c!r}), or index={b!r}, columns={a!r} where {a!r} "
                    "is the coder.",
                    a=a,
                    b=b,
                    c=c,
                )
            )


def _of_agreement(squares: tuple[float, float, float, float], n: int, k: int, f: float) -> dict[str, float]:
    from scipy.special import fdtrc

    v = _satterthwaite(squares, n, k)
    return {"agreement_df": v, "agreement_p": float(fdtrc(n - 1, v, f))} if math.isfinite(v) and v > 0 else {}


def complete_rows(values: ArrayLike) -> tuple[Floats, int]:
    """Return the rows of a things × coders table that hold every number, and how many do not."""
    try:
        table = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatsError(
            tr("icc takes numbers, things in rows and coders in columns (NaN where one is missing).")
        ) from error
    if table.size == 0:
        table = table.reshape(0, table.shape[1] if table.ndim == 2 else 0)
    if table.ndim != 2 or np.any(np.abs(table) > LARGEST):
        raise StatsError(tr("icc takes a table of numbers, things in rows and coders in columns."))
    keep = ~np.isnan(table).any(1)
    return table[keep], int((~keep).sum())


def _mean_squares(table: Floats) -> tuple[float, float, float, float]:
    things, coders = table.shape
    rows, columns, grand = table.mean(1), table.mean(0), table.mean()
    between = coders * float(((rows - grand) ** 2).sum())
    within = float(((table - rows[:, None]) ** 2).sum())
    judges = things * float(((columns - grand) ** 2).sum())
    error = float(((table - rows[:, None] - columns[None, :] + grand) ** 2).sum())
    return (
        between / (things - 1),
        within / (things * (coders - 1)),
        judges / (coders - 1),
        error / ((things - 1) * (coders - 1)),
    )


def _estimate(squares: tuple[float, float, float, float], n: int, k: int, form: Form) -> float | None:
    b, w, j, e = squares
    top, bottom = {
        "ICC(1,1)": (b - w, b + (k - 1) * w),
        "ICC(2,1)": (b - e, b + (k - 1) * e + k * (j - e) / n),
        "ICC(3,1)": (b - e, b + (k - 1) * e),
        "ICC(1,k)": (b - w, b),
        "ICC(2,k)": (b - e, b + (j - e) / n),
        "ICC(3,k)": (b - e, b),
    }[form]
    # Below zero only for ICC(2,k), where the coders are more alike than chance allows: it would come out above 1.
    return top / bottom if bottom > max(squares) * 1e-12 else None


def _holds(interval: tuple[float | None, float], value: float) -> bool:
    low, high = interval
    return (low is None or low <= value) and value <= high


def _interval(
    squares: tuple[float, float, float, float], n: int, k: int, form: Form, level: float, *, rho: float | None
) -> tuple[float | None, float] | None:
    """Return the limits; None where things hardly differ and a limit becomes 0 / 0."""
    from scipy.special import fdtri

    b, w, _, e = squares
    upper = 0.5 + level / 2
    try:
        if form[4] == "2":
            low, high = _interval_two(squares, n, k, upper, rho)
        else:
            noise, df = (w, n * (k - 1)) if form[4] == "1" else (e, (n - 1) * (k - 1))
            f_low = b / noise / float(fdtri(n - 1, df, upper))
            f_high = b / noise * float(fdtri(df, n - 1, upper))
            low, high = (f_low - 1) / (f_low + k - 1), (f_high - 1) / (f_high + k - 1)
        if form.endswith("k)"):
            if 1 + (k - 1) * low <= 0:
                # So far below zero the mean of the coders has no lowest correlation: that end is open.
                high = k * high / (1 + (k - 1) * high)
                return (None, high) if math.isfinite(high) else None
            low, high = k * low / (1 + (k - 1) * low), k * high / (1 + (k - 1) * high)
    except ZeroDivisionError:
        return None
    return (low, high) if math.isfinite(low) and math.isfinite(high) and low <= high else None


def _interval_two(
    squares: tuple[float, float, float, float], n: int, k: int, upper: float, rho: float | None
) -> tuple[float, float]:
    """Limits of ICC(2,1), with Satterthwaite's degrees of freedom (Shrout & Fleiss 1979, p. 424)."""
    from scipy.special import fdtri

    b, _, j, e = squares
    v = _satterthwaite(squares, n, k, rho)
    f1, f2 = float(fdtri(n - 1, v, upper)), float(fdtri(v, n - 1, upper))
    spread = k * j + (k * n - k - n) * e
    return n * (b - f1 * e) / (f1 * spread + n * b), n * (f2 * b - e) / (spread + n * f2 * b)


def _satterthwaite(squares: tuple[float, float, float, float], n: int, k: int, rho: float | None = None) -> float:
    """Return degrees of freedom at this correlation, or at the estimate; below zero its terms can cancel to nothing."""
    rho = (_estimate(squares, n, k, "ICC(2,1)") or 0.0) if rho is None else rho
    f = squares[2] / squares[3]
    rest = n * (1 + (k - 1) * rho) - k * rho
    return (k - 1) * (n - 1) * (k * rho * f + rest) ** 2 / ((n - 1) * (k * rho * f) ** 2 + rest**2)
