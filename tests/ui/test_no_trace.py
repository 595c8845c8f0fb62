"""No trace outside the study: a canary name and a canary picture are looked for wherever a desktop keeps such things.

A real process with a home, a cache and a temp folder of its own opens a study with a passphrase, adds a clip through
Qt's own file dialog, shows it, and ends: as it should, or by ``kill -9``.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coder.privacy import keys
from coder.project import Project
from tests.coder.media.clipmaker import make_clip

ROOT = Path(__file__).resolve().parents[2]
CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)
CANARY = "canary-family"

SITTING = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from coder.privacy.seal import seal
seal()
from ui.app import application
from ui.main_window import MainWindow
from ui.session import Session

study, clip, end = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
app = application()
session = Session()
window = MainWindow(session)
window.show()

def after(signal_, act):
    loop = QEventLoop()
    signal_.connect(loop.quit)
    QTimer.singleShot(60_000, lambda: os._exit(9))
    act()
    loop.exec()

def answer():
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, QFileDialog):
        dialog.done(QFileDialog.DialogCode.Accepted)
    else:
        QTimer.singleShot(50, answer)

after(session.recording_changed, lambda: session.open(study, passphrase="seven small stones"))
QTimer.singleShot(50, answer)
chosen, _ = QFileDialog.getOpenFileName(window, "Add a clip", clip)
assert chosen == clip, chosen
after(session.recording_changed, lambda: session.add_clip(Path(chosen)))
assert session.state is not None and session.state.recording.name == Path(clip).stem
window.grab()
print("shown", flush=True)
if end == "kill":
    os.kill(os.getpid(), signal.SIGKILL)
window.close()
app.processEvents()
"""


@pytest.mark.parametrize("end", ["close", "kill"])
def test_no_name_and_no_picture_is_left_outside_the_study_nor_readable_in_it(tmp_path, end, monkeypatch):
    (tmp_path / CANARY).mkdir()
    clip = make_clip(tmp_path / CANARY / f"{CANARY}.mp4", frames=25)
    real = keys.create_key
    monkeypatch.setattr(keys, "create_key", lambda folder, phrase: real(folder, phrase, cost=CHEAP))
    study = tmp_path / "study"
    Project.create(study, passphrase="seven small stones").close()

    places = {name: tmp_path / name.lower() for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR")}
    for place in places.values():
        place.mkdir(mode=0o700)
    home = places["HOME"]
    kept = {name: home / folder for name, folder in (("XDG_CONFIG_HOME", ".config"), ("XDG_CACHE_HOME", ".cache"))}
    environment = {
        **os.environ,
        **{name: str(place) for name, place in {**places, **kept, "XDG_DATA_HOME": home / ".local"}.items()},
        "QT_QPA_PLATFORM": "offscreen",
    }
    done = subprocess.run(
        [sys.executable, "-c", SITTING, str(study), str(clip), end],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        timeout=180,
    )
    assert done.stdout.strip() == "shown", done.stderr
    assert done.returncode == (-signal.SIGKILL if end == "kill" else 0), done.stderr

    assert CANARY not in done.stderr
    picture = clip.read_bytes()[2_000:2_064]
    wanted = (CANARY.encode(), CANARY.encode("utf-16-le"), picture)
    looked_at = [path for place in (*places.values(), study) for path in place.rglob("*") if path.is_file()]
    assert any(path.name == "study.db" for path in looked_at)
    assert [path for path in looked_at if CANARY in path.name] == []
    assert [path for path in looked_at if any(word in path.read_bytes() for word in wanted)] == []
