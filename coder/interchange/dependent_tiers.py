"""Tiers that say more of another tier's annotations: they come in as events, as modifiers, or as comments. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from coder.interchange.document import document as doc
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr


class Dependent(StrEnum):
    """As what the annotations of a dependent tier come in."""

    EVENTS = "events"
    MODIFIER = "modifier"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class DependentTier:
    """A tier whose annotations depend on another's, and as what they come in; ``example`` is one of their labels."""

    tier: str
    parent: str
    annotations: int
    example: str
    come_as: Dependent = Dependent.EVENTS


Dependents = Mapping[str, Dependent]
"""By id of the tier; those that are not named come in as events."""


def dependents_of(document: doc.Document, chosen: Dependents) -> tuple[DependentTier, ...]:
    """Return the dependent tiers that have annotations, in the file's order."""
    labels: dict[str, list[str]] = defaultdict(list)
    for event in document.events:
        if event.parent and event.code.strip():
            labels[event.tier].append(event.code)
    return tuple(
        DependentTier(tier.id, tier.parent, len(told), told[0], chosen.get(tier.id, Dependent.EVENTS))
        for tier in document.tiers
        if tier.parent and (told := labels.get(tier.id))
    )


def check_dependents(documents: Sequence[doc.Document], chosen: Dependents) -> None:
    """Raise StudyError where a choice is about no dependent tier of a file."""
    known = {one.tier for document in documents for one in dependents_of(document, {})}
    for name in chosen:
        if name not in known:
            listed = ", ".join(sorted(known)) or tr("none")
            raise StudyError(
                tr("{name!r} is no tier that depends on another here; those are: {listed}.", name=name, listed=listed)
            )


def folded(document: doc.Document, chosen: Dependents) -> tuple[doc.Document, tuple[int, ...]]:
    """Let annotations of dependent tiers be details of what they depend on.

    A modifier has the values that the tier's controlled vocabulary lists, else free text; of several parts of one
    annotation it has several values. What depends on nothing that is there stays an event.

    Returns
    -------
    Document
        Without the tiers that became details.
    tuple of int
        Where each of its events stood in ``document``.
    """
    into = {tier.id: chosen.get(tier.id, Dependent.EVENTS) for tier in document.tiers if tier.parent}
    into = {tier: how for tier, how in into.items() if how is not Dependent.EVENTS}
    if not into:
        return document, tuple(range(len(document.events)))
    by_id = {event.id: event for event in document.events if event.id}
    names = _names(document, into)
    details: dict[str, list[doc.DocumentEvent]] = defaultdict(list)
    kept: list[int] = []
    for place, event in enumerate(document.events):
        of = _of(event, by_id, into) if event.tier in into else None
        if of is None:
            kept.append(place)
        elif event.code.strip():
            details[of.id].append(event)
    events = tuple(_with_details(document.events[place], details, into, names) for place in kept)
    left = {event.tier for event in events}
    tiers = tuple(tier for tier in document.tiers if tier.id not in into or tier.id in left)
    made = {vocabulary.name: vocabulary for vocabulary in _lists(document, events, details, into, names)}
    return (
        replace(
            document,
            events=events,
            tiers=tuple(replace(t, vocabulary=_list_name(t.id)) if _list_name(t.id) in made else t for t in tiers),
            vocabularies=(*document.vocabularies, *made.values()),
        ),
        tuple(kept),
    )


def _names(document: doc.Document, into: Dependents) -> dict[str, str]:
    """What each tier is called as a modifier: its group, or its whole name where two have one group."""
    groups = [tier.group for tier in document.tiers if tier.id in into]
    return {
        tier.id: tier.group if groups.count(tier.group) == 1 else tier.id for tier in document.tiers if tier.id in into
    }


def _of(event: doc.DocumentEvent, by_id: Mapping[str, doc.DocumentEvent], into: Dependents) -> doc.DocumentEvent | None:
    """The event that an annotation says more of: the first above it that stays one; None where there is none."""
    above, seen = by_id.get(event.parent), {event.id}
    while above is not None and above.tier in into and above.id not in seen:
        seen.add(above.id)
        above = by_id.get(above.parent)
    return above if above is not None and above.tier not in into else None


def _with_details(
    event: doc.DocumentEvent,
    details: Mapping[str, Sequence[doc.DocumentEvent]],
    into: Dependents,
    names: Mapping[str, str],
) -> doc.DocumentEvent:
    told = details.get(event.id, ()) if event.id else ()
    pairs = tuple((names[one.tier], one.code.strip()) for one in told if into[one.tier] is Dependent.MODIFIER)
    words = [one.code.strip() for one in told if into[one.tier] is Dependent.COMMENT]
    if not told:
        return event
    comment = " | ".join(filter(None, (event.comment, *words)))
    return replace(event, modifiers=(*event.modifiers, *dict.fromkeys(pairs)), comment=comment)


def _list_name(tier: str) -> str:
    return f"{tier}: with details"


def _lists(
    document: doc.Document,
    events: Sequence[doc.DocumentEvent],
    details: Mapping[str, Sequence[doc.DocumentEvent]],
    into: Dependents,
    names: Mapping[str, str],
) -> Iterator[doc.Vocabulary]:
    """Code lists of the tiers whose annotations got modifiers: their own codes, each with what it is asked for now."""
    lists = {vocabulary.name: vocabulary for vocabulary in document.vocabularies}
    tiers = {tier.id: tier for tier in document.tiers}
    of_tier: dict[str, list[doc.DocumentEvent]] = defaultdict(list)
    for event in events:
        of_tier[event.tier].append(event)
    for tier_id, listed in of_tier.items():
        sets: dict[str, doc.ModifierSet] = {}
        for event in listed:
            told = [one for one in details.get(event.id, ()) if into[one.tier] is Dependent.MODIFIER]
            for one in told:
                planned = lists.get(tiers[one.tier].vocabulary)
                values = tuple(code.name for code in planned.codes) if planned is not None else ()
                before = sets.get(one.tier, doc.ModifierSet(names[one.tier], "one" if values else "text", values))
                several = sum(other.tier == one.tier for other in told) > 1 or before.kind == "several"
                if (several or before.values) and one.code.strip() not in before.values:
                    before = replace(before, values=(*before.values, one.code.strip()))
                sets[one.tier] = replace(before, kind="several") if several else before
        if sets:
            sets = {tier: _with_all_seen(one, tier, listed, details) for tier, one in sets.items()}
            had = lists.get(tiers[tier_id].vocabulary, doc.Vocabulary(""))
            codes = {code.name: code for code in had.codes}
            for event in listed:
                kind = doc.DocumentCodeKind.POINT if event.point else doc.DocumentCodeKind.STATE
                codes.setdefault(event.code, doc.DocumentCode(event.code, kind))
            asked = tuple(replace(code, modifiers=(*code.modifiers, *sets.values())) for code in codes.values())
            yield doc.Vocabulary(_list_name(tier_id), asked)


def _with_all_seen(
    one: doc.ModifierSet,
    tier: str,
    listed: Sequence[doc.DocumentEvent],
    details: Mapping[str, Sequence[doc.DocumentEvent]],
) -> doc.ModifierSet:
    """A list of several holds whatever was said, also before it was known that several are said."""
    if one.kind != "several":
        return one
    seen = (d.code.strip() for event in listed for d in details.get(event.id, ()) if d.tier == tier)
    return replace(one, values=tuple(dict.fromkeys((*one.values, *seen))))
