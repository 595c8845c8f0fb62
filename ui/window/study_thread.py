"""The one thread that owns a study: what is asked of it is done in order, and answered in the window's thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr
from ui.player.thread_post import ThreadPost


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked of the study and has no answer yet.

    It is kept in the window's thread: what is asked and told often holds a dialog, and a thread that was the last to
    hold one would take it down while the window's thread draws it.
    """

    work: Callable[[], Any]
    then: Callable[[Any], None]
    busy: str
    sitting: int | None
    shown_once: bool


class StudyThread(QObject):
    """Does one thing after the other, and never makes the window wait.

    Signals
    -------
    refused(str)
        Something could not be done; one sentence that says what to do.
    busy_changed(str)
        What takes a while now, in words; "" when it is over.
    """

    refused = Signal(str)
    busy_changed = Signal(str)

    def __init__(self, parent: QObject, *, at_end: Callable[[], None]) -> None:
        super().__init__(parent)
        self._at_end = at_end
        self._sitting = 0  # answers to what was asked before a lock must not show anything after it
        self._waiting: list[_Question] = []
        self._tasks: queue.SimpleQueue[Callable[[], Any] | None] = queue.SimpleQueue()
        self._post = ThreadPost(self)
        self._post.came.connect(self._deliver)
        self._thread = threading.Thread(target=self._work, name="study", daemon=True)
        self._thread.start()

    def ask(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        *,
        busy: str = "",
        shown_once: bool = False,
        even_locked: bool = False,
    ) -> None:
        """Have ``work`` done in the thread, and ``then`` given what it returned.

        ``then`` is left out where the sitting ended meanwhile, unless it is to be told ``even_locked``; ``shown_once``
        says that the answer must not be lost so.
        """
        self._waiting.append(_Question(work, then, busy, None if even_locked else self._sitting, shown_once))
        self.busy_changed.emit(self._busy_words())
        self._tasks.put(work)

    @property
    def runs(self) -> bool:
        """Whether the thread has not ended."""
        return self._thread.is_alive()

    @property
    def others_wait(self) -> bool:
        """Whether something else has been asked that waits for what is being done; true in any thread."""
        return not self._tasks.empty()

    @property
    def must_answer(self) -> bool:
        """Whether an answer is on its way that is given only once."""
        return any(question.shown_once for question in self._waiting)

    def end_sitting(self) -> None:
        """Do what was asked before, and answer it no longer."""
        self._sitting += 1

    def close(self) -> None:
        """End the thread, after everything that was asked has been done."""
        self._tasks.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (outcome := self._next_outcome()) is not None:
            self._post.say(outcome)
        self._at_end()

    def _next_outcome(self) -> tuple[bool, Any] | None:
        """Do what was asked next: whether it was done, and what it returned or why not; None where nothing is to come.

        When this has returned, the thread holds nothing of what was asked.
        """
        work = self._tasks.get()
        if work is None:
            return None
        try:
            return True, work()
        except MendableError as error:
            return False, str(error)
        except Exception as error:  # a defect must reach the person, not die with the thread
            return False, tr("Something went wrong inside the app ({error!r}); nothing was changed.", error=error)

    def _deliver(self, outcome: tuple[bool, Any]) -> None:
        done, result = outcome
        question = self._waiting.pop(0)  # answers come in the order of the questions
        if question.sitting in (None, self._sitting):
            then = question.then if done else self.refused.emit
            then(result)
        self.busy_changed.emit(self._busy_words())

    def _busy_words(self) -> str:
        return next((question.busy for question in self._waiting if question.busy), "")
