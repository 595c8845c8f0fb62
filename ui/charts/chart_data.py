"""What a chart shows, as data: no Qt, so that what can be clicked is tested without a screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SpotShape(StrEnum):
    """What a spot stands for; each has a shape of its own, so that colour is never needed."""

    ANSWERED = "answered"
    OPEN = "open"
    WATCHED = "watched until then"
    MATCH = "match"
    MISMATCH = "mismatch"
    FOUND = "found each other"
    CHANCE = "by coincidence"
    SEEN = "what was seen"
    LASTED = "lasted"
    MOMENT = "a moment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One thing in a chart that can be pointed at.

    Attributes
    ----------
    x, y : float
        Where it is drawn, in the chart's units.
    until : float or None
        Where a stretch ends; None for a point.
    mark : Mark
        What it stands for.
    words : str
        What it says when one stops at it.
    at_us : int or None
        The moment of the recording that it leads to; None where it is about the whole of it.
    subject : str
        Whose act it is, where each has a colour; the words and the row say it as well.
    """

    x: float
    y: float
    mark: SpotShape
    words: str
    at_us: int | None
    until: float | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One chart.

    Attributes
    ----------
    id, title : str
        Its name here and for people.
    words : str
        What it shows, in a sentence or two.
    basis : tuple of str
        The rule behind it, n, observable time and timing bound.
    spots : tuple of Spot
        What can be pointed at, in the order in which arrow keys go.
    x_title : str
        Unit of the axis; "" where the axis is the recording's clock.
    x_range, y_range : (float, float)
        What is in view.
    y_ticks, x_ticks : tuple of (float, str)
        Names on the upright axis, and on the lower one where it is neither time nor a number.
    cells : (int, int) or None
        Columns and rows of a grid, each one unit wide around a whole number; lines are drawn between them.
    lanes : int
        Rows that are named on the upright axis and all need the height of a line; 0 where the axis is a measure.
    line : tuple of (float, float)
        Corners of a curve.
    band : tuple of (from, to, low, high)
        Its interval, piece by piece.
    reason : str or None
        Why there is nothing to draw.
    """

    id: str
    title: str
    words: str
    basis: tuple[str, ...]
    spots: tuple[Spot, ...] = ()
    x_title: str = ""
    x_range: tuple[float, float] = (0.0, 1.0)
    y_range: tuple[float, float] = (0.0, 1.0)
    y_ticks: tuple[tuple[float, str], ...] = ()
    x_ticks: tuple[tuple[float, str], ...] = ()
    cells: tuple[int, int] | None = None
    lanes: int = 0
    line: tuple[tuple[float, float], ...] = ()
    band: tuple[tuple[float, float, float, float], ...] = ()
    reason: str | None = None
