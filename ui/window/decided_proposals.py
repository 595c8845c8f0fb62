"""Which proposals an edit of the window decides on."""

from __future__ import annotations

from itertools import chain

from coder.study.edits.changes import Edit


def decided_on(edit: Edit) -> tuple[str, ...]:
    """Return the ids of the proposals that an edit decides on: its own, those of many, those that wait on its cards."""
    cards = (getattr(edit, "card", None), *getattr(edit, "cards", ()))
    many = (getattr(edit, field, ()) for field in ("proposals", "accepted", "rejected"))
    named = (getattr(edit, "proposal", None), *chain.from_iterable(many))
    return tuple(one for one in named if one) + tuple(one for card in cards if card for one in card.waiting)
