"""A window that was closed leaves nothing of itself behind, or all that comes after it in the process carries it on."""

from __future__ import annotations

import gc
import weakref
from enum import Enum

from PySide6.QtCore import QCoreApplication, QEvent

from ui.window.main_window import MainWindow
from ui.window.session import Session

MOST_LEFT = 300
"""Of some 1,700 objects that a window with its study is made of: what is only made once, and late."""


def opened_and_closed(qtbot, folder):
    """What a window on a study was made of, by name, held by nothing here."""
    session = Session()
    session.coder, session.begins_blind = "kim", False
    window = MainWindow(session)
    window.show()
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(folder)
    window.close()
    own = {
        name: part
        for name, part in vars(window).items()
        if type(part).__module__.startswith("ui.") and not isinstance(part, Enum)
    }
    parts = {name: weakref.ref(part) for name, part in own.items()}
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return {"window": weakref.ref(window), **parts}


def test_a_window_that_was_closed_is_let_go_with_all_it_was_made_of(qtbot, study):
    opened_and_closed(qtbot, study)  # what is made once in a process
    gc.collect()
    before = len(gc.get_objects())
    parts = opened_and_closed(qtbot, study)
    gc.collect()
    assert len(parts) > 50, "the window keeps its panels and controls as its own attributes"
    assert [name for name, part in parts.items() if part() is not None] == []
    assert len(gc.get_objects()) - before < MOST_LEFT
