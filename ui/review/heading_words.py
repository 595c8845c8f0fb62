"""What a card is headed by: what it asks, or what was decided on it."""

from __future__ import annotations

from coder.vocabulary.events import Status
from coder.vocabulary.language import tr


def heading_words(status: Status, what: str) -> str:
    """Ask whether ``what`` is so, while it waits; else say what was decided."""
    inside = what[0].lower() + what[1:]
    match status:
        case Status.ACCEPTED:
            return tr("Accepted: {what}", what=inside)
        case Status.ADJUSTED:
            return tr("Accepted as it was changed: {what}", what=inside)
        case Status.REJECTED:
            return tr("Rejected: {what}", what=inside)
        case Status.SKIPPED:
            return tr("{what}? (left for later)", what=what)
        case Status.OPEN:
            return tr("{what}?", what=what)
