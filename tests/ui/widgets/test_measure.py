"""Room and type come from one place; no file has sizes of its own."""

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
    "resize",
}


def own_numbers(path: Path) -> int:
    source = path.read_text("utf-8")
    nodes = ast.walk(ast.parse(source)) if any(f".{name}" in source for name in CALLS) else ()
    calls = (node for node in nodes if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in CALLS)
    return sum(isinstance(arg, ast.Constant) and arg.value not in (0, "0") for call in named for arg in call.args)


def test_no_file_chooses_sizes_of_its_own():
    found = {str(path.relative_to(UI)): count for path in UI.rglob("*.py") if (count := own_numbers(path))}
    assert not found, f"use the names of ui/widgets/measure.py: {found}"


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
