"""Over the whole clip: which trails are one person's, and which are nobody's."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.vocabulary.settings import VisionSettings
from coder.vocabulary.time import MICROS
from models.following.assignment import assign
from models.following.tracking import Trail, cut
from models.seeing.detections import Sights
from models.seeing.person_assembly import Unit, units_at

ENDS = 5
"""Looks at a trail's end from which its place there is taken."""

Index = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A person over the whole clip.

    Attributes
    ----------
    face, body : int32 array (looks,)
        Row of the person's face and body among the sights in each look; -1 where there is none.
    head : float32 array (looks, 3)
        Centre of the head and height of the face, in pixels; NaN where the person was not seen, and the height also
        where only a body was.
    """

    face: Index
    body: Index
    head: npt.NDArray[np.float32]

    @property
    def seen(self) -> npt.NDArray[np.bool_]:
        """In which looks the person was seen."""
        return (self.face >= 0) | (self.body >= 0)


def join(trails: list[Trail], sights: Sights, vision: VisionSettings) -> list[Track]:
    """Join trails that can be one person's, cheapest first, leave out nobody's, and order people by time in view.

    Two trails seen at the same time are two people. Otherwise size speaks first, then place and time: somebody who
    comes back may do so anywhere.
    """
    groups = [[trail] for trail in cut(trails, vision)]
    while True:
        best, pair = math.inf, None
        for i in range(len(groups)):
            for j in range(i + 1, len(groups)):
                cost = _apart(groups[i], groups[j], sights, vision)
                if cost < best:
                    best, pair = cost, (i, j)
        if pair is None:
            break
        i, j = pair
        groups[i] = sorted(groups[i] + groups[j], key=lambda trail: trail.looks[0])
        del groups[j]
    tracks = [_track(group, sights) for group in groups]
    people = [track for track in tracks if _is_somebody(track, sights, vision)]
    _adopt(people, sights, vision)
    return sorted(people, key=lambda track: (-int(track.seen.sum()), int(np.argmax(track.seen))))


def _apart(first: list[Trail], second: list[Trail], sights: Sights, vision: VisionSettings) -> float:
    """How unlikely two groups of trails are one person; inf where they cannot be."""
    if _seen_together_us(first, second, sights) > vision.overlap_us:
        return math.inf
    sizes = _size(first), _size(second)
    growth = abs(math.log(sizes[0] / sizes[1])) if all(map(math.isfinite, sizes)) else vision.join_size_log / 2
    if growth > vision.join_size_log:
        return math.inf
    before, after = _nearest_in_time(first, second)
    gap_us = max(0, int(sights.pts_us[after.looks[0]] - sights.pts_us[before.looks[-1]]))
    (x0, y0), (x1, y1) = _place(before.units[-ENDS:]), _place(after.units[:ENDS])
    unit = next((s for s in sizes if math.isfinite(s)), sights.height / 7)
    heads = math.hypot(x1 - x0, y1 - y0) / unit
    reach = vision.join_reach_heads * (1 + gap_us / MICROS)
    if gap_us <= vision.join_near_us and heads > reach:
        return math.inf
    return growth / vision.join_size_log + heads / reach + 0.1 * math.log1p(gap_us / MICROS)


def _seen_together_us(first: list[Trail], second: list[Trail], sights: Sights) -> int:
    """Time for which trails of the two groups were seen in the same looks."""
    both = sorted({look for t in first for look in t.looks} & {look for t in second for look in t.looks})
    ends = np.append(sights.pts_us, sights.pts_us[-1:] + 1)
    return int(sum(ends[look + 1] - ends[look] for look in both))


def _nearest_in_time(first: list[Trail], second: list[Trail]) -> tuple[Trail, Trail]:
    """The two trails, one of each group and in order, with the shortest gap between them."""
    pairs = [(a, b) if a.looks[0] <= b.looks[0] else (b, a) for a in first for b in second]
    return min(pairs, key=lambda pair: abs(pair[1].looks[0] - pair[0].looks[-1]))


def _size(group: list[Trail]) -> float:
    sizes = [u.size for trail in group for u in trail.units if u.sure and math.isfinite(u.size)]
    return float(np.median(sizes)) if sizes else math.nan


def _place(units: list[Unit]) -> tuple[float, float]:
    return float(np.median([u.x for u in units])), float(np.median([u.y for u in units]))


def _track(group: list[Trail], sights: Sights) -> Track:
    n = len(sights.pts_us)
    face, body = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    head = np.full((n, 3), np.nan, np.float32)
    for trail in group:
        for look, unit in zip(trail.looks, trail.units, strict=True):
            face[look], body[look], head[look] = unit.face, unit.body, (unit.x, unit.y, unit.size)
    return Track(face, body, head)


def _adopt(people: list[Track], sights: Sights, vision: VisionSettings) -> None:
    """Give unclaimed faces to people who are absent just there, between where they vanished and where they came back.

    A face behind hands is unsure, so it begins nothing; but where somebody's head was and will be, it is theirs.
    """
    size = [float(np.nanmedian(track.head[:, 2])) if (track.face >= 0).any() else math.nan for track in people]
    there_and_back = [*range(len(sights.pts_us)), *reversed(range(len(sights.pts_us)))]
    for look in there_and_back:
        absent = [i for i, track in enumerate(people) if not track.seen[look] and math.isfinite(size[i])]
        if not absent:
            continue
        taken = {int(track.face[look]) for track in people}
        free = [unit for unit in units_at(sights, look, vision) if unit.face >= 0 and unit.face not in taken]
        cost = np.array([[_stray(people[i], look, unit, sights, vision) for unit in free] for i in absent])
        for row, column in assign(cost.reshape(len(absent), len(free))):
            track, unit = people[absent[row]], free[column]
            track.face[look], track.head[look] = unit.face, (unit.x, unit.y, unit.size)
            if unit.body >= 0 and all(other.body[look] != unit.body for other in people):
                track.body[look] = unit.body


def _stray(track: Track, look: int, unit: Unit, sights: Sights, vision: VisionSettings) -> float:
    """How far, in heads, a face is from where an absent person must be; inf where that is not known or too far."""
    looks = np.flatnonzero(np.isfinite(track.head[:, 2]))
    at = int(np.searchsorted(looks, look))
    before, after = looks[max(at - 1, 0)], looks[min(at, len(looks) - 1)]
    gap = sights.pts_us[[before, look, after]]
    # Before the first and after the last time that somebody was seen, a face follows on from look to look.
    most = vision.adopt_us if 0 < at < len(looks) else vision.bridge_us
    if max(abs(gap[2] - gap[0]), abs(gap[1] - gap[0])) > most:
        return math.inf
    share = float(gap[1] - gap[0]) / max(1, int(gap[2] - gap[0])) if before != after else 0.0
    x, y, size = (1 - share) * track.head[before].astype(float) + share * track.head[after].astype(float)
    if abs(math.log(unit.size / size)) > vision.track_size_log:
        return math.inf
    heads = math.hypot(unit.x - x, unit.y - y) / size
    return heads if heads <= vision.adopt_heads else math.inf


def _is_somebody(track: Track, sights: Sights, vision: VisionSettings) -> bool:
    """Whether a track is a person rather than a hand, a toy or a pattern.

    A person is in view for long enough, and more than once shows a sure face that a mesh fits or that sits on a
    body, or is a sure body that shows head or shoulders.
    """
    looks = np.flatnonzero(track.seen)
    if int(sights.pts_us[looks[-1]] - sights.pts_us[looks[0]]) < min(
        vision.least_in_view_us, int(sights.pts_us[-1] - sights.pts_us[0]) // 2
    ):
        return False
    faces, bodies = sights.faces[track.face[looks]], sights.bodies[track.body[looks]] if len(sights.bodies) else None
    has_face, has_body = track.face[looks] >= 0, track.body[looks] >= 0
    face_sure = (
        has_face & (faces["confidence"] >= vision.face_sure) if len(sights.faces) else np.zeros(len(looks), bool)
    )
    meshed = face_sure & (faces["presence"] >= vision.mesh_presence) if len(sights.faces) else face_sure
    body_sure = (
        has_body & (bodies["confidence"] >= vision.body_sure) if bodies is not None else np.zeros(len(looks), bool)
    )
    return int((meshed | (face_sure & has_body) | (~has_face & body_sure)).sum()) >= vision.least_sure_looks
