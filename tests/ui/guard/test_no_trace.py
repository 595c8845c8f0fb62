"""No trace outside the study: a canary name and a canary picture are looked for wherever a desktop keeps such things.

A real process with a home, a cache and a temp folder of its own opens a study with a passphrase, adds a clip through
Qt's own file dialog, shows it, and ends: as it should, or by ``kill -9``.
"""

import ast
import os
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QImage

from coder.media import Clip
from coder.privacy import keys
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.ui.picture_hunt import files_with

ROOT = Path(__file__).resolve().parents[3]
CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)
CANARY = "canary-family"

SITTING = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from coder.privacy.network_seal import seal
seal()
from ui.window.app import application
from ui.window.main_window import MainWindow
from ui.window.session import Session

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
(chosen, *_), _ = QFileDialog.getOpenFileNames(window, "Add a clip", clip)
assert chosen == clip, chosen
after(session.recording_changed, lambda: session.add_clip(Path(chosen)))
assert session.state is not None and session.state.recording.name == Path(clip).stem
while window.engine.frame_count == 0 or window.player._image is None:
    app.processEvents()
window.view.picture_in()
window.grab()
window.engine.play()
for frame in (3, 9, 4):
    after(window.engine.frame_shown, lambda frame=frame: window.engine.seek_frame(frame))
    window.grab()
window.guard.who_agreed()
window.view.show_shortcuts()
app.processEvents()
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
    content = clip.read_bytes()
    wanted = (CANARY.encode(), CANARY.encode("utf-16-le"), content[2_000:2_064], content[-3_000:-2_936])
    looked_at = [path for place in (*places.values(), study) for path in place.rglob("*") if path.is_file()]
    assert any(path.name == "study.db" for path in looked_at)
    assert [path for path in looked_at if CANARY in path.name] == []
    assert [path for path in looked_at if any(word in path.read_bytes() for word in wanted)] == []
    with Clip.open(clip) as opened:
        for frame in (0, 3, 4, 9):
            assert files_with(opened.frame(frame).rgb, looked_at) == []


def test_the_canary_picture_would_be_found_in_any_dress(tmp_path):
    """The yardstick: what the hunt looks for is found where it lies."""
    with Clip.open(make_clip(tmp_path / "clip.mp4", frames=5)) as clip:
        picture = clip.frame(3).rgb
    bgr = np.ascontiguousarray(picture[..., ::-1])
    rgb32 = QImage(picture.tobytes(), 160, 96, 480, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_RGB32
    )
    dresses = {
        "raw": picture.tobytes(),
        "window": bytes(rgb32.constBits()),
        "grey": cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).tobytes(),
        "png": cv2.imencode(".png", bgr)[1].tobytes(),
        "jpeg": cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 60])[1].tobytes(),
        "thumbnail": cv2.imencode(".png", cv2.resize(bgr, (64, 38), interpolation=cv2.INTER_AREA))[1].tobytes(),
        "inside": b"cache entry " * 9 + cv2.imencode(".webp", bgr)[1].tobytes(),
    }
    for name, content in dresses.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "other").write_bytes(cv2.imencode(".png", np.roll(bgr, 60, axis=1))[1].tobytes())
    paths = [tmp_path / name for name in (*dresses, "other")]
    assert files_with(picture, paths) == paths[:-1]


LOGS = {"logging", "syslog", "traceback", "faulthandler"}


def test_nothing_in_the_app_keeps_a_log():
    """What is never written cannot carry a name: no module logs, and what is printed goes to the person who asked."""
    for folder in ("coder", "models", "ui"):
        for path in (ROOT / folder).rglob("*.py"):
            if "convert" in path.parts:
                continue  # tools of developers, never imported by the app
            source = path.read_text("utf-8")
            names = {
                name
                for node in (ast.walk(ast.parse(source)) if any(name in source for name in LOGS) else ())
                for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [])
                + ([str(node.module)] if isinstance(node, ast.ImportFrom) else [])
            }
            assert not names & LOGS, path
