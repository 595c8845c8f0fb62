"""Past 35:47.484 a microsecond no longer fits 32 bits: no signal cuts a time, and three hours are coded as they are."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import edited, press, state

ROOT = Path(__file__).resolve().parents[2]
MINUTE = 60_000_000
NARROW = frozenset({"int", "uint", "qint32", "short", "long"})
"""Types that Qt carries in 32 bits; a whole number crosses a signal as ``object``, which Qt leaves alone."""


def narrow_signatures(source: str) -> list[str]:
    """Every ``Signal`` or ``Slot`` of a module that would cut a time to 32 bits, with its line."""
    found = []
    for node in ast.walk(ast.parse(source)) if re.search("Signal|Slot", source) else ():
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called not in ("Signal", "Slot", "pyqtSignal", "pyqtSlot"):
            continue
        for part in (inner for argument in node.args for inner in ast.walk(argument)):
            name = part.id if isinstance(part, ast.Name) else part.value if isinstance(part, ast.Constant) else ""
            if name in NARROW:
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


def test_no_signal_of_the_window_carries_a_narrow_number():
    found = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / "ui").rglob("*.py"))
        if (lines := narrow_signatures(path.read_text("utf-8")))
    }
    assert found == {}, "a time would be cut past 35 minutes; let the signal carry object"


@pytest.mark.parametrize(
    "line", ["Signal(int)", "Signal(str, int)", 'Signal("int")', "Signal([int], [str])", "Slot(int)"]
)
def test_the_check_sees_every_way_to_write_one(line):
    assert narrow_signatures(f"class A:\n    asked = {line}")


def test_a_time_that_crosses_as_an_object_arrives_whole():
    class Teller(QObject):
        wide = Signal(object)

    teller, heard = Teller(), []
    teller.wide.connect(heard.append)
    teller.wide.emit(170 * MINUTE)
    assert heard == [170 * MINUTE]


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory) -> Path:
    """Three hours, one frame every ten seconds."""
    stamps = [10_000 * n for n in range(3 * 360)]
    return make_clip(tmp_path_factory.mktemp("long") / "visit.mkv", stamps=stamps, time_base=Fraction(1, 1000), gop=12)


@pytest.fixture
def long_window(empty_window, long_clip, tmp_path, qtbot):
    with Project.create(tmp_path / "study") as project:
        project.add_recording(long_clip)
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=20_000):
        empty_window.study.open_folder(tmp_path / "study")
    return empty_window


def test_three_hours_are_shown_and_coded_to_the_microsecond(long_window, qtbot):
    window, heard = long_window, []
    window.engine.frame_shown.connect(lambda n, us, _: heard.append((n, us)))
    press(qtbot, window, "Ctrl+D")
    for minute, n in ((35, 210), (36, 216), (72, 432), (170, 1020)):
        window.review.go_to_time(minute * MINUTE)
        qtbot.waitUntil(lambda at=(n, minute * MINUTE): heard[-1:] == [at], timeout=10_000)
        assert window.timeline.playhead_us == minute * MINUTE
    smile = next(code.key for code in window.session.study.scheme.codes if code.id == "smile")
    with edited(qtbot, window):
        qtbot.keyClick(window, smile)
    window.review.go_to_time(175 * MINUTE)
    qtbot.waitUntil(lambda: heard[-1] == (1050, 175 * MINUTE), timeout=10_000)
    assert window.coding.hand.under_way[0][2] == 170 * MINUTE
    with edited(qtbot, window):
        qtbot.keyClick(window, smile)
    (event,) = state(window).events
    assert (event.onset_us, event.offset_us) == (170 * MINUTE, 175 * MINUTE)
    window.review.item_selected(event.id)
    qtbot.waitUntil(lambda: heard[-1] == (1020, 170 * MINUTE), timeout=10_000)
