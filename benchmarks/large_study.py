"""What a large study costs: opening it, and one edit among 100,000 events, from the key to the repainted window.

    python benchmarks/large_study.py [--recordings 500] [--events 100000] [--encrypted] [--json]

Two studies are made in a temporary folder out of a rendered sample clip: one whose events are spread over all of its
recordings, which is opened, and one whose events all lie in one recording, in which an event ends earlier and
later again and others are removed. Wall time, the median and the worst. Opening is told beside what SQLite
alone takes to open the same file and count the events; an edit beside one row written to the same file and synced.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, SignalInstance
from PySide6.QtWidgets import QApplication

from coder.study.edits.changes import Edit
from coder.study.edits.coding import MoveEvent, RemoveEvent
from coder.study.project import Project
from coder.vocabulary.events import Origin
from ui.operations.sample_study import SAMPLE as SAMPLE_CLIP
from ui.window.garbage import windows_here
from ui.window.main_window import MainWindow
from ui.window.session import Session

HOUR_US = 3_600_000_000
CODES = (("child", "smile"), ("child", "look_to_caregiver"), ("caregiver", "smile"), ("caregiver", "look_to_child"))
PASSPHRASE = "a passphrase for a benchmark"
EDITS = 20


def make_study(folder: Path, *, recordings: int, events: int, passphrase: str | None) -> Path:
    """A study of so many recordings of one clip, with so many events in turn; rows are written as the store does."""
    with Project.create(folder, passphrase=passphrase) as project:
        if recordings == 1:
            project.add_without_clip(name="a long day", duration_us=HOUR_US, frame_rate=25)
        else:
            project.add_recording(SAMPLE_CLIP, link=True)
        pts = project.frame_index("r1").pts_us
        apart = (len(pts) - 4) / max(events / recordings / len(CODES), 1)  # frames from one event of a code to the next
        database = project._db
        first = dict(database.get("recordings", "r1") or {})
        with database.transaction():
            for n in range(2, recordings + 1):
                database.insert("recordings", {**first, "id": f"r{n}", "name": f"visit {n}"})
                database.execute("INSERT INTO frame_indexes SELECT ?, content FROM frame_indexes LIMIT 1", (f"r{n}",))
            for n in range(events):
                subject, code = CODES[n // recordings % len(CODES)]
                frame = int(n // recordings // len(CODES) * apart)
                at, until = int(pts[frame]), int(pts[frame + 2])
                database.insert(
                    "events",
                    {
                        "id": database.new_id("e"),
                        "recording": f"r{n % recordings + 1}",
                        "subject": subject,
                        "code": code,
                        "onset_us": at,
                        "offset_us": until,
                        "coder": "kim",
                        "origin": Origin.HUMAN.value,
                        "proposal": None,
                        "timing_bound_us": 20_000,
                        "note": "",
                    },
                )
    return folder


def waited(signal: SignalInstance, begin: Callable[[], None]) -> tuple[float, float]:
    """Milliseconds from ``begin()`` until a signal came and everything that followed was painted: by the clock, and of
    the processor by all threads, which a busy machine changes less.
    """
    loop = QEventLoop()
    signal.connect(loop.quit)
    start, spent = time.perf_counter(), time.process_time()
    begin()
    loop.exec()
    QApplication.processEvents()
    taken = (time.perf_counter() - start) * 1000, (time.process_time() - spent) * 1000
    signal.disconnect(loop.quit)
    return taken


def opening(folder: Path, passphrase: str | None) -> dict[str, float]:
    """Milliseconds to open a study: the core alone, its list, and a new window until it shows list and recording.

    "first" is the first opening of the process, which also loads what no window has needed before.
    """
    found: dict[str, list[float]] = {"core": [], "list": [], "window": [], "window processor": [], "sqlite": []}
    found |= {"first": [], "first processor": []}
    for _ in range(5):
        start = time.perf_counter()
        project = Project.open(folder, passphrase=passphrase)
        found["core"].append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
        project.recordings(), project.standings(), project.guard.guarded
        found["list"].append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
        assert project._db.execute("SELECT count(*) FROM events")
        found["sqlite"].append((time.perf_counter() - start) * 1000)
        project.close()
    for n in range(4):
        window = MainWindow(Session())
        window.resize(1280, 720)
        window.show()
        QApplication.processEvents()
        begin = partial(window.session.open, folder, passphrase=passphrase)
        taken = waited(window.session.study_changed, begin)
        name = "window" if n else "first"
        found[name].append(taken[0])
        found[f"{name} processor"].append(taken[1])
        waited(window.session.recording_changed, lambda: None) if window.session.state is None else None
        window.close()
    return {name: statistics.median(times) for name, times in found.items()}


def edits(folder: Path, passphrase: str | None) -> dict[str, float]:
    """Milliseconds from asking for an edit until it is on the disk and the window shows it: median and worst, by the
    clock and of the processor.
    """
    session = Session()
    session.coder = "kim"
    window = MainWindow(session)
    window.resize(1280, 720)
    window.show()
    waited(session.recording_changed, lambda: session.open(folder, passphrase=passphrase))
    state = session.state
    assert state is not None
    window.engine.pause()
    QApplication.processEvents()
    event = state.events[len(state.events) // 2]
    taken = []
    for n in range(EDITS + 2):
        moved = MoveEvent(event.id, event.onset_us, event.offset_us - 40_000 * (n % 2 == 0))
        edit: Edit = moved if n % 4 < 2 else RemoveEvent(state.events[n].id)
        taken.append(waited(session.edited, lambda edit=edit: session.apply(edit)))
    window.close()
    clock, processor = zip(*taken[2:], strict=True)
    return {
        "median": statistics.median(clock),
        "worst": max(clock),
        "processor median": statistics.median(processor),
        "processor worst": max(processor),
    }


@windows_here()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=int, default=500)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--encrypted", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    passphrase = PASSPHRASE if args.encrypted else None
    with tempfile.TemporaryDirectory() as name:
        spread = make_study(
            Path(name) / "spread", recordings=args.recordings, events=args.events, passphrase=passphrase
        )
        opened = opening(spread, passphrase)
        one = make_study(Path(name) / "one", recordings=1, events=args.events, passphrase=passphrase)
        edited = edits(one, passphrase)
    result = {"recordings": args.recordings, "events": args.events, "opening_ms": opened, "edit_ms": edited}
    if args.json:
        print(json.dumps(result))
        return
    print(f"{args.recordings} recordings, {args.events} events, {'encrypted' if passphrase else 'plain'}")
    print("opening, ms: " + ", ".join(f"{name} {ms:.0f}" for name, ms in opened.items()))
    print("an edit, ms: " + ", ".join(f"{name} {ms:.1f}" for name, ms in edited.items()))


if __name__ == "__main__":
    main()
