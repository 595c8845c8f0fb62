"""The window without a mouse and without eyes: every control has a name, and Tab comes by all of them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QPushButton, QWidget

from tests.ui.dialog_walk import nameless, unheard
from tests.ui.window_kit import edited, press
from ui.schemes.schemes_dialog import SchemesDialog
from ui.study.analysis_dialog import LookDialog
from ui.study.new_study_dialog import NewStudyDialog
from ui.widgets.action_button import ActionButton
from ui.widgets.filled_button import FirstButton
from ui.widgets.foot_chip import FootChip
from ui.widgets.keys_now import KeyButton
from ui.window.actions import ACTIONS
from ui.window.focus_ring import FocusRing
from ui.window.menus import APART
from ui.window.shortcut_sheet import ShortcutSheet


def test_every_control_of_the_window_has_a_name(window, qtbot):
    for key in ("Alt+1", "Alt+2", "Alt+3", "Alt+4", "Ctrl+D"):
        press(qtbot, window, key)
        assert nameless(window) == [], key
        assert unheard(window) == [], key


def test_every_control_of_the_dialogs_has_a_name(window, qtbot, tmp_path):
    dialogs = (
        LookDialog(window.session.state, window),
        NewStudyDialog(tmp_path / "new", window),
        ShortcutSheet(window.session.study.scheme, window),
    )
    for dialog in dialogs:
        assert nameless(dialog) == []


def test_tab_comes_by_everything_that_is_shown_and_back_to_the_start(window, qtbot):
    window.player.setFocus()
    seen: list[QWidget] = []
    while (held := QApplication.focusWidget()) not in seen:
        seen.append(held)
        qtbot.keyClick(held, Qt.Key.Key_Tab)
    wanted = {
        window.player, window.timeline, window.review_panel.list, window.review_panel.accept_button,
        window.review_panel.reject_button, window.transport.play, window.tabs.tabBar(), window.review_panel.which,
    }  # fmt: skip
    assert wanted <= set(seen)


def test_what_takes_the_focus_shows_it(window, qtbot):
    """The picture of a control differs with and without the focus: somebody who tabs can see where they are."""
    panel = window.review_panel
    window.engine.pause()
    for widget in (
        panel.accept_button,
        panel.which,
        panel.list,
        window.timeline,
        window.player,
        window.transport.speed,
    ):
        around = QRect(widget.mapTo(window, QPoint()), widget.size()).adjusted(-3, -3, 3, 3)
        window.setFocus()
        without = window.grab(around).toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert QApplication.focusWidget() is widget
        assert window.grab(around).toImage() != without, widget.accessibleName()


def test_the_ring_is_only_where_the_focus_is(window, qtbot):
    (ring,) = window.findChildren(FocusRing)
    assert QApplication.focusWidget() is window.player  # which draws its own
    assert not ring.isVisible()
    window.review_panel.accept_button.setFocus()
    assert ring.isVisible()
    window.timeline.setFocus()
    assert not ring.isVisible()
    window.welcome.show_study(window.session.study)  # as when somebody says who codes: it is hidden, and stays so
    assert QApplication.focusWidget() is window.timeline
    hidden = window.coding_panel.end_button
    hidden.setFocus()  # as Qt does where a page held it last
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not hidden, timeout=5_000)
    assert not ring.isVisible()


def test_in_a_dialog_the_ring_is_where_the_focus_is_too(window, qtbot):
    press(qtbot, window, "Ctrl+Shift+K")
    qtbot.waitUntil(lambda: bool(window.findChildren(SchemesDialog)), timeout=5_000)
    (dialog,) = window.findChildren(SchemesDialog)
    for widget in (dialog.list, dialog.new_button):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        (ring,) = dialog.findChildren(FocusRing)
        assert ring.isVisible()
        assert ring.widget() is widget
    dialog.reject()


def test_enter_presses_the_button_that_has_the_focus(empty_window, qtbot):
    """A person who sees a ring around a button presses Enter; the first button a new user sees is such a one."""
    button = empty_window.welcome.new_button
    button.setFocus()
    with qtbot.waitSignal(button.clicked, timeout=5_000):
        qtbot.keyClick(button, Qt.Key.Key_Return)
    empty_window.findChild(NewStudyDialog).reject()


def test_nothing_is_cut_off_at_twice_the_size_of_text(window, qtbot):
    font = QApplication.font()
    larger = QApplication.font()
    larger.setPointSizeF(font.pointSizeF() * 2)
    try:
        QApplication.setFont(larger)
        window.resize(1024, 700)
        panel = window.review_panel
        qtbot.waitUntil(lambda: panel.accept_button.fontMetrics().height() > window.fontMetrics().height() - 1)
        QApplication.processEvents()
        for button in (panel.accept_button, panel.reject_button, panel.skip_button, panel.again_button):
            qtbot.waitUntil(lambda b=button: b.height() >= b.fontMetrics().height())  # docks settle in a second turn
            qtbot.waitUntil(lambda b=button: b.width() >= b.fontMetrics().horizontalAdvance(b.text()))
            assert panel.rect().contains(button.mapTo(panel, button.rect().bottomRight()))
        card = panel.card
        assert isinstance(card, QAbstractScrollArea)
        assert card.widget().height() >= card.why.geometry().bottom()  # what does not fit can be scrolled to
        bar = window.tabs.tabBar()
        qtbot.waitUntil(lambda: all(bar.tabRect(n).right() <= bar.width() for n in range(bar.count())))
    finally:
        QApplication.setFont(font)


def test_a_key_held_down_decides_once(window, qtbot):
    """A heavy hand must not accept what nobody has seen."""
    actions = window.actions_set.qt
    assert not any(actions[name].autoRepeat() for name in ("accept", "reject", "skip", "reopen"))
    assert actions["step"].autoRepeat()
    queue = window.session.state.queue
    with edited(qtbot, window):
        press(qtbot, window, "F")
        press(qtbot, window, "F")  # before the first is on the disk
    assert [event.proposal for event in window.session.state.events] == [queue[0].id]


def test_a_key_that_does_nothing_now_says_why(empty_window, qtbot):
    press(qtbot, empty_window, "F")
    assert empty_window.statusBar().currentMessage() == (
        "“Accept” works when something that waits, or that was changed and not kept yet, is in hand."
    )


def test_a_line_in_a_menu_stands_above_an_action_of_the_table():
    assert {action.id for action in ACTIONS} >= APART


def test_what_had_the_keyboard_and_goes_hands_it_to_the_picture(window, qtbot):
    window.review_panel.list.setFocus()
    press(qtbot, window, "Ctrl+D")
    assert not window.review_panel.list.isVisible()
    # Not a button, which Space would press.
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.player, timeout=5_000)


def test_a_button_that_was_clicked_keeps_no_keyboard(window, qtbot):
    window.player.setFocus()
    accept = next(one for one in window.findChildren(FirstButton) if one.isVisible() and one.bare == "Accept")
    with edited(qtbot, window):
        qtbot.mouseClick(accept, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is window.player  # or Space, which plays, would accept what comes next
    for button in window.findChildren(QPushButton):
        if isinstance(button, (KeyButton, FootChip, ActionButton)):
            assert not button.focusPolicy() & Qt.FocusPolicy.ClickFocus, button.text()
