"""Carries what a thread says into the window's thread, where alone anybody else is connected."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class ThreadPost(QObject):
    """What any thread says comes out of ``came`` in the window's thread, in order, to whoever made this, once for all.

    Qt takes connections that were undone off an object at the end of one of its signals, in the thread that sent it,
    and what was connected ends there: a lambda that holds a dialog, a timer. So a thread sends no signal to which
    others connect and from which they part.

    Signals: ``came(object)``.
    """

    came = Signal(object)

    def say(self, what: object) -> None:
        """Say something; RuntimeError where the window's half has gone."""
        self.came.emit(what)
