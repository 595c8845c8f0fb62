"""The note to oneself: asked for by key, or offered, never forced, where a recording holds a hard stretch."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from coder.study.edits.private_notes import KeepPrivateNote, RemovePrivateNote, is_hard
from coder.study.state import RecordingState
from coder.vocabulary.language import tr
from ui.private_note.private_note_dialog import ASK, PrivateNoteDialog
from ui.widgets.offer_line import Offer
from ui.window.late_answer import while_there
from ui.window.session import Session

_OFFER = tr("This recording holds a stretch that may be hard to watch. There is room for a note to yourself first.")


class PrivateNoteControl(QObject):
    """``here`` is the time of the frame that is shown. ``offer`` is where the window puts the quiet line."""

    def __init__(
        self, session: Session, parent: QWidget, ask_coder: Callable[[], bool], here: Callable[[], int]
    ) -> None:
        super().__init__(parent)
        self._session, self._parent, self._ask_coder, self._here = session, parent, ask_coder, here
        self.offer = Offer(_OFFER, f"{ASK}…")
        self.offer.taken.connect(self.write)
        self._offered: set[tuple[str, str]] = set()

    def show_state(self, state: RecordingState | None) -> None:
        """Offer a note once for each recording and coder of a sitting, where something hard is in view."""
        who = (state.recording.id if state is not None else "", self._session.coder)
        if who not in self._offered:
            self.offer.hide()
        if state is None or not who[1] or who in self._offered or not is_hard(state.events):
            return
        self._offered.add(who)
        self.offer.show()

    def write(self) -> None:
        """Show the note's place, with one's own earlier notes."""
        state = self._session.state
        if state is None or not (self._session.coder or self._ask_coder()):
            return
        recording, coder, here = state.recording.id, self._session.coder, self._here()
        dialog = PrivateNoteDialog(coder, self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill = while_there(dialog, dialog.show_notes)

        def refresh(_: object = None) -> None:
            self._session.call(lambda project: project.private_notes(recording, coder=coder), fill)

        dialog.kept.connect(lambda text: self._session.apply(KeepPrivateNote(recording, here, text), refresh))
        dialog.removed.connect(lambda note: self._session.apply(RemovePrivateNote(note), refresh))
        refresh()
        dialog.open()
