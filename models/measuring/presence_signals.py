"""In view or not: seen, gone over the picture's edge, or hidden inside the picture, which are three things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coder.vocabulary.people import Person
from coder.vocabulary.settings import VisionSettings
from coder.vocabulary.time import Interval
from models.following.tracklet_joining import Track
from models.measuring.measurement import Flags, Measured
from models.seeing.detections import Sights

if TYPE_CHECKING:
    from models.measuring.head_signals import Head

FILLED = 0.6
"""Validity of being in view in a gap that was bridged."""
HIDDEN = 0.2
"""Validity of being out of view for somebody who was last seen well inside the picture: they were turned or covered."""
GOING_S = 0.4
"""A head that goes on as it went for this long and then lies over the edge has left."""
ENDS = 4
"""Looks at the edge of an absence from which place and speed are taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Whether a person is in view in each look, gaps bridged, and the two signals that say so."""

    in_view: Flags
    measured: dict[str, Measured]


def presence(track: Track, sights: Sights, vision: VisionSettings) -> Presence:
    """Say in which looks a person was in view, and how surely they were not."""
    seen = track.seen
    in_view, validity = seen.copy(), np.where(seen, 1.0, 0.0)
    at = np.flatnonzero(seen)
    for start, stop in _gaps(seen):
        inner = start > 0 and stop < len(seen)
        length = int(sights.pts_us[min(stop, len(seen) - 1)] - sights.pts_us[max(start - 1, 0)])
        if length <= vision.bridge_us and inner:
            in_view[start:stop], validity[start:stop] = True, FILLED
            continue
        back = int(np.searchsorted(at, start))
        went = start > 0 and _over_edge(track, sights, vision, at[max(back - ENDS, 0) : back], -1)
        came = stop < len(seen) and _over_edge(track, sights, vision, at[back : back + ENDS], 0)
        validity[start:stop] = 1.0 if went or came else HIDDEN
    face = track.face >= 0
    fits = np.zeros(len(seen), np.bool_)
    fits[face] = sights.faces["presence"][track.face[face]] >= vision.mesh_presence
    uses = ("faces", "bodies")
    return Presence(
        in_view,
        {
            "in_view": Measured(in_view.astype(np.float64), validity, uses),
            "face_seen": Measured(fits.astype(np.float64), validity, ("faces", "mesh")),
        },
    )


def people_of(
    letters: Sequence[str],
    roles: Sequence[str | None],
    heads: Sequence[Head],
    views: Sequence[Presence],
    sights: Sights,
) -> tuple[Person, ...]:
    """People as the project keeps them."""
    return tuple(
        Person(
            letter=letter,
            suggested_role=role,
            confirmed_role=None,
            median_box=head.median_box,
            in_view=_intervals(view.in_view, sights),
        )
        for letter, role, head, view in zip(letters, roles, heads, views, strict=True)
    )


def _intervals(in_view: Flags, sights: Sights) -> tuple[Interval, ...]:
    """Stretches in view, from their first look to the first look without."""
    pts = sights.pts_us
    ends = np.append(pts, 2 * pts[-1] - pts[-2] if len(pts) > 1 else pts[-1:] + 1)
    return tuple(Interval(int(pts[a]), int(ends[b])) for a, b in _gaps(~in_view))


def _gaps(flags: Flags) -> list[tuple[int, int]]:
    """Stretches ``[start, stop)`` in which a flag is not set."""
    steps = np.diff(np.concatenate([[0], (~flags).astype(np.int8), [0]]))
    return list(zip(np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist(), strict=True))


def _over_edge(
    track: Track, sights: Sights, vision: VisionSettings, looks: np.ndarray[tuple[int], np.dtype[np.intp]], end: int
) -> bool:
    """Whether a head was at the picture's edge, or on the way over it, at one end of an absence."""
    heads = track.head[looks].astype(np.float64)
    height = heads[:, 2][np.isfinite(heads[:, 2])]
    size = float(height[-1] if end else height[0]) if len(height) else sights.height / 7
    x, y = heads[end, 0], heads[end, 1]
    seconds = max(float(sights.pts_us[looks[-1]] - sights.pts_us[looks[0]]) / 1e6, 0.05)
    sign = 1 if end else -1
    speed = (heads[-1, :2] - heads[0, :2]) / seconds * sign if len(looks) > 1 else np.zeros(2)
    for px, py in ((x, y), (x + GOING_S * speed[0], y + GOING_S * speed[1])):
        if min(px, py, sights.width - px, sights.height - py) < vision.edge_heads * size:
            return True
    return False
