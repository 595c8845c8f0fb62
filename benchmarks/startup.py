"""How long until something is there: the help of the command line, and a usable window, beside bare Python and bare Qt.

Usage: python benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

BARE_WINDOW = """
from PySide6.QtWidgets import QApplication, QMainWindow
from PySide6.QtCore import QTimer
app = QApplication([]); window = QMainWindow(); window.resize(1280, 720); window.show()
QTimer.singleShot(0, app.quit); app.exec()
"""
OUR_WINDOW = """
from PySide6.QtCore import QTimer
from coder.privacy.network_seal import seal
seal()
from ui.operations.startup import kept_for_good
with kept_for_good():
    from ui.window.app import application
    from ui.window.garbage import looked_for_here
    from ui.window.main_window import MainWindow
    from ui.window.session import Session
with kept_for_good():
    app = application(); window = MainWindow(Session()); window.show()
QTimer.singleShot(0, window.close); QTimer.singleShot(0, app.quit)
with looked_for_here():
    app.exec()
"""


def seconds(command: list[str], runs: int) -> float:
    """Return the median wall time of a command, one unmeasured run first."""
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    taken = []
    for _ in range(runs + 1):
        begun = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken[1:])


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    python = sys.executable
    bare = seconds([python, "-c", "pass"], runs)
    helped = seconds([python, "-m", "ui", "--help"], runs)
    window = seconds([python, "-c", BARE_WINDOW], runs)
    ours = seconds([python, "-c", OUR_WINDOW], runs)
    print(f"{'bare Python':<28}{bare:6.2f} s")
    print(f"{'dyadmirror --help':<28}{helped:6.2f} s   {helped / bare:4.1f} × bare Python")
    print(f"{'bare Qt window':<28}{window:6.2f} s")
    print(f"{'a usable window of ours':<28}{ours:6.2f} s   {ours / window:4.1f} × a bare Qt window")


if __name__ == "__main__":
    main()
