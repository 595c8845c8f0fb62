"""Where each tier and each strip lies from top to bottom, and how the widget is divided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect

from coder.study.timeline_rows import RowChoices
from ui.timeline.timeline_model import TimelineRow

MOST_FULL_LANES = 3
"""A tier with more lanes squeezes them into the room of this many, as long as they can still be told apart."""

LEAST_LANE_PX = 7
COLLAPSED_LANE_PX = 3
_NOTHING_CHOSEN = RowChoices()

MOST_GROWN = 1.75
"""Lanes grow into room that would lie empty by no more than this: a bar is read by its length, not its height."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes that follow the font, so that text at 200 % has the room it needs.

    Attributes
    ----------
    line : int
        Height of a line of text in pixels.
    em : int
        Width of a wide letter in pixels.
    """

    line: int
    em: int

    @property
    def lane(self) -> int:
        """Height of a lane, with the gap below it."""
        return self.line + 8

    @property
    def close_lane(self) -> int:
        """The least height of a lane that holds words, where rows do not all fit: one sees more of both people."""
        return self.line + 4

    @property
    def pad(self) -> int:
        """Room above and below the lanes of a tier."""
        return 2

    @property
    def ruler(self) -> int:
        """Height of the ruler: a line for times and a line for frames and handles."""
        return 2 * self.line + 6

    @property
    def strip(self) -> int:
        """Height of a signal strip."""
        return 2 * self.line + 10

    @property
    def wave(self) -> int:
        """Height of the outline of a sound."""
        return 2 * self.line + 6

    @property
    def spectrogram(self) -> int:
        """Height of a spectrogram."""
        return 3 * self.line + 6

    @property
    def minimap(self) -> int:
        """Height of the overview."""
        return max(self.line + 12, 26)

    @property
    def glyph(self) -> int:
        """Width and height of the diamond of a point."""
        return max(self.line - 3, 9) | 1


@dataclass(frozen=True, slots=True)
class Row:
    """A tier or a strip on the screen.

    Attributes
    ----------
    id : str
        Of the tier or strip.
    subject : str
        Whose it is; rows of one subject are bracketed together.
    top, height : int
        Pixels from the top of all rows.
    lanes, lane_px : int
        Number of lanes and the height of each; a strip has none.
    colour : str
        Chosen for all of the row; "" for those of codes and subject.
    locked : bool
    """

    id: str
    subject: str
    top: int
    height: int
    lanes: int
    lane_px: int
    colour: str = ""
    locked: bool = False

    @property
    def bottom(self) -> int:
        """First pixel below."""
        return self.top + self.height

    def lane_at(self, y: float, pad: int) -> int:
        """The lane at ``y`` pixels from the top of all rows, held to those there are."""
        return min(max(int((y - self.top - pad) // self.lane_px), 0), self.lanes - 1)


@dataclass(frozen=True, slots=True)
class RowLayout:
    """All rows from top to bottom, tiers and then strips, with ``margin`` pixels above and below them."""

    tiers: tuple[Row, ...]
    strips: tuple[Row, ...]
    margin: int

    @property
    def height(self) -> int:
        """Pixels of all rows together."""
        last = (*self.tiers, *self.strips)[-1:]
        return last[0].bottom + self.margin if last else 0

    def tier_at(self, y: float) -> Row | None:
        """The tier at ``y`` pixels from the top of all rows."""
        return next((row for row in self.tiers if row.top <= y < row.bottom), None)

    def strip_at(self, y: float) -> Row | None:
        """The strip at ``y`` pixels from the top of all rows."""
        return next((row for row in self.strips if row.top <= y < row.bottom), None)

    def tier(self, tier_id: str) -> Row | None:
        """The row of a tier."""
        return next((row for row in self.tiers if row.id == tier_id), None)

    def subject_runs(self) -> list[tuple[str, int, int]]:
        """``(subject, top, bottom)`` for each run of tiers of one subject."""
        runs: list[tuple[str, int, int]] = []
        for row in self.tiers:
            if runs and runs[-1][0] == row.subject:
                runs[-1] = (row.subject, runs[-1][1], row.bottom)
            else:
                runs.append((row.subject, row.top, row.bottom))
        return runs


def stack(
    tiers: Sequence[tuple[TimelineRow, int]],
    strips: Sequence[str],
    metrics: Metrics,
    *,
    room: int = 0,
    chosen: RowChoices = _NOTHING_CHOSEN,
) -> RowLayout:
    """Place tiers (each with its number of lanes) and then strips (by id) below each other.

    Where ``room`` pixels are more than they need, lanes grow into it, up to :data:`MOST_GROWN` times; where they are
    fewer, lanes draw together as far as words can be read. ``chosen`` says
    which rows are hidden, collapsed or grown, and their order.
    """
    known = {tier.id: (tier, lanes) for tier, lanes in tiers}
    tiers = [known[row] for row in chosen.sorted(known) if not chosen.of(row).hidden]
    placed = _stacked(tiers, strips, metrics, metrics.lane, chosen)
    lanes = sum(row.lanes for row in placed.tiers)
    spare = room - placed.height
    if room and spare < 0 and lanes:
        return _stacked(tiers, strips, metrics, max(metrics.lane + spare // lanes, metrics.close_lane), chosen)
    if spare < lanes or not lanes or any(row.lane_px < metrics.lane for row in placed.tiers):
        return placed  # nothing is left over, or lanes are squeezed: those keep to what is settled for them
    grown = min(metrics.lane + spare // lanes, int(metrics.lane * MOST_GROWN))
    return _stacked(tiers, strips, metrics, grown, chosen)


def _stacked(
    tiers: Sequence[tuple[TimelineRow, int]],
    strips: Sequence[str],
    metrics: Metrics,
    lane: int,
    chosen: RowChoices,
) -> RowLayout:
    # Room for the ring around a selected item of the first tier.
    top = margin = 2 * metrics.pad
    placed: list[Row] = []
    for tier, lanes in tiers:
        if placed and placed[-1].subject != tier.subject:
            top += metrics.pad
        lane_px = lane
        if lanes > MOST_FULL_LANES:
            lane_px = max(metrics.lane * MOST_FULL_LANES // lanes, LEAST_LANE_PX)
        choice = chosen.of(tier.id)
        lane_px = max(round(lane_px * choice.height), LEAST_LANE_PX)
        if choice.collapsed:
            lane_px = max(metrics.line // lanes, COLLAPSED_LANE_PX)
        height = max(lanes * lane_px, metrics.line) + 2 * metrics.pad
        placed.append(
            Row(
                tier.id,
                tier.subject,
                top,
                height=height,
                lanes=lanes,
                lane_px=lane_px,
                colour=choice.colour,
                locked=choice.locked,
            )
        )
        top += height
    drawn: list[Row] = []
    for strip in strips:
        drawn.append(Row(strip, "", top, metrics.strip, 0, 0))
        top += metrics.strip
    return RowLayout(tuple(placed), tuple(drawn), margin)


@dataclass(frozen=True, slots=True)
class Areas:
    """How the widget is divided: a column of labels, the ruler, the sound below it, the tracks, the overview."""

    corner: QRect
    ruler: QRect
    sound_names: QRect
    sound: QRect
    labels: QRect
    tracks: QRect
    span: QRect
    minimap: QRect
    scroll_bar: QRect

    @classmethod
    def divide(
        cls, *, width: int, height: int, label_px: int, scroll_bar_px: int, metrics: Metrics, sound_px: int = 0
    ) -> Areas:
        """Divide ``width`` × ``height`` pixels; tracks shrink first."""
        track_w = max(width - label_px - scroll_bar_px, 1)
        top = metrics.ruler + sound_px
        body_h = max(height - top - metrics.minimap, 0)
        below = top + body_h
        return cls(
            corner=QRect(0, 0, label_px, metrics.ruler),
            ruler=QRect(label_px, 0, track_w, metrics.ruler),
            sound_names=QRect(0, metrics.ruler, label_px, sound_px),
            sound=QRect(label_px, metrics.ruler, track_w, sound_px),
            labels=QRect(0, top, label_px, body_h),
            tracks=QRect(label_px, top, track_w, body_h),
            span=QRect(0, below, label_px, metrics.minimap),
            minimap=QRect(label_px, below, track_w, metrics.minimap),
            scroll_bar=QRect(label_px + track_w, top, scroll_bar_px, body_h),
        )
