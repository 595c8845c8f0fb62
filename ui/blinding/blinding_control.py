"""Coding blind: beginning a recording so or in view of others' work, ending it for good, and the study's own rule."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from coder.study.state import RecordingState
from coder.vocabulary.coding_condition import Conduct, Why
from coder.vocabulary.language import tr
from ui.blinding.beginning_dialog import BeginningDialog
from ui.blinding.share_dialog import ShareDialog
from ui.window.session import Session, ShownRecording
from ui.window.window_control import WindowControl

_OPENING = tr(
    "From now on the proposals and what others coded are shown to you in this recording. What was seen cannot be "
    "unseen, so there is no way back; what you have coded until now stays marked as coded blind."
)

DRAWN = tr("Drawn to be coded blind: nothing of models or others is shown. Code ▸ End blind coding ends it.")


class ConductControl(WindowControl):
    """Signals: ``told(str)`` for the status line, ``changed`` when a switch was turned."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget, ask_coder: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._session, self._parent, self._ask_coder = session, parent, ask_coder
        self._dialog: BeginningDialog | None = None
        self._told: set[Conduct] = set()
        """What was drawn and has been said in this sitting: who did not choose it hears of it once."""
        session.recording_changed.connect(self._shown)

    def code_blind(self) -> None:
        """Begin the recording that is shown blind."""
        state = self._session.state
        if state is not None and (self._session.coder or self._ask_coder()):
            self._session.begin(state.recording.id, blind=True)

    def ask(self) -> None:
        """Ask how the recording that is shown is begun, where others have coded it."""
        state = self._session.state
        if state is not None and state.asks and self._dialog is None:
            self._ask(state)

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
        self._session.begins_blind = None if self._session.begins_blind else True
        words = tr("blind") if self._session.begins_blind else tr("as you say, or as the study's draw has it")
        self.told.emit(tr("Recordings that you begin from now on are begun {words}.", words=words))
        self.changed.emit()

    def state_share(self) -> None:
        """Ask who codes blind in this study, and keep it there."""
        self._session.call(lambda project: project.blinding.share, self._ask_share)

    def _ask_share(self, share: float) -> None:
        dialog = ShareDialog(share, self._parent)
        dialog.chosen.connect(self._keep_share)
        dialog.open()

    def _keep_share(self, share: float) -> None:
        told = tr(
            "Whoever begins a recording from now on begins it blind with a share of {share:.0f} %.", share=100 * share
        )
        self._session.call(lambda project: project.blinding.state_share(share), lambda _: self.told.emit(told))

    def _shown(self, shown: ShownRecording | None) -> None:
        if self._dialog is not None:
            self._dialog.reject()
        if shown is not None and shown.state.asks and not self._session.for_family:
            self._ask(shown.state)

    def say_drawn(self, state: RecordingState | None) -> None:
        """Say it, once, to whoever codes blind what is shown without having chosen so; never before a family.

        A first code, a camera that is placed, or any other edit is a draw as well as the showing is.
        """
        conduct = state.conduct if state is not None and not self._session.for_family else None
        if conduct is not None and conduct.blind and conduct.why is Why.DRAWN and conduct not in self._told:
            self._told.add(conduct)
            self.told.emit(DRAWN)

    def _ask(self, state: RecordingState) -> None:
        recording = state.recording.id

        def begin(blind: bool, always: bool) -> None:
            self._session.begin(recording, blind=blind, always=always)

        dialog = self._dialog = BeginningDialog(state.recording.name, self._parent)
        dialog.chosen.connect(begin)
        dialog.finished.connect(self._asked)
        dialog.open()

    def _asked(self) -> None:
        self._dialog = None
