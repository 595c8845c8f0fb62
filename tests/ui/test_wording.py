"""How the app says things: durations that a person can use, and one way to write a percent."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from ui.operations.wording import left_words
from ui.widgets.progress_bar import ProgressBar
from ui.window.actions import ACTIONS


def test_what_is_left_is_said_in_seconds_and_then_in_minutes():
    assert [left_words(seconds) for seconds in (None, 12.4, 434.0)] == ["", ", about 12 s left", ", about 7 min left"]


ROOT = Path(__file__).resolve().parents[2]
JOINED_PERCENT = re.compile(r"[\d}]%|\.\d%\}")
"""86% or {share:.0%} where 86 % is meant."""
OF_A_PAGE = re.compile(r"width(: |=\")100%")


def said_in(source: str) -> Iterator[tuple[int, str]]:
    """Every text in a source that is no docstring, a put-together one with its fields as they stand, with its line."""
    if "%" not in source:
        return
    tree = ast.parse(source)
    quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            quiet |= {id(part) for part in node.values}
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            yield node.lineno, node.value


def joined_percents(source: str) -> list[int]:
    return sorted({line for line, text in said_in(source) if JOINED_PERCENT.search(OF_A_PAGE.sub("", text))})


def test_a_percent_is_written_one_way_in_the_window_on_the_command_line_in_reports_and_in_documents(qtbot):
    wrong = 'x = f"{share:.0%}"\ntr("{share:.1%} of it")\nx = f"{x}%"\nx = "95% interval"\nx = "95 %"'
    assert joined_percents(wrong) == [1, 2, 3, 4]
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for room in ("coder", "models", "ui", "tools")
        for path in sorted((ROOT / room).rglob("*.py"))
        if "formats" not in path.parts  # the comments of GSEQ's files stand between percent signs
        for line in joined_percents(path.read_text("utf-8"))
    ]
    documents = [*sorted((ROOT / "docs").rglob("*.md")), *ROOT.glob("*.md")]
    found += [path.name for path in documents if re.search(r"\d%", path.read_text("utf-8"))]
    assert not found, found
    bar = ProgressBar("how far")
    qtbot.addWidget(bar)
    bar.setValue(500)
    assert bar.text() == "50 %"


def test_every_bar_is_one_that_writes_its_percent_so():
    users = [path.name for path in (ROOT / "ui").rglob("*.py") if "QProgressBar" in path.read_text("utf-8")]
    assert sorted(users) == ["progress_bar.py"]


ID_AS_WELL = {"erasure_dialog.py", "same_clip_question.py"}
"""Whoever erases a recording types its id; the other says it beside the name, as the list of recordings does."""


def named_by_id(source: str) -> list[int]:
    """Return the lines on which a sentence calls a recording by its id."""
    nodes = ast.walk(ast.parse(source)) if ".id" in source else ()
    calls = (node for node in nodes if isinstance(node, ast.Call))
    said = ((call, value) for call in calls if ast.unparse(call.func) in ("tr", "plural") for value in call.keywords)
    return [
        call.lineno for call, value in said if re.search(r"\b(recording|one|closed)\.id\b(?!\])", ast.unparse(value))
    ]


def test_a_recording_is_called_by_its_name_in_the_window():
    assert named_by_id('tr("{name}", name=recording.id)\ntr("{name}", name=recording.name)') == [1]
    found = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / "ui").rglob("*.py"))
        if not {"cli", "operations"} & set(path.parts) and path.name not in ID_AS_WELL
        if (lines := named_by_id(path.read_text("utf-8")))
    }
    assert not found, found


COMMAND = re.compile(r"dyadmirror (?!comment)[a-z]+ ")
ON_THE_COMMAND_LINE_ALONE = {
    "coder/interchange/code_matching.py",  # what --map says; the window offers a menu of codes
    "coder/interchange/signals_file.py",  # what --signals takes in
    "coder/proposals/exchange_queue.py",  # an id that somebody typed
    "coder/report/pages/research_page.py",  # the words of a page, for whoever makes it again
    "coder/study/cameras.py",  # a camera that a file told of: its clip is given by its id
    "coder/study/edits/camera_offsets.py",  # an id that somebody typed
    "coder/study/protected_copy.py",  # an audit that the window has no entry for
    "ui/operations/signals_intake.py",  # add --signals
}


def test_a_refusal_names_the_menu_entry_beside_the_command_and_the_entry_is_there():
    entries = {f"{action.menu} ▸ {action.text}" for action in ACTIONS}
    lacking: set[str] = set()
    for room in ("coder", "models", "ui/operations"):
        for path in sorted((ROOT / room).rglob("*.py")):
            source, name = path.read_text("utf-8"), str(path.relative_to(ROOT))
            if "dyadmirror " not in source:
                continue
            for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
                said = call.args[0] if call.args and ast.unparse(call.func) == "tr" else None
                text = said.value if isinstance(said, ast.Constant) and isinstance(said.value, str) else ""
                if COMMAND.search(text) and not any(entry in text for entry in entries):
                    lacking.add(name)
    assert lacking == ON_THE_COMMAND_LINE_ALONE, "a window tells nobody to open a terminal"
