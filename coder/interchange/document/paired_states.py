"""States that leave as a start and a stop: two of one kind that overlap could not be paired again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from coder.interchange.document.document import Document, DocumentEvent, Pairs, in_order
from coder.interchange.document.losses import LossReport
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

UNPAIRED = tr("States of which only the beginning or only the end is there have no length: give them both.")
"""Of what was read: whether a format keeps such states, or a study leaves them out, is for those to say."""


def coders_at_once(document: Document) -> tuple[DocumentEvent, DocumentEvent] | None:
    """Return two states of one subject and code that two coders coded at once; None where there are none."""
    groups = {tier.id: tier.group for tier in document.tiers}
    latest: dict[tuple[str, str, str, Pairs], dict[str, DocumentEvent]] = {}
    for event in in_order(document.events):
        if event.point:
            continue
        before = latest.setdefault((event.subject, groups[event.tier], event.code, event.modifiers), {})
        for coder, other in before.items():
            if coder != event.coder and event.onset_us < other.offset_us:
                return other, event
        held = before.get(event.coder)
        before[event.coder] = event if held is None or held.offset_us < event.offset_us else held
    return None


def repeats_joined(events: Iterable[DocumentEvent], report: LossReport) -> Iterator[DocumentEvent]:
    """Join states of one subject, code and modifiers that overlap: as starts and stops they could not be paired."""
    open_states: dict[tuple[str, str, Pairs], DocumentEvent] = {}
    for event in in_order(events):
        if event.point:
            yield event
            continue
        key = (event.subject, event.code, event.modifiers)
        before = open_states.get(key)
        if before is not None and event.onset_us < before.offset_us:
            report.add(
                "repeats-joined",
                tr("Overlapping events of one subject, code and modifiers are joined."),
                example=f"{event.code[:30]!r} at {format_us(event.onset_us)}",
            )
            open_states[key] = replace(before, offset_us=max(before.offset_us, event.offset_us))
            continue
        if before is not None:
            yield before
        open_states[key] = event
    yield from open_states.values()
