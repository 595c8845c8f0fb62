"""What ELAN's rules for tiers ask of a document before it is written: some tiers loosened, some times derived."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from coder.files.bounded_read import FormatError
from coder.files.safe_xml import clean
from coder.interchange.document.document import (
    Document,
    DocumentCode,
    DocumentEvent,
    DocumentTier,
    Media,
    Stereotype,
    Vocabulary,
)
from coder.interchange.document.losses import LossReport
from coder.interchange.document.tier_names import unique_name
from coder.interchange.document.written_times import to_unit
from coder.interchange.formats.elan.eaf_modifiers import LISTS, kept_lists, lists_of, value_lists
from coder.interchange.formats.elan.eaf_reader import POINT_US, mime_of, path_of
from coder.interchange.formats.elan.eaf_xml import tiers_parents_first
from coder.interchange.formats.elan.time_slots import ParentFinder, share_out
from coder.vocabulary.language import tr

_ID = re.compile(r"a\d{1,9}")
_LOOSE = tr("Tiers that do not fit inside the tier they depend on are written as tiers of their own.")


def prepare_eaf(document: Document, report: LossReport) -> Document:
    """Cut dependent tiers loose whose events do not keep the rules of their stereotype."""
    if not any(tier.parent for tier in document.tiers):
        return document
    tiers = {tier.id: tier for tier in document.tiers}
    events = events_by_tier(document)
    try:
        order = tiers_parents_first("", {tier.id: tier.parent for tier in document.tiers})
    except FormatError:
        report.add("hierarchy-dropped", _LOOSE, count=sum(bool(tier.parent) for tier in document.tiers))
        return replace(document, tiers=tuple(_loose(tier) for tier in document.tiers))
    for tier_id in order:
        tier = tiers[tier_id]
        if not tier.parent:
            continue
        fitting = _fitting(tier, events[tier_id], tiers[tier.parent], events[tier.parent])
        if fitting is None:
            report.add("hierarchy-dropped", _LOOSE, example=tier_id)
            tiers[tier_id] = _loose(tier)
        elif fitting is not tier.stereotype:
            report.add(
                "stereotype-changed",
                tr("Dependent tiers that keep another rule than their own are given that one."),
                example=f"{tier_id}: {fitting}",
            )
            tiers[tier_id] = replace(tier, stereotype=fitting)
    return replace(document, tiers=tuple(tiers.values()))


def finish_eaf(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """Give events ids and the times their parents leave them; bring code lists and media into ELAN's form."""
    return tuple(_finish(document, report) for document in documents)


def _finish(document: Document, report: LossReport) -> Document:
    names: dict[str, str] = {}
    for vocabulary in document.vocabularies:
        names[vocabulary.name] = unique_name(clean(vocabulary.name), set(names.values()))
        if names[vocabulary.name] != vocabulary.name:
            sentence = tr("Names of code lists with characters that the format cannot hold are changed.")
            report.add("vocabularies-renamed", sentence, example=names[vocabulary.name])
    tiers = tuple(replace(tier, vocabulary=names.get(tier.vocabulary, "")) for tier in document.tiers)
    document = _with_ids(replace(document, tiers=tiers))
    document = _follow_parents(document, report)
    lists = value_lists(document.vocabularies) or lists_of(document.extra)
    for name, value in dict.fromkeys(pair for event in document.events for pair in event.modifiers):
        if name in lists and value not in lists[name]:
            lists[name] = (*lists[name], value)
    return replace(
        document,
        extra=(*(pair for pair in document.extra if pair[0] != LISTS), *kept_lists(lists)),
        vocabularies=tuple(
            _vocabulary(replace(vocabulary, name=names[vocabulary.name]), report)
            for vocabulary in document.vocabularies
        ),
        media=tuple(_media(media, report) for media in document.media),
    )


def events_by_tier(document: Document) -> dict[str, list[DocumentEvent]]:
    """Events of every tier, in the order of the document."""
    grouped: dict[str, list[DocumentEvent]] = {tier.id: [] for tier in document.tiers}
    for event in document.events:
        grouped[event.tier].append(event)
    return grouped


def _loose(tier: DocumentTier) -> DocumentTier:
    return replace(tier, parent="", stereotype=Stereotype.NONE)


def _written(event: DocumentEvent, *, lengthened: bool = True) -> tuple[int, int]:
    """Where an event lies in the file: in whole milliseconds, points and short states as long as one."""
    onset = to_unit(event.onset_us, POINT_US)
    offset = onset if event.point else to_unit(event.offset_us, POINT_US)
    return onset, max(offset, onset + POINT_US) if lengthened or event.point else offset


def _fitting(
    tier: DocumentTier, events: list[DocumentEvent], above: DocumentTier, parents: list[DocumentEvent]
) -> Stereotype | None:
    """The stereotype whose rule the tier keeps in the file, its own first; None where it fits none."""
    tiled = above.stereotype is Stereotype.TIME_SUBDIVISION
    spans = [_written(parent, lengthened=not tiled) for parent in parents]
    crowded = any(before[1] > after[0] for before, after in pairwise(sorted(spans)))
    if crowded or len({p.coder for p in parents}) > 1 or any(p.point for p in parents):
        return None
    if tier.stereotype.symbolic:
        ids = {p.id for p in parents if p.id}
        named = [event.parent for event in events]
        if any(parent not in ids for parent in named) or len(ids) != len(parents):
            return None
        alone = len(set(named)) == len(named)
        return tier.stereotype if alone else Stereotype.SYMBOLIC_SUBDIVISION
    finder = ParentFinder([(*span, str(at)) for at, span in enumerate(spans)])
    if tier.stereotype is Stereotype.TIME_SUBDIVISION:
        parts: dict[str, list[tuple[int, int]]] = {}
        for event in events:
            part = _written(event, lengthened=False)
            parts.setdefault(finder.find(*part), []).append(part)
        if "" not in parts and all(_tiles(spans[int(at)], sorted(inside)) for at, inside in parts.items()):
            return tier.stereotype
    return Stereotype.INCLUDED_IN if all(finder.find(*_written(event)) for event in events) else None


def _tiles(whole: tuple[int, int], parts: list[tuple[int, int]]) -> bool:
    edges = [whole[0], *(edge for part in parts for edge in part), whole[1]]
    return all(before == after for before, after in zip(edges[::2], edges[1::2], strict=True))


def _with_ids(document: Document) -> Document:
    """Keep the ids that ELAN could have given, each once, and number the rest after them."""
    kept: set[str] = set()
    for event in document.events:
        if _ID.fullmatch(event.id):
            kept.add(event.id)
    number = max((int(name[1:]) for name in kept), default=0)
    used: set[str] = set()
    # By tier, since the ids of other programs may be unique in each tier only.
    renamed: dict[tuple[str, str], str] = {}
    above = {tier.id: tier.parent for tier in document.tiers}
    events = []
    for event in document.events:
        new = event.id
        if new not in kept or new in used:
            number += 1
            new = f"a{number}"
            renamed.setdefault((event.tier, event.id), new)
        used.add(new)
        events.append(event if new == event.id else replace(event, id=new))
    if renamed:
        keys = [(above[event.tier], event.parent) for event in events]
        events = [replace(e, parent=renamed[key]) if key in renamed else e for e, key in zip(events, keys, strict=True)]
    return replace(document, events=tuple(events))


def _follow_parents(document: Document, report: LossReport) -> Document:
    grouped = events_by_tier(document)
    tiers = {tier.id: tier for tier in document.tiers}
    for tier_id in tiers_parents_first("", {tier.id: tier.parent for tier in document.tiers}):
        tier = tiers[tier_id]
        if not tier.parent:
            # Also where its tier has just been cut loose.
            grouped[tier_id] = [replace(e, parent="") if e.parent else e for e in grouped[tier_id]]
            continue
        parents = {event.id: event for event in grouped[tier.parent]}
        if tier.stereotype.symbolic:
            grouped[tier_id] = list(_derived(tier, grouped[tier_id], parents, report))
        else:
            finder = ParentFinder([(p.onset_us, p.offset_us, p.id) for p in parents.values()])
            lengthened = tier.stereotype is not Stereotype.TIME_SUBDIVISION
            grouped[tier_id] = [
                replace(e, parent=finder.find(*_written(e, lengthened=lengthened))) for e in grouped[tier_id]
            ]
    return replace(document, events=tuple(event for events in grouped.values() for event in events))


def _derived(
    tier: DocumentTier, events: list[DocumentEvent], parents: dict[str, DocumentEvent], report: LossReport
) -> Iterable[DocumentEvent]:
    parts: dict[str, list[DocumentEvent]] = {}
    for event in events:
        parts.setdefault(event.parent, []).append(event)
    for parent_id, inside in parts.items():
        onset, offset = parents[parent_id].onset_us, parents[parent_id].offset_us
        subdivided = tier.stereotype is Stereotype.SYMBOLIC_SUBDIVISION
        shares = share_out(onset, offset, len(inside)) if subdivided else [(onset, offset)] * len(inside)
        for event, (start, end) in zip(inside, shares, strict=True):
            if (event.onset_us, event.offset_us) != (start, end):
                report.add(
                    "times-follow-parent",
                    tr("Dependent events without a time of their own take it from the event they depend on."),
                    example=f"{tier.id} {event.code[:30]!r}",
                )
            yield replace(event, onset_us=start, offset_us=end, point=False)


def _vocabulary(vocabulary: Vocabulary, report: LossReport) -> Vocabulary:
    codes: dict[str, DocumentCode] = {}
    for code in vocabulary.codes:
        bare = DocumentCode(clean(code.name), description=clean(code.description))
        if bare.name in codes:
            report.add("codes-joined", tr("A code listed twice is listed once."), example=bare.name)
        elif code != bare:
            report.add(
                "code-details-dropped",
                tr("Keys, kinds, colours and exclusions of codes are left out, and which code has which modifiers."),
                example=bare.name,
            )
        codes.setdefault(bare.name, bare)
    return Vocabulary(vocabulary.name, tuple(codes.values()), clean(vocabulary.description))


def _media(media: Media, report: LossReport) -> Media:
    starts_us = to_unit(media.starts_us, 1_000)
    if starts_us != media.starts_us:
        report.add("times-rounded", tr("Times are rounded to the millisecond."), example=media.path)
    path = clean(media.path)
    url = next((value for key, value in media.extra if key == "eaf.url" and path_of(value) == path), "")
    return Media(
        path,
        starts_us=starts_us,
        mime=clean(media.mime) or mime_of(path),
        extra=media.extra if url else tuple(pair for pair in media.extra if not pair[0].startswith("eaf")),
    )
