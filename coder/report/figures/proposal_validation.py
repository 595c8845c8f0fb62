"""How right the proposals are: what models proposed against what humans coded blind on the same recordings. Pure.

Nothing here says good or bad. Only blind coding is compared with: who has seen a proposal agrees with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from coder.exchanges.pairing import unobservable
from coder.proposals import PROPOSED_CODES
from coder.proposals.touch import touches_as_contact
from coder.proposals.voices import CODES as VOICE_CODES
from coder.report.figures.family_draws import family_draws, interval_of
from coder.report.figures.validity_strata import fixed_parts, in_order, parts_at
from coder.vocabulary.events import Draft, Event
from coder.vocabulary.language import plural, tr
from coder.vocabulary.people import Person
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import Interval, without

UNIT_US = 100_000
"""Kappa over time counts units of this length."""
NEAR_US = 200_000
"""The share of onsets within this is told."""
OF_ABSENCE = frozenset(("leave_view", "return", "separation", "reunion", "not_observable"))
"""Codes that are seen by somebody not being there, or not to be read: such time hides nothing of them."""
TOLERANCE_US = 1_000_000
"""A proposal meets an event whose onset lies within this, the nearest first."""
_NEVER = np.zeros(0, np.bool_)

Act: TypeAlias = Event | Draft
Table: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedBlind:
    """One recording that somebody coded blind.

    Attributes
    ----------
    family : str
        Pseudonym; "" where nobody said.
    said : mapping of coder to events
        What each coder said while blind.
    drafts : sequence of Draft
        What is proposed as rules and thresholds are now, whatever became of it.
    went : mapping of coder to Interval
        The part that each went through, all of it where nothing is said. Outside of it nothing is known of anybody's
        acts, so what is proposed there is neither found nor false.
    age_months : int or None
        The child's age, where somebody said it.
    sought : mapping of coder to (role, code)
        What each looked for, as far as they said it; everything where nothing is said.
    """

    recording: str
    family: str
    span: Interval
    said: Mapping[str, Sequence[Event]]
    drafts: Sequence[Draft]
    people: Sequence[Person] = ()
    tracks: Sequence[SignalTrack] = ()
    age_months: int | None = None
    went: Mapping[str, Interval] = field(default_factory=dict)
    sought: Mapping[str, frozenset[tuple[Role, str]]] = field(default_factory=dict)

    def looked_for(self, coder: str, role: Role, code: str) -> bool:
        """Whether a coder looked for a code here: they said so, said nothing of what they looked for, or coded it."""
        if coder not in self.sought or (role, code) in self.sought[coder]:
            return True
        if role is Role.SOMEONE and any(sought == code for _, sought in self.sought[coder]):
            return True
        return bool(acts_of(self.said[coder], role, code))

    def coders_of(self, role: Role, code: str) -> list[str]:
        """Return who looked for a code here, by name."""
        return [name for name in sorted(self.said) if self.looked_for(name, role, code)]

    def not_seen(self, coder: str, role: Role, code: str) -> tuple[Interval, ...]:
        """Return the time in which a coder could not observe, or did not watch, whom a code is about.

        Of not being there only what was not watched is hidden.
        """
        part = self.went.get(coder, self.span)
        unwatched = tuple(without([self.span], [part]))
        if code in OF_ABSENCE:
            return unwatched
        unseen = unobservable(self.said[coder], self.span.offset_us)
        who = {Role.CHILD: ("child",), Role.CAREGIVER: ("caregiver",), Role.TOGETHER: ("child", "caregiver")}
        return (*unwatched, *(span for name in who.get(role, ()) for span in unseen[name]))

    @property
    def cluster(self) -> str:
        """What is drawn as one in intervals: the family, or the recording where nobody said whose it is."""
        return (
            tr("family {family}", family=self.family)
            if self.family
            else tr("recording {recording}", recording=self.recording)
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval, or why there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Events with and without a proposal, and proposals without an event."""

    found: int
    missed: int
    false: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAgreement:
    """Two sides of one code: counts, F1, and kappa over time."""

    counts: Counts
    f1: Estimate
    kappa: Estimate
    recordings: int


@dataclass(frozen=True, slots=True)
class BlindMoment:
    """One event, one proposal, or both where they meet: where to look for what is behind a figure.

    ``coder`` is whose blind coding it was held beside; ``error_us`` is proposed minus coded onset.
    """

    recording: str
    onset_us: int
    coder: str
    coded: bool
    proposed: bool
    error_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeValidity:
    """What holds of the proposals of one code.

    Attributes
    ----------
    role : Role
        ``someone`` for what is heard: whose voice it was is said by humans alone, so it is compared whosever it was.
    onset_errors_us : tuple of int
        Proposed minus coded onset of every event that was found, in order of size.
    median_error_us, near_share : Estimate
        Median of these, and the share within :data:`NEAR_US`.
    humans : CodeAgreement or None
        The same figures between two humans who both coded blind; None where no recording has two.
    by : mapping of (dimension, level) to CodeAgreement
        The same by family, age, face direction, size of the face, light, whether a mouth could be read, and of voices
        by whose they were: of acts by what was measured at their onset, of time by what was measured then.
    rules : tuple of str
        ``id@version`` of the rules that proposed.
    moments : tuple of BlindMoment
        Every event and proposal behind the counts, in order of recording and onset.
    """

    role: Role
    code: str
    models: CodeAgreement
    onset_errors_us: tuple[int, ...]
    median_error_us: Estimate
    near_share: Estimate
    humans: CodeAgreement | None
    by: Mapping[tuple[str, str], CodeAgreement]
    rules: tuple[str, ...]
    moments: tuple[BlindMoment, ...]

    @property
    def coded_blind(self) -> bool:
        """Whether anybody coded it blind at all: else it may be that nobody looked for it."""
        return self.models.counts.found + self.models.counts.missed > 0

    @property
    def proposable(self) -> bool:
        """Whether any rule could have proposed it: what none can propose, none has missed."""
        return _proposable(self.code, self.rules)

    @property
    def count_words(self) -> tuple[str, str, str]:
        """Found, missed and false, as a table says them."""
        counts = self.models.counts
        return (str(counts.found), str(counts.missed), str(counts.false)) if self.proposable else ("-", "-", "-")


@dataclass(slots=True)
class _Side:
    """One comparison within one recording: pairs, and units of time by (first, second)."""

    cluster: str
    pairs: list[tuple[Act | None, Act | None]] = field(default_factory=list)
    units: Table = field(default_factory=lambda: np.zeros((2, 2)))
    middles: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    said: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]] = field(default_factory=lambda: (_NEVER, _NEVER))


def validate(recordings: Sequence[CodedBlind], *, tolerance_us: int = TOLERANCE_US) -> tuple[CodeValidity, ...]:
    """Compare proposals with blind coding, code by code.

    Parameters
    ----------
    recordings : sequence of CodedBlind
        At least one coder coded each blind.
    tolerance_us : int
        How far an onset may lie from the event's that it meets.

    Returns
    -------
    tuple of CodeValidity
        Every code that was proposed or coded, child first. Intervals are drawn by whole families.

    Notes
    -----
    Time that the human could not observe is left out of both sides; whether it was that, is a code like others: what
    models wrongly take for it would leave every denominator. Proposals about people of whom nobody said who they
    are (``other:A``) are left out. Kappa: Cohen (1960), on units of 100 ms.
    """
    acts: list[Act] = [act for one in recordings for act in one.drafts]
    acts += [event for one in recordings for events in one.said.values() for event in events]
    keys = {key_of(act) for act in acts}
    order = list(Role)
    return tuple(
        _validity(role, code, recordings, tolerance_us)
        for role, code in sorted(keys, key=lambda k: (order.index(k[0]), k[1]))
        if role is not Role.OTHER
    )


def _validity(role: Role, code: str, recordings: Sequence[CodedBlind], tolerance_us: int) -> CodeValidity:
    sides: list[_Side] = []
    between: list[_Side] = []
    by: dict[tuple[str, str], list[_Side]] = defaultdict(list)
    moments: list[BlindMoment] = []
    rules: set[str] = set()
    for one in recordings:
        proposed = acts_of((*one.drafts, *touches_as_contact(one.drafts)), role, code)
        rules |= {act.rule for act in one.drafts if key_of(act) == (role, code)}
        names = one.coders_of(role, code)
        for name in names:
            hidden = one.not_seen(name, role, code)
            side = _compare(one, acts_of(one.said[name], role, code), proposed, hidden, tolerance_us)
            sides.append(side)
            for level, part in _parts(side, one, role, code).items():
                by[level].append(part)
            for event, draft in side.pairs:
                at = event if event is not None else draft
                assert at is not None
                error = draft.onset_us - event.onset_us if event is not None and draft is not None else None
                moments.append(
                    BlindMoment(one.recording, at.onset_us, name, event is not None, draft is not None, error)
                )
        for i, first in enumerate(names):
            for second in names[i + 1 :]:
                hidden = (*one.not_seen(first, role, code), *one.not_seen(second, role, code))
                pair = (acts_of(one.said[first], role, code), acts_of(one.said[second], role, code))
                between.append(_compare(one, *pair, hidden, tolerance_us))
    models = _agreement(sides)
    if not models.counts.found + models.counts.missed:
        # Whether it was looked for at all is not known: figures of 0 would say that it was, and nothing is right.
        nobody = Estimate(None, why=tr("nobody coded it blind"))
        models = replace(models, f1=nobody, kappa=nobody)
    elif not _proposable(code, rules):
        no_rule = Estimate(None, why=tr("no rule proposes it"))
        models = replace(models, f1=no_rule, kappa=no_rule)
        by.clear()
    return CodeValidity(
        role=role,
        code=code,
        models=models,
        onset_errors_us=tuple(sorted(moment.error_us for moment in moments if moment.error_us is not None)),
        median_error_us=_of_errors(sides, lambda errors: float(np.median(errors))),
        near_share=_of_errors(sides, lambda errors: float(np.mean(np.abs(errors) <= NEAR_US))),
        humans=_agreement(between) if between else None,
        by={level: _agreement(by[level]) for level in in_order(by)},
        rules=tuple(sorted(rules)),
        moments=tuple(sorted(moments, key=lambda one: (len(one.recording), one.recording, one.onset_us))),
    )


def _proposable(code: str, rules: Collection[str]) -> bool:
    return bool(rules) or code in PROPOSED_CODES


def key_of(act: Act) -> tuple[Role, str]:
    """Return what an act is compared as: role and code; of a voice it counts for nothing whose it was."""
    return (Role.SOMEONE if act.code in VOICE_CODES else role_of(act.subject)), act.code


def acts_of(acts: Iterable[Act], role: Role, code: str) -> list[Act]:
    """Return the acts of one code of one role."""
    return [act for act in acts if key_of(act) == (role, code)]


def _compare(
    one: CodedBlind, first: Sequence[Act], second: Sequence[Act], hidden: Sequence[Interval], tolerance_us: int
) -> _Side:
    """Pair acts by onset, the nearest first, and count units of time."""
    side = _Side(one.cluster)
    side.pairs += paired(first, second, tolerance_us, hidden=hidden)
    middles = np.arange(one.span.onset_us + UNIT_US // 2, one.span.offset_us, UNIT_US)
    side.middles = middles[~_within(middles, [(span.onset_us, span.offset_us) for span in hidden])]
    ours, theirs = (_within(side.middles, [(a.onset_us, a.offset_us) for a in acts]) for acts in (first, second))
    side.units = _table(ours, theirs)
    side.said = (ours, theirs)
    return side


def _table(ours: npt.NDArray[np.bool_], theirs: npt.NDArray[np.bool_]) -> Table:
    return np.bincount(2 * ours.astype(int) + theirs, minlength=4).reshape(2, 2).astype(np.float64)


def _parts(side: _Side, one: CodedBlind, role: Role, code: str) -> dict[tuple[str, str], _Side]:
    """Divide a comparison by what was measured: pairs at their onset, time unit by unit."""
    parts: dict[tuple[str, str], _Side] = {}

    def part(level: tuple[str, str]) -> _Side:
        return parts.setdefault(level, _Side(side.cluster))

    fixed = fixed_parts(one.family, one.age_months)
    for pair in side.pairs:
        act = pair[0] if pair[0] is not None else pair[1]
        assert act is not None
        letters = {person.letter for person in one.people if person.role == act.subject}
        measured = parts_at(one.tracks, letters, np.array([act.onset_us]), code)
        for level in (*fixed, *((name, str(values[0])) for name, values in measured.items())):
            part(level).pairs.append(pair)
        if role is Role.SOMEONE:
            part(
                (tr("voice of"), tr("nobody who was coded") if pair[0] is None else role_of(act.subject).value)
            ).pairs.append(pair)
    for level in fixed:
        part(level).units = side.units
    letters = {person.letter for person in one.people if person.role and role_of(person.role) is role}
    for name, values in parts_at(one.tracks, letters, side.middles, code).items():
        for value in np.unique(values):
            here = values == value
            part((name, str(value))).units = _table(side.said[0][here], side.said[1][here])
    return parts


def paired(
    first: Sequence[Act],
    second: Sequence[Act],
    tolerance_us: int = TOLERANCE_US,
    *,
    hidden: Sequence[Interval] = (),
) -> list[tuple[Act | None, Act | None]]:
    """Pair acts whose onsets lie within a tolerance, the nearest first; what has none stands with None.

    A pair of which either begins in hidden time counts for nothing: at its edges one would be without the other.
    """
    near = sorted(
        (abs(a.onset_us - b.onset_us), i, j)
        for i, a in enumerate(first)
        for j, b in enumerate(second)
        if abs(a.onset_us - b.onset_us) <= tolerance_us
    )
    taken: dict[int, int] = {}
    met: set[int] = set()
    for _, i, j in near:
        if i not in taken and j not in met:
            taken[i] = j
            met.add(j)
    pairs: list[tuple[Act | None, Act | None]] = [
        (act, second[taken[i]] if i in taken else None) for i, act in enumerate(first)
    ]
    pairs += [(None, act) for j, act in enumerate(second) if j not in met]
    return [
        pair
        for pair in pairs
        if not any(span.contains(act.onset_us) for act in pair if act is not None for span in hidden)
    ]


def _within(times: npt.NDArray[np.int64], spans: Iterable[tuple[int, int]]) -> npt.NDArray[np.bool_]:
    inside = np.zeros(len(times), np.bool_)
    for onset, offset in spans:
        inside[np.searchsorted(times, onset) : np.searchsorted(times, offset)] = True
    return inside


def _agreement(sides: Sequence[_Side]) -> CodeAgreement:
    counts = np.array([_counts(side) for side in sides])
    found, missed, false = counts.sum(axis=0).tolist()
    clusters = [side.cluster for side in sides]
    return CodeAgreement(
        counts=Counts(found=found, missed=missed, false=false),
        f1=_estimate(counts, clusters, _f1, tr("neither side has any")),
        kappa=_estimate(
            np.array([side.units for side in sides]),
            clusters,
            _kappa,
            tr("the two sides do not vary over the time that both could observe"),
        ),
        recordings=len(sides),
    )


def _counts(side: _Side) -> tuple[int, int, int]:
    both = sum(a is not None and b is not None for a, b in side.pairs)
    return both, sum(b is None for _, b in side.pairs), sum(a is None for a, _ in side.pairs)


def _f1(counts: Table) -> Table:
    """F1 of counts (..., 3)."""
    found, missed, false = np.moveaxis(counts, -1, 0)
    with np.errstate(invalid="ignore"):
        return np.asarray(2 * found / (2 * found + missed + false))


def _kappa(tables: Table) -> Table:
    """Kappa of tables (..., 2, 2); NaN where either side says nothing of the code, or both always do."""
    whole = tables.sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = (tables.sum(axis=-2) * tables.sum(axis=-1)).sum(axis=-1) / whole**2
        agreed = np.trace(tables, axis1=-2, axis2=-1) / whole
        kappa = (agreed - chance) / (1 - chance)
    silent = tables[..., 1, :].sum(axis=-1) + tables[..., :, 1].sum(axis=-1) == 0
    return np.asarray(np.where(silent | ~(chance < 1), np.nan, kappa))


_ONE = tr("one family: how it varies from family to family cannot be said")
_ALIKE = tr("every family gives the same figure: what others would give cannot be said from them")


def _estimate(figures: Table, clusters: Sequence[str], figure: Callable[[Table], Table], why: str) -> Estimate:
    """The figure of a sum, with an interval from whole families drawn with replacement."""
    value = float(figure(figures.sum(axis=0)))
    if not np.isfinite(value):
        return Estimate(None, why=why)
    names = sorted(set(clusters))
    if len(names) < 2:
        return Estimate(value, why=_ONE)
    of_each = np.array([figures[[one == name for one in clusters]].sum(axis=0) for name in names])
    times, chances = family_draws(len(names))
    return _with_interval(value, figure(np.tensordot(times, of_each, axes=1)), chances, len(names))


def _of_errors(sides: Sequence[_Side], figure: Callable[[Table], float]) -> Estimate:
    """A figure of all onset errors, with an interval drawn likewise."""
    errors: dict[str, list[int]] = defaultdict(list)
    for side in sides:
        errors[side.cluster] += [b.onset_us - a.onset_us for a, b in side.pairs if a is not None and b is not None]
    each = [np.array(errors[name], np.float64) for name in sorted(errors)]
    if not sum(map(len, each)):
        return Estimate(None, why=tr("nothing was found"))
    value = figure(np.concatenate(each))
    if len(each) < 2:
        return Estimate(value, why=_ONE)
    times, chances = family_draws(len(each))
    some = (np.concatenate([np.tile(one, int(n)) for one, n in zip(each, row, strict=True)]) for row in times)
    return _with_interval(value, np.array([figure(one) if len(one) else np.nan for one in some]), chances, len(each))


def _with_interval(value: float, drawn: Table, chances: Table, families: int) -> Estimate:
    found = interval_of(drawn, chances, families)
    # Drawing what is alike shows no spread: [1, 1] would say that nothing is ever missed anywhere.
    return Estimate(value, *found) if found is not None else Estimate(value, why=_ALIKE)


def code_name(one: CodeValidity) -> str:
    """Return how a sentence calls a code: who, and what; of what is heard only what."""
    return f"{'' if one.role is Role.SOMEONE else f'{one.role.value} '}{one.code.replace('_', ' ')}"


def methods_sentence(
    found: Sequence[CodeValidity], *, recordings: int, families: int, tolerance_us: int, of_nobody: int = 0
) -> str:
    """Return what a methods paragraph says of the proposals; empty where nothing was compared.

    Codes that nobody coded blind are not told: whether they were looked for at all is not known; nor those that no rule
    proposes. ``of_nobody`` are the recordings of which nobody said whose they are: they are no family, though each
    stands for itself in the intervals.
    """
    told = [one for one in found if one.coded_blind and one.models.f1.value is not None]
    if not told:
        return ""
    parts = [_agreement_words(one) for one in told]
    whose = [plural(families, "{families} family", "{families} families", families=families)] if families else []
    if of_nobody:
        whose.append(
            plural(
                of_nobody,
                "nobody said whose {of_nobody} of them is",
                "nobody said whose {of_nobody} of them are",
                of_nobody=of_nobody,
            )
        )
    return tr(
        "Proposals were compared with blind coding of {recordings} ({whose}; onsets within {tolerance_us:g} s, "
        "intervals by family): {parts}.",
        recordings=plural(recordings, "{recordings} recording", "{recordings} recordings", recordings=recordings),
        whose="; ".join(whose),
        tolerance_us=tolerance_us / 1000000.0,
        parts="; ".join(parts),
    )


def _agreement_words(one: CodeValidity) -> str:
    """Say of one code how far proposals agree with humans, and two humans with each other, as far as it is known."""
    f1 = f"{one.models.f1.value:.2f}{_range(one.models.f1)}"
    kappa = None if one.models.kappa.value is None else f"{one.models.kappa.value:.2f}"
    humans = None if one.humans is None or one.humans.kappa.value is None else f"{one.humans.kappa.value:.2f}"
    code = code_name(one)
    if kappa is not None and humans is not None:
        return tr("{code} F1 {f1}, kappa {kappa} (two humans {humans})", code=code, f1=f1, kappa=kappa, humans=humans)
    if kappa is not None:
        return tr("{code} F1 {f1}, kappa {kappa}", code=code, f1=f1, kappa=kappa)
    if humans is not None:
        return tr("{code} F1 {f1} (two humans {humans})", code=code, f1=f1, humans=humans)
    return tr("{code} F1 {f1}", code=code, f1=f1)


def _range(one: Estimate) -> str:
    return "" if one.low is None or one.high is None else f" [{one.low:.2f}, {one.high:.2f}]"
