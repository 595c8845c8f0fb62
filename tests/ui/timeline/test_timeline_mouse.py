"""What a hand on the mouse can do, with real mouse events."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from ui.timeline.signal_strip import SignalStrip
from ui.timeline.timeline_model import Item, ItemKind, TimelineRow

SECOND = 1_000_000
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def onset_of(view, name):
    return view.model.item(name).onset_us


def offset_of(view, name):
    return view.model.item(name).offset_us


def wheel(view, at, degrees, modifiers=Qt.KeyboardModifier.NoModifier, *, pixels=0):
    local = QPointF(at)
    event = QWheelEvent(
        local,
        view.mapToGlobal(local),
        QPoint(pixels, 0),
        QPoint(0, degrees * 8),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_clicking_an_item_selects_it_and_moves_nothing(view, hand, heard):
    hand.click(hand.at(30 * SECOND, "child/gaze"))
    assert heard.said == [("item_selected", "event")]
    assert view.selected == "event"


def test_a_proposal_over_an_event_lies_in_a_lane_of_its_own(view, hand, heard):
    hand.click(hand.at(35 * SECOND, "child/gaze", lane=1))
    hand.click(hand.at(35 * SECOND, "child/gaze", lane=0))
    assert heard.of("item_selected") == [("proposal",), ("event",)]


def test_clicking_empty_time_seeks_to_the_frame_there(view, hand, heard):
    at = hand.empty(70 * SECOND)
    hand.click(at)
    ((us,),) = heard.of("seek_requested")
    assert us in view.frames.bounds.tolist()
    assert abs(view.scene().x_of(us) - at.x()) <= 2
    assert heard.of("range_selected") == []


def test_dragging_the_ruler_scrubs_frame_by_frame(view, hand, heard):
    hand.press(hand.at(10 * SECOND))
    hand.move(hand.at(30 * SECOND))
    sought = [us for (us,) in heard.of("seek_requested")]
    assert len(sought) == 4
    assert sought == sorted(set(sought))
    hand.release()
    assert len(heard.of("seek_requested")) == 4, "letting go says nothing new"


def test_escape_takes_a_scrub_back(view, hand, heard, qtbot):
    view.set_playhead(view.frame_time(5 * SECOND))
    before = view.playhead_us
    hand.press(hand.at(10 * SECOND))
    hand.move(hand.at(30 * SECOND))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    hand.release()
    assert heard.of("seek_requested")[-1] == (before,)


@pytest.mark.parametrize("backward", [False, True])
def test_dragging_over_empty_time_selects_from_frame_to_frame(view, hand, heard, backward):
    ends = [hand.empty(60 * SECOND), hand.empty(75 * SECOND)]
    hand.drag(*(reversed(ends) if backward else ends))
    ((onset, offset),) = heard.of("range_selected")
    assert view.frames.is_bound(onset)
    assert view.frames.is_bound(offset)
    assert onset == pytest.approx(60 * SECOND, abs=0.3 * SECOND)
    assert offset == pytest.approx(75 * SECOND, abs=0.3 * SECOND)
    assert (view.range.onset_us, view.range.offset_us) == (onset, offset)
    assert heard.of("seek_requested") == []


def test_shift_and_drag_in_the_ruler_selects_over_anything(view, hand, heard):
    hand.drag(hand.at(25 * SECOND), hand.at(35 * SECOND), modifiers=SHIFT)
    assert len(heard.of("range_selected")) == 1
    assert heard.of("seek_requested") == []


def test_escape_leaves_the_range_as_it_was(view, hand, heard, qtbot):
    hand.drag(hand.empty(60 * SECOND), hand.empty(75 * SECOND))
    before = view.range
    hand.press(hand.empty(100 * SECOND))
    hand.move(hand.empty(120 * SECOND))
    assert view.live().range != before, "the new one is shown meanwhile"
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    hand.release()
    assert view.range == before == view.live().range
    assert len(heard.of("range_selected")) == 1


@pytest.mark.parametrize("edge", ["onset", "offset"])
def test_dragging_an_edge_asks_once_and_changes_nothing(view, hand, heard, edge):
    before = view.model.item("next")
    from_us, to_us = (before.onset_us, 75 * SECOND) if edge == "onset" else (before.offset_us, 97 * SECOND)
    inward = 1 if edge == "onset" else -2
    start = hand.at(from_us, "child/gaze") + QPoint(inward, 0)
    hand.press(start)
    hand.move(hand.at(to_us, "child/gaze"))
    assert heard.of("edge_dragged") == [], "nothing is said before the release"
    hand.release()
    ((item_id, onset, offset),) = heard.of("edge_dragged")
    assert item_id == "next"
    assert view.model.item("next") == before
    moved_to = onset if edge == "onset" else offset
    assert view.frames.is_bound(moved_to)
    assert moved_to == pytest.approx(to_us, abs=0.6 * SECOND)
    assert (offset if edge == "onset" else onset) == (before.offset_us if edge == "onset" else before.onset_us)


def test_the_player_can_follow_an_edge_and_is_told_when_it_is_let_go(view, hand, heard):
    hand.drag(hand.at(onset_of(view, "next"), "child/gaze") + QPoint(1, 0), hand.at(75 * SECOND, "child/gaze"))
    shown = [us for (us,) in heard.of("edge_previewed")]
    assert shown[-1] is None
    assert len(shown) >= 3
    assert all(view.frames.is_bound(us) for us in shown[:-1])
    assert shown[-2] == heard.of("edge_dragged")[0][1]


def test_the_words_beside_a_dragged_edge_say_time_frames_and_milliseconds(view, hand):
    hand.press(hand.at(onset_of(view, "next"), "child/gaze") + QPoint(1, 0))
    hand.move(hand.at(75 * SECOND, "child/gaze"))
    text, at_us = view.live().words
    frames = view.frames.steps_between(onset_of(view, "next"), at_us)
    assert text.startswith("onset 1:1")
    assert f"{frames:+d} frames" in text
    assert f"{(at_us - onset_of(view, 'next')) / 1000:+.0f} ms" in text


def test_escape_leaves_the_edge_where_it_was(view, hand, heard, qtbot):
    hand.press(hand.at(onset_of(view, "next"), "child/gaze") + QPoint(1, 0))
    hand.move(hand.at(70 * SECOND, "child/gaze"))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    hand.move(hand.at(65 * SECOND, "child/gaze"))
    hand.release()
    assert heard.of("edge_dragged") == []
    assert heard.of("edge_previewed")[-1] == (None,)
    assert view.live().ghost is None


def test_a_shaky_click_on_an_edge_only_selects(view, hand, heard):
    at = hand.at(onset_of(view, "next"), "child/gaze") + QPoint(1, 0)
    hand.drag(at, at + QPoint(2, 1))
    assert [said[0] for said in heard.said] == ["item_selected"]


def test_an_edge_snaps_to_its_neighbour_unless_shift_is_held(view, hand, heard):
    """The onset of one item is brought near the offset of another, on another tier's line."""
    view.zoom_to(40 * SECOND, 110 * SECOND)
    target = offset_of(view, "proposal")
    near = hand.at(target, "child/gaze") + QPoint(5, 0)
    for modifiers in (Qt.KeyboardModifier.NoModifier, SHIFT):
        start = hand.at(onset_of(view, "next"), "child/gaze")
        hand.press(start, modifiers=modifiers)
        hand.move(near, modifiers=modifiers)
        hand.release(modifiers=modifiers)
    (_, snapped, _), (_, free, _) = heard.of("edge_dragged")
    assert snapped == target
    assert free != target
    assert view.frames.is_bound(free)


def test_a_point_is_dragged_whole(view, hand, heard):
    hand.drag(hand.at(50 * SECOND, "child/hands"), hand.at(55 * SECOND, "child/hands"))
    ((item_id, onset, offset),) = heard.of("edge_dragged")
    assert item_id == "point"
    assert onset == offset
    assert view.frames.is_bound(onset)


def test_a_gap_can_be_selected_but_not_dragged(view, hand, heard):
    at = hand.at(onset_of(view, "gap"), "kim/gaze") + QPoint(1, 0)
    hand.drag(at, at - QPoint(60, 0))
    assert heard.said == [("item_selected", "gap")]


def test_a_drag_ends_when_its_item_goes(view, hand, heard):
    hand.press(hand.at(onset_of(view, "next"), "child/gaze") + QPoint(1, 0))
    hand.move(hand.at(75 * SECOND, "child/gaze"))
    view.model.remove(["next"])
    hand.release()
    assert heard.of("edge_dragged") == []
    assert view.selected is None


def test_a_release_that_never_came_ends_the_drag(view, hand, heard):
    hand.press(hand.at(onset_of(view, "next"), "child/gaze") + QPoint(1, 0))
    hand.move(hand.at(75 * SECOND, "child/gaze"))
    hand.move(hand.at(70 * SECOND, "child/gaze"), button=Qt.MouseButton.NoButton)
    assert view.live().ghost is None
    hand.click(hand.empty(10 * SECOND))
    assert len(heard.of("seek_requested")) == 1
    assert heard.of("edge_dragged") == []


def test_double_click_activates(view, hand, heard, qtbot):
    at = hand.at(30 * SECOND, "child/gaze")
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert heard.of("item_activated") == [("event",)]
    assert heard.of("edge_dragged") == []


def test_the_cursor_shows_what_can_be_dragged(view, hand):
    hand.move(hand.at(onset_of(view, "next"), "child/gaze") + QPoint(1, 0), button=Qt.MouseButton.NoButton)
    assert view.cursor().shape() is Qt.CursorShape.SizeHorCursor
    hand.move(hand.at(85 * SECOND, "child/gaze"), button=Qt.MouseButton.NoButton)
    assert view.cursor().shape() is Qt.CursorShape.ArrowCursor
    divider = QPoint(view.areas.tracks.left(), view.areas.tracks.center().y())
    hand.move(divider, button=Qt.MouseButton.NoButton)
    assert view.cursor().shape() is Qt.CursorShape.SplitHCursor


def test_the_column_of_names_can_be_resized_and_escape_takes_it_back(view, hand, qtbot):
    before = view.label_width
    divider = QPoint(view.areas.tracks.left(), view.areas.tracks.center().y())
    hand.drag(divider, divider + QPoint(80, 0))
    assert view.label_width == before + 80
    hand.press(divider + QPoint(80, 0))
    hand.move(divider + QPoint(150, 0))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.label_width == before + 80


def test_the_wheel_scrolls_and_with_ctrl_zooms_about_the_pointer(view, hand):
    at = hand.empty(70 * SECOND)
    x = at.x() - view.areas.tracks.left()
    wheel(view, at, 60, CTRL)
    assert view.scale.us_at(x) == pytest.approx(70 * SECOND, abs=0.2 * SECOND)
    assert view.scale.us_per_px < view.scale.coarsest / 2
    before = view.scale
    wheel(view, at, -15)
    assert view.scale.left_us > before.left_us
    assert view.scale.us_per_px == before.us_per_px
    wheel(view, at, -6000, CTRL)
    assert view.scale == view.scale.fitted()


def test_a_touchpad_scrolls_by_pixels_and_pinches_about_the_fingers(view, hand):
    view.zoom_to(70 * SECOND, 72 * SECOND)
    at, before = hand.empty(70 * SECOND), view.scale
    wheel(view, at, 0, pixels=-50)
    assert view.scale.left_us == pytest.approx(before.left_us + 50 * before.us_per_px)
    local = QPointF(hand.empty(71 * SECOND))
    device = QPointingDevice.primaryPointingDevice()
    kind = Qt.NativeGestureType.ZoomNativeGesture
    event = QNativeGestureEvent(kind, device, 2, local, local, view.mapToGlobal(local), 0.5, QPointF(0, 0))
    QApplication.sendEvent(view, event)
    assert view.scale.us_per_px == pytest.approx(before.us_per_px / 1.5)
    assert hand.empty(71 * SECOND).x() == pytest.approx(local.x(), abs=1)


def test_two_fingers_on_a_screen_zoom(view):
    screen = QTest.createTouchDevice()
    middle, before = view.areas.tracks.center(), view.scale
    touch = QTest.touchEvent(view, screen)
    touch.press(0, middle - QPoint(40, 0), view).press(1, middle + QPoint(40, 0), view).commit()
    for spread in range(60, 220, 20):
        touch.move(0, middle - QPoint(spread, 0), view).move(1, middle + QPoint(spread, 0), view).commit()
    touch.release(0, middle - QPoint(200, 0), view).release(1, middle + QPoint(200, 0), view).commit()
    assert view.scale.us_per_px < before.us_per_px / 2


def test_the_middle_button_drags_the_clip_along(view, hand, heard):
    view.zoom_to(70 * SECOND, 72 * SECOND)
    start = hand.empty(70 * SECOND)
    hand.drag(start, start + QPoint(100, 0), button=Qt.MouseButton.MiddleButton)
    assert hand.empty(70 * SECOND).x() == pytest.approx(start.x() + 100, abs=1)
    assert heard.said == []


def test_a_drag_beyond_the_edge_keeps_scrolling(view, hand, heard, qtbot):
    view.zoom_to(20 * SECOND, 21 * SECOND)
    right = view.scale.right_us
    hand.press(hand.empty(20 * SECOND))
    hand.move(QPoint(view.areas.tracks.right() + 60, view.areas.tracks.center().y()))
    qtbot.waitUntil(lambda: view.scale.left_us > right, timeout=5000)
    hand.release()
    ((_, offset),) = heard.of("range_selected")
    assert offset > right


def test_the_menu_button_names_the_item_and_the_place(view, hand, heard):
    at = hand.at(30 * SECOND, "child/gaze")
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(view, QContextMenuEvent(reason, at, view.mapToGlobal(at)))
    empty = hand.empty(100 * SECOND)
    QApplication.sendEvent(view, QContextMenuEvent(reason, empty, view.mapToGlobal(empty)))
    assert heard.of("context_requested") == [("event", view.mapToGlobal(at))]
    assert heard.of("row_menu_requested") == [("kim/gaze", view.mapToGlobal(empty))]
    assert view.selected == "event"


def test_a_tooltip_says_it_in_words_and_never_follows_markup(view, hand, qtbot):
    view.model.upsert([Item("x", "kim/gaze", 0, 60 * SECOND, "<b>smiles</b>", ItemKind.PROPOSAL, tooltip="38° & more")])
    at = hand.at(30 * SECOND, "kim/gaze")
    QApplication.sendEvent(view, QHelpEvent(QHelpEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    text = QToolTip.text()
    assert "&lt;b&gt;smiles&lt;/b&gt; (proposal, waiting)" in text
    assert "Kim (caregiver), gaze" in text
    assert "0:00.000 to 1:00.000" in text
    assert "38° &amp; more" in text
    QToolTip.hideText()


def test_tooltips_give_cut_names_and_measured_values(view):
    times = np.arange(0, 180 * SECOND, 100_000)
    view.set_strips([SignalStrip("yaw", "head turn", "deg", times, np.full(len(times), 38.0, np.float32), times > 0)])
    view.model.replace_all([TimelineRow("a", "looks long " * 20, "caregiver:Kim", "gaze")], [])
    row, strip = view.rows.tiers[0], view.rows.strips[0]
    on_name = QPoint(view.areas.labels.center().x(), int(view.scene().y_of(row.top)) + 4)
    on_line = QPoint(view.areas.tracks.center().x(), int(view.scene().y_of(strip.top)) + 4)
    for at, words in ((on_name, "Kim (caregiver), looks long"), (on_line, "head turn: 38 deg at 1:")):
        QApplication.sendEvent(view, QHelpEvent(QHelpEvent.Type.ToolTip, at, view.mapToGlobal(at)))
        assert words in QToolTip.text()
    QToolTip.hideText()


def test_the_overview_moves_the_view(view, qtbot):
    view.zoom_to(20 * SECOND, 21 * SECOND)
    overview = view.childAt(view.areas.minimap.center())
    QTest.mouseClick(overview, Qt.MouseButton.LeftButton, pos=QPoint(overview.width() // 2, 5))
    middle = (view.scale.left_us + view.scale.right_us) / 2
    assert middle == pytest.approx(90 * SECOND, abs=2 * SECOND)
    window = overview.window_rect()
    assert window.left() < overview.width() / 2 < window.right()


@pytest.mark.parametrize(("us", "tier"), [(12 * SECOND, None), (50 * SECOND, "kim/gaze"), (31 * SECOND, "child/gaze")])
def test_where_the_pointer_rests_a_click_is_expected(view, hand, heard, qtbot, us, tier):
    expected = []
    view.seek_expected.connect(expected.append)
    place = hand.at(us, tier)
    with qtbot.waitSignal(view.seek_expected, timeout=5000):
        QTest.mouseMove(view, place - QPoint(3, 0))
        QTest.mouseMove(view, place)
    assert heard.said == [], "nothing moves by it"
    hand.click(place)
    shown = heard.of("seek_requested") or [(onset_of(view, "event"),)]
    assert expected == [shown[0][0]] * 2, "and once more as the button goes down"
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert expected[-1] is None
