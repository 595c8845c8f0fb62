"""Leads through the first steps, and sees by itself which of them are done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coder.vocabulary.language import tr
from ui.first_steps.steps import STEPS, StepsDone
from ui.first_steps.steps_bar import StepsBar
from ui.window.window_control import WindowControl

if TYPE_CHECKING:
    from ui.window.actions import ActionSet


class FirstStepsControl(WindowControl):
    """Nothing of it is kept anywhere: whoever asks for it begins with the first step that is not done yet.

    Signals: ``changed()`` when the bar is opened or closed.
    """

    changed = Signal()

    def __init__(
        self,
        bar: StepsBar,
        standing: Callable[[], StepsDone],
        actions: Callable[[], ActionSet],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bar, self._standing, self._actions = bar, standing, actions
        self._step: int | None = None
        bar.back_asked.connect(lambda: self._go(-1))
        bar.on_asked.connect(lambda: self._go(1))
        bar.closed.connect(self.toggle)

    @property
    def on(self) -> bool:
        """Whether the bar is open."""
        return self._step is not None

    def toggle(self) -> None:
        """Open the bar at the first step that is not done, or close it."""
        if self.on:
            self._step = None
            self._bar.hide()
        else:
            now = self._standing()
            self._show(next((n for n, step in enumerate(STEPS) if not step.done(now)), len(STEPS) - 1))
        self.changed.emit()

    def look(self, *, hidden: bool) -> None:
        """See again how far somebody is; ``hidden`` while the window is for the family."""
        self._bar.setVisible(self.on and not hidden)
        if self._step is not None:
            step, now = STEPS[self._step], self._standing()
            done, waiting = step.done(now), bool(step.meanwhile) and now.state is not None
            words = step.afterwards if done else step.meanwhile if waiting else step.words
            self._bar.say(words, done=done, waiting=waiting)

    def _go(self, by: int) -> None:
        if self._step is not None:
            self._show(min(max(self._step + by, 0), len(STEPS) - 1))

    def _show(self, number: int) -> None:
        self._step = number
        entries = [self._actions().qt[name] for name in STEPS[number].actions]
        last = number == len(STEPS) - 1
        where = tr("First steps, {number} of {all}", number=number + 1, all=len(STEPS))
        self._bar.show_step(where, entries, first=number == 0, last=last)
        self.look(hidden=False)
