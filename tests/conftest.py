"""Shared fixtures: where the real clips are, and nothing on the screen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real clips and files; skips where it is absent, as it is for everyone but the team."""
    folder = Path(os.environ.get("DYADMIRROR_REALDATA", ROOT.parent / "shared" / "data"))
    if not (folder / "clips").is_dir():
        pytest.skip("real clips are not on this machine (set DYADMIRROR_REALDATA)")
    return folder
