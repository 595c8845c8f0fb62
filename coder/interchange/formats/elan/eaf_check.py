"""Check an ELAN file against the rules of its own format, without bringing it in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coder.interchange.document.document import Document, DocumentEvent
from coder.interchange.document.losses import LossReport
from coder.interchange.formats.elan.eaf_reader import read_eaf
from coder.interchange.formats.elan.eaf_reduction import events_by_tier, prepare_eaf
from coder.interchange.formats.elan.eaf_xml import RawEaf, parse_eaf, types_of
from coder.interchange.formats.format_registry import Problem
from coder.vocabulary.time import format_us


def validate_eaf(path: Path) -> Iterator[Problem]:
    """Say what does not hold: references to nothing, overlaps on a tier, dependents outside their parent."""
    raw = parse_eaf(path)
    yield from _references(raw)
    (document,) = read_eaf(path, None, LossReport())
    yield from _overlaps(path.name, document)
    report = LossReport()
    prepare_eaf(document, report)
    for loss in report.losses():
        yield Problem(f"{path.name}: a tier does not keep the rule it depends on its parent by ({loss.examples[0]})")


def _references(raw: RawEaf) -> Iterator[Problem]:
    types = types_of(raw.root)
    lists = {element.get("CV_ID", ""): element for element in raw.root.iterfind("CONTROLLED_VOCABULARY")}
    for tier_id, element in raw.tiers.items():
        type_id = element.get("LINGUISTIC_TYPE_REF", "")
        if type_id not in types:
            yield Problem(f"{raw.name}, tier {tier_id!r}: its linguistic type {type_id!r} is missing")
            continue
        name = types[type_id].get("CONTROLLED_VOCABULARY_REF")
        if name is None:
            continue
        if name not in lists:
            yield Problem(f"{raw.name}, tier {tier_id!r}: its controlled vocabulary {name!r} is missing")
            continue
        listed = {(value.text or "") for value in lists[name].iter("CVE_VALUE")}
        listed |= {(entry.text or "") for entry in lists[name].iter("CV_ENTRY")}
        unlisted = {a.value for a in raw.annotations[tier_id]} - listed - {""}
        if unlisted and listed:
            some = ", ".join(sorted(unlisted)[:3])
            yield Problem(f"{raw.name}, tier {tier_id!r}: {len(unlisted)} values are not in {name!r} ({some})")


def _overlaps(name: str, document: Document) -> Iterator[Problem]:
    symbolic = {tier.id for tier in document.tiers if tier.stereotype.symbolic}
    for tier_id, events in events_by_tier(document).items():
        if tier_id in symbolic:
            continue
        before: DocumentEvent | None = None
        for event in events:
            if before is not None and before.offset_us > event.onset_us:
                yield Problem(f"{name}, tier {tier_id!r}: annotations overlap at {format_us(event.onset_us)}")
                break
            before = event
