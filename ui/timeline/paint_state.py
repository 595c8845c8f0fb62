"""Everything a painter needs to know, gathered once per picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QFontMetrics

from ui.timeline import bar_painter
from ui.timeline.code_colours import Colours
from ui.timeline.crowd_tiles import CrowdCache, CrowdTiles, TileBudget, looks_of, step_of
from ui.timeline.frame_times import FrameGrid
from ui.timeline.row_layout import Areas, Metrics, Row, RowLayout
from ui.timeline.signal_strip import SignalStrip
from ui.timeline.sound_strip import SoundStrip
from ui.timeline.time_scale import TimeScale
from ui.timeline.timeline_model import BAND_LANE, KIND_CODES, MOST_LANES, Item, ItemKind, TierIndex, TimelineModel

FRAME_LINES_PX = 9
"""From this width of a frame on, frame boundaries are drawn across the tiers."""

FAR_PX = 100_000

CROWDED_SHARE = 0.75
"""Points nearer to each other than this share of a diamond are drawn as bars: diamonds would cover each other."""

MOST_DRAWN_SINGLY = 1_000
"""Of a row with more items in view, those too small to be seen singly are drawn out of what was summed before."""

MOST_SUMMED = 24_000
"""What one picture sums up anew at most, in items; it is shown coarser until the next has done the rest."""

SQUEEZED_PX, SMALL_IN_SQUEEZED_PX = 12, 8
"""A lane of this height or less has no room for names: bars in it are told apart by their gaps, edges only from this
length on."""


@dataclass(frozen=True, slots=True)
class PaintState:
    """The timeline as it stands.

    ``sound`` is the picture of the clip's sound, or words that say how far it is from being worked out, or None.
    ``joints_us`` is where one of several files ends and the next begins.
    """

    model: TimelineModel
    grid: FrameGrid
    scale: TimeScale
    rows: RowLayout
    strips: tuple[SignalStrip, ...]
    areas: Areas
    scroll_y: int
    metrics: Metrics
    colours: Colours
    font: QFontMetrics
    device_ratio: float
    sound: SoundStrip | str | None = None
    spectrogram: bool = True
    silent: bool = False
    joints_us: tuple[int, ...] = ()
    crowds: CrowdCache = field(default_factory=CrowdCache)
    budget: TileBudget = field(default_factory=lambda: TileBudget(MOST_SUMMED))

    def y_of(self, row_px: float) -> float:
        """Widget pixels of a height counted from the top of all rows."""
        return self.areas.tracks.top() + row_px - self.scroll_y

    def x_of(self, us: float) -> float:
        """Widget pixels of a time, held near the widget: far beyond it they would not fit Qt's integers."""
        return self.areas.tracks.left() + min(max(self.scale.x_of(us), -FAR_PX), FAR_PX)

    def in_view(self, row: Row) -> bool:
        """Whether any of a row can be seen."""
        return row.bottom > self.scroll_y and row.top < self.scroll_y + self.areas.tracks.height()

    def bar_top(self, row: Row, lane: int) -> int:
        """Widget pixels of the top of a lane's bars."""
        return int(self.y_of(row.top + self.metrics.pad + lane * row.lane_px)) + 1

    def bar_height(self, row: Row) -> int:
        """Height of the bars of a row."""
        return max(row.lane_px - 3, 3)

    def frame_px(self) -> float:
        """Mean width of the frames in view; 0 without frames."""
        frames = len(self.grid.between(self.scale.left_us, self.scale.right_us))
        left, right = max(self.scale.left_us, self.grid.start_us), min(self.scale.right_us, self.grid.end_us)
        return (right - left) / self.scale.us_per_px / frames if frames and right > left else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Visible:
    """The items in view that are drawn one by one, over all rows in view, as arrays (n,) in order of row and onset.

    ``crowds`` has for each row the tiles of its smaller items, or None where all of its items are in the arrays.

    ``row`` counts in ``rows``; ``lane`` counts the lanes of all rows in view from the top (negative: a gap,
    behind all); ``x0`` and ``x1`` are pixels of the track area. ``lane_row`` and ``lane_top`` say of each lane
    which row it is of, and where in the widget its bars begin. ``colour`` counts in ``colours``, "" is the subject's;
    ``look`` in those of the item's own row (:func:`ui.timeline.crowd_tiles.looks_of`).
    """

    rows: tuple[Row, ...]
    indices: tuple[TierIndex, ...]
    crowds: tuple[CrowdTiles | None, ...]
    lane_row: tuple[int, ...]
    lane_top: tuple[int, ...]
    row: npt.NDArray[np.intp]
    place: npt.NDArray[np.intp]
    lane: npt.NDArray[np.intp]
    kind: npt.NDArray[np.int8]
    point: npt.NDArray[np.bool_]
    colour: npt.NDArray[np.intp]
    colours: tuple[str, ...]
    look: npt.NDArray[np.intp]
    x0: npt.NDArray[np.float64]
    x1: npt.NDArray[np.float64]

    def item(self, n: int) -> Item:
        """The item behind place ``n`` of the arrays."""
        return self.indices[int(self.row[n])].items[int(self.place[n])]

    def shared(self) -> npt.NDArray[np.bool_]:
        """(lanes,): where what overlaps too deeply lies together; in no other lane do items overlap."""
        return np.array([n == MOST_LANES - 1 for row in self.rows for n in range(row.lanes)], dtype=np.bool_)

    def of_kind(self, kind: ItemKind) -> npt.NDArray[np.bool_]:
        """Where the items are of a kind."""
        return np.equal(self.kind, KIND_CODES[kind])


def gather(scene: PaintState) -> Visible:
    """Find what is in view, with a margin for diamonds that reach in from outside."""
    scale = scene.scale
    margin = scene.metrics.glyph * scale.us_per_px
    rows = tuple(row for row in scene.rows.tiers if scene.in_view(row))
    indices = tuple(scene.model.index(row.id) for row in rows)
    left, right = scale.left_us - margin, scale.right_us + margin
    crowds = tuple(_crowd(scene, row, index, left, right) for row, index in zip(rows, indices, strict=True))
    step = crowd_step(scene)
    near = [
        index.between(left, right) if crowd is None else crowd.single(step, left, right)
        for index, crowd in zip(indices, crowds, strict=True)
    ]
    first_lane = tuple(accumulate((index.lanes for index in indices), initial=0))
    lane = [
        np.where(index.lane[at] < 0, BAND_LANE, index.lane[at] + first)
        for index, at, first in zip(indices, near, first_lane, strict=False)
    ]
    onset = _joined([index.onset[at] for index, at in zip(indices, near, strict=True)], np.int64)
    end = _joined([index.end[at] for index, at in zip(indices, near, strict=True)], np.int64)
    known: dict[str, int] = {"": 0}
    numbered = []
    for index, at, row in zip(indices, near, rows, strict=True):
        # A colour that was chosen for the row is that of all of it.
        names = [row.colour or colour for colour in index.colours]
        numbers = np.array([known.setdefault(colour, len(known)) for colour in names], dtype=np.intp)
        numbered.append(numbers[index.colour[at]])
    return Visible(
        rows=rows,
        indices=indices,
        crowds=crowds,
        lane_row=tuple(number for number, row in enumerate(rows) for _ in range(row.lanes)),
        lane_top=tuple(scene.bar_top(row, lane) for row in rows for lane in range(row.lanes)),
        row=np.repeat(np.arange(len(rows), dtype=np.intp), [len(at) for at in near]),
        place=_joined(near, np.intp),
        lane=_joined(lane, np.intp),
        kind=_joined([index.kind[at] for index, at in zip(indices, near, strict=True)], np.int8),
        colour=_joined(numbered, np.intp),
        colours=tuple(known),
        look=_joined([looks_of(index, at) for index, at in zip(indices, near, strict=True)], np.intp),
        point=_joined([index.point[at] for index, at in zip(indices, near, strict=True)], np.bool_),
        x0=np.asarray((onset - scale.left_us) / scale.us_per_px, dtype=np.float64),
        x1=np.asarray((end - scale.left_us) / scale.us_per_px, dtype=np.float64),
    )


def crowd_step(scene: PaintState) -> int:
    """The zoom step of a picture, in device pixels."""
    return step_of(scene.scale.us_per_px / scene.device_ratio)


def _crowd(scene: PaintState, row: Row, index: TierIndex, left_us: float, right_us: float) -> CrowdTiles | None:
    """The tiles of a row of which too much is in view to draw it singly."""
    if index.count_between(left_us, right_us) <= MOST_DRAWN_SINGLY:
        return None
    small_px = SMALL_IN_SQUEEZED_PX if row.lane_px <= SQUEEZED_PX else bar_painter.THIN_PX
    apart_px = CROWDED_SHARE * scene.metrics.glyph * scene.device_ratio
    return scene.crowds.of(row.id, index, small_px=small_px, apart_px=apart_px)


T = TypeVar("T", bound=np.generic)


def _joined(arrays: list[npt.NDArray[Any]], dtype: type[T]) -> npt.NDArray[T]:
    return np.concatenate(arrays).astype(dtype, copy=False) if arrays else np.empty(0, dtype=dtype)
