"""Coding blind: beginning a recording so, and ending it for good. The Code menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from coder.vocabulary.language import tr
from ui.window.session import Session
from ui.window.window_control import WindowControl

_OPENING = tr(
    "From now on the proposals and what others coded are shown to you in this recording. What was seen cannot be "
    "unseen, so there is no way back; what you have coded until now stays marked as coded blind."
)


class ConductControl(WindowControl):
    """Signals: ``told(str)`` for the status line, ``changed`` when a switch was turned."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget, ask_coder: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._session, self._parent, self._ask_coder = session, parent, ask_coder

    def code_blind(self) -> None:
        """Begin the recording that is shown blind."""
        state = self._session.state
        if state is not None and (self._session.coder or self._ask_coder()):
            self._session.code_blind(state.recording.id)

    def open_blind(self) -> None:
        """Ask whether to show everything for good, then do so."""
        state = self._session.state
        if state is None:
            return
        box = QMessageBox(QMessageBox.Icon.Question, tr("End blind coding"), _OPENING, parent=self._parent)
        box.addButton(tr("Show everything"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(tr("Stay blind"), QMessageBox.ButtonRole.RejectRole))
        box.accepted.connect(lambda: self._session.open_blind(state.recording.id))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def toggle_begins_blind(self) -> None:
        """Let recordings that are begun from now on be begun blind, or as the draw has it."""
        self._session.begins_blind = not self._session.begins_blind
        words = tr("blind") if self._session.begins_blind else tr("as the study's draw has it")
        self.told.emit(tr("Recordings that you begin from now on are begun {words}.", words=words))
        self.changed.emit()
