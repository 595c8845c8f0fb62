"""Who is coding, asked as a study is opened in which somebody has worked: before that nothing coded is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from ui.widgets.choice_box import ChoiceBox

_WORDS = tr(
    "Who is coding? Your name or pseudonym is kept with every decision. Until it is said, nothing is shown that "
    "anybody coded here."
)


class CoderNameDialog(QDialog):
    """Signals: ``named(str)``. One who has worked here alone stands there already; a new name is written over it."""

    named = Signal(str)

    def __init__(self, coders: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Who is coding"))
        self.name = ChoiceBox()
        self.name.setEditable(True)
        self.name.setAccessibleName(tr("your name or pseudonym"))
        self.name.addItems(list(coders))
        self.name.setEditText(coders[0] if len(coders) == 1 else "")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self._answer)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(_WORDS, wordWrap=True))
        column.addWidget(self.name)
        column.addWidget(buttons)
        self.name.editTextChanged.connect(self._check)
        self._check(self.name.currentText())
        self._ok.setDefault(True)
        if (line := self.name.lineEdit()) is not None:
            line.selectAll()
            line.returnPressed.connect(self._answer)  # a name that nobody has written over does not pass Enter on
        self.name.setFocus()
        self.setMinimumWidth(56 * self.fontMetrics().averageCharWidth())

    def _check(self, text: str) -> None:
        self._ok.setEnabled(bool(text.strip()))

    def _answer(self) -> None:
        if self.isVisible() and self._ok.isEnabled():
            self.accept()
            self.named.emit(self.name.currentText().strip())
