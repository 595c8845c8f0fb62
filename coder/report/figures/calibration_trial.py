"""Fits thresholds of rules to what coders said, and sets them beside the built-in ones on recordings held out.

Whoever saw a proposal agrees with it. So decisions on proposals help to fit; blind coding alone decides what is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from coder.proposals import RULES
from coder.proposals.calibrated_rules import ADJUSTABLE, AdjustableRule, RuleOfRole, adjusted, rule_name, ruled
from coder.proposals.exclusive_groups import settle
from coder.proposals.further_cameras import SeenThrough, joined
from coder.proposals.scene import Scene, Times, build_scene
from coder.proposals.touch import touches_as_contact
from coder.report.figures.family_draws import family_draws, interval_of
from coder.report.figures.proposal_validation import (
    TOLERANCE_US,
    CodedBlind,
    acts_of,
    paired,
)
from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.calibration import FittedRule, HeldOut
from coder.vocabulary.events import Draft, Event
from coder.vocabulary.language import plural, tr
from coder.vocabulary.people import Person
from coder.vocabulary.progress import Progress, silent
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import without

FEWEST_EVENTS = 10
"""Events coded blind, in all that is held out in turn, from which something can be said."""
FEWEST_TO_FIT = 5
"""Events and rejected proposals outside of what is held out, from which a rule is fitted."""
FEWEST_GROUPS = 3
"""Families (recordings, where there is one family) that are coded blind: each is held out once.

Of two, both are found better by chance alone in one study of five that were made up without anything to find.
"""
NEARLY = 0.02
"""F1 by which thresholds have to be better to be chosen over nearer ones: less is chance in so few events."""

Figures = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistedWords:
    """What one coder said of a recording with proposals in view: events, and the drafts that they rejected."""

    events: Sequence[Event]
    rejected: Sequence[Draft]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenByCamera:
    """What was measured through a further camera of a recording, on the recording's clock."""

    camera: str
    people: Sequence[Person]
    tracks: Sequence[SignalTrack]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderWords:
    """One recording that was analysed, with all that coders said of it. ``blind.said`` may be empty.

    ``further`` are the cameras beside the first, whose people and signals are those of ``blind``.
    """

    blind: CodedBlind
    frame_pts_us: Times
    assisted: Sequence[AssistedWords] = ()
    further: Sequence[SeenByCamera] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrial:
    """What came of fitting one rule for one role.

    Attributes
    ----------
    of : RuleOfRole
    fitted : FittedRule or None
        With its figures on what was held out; None where there was too little, or the built-in thresholds were chosen.
    kept : bool
        Whether more of what was held out is found rightly with it, so that it is kept.
    why : str
        One sentence: what is too little and what would be enough, or why it is not kept; "" where it is.
    blind_events, groups : int
        Events of this code that were coded blind, and families (or recordings) that were coded blind.
    """

    of: RuleOfRole
    fitted: FittedRule | None
    kept: bool
    why: str
    blind_events: int
    groups: int
    enough: bool
    """Whether there was enough to say anything."""


@dataclass(slots=True)
class _Tally:
    """Counts by candidate of one rule of one role, (candidates, 4) of each recording.

    Columns: found, missed, false, and how many would be found if as many proposals fell at random times.
    """

    of: RuleOfRole
    rule: AdjustableRule
    version: str = ""
    blind: dict[str, Figures] = field(default_factory=dict)
    assisted: dict[str, Figures] = field(default_factory=dict)


def try_calibration(
    recordings: Iterable[CoderWords], *, rules: Collection[str] | None = None, progress: Progress = silent
) -> tuple[RuleTrial, ...]:
    """Fit each rule's thresholds, and compare them with the built-in ones on recordings that were held out.

    Parameters
    ----------
    recordings : iterable of CoderWords
        Every recording that was analysed; each is held in memory only while its proposals are counted.
    rules : collection of str, optional
        Names of rules, without version; all that can be adjusted if not given.
    progress : callable, optional
        Told the share done; what it raises stops the work.

    Returns
    -------
    tuple of RuleTrial
        One for each rule and role of which something was coded or proposed.

    Notes
    -----
    Whole families are held out in turn where there are several, else whole recordings. Of a fixed few thresholds those
    with the highest F1 (van Rijsbergen 1979) beyond chance are chosen; of those within :data:`NEARLY` of it, the
    nearest to the built-in ones. Intervals draw families anew (:mod:`coder.report.figures.family_draws`).
    """
    asked = [one for one in ADJUSTABLE if rules is None or any(of.rule in rules for of in one.of)]
    tallies = [_Tally(of, one) for one in asked for of in one.of if rules is None or of.rule in rules]
    words = list(recordings) if isinstance(recordings, Sequence) else recordings
    total = len(words) if isinstance(words, list) else 0
    groups: dict[str, tuple[str, str]] = {}
    for number, one in enumerate(words):
        groups[one.blind.recording] = (one.blind.family, one.blind.recording)
        first = _view(one, "", one.blind.people, one.blind.tracks)
        views = (first, *(_view(one, by.camera, by.people, by.tracks) for by in one.further if by.people))
        for step, rule in enumerate(asked):
            progress((number + step / len(asked)) / max(total, number + 1))
            _count(one, views, [tally for tally in tallies if tally.rule is rule])
    return tuple(_trial(tally, groups) for tally in tallies if _is_there(tally))


def _is_there(tally: _Tally) -> bool:
    return bool(sum(float(one[:, :3].sum()) for one in (*tally.blind.values(), *tally.assisted.values())))


@dataclass(frozen=True, slots=True)
class _View:
    """What one camera saw of a recording, and what the built-in rules propose of it."""

    camera: str
    people: tuple[Person, ...]
    scene: Scene
    built_in: Sequence[Draft]

    def proposed(self, rule: AdjustableRule, thresholds: Mapping[str, float]) -> list[Draft]:
        """What one rule proposes under other thresholds."""
        return list(rule.propose(adjusted(self.scene, thresholds))) if _seen(self.scene) else []


def _view(words: CoderWords, camera: str, people: Sequence[Person], tracks: Sequence[SignalTrack]) -> _View:
    end_us, settings = words.blind.span.offset_us, RuleSettings()
    scene = build_scene(tracks, people, frame_pts_us=words.frame_pts_us, end_us=end_us, settings=settings)
    built_in = [draft for rule in RULES for draft in rule(scene)] if _seen(scene) else []
    return _View(camera, tuple(people), scene, built_in)


def _seen(scene: Scene) -> bool:
    return bool(len(scene.pts_us) and len(scene.frame_pts_us))


def _count(words: CoderWords, views: Sequence[_View], tallies: Sequence[_Tally]) -> None:
    """Count, for every candidate of one rule, what would be proposed under it against what was said.

    That is what its thresholds change and nothing else: beside it stand the drafts of the other rules as they are, of
    two that exclude each other the surer stays, and of several cameras each act is one, as wherever something is
    proposed.
    """
    recording, rule = words.blind.recording, tallies[0].rule
    candidates = rule.candidates()
    for tally in tallies:
        tally.blind[recording] = np.zeros((len(candidates), 4))
        tally.assisted[recording] = np.zeros((len(candidates), 4))
    for number, thresholds in enumerate(candidates):
        drafts = [view.proposed(rule, thresholds) for view in views]
        for tally in tallies:
            settled = []
            for view, found in zip(views, drafts, strict=True):
                own = ruled(found, tally.of.rule, tally.of.role)
                tally.version = own[0].rule if own else tally.version
                settled.append(settle([*own, *_others(view.built_in, tally.of)]))
            further = [SeenThrough(v.camera, v.people, s) for v, s in zip(views[1:], settled[1:], strict=True)]
            proposed = joined(settled[0], further, frame_pts_us=words.frame_pts_us) if further else settled[0]
            if tally.of.code == "contact":
                proposed += tuple(touches_as_contact(proposed))
            tally.blind[recording][number] = _blind_counts(words.blind, tally.of, proposed)
            tally.assisted[recording][number] = _assisted_counts(words.assisted, tally.of, proposed)


def _others(drafts: Sequence[Draft], of: RuleOfRole) -> list[Draft]:
    """The drafts of other rules that a rule's may exclude or count with: those of the same person or of the two."""
    near = {of.role, Role.CAREGIVER} if of.code == "contact" else {of.role}
    return [
        one
        for one in drafts
        if role_of(one.subject) in near and (rule_name(one.rule), role_of(one.subject)) != (of.rule, of.role)
    ]


def _blind_counts(one: CodedBlind, of: RuleOfRole, drafts: Sequence[Draft]) -> Figures:
    counts = np.zeros(4)
    for coder in one.coders_of(of.role, of.code):
        hidden = one.not_seen(coder, of.role, of.code)
        events, proposed = acts_of(one.said[coder], of.role, of.code), acts_of(drafts, of.role, of.code)
        pairs = paired(events, proposed, hidden=hidden)
        for event, draft in pairs:
            counts[2 if event is None else 1 if draft is None else 0] += 1
        said_there = sum(event is not None for event, _ in pairs)
        proposed_there = sum(draft is not None for _, draft in pairs)
        # What is hidden overlaps: who has left is not observable either, and the two are apart.
        observed_us = sum(
            span.duration_us for span in without([one.span], sorted(hidden, key=lambda span: span.onset_us))
        )
        near = min(2 * TOLERANCE_US / observed_us, 1.0) if observed_us > 0 else 1.0
        counts[3] += min(said_there * (1 - (1 - near) ** proposed_there), proposed_there)
    return counts


def _assisted_counts(words: Sequence[AssistedWords], of: RuleOfRole, drafts: Sequence[Draft]) -> Figures:
    """Of proposals on which nobody decided nothing is known: they count for nothing."""
    counts = np.zeros(4)
    for one in words:
        left = []
        for event, draft in paired(acts_of(one.events, of.role, of.code), drafts):
            if event is None and draft is not None:
                left.append(draft)
            else:
                counts[1 if draft is None else 0] += 1
        rejected = paired(acts_of(one.rejected, of.role, of.code), left)
        counts[2] += sum(old is not None and draft is not None for old, draft in rejected)
    return counts


def _trial(tally: _Tally, groups: Mapping[str, tuple[str, str]]) -> RuleTrial:
    """Hold out each group in turn, fit on the others, count on it; then fit on all."""
    families = {family for family, _ in groups.values()}
    by_family = len(families) > 1
    group_of = {
        recording: tr("family {family}", family=family)
        if by_family and family
        else tr("recording {recording}", recording=recording)
        for recording, (family, _) in groups.items()
    }
    names = sorted(set(group_of.values()))
    blind = {name: _sum(tally.blind, group_of, name) for name in names}
    assisted = {name: _sum(tally.assisted, group_of, name) for name in names}
    held = [name for name in names if blind[name][:, :3].sum()]
    events = int(sum(blind[name][0, :2].sum() for name in held))
    too_little = _too_little(events, len(held), by_family)
    if not too_little:
        outside = [sum(_labels(blind[n] + assisted[n]) for n in names if n != one) for one in held]
        if min(outside) < FEWEST_TO_FIT:
            what = "families" if by_family else "recordings"
            too_little = tr(
                "Without one of the {what}, {number} events and rejections are left to fit to; "
                "{fewest_to_fit} would be enough.",
                what=what,
                number=int(min(outside)),
                fewest_to_fit=FEWEST_TO_FIT,
            )
    made = _Made(tally.of, events, len(held))
    if too_little:
        return made.trial(why=too_little, enough=False)
    before, after = np.zeros((len(held), 4)), np.zeros((len(held), 4))
    for i, one in enumerate(held):
        others = sum((blind[name] + assisted[name] for name in names if name != one), np.zeros_like(blind[one]))
        before[i], after[i] = blind[one][0], blind[one][_chosen(others)]
    chosen = _chosen(sum((blind[name] + assisted[name] for name in names), np.zeros_like(blind[names[0]])))
    if chosen == 0:
        return made.trial(why=tr("The thresholds as they are fit what was coded as well as any other."))
    fitted = FittedRule(
        version=tally.version,
        role=tally.of.role,
        thresholds=tuple(sorted(tally.rule.candidates()[chosen].items())),
        held_out=_held_out(before, after, events=events, by_family=by_family),
    )
    what = "families" if by_family else "recordings"
    why = ""
    if fitted.held_out.low <= 0:
        why = tr("On {what} that were held out it does not clearly find more, or fewer that are wrong.", what=what)
    elif _difference(beyond_chance, before, after)[0] <= 0:
        why = tr("It proposes more, and finds no more by it than as many proposals at random times would.")
    return made.trial(fitted, kept=not why, why=why)


@dataclass(frozen=True, slots=True)
class _Made:
    of: RuleOfRole
    events: int
    groups: int

    def trial(
        self, fitted: FittedRule | None = None, *, kept: bool = False, why: str = "", enough: bool = True
    ) -> RuleTrial:
        return RuleTrial(
            of=self.of,
            fitted=fitted,
            kept=kept,
            why=why,
            blind_events=self.events,
            groups=self.groups,
            enough=enough,
        )


def _sum(counts: Mapping[str, Figures], group_of: Mapping[str, str], name: str) -> Figures:
    own = [one for recording, one in counts.items() if group_of[recording] == name]
    return np.asarray(np.sum(own, axis=0))


def _labels(counts: Figures) -> float:
    """Events, and rejected proposals that some candidate makes."""
    return float(counts[0, :2].sum() + counts[:, 2].max())


def _too_little(events: int, groups: int, by_family: bool) -> str:
    if events >= FEWEST_EVENTS and groups >= FEWEST_GROUPS:
        return ""
    one, many = ("family", "families") if by_family else ("recording", "recordings")
    return plural(
        events,
        "{events} event coded blind, in {groups} {one}, is too few to say; {fewest_events} in {fewest_groups} "
        "{many} would be enough.",
        "{events} events coded blind, in {groups} {one}, are too few to say; {fewest_events} in {fewest_groups} "
        "{many} would be enough.",
        events=events,
        groups=groups,
        one=one if groups == 1 else many,
        fewest_events=FEWEST_EVENTS,
        fewest_groups=FEWEST_GROUPS,
        many=many,
    )


def f1_of(counts: Figures) -> Figures:
    """F1 of counts (..., 4); NaN where there is nothing."""
    found, missed, false, _ = np.moveaxis(counts, -1, 0)
    with np.errstate(invalid="ignore"):
        return np.asarray(2 * found / (2 * found + missed + false))


def beyond_chance(counts: Figures) -> Figures:
    """F1 of counts (..., 4) as a share of the way from what random times would give to 1; NaN where there is nothing.

    Whoever proposes everywhere finds much: without this, thresholds would be lowered until they mean nothing.
    """
    found, missed, false, by_chance = np.moveaxis(counts, -1, 0)
    with np.errstate(invalid="ignore"):
        chance = 2 * by_chance / (2 * found + missed + false)
    return np.asarray((f1_of(counts) - chance) / np.maximum(1 - chance, 1e-9))


def _chosen(counts: Figures) -> int:
    """The first candidate (they go from near to far) that is nearly as good as the best."""
    good = np.nan_to_num(beyond_chance(counts))
    return int(np.argmax(good >= good.max() - NEARLY))


def _drawn(figure: Callable[[Figures], Figures], before: Figures, after: Figures) -> tuple[Figures, Figures]:
    """A figure before and after, (2, draws), of families drawn with replacement, and the probability of each draw."""
    times, chances = family_draws(len(before))
    pairs = np.stack([figure(times @ before), figure(times @ after)])
    known = np.isfinite(pairs).any(axis=0)
    return np.asarray(np.nan_to_num(pairs[:, known])), chances[known]


def _within(values: Figures, chances: Figures, groups: int) -> tuple[float, float]:
    low, high = interval_of(values, chances, groups) or (values[0], values[0])
    return round(float(low), 4), round(float(high), 4)


def _difference(figure: Callable[[Figures], Figures], before: Figures, after: Figures) -> tuple[float, float]:
    pairs, chances = _drawn(figure, before, after)
    return _within(pairs[1] - pairs[0], chances, len(before))


def _held_out(before: Figures, after: Figures, *, events: int, by_family: bool) -> HeldOut:
    pairs, chances = _drawn(f1_of, before, after)
    low, high = _difference(f1_of, before, after)
    return HeldOut(
        before=round(float(np.nan_to_num(f1_of(before.sum(axis=0)))), 4),
        after=round(float(np.nan_to_num(f1_of(after.sum(axis=0)))), 4),
        low=low,
        high=high,
        before_range=_within(pairs[0], chances, len(before)),
        after_range=_within(pairs[1], chances, len(before)),
        events=events,
        groups=len(before),
        by_family=by_family,
    )
