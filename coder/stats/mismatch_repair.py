"""Mismatch, match and repair: when two people's states fit, when they do not, and how long until they fit again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.kaplan_meier import KaplanMeier, kaplan_meier
from coder.stats.result import LEVEL, Result, check_level
from coder.stats.time_arrays import (
    CodedLike,
    Observable,
    TimeArrays,
    Unit,
    check_exclusive,
    from_us,
    observable,
    one_us,
    pairs_of,
    track,
)
from coder.vocabulary.language import plural, tr

_MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchStretch:
    """A stretch of match or mismatch, in the caller's unit.

    Attributes
    ----------
    onset, offset : float
        When it was.
    matched : bool
        Whether the two states fit.
    begin_seen, end_seen : bool
        False where it was already under way when view (or coding) began, or was cut off.
    child, caregiver : str
        Codes at its onset.
    """

    onset: float
    offset: float
    matched: bool
    begin_seen: bool
    end_seen: bool
    child: str
    caregiver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MismatchRepair(Result):
    """Match and mismatch of two people's states. The estimate is the share of matched time.

    Attributes
    ----------
    stretches : tuple of MatchStretch
        Every stretch in order, to be clicked through.
    mismatches, repairs : int
        Stretches of mismatch; those that were seen to end in a match.
    matched_time, mismatched_time, coded_time : float
        In the caller's unit; coded time is when both were observable and both had a code.
    time_to_repair : KaplanMeier or None
        Length of each mismatch that was seen to begin, censored where its end was not seen.
    repairs_per_minute : float or None
        Repairs per minute of coded time.
    repairs_per_mismatched_minute : float or None
        Repairs per minute of mismatch; None where there was none.
    time_between_mismatches : float or None
        Coded time per mismatch: "a mismatch every … ".
    """

    stretches: tuple[MatchStretch, ...] = ()
    mismatches: int = 0
    repairs: int = 0
    matched_time: float = 0.0
    mismatched_time: float = 0.0
    coded_time: float = 0.0
    time_to_repair: KaplanMeier | None = None
    repairs_per_minute: float | None = None
    repairs_per_mismatched_minute: float | None = None
    time_between_mismatches: float | None = None


def mismatch_repair(
    child: CodedLike,
    caregiver: CodedLike,
    *,
    span: tuple[float, float],
    fits: Iterable[tuple[str, str]] | None = None,
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    shortest: float = 0,
    bridge: float = 0,
    level: float = LEVEL,
    unit: Unit = "us",
) -> MismatchRepair:
    """Measure matched time, mismatches, and how long it takes until the states fit again.

    Parameters
    ----------
    child, caregiver : (onsets, offsets, codes)
        States of one exclusive group each (engagement states, say). Codes at equal steps go through :func:`series`.
    span : (float, float)
        Start and end of what was coded.
    fits : iterable of (child code, caregiver code), optional
        Which pairs fit; the same code on both sides where not given.
    hidden : (onsets, offsets), optional
        Unobservable stretches: they end a stretch without a repair and are in no denominator.
    shortest : float
        A stretch shorter than this does not interrupt the one around it (0: every change counts).
    bridge : float
        Where a subject's next state begins within this after the last ended, the last is taken to last until then.
        Some coding tools write the last frame as the offset and so leave a gap of one frame between all states.
    level : float
        Confidence level.
    unit : "us", "ms" or "s"
        Unit of every time here.

    Returns
    -------
    MismatchRepair
        Undefined where at no time both were observable and both had a code.

    Notes
    -----
    The figure depends on the definition of a match: moment-by-moment coding of engagement states finds most time
    mismatched in dyads that do well, and coarser coding finds most of it attuned. It is no bar to clear.

    References
    ----------
    Tronick, E. Z., & Cohn, J. F. (1989). Infant–mother face-to-face interaction: Age and gender differences in
    coordination and the occurrence of miscoordination. Child Development, 60, 85–92.
    """
    seen = observable(span, hidden, unit=unit)
    ours, theirs = track(child, unit=unit, what="child"), track(caregiver, unit=unit, what="caregiver")
    for states, who in ((ours, "child"), (theirs, "caregiver")):
        check_exclusive(states, who)
    joint, pairs = one_us(bridge, unit, "bridge"), None if fits is None else pairs_of(fits, "fits")
    pieces = joint_pieces(_bridged(ours, joint), _bridged(theirs, joint), seen, pairs)
    stretches = _joined(pieces, one_us(shortest, unit, "shortest"))
    record = partial(
        MismatchRepair,
        name="mismatch_repair",
        n_of="stretches",
        n=len(stretches),
        method=tr(
            "share of coded time in which the two states fit; time to repair by Kaplan–Meier (after Tronick & Cohn "
            "1989)"
        ),
        parameters={
            "fits": tr("the same code") if pairs is None else sorted(list(p) for p in pairs),
            "shortest": shortest,
            "bridge": bridge,
            "unit": unit,
        },
        level=check_level(level),
    )
    coded = sum(p.length for p in stretches)
    if not coded:
        return record(estimate=None, reason=tr("at no time were both observable and both coded"))
    off_beat = [p for p in stretches if not p.matched]
    mismatched = sum(p.length for p in off_beat)
    repairs = sum(p.end_seen for p in off_beat)
    return record(
        estimate=(coded - mismatched) / coded,
        notes=_notes(off_beat),
        stretches=tuple(p.shown(unit) for p in stretches),
        mismatches=len(off_beat),
        repairs=repairs,
        matched_time=from_us(coded - mismatched, unit),
        mismatched_time=from_us(mismatched, unit),
        coded_time=from_us(coded, unit),
        time_to_repair=_time_to_repair(off_beat, unit, level),
        repairs_per_minute=repairs * _MINUTE_US / coded,
        repairs_per_mismatched_minute=repairs * _MINUTE_US / mismatched if mismatched else None,
        time_between_mismatches=from_us(coded / len(off_beat), unit) if off_beat else None,
    )


def _time_to_repair(off_beat: Sequence[DyadPiece], unit: Unit, level: float) -> KaplanMeier | None:
    """Return how long mismatches last that were seen to begin, censored where their end was not seen."""
    begun = [p for p in off_beat if p.begin_seen]
    if not begun:
        return None
    lengths, ends = [from_us(p.length, unit) for p in begun], [p.end_seen for p in begun]
    return kaplan_meier(lengths, ends, level=level, of="mismatches")


def _notes(off_beat: Sequence[DyadPiece]) -> tuple[str, ...]:
    """What has to be said of mismatches whose beginning or end was not seen."""
    notes = [tr("no interval is given for a share of time: neighbouring moments are not independent")]
    late = sum(not p.begin_seen for p in off_beat)
    if late:
        notes.append(
            plural(
                late,
                "{number} mismatch was already under way when coding or view began; it counts as time, and not in the "
                "time to repair",
                "{number} mismatches were already under way when coding or view began; they count as time, and not in "
                "the time to repair",
                number=late,
            )
        )
    cut = sum(not p.end_seen for p in off_beat)
    if cut > 1:  # the last one of a recording ends with it; a second one may be a gap between states
        notes.append(
            tr(
                "{cut} mismatches end where nothing was coded or seen, and not in a match; where such gaps are one "
                "frame long, bridge= joins them",
                cut=cut,
            )
        )
    return tuple(notes)


@dataclass(frozen=True, slots=True)
class DyadPiece:
    """A piece of time in which neither state changes (µs)."""

    onset: int
    offset: int
    matched: bool
    child: str
    caregiver: str
    begin_seen: bool = False
    end_seen: bool = False

    @property
    def length(self) -> int:
        """How long it is (µs)."""
        return self.offset - self.onset

    def shown(self, unit: str) -> MatchStretch:
        """Return it as the record tells it, in the caller's unit."""
        return MatchStretch(
            onset=from_us(self.onset, unit),
            offset=from_us(self.offset, unit),
            matched=self.matched,
            begin_seen=self.begin_seen,
            end_seen=self.end_seen,
            child=self.child,
            caregiver=self.caregiver,
        )


def _bridged(states: TimeArrays, bridge: int) -> TimeArrays:
    gaps = states.onsets[1:] - states.offsets[:-1]
    offsets = states.offsets.copy()
    # A point stays a point: it has no end to carry forward.
    join = (gaps > 0) & (gaps <= bridge) & (states.offsets[:-1] > states.onsets[:-1])
    offsets[:-1][join] = states.onsets[1:][join]
    return TimeArrays(states.onsets, offsets, states.codes)


def joint_pieces(
    child: TimeArrays, caregiver: TimeArrays, seen: Observable, pairs: set[tuple[str, str]] | None
) -> list[DyadPiece]:
    """Cut coded observable time wherever either state changes."""
    edges = np.unique(
        np.concatenate((child.onsets, child.offsets, caregiver.onsets, caregiver.offsets, seen.starts, seen.ends))
    )
    pieces = []
    for on, off in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        a, b = _state_at(child, on), _state_at(caregiver, on)
        if a is None or b is None or not seen.holds(np.array([on]))[0]:
            continue
        pieces.append(DyadPiece(on, off, a == b if pairs is None else (a, b) in pairs, a, b))
    return pieces


def _state_at(states: TimeArrays, t: int) -> str | None:
    i = int(np.searchsorted(states.onsets, t, side="right")) - 1
    # Points sort before a state that begins with them and have no duration: step over them.
    while i >= 0 and states.offsets[i] <= t and states.onsets[i] == states.offsets[i]:
        i -= 1
    return states.codes[i] if i >= 0 and t < states.offsets[i] else None


def _joined(pieces: list[DyadPiece], shortest: int) -> list[DyadPiece]:
    """Join neighbours that agree, then let short stretches go with the one before them."""
    joined = _runs(pieces)
    while shortest > 0:
        short = [i for i, p in enumerate(joined) if p.length < shortest and p.begin_seen and p.end_seen]
        if not short:
            break
        # The shortest first: what is left of a flicker is decided by the longer stretches round it.
        i = min(short, key=lambda k: (joined[k].length, k))
        p = joined[i]
        flipped = DyadPiece(p.onset, p.offset, not p.matched, joined[i - 1].child, joined[i - 1].caregiver)
        joined = _runs([*joined[:i], flipped, *joined[i + 1 :]])
    return joined


def _runs(pieces: list[DyadPiece]) -> list[DyadPiece]:
    runs: list[list[DyadPiece]] = []
    for piece in pieces:
        last = runs[-1][-1] if runs else None
        if last is not None and last.offset == piece.onset and last.matched == piece.matched:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    spans = [(run[0].onset, run[-1].offset) for run in runs]
    return [
        DyadPiece(
            on,
            off,
            run[0].matched,
            run[0].child,
            run[0].caregiver,
            # Two neighbouring runs that touch differ in matching: the change between them was seen.
            begin_seen=k > 0 and spans[k - 1][1] == on,
            end_seen=k + 1 < len(spans) and spans[k + 1][0] == off,
        )
        for k, (run, (on, off)) in enumerate(zip(runs, spans, strict=True))
    ]
