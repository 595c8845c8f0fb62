"""ProgressBar: how far something is, with the percent written as it is everywhere."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget


class ProgressBar(QProgressBar):
    """A bar from 0 to ``most``; ``most`` 0 where it cannot be said how far."""

    def __init__(self, name: str, *, most: int = 1000, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setRange(0, most)
        self.setFormat("%p %")
