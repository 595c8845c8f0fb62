"""A long sequence, frozen, that shares most of what it holds with the one that an edit makes of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Generic, Self, TypeVar, overload

T_co = TypeVar("T_co", covariant=True)

PORTION = 512
"""Items that lie together: an edit copies those of one portion, and the list of portions."""


class Portions(Sequence[T_co], Generic[T_co]):
    """Read as a tuple is, and equal to one that holds the same; :meth:`spliced` costs the same however long it is."""

    _parts: tuple[tuple[T_co, ...], ...]
    _ends: tuple[int, ...]

    def __init__(self, items: Iterable[T_co] = ()) -> None:
        held = tuple(items)
        self._take(tuple(held[n : n + PORTION] for n in range(0, len(held), PORTION)))

    def _take(self, parts: tuple[tuple[T_co, ...], ...]) -> None:
        self._parts, self._ends = parts, tuple(accumulate(map(len, parts)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[T_co]:
        return chain.from_iterable(self._parts)

    @overload
    def __getitem__(self, place: int) -> T_co: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[T_co, ...]: ...

    def __getitem__(self, place: int | slice) -> T_co | tuple[T_co, ...]:
        if isinstance(place, slice):
            return tuple(self)[place]
        at = place + len(self) if place < 0 else place
        if not 0 <= at < len(self):
            raise IndexError(place)
        part = bisect_right(self._ends, at)
        return self._parts[part][at - self._ends[part]]  # from the end of its portion

    def __contains__(self, item: object) -> bool:
        return any(item in part for part in self._parts)

    def index(self, item: object, start: int = 0, stop: int | None = None) -> int:
        """The first place of an item; ValueError where it is not there."""
        if start or stop is not None:
            return tuple(self).index(item, start, len(self) if stop is None else stop)
        for part, end in zip(self._parts, self._ends, strict=True):
            if item in part:
                return end - len(part) + part.index(item)
        raise ValueError(item)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, (Portions, tuple)) or len(self) != len(other):
            return False
        if isinstance(other, Portions) and self._ends == other._ends:
            return self._parts == other._parts  # portions that both share are not gone through
        return all(one == another for one, another in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"

    def spliced(self, place: int, *, gone: int = 0, come: Sequence[T_co] = ()) -> Self:
        """The same with so many items at a place taken out, and others put in there."""
        first = min(bisect_right(self._ends, place), max(len(self._parts) - 1, 0))
        last, stop = first, place + gone
        while last < len(self._parts) and self._ends[last] < stop:
            last += 1
        before = self._ends[first - 1] if first else 0
        held = tuple(chain.from_iterable(self._parts[first : last + 1]))
        held = (*held[: place - before], *come, *held[place + gone - before :])
        # Twice the size is cut in half; what was emptied goes.
        cut = [held[n : n + PORTION] for n in range(0, len(held), PORTION)] if len(held) > 2 * PORTION else [held]
        made = type(self).__new__(type(self))
        made._take((*self._parts[:first], *(part for part in cut if part), *self._parts[last + 1 :]))
        return made

    def alike(self, other: Portions[object]) -> tuple[int, int]:
        """How many items at the start, and then at the end, both hold the same, without one being counted twice."""
        most = min(len(self), len(other))
        start = _same(self._parts, other._parts, most)
        return start, _same(self._parts, other._parts, most - start, at_the_end=True)


def _same(
    one: tuple[tuple[object, ...], ...], other: tuple[tuple[object, ...], ...], most: int, *, at_the_end: bool = False
) -> int:
    """How many items, at most ``most``, are the same from one end on: portions that both share are not gone through."""
    way = -1 if at_the_end else 1
    same = shared = 0
    for mine, theirs in zip(one[::way], other[::way], strict=False):
        if mine is not theirs:
            break
        same, shared = same + len(mine), shared + 1
    left, right = (chain.from_iterable(part[::way] for part in parts[::way][shared:]) for parts in (one, other))
    for mine_item, their_item in zip(left, right, strict=False):
        if same >= most or mine_item != their_item:
            break
        same += 1
    return min(same, most)
