"""Room and type come from one place; what still has sizes of its own is named here, and the list may only shrink."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ui.widgets.measure import ScaledLabel, Type, use_letters

UI = Path(__file__).resolve().parents[3] / "ui"
CALLS = {
    "setContentsMargins",
    "setSpacing",
    "setHorizontalSpacing",
    "setVerticalSpacing",
    "setPointSize",
    "setPixelSize",
}
LEFT = {
    "coding/coding_panel.py": 4,
    "coding/event_inspector.py": 5,
    "coding/events_panel.py": 4,
    "context/context_panel.py": 4,
    "exchanges/exchanges_panel.py": 4,
    "family_view/family_panel.py": 5,
    "guard/locked_pane.py": 4,
    "patterns/patterns_panel.py": 4,
    "charts/chart_view.py": 4,
    "report/report_window.py": 1,
    "review/empty_queue.py": 2,
    "review/exchange_card.py": 11,
    "review/play_through_line.py": 5,
    "review/review_panel.py": 11,
}
"""Numbers that stand where a name of :mod:`ui.widgets.measure` should; nothing is added here."""


def own_numbers(path: Path) -> int:
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in CALLS)
    return sum(isinstance(arg, ast.Constant) and arg.value not in (0, "0") for call in named for arg in call.args)


def test_no_file_chooses_sizes_of_its_own_beyond_those_that_did():
    found = {str(path.relative_to(UI)): count for path in UI.rglob("*.py") if (count := own_numbers(path))}
    more = {name: count for name, count in found.items() if count > LEFT.get(name, 0)}
    assert not more, f"use the names of ui/widgets/measure.py: {more}"


def test_the_sizes_of_letters_are_in_order_and_keep_their_share(qtbot):
    before = QApplication.font()
    sizes = [one.font().pointSizeF() for one in (Type.SMALL, Type.BODY, Type.TITLE, Type.FIGURE)]
    assert sizes == sorted(set(sizes))
    words = ScaledLabel("0.8 s", Type.FIGURE)
    qtbot.addWidget(words)
    words.show()
    larger = QApplication.font()
    larger.setPointSizeF(2 * before.pointSizeF())
    try:
        was = words.font().pointSizeF()
        QApplication.setFont(larger)
        QApplication.sendPostedEvents()
        assert words.font().pointSizeF() == pytest.approx(2 * was)
        assert words.font().bold()
    finally:
        QApplication.setFont(before)


def test_letters_that_were_kept_are_worn_before_the_app_runs(qtbot):
    """The window is made, and takes a person's size of letters, before Qt's event loop begins."""
    usual = QApplication.font().pointSizeF()
    title = ScaledLabel("how soon", Type.TITLE)
    qtbot.addWidget(title)
    try:
        use_letters(2 * usual)
        assert title.font().pointSizeF() == pytest.approx(2 * usual * Type.TITLE.value[0])
    finally:
        use_letters(usual)
    assert title.font().pointSizeF() == pytest.approx(usual * Type.TITLE.value[0])
