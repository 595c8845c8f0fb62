"""Two people's states side by side: the state space grid, and who does the same how long after whom. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.exchanges.pairing import unobservable
from coder.exchanges.time_apart import STILL_FACE
from coder.report.figures.act_rates import NOT_OBSERVABLE, only_human
from coder.report.figures.bid_answers import seconds, stretches
from coder.report.figures.exclusive_groups import group_of
from coder.stats import Coded, CrossRecurrence, StateSpaceGrid, cross_recurrence, state_space_grid
from coder.stats.recurrence import MOST_UNITS
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import CodeKind, Role, Scheme, is_of, role_of, who_words
from coder.vocabulary.time import MICROS, Interval

NEITHER = tr("none of these")
"""The state of somebody who could be observed while nothing of the group was coded."""

UNIT_S, LAG_S = 0.5, 5.0
ALIKE = {"look_to_caregiver": tr("look to the other"), "look_to_child": tr("look to the other")}
"""Acts with two names that are the same act, seen from each side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSide:
    """One person's states of one group, one at a time; gaps in observable time are filled with :data:`NEITHER`.

    Attributes
    ----------
    subject, group : str
        Whose, and of what.
    codes : tuple of str
        Every state that could be, in the scheme's order, and :data:`NEITHER`.
    states : tuple of (Interval, code)
        In order of time.
    hidden : tuple of Interval
        Where this person could not be observed.
    """

    subject: str
    group: str
    codes: tuple[str, ...]
    states: tuple[tuple[Interval, str], ...]
    hidden: tuple[Interval, ...]

    @property
    def coded(self) -> Coded:
        """The states as statistics take them, in seconds."""
        return Coded(*stretches(interval for interval, _ in self.states), [code for _, code in self.states])


@dataclass(frozen=True, slots=True, kw_only=True)
class StatePairs:
    """Child and caregiver over one recording: grid and recurrence. Times in statistics are seconds.

    Attributes
    ----------
    recurrence : CrossRecurrence
        Of units of ``unit_s``; the child is the first. Looking at each other counts as the same.
    """

    recording: str
    child: StateSide
    caregiver: StateSide
    span: Interval
    grid: StateSpaceGrid
    recurrence: CrossRecurrence
    unit_s: float
    alike: tuple[tuple[str, str], ...]
    """States of child and caregiver that count as doing the same."""


def state_pairs(
    events: Sequence[Event],
    *,
    scheme: Scheme,
    span: Interval,
    recording: str = "",
    child: str | None = None,
    caregiver: str | None = None,
    who: str | None = None,
    unit_s: float = UNIT_S,
    lag_s: float = LAG_S,
) -> StatePairs:
    """Lay the child's states of one group beside a caregiver's.

    Parameters
    ----------
    child, caregiver : str, optional
        Groups of states; the group that both have, or else each one's most coded, where not given.
    who : str, optional
        Which caregiver, or which child by name; the one with the most states where not given.
    unit_s, lag_s : float
        Unit of time of the recurrence, and how far its profile goes, in seconds.

    Raises
    ------
    StudyError
        Where nothing of a group was coded; it names the groups that there are.
    """
    if not 0 < unit_s <= span.duration_us / MICROS or lag_s < 0:
        raise StudyError(
            tr("A unit of time is longer than nothing and no longer than the recording; a lag is not below 0.")
        )
    states = [e for e in events if e.offset_us > e.onset_us and e.code != NOT_OBSERVABLE and not only_human(e, scheme)]
    of_child = is_of(who, Role.CHILD)
    whose = (who if of_child else None) or _most_coded(states, Role.CHILD)
    with_whom = (None if of_child else who) or _most_coded(states, Role.CAREGIVER)
    groups = _groups(states, scheme, (whose, with_whom), recording)
    named = _chosen(groups[whose], groups[with_whom], child, caregiver)
    _check_coded(groups, named)
    sides = [
        _side([e for e in states if e.subject == subject and group_of(e, scheme) == group], events, subject, group,
              scheme=scheme, span=span)
        for subject, group in zip(groups, named, strict=True)
    ]  # fmt: skip
    aside = tuple(e.interval for e in events if e.code == STILL_FACE and role_of(e.subject) is Role.TOGETHER)
    hidden = (*sides[0].hidden, *sides[1].hidden, *aside)
    grid = state_space_grid(
        sides[0].coded,
        sides[1].coded,
        span=seconds(span),
        codes=(sides[0].codes, sides[1].codes),
        hidden=stretches(hidden),
        unit="s",
    )
    streams, same = _streams(sides, span, hidden, unit_s)
    if len(streams[0]) > MOST_UNITS:
        raise StudyError(
            tr(
                "{number:,} units are more than {most_units:,}; take longer ones.",
                number=len(streams[0]),
                most_units=MOST_UNITS,
            )
        )
    return StatePairs(
        recording=recording,
        child=sides[0],
        caregiver=sides[1],
        span=span,
        grid=grid,
        recurrence=cross_recurrence(*streams, lags=round(lag_s / unit_s)),
        unit_s=unit_s,
        alike=same,
    )


def _most_coded(states: Sequence[Event], role: Role) -> str:
    """Return who of a role has the most states, by the name that they have: a child may have one too."""
    counted = Counter(e.subject for e in states if role_of(e.subject) is role)
    return min(counted, key=lambda name: (-counted[name], name)) if counted else role.value


def _groups(
    states: Sequence[Event], scheme: Scheme, subjects: tuple[str, str], recording: str
) -> dict[str, Counter[str]]:
    """Count the states of each group by subject; StudyError where a subject has none at all."""
    found = {subject: Counter(group_of(e, scheme) for e in states if e.subject == subject) for subject in subjects}
    for subject, counted in found.items():
        if not counted:
            raise StudyError(
                tr(
                    "No state of {subject} is coded in {value}; code some first.",
                    subject=who_words(subject),
                    value=recording or tr("this recording"),
                )
            )
    return found


def _check_coded(groups: Mapping[str, Counter[str]], named: Iterable[str]) -> None:
    """Refuse a group of which a subject has no state, and name those that there are."""
    for subject, group in zip(groups, named, strict=True):
        if not groups[subject][group]:
            raise StudyError(
                tr(
                    "No state of the group {group!r} is coded for {subject}; there are {there}.",
                    group=group,
                    subject=who_words(subject),
                    there=", ".join(sorted(groups[subject])),
                )
            )


def groups_of_both(events: Sequence[Event], scheme: Scheme) -> tuple[str, ...]:
    """Return the groups in which states of the child and of a caregiver are coded, the most coded first."""
    found = {
        role: Counter(
            group_of(e, scheme)
            for e in events
            if role_of(e.subject) is role
            and e.offset_us > e.onset_us
            and e.code != NOT_OBSERVABLE
            and not only_human(e, scheme)
        )
        for role in (Role.CHILD, Role.CAREGIVER)
    }
    ours, theirs = found.values()
    return tuple(sorted(set(ours) & set(theirs), key=lambda group: (-min(ours[group], theirs[group]), group)))


def _chosen(ours: Counter[str], theirs: Counter[str], child: str | None, caregiver: str | None) -> tuple[str, str]:
    """Return the two groups: those asked for, else the one that both have and use most, else each one's most used."""
    both = {group: min(ours[group], theirs[group]) for group in ours if group in theirs}
    shared = min(both, key=lambda group: (-both[group], group)) if both else None
    if child is None and caregiver is None and shared is not None:
        return shared, shared
    most = [min(found, key=lambda group: (-found[group], group)) for found in (ours, theirs)]
    return child or (caregiver if caregiver in ours and caregiver else most[0]), caregiver or (
        child if child in theirs and child else most[1]
    )


def _side(
    states: Sequence[Event], events: Sequence[Event], subject: str, group: str, *, scheme: Scheme, span: Interval
) -> StateSide:
    role = role_of(subject)
    own = [e for e in events if e.subject == subject or role_of(e.subject) is Role.TOGETHER]
    hidden = unobservable(own if role is Role.CAREGIVER else events, span.offset_us)[
        "caregiver" if role is Role.CAREGIVER else "child"
    ]
    known = [
        code.id
        for code in scheme.codes
        if code.role is role and code.group == group and code.kind is CodeKind.STATE and code.id != NOT_OBSERVABLE
    ]
    met = sorted({e.code for e in states} - set(known))
    filled, at = [], span.onset_us
    for event in sorted(states, key=lambda e: (e.onset_us, e.offset_us)):
        onset, offset = max(event.onset_us, at), min(event.offset_us, span.offset_us)
        if offset <= onset:
            continue  # an act inside another of its group, which a scheme that excludes would not have let be
        if onset > at:
            filled.append((Interval(at, onset), NEITHER))
        filled.append((Interval(onset, offset), event.code))
        at = offset
    if at < span.offset_us:
        filled.append((Interval(at, span.offset_us), NEITHER))
    return StateSide(
        subject=subject, group=group, codes=(*known, *met, NEITHER), states=tuple(filled), hidden=tuple(hidden)
    )


def _streams(
    sides: Sequence[StateSide], span: Interval, hidden: Sequence[Interval], unit_s: float
) -> tuple[list[list[str | None]], tuple[tuple[str, str], ...]]:
    """Return each one's code in the middle of every unit, and which codes of the two count as the same.

    One who does none of these is like nobody: that two people both do nothing is no recurrence.
    """
    unit = round(unit_s * MICROS)
    middles = [span.onset_us + k * unit + unit // 2 for k in range(span.duration_us // unit)]
    names = [{code: ALIKE.get(code, code) for code in side.codes} for side in sides]
    streams: list[list[str | None]] = []
    for side, called in zip(sides, names, strict=True):
        codes: list[str | None] = []
        k = 0
        for middle in middles:
            while k < len(side.states) and side.states[k][0].offset_us <= middle:
                k += 1
            code = side.states[k][1] if k < len(side.states) and side.states[k][0].contains(middle) else NEITHER
            gone = code == NEITHER or any(stretch.contains(middle) for stretch in hidden)
            codes.append(None if gone else called[code])
        streams.append(codes)
    child, caregiver = names
    same = ((a, b) for a, x in child.items() for b, y in caregiver.items() if x == y and NEITHER not in (a, b))
    return streams, tuple(same)
