"""Clips for these tests: made once, on first use, by the recipe that bears their name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.coder.media.listening import Listener
from tests.coder.media.recipes import make


@pytest.fixture(scope="session")
def clip_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="session")
def made(clip_folder: Path) -> Callable[[str], Path]:
    """Give the clip of a recipe."""
    return lambda name: make(name, clip_folder)


@pytest.fixture
def listener() -> Iterator[Listener]:
    it = Listener()
    thread = threading.Thread(target=it.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield it
    it.server.shutdown()
    thread.join()
    it.server.server_close()
