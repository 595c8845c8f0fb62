"""What every control of the window is: it tells a person something, and ends what it has under way when asked."""

from __future__ import annotations

from enum import Enum, auto
from typing import ClassVar

from PySide6.QtCore import QObject, Signal


class Ends(Enum):
    """When what a control has under way comes to its end."""

    WORK = auto()
    """When a recording is left: what works on it, or shows a part of it."""
    FIGURES = auto()
    """As WORK, and before other eyes (the family, a coder who is blind): what was opened or said of several coders."""
    PICTURES = auto()
    """As WORK, and when the picture must go at once: what shows or makes pictures and sound."""
    WINDOW = auto()
    """Only when the window closes."""


class WindowControl(QObject):
    """One feature's hands: the window finds all of them among its own attributes.

    Signals: ``told(str)``, a sentence for the foot of the window.
    """

    told = Signal(str)
    ENDS: ClassVar[Ends | None] = None
    """When :meth:`finish` is called; None where nothing is ever under way."""

    def finish(self) -> None:
        """End what is under way, and wait for its thread."""
