"""Modifiers in ELAN: a dependent tier for each name, with a controlled vocabulary of its values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from coder.files.safe_xml import clean
from coder.interchange.document.document import DocumentCode, DocumentEvent, Pairs, Vocabulary, value_of

MODIFIER_TYPE = "dyadmirror modifier: "
"""Begins the name of the linguistic type, and of the controlled vocabulary, of each modifier."""
LISTS = "eaf.modifiers"
"""Name of the extra that holds the values of each modifier, as JSON."""


def spread(events: Sequence[DocumentEvent]) -> tuple[str, ...] | None:
    """Return the modifiers of a tier's events in their order, one tier each; None where that would lose anything.

    Nothing is lost where every event has them in one order and none is empty.
    """
    names = tuple(dict.fromkeys(name for event in events for name, _ in event.modifiers))
    order = {name: place for place, name in enumerate(names)}
    for event in events:
        places = [order[name] for name, _ in event.modifiers]
        if places != sorted(places) or any(not name.strip() or not value for name, value in event.modifiers):
            return None
    return names


def repeated(events: Iterable[DocumentEvent]) -> frozenset[str]:
    """Return the modifiers of which some event has several values."""
    found = set()
    for event in events:
        names = [name for name, _ in event.modifiers]
        found |= {name for name in names if names.count(name) > 1}
    return frozenset(found)


def value_lists(vocabularies: Iterable[Vocabulary]) -> dict[str, tuple[str, ...]]:
    """Return the values that codes list of each modifier, joined over codes; a number or text lists none."""
    found: dict[str, dict[str, None]] = {}
    for code in (code for vocabulary in vocabularies for code in vocabulary.codes):
        for one in code.modifiers:
            if one.values and clean(one.name).strip():
                found.setdefault(clean(one.name), {}).update(dict.fromkeys(map(clean, one.values)))
    return {name: tuple(values) for name, values in found.items()}


def kept_lists(lists: Mapping[str, Sequence[str]]) -> Pairs:
    """Return the lists as what a document carries beside its events."""
    return ((LISTS, json.dumps(dict(sorted((name, list(values)) for name, values in lists.items())))),) if lists else ()


def lists_of(extra: Pairs) -> dict[str, tuple[str, ...]]:
    """Return the lists that a document carries."""
    told = json.loads(value_of(extra, LISTS, "{}"))
    return {str(name): tuple(str(value) for value in values) for name, values in told.items()}


def vocabulary_of(name: str, values: Iterable[str]) -> Vocabulary:
    """Return the controlled vocabulary of a modifier."""
    return Vocabulary(f"{MODIFIER_TYPE}{name}", tuple(DocumentCode(value) for value in values))
