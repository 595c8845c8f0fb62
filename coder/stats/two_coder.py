"""Two coders over several recordings: every agreement figure, per code and overall, blind and assisted apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.count_agreement import CodedRecording, counts_by_recording, durations_by_recording
from coder.stats.disagreements import Disagreement
from coder.stats.event_alignment import Alignment, AlignmentKappa, align_events, kappa_of_alignments
from coder.stats.expected_kappa import ACCURACIES, expected_kappa
from coder.stats.intraclass import Icc
from coder.stats.result import BESIDE, LEVEL, SEED, Result, StatsError, plain
from coder.stats.time_arrays import CodedLike, Unit, one_us
from coder.stats.time_unit_kappa import TimeUnitKappa, compare_units, kappa_of_units
from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedPair:
    """One recording coded twice.

    Attributes
    ----------
    recording : str
        Its name.
    condition : str
        How it was coded: "blind" or "assisted", say. Conditions are never pooled.
    first, second : (onsets, offsets, codes)
        What each coded, for one subject.
    span : (float, float)
        Start and end of what both coded.
    hidden : (onsets, offsets), optional
        Unobservable stretches.
    """

    recording: str
    condition: str
    first: CodedLike
    second: CodedLike
    span: tuple[float, float]
    hidden: tuple[ArrayLike, ArrayLike] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Agreement on one exclusive group of codes under one condition.

    Attributes
    ----------
    condition, group : str
        Which coding, which codes.
    recordings : tuple of str
        What it rests on.
    time_unit : TimeUnitKappa
        Moment by moment, overall and per code.
    alignment : AlignmentKappa
        Act by act, overall and per code.
    counts : tuple of Icc
        For each code: agreement on how often it occurs per recording, ICC(2,1), named by the code.
    durations : tuple of Icc
        For each code: the same on how long it lasts in all per recording.
    expected : tuple of Result
        Kappa to expect of coders who are right 80, 85, 90 and 95 % of the time, with codes as common as here.
    acts : tuple of Alignment
        Which acts of the two are one, recording by recording: what ``alignment`` counts.
    """

    condition: str
    group: str
    recordings: tuple[str, ...]
    time_unit: TimeUnitKappa
    alignment: AlignmentKappa
    counts: tuple[Icc, ...]
    durations: tuple[Icc, ...]
    expected: tuple[Result, ...]
    acts: tuple[Alignment, ...] = field(default=(), repr=False, compare=False, metadata={BESIDE: True})

    @property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """Every act on which the two differ, in order of recording and time."""
        return self.alignment.disagreements

    def to_dict(self) -> dict[str, object]:
        """Return the record as plain JSON values."""
        found = plain(self)
        assert isinstance(found, dict)
        return found


def reliability(
    pairs: Sequence[CodedPair],
    *,
    step: float,
    tolerance: float,
    groups: Mapping[str, str] | None = None,
    resamples: int = 1_000,
    seed: int = SEED,
    level: float = LEVEL,
    unit: Unit = "us",
) -> tuple[Reliability, ...]:
    """Compare two coders over recordings, for each condition and each exclusive group of codes.

    Parameters
    ----------
    pairs : sequence of CodedPair
        Recordings that both coded.
    step, tolerance : float
        Of :func:`time_unit_kappa`; the tolerance also bounds how far apart the onsets of one act may be.
    groups : mapping of code to group, optional
        Exclusive groups, as the scheme has them; one group where not given.
    resamples, seed, level, unit
        As for :func:`time_unit_kappa`.

    Returns
    -------
    tuple of Reliability
        In order of condition and group.
    """
    if len({(p.recording, p.condition) for p in pairs}) != len(pairs):
        raise StatsError(tr("a recording is named twice under one condition: give each pair of codings once."))
    group_of = dict(groups or {})
    found = []
    for condition in sorted({p.condition for p in pairs}):
        mine = sorted((p for p in pairs if p.condition == condition), key=lambda p: p.recording)
        for group in sorted({group_of.get(str(c), "") for p in mine for s in (p.first, p.second) for c in s[2]}):
            part = [_only(p, group, group_of) for p in mine]
            found.append(_reliability(part, condition, group, step, tolerance, resamples, seed, level, unit))
    return tuple(found)


def _only(pair: CodedPair, group: str, group_of: Mapping[str, str]) -> CodedPair:
    def keep(coded: CodedLike) -> CodedLike:
        on, off = np.atleast_1d(np.asarray(coded[0])), np.atleast_1d(np.asarray(coded[1]))
        mask = np.array([group_of.get(str(c), "") == group for c in coded[2]], dtype=np.bool_)
        if not len(on) == len(off) == mask.size:
            raise StatsError(
                tr("{recording}: onsets, offsets and codes must be of one length.", recording=pair.recording)
            )
        return on[mask], off[mask], [str(c) for c, kept in zip(coded[2], mask, strict=True) if kept]

    return CodedPair(
        recording=pair.recording,
        condition=pair.condition,
        first=keep(pair.first),
        second=keep(pair.second),
        span=pair.span,
        hidden=pair.hidden,
    )


def _reliability(
    pairs: Sequence[CodedPair],
    condition: str,
    group: str,
    step: float,
    tolerance: float,
    resamples: int,
    seed: int,
    level: float,
    unit: Unit,
) -> Reliability:
    units = [
        compare_units(
            p.first,
            p.second,
            span=p.span,
            step=step,
            tolerance=tolerance,
            hidden=p.hidden,
            unit=unit,
            recording=p.recording,
        )
        for p in pairs
    ]
    # Onsets that differ by less than a step are one onset to the time-unit kappa, and must be to this one.
    reach = max(tolerance, step) if one_us(tolerance, unit, "tolerance") >= 0 else tolerance
    acts = [
        align_events(p.first, p.second, tolerance=reach, span=p.span, hidden=p.hidden, unit=unit, recording=p.recording)
        for p in pairs
    ]
    time_unit = kappa_of_units(units, resamples=resamples, seed=seed, level=level)
    common = np.array(time_unit.table)
    sides = [CodedRecording(name=p.recording, sides=(p.first, p.second), span=p.span, hidden=p.hidden) for p in pairs]
    return Reliability(
        condition=condition,
        group=group,
        recordings=tuple(p.recording for p in pairs),
        time_unit=time_unit,
        alignment=kappa_of_alignments(acts, resamples=resamples, seed=seed, level=level),
        counts=counts_by_recording(sides, level=level, unit=unit),
        durations=durations_by_recording(sides, level=level, unit=unit),
        expected=tuple(expected_kappa(a, (common.sum(0) + common.sum(1)).tolist()) for a in ACCURACIES)
        if common.sum()
        else (),
        acts=tuple(acts),
    )
