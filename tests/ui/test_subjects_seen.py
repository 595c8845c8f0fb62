"""No place of the window shows, tells in a tip or reads aloud how a subject is stored: it says who it is in words."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from tests.ui.cli.test_subjects_in_words import AS_STORED, named_study
from tests.ui.language.pseudo_walk import said_by
from tests.ui.window_kit import state

PANELS = (
    "tab_review",
    "by_act",
    "by_code",
    "tab_people",
    "tab_events",
    "tab_exchanges",
    "tab_patterns",
    "tab_context",
    "code_mode",
)
DIALOGS = ("change_event", "find_replace", "pass_define", "export", "agreement", "consensus")


def texts_of(top: QWidget) -> set[str]:
    """Return all that a window and everything in it says, what its boxes offer as well."""
    said: set[str] = set()
    for widget in (top, *top.findChildren(QWidget)):
        said |= set(said_by(widget))
        if isinstance(widget, QComboBox):
            said |= {widget.itemText(row) for row in range(widget.count())}
    return said


@pytest.fixture
def window(empty_window, tmp_path, qtbot):
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.session.coder = "A"
        empty_window.study.open_folder(named_study(tmp_path))
    qtbot.waitUntil(lambda: bool(state(empty_window).proposals), timeout=10_000)
    return empty_window


def test_every_panel_and_dialog_of_coding_says_who(window, qtbot):
    seen: dict[str, set[str]] = {}
    actions = window.actions_set.qt
    for panel in PANELS:
        actions[panel].trigger()
        window.review.item_selected(
            state(window).events[0].id if panel == "tab_events" else state(window).proposals[0].id
        )
        QApplication.processEvents()
        seen[panel] = texts_of(window)
    window.review.item_selected(state(window).events[0].id)
    for dialog in DIALOGS:
        actions[dialog].trigger()
        qtbot.waitUntil(lambda: len(shown()) > 1, timeout=20_000)
        QApplication.processEvents()
        for other in shown():
            if other is not window:
                seen[dialog] = seen.get(dialog, set()) | texts_of(other)
                other.close()
        qtbot.waitUntil(lambda: len(shown()) == 1, timeout=10_000)
    raw = {place: sorted(text for text in said if AS_STORED.search(text))[:3] for place, said in seen.items()}
    assert {place: texts for place, texts in raw.items() if texts} == {}
    assert all(
        any("child Mia" in text for text in seen[place]) for place in ("tab_review", "tab_events", "change_event")
    )


def shown() -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
