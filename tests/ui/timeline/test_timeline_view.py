"""Keys, slots and what is told: the timeline without a mouse."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QFont, QKeyEvent
from PySide6.QtWidgets import QApplication

from coder.vocabulary.time import Interval
from ui.timeline.signal_strip import SignalStrip
from ui.timeline.time_scale import PAD_PX
from ui.timeline.timeline_canvas import OPENS_US, WHOLE_UP_TO_US
from ui.timeline.timeline_model import Item, ItemKind, TimelineRow
from ui.timeline.timeline_view import TimelineView

SECOND = 1_000_000
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
THREE_HOURS = 3 * 3600 * SECOND


def described(view):
    return QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Description)


# -- keys ------------------------------------------------------------------------------------------------------------


def test_every_item_can_be_reached_and_activated_by_keyboard(view, heard, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.current_tier == "child/gaze"
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Right, CTRL)
    assert heard.of("item_selected") == [("event",), ("proposal",), ("next",), ("next",)]
    qtbot.keyClick(view, Qt.Key.Key_Left, CTRL)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert heard.of("item_activated") == [("proposal",)]
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_End, CTRL)
    qtbot.keyClick(view, Qt.Key.Key_Home, CTRL)
    assert heard.of("item_selected")[-2:] == [("hidden",), ("point",)]


def test_from_nowhere_the_next_item_is_the_one_after_the_playhead(view, heard, qtbot):
    view.set_current_tier("child/gaze")
    view.set_playhead(70 * SECOND)
    qtbot.keyClick(view, Qt.Key.Key_Right, CTRL)
    assert view.selected == "next"
    view.select(None)
    qtbot.keyClick(view, Qt.Key.Key_Left, CTRL)
    assert view.selected == "proposal"


def test_a_chosen_item_comes_into_view(view, qtbot):
    view.zoom_to(170 * SECOND, 171 * SECOND)
    zoom = view.scale.us_per_px
    view.set_current_tier("child/gaze")
    qtbot.keyClick(view, Qt.Key.Key_Home, CTRL)
    assert view.scale.shows(20 * SECOND)
    assert view.scale.us_per_px == zoom  # it never changes its zoom by itself


def shown_us(view):
    return (view.scale.width_px - 2 * PAD_PX) * view.scale.us_per_px


def test_a_long_clip_opens_at_what_can_be_worked_in_whatever_width_it_gets_later(view, qtbot):
    view.resize(60, 300)
    view.set_clip(np.arange(0, THREE_HOURS, SECOND), THREE_HOURS)
    view.show_opening()
    view.resize(900, 300)
    assert shown_us(view) == pytest.approx(OPENS_US)
    assert view.scale.shows(0)
    view.show_range(THREE_HOURS // 2, THREE_HOURS // 2 + SECOND)  # what is in hand is shown at that zoom
    view.resize(700, 300)
    assert shown_us(view) == pytest.approx(OPENS_US)
    view.zoom(2)
    chosen = view.scale.us_per_px
    view.resize(900, 300)
    assert view.scale.us_per_px == chosen  # from now on it is a person's
    view.show_opening()
    qtbot.keyClick(view, Qt.Key.Key_0, CTRL)
    assert view.scale.us_per_px == view.scale.coarsest
    view.set_clip(np.arange(0, WHOLE_UP_TO_US, SECOND), WHOLE_UP_TO_US)
    view.show_opening()
    assert view.scale.us_per_px == view.scale.coarsest


@pytest.mark.parametrize(
    ("key", "modifiers"), [(Qt.Key.Key_Plus, SHIFT), (Qt.Key.Key_Equal, Qt.KeyboardModifier.NoModifier)]
)
def test_plus_and_minus_zoom_about_the_playhead(view, qtbot, key, modifiers):
    view.set_playhead(60 * SECOND)
    x, before = view.scale.x_of(60 * SECOND), view.scale
    qtbot.keyClick(view, key, modifiers)
    assert view.scale.us_per_px == pytest.approx(before.us_per_px / 1.5)
    assert view.scale.x_of(60 * SECOND) == pytest.approx(x, abs=1)
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.scale.us_per_px == pytest.approx(before.us_per_px)
    qtbot.keyClick(view, key, modifiers)
    qtbot.keyClick(view, Qt.Key.Key_0, CTRL)
    assert view.scale == before


def test_home_end_and_pages_scroll(view, qtbot):
    view.zoom_to(90 * SECOND, 91 * SECOND)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.scale.shows(0)
    first = view.scale.left_us
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.scale.left_us > first
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert view.scale.left_us == pytest.approx(first)
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.scale.shows(180 * SECOND - 1)


def test_plain_arrows_and_escape_are_left_to_the_player(view, qtbot):
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_A):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view, event)
        assert not event.isAccepted()


# -- what is told ----------------------------------------------------------------------------------------------------


def test_a_screen_reader_hears_the_current_item(view):
    assert QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Name) == "Timeline: 6 items in view"
    view.select("proposal")
    text = described(view)
    assert text.startswith("proposal, waiting: looks. child, gaze, 2 of 3. 0:30.")
    assert "frames" in text
    view.step_tier(+1)
    assert described(view) == "child, hands: 2 items"
    view.select("point")
    assert "At 0:50." in described(view)


def test_selecting_from_outside_says_nothing_back(view, heard):
    view.select("event")
    view.select("no such id")
    assert view.selected is None
    view.set_range(Interval(0, SECOND))
    view.set_playhead(SECOND)
    assert heard.said == []


def test_times_past_35_minutes_arrive_whole(qtbot, hand_on):
    """Qt's int would overflow at 2 147 483 647 microseconds."""
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(1000, 300)
    view.set_clip(np.arange(0, THREE_HOURS, 40_000), THREE_HOURS)
    view.model.replace_all(
        [TimelineRow("a", "gaze", "child", "gaze")],
        [Item("far", "a", THREE_HOURS - 40 * SECOND, THREE_HOURS - 20 * SECOND, "looks", ItemKind.EVENT)],
    )
    with qtbot.waitExposed(view):
        view.show()
    view.zoom_to(THREE_HOURS - 40 * SECOND, THREE_HOURS - 20 * SECOND)
    said = []
    view.seek_requested.connect(said.append)
    view.range_selected.connect(lambda *times: said.extend(times))
    view.edge_dragged.connect(lambda _, *times: said.extend(times))

    hand = hand_on(view)
    hand.click(hand.at(THREE_HOURS - 50 * SECOND, "a"))
    hand.drag(hand.at(THREE_HOURS - 15 * SECOND, "a"), hand.at(THREE_HOURS - 10 * SECOND, "a"))
    hand.drag(hand.at(THREE_HOURS - 40 * SECOND, "a"), hand.at(THREE_HOURS - 45 * SECOND, "a"))
    assert len(said) == 5
    assert all(type(us) is int and us > THREE_HOURS - 60 * SECOND for us in said)


# -- slots -----------------------------------------------------------------------------------------------------------


def test_nudging_by_frames_computes_and_changes_nothing(view, heard):
    assert view.nudge("onset", 1) is None
    view.select("event")
    item = view.model.item("event")
    frame = view.frames.frame_at(item.onset_us)
    assert view.nudge("onset", 3) == Interval(view.frames.pts(frame + 3), item.offset_us)
    assert view.nudge("offset", -1).offset_us < item.offset_us
    assert view.model.item("event") == item
    assert heard.said == []
    with pytest.raises(ValueError, match="middle"):
        view.nudge("middle", 1)


def test_the_page_is_turned_when_the_playhead_leaves_and_not_before(view):
    view.zoom_to(20 * SECOND, 21 * SECOND)
    view.set_playhead(20 * SECOND)
    lefts = []
    for us in range(20 * SECOND, 60 * SECOND, 40_000):
        view.set_playhead(us)
        lefts.append(view.scale.left_us)
        assert view.scale.shows(us)
    pages = sorted(set(lefts))
    span = view.scale.width_px * view.scale.us_per_px
    assert 2 < len(pages) < 40 * SECOND / span + 3
    assert view.scale.x_of(59_960_000) >= 0


def test_the_page_is_not_turned_for_somebody_who_looks_elsewhere(view):
    view.set_playhead(20 * SECOND)
    view.zoom_to(100 * SECOND, 101 * SECOND)
    before = view.scale
    view.set_playhead(20 * SECOND + 40_000)
    assert view.scale == before
    view.reveal_playhead()
    assert view.scale.shows(view.playhead_us)


def test_following_can_be_switched_off(view):
    view.zoom_to(20 * SECOND, 21 * SECOND)
    view.set_playhead(20 * SECOND)
    view.set_following(False)
    before = view.scale
    view.set_playhead(100 * SECOND)
    assert view.scale == before


def test_a_loop_back_to_the_start_turns_the_page_back(view):
    view.zoom_to(100 * SECOND, 101 * SECOND)
    view.set_playhead(100 * SECOND)
    view.set_playhead(20 * SECOND)
    assert view.scale.shows(20 * SECOND)


def test_items_beside_the_clip_can_be_scrolled_to(view):
    view.model.upsert([Item("late", "kim/gaze", 200 * SECOND, 210 * SECOND, "looks", ItemKind.EVENT)])
    view.zoom_to(200 * SECOND, 210 * SECOND)
    assert view.scale.shows(205 * SECOND)
    view.model.remove(["late"])
    assert view.scale.right_us < 185 * SECOND


@pytest.mark.parametrize(("pts", "end"), [([], 0), ([0], 40_000), ([0], 1)])
def test_empty_and_one_frame_clips(qtbot, hand_on, pts, end):

    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(600, 250)
    view.set_clip(pts, end)
    with qtbot.waitExposed(view):
        view.show()
    said = []
    view.seek_requested.connect(said.append)
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    hand = hand_on(view)
    hand.click(hand.at(0))
    view.zoom_to(0, end)
    view.zoom_to_all()
    view.model.replace_all(
        [TimelineRow("a", "gaze", "child", "gaze")],
        [Item("1", "a", 0, 0, "x", ItemKind.EVENT, point=True), Item("2", "a", 0, max(end, 1), "y", ItemKind.PROPOSAL)],
    )
    hand.drag(hand.at(0, "a"), hand.at(end, "a"))
    view.grab()
    assert set(said) == {0}


def test_a_new_clip_starts_at_its_first_frame_in_full(view):
    view.zoom_to(100 * SECOND, 101 * SECOND)
    view.set_range(Interval(0, SECOND))
    view.set_clip([0, 40_000, 80_000], 120_000)
    view.model.replace_all([], [])
    assert (view.playhead_us, view.range, view.selected, view.current_tier) == (0, None, None, None)
    assert view.scale == view.scale.fitted()
    assert view.scale.shows(119_999)


def test_strips_can_be_switched_off(view):
    times = np.arange(0, 180 * SECOND, 100_000)
    strip = SignalStrip("yaw", "head turn", "deg", times, np.sin(times / 1e6).astype(np.float32), times > 0)
    tall = view.rows.height
    view.set_strips([strip])
    assert view.rows.height > tall
    view.grab()
    view.set_strips_visible(False)
    assert view.rows.height == tall


def test_tiers_that_do_not_fit_are_scrolled_and_the_current_one_comes_into_view(view, qtbot):
    tiers = [TimelineRow(f"t{n}", f"tier {n}", "child", f"g{n}") for n in range(40)]
    view.model.replace_all(tiers, [Item("low", "t39", 0, SECOND, "x", ItemKind.EVENT)])
    assert view.scroll_y == 0
    view.select("low")
    row = view.rows.tier("t39")
    assert view.scroll_y + view.areas.tracks.height() >= row.bottom
    view.step_tier(-39)
    assert view.scroll_y == 0
    view.select("low")
    view.set_clip([0, 40_000, 80_000], 120_000)
    assert view.scroll_y == 0, "another clip begins with its first row"


def test_everything_grows_with_the_text(view):
    small = view.metrics, view.rows.height, view.label_width
    font = QFont(view.font())
    font.setPointSizeF(font.pointSizeF() * 2)
    view.setFont(font)
    assert view.metrics.line > 1.7 * small[0].line
    assert view.rows.height > 1.5 * small[1]
    assert view.label_width > 1.5 * small[2]
    assert view.minimumSizeHint().height() > view.metrics.ruler + view.metrics.minimap
