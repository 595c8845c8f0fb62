"""The board of codes: keys in their groups, what is under way and what would cut it, by mouse, keyboard and by ear."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from tests.ui.window_kit import edited, press


def at(window, qtbot, us: int) -> None:
    """Go there, and wait until that frame is shown, not one on its way."""
    window.engine.seek_time(us)
    qtbot.waitUntil(lambda: window.engine.pts_us == us, timeout=10_000)


def test_the_board_says_what_lasts_what_a_key_would_cut_and_what_was_coded_last(window, qtbot):
    press(qtbot, window, "Ctrl+D")
    panel, board = window.coding_panel, window.coding_panel.board
    qtbot.waitUntil(board.isVisible, timeout=5_000)
    at(window, qtbot, 0)
    look, away = board.button("child/look_to_caregiver"), board.button("child/turn_away")
    heard = QAccessible.queryAccessibleInterface(look)
    assert heard.text(QAccessible.Text.Name) == "1: child looks to the caregiver"
    assert heard.state().checkable
    assert not heard.state().checked
    with edited(qtbot, window):
        press(qtbot, window, "1")
    assert heard.state().checked
    assert heard.text(QAccessible.Text.Name) == "1: child looks to the caregiver, since 0:00.000"
    assert away.look.cuts == "looks to the caregiver"
    assert not board.button("child/smile").look.cuts  # of another group: both can last
    assert "0.0 s: 1 ends it, 6 2 cut it" in panel.under_way
    at(window, qtbot, 400_000)
    assert "0.4 s: 1 ends it" in panel.under_way
    board.choose("child/look_to_caregiver")
    look.setFocus()
    qtbot.keyClick(look, Qt.Key.Key_Down)
    qtbot.keyClick(look, Qt.Key.Key_Down)
    assert board.current_key == "child/turn_away"
    with edited(qtbot, window):
        qtbot.keyClick(away, Qt.Key.Key_Return)
    assert not heard.state().checked
    assert panel.last == "Coded last: child looks to the caregiver, 0:00.000 – 0:00.400, 0.40 s"


def test_codes_that_exclude_each_other_stand_together_and_keep_their_place(window, qtbot):
    press(qtbot, window, "Ctrl+D")
    board = window.coding_panel.board
    qtbot.waitUntil(board.isVisible, timeout=5_000)
    scheme = window.session.study.scheme
    group = [code for code in scheme.codes if (code.role, code.group) == ("child", "gaze")]
    places = [board.keys.index(f"{code.role}/{code.id}") for code in group]
    assert len(group) > 1
    assert places == list(range(places[0], places[0] + len(group)))
    assert set(board.keys) == {f"{code.role}/{code.id}" for code in scheme.codes}
    before = [board.button(row).geometry() for row in board.keys]
    with edited(qtbot, window):
        qtbot.mouseClick(board.button(board.keys[places[0]]), Qt.MouseButton.LeftButton)
    assert [board.button(row).geometry() for row in board.keys] == before
    assert not board.button(board.keys[places[0]]).hasFocus()  # Space goes on playing


def test_many_states_that_last_leave_the_keys_their_room(window, qtbot):
    press(qtbot, window, "Ctrl+D")
    panel = window.coding_panel
    qtbot.waitUntil(panel.board.isVisible, timeout=5_000)
    for key in "13QWEA":  # each of a group of its own
        with edited(qtbot, window):
            press(qtbot, window, key)
    said = panel.under_way.splitlines()
    assert len(said) == 4
    assert said[-1] == "and 3 more that began before: they are filled below"


def test_the_board_takes_what_is_left_and_what_is_below_it_stays_in_view_in_another_theme(window, qtbot):
    window.resize(1280, 720)
    press(qtbot, window, "Ctrl+D")
    panel = window.coding_panel
    qtbot.waitUntil(panel.board.isVisible, timeout=5_000)
    qtbot.waitUntil(lambda: panel.board.verticalScrollBar().maximum() > 0, timeout=5_000)
    few = panel.board.minimumSizeHint().height()
    assert panel.board.sizeHint().height() == few < panel.board.widget().height() / 2
    wanted = panel.heightForWidth(panel.width())
    try:
        window.view.toggle_dark()
        assert panel.heightForWidth(panel.width()) == wanted, "a page that asks for more is scrolled as a whole"
    finally:
        window.view.toggle_dark()


def test_a_state_begun_in_a_row_out_of_view_brings_the_row_into_view_and_leaves_the_zoom(window, qtbot):
    window.resize(1280, 720)
    press(qtbot, window, "Ctrl+D")
    timeline = window.timeline

    def row_in_view(tier: str) -> bool:
        row = timeline.rows.tier(tier)
        shown = timeline.scroll_y, timeline.scroll_y + timeline.areas.tracks.height()
        return row is not None and shown[0] <= row.top and row.bottom <= shown[1]

    qtbot.waitUntil(lambda: timeline.rows.tier("caregiver/voice") is not None, timeout=5_000)
    assert not row_in_view("caregiver/voice")
    before = timeline.scale
    with edited(qtbot, window):
        press(qtbot, window, "7")  # speaks
    qtbot.waitUntil(lambda: row_in_view("caregiver/voice"), timeout=5_000)
    assert timeline.scale == before
    timeline.scroll_tiers(-10_000)  # a person looks at other rows meanwhile
    at(window, qtbot, window.engine.pts_us + 400_000)
    assert timeline.scroll_y == 0
