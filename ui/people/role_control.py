"""Who a person is, said by a human; what becomes of events that were accepted of them is asked first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from coder.study.edits.changes import Edit
from coder.study.edits.coding import SetRole
from coder.study.edits.role_changes import Fate, RoleAsksError
from coder.study.project import Project
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr
from ui.window.session import Session
from ui.window.window_control import WindowControl


class RoleControl(WindowControl):
    """Settles who is who among the people of the recording that is shown."""

    def __init__(
        self, session: Session, edit: Callable[[Edit], bool], parent: QWidget, ask_coder: Callable[[], bool]
    ) -> None:
        super().__init__(parent)
        self._session, self._edit, self._parent, self._ask_coder = session, edit, parent, ask_coder

    def choose(self, letter: str, role: str | None) -> None:
        """Settle who a person is."""
        state = self._session.state
        if state is None or (not self._session.coder and not self._ask_coder()):
            return
        edit, coder = SetRole(state.recording.id, letter, role), self._session.coder

        def asks(project: Project) -> RoleAsksError | None:
            try:
                project.preview(edit, coder=coder)
            except RoleAsksError as question:
                return question
            except MendableError:
                return None  # the edit says it again, in its own sentence
            return None

        def go_on(question: RoleAsksError | None) -> None:
            if question is None:
                self._edit(edit)
            else:
                ask_fate(self._parent, question, lambda fate: self._edit(replace(edit, fate=fate)))

        self._session.call(asks, go_on)


def ask_fate(parent: QWidget, asked: RoleAsksError, then: Callable[[Fate], object]) -> QMessageBox:
    """Ask what becomes of accepted events; ``then`` is given the answer, and nothing happens where there is none."""
    cancel = QMessageBox.StandardButton.Cancel
    box = QMessageBox(QMessageBox.Icon.Question, tr("Who is who"), asked.plain, cancel, parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for fate in Fate:
        words = fate.words(asked.count)
        button = box.addButton(f"{words[0].upper()}{words[1:]}", QMessageBox.ButtonRole.AcceptRole)
        button.setObjectName(fate.value)
        button.clicked.connect(lambda _=False, chosen=fate: then(chosen))
    box.open()
    return box
