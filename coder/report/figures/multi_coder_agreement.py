"""How far three or more coders agree: all together, and each two apart. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.report.figures.act_rates import unseen_of
from coder.report.figures.bid_answers import seconds, stretches
from coder.report.figures.coded_stretch import Stretch
from coder.report.figures.coder_agreement import (
    STEP_S,
    TOLERANCE_S,
    CodedTwice,
    CoderAgreement,
    about_presence,
    agreement_of,
    apart_notes,
    condition_of,
    imported_notes,
    left_out_notes,
    overlap_note,
    subjects_and_groups,
)
from coder.report.figures.exclusive_groups import group_of
from coder.stats import CodedByMany, ManyCoders, many_coders
from coder.stats.time_arrays import OverlapError
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedBySeveral:
    """One recording with what each of several coders said of it, in their order.

    Attributes
    ----------
    recording : str
        Its id.
    span : Interval
        What all coded, in microseconds; of no length where they coded nothing in common.
    whole : Interval
        The whole recording.
    sides : tuple of tuple of Event
        Their events.
    blind : bool
        Whether these are what each of them said while blind.
    """

    recording: str
    span: Interval
    whole: Interval
    sides: tuple[tuple[Event, ...], ...]
    blind: bool = False

    @property
    def condition(self) -> str:
        """How it was coded. A recording is coded in one way."""
        return condition_of((event for side in self.sides for event in side), blind=self.blind)

    @property
    def all_coded(self) -> bool:
        """Whether there is anything to compare: all coded something, and of a stretch in common."""
        return all(self.sides) and bool(self.span.duration_us)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOfMany:
    """Agreement on one exclusive group of codes of one subject under one condition."""

    subject: str
    group: str
    condition: str
    result: ManyCoders


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementOfMany:
    """What several coders agree on.

    Attributes
    ----------
    coders : tuple of str
        In the order of every list here.
    recordings : tuple of str
        Those that all coded.
    stretches : tuple of (str, Interval, Interval)
        Of each of these, what is compared, and the whole of it.
    groups : tuple of GroupOfMany
        () where no recording was coded by all.
    pairs : tuple of Agreement
        Each two apart, over the recordings that both coded.
    reason : str or None
        Why there is nothing to say of all together.
    notes : tuple of str
        What was left out.
    """

    coders: tuple[str, ...]
    recordings: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    groups: tuple[GroupOfMany, ...]
    pairs: tuple[CoderAgreement, ...]
    reason: str | None
    notes: tuple[str, ...]


def agreement_of_many(
    coded: Sequence[CodedBySeveral],
    pairs: Sequence[tuple[tuple[str, str], Sequence[CodedTwice]]],
    *,
    scheme: Scheme,
    coders: Sequence[str],
    tolerance_s: float = TOLERANCE_S,
) -> AgreementOfMany:
    """Compare three or more coders over recordings.

    Parameters
    ----------
    coded : sequence of CodedBySeveral
        Recordings, with the coders in one order.
    pairs : sequence of ((first, second), sequence of CodedTwice)
        The same for each two of them.
    scheme : Scheme
        Says which codes exclude each other.
    coders : sequence of str
        Their names.
    tolerance_s : float
        Of the pairs; all together are compared unit by unit without one.
    """
    whole = [one for one in coded if one.all_coded]
    groups, at_once = [], []
    for subject, name in subjects_and_groups([side for one in whole for side in one.sides], scheme):
        for condition in sorted({one.condition for one in whole}):
            try:
                group = _group([one for one in whole if one.condition == condition], subject, name, scheme)
            except OverlapError as error:
                at_once.append(overlap_note(subject, name, error))
            else:
                groups += [group] if group else []
    return AgreementOfMany(
        coders=tuple(coders),
        recordings=tuple(dict.fromkeys(one.recording for one in whole)),
        stretches=tuple(dict.fromkeys((one.recording, one.span, one.whole) for one in whole)),
        groups=tuple(groups),
        pairs=tuple(agreement_of(two, scheme=scheme, coders=names, tolerance_s=tolerance_s) for names, two in pairs),
        reason=None if whole else tr("no recording was coded by all of {coders}", coders=", ".join(coders)),
        notes=(
            *left_out_notes((one.recording, _silent(one, coders), "") for one in coded if not all(one.sides)),
            *apart_notes([one.recording for one in coded if all(one.sides) and one not in whole]),
            *imported_notes(
                [(one.recording, one.condition, [event for side in one.sides for event in side]) for one in whole]
            ),
            *at_once,
        ),
    )


def _silent(one: CodedBySeveral, coders: Sequence[str]) -> str:
    return ", ".join(name for name, side in zip(coders, one.sides, strict=True) if not side)


def _group(coded: Sequence[CodedBySeveral], subject: str, group: str, scheme: Scheme) -> GroupOfMany | None:
    parts, codes = [], set()
    for one in coded:
        sides = []
        for events in one.sides:
            mine = [e for e in events if e.subject == subject and group_of(e, scheme) == group]
            codes |= {e.code for e in mine}
            sides.append((*stretches(e.interval for e in mine), [e.code for e in mine]))
        parts.append((one, tuple(sides)))
    if not codes:
        return None
    everywhere = about_presence(codes)
    result = many_coders(
        [
            CodedByMany(
                recording=one.recording,
                sides=sides,
                span=seconds(one.span),
                hidden=tuple(
                    None if everywhere else stretches(unseen_of(subject, events, one.span)) for events in one.sides
                ),
            )
            for one, sides in parts
        ],
        step=STEP_S,
        unit="s",
    )
    return GroupOfMany(subject=subject, group=group, condition=coded[0].condition, result=result)
