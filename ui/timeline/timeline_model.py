"""What the timeline shows, without any widget: tiers, items, and an index that finds what is visible."""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from math import ceil, floor
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from ui.timeline.lanes import assign_lanes

BAND_LANE = -1
"""Lane of a gap: it lies behind every lane of its tier."""

MOST_LANES = 32
"""What overlaps more deeply than this shares the last lane: a broken import must not make a tier of a mile."""


class ItemKind(StrEnum):
    """What an item is, which decides its shape: never its colour alone."""

    EVENT = "event"
    PROPOSAL = "proposal"
    REFUSED = "refused"
    """A proposal of which somebody has said a moment ago that it is not so, before that is kept."""
    NOT_OBSERVABLE = "not_observable"
    EPISODE = "episode"
    GAP = "gap"


NOT_SO = "✗ "
"""Stands before the name of what is said to be not so."""

KINDS: tuple[ItemKind, ...] = tuple(ItemKind)
KIND_CODES: dict[ItemKind, int] = {kind: code for code, kind in enumerate(KINDS)}
"""Small integers for the kinds, as the index stores them, and back."""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One row of the timeline: a group of codes of one subject.

    Tiers of one subject that follow each other are shown under that subject's name.
    """

    id: str
    label: str
    subject: str
    group: str
    layer: str = ""
    """Whose layer it shows, where that is another coder's than the one who works."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something on a tier, over ``[onset_us, offset_us)`` in microseconds from the recording's first frame.

    A point has ``onset_us == offset_us``. ``tooltip`` is added below what the timeline itself says of the
    item. Ids are unique over all tiers.
    """

    id: str
    tier: str
    onset_us: int
    offset_us: int
    label: str
    kind: ItemKind
    point: bool = False
    tooltip: str = ""
    colour: str = ""
    """``#rrggbb`` of its code; "" for the colour of its subject."""

    def __post_init__(self) -> None:
        if self.offset_us < self.onset_us:
            raise ValueError(
                tr(
                    "item {id!r} ends ({offset}) before it begins ({onset})",
                    id=self.id,
                    offset=format_us(self.offset_us),
                    onset=format_us(self.onset_us),
                )
            )
        if self.point and self.offset_us != self.onset_us:
            raise ValueError(tr("item {id!r} is a point, so it cannot last", id=self.id))

    @property
    def end_us(self) -> int:
        """Where the item stops taking room: a point takes one microsecond."""
        return max(self.offset_us, self.onset_us + 1)


def _order(item: Item) -> tuple[int, int, str]:
    return item.onset_us, item.end_us, item.id


def _in_order(items: Sequence[Item]) -> tuple[tuple[Item, ...], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Items as :func:`_order` sorts them, with their onsets and ends: a million of them without a million tuples."""
    onset = np.fromiter(map(attrgetter("onset_us"), items), dtype=np.int64, count=len(items))
    offset = np.fromiter(map(attrgetter("offset_us"), items), dtype=np.int64, count=len(items))
    end = np.maximum(offset, onset + 1)
    order = np.lexsort((end, onset))
    alike = np.flatnonzero((np.diff(onset[order]) == 0) & (np.diff(end[order]) == 0))
    # Of each run of those that are alike in time; there are seldom many.
    for run in np.split(alike, np.flatnonzero(np.diff(alike) > 1) + 1) if len(alike) else ():
        here = slice(int(run[0]), int(run[-1]) + 2)
        order[here] = sorted(order[here].tolist(), key=lambda n: items[n].id)
    return tuple(map(items.__getitem__, order.tolist())), onset[order], end[order]


_NONE: npt.NDArray[np.intp] = np.empty(0, dtype=np.intp)

MOST_RESTACKED = 2_000
"""A run of more items than this that overlap without a break is not stacked anew for an edit within it."""

MOST_PATCHES = 32
"""So many edits back an index knows what changed."""

_SERIALS = count()

MOST_PATCHED = 32
"""An edit of more items than this on a tier indexes the tier anew."""


@dataclass(frozen=True, slots=True, eq=False)
class TierIndex:
    """The items of one tier as arrays in order of onset.

    Attributes
    ----------
    items : tuple of Item (n,)
    onset, end : int64 arrays (n,)
        Microseconds; ``end`` as in :attr:`Item.end_us`.
    kind : int8 array (n,)
        See :data:`KIND_CODES`.
    point : bool array (n,)
    lane : int32 array (n,)
    lanes : int
        How many lanes the tier needs, at least 1.
    colour : int16 array (n,)
        Which of ``colours`` each has.
    colours : tuple of str
        The first is "", the colour of the subject.
    serial : int
        Of this index alone.
    patches : tuple of (serial, stretches)
        The last indices that it was patched from, and the stretches of time (µs) that each patch touched.
    """

    items: tuple[Item, ...]
    onset: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int8]
    point: npt.NDArray[np.bool_]
    lane: npt.NDArray[np.int32]
    lanes: int
    colour: npt.NDArray[np.int16]
    colours: tuple[str, ...]
    _reach: npt.NDArray[np.int64] = field(repr=False)
    serial: int = field(default_factory=lambda: next(_SERIALS))
    patches: tuple[tuple[int, tuple[tuple[int, int], ...]], ...] = ()

    @classmethod
    def build(cls, items: Iterable[Item]) -> TierIndex:
        """Sort, stack into lanes and index."""
        ordered, onset, end = _in_order(tuple(items))
        kinds = map(KIND_CODES.__getitem__, map(attrgetter("kind"), ordered))
        kind = np.fromiter(kinds, dtype=np.int8, count=len(ordered))
        waits = np.isin(kind, [KIND_CODES[ItemKind.PROPOSAL], KIND_CODES[ItemKind.REFUSED]])
        settled, waiting = np.flatnonzero(~waits & (kind != KIND_CODES[ItemKind.GAP])), np.flatnonzero(waits)
        spans = np.column_stack([onset, end])
        of_settled, of_waiting, lanes = assign_lanes(spans[settled], spans[waiting], most=MOST_LANES)
        lane = np.full(len(ordered), BAND_LANE, dtype=np.int32)
        lane[settled], lane[waiting] = of_settled, of_waiting
        colours = [item.colour for item in ordered]
        number = {one: n for n, one in enumerate(dict.fromkeys(["", *colours]))}
        return cls(
            items=ordered,
            onset=onset,
            end=end,
            kind=kind,
            point=np.fromiter(map(attrgetter("point"), ordered), dtype=np.bool_, count=len(ordered)),
            lane=lane,
            lanes=max(lanes, 1),
            colour=np.fromiter(map(number.__getitem__, colours), dtype=np.int16, count=len(ordered)),
            colours=tuple(number),
            _reach=np.maximum.accumulate(end) if len(end) else end,
        )

    def patched(self, gone: Iterable[Item], new: Iterable[Item]) -> TierIndex:
        """The same with some items taken out and others put in, as :meth:`build` would make it.

        Where nothing overlaps, lanes begin anew, so only what touches the changed items in time is stacked again:
        an edit costs a few copies of arrays, however many items there are. In a run of more than :data:`MOST_RESTACKED`
        that overlap without a break every item stays in its lane, and a new one takes the first lane that is free
        there: nothing overlaps, though :meth:`build` might stack it otherwise.
        """
        gone, new = tuple(gone), tuple(new)
        places = sorted(place for item in gone if (place := self.place(item)) is not None)
        spans = [self._cluster(place) for place in places]
        items = list(self.items)
        for place in reversed(places):
            del items[place]
        kept = (self.onset, self.end, self.kind, self.point, self.lane, self.colour)
        arrays: list[npt.NDArray[Any]] = [np.delete(array, places) for array in kept]
        colours = tuple(dict.fromkeys([*self.colours, *(item.colour for item in new)]))
        for item in sorted(new, key=_order):
            at = bisect_left(items, _order(item), key=_order)
            items.insert(at, item)
            coded = KIND_CODES[item.kind], item.point, BAND_LANE, colours.index(item.colour)
            values = (item.onset_us, item.end_us, *coded)
            arrays = [np.insert(a, at, value) for a, value in zip(arrays, values, strict=True)]
            spans.append((item.onset_us, item.end_us))
        onset, end, kind, point, lane, colour = arrays
        made = replace(
            self,
            items=tuple(items),
            onset=onset,
            end=end,
            kind=kind,
            point=point,
            lane=lane,
            colour=colour,
            colours=colours,
            _reach=np.maximum.accumulate(end) if len(end) else end,
        )
        touched, done = [], -1
        for left, right in sorted(spans):
            if right > done:
                begun, done = made._stack_again(left, right)
                touched.append((min(left, begun), max(right, done)))
        return replace(
            made,
            lanes=min(max(int(lane.max()) + 1 if len(lane) else 1, 1), MOST_LANES),
            serial=next(_SERIALS),
            patches=(*self.patches, (self.serial, tuple(touched)))[-MOST_PATCHES:],
        )

    def changed_since(self, earlier: TierIndex) -> list[tuple[int, int]] | None:
        """Stretches of time (µs) in which this differs from an earlier index, or None where that is not known."""
        since = [n for n, (serial, _) in enumerate(self.patches) if serial == earlier.serial]
        if not since:
            return None
        return [stretch for _, touched in self.patches[since[0] :] for stretch in touched]

    def _begins(self) -> npt.NDArray[np.intp]:
        """Where a run of items that overlap begins: nothing before is still going on."""
        return (
            np.flatnonzero(np.concatenate(([True], self._reach[:-1] <= self.onset[1:]))) if len(self.onset) else _NONE
        )

    def _cluster(self, place: int) -> tuple[int, int]:
        """The time over which the run lasts that an item is part of; of an endless one, only the item's own."""
        begins = self._begins()
        first = int(begins[np.searchsorted(begins, place, side="right") - 1])
        later = begins[begins > place]
        stop = int(later[0]) if len(later) else len(self.onset)
        if stop - first > MOST_RESTACKED:
            return int(self.onset[place]), int(self.end[place])
        return int(self.onset[first]), int(self._reach[stop - 1])

    def _stack_again(self, left_us: int, right_us: int) -> tuple[int, int]:
        """Give their lanes anew to all runs that share time with a stretch, and return from when to when they last.

        Only for an index that is just being made.
        """
        near = self.between(left_us, right_us)
        if not len(near):
            return left_us, right_us
        begins = self._begins()
        first = int(begins[np.searchsorted(begins, int(near[0]), side="right") - 1])
        later = begins[begins > int(near[-1])]
        stop = int(later[0]) if len(later) else len(self.onset)
        if stop - first > MOST_RESTACKED:
            self._place_new(near)
            return left_us, right_us
        part = TierIndex.build(self.items[first:stop])
        self.lane[first:stop] = part.lane
        return int(self.onset[first]), max(right_us, int(self._reach[stop - 1]))

    def _place_new(self, near: npt.NDArray[np.intp]) -> None:
        """Put the items among ``near`` that have no lane yet into the first that is free while they last."""
        bands = self.kind[near] == KIND_CODES[ItemKind.GAP]
        for at in near[(self.lane[near] == BAND_LANE) & ~bands].tolist():
            over = self.between(int(self.onset[at]), int(self.end[at]))
            taken = set(self.lane[over].tolist())
            self.lane[at] = next((lane for lane in range(MOST_LANES - 1) if lane not in taken), MOST_LANES - 1)

    def between(self, left_us: float, right_us: float) -> npt.NDArray[np.intp]:
        """Indices, in order of onset, of the items that share time with ``[left_us, right_us)``."""
        first, stop = self.range_between(left_us, right_us)
        return first + np.flatnonzero(self.end[first:stop] > floor(left_us))

    def range_between(self, left_us: float, right_us: float) -> tuple[int, int]:
        """The first, and the one after the last, of the indices among which are all that share time with a stretch."""
        # Whole numbers, because searching integers for a float copies all of them as floats first.
        stop = int(np.searchsorted(self.onset, ceil(right_us), side="left"))
        # Before the first, not even the item that reaches furthest is still going on at the left edge.
        return int(np.searchsorted(self._reach[:stop], floor(left_us), side="right")), stop

    def count_between(self, left_us: float, right_us: float) -> int:
        """How many items at most share time with ``[left_us, right_us)``, without listing them."""
        first, stop = self.range_between(left_us, right_us)
        return stop - first

    def place(self, item: Item) -> int | None:
        """Where an item stands in the order, or None where it is not of this tier."""
        first, stop = (int(np.searchsorted(self.onset, item.onset_us, side=side)) for side in ("left", "right"))
        return next((i for i in range(first, stop) if self.items[i].id == item.id), None)


@dataclass(frozen=True, slots=True)
class _Pending:
    """What was changed on a tier since its index was made: items that it holds and shall not, and the other way."""

    gone: dict[str, Item] = field(default_factory=dict)
    new: dict[str, Item] = field(default_factory=dict)


class TimelineModel:
    """Tiers and their items. Whoever subscribes hears once after each change."""

    def __init__(self) -> None:
        self._tiers: dict[str, TimelineRow] = {}
        self._items: dict[str, Item] = {}
        self._fresh: dict[str, list[Item]] = {}
        """Items of the tiers that have no index yet."""
        self._indices: dict[str, TierIndex] = {}
        self._pending: dict[str, _Pending] = {}
        self._subscribers: list[Callable[[], None]] = []

    @property
    def tiers(self) -> tuple[TimelineRow, ...]:
        """The tiers from top to bottom."""
        return tuple(self._tiers.values())

    def __len__(self) -> int:
        return len(self._items)

    def subscribe(self, on_change: Callable[[], None]) -> None:
        """Call ``on_change`` after every change."""
        self._subscribers.append(on_change)

    def item(self, item_id: str) -> Item | None:
        """The item of that id, or None."""
        return self._items.get(item_id)

    def index(self, tier_id: str) -> TierIndex:
        """The items of a tier; built, or patched, when first asked for after a change. KeyError for an unknown tier."""
        index = self._indices.get(tier_id)
        if index is None:
            index = self._indices[tier_id] = TierIndex.build(self._fresh.pop(tier_id))
        pending = self._pending.pop(tier_id, None)
        if pending is not None:
            if len(pending.gone) + len(pending.new) <= MOST_PATCHED:
                index = index.patched(pending.gone.values(), pending.new.values())
            else:
                kept = (item for item in index.items if item.id not in pending.gone)
                index = TierIndex.build((*kept, *pending.new.values()))
            self._indices[tier_id] = index
        return index

    def span(self) -> tuple[int, int] | None:
        """First onset and last end over all tiers, or None where there is no item."""
        indices = [index for tier in self._tiers if len((index := self.index(tier)).onset)]
        if not indices:
            return None
        return min(int(index.onset[0]) for index in indices), max(int(index._reach[-1]) for index in indices)

    def replace_all(self, tiers: Iterable[TimelineRow], items: Iterable[Item]) -> None:
        """Forget everything and show this.

        Raises ValueError, and changes nothing, where two tiers share an id or an item names no tier.
        """
        listed = tuple(tiers)
        by_id = {tier.id: tier for tier in listed}
        if len(by_id) != len(listed):
            raise ValueError(tr("two tiers share an id"))
        kept = tuple(items)
        self._check(kept, by_id)
        self._tiers = by_id
        self._items = {item.id: item for item in kept}
        self._fresh = {tier.id: [] for tier in listed}
        for item in self._items.values():
            self._fresh[item.tier].append(item)
        self._indices = {}
        self._pending = {}
        self._tell()
        # Python looks through what is new sooner or later: of a million items a tenth of a second, not in a picture.
        gc.collect(0)

    def upsert(self, items: Iterable[Item], *, without: Iterable[str] = ()) -> None:
        """Add items, or replace those of the same id, and take others away, in one change.

        Raises ValueError where an item names no tier.
        """
        kept = tuple(items)
        self._check(kept, self._tiers)
        for item_id in without:
            self._take(item_id)
        self._put(kept)
        self._tell()

    def remove(self, ids: Iterable[str]) -> None:
        """Take items away; an unknown id is nothing to remove."""
        for item_id in ids:
            self._take(item_id)
        self._tell()

    @staticmethod
    def _check(items: tuple[Item, ...], tiers: dict[str, TimelineRow]) -> None:
        for item in items:
            if item.tier not in tiers:
                raise ValueError(
                    tr("item {item!r} names the tier {tier!r}, which is not shown", item=item.id, tier=item.tier)
                )

    def _put(self, items: tuple[Item, ...]) -> None:
        for item in items:
            self._take(item.id)
            self._items[item.id] = item
            self._pending_on(item.tier).new[item.id] = item

    def _take(self, item_id: str) -> None:
        old = self._items.pop(item_id, None)
        if old is not None:
            pending = self._pending_on(old.tier)
            if pending.new.pop(item_id, None) is None:
                pending.gone[item_id] = old

    def _pending_on(self, tier_id: str) -> _Pending:
        if tier_id in self._fresh:
            self.index(tier_id)  # what changes is counted from it
        return self._pending.setdefault(tier_id, _Pending())

    def _tell(self) -> None:
        for on_change in self._subscribers:
            on_change()
