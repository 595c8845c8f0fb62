"""An ELAN file as it stands: time slots, tiers and annotations pulled out of the XML, the rest kept as a skeleton."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from coder.files.bounded_read import FormatError, decode, read_bytes, refuse_many
from coder.files.safe_xml import parse, serialise, without_controls
from coder.interchange.document.written_times import MAX_US, decimal_us
from coder.vocabulary.language import tr

FRAME_RATES = {"PAL-frames": 25.0, "NTSC-frames": 30_000 / 1_001}


@dataclass(slots=True)
class RawAnnotation:
    """One annotation. ``refs`` are two time slots, or the parent annotation and the one before it."""

    id: str
    value: str
    aligned: bool
    refs: tuple[str, str]
    attributes: dict[str, str]
    rest: str = ""


@dataclass(slots=True)
class RawEaf:
    """What was in the file; ``root`` is everything but slots and annotations."""

    name: str
    root: Element
    slots: dict[str, int | None] = field(default_factory=dict)
    """Time of each slot in µs, in the order of the file; None where it is unaligned."""
    unaligned: frozenset[str] = frozenset()
    """Slots that had no time in the file."""
    annotations: dict[str, list[RawAnnotation]] = field(default_factory=dict)
    """Of each tier, in the order of the file."""
    tiers: dict[str, Element] = field(default_factory=dict)
    odd_slots: dict[str, str] = field(default_factory=dict)
    """Slots whose time is none, each with the reason."""
    odd_characters: int = 0
    """How many control characters, which no XML may hold, were replaced."""


def parse_eaf(path: Path) -> RawEaf:
    """Read an ELAN file and check what everything else relies on: unique ids, and a parent for every dependent tier.

    Raises FormatError for anything that is not well-formed EAF.
    """
    data = read_bytes(path)
    if data[:3] != b"\xef\xbb\xbf" and b"\0" not in data[:4] and b'encoding="' not in data[:200]:
        decode(data, path.name)
    name = path.name
    refuse_many(name, data, {"ANNOTATION_ID": 1, "TIME_SLOT_ID": 2, "<": 12})
    data, odd_characters = without_controls(data)
    raw = RawEaf(name, Element("ANNOTATION_DOCUMENT"), odd_characters=odd_characters)
    pending: list[RawAnnotation] = []
    seen: set[str] = set()

    def on_slot(element: Element, parent: Element) -> None:
        slot = element.get("TIME_SLOT_ID", "")
        if slot in raw.slots or slot in raw.odd_slots:
            raise FormatError(
                name, tr("two time slots have the same id"), place=tr("time slot {slot!r}", slot=slot[:40])
            )
        value = element.get("TIME_VALUE")
        try:
            raw.slots[slot] = None if value is None else _slot_us(value)
        except ValueError as error:
            raw.odd_slots[slot] = str(error)

    def on_annotation(element: Element, parent: Element) -> None:
        annotation = _annotation(name, element)
        if annotation.id in seen:
            raise FormatError(
                name,
                tr("two annotations have the same id"),
                place=tr("annotation {annotation!r}", annotation=annotation.id[:40]),
            )
        seen.add(annotation.id)
        pending.append(annotation)

    def on_tier(element: Element, parent: Element) -> None:
        tier_id = element.get("TIER_ID", "")
        if not tier_id:
            raise FormatError(name, tr("a tier has no name"), place=tr("tier {number}", number=len(raw.tiers) + 1))
        if tier_id in raw.tiers:
            raise FormatError(
                name, tr("two tiers have the same name"), place=tr("tier {tier_id!r}", tier_id=tier_id[:40])
            )
        element.text = None
        raw.tiers[tier_id] = element
        raw.annotations[tier_id] = pending.copy()
        pending.clear()

    def on_time_order(element: Element, parent: Element) -> None:
        header = parent.find("HEADER")
        units = header.get("TIME_UNITS", "milliseconds") if header is not None else "milliseconds"
        if units in FRAME_RATES:
            for slot, us in raw.slots.items():
                raw.slots[slot] = None if us is None else round(us * 1_000 / FRAME_RATES[units])
        elif units != "milliseconds":
            raise FormatError(
                name, tr("its times are in {units!r}, which ELAN does not know", units=units[:20]), place="HEADER"
            )

    raw.root = parse(
        data,
        path.name,
        streamed={"TIME_SLOT": on_slot, "ANNOTATION": on_annotation, "TIER": on_tier, "TIME_ORDER": on_time_order},
    )
    raw.unaligned = frozenset(slot for slot, time in raw.slots.items() if time is None)
    if raw.root.tag != "ANNOTATION_DOCUMENT":
        raise FormatError(path.name, tr("it is XML, but no ELAN file (it holds {tag!r})", tag=raw.root.tag[:40]))
    return raw


def types_of(root: Element) -> dict[str, Element]:
    """Linguistic types by name."""
    return {element.get("LINGUISTIC_TYPE_ID", ""): element for element in root.iterfind("LINGUISTIC_TYPE")}


def tiers_parents_first(name: str, parents: dict[str, str]) -> list[str]:
    """Order tiers so that each comes after its parent.

    Raises FormatError for a parent that is missing and for tiers that depend on each other in a circle.
    """
    order: dict[str, None] = {}
    for tier in parents:
        chain: list[str] = []
        at = tier
        while at and at not in order:
            if at in chain:
                raise FormatError(
                    name, tr("tiers depend on each other in a circle"), place=tr("tier {at!r}", at=at[:40])
                )
            if at not in parents:
                raise FormatError(
                    name,
                    tr("it depends on a missing tier {at!r}", at=at[:40]),
                    place=tr("tier {chain!r}", chain=chain[-1][:40]),
                )
            chain.append(at)
            at = parents[at]
        order.update(dict.fromkeys(reversed(chain)))
    return list(order)


def _annotation(name: str, element: Element) -> RawAnnotation:
    inner = element[0] if len(element) else Element("")
    attributes = inner.attrib
    annotation_id = attributes.pop("ANNOTATION_ID", "")
    if inner.tag == "ALIGNABLE_ANNOTATION":
        aligned, first, second = True, "TIME_SLOT_REF1", "TIME_SLOT_REF2"
    elif inner.tag == "REF_ANNOTATION":
        aligned, first, second = False, "ANNOTATION_REF", "PREVIOUS_ANNOTATION"
    else:
        place = f"annotation {annotation_id[:40]!r}"
        raise FormatError(name, tr("an annotation is neither alignable nor a reference"), place=place)
    refs = (attributes.pop(first, ""), attributes.pop(second, ""))
    if not annotation_id or not refs[0] or (aligned and not refs[1]):
        place = f"annotation {annotation_id[:40]!r}"
        raise FormatError(name, tr("an annotation lacks its id, time slots or parent"), place=place)
    value, rest = "", ""
    for child in inner:
        if child.tag == "ANNOTATION_VALUE":
            value = child.text or ""
        else:
            rest += "".join(serialise(child, ""))
    return RawAnnotation(annotation_id, value, aligned, refs, attributes, rest)


def _slot_us(value: str) -> int:
    """Milliseconds, as ELAN writes them whole and some programs with a fraction, in µs. Raises ValueError."""
    us = (
        int(value) * 1_000
        if value.isascii() and value.isdigit() and len(value) < 12
        else decimal_us(value, scale=1_000)
    )
    if us < 0 or us > MAX_US:
        raise ValueError(tr("the time {value} lies outside any recording", value=value[:20]))
    return us
