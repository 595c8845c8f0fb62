"""Several clips at once: a recording each, or the parts of one recording, in an order that can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coder.vocabulary.language import tr


class SeveralFilesDialog(QDialog):
    """Signal: ``chosen(list of tuples of Path)``, a tuple for each recording, its files in their order."""

    chosen = Signal(object)

    def __init__(self, files: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Add clips"))
        self.words = QLabel(
            tr("Are these {number} files parts of one recording, or a recording each?", number=len(files)),
            wordWrap=True,
        )
        self.list = QListWidget()
        self.list.setAccessibleName(tr("files in their order"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        for file in files:
            item = QListWidgetItem(file.name)
            item.setData(Qt.ItemDataRole.UserRole, str(file))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.earlier, self.later = QPushButton(tr("Earlier")), QPushButton(tr("Later"))
        self.earlier.clicked.connect(lambda _=False: self._move(-1))
        self.later.clicked.connect(lambda _=False: self._move(1))
        self.list.currentRowChanged.connect(self._offer)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.each = buttons.addButton(tr("A recording each"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.one = buttons.addButton(tr("One recording, in this order"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.each.clicked.connect(lambda _=False: self._choose([(file,) for file in self.files()]))
        self.one.clicked.connect(lambda _=False: self._choose([tuple(self.files())]))
        buttons.rejected.connect(self.reject)
        moves = QHBoxLayout()
        for button in (self.earlier, self.later):
            button.setAutoDefault(False)
            moves.addWidget(button)
        moves.addStretch(1)
        layout = QVBoxLayout(self)
        for part in (self.words, self.list):
            layout.addWidget(part)
        layout.addLayout(moves)
        layout.addWidget(buttons)
        self.each.setDefault(True)
        self._offer(0)

    def files(self) -> list[Path]:
        """The files in the order in which they stand now."""
        return [Path(self.list.item(row).data(Qt.ItemDataRole.UserRole)) for row in range(self.list.count())]

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        self.list.insertItem(row + by, self.list.takeItem(row))
        self.list.setCurrentRow(row + by)

    def _offer(self, row: int) -> None:
        self.earlier.setEnabled(row > 0)
        self.later.setEnabled(0 <= row < self.list.count() - 1)

    def _choose(self, recordings: list[tuple[Path, ...]]) -> None:
        self.chosen.emit(recordings)
        self.accept()
