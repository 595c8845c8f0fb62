"""Nothing is watched live: no camera, no microphone, no folder; nothing stays behind when the window is closed."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import run_command

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = [path for part in ("coder", "models", "ui") for path in sorted((ROOT / part).rglob("*.py"))]

LIVE = re.compile(
    r"QtMultimedia|QCamera|QMediaDevices|QAudioSource|QMediaCaptureSession|CaptureDevice|DuplexStream|VideoCapture"
    r"|v4l2|avfoundation|dshow|x11grab|gdigrab|QScreenCapture|ImageGrab"
    r"|QFileSystemWatcher|watchdog|inotify|FindFirstChangeNotification"
    r"|QSystemTrayIcon|setQuitOnLastWindowClosed|autostart|systemd|crontab|schtasks|launchd",
)
"""What watches a room or a folder, or stays when the window has gone."""


def names_in(source: str) -> set[str]:
    """Every name, attribute, import and text of a source, its docstrings and comments left out."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                found.add(name)
            case ast.ImportFrom(module=str(name)):
                found.add(name)
            case ast.Constant(value=str(text)) if " " not in text:
                found.add(text)
            case _:
                pass
    return found


def test_no_code_reaches_for_a_camera_a_microphone_or_a_folder_to_watch():
    sources = {path: source for path in PRODUCT if LIVE.search(source := path.read_text("utf-8"))}
    found = {str(path): sorted(filter(LIVE.search, names_in(source))) for path, source in sources.items()}
    assert {path: hits for path, hits in found.items() if hits} == {}


def test_the_search_finds_what_it_looks_for():
    bad = "from PySide6.QtMultimedia import QCamera\nimport miniaudio\nx = miniaudio.CaptureDevice\ny = 'v4l2'\n"
    assert {"PySide6.QtMultimedia", "QCamera", "CaptureDevice", "v4l2"} <= set(filter(LIVE.search, names_in(bad)))


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DYADMIRROR_PASSPHRASE": ""}
    return run_command(*arguments, environment=environment)


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("studies") / "study"
    assert run("new", folder).returncode == 0
    return folder


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its file system")
@pytest.mark.parametrize(
    "command",
    [
        ("add", "{study}", "{live}.mp4"),
        ("add", "{study}", "/dev/zero", "--link"),
        ("import", "{live}.eaf", "--into", "{study}"),
        ("import", "{codes}", "--into", "{study}", "--map", "{live}.json"),
        ("scheme", "{study}", "{live}.toml"),
    ],
)
def test_a_pipe_or_a_device_is_refused_and_not_waited_for(command, study, tmp_path):
    for ending in ("mp4", "eaf", "json", "toml"):
        os.mkfifo(tmp_path / f"live.{ending}")
    codes = tmp_path / "codes.csv"
    codes.write_text("onset,code\n1,smile\n")
    done = run(*(part.format(study=study, live=tmp_path / "live", codes=codes) for part in command))
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (2, "", 1)
    assert not any((study / "media").iterdir())


CLOSES = """
import sys
from PySide6.QtCore import QTimer
from pathlib import Path
from ui.window.app import run
from ui.window.main_window import MainWindow
from tests.commands import run_command

shown = MainWindow.showEvent

def close_soon(window, event):
    shown(window, event)
    QTimer.singleShot(0, window.close)

MainWindow.showEvent = close_soon
sys.exit(run(Path(sys.argv[1])))
"""


def test_when_the_window_is_closed_the_process_ends_and_leaves_no_other(study):
    window = subprocess.Popen(
        [sys.executable, "-c", CLOSES, str(study)],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        start_new_session=True,
        stderr=subprocess.DEVNULL,  # the platform without a screen prints what it cannot do
    )
    assert window.wait(timeout=120) == 0
    with pytest.raises(ProcessLookupError):  # nobody of its session is left
        os.killpg(window.pid, 0)
