"""A clip on its way out leaves no trace before it is written, however the process ends: real processes, killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coder.privacy import keys
from coder.study.project import Project
from tests.models.short_clips import cut

ROOT = Path(__file__).resolve().parents[3]
CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)
PHRASE = "seven small stones"
CANARY = "canary-family"

SITTING = """
import os, shutil, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from coder.privacy.network_seal import seal
seal()
from coder.privacy.encrypted_spool import Spool
from ui.operations import clip_export
from ui.window.app import application
from ui.operations.clip_export import Wish
from ui.window.clip_export_window import export_clip
from ui.clip_export.clip_export_dialog import ClipOutDialog

study, target, end = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
Spool.__init__.__kwdefaults__["held_bytes"] = 65_536  # as a long clip does: most of it is put away

def kill():
    print("reached", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

def half(source, out):
    out.write(source.read(20_000))
    out.flush()
    kill()

if end != "done":
    clip_export.shutil.copyfileobj = half

def work():
    dialog = next((w for w in QApplication.topLevelWidgets() if isinstance(w, ClipOutDialog)), None)
    look = dialog.look if dialog is not None else None
    if look is not None and look.engine.frame_count and dialog.pages.currentWidget() is look:
        if look.seen_all:
            look.looked.setChecked(True)
            look.write.click()
            return
        look.engine.step(1)
    QTimer.singleShot(30, work)

application()  # before there is one, no timer runs
QTimer.singleShot(30, work)
QTimer.singleShot(80_000, lambda: os._exit(9))
made = export_clip(study, "seven small stones", Wish("r1"), target)
print("written", made.frames, flush=True)
"""


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return cut(tmp_path_factory.mktemp("trace") / f"{CANARY}.mp4", "mismatch_repair", 60, 8)[0]


@pytest.mark.parametrize("end", ["killed while writing", "done"])
def test_nothing_is_left_of_a_clip_that_was_not_written(tmp_path, clip, end, monkeypatch):
    real = keys.create_key
    monkeypatch.setattr(keys, "create_key", lambda folder, phrase: real(folder, phrase, cost=CHEAP))
    study, out = tmp_path / "study", tmp_path / "out"
    out.mkdir()
    with Project.create(study, passphrase=PHRASE) as project:
        project.add_recording(clip)
    before = {path.relative_to(study) for path in study.rglob("*")}
    places = {name: tmp_path / name.lower() for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME")}
    for place in places.values():
        place.mkdir(mode=0o700)
    done = subprocess.run(
        [sys.executable, "-c", SITTING, str(study), str(out / "r1-blurred.mp4"), end],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **{name: str(place) for name, place in places.items()}, "QT_QPA_PLATFORM": "offscreen"},
        timeout=100,
    )
    if end == "done":
        assert done.stdout.strip() == "written 8", done.stderr
        assert [path.name for path in out.iterdir()] == ["r1-blurred.mp4"]
    else:
        assert done.stdout.strip() == "reached", done.stderr
        assert done.returncode == -signal.SIGKILL
        assert list(out.iterdir()) == []
    assert CANARY not in done.stderr
    outside = [path for place in places.values() for path in place.rglob("*") if path.is_file()]
    assert [path for path in outside if b"ftyp" in path.read_bytes() or CANARY.encode() in path.read_bytes()] == []
    # The database's own log is all that may be new in the study.
    new = {path.relative_to(study) for path in study.rglob("*")} - before
    assert {path.name for path in new} <= {"study.db-wal", "study.db-shm"}
    with Project.open(study, passphrase=PHRASE) as project:
        assert project.guard.verify().findings == ()
