"""Draw the documents' pictures: the app itself, on the sample clip, without a screen. No real person is in any.

Usage: python tools/pictures.py [FOLDER]    (docs/pictures if not said)
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402

from coder.study.project import Project  # noqa: E402
from coder.vocabulary.analysis_settings import Settings  # noqa: E402
from ui.cli.analysis_commands import analyse_recording  # noqa: E402
from ui.operations.sample_study import fill_sample_study  # noqa: E402
from ui.window import theme  # noqa: E402
from ui.window.app import application  # noqa: E402
from ui.window.garbage import looked_for_here  # noqa: E402
from ui.window.main_window import MainWindow  # noqa: E402
from ui.window.session import Session  # noqa: E402

WIDTH, HEIGHT = 1280, 800
PATIENCE_MS = 60_000
CARDS = 4
"""Cards that are confirmed before the pages of figures are drawn, so that there is something on them."""
PAGES = (("exchanges", Qt.Key.Key_4), ("patterns", Qt.Key.Key_5))
ALT = Qt.KeyboardModifier.AltModifier


def until(true: Callable[[], object], what: str) -> None:
    """Let the app work until something is so; end with a sentence where it never is."""
    patience = QDeadlineTimer(PATIENCE_MS)
    while not true():
        if patience.hasExpired():
            raise SystemExit(f"waited in vain for {what}")
        application().processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def settle(window: MainWindow, what: str) -> None:
    """Wait until all that was asked of the study is answered: a question more is answered last."""
    for _ in range(2):  # what an answer shows may ask again
        answers: list[None] = []
        window.session.call(lambda _: None, answers.append)
        until(answers.__len__, what)
    application().processEvents()


def main() -> None:
    """Draw them all."""
    application()
    with looked_for_here():
        draw_all()


def draw_all() -> None:
    """Make the study, and walk through the window."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dyadmirror-pictures-") as place:
        study = Path(place) / "demo"
        with Project.create(study) as project:
            recording = fill_sample_study(project)
            analyse_recording(project, recording, Settings())
        theme.use(dark=False)
        session = Session()
        session.coder = "demo"
        window = MainWindow(session)
        window.resize(WIDTH, HEIGHT)
        window.show()
        heard: list[None] = []
        window.sounding.shown.connect(lambda: heard.append(None))
        window.study.open_folder(study, recording=recording)
        until(lambda: window.engine.frame > 0, "the first picture")
        until(heard.__len__, "the waveform")
        window.engine.pause()

        def draw(name: str) -> None:
            settle(window, name)
            until(lambda: not window.patterns_panel.bar.isVisible(), "the figures")
            settle(window, name)  # charts are laid out in the turn after
            window.grab().save(str(folder / f"{name}.png"))
            print(folder / f"{name}.png")

        draw("window")
        for _ in range(CARDS):
            QTest.keyClick(window, Qt.Key.Key_F)
            settle(window, "a decision")
        for name, key in PAGES:
            QTest.keyClick(window, key, ALT)
            draw(name)
        QTest.keyClick(window, Qt.Key.Key_1, ALT)
        QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        draw("coding")
        window.close()


if __name__ == "__main__":
    main()
