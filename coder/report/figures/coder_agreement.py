"""How far two coders agree, by subject and exclusive group, with blind coding apart from assisted. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from coder.exchanges.time_apart import ABOUT_PRESENCE
from coder.report.figures.act_rates import NOT_OBSERVABLE, only_human, unseen_of
from coder.report.figures.coded_stretch import Stretch
from coder.report.figures.exclusive_groups import group_of
from coder.report.figures.modifier_figures import CodeModifier, modifiers_of
from coder.stats import CodedPair, Reliability, reliability
from coder.stats.time_arrays import OverlapError
from coder.vocabulary.coding_condition import CodingMode, Conduct
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Role, Scheme, role_of, who_words
from coder.vocabulary.time import MICROS, Interval

STEP_S = 0.1
"""Time unit of the moment-by-moment kappa, in seconds."""

TOLERANCE_S = 0.5
"""How far apart two coders' marks of one act may lie where the caller does not say."""

BLIND, BY_HAND, ASSISTED, IMPORTED = "blind", tr("by hand"), "assisted", "imported"
PARTLY = tr("partly imported")
BUILT_ON = tr("built on each other")
PRACTICE = "practice"

CONDITION_WORDS = {
    BLIND: tr("both coded without seeing a suggestion or each other's words"),
    PRACTICE: tr("one practised without seeing the other, which is the gold standard"),
    BUILT_ON: tr("events were copied or settled from other layers, so agreement with those says nothing"),
    BY_HAND: tr(
        "both coded without taking over a suggestion, as far as their events say; what either could see of the other's "
        "is said where it is known"
    ),
    ASSISTED: tr("one or both took over a suggestion, which makes coders agree with it and so with each other"),
    IMPORTED: tr("events came in from other programs, which do not say how they were coded"),
    PARTLY: tr(
        "some events came in from other programs, which do not say how they were coded; the others were coded by hand"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedTwice:
    """One recording with what each of two coders said of it.

    Attributes
    ----------
    recording : str
        Its id.
    span : Interval
        What both coded, in microseconds; of no length where they coded nothing in common.
    whole : Interval
        The whole recording.
    first, second : tuple of Event
        Their events.
    blind : bool
        Whether these are what each of them said while blind. A recording that was opened later is compared twice: what
        both said blind, and what they say since.
    practice : bool
        Whether the first practised against the second as the gold standard.
    conducts : (Conduct or None, Conduct or None)
        How each of them worked on it; None where nobody wrote it down.
    """

    recording: str
    span: Interval
    whole: Interval
    first: tuple[Event, ...]
    second: tuple[Event, ...]
    blind: bool = False
    practice: bool = False
    conducts: tuple[Conduct | None, Conduct | None] = (None, None)

    @property
    def condition(self) -> str:
        """How it was coded: blind where both were; else as far as the origins of the events say."""
        if self.practice:
            return PRACTICE
        return condition_of((*self.first, *self.second), blind=self.blind)

    @property
    def both_coded(self) -> bool:
        """Whether there is anything to compare: both coded something, and of a stretch in common."""
        return bool(self.first and self.second and self.span.duration_us)


def conduct_notes(coded: Sequence[CodedTwice], coders: tuple[str, str]) -> list[str]:
    """Say for each coder what is known of what they saw of the other's, where it was coded by hand but not blind."""
    found: dict[tuple[str, CodingMode | None], list[str]] = {}
    for one in coded:
        if one.condition != BY_HAND:
            continue
        known = {coder: conduct for coder, conduct in zip(coders, one.conducts, strict=True) if conduct is not None}
        for coder in coders if known else ():
            mode = known[coder].mode if coder in known else None
            found.setdefault((coder, mode), []).append(one.recording)
    return [_what_was_seen(coder, mode, ", ".join(dict.fromkeys(where))) for (coder, mode), where in found.items()]


def _what_was_seen(coder: str, mode: CodingMode | None, where: str) -> str:
    if mode is CodingMode.BLIND:
        return tr("{coder} coded {where} blind, and saw nothing of the other's", coder=coder, where=where)
    if mode is CodingMode.OPENED:
        return tr(
            "{coder} coded {where} blind first, and could see the other's once it was opened", coder=coder, where=where
        )
    if mode is CodingMode.ASSISTED:
        return tr("{coder} could see what others had coded in {where}", coder=coder, where=where)
    return tr("whether {coder} saw the other's in {where} is not known", coder=coder, where=where)


def condition_of(events: Iterable[Event], *, blind: bool) -> str:
    """Return how a recording was coded: blind where all were; else as far as the origins of the events say."""
    if blind:
        return BLIND
    origins = {event.origin for event in events}
    if origins & {Origin.COPIED, Origin.SETTLED}:
        return BUILT_ON
    if origins & {Origin.ACCEPTED, Origin.ADJUSTED}:
        return ASSISTED
    if Origin.IMPORTED not in origins:
        return BY_HAND
    return IMPORTED if origins == {Origin.IMPORTED} else PARTLY


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectAgreement:
    """Agreement on one exclusive group of codes of one subject under one condition. Times are seconds."""

    subject: str
    result: Reliability


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderAgreement:
    """What two coders agree on.

    Attributes
    ----------
    first, second : str
        The coders.
    recordings : tuple of str
        Those that both coded.
    stretches : tuple of (str, Interval, Interval)
        Of each of these, what is compared, and the whole of it.
    step_s, tolerance_s : float
        Time unit, and how far apart marks of one act may lie.
    groups : tuple of SubjectAgreement
        () where no recording was coded by both.
    reason : str or None
        Why there is nothing to compare.
    notes : tuple of str
        What was left out.
    modifiers : tuple of CodeModifier
        Of events that both coded, how far they agree on each modifier; () where nobody gave any.
    """

    first: str
    second: str
    recordings: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    step_s: float
    tolerance_s: float
    groups: tuple[SubjectAgreement, ...]
    reason: str | None
    notes: tuple[str, ...]
    modifiers: tuple[CodeModifier, ...] = ()


def agreement_of(
    coded: Sequence[CodedTwice], *, scheme: Scheme, coders: tuple[str, str], tolerance_s: float = TOLERANCE_S
) -> CoderAgreement:
    """Compare two coders over recordings.

    Recordings that only one of them coded are left out, and said: that somebody saw nothing and that they did not look
    are told apart by nothing but their other events. So is a group of whose states one coder has two at once, as
    files of other programs may bring them. Time that either found unobservable is in no tally.

    Raises
    ------
    StatsError
        For a tolerance below 0.
    """
    both = [one for one in coded if one.both_coded]
    sides = [
        [event for event in side if one.span.overlaps(event.interval) or one.span.contains(event.onset_us)]
        for one in both
        for side in (one.first, one.second)
    ]
    blind = tr(" of what was coded blind")
    notes = (
        *left_out_notes(
            (one.recording, _who(one, coders), blind if one.blind else "")
            for one in coded
            if not (one.first and one.second)
        ),
        *apart_notes([one.recording for one in coded if one.first and one.second and one not in both]),
        *imported_notes([(one.recording, one.condition, (*one.first, *one.second)) for one in both]),
    )
    groups, at_once = [], []
    for subject, group in subjects_and_groups(sides, scheme):
        try:
            results = _compared(both, subject, group, scheme, tolerance_s)
        except OverlapError as error:
            at_once.append(overlap_note(subject, group, error))
        else:
            groups += [SubjectAgreement(subject=subject, result=result) for result in results]
    return CoderAgreement(
        first=coders[0],
        second=coders[1],
        recordings=tuple(dict.fromkeys(one.recording for one in both)),
        stretches=tuple(dict.fromkeys((one.recording, one.span, one.whole) for one in both)),
        step_s=STEP_S,
        tolerance_s=tolerance_s,
        groups=tuple(groups),
        reason=None
        if both
        else tr("no recording was coded by both {coders} and {coders_2}", coders=coders[0], coders_2=coders[1]),
        notes=(
            *notes,
            *at_once,
            *_differing_names(both),
            *_by_one_alone(both, scheme, coders),
            *conduct_notes(both, coders),
        ),
        modifiers=modifiers_of(both, [(one.subject, one.result) for one in groups], scheme),
    )


def left_out_notes(left_out: Iterable[tuple[str, str, str]]) -> tuple[str, ...]:
    """Say which recordings are left out because somebody coded nothing in them, in one note for each reason.

    Each is told of by its id, by who coded nothing in it, and by which part of it (in words, or "") is left out.
    """
    silent: dict[tuple[str, str], list[str]] = {}
    for recording, who, part in left_out:
        silent.setdefault((who, part), []).append(recording)
    return tuple(
        plural(
            len(recordings),
            "recording {recordings} is left out{part}: {who} coded nothing in it",
            "recordings {recordings} are left out{part}: {who} coded nothing in them",
            recordings=", ".join(recordings),
            part=part,
            who=who,
        )
        for (who, part), recordings in silent.items()
    )


def apart_notes(recordings: Sequence[str]) -> tuple[str, ...]:
    """Say which recordings are left out because everybody coded another part of them."""
    if not recordings:
        return ()
    said = plural(
        len(recordings),
        "recording {recordings} is left out: no part of it was coded by all, as far as their marks reach",
        "recordings {recordings} are left out: no part of them was coded by all, as far as their marks reach",
        recordings=", ".join(recordings),
    )
    return (said,)


def imported_notes(coded: Iterable[tuple[str, str, Sequence[Event]]]) -> tuple[str, ...]:
    """Say of recordings that are partly imported how much of them is, each told of by its id, condition and events."""
    return tuple(
        tr(
            "in {recording} {imported} of {events} events were imported",
            recording=recording,
            imported=sum(event.origin is Origin.IMPORTED for event in events),
            events=len(events),
        )
        for recording, condition, events in coded
        if condition == PARTLY
    )


def overlap_note(subject: str, group: str, error: OverlapError) -> str:
    """Say which group is left out because one coder has two of its states at once."""
    return tr("{subject} {group} is not compared: {error}", subject=who_words(subject), group=group, error=error)


def _by_one_alone(coded: Sequence[CodedTwice], scheme: Scheme, coders: tuple[str, str]) -> tuple[str, ...]:
    """Say which groups only one of the two ever marked: perhaps the other was not asked to look for them."""
    first = {(e.subject, group_of(e, scheme)) for one in coded for e in one.first}
    second = {(e.subject, group_of(e, scheme)) for one in coded for e in one.second}
    one_sided = sorted(first ^ second)
    silent = {who: [pair for pair in one_sided if (pair in first) is (who == coders[1])] for who in coders}
    return tuple(
        plural(
            len(pairs),
            "{groups}: {coder} marked nothing of it; where they were not to look for it, this is no disagreement",
            "{groups}: {coder} marked nothing of these; where they were not to look for them, this is no disagreement",
            groups=", ".join(f"{who_words(subject)} {group}" for subject, group in pairs),
            coder=who,
        )
        for who, pairs in silent.items()
        if pairs
    )


def _differing_names(coded: Sequence[CodedTwice]) -> tuple[str, ...]:
    """Say where two coders call caregivers differently: acts of other subjects are never compared."""
    notes = []
    for one in coded:
        named = [
            sorted({e.subject for e in events if role_of(e.subject) is Role.CAREGIVER})
            for events in (one.first, one.second)
        ]
        if named[0] and named[1] and named[0] != named[1]:
            notes.append(
                tr(
                    "{recording}: one coder speaks of {names} and the other of {names_2}; "
                    "only acts of one subject are compared",
                    recording=one.recording,
                    names=", ".join(named[0]),
                    names_2=", ".join(named[1]),
                )
            )
    return tuple(notes)


def _who(one: CodedTwice, coders: tuple[str, str]) -> str:
    if not one.first and not one.second:
        return tr("{coders} and {coders_2}", coders=coders[0], coders_2=coders[1])
    return coders[1] if one.first else coders[0]


def subjects_and_groups(sides: Iterable[Sequence[Event]], scheme: Scheme) -> list[tuple[str, str]]:
    """Return what there is to compare. Cues that only a human codes are not compared: no figure is made of them."""
    roles = list(Role)
    found = {(e.subject, group_of(e, scheme)) for side in sides for e in side if not only_human(e, scheme)}
    return sorted(found, key=lambda pair: (roles.index(role_of(pair[0])), *pair))


def _compared(
    coded: Sequence[CodedTwice], subject: str, group: str, scheme: Scheme, tolerance_s: float
) -> tuple[Reliability, ...]:
    pairs, groups = [], {}
    for one in coded:
        sides = []
        for events in (one.first, one.second):
            mine = [e for e in events if e.subject == subject and group_of(e, scheme) == group]
            groups.update({e.code: group for e in mine})
            sides.append(
                ([e.onset_us / MICROS for e in mine], [e.offset_us / MICROS for e in mine], [e.code for e in mine])
            )
        hidden = [] if about_presence(groups) else _hidden(one, subject)
        pairs.append(
            CodedPair(
                recording=one.recording,
                condition=one.condition,
                first=sides[0],
                second=sides[1],
                span=(one.span.onset_us / MICROS, one.span.offset_us / MICROS),
                hidden=([i.onset_us / MICROS for i in hidden], [i.offset_us / MICROS for i in hidden]),
            )
        )
    return reliability(pairs, step=STEP_S, tolerance=tolerance_s, groups=groups, unit="s")


def about_presence(codes: Collection[str]) -> bool:
    """Whether a group says who is there: what ends observation is compared over the whole recording."""
    return bool(set(codes) & (ABOUT_PRESENCE | {NOT_OBSERVABLE}))


def _hidden(one: CodedTwice, subject: str) -> list[Interval]:
    """Where either coder found that this subject could not be observed."""
    return [span for events in (one.first, one.second) for span in unseen_of(subject, events, one.span)]
