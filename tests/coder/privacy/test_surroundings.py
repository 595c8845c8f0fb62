"""What a process takes from its surroundings: a list of what is allowed, and no secret that outlives the start."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coder.privacy.environment import is_allowed
from coder.study.project import Project

ROOT = Path(__file__).resolve().parents[3]

HARMFUL = {
    "QT_LOGGING_RULES": "*=true",
    "QT_DEBUG_PLUGINS": "1",
    "QSG_RHI_PROFILE": "1",
    "QT_RHI_LEAK_CHECK": "1",
    "QT_PLUGIN_PATH": "/tmp",
    "QT_QPA_PLATFORM": "vnc:port=5901",
    "QT_QPA_PLATFORM_PLUGIN_PATH": "/tmp",
    "QT_STYLE_OVERRIDE": "x",
    "QT_WAYLAND_SHELL_INTEGRATION": "x",
    "QT_XCB_DEBUG_XINPUT": "1",
    "QWIDGET_HIGHLIGHT": "1",
    "QTEST_DUMP": "1",
    "ORT_TRACE": "1",
    "ORT_LOGGING_LEVEL": "0",
    "OPENCV_TRACE": "1",
    "OPENCV_TRACE_LOCATION": "/tmp/x",
    "OPENCV_LOG_LEVEL": "DEBUG",
    "FFREPORT": "file=/tmp/x:level=48",
    "AV_LOG_FORCE_256COLOR": "1",
    "PYTHONPATH": "/tmp",
    "PYTHONSTARTUP": "/tmp/x.py",
    "PYTHONINSPECT": "1",
    "PYTHONFAULTHANDLER": "1",
    "OPENSSL_CONF": "/tmp/x",
    "SSLKEYLOGFILE": "/tmp/x",
    "MALLOC_TRACE": "/tmp/x",
    "GLIBC_TUNABLES": "x",
    "SQLITE_TMPDIR": "/tmp",
    "DBUS_SESSION_BUS_ADDRESS": "unixexec:path=/bin/sh",
    "AT_SPI_BUS_ADDRESS": "tcp:host=example.org",
    "PULSE_SERVER": "tcp:example.org",
    "ALSA_CONFIG_PATH": "/tmp/x",
    "LANG": "$(x)",
    "NEVER_HEARD_OF": "1",
    "http_proxy": "http://example.org",
}


@pytest.mark.parametrize("name", HARMFUL)
def test_what_could_write_load_or_connect_is_not_allowed(name):
    assert not is_allowed(name, HARMFUL[name])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOME", "/home/ä b"),
        ("LANG", "de_AT.UTF-8"),
        ("LC_ALL", "C"),
        ("DISPLAY", ":0"),
        ("QT_QPA_PLATFORM", "offscreen"),
        ("QT_SCALE_FACTOR", "1.5"),
        ("QT_IM_MODULE", "ibus"),
        ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1000/bus"),
        ("AT_SPI_BUS_ADDRESS", "unix:abstract=/tmp/dbus-Xy1,guid=0123456789abcdef0123456789abcdef"),
        ("QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "1"),
        ("OMP_NUM_THREADS", "2"),
    ],
)
def test_what_a_person_needs_stays(name, value):
    assert is_allowed(name, value)


PROBE = """
import os, subprocess, sys
sys.path.insert(0, sys.argv[1])
import ui.cli.parser
def look():
    print(sorted(os.environ))
    print(open("/proc/self/environ", "rb").read().count(b"seven small stones") if sys.argv[2] == "1" else 0)
    child = [sys.executable, "-c", "import os; print('child', sorted(os.environ))"]
    print(subprocess.run(child, capture_output=True, text=True).stdout)
    from coder.privacy.environment import secret
    print(secret("DYADMIRROR_PASSPHRASE"), oct(os.umask(0)))
    return 0
ui.cli.parser.main = look
from coder.privacy import network_seal
network_seal.seal = lambda: None
import ui.__main__
ui.__main__.seal = lambda: None
sys.exit(ui.__main__.main())
"""


def test_a_secret_is_gone_from_the_environment_at_once_and_so_is_what_is_not_allowed():
    given = {"DYADMIRROR_PASSPHRASE": "seven small stones", "PATH": os.environ["PATH"], "HOME": "/tmp", **HARMFUL}
    for name in ("PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONPATH", "OPENSSL_CONF", "GLIBC_TUNABLES"):
        del given[name]  # the interpreter itself would stumble over these
    linux = sys.platform.startswith("linux")
    command = [sys.executable, "-c", PROBE, str(ROOT), "1" if linux else "0"]
    done = subprocess.run(command, env=given, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    kept, shown, child, _, secret = done.stdout.splitlines()
    allowed = {"PATH", "HOME", "LC_CTYPE", "QT_LOGGING_RULES"} | ({"DBUS_SESSION_BUS_ADDRESS"} if linux else set())
    assert set(eval(kept)) <= allowed
    assert shown == "0"
    assert "PASSPHRASE" not in child
    assert "NEVER" not in child
    assert secret == ("seven small stones 0o77" if os.name != "nt" else secret)


LOGGED = """
import sys
from coder.privacy.environment import settle_in
if sys.argv[1] == "settled":
    settle_in()
from PySide6.QtCore import QCoreApplication, QLoggingCategory
app = QCoreApplication([])
print([QLoggingCategory(name).isDebugEnabled() for name in ("qt.qpa.keymapper", "qt.gui.shortcutmap", "driver.usb")])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere settings lie elsewhere")
def test_no_file_of_rules_makes_qt_tell_which_keys_are_pressed(tmp_path):
    """Rules in a person's settings are read by Qt itself; what it says would end in the desktop's own log."""
    rules = tmp_path / "QtProject" / "qtlogging.ini"
    rules.parent.mkdir()
    rules.write_text("[Rules]\n*=true\nqt.gui.shortcutmap.debug=true\n")
    given = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    for settled, told in (("settled", False), ("not", True)):
        command = [sys.executable, "-c", LOGGED, settled]
        done = subprocess.run(command, env=given, capture_output=True, text=True, cwd=ROOT, timeout=60)
        assert done.stdout.splitlines()[-1:] == [str([told] * 3)], done.stderr[-300:]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
def test_what_a_study_is_made_of_is_its_owner_s_alone(tmp_path):
    before = os.umask(0o022)
    try:
        folder = tmp_path / "study"
        with Project.create(folder, passphrase=None) as project:
            project.guard.put_off_purpose()
            modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
    finally:
        os.umask(before)
    assert {oct(mode) for path, mode in modes.items() if path.is_dir()} == {"0o700"}
    assert {oct(mode) for path, mode in modes.items() if path.is_file()} == {"0o600"}
    assert (folder / "study.db-wal") in modes


@pytest.mark.skipif(os.name == "nt", reason="no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_demo_that_is_told_to_end_leaves_nothing(tmp_path, number):
    places = {name: tmp_path / name for name in ("TMPDIR", "HOME")}
    for place in places.values():
        place.mkdir()
    environment = {**os.environ, **{name: str(place) for name, place in places.items()}}
    process = subprocess.Popen(
        [sys.executable, "-m", "ui", "demo", "--no-window"],
        env=environment,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:  # it says so when the study is about to be made
        if "Analysing" in line:
            break
    until = time.monotonic() + 30
    while not list(places["TMPDIR"].iterdir()) and time.monotonic() < until:
        assert process.poll() is None
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert list(places["TMPDIR"].iterdir()) == []
