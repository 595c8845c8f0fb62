"""How right the proposals are: what models proposed against what humans coded blind on the same recordings. Pure.

Nothing here says good or bad. Only blind coding is compared with: who has seen a proposal agrees with it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from coder.exchanges.pairing import unobservable
from coder.vocabulary.events import Draft, Event
from coder.vocabulary.people import Person
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import Interval

UNIT_US = 100_000
"""Kappa over time counts units of this length."""
NEAR_US = 200_000
"""The share of onsets within this is told."""
TOLERANCE_US = 1_000_000
"""A proposal meets an event whose onset lies within this, the nearest first."""
SAMPLE_US = 500_000
"""What the models measured within this of an onset describes it."""
DRAWS, SEED, LEVEL = 1_000, 20_140, 0.95

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
        What was proposed, whatever became of it.
    """

    recording: str
    family: str
    span: Interval
    said: Mapping[str, Sequence[Event]]
    drafts: Sequence[Draft]
    people: Sequence[Person] = ()
    tracks: Sequence[SignalTrack] = ()

    @property
    def cluster(self) -> str:
        """What is drawn as one in intervals: the family, or the recording where nobody said whose it is."""
        return f"family {self.family}" if self.family else f"recording {self.recording}"


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

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the shares of events found and of proposals met; None where there is neither."""
        all_ = 2 * self.found + self.missed + self.false
        return 2 * self.found / all_ if all_ else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAgreement:
    """Two sides of one code: counts, F1, and kappa over time."""

    counts: Counts
    f1: Estimate
    kappa: Estimate
    recordings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeValidity:
    """What holds of the proposals of one code.

    Attributes
    ----------
    onset_errors_us : tuple of int
        Proposed minus coded onset of every event that was found, in order of size.
    humans : Agreement or None
        The same figures between two humans who both coded blind; None where no recording has two.
    by : mapping of (dimension, level) to Counts
        The same counts by family, face direction, size of the face, light, and whether the mouth could be read.
    rules : tuple of str
        ``id@version`` of the rules that proposed.
    """

    role: Role
    code: str
    models: CodeAgreement
    onset_errors_us: tuple[int, ...]
    humans: CodeAgreement | None
    by: Mapping[tuple[str, str], Counts]
    rules: tuple[str, ...]

    @property
    def median_error_us(self) -> float | None:
        """Median of the onset errors."""
        return float(np.median(self.onset_errors_us)) if self.onset_errors_us else None

    @property
    def near_share(self) -> float | None:
        """Share of found onsets within :data:`NEAR_US`."""
        errors = np.abs(self.onset_errors_us)
        return float(np.mean(errors <= NEAR_US)) if len(errors) else None


@dataclass(slots=True)
class _Side:
    """One comparison within one recording: pairs, and units by (first, second)."""

    cluster: str
    pairs: list[tuple[Act | None, Act | None]] = field(default_factory=list)
    units: Table = field(default_factory=lambda: np.zeros((2, 2)))


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
    Time that the human could not observe is left out of both sides. Kappa: Cohen (1960), on units of 100 ms.
    """
    acts: list[Act] = [act for one in recordings for act in one.drafts]
    acts += [event for one in recordings for events in one.said.values() for event in events]
    keys = {(role_of(act.subject), act.code) for act in acts if act.code != "not_observable"}
    order = list(Role)
    return tuple(
        _validity(role, code, recordings, tolerance_us)
        for role, code in sorted(keys, key=lambda k: (order.index(k[0]), k[1]))
    )


def _validity(role: Role, code: str, recordings: Sequence[CodedBlind], tolerance_us: int) -> CodeValidity:
    sides: list[_Side] = []
    between: list[_Side] = []
    by: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    errors: list[int] = []
    rules: set[str] = set()
    for one in recordings:
        proposed = acts_of(one.drafts, role, code)
        rules |= {act.rule for act in one.drafts if (role_of(act.subject), act.code) == (role, code)}
        names = sorted(one.said)
        for name in names:
            events = one.said[name]
            side = _compare(one, acts_of(events, role, code), proposed, hidden_from(role, events, one), tolerance_us)
            sides.append(side)
            for event, draft in side.pairs:
                if event is not None and draft is not None:
                    errors.append(draft.onset_us - event.onset_us)
                kind = 0 if event is not None and draft is not None else 1 if event is not None else 2
                for level in _levels(one, event if event is not None else draft, code):
                    by[level][kind] += 1
        for i, first in enumerate(names):
            for second in names[i + 1 :]:
                hidden = (*hidden_from(role, one.said[first], one), *hidden_from(role, one.said[second], one))
                pair = (acts_of(one.said[first], role, code), acts_of(one.said[second], role, code))
                between.append(_compare(one, *pair, hidden, tolerance_us))
    return CodeValidity(
        role=role,
        code=code,
        models=_agreement(sides),
        onset_errors_us=tuple(sorted(errors)),
        humans=_agreement(between) if between else None,
        by={level: Counts(found=n[0], missed=n[1], false=n[2]) for level, n in sorted(by.items())},
        rules=tuple(sorted(rules)),
    )


def acts_of(acts: Iterable[Act], role: Role, code: str) -> list[Act]:
    """Return the acts of one code of one role."""
    return [act for act in acts if (role_of(act.subject), act.code) == (role, code)]


def hidden_from(role: Role, events: Sequence[Event], one: CodedBlind) -> tuple[Interval, ...]:
    """Return the time in which a coder could not observe whom a code of this role is about."""
    unseen = unobservable(events, one.span.offset_us)
    who = {Role.CHILD: ("child",), Role.CAREGIVER: ("caregiver",), Role.TOGETHER: ("child", "caregiver")}.get(role, ())
    return tuple(span for name in who for span in unseen[name])


def _compare(
    one: CodedBlind, first: Sequence[Act], second: Sequence[Act], hidden: Sequence[Interval], tolerance_us: int
) -> _Side:
    """Pair acts by onset, the nearest first, and count units of time."""
    side = _Side(one.cluster)
    first, second = (
        [act for act in acts if not any(span.contains(act.onset_us) for span in hidden)] for acts in (first, second)
    )
    side.pairs += paired(first, second, tolerance_us)
    middles = np.arange(one.span.onset_us + UNIT_US // 2, one.span.offset_us, UNIT_US)
    middles = middles[~_within(middles, [(span.onset_us, span.offset_us) for span in hidden])]
    ours, theirs = (_within(middles, [(a.onset_us, a.offset_us) for a in acts]) for acts in (first, second))
    np.add.at(side.units, (ours.astype(int), theirs.astype(int)), 1)
    return side


def paired(
    first: Sequence[Act], second: Sequence[Act], tolerance_us: int = TOLERANCE_US
) -> list[tuple[Act | None, Act | None]]:
    """Pair acts whose onsets lie within a tolerance, the nearest first; what has none stands with None."""
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
    return pairs + [(None, act) for j, act in enumerate(second) if j not in met]


def _within(times: npt.NDArray[np.int64], spans: Iterable[tuple[int, int]]) -> npt.NDArray[np.bool_]:
    inside = np.zeros(len(times), np.bool_)
    for onset, offset in spans:
        inside[np.searchsorted(times, onset) : np.searchsorted(times, offset)] = True
    return inside


def _agreement(sides: Sequence[_Side]) -> CodeAgreement:
    counts = _counts(sides)
    return CodeAgreement(
        counts=counts,
        f1=_estimate(sides, lambda drawn: _counts(drawn).f1, "neither side has any"),
        kappa=_estimate(sides, _kappa, "the two sides do not vary over the time that both could observe"),
        recordings=len(sides),
    )


def _counts(sides: Iterable[_Side]) -> Counts:
    pairs = [pair for side in sides for pair in side.pairs]
    return Counts(
        found=sum(a is not None and b is not None for a, b in pairs),
        missed=sum(b is None for _, b in pairs),
        false=sum(a is None for a, _ in pairs),
    )


def _kappa(sides: Iterable[_Side]) -> float | None:
    table = sum((side.units for side in sides), np.zeros((2, 2)))
    whole = table.sum()
    if not whole or not table[1].sum() + table[:, 1].sum():
        return None
    chance = float((table.sum(0) * table.sum(1)).sum() / whole**2)
    return (float(np.trace(table)) / whole - chance) / (1 - chance) if chance < 1 else None


def _estimate(sides: Sequence[_Side], figure: Callable[[Sequence[_Side]], float | None], why: str) -> Estimate:
    """The figure, with an interval from whole families drawn with replacement."""
    value = figure(sides)
    if value is None:
        return Estimate(None, why=why)
    groups: dict[str, list[_Side]] = defaultdict(list)
    for side in sides:
        groups[side.cluster].append(side)
    if len(groups) < 2:
        return Estimate(value, why="one family: how it varies from family to family cannot be said")
    chance, names = np.random.default_rng(SEED), sorted(groups)
    drawn = [
        figure([side for k in chance.integers(0, len(names), len(names)) for side in groups[names[k]]])
        for _ in range(DRAWS)
    ]
    known = [one for one in drawn if one is not None and math.isfinite(one)]
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value, float(low), float(high))


def _levels(one: CodedBlind, act: Act | None, code: str) -> Iterator[tuple[str, str]]:
    """What an act is counted by: its family, and what was measured of its subject at its onset."""
    if act is None:
        return
    yield "family", one.family or "not said"
    letters = {person.letter for person in one.people if person.role == act.subject}
    if not letters:
        return

    def at(name: str) -> float:
        for track in one.tracks:
            if track.person in letters and track.name == name and len(track.pts_us):
                k = int(np.argmin(np.abs(track.pts_us - act.onset_us)))
                if abs(int(track.pts_us[k]) - act.onset_us) <= SAMPLE_US and track.valid[k]:
                    return float(track.value[k])
        return math.nan

    yield "face direction", _level(abs(at("head_yaw")), (20, 40, 60), ("to the camera", "20–40°", "40–60°", "profile"))
    yield (
        "face width",
        _level(at("head_width"), (50, 100, 200), ("under 50 px", "50–100 px", "100–200 px", "over 200 px")),
    )
    yield "light", _level(at("face_light"), (50, 100, 200), ("dark", "dim", "bright", "very bright"))
    if code == "smile":
        yield "mouth", _level(at("smile_read"), (0.5,), ("not to be read", "readable"))


def _level(value: float, edges: Sequence[float], names: Sequence[str]) -> str:
    return names[int(np.searchsorted(edges, value, side="right"))] if math.isfinite(value) else "not measured"


def methods_sentence(found: Sequence[CodeValidity], *, recordings: int, families: int, tolerance_us: int) -> str:
    """Return what a methods paragraph says of the proposals; empty where nothing was compared.

    Codes that nobody coded blind are not told: whether they were looked for at all is not known.
    """
    told = [one for one in found if one.models.counts.found + one.models.counts.missed]
    if not told:
        return ""
    parts = [
        f"{one.role.value} {one.code.replace('_', ' ')} F1 {one.models.f1.value:.2f}{_range(one.models.f1)}"
        + (f", kappa {one.models.kappa.value:.2f}" if one.models.kappa.value is not None else "")
        + (
            f" (two humans {one.humans.kappa.value:.2f})"
            if one.humans is not None and one.humans.kappa.value is not None
            else ""
        )
        for one in told
    ]
    return (
        f"Proposals were compared with blind coding of {recordings} recording{'s' if recordings != 1 else ''} of "
        f"{families} famil{'ies' if families != 1 else 'y'} (onsets within {tolerance_us / 1e6:g} s, intervals by "
        f"family): {'; '.join(parts)}."
    )


def _range(one: Estimate) -> str:
    return "" if one.low is None or one.high is None else f" [{one.low:.2f}, {one.high:.2f}]"
