"""Draw bars by pixel column: the cost follows the width of the window, not the number of items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

THIN_PX = 3
"""A bar narrower than this many device pixels has no room for edges; it darkens its columns instead."""

LEVELS = 16

UInts = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Span = tuple[int, int, int]
"""``(lane, top, stop)``: where a lane lies in the picture, in device pixels; it may reach beyond."""


@dataclass(frozen=True, slots=True)
class Paint:
    """One kind of bar's colours for every lane, as 0xAARRGGBB: arrays (lanes,).

    ``rim`` runs along its top and bottom, ``edge`` down its two ends (``edge_px`` device pixels wide),
    ``crowd`` is what bars too thin for edges are drawn in, over ``ground``.
    """

    fill: UInts
    rim: UInts
    edge: UInts
    crowd: UInts
    ground: UInts
    edge_px: int


@dataclass(frozen=True, slots=True)
class Strips:
    """Rows of pixels for each lane, (lanes, width): ``rim``, ``inner``, and where the inside is ``hatch``-ed.

    Stretched down the lane they are the bars; 0 is where no bar is.
    """

    rim: UInts
    inner: UInts
    hatch: Bools

    def over(self, below: Strips) -> Strips:
        """These on top of those."""
        # Where these are there, they are not 0, and what is below counts nothing: a fifth of what choosing costs.
        free = self.inner == 0
        return Strips(
            rim=self.rim | (below.rim * (self.rim == 0)),
            inner=self.inner | (below.inner * free),
            hatch=self.hatch | (free & below.hatch),
        )

    def hatched(self, fill: int) -> Strips:
        """The same with a hatching in place of what is filled with ``fill``."""
        hatch = self.inner == fill
        return Strips(self.rim, np.where(hatch, np.uint32(0), self.inner), self.hatch | hatch)


@dataclass(frozen=True, slots=True)
class Hatch:
    """Diagonals of a colour, ``stroke`` wide every ``period`` device pixels; ``origin`` shifts them sideways."""

    colour: int
    period: int
    stroke: int
    origin: int

    def rows(self, width: int) -> Bools:
        """Where the diagonals are, (period, width); from there on the rows repeat."""
        along = np.arange(width) + np.arange(self.period)[:, None] + self.origin
        return along % self.period < self.stroke


def strips(lane: Ints, x0: Floats, x1: Floats, *, lanes: int, width: int, paint: Paint) -> Strips:
    """Draw bars ``[x0, x1)`` in device pixels, each in its lane.

    Bars that fall together into the same columns are not drawn one by one: their columns are occupied, and
    the more of a column's time they cover, the stronger it is.
    """
    thin = x1 - x0 < THIN_PX
    rim, inner = np.zeros((2, lanes, width), dtype=np.uint32)
    if not thin.all():
        rim, inner = _wide(lane[~thin], x0[~thin], x1[~thin], lanes=lanes, width=width, paint=paint)
    if thin.any():
        level = _thin(lane[thin], x0[thin], x1[thin], lanes=lanes, width=width)
        lanes_at, columns = np.nonzero((inner == 0) & (level > 0))
        inner[lanes_at, columns] = shades(paint)[lanes_at, level[lanes_at, columns]]
        rim[lanes_at, columns] = paint.rim[lanes_at]
    return Strips(rim, inner, np.zeros((lanes, width), dtype=np.bool_))


def _wide(lane: Ints, x0: Floats, x1: Floats, *, lanes: int, width: int, paint: Paint) -> tuple[UInts, UInts]:
    """Bars with a left and a right edge, so that two that touch are seen as two."""
    first = np.floor(x0 + 0.5).astype(np.intp)
    stop = np.floor(x1 + 0.5).astype(np.intp)
    start, end = np.clip(first, 0, width), np.clip(stop, 0, width)
    stride = width + 1
    size = lanes * stride
    change = np.bincount(lane * stride + start, minlength=size) - np.bincount(lane * stride + end, minlength=size)
    # What is in each column: 0 nothing, 1 the inside of a bar, 2 an edge.
    part = (change.reshape(lanes, stride).cumsum(axis=1)[:, :width] > 0).astype(np.int8)
    cells, row = part.reshape(-1), lane * width
    # A narrow bar gets narrow edges: a hollow one has to stay hollow.
    roomy = stop - first >= 3 * paint.edge_px
    for step in range(paint.edge_px):
        for column in (first + step, stop - 1 - step):
            shown = (column >= start) & (column < end)
            if step:
                shown &= roomy
            cells[row[shown] + column[shown]] = 2
    inside, ends = part == 1, (part == 2) * paint.edge[:, None]
    rim, inner = (inside * one[:, None] + ends for one in (paint.rim, paint.fill))
    return rim, inner


def _thin(lane: Ints, x0: Floats, x1: Floats, *, lanes: int, width: int) -> Ints:
    """For each column 0 where it is free, else 1 to :data:`LEVELS` by how much of it is covered."""
    stride = width + THIN_PX + 1
    shown = (x0 > -THIN_PX) & (x0 < width)
    x0 = x0[shown]
    flat = lane[shown] * stride + np.floor(x0).astype(np.intp) + THIN_PX
    covered = np.zeros(lanes * stride + THIN_PX)
    occupied = np.zeros(lanes * stride + THIN_PX, dtype=np.bool_)
    left = x1[shown] - x0
    for step in range(THIN_PX):
        # Two columns at least, or a lone short event on an hour's clip could not be seen.
        reached = slice(None) if step < 2 else left > 0
        covered += np.bincount(flat[reached] + step, weights=np.clip(left[reached], 0, 1), minlength=len(covered))
        occupied[flat[reached] + step] = True
        left -= 1
    level = np.ceil(np.minimum(covered, 1) * (LEVELS - 1)).astype(np.intp) + 1
    return np.where(occupied, level, 0)[: lanes * stride].reshape(lanes, stride)[:, THIN_PX : THIN_PX + width]


def shades(paint: Paint) -> UInts:
    """(lanes, LEVELS + 1) colours from half strength to the full one; index 0 is unused."""
    strength = np.linspace(0.5, 1, LEVELS + 1)[None, :, None]
    shifts = np.array([16, 8, 0], dtype=np.uint32)
    crowd = (paint.crowd[:, None] >> shifts & 0xFF)[:, None, :]
    ground = (paint.ground[:, None] >> shifts & 0xFF)[:, None, :]
    rgb = np.rint(crowd * strength + ground * (1 - strength)).astype(np.uint32)
    made: UInts = np.uint32(0xFF000000) | (rgb << shifts).sum(axis=2, dtype=np.uint32)
    return made


def stretched(strips: Strips, spans: Sequence[Span], *, height: int, rim_px: int, hatch: Hatch) -> UInts:
    """The picture, (height, width): each lane's strips stretched from ``top`` to ``stop`` of its span."""
    lanes, width = strips.inner.shape
    rows = np.concatenate([strips.inner, strips.rim, np.zeros((1, width), dtype=np.uint32)])
    source = np.full(height, 2 * lanes, dtype=np.intp)
    for lane, top, stop in spans:
        source[max(top, 0) : max(stop, 0)] = lane
        if stop - top > 4 * rim_px:
            for rim in (top, stop - rim_px):
                source[max(rim, 0) : max(rim + rim_px, 0)] = lanes + lane
    picture = rows[source]
    if strips.hatch.any():
        within = np.zeros((len(rows), width), dtype=np.bool_)
        within[:lanes] = strips.hatch
        lines = within[source] & hatch.rows(width)[np.arange(height) % hatch.period]
        np.copyto(picture, np.uint32(hatch.colour), where=lines)
    return picture


def column_runs(x0: Floats, x1: Floats, width: int) -> list[tuple[int, int]]:
    """``(first, stop)`` of each run of pixel columns that any of the stretches ``[x0, x1)`` touches."""
    start = np.clip(np.floor(x0), -1, width).astype(np.intp) + 1
    stop = np.clip(np.maximum(np.ceil(x1), np.floor(x0) + 1), -1, width).astype(np.intp) + 1
    change = np.bincount(start, minlength=width + 2) - np.bincount(stop, minlength=width + 2)
    # The first and the last entry stand for all that lies beside the picture.
    touched = np.concatenate(([0], change.cumsum()[1 : width + 1] > 0, [0]))
    edges = np.flatnonzero(np.diff(touched))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
