"""Every dialog of the window, opened by its action as a person opens it, with twice the text on a small screen.

Each control is heard by its name, all of it fits, and Enter erases nothing.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QPushButton, QWidget

import ui
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.ui.dialog_walk import (
    DialogWalk,
    close_file_dialogs,
    cut_headings,
    nameless,
    out_of_turn,
    overlapping,
    squeezed,
    unheard,
)
from tests.ui.window_kit import edited, press, state
from ui.blinding.beginning_dialog import BeginningDialog
from ui.coding.change_event_dialog import ChangeDialog
from ui.coding.example_window import ExampleWindow
from ui.coding.shift_dialog import ShiftDialog
from ui.coding.trials_window import TrialsWindow
from ui.context.context_forms import BringForm
from ui.guard.erasure_dialog import CertificateDialog
from ui.reliability.differences_panel import DifferencesWindow
from ui.schemes.scheme_draft import SchemeDraft
from ui.schemes.scheme_editor import SchemeEditor
from ui.study.coder_name_dialog import CoderNameDialog
from ui.study.passphrase_dialog import PassphraseDialog
from ui.study.recovery_key_dialog import RecoveryKeyDialog
from ui.study.same_clip_question import SameClipQuestion
from ui.study.several_files_dialog import SeveralFilesDialog
from ui.widgets.choosing_dialog import ChoosingDialog
from ui.window.dialog_shape import default_button, shape
from ui.window.guard_chip import ExplainDialog
from ui.window.screen_room import keep_on_screen

NOT_WALKED = frozenset(("quit", "lock", "for_family", "sample"))
"""Actions after which there are no dialogs left to walk, or another study is open."""

BY_THEMSELVES = frozenset(("AskingDialog", "Form"))
"""What other dialogs are made from."""

SMALL = QRect(0, 28, 1272, 652)
"""What a window may cover of a screen of 1280×720 at twice the text, without panel and title."""
TABLE = "onset,code,subject\n1.0,smile,child\n2.0,reach,child\n"
SUBTITLES = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nchild: smile\n"

PATIENCE_MS = 5_000


def classes() -> set[str]:
    """Every dialog class of ours."""
    for found in pkgutil.walk_packages(ui.__path__, "ui."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    waiting, names = [QDialog], set()
    while waiting:
        for made in waiting.pop().__subclasses__():
            waiting.append(made)
            if made.__module__.startswith("ui."):
                names.add(made.__name__)
    return names


def built(window) -> list[QWidget]:
    """Those that no action opens in a study of one recording."""
    scheme, held = window.session.study.scheme, state(window)
    return [
        ChangeDialog(held.events[:1], scheme, held.index, window),
        ShiftDialog(window),
        ExampleWindow(scheme.codes[0], None, window),
        TrialsWindow(scheme, ("child",), window),
        CertificateDialog("certificate.txt", ["One line."], window),
        SeveralFilesDialog([Path("a.mp4"), Path("b.mp4")], window),
        SameClipQuestion([(Path("a.mp4"), held.recording)], window),
        DifferencesWindow("Settle differences", ("kim", "lee"), ("kim", "lee"), {}, window),
        SchemeEditor(SchemeDraft.changing(scheme), window),
        ExplainDialog(window.foot.guarded.words, window),
        CoderNameDialog(("ada",), window),
        PassphraseDialog("Change the passphrase", "It is asked for.", "Change it", new=True, parent=window),
        RecoveryKeyDialog("4Z5D-VHEE-UEPK-PUJV-6CU6-6GRI-74F4-LXAL", parent=window),
        BeginningDialog("visit", window),
        BringForm(Path("sleep.csv"), ("caregiver",), window),
        ChoosingDialog("Code the selected stretch", "What is seen in this stretch?", ["child: smiles"], window),
    ]


@pytest.fixture
def twice_the_text(qapp):
    font, larger = qapp.font(), qapp.font()
    larger.setPointSizeF(font.pointSizeF() * 2)
    qapp.setFont(larger)
    yield
    qapp.setFont(font)


@pytest.fixture
def walk(twice_the_text, study, empty_window, qtbot, monkeypatch, tmp_path):
    """Look at what every action of the window opens; the study has an event, a proposal and a second camera."""
    monkeypatch.setattr("ui.window.screen_room.room_of", lambda _: SMALL)
    window = empty_window
    with Project.open(study) as project:
        project.cameras.add("r1", make_clip(tmp_path / "corner.mp4", frames=30, fps=30), coder="kim")
    with qtbot.waitSignal(window.engine.frame_shown, timeout=PATIENCE_MS):
        window.study.open_folder(study)
    with edited(qtbot, window):
        press(qtbot, window, "F")
    files = tmp_path / "table.csv", tmp_path / "subtitles.vtt"
    files[0].write_text(TABLE)
    files[1].write_text(SUBTITLES)

    def go(look):
        others = built(window)
        for widget in others:
            shape(widget, SMALL)
            widget.show()  # what is not shown is not laid out
            keep_on_screen(widget, SMALL)
            look(widget, set())
            widget.hide()
        walking = DialogWalk(window, lambda widget: look(widget, walking.chosen))
        closing = QTimer(window, interval=20)
        closing.timeout.connect(close_file_dialogs)
        closing.start()
        QApplication.instance().installEventFilter(walking)
        try:
            for file, dialog in zip(files, ("ColumnMappingDialog", "ImportDialog"), strict=True):
                window.interchange.preview(file)
                qtbot.waitUntil(lambda dialog=dialog: dialog in walking.seen, timeout=PATIENCE_MS)
            for name, action in window.actions_set.qt.items():
                if name not in NOT_WALKED and action.isEnabled():
                    action.trigger()
                    answered = []
                    window.session.call(lambda _: None, answered.append)
                    qtbot.waitUntil(lambda answered=answered: bool(answered), timeout=PATIENCE_MS)
            qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=PATIENCE_MS)
        finally:
            QApplication.instance().removeEventFilter(walking)
            closing.stop()
        return set(walking.seen) | {type(widget).__name__ for widget in others}

    return go


def unfit(widget: QWidget) -> list[str]:
    """What of a window lies beyond a small screen, or would."""
    least, size = widget.minimumSizeHint(), widget.size()
    return [
        f"{what} {found.width()}×{found.height()}"
        for what, found in (("takes at least", least), ("is", size))
        if found.boundedTo(SMALL.size()) != found
    ]


def harmed_by_enter(widget: QWidget, chosen: set[QPushButton]) -> list[str]:
    """The button that Enter presses, if what it does cannot be taken back, or if nobody chose it."""
    if not isinstance(widget, QDialog):
        return []
    default = default_button(widget)
    if default is None or default in chosen:
        return []
    for box in widget.findChildren(QDialogButtonBox):
        if default in box.buttons():
            destroys = box.buttonRole(default) is QDialogButtonBox.ButtonRole.DestructiveRole
            return [f"Enter does “{default.text()}”"] if destroys else []
    return [f"Enter does “{default.text()}”, which nobody chose"]


def test_every_dialog_is_heard_fits_with_twice_the_text_and_does_no_harm_by_enter(walk):
    found: dict[str, list[str]] = {}

    def look(widget: QWidget, chosen: set[QPushButton]) -> None:
        told = [
            *unfit(widget),
            *squeezed(widget),
            *cut_headings(widget),
            *harmed_by_enter(widget, chosen),
            *overlapping(widget),
            *out_of_turn(widget),
        ]
        if not widget.windowTitle():
            said = [label.text()[:60] for label in widget.findChildren(QLabel)]
            told.append(f"has no title: {said}")
        if type(widget).__module__.startswith("ui."):
            told += nameless(widget) + unheard(widget)
        if told:
            found[f"{type(widget).__name__} {widget.windowTitle()}"] = told

    for path in sorted(Path(ui.__file__).parent.rglob("*.py")):  # and those that are asked only of what is in hand
        source = path.read_text("utf-8")
        for node in ast.walk(ast.parse(source)) if "= QInputDialog(" in source else ():
            if isinstance(node, ast.FunctionDef) and "= QInputDialog(" in (words := ast.unparse(node)):
                assert "dialog.setWindowTitle(" in words, f"{path}: {node.name}"
    seen = walk(look)
    assert not found, "\n".join(f"{name}: {told}" for name, told in found.items())
    assert classes() - seen - BY_THEMSELVES == set()
