"""RecordingState: everything the window shows of one recording, frozen, so that a thread can hand it over.

What a coder may see is decided here and nowhere in the window: a state that was read for a blind coder does not hold
what they must not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from coder.exchanges.human_pairing import Pairings, pairings_of
from coder.exchanges.pairing import Outcome
from coder.media import FrameIndex
from coder.proposals.exchange_queue import ExchangeWord
from coder.study.edits.event_ledger import CONSENSUS
from coder.vocabulary.camera import Camera
from coder.vocabulary.coding_condition import Conduct
from coder.vocabulary.context import NOTHING_BESIDE, Beside
from coder.vocabulary.event_list import EventList
from coder.vocabulary.events import Proposal, Status, UnderWay
from coder.vocabulary.family_names import events_called, family_names
from coder.vocabulary.people import Person
from coder.vocabulary.recording import AnalysisReport, Recording
from coder.vocabulary.unproposed_stretch import StretchStatus, UnproposedStretch
from coder.vocabulary.words_beyond_sight import beyond_sight


@dataclass(frozen=True, slots=True)
class RecordingState:
    """One recording as it stands after the newest edit, as one coder may see it.

    ``proposals``, ``events`` and ``stretches`` are in order of onset. ``report`` is None before the first analysis.
    ``outcomes`` maps a bid's event id to what a human said of it, ``settled_by`` to who that was. ``beside`` is the
    caregiver's own side, the meeting and what was brought. ``paired`` maps a bid to the act that a human paired with it
    (None: nothing answers it), ``paired_by`` to who that was, ``exchange_words`` a row's id to what
    one coder said of a proposed exchange.

    ``coder`` is for whom it was read: None for the study as a whole, "" where nobody has said who is coding; then
    nothing that a coder's conduct could hide is in it. ``conduct`` is None for a coder who has not begun; ``asks`` then
    says whether they are asked first how they begin, because others have coded it.
    """

    recording: Recording
    index: FrameIndex
    report: AnalysisReport | None
    people: tuple[Person, ...]
    proposals: tuple[Proposal, ...]
    events: EventList
    outcomes: dict[str, Outcome]
    undo_label: str | None
    redo_label: str | None
    beside: Beside = NOTHING_BESIDE
    stretches: tuple[UnproposedStretch, ...] = ()
    settled_by: Mapping[str, str] = field(default_factory=dict)
    coder: str | None = None
    conduct: Conduct | None = None
    asks: bool = False
    paired: Mapping[str, str | None] = field(default_factory=dict)
    paired_by: Mapping[str, str] = field(default_factory=dict)
    exchange_words: Mapping[str, ExchangeWord] = field(default_factory=dict)
    under_way: tuple[UnderWay, ...] = ()
    cameras: tuple[Camera, ...] = ()
    """The further cameras, in the order in which they came."""
    practice: str = ""
    """The gold-standard layer where this coder practises here, so that nothing of it is data; "" elsewhere."""

    _worked_out: dict[str, tuple[Proposal | UnproposedStretch, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        # Whoever makes a state may give any events; whoever reads it can ask for them by id.
        object.__setattr__(self, "events", EventList.of(self.events))

    @property
    def own_under_way(self) -> tuple[UnderWay, ...]:
        """States that this coder has begun and not yet ended."""
        return tuple(one for one in self.under_way if one.coder == self.coder)

    @property
    def pairings(self) -> Pairings:
        """What humans paired, and took apart."""
        return pairings_of(self.paired, self.own_words.values())

    @property
    def own_words(self) -> dict[str, ExchangeWord]:
        """What this coder said of proposed exchanges, by their ids; what anybody said where it was read for nobody."""
        found = self.exchange_words.values()
        return {word.exchange: word for word in found if self.coder is None or word.coder == self.coder}

    @property
    def queue(self) -> tuple[Proposal | UnproposedStretch, ...]:
        """What waits for a decision: what is open in order of onset, then what was skipped.

        Stretches in which nothing was proposed stand among the proposals, at their place in time.
        """
        queue = self._worked_out.get("queue")
        if queue is None:  # asked for by every panel that an edit reaches
            items: list[Proposal | UnproposedStretch] = [*self.proposals, *self.stretches]
            items.sort(key=_onset)
            waiting = [item for item in items if item.status in (Status.OPEN, StretchStatus.OPEN)]
            skipped = [item for item in items if item.status in (Status.SKIPPED, StretchStatus.SKIPPED)]
            queue = self._worked_out["queue"] = (*waiting, *skipped)
        return queue

    @property
    def all_seen(self) -> bool:
        """Whether proposals, measurements and others' words may be seen."""
        return self.coder is None or (self.conduct is not None and not self.conduct.blind)

    def seen_by(self, coder: str, conduct: Conduct | None) -> RecordingState:
        """Return what a coder may see of it: all, or their own words and the names that were settled.

        Who is who is shown as far as a human settled it (a coder has to know which caregiver is called Kim), without
        what the models saw of them.
        """
        seen = replace(self, coder=coder, conduct=conduct)
        if seen.all_seen:
            return seen
        by = self.settled_by
        return replace(
            seen,
            report=replace(self.report, notes=()) if self.report is not None else None,
            people=tuple(
                replace(person, suggested_role=None, median_box=(0.0, 0.0, 0.0, 0.0), in_view=())
                for person in self.people
                if person.confirmed_role is not None
            ),
            proposals=(),
            stretches=(),
            events=self.events if self.events.coders.keys() <= {coder} else _of(self.events, coder),
            under_way=tuple(one for one in self.under_way if one.coder == coder),
            outcomes={bid: outcome for bid, outcome in self.outcomes.items() if by.get(bid) == coder},
            settled_by={bid: who for bid, who in by.items() if who == coder},
            paired={bid: answer for bid, answer in self.paired.items() if self.paired_by.get(bid) == coder},
            paired_by={bid: who for bid, who in self.paired_by.items() if who == coder},
            exchange_words={name: word for name, word in self.exchange_words.items() if word.coder == coder},
        )

    def for_family(self) -> RecordingState:
        """Return what can be shown to the family: one coder's confirmed events, and nothing of machines or of others.

        What was settled together; else the coder's own; where they have none here, those of the one other who has. Two
        coders are never set side by side, and notes stay with those who wrote them. Names that judge somebody are
        left out: the role alone stands for them.
        """
        settled = tuple(event for event in self.events if event.coder == CONSENSUS)
        if self.practice:
            return replace(self, practice="", events=EventList()).for_family()
        own = settled or tuple(event for event in self.events if event.coder == self.coder)
        alone = len(self.events.coders) == 1
        names = family_names(self.events, (self.beside,))
        called = self.recording.name
        return replace(
            self,
            recording=replace(self.recording, name=self.recording.id if beyond_sight(called) else called),
            beside=self.beside.called(names),
            report=None,
            people=(),
            proposals=(),
            stretches=(),
            events=EventList(
                events_called((replace(event, note="") for event in own or (self.events if alone else ())), names)
            ),
            outcomes={},
            settled_by={},
            under_way=(),
            paired={},
            paired_by={},
            exchange_words={},
            undo_label=None,
            redo_label=None,
        )


def _of(events: EventList, coder: str) -> EventList:
    return EventList([event for event in events if event.coder == coder])


def _onset(item: Proposal | UnproposedStretch) -> int:
    """Sort by onset; a stretch never shares its onset with a proposal, for it overlaps none."""
    return item.onset_us if isinstance(item, UnproposedStretch) else item.draft.onset_us
