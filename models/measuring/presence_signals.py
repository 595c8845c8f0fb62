"""In view or not: seen, gone over the picture's edge, or hidden inside the picture, which are three things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coder.vocabulary.analysis_settings import VisionSettings
from coder.vocabulary.people import Person
from coder.vocabulary.progress import Progress, silent
from coder.vocabulary.time import Interval
from models.following.carried_persons import Carried
from models.following.clothes import CALM_LOOKS, LEAST_CELLS, LEAST_SHARE, Clothes, clothes
from models.following.tracklet_joining import PersonTrack
from models.measuring.measurement import Flags, Measured, Values
from models.seeing.detections import Sights

if TYPE_CHECKING:
    from models.measuring.head_signals import HeadSignals

FILLED = 0.6
"""Validity of being in view in a gap that was bridged."""
CLOTHES = 0.7
"""Validity of being in view for somebody of whom only the clothes are seen."""
WHOLE = 0.7
"""Validity of being in view for somebody of whom only the whole outline is found, without a face."""
TRUNK_BELOW = 1.3
"""The middle of a trunk lies so many heights of the face below the middle of the face."""
HIDDEN = 0.2
"""Validity of being out of view for somebody who was last seen well inside the picture: they were turned or covered."""
MOVED_LOOKS = 8
"""Looks before and after an absence in which the camera must have stood still."""
GOING_S = 0.4
"""A head that goes on as it went for this long and then lies over the edge has left."""
ENDS = 4
"""Looks at the edge of an absence from which place and speed are taken."""
GLIMPSE_US = 500_000
"""Clothes that are seen for less than this, with nobody in them before or after, are a colour of the room."""
STRIP_SHARE = 0.75
"""Clothes that go over an edge show less than this share, at the last, of what is usually seen of them, ..."""
STRIP_HEADS = 1.0
"""... their middle is no farther from the edge than this, ..."""
OUTWARD_HEADS = 0.5
"""... and this much nearer to it than usual. Who turns round where they sit stays where they were."""


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Whether a person is in view in each look, gaps bridged, and the two signals that say so."""

    in_view: Flags
    measured: dict[str, Measured]


def presence(
    track: PersonTrack,
    sights: Sights,
    vision: VisionSettings,
    strangers: Flags | None = None,
    carried: Carried | None = None,
    progress: Progress = silent,
) -> Presence:
    """Say in which looks a person was in view, and how surely they were not.

    Nobody found is not the same as nobody there. Somebody is out of view with good validity only if their head was
    seen to go over a side or the lower edge of the picture, and to come in over it again unless the clip begins or ends
    there. The upper edge is none: who stands up is still there from the shoulders down.

    Parameters
    ----------
    strangers : bool array (looks,), optional
        Looks that show a face or a body which is nobody's.
    carried : Carried, optional
        Where the person was found whole, without a face.
    progress : callable, optional
        Told the share done, absence by absence; what it raises stops the measuring.
    """
    found, worn = track.seen, clothes(track, sights, vision)
    dressed = found if worn is None else found | _carried(worn.seen, found, sights)
    seen = dressed if carried is None else dressed | carried.seen
    in_view = seen.copy()
    validity = np.where(found, 1.0, np.where(dressed, CLOTHES, np.where(seen, WHOLE, 0.0)))
    at = np.flatnonzero(found)
    usual = _usual_distances(track, sights)
    head_height = track.usual_size if np.isfinite(track.usual_size) else sights.height / 7
    for start, stop in _gaps(seen):
        progress(start / len(seen))
        inner = start > 0 and stop < len(seen)
        length = int(sights.pts_us[min(stop, len(seen) - 1)] - sights.pts_us[max(start - 1, 0)])
        if length <= vision.bridge_us and inner:
            in_view[start:stop], validity[start:stop] = True, FILLED
            continue
        back, ahead = int(np.searchsorted(at, start)), int(np.searchsorted(at, stop))
        # Whoever went over the edge and is found again in the middle came back unnoticed: nobody knows when.
        went = start == 0 or (
            _clothes_over_edge(worn, start, stop, sights, head_height, leaving=True)
            if worn is not None and not found[start - 1]
            else _over_edge(track, sights, vision, at[max(back - ENDS, 0) : back], usual, leaving=True)
        )
        came = stop == len(seen) or (
            _clothes_over_edge(worn, start, stop, sights, head_height, leaving=False)
            if worn is not None and not found[stop]
            else _over_edge(track, sights, vision, at[ahead : ahead + ENDS], usual, leaving=False)
        )
        # What the camera does, nobody did: a picture that moves takes people over its edge and brings them back.
        moved = bool(sights.camera_moved[max(start - MOVED_LOOKS, 0) : start + 1].any()) or bool(
            sights.camera_moved[stop : stop + MOVED_LOOKS].any()
        )
        unsure = moved or (strangers is not None and bool(strangers[start:stop].mean() > vision.strangers_most))
        validity[start:stop] = 1.0 if went and came and not unsure else HIDDEN
    face = track.face >= 0
    fits = np.zeros(len(seen), np.bool_)
    fits[face] = sights.faces["presence"][track.face[face]] >= vision.mesh_presence
    uses: tuple[str, ...] = ("faces", "bodies")
    if carried is not None and carried.seen.any():
        uses = (*uses, "persons")
    return Presence(
        in_view,
        {
            **_worn_place(worn, carried, sights, head_height),
            "in_view": Measured(in_view.astype(np.float64), validity, uses),
            "camera_moved": Measured(sights.camera_moved.astype(np.float64), np.ones(len(seen)), ("faces",)),
            "face_seen": Measured(fits.astype(np.float64), validity, ("faces", "mesh")),
        },
    )


def _worn_place(
    worn: Clothes | None, carried: Carried | None, sights: Sights, head_height: float
) -> dict[str, Measured]:
    """Where the middle of the clothes is, by their colour or in the box of somebody found whole: all that is known of
    the place of who turned round or bent down."""
    place = np.full((2, len(sights.pts_us)), np.nan)
    uses: tuple[str, ...] = ("faces",)
    if carried is not None and carried.seen.any():
        place = carried.head + np.array([[0.0], [TRUNK_BELOW * head_height]])
        uses = (*uses, "persons")
    if worn is not None:
        rows, columns = worn.cells.shape[1:]
        looks = np.flatnonzero(worn.seen & worn.cells.any((1, 2)))
        filled = worn.cells[looks].sum((1, 2))
        across, down = worn.cells[looks].sum(1), worn.cells[looks].sum(2)
        place[0, looks] = (across @ (np.arange(columns) + 0.5)) / filled * sights.width / columns
        place[1, looks] = (down @ (np.arange(rows) + 0.5)) / filled * sights.height / rows
    validity = np.where(np.isfinite(place[0]), CLOTHES, 0.0)
    return {f"worn_{axis}": Measured(of, validity, uses) for axis, of in zip("xy", place, strict=True)}


def people_of(
    letters: Sequence[str],
    roles: Sequence[str | None],
    heads: Sequence[HeadSignals],
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


def _usual_distances(track: PersonTrack, sights: Sights) -> Values:
    """How far the head usually is from the left, right and lower edge, in pixels."""
    looks = np.flatnonzero(np.isfinite(track.head[:, 0]))
    return np.median(_distances(track.head[looks, :2].astype(np.float64), sights), axis=0)


def _distances(places: Values, sights: Sights) -> Values:
    """Distances of places (n, 2) from the left, right and lower edge: (n, 3) pixels, negative outside."""
    x, y = places.T
    return np.stack([x, sights.width - x, sights.height - y], 1)


def _carried(worn: Flags, found: Flags, sights: Sights) -> Flags:
    """Sightings of clothes that carry somebody on, or last; a short one in the middle of an absence is the room's."""
    kept = worn.copy()
    for start, stop in _gaps(~(worn | found)):
        if not found[start:stop].any() and sights.pts_us[stop - 1] - sights.pts_us[start] < GLIMPSE_US:
            kept[start:stop] = False
    return kept


def _clothes_over_edge(
    worn: Clothes, start: int, stop: int, sights: Sights, head_height: float, *, leaving: bool
) -> bool:
    """Whether clothes were on their way over a side of the picture at one end of the absence ``[start, stop)``.

    Reaching the edge is how many sit, and says nothing: they must have moved. Over the lower edge nobody goes clothes
    last: the head, above them, would still be seen.
    """
    # What has the shade all through the absence is the room's.
    own = worn.cells & ~(worn.cells[start:stop].mean(0) > 0.5)
    filled = own.sum((1, 2))
    usually = filled[worn.seen]
    shown = filled >= max(LEAST_CELLS, LEAST_SHARE * float(np.median(usually))) if len(usually) else worn.seen
    # That clothes are there is said of several looks together: the end itself may lie a little within the absence.
    near = (
        range(min(start + CALM_LOOKS // 2, stop) - 1, max(start - ENDS, 0) - 1, -1)
        if leaving
        else range(max(stop - CALM_LOOKS // 2, start), min(stop + ENDS, len(shown)))
    )
    last = next((look for look in near if shown[look]), None)
    if last is None or filled[last] >= STRIP_SHARE * np.median(usually):
        return False
    columns = own.sum(1)
    width = sights.width / columns.shape[1] / head_height
    for inward in (columns, columns[:, ::-1]):
        middle = float(_middles(inward[last : last + 1])[0]) * width
        usual = float(np.median(_middles(inward[shown & worn.seen]))) * width
        if inward[last, 0] and middle <= STRIP_HEADS and usual - middle >= OUTWARD_HEADS:
            return True
    return False


def _middles(cells: npt.NDArray[np.intp]) -> Values:
    """How many columns in from the first the middle one of some cells lies; ``cells`` is their number (n, columns)."""
    before: Values = (np.cumsum(cells, axis=1) < cells.sum(1, keepdims=True) / 2).sum(1) + 0.5
    return before


def _over_edge(
    track: PersonTrack,
    sights: Sights,
    vision: VisionSettings,
    looks: np.ndarray[tuple[int], np.dtype[np.intp]],
    usual: Values,
    *,
    leaving: bool,
) -> bool:
    """Whether a head was on its way over an edge at one end of an absence, rather than where it always is."""
    heads = track.head[looks].astype(np.float64)
    height = heads[:, 2][np.isfinite(heads[:, 2])]
    size = float(height[-1 if leaving else 0]) if len(height) else sights.height / 7
    last = heads[-1 if leaving else 0, :2]
    seconds = max(float(sights.pts_us[looks[-1]] - sights.pts_us[looks[0]]) / 1e6, 0.05)
    speed = (heads[-1, :2] - heads[0, :2]) / seconds * (1 if leaving else -1) if len(looks) > 1 else np.zeros(2)
    distances = _distances(np.stack([last, last + GOING_S * speed]), sights)
    nearest = distances.min(0)
    # Where it will be is a guess from few looks: that it came nearer must have been seen.
    over = (nearest < vision.edge_heads * size) & (usual - distances[0] > vision.edge_went_heads * size)
    return bool(over.any())
