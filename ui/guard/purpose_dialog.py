"""What a study is for: the four purposes in words, and a line in which any other wish gets its answer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from coder.study.guard import Guarded
from coder.vocabulary.language import tr
from ui.widgets.date_line import DayLine
from ui.widgets.purpose_picker import UNTIL_WORDS, PurposePicker, make_room

_WORDS = tr(
    "People agree to one purpose, and are not taken into another: once somebody's agreement is recorded, it stays. "
    "After the date every recording is locked, and waits to be erased."
)


class PurposeDialog(QDialog):
    """States purpose and retention date. Signals: ``chosen(Purpose | None, date | None)``; None leaves what is."""

    chosen = Signal(object, object)

    def __init__(self, guarded: Guarded, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Purpose and retention"))
        self.picker = PurposePicker(guarded.purpose)
        self.until = DayLine(UNTIL_WORDS, guarded.retention)
        self.reason = QLabel(wordWrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.keep = buttons.addButton(tr("Keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("This study is for"), self.picker)
        form.addRow(UNTIL_WORDS, self.until)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(_WORDS, wordWrap=True))
        layout.addLayout(form)
        layout.addWidget(self.reason)
        layout.addWidget(buttons)
        self.keep.setDefault(True)  # only now does it belong to this dialog
        self._had_date = guarded.retention is not None
        self.picker.changed.connect(self._check)
        self.until.textChanged.connect(lambda _: self._check())
        self.accepted.connect(lambda: self.chosen.emit(self.picker.purpose, self.until.day))
        self.setMinimumWidth(64 * self.fontMetrics().averageCharWidth())
        self._check()
        self.picker.box.setFocus()

    def _check(self) -> None:
        missing = self.picker.problem or self.until.problem
        if self._had_date and not self.until.text().strip():
            missing = tr("A date that was stated can be moved, but not taken away.")
        self.reason.setText(missing)
        self.keep.setEnabled(not missing)
        make_room(self)
