"""What was seen in each look, as numbers only: a row per face, a row per body. No picture is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Rows: TypeAlias = npt.NDArray[np.void]

FACE = np.dtype(
    [
        ("look", "i4"),
        ("x", "f4"),
        ("y", "f4"),
        ("width", "f4"),
        ("height", "f4"),
        ("confidence", "f4"),
        ("presence", "f4"),
        ("mesh_pose", "f4", 3),
        ("five_pose", "f4", 3),
        ("five_error", "f4"),
        ("mouth_width", "f4"),
        ("mouth_drop", "f4"),
        ("mouth_open", "f4"),
        ("smile_seen", "f4"),
        ("covered_seen", "f4"),
        ("nose_length", "f4"),
        ("chin_length", "f4"),
        ("iris", "f4", 2),
        ("light", "f4"),
        ("contrast", "f4"),
        ("sharpness", "f4"),
    ]
)
"""A face: box in pixels, confidences, poses (yaw, pitch, roll in degrees), mouth and proportions in distances of the
outer eye corners, what the whole face says of its mouth (``smile_seen``: about 0 at rest, 1 a smile; ``covered_seen``:
about 0 where nothing is before it, 1 where a hand or a thing is), iris within the eye, and what the picture was like
there. NaN where a model was not asked."""

BODY = np.dtype(
    [
        ("look", "i4"),
        ("x", "f4"),
        ("y", "f4"),
        ("width", "f4"),
        ("height", "f4"),
        ("confidence", "f4"),
        ("keypoints", "f4", (17, 3)),
    ]
)
"""A body: box in pixels, confidence, 17 keypoints (x, y, confidence)."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One look: the faces and bodies of one frame. ``bodies`` is None where bodies were not looked for.

    ``colours`` are those of a coarse grid over the picture: uint8 array (rows, columns, 3), CIE Lab as OpenCV has it.
    ``grey`` is a small picture that is let go as soon as the next one was compared with it, None where none was kept;
    ``camera_moved`` says whether the whole picture moved from the one before to it.
    """

    pts_us: int
    faces: Rows
    bodies: Rows | None
    runs: dict[str, int]
    colours: npt.NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 0, 3), np.uint8))
    grey: npt.NDArray[np.uint8] | None = None
    camera_moved: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Sights:
    """Every look at a clip.

    Attributes
    ----------
    width, height : int
        Size of the upright picture.
    pts_us : int64 array (looks,)
        PTS of the frames that were looked at.
    faces, bodies : structured arrays
        Rows of :data:`FACE` and :data:`BODY`, in order of look.
    body_looked : bool array (looks,)
        Whether bodies were looked for.
    colours : uint8 array (looks, rows, columns, 3)
        Colours of a coarse grid over the picture, CIE Lab; too coarse to show anybody. Without rows where there are
        none.
    camera_moved : bool array (looks,)
        Whether the whole picture moved since the look before.
    """

    width: int
    height: int
    pts_us: npt.NDArray[np.int64]
    faces: Rows
    bodies: Rows
    body_looked: npt.NDArray[np.bool_]
    colours: npt.NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 0, 0, 3), np.uint8))
    camera_moved: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    _face_rows: npt.NDArray[np.intp] = field(init=False)
    _body_rows: npt.NDArray[np.intp] = field(init=False)

    def __post_init__(self) -> None:
        edges = np.arange(len(self.pts_us) + 1)
        if len(self.camera_moved) != len(self.pts_us):
            object.__setattr__(self, "camera_moved", np.zeros(len(self.pts_us), np.bool_))
        object.__setattr__(self, "_face_rows", np.searchsorted(self.faces["look"], edges))
        object.__setattr__(self, "_body_rows", np.searchsorted(self.bodies["look"], edges))

    def faces_at(self, look: int) -> npt.NDArray[np.intp]:
        """Row numbers of the faces of one look."""
        return np.arange(self._face_rows[look], self._face_rows[look + 1])

    def bodies_at(self, look: int) -> npt.NDArray[np.intp]:
        """Row numbers of the bodies of one look."""
        return np.arange(self._body_rows[look], self._body_rows[look + 1])


class KeptColours:
    """The colours of every look in one array from the start: an hour's would lie in memory twice while put together.

    Parameters
    ----------
    most : int
        Looks that there can be.
    """

    def __init__(self, most: int) -> None:
        self._most, self._taken = most, 0
        self._all = np.zeros((0, 0, 0, 3), np.uint8)

    def taken_in(self, colours: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """Take in the next look's, (rows, columns, 3); return the place where they are kept."""
        if not self._taken:
            self._all = np.empty((self._most, *colours.shape), np.uint8)
        self._all[self._taken] = colours
        self._taken += 1
        kept: npt.NDArray[np.uint8] = self._all[self._taken - 1]
        return kept

    def together(self) -> npt.NDArray[np.uint8]:
        """Those of all looks, (looks, rows, columns, 3)."""
        return self._all[: self._taken]


def gather(looks: Sequence[Look], *, width: int, height: int, colours: npt.NDArray[np.uint8] | None = None) -> Sights:
    """Put looks together, numbering them; ``colours`` are theirs (looks, rows, columns, 3), if together already."""
    faces = [_numbered(look.faces, i) for i, look in enumerate(looks)]
    bodies = [_numbered(look.bodies, i) for i, look in enumerate(looks) if look.bodies is not None]
    return Sights(
        width=width,
        height=height,
        pts_us=np.array([look.pts_us for look in looks], np.int64),
        faces=np.concatenate(faces) if faces else np.zeros(0, FACE),
        bodies=np.concatenate(bodies) if bodies else np.zeros(0, BODY),
        body_looked=np.array([look.bodies is not None for look in looks], np.bool_),
        camera_moved=_since_compared(looks),
        colours=_stacked(looks) if colours is None else colours,
    )


def _stacked(looks: Sequence[Look]) -> npt.NDArray[np.uint8]:
    return np.stack([look.colours for look in looks]) if looks else np.zeros((0, 0, 0, 3), np.uint8)


def _since_compared(looks: Sequence[Look]) -> npt.NDArray[np.bool_]:
    """A camera that moved did so at some time since the comparison before: all looks since then count."""
    moved = np.zeros(len(looks), np.bool_)
    compared = np.flatnonzero([look.bodies is not None for look in looks])
    for before, after in zip(compared[:-1].tolist(), compared[1:].tolist(), strict=True):
        moved[before + 1 : after + 1] = looks[after].camera_moved
    return moved


def _numbered(rows: Rows, look: int) -> Rows:
    numbered = rows.copy()
    numbered["look"] = look
    return numbered
