"""Bring a document down to what a format can carry, and say what that took: writers only ever see the result.

A writer that only sees a reduced document cannot lose anything silently, and "export, then import" must give back
exactly the reduced document: that is what the property tests check.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from coder.interchange.document.document import (
    DEFAULT_GROUP,
    Document,
    DocumentCode,
    DocumentEpisode,
    DocumentEvent,
    DocumentSubject,
    DocumentTier,
    ModifierSet,
    Pairs,
    Stereotype,
    in_order,
)
from coder.interchange.document.losses import LossReport, as_text, became
from coder.interchange.document.provenance import plain
from coder.interchange.document.tier_names import TierBook, parse_tier_name, tier_name, unique_name
from coder.interchange.document.written_times import to_unit
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

EPISODE_GROUP = "episode"


def _same(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Carries:
    """What a format can hold.

    Attributes
    ----------
    unit_us : int
        Its smallest step of time.
    min_state_us : int
        States shorter than this are lengthened (0 for formats that hold states of no length).
    points, overlaps : bool
        Whether it holds points, and events of one tier that overlap.
    pairs_states : bool
        Whether a state is a start and a stop of one subject and code, so that two coders' at once would melt into one.
    split_kinds, split_coders : bool
        Whether states and points, or the work of several coders, need tiers of their own.
    tiers, empty_tiers : bool
        Whether it keeps tiers under their own names, and those without events.
    groups : bool
        Whether it says which group a code is of: where it does not, a label of several groups takes the group along.
    one_group : str
        The group of every event, for formats that know only one, and so say none.
    names : callable
        Takes a tier's id and subject apart into subject and group, as the reader will.
    name : callable
        Makes a tier's id of subject and group: the inverse of ``names``.
    text, name_text : callable
        What becomes of a text, and of a tier's or subject's name (as of any text where it is None): the characters
        the format cannot hold replaced.
    """

    unit_us: int = 1
    min_state_us: int = 0
    points: bool = True
    overlaps: bool = True
    pairs_states: bool = False
    split_kinds: bool = False
    split_coders: bool = False
    tiers: bool = False
    empty_tiers: bool = False
    hierarchy: bool = False
    groups: bool = True
    one_group: str = ""
    empty_codes: bool = True
    subjects: bool = False
    vocabularies: bool = False
    modifiers: bool = False
    comments: bool = False
    coder: bool = False
    origin: bool = False
    conduct: bool = False
    ids: bool = False
    episodes: bool = False
    variables: bool = False
    media: bool = False
    media_details: bool = False
    description: bool = False
    exchanges: bool = False
    trials: bool = False
    modifier_details: frozenset[str] = frozenset()
    """Which details of a list of modifiers: of ``keys``, ``unit``, ``range``, ``required``, ``description``."""
    layers: bool = False
    statement: bool = True
    names: Callable[[DocumentTier], tuple[str, str]] = lambda tier: parse_tier_name(tier.id)
    name: Callable[[str, str], str] = tier_name
    text: Callable[[str], str] = _same
    name_text: Callable[[str], str] | None = None


def reduce(
    document: Document, carries: Carries, report: LossReport, *, shared: frozenset[str] = frozenset()
) -> Document:
    """Return what is left of a document in a format, noting in ``report`` everything that changed.

    ``shared`` are labels that stand in several groups of the whole file, of which this is one recording.
    """
    document = _without_episodes(document, carries, report)
    document = _reduce_events(document, carries, report)
    if carries.one_group or not carries.groups:
        document = _with_groups(document, shared | labels_of_several_groups([document]), carries, report)
    document = _arrange_tiers(document, carries, report)
    document = _without_details(document, carries, report)
    return replace(document, events=in_order(document.events))


def _without_episodes(document: Document, carries: Carries, report: LossReport) -> Document:
    if not document.episodes:
        return document
    if carries.episodes:
        return replace(document, episodes=tuple(_reduce_episode(e, carries, report) for e in document.episodes))
    report.add(
        "episodes-as-events",
        tr("Episodes are written as ordinary events of the tier “{episode_group}”.", episode_group=EPISODE_GROUP),
        count=len(document.episodes),
        example=document.episodes[0].name,
    )
    taken = {tier.id for tier in document.tiers}
    tier = DocumentTier(unique_name(EPISODE_GROUP, taken), "", EPISODE_GROUP)
    events = tuple(DocumentEvent(tier.id, "", e.name, e.onset_us, e.offset_us) for e in document.episodes)
    return replace(document, episodes=(), tiers=(*document.tiers, tier), events=document.events + events)


def _reduce_episode(episode: DocumentEpisode, carries: Carries, report: LossReport) -> DocumentEpisode:
    onset, offset = to_unit(episode.onset_us, carries.unit_us), to_unit(episode.offset_us, carries.unit_us)
    kept = DocumentEpisode(carries.text(episode.name), onset, max(offset, onset + carries.min_state_us))
    if kept != episode:
        report.add("episodes-changed", tr("Episodes are rounded to the format's step of time."), example=episode.name)
    return kept


def _reduce_events(document: Document, carries: Carries, report: LossReport) -> Document:
    tiers = {tier.id: tier for tier in document.tiers}
    reduced = [_reduce_event(event, tiers[event.tier], carries, report) for event in document.events]
    if carries.text is not _same:
        _note_texts(document.events, reduced, report)
    return replace(document, events=tuple(reduced))


def _reduce_event(event: DocumentEvent, tier: DocumentTier, carries: Carries, report: LossReport) -> DocumentEvent:
    onset, offset, point, code = event.onset_us, event.offset_us, event.point, event.code
    unit, clean = carries.unit_us, carries.text
    follows = carries.hierarchy and _follows(tier)
    if unit > 1 and not (carries.hierarchy and tier.stereotype.symbolic):
        onset, offset = to_unit(onset, unit), to_unit(offset, unit)
        if onset != event.onset_us or offset != event.offset_us:
            report.add(
                "times-rounded", tr("Times are rounded to {unit}.", unit=_unit_words(unit)), example=_place(event)
            )
    if point and not carries.points:
        point = False
        report.add(
            "points-as-states", tr("Points become states of the shortest length the format has."), example=_place(event)
        )
    if not point and not follows and offset - onset < carries.min_state_us:
        if not event.point:
            report.add(
                "states-lengthened", tr("States too short for the format are lengthened."), example=_place(event)
            )
        offset = onset + carries.min_state_us
    if clean is not _same:
        code = clean(code)
    if not code and not carries.empty_codes:
        code = clean(tier.group) or DEFAULT_GROUP
        report.add("codes-named", tr("Events without a code are given the name of their tier."), example=_place(event))
    for name, held in (("modifiers", event.modifiers), ("comments", event.comment), ("coder", event.coder)):
        if held and not getattr(carries, name):
            report.add(f"{name}-dropped", _DROPPED[name], example=_place(event))
    if event.origin and not carries.origin:
        report.add("origin-dropped", _DROPPED["origin"], example=_place(event))
    return DocumentEvent(
        event.tier,
        event.subject,
        code,
        onset_us=onset,
        offset_us=offset,
        point=point,
        modifiers=_clean_pairs(event.modifiers, clean) if carries.modifiers else (),
        comment=clean(event.comment) if carries.comments else "",
        coder=clean(event.coder) if carries.coder else "",
        origin=event.origin if carries.origin else "",
        conduct=event.conduct if carries.conduct else "",
        sources=event.sources if carries.conduct else "",
        id=event.id if carries.ids or carries.hierarchy else "",
        parent=event.parent if carries.hierarchy else "",
        extra=event.extra,
    )


def labels_of_several_groups(documents: Iterable[Document]) -> frozenset[str]:
    """Labels that more than one group has, planned or used: by the label alone nobody could tell which was meant."""
    groups: dict[str, set[str]] = {}
    for document in documents:
        listed = {one.name: one for one in document.vocabularies}
        for tier in document.tiers:
            for code in listed[tier.vocabulary].codes if tier.vocabulary in listed else ():
                groups.setdefault(code.name, set()).add(tier.group)
        of_tier = {tier.id: tier.group for tier in document.tiers}
        for event in document.events:
            groups.setdefault(event.code, set()).add(of_tier[event.tier])
    return frozenset(label for label, held in groups.items() if label and len(held) > 1)


def _with_groups(document: Document, shared: frozenset[str], carries: Carries, report: LossReport) -> Document:
    groups = {tier.id: tier.group for tier in document.tiers}
    events = []
    for event in document.events:
        if event.code in shared:
            named = carries.text(f"{groups[event.tier]}: {event.code}")
            report.add(
                "labels-with-groups",
                tr("A label of several tiers or groups is written with its group before it: the format has no groups."),
                example=became((event.code, named), most=60),
            )
            event = replace(event, code=named)
        events.append(event)
    return replace(document, events=tuple(events))


def _follows(tier: DocumentTier) -> bool:
    """Whether the times of a tier's events follow from those of its parent."""
    return tier.stereotype.symbolic or tier.stereotype is Stereotype.TIME_SUBDIVISION


_DROPPED = {
    "modifiers": tr("Modifiers are left out."),
    "comments": tr("Comments are left out."),
    "coder": tr("Who coded an event is left out."),
    "origin": tr("Whether an event was coded by hand or accepted from a proposal is left out."),
}


def _arrange_tiers(document: Document, carries: Carries, report: LossReport) -> Document:
    """Give events the tiers they will have when the file is read: canonical ones, or named and split ones."""
    tiers = {tier.id: _clean_tier(tier, carries) for tier in document.tiers}
    if carries.text is not _same or carries.name_text is not None:
        _note_tiers(document.tiers, tiers.values(), report)
    if not carries.hierarchy:
        loose = [tier.id for tier in document.tiers if tier.parent]
        report.add(
            "hierarchy-dropped",
            tr("Tiers stand side by side: which tier or event depends on which is left out."),
            count=len(loose),
            example=loose[0] if loose else "",
        )
        tiers = {old: replace(tier, parent="", stereotype=Stereotype.NONE) for old, tier in tiers.items()}
    if not carries.tiers:
        return _canonical_tiers(document, tiers, carries, report)
    canonical = {tier.id for tier in document.tiers if tier.id == tier_name(tier.subject, tier.group)}
    by_tier: dict[str, list[DocumentEvent]] = {tier_id: [] for tier_id in tiers}
    for event in in_order(document.events):
        by_tier[event.tier].append(event)
    taken: set[str] = set()
    renamed: dict[str, str] = {}
    arranged: list[DocumentTier] = []
    events: list[DocumentEvent] = []
    for old_id, tier in tiers.items():
        if not by_tier[old_id] and not carries.empty_tiers:
            report.add("empty-tiers-dropped", tr("Tiers without events are left out."), example=old_id)
            continue
        lanes = [by_tier[old_id]] if carries.hierarchy and _follows(tier) else _lanes(by_tier[old_id], carries)
        for number, lane in enumerate(lanes or [[]]):
            wanted = tier.id
            if not wanted or carries.names(tier) != (tier.subject, tier.group):
                wanted = carries.name(tier.subject, tier.group)
                if old_id not in canonical:
                    report.add("tiers-renamed", tr("Tiers are named after their group and subject."), example=tier.id)
            named = replace(tier, id=unique_name(wanted, taken))
            if number:
                report.add("tiers-split", _SPLIT, example=tier.id)
            if carries.split_coders:
                named = replace(named, coder=lane[0].coder if lane else tier.coder)
            renamed.setdefault(old_id, named.id)
            taken.add(named.id)
            arranged.append(named)
            events.extend(replace(e, tier=named.id, subject=named.subject) for e in lane)
    arranged = [replace(tier, parent=renamed.get(tier.parent, "")) for tier in arranged]
    return replace(document, tiers=tuple(arranged), events=tuple(events))


_SPLIT = tr("Tiers are split where the format needs one for states, points, a second coder or overlapping events.")


def _canonical_tiers(
    document: Document, tiers: dict[str, DocumentTier], carries: Carries, report: LossReport
) -> Document:
    used = {event.tier for event in document.events}
    empty = [tier_id for tier_id in tiers if tier_id not in used]
    if not carries.empty_tiers:
        report.add("empty-tiers-dropped", tr("Tiers without events are left out."), count=len(empty))
    book = TierBook()
    if carries.empty_tiers:
        for tier in tiers.values():
            book.id_for(tier.subject, carries.one_group or tier.group)
    if carries.one_group and len({tiers[tier_id].group for tier_id in used}) > 1:
        report.add("groups-merged", tr("The tiers of a subject are put together in one."), count=len(used))
    events = []
    for event in in_order(document.events):
        tier = tiers[event.tier]
        tier_id = book.id_for(tier.subject, carries.one_group or tier.group)
        events.append(replace(event, tier=tier_id, subject=tier.subject))
    lists = {(tier.subject, tier.group): tier.vocabulary for tier in reversed(tiers.values())}
    named = tuple(replace(tier, vocabulary=lists.get((tier.subject, tier.group), "")) for tier in book.tiers())
    return replace(document, tiers=named, events=tuple(events))


def _lanes(events: list[DocumentEvent], carries: Carries) -> list[list[DocumentEvent]]:
    """Split one tier's events, in order, so that no lane mixes what the format keeps apart or overlaps."""
    order: list[list[DocumentEvent]] = []
    ends: dict[tuple[bool, str], list[tuple[int, int]]] = {}
    for event in events:
        key = (carries.split_kinds and event.point, event.coder if carries.split_coders else "")
        heap = ends.setdefault(key, [])
        if heap and (carries.overlaps or heap[0][0] <= event.onset_us):
            _, lane = heapq.heappop(heap)
        else:
            lane = len(order)
            order.append([])
        order[lane].append(event)
        heapq.heappush(heap, (max(event.offset_us, event.onset_us + carries.min_state_us), lane))
    return order


def _without_details(document: Document, carries: Carries, report: LossReport) -> Document:
    clean = carries.name_text or carries.text
    if document.variables and not carries.variables:
        names = ", ".join(variable.name for variable in document.variables[:3])
        report.add(
            "variables-dropped", tr("Independent variables are left out."), count=len(document.variables), example=names
        )
    drifting = [one for one in document.media if one.rate != 1.0]
    if drifting and carries.media:
        report.add(
            "media-rate-dropped",
            tr("That a further camera's clock runs faster or slower is left out; where it begins goes along."),
            count=len(drifting),
        )
    if document.media and not carries.media:
        report.add("media-dropped", tr("Which media files belong to it is left out."), count=len(document.media))
    elif not carries.media_details:
        bare = [m for m in document.media if m.duration_us is not None or m.frame_rate is not None or m.player != 1]
        report.add(
            "media-details-dropped", tr("Length, frame rate and player of a media file are left out."), count=len(bare)
        )
    if document.description and not carries.description:
        report.add("description-dropped", tr("The description of the recording is left out."))
    if document.exchanges and not carries.exchanges:
        report.add("exchanges-dropped", tr("Exchanges and latencies are left out."), count=len(document.exchanges))
    if document.trials and not carries.trials:
        report.add("trials-dropped", tr("Latencies from markers are left out."), count=len(document.trials))
    if document.statement and not carries.statement:
        report.add(
            "purpose-not-carried",
            tr("What the study is for, and what the names in it are, cannot stand in it: say it when you pass it on."),
        )
    document = _without_modifier_details(document, carries, report)
    if document.vocabularies and not carries.vocabularies:
        report.add(
            "codes-dropped",
            tr("Code lists with their descriptions are left out; the codes themselves stand in the events."),
            count=sum(len(vocabulary.codes) for vocabulary in document.vocabularies),
        )
    named = tuple(dict.fromkeys(tier.subject for tier in document.tiers if tier.subject))
    if not carries.subjects:
        told = [s for s in document.subjects if s.description or s.key or clean(s.name) not in named]
        report.add(
            "subjects-dropped",
            tr("Descriptions and keys of subjects, and subjects without a tier, are left out."),
            count=len(told),
            example=told[0].name if told else "",
        )
    tiers = document.tiers
    if not carries.vocabularies:
        tiers = tuple(replace(tier, vocabulary="") for tier in tiers)
    return replace(
        document,
        tiers=tiers,
        subjects=document.subjects if carries.subjects else tuple(DocumentSubject(name) for name in named),
        vocabularies=document.vocabularies if carries.vocabularies else (),
        variables=document.variables if carries.variables else (),
        media=tuple(replace(one, rate=1.0) for one in document.media) if carries.media else (),
        description=document.description if carries.description else "",
        exchanges=document.exchanges if carries.exchanges else (),
        trials=document.trials if carries.trials else (),
        layers=document.layers if carries.layers else (),
        statement=plain(document.statement, carries.text) if document.statement and carries.statement else None,
    )


def _without_modifier_details(document: Document, carries: Carries, report: LossReport) -> Document:
    """Leave out what the format cannot say of a modifier, and say of how many, and what."""
    lost: dict[str, list[str]] = {}

    def kept(code: DocumentCode, one: ModifierSet) -> ModifierSet:
        new = one
        for detail, (fields, words) in _details(one).items():
            if words and detail not in carries.modifier_details:
                lost.setdefault(f"{code.name} {one.name}", []).append(words)
                new = replace(new, **fields)
        return new

    vocabularies = tuple(
        replace(
            vocabulary,
            codes=tuple(
                replace(code, modifiers=tuple(kept(code, one) for one in code.modifiers), marker=False)
                for code in vocabulary.codes
            ),
        )
        for vocabulary in document.vocabularies
    )
    marking = [code.name for vocabulary in document.vocabularies for code in vocabulary.codes if code.marker]
    report.add(
        "markers-dropped",
        tr("Which codes mark trials is left out; the trials and their factors stand in the events."),
        count=len(marking),
        example=marking[0] if marking else "",
    )
    for place, words in lost.items():
        report.add(
            "modifier-details-dropped",
            tr("Of modifiers, keys, unit, range, description and whether one is required are left out, as listed."),
            example=f"{place}: {', '.join(words)}"[:80],
        )
    return replace(document, vocabularies=vocabularies) if lost or marking else document


def _details(one: ModifierSet) -> dict[str, tuple[dict[str, Any], str]]:
    """Of each detail: the fields that take it off, and the words that say it; "" where there is none."""
    ends = ["" if end is None else f"{end:g}" for end in (one.least, one.most)]
    return {
        "keys": ({"keys": ""}, f"keys {one.keys}" if one.keys else ""),
        "unit": ({"unit": ""}, one.unit),
        "range": ({"least": None, "most": None}, f"{ends[0]} to {ends[1]}" if any(ends) else ""),
        "required": ({"required": False}, "required" if one.required else ""),
        "description": ({"description": ""}, "description" if one.description else ""),
    }


def _clean_tier(tier: DocumentTier, carries: Carries) -> DocumentTier:
    clean = carries.name_text or carries.text
    return replace(
        tier,
        id=carries.text(tier.id),
        subject=clean(tier.subject),
        group=clean(tier.group) or DEFAULT_GROUP,
        coder=carries.text(tier.coder) if carries.split_coders else "",
    )


def _clean_pairs(pairs: Pairs, clean: Callable[[str], str]) -> Pairs:
    return tuple((clean(name), clean(value)) for name, value in pairs if clean(value))


def _note_texts(before: Iterable[DocumentEvent], after: Iterable[DocumentEvent], report: LossReport) -> None:
    for old, new in zip(before, after, strict=True):
        texts = [(was, now) for was, now in ((old.comment, new.comment), (old.coder, new.coder)) if now]
        texts += [(old.code, new.code)] if old.code else []
        texts += [(as_text(old.modifiers), as_text(new.modifiers))] if new.modifiers else []
        if any(was != now for was, now in texts):
            report.add("texts-changed", _CHANGED, example=became(*texts))


def _note_tiers(before: Iterable[DocumentTier], after: Iterable[DocumentTier], report: LossReport) -> None:
    for old, new in zip(before, after, strict=True):
        names = (old.id, new.id), (old.subject, new.subject), (old.group, new.group)
        if any(was != now for was, now in names):
            report.add("texts-changed", _CHANGED, example=became(*names))


_CHANGED = tr("Names and texts with characters that the format cannot hold are changed.")


def _unit_words(unit_us: int) -> str:
    return {1_000: "the millisecond", 1_000_000: "the second"}.get(unit_us, f"{unit_us / 1e6:g} s")


def _place(event: DocumentEvent) -> str:
    return f"{event.subject or event.tier} {event.code[:30]!r} at {format_us(event.onset_us)}"
