"""Who is in the picture: letters for people as the models tell them apart, and the roles that a human settles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coder.vocabulary.scheme import Role, is_of
from coder.vocabulary.time import Interval


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom tracking kept apart from the others; a letter, never an identity.

    Attributes
    ----------
    letter : str
        "A", "B", ... in the order of time in view, longest first; "c1:A", ... of a further camera.
    suggested_role : str or None
        ``child`` or ``caregiver`` from relative size over the whole clip, or None where it cannot be said.
    confirmed_role : str or None
        What a human settled: ``child``, ``caregiver``, ``caregiver:Kim``, ``other``, ``nobody`` (not a person).
    median_box : tuple of 4 floats
        Head box ``(x, y, width, height)`` in pixels of the upright picture, median over the clip.
    in_view : tuple of Interval
        When the person's head or body was seen.
    """

    letter: str
    suggested_role: str | None
    confirmed_role: str | None
    median_box: tuple[float, float, float, float]
    in_view: tuple[Interval, ...]

    @property
    def role(self) -> str | None:
        """The confirmed role, else the suggested one."""
        return self.confirmed_role or self.suggested_role


def by_letter(people: Iterable[Person]) -> tuple[Person, ...]:
    """Return people in the order of their letters: A to Z, then AA."""
    return tuple(sorted(people, key=lambda one: (len(one.letter), one.letter)))


def camera_of(letter: str) -> str:
    """Return the further camera through which a person was seen, ``c1``; "" for the first camera."""
    camera, parted, _ = letter.partition(":")
    return camera if parted else ""


def first_of(people: Iterable[Person], role: Role) -> str:
    """Return who is of a role, said or suggested, by the name given to them: the first; the role where nobody is."""
    return next((one.role for one in people if one.role is not None and is_of(one.role, role)), role.value)
