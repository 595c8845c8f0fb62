"""The power goes at every step of what changes a study, its making and its erasure too: all or nothing, each time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.coder.media.clipmaker import make_clip

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each round is a fork")
@pytest.mark.parametrize(
    ("act", "least"),
    [
        *(("new", 12), ("import", 12), ("passphrase", 6), ("erase", 25)),
        *(("annotations", 20), ("camera", 12), ("practice", 5)),
    ],
)
def test_kill_9_at_every_step_leaves_all_or_nothing(tmp_path, act, least):
    clip = make_clip(tmp_path / "clip.mp4", frames=12, gop=4)
    make_clip(tmp_path / "second.mp4", frames=6, gop=2)
    done = subprocess.run(
        [sys.executable, "-m", "tests.coder.privacy.step_killer", act, str(tmp_path / "studies"), str(clip)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=170,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= least
