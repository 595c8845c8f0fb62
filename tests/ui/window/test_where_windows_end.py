"""Widgets end in the window's thread: one that another thread takes down is gone while Qt still draws it."""

from __future__ import annotations

import gc
import re
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QObject
from PySide6.QtWidgets import QApplication, QWidget

from ui.window.garbage import looked_for_here
from ui.window.jobs import Job
from ui.window.study_thread import StudyThread

MINE = threading.main_thread()
ENOUGH = 200_000
"""Objects after which Python by itself has looked for garbage many times."""

MANY = 90
"""Pictures that are asked for at once."""
OFTEN = 150
"""Frames that are listened for one by one."""


class Ended:
    """In which thread each thing ended that was watched."""

    def __init__(self) -> None:
        self.in_threads: list[threading.Thread] = []

    def watch(self, thing: object) -> None:
        weakref.finalize(thing, lambda: self.in_threads.append(threading.current_thread()))


@pytest.fixture
def ended() -> Ended:
    return Ended()


@pytest.fixture
def study_thread():
    owner = QObject()
    thread = StudyThread(owner, at_end=lambda: None)
    yield thread
    thread.close()


def after_the_next_answer(thread, qtbot) -> None:
    """By then a thread has let go of what it was asked before."""
    answered: list[object] = []
    thread.ask(lambda: True, answered.append)
    qtbot.waitUntil(lambda: bool(answered), timeout=10_000)


def test_who_waits_for_an_answer_ends_in_the_windows_thread(qtbot, study_thread, ended):
    def ask() -> None:
        widget, answered = QWidget(), []
        ended.watch(widget)
        study_thread.ask(lambda: 1, lambda answer: answered.append((answer, widget.isVisible())))
        qtbot.waitUntil(lambda: bool(answered), timeout=10_000)

    ask()
    after_the_next_answer(study_thread, qtbot)
    assert ended.in_threads == [MINE]


def test_who_asks_ends_in_the_windows_thread_also_where_that_was_refused(qtbot, study_thread, ended):
    def ask() -> None:
        widget = QWidget()
        ended.watch(widget)

        def work() -> None:
            raise ValueError(widget is None)

        with qtbot.waitSignal(study_thread.refused, timeout=10_000):
            study_thread.ask(work, lambda _: None)

    ask()
    after_the_next_answer(study_thread, qtbot)
    assert ended.in_threads == [MINE]


def test_work_whose_owner_is_gone_ends_what_it_held_in_the_windows_thread(qtbot, ended):
    goes_on = threading.Event()

    def begin() -> threading.Thread:
        widget = QWidget()
        ended.watch(widget)
        job = Job("The work", lambda hand: goes_on.wait(10) and widget is None)
        job.start()
        return job._thread

    thread = begin()
    goes_on.set()
    thread.join()
    assert ended.in_threads == []
    other = Job("Other work", lambda hand: None)
    other.start()
    other.wait()
    assert ended.in_threads == [MINE]


def test_who_waits_for_a_picture_ends_in_the_windows_thread(qtbot, window, ended):
    def ask() -> None:
        widget = QWidget()
        ended.watch(widget)
        for n in reversed(range(MANY)):  # the clip is closed before all of them are there
            window.engine.fetch(n, lambda image: widget.setVisible(image.isNull()))

    ask()
    window.engine.shut_down()
    assert ended.in_threads == [MINE]


def test_who_listens_for_one_frame_ends_in_the_windows_thread(qtbot, window, ended):
    def listen(n: int) -> None:
        widget, heard = QWidget(), []
        ended.watch(widget)

        def hear(*_: object) -> None:
            heard.append(widget)

        window.engine.frame_shown.connect(hear)
        window.engine.seek_frame(n)
        while not heard:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        window.engine.frame_shown.disconnect(hear)

    for n in range(OFTEN):
        listen(n % MANY)
    window.engine.shut_down()
    gc.collect()
    assert len(ended.in_threads) == OFTEN
    assert set(ended.in_threads) == {MINE}


def test_garbage_with_a_widget_in_it_waits_for_the_windows_thread(qtbot, ended):
    def leave_behind() -> None:
        widget = QWidget()
        widget.itself = widget
        ended.watch(widget)

    made = threading.Event()

    def work() -> None:
        kept = [[] for _ in range(ENOUGH)]
        made.set()
        del kept

    with looked_for_here():
        gc.collect()
        leave_behind()
        worker = threading.Thread(target=work)
        worker.start()
        worker.join()
        assert made.is_set()
        assert ended.in_threads == []
        kept = [[] for _ in range(ENOUGH)]  # noqa: F841
        qtbot.waitUntil(lambda: bool(ended.in_threads), timeout=10_000)
    assert ended.in_threads == [MINE]


def test_old_garbage_is_found_as_well(qtbot, ended, monkeypatch):
    monkeypatch.setattr("ui.window.garbage.EVERY_MS", 1)
    widget = QWidget()
    widget.itself = widget
    ended.watch(widget)
    with looked_for_here():
        gc.collect()  # it is among the old ones now
        kept: list[object] = []
        del widget

        def made_more_and_found() -> bool:
            kept.extend([] for _ in range(2_000))
            return bool(ended.in_threads)

        qtbot.waitUntil(made_more_and_found, timeout=30_000)
    assert ended.in_threads == [MINE]


def test_the_app_looks_for_garbage_so_and_python_by_itself_again_after_it() -> None:
    code = """
import gc
import re
from PySide6.QtCore import QTimer
from ui.window.app import application, run
app = application()
QTimer.singleShot(0, app, lambda: (print(gc.isenabled()), app.closeAllWindows(), app.quit()))
run(None)
print(gc.isenabled())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_whatever_opens_windows_looks_for_garbage_in_their_thread() -> None:
    """The app, the tools and the benchmarks: an application that is made anywhere has its garbage looked for there."""
    making = re.compile(r"(?<!import )\b(QApplication\(\[|application\(\))")
    root = Path(__file__).parents[3]
    places = [path for name in ("ui", "tools", "benchmarks") for path in sorted((root / name).rglob("*.py"))]
    found = {path.relative_to(root).as_posix(): path.read_text() for path in places}
    makers = {name: text for name, text in found.items() if making.search(text)}
    assert {"ui/window/clip_export_window.py", "tools/pictures.py", "benchmarks/startup.py"} <= makers.keys()
    assert [name for name, text in makers.items() if not re.search(r"\b(looked_for|windows)_here\(\)", text)] == []
    windows = re.compile(r"\b(MainWindow|TimelineView|PlayerEngine|ClipOutControl)\(")
    tools = {name: text for name, text in found.items() if not name.startswith("ui/") and windows.search(text)}
    assert [name for name, text in tools.items() if not re.search(r"\b(looked_for|windows)_here\(\)", text)] == []
