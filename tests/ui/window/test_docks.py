"""Study left, inspector right, timeline below: closed by hand they stay closed; a page can have the whole width."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.window_kit import press
from ui.widgets.measure import use_letters
from ui.window.docks import Dock


def visible(window):
    return {dock for dock, made in window.docks.docks.items() if made.isVisible()}


def test_without_a_recording_no_dock_takes_room(empty_window):
    assert visible(empty_window) == set()


def test_a_dock_closed_by_hand_stays_closed_until_it_is_asked_for(window, qtbot):
    window.resize(1600, 900)
    window.docks.look_at_room()
    assert visible(window) == set(Dock)
    window.docks.docks[Dock.STUDY].close()
    assert not window.actions_set.qt["dock_study"].isChecked()
    window.docks.show_work(working=False, family=False)
    assert visible(window) == set()
    window.docks.show_work(working=True, family=False)
    assert visible(window) == {Dock.INSPECTOR, Dock.TIMELINE}
    press(qtbot, window, "Alt+0")
    assert visible(window) == set(Dock)


def test_the_buttons_of_a_dock_float_it_and_close_it(window, qtbot):
    inspector = window.docks.docks[Dock.INSPECTOR]
    title = inspector.titleBarWidget()
    qtbot.mouseClick(title.float_button, Qt.MouseButton.LeftButton)
    assert inspector.isFloating()
    qtbot.mouseClick(title.float_button, Qt.MouseButton.LeftButton)
    assert not inspector.isFloating()
    qtbot.mouseClick(title.close_button, Qt.MouseButton.LeftButton)
    assert Dock.INSPECTOR not in visible(window)


def test_every_tab_of_the_inspector_is_read_whole_at_first(window, qtbot):
    window.resize(1280, 720)
    window.docks.lay_sizes()
    bar = window.tabs.tabBar()
    qtbot.waitUntil(lambda: bar.tabRect(bar.count() - 1).right() < bar.width(), timeout=5_000)


def test_a_small_window_begins_without_the_list(window):
    window.resize(900, 600)
    window.docks.look_at_room()
    assert Dock.STUDY not in visible(window)
    window.docks.toggle_study()
    assert Dock.STUDY in visible(window)


def test_larger_text_leaves_the_room_of_the_list_to_the_picture_at_once(window, qtbot):
    window.resize(1280, 720)
    window.docks.look_at_room()
    assert Dock.STUDY in visible(window)
    points = QApplication.font().pointSizeF()
    try:
        use_letters(points * 1.8)
        qtbot.waitUntil(lambda: Dock.STUDY not in visible(window), timeout=5_000)
    finally:
        use_letters(points)
    qtbot.waitUntil(lambda: Dock.STUDY in visible(window), timeout=5_000)


def test_a_panel_has_the_whole_width_and_the_picture_comes_back(window, qtbot):
    window.recordings.show()  # as in a study of several recordings
    window.player.setFocus()
    press(qtbot, window, "F11")
    assert visible(window) == {Dock.INSPECTOR}
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window)  # not in the box: a letter would choose a recording
    assert not window._whole.isVisible()
    qtbot.waitUntil(lambda: window.docks.docks[Dock.INSPECTOR].width() > window.width() * 0.9, timeout=5_000)
    press(qtbot, window, "F11")
    assert window._whole.isVisible()
    assert Dock.TIMELINE in visible(window)


def test_a_lock_empties_a_dock_on_another_screen_and_brings_it_back(window, qtbot):
    inspector = window.docks.docks[Dock.INSPECTOR]
    inspector.setFloating(True)
    window.locking.lock_now()
    assert not inspector.isVisible()
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        window.locked_pane.asked.emit("")
    qtbot.waitUntil(inspector.isVisible, timeout=5_000)
    assert inspector.isFloating()


def test_what_a_person_moved_comes_back_as_it_was(window):
    timeline = window.docks.docks[Dock.TIMELINE]
    timeline.setFloating(True)
    kept = window.docks.layout()
    window.docks.as_at_first()
    assert not timeline.isFloating()
    window.docks.lay(kept)
    assert timeline.isFloating()
    window.docks.lay(b"no layout")
    assert timeline.isFloating()


def test_the_window_is_divided_as_it_was_after_a_page_had_the_whole_width(window, qtbot):
    docks = window.docks
    docks.set_wanted(Dock.STUDY, True)
    window.resize(1700, 900)
    window.resizeDocks([docks.docks[Dock.INSPECTOR]], [700], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: docks.docks[Dock.INSPECTOR].width() == 700)
    before = {which: dock.size() for which, dock in docks.docks.items()}
    kept = docks.layout()
    docks.toggle_page()
    qtbot.waitUntil(lambda: docks.docks[Dock.INSPECTOR].width() > 1500)
    assert docks.layout() == kept  # who leaves now finds the picture beside it
    docks.toggle_page()
    qtbot.waitUntil(lambda: {which: dock.size() for which, dock in docks.docks.items()} == before)


def test_text_that_was_larger_for_a_while_leaves_docks_as_they_were(window, qtbot):
    def widths() -> list[tuple[bool, int]]:
        return [(window.docks.docks[dock].isVisible(), window.docks.docks[dock].width()) for dock in Dock]

    points = QApplication.font().pointSizeF()
    try:
        window.resize(1280, 720)
        window.docks.look_at_room()
        before = widths()
        for _ in range(3):
            window.actions_set.qt["text_larger"].trigger()
        inspector = window.docks.docks[Dock.INSPECTOR]
        qtbot.waitUntil(lambda: inspector.width() > before[list(Dock).index(Dock.INSPECTOR)][1], timeout=5_000)
        for _ in range(3):
            window.actions_set.qt["text_smaller"].trigger()
        qtbot.waitUntil(lambda: widths() == before, timeout=5_000)
    finally:
        use_letters(points)


def test_tabs_have_signs_as_soon_as_the_window_is_wide_and_not_only_after_the_text_changed(window):
    bar = window.tabs.tabBar()
    window.resize(1280, 720)
    assert bar.tabIcon(0).isNull()
    window.resize(1920, 1080)
    assert not bar.tabIcon(0).isNull()
    window.resize(1280, 720)
    assert bar.tabIcon(0).isNull()


def test_a_layout_of_a_large_window_leaves_the_picture_room_in_a_small_one(window, qtbot):
    window.resize(1900, 1040)
    timeline, inspector = (window.docks.docks[dock] for dock in (Dock.TIMELINE, Dock.INSPECTOR))
    window.resizeDocks([timeline], [560], Qt.Orientation.Vertical)
    window.resizeDocks([inspector], [900], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: timeline.height() >= 540, timeout=5_000)
    large = window.docks.layout()
    picture = window.stage.height()
    window.resize(1272, 690)  # another screen
    window.docks.lay(large)
    qtbot.waitUntil(lambda: window.stage.height() >= 690 // 4, timeout=5_000)
    qtbot.waitUntil(lambda: window.centralWidget().width() >= 1272 // 4, timeout=5_000)
    window.resize(1900, 1040)
    window.docks.lay(large)
    qtbot.waitUntil(lambda: window.stage.height() == picture, timeout=5_000)
