"""Of a million items a picture shows what one of each would, at a cost that follows the window alone."""

from dataclasses import replace

import numpy as np
import pytest

from ui.timeline import paint_state
from ui.timeline.bar_painter import PARTS
from ui.timeline.crowd_tiles import TILE_BINS, TILE_COSTS, CrowdCache, CrowdTiles, TileBudget, step_of
from ui.timeline.timeline_model import Item, ItemKind, TierIndex, TimelineRow
from ui.timeline.timeline_view import TimelineView

HOUR = 3_600_000_000
ROWS = [TimelineRow(name, name, subject, name) for name, subject in (("a", "child"), ("b", "child"), ("c", "together"))]
KINDS = (ItemKind.EVENT, ItemKind.PROPOSAL, ItemKind.EVENT, ItemKind.NOT_OBSERVABLE)
LIMITLESS = 10**9


def many(count=6000, seed=5):
    """Short and long ones and points, with pauses between, several at a time."""
    rng = np.random.default_rng(seed)
    onset = np.sort(rng.integers(0, HOUR - 60_000_000, count))
    length = np.where(
        rng.random(count) < 0.02, rng.integers(10_000_000, 50_000_000, count), rng.integers(1, 900_000, count)
    )
    return [
        Item(
            f"i{n}",
            ROWS[n % 3].id,
            at,
            offset_us=at if n % 7 == 0 else at + long,
            label="x",
            kind=KINDS[n % 4],
            point=n % 7 == 0,
        )
        if KINDS[n % 4] is not ItemKind.NOT_OBSERVABLE
        else Item(f"i{n}", ROWS[n % 3].id, at, at + long, "x", KINDS[n % 4])
        for n, (at, long) in enumerate(zip(onset.tolist(), length.tolist(), strict=True))
    ]


@pytest.fixture
def shown(qtbot):
    """A timeline of an hour with so many items."""

    def made(items):
        view = TimelineView()
        qtbot.addWidget(view)
        view.resize(1100, 420)
        view.set_clip(np.arange(0, HOUR, 40_000), HOUR)
        view.model.replace_all(ROWS, items)
        view.zoom_to_all()
        return view

    return made


def pixels(view):
    """The tracks as (height, width) colours."""
    image = view.grab(view.areas.tracks).toImage().convertToFormat(view.grab().toImage().Format.Format_RGB32)
    return np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.bytesPerLine() // 4).copy()


def lane_columns(view, picture):
    """For each lane of each row the columns in which something lies, along the upper rim of its bars."""
    ground = view.scene().colours
    free = [ground.ground.rgb(), ground.stripe.rgb(), ground.grid.rgb(), ground.panel.rgb()]
    top = view.areas.tracks.top()
    found = []
    for row in view.rows.tiers:
        for lane in range(row.lanes):
            y = view.scene().bar_top(row, lane) - top
            if 0 <= y < len(picture):
                found.append(~np.isin(picture[y] | np.uint32(0xFF000000), np.array(free, dtype=np.uint32)))
    return np.array(found)


def beside(columns):
    """Those columns and their neighbours."""
    return columns | np.roll(columns, 1, axis=1) | np.roll(columns, -1, axis=1)


@pytest.mark.parametrize("zoom", [1, 1.3, 2.9, 7])
def test_a_picture_out_of_tiles_shows_the_columns_that_one_of_every_item_shows(shown, monkeypatch, zoom):
    monkeypatch.setattr(paint_state, "MOST_DRAWN_SINGLY", 100)
    view = shown(many())
    view.set_scale(view.scale.zoomed(zoom, about_px=500))
    assert any(paint_state.gather(view.scene()).crowds), "the tiles are used"
    summed = lane_columns(view, pixels(view))
    monkeypatch.setattr(paint_state, "MOST_DRAWN_SINGLY", LIMITLESS)
    view._look_anew()
    singly = lane_columns(view, pixels(view))
    assert singly.any(), "there is something to compare"
    # A column or two of rounding on either side, never an item that is there and is not seen.
    assert (singly <= beside(beside(summed))).all()
    assert (summed <= beside(beside(singly))).all()
    assert abs(int(summed.sum()) - int(singly.sum())) < 0.1 * singly.sum()


def test_after_an_edit_the_picture_is_the_one_that_would_be_drawn_anew(shown, monkeypatch):
    items = many()
    view = shown(items)
    pixels(view)
    made = []
    summed = CrowdTiles._summed
    monkeypatch.setattr(CrowdTiles, "_summed", lambda self, *at: made.append(at) or summed(self, *at))
    moved = replace(
        items[3001], onset_us=items[3001].onset_us + 40_000_000, offset_us=items[3001].offset_us + 41_000_000
    )
    view.model.upsert([moved], without=["i3005"])
    edited = pixels(view)
    assert 0 < len(made) <= 4, "only what holds the edit is summed anew"
    view._crowds = CrowdCache()
    view._look_anew()
    assert (pixels(view) == edited).all()


def test_what_a_picture_had_no_time_to_sum_comes_with_the_next(shown, monkeypatch, qtbot):
    monkeypatch.setattr(paint_state, "MOST_DRAWN_SINGLY", 100)
    view = shown(many())
    pixels(view)
    monkeypatch.setattr(paint_state, "MOST_SUMMED", 500)
    view.set_scale(view.scale.zoomed(2.5, about_px=400))
    coarse = lane_columns(view, pixels(view))
    assert view._refining.isActive()
    qtbot.waitUntil(lambda: not pixels(view).size or not view._refining.isActive())
    fine = lane_columns(view, pixels(view))
    monkeypatch.setattr(paint_state, "MOST_SUMMED", LIMITLESS)
    view._crowds = CrowdCache()
    view._look_anew()
    whole = lane_columns(view, pixels(view))
    assert (fine == whole).all()
    assert (coarse != fine).any()
    assert (fine <= beside(beside(coarse))).all(), "nothing was missing meanwhile"


def test_what_is_drawn_of_a_row_follows_the_window_and_not_the_items():
    """A hundred times the items: no more that are drawn one by one than fit side by side."""
    for count in (20_000, 200_000):
        onset = np.linspace(0, HOUR - 1_000_000, count).astype(np.int64).tolist()
        index = TierIndex.build(Item(f"i{n}", "a", at, at + 9_000, "", ItemKind.EVENT) for n, at in enumerate(onset))
        tiles = CrowdTiles(index, small_px=3, apart_px=9)
        for us_per_px in (HOUR / 1000, HOUR / 9000, HOUR / 70_000):
            step = step_of(us_per_px)
            assert len(tiles.single(step, 0, 1000 * us_per_px)) <= 1000 / 3 * 2
            codes = tiles.codes(step, 0, 3 * TILE_BINS, TileBudget(LIMITLESS))
            assert codes.shape == (1, 3 * TILE_BINS)
            assert codes.any()


def test_coverage_is_the_share_of_a_bin_that_is_covered():
    halves = [Item(f"i{n}", "a", 1024 * n, 1024 * n + 512, "", ItemKind.EVENT) for n in range(40)]
    tiles = CrowdTiles(TierIndex.build(halves), small_px=3, apart_px=9)
    shade = tiles.codes(10, 0, 39, TileBudget(LIMITLESS)) % PARTS
    assert set(shade.ravel().tolist()) == {9}, "half of every bin, of fifteen shades"
    assert not tiles.codes(10, 200, 300, TileBudget(LIMITLESS)).any()


def test_no_picture_of_a_zoom_sums_more_than_its_share(shown, monkeypatch):
    """Where a new step begins, its tiles come over several pictures; one at least comes with each."""
    monkeypatch.setattr(paint_state, "MOST_DRAWN_SINGLY", 100)
    most = 2 * TILE_COSTS + 1_000
    monkeypatch.setattr(paint_state, "MOST_SUMMED", most)
    view = shown(many())
    pixels(view)
    made = []
    summed = CrowdTiles._summed
    monkeypatch.setattr(CrowdTiles, "_summed", lambda self, *at: made.append(len(at[2])) or summed(self, *at))
    for _ in range(12):
        view.set_scale(view.scale.zoomed(1.3, about_px=400))
        made.clear()
        view.repaint()
        assert len(made) <= 1 or sum(made) + TILE_COSTS * len(made) <= most
        while view._refining.isActive():
            view._look_anew()
            view._refining.stop()
            made.clear()
            view.repaint()
            assert made, "the next picture goes on"


@pytest.mark.parametrize("step", [0, 17, 20, 22, 25, 30])
def test_what_is_small_at_a_step_is_what_its_length_and_neighbours_say(step):
    index = TierIndex.build(item for item in many() if item.tier == "a")
    tiles = CrowdTiles(index, small_px=3, apart_px=9)
    bin_us = 1 << step
    small = index.end - index.onset < 3 * bin_us
    small &= ~index.point | (tiles.apart < 9 * bin_us)
    assert tiles.single(step, 0, HOUR).tolist() == np.flatnonzero(~small & (index.end > 0)).tolist()
