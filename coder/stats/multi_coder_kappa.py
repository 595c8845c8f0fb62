"""Agreement of more than two coders from what each said of each thing: the mean of pairwise kappas, and Conger's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from coder.stats.cohen_kappa import cohen_kappa
from coder.stats.result import Result, StatsError
from coder.stats.time_arrays import label, left_out_by_some, missing, more_coders_than_things, table_rows
from coder.vocabulary.language import plural, tr


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyKappas(Result):
    """Agreement of several coders who are kept apart. The estimate is the mean of the pairwise kappas (Light 1971).

    Attributes
    ----------
    coders : int
        Columns.
    pairs : tuple of Result
        Cohen's kappa of each two, named by their places ("1 and 2").
    conger : float or None
        Kappa with the chance agreement of the coders' own totals (Conger 1980), irr's "exact" Fleiss.
    """

    coders: int = 0
    pairs: tuple[Result, ...] = ()
    conger: float | None = None


def light_kappa(codings: Sequence[Sequence[Any]]) -> ManyKappas:
    """Agreement of three or more coders beyond chance, where it is known who said what.

    Parameters
    ----------
    codings : sequence of sequences, things × coders
        What each coder said of each thing. Things with None, "" or NaN are left out, and counted in a note.

    Returns
    -------
    ManyKappas
        Undefined without things, with fewer than two coders, and where some pair's kappa is undefined.

    References
    ----------
    Light, R. J. (1971). Measures of response agreement for qualitative data. Psychological Bulletin, 76, 365–377.
    Conger, A. J. (1980). Integration and generalization of kappas for multiple raters. Psychol. Bulletin, 88, 322–328.
    """
    rows = table_rows(codings, "codings")
    if len({len(row) for row in rows}) > 1:
        raise StatsError(tr("every thing needs one entry for each coder; leave None where a coder gave none."))
    whole = [[label(v) for v in row] for row in rows if not any(missing(v) for v in row)]
    coders = len(rows[0]) if rows else 0
    notes = more_coders_than_things(coders, len(rows), tr("things in rows"))
    if len(whole) < len(rows):
        notes = (left_out_by_some(len(rows) - len(whole), "coded"), *notes)
    record = partial(
        ManyKappas,
        name="light_kappa",
        n=len(whole),
        n_of="things that all coded",
        method=tr("mean of pairwise Cohen's kappas (Light 1971)"),
        coders=coders,
        notes=notes,
    )
    if coders < 2:
        return record(estimate=None, reason=tr("agreement needs two coders at least"))
    if not whole:
        return record(estimate=None, reason=tr("there is nothing that all coded"))
    columns = list(zip(*whole, strict=True))
    pairs = []
    for i, j in combinations(range(coders), 2):
        kappa = cohen_kappa(columns[i], columns[j])
        pairs.append(
            Result(
                name=tr("{value} and {value_2}", value=i + 1, value_2=j + 1),
                estimate=kappa.estimate,
                reason=kappa.reason,
                n=kappa.n,
                n_of=kappa.n_of,
                method=kappa.method,
                interval=kappa.interval,
            )
        )
    found = partial(record, pairs=tuple(pairs), conger=_conger(columns))
    kappas = [pair.estimate for pair in pairs if pair.estimate is not None]
    if len(kappas) < len(pairs):
        of = plural(len(pairs), "{number} pair", "{number} pairs", number=len(pairs))
        return found(
            estimate=None, reason=tr("kappa is undefined for {number} of {of}", number=len(pairs) - len(kappas), of=of)
        )
    return found(estimate=float(np.mean(kappas)))


def _conger(columns: Sequence[Sequence[str]]) -> float | None:
    pairs = list(combinations(columns, 2))
    seen = float(np.mean([[a == b for a, b in zip(x, y, strict=True)] for x, y in pairs]))
    names = sorted({v for column in columns for v in column})
    shares = np.array([[column.count(name) for name in names] for column in map(list, columns)]) / len(columns[0])
    chance = float(np.mean([x @ y for x, y in combinations(shares, 2)]))
    # Chance agreement is 1 where there is one code only, and nowhere else.
    return None if len(names) < 2 else (seen - chance) / (1 - chance)
