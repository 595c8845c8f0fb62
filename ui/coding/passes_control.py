"""Working through a pass in the window: event by event, its keys, its speed; what is missing is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QWidget

from coder.study.passes import Pass, PassProgress
from coder.vocabulary.events import Event
from ui.player.engine import PlayerEngine
from ui.window.actions import KeyMode
from ui.window.session import Session


class CodingInHand(Protocol):
    """What has the codes and the event in hand while one works through a pass."""

    mode: KeyMode
    only_codes: frozenset[str]

    def toggle_code_mode(self) -> None:
        """Go to coding by hand, or back."""

    def item_selected(self, item: str) -> None:
        """Take an event in hand."""

    def describe(self, event: Event) -> None:
        """Ask what is not yet said of an event."""


class PassesControl(QObject):
    """Signals: ``told(str)`` for the status line."""

    told = Signal(str)

    def __init__(
        self,
        session: Session,
        review: CodingInHand,
        engine: PlayerEngine,
        parent: QWidget,
        ask_coder: Callable[[], bool],
    ) -> None:
        super().__init__(parent)
        self._session, self._review, self._engine = session, review, engine
        self._parent, self._ask_coder = parent, ask_coder
        self.current: Pass | None = None

    def choose(self) -> None:
        """Ask which pass to work through, each with how far one is."""
        state = self._session.state
        if state is None or not (self._session.coder or self._ask_coder()):
            return
        recording, coder, events = state.recording.id, self._session.coder, state.events

        def ask(found: tuple[Sequence[Pass], Sequence[PassProgress]]) -> None:
            listed = {_words(one, far): one for one, far in zip(*found, strict=True)}
            dialog = QInputDialog(self._parent)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.setWindowTitle("Work through a pass")
            dialog.setLabelText("Ctrl+Down goes to its next event; Ctrl+Shift+Down says that it is done.")
            dialog.setComboBoxItems(list(listed))
            dialog.textValueSelected.connect(lambda words: self.begin(listed[words]))
            dialog.open()

        self._session.call(lambda p: (p.passes.all, p.passes.progress(recording, coder, events)), ask)

    def begin(self, one: Pass) -> None:
        """Work through a pass from where one was, at its speed, with its keys."""
        self.current = one
        if self._review.mode is not KeyMode.CODE:
            self._review.toggle_code_mode()
        self._review.only_codes = frozenset(one.codes)
        self._engine.set_speed(one.speed)
        self._step(from_mark=True)

    def next(self) -> None:
        """Go to the next event of the pass, and keep how far one is."""
        if self.current is None:
            self.choose()
        else:
            self._step(from_mark=False)

    def done(self) -> None:
        """Say that the pass is done in this recording."""
        state = self._session.state
        if self.current is not None and state is not None:
            name, recording, coder = self.current.name, state.recording, self._session.coder
            self._session.call(
                lambda p: p.passes.mark(recording.id, coder, name, recording.duration_us, done=True), lambda _: None
            )
            self.end()
            self.told.emit(f"The pass “{name}” is done in this recording.")

    def end(self) -> None:
        """Leave the pass: every key of the scheme codes again."""
        self.current = None
        self._review.only_codes = frozenset()
        self._engine.set_speed(1.0)

    def _step(self, *, from_mark: bool) -> None:
        state, one = self._session.state, self.current
        if state is None or one is None:
            return
        recording, coder, events, here = state.recording.id, self._session.coder, state.events, self._engine.pts_us

        def go(found: tuple[Sequence[Event], Sequence[PassProgress]]) -> None:
            about, how_far = found
            mark = next((far.reached_us for far in how_far if far.name == one.name), 0)
            wanted = [e for e in about if (e.onset_us >= mark if from_mark else e.onset_us > here)]
            if not wanted:
                self._engine.seek_time(mark if from_mark else here)
                self.told.emit(f"No further event is left in “{one.name}”; Ctrl+Shift+Down says that it is done.")
                return
            self._review.item_selected(wanted[0].id)
            self._review.describe(wanted[0])
            if wanted[0].onset_us != mark:
                at = wanted[0].onset_us
                self._session.call(lambda p: p.passes.mark(recording, coder, one.name, at), lambda _: None)
            self.told.emit(f"“{one.name}”: {len(wanted)} of {len(about)} ahead.")

        self._session.call(
            lambda p: (p.passes.events(one.name, events, coder), p.passes.progress(recording, coder, events)), go
        )


def _words(one: Pass, far: PassProgress) -> str:
    state = "done" if far.done_at is not None else f"{far.ahead} of {far.events} ahead"
    return f"{one.name} ({state})"
