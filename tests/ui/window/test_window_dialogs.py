"""Every dialog of the window, opened by its action as a person opens it: what a screen reader hears of its controls."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

import ui
from tests.ui.dialog_walk import DialogWalk, close_file_dialogs, nameless
from tests.ui.window_kit import edited, press, state
from ui.coding.change_event_dialog import ChangeDialog
from ui.coding.example_window import ExampleWindow
from ui.coding.trials_window import TrialsWindow
from ui.context.context_forms import BringForm
from ui.guard.erasure_dialog import CertificateDialog
from ui.reliability.differences_panel import DifferencesWindow
from ui.schemes.scheme_draft import SchemeDraft
from ui.schemes.scheme_editor import SchemeEditor
from ui.window.status_line import ExplainDialog

NOT_WALKED = frozenset(("quit", "lock", "for_family"))
"""Actions after which there are no dialogs left to walk."""

BY_THEMSELVES = frozenset(("ImportDialog", "ColumnMappingDialog", "CameraPlacementDialog", "Form"))
"""Dialogs that take a file or a second camera, looked at where those are tested; and what others are made from."""

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
        ExampleWindow(scheme.codes[0], None, window),
        TrialsWindow(scheme, ("child",), window),
        CertificateDialog("certificate.txt", ["One line."], window),
        DifferencesWindow("Settle differences", ("kim", "lee"), ("kim", "lee"), {}, window),
        SchemeEditor(SchemeDraft.changing(scheme), window),
        ExplainDialog(window.foot.guarded.words, window),
        BringForm(Path("sleep.csv"), ("caregiver",), window),
    ]


@pytest.fixture
def walk(window, qtbot):
    """Look at what every action of the window opens; the study has an event and a proposal."""
    with edited(qtbot, window):
        press(qtbot, window, "F")

    def go(look):
        others = built(window)
        for widget in others:
            look(widget)
        walking, closing = DialogWalk(window, look), QTimer(window, interval=20)
        closing.timeout.connect(close_file_dialogs)
        closing.start()
        QApplication.instance().installEventFilter(walking)
        try:
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


def test_every_control_of_every_dialog_is_heard_by_its_name(walk):
    unheard: dict[str, list[str]] = {}

    def look(widget: QWidget) -> None:
        if type(widget).__module__.startswith("ui.") and (found := nameless(widget)):
            unheard[type(widget).__name__] = found

    seen = walk(look)
    assert unheard == {}
    assert classes() - seen - BY_THEMSELVES == set()
