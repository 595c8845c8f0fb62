"""The example of the code in hand: of the row in the list of codes, or of the event that is selected."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from coder.study.examples import CodeExample
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Code, role_of
from ui.coding.coding_panel import CodingPanel
from ui.coding.editing_control import EventInHand
from ui.coding.example_window import ExampleWindow
from ui.window.session import Session
from ui.window.window_control import Ends, WindowControl


class ExampleControl(WindowControl):
    """Signals: ``told(str)`` for the status line."""

    ENDS = Ends.WORK

    def __init__(self, session: Session, in_hand: EventInHand, panel: CodingPanel, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._in_hand, self._panel, self._parent = session, in_hand, panel, parent
        self.window: ExampleWindow | None = None
        session.study_changed.connect(lambda info: self.finish() if info is None else None)
        session.recording_changed.connect(lambda _: self.finish() if session.for_family else None)

    def show(self) -> None:
        """Show what the code in hand means, with its example."""
        code = self._code
        if code is None:
            self.told.emit(
                tr("Choose a code in the list of codes, or an event; its description and example are shown then.")
            )
            return
        self._session.call(
            lambda project: project.examples.of(f"{code.role}/{code.id}"), lambda found: self._open(code, found)
        )

    def finish(self) -> None:
        """Close it."""
        window, self.window = self.window, None
        if window is not None:
            window.close()

    @property
    def _code(self) -> Code | None:
        """The code of the row that is current where the list of codes is in view; else that of the event in hand."""
        study, state = self._session.study, self._session.state
        if study is None or state is None:
            return None
        wanted = self._panel.board.current_key if self._panel.isVisible() else None
        event = next((one for one in state.events if one.id == self._in_hand.selected_event), None)
        if wanted is None and event is not None:
            wanted = f"{role_of(event.subject)}/{event.code}"
        return next((code for code in study.scheme.codes if f"{code.role}/{code.id}" == wanted), None)

    def _open(self, code: Code, found: CodeExample | None) -> None:
        self.finish()
        window = self.window = ExampleWindow(code, found, self._parent)
        window.destroyed.connect(lambda _=None: self._gone(window))
        window.show()

    def _gone(self, window: ExampleWindow) -> None:
        if self.window is window:
            self.window = None
