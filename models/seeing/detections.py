"""What was seen in each look, as numbers only: a row per face, a row per body. No picture is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from models.seeing.estimator import Picture

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
        ("whole_pose", "f4", 2),
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
"""A face: box in pixels, confidences, poses (yaw, pitch, roll in degrees; from the whole face yaw and pitch alone),
mouth and proportions in distances of the outer eye corners, what the whole face says of its mouth (``smile_seen``:
about 0 at rest, 1 a smile; ``covered_seen``: about 0 where nothing is before it, 1 where a hand or a thing is), iris
within the eye, and what the picture was like there. NaN where a model was not asked."""

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


PERSON = np.dtype([("look", "i4"), ("x", "f4"), ("y", "f4"), ("width", "f4"), ("height", "f4"), ("confidence", "f4")])
"""Somebody, whole, whichever way they face: box in pixels, confidence."""


PORTION = 500
"""Looks whose rows are put together at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One look: the faces and bodies of one frame. ``bodies`` is None where bodies were not looked for, ``persons``
    where people without faces were not.

    ``colours`` are those of a coarse grid over the picture: uint8 array (rows, columns, 3), CIE Lab as OpenCV has it.
    ``arms`` are the bodies of a look that was asked for them later, because a hand came or went around it; None
    elsewhere. Of them arms alone are taken. ``picture`` is what they are looked for in, let go once that is settled;
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
    persons: Rows | None = None
    arms: Rows | None = None
    picture: Picture | None = None


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
    persons : structured array
        Rows of :data:`PERSON`, in order of look: none where faces and bodies showed everybody.
    arms : structured array
        Rows of :data:`BODY` of looks that were asked for arms later, in order of look.
    """

    width: int
    height: int
    pts_us: npt.NDArray[np.int64]
    faces: Rows
    bodies: Rows
    body_looked: npt.NDArray[np.bool_]
    colours: npt.NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 0, 0, 3), np.uint8))
    camera_moved: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    persons: Rows = field(default_factory=lambda: np.zeros(0, PERSON))
    arms: Rows = field(default_factory=lambda: np.zeros(0, BODY))
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


class GatheredLooks:
    """Looks put together as they come: an hour's, one by one, are hundreds of thousands of small objects.

    Parameters
    ----------
    most : int
        Looks that there can be.

    Attributes
    ----------
    runs : Counter of str
        How often each model was asked.
    """

    def __init__(self, most: int) -> None:
        self.runs: Counter[str] = Counter()
        self._pts_us = np.zeros(most, np.int64)
        self._body_looked, self._moved = np.zeros(most, np.bool_), np.zeros(most, np.bool_)
        self._colours = np.zeros((0, 0, 0, 3), np.uint8)
        self._faces, self._bodies, self._arms = _RowsOfLooks(FACE), _RowsOfLooks(BODY), _RowsOfLooks(BODY)
        self._persons = _RowsOfLooks(PERSON)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, look: Look) -> None:
        """Take in the next look."""
        number = self._count
        if not number:
            # As large as it will be from the start: it would lie in memory twice while it grows.
            self._colours = np.empty((len(self._pts_us), *look.colours.shape), np.uint8)
        self._colours[number] = look.colours
        self._pts_us[number], self._moved[number] = look.pts_us, look.camera_moved
        self._body_looked[number] = look.bodies is not None
        self._faces.add(number, look.faces)
        if look.bodies is not None:
            self._bodies.add(number, look.bodies)
        if look.persons is not None:
            self._persons.add(number, look.persons)
        if look.arms is not None:
            self._arms.add(number, look.arms)
        self.runs.update(look.runs)
        self._count += 1

    @property
    def last_us(self) -> int | None:
        """PTS of the last look; None before the first."""
        return int(self._pts_us[self._count - 1]) if self._count else None

    @property
    def last_for_bodies_us(self) -> int | None:
        """PTS of the last look that looked for bodies; None where none did."""
        looked = np.flatnonzero(self._body_looked)
        return int(self._pts_us[looked[-1]]) if len(looked) else None

    def sights(self, *, width: int, height: int) -> Sights:
        """Every look so far at a clip of so many pixels."""
        these = slice(self._count)
        return Sights(
            width=width,
            height=height,
            pts_us=self._pts_us[these],
            faces=self._faces.together(),
            bodies=self._bodies.together(),
            body_looked=self._body_looked[these],
            camera_moved=_since_compared(self._body_looked[these], self._moved[these]),
            colours=self._colours[these],
            persons=self._persons.together(),
            arms=self._arms.together(),
        )


class _RowsOfLooks:
    """Rows of one kind, each with the number of its look."""

    def __init__(self, kind: np.dtype[np.void]) -> None:
        self._portions: list[Rows] = [np.zeros(0, kind)]
        self._new: list[Rows] = []

    def add(self, number: int, rows: Rows) -> None:
        numbered = rows.copy()
        numbered["look"] = number
        self._new.append(numbered)
        if len(self._new) >= PORTION:
            self._close_portion()

    def _close_portion(self) -> None:
        self._portions.append(_put_together(self._new, self._portions[0].dtype))
        self._new.clear()

    def together(self) -> Rows:
        self._close_portion()
        self._portions = [_put_together(self._portions, self._portions[0].dtype)]
        return self._portions[0]


def _put_together(portions: Sequence[Rows], kind: np.dtype[np.void]) -> Rows:
    """Rows after rows. ``np.concatenate`` compares all columns of each portion with those of all before, which took
    longer than all else that is done with the few rows of one look."""
    portions = [rows for rows in portions if len(rows)]
    if len(portions) == 1:
        return portions[0]
    together = np.empty(sum(map(len, portions)), kind)
    at = 0
    for rows in portions:
        together[at : at + len(rows)] = rows
        at += len(rows)
    return together


def gather(looks: Iterable[Look], *, width: int, height: int) -> Sights:
    """Put looks together, numbering them."""
    every = list(looks)
    gathered = GatheredLooks(len(every))
    for look in every:
        gathered.add(look)
    return gathered.sights(width=width, height=height)


def _since_compared(compared: npt.NDArray[np.bool_], moved: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """A camera that moved did so at some time since the comparison before: all looks since then count."""
    since = np.zeros(len(compared), np.bool_)
    at = np.flatnonzero(compared)
    for before, after in zip(at[:-1].tolist(), at[1:].tolist(), strict=True):
        since[before + 1 : after + 1] = moved[after]
    return since
