"""The network seal, tried by every road we know: each road is its own test, in a process of its own."""

import os
import platform
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or platform.machine() not in ("x86_64", "aarch64"),
    reason="the seal is enforced on Linux only",
)

SEAL = "import ctypes, errno, os, sys\nfrom coder.privacy.seal import seal\nseal()\n"
LIBC = "libc = ctypes.CDLL(None, use_errno=True)\n"


def sealed(code: str, *, seal_first: bool = True, **options) -> str:
    """Run code in a fresh process, behind the seal unless it puts it on itself; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", (SEAL if seal_first else "") + code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        **options,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def listener():
    """A loopback listener that counts who knocks."""
    hits = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            hits.append(peer)
            peer.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield server.getsockname()[1], hits
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


@pytest.mark.parametrize("family", [2, 10, 16, 17, 31, 38, 40, 44])
def test_no_socket_family_but_the_local_one(family):
    said = sealed(f"{LIBC}print(libc.socket({family}, 1, 0), ctypes.get_errno() == errno.EACCES)")
    assert said == "-1 True"


def test_local_sockets_still_work_for_the_screen():
    assert sealed("import socket\na, b = socket.socketpair()\na.send(b'x')\nprint(b.recv(1))") == "b'x'"


def test_a_socketpair_of_another_family_is_refused():
    assert sealed(f"{LIBC}v = (ctypes.c_int * 2)()\nprint(libc.socketpair(2, 1, 0, v), ctypes.get_errno())") == "-1 13"


@pytest.mark.parametrize("number", [425, 426, 427, 438])
def test_ways_around_a_filter_are_refused(number):
    assert sealed(f"{LIBC}print(libc.syscall({number}, 0, 0, 0, 0, 0, 0), ctypes.get_errno())") == "-1 13"


def test_ptrace_is_refused():
    number = 101 if platform.machine() == "x86_64" else 117
    assert sealed(f"{LIBC}print(libc.syscall({number}, 0, 0, 0, 0), ctypes.get_errno())") == "-1 13"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="x32 is an ABI of x86-64")
def test_the_other_abi_is_refused():
    x32_socket = 0x40000000 + 41
    assert sealed(f"{LIBC}print(libc.syscall({x32_socket}, 2, 1, 0), ctypes.get_errno())") == "-1 13"


def test_python_sockets_are_refused():
    code = "import socket\ntry:\n    socket.socket()\nexcept PermissionError as error:\n    print(error.errno)"
    assert sealed(code) == "13"


def test_a_thread_that_began_before_the_seal_is_sealed_too():
    code = (
        "import ctypes, threading\nfrom coder.privacy.seal import seal\ngo = threading.Event()\nsaid = []\n"
        "def knock():\n    go.wait()\n    said.append(ctypes.CDLL(None, use_errno=True).socket(2, 1, 0))\n"
        "thread = threading.Thread(target=knock)\nthread.start()\nseal()\ngo.set()\nthread.join()\nprint(said)"
    )
    assert sealed(code, seal_first=False) == "[-1]"


def test_a_child_process_is_sealed_too(listener):
    port, hits = listener
    code = (
        "import subprocess\n"
        f"done = subprocess.run(['bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/{port}'], capture_output=True)\n"
        "print(done.returncode != 0)"
    )
    assert sealed(code) == "True"
    assert hits == []


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:{port}/a.mp4", "rtsp://127.0.0.1:{port}/a", "tcp://127.0.0.1:{port}"]
)
def test_ffmpeg_is_refused_a_network(listener, address):
    port, hits = listener
    code = (
        f"import av\ntry:\n    av.open({address.format(port=port)!r})\nexcept OSError as error:\n    print('refused')"
    )
    assert sealed(code) == "refused"
    assert hits == []


def test_a_process_that_inherits_a_network_socket_does_not_start():
    with socket.socket() as held:
        done = subprocess.run(
            [sys.executable, "-m", "ui", "recordings", "nowhere"],
            pass_fds=(held.fileno(),),
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=60,
        )
    assert done.returncode == 2
    assert "open network socket" in done.stderr


def test_the_seal_comes_before_everything_else_is_imported():
    code = (
        "import sys\nfrom coder.privacy import seal as module\n"
        "def told():\n"
        "    print(sorted(n for n in ('numpy', 'av', 'PySide6', 'onnxruntime', 'coder.project') if n in sys.modules))\n"
        "    raise module.SealError('stop here')\n"
        "module.seal = told\nimport ui.__main__\nprint(ui.__main__.main())"
    )
    assert sealed(code, seal_first=False) == "[]\n2"


def test_core_dumps_are_off_and_the_process_is_undumpable():
    code = "import resource\nlibc = ctypes.CDLL(None)\nprint(resource.getrlimit(resource.RLIMIT_CORE), libc.prctl(3))"
    assert sealed(code) == "(0, 0) 0"


def test_models_and_qt_run_behind_the_seal():
    code = (
        "import onnxruntime, av, cv2\nfrom PySide6.QtWidgets import QApplication, QLabel\n"
        "app = QApplication([])\nlabel = QLabel('x')\nlabel.show()\napp.processEvents()\nprint('ok')"
    )
    assert sealed(code) == "ok"
