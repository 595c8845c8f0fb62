"""They fit, stop fitting, and fit again: mismatch and repair under a study's definition, in words that blame nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coder.exchanges.acts_in_time import ActsInTime
from coder.proposals.exchange import Acts, ExchangeKind, ExchangeProposal, seconds
from coder.vocabulary.events import Event, Status
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role
from coder.vocabulary.time import Interval, format_us

FIRST_PATH_FITS = (("look_to_caregiver", "look_to_child"),)
"""What fits where a study's schemes say nothing: each is turned to the other."""


@dataclass(frozen=True, slots=True)
class _Both:
    """A child's and a caregiver's state while both last, and whether they fit."""

    child: Event
    caregiver: Event
    during: Interval
    fit: bool

    @property
    def later(self) -> Event:
        """The one that came to the other: with it this began."""
        return max((self.child, self.caregiver), key=lambda act: (act.onset_us, act.subject))


def repairs(acts: Acts, unseen: Sequence[Interval]) -> list[ExchangeProposal]:
    """Return every mismatch after a fit that was seen to end in another fit.

    While they do not fit at least one of the two has to be seen in a state of the definition all along: two people who
    have both turned to other things have ended, not mended. Time in which one could not be observed ends it too.
    """
    fits = acts.scheme.fits or FIRST_PATH_FITS
    found: list[ExchangeProposal] = []
    for caregiver in sorted({act.subject for act in acts.of(Role.CAREGIVER)}):
        moments = sorted(_moments(acts, caregiver, fits), key=lambda both: (both.during.onset_us, both.fit))
        found += _repaired(acts, moments, unseen)
    return found


def _moments(acts: Acts, caregiver: str, fits: Sequence[tuple[str, str]]) -> Iterator[_Both]:
    mine = _states(acts, Role.CHILD, {child for child, _ in fits})
    theirs = [act for act in _states(acts, Role.CAREGIVER, {other for _, other in fits}) if act.subject == caregiver]
    others = ActsInTime(theirs)
    for one in mine:
        for other in others.near(one.onset_us, one.offset_us):
            if one.onset_us < other.offset_us and other.onset_us < one.offset_us:
                during = Interval(max(one.onset_us, other.onset_us), min(one.offset_us, other.offset_us))
                yield _Both(one, other, during, (one.code, other.code) in fits)


def _states(acts: Acts, role: Role, named: set[str]) -> list[Event]:
    """Acts of the exclusive groups that the definition speaks of."""
    groups = {code.group for code in acts.scheme.codes if code.role is role and code.id in named}
    return [
        act
        for act in acts.of(role)
        if acts.scheme.code(role, act.code).group in groups and act.code != "not_observable"
    ]


def _repaired(acts: Acts, moments: Sequence[_Both], unseen: Sequence[Interval]) -> list[ExchangeProposal]:
    found: list[ExchangeProposal] = []
    fitted: _Both | None = None
    apart: _Both | None = None
    for both in moments:
        if not both.fit:
            if apart is None and fitted is not None:
                apart = both
            continue
        if fitted is not None and apart is not None and _held(moments, apart, both, unseen):
            found.append(_proposal(acts, apart, both))
        fitted, apart = both, None
    return found


def _held(moments: Sequence[_Both], apart: _Both, again: _Both, unseen: Sequence[Interval]) -> bool:
    """Whether from the mismatch to the fit nobody was lost from view and one of the two stayed."""
    whole = Interval(apart.during.onset_us, max(again.during.onset_us, apart.during.onset_us))
    if any(span.overlaps(whole) for span in unseen):
        return False
    reached = whole.onset_us
    lasting = sorted({act.interval for both in moments for act in (both.child, both.caregiver)})
    for span in lasting:
        if span.onset_us <= reached:
            reached = max(reached, span.offset_us)
    return reached >= whole.offset_us


def _proposal(acts: Acts, apart: _Both, again: _Both) -> ExchangeProposal:
    broke, mended = apart.later, again.later
    came = [act for act in (again.child, again.caregiver) if act not in (apart.child, apart.caregiver)] or [mended]
    first = min(came, key=lambda act: (act.onset_us, act.subject))
    stayed = {apart.child, apart.caregiver} & {again.child, again.caregiver}
    began, ended = apart.during.onset_us, again.during.onset_us
    bound = broke.timing_bound_us + mended.timing_bound_us
    parts = tuple(dict.fromkeys((broke.id, mended.id, first.id, *sorted(act.id for act in stayed))))
    then = tr(", then {words}", words=acts.words(mended)) if mended is not first else ""
    still = "".join(tr(", while {words} throughout", words=acts.words(act)) for act in stayed)
    return ExchangeProposal(
        id=f"m-{acts.root(broke.id)}-{acts.root(mended.id)}",
        kind=ExchangeKind.REPAIR,
        recording=broke.recording,
        bid=broke.id,
        response=mended.id,
        latency_us=ended - began,
        latency_bound_us=bound,
        anchor_us=began,
        watched_until_us=None,
        offered_outcome=None,
        evidence=tr(
            "The two no longer fit from {time} ({words}) and fit again at {time_2}, "
            "{seconds} ± {seconds_2} later: first {words_2}{then}{still}.",
            time=format_us(began),
            words=acts.words(broke),
            time_2=format_us(ended),
            seconds=seconds(ended - began),
            seconds_2=seconds(bound),
            words_2=acts.words(first),
            then=then,
            still=still,
        ),
        status=Status.OPEN,
        rule="",
        interval=Interval(began, ended),
        parts=parts,
        waiting=tuple(part for part in parts if acts.waits(part)),
        between=tuple(act.id for act in acts.between(began, ended, *parts)),
        called=tr("fitting again"),
    )
