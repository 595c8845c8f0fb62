"""Draw bars by pixel column: the cost follows the width of the window, not the number of items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

THIN_PX = 3
"""A bar narrower than this many device pixels has no room for edges; it darkens its columns instead."""

LEVELS = 16
INSIDE, EDGE = LEVELS + 1, LEVELS + 2
PARTS = EDGE
"""A column of a look is one of so many parts: a shade from 1 to LEVELS of what is too thin, an inside, or an edge."""

UInts = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Span = tuple[int, int, int]
"""``(lane, top, stop)``: where a lane lies in the picture, in device pixels; it may reach beyond."""

Codes = npt.NDArray[np.uint32]
"""(lanes, columns): 0 is free, else ``PARTS * look + part``; where two would share a column the greater is shown."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How the looks of one row are drawn, as 0xAARRGGBB: arrays (looks,).

    ``rim`` runs along the top and bottom of bars, ``edge`` down their two ends, ``crowd`` is what bars too thin for
    edges are drawn in, over ``ground``. Of those that are ``unseen``, what would have the colour ``hatch`` is hatched.
    """

    fill: UInts
    rim: UInts
    edge: UInts
    crowd: UInts
    unseen: Bools
    ground: int
    hatch: int


@dataclass(frozen=True, slots=True)
class BarColours:
    """What each code is drawn in: arrays (1 + PARTS * looks,), as in :class:`Strips`."""

    inner: UInts
    rim: UInts

    @classmethod
    def of(cls, looks: Looks) -> BarColours:
        """Work it out once for a row's looks."""
        inner = np.column_stack([_shades(looks), looks.fill, looks.edge])
        inner[looks.unseen[:, None] & (inner == looks.hatch)] = 0
        rim = np.column_stack([*[looks.rim] * (LEVELS + 1), looks.edge])
        free = np.zeros(1, dtype=np.uint32)
        return cls(np.concatenate([free, inner.ravel()]), np.concatenate([free, rim.ravel()]))


def _shades(looks: Looks) -> UInts:
    """(looks, LEVELS) colours from a little over half strength to the full one."""
    strength = np.linspace(0.5, 1, LEVELS + 1)[None, 1:, None]
    shifts = np.array([16, 8, 0], dtype=np.uint32)
    crowd = (looks.crowd[:, None] >> shifts & 0xFF)[:, None, :]
    ground = np.uint32(looks.ground) >> shifts & 0xFF
    rgb = np.rint(crowd * strength + ground * (1 - strength)).astype(np.uint32)
    made: UInts = np.uint32(0xFF000000) | (rgb << shifts).sum(axis=2, dtype=np.uint32)
    return made


@dataclass(frozen=True, slots=True)
class Strips:
    """Rows of pixels, (2 * lanes + 1, width): the insides of each lane, the rims of each, and one that is free.

    Stretched down the lane they are the bars; 0 is where no bar is. Where a rim has no inside, that is hatched.
    """

    pixels: UInts

    @classmethod
    def of(cls, codes: Codes, palettes: Sequence[BarColours], palette_of: Ints) -> Strips:
        """Look codes up; ``palette_of`` says of each lane which palette is its row's."""
        lanes, width = codes.shape
        pixels = np.zeros((2 * lanes + 1, width), dtype=np.uint32)
        starts = np.cumsum([0, *(len(palette.inner) for palette in palettes[:-1])])
        at = codes + starts[palette_of][:, None]  # the first of each palette is free
        np.concatenate([palette.inner for palette in palettes]).take(at, out=pixels[:lanes], mode="clip")
        np.concatenate([palette.rim for palette in palettes]).take(at, out=pixels[lanes:-1], mode="clip")
        return cls(pixels)

    @property
    def inner(self) -> UInts:
        """Of each lane."""
        return self.pixels[: len(self.pixels) // 2]

    @property
    def rim(self) -> UInts:
        """Of each lane."""
        return self.pixels[len(self.pixels) // 2 : -1]


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


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars ``[x0, x1)`` in device pixels, each in its lane: arrays (n,).

    ``look`` counts in the looks of its row; ``edge_px`` is how wide its two ends are drawn.
    """

    lane: Ints
    x0: Floats
    x1: Floats
    look: Ints
    edge_px: Ints

    def at(self, places: Ints) -> Bars:
        """Some of them."""
        return Bars(self.lane[places], self.x0[places], self.x1[places], self.look[places], self.edge_px[places])


def codes_of(bars: Bars, *, shared: Bools, width: int) -> Codes:
    """The codes of bars, each in its lane.

    Bars that fall together into the same columns are not drawn one by one: their columns are occupied, and
    the more of a column's time they cover, the stronger it is.

    Parameters
    ----------
    shared : bool array (lanes,)
        The lanes in which bars may overlap, as they do in the last of a tier that is too deep. In the others none
        does, and all of them are filled at once, whatever they look like.
    """
    codes = np.zeros((len(shared), width), dtype=np.uint32)
    thin = bars.x1 - bars.x0 < THIN_PX
    if not thin.all():
        wide = bars.at(np.flatnonzero(~thin))
        overlapping = shared[wide.lane]
        _fill(codes, wide.at(np.flatnonzero(~overlapping)))
        if overlapping.any():
            _fill_shared(codes, wide.at(np.flatnonzero(overlapping)), np.flatnonzero(shared))
        _edge(codes, wide)
    if thin.any():
        _shade(codes, bars.at(np.flatnonzero(thin)))
    return codes


def _columns(x: Floats, width: int) -> Ints:
    return np.clip(np.floor(x + 0.5), 0, width).astype(np.intp)


def _fill(codes: Codes, bars: Bars) -> None:
    """The insides of bars of which none overlap: along a lane, what begins adds its code, what ends takes it away."""
    lanes, width = codes.shape
    base, size = bars.lane * (width + 1), lanes * (width + 1)
    code = (PARTS * bars.look + INSIDE).astype(np.float64)
    change = np.bincount(base + _columns(bars.x0, width), weights=code, minlength=size)
    change -= np.bincount(base + _columns(bars.x1, width), weights=code, minlength=size)
    codes[:] = change.reshape(lanes, width + 1)[:, :width].cumsum(axis=1)


def _fill_shared(codes: Codes, bars: Bars, lanes: Ints) -> None:
    """The insides of bars that may overlap, look by look."""
    width = codes.shape[1]
    place = lanes.searchsorted(bars.lane) * (width + 1)
    size = len(lanes) * (width + 1)
    start, stop = place + _columns(bars.x0, width), place + _columns(bars.x1, width)
    for look in np.flatnonzero(np.bincount(bars.look)).tolist():  # the later lies on top
        here = np.flatnonzero(bars.look == look)
        depth = np.bincount(start[here], minlength=size) - np.bincount(stop[here], minlength=size)
        filled = depth.reshape(len(lanes), width + 1)[:, :width].cumsum(axis=1) > 0
        codes[lanes] = np.where(filled, np.uint32(PARTS * look + INSIDE), codes[lanes])


def _edge(codes: Codes, bars: Bars) -> None:
    """A left and a right edge for each bar, so that two that touch are seen as two."""
    width = codes.shape[1]
    first, stop = np.floor(bars.x0 + 0.5).astype(np.intp), np.floor(bars.x1 + 0.5).astype(np.intp)
    code, row = (PARTS * bars.look + EDGE).astype(np.uint32), bars.lane * width
    cells = codes.reshape(-1)
    # A narrow bar gets narrow edges: a hollow one has to stay hollow.
    edge_px = np.where(stop - first >= 3 * bars.edge_px, bars.edge_px, 1)
    for step in range(int(edge_px.max(initial=0))):
        for column in (first + step, stop - 1 - step):
            shown = np.flatnonzero((column >= 0) & (column < width) & (edge_px > step))
            np.maximum.at(cells, (row + column)[shown], code[shown])


def _shade(codes: Codes, bars: Bars) -> None:
    """What is too thin for edges, by how much of each column it covers."""
    width, cells = codes.shape[1], codes.reshape(-1)
    steps = np.arange(THIN_PX)[:, None]
    for look in np.flatnonzero(np.bincount(bars.look)).tolist():
        here = bars.look == look
        x0, left = bars.x0[here], (bars.x1 - bars.x0)[here] - steps
        column = np.floor(x0).astype(np.intp) + steps
        # Two columns at least, or a lone short event on an hour's clip could not be seen.
        shown = (column >= 0) & (column < width) & ((left > 0) | (steps < 2))
        at = (bars.lane[here] * width + column)[shown]
        covered = np.bincount(at, weights=np.clip(left[shown], 0, 1), minlength=len(cells))
        touched = np.flatnonzero(np.bincount(at, minlength=len(cells)))
        level = np.ceil(np.minimum(covered[touched], 1) * (LEVELS - 1)).astype(np.uint32) + 1
        cells[touched] = np.maximum(cells[touched], np.uint32(PARTS * look) + level)


def stretched(strips: Strips, spans: Sequence[Span], *, height: int, rim_px: int, hatch: Hatch) -> UInts:
    """The picture, (height, width): each lane's strips stretched from ``top`` to ``stop`` of its span."""
    lanes, width = strips.inner.shape
    source = np.full(height, 2 * lanes, dtype=np.intp)
    for lane, top, stop in spans:
        source[max(top, 0) : max(stop, 0)] = lane
        if stop - top > 4 * rim_px:
            for rim in (top, stop - rim_px):
                source[max(rim, 0) : max(rim + rim_px, 0)] = lanes + lane
    picture = strips.pixels[source]
    within = np.zeros((2 * lanes + 1, width), dtype=np.bool_)
    within[:lanes] = (strips.inner == 0) & (strips.rim != 0)
    if within.any():
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
