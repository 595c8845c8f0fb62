"""Working through a pass in the window: event by event, its keys, its speed; what is missing is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from coder.study.coding_passes import Pass, PassProgress
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from ui.coding.editing_control import EventInHand
from ui.coding.hand_coding_control import HandCodingControl
from ui.coding.pass_dialog import PassDialog
from ui.coding.passes_dialog import PassesDialog
from ui.operations.pass_progress import progress_of_all
from ui.player.engine import PlayerEngine
from ui.window.session import Session, StudyInfo
from ui.window.window_control import WindowControl


class PassesControl(WindowControl):
    """Signals: ``told(str)`` for the status line."""

    def __init__(
        self,
        session: Session,
        in_hand: EventInHand,
        coding: HandCodingControl,
        engine: PlayerEngine,
        parent: QWidget,
        ask_coder: Callable[[], bool],
    ) -> None:
        super().__init__(parent)
        self._session, self._in_hand, self._coding, self._engine = session, in_hand, coding, engine
        self._parent, self._ask_coder = parent, ask_coder
        session.study_changed.connect(self._study_changed)
        session.coder_leaving.connect(self._end_quietly)
        self._folder: Path | None = None

    @property
    def current(self) -> Pass | None:
        """The pass that is being worked through."""
        return self._coding.current_pass

    def choose(self) -> None:
        """Show the passes with how far everybody is, to work through one, define one or forget one."""
        state = self._session.state
        if state is None or not (self._session.coder or self._ask_coder()):
            return
        coder = self._session.coder
        self._session.call(
            lambda p: (p.passes.all, progress_of_all(p, shown_to=coder)), lambda found: self._show(*found)
        )

    def define(self) -> None:
        """Ask for a new pass."""
        state, study = self._session.state, self._session.study
        if state is None or study is None:
            return
        layers = sorted(state.events.coders.keys() - {self._session.coder})
        dialog = PassDialog(study.scheme, layers, "", self._parent)

        def keep(new: Pass) -> None:
            def defined(_: object) -> None:
                dialog.end()
                self.begin(new)

            self._session.call(lambda p: p.passes.define(new), defined)

        dialog.defined.connect(keep)
        dialog.open()

    def begin(self, one: Pass) -> None:
        """Work through a pass from where one was, at its speed, with its keys."""
        self._work(one)
        self._step(from_mark=True)

    def take_up(self, name: str) -> None:
        """Work on through a pass where the clip is, as its coder did when they left; a pass that is gone is left."""

        def go_on(found: Sequence[Pass]) -> None:
            one = next((one for one in found if one.name == name), None)
            if one is not None:
                self._work(one)
                self.told.emit(tr("The pass “{name}” goes on where you were.", name=name))

        self._session.call(lambda p: p.passes.all, go_on)

    def next(self) -> None:
        """Go to the next event of the pass, and keep how far one is."""
        if self.current is None:
            self.choose()
        else:
            self._step(from_mark=False)

    def leave(self) -> None:
        """Leave the pass where one is, to go on from there another time."""
        if self.current is None:
            self.told.emit(tr("No pass is being worked through."))
        else:
            name = self.current.name
            self.end()
            self.told.emit(tr("The pass “{name}” is left for now; it goes on from here.", name=name))

    def done(self) -> None:
        """Say that the pass is done in this recording."""
        state = self._session.state
        if self.current is not None and state is not None:
            name, recording, coder = self.current.name, state.recording, self._session.coder
            self._session.call(
                lambda p: p.passes.mark(recording.id, coder, name, recording.duration_us, done=True), lambda _: None
            )
            self.end()
            self.told.emit(tr("The pass “{name}” is done in this recording.", name=name))

    def end(self) -> None:
        """Leave the pass: every key of the scheme codes again."""
        self._coding.limit()
        self._engine.set_speed(1.0)

    def _work(self, one: Pass) -> None:
        if not self._coding.coding:
            self._coding.toggle_code_mode()
        self._coding.limit(one)
        self._engine.set_speed(one.speed)

    def _end_quietly(self) -> None:
        """A pass is one coder's in one study."""
        if self.current is not None:
            self.end()

    def _study_changed(self, info: StudyInfo | None) -> None:
        folder = info.folder if info is not None else None
        if folder != self._folder:
            self._folder = folder
            self._end_quietly()

    def _step(self, *, from_mark: bool) -> None:
        state, one = self._session.state, self.current
        if state is None or one is None:
            return
        recording, coder, events = state.recording.id, self._session.coder, state.events
        held = next((event for event in events if event.id == self._in_hand.selected_event), None)

        def go(found: tuple[Sequence[Event], Sequence[Event]]) -> None:
            about, left = found
            wanted = left if from_mark or held is None else [e for e in about if one.place(e) > one.place(held)]
            if not wanted:
                self.told.emit(
                    tr("No further event is left in “{one}”; Ctrl+Shift+Down says that it is done.", one=one.name)
                )
                return
            event = wanted[0]
            self._in_hand.item_selected(event.id)
            if event.coder == coder:
                self._coding.describe(event)
            self._session.call(
                lambda p: p.passes.mark(recording, coder, one.name, event.onset_us, at=event), lambda _: None
            )
            self.told.emit(
                tr("“{one}”: {number} of {number_2} ahead.", one=one.name, number=len(wanted), number_2=len(about))
            )

        self._session.call(
            lambda p: (p.passes.events(one.name, events, coder), p.passes.left(one.name, recording, coder, events)), go
        )

    def _show(self, passes: Sequence[Pass], progress: Sequence[PassProgress]) -> None:
        study = self._session.study
        if study is None:
            return
        dialog = PassesDialog(passes, progress, study.scheme, self._parent)
        dialog.chosen.connect(self.begin)
        dialog.new_asked.connect(self.define)
        dialog.forgotten.connect(lambda name: self._session.call(lambda p: p.passes.forget(name), lambda _: None))
        dialog.open()
