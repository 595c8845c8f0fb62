"""Vocal turn-taking of two: floor transfers, gaps and overlaps, pauses, who follows whom, time of both or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.null_comparison import ChanceTest
from coder.stats.permutation import circular_shift_test
from coder.stats.result import LEVEL, SEED, Result
from coder.stats.shared_time import overlap_shift_test
from coder.stats.time_arrays import Ints, coverage, merge, observable, two_arrays
from coder.vocabulary.language import tr
from coder.vocabulary.progress import Progress, part, silent

SOON_S = 1.0
"""A turn of the other that begins this soon after one has ended counts as following it, for chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """The floor goes from one to the other: when the first ended, and how much later the second began (s)."""

    at: float
    giver: str
    taker: str
    offset: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPause:
    """A silence within one speaker's turns: when it began, whose it was, how long it lasted (s)."""

    at: float
    who: str
    length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTaking(Result):
    """Turn-taking. The estimate is the median floor transfer offset in seconds; negative is overlap.

    Attributes
    ----------
    transfers : tuple of Transfer
        Every change of speaker, in order of the taker's onset.
    gaps, overlaps : int
        How many of them have an offset of 0 or more (a switching pause; Jaffe et al. 2001), and below.
    mean_gap, mean_overlap : float or None
        Seconds; overlap as a positive length.
    quartiles : (float, float) or None
        Of the floor transfer offsets.
    pauses : tuple of (name, number, median in seconds or None)
        Silences within one speaker's turns, the other saying nothing meanwhile.
    within : tuple of TurnPause
        Each of them.
    follows : tuple of (name, name, number)
        Whose act came after whose.
    both, first_only, second_only, neither : float or None
        Shares of observable time.
    together_by_chance, taken_by_chance : ChanceTest or None
        Time of both beside circular shifts; share of the first's turns that the second follows within 1 s, likewise.
    """

    transfers: tuple[Transfer, ...] = ()
    gaps: int = 0
    overlaps: int = 0
    mean_gap: float | None = None
    mean_overlap: float | None = None
    quartiles: tuple[float, float] | None = None
    pauses: tuple[tuple[str, int, float | None], ...] = ()
    within: tuple[TurnPause, ...] = ()
    follows: tuple[tuple[str, str, int], ...] = ()
    both: float | None = None
    first_only: float | None = None
    second_only: float | None = None
    neither: float | None = None
    together_by_chance: ChanceTest | None = None
    taken_by_chance: ChanceTest | None = None


@dataclass(frozen=True, slots=True)
class _Act:
    who: str
    onset: float
    offset: float


def turn_taking(
    first: tuple[ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike],
    *,
    span: tuple[float, float],
    names: tuple[str, str] = ("first", "second"),
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    longest: float = 5.0,
    draws: int = 10_000,
    seed: int = SEED,
    level: float = LEVEL,
    progress: Progress = silent,
) -> TurnTaking:
    """Measure how two speakers take turns.

    Acts of one speaker that touch are one. A transfer is a change of speaker between two acts that follow each other
    by onset; an act that lies wholly inside the other's (a back-channel) takes no floor. Transfers over a silence
    longer than ``longest``, or over unobservable time, are none: whoever speaks then begins anew.

    Parameters
    ----------
    first, second : (onsets, offsets)
        When each was heard, in seconds.
    span : (float, float)
        Start and end of what was coded, seconds.
    names : (str, str)
        What the two are called in the result.
    hidden : (onsets, offsets), optional
        Unobservable stretches; they are in no denominator.
    longest : float
        Seconds; 5 as in the conversational turn of LENA (Gilkerson & Richards 2008).
    draws, seed, level, progress
        Of the comparisons with chance, as for :func:`circular_shift_test`; 0 draws make none.

    Returns
    -------
    TurnTaking
        Undefined where the floor never changed hands.

    References
    ----------
    Jaffe, J., Beebe, B., Feldstein, S., Crown, C. L., & Jasnow, M. D. (2001). Rhythms of dialogue in infancy.
    Monographs of the SRCD, 66(2): switching pauses, pauses within a speaker, simultaneous speech.
    Levinson, S. C., & Torreira, F. (2015). Timing in turn-taking and its implications for processing models of
    language. Frontiers in Psychology, 6, 731: the floor transfer offset.
    Stern, D. N. (1974). Mother and infant at play: the dyadic interaction involving facial, vocal, and gaze behaviors:
    vocalising together and in turn.
    """
    seen = observable(span, hidden, unit="s")
    spans = [merge(*two_arrays(one, unit="s", what=name)) for one, name in zip((first, second), names, strict=True)]
    a, b = (seen.cut(on, off)[:2] for on, off in spans)
    acts = _acts(names, (a, b))
    gone = [] if hidden is None else list(zip(*(np.asarray(part, float).tolist() for part in hidden), strict=True))
    floor = _holders(acts)
    transfers, pauses = _between(floor, gone, longest)
    offsets = np.array([one.offset for one in transfers])
    gaps, overlaps = offsets[offsets >= 0], offsets[offsets < 0]
    together = taken = None
    if draws:
        given = {"span": span, "hidden": hidden, "draws": draws, "seed": seed, "level": level, "unit": "s"}
        together = overlap_shift_test(first, second, progress=part(progress, 0, 0.5), **given)  # type: ignore[arg-type]
        taken = circular_shift_test(
            np.asarray(first[0], float),
            np.asarray(second[0], float),
            window=SOON_S,
            bid_offsets=np.asarray(first[1], float),
            anchor="offset",
            overlap=SOON_S,
            progress=part(progress, 0.5, 1),
            **given,  # type: ignore[arg-type]
        )
    return TurnTaking(
        name="turn_taking",
        estimate=float(np.median(offsets)) if offsets.size else None,
        reason=None if offsets.size else tr("the floor never went from one to the other"),
        n=int(offsets.size),
        n_of="floor transfers",
        method=tr(
            "median floor transfer offset (Levinson & Torreira 2015); switching pauses as in Jaffe et al. (2001)"
        ),
        level=level,
        parameters={"longest_silence_s": longest, "soon_s": SOON_S, "draws": draws, "seed": seed},
        notes=(tr("no interval is given: transfers of one recording depend on one another"),),
        transfers=transfers,
        gaps=int(gaps.size),
        overlaps=int(overlaps.size),
        mean_gap=float(gaps.mean()) if gaps.size else None,
        mean_overlap=float(-overlaps.mean()) if overlaps.size else None,
        quartiles=(float(np.quantile(offsets, 0.25)), float(np.quantile(offsets, 0.75))) if offsets.size else None,
        pauses=tuple((name, *_number_and_median([one.length for one in pauses if one.who == name])) for name in names),
        within=pauses,
        follows=_follows(acts, names),
        **_shares(a, b, seen.total_us),
        together_by_chance=together,
        taken_by_chance=taken,
    )


def _acts(names: tuple[str, str], spans: Sequence[tuple[Ints, Ints]]) -> list[_Act]:
    """Return each speaker's acts in order of time, in seconds."""
    acts = [
        _Act(name, on / 1e6, off / 1e6)
        for name, (ons, offs) in zip(names, spans, strict=True)
        for on, off in zip(ons.tolist(), offs.tolist(), strict=True)
    ]
    return sorted(acts, key=lambda act: (act.onset, act.offset))


class _Shares(TypedDict, total=False):
    both: float
    first_only: float
    second_only: float
    neither: float


def _shares(first: tuple[Ints, Ints], second: tuple[Ints, Ints], total: int) -> _Shares:
    """Return which share of observable time both, one and none of them were heard; nothing where there is none."""
    if not total:
        return {}
    mine, other = (int((off - on).sum()) for on, off in (first, second))
    both = int((coverage(first[1], *second) - coverage(first[0], *second)).sum())
    return {
        "both": both / total,
        "first_only": (mine - both) / total,
        "second_only": (other - both) / total,
        "neither": (total - mine - other + both) / total,
    }


def _holders(acts: list[_Act]) -> list[_Act]:
    """Acts that hold the floor: not those that lie wholly inside another's."""
    held: list[_Act] = []
    reached: dict[str, float] = {}
    for act in acts:  # in order of onset: who reaches as far holds all of it
        if any(act.offset <= offset for who, offset in reached.items() if who != act.who):
            continue
        held.append(act)
        reached[act.who] = max(reached.get(act.who, act.offset), act.offset)
    return held


def _between(
    floor: list[_Act], gone: list[tuple[float, float]], longest: float
) -> tuple[tuple[Transfer, ...], tuple[TurnPause, ...]]:
    transfers, pauses = [], []
    for before, after in pairwise(floor):
        offset = after.onset - before.offset
        unseen = any(start < after.onset and end > min(before.offset, after.onset) for start, end in gone)
        if offset > longest or unseen:
            continue
        if before.who != after.who:
            transfers.append(Transfer(at=before.offset, giver=before.who, taker=after.who, offset=round(offset, 6)))
        elif offset > 0:
            pauses.append(TurnPause(at=before.offset, who=before.who, length=round(offset, 6)))
    return tuple(transfers), tuple(pauses)


def _number_and_median(lengths: list[float]) -> tuple[int, float | None]:
    return len(lengths), float(np.median(lengths)) if lengths else None


def _follows(acts: list[_Act], names: tuple[str, str]) -> tuple[tuple[str, str, int], ...]:
    pairs = [(before.who, after.who) for before, after in pairwise(acts)]
    return tuple((one, other, pairs.count((one, other))) for one in names for other in names)
