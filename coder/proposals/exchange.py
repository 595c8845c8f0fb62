"""ExchangeProposal: a bid and what came back, waiting for a human. Never data; its parts are proposals and events."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coder.exchanges.acts_in_time import ActsInTime
from coder.exchanges.human_pairing import root_of
from coder.vocabulary.events import Event, Origin, Proposal, Status
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, Scheme, role_of, who_words
from coder.vocabulary.time import MICROS, Interval

UNDECIDED = (Status.OPEN, Status.SKIPPED)

ALREADY_THERE = "already there"
"""Said where a response was under way at the bid: no latency, and nothing open. It follows from the acts."""

_LONGEST_BOUND_US = 60 * MICROS
"""No onset is known less well than this."""

VOICE_GROUPS = frozenset({"voice", "speech", "vocal"})
"""Groups of codes that are heard: they say that somebody is near, and not what they are turned to."""

AVAILABLE_NEARBY = "available nearby"
NOT_OBSERVABLE = "not observable"


class ExchangeKind(StrEnum):
    """What a proposed exchange is about."""

    ANSWER = "answer"
    SHARED = "shared"
    REPAIR = "repair"
    REUNION = "reunion"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeProposal:
    """What the two did, as it follows from proposed and confirmed acts under a rule.

    Attributes
    ----------
    id : str
        Made of the kind and of the roots of bid and response, so it is the same whenever the same two are paired.
    kind : ExchangeKind
    recording : str
    bid, response : str, str or None
        Ids of acts as they are now: proposals that wait, or events. Of what is shared the act that began first and the
        other's; of a repair the act that no longer fitted and the one with which they fitted again; of a reunion the
        coming back and the first act after it.
    latency_us : int or None
        Onset of the response minus the anchor.
    latency_bound_us : int
        The bounds of both onsets together; of the bid alone where nothing came back.
    anchor_us : int
        From where the latency is counted, on the recording's clock.
    watched_until_us : int or None
        Where watching for an answer ended; None where one is proposed, and for what is no answer.
    offered_outcome : str or None
        What can be said of a bid without an answer, of the same rank as an answer.
    evidence : str
        Why this pairing, in a sentence or two.
    status : Status
    rule : str
        Under which rule; "" for what does not depend on one.
    interval : Interval
        From the first act's onset to the response, or to where watching ended: what a person has to see.
    parts : tuple of str
        Ids of the acts that are confirmed together, bid and response among them.
    waiting : tuple of str
        Those of the parts that nobody has decided on.
    between : tuple of str
        Acts that begin between bid and response.
    observable : bool
        Whether both could be observed throughout.
    paired_by_hand : bool
        Whether the pairing is a human's.
    called : str
        What the two do, where it is no bid with an answer: "both smile".
    """

    id: str
    kind: ExchangeKind
    recording: str
    bid: str
    response: str | None
    latency_us: int | None
    latency_bound_us: int
    anchor_us: int
    watched_until_us: int | None
    offered_outcome: str | None
    evidence: str
    status: Status
    rule: str
    interval: Interval
    parts: tuple[str, ...]
    waiting: tuple[str, ...]
    between: tuple[str, ...] = ()
    observable: bool = True
    paired_by_hand: bool = False
    called: str = ""


class Acts:
    """Confirmed events and undecided proposals of one recording as acts that can be paired.

    A proposal goes by its own id and a confirmed act by its event's. What a human coded by hand stands for the
    proposal of the same act: the two are never paired twice.
    """

    def __init__(self, events: Sequence[Event], proposals: Iterable[Proposal], scheme: Scheme) -> None:
        known = [event for event in events if _in_scheme(event.subject, event.code, scheme)]
        confirmed: list[Event] = []
        alike: dict[tuple[str, str], _Alike] = {}
        for event in sorted(known, key=lambda e: (e.onset_us, e.offset_us, e.id)):
            others = alike.setdefault((event.subject, event.code), _Alike())
            # Two coders' events of one act are one act here.
            if not any(other.coder != event.coder for other in others.same_as(event)):
                confirmed.append(event)
                others.add(event)
        waiting = [
            _as_act(proposal)
            for proposal in proposals
            if proposal.status in UNDECIDED and _in_scheme(proposal.draft.subject, proposal.draft.code, scheme)
        ]
        nothing = _Alike()
        waiting = [act for act in waiting if not any(alike.get((act.subject, act.code), nothing).same_as(act))]
        self.scheme = scheme
        self.all: tuple[Event, ...] = tuple(
            sorted([*confirmed, *waiting], key=lambda act: (act.onset_us, act.offset_us, act.id))
        )
        self.by_id: Mapping[str, Event] = {act.id: act for act in self.all}
        self._waiting = frozenset(act.id for act in waiting)
        self._onsets = [act.onset_us for act in self.all]
        self._of_role: dict[Role, list[Event]] = {}
        for act in self.all:
            self._of_role.setdefault(role_of(act.subject), []).append(act)
        self._in_time: dict[Role, ActsInTime] = {}
        self._roots = self._named()

    def waits(self, act: str) -> bool:
        """Whether nobody has decided on an act."""
        return act in self._waiting

    def root(self, act: str) -> str:
        """Return the name that an act keeps when it is confirmed or moved."""
        return self._roots[act]

    def of(self, role: Role, *codes: str) -> list[Event]:
        """Acts of a role, in order of time; of these codes where any are given."""
        found = self._of_role.get(role, [])
        return [act for act in found if act.code in codes] if codes else list(found)

    def near(self, role: Role, span: Interval) -> list[Event]:
        """Acts of a role that share time with a stretch or meet it, in order of time."""
        if role not in self._in_time:
            self._in_time[role] = ActsInTime(self._of_role.get(role, ()))
        return self._in_time[role].near(span.onset_us, span.offset_us)

    def label(self, act: Event) -> str:
        """Return what is seen, as the scheme words it: "looks to the caregiver"."""
        return self.scheme.code(role_of(act.subject), act.code).label

    def group(self, act: Event) -> str:
        """Return the exclusive group of an act's code, without the name of the scheme that it came with."""
        return self.scheme.code(role_of(act.subject), act.code).group.rsplit(" ", 1)[-1]

    def words(self, act: Event) -> str:
        """Return who does what: "the child smiles"; what is of both stands alone."""
        label = self.label(act)
        if act.subject == Role.TOGETHER:
            return label
        if act.subject == Role.SOMEONE:
            return tr("someone {label}", label=label)
        if act.subject == Role.SEVERAL:
            return tr("several at once: {label}", label=label)
        if act.code == "not_observable":
            return tr("the {who} is {label}", who=who(act.subject), label=label)
        return tr("the {who} {label}", who=who(act.subject), label=label)

    def between(self, first_us: int, last_us: int, *without: str) -> tuple[Event, ...]:
        """Acts of one person that begin within [first, last), the given ones left out."""
        return tuple(
            act
            for act in self.all[bisect_left(self._onsets, first_us) : bisect_left(self._onsets, last_us)]
            if act.id not in without and role_of(act.subject) is not Role.TOGETHER and act.code != "not_observable"
        )

    def _named(self) -> dict[str, str]:
        """A state that was split has one proposal behind both pieces: the first keeps its name."""
        roots: dict[str, str] = {}
        taken: set[str] = set()
        for act in self.all:
            root = root_of(act)
            roots[act.id] = act.id if root in taken else root
            taken.add(root)
        return roots


class _Alike:
    """Acts of one subject and code, added in order of onset: which of them is the same act as another?"""

    def __init__(self) -> None:
        self._acts: list[Event] = []
        self._onsets: list[int] = []
        self._reach_us: list[int] = []

    def add(self, act: Event) -> None:
        """Add one that begins no earlier than those before."""
        reach = act.offset_us + act.timing_bound_us
        self._reach_us.append(max(reach, self._reach_us[-1]) if self._reach_us else reach)
        self._acts.append(act)
        self._onsets.append(act.onset_us)

    def same_as(self, act: Event) -> Iterator[Event]:
        """Give those that are the same act; none that ended long before is asked."""
        last = bisect_right(self._onsets, act.offset_us + act.timing_bound_us + _LONGEST_BOUND_US)
        for at in range(last - 1, -1, -1):
            if self._reach_us[at] < act.onset_us - act.timing_bound_us:
                return
            if same_act(self._acts[at], act):
                yield self._acts[at]


def same_act(one: Event, other: Event) -> bool:
    """Whether two are about the same thing seen: same subject and code, and most of their time in common."""
    if (one.subject, one.code) != (other.subject, other.code):
        return False
    longer = max(one.offset_us - one.onset_us, other.offset_us - other.onset_us)
    if longer == 0:
        return abs(one.onset_us - other.onset_us) <= one.timing_bound_us + other.timing_bound_us
    # Asked hundreds of thousands of times in a recording of many acts: whole numbers, and no interval for each.
    return 2 * (min(one.offset_us, other.offset_us) - max(one.onset_us, other.onset_us)) > longer


def who(subject: str) -> str:
    """Return ``caregiver Kim`` for ``caregiver:Kim``."""
    return who_words(subject)


def seconds(us: int) -> str:
    """Return ``0.80 s``."""
    return tr("{us:.2f} s", us=us / MICROS)


def _as_act(proposal: Proposal) -> Event:
    """Return a proposal as the event that it would become, for pairing only; it is stored nowhere."""
    draft = proposal.draft
    return Event(
        id=proposal.id,
        recording=proposal.recording,
        subject=draft.subject,
        code=draft.code,
        onset_us=draft.onset_us,
        offset_us=draft.offset_us,
        coder="",
        origin=Origin.ACCEPTED,
        proposal=None,
        timing_bound_us=draft.timing_bound_us,
    )


def _in_scheme(subject: str, code: str, scheme: Scheme) -> bool:
    return scheme.has(role_of(subject), code)
