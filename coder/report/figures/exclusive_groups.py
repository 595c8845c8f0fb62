"""Which exclusive group an event is of."""

from __future__ import annotations

from coder.vocabulary.events import Event
from coder.vocabulary.scheme import Scheme, role_of


def group_of(event: Event, scheme: Scheme) -> str:
    """Return the exclusive group of an event; a code that the scheme does not have is a group of its own."""
    try:
        return scheme.code(role_of(event.subject), event.code).group
    except KeyError:
        return event.code
