"""Over the whole clip: which tracklets are one person's, and which are nobody's."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.vocabulary.analysis_settings import VisionSettings
from coder.vocabulary.progress import Progress, part, silent
from models.following.torso_colour import CHECKED_EVERY
from models.following.tracking import Tracklet, cut
from models.following.tracklet_grouping import Groups, group_of
from models.seeing.detections import Sights
from models.seeing.person_assembly import Unit, cheapest_pairs, units_at

AT_ONCE = 192
"""Groups of tracklets that are compared with one another at once: a quarter of an hour of a family has so many."""
CARRIED = 64
"""Groups that were seen longest and wait for more of them in what follows."""

Index = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class PersonTrack:
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

    @property
    def usual_size(self) -> float:
        """Height of the person's face, in pixels, as it usually is; NaN where it was never seen."""
        known = self.head[:, 2][np.isfinite(self.head[:, 2])]
        return float(np.median(known)) if len(known) else math.nan


def join(
    tracklets: Sequence[Tracklet], sights: Sights, vision: VisionSettings, progress: Progress = silent
) -> list[PersonTrack]:
    """Join tracklets that can be one person's, cheapest first, leave out nobody's, and order people by time in view.

    Two tracklets seen at the same time are two people. Otherwise size speaks first, then place and time: somebody who
    comes back may do so anywhere.

    Parameters
    ----------
    progress : callable, optional
        Told the share done, several times a second; what it raises stops the joining.
    """
    pieces = cut(tracklets, sights, vision, part(progress, 0.0, 0.2))
    joined = _joined(pieces, sights, vision, part(progress, 0.2, 0.5))
    people = [track for track in (_track(group, sights) for group in joined) if _is_somebody(track, sights, vision)]
    people = sorted(people, key=_by_time_in_view)[: vision.most_people]
    _adopt(people, sights, vision, part(progress, 0.5, 1.0))
    return sorted(people, key=_by_time_in_view)


def _joined(
    tracklets: Sequence[Tracklet], sights: Sights, vision: VisionSettings, progress: Progress
) -> list[tuple[Tracklet, ...]]:
    """Put tracklets into groups, one a person.

    Comparing all with all costs the square of the clip's length. So a long clip is taken in portions, in order of
    time: what was joined so far is compared with what comes next. A clip of up to :data:`AT_ONCE` tracklets is one
    portion.
    """
    groups = Groups(sights, vision)
    done = 0
    while done < len(tracklets):
        portion = tracklets[done : done + AT_ONCE - len(groups)]
        here = part(progress, done / len(tracklets), (done + len(portion)) / len(tracklets))
        gathered = part(here, 0.0, 0.2)
        first = [
            group_of(tracklet, sights, part(gathered, at / len(portion), (at + 1) / len(portion)))
            for at, tracklet in enumerate(portion)
        ]
        groups.add(first, part(here, 0.2, 0.5))
        groups.join(part(here, 0.5, 1.0))
        done += len(portion)
        if done < len(tracklets):
            groups.set_aside(CARRIED)
    return groups.tracklets()


def _by_time_in_view(track: PersonTrack) -> tuple[int, int]:
    return -int(track.seen.sum()), int(np.argmax(track.seen))


def _track(group: Sequence[Tracklet], sights: Sights) -> PersonTrack:
    n = len(sights.pts_us)
    face, body = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    head = np.full((n, 3), np.nan, np.float32)
    for tracklet in group:
        for look, unit in zip(tracklet.looks, tracklet.units, strict=True):
            face[look], body[look], head[look] = unit.face, unit.body, (unit.x, unit.y, unit.size)
    return PersonTrack(face, body, head)


@dataclass(slots=True, eq=False)
class _Known:
    """Somebody and the looks in which their head was measured, in order; they grow as faces are given."""

    track: PersonTrack
    looks: list[int]

    def around(self, look: int, pts_us: Sequence[int], vision: VisionSettings) -> tuple[int, int] | None:
        """The looks before and after in which the head was measured; None where they are too far for a guess."""
        at = bisect_left(self.looks, look)
        before, after = self.looks[max(at - 1, 0)], self.looks[min(at, len(self.looks) - 1)]
        # Before the first and after the last time that somebody was seen, a face follows on from look to look.
        most = vision.adopt_us if 0 < at < len(self.looks) else vision.bridge_us
        gap = max(abs(pts_us[after] - pts_us[before]), abs(pts_us[look] - pts_us[before]))
        return None if gap > most else (before, after)


def _adopt(people: Sequence[PersonTrack], sights: Sights, vision: VisionSettings, progress: Progress) -> None:
    """Give unclaimed faces to people who are absent just there, between where they vanished and where they came back.

    A face behind hands is unsure, so it begins nothing; but where somebody's head was and will be, it is theirs.
    """
    known = [
        _Known(track, np.flatnonzero(np.isfinite(track.head[:, 2])).tolist())
        for track in people
        if (track.face >= 0).any()
    ]
    pts_us = sights.pts_us.tolist()
    there_and_back = [*range(len(sights.pts_us)), *reversed(range(len(sights.pts_us)))]
    for step, look in enumerate(there_and_back):
        if step % CHECKED_EVERY == 0:
            progress(step / len(there_and_back))
        absent = []
        for one in known:
            if one.track.face[look] < 0 and one.track.body[look] < 0:
                around = one.around(look, pts_us, vision)
                if around is not None:
                    absent.append((one, around))
        if not absent:
            continue
        taken = {int(track.face[look]) for track in people}
        free = [unit for unit in units_at(sights, look, vision) if unit.face >= 0 and unit.face not in taken]
        cost = np.array([[_stray(one, *around, look, unit, sights, vision) for unit in free] for one, around in absent])
        for row, column in cheapest_pairs(cost.reshape(len(absent), len(free))):
            one, unit = absent[row][0], free[column]
            one.track.face[look], one.track.head[look] = unit.face, (unit.x, unit.y, unit.size)
            insort(one.looks, look)
            if unit.body >= 0 and all(other.body[look] != unit.body for other in people):
                one.track.body[look] = unit.body


def _stray(
    one: _Known, before: int, after: int, look: int, unit: Unit, sights: Sights, vision: VisionSettings
) -> float:
    """How far, in heads, a face is from where an absent person must be; inf where it is too far."""
    gap = sights.pts_us[[before, look, after]]
    share = float(gap[1] - gap[0]) / max(1, int(gap[2] - gap[0])) if before != after else 0.0
    head = one.track.head
    x, y, size = (1 - share) * head[before].astype(float) + share * head[after].astype(float)
    if abs(math.log(unit.size / size)) > vision.track_size_log:
        return math.inf
    heads = math.hypot(unit.x - x, unit.y - y) / size
    return heads if heads <= vision.adopt_heads else math.inf


def _is_somebody(track: PersonTrack, sights: Sights, vision: VisionSettings) -> bool:
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
