"""An engine on a clip whose frames say their number, and ears for its signals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from coder.media import Clip
from tests.coder.media.clipmaker import number_of
from tests.coder.media.recipes import make
from ui.player.engine import PlayerEngine


def number_in(image: QImage) -> int:
    """The number that a shown frame says."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return number_of(rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3))


class Watched:
    """An engine and everything it said."""

    def __init__(self, engine: PlayerEngine, qtbot: QtBot) -> None:
        self.engine, self.qtbot = engine, qtbot
        self.frames: list[tuple[int, int, int]] = []
        self.failures: list[str] = []
        engine.frame_shown.connect(self._saw)
        engine.failed.connect(self.failures.append)

    def _saw(self, index: int, pts_us: int, image: QImage) -> None:
        self.frames.append((index, pts_us, number_in(image)))

    @property
    def last(self) -> int:
        return self.frames[-1][0] if self.frames else -1

    def open(self, path: Path, *, indexed: bool = True) -> None:
        """Open a clip and wait for its first frame."""
        index = None
        if indexed:
            with Clip.open(path) as clip:
                index = clip.index
        with self.qtbot.waitSignals([self.engine.opened, self.engine.frame_shown], timeout=10_000):
            self.engine.open(path, index)

    def until_shown(self, n: int) -> None:
        """Wait until frame ``n`` was shown last."""
        self.qtbot.waitUntil(lambda: self.last == n, timeout=10_000)


@pytest.fixture(scope="session")
def player_clips(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("player")
    return lambda name: make(name, folder)


@pytest.fixture
def watched(qtbot: QtBot) -> Iterator[Watched]:
    engine = PlayerEngine()
    yield Watched(engine, qtbot)
    engine.shut_down()
