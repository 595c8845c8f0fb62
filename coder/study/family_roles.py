"""Who may be who, from what a human settled in an earlier recording of the same family: by size and place, no more."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import permutations

from coder.vocabulary.language import tr
from coder.vocabulary.people import Person
from coder.vocabulary.scheme import who_words

SETTLED_AS_NOBODY = frozenset({"nobody", "other"})
MOST_PEOPLE = 5
"""People seen longest who are compared: more make many orders, and are seen for moments."""
SIZE_LOG = 0.25
"""Difference in relative size (natural log) that counts as much as sitting on the other side."""
CLEAR = 0.8
"""How much better the best order must be than the next: else nobody is suggested."""
MOST_UNLIKE = 1.5
"""What a person may differ by from the one who was settled, at most."""


def suggested_from(earlier: Sequence[Person], now: Sequence[Person]) -> Mapping[str, str]:
    """Return roles by letter, from one recording in which a human settled them; empty where it is not clear.

    Compared are the size of each head against the largest, and the side on which it is of the middle of all heads.
    Nothing of a face is.
    """
    known = [person for person in earlier if (person.confirmed_role or "nobody") not in SETTLED_AS_NOBODY]
    there = sorted(now, key=lambda person: person.letter)[:MOST_PEOPLE]
    if len(known) < 2 or len(there) < len(known):
        return {}
    before = _relative(known)
    orders = []
    for chosen in permutations(there, len(known)):
        after = _relative(chosen)
        orders.append((max(map(_unlike, before, after)), sum(map(_unlike, before, after)), chosen))
    orders.sort(key=lambda order: order[1])
    farthest, best, chosen = orders[0]
    if farthest > MOST_UNLIKE or (len(orders) > 1 and orders[1][1] - best < CLEAR):
        return {}
    return {
        person.letter: old.confirmed_role
        for person, old in zip(chosen, known, strict=True)
        if old.confirmed_role is not None
    }


def why_suggested(letter: str, role: str) -> str:
    """Return the note that says why a role is suggested; :meth:`AnalysisReport.said_of` finds it by the letter."""
    return tr(
        "{letter}: suggested as the {role} (as settled in another recording of the same family, by size and place).",
        letter=letter,
        role=who_words(role),
    )


def _relative(people: Sequence[Person]) -> list[tuple[float, float]]:
    """Size of each head against the largest (natural log), and its side of the middle: -1 left, 1 right."""
    largest = max(person.median_box[2] for person in people)
    middles = [person.median_box[0] + person.median_box[2] / 2 for person in people]
    middle = sum(middles) / len(middles)
    return [
        (math.log(max(person.median_box[2], 1e-6) / max(largest, 1e-6)), math.copysign(1.0, x - middle))
        for person, x in zip(people, middles, strict=True)
    ]


def _unlike(first: tuple[float, float], second: tuple[float, float]) -> float:
    return abs(first[0] - second[0]) / SIZE_LOG + (0.0 if first[1] == second[1] else 1.0)
