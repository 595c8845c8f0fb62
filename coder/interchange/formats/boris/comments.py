"""Who coded an event and how it came to be, in the comment of its start: BORIS has no other room for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from coder.interchange.document.document import DocumentEvent, value_of
from coder.interchange.document.packed_values import pack, unpack
from coder.interchange.document.provenance import MARK

_MARKED = re.compile(rf"(?:(.*) )?\{{{MARK} (.*)\}}", re.DOTALL)


def with_provenance(event: DocumentEvent) -> str:
    """Return a comment with coder and origin at its end: ``softly {dyadmirror coder=Kim; origin=human}``."""
    told = pack(tuple((name, held) for name, held in (("coder", event.coder), ("origin", event.origin)) if held))
    return " ".join(part for part in (event.comment, f"{{{MARK} {told}}}" if told else "") if part)


def taken_out(events: Iterable[DocumentEvent]) -> tuple[DocumentEvent, ...]:
    """Undo :func:`with_provenance` for events that were read."""
    return tuple(_taken_out(event) for event in events)


def _taken_out(event: DocumentEvent) -> DocumentEvent:
    marked = _MARKED.fullmatch(event.comment) if event.comment.endswith("}") else None
    if marked is None:
        return event
    told = unpack(marked[2])
    return replace(event, comment=marked[1] or "", coder=value_of(told, "coder"), origin=value_of(told, "origin"))
