"""A note to oneself: a calm place for what one notices in oneself before coding a hard stretch. Nobody else sees it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coder.study.edits.private_notes import PrivateNote
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

ASK = tr("What do I notice in myself?")
_WORDS = tr(
    "Watching a child who cries or waits moves whoever watches. If it helps, put a word here before you code on: "
    "breath, shoulders, a memory, the wish to look away. Nothing has to be written."
)
_WHOSE = tr("Only {coder} is shown this, here. It is in no export, no report and no figure.")


class PrivateNoteDialog(QDialog):
    """Signals: ``kept(str)`` with the words, ``removed(str)`` with a note's id."""

    kept = Signal(str)
    removed = Signal(str)

    def __init__(self, coder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(ASK)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(ASK)
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._enable)
        self.earlier = QListWidget()
        self.earlier.setAccessibleName(tr("your earlier notes in this recording"))
        self.earlier.setWordWrap(True)
        self.earlier.currentRowChanged.connect(self._enable)
        self.keep = QPushButton(tr("Keep it"))
        self.keep.setDefault(True)
        self.keep.clicked.connect(self._keep)
        self.take_out = QPushButton(tr("Take out"))
        self.take_out.clicked.connect(self._remove)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.take_out)
        row.addStretch(1)
        row.addWidget(self.keep)
        row.addWidget(close)
        column = QVBoxLayout(self)
        for words in (_WORDS, _WHOSE.format(coder=coder)):
            column.addWidget(QLabel(words, wordWrap=True))
        column.addWidget(self.text, 2)
        column.addWidget(self.earlier, 1)
        column.addLayout(row)
        letters = self.fontMetrics()
        self.setMinimumSize(64 * letters.averageCharWidth(), 18 * letters.height())
        self.show_notes(())

    def show_notes(self, notes: Sequence[PrivateNote]) -> None:
        """Show one's own earlier notes."""
        self.earlier.clear()
        for note in notes:
            item = QListWidgetItem(tr("at {time}: {note}", time=format_us(note.at_us), note=note.text))
            item.setData(Qt.ItemDataRole.UserRole, note.id)
            self.earlier.addItem(item)
        self.earlier.setVisible(bool(notes))
        self.take_out.setVisible(bool(notes))
        self._enable()

    def _keep(self) -> None:
        self.kept.emit(self.text.toPlainText())
        self.text.clear()

    def _remove(self) -> None:
        self.removed.emit(str(self.earlier.currentItem().data(Qt.ItemDataRole.UserRole)))

    def _enable(self) -> None:
        self.keep.setEnabled(bool(self.text.toPlainText().strip()))
        self.take_out.setEnabled(self.earlier.currentItem() is not None)
