"""ELAN files into documents: tiers with parents, controlled vocabularies, unaligned slots, media, annotators."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import cast
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from coder.files.bounded_read import FormatError
from coder.files.safe_xml import serialise
from coder.interchange.document.document import (
    Document,
    DocumentCode,
    DocumentEpisode,
    DocumentEvent,
    DocumentSubject,
    DocumentTier,
    Media,
    Pairs,
    Stereotype,
    Variable,
    Vocabulary,
    in_order,
    value_of,
)
from coder.interchange.document.losses import LossReport
from coder.interchange.document.packed_values import pack, unpack
from coder.interchange.document.provenance import FIELDS as STATED
from coder.interchange.document.provenance import statement_of
from coder.interchange.document.tier_names import parse_tier_name
from coder.interchange.formats.elan.eaf_modifiers import MODIFIER_TYPE, kept_lists
from coder.interchange.formats.elan.eaf_xml import RawAnnotation, RawEaf, parse_eaf, tiers_parents_first, types_of
from coder.interchange.formats.elan.time_slots import ParentFinder, fill_chains, fill_rest, in_sequence, share_out
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

POINT_TYPE = "point: "
EPISODE_TYPE = "dyadmirror episode"
FIELD_TYPES = {"comment": "dyadmirror comment", "modifiers": "dyadmirror modifiers", "origin": "dyadmirror origin"}
_STEREOTYPES = frozenset(str(stereotype) for stereotype in Stereotype)
PROPERTY = "dyadmirror."
POINT_US = 1_000
"""How long a point is in a file that knows none."""


def read_eaf(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read an ELAN file of version 2.7 to 3.0."""
    raw = parse_eaf(path)
    version = raw.root.get("FORMAT", raw.root.get("VERSION", ""))
    if version and version.split(".")[0] not in ("2", "3"):
        age, read_as = ("older", "2.7") if version < "2" else ("newer", "3.0")
        sentence = tr(
            "The file is of version {version}, {age} than {read_as}: it is read as {read_as}.",
            version=version[:10],
            age=age,
            read_as=read_as,
        )
        report.add(f"{age}-version", sentence)
    types = types_of(raw.root)
    parents = {tier_id: element.get("PARENT_REF", "") for tier_id, element in raw.tiers.items()}
    order = tiers_parents_first(raw.name, parents)
    if raw.odd_characters:
        report.add(
            "characters-replaced",
            tr("Control characters, which no XML can hold, are replaced by \ufffd."),
            count=raw.odd_characters,
        )
    bad: list[UnreadAnnotation] = []
    spans = _spans(raw, order, types, report, bad)
    fields = {tier_id: _field_of(element) for tier_id, element in raw.tiers.items()}
    values = _values_of_fields(raw, fields)
    tiers = {t: _tier(t, raw.tiers[t], types) for t in raw.tiers if not fields[t]}
    events: list[DocumentEvent] = []
    for tier_id in order:
        if tier_id in tiers:
            events += _events(raw, tiers[tier_id], spans, values)
    document = Document(
        title=path.name.removesuffix(".eaf"),
        media=tuple(_media(element) for element in raw.root.iterfind("HEADER/MEDIA_DESCRIPTOR")),
        subjects=tuple(DocumentSubject(name) for name in dict.fromkeys(t.subject for t in tiers.values() if t.subject)),
        tiers=tuple(tiers.values()),
        vocabularies=tuple(
            _vocabulary(element)
            for element in raw.root.iterfind("CONTROLLED_VOCABULARY")
            if not element.get("CV_ID", "").startswith(MODIFIER_TYPE)
        ),
        events=in_order(events),
        episodes=tuple(
            sorted(
                (
                    DocumentEpisode(a.value, *spans[a.id])
                    for tier_id, kind in fields.items()
                    if kind == "episode"
                    for a in raw.annotations[tier_id]
                ),
                key=lambda episode: (episode.onset_us, episode.offset_us, episode.name),
            )
        ),
        date=raw.root.get("DATE", ""),
    )
    document = _with_properties(document, raw)
    if bad:
        document = replace(document, extra=(*document.extra, (UNREAD, json.dumps([list(one) for one in bad]))))
    return (document,)


UNREAD = "eaf.bad"
UnreadAnnotation = tuple[str, str, str, str | int | None, int | None]
"""Tier, id and label; then begin and end in µs (None where there is no time), or the annotation it depends on."""


def eaf_names(tier: DocumentTier) -> tuple[str, str]:
    """Subject and group as this reader takes them from a tier's name and its participant."""
    return _subject_and_group(tier.id, tier.subject)


def mime_of(path: str) -> str:
    """Media type by the ending of a file's name, as ELAN writes it."""
    ending = path.rpartition(".")[2].lower()
    return {"wav": "audio/x-wav", "mp4": "video/mp4", "mpg": "video/mpeg", "mpeg": "video/mpeg"}.get(ending, "unknown")


def _subject_and_group(tier_id: str, participant: str) -> tuple[str, str]:
    subject, group = parse_tier_name(tier_id)
    if participant and subject not in ("", participant):
        return participant, tier_id
    return participant or subject, group


def _field_of(element: Element) -> str:
    kind = element.get("LINGUISTIC_TYPE_REF", "")
    if kind == EPISODE_TYPE:
        return "episode"
    if kind.startswith(MODIFIER_TYPE):
        return kind
    return next((name for name, type_id in FIELD_TYPES.items() if type_id == kind), "")


def _spans(
    raw: RawEaf, order: list[str], types: dict[str, Element], report: LossReport, bad: list[UnreadAnnotation]
) -> dict[str, tuple[int, int]]:
    """Times of every annotation, parents before those that depend on them; ``bad`` gets those that have none."""
    left_out: set[str] = set()

    def leave_out(tier_id: str, annotation: RawAnnotation, reason: str) -> None:
        report.left_out(f"tier {tier_id[:40]!r}, annotation {annotation.id[:40]!r}", reason)
        left_out.add(annotation.id)
        times = [raw.slots.get(ref) for ref in annotation.refs] if annotation.aligned else [annotation.refs[0], None]
        bad.append((tier_id, annotation.id, annotation.value, times[0], cast("int | None", times[1])))

    if raw.odd_slots:
        used = {ref for listed in raw.annotations.values() for one in listed if one.aligned for ref in one.refs}
        for slot, reason in raw.odd_slots.items():
            if slot not in used:
                report.left_out(f"time slot {slot[:40]!r}", reason)
        for tier_id in order:
            for annotation in raw.annotations[tier_id]:
                odd = [raw.odd_slots[ref] for ref in annotation.refs if ref in raw.odd_slots]
                if annotation.aligned and odd:
                    leave_out(tier_id, annotation, odd[0])
            raw.annotations[tier_id] = [one for one in raw.annotations[tier_id] if one.id not in left_out]
    open_slots = sum(time is None for time in raw.slots.values())
    for tier_id in order:
        fill_chains(raw.annotations[tier_id], raw.slots)
    fill_rest(raw.slots)
    if open_slots:
        report.add(
            "times-interpolated",
            tr("Time slots without a time are placed at equal steps, as ELAN does."),
            count=open_slots,
        )
    spans: dict[str, tuple[int, int]] = {}
    for tier_id in order:
        children: dict[str, list[RawAnnotation]] = {}
        for annotation in raw.annotations[tier_id]:
            if not annotation.aligned:
                children.setdefault(annotation.refs[0], []).append(annotation)
                continue
            try:
                spans[annotation.id] = _aligned_span(raw, annotation)
            except ValueError as error:
                leave_out(tier_id, annotation, str(error))
        for parent_id, parts in children.items():
            if parent_id not in spans:
                what = "an annotation that is left out," if parent_id in left_out else "a missing annotation"
                for part in parts:
                    leave_out(tier_id, part, f"it depends on {what} {parent_id[:40]!r}")
                continue
            onset, offset = spans[parent_id]
            if _stereotype(raw.tiers[tier_id], types) is Stereotype.SYMBOLIC_SUBDIVISION:
                shares = share_out(onset, offset, len(parts))
                spans.update({p.id: share for p, share in zip(in_sequence(parts), shares, strict=True)})
            else:
                spans.update({p.id: (onset, offset) for p in parts})
        if left_out:
            raw.annotations[tier_id] = [one for one in raw.annotations[tier_id] if one.id not in left_out]
    return spans


def _aligned_span(raw: RawEaf, annotation: RawAnnotation) -> tuple[int, int]:
    first, last = annotation.refs
    onset, offset = raw.slots.get(first), raw.slots.get(last)
    if onset is None or offset is None:
        missing = [ref for ref in annotation.refs if ref not in raw.slots]
        raise ValueError(
            tr("it refers to a missing time slot {missing!r}", missing=missing[0][:40])
            if missing
            else tr("it has no time")
        )
    if offset < onset:
        raise ValueError(
            tr("it ends before it begins ({time} to {time_2})", time=format_us(onset), time_2=format_us(offset))
        )
    return onset, offset


def _stereotype(element: Element, types: dict[str, Element]) -> Stereotype:
    kind = types.get(element.get("LINGUISTIC_TYPE_REF", ""))
    name = kind.get("CONSTRAINTS", "") if kind is not None else ""
    return Stereotype(name) if name in _STEREOTYPES else Stereotype.NONE


def _tier(tier_id: str, element: Element, types: dict[str, Element]) -> DocumentTier:
    subject, group = _subject_and_group(tier_id, element.get("PARTICIPANT", ""))
    type_id = element.get("LINGUISTIC_TYPE_REF", "")
    kind = types.get(type_id)
    known = {"TIER_ID", "PARTICIPANT", "ANNOTATOR", "PARENT_REF", "LINGUISTIC_TYPE_REF"}
    extra: list[tuple[str, str]] = [("eaf.type", type_id)]
    extra += [(f"eaf@{key}", value) for key, value in element.items() if key not in known]
    extra += [("eaf.xml", "".join(serialise(child, ""))) for child in element]
    if element.get("PARTICIPANT") is None and subject:
        extra.append(("eaf.no-participant", subject))
    return DocumentTier(
        tier_id,
        subject,
        group,
        parent=element.get("PARENT_REF", ""),
        stereotype=_stereotype(element, types),
        coder=element.get("ANNOTATOR", ""),
        vocabulary=kind.get("CONTROLLED_VOCABULARY_REF", "") if kind is not None else "",
        extra=tuple(extra),
    )


def _values_of_fields(raw: RawEaf, fields: dict[str, str]) -> dict[str, dict[str, str]]:
    """Comment, modifiers and origin of annotations, from the dependent tiers that hold them."""
    values: dict[str, dict[str, str]] = {"comment": {}, "modifiers": {}, "origin": {}}
    for tier_id, kind in fields.items():
        if kind in values:
            for annotation in raw.annotations[tier_id]:
                values[kind][annotation.refs[0]] = annotation.value
    details: dict[str, list[tuple[str, str]]] = {}
    for tier_id, kind in fields.items():
        if kind.startswith(MODIFIER_TYPE):
            parts: dict[str, list[RawAnnotation]] = {}
            for annotation in raw.annotations[tier_id]:
                parts.setdefault(annotation.refs[0], []).append(annotation)
            for parent, listed in parts.items():
                pairs = [(kind.removeprefix(MODIFIER_TYPE), one.value) for one in in_sequence(listed)]
                details.setdefault(parent, []).extend(pairs)
    return values | {
        "modifiers": {**{name: pack(tuple(pairs)) for name, pairs in details.items()}, **values["modifiers"]}
    }


def _events(
    raw: RawEaf, tier: DocumentTier, spans: dict[str, tuple[int, int]], values: dict[str, dict[str, str]]
) -> Iterable[DocumentEvent]:
    points = value_is_point_type(tier)
    finder = None
    if tier.parent and not tier.stereotype.symbolic:
        finder = ParentFinder([(*spans[a.id], a.id) for a in raw.annotations[tier.parent]])
    for annotation in raw.annotations[tier.id]:
        onset, offset = spans[annotation.id]
        point = points and offset - onset == POINT_US
        comment = values["comment"].get(annotation.id, "")
        modifiers = values["modifiers"].get(annotation.id, "")
        parent = finder.find(onset, offset) if finder else ("" if annotation.aligned else annotation.refs[0])
        yield DocumentEvent(
            tier.id,
            tier.subject,
            annotation.value,
            onset_us=onset,
            offset_us=onset if point else offset,
            point=point,
            modifiers=unpack(modifiers) if modifiers else (),
            comment=comment,
            coder=tier.coder,
            origin=values["origin"].get(annotation.id, ""),
            id=annotation.id,
            parent=parent,
            extra=_event_extra(annotation, raw),
        )


def value_is_point_type(tier: DocumentTier) -> bool:
    """Whether the tier's linguistic type is the one that this program gives to points."""
    return value_of(tier.extra, "eaf.type").startswith(POINT_TYPE)


def _event_extra(annotation: RawAnnotation, raw: RawEaf) -> Pairs:
    if not (annotation.attributes or annotation.rest or raw.unaligned):
        return ()
    extra = [(f"eaf@{key}", value) for key, value in annotation.attributes.items()]
    if "CVE_REF" in annotation.attributes:
        extra.append(("eaf.value", annotation.value))
    if annotation.rest:
        extra.append(("eaf.xml", annotation.rest))
    if annotation.aligned:
        extra += [("eaf.unaligned", str(raw.slots[ref])) for ref in annotation.refs if ref in raw.unaligned]
    return tuple(extra)


def _media(element: Element) -> Media:
    url = element.get("MEDIA_URL", "")
    origin = element.get("TIME_ORIGIN", "0")
    known = {"MEDIA_URL", "MIME_TYPE", "TIME_ORIGIN"}
    try:
        starts_us = -int(origin) * 1_000
    except ValueError:
        starts_us = 0
    return Media(
        path_of(url),
        starts_us=starts_us,
        mime=element.get("MIME_TYPE", ""),
        extra=(("eaf.url", url), *((f"eaf@{key}", value) for key, value in element.items() if key not in known)),
    )


def path_of(url: str) -> str:
    """File path of a media address; addresses that are no files stay as they are."""
    if url.startswith("file:"):
        path = unquote(url.removeprefix("file:"))
        path = "/" + path.lstrip("/") if path.startswith("//") else path
        return path[1:] if len(path) > 2 and path[2] == ":" else path
    return url if "://" in url else unquote(url)


def _take_out_modifiers(root: Element) -> dict[str, tuple[str, ...]]:
    """Take types and vocabularies of modifiers out, which are made anew in writing; return what the latter list."""
    lists: dict[str, tuple[str, ...]] = {}
    for element in list(root):
        if element.get("LINGUISTIC_TYPE_ID", "").startswith(MODIFIER_TYPE):
            root.remove(element)
        elif element.get("CV_ID", "").startswith(MODIFIER_TYPE):
            name = element.get("CV_ID", "").removeprefix(MODIFIER_TYPE)
            lists[name] = tuple(code.name for code in _vocabulary(element).codes)
            root.remove(element)
    return lists


def _vocabulary(element: Element) -> Vocabulary:
    codes = []
    for entry in element:
        if entry.tag == "CV_ENTRY":
            codes.append(DocumentCode(entry.text or "", description=entry.get("DESCRIPTION", "")))
        elif entry.tag == "CV_ENTRY_ML":
            value = entry.find("CVE_VALUE")
            if value is not None:
                codes.append(DocumentCode(value.text or "", description=value.get("DESCRIPTION", "")))
    told = element.find("DESCRIPTION")
    description = (told.text or "") if told is not None else element.get("DESCRIPTION", "")
    return Vocabulary(element.get("CV_ID", ""), tuple(codes), description)


def _with_properties(document: Document, raw: RawEaf) -> Document:
    """Take out what this program keeps in the header, and keep the rest of the file for writing it back."""
    variables: list[Variable] = []
    description = ""
    stated: dict[str, str] = {}
    header = raw.root.find("HEADER")
    for element in list(header) if header is not None else []:
        name = element.get("NAME", "")
        if header is None or element.tag != "PROPERTY" or not name.startswith(PROPERTY):
            continue
        if name.removeprefix(PROPERTY) in STATED:
            stated[name.removeprefix(PROPERTY)] = element.text or ""
            header.remove(element)
            continue
        try:
            told = json.loads(element.text or "")
            if name == f"{PROPERTY}variable":
                parts = [str(told[key]) for key in ("name", "value", "kind", "description")]
                choices = tuple(str(choice) for choice in told["choices"])
                variables.append(Variable(parts[0], parts[1], parts[2], parts[3], choices))
            elif name == f"{PROPERTY}description":
                description = str(told)
        except (ValueError, KeyError, TypeError) as error:
            raise FormatError(
                raw.name, tr("its property {name!r} is damaged: remove it", name=name), place="HEADER"
            ) from error
        header.remove(element)
    lists = _take_out_modifiers(raw.root)
    skeleton = "".join(serialise(raw.root, ""))
    return replace(
        document,
        variables=tuple(variables),
        description=description,
        statement=statement_of(stated),
        extra=(("eaf.skeleton", skeleton), *kept_lists(lists)),
    )
