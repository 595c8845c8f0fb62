"""Work that takes long, off the window's thread and the study's: with progress and a prompt stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QObject, Signal

from coder.vocabulary.errors import Cancelled, MendableError
from coder.vocabulary.language import tr
from ui.player.thread_post import ThreadPost


class Hand:
    """What a task holds while it runs: where it tells how far it is, and hears that nobody waits any more."""

    def __init__(self, emit: Callable[[object], None]) -> None:
        self._emit = emit
        self._stop = threading.Event()
        self._saying = threading.Lock()
        self._gone = False

    def tell(self, progress: object) -> None:
        """Tell how far it is, in whatever words or numbers the asker expects."""
        self.say(lambda: self._emit(progress))

    def say(self, what: Callable[[], None]) -> None:
        """Let a signal go out, unless whoever owned the work is gone: then nobody hears it."""
        with self._saying:
            if self._gone:
                return
            try:
                what()
            except RuntimeError:  # Qt's half is gone an instant before it says so
                self._gone = True
                self._stop.set()

    def step(self, progress: object) -> None:
        """Tell how far it is; raise Cancelled once nobody waits, for work that has no other way to be stopped."""
        if self._stop.is_set():
            raise Cancelled
        self.tell(progress)

    def stopped(self) -> bool:
        """Whether it shall stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask it to stop."""
        self._stop.set()

    def let_go(self) -> None:
        """Stop it, and hear nothing of it any more: the owner went, perhaps in the midst of the work."""
        self._stop.set()
        with self._saying:
            self._gone = True


class _Said(Enum):
    """What a job's thread says of it."""

    PROGRESS = auto()
    RESULT = auto()
    WHY_NOT = auto()
    STOPPED = auto()


class Job(QObject):
    """One piece of work. Its signals arrive in the window's thread; exactly one of the last three ends it.

    Parameters
    ----------
    name : str
        What stopped, should a defect stop it: "The analysis".
    task : callable
        Does the work. It is given a :class:`Hand`, and raises Cancelled when that says so.

    Signals
    -------
    progressed(object)
        What the task told.
    finished(object)
        What it returned.
    failed(str)
    cancelled()
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(self, name: str, task: Callable[[Hand], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name, self._task = name, task
        post = self._post = ThreadPost(self)
        post.came.connect(self._hear)
        self._hand = Hand(lambda progress: post.say((_Said.PROGRESS, progress)))
        self.destroyed.connect(self._hand.let_go)
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        _UNDER_WAY.difference_update([job for job in _UNDER_WAY if not job._thread.is_alive()])
        self._thread.start()
        _UNDER_WAY.add(self)

    def cancel(self) -> None:
        """Ask it to stop; ``cancelled`` follows promptly, unless it was done already."""
        self._hand.stop()

    def wait(self) -> None:
        """Return when the thread has ended."""
        self._thread.join()
        _UNDER_WAY.discard(self)

    def give_up(self) -> None:
        """Stop it, wait for its end, and let go of it: whatever it emits after this goes nowhere."""
        self.cancel()
        self.wait()
        self.deleteLater()

    def _work(self) -> None:
        try:
            result = self._task(self._hand)
        except Cancelled:
            self._say(_Said.STOPPED)
        except MendableError as error:
            self._say(_Said.WHY_NOT, str(error))
        except Exception as error:  # a defect must reach the person, not die with the thread
            self._say(
                _Said.WHY_NOT,
                tr(
                    "{name} stopped on a defect in the app ({error!r}); nothing was changed.",
                    name=self._name,
                    error=error,
                ),
            )
        else:
            self._say(_Said.RESULT, result)

    def _say(self, kind: _Said, what: object = None) -> None:
        self._hand.say(lambda: self._post.say((kind, what)))

    def _hear(self, said: tuple[_Said, Any]) -> None:
        kind, what = said
        if kind is _Said.PROGRESS:
            self.progressed.emit(what)
        elif kind is _Said.RESULT:
            self.finished.emit(what)
        elif kind is _Said.WHY_NOT:
            self.failed.emit(what)
        else:
            self.cancelled.emit()


_UNDER_WAY: set[Job] = set()
"""Jobs whose threads may not have ended, held by the window's thread until they have: a task often holds parts of a
window, and a thread that was the last to hold one would take it down while the window's thread draws it."""


class LatestJob:
    """A control's one piece of work. Asking anew gives up what is under way; an older asking's answer is nobody's."""

    def __init__(self, parent: QObject) -> None:
        self._parent = parent
        self._job: Job | None = None
        self._number = 0

    def ask(self) -> int:
        """Begin an asking; return its number, by which its answers are known."""
        self.give_up()
        return self._number

    def is_newest(self, number: int) -> bool:
        """Whether nothing was asked or given up since."""
        return number == self._number

    @property
    def running(self) -> bool:
        """Whether work is under way."""
        return self._job is not None

    def run(
        self,
        number: int,
        name: str,
        task: Callable[[Hand], object],
        *,
        finished: Callable[[Any], object],
        failed: Callable[[str], object],
        cancelled: Callable[[], object] = lambda: None,
        progressed: Callable[[Any], object] = lambda _: None,
    ) -> None:
        """Start the work of an asking. What it tells is heard only as long as that asking is the newest."""
        job = self._job = Job(name, task, self._parent)
        job.progressed.connect(lambda told: self.is_newest(number) and progressed(told))
        job.finished.connect(lambda found: self._over(number) and finished(found))
        job.failed.connect(lambda sentence: self._over(number) and failed(sentence))
        job.cancelled.connect(lambda: self._over(number) and cancelled())
        job.start()

    def cancel(self) -> None:
        """Ask what is under way to stop; ``cancelled`` follows."""
        if self._job is not None:
            self._job.cancel()

    def _over(self, number: int) -> bool:
        """Let go of work that is done; whether anybody still waits for it."""
        job = self._job
        if not self.is_newest(number) or job is None:
            return False
        self._job = None
        job.wait()
        job.deleteLater()
        return True

    def give_up(self) -> None:
        """Stop what is under way, and know none of the answers that are still to come."""
        self._number += 1
        job, self._job = self._job, None
        if job is not None:
            job.give_up()
