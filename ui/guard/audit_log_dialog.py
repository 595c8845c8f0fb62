"""What left this study and what changed about its guarding: the trail, read, and checked when asked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coder.privacy.audit_log import TrailReport
from coder.vocabulary.language import tr
from ui.operations.audit_words import about, act_words, found_words, minute_of
from ui.widgets.cell_table import CellTable
from ui.widgets.measure import open_at

_HEADINGS = (tr("entry"), tr("at"), tr("what"), tr("about"))
_WORDS = tr(
    "Each recording added, each export and each change about purpose, agreement or passphrase is an entry, and every "
    "entry holds the one before it. It tells numbers and dates, no names."
)
_UNKEYED = tr(
    " This study has no passphrase: an entry that was altered, removed or moved is found, but not a trail that "
    "somebody computed anew as a whole. The head, noted elsewhere, shows that too: {head}"
)


class TrailDialog(QDialog):
    """Signals: ``check_asked``; the answer comes with :meth:`show_checked`."""

    check_asked = Signal()

    def __init__(self, report: TrailReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What left this study"))
        self.table = CellTable(tr("the trail, newest first"), _HEADINGS, wide=(3,))
        self.found = QLabel(wordWrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.check = buttons.addButton(tr("Check it"), QDialogButtonBox.ButtonRole.ActionRole)
        self.check.clicked.connect(lambda _=False: self.check_asked.emit())
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(_WORDS, wordWrap=True))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.found)
        layout.addWidget(buttons)
        open_at(self, chars=100, lines=28)
        self._fill(report)

    def show_checked(self, report: TrailReport) -> None:
        """Say what checking found."""
        self._fill(report)
        self.found.setText(found_words(report) + ("" if report.keyed else _UNKEYED.format(head=report.head)))

    def _fill(self, report: TrailReport) -> None:
        self.table.setRowCount(len(report.entries))
        with self.table.filled():
            for row, entry in enumerate(reversed(report.entries)):
                for column, text in enumerate((str(entry.number), minute_of(entry), act_words(entry), about(entry))):
                    item = QTableWidgetItem(text)
                    item.setToolTip(text)
                    self.table.setItem(row, column, item)
