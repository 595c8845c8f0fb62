"""Schemes in the window: what is coded is chosen from a list; a template is laid from the frame that is shown."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QPushButton

from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from ui.schemes.schemes_dialog import SchemesDialog
from ui.widgets.choosing_dialog import ChoosingDialog
from ui.window.main_window import MainWindow
from ui.window.session import Session


@pytest.fixture
def window(qtbot, tmp_path):
    with Project.create(tmp_path / "study") as project:
        project.add_recording(make_clip(tmp_path / "clip.mp4"))
    session = Session()
    session.coder = "kim"
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(session.recording_changed, timeout=10_000):
        window.study.open_folder(tmp_path / "study")
    yield window
    window.close()


def test_a_ticked_scheme_comes_in_and_its_codes_can_be_pressed(window, qtbot):
    window.actions_set.qt["schemes"].trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(SchemesDialog)), timeout=5_000)
    (dialog,) = window.findChildren(SchemesDialog)
    rows = {dialog.list.item(n).data(Qt.ItemDataRole.UserRole): dialog.list.item(n) for n in range(dialog.list.count())}
    assert not rows["first_path"].flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert rows["first_path"].flags() & Qt.ItemFlag.ItemIsEnabled  # or nobody could choose it to be changed
    dialog.list.setCurrentItem(rows["engagement"])
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    with qtbot.waitSignal(window.session.recording_changed, timeout=5_000):
        qtbot.mouseClick(
            dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton
        )
    assert any(code.id == "cries_or_fusses" for code in window.session.study.scheme.codes)
    window.actions_set.qt["code_mode"].trigger()
    window.engine.seek_time(0)
    board = window.coding_panel.board
    with qtbot.waitSignal(window.session.edited, timeout=5_000):
        board.activated_row.emit("child/cries_or_fusses")
    assert "since" in window.coding_panel.under_way
    with qtbot.waitSignal(window.session.edited, timeout=5_000):
        board.activated_row.emit("child/cries_or_fusses")
    assert [event.code for event in window.session.state.events] == ["cries_or_fusses"]


def test_what_the_study_codes_is_in_hand_first_and_tab_goes_by_what_is_seen(window, qtbot):
    window.actions_set.qt["schemes"].trigger()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(SchemesDialog)), timeout=5_000)
    (dialog,) = window.findChildren(SchemesDialog)
    assert dialog.list.currentItem().data(Qt.ItemDataRole.UserRole) in {one.id for one in given(window, qtbot)}
    window.activateWindow()
    dialog.activateWindow()
    dialog.list.setFocus()
    places = []
    while not places or (places[-1] is not dialog.list and len(places) < 9):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        places.append(dialog.focusWidget())
    buttons = [one.x() for one in places if isinstance(one, QPushButton)]
    assert len(buttons) == len(dialog.findChildren(QPushButton))
    turns = sum(after < before for before, after in pairwise(buttons))
    assert turns == 0, buttons


def given(window, qtbot):
    found = []
    window.session.call(lambda project: project.schemes.given, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5_000)
    return found[0]


def test_a_template_is_laid_from_the_frame_that_is_shown(window, qtbot):
    window.actions_set.qt["lay_episodes"].trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(ChoosingDialog)), timeout=5_000)
    (dialog,) = window.findChildren(ChoosingDialog)
    titles = [dialog.box.itemText(n) for n in range(dialog.box.count())]
    dialog.box.setCurrentText(next(text for text in titles if "Still-face" in text))
    with qtbot.waitSignal(window.session.edited, timeout=5_000):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.findChildren(ChoosingDialog), timeout=5_000)
    assert [event.code for event in window.session.state.events] == ["play"]
    with qtbot.waitSignal(window.session.edited, timeout=5_000):
        window.undo()
    assert window.session.state.events == ()


def test_a_scheme_that_does_not_hold_together_is_refused_in_a_sentence(window, qtbot, tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("id = 3")
    with qtbot.waitSignal(window.session.refused, timeout=5_000) as refused:
        window.schemes.add_file(broken)
    assert "docs/schemes.md" in refused.args[0]
