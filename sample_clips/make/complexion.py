"""Skin from light to dark, in equal steps of lightness, for people who are drawn: lips and hair go with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from geometry import Array
from people import Person

LIGHTEST, DARK = np.array([0.80, 0.53, 0.42]), np.array([0.24, 0.12, 0.075])
"""Between these, and on beyond them, skin goes from light to dark."""
BLACK_HAIR = np.array([0.012, 0.010, 0.009])
LIPS = np.array([0.82, 0.52, 0.55])
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def skin_of(wanted: float) -> Array:
    """Skin of so much lightness L*, on the way from light to dark or beyond."""
    y = ((wanted + 16) / 116) ** 3
    low, high = -2.0, 4.0
    for _ in range(50):
        middle = (low + high) / 2
        if LIGHTEST * (DARK / LIGHTEST) ** middle @ LUMINANCE > y:
            low = middle
        else:
            high = middle
    colour: Array = LIGHTEST * (DARK / LIGHTEST) ** low
    return colour


def skinned(person: Person, skin: float) -> Person:
    """The same person with another skin: lips with it, and the hair of dark skin black."""
    colour, dark = skin_of(skin), np.clip((62 - skin) / 15, 0, 1)
    hair = np.array(person.hair) * (1 - dark) + BLACK_HAIR * dark
    return replace(person, skin=tuple(colour), lips=tuple(colour * LIPS), hair=tuple(hair))
