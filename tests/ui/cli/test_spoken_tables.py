"""Every heading of a table that a command prints can be said in another language."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

COMMANDS = Path(__file__).resolve().parents[3] / "ui" / "cli"
SIGNS = {"n", "F1", "±", ""}
"""Symbols are the same in every language."""


def unspoken(source: str) -> list[str]:
    """Plain words among the headings of tables: in the call itself, or in a name that the call is given."""
    tree = ast.parse(source)
    named = [
        (one.targets[0].id, one.value)
        for one in ast.walk(tree)
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
    ]
    printed = [
        one.args[0]
        for one in ast.walk(tree)
        if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "print_table"
    ]
    names = {one.id for one in printed if isinstance(one, ast.Name)}
    tables = [*printed, *(value for name, value in named if name in names or name.endswith("HEADINGS"))]
    return [
        cell.value
        for table in tables
        for cell in getattr(table, "elts", [])
        if isinstance(cell, ast.Constant) and cell.value not in SIGNS
    ]


@pytest.mark.parametrize("path", sorted(COMMANDS.glob("*.py")), ids=lambda path: path.stem)
def test_no_heading_is_english_alone(path):
    assert unspoken(path.read_text()) == []


def test_a_plain_heading_is_found():
    assert unspoken('heads = ("code", tr("by"), "n")\nprint_table(heads, rows, empty="")') == ["code"]
