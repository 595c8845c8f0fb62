"""What a window has not to wait for is not loaded when it starts."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from ui.cli.parser import main
from ui.operations.startup import kept_for_good

HEAVY = (
    "onnxruntime",
    "miniaudio",
    "scipy",
    "statsmodels",
    "pandas",
    "openpyxl",
    "fpdf",
    "matplotlib",
    "pyarrow",
    "pyqtgraph",
)


def test_a_window_starts_without_what_only_some_of_its_work_needs() -> None:
    code = f"import sys, ui.window.app; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_study_is_opened_without_what_draws_charts_that_nobody_looks_at(tmp_path) -> None:
    code = f"""
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from coder.study.project import Project
app = QApplication([])
from ui.window.main_window import MainWindow
from ui.window.session import Session
with Project.create(Path({str(tmp_path / "study")!r})) as study:
    study.add_without_clip(name="a visit", duration_us=60_000_000, frame_rate=25)
window = MainWindow(Session())
window.show()
window.session.recording_changed.connect(lambda shown: app.quit() if shown is not None else None)
window.session.open(Path({str(tmp_path / "study")!r}))
app.exec()
app.processEvents()
print(window.session.state.recording.name, *[name for name in {HEAVY!r} if name in sys.modules])
window.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "a visit"


def test_the_help_needs_neither_qt_nor_models() -> None:
    code = (
        "import sys; from ui.cli.parser import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.stderr.write(' '.join(n for n in ('PySide6', 'cv2', 'onnxruntime', 'scipy', 'av') if n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "COMMAND" in done.stdout
    assert done.stderr.split() == []


def test_the_name_alone_opens_the_window_where_there_is_a_screen(monkeypatch, capsys):
    opened = []
    monkeypatch.setattr("ui.window.app.run", lambda study, **_: opened.append(study) or 0)
    monkeypatch.setattr("ui.cli.window_commands.has_screen", lambda: True)
    with pytest.raises(SystemExit, match="0"):
        main([])
    assert opened == [None]
    monkeypatch.setattr("ui.cli.window_commands.has_screen", lambda: False)
    with pytest.raises(SystemExit, match="2"):
        main([])
    assert "COMMAND" in capsys.readouterr().err


@pytest.mark.parametrize("was_on", [True, False])
def test_garbage_is_looked_for_again_after_loading_even_if_that_fails(was_on: bool) -> None:
    def load() -> None:
        with kept_for_good():
            assert not gc.isenabled()
            raise ImportError

    before = gc.isenabled()
    (gc.enable if was_on else gc.disable)()
    try:
        with pytest.raises(ImportError):
            load()
        assert gc.isenabled() is was_on
    finally:
        (gc.enable if before else gc.disable)()
