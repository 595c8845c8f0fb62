"""Every step that the journal can name is said in the language that is spoken, as a whole sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product

from coder.study.edits.journal_steps import STEPS, step_of
from coder.study.edits.unproposed_stretches import SettleStretch
from coder.vocabulary.unproposed_stretch import StretchStatus
from tests.conftest import ROOT
from ui.operations.step_words import _SAID

ROOMS = ("coder/study/edits", "coder/interchange")
LEAST = 45
"""So many steps there are; far fewer would mean that they were not found."""
VALUE = "7"
"""Stands where a label has a name or a number of its own."""
BY_TABLE = "unproposed_stretches.py"
"""Its label is looked up in a table of its own, and is made below."""


def labels_of(node: ast.expr) -> list[str]:
    """Every form that the expression of a label can take."""
    match node:
        case ast.Constant(value=str() as text):
            return [text]
        case ast.IfExp():
            return labels_of(node.body) + labels_of(node.orelse)
        case ast.JoinedStr():
            return ["".join(parts) for parts in product(*map(labels_of, node.values))]
        case ast.FormattedValue():
            return labels_of(node.value)
        case _:
            return [VALUE]


def named_in_the_journal() -> Iterator[str]:
    """The labels of all edits, by what their code returns."""
    for path in (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "label" and path.name != BY_TABLE:
                given = [one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None]
                yield from (label for one in given for label in labels_of(one) if label != VALUE)
    for status in StretchStatus:
        yield SettleStretch(VALUE, status).label


def test_every_step_of_the_journal_has_words_that_are_translated():
    labels = set(named_in_the_journal())
    assert len(labels) > LEAST
    assert [label for label in sorted(labels) if step_of(label) is None] == []


def test_each_step_is_read_as_itself_and_said_with_what_it_names():
    assert _SAID.keys() == STEPS.keys()
    for step, called in STEPS.items():
        read = step_of(called)
        assert read is not None
        assert read[0] == step, f"“{called}” is read as another"
        assert set(re.findall(r"{(\w+)}", _SAID[step])) == set(read[1])
    assert step_of("what an earlier version called a step") is None
