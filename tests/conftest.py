"""Shared fixtures: where the real clips are, and nothing on the screen."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from coder.privacy import keys
from tests.commands import let_a_guess_cost_little

# These machines are shared: how long an example takes says nothing about whether it is right.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parents[1]
IN_MEMORY = Path("/dev/shm")
ROOM_BYTES = 4 << 30
"""Far more than a run leaves, which is a quarter of a gigabyte."""


def _studies_lie_in_memory() -> None:
    """Have temporary files where nothing waits for a disk: each edit is flushed, sixty thousand times in a run.

    Whoever names a place by TMPDIR has it. What is killed loses nothing that it wrote, on a disk or here.
    """
    if "TMPDIR" in os.environ or not IN_MEMORY.is_dir() or not os.access(IN_MEMORY, os.W_OK):
        return
    runs_programs = not os.statvfs(IN_MEMORY).f_flag & os.ST_NOEXEC  # some tests install the app and start it
    if runs_programs and shutil.disk_usage(IN_MEMORY).free >= ROOM_BYTES:
        os.environ["TMPDIR"] = str(IN_MEMORY)
        tempfile.tempdir = None  # asked for anew


_studies_lie_in_memory()


def pytest_collection_finish():
    """Half a million objects of the tests themselves stay to the end: whoever looks for garbage passes them by."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real clips and files; skips where it is absent, as it is for everyone but the team."""
    folder = Path(os.environ.get("DYADMIRROR_REALDATA", ROOT.parent / "shared" / "data"))
    if not (folder / "clips").is_dir():
        pytest.skip("real clips are not on this machine (set DYADMIRROR_REALDATA)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def nobody_is_drawn_blind():
    """One test in five would be drawn to see no proposal; tests of the draw state a share of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coder.study.store.blinding_rows.DEFAULT_SHARE", 0.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def passphrases_take_no_second():
    """Keys made by tests are stretched at little cost, and what was stretched at the real cost is not stretched again.

    The real cost is a second of processor time for every study that is made or opened; test_keys holds it.
    """
    real = keys.KdfCost.__init__.__defaults__
    let_a_guess_cost_little()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "hash_secret_raw", cache(keys.hash_secret_raw))
        yield
    keys.KdfCost.__init__.__defaults__ = real
