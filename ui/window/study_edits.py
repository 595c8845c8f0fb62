"""Edits that a coder makes: in whose name, how many the study has not answered yet, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Signal

from coder.exchanges.pairing import Outcome
from coder.study.edits.changes import Changes, Edit
from coder.study.edits.coding import SettleOutcome
from coder.study.edits.cuts import cuts_of
from coder.study.edits.typed_times import taken_to_frames
from coder.vocabulary.events import Origin
from coder.vocabulary.language import tr
from ui.operations.step_words import edit_words
from ui.window.session import Session
from ui.window.window_control import WindowControl


class StudyEdits(WindowControl):
    """Signals: ``answered`` when the study has said what became of an edit; ``told(str)`` for the status line.

    ``stepped(Changes)`` after an undo or a redo.
    """

    answered = Signal()
    stepped = Signal(object)

    def __init__(self, session: Session, ask_coder: Callable[[], bool]) -> None:
        super().__init__()
        self._session, self._ask_coder = session, ask_coder
        self._waiting = 0
        self._decided = False
        self._then: list[Callable[[], None]] = []
        self.newest: Edit | None = None
        """The edit that was asked for last."""
        self.was_refused = False
        """Whether what was refused last is an edit, and not something else that was asked of the study."""
        session.refused.connect(lambda _: self._refused())

    @property
    def all_answered(self) -> bool:
        """Whether the study has answered every edit, so that its word is the newest."""
        return self._waiting == 0

    def after_all(self, act: Callable[[], None]) -> None:
        """Do something once the study has answered every edit; nothing where it refuses one.

        What a key coded is in hand with the answer: a key of correcting that is pressed before would be about what was
        in hand until then, and take that out.
        """
        self._then.append(act)
        self._go_on()

    def edit(self, edit: Edit, *, done: Callable[[], None] | None = None) -> bool:
        """Make an edit in the coder's name, asking for it once, and say what was done; return whether there is one.

        ``done`` is called where it was not refused.
        """
        named = {str(getattr(edit, "event", "")), *getattr(edit, "events", ())} - {""}

        def tell(changes: Changes) -> None:
            self.tell_done(changes, named, taken_to_frames(edit, changes))
            if done is not None:
                done()

        return self.make(edit, tell)

    def make(self, edit: Edit, then: Callable[[Changes], None]) -> bool:
        """Make an edit in the coder's name and go on with what it changed; return whether there is a name."""
        if not self._session.coder and not self._ask_coder():
            return False
        self._waiting += 1
        self.newest = edit

        def answered(changes: Changes) -> None:
            self._waiting = max(self._waiting - 1, 0)
            self.answered.emit()
            then(changes)
            self._go_on()

        self._session.apply(edit, answered)
        return True

    def decide(self, edit: Edit) -> None:
        """Make one decision at a time: a key pressed twice must not decide what nobody has seen."""
        if not self.deciding:
            self._decided = self.edit(edit)

    @property
    def deciding(self) -> bool:
        """Whether the study has not said yet what became of the decision that was made last."""
        return self._decided and not self.all_answered

    def settle_outcome(self, bid: str, outcome: Outcome | None) -> None:
        """Settle what became of a bid."""
        self.edit(SettleOutcome(bid, outcome))

    def undo(self) -> None:
        """Take back the coder's newest edit, and say which."""
        self._session.undo(lambda changes: self._tell_step(tr("Took back"), changes))

    def redo(self) -> None:
        """Bring back what the coder undid last, and say what."""
        self._session.redo(lambda changes: self._tell_step(tr("Brought back"), changes))

    def tell_done(self, changes: Changes, named: Collection[str] = (), more: Sequence[str] = ()) -> None:
        """Say what was done, ``more`` of it, and what else changed by it than what was ``named``."""
        state, study = self._session.state, self._session.study
        if changes.rows and state is not None and study is not None:
            done = tr("Your last step: {edit}.", edit=edit_words(changes.label, state, study.scheme, changes))
            cuts = cuts_of(changes, study.scheme, about={*named, *changes.added})
            new = [row.after for row in changes.touched("events") if row.before is None and row.after is not None]
            if any(row["origin"] == Origin.HUMAN and row["proposal"] for row in new):
                cuts = (tr("Its edges met the proposal's where these were near"), *cuts)
            self.told.emit(" ".join((done, *(f"{sentence}." for sentence in (*more, *cuts)))))

    def expect_nothing(self) -> None:
        """Wait for no answer any more: what was asked last is answered to a locked window."""
        self._waiting = 0
        self._then.clear()

    def _refused(self) -> None:
        self.was_refused = self._waiting > 0
        self._waiting = 0  # answers come in order, and what was refused is the study's last word for now
        self._then.clear()
        self.answered.emit()

    def _go_on(self) -> None:
        while self._then and self.all_answered:
            self._then.pop(0)()

    def _tell_step(self, verb: str, changes: Changes) -> None:
        state, study = self._session.state, self._session.study
        if state is not None and study is not None:
            self.told.emit(f"{verb}: {edit_words(changes.label, state, study.scheme, changes)}.")
            self.stepped.emit(changes)
