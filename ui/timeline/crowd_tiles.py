"""What of a tier is too small to be seen singly, summed once for each step of zoom and kept in tiles of time.

A zoom step is an octave: bins of 2**step microseconds, of which a pixel column holds one or two. Within a step the
small items (a few pixels long, and points whose diamonds would cover each other) are only coverage of bins; all
others are listed, and are never more than the window has room for. So a picture of a million items costs what one of
a thousand costs, and the coverage is computed when a stretch of time is first looked at in that step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import floor, log2

import numpy as np
import numpy.typing as npt

from ui.timeline.bar_painter import LEVELS, PARTS, Codes
from ui.timeline.timeline_model import KIND_CODES, ItemKind, TierIndex

TILE_BINS = 512
FAR_US = np.int64(2**62)

MOST_TILES = 256
"""Kept of a tier; the oldest go first."""

TILE_COSTS = 6_000
"""What a tile costs to sum however little is in it, in items."""

NEVER = np.int8(127)
"""No step is so far out that the item would be small there."""

PAINTED_KINDS = (ItemKind.NOT_OBSERVABLE, ItemKind.REFUSED, ItemKind.PROPOSAL, ItemKind.EVENT)
"""Drawn as bars; where two share a bin, the later of this order is shown."""

HATCHED_KINDS = (ItemKind.NOT_OBSERVABLE, ItemKind.REFUSED)
"""Of these, drawn as grey diagonals: what could not be seen, and what is said to be not so."""

_RANK = np.zeros(len(KIND_CODES), dtype=np.intp)
_RANK[[KIND_CODES[kind] for kind in PAINTED_KINDS]] = range(len(PAINTED_KINDS))
_PAINTED = np.zeros(len(KIND_CODES), dtype=np.bool_)
_PAINTED[[KIND_CODES[kind] for kind in PAINTED_KINDS]] = True


def looks_of(index: TierIndex, places: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Which look of its row the items at ``places`` have: ``rank of the kind * colours + colour``."""
    return _RANK[index.kind[places]] * len(index.colours) + index.colour[places]


@dataclass(slots=True)
class TileBudget:
    """What a picture may still sum up, in items; ``begun`` once it has, for one tile is summed whatever it costs.

    ``behind`` where it had to show a coarser step for now.
    """

    items: int
    begun: bool = False
    behind: bool = False


def step_of(us_per_px: float) -> int:
    """The zoom step whose bins a device pixel of so many microseconds holds one or two of."""
    return max(floor(log2(us_per_px)), 0)


class CrowdTiles:
    """The small items of one tier; ``small_px`` is how short is small, ``apart_px`` how far diamonds must stand apart.

    Both in device pixels at the deepest zoom of a step, so what is small there is small in all of it.

    ``next_onset`` is for each item when the next of its lane begins, ``apart`` for each point how far the nearest
    other point of its lane is; far away where there is none (int64 arrays (n,), microseconds).
    """

    def __init__(self, index: TierIndex, *, small_px: float, apart_px: float) -> None:
        self.index, self.small_px, self.apart_px = index, small_px, apart_px
        self.next_onset = np.full(len(index.onset), FAR_US)
        order, following = _neighbours(index, np.arange(len(index.onset)))
        self.next_onset[order] = index.onset[following]
        self.apart = np.full(len(index.onset), FAR_US)
        for order, other in (pair := _neighbours(index, np.flatnonzero(index.point))), pair[::-1]:
            self.apart[order] = np.minimum(self.apart[order], np.abs(index.onset[other] - index.onset[order]))
        self._tiles: dict[tuple[int, int], Codes] = {}

    def after(self, index: TierIndex, changed: Iterable[tuple[int, int]]) -> CrowdTiles:
        """The same after an edit that changed these stretches of time (µs): tiles that still hold are kept."""
        made = CrowdTiles(index, small_px=self.small_px, apart_px=self.apart_px)
        if index.lanes != self.index.lanes or index.colours != self.index.colours:
            return made
        changed = tuple(changed)
        for (step, tile), codes in self._tiles.items():
            bin_us = 1 << step
            # A neighbour's diamond may have become free, or crowded; and a bin more, for what is rounded.
            margin = (self.apart_px + 2) * bin_us
            left, right = tile * TILE_BINS * bin_us - margin, (tile + 1) * TILE_BINS * bin_us + margin
            if not any(onset < right and end > left for onset, end in changed):
                made._tiles[step, tile] = codes
        return made

    def single(self, step: int, left_us: float, right_us: float) -> npt.NDArray[np.intp]:
        """Places, in order of onset, of the items to draw one by one that share time with ``[left, right)``."""
        first, stop = self.index.range_between(left_us, right_us)
        places = first + np.flatnonzero(self._small_from[first:stop] > step)
        return places[self.index.end[places] > floor(left_us)]

    def codes(self, step: int, first_bin: int, stop_bin: int, budget: TileBudget) -> Codes:
        """Coverage of the bins ``[first, stop)``; of a coarser step where the budget does not reach."""
        parts = []
        for tile in range(first_bin // TILE_BINS, (stop_bin - 1) // TILE_BINS + 1):
            start = tile * TILE_BINS
            codes = self._tile(step, tile, budget)
            parts.append(codes[:, max(first_bin - start, 0) : stop_bin - start])
        return np.concatenate(parts, axis=1)

    def _tile(self, step: int, tile: int, budget: TileBudget) -> Codes:
        kept = self._tiles.get((step, tile))
        if kept is not None:
            return kept
        bin_us = 1 << step
        near = self.index.between(tile * TILE_BINS * bin_us, (tile + 1) * TILE_BINS * bin_us)
        cost = len(near) + TILE_COSTS
        if budget.begun and cost > budget.items:
            coarser = self._coarser(step, tile)
            if coarser is not None:
                budget.behind = True
                return coarser
        budget.items, budget.begun = budget.items - cost, True
        if len(self._tiles) >= MOST_TILES:
            del self._tiles[next(iter(self._tiles))]
        made = self._tiles[step, tile] = self._summed(step, tile, near[self._small_from[near] <= step])
        return made

    def _coarser(self, step: int, tile: int) -> Codes | None:
        """The stretch of a tile out of the nearest coarser step that has it."""
        for up in range(1, 8):
            kept = self._tiles.get((step + up, tile >> up))
            if kept is not None:
                wide = TILE_BINS >> up
                start = (tile - (tile >> up << up)) * wide
                return np.repeat(kept[:, start : start + wide], 1 << up, axis=1)
        return None

    @cached_property
    def _small_from(self) -> npt.NDArray[np.int8]:
        """The first step in which each item is small; worked out once, or every new zoom would wait for it."""
        index = self.index
        # frexp gives the least e with value < 2**e.
        first = np.frexp((index.end - index.onset) / self.small_px)[1]
        first = np.maximum(first, np.where(index.point, np.frexp(self.apart / self.apart_px)[1], 0))
        return np.where(_PAINTED[index.kind], np.minimum(first, NEVER), NEVER).astype(np.int8)

    def _summed(self, step: int, tile: int, places: npt.NDArray[np.intp]) -> Codes:
        """Coverage of one tile's bins by the items at ``places``."""
        index, lanes, bin_us = self.index, self.index.lanes, 1 << step
        codes = np.zeros((lanes, TILE_BINS), dtype=np.uint32)
        look = looks_of(index, places)
        lane = index.lane[places].astype(np.intp)
        start = tile * TILE_BINS * bin_us
        x0 = np.clip((index.onset[places] - start) / bin_us, 0, TILE_BINS)
        x1 = np.clip((index.end[places] - start) / bin_us, 0, TILE_BINS)
        for number in np.flatnonzero(np.bincount(look)).tolist():
            here = look == number
            shade = _shades(lane[here], x0[here], x1[here], lanes)
            codes = np.where(shade > 0, np.uint32(PARTS * number) + shade, codes)
        return codes


def _neighbours(index: TierIndex, places: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Of the items at ``places``, each that is not the last of its lane, and the next in its lane."""
    order = places[np.argsort(index.lane[places].astype(np.int16), kind="stable")]  # in order of onset already
    same = index.lane[order[1:]] == index.lane[order[:-1]]
    return order[:-1][same], order[1:][same]


def _shades(
    lane: npt.NDArray[np.intp], x0: npt.NDArray[np.float64], x1: npt.NDArray[np.float64], lanes: int
) -> npt.NDArray[np.uint32]:
    """(lanes, TILE_BINS): 0 where a bin is free, else 1 to :data:`LEVELS` by how much of it is covered."""
    stride = TILE_BINS + 2
    base, size = lane * stride, lanes * stride
    change = np.zeros(size)
    for x, sign in ((x0, 1.0), (x1, -1.0)):
        cell = np.floor(x).astype(np.intp)
        within = x - cell
        change += np.bincount(base + cell, weights=sign * (1 - within), minlength=size)
        change += np.bincount(base + cell + 1, weights=sign * within, minlength=size)[:size]
    covered = change.reshape(lanes, stride).cumsum(axis=1)[:, :TILE_BINS]
    first = np.floor(x0).astype(np.intp)
    # Two bins at least, or a lone short event on an hour's clip could not be seen.
    stop = np.minimum(np.maximum(np.ceil(x1).astype(np.intp), first + 2), TILE_BINS + 1)
    touched = np.bincount(base + first, minlength=size) - np.bincount(base + stop, minlength=size)
    occupied = touched.reshape(lanes, stride).cumsum(axis=1)[:, :TILE_BINS] > 0
    shade = np.ceil(np.clip(covered, 0, 1) * (LEVELS - 1) - 1e-6).astype(np.uint32) + 1
    return np.where(occupied, shade, np.uint32(0))


class CrowdCache:
    """The tiles of every tier, carried over from edit to edit."""

    def __init__(self) -> None:
        self._of: dict[str, CrowdTiles] = {}

    def of(self, tier_id: str, index: TierIndex, *, small_px: float, apart_px: float) -> CrowdTiles:
        """The tiles of a tier as it stands."""
        kept = self._of.get(tier_id)
        if kept is not None and (kept.small_px, kept.apart_px) != (small_px, apart_px):
            kept = None
        if kept is None or kept.index is not index:
            changed = index.changed_since(kept.index) if kept is not None else None
            if kept is None or changed is None:
                kept = CrowdTiles(index, small_px=small_px, apart_px=apart_px)
            else:
                kept = kept.after(index, changed)
            self._of[tier_id] = kept
        return kept

    def keep_only(self, tier_ids: Iterable[str]) -> None:
        """Forget the tiers that are not shown any more."""
        shown = set(tier_ids)
        self._of = {tier: tiles for tier, tiles in self._of.items() if tier in shown}
