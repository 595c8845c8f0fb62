"""The batch over a folder of clips: whole, killed half-way, started again, and without a socket."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.models.short_clips import cut

pytest.importorskip("pyarrow")
ROOT = Path(__file__).parents[1]
SNAKEMAKE = shutil.which("snakemake", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
pytestmark = pytest.mark.skipif(SNAKEMAKE is None, reason="Snakemake is an extra and not installed here")
NAMES = ("one visit.mp4", "two.mp4", "later/two.mp4", "later/it's four.mp4")


@pytest.fixture
def archive(tmp_path):
    """A folder with four short clips, two of the same name."""
    clips = tmp_path / "clips"
    (clips / "later").mkdir(parents=True)
    for n, name in enumerate(NAMES):
        cut(clips / name, "play", 40 * n, 30)
    (clips / "notes.txt").write_text("not a clip")
    (tmp_path / "dyadmirror").write_text(f'#!/bin/sh\ncd "{ROOT}" || exit 1\nexec "{sys.executable}" -m ui "$@"\n')
    (tmp_path / "dyadmirror").chmod(0o755)
    return tmp_path


def command(archive):
    return [
        str(SNAKEMAKE),
        "-s",
        str(ROOT / "batch" / "Snakefile"),
        "--profile",
        str(ROOT / "batch" / "profile"),
        "--cores",
        "2",
        "--config",
        f"clips={archive / 'clips'}",
        f"out={archive / 'out'}",
        f"dyadmirror={archive / 'dyadmirror'}",
        "rate=4",
    ]


def environment(archive):
    # Snakemake keeps a cache of its sources: not in the home of whoever runs the tests.
    return {**os.environ, "XDG_CACHE_HOME": str(archive / "cache"), "HOME": str(archive)}


def run(archive, *before):
    return subprocess.run(
        [*before, *command(archive)],
        cwd=archive,
        env=environment(archive),
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_batch_that_is_killed_goes_on_and_then_has_nothing_to_do(archive):
    out = archive / "out"
    with subprocess.Popen(
        command(archive),
        cwd=archive,
        env=environment(archive),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as first:
        assert first.stderr is not None
        for line in first.stderr:
            if "2 of 6 steps" in line:
                break
        os.killpg(first.pid, signal.SIGKILL)
    whole = {path: path.stat().st_mtime_ns for path in out.rglob("*.json")}
    assert len(whole) >= 2
    assert not (out / "summary.csv").exists()
    again = run(archive)
    assert again.returncode == 0, again.stderr
    done = {path: path.stat().st_mtime_ns for path in out.rglob("*.json")}
    assert len(done) == 4
    assert sum(done[path] == time for path, time in whole.items()) >= 2
    with (out / "summary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["clip"] for row in rows) == sorted(NAMES)
    assert all(float(row["clip_seconds"]) > 1 and row["clip_sha256"] for row in rows)
    last = run(archive)
    assert last.returncode == 0
    assert "Nothing to be done" in last.stderr
    assert done == {path: path.stat().st_mtime_ns for path in out.rglob("*.json")}
    assert not list(out.rglob(".*"))


def test_one_clip_that_cannot_be_read_does_not_stop_the_others(archive):
    (archive / "clips" / "two.mp4").write_bytes(b"no clip at all")
    done = run(archive)
    assert done.returncode != 0
    assert {path.name for path in (archive / "out").rglob("*.json")} == {
        "one visit.mp4.json",
        "two.mp4.json",
        "it's four.mp4.json",
    }
    assert not (archive / "out" / "two.mp4.json").exists()
    assert "two.mp4 " in (archive / "out" / "logs" / "two.mp4.log").read_text("utf-8")
    assert json.loads((archive / "out" / "one visit.mp4.json").read_text("utf-8"))["frames"] > 0


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed here")
def test_neither_the_batch_nor_its_jobs_open_a_socket(archive):
    for name in NAMES[1:]:
        (archive / "clips" / name).unlink()
    trace = archive / "trace"
    sealed = [sys.executable, str(ROOT / "batch" / "sealed.py"), *command(archive)[1:]]
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=%network", "-o", str(trace), *sealed],
        cwd=archive,
        env={**environment(archive), "PYTHONPATH": str(ROOT), "PATH": f"{Path(str(SNAKEMAKE)).parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    if "ptrace" in done.stderr and done.returncode != 0:
        pytest.skip("this machine does not let strace trace")
    assert done.returncode == 0, done.stderr
    assert (archive / "out" / "summary.csv").exists()
    asked = [line for line in trace.read_text().splitlines() if re.search(r"socket\(AF_(?!UNIX)", line)]
    assert asked
    assert all(line.endswith("EACCES (Permission denied)") for line in asked)
