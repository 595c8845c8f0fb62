"""Tell tiers of free text (transcriptions, notes) from coded ones, for formats that only know codes."""

from __future__ import annotations

from dataclasses import replace

from coder.interchange.document.document import Document, DocumentEvent
from coder.interchange.document.losses import LossReport
from coder.vocabulary.language import tr

LONG = 40
MANY = 20


def text_tiers(document: Document) -> frozenset[str]:
    """Tiers whose events say something new each time: long values, or mostly different ones."""
    by_tier: dict[str, list[str]] = {}
    for event in document.events:
        by_tier.setdefault(event.tier, []).append(event.code)
    listed = {tier.id for tier in document.tiers if tier.vocabulary}
    return frozenset(
        tier_id
        for tier_id, codes in by_tier.items()
        if tier_id not in listed
        and (max(map(len, codes)) > LONG or (len(set(codes)) > MANY and len(set(codes)) * 2 > len(codes)))
    )


def text_tiers_to_comments(document: Document, report: LossReport) -> Document:
    """Let events of text tiers have their group as code and their text as comment."""
    tiers = text_tiers(document)
    if not tiers:
        return document
    groups = {tier.id: tier.group for tier in document.tiers}
    events = []
    for event in document.events:
        if event.tier in tiers:
            report.add(
                "texts-as-comments",
                tr("Events of free text get their tier's name as code, and their text as comment."),
                example=event.tier,
            )
            event = _as_comment(event, groups[event.tier])
        events.append(event)
    return replace(document, events=tuple(events))


def _as_comment(event: DocumentEvent, group: str) -> DocumentEvent:
    return replace(event, code=group, comment="; ".join(text for text in (event.code, event.comment) if text))


def storable(text: str) -> str:
    """Replace what no text file can hold: lone halves of surrogate pairs, and NUL."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in text)
