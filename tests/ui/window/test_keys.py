"""Keys that a coder chose: by dialog and preset, never one for two, found again per coder."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from tests.ui.window_kit import press
from ui.widgets.keys_now import KeysNow
from ui.window.actions import ACTIONS, KeyMode
from ui.window.key_dialog import KeyDialog
from ui.window.key_presets import PRESETS
from ui.window.keymap import Keymap, portable

_WITH_SHIFT = dict(zip('~!@#$%^&*()_+{}|:"<>?', "`1234567890-=[]\\;',./", strict=True))


def pressed(key: str) -> frozenset[str]:
    """What is held down for a key where signs are typed as in the US: Ctrl++ is Ctrl+Shift+= there, and Qt does neither
    of two actions that are pressed alike.
    """
    head, last = key[:-1], key[-1]
    held = set(filter(None, head.split("+")))
    if len(head) > 0 and not head.endswith("+"):  # a key with a name of several letters
        return frozenset(key.split("+"))
    return frozenset(held | ({"Shift", _WITH_SHIFT[last]} if last in _WITH_SHIFT else {last}))


def taken_twice(keymap: Keymap) -> list[tuple[str, str, str]]:
    held: dict[tuple[frozenset[str], KeyMode], str] = {}
    twice = []
    for action in ACTIONS:
        for key in keymap.keys(action.id):
            for mode in [action.mode] if action.mode else list(KeyMode):
                other = held.setdefault((pressed(portable(key)), mode), action.id)
                if other != action.id:
                    twice.append((key, other, action.id))
    return twice


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_names_what_there_is_and_gives_no_key_to_two(name):
    known = {action.id for action in ACTIONS}
    assert set(PRESETS[name]) <= known
    keymap = Keymap().as_preset(PRESETS[name])
    assert not taken_twice(keymap)
    for action, keys in PRESETS[name].items():
        assert all(portable(key) for key in keys)
        assert keymap.keys(action) == tuple(map(portable, keys))


@pytest.mark.parametrize("name", PRESETS)
def test_what_was_kept_comes_back(name):
    keymap = Keymap().as_preset(PRESETS[name])
    assert Keymap().from_text(keymap.to_text()).chosen == keymap.chosen


@pytest.mark.parametrize("text", ["", "x", "[]", '{"play": 3}', '{"nobody": ["Space"]}'])
def test_nonsense_leaves_the_table(text):
    assert Keymap().from_text(text).chosen == {}


def test_a_clash_in_what_was_kept_goes_to_one_of_the_two():
    assert not taken_twice(Keymap().from_text('{"play": ["Right"], "sound": ["Right", "Esc"]}'))


def test_clashes_are_refused_in_a_sentence():
    keymap = Keymap()
    assert keymap.why_not("play", "Ctrl+O") == (
        "Ctrl+O does “Open study” already; take it off there first, or choose another key."
    )
    assert "always gives up" in keymap.why_not("play", "Esc")
    assert "no key" in keymap.why_not("play", "")
    assert keymap.why_not("play", "Ctrl+Alt+F12") == ""
    assert keymap.why_not("play", "Space") == ""


def test_a_coder_chooses_and_finds_the_keys_again(window, qtbot):
    window.actions_set.qt["keys"].trigger()
    dialog = window.findChild(KeyDialog)
    assert dialog is not None
    dialog.select("sound")
    dialog.pressed.setKeySequence(QKeySequence("Ctrl+O"))
    dialog.add.click()
    assert "Open study" in dialog.said.text()
    dialog.pressed.setKeySequence(QKeySequence("F7"))
    dialog.add.click()
    dialog.reject()
    assert window.actions_set.keys_text("sound") == "M or F7"
    muted = window.engine.muted
    window.player.setFocus()
    press(qtbot, window, "F7")
    assert window.engine.muted is not muted
    with qtbot.waitSignal(window.session.recording_changed, timeout=5_000):
        window.session.become("lou")
    qtbot.waitUntil(lambda: window.actions_set.keys_text("sound") == "M", timeout=5_000)
    with qtbot.waitSignal(window.session.recording_changed, timeout=5_000):
        window.session.become("kim")
    qtbot.waitUntil(lambda: window.actions_set.keys_text("sound") == "M or F7", timeout=5_000)


def test_a_preset_is_taken_in_the_dialog_and_named_by_it(window, qtbot):
    window.actions_set.qt["keys"].trigger()
    dialog = window.findChild(KeyDialog)
    dialog.preset.setCurrentText("ELAN")
    dialog.preset.activated.emit(dialog.preset.currentIndex())
    assert window.actions_set.keys_text("step") == "Ctrl+Right"
    assert dialog.preset.currentText() == "ELAN"
    dialog.filter.setText("razor")
    shown = [n for n in range(dialog.table.rowCount()) if not dialog.table.isRowHidden(n)]
    assert [dialog.table.item(n, 0).text() for n in shown] == ["Split at this frame"]


def test_a_key_that_the_scheme_s_letters_hide_is_said_when_it_is_chosen(qtbot):
    dialog = KeyDialog(Keymap(), letters=frozenset("ug"))
    qtbot.addWidget(dialog)
    dialog.select("play")
    dialog.pressed.setKeySequence(QKeySequence("U"))
    dialog.add.click()
    assert dialog.said.text().endswith("While coding by hand U codes instead: the scheme has it.")
    dialog.pressed.setKeySequence(QKeySequence("Ctrl+Alt+F12"))
    dialog.take_off.click()
    dialog.pressed.setKeySequence(QKeySequence("Ctrl+Alt+F12"))
    dialog.add.click()
    assert "codes instead" not in dialog.said.text()
    assert Keymap().hidden_by(frozenset("u"), "accept", ("U",)) == ""  # done only while reviewing


def test_the_mode_s_tips_name_the_key_of_now(window):
    assert window.foot.mode.toolTip() == "Code by hand: Ctrl+D or a click"
    window.keys._keep(window.keys.keymap.with_keys("code_mode", ("Ctrl+Alt+F12",)))
    assert window.foot.mode.toolTip() == "Code by hand: Ctrl+Alt+F12 or a click"
    assert "Ctrl+Alt+F12" in window.mode_switch.buttons[KeyMode.CODE].toolTip()
    window.keys._keep(window.keys.keymap.with_keys("code_mode", ()))
    assert window.foot.mode.toolTip() == "Code by hand: a click"


def test_buttons_tips_and_sentences_name_the_keys_of_now(window):
    panel = window.review_panel
    card = window.exchange_panel
    assert panel.accept_button.text().endswith("(F)")
    window.keys._use(Keymap().with_keys("accept", ["D"]).with_keys("reject", ["F"]).with_keys("code_mode", ["Ctrl+Y"]))
    assert panel.accept_button.text().endswith("(D)")
    assert (panel.reject_button.text(), card.reject_button.text()[-3:]) == ("Reject  (F)", "(F)")
    assert panel.empty.buttons["code_mode"].text() == "Code by hand  (Ctrl+Y)"
    panel.reject_button.setText("Code what is there  (D)")  # written with the keys as they are at first
    assert panel.reject_button.text() == "Code what is there  (F)"
    window.review.told.emit("Code what is there, then Ctrl+D comes back to the queue.")
    assert window.statusBar().currentMessage() == "Code what is there, then Ctrl+Y comes back to the queue."
    window.keys._use(Keymap().with_keys("accept", []))
    assert panel.accept_button.text() == "Accept"
    window.keys._use(Keymap())
    assert panel.accept_button.text() == "Accept  (F)"


def test_a_hint_names_the_keys_of_now_and_leaves_out_what_no_key_does():
    keys = KeysNow()
    hint = "Q W onset · N note · D codes by hand, Ctrl+D comes back · Ctrl+Z undo"
    assert keys.hint(hint) == hint
    keys.use({"Q": "Ctrl+1", "W": "W", "N": "", "D": "Q", "Ctrl+D": "F5", "Ctrl+Z": "Ctrl+Z"})
    assert keys.hint(hint) == "Ctrl+1 W onset · Q codes by hand, F5 comes back · Ctrl+Z undo"
    assert keys.said("Find (N): words (D) and Ctrl+Shift+D") == "Find: words (Q) and Ctrl+Shift+D"


def test_whatever_names_a_key_names_the_key_of_now(window, qtbot):
    """Every word of the window: tips, places to type, buttons, hints, also of what is shown later."""
    usual = {"find": "Ctrl+F", "next_recording": "Ctrl+PgDown", "previous_recording": "Ctrl+PgUp", "add": "Ctrl+I"}
    usual |= {"stop": "Ctrl+.", "code_mode": "Ctrl+D", "next_pass_event": "Ctrl+Down"}
    keymap = window.keys.keymap
    for number, action in enumerate(known for known in usual if known in {one.id for one in keymap.table}):
        keymap = keymap.with_keys(action, (f"Ctrl+Alt+F{number + 1}",))
    window.keys._use(keymap)
    window.tabs.setCurrentIndex(2)
    gone = {key for action in keymap.chosen for key in keymap._known(action).keys}
    assert len(gone) >= 6
    said = []
    for widget in window.findChildren(QWidget):
        said += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        said += [widget.text()] if isinstance(widget, QAbstractButton | QLabel) else []
        said += [widget.placeholderText()] if isinstance(widget, QLineEdit) else []
    named = re.compile(rf"(?<![\w+])(?:{'|'.join(map(re.escape, sorted(gone)))})(?![\w+])")
    assert [words for words in said if named.search(words)] == []
    assert any("F1" in words for words in said)
    window.keys._use(Keymap())
