"""The toolbar under the picture: the mode in colour, in and out marks, J K L; and the foot in whole words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.window_kit import edited, press
from ui.player.arrangement_box import ArrangementBox
from ui.player.transport_bar import Parting
from ui.timeline.row_layout import MOST_GROWN, Metrics, stack
from ui.timeline.timeline_model import TimelineRow
from ui.widgets.action_button import ActionSign
from ui.widgets.tab_row import TabRow
from ui.window.actions import KeyMode
from ui.window.docks import Dock
from ui.window.guard_chip import fitting
from ui.window.mode_switch import COLOURS


def test_the_mode_is_changed_and_shown_in_its_colour(window, qtbot):
    window.engine.pause()
    switch = window.mode_switch
    assert switch.buttons[KeyMode.REVIEW].isChecked()
    qtbot.mouseClick(switch.buttons[KeyMode.CODE], Qt.MouseButton.LeftButton)
    assert window.letter_mode.coding
    button = switch.buttons[KeyMode.CODE]
    assert button.grab().toImage().pixelColor(4, button.height() // 2) == COLOURS[KeyMode.CODE]
    press(qtbot, window, "Ctrl+D")
    assert switch.buttons[KeyMode.REVIEW].isChecked()


def test_three_quiet_chips_at_the_foot_say_coder_guards_and_mode(window, qtbot):
    window.resize(1280, 720)
    window.engine.pause()
    chips = [window.foot.coder, window.foot.guarded, window.foot.mode]
    assert [chip.text() for chip in chips[::2]] == ["kim", "reviewing"]
    qtbot.waitUntil(lambda: chips[0].x() < chips[1].x() < chips[2].x())
    assert all(chip.accessibleName() and chip.toolTip() for chip in chips)
    assert sum(chip.width() for chip in chips) < window.width() * 0.6, "a message has room at the left"
    qtbot.mouseClick(window.foot.mode, Qt.MouseButton.LeftButton)
    assert window.letter_mode.coding
    assert window.foot.mode.text() == "coding by hand"


@pytest.mark.parametrize("height", [720, 800])
@pytest.mark.parametrize("several", [False, True])
def test_the_toolbar_is_one_row_at_1280(window, qtbot, height, several):
    window.resize(1280, height)
    box = window.transport.findChild(ArrangementBox)
    box.setVisible(several)
    bar = window.transport
    qtbot.waitUntil(lambda: window.width() == 1280)
    shown = [
        one for one in bar.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly) if one.isVisible()
    ]
    assert (box in shown) is several
    one_row = max(one.height() for one in shown) + 8
    qtbot.waitUntil(lambda: bar.layout().heightForWidth(bar.width()) <= one_row)
    assert max(one.geometry().right() for one in shown if not one.isWindow()) < bar.width()
    qtbot.waitUntil(lambda: bar.height() <= one_row)  # a second row that was needed for a moment leaves no gap


def test_lines_between_groups_go_before_the_toolbar_takes_a_second_row(window, qtbot):
    bar, box = window.transport, window.transport.findChild(ArrangementBox)
    box.setVisible(True)
    partings = bar.findChildren(Parting)
    bar.setFixedWidth(1_000)
    qtbot.waitUntil(lambda: all(one.isVisible() for one in partings))
    one_row = bar.layout().heightForWidth(5_000)
    need = bar.layout().width_without(bar.place) + bar.fontMetrics().horizontalAdvance("8:88.888") + 16
    bar.setFixedWidth(need - 20)
    qtbot.waitUntil(lambda: not any(one.isVisible() for one in partings))
    assert bar.layout().heightForWidth(bar.width()) == one_row
    said = bar.fontMetrics().horizontalAdvance("8:88.888 · #88")
    bar.setFixedWidth(bar.layout().width_without(bar.place) + said + 16)
    qtbot.waitUntil(lambda: "#" in bar.place.text())  # what is said comes back first
    assert bar.layout().heightForWidth(bar.width()) == one_row
    bar.setFixedWidth(1_000)
    qtbot.waitUntil(lambda: all(one.isVisible() for one in partings))


def test_in_and_out_marks_hold_whole_frames(window, qtbot):
    window.engine.pause()
    window.engine.set_loop(None)
    window.play.choose(None)
    pts = window.session.state.index.pts_us
    for frame, key in ((10, "["), (20, "]")):
        with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000, check_params_cb=lambda n, *_, f=frame: n == f):
            window.engine.seek_frame(frame)
        press(qtbot, window, key)
    assert (window.play.chosen.onset_us, window.play.chosen.offset_us) == (pts[10], pts[21])


def test_j_k_l_do_as_in_editors_but_never_play_backwards(window, qtbot):
    window.engine.pause()
    window.engine.set_loop(None)
    press(qtbot, window, "L")
    assert (window.engine.playing, window.engine.speed) == (True, 1.0)
    press(qtbot, window, "L")
    assert window.engine.speed == 1.5
    press(qtbot, window, "J")
    assert window.engine.speed == 1.0
    press(qtbot, window, "K")
    assert not window.engine.playing


def test_j_k_l_play_while_one_codes_too_where_the_scheme_leaves_them_free(window, qtbot):
    window.engine.pause()
    window.engine.set_loop(None)
    press(qtbot, window, "Ctrl+D")
    assert window.letter_mode.coding
    assert window.coding.code_keys & set("jkl") == {"j"}, "the scheme of this study has a code on J alone"
    press(qtbot, window, "L")
    assert window.engine.playing
    press(qtbot, window, "K")
    assert not window.engine.playing
    with edited(qtbot, window):
        press(qtbot, window, "J")
    assert [code.key for _, code, _ in window.coding.hand.under_way] == ["j"]
    inspector = window.docks.docks[Dock.INSPECTOR]
    inspector.setFloating(True)  # on another screen letters code as well
    assert inspector.window() is inspector
    at = window.engine.pts_us
    with edited(qtbot, window):
        qtbot.keyClick(inspector.widget(), "3")
    assert {code.key for _, code, _ in window.coding.hand.under_way} == {"j", "3"}
    assert window.engine.pts_us == at


def test_the_row_ends_with_a_search_for_events_that_says_its_key(window, qtbot):
    (search,) = window.transport.findChildren(ActionSign)
    assert search.accessibleName() == "Find events"
    assert search.toolTip() == "Find events (Ctrl+F)"
    assert not search.isEnabled(), "nothing is coded yet"
    window.engine.pause()
    press(qtbot, window, "Ctrl+D")
    with edited(qtbot, window):
        press(qtbot, window, "3")
    with edited(qtbot, window):
        press(qtbot, window, "3")
    qtbot.waitUntil(search.isEnabled)
    qtbot.mouseClick(search, Qt.MouseButton.LeftButton)
    assert window.tabs.currentWidget().isAncestorOf(QApplication.focusWidget())


def test_lanes_grow_into_room_that_would_lie_empty_and_no_further():
    metrics = Metrics(line=14, em=9)
    tiers = [(TimelineRow(f"t{n}", f"group {n}", "child", f"g{n}"), 1) for n in range(4)]
    plain = stack(tiers, [], metrics)
    assert stack(tiers, [], metrics, room=plain.height) == plain
    grown = stack(tiers, [], metrics, room=plain.height + 24)
    assert plain.height < grown.height <= plain.height + 24
    assert stack(tiers, [], metrics, room=5_000).tiers[0].lane_px == int(metrics.lane * MOST_GROWN)


def test_lanes_draw_together_where_rows_do_not_all_fit_and_words_in_them_stay_whole():
    metrics = Metrics(line=15, em=9)
    tiers = [(TimelineRow(f"t{n}", f"group {n}", "child", f"g{n}"), 1) for n in range(6)]
    plain = stack(tiers, [], metrics)
    fitted = stack(tiers, [], metrics, room=plain.height - 12)
    assert fitted.height <= plain.height - 12
    crowded = stack(tiers, [], metrics, room=40)
    assert crowded.tiers[0].lane_px == metrics.close_lane < metrics.lane
    assert crowded.tiers[0].lane_px - 3 >= metrics.line, "a bar is as high as its words"


def test_the_foot_says_whole_words_and_how_many_more():
    words = ["sealed", "encrypted", "locks after 10 min"]
    assert fitting(words, lambda text: len(text) <= 99) == "sealed · encrypted · locks after 10 min"
    assert fitting(words, lambda text: len(text) <= 30) == "sealed · encrypted · 1 more"
    assert fitting(words, lambda text: len(text) <= 3) == "3 more"


def test_the_chip_of_the_foot_is_as_wide_as_the_words_it_shows(window):
    chip = window.foot.guarded
    chip.resize(chip.sizeHint())
    assert len(chip.words) > 3
    assert "more" in chip.words_shown()
    assert 0 <= chip.room_px - chip.fontMetrics().horizontalAdvance(chip.words_shown()) < 6


def test_the_chosen_tab_carries_a_bar(window):
    row = window.tabs.tabBar()
    assert isinstance(row, TabRow)
    for place in (0, 3):
        window.tabs.setCurrentIndex(place)
        colour = row.grab().toImage().pixelColor(row.bar().center())
        assert colour == row.palette().link().color()
        assert row.tabRect(place).contains(row.bar())
