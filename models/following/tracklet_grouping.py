"""Tracklets put into groups, one a person: the likeliest two first, until no two are left that can be one person."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from coder.vocabulary.analysis_settings import VisionSettings
from coder.vocabulary.progress import Progress, silent
from coder.vocabulary.time import MICROS
from models.following.torso_colour import torso_colours, usual_colour
from models.following.tracking import Tracklet
from models.seeing.detections import Sights
from models.seeing.person_assembly import Unit

ENDS = 5
"""Looks at a tracklet's end from which its place there is taken."""
SIZES = 4096
"""Sizes of a group that are kept; of more, every second in order of size: their median stays where it was."""
MOST_BY_COLOUR = 1.5
"""What clothes of another colour add to the cost of being one person at most."""
LATEST = 4
"""Tracklets of a group with which those of a later portion are compared."""
FEW_LAST = 10.0
"""What a group of fewer looks than make a person adds to the cost, so that it is compared after all others: a trunk
that was taken for a face twice, became one with a caregiver who came back, and kept her apart from herself, because it
had been seen beside her."""

Place: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class TrackletEnd:
    """What is compared of one tracklet: first and last look, and the place of the head at either end."""

    first: int
    last: int
    begin: Place
    end: Place


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Tracklets of one person.

    Attributes
    ----------
    tracklets : tuple of Tracklet
        In the order in which they were joined.
    looks : int
        A bit for each look in which the person was seen.
    sizes : float64 array (sizes,)
        Heights of sure faces, in order.
    latest : tuple of End
        The tracklets that end last.
    worn : float64 array (tracklets, 4)
        For each tracklet its number of looks, and the usual colour below the face: NaN where it is not known.
    size : float
        Usual height of the face in pixels; NaN where no sure one was seen.
    colour : float64 array (3,)
        What is usually worn, over those tracklets.
    """

    tracklets: tuple[Tracklet, ...]
    looks: int
    sizes: npt.NDArray[np.float64]
    latest: tuple[TrackletEnd, ...]
    worn: npt.NDArray[np.float64]
    size: float = field(init=False)
    colour: npt.NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", float(np.median(self.sizes)) if len(self.sizes) else math.nan)
        known = self.worn[np.isfinite(self.worn[:, 1])]
        weighed = (known[:, 1:] * known[:, :1]).sum(0) / known[:, 0].sum() if len(known) else np.full(3, math.nan)
        object.__setattr__(self, "colour", weighed)


def group_of(tracklet: Tracklet, sights: Sights, progress: Progress = silent) -> Group:
    """The group of one tracklet; ``progress`` is told the share done."""
    sizes = [unit.size for unit in tracklet.units if unit.sure and math.isfinite(unit.size)]
    bits = np.zeros(tracklet.looks[-1] - tracklet.looks[0] + 1, np.bool_)
    bits[np.array(tracklet.looks) - tracklet.looks[0]] = True
    looks = int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little") << tracklet.looks[0]
    end = TrackletEnd(
        tracklet.looks[0], tracklet.looks[-1], _place(tracklet.units[:ENDS]), _place(tracklet.units[-ENDS:])
    )
    colour = usual_colour(torso_colours(tracklet.looks, tracklet.units, sights, progress))
    worn = np.array([[len(tracklet.looks), *colour]])
    return Group((tracklet,), looks, _thinned(np.array(sizes, np.float64)), (end,), worn)


def _place(units: Sequence[Unit]) -> Place:
    return float(np.median([u.x for u in units])), float(np.median([u.y for u in units]))


def _thinned(sizes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    ordered = np.sort(sizes)
    while len(ordered) > SIZES:
        ordered = ordered[1::2]
    return ordered


def _union(first: Group, second: Group) -> Group:
    return Group(
        first.tracklets + second.tracklets,
        first.looks | second.looks,
        _thinned(np.concatenate([first.sizes, second.sizes])),
        tuple(sorted(first.latest + second.latest, key=lambda end: end.last)[-LATEST:]),
        _longest(np.concatenate([first.worn, second.worn])),
    )


def _longest(worn: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return worn[np.argsort(-worn[:, 0], kind="stable")[:LATEST]]


@dataclass(frozen=True, slots=True, eq=False)
class _Gap:
    """The shortest gap between tracklets of two groups: how many looks, and the tracklets before and after it."""

    looks: int
    before: TrackletEnd
    after: TrackletEnd


def _gap(first: Group, second: Group) -> _Gap:
    """Between the latest tracklets of two groups."""
    pairs = [(a, b) if a.first <= b.first else (b, a) for a in first.latest for b in second.latest]
    before, after = min(pairs, key=lambda pair: abs(pair[1].first - pair[0].last))
    return _Gap(abs(after.first - before.last), before, after)


class Groups:
    """Groups and what it costs to make one of two. After a merge only the merged group is compared anew."""

    def __init__(self, sights: Sights, vision: VisionSettings) -> None:
        self._sights, self._vision = sights, vision
        self._lasting_us = np.diff(np.append(sights.pts_us, sights.pts_us[-1:] + 1))
        self._groups: list[Group] = []
        self._aside: list[Group] = []
        self._gaps: list[list[_Gap | None]] = []
        """None where the two were seen together: they never become one."""
        self._costs = np.zeros((0, 0))
        """inf on and below the diagonal."""

    def __len__(self) -> int:
        return len(self._groups)

    def tracklets(self) -> list[tuple[Tracklet, ...]]:
        """The tracklets of each group."""
        return [group.tracklets for group in (*self._groups, *self._aside)]

    def add(self, groups: Sequence[Group], progress: Progress = silent) -> None:
        """Take in further groups, in order of time."""
        held, count = len(self._groups), len(self._groups) + len(groups)
        self._groups += groups
        costs = np.full((count, count), np.inf)
        costs[:held, :held] = self._costs
        self._costs = costs
        for row in self._gaps:
            row += [None] * len(groups)
        self._gaps += [[None] * count for _ in groups]
        for j in range(held, count):
            progress((j - held) / len(groups))
            for i in range(j):
                if not self._together(self._groups[i], self._groups[j]):
                    self._gaps[i][j] = self._gaps[j][i] = gap = _gap(self._groups[i], self._groups[j])
                    costs[i, j] = self._cost(self._groups[i], self._groups[j], gap)

    def join(self, progress: Progress = silent) -> None:
        """Make one of the two groups that it costs least, as long as there are two that can be one."""
        before = len(self._groups)
        while len(self._groups) > 1:
            progress(1 - len(self._groups) / before)
            i, j = divmod(int(np.argmin(self._costs)), len(self._groups))
            if not math.isfinite(self._costs[i, j]):
                break
            self._merge(i, j)

    def set_aside(self, most: int) -> None:
        """Compare no further all but the groups that were seen longest."""
        order = sorted(range(len(self._groups)), key=lambda i: -self._groups[i].looks.bit_count())
        kept = sorted(order[:most])
        self._aside += [self._groups[i] for i in sorted(order[most:])]
        self._groups = [self._groups[i] for i in kept]
        self._gaps = [[self._gaps[i][j] for j in kept] for i in kept]
        self._costs = self._costs[np.ix_(kept, kept)]

    def _merge(self, i: int, j: int) -> None:
        merged = self._groups[i] = _union(self._groups[i], self._groups[j])
        for k, other in enumerate(self._groups):
            if k in (i, j):
                continue
            gaps = self._gaps[i][k], self._gaps[j][k]
            gap, cost = None, math.inf
            if gaps[0] is not None and gaps[1] is not None and not self._together(merged, other):
                gap = min(gaps[0], gaps[1], key=lambda one: (one.looks, one.before.first))
                cost = self._cost(*((merged, other) if i < k else (other, merged)), gap)
            self._gaps[i][k] = self._gaps[k][i] = gap
            self._costs[min(i, k), max(i, k)] = cost
        del self._groups[j]
        del self._gaps[j]
        for row in self._gaps:
            del row[j]
        self._costs = np.delete(np.delete(self._costs, j, 0), j, 1)

    def _together(self, first: Group, second: Group) -> bool:
        """Whether two groups were seen in the same looks for longer than tracking doubles somebody."""
        both = first.looks & second.looks
        if not both:
            return False
        if both.bit_count() * int(self._lasting_us.max()) <= self._vision.overlap_us:
            return False
        raw = np.frombuffer(both.to_bytes((both.bit_length() + 7) // 8, "little"), np.uint8)
        shared = np.flatnonzero(np.unpackbits(raw, bitorder="little"))
        return int(self._lasting_us[shared].sum()) > self._vision.overlap_us

    def _cost(self, first: Group, second: Group, gap: _Gap) -> float:
        """How unlikely two groups are one person; inf where they cannot be."""
        vision, sizes = self._vision, (first.size, second.size)
        growth = abs(math.log(sizes[0] / sizes[1])) if all(map(math.isfinite, sizes)) else vision.join_size_log / 2
        if growth > vision.join_size_log:
            return math.inf
        pts_us = self._sights.pts_us
        gap_us = max(0, int(pts_us[gap.after.first] - pts_us[gap.before.last]))
        unit = next((size for size in sizes if math.isfinite(size)), self._sights.height / 7)
        heads = math.dist(gap.before.end, gap.after.begin) / unit
        reach = vision.join_reach_heads * (1 + gap_us / MICROS)
        if gap_us <= vision.join_near_us and heads > reach:
            return math.inf
        apart = float(np.linalg.norm(first.colour - second.colour))
        # Light and what is held change colours too: they weigh, they do not forbid.
        other = min(apart / vision.join_colour, MOST_BY_COLOUR) if math.isfinite(apart) else 0.0
        fewest = min(first.looks.bit_count(), second.looks.bit_count())
        few = FEW_LAST if fewest < vision.least_sure_looks else 0.0
        return growth / vision.join_size_log + heads / reach + 0.1 * math.log1p(gap_us / MICROS) + other + few
