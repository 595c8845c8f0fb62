"""PurposePicker: the four purposes in words, and a line in which any other wish gets its answer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from coder.privacy.purpose import Purpose, purpose_of
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from ui.widgets.choice_box import ChoiceBox

LATER = tr("say it later")
_OTHER = tr("another purpose…")
UNTIL_WORDS = tr("Clips can be seen until")


def make_room(dialog: QDialog) -> None:
    """Let a dialog grow with a sentence that is new in it: Qt itself would squeeze what stands above."""
    layout = dialog.layout()
    if layout is not None and dialog.isVisible():
        layout.activate()
        dialog.resize(dialog.width(), max(dialog.height(), layout.totalHeightForWidth(dialog.width())))


class PurposePicker(QWidget):
    """Signals: ``changed``."""

    changed = Signal()

    def __init__(self, stated: Purpose | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = ChoiceBox()
        self.box.setAccessibleName(tr("what the study is for"))
        if stated is None:
            self.box.addItem(LATER)
        for purpose in Purpose:
            self.box.addItem(purpose.words)
        self.box.addItem(_OTHER)
        if stated is not None:
            self.box.setCurrentText(stated.words)
        self.other = QLineEdit(placeholderText=tr("what for?"))
        self.other.setAccessibleName(tr("another purpose"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        layout.addWidget(self.other)
        self.box.currentIndexChanged.connect(lambda _: self._look())
        self.other.textChanged.connect(lambda _: self._look())
        self._look()

    @property
    def purpose(self) -> Purpose | None:
        """What was chosen; None for later."""
        if self.box.currentText() == _OTHER:
            return None if self.problem else purpose_of(self.other.text())
        return next((purpose for purpose in Purpose if purpose.words == self.box.currentText()), None)

    @property
    def problem(self) -> str:
        """Why a study is not made for what is written, in a sentence; "" where nothing stands against it."""
        if self.box.currentText() != _OTHER:
            return ""
        if not self.other.text().strip():
            return tr("Say what for, or choose one of the purposes.")
        try:
            purpose_of(self.other.text())
        except StudyError as error:
            return str(error)
        return ""

    def _look(self) -> None:
        self.other.setVisible(self.box.currentText() == _OTHER)
        self.changed.emit()
