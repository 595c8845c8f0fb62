"""Under which names people stand on a page for a family: pseudonyms that name a feeling or a judgement do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from coder.vocabulary.context import Beside
from coder.vocabulary.events import Event
from coder.vocabulary.people import Person
from coder.vocabulary.words_beyond_sight import beyond_sight

_LETTERS = "BCDEFGHIJKLMNOPQRSTUVWXYZ"


def plainly_named(subjects: Iterable[str]) -> dict[str, str]:
    """Return what pages for a family call the subjects whose pseudonym names a feeling or a judgement: the role alone.

    ``caregiver:cold`` is ``caregiver``; where that is somebody else, a letter keeps the two apart (``caregiver:B``).
    """
    everybody = sorted(set(subjects))
    judged = [subject for subject in everybody if beyond_sight(subject.partition(":")[2])]
    taken, named = set(everybody) - set(judged), {}
    for subject in judged:
        role = subject.partition(":")[0]
        free = (name for name in (role, *(f"{role}:{letter}" for letter in _LETTERS)) if name not in taken)
        named[subject] = next(free, role)
        taken.add(named[subject])
    return named


def family_names(events: Iterable[Event], besides: Iterable[Beside], others: Iterable[str] = ()) -> dict[str, str]:
    """Return, of everybody who is coded or stands beside, who is called otherwise, and how."""
    return plainly_named(
        (*(event.subject for event in events), *(name for one in besides for name in one.named), *others)
    )


def events_called(events: Iterable[Event], names: Mapping[str, str]) -> tuple[Event, ...]:
    """Return the same events under these names."""
    return tuple(replace(event, subject=names[event.subject]) if event.subject in names else event for event in events)


def people_called(people: Iterable[Person], names: Mapping[str, str]) -> tuple[Person, ...]:
    """Return the same people under these names."""
    return tuple(
        replace(one, confirmed_role=names.get(one.confirmed_role, one.confirmed_role)) if one.confirmed_role else one
        for one in people
    )
