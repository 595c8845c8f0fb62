"""A long day at the window: `python -m benchmarks.long_day [--rounds 1000] [--encrypted]`.

Each round shows another recording, plays it, codes by hand, undoes, moves an event, zooms and scrolls the timeline,
looks at another page, and pauses. Printed now and then: resident memory, and what of it is in use once the allocator
has given back what is free; Qt objects under the window, widgets of the app, what Python holds, threads and open files.
All of them have to stay flat; the first rounds fill bounded caches. It is counted after whole turns through recordings,
pages and places, so that the same lies open each time: else a page of charts or a full store of frames is the
difference, some 150 MB.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication

from coder.study.edits.coding import AddEvent, MoveEvent
from coder.study.project import Project
from models.native_memory import give_back
from ui.window.garbage import windows_here
from ui.window.main_window import MainWindow
from ui.window.session import Session

SAMPLES = Path(__file__).parents[1] / "sample_clips"
LONGEST_WAIT_MS = 60_000
TURN = 42
"""Rounds after which the same of three recordings, six pages and seven places come round again."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the process holds at a moment."""

    rounds: int
    resident_mb: float
    in_use_mb: float
    qt_objects: int
    widgets: int
    python_objects: int
    threads: int
    files: int

    def __str__(self) -> str:
        return (
            f"{self.rounds:5d} rounds: {self.resident_mb:7.1f} MB resident, {self.in_use_mb:7.1f} in use, "
            f"{self.qt_objects} Qt objects, {self.widgets} widgets, {self.python_objects} Python objects, "
            f"{self.threads} threads, {self.files} files"
        )


def held(window: MainWindow, rounds: int) -> Held:
    """Count, once everything that may go has gone."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    gc.collect()
    resident = resident_mb()
    give_back()
    return Held(
        rounds,
        resident,
        resident_mb(),
        len(window.findChildren(QObject)),
        widgets=len(QApplication.allWidgets()),
        python_objects=len(gc.get_objects()),
        threads=threading.active_count(),
        files=len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0,
    )


def resident_mb() -> float:
    """Resident memory of this process in MB; 0 where the system does not say it in a file."""
    statm = Path("/proc/self/statm")
    if not statm.is_file():
        return 0.0
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def coming(signal: SignalInstance) -> Iterator[None]:
    """Wait at the end for a signal that what happens inside brings about."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    late = QTimer(singleShot=True)
    late.timeout.connect(lambda: sys.exit(f"{signal} did not come within {LONGEST_WAIT_MS // 1000} s"))
    late.start(LONGEST_WAIT_MS)
    try:
        yield
        loop.exec()
    finally:
        late.stop()
        signal.disconnect(loop.quit)


def work_round(window: MainWindow, n: int) -> None:
    """One recording looked at, played, coded and left again."""
    session, engine = window.session, window.engine
    assert session.study is not None
    recordings = session.study.recordings
    with coming(engine.opened):  # not a frame: the last of the clip before may come still
        window.go_to_recording(recordings[(n + 1) % len(recordings)].id)
    state = session.state
    assert state is not None
    pts = state.index.pts_us
    with coming(engine.frame_shown):
        engine.play()
    with coming(engine.frame_shown):
        engine.seek_frame(int(len(pts) * (n % 7) / 8))
    engine.pause()
    first = int(pts[n % (len(pts) - 20)])
    with coming(session.edited):
        session.apply(AddEvent(state.recording.id, "child", "smile", first, int(pts[n % (len(pts) - 20) + 5])))
    added = session.state.events[0] if session.state is not None and session.state.events else None
    if added is not None:
        with coming(session.edited):
            session.apply(MoveEvent(added.id, added.onset_us, added.offset_us + 80_000))
        with coming(session.edited):
            session.undo()
        window.timeline.select(added.id)
    window.tabs.setCurrentIndex(n % window.tabs.count())
    for factor in (3.0, 1.5, 0.1):
        window.timeline.zoom(factor)
        window.timeline.set_scale(window.timeline.scale.panned(40))
        window.timeline.repaint()
    with coming(session.edited):
        session.undo()
    window.tabs.setCurrentIndex(0)


def work(window: MainWindow, rounds: int, *, every: int, told: Callable[[Held], None] = lambda _: None) -> list[Held]:
    """So many rounds; what was held after each ``every`` of them."""
    found = []
    for n in range(1, rounds + 1):
        work_round(window, n)
        if n % every == 0:
            found.append(held(window, n))
            told(found[-1])
    return found


def make_study(folder: Path, clips: list[Path], passphrase: str | None = None) -> Path:
    """A study of these clips, linked."""
    with Project.create(folder, passphrase=passphrase) as project:
        for clip in clips:
            project.add_recording(clip, link=passphrase is None)
    return folder


@windows_here()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--encrypted", action="store_true")
    options = parser.parse_args()
    passphrase = "a passphrase for a benchmark" if options.encrypted else None
    with tempfile.TemporaryDirectory() as folder:
        study = make_study(Path(folder) / "study", sorted(SAMPLES.glob("*.mp4"))[:3], passphrase)
        session = Session()
        session.coder = "kim"
        session.refused.connect(sys.exit)
        window = MainWindow(session)
        window.resize(1280, 720)
        window.show()
        with coming(window.engine.frame_shown):
            session.open(study, passphrase=passphrase)
        work(
            window,
            options.rounds,
            every=max(options.rounds // 20 // TURN, 1) * TURN,
            told=lambda at: print(at, flush=True),
        )
        window.close()


if __name__ == "__main__":
    main()
