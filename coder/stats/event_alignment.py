"""Agreement of two coders act by act: events aligned by dynamic programming, then kappa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.cohen_kappa import Kappa, each_code
from coder.stats.disagreements import NIL, Disagreement, kind_of
from coder.stats.result import LEVEL, SEED, Interval, StatsError, check_level, generator, resampled_interval, whole
from coder.stats.time_arrays import CodedLike, Floats, TimeArrays, Unit, from_us, left_out, observable, one_us, track
from coder.vocabulary.language import tr

# A disagreement costs less than missing an act and inventing another: substitutions are favoured (Quera et al. 2007).
_DIFFERENT, _GAP = 1, 1
# Time decides only between alignments of one cost: no sum of differences reaches this (30 years in µs).
_BIG = 10**15


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentKappa(Kappa):
    """Agreement act by act. The estimate is alignment kappa.

    Attributes
    ----------
    agreed, different, only_first, only_second : int
        Pairs with one code, pairs with two, acts that one coder alone has.
    share_agreed : float or None
        Agreed pairs as a share of all.
    onset_differences : tuple of float
        Second's onset less first's for each agreed pair, in the caller's unit.
    disagreements : tuple of Disagreement
        Everything that is not an agreed pair, in order of time.
    """

    agreed: int = 0
    different: int = 0
    only_first: int = 0
    only_second: int = 0
    share_agreed: float | None = None
    onset_differences: tuple[float, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


def event_alignment_kappa(
    first: CodedLike,
    second: CodedLike,
    *,
    tolerance: float | None = None,
    span: tuple[float, float] | None = None,
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    resamples: int = 1_000,
    seed: int = SEED,
    level: float = LEVEL,
    unit: Unit = "us",
) -> AlignmentKappa:
    """Agreement of two coders beyond chance, act by act, after the best alignment of their acts.

    Acts are aligned by the algorithm of Needleman & Wunsch: as few disagreements and unpaired acts as possible and,
    among such alignments, onsets as near as possible.

    Parameters
    ----------
    first, second : (onsets, offsets, codes)
        What each coded, for one subject and one group.
    tolerance : float, optional
        Two acts can be a pair only where their onsets lie within this; any distance where not given (sequences without
        true times: give places as onsets).
    span : (float, float), optional
        Start and end of what both coded; acts outside are left out.
    hidden : (onsets, offsets), optional
        Unobservable stretches (needs span); acts that begin in them are left out.
    resamples, seed : int
        Bootstrap over the pairs, for the interval; 0 for none.
    level : float
        Confidence level.
    unit : "us", "ms" or "s"
        Unit of every time here.

    Returns
    -------
    AlignmentKappa
        Unpaired acts are tallied against ``(none)``; that neither coded what neither saw cannot be tallied, so chance
        agreement comes from quasi-independence with that cell a structural zero. Undefined without acts, and where
        only one code occurs (then ``share_agreed`` remains).

    References
    ----------
    Quera, V., Bakeman, R., & Gnisci, A. (2007). Observer agreement for event sequences: Methods and software for
    sequence alignment and reliability estimates. Behavior Research Methods, 39, 39–49.
    Needleman, S. B., & Wunsch, C. D. (1970). J. Mol. Biol., 48, 443–453.
    """
    pairs = align_events(first, second, tolerance=tolerance, span=span, hidden=hidden, unit=unit)
    return kappa_of_alignments([pairs], resamples=resamples, seed=seed, level=level)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Acts of one recording as two coders coded them, paired: indices into the tracks, None for no partner."""

    recording: str
    first: TimeArrays
    second: TimeArrays
    pairs: tuple[tuple[int | None, int | None], ...]
    tolerance: int | None
    left_out: int
    unit: Unit


def align_events(
    first: CodedLike,
    second: CodedLike,
    *,
    tolerance: float | None = None,
    span: tuple[float, float] | None = None,
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    unit: Unit = "us",
    recording: str = "",
) -> Alignment:
    """Pair the acts of two coders. See :func:`event_alignment_kappa`."""
    reach = None if tolerance is None else one_us(tolerance, unit, "tolerance")
    if reach is not None and reach < 0:
        raise StatsError(tr("the tolerance cannot be below 0."))
    if span is None and hidden is not None:
        raise StatsError(tr("hidden stretches need the span they lie in."))
    a, b = track(first, unit=unit, what=tr("first coder")), track(second, unit=unit, what=tr("second coder"))
    before = a.size + b.size
    if span is not None:
        seen = observable(span, hidden, unit=unit)
        a, b = a.only(seen.holds(a.onsets)), b.only(seen.holds(b.onsets))
    # Of two alignments that cost the same, which is found must not depend on who is called first.
    swap = (b.onsets.tolist(), b.offsets.tolist(), b.codes) < (a.onsets.tolist(), a.offsets.tolist(), a.codes)
    pairs = _align_all(b, a, reach) if swap else _align_all(a, b, reach)
    ordered = [(j, i) if swap else (i, j) for i, j in pairs]
    return Alignment(
        recording, a, b, pairs=tuple(ordered), tolerance=reach, left_out=before - a.size - b.size, unit=unit
    )


def kappa_of_alignments(
    alignments: Sequence[Alignment], *, resamples: int = 1_000, seed: int = SEED, level: float = LEVEL
) -> AlignmentKappa:
    """Pool the alignments of one or more recordings into one kappa."""
    if not alignments:
        raise StatsError(tr("there is no recording to compare."))
    check_level(level)
    codes = sorted({code for al in alignments for side in (al.first, al.second) for code in side.codes})
    names = [*codes, NIL]
    table = np.zeros((len(names), len(names)))
    place = {name: i for i, name in enumerate(names)}
    for al in alignments:
        for i, j in al.pairs:
            table[place[_code(al.first, i)], place[_code(al.second, j)]] += 1
    total = int(table.sum())
    agreed = int(np.trace(table))
    shown = alignments[0]
    record = partial(
        AlignmentKappa,
        name="event_alignment_kappa",
        n=total,
        n_of="pairs and unpaired acts",
        method=tr("event-alignment kappa (Quera, Bakeman & Gnisci 2007); interval by bootstrap over pairs"),
        level=level,
        parameters={
            "codes": codes,
            "tolerance": None if shown.tolerance is None else from_us(shown.tolerance, shown.unit),
            "unit": shown.unit,
            "resamples": resamples,
            "seed": seed,
        },
        codes=tuple(names),
        table=tuple(tuple(row) for row in table.tolist()),
        agreed=agreed,
        different=int(table[:-1, :-1].sum()) - agreed,
        only_first=int(table[:, -1].sum()),
        only_second=int(table[-1].sum()),
        share_agreed=agreed / total if total else None,
        onset_differences=tuple(d for al in alignments for d in _onset_differences(al)),
        disagreements=tuple(d for al in alignments for d in _disagreements(al)),
        notes=left_out(sum(al.left_out for al in alignments), "acts"),
    )
    if not total:
        return record(estimate=None, reason=tr("neither coder coded an act in observable time"))
    if len(codes) < 2:
        return record(
            estimate=None,
            reason=tr(
                "only one code occurs, so agreement cannot be told from having no choice: "
                "{agreed} of {total} are acts that both coded",
                agreed=agreed,
                total=total,
            ),
        )
    seen, chance = _agreement(table[None])
    known = partial(record, observed_agreement=float(seen[0]), expected_agreement=float(chance[0]))
    interval, notes = _bootstrap(table, resamples, seed, level)
    each = each_code(table, names, n_of="pairs and unpaired acts")[:-1]
    result = known(estimate=float((seen[0] - chance[0]) / (1 - chance[0])), interval=interval, per_code=each)
    return replace(result, notes=(*result.notes, *notes))


def _code(events: TimeArrays, index: int | None) -> str:
    return NIL if index is None else events.codes[index]


def _align_all(a: TimeArrays, b: TimeArrays, reach: int | None) -> list[tuple[int | None, int | None]]:
    """Align stretch by stretch: acts further apart than the tolerance cannot be pairs, so a pause is a safe cut."""
    if reach is None:
        return _align(a, b, range(a.size), range(b.size), None)
    onsets = np.sort(np.concatenate((a.onsets, b.onsets)))
    cuts = onsets[1:][np.diff(onsets) > reach]
    edges_a = [0, *np.searchsorted(a.onsets, cuts).tolist(), a.size]
    edges_b = [0, *np.searchsorted(b.onsets, cuts).tolist(), b.size]
    pairs: list[tuple[int | None, int | None]] = []
    for k in range(len(edges_a) - 1):
        rows, columns = range(edges_a[k], edges_a[k + 1]), range(edges_b[k], edges_b[k + 1])
        pairs += _align(a, b, rows, columns, reach)
    return pairs


def _align(
    a: TimeArrays, b: TimeArrays, rows: range, columns: range, reach: int | None
) -> list[tuple[int | None, int | None]]:
    n, m = len(rows), len(columns)
    gap = _GAP * _BIG
    a_on, b_on = a.onsets[rows.start : rows.stop].tolist(), b.onsets[columns.start : columns.stop].tolist()
    a_code, b_code = a.codes[rows.start : rows.stop], b.codes[columns.start : columns.stop]
    impossible = (n + m + 1) * gap
    cost = [[j * gap for j in range(m + 1)]]
    steps = []
    for i in range(n):
        above, row, step = cost[-1], [(i + 1) * gap], []
        for j in range(m):
            apart = abs(a_on[i] - b_on[j])
            if reach is not None and apart > reach:
                together = impossible
            else:
                together = above[j] + apart + (0 if a_code[i] == b_code[j] else _DIFFERENT * _BIG)
            best = min(together, above[j + 1] + gap, row[j] + gap)
            step.append("=" if best == together else "^" if best == above[j + 1] + gap else "<")
            row.append(best)
        cost.append(row)
        steps.append(step)
    pairs: list[tuple[int | None, int | None]] = []
    i, j = n, m
    while i or j:
        move = "<" if i == 0 else "^" if j == 0 else steps[i - 1][j - 1]
        i, j = (i - (move != "<")), (j - (move != "^"))
        pairs.append((None if move == "<" else rows[i], None if move == "^" else columns[j]))
    return pairs[::-1]


def _agreement(tables: Floats) -> tuple[Floats, Floats]:
    """Return agreement seen and by chance for many tables whose last row and column are ``(none)``.

    Quasi-independence with the last cell a structural zero. With one such cell the fit has a closed form: the expected
    count of codes i and j is r_i · c_j · M / (R · C), with r and c the margins, R and C their sums without ``(none)``
    and M the number of pairs.
    """
    totals = tables.sum((1, 2))
    rows, columns = tables.sum(2)[:, :-1], tables.sum(1)[:, :-1]
    paired, scale = tables[:, :-1, :-1].sum((1, 2)), rows.sum(1) * columns.sum(1)
    chance = np.divide((rows * columns).sum(1) * paired, scale, out=np.zeros_like(scale), where=scale > 0)
    return np.trace(tables, axis1=1, axis2=2) / totals, chance / totals


def _bootstrap(table: Floats, resamples: int, seed: int, level: float) -> Interval:
    if whole(resamples, "the number of resamples", least=0) < 1:
        return None, ()
    total = int(table.sum())
    rng = generator(seed)
    drawn = rng.multinomial(total, table.ravel() / total, size=resamples).reshape(-1, *table.shape).astype(np.float64)
    seen, chance = _agreement(drawn)
    # Chance is 1 where all acts of a resample are pairs of one code.
    usable = (drawn.any(1) | drawn.any(2)).sum(1) > 1
    kappas = (seen[usable] - chance[usable]) / (1 - chance[usable])
    return resampled_interval(kappas, level)


def _onset_differences(al: Alignment) -> list[float]:
    return [
        from_us(int(al.second.onsets[j]) - int(al.first.onsets[i]), al.unit)
        for i, j in al.pairs
        if i is not None and j is not None and al.first.codes[i] == al.second.codes[j]
    ]


def _disagreements(al: Alignment) -> list[Disagreement]:
    found = []
    for i, j in al.pairs:
        one, two = _code(al.first, i), _code(al.second, j)
        if one == two:
            continue
        acts = [(t.onsets[k], t.offsets[k]) for t, k in ((al.first, i), (al.second, j)) if k is not None]
        found.append(
            Disagreement(
                recording=al.recording,
                onset=from_us(min(int(on) for on, _ in acts), al.unit),
                offset=from_us(max(int(off) for _, off in acts), al.unit),
                first=one,
                second=two,
                kind=kind_of(one, two),
            )
        )
    return sorted(found, key=lambda d: (d.onset, d.offset, d.first, d.second))
