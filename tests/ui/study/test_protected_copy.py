"""From the menu: a copy with a passphrase is made, its key shown once, and the copy opens in place of the first."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel

from coder.study.edits.coding import AddEvent
from tests.ui.window_kit import state
from ui.study.protected_copy_dialog import ProtectedCopyDialog
from ui.study.recovery_key_dialog import RecoveryKeyDialog

PHRASE = "three blue boats"


def dialog_of(qtbot, kind):
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=20_000)
    return QApplication.activeModalWidget()


def test_the_copy_opens_and_the_first_is_said_to_be_there_still(window, qtbot, study, tmp_path):
    with qtbot.waitSignal(window.session.edited, timeout=10_000):
        window.session.apply(AddEvent("r1", "child", "reach", 0, 400_000))
    window.actions_set.qt["protect"].trigger()
    dialog = dialog_of(qtbot, ProtectedCopyDialog)
    assert dialog.place.path == tmp_path / "study protected"
    dialog.first.setText(PHRASE)
    assert not dialog.do.isEnabled()
    dialog.second.setText(PHRASE)
    (tmp_path / "study protected").mkdir()
    (tmp_path / "study protected" / "theirs.txt").write_text("mine")  # came to be there meanwhile
    dialog.do.click()
    qtbot.waitUntil(lambda: "not an empty folder" in dialog.wrong.text(), timeout=10_000)
    dialog.place.line.setText(str(tmp_path / "copy"))
    dialog.do.click()
    key = dialog_of(qtbot, RecoveryKeyDialog)
    assert any(str(study) in label.text() for label in key.findChildren(QLabel))
    key.had.setChecked(True)
    key.close_button.click()
    copy = tmp_path / "copy"
    qtbot.waitUntil(lambda: window.session.study.folder == copy and state(window) is not None, timeout=20_000)
    assert window.session.study.encrypted
    assert [event.code for event in state(window).events if event.coder == "kim"] == ["reach"]
    assert not window.actions_set.qt["protect"].isEnabled()
