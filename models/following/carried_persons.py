"""Somebody whose face and body no model finds, but who is found whole: from behind, bent down, the face hidden.

Which of several such boxes is whose goes by place alone, from where a person was last seen, or will be seen next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.vocabulary.time import MICROS
from models.following.tracklet_joining import PersonTrack
from models.seeing.detections import Rows, Sights
from models.seeing.person_assembly import cheapest_pairs

Places = npt.NDArray[np.float64]
Times = npt.NDArray[np.int64]

FRESH_US = 300_000
"""Who was seen this long before or after is where they were seen."""
CARRY_US = 2_000_000
"""From one finding to the next of somebody who is carried on, at most."""
BRIDGE_US = 1_200_000
"""Two findings this near to each other are one stretch."""
ASIDE = 1.5
"""The middle of somebody's box lies this far aside of where their head is, at the most, in heights of the face, ..."""
ASIDE_PER_S = 1.0
"""... and so much farther for every second without a look; ..."""
ABOVE = (-1.0, 2.6)
"""... its top lies between so far below and so far above the middle of the head: arms go up, heads go down."""
HEAD_BELOW = 0.6
"""The middle of a head lies at least so many heights of the face below the top of a box, and no higher than it was when
it was seen: what is higher is an arm, as a rule."""
APART = 0.5
"""A box that shares more than this with somebody else's (intersection over union) is theirs, seen twice."""


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """In which looks somebody was found whole, without a face (looks,), and about where the head then is: float64 array
    (2, looks), x and y in pixels, NaN elsewhere."""

    seen: npt.NDArray[np.bool_]
    head: Places


@dataclass(slots=True)
class _Place:
    """Where somebody's head was last known to be, and how high it was when it was last seen."""

    x: float
    y: float
    seen_y: float
    pts_us: int


def carried_persons(tracks: Sequence[PersonTrack], sights: Sights) -> list[Carried]:
    """For each person, where they were found whole while neither face nor body was.

    Parameters
    ----------
    tracks : sequence of PersonTrack
        People over the whole clip.
    """
    heads = [np.full((2, len(sights.pts_us)), np.nan) for _ in tracks]
    looks, starts = np.unique(sights.persons["look"], return_index=True)
    if len(looks):
        boxes = dict(zip(looks.tolist(), np.split(sights.persons, starts[1:]), strict=True))
        people = [_Person(track, size) for track, size in zip(tracks, _sizes(tracks, sights), strict=True)]
        for step in (1, -1):
            _carry(people, boxes, sights.pts_us, heads, step)
    return [_bridged(track, head, sights.pts_us) for track, head in zip(tracks, heads, strict=True)]


class _Person:
    """Where one person is known to be, look by look."""

    def __init__(self, track: PersonTrack, size: float) -> None:
        self.size = size
        self._head, self._at = track.head, np.flatnonzero(track.seen)

    def before(self, look: int) -> int | None:
        """The look itself or the last one before it in which the person was seen."""
        at = int(np.searchsorted(self._at, look, side="right"))
        return int(self._at[at - 1]) if at else None

    def after(self, look: int) -> int | None:
        """The look itself or the first one after it in which the person was seen."""
        at = int(np.searchsorted(self._at, look))
        return int(self._at[at]) if at < len(self._at) else None

    def place(self, look: int, pts_us: int) -> _Place:
        """Where the head was in a look in which it was seen."""
        x, y = map(float, self._head[look, :2])
        return _Place(x, y, y, pts_us)


def _sizes(tracks: Sequence[PersonTrack], sights: Sights) -> list[float]:
    """Height of each person's face; of who never shows it that of the others, else a seventh of the picture."""
    known = [track.usual_size for track in tracks]
    usual = float(np.nanmedian(known)) if np.isfinite(known).any() else sights.height / 7
    return [size if np.isfinite(size) else usual for size in known]


def _carry(
    people: Sequence[_Person], boxes: Mapping[int, Rows], pts_us: Times, heads: Sequence[Places], step: int
) -> None:
    """Carry people on from look to look, with time (``step`` 1) or against it (-1), and write where their heads are."""
    found: dict[int, _Place] = {}
    for look in sorted(boxes, reverse=step < 0):
        now, rows = int(pts_us[look]), boxes[look]
        places: dict[int, _Place] = {}
        seen: set[int] = set()
        for number, person in enumerate(people):
            past, ahead = (person.before(look), person.after(look))[::step]
            near = [k for k in (past, ahead) if k is not None and abs(int(pts_us[k]) - now) <= FRESH_US]
            if near:
                seen.add(number)
                places[number] = person.place(near[0], now)
                continue
            ways = [] if past is None else [person.place(past, int(pts_us[past]))]
            ways += [found[number]] if number in found else []
            last = min(ways, key=lambda place: abs(place.pts_us - now), default=None)
            if last is not None and abs(last.pts_us - now) <= CARRY_US:
                places[number] = last
        who = list(places)
        cost = np.array([[_unlike(places[n], people[n].size, now, row) for row in rows] for n in who])
        pairs = [(who[i], rows[j]) for i, j in cheapest_pairs(cost.reshape(len(who), len(rows)))]
        taken = [row for number, row in pairs if number in seen]
        for number, row in pairs:
            if number in seen or any(_overlap(row, other) > APART for other in taken):
                continue
            size, last = people[number].size, places[number]
            y = max(float(row["y"]) + HEAD_BELOW * size, last.seen_y)
            found[number] = _Place(float(row["x"] + row["width"] / 2), y, last.seen_y, now)
            heads[number][:, look] = found[number].x, found[number].y


def _unlike(place: _Place, size: float, now: int, row: np.void) -> float:
    """How unlike a box is to that of somebody whose head was there; inf where it cannot be theirs."""
    seconds = abs(now - place.pts_us) / MICROS
    aside = abs(float(row["x"] + row["width"] / 2) - place.x) / size / (ASIDE + ASIDE_PER_S * seconds)
    above = (place.y - float(row["y"])) / size
    if aside > 1 or not ABOVE[0] <= above <= ABOVE[1]:
        return np.inf
    return aside + abs(above - HEAD_BELOW) / ABOVE[1]


def _overlap(one: np.void, other: np.void) -> float:
    """Intersection over union of two boxes."""
    sides = [
        max(0.0, min(one[at] + one[long], other[at] + other[long]) - max(one[at], other[at]))
        for at, long in (("x", "width"), ("y", "height"))
    ]
    shared = float(sides[0] * sides[1])
    return shared / max(float(one["width"] * one["height"] + other["width"] * other["height"]) - shared, 1e-6)


def _bridged(track: PersonTrack, head: Places, pts_us: Times) -> Carried:
    """Findings as stretches: between two that are near to each other, or one and a look in which they were seen."""
    seen, found = track.seen, np.isfinite(head[0])
    known = np.flatnonzero(seen | found)
    at = np.where(seen, track.head[:, :2].T.astype(np.float64), head)
    whole, out = found.copy(), np.full_like(head, np.nan)
    for one, next_one in zip(known[:-1].tolist(), known[1:].tolist(), strict=True):
        if (found[one] or found[next_one]) and pts_us[next_one] - pts_us[one] <= BRIDGE_US:
            whole[one + 1 : next_one] = True
    for axis in range(2):
        out[axis, whole] = np.interp(pts_us[whole], pts_us[known], at[axis, known]) if len(known) else np.nan
    return Carried(whole, out)
