"""Practice against a gold-standard layer: begun blind, compared as far as one has come, and never counted as data."""

from __future__ import annotations

from dataclasses import dataclass, replace

from coder.privacy.consent import Use
from coder.study.blinding import Blinding
from coder.study.edits.changes import recording_called
from coder.study.edits.event_ledger import CONSENSUS
from coder.study.guard import Guard
from coder.study.layers import Layers
from coder.study.store import practice_rows, row_mapping
from coder.study.store.database import Database
from coder.study.store.practice_rows import Practice, ShownPractice
from coder.vocabulary.coder_name import coder_name
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.time import Interval


@dataclass(frozen=True, slots=True)
class PracticeBeside:
    """What somebody said in practice, and what the gold standard says, as far as they have come.

    ``said`` is what they said by themselves: where differences were shown to them already, as it stood before. ``now``
    is what they say at present.
    """

    practice: Practice
    span: Interval
    said: tuple[Event, ...]
    now: tuple[Event, ...]
    gold: tuple[Event, ...]


class Training:
    """The practice of one open study."""

    def __init__(self, db: Database, blinding: Blinding, layers: Layers, guard: Guard) -> None:
        self._db, self._blinding, self._layers, self._guard = db, blinding, layers, guard

    @property
    def all(self) -> tuple[Practice, ...]:
        """Everybody who practises, in the order in which they began."""
        return practice_rows.practices(self._db)

    def of(self, recording: str, coder: str) -> Practice | None:
        """A coder's practice in a recording; None where what they code there is data."""
        return practice_rows.practice_of(self._db, recording, coder.strip())

    def begin(self, recording: str, coder: str, gold: str) -> Practice:
        """Let a coder practise in a recording, blind, against a layer; nothing that they code in it is ever data.

        Raises StudyError where they have worked in it already (that would take data away), or where it is locked.
        """
        name = coder_name(coder)
        if self._db.get("recordings", recording) is None:
            raise StudyError(
                tr("There is no recording {recording!r} in this study; list them to find its id.", recording=recording)
            )
        self._guard.require(recording, Use.CODING)
        if name in (CONSENSUS, gold):
            raise StudyError(
                tr(
                    "Nobody practises against their own layer; name another as the gold standard than {gold!r}.",
                    gold=gold,
                )
            )
        if self.of(recording, name) is not None:
            raise StudyError(
                tr(
                    "{name} practises in {recording} already.",
                    name=name,
                    recording=recording_called(self._db, recording),
                )
            )
        if gold not in self._layers.names(recording):
            # Whose layers there are is not said: whoever practises codes blind, and must not learn who has coded.
            raise StudyError(
                tr(
                    "Nothing is coded in the layer {gold!r} of {recording}; ask whoever leads the study which one "
                    "is the "
                    "gold standard.",
                    gold=gold,
                    recording=recording_called(self._db, recording),
                )
            )
        if self._db.where("events", recording=recording, coder=name):
            raise StudyError(
                tr(
                    "{name} has coded {recording} already, and that is data; practise in another recording, or under "
                    "another name.",
                    name=name,
                    recording=recording_called(self._db, recording),
                )
            )
        made = Practice(recording, name, gold, self._db.now())
        with self._db.transaction():
            self._blinding.begin_chosen(recording, name)
            practice_rows.keep(self._db, made)
        return made

    def finish(self, recording: str, coder: str) -> Practice:
        """Say that a recording has been coded to its end, so that the whole of it is compared."""
        with self._db.transaction():
            done = replace(self._required(recording, coder), done=True)
            practice_rows.keep(self._db, done)
        return done

    def beside(self, recording: str, coder: str) -> PracticeBeside:
        """Set somebody's practice beside the gold standard, as far as they have come; this shows nothing to them."""
        one = self._required(recording, coder)
        mine = self._events(recording, one.coder)
        end = self._db.frame_index(recording).end_us
        until = end if one.done else max((event.offset_us for event in mine), default=0)
        shown = practice_rows.shown(self._db, recording, one.coder)
        later = _cut(mine, Interval(min(shown.until_us, until), until))
        said = _joined(shown.events, later, shown.until_us)
        span = Interval(0, max(until, shown.until_us))
        return PracticeBeside(one, span, said, _cut(mine, span), _cut(self._events(recording, one.gold), span))

    def show(self, recording: str, coder: str) -> PracticeBeside:
        """Show it to them: what they said until now is kept, so that correcting it later makes no agreement."""
        with self._db.transaction():
            found = self.beside(recording, coder)
            said = ShownPractice(found.span.offset_us, found.said)
            practice_rows.keep_shown(self._db, recording, found.practice.coder, said)
        return found

    def _required(self, recording: str, coder: str) -> Practice:
        found = self.of(recording, coder)
        if found is None:
            raise StudyError(
                tr(
                    "{coder} does not practise in {recording}; begin: Code ▸ Practise against a gold standard…, "
                    "or dyadmirror practice STUDY {id} --gold LAYER --coder {coder}",
                    coder=coder.strip(),
                    recording=recording_called(self._db, recording),
                    id=recording,
                )
            )
        self._guard.require(recording)
        return found

    def _events(self, recording: str, coder: str) -> tuple[Event, ...]:
        rows = self._db.where("events", recording=recording, coder=coder)
        return tuple(sorted((row_mapping.event_of(row) for row in rows), key=lambda e: (e.onset_us, e.offset_us, e.id)))


def _cut(events: tuple[Event, ...], span: Interval) -> tuple[Event, ...]:
    """Events as far as they lie in a span; a point at its end is still in it, as what came up to there."""
    found = []
    for event in events:
        if event.onset_us == event.offset_us:
            if span.onset_us <= event.onset_us <= span.offset_us:
                found.append(event)
        elif event.onset_us < span.offset_us and event.offset_us > span.onset_us:
            onset, offset = max(event.onset_us, span.onset_us), min(event.offset_us, span.offset_us)
            found.append(replace(event, onset_us=onset, offset_us=offset))
    return tuple(found)


def _joined(before: tuple[Event, ...], after: tuple[Event, ...], at_us: int) -> tuple[Event, ...]:
    """What was said before and after a time; a state that goes on across it is one again, a point stands once."""
    held = {event.id: event for event in before}
    found = dict(held)
    for event in after:
        earlier = held.get(event.id)
        if earlier is None:
            found[event.id] = event
        elif earlier.offset_us == at_us == event.onset_us and earlier.code == event.code:
            found[event.id] = replace(earlier, offset_us=event.offset_us)
    return tuple(sorted(found.values(), key=lambda e: (e.onset_us, e.offset_us, e.id)))
