"""Pairings set by hand as files hold them, written and read again: a modifier of the bid that names its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from coder.exchanges.human_pairing import Pairings
from coder.interchange.document import document as doc
from coder.vocabulary.events import Event
from coder.vocabulary.time import format_us

PAIRED = "paired by hand"
"""Name of the modifier of a bid whose answer a human set: it stands apart from what a rule computes."""

_NOTHING = "nothing"
"""In place of an answer, where a human said that no act is one."""

_ROUNDED_US = (0, -1000, 1000)
"""A file in milliseconds may have rounded the act's own time to the other side."""


class _Act(Protocol):
    """An event on its way in, as far as a pairing asks for it."""

    @property
    def subject(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def onset_us(self) -> int: ...
    @property
    def coder(self) -> str: ...
    @property
    def modifiers(self) -> doc.Pairs: ...


def with_pairings(document: doc.Document, events: Sequence[Event], pairings: Pairings) -> doc.Document:
    """Say with each bid that a human paired what they paired it with, as formats hold such things: as a modifier."""
    by_id = {event.id: event for event in events}
    said: dict[str, str] = {}
    for bid, response in pairings.standing(events).items():
        answer = by_id[response] if response is not None else None
        said[bid] = f"{answer.subject} {answer.code} {format_us(answer.onset_us)}" if answer else _NOTHING
    if not said:
        return document
    marked = (
        replace(event, modifiers=(*event.modifiers, (PAIRED, said[event.id]))) if event.id in said else event
        for event in document.events
    )
    return replace(document, events=tuple(marked))


def is_pairing(modifier: tuple[str, str]) -> bool:
    """Whether a modifier says what answers a bid; Datavyu keeps no spaces in names."""
    return modifier[0].replace("_", " ") == PAIRED


def pairings_in(acts: Sequence[_Act], *, shift_us: int = 0) -> Mapping[int, int | None]:
    """Return which act answers which bid, both by their place, where a file says so and there is just one such act.

    A file that was moved onto another clip's clock (``shift_us``) may name acts by the time that they had before.
    """
    said = {
        place: value for place, act in enumerate(acts) for value in (dict(filter(is_pairing, act.modifiers))).values()
    }
    if not said:
        return {}
    at: dict[str, list[int]] = {}
    for place, act in enumerate(acts):
        for onset_us in {act.onset_us, act.onset_us - shift_us}:
            for words in {format_us(max(onset_us + off, 0)) for off in _ROUNDED_US}:
                at.setdefault(words, []).append(place)
    found: dict[int, int | None] = {}
    for place, words in said.items():
        if words == _NOTHING:
            found[place] = None
            continue
        what, _, when = words.rpartition(" ")
        alike = [one for one in at.get(when, ()) if _may_answer(acts[one], acts[place])]
        alike = [one for one in alike if what.endswith(f" {acts[one].code}")] or alike
        alike = [one for one in alike if what == f"{acts[one].subject} {acts[one].code}"] or alike
        if len(alike) == 1:
            found[place] = alike[0]
    return found


def _may_answer(act: _Act, bid: _Act) -> bool:
    """Whether an act is another person's than the bid, in the same layer: two layers are never paired."""
    return act.coder == bid.coder and act.subject != bid.subject
