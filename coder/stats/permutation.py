"""How many answers accident alone would give: circular shifts and gap shuffles of the responses, seeded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.drift import DRIFT, DRIFT_IN_GAPS, drift_together, stretches_of
from coder.stats.null_comparison import Alternative, ChanceTest, against_chance, batches
from coder.stats.pairing_arrays import (
    Anchor,
    BidWindows,
    answered,
    bid_windows,
    responses_in_view,
    window_parameters,
)
from coder.stats.result import LEVEL, SEED, StatsError, check_level, generator
from coder.stats.time_arrays import Ints, Observable, Unit, left_out, observable, one_us
from coder.vocabulary.language import tr
from coder.vocabulary.progress import Progress, silent

Statistic = Literal["answered", "any_response"]
Shuffle = Literal["shift", "stretches", "gaps"]

_METHODS: dict[Shuffle, tuple[str, str]] = {
    "shift": ("circular_shift_test", tr("responses moved round the observable time together (Besag & Diggle 1977)")),
    "stretches": (
        "circular_shift_test",
        tr("responses moved round within each of several stretches of the observable time, by a distance of its own"),
    ),
    "gaps": ("gap_shuffle_test", tr("gaps between responses put in random order")),
}


class ChanceOptions(TypedDict, total=False):
    """What every comparison of answers with chance can be told; see :func:`circular_shift_test`."""

    bid_offsets: ArrayLike | None
    anchor: Anchor
    overlap: float | None
    hidden: tuple[ArrayLike, ArrayLike] | None
    statistic: Statistic
    alternative: Alternative
    draws: int
    seed: int
    level: float
    unit: Unit
    progress: Progress


def circular_shift_test(
    bid_onsets: ArrayLike,
    response_onsets: ArrayLike,
    *,
    window: float,
    span: tuple[float, float],
    bid_offsets: ArrayLike | None = None,
    anchor: Anchor = "onset",
    overlap: float | None = 0,
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    statistic: Statistic = "answered",
    alternative: Alternative = "greater",
    draws: int = 10_000,
    seed: int = SEED,
    level: float = LEVEL,
    unit: Unit = "us",
    progress: Progress = silent,
    shuffle: Shuffle = "shift",
) -> ChanceTest:
    """Compare the share of answered bids with what the same responses give at unrelated times.

    All responses together are moved round the observable time as on a circle, by a distance drawn at random, which
    keeps their number and rhythm and breaks their relation to the bids. A talkative caregiver answers by accident; the
    null mean says how often. Bids and responses that both gather in one part of a recording (both slow down, say) also
    look related: where both drift, responses are moved within stretches of the recording instead, and a note says so.

    Parameters
    ----------
    bid_onsets, bid_offsets : array_like, shape (n,)
        When the bids were; offsets are needed where the window is anchored there.
    response_onsets : array_like, shape (m,)
        When the responses began.
    window, anchor, overlap
        The window of the rule; a response exactly at its end counts. See :func:`contingency_table`.
    span : (float, float)
        Start and end of what was coded.
    hidden : (onsets, offsets), optional
        Unobservable stretches; the circle is what remains. A window ends where view is lost.
    statistic : "answered" or "any_response"
        One response answers one bid (nearest unanswered earlier bid first), or a bid counts where any response lies in
        its window.
    alternative : "greater", "less" or "two-sided"
        Direction of the p-value.
    draws, seed : int
        Number of shifts and seed.
    level : float
        Share of shuffles that ``null_interval`` holds.
    unit : "us", "ms" or "s"
        Unit of every time here.
    progress : callable
        Told the share done between batches of shuffles; what it raises stops the run.
    shuffle : "shift", "stretches" or "gaps"
        What is drawn; "gaps" is :func:`gap_shuffle_test`. "shift" becomes "stretches" where both bids and responses
        drift over the recording; ``parameters["shuffle"]`` says which it was.

    Returns
    -------
    ChanceTest
        Undefined without bids, responses or observable time. ``p_floor`` says how low p can come: shifts by less than
        the window leave answers in place, however well they follow.

    References
    ----------
    Besag, J., & Diggle, P. J. (1977). Simple Monte Carlo tests for spatial pattern. Applied Statistics, 26, 327–333.
    Lancaster, H. O. (1961). Significance tests in discrete distributions. JASA, 56, 223–234.
    Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero. Stat. Appl. Genet. Mol. Biol., 9, 39.
    """
    width = _checked_width(window, unit, statistic, shuffle)
    seen = observable(span, hidden, unit=unit)
    real = bid_windows(bid_onsets, bid_offsets, width=width, anchor=anchor, overlap=overlap, seen=seen, unit=unit)
    kept, gone = responses_in_view(response_onsets, seen=seen, unit=unit)
    shuffle, drifting = _under_drift(shuffle, seen.clock(real.onsets), seen.clock(kept), seen.total_us)
    record = partial(
        ChanceTest,
        name=_METHODS[shuffle][0],
        n=real.size,
        n_of="bids",
        method=tr("share of bids answered, against chance: {method}", method=_METHODS[shuffle][1]),
        parameters={
            **window_parameters(window, anchor, overlap),
            "statistic": statistic,
            "responses": int(kept.size),
            "draws": draws,
            "seed": seed,
            "alternative": alternative,
            "shuffle": shuffle,
            "unit": unit,
        },
        notes=(*left_out(real.left_out, "bids"), *gone, *drifting),
        level=check_level(level),
    )
    if reason := _nothing_to_move(seen, real, kept):
        return record(estimate=None, reason=reason)
    shuffled = _Shuffled(
        _on_clock(real, seen), seen.clock(kept), seen.total_us, width, shuffle, one_to_one=statistic == "answered"
    )
    null, floor = shuffled.null(draws, generator(seed), progress), shuffled.floor
    result = against_chance(record, shuffled.count / real.size, null / real.size, alternative, level)
    notes = (*result.notes, *_floor_words(floor, level))
    return replace(result, count=float(shuffled.count), p_floor=floor, notes=notes)


def gap_shuffle_test(
    bid_onsets: ArrayLike,
    response_onsets: ArrayLike,
    *,
    window: float,
    span: tuple[float, float],
    **options: Unpack[ChanceOptions],
) -> ChanceTest:
    """Compare the share of answered bids with what the same gaps between responses give in another order.

    The gaps before, between and after the responses are put in a random order: their number and lengths stay, their
    order and every slower rhythm is broken. Parameters, result and references as for :func:`circular_shift_test`.
    """
    return circular_shift_test(bid_onsets, response_onsets, window=window, span=span, shuffle="gaps", **options)


def _checked_width(window: float, unit: Unit, statistic: str, shuffle: str) -> int:
    if statistic not in ("answered", "any_response"):
        raise StatsError(tr("statistic is 'answered' or 'any_response', not {statistic!r}.", statistic=statistic))
    if shuffle not in _METHODS:
        raise StatsError(tr("shuffle is 'shift', 'stretches' or 'gaps', not {shuffle!r}.", shuffle=shuffle))
    width = one_us(window, unit, "window")
    if width < 0:
        raise StatsError(tr("the window cannot be shorter than nothing."))
    return width


def _under_drift(shuffle: Shuffle, bids: Ints, responses: Ints, total: int) -> tuple[Shuffle, tuple[str, ...]]:
    """Return what is drawn where both drift, and the note about it; else what was asked for."""
    if shuffle == "stretches" or not drift_together(bids, responses, total):
        return shuffle, ()
    return ("stretches", (DRIFT,)) if shuffle == "shift" else (shuffle, (DRIFT_IN_GAPS,))


def _nothing_to_move(seen: Observable, bids: BidWindows, responses: Ints) -> str | None:
    if not seen.total_us:
        return tr("there is no observable time")
    if not bids.size:
        return tr("no bid begins in observable time")
    if not responses.size:
        return tr("no response begins in observable time, so there is nothing to move")
    return None


@dataclass(frozen=True, slots=True)
class _Shuffled:
    """Bids and responses on the clock of observable time, and how the responses are moved on it."""

    bids: BidWindows
    responses: Ints
    total: int
    width: int
    shuffle: Shuffle
    one_to_one: bool

    @property
    def parts(self) -> int:
        """In how many parts of the clock the responses are moved, each by a distance of its own."""
        return stretches_of(self.total, self.width) if self.shuffle == "stretches" else 1

    @property
    def count(self) -> int:
        """Bids that the responses answer where they are."""
        return int(answered(self.bids, self.responses[None, :], one_to_one=self.one_to_one)[0])

    def null(self, draws: int, rng: np.random.Generator, progress: Progress) -> Ints:
        """Return how many they answer in each shuffle."""
        drawn = _shuffle_gaps if self.shuffle == "gaps" else partial(_shift, parts=self.parts)
        return np.concatenate(
            [
                answered(self.bids, drawn(self.responses, self.total, rows, rng), one_to_one=self.one_to_one)
                for rows in batches(draws, progress)
            ]
        )

    @property
    def floor(self) -> float | None:
        """How low p can come; None for gaps, whose order nothing holds in place."""
        return None if self.shuffle == "gaps" else _floor(self.bids, self.responses, self.total, self.parts)


def _floor_words(floor: float | None, level: float) -> tuple[str, ...]:
    if floor is None or floor <= 1 - level:
        return ()
    return (
        tr(
            "p cannot fall much below {floor:.2g} here, however well answers follow: shifts by less than the window "
            "leave them in place, and the recording is short beside it",
            floor=floor,
        ),
    )


def _on_clock(windows: BidWindows, seen: Observable) -> BidWindows:
    return BidWindows(
        onsets=seen.clock(windows.onsets),
        earliest=seen.clock(windows.earliest),
        latest=seen.clock(windows.latest),
        ends=seen.clock(windows.ends),
        left_out=windows.left_out,
    )


def _shift(onsets: Ints, total: int, rows: int, rng: np.random.Generator, *, parts: int) -> Ints:
    """Move responses round the whole clock, or round each part of it by a distance of its own."""
    edges = np.linspace(0, total, parts + 1).astype(np.int64)
    starts, lengths = edges[:-1], np.diff(edges)
    shifts = rng.integers(0, lengths, size=(rows, parts))
    part = np.searchsorted(edges, onsets, side="right") - 1
    moved = (onsets[None, :] - starts[part] + shifts[:, part]) % lengths[part] + starts[part]
    return np.sort(moved, axis=1)


def _floor(windows: BidWindows, responses: Ints, total: int, parts: int) -> float:
    """Return about the smallest mid-p: half the share of shifts that leave every answer in some bid's window.

    An answer has room to move before it leaves its window at either end. What all answers of a part have in common is
    what a shift of that part can be without a trace.
    """
    edges = np.linspace(0, total, parts + 1).astype(np.int64)
    bid = np.searchsorted(windows.onsets, responses, side="right") - 1
    inside = (bid >= 0) & (windows.earliest[bid] <= responses) & (responses <= windows.latest[bid])
    at, bid = responses[inside], bid[inside]
    share = 1.0
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        here = (at >= start) & (at < end)
        if here.any():
            back = int((at[here] - windows.earliest[bid[here]]).min())
            on = int((windows.latest[bid[here]] - at[here]).min())
            share *= min(1.0, (back + on + 1) / (end - start))
    return share / 2


def _shuffle_gaps(onsets: Ints, total: int, rows: int, rng: np.random.Generator) -> Ints:
    gaps = np.diff(np.concatenate(([0], onsets, [total])))
    shuffled = rng.permuted(np.broadcast_to(gaps, (rows, gaps.size)), axis=1)
    # A zero gap in last place would put a response at the very end, where nothing can be observed.
    return np.asarray(np.minimum(np.cumsum(shuffled, axis=1)[:, :-1], total - 1), dtype=np.int64)
