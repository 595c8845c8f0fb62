"""The network seal, tried by every road we know: each road is its own test, in a process of its own."""

import ctypes
import os
import platform
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from coder.privacy import network_seal as seal_module

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or platform.machine() not in ("x86_64", "aarch64"),
    reason="the seal is enforced on Linux only",
)

SEAL = "import ctypes, errno, os, sys\nfrom coder.privacy.network_seal import seal\nseal()\n"
_ARM = int(platform.machine() == "aarch64")
_SOCKET = (41, 198)[_ARM]
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


def test_no_socket_family_but_the_local_one():
    """Inet, netlink, packet, vsock, AF_ALG, Bluetooth, XDP and every other number up to twice what there is."""
    code = (
        f"{LIBC}got = [f for f in range(96) for kind in (1, 2, 3, 5)\n"
        "       if libc.socket(f, kind, 0) >= 0 or ctypes.get_errno() != errno.EACCES]\nprint(sorted(set(got)))"
    )
    assert sealed(code) == "[1]"


def test_local_sockets_still_work_for_the_screen():
    assert sealed("import socket\na, b = socket.socketpair()\na.send(b'x')\nprint(b.recv(1))") == "b'x'"


def test_a_socketpair_of_another_family_is_refused():
    assert sealed(f"{LIBC}v = (ctypes.c_int * 2)()\nprint(libc.socketpair(2, 1, 0, v), ctypes.get_errno())") == "-1 13"


@pytest.mark.parametrize("family", [2, 10, 16])
def test_a_family_with_bits_set_that_the_kernel_ignores_is_refused(family):
    code = f"{LIBC}print(libc.syscall({_SOCKET}, ctypes.c_long({family} | 1 << 32), 1, 0), ctypes.get_errno())"
    assert sealed(code) == "-1 13"


REFUSED = {
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "pidfd_getfd": (438, 438),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "mount": (165, 40),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
}


@pytest.mark.parametrize("name", REFUSED)
def test_ways_around_a_filter_are_refused(name):
    number = REFUSED[name][_ARM]
    assert sealed(f"{LIBC}print(libc.syscall({number}, 0, 0, 0, 0, 0, 0), ctypes.get_errno())") == "-1 13"


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_numbers_are_those_of_the_kernel_s_tables(machine):
    """The table above was written from the kernel's, apart from the one in the seal."""
    named = {**REFUSED, "ptrace": (101, 117)}
    known = seal_module._MACHINES[machine]
    place = int(machine == "aarch64")
    assert known.refused == {name: numbers[place] for name, numbers in named.items()}
    numbers = (known.socket, known.socketpair, known.seccomp, known.ioctl, known.audit_arch)
    assert numbers == ((41, 53, 317, 16, 0xC000003E), (198, 199, 277, 29, 0xC00000B7))[place]


def test_the_kernel_is_not_asked_to_resolve_a_name():
    """A key of the kind dns_resolver makes the kernel start a helper that asks a name server."""
    number = REFUSED["request_key"][_ARM]
    code = f"{LIBC}print(libc.syscall({number}, b'dns_resolver', b'example.invalid', b'', 0), ctypes.get_errno())"
    assert sealed(code) == "-1 13"


def test_a_tunnel_cannot_be_made():
    code = f"{LIBC}print(libc.ioctl(0, 0x400454CA, 0), ctypes.get_errno(), libc.ioctl(0, 0x5401, 0) < 0)"
    assert sealed(code, stdin=subprocess.DEVNULL) == "-1 13 True"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="an i386 call is an ABI of x86-64")
def test_a_call_of_the_32_bit_kind_is_refused():
    """``socket`` by ``int 0x80``: it counts differently, so a filter that looked at numbers only would let it pass."""
    code = (
        "import mmap\n"
        "code = bytes.fromhex('53' 'b867010000' 'bb02000000' 'b901000000' '31d2' 'cd80' '5b' 'c3')\n"
        "memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)\nmemory.write(code)\n"
        "call = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))\n"
        "print(ctypes.c_int(call()).value)"
    )
    assert sealed(code) == "-13"


def test_another_program_s_memory_cannot_be_opened():
    """Through it that program could be made to connect. This test's own process is such a program."""
    if not _has_landlock():
        pytest.skip("this kernel has no Landlock that could keep processes apart")
    code = "try:\n    open(f'/proc/{os.getppid()}/mem', 'r+b')\nexcept PermissionError:\n    print('refused')"
    assert sealed(code) == "refused"


def _has_landlock() -> bool:
    return ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) >= 4


def test_files_can_still_be_moved_from_folder_to_folder(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "x").write_text("x")
    assert sealed(f"os.rename({str(tmp_path / 'a' / 'x')!r}, {str(tmp_path / 'b' / 'x')!r})\nprint('moved')") == "moved"


def test_a_program_that_lies_in_memory_only_is_sealed_too(listener):
    port, hits = listener
    code = (
        "import shutil, subprocess\n"
        "fd = os.memfd_create('x', 0)\n"
        "with open(shutil.which('bash'), 'rb') as file:\n    os.write(fd, file.read())\n"
        f"words = ['bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/{port}']\n"
        "done = subprocess.run(words, executable=f'/proc/self/fd/{fd}', pass_fds=[fd], capture_output=True)\n"
        "print(done.returncode != 0)"
    )
    assert sealed(code) == "True"
    assert hits == []


def test_workers_of_every_kind_are_sealed(tmp_path):
    script = tmp_path / "workers.py"
    script.write_text(
        "import ctypes, multiprocessing, sys\n"
        "def knock():\n"
        "    sys.exit(0 if ctypes.CDLL(None).socket(2, 1, 0) < 0 else 1)\n"
        "if __name__ == '__main__':\n"
        "    from coder.privacy.network_seal import seal\n"
        "    seal()\n"
        "    said = []\n"
        "    for kind in ('fork', 'spawn', 'forkserver'):\n"
        "        worker = multiprocessing.get_context(kind).Process(target=knock)\n"
        "        worker.start()\n        worker.join()\n        said.append(worker.exitcode)\n"
        "    print(said)\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip() == "[0, 0, 0]", done.stderr


def test_qt_s_own_network_is_refused(listener):
    """The app never loads it; somebody who did would get nowhere."""
    pytest.importorskip("PySide6.QtNetwork")
    port, hits = listener
    code = (
        "from PySide6.QtNetwork import QTcpSocket\nsocket = QTcpSocket()\n"
        f"socket.connectToHost('127.0.0.1', {port})\nprint(socket.waitForConnected(2000))"
    )
    assert sealed(code) == "False"
    assert hits == []


def test_a_library_that_answers_for_the_kernel_is_not_believed():
    """As if something had patched libc: the filter is said to be on and sockets to be refused, but neither is."""
    code = (
        "import ctypes, errno\nfrom coder.privacy import network_seal as module\n"
        "module._install = lambda machine: None\n"
        "module._call = lambda function, *arguments: errno.EACCES\n"
        "try:\n    module.seal()\nexcept module.SealError as error:\n    print(error)"
    )
    assert "does not filter every thread" in sealed(code, seal_first=False)


def test_a_library_that_was_put_before_the_seal_is_told_of():
    words = "from coder.privacy.network_seal import current\nprint(current().words)"
    done = subprocess.run(
        [sys.executable, "-c", SEAL + words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "LD_PRELOAD": "libc.so.6"},
        timeout=60,
    )
    assert "LD_PRELOAD put a library into it" in done.stdout, done.stderr


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
        "import ctypes, threading\nfrom coder.privacy.network_seal import seal\ngo = threading.Event()\nsaid = []\n"
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
        "import sys\nfrom coder.privacy import network_seal as module\n"
        "def told():\n"
        "    late = ('numpy', 'av', 'PySide6', 'onnxruntime', 'coder.study.project')\n"
        "    print(sorted(n for n in late if n in sys.modules))\n"
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
