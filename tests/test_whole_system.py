"""Erasure, traces and writing over, seen from outside: every path that real runs open for writing, name or remove.

The whole path of a study is walked under strace, each command as its own process. What is changed has to be on the list
below; what is not on it fails the test, whatever library did it.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.coder.media.clipmaker import make_clip
from tests.ui.guard.test_no_trace import SITTING

ROOT = Path(__file__).resolve().parents[1]
CANARY = "waveswithaviolethandkerchief"
CALLS = (
    "open,openat,openat2,creat,truncate,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,"
    "mkdirat,rmdir,mknod,mknodat,chmod,fchmodat"
)
HALF_MADE = r"\.dyadmirror-[0-9a-f]{32}\.partial"

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def changed(trace: Path) -> set[str]:
    """Every path that was successfully opened for writing, given a name, or removed."""
    found = set()
    for line in trace.read_text("utf-8", "replace").splitlines():
        call = re.match(r"(\w+)\((.*)\) = (-?\d+)", line)
        if call is None or int(call[3]) < 0:
            continue
        name, arguments = call[1], call[2]
        if name in ("open", "openat", "openat2") and not re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", arguments):
            continue
        # -y writes what a descriptor is: AT_FDCWD</where>, "name" or 5</where>, "name".
        parts = re.findall(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"', arguments)
        for where, path in parts[1:] if name.startswith(("link", "symlink")) else parts:
            found.add(os.path.normpath(Path(where) / path.encode().decode("unicode_escape")))
    return found


def digests(folder: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


class Walk:
    """Runs commands under strace, and keeps which paths each changed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.number = folder, 0
        self.home, self.temp, self.out = (folder / name for name in ("home", "temp", "out"))
        self.study, self.bystander = folder / "study", folder / "bystander"
        for path in (self.home, self.temp, self.out, self.bystander):
            path.mkdir()

    def run(self, *arguments: object) -> set[str]:
        """Run a command."""
        return self.python("-m", "ui", *arguments)

    def python(self, *arguments: object) -> set[str]:
        """Run Python, and return what it changed."""
        self.number += 1
        traces = self.folder / f"trace{self.number}"
        traces.mkdir()
        done = subprocess.run(
            [
                *("strace", "-ff", "--seccomp-bpf", "-y", "-s", "4096"),
                *("-e", f"trace={CALLS}", "-o", str(traces / "t")),
                *(sys.executable, *map(str, arguments)),
            ],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=170,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.home),
                "TMPDIR": str(self.temp),
                "QT_QPA_PLATFORM": "offscreen",
                "XDG_RUNTIME_DIR": str(self.temp),
                "DYADMIRROR_PASSPHRASE": "seven small stones",
            },
        )
        if "ptrace" in done.stderr and done.returncode != 0:
            pytest.skip("this machine does not let strace trace")
        assert done.returncode == 0, done.stderr
        return {path for trace in traces.iterdir() for path in changed(trace)}

    def strangers(self, paths: set[str], *named: Path) -> list[str]:
        """Those of the paths that no rule allows. ``named`` are files that the command was told to write."""
        folders = "|".join({re.escape(str(path.parent)) for path in named}) or "(?!)"
        allowed = [
            re.escape(str(self.study)) + r"(/.*)?",  # the study itself
            *(re.escape(str(path)) for path in named),
            *(re.escape(f"{path.with_suffix('')}.parameters.json") for path in named),  # beside a research page
            rf"(?:{folders})(?:/{HALF_MADE})?",  # the nameless or half-made file beside what was named
            r"/dev/(null|tty)",
            # Python's own compiled modules, beside the modules: they hold nothing of a study.
            r".*/__pycache__(/[\w.-]+\.pyc(\.\d+)?)?",
        ]
        return sorted(path for path in paths if not re.fullmatch("|".join(allowed), path))


def test_nothing_is_written_or_removed_but_what_was_asked_for(tmp_path):
    walk = Walk(tmp_path)
    original = make_clip(walk.bystander / "visit.mp4", frames=30, gop=10)
    codes = walk.bystander / "codes.csv"
    codes.write_text(f"subject,group,code,onset_s,offset_s\nchild,hands,{CANARY},0.1,0.4\n")
    for name in ("keys.json", "study.db-wal", "letter.txt"):
        (walk.bystander / name).write_text("somebody's own")
    before = digests(walk.bystander)
    table, page, key = walk.out / "codes.eaf", walk.out / "page.html", walk.out / "recovery.txt"
    study = walk.study
    for command, named in (
        (("new", study, "--purpose", "research", "--recovery-file", key), (key,)),
        (("add", study, original), ()),
        (("import", codes, "--into", study, "--recording", "r1", "--coder", "kim"), ()),
        (("analyze", study, "r1"), ()),
        (("consent", study, "r1", "--who", "Kim", "--to", "coding,sharing"), ()),
        (("export", study, "--format", "eaf", "-o", table), (table,)),
        (("report", study, "--audience", "research", "-o", page), (page,)),
        (("audit", study, "--verify"), ()),
        (("consent", study, "r1", "--withdraw"), ()),
        (("erase", study, "r1"), ()),
    ):
        paths = walk.run(*command)
        assert walk.strangers(paths, *named) == [], command[0]
        assert not named or any(str(path) in paths for path in named), "the trace would not have seen it"
    assert digests(walk.bystander) == before
    assert {path.name for path in walk.out.iterdir()} == {
        table.name,
        page.name,
        f"{page.stem}.parameters.json",
        key.name,
    }
    # What was erased is in no file of the study, and was in none that nobody asked for.
    left = [path for path in (study, walk.home, walk.temp) for path in path.rglob("*") if path.is_file()]
    assert not [path for path in left if CANARY.encode() in path.read_bytes()]
    assert not list((study / "media").iterdir())
    assert not list(walk.temp.rglob("*"))


def test_a_sitting_at_the_window_writes_nothing_but_the_study(tmp_path):
    """A study is opened, a clip added through Qt's own dialog, played and shown, dialogs opened, the window closed."""
    walk = Walk(tmp_path)
    original = make_clip(walk.bystander / "visit.mp4", frames=25)
    walk.run("new", walk.study)
    before = digests(walk.bystander)
    paths = walk.python("-c", SITTING, walk.study, original, "close")
    assert walk.strangers(paths) == []
    assert f"{walk.study}/study.db" in paths, "the trace would not have seen it"
    assert digests(walk.bystander) == before
    assert not list(walk.home.rglob("*"))


def test_the_search_would_see_a_stranger(tmp_path):
    walk = Walk(tmp_path)
    trace = tmp_path / "t.1"
    trace.write_text(
        f'openat(AT_FDCWD<{tmp_path}>, "home/.cache/x", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 3<{tmp_path}/home/.cache/x>\n'
        f'openat(AT_FDCWD<{tmp_path}>, "read", O_RDONLY) = 3<{tmp_path}/read>\n'
        f'unlinkat(5<{tmp_path}/bystander>, "letter.txt", 0) = 0\n'
        f'unlink("/nowhere") = -1 ENOENT (No such file or directory)\n'
        f'rename("{tmp_path}/out/{CANARY}", "{tmp_path}/study/study.db") = 0\n'
        f'linkat(AT_FDCWD<{tmp_path}>, "/proc/self/fd/7", 5<{tmp_path}/out>, "other.eaf", AT_SYMLINK_FOLLOW) = 0\n'
    )
    assert walk.strangers(changed(trace), walk.out / "codes.eaf") == [
        f"{tmp_path}/bystander/letter.txt",
        f"{tmp_path}/home/.cache/x",
        f"{tmp_path}/out/other.eaf",
        f"{tmp_path}/out/{CANARY}",
    ]
