"""A number is typed with a point or a comma before its decimals: 0,5 is a half in every language, and never 5."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from ui.widgets.number_box import NumberBox

UI = Path(__file__).parents[3] / "ui"


@pytest.mark.parametrize("language", ["C", "en", "de"])
@pytest.mark.parametrize("typed", ["0,5", "0.5", "-0,5", "12,25", "1.5 s"])
def test_point_and_comma_are_one(qtbot, language, typed):
    box = NumberBox(decimals=3, minimum=-100, maximum=100, suffix=" s" if typed.endswith("s") else "")
    box.setLocale(QLocale(language))
    qtbot.addWidget(box)
    box.selectAll()
    qtbot.keyClicks(box, typed.removesuffix(" s"))
    box.interpretText()
    assert box.value() == float(typed.removesuffix(" s").replace(",", "."))


def test_no_other_box_takes_decimals():
    made = [path.name for path in UI.rglob("*.py") if _names(path, "QDoubleSpinBox")]
    assert made == ["number_box.py"]


def _names(path: Path, wanted: str) -> bool:
    source = path.read_text("utf-8")
    nodes = ast.walk(ast.parse(source)) if wanted in source else ()
    return any(isinstance(node, ast.Name) and node.id == wanted for node in nodes)
