"""Which events of a file stand in the study already: they are not added a second time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from coder.interchange.document import document as doc
from coder.interchange.document.losses import LossReport
from coder.interchange.import_plan import ImportPlan, Incoming
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import who_words
from coder.vocabulary.time import format_us

APART_US = 1_000
"""Formats that write milliseconds move an edge by less; between two frames of any clip lies more."""


def without_known(plan: ImportPlan, standing: Iterable[Event]) -> ImportPlan:
    """Return a plan without the events that stand in the layer which they would come into, and say how many these are.

    An event is known where one of the same subject and code lies there at the same time and says all that the file says
    of it: a file that was written without comments adds none to an event that has one. Each event that stands answers
    for one of the file. Doing it again changes nothing.
    """
    if plan.known is not None:
        return plan
    known = _known_of(plan.events, standing)
    if not known:
        return replace(plan, known=0)
    report = LossReport()
    first = plan.events[min(known)]
    report.add(
        "known-already",
        tr("Events that stand in the study already, in the same layer and at the same time, are not added again."),
        count=len(known),
        example=f"{who_words(first.subject)} {first.code} at {format_us(first.onset_us)}",
    )
    kept = [at for at in range(len(plan.events)) if at not in known]
    now_at = {before: now for now, before in enumerate(kept)}
    document, places = _without(plan, {plan.places[at] for at in known} if plan.places else set())
    return replace(
        plan,
        events=tuple(plan.events[at] for at in kept),
        places=tuple(places[plan.places[at]] for at in kept) if plan.places else (),
        document=document,
        paired={
            now_at[bid]: None if response is None else now_at[response]
            for bid, response in plan.paired.items()
            if bid in now_at and (response is None or response in now_at)
        },
        losses=(*plan.losses, *report.losses()),
        known=len(known),
    )


def _known_of(events: Iterable[Incoming], standing: Iterable[Event]) -> set[int]:
    """Return which events stand already, by their place."""
    there: dict[tuple[str, str, str], list[Event]] = {}
    for event in standing:
        there.setdefault((event.coder, event.subject, event.code), []).append(event)
    known = set()
    for at, one in enumerate(events):
        alike = there.get((one.coder, one.subject, one.code), [])
        found = next((event for event in alike if _says(event, one)), None)
        if found is not None:
            alike.remove(found)
            known.add(at)
    return known


def _says(event: Event, one: Incoming) -> bool:
    return (
        abs(event.onset_us - one.onset_us) <= APART_US
        and abs(event.offset_us - one.offset_us) <= APART_US
        and one.note.strip() in ("", event.note.strip())
        and set(one.modifiers) <= set(event.modifiers)
    )


def _without(plan: ImportPlan, known: set[int]) -> tuple[doc.Document | None, Mapping[int, int]]:
    """Return the file that is kept without what is known, and where its other annotations stand then.

    What is known goes back into such a file as any event of the study; kept here as well it would stand there twice.
    Annotations that say more of one that is known go with it.
    """
    document = plan.document
    if document is None:
        return None, {place: place for place in plan.places}
    gone = {document.events[place].id for place in known} - {""}
    kept = []
    for place, event in enumerate(document.events):
        if place in known or event.parent in gone:
            gone |= {event.id} - {""}
        else:
            kept.append(place)
    return replace(document, events=tuple(document.events[place] for place in kept)), {
        before: now for now, before in enumerate(kept)
    }
