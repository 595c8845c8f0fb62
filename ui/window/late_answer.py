"""Answers of the study to a dialog: it may have been closed before they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

T = TypeVar("T")


def while_there(asker: QObject, then: Callable[[T], object]) -> Callable[[T], None]:
    """Return what takes an answer to ``then``, and drops it once Qt has deleted who asked."""

    def take(answer: T) -> None:
        if isValid(asker):
            then(answer)

    return take
