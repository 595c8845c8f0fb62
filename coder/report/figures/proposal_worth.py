"""What a rule's proposals are worth in a study: what became of them, what they cost and what they gave. Pure.

It is about rules. It says nothing about a coder: the work of all whose it is asked for is counted together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from coder.vocabulary.events import Decision, Draft, Event, Origin, Proposal, Status
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import CodeKind, Role, Scheme, role_of

LEAST_DECIDED = 10
"""Fewer decisions than this say nothing about a rule: no switching off is offered."""

LEAST_TIMED = 5
"""Fewer events coded by hand with a time than this do not say how long coding by hand takes."""

NO_RULE = ""
"""In place of a rule's name: hand-coded events of a code that no rule proposes here."""

KEYS_OF_STATE, KEYS_OF_POINT, KEYS_OF_MOVED = 2, 1, 3
"""Keys that coding a state or a point by hand takes at the least, and that a proposal takes whose times are moved."""

_NEAR_US = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedThrough:
    """What one coder made of one recording that they did not code blind.

    ``proposals`` stand where this coder has them; ``decisions`` and ``events`` are theirs alone; ``hand_ms`` is how
    long coding by hand took, by event.
    """

    proposals: Sequence[Proposal]
    decisions: Sequence[Decision]
    events: Sequence[Event]
    hand_ms: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWorth:
    """What became of the proposals of one rule for one code.

    Attributes
    ----------
    rule : str
        Name and code, as ``smile child/smile``; ``NO_RULE`` before the code where no rule proposes it here.
    versions, models : tuple of str
        Versions of the rule, and models behind it, as ``name@version``.
    accepted, moved, rejected : int
        Decided as proposed, with other times, or as not so.
    met : int
        Coded by hand in quiet mode, with the proposal's edges: nobody was asked.
    later, waiting : int
        Left for later, and not yet looked at.
    missed : int
        Events of this code that were coded by hand and that no proposal covered.
    seconds : float
        Time spent on its decisions, those included that were taken back by deciding anew.
    timed : int
        Decisions with a time.
    median_seconds : float or None
        The middle of the times; None where there are none.
    hand_seconds : float or None
        What coding one such event by hand takes here, on average; None where too few were timed.
    keys, hand_keys : int
        Keys that the decisions took, and that coding the kept events by hand would have taken, at the least.
    shown : bool
        Whether it is switched on.
    """

    rule: str
    versions: tuple[str, ...]
    models: tuple[str, ...]
    accepted: int
    moved: int
    rejected: int
    met: int
    later: int
    waiting: int
    missed: int
    seconds: float
    timed: int
    median_seconds: float | None
    hand_seconds: float | None
    keys: int
    hand_keys: int
    shown: bool = True

    @property
    def decided(self) -> int:
        """How many were accepted, moved or rejected."""
        return self.accepted + self.moved + self.rejected

    @property
    def kept(self) -> int:
        """How many became events."""
        return self.accepted + self.moved

    @property
    def gave_seconds(self) -> float | None:
        """What coding the kept events by hand would have taken; None where nobody knows."""
        return None if self.hand_seconds is None or not self.timed else self.kept * self.hand_seconds

    @property
    def costs_more(self) -> bool | None:
        """Whether it cost more than it gave, in seconds where both are known, else in keys; None while too few."""
        if self.decided < LEAST_DECIDED or self.rule.startswith(" "):
            return None
        gave = self.gave_seconds
        return self.keys > self.hand_keys if gave is None else self.seconds > gave

    def share(self, count: int) -> float | None:
        """Return a count as a share of what was decided."""
        return count / self.decided if self.decided else None


def worth_of(
    work: Sequence[WorkedThrough], scheme: Scheme, *, off: Collection[str] = (), name: Mapping[str, str]
) -> tuple[RuleWorth, ...]:
    """Return what each rule's proposals were worth, in order of their names; what no rule proposes comes last.

    Parameters
    ----------
    work : sequence of WorkedThrough
        One for each coder and recording.
    off : collection of str
        Rules that are switched off for whoever asks.
    name : mapping of proposal id to str
        The rule of each proposal, as it is switched.
    """
    hand = [
        (event, one.hand_ms[event.id])
        for one in work
        for event in one.events
        if event.origin is Origin.HUMAN and event.id in one.hand_ms
    ]
    asked: dict[str, list[_Asked]] = {rule: [] for rule in off}
    proposes: dict[tuple[str, str], str] = {}
    for one in work:
        for each in _asked(one):
            draft = each.proposal.draft
            rule = name[each.proposal.id]
            asked.setdefault(rule, []).append(each)
            proposes.setdefault((role_of(draft.subject).value, draft.code), rule)
    missed: Counter[str] = Counter()
    for one in work:
        for event in missed_by(one):
            role = role_of(event.subject).value
            nobody = f"{NO_RULE} {role}/{event.code}"
            missed[proposes.get((role, event.code)) or proposes.get((Role.SOMEONE, event.code)) or nobody] += 1
    return tuple(
        _worth(rule, asked.get(rule, ()), scheme, missed[rule], hand, shown=rule not in off)
        for rule in sorted({*asked, *missed}, key=lambda rule: (rule.startswith(" "), rule))
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """One proposal as one coder has it: whether an event of theirs met it unasked, and the times of their decisions."""

    proposal: Proposal
    met: bool
    seconds: tuple[float, ...]


def _asked(one: WorkedThrough) -> list[_Asked]:
    met = {event.proposal for event in one.events if event.origin is Origin.HUMAN}
    times: dict[str, list[float]] = {}
    for decision in one.decisions:
        if decision.took_ms > 0:
            times.setdefault(decision.proposal, []).append(decision.took_ms / 1000)
    return [_Asked(p, p.id in met, tuple(times.get(p.id, ()))) for p in one.proposals]


def _worth(
    rule: str,
    asked: Sequence[_Asked],
    scheme: Scheme,
    missed: int,
    hand: Sequence[tuple[Event, int]],
    *,
    shown: bool,
) -> RuleWorth:
    counts = Counter(one.proposal.status for one in asked if not one.met)
    times = [seconds for one in asked for seconds in one.seconds]
    role, _, code = rule.split(" ", 1)[1].partition("/")
    moved, kept = counts[Status.ADJUSTED], counts[Status.ACCEPTED] + counts[Status.ADJUSTED]
    return RuleWorth(
        rule=rule,
        versions=tuple(sorted({one.proposal.draft.rule for one in asked})),
        models=tuple(sorted({model for one in asked for model in one.proposal.draft.models})),
        accepted=counts[Status.ACCEPTED],
        moved=moved,
        rejected=counts[Status.REJECTED],
        met=sum(one.met for one in asked),
        later=counts[Status.SKIPPED],
        waiting=counts[Status.OPEN],
        missed=missed,
        seconds=sum(times),
        timed=len(times),
        median_seconds=median(times) if times else None,
        hand_seconds=_hand_seconds(role, code, hand),
        keys=counts[Status.ACCEPTED] + counts[Status.REJECTED] + KEYS_OF_MOVED * moved,
        hand_keys=kept * _keys_by_hand(scheme, role, code),
        shown=shown,
    )


def _hand_seconds(role: str, code: str, hand: Sequence[tuple[Event, int]]) -> float | None:
    """Average by hand: of this code where enough of it were timed, else of all codes."""
    alike = [ms for event, ms in hand if role_of(event.subject) == role and event.code == code]
    for times in (alike, [ms for _, ms in hand]):
        if len(times) >= LEAST_TIMED:
            return sum(times) / len(times) / 1000
    return None


def _keys_by_hand(scheme: Scheme, role: str, code: str) -> int:
    known = scheme.code(Role(role), code) if scheme.has(Role(role), code) else None
    return KEYS_OF_POINT if known is not None and known.kind is CodeKind.POINT else KEYS_OF_STATE


def missed_by(one: WorkedThrough) -> list[Event]:
    """Return events that were coded by hand where no proposal of their code was."""
    of_code: dict[str, list[Draft]] = {}
    for proposal in one.proposals:
        of_code.setdefault(proposal.draft.code, []).append(proposal.draft)
    return [
        event
        for event in one.events
        if event.origin is Origin.HUMAN
        and event.proposal is None
        and not any(_covers(draft, event) for draft in of_code.get(event.code, ()))
    ]


def _covers(draft: Draft, event: Event) -> bool:
    if draft.subject not in (event.subject, Role.SOMEONE):
        return False
    return draft.interval.overlaps(event.interval) or abs(draft.onset_us - event.onset_us) <= _NEAR_US


def worth_words(found: RuleWorth) -> str:
    """Say what a rule's proposals were worth, in a sentence or two."""
    if found.rule.startswith(" "):
        return tr("No rule proposes it here; {missed} coded by hand.", missed=found.missed)
    if not found.decided:
        quiet = tr(" {met} met by events coded by hand.", met=found.met) if found.met else ""
        return tr("Nothing decided yet, {waiting} wait.{quiet}", waiting=found.waiting + found.later, quiet=quiet)
    said = tr(
        "Of {decided} decided, {accepted} were so, {moved} with other times, {rejected} not.",
        decided=found.decided,
        accepted=found.accepted,
        moved=found.moved,
        rejected=found.rejected,
    )
    gave = found.gave_seconds
    if gave is not None:
        each = tr(
            " They took {seconds:.0f} s; coding the {kept} by hand takes about {gave:.0f} s here.",
            seconds=found.seconds,
            kept=found.kept,
            gave=gave,
        )
    else:
        each = tr(
            " They took {keys} keys; coding the {kept} by hand takes at least {hand_keys}.",
            keys=found.keys,
            kept=found.kept,
            hand_keys=found.hand_keys,
        )
    missed = tr(" {missed} more were coded by hand.", missed=found.missed) if found.missed else ""
    verdict = {
        True: tr(" It costs more than it gives here."),
        False: "",
        None: tr(" Too few to say more (fewer than {least_decided}).", least_decided=LEAST_DECIDED),
    }[found.costs_more]
    return said + each + missed + verdict
