"""Who agreed: per recording, under pseudonyms, to what, until when; what follows from it; and how it is taken back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coder.privacy.consent import ConsentGiven, Use, people_of
from coder.study.guard import Consent
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import day_words, tr
from coder.vocabulary.recording import Recording
from ui.operations.wording import consent_words
from ui.widgets.cell_table import CellTable
from ui.widgets.date_line import DayLine
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.measure import open_at

_HEADINGS = (tr("who"), tr("agreed to"), tr("until"))
_FOLLOWS = tr(
    "{who} no longer to {name}. From now on it is locked, on every screen that shows it: no picture, no sound, no "
    "coding, and nothing of it leaves this study. What has left already is not reached. It can then be erased; and "
    "should they agree again, that is recorded here."
)


class ConsentDialog(QDialog):
    """Signals: ``agreed(names, uses, date | None)``, ``withdrawn(names)``, ``erase_asked``.

    What is recorded is shown again by :meth:`show_consent`; no name means everybody who is listed.
    """

    agreed = Signal(object, object, object)
    withdrawn = Signal(object)
    erase_asked = Signal()

    def __init__(self, recording: Recording, consent: Consent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Who agreed"))
        self._recording = recording
        self._consent = consent
        self.state = QLabel(wordWrap=True)
        self.table = CellTable(tr("who agreed to what"), _HEADINGS, wide=(1,))
        self.table.itemSelectionChanged.connect(self._take_chosen)
        self.who = QLineEdit(placeholderText=tr("pseudonyms, with commas between: Kim, Ada"))
        self.who.setAccessibleName(tr("who says so, by pseudonyms"))
        self.uses = {use: QCheckBox(use.words) for use in Use}
        self.until = DayLine(tr("until when they agree"))
        self.reason = QLabel(wordWrap=True)
        self.reason.setMinimumHeight(2 * self.fontMetrics().lineSpacing())  # in another language it takes two lines
        self.record = QPushButton(tr("Record it"))
        self.record.clicked.connect(lambda _=False: self._record())
        self.withdraw = QPushButton(tr("They no longer agree…"))
        self.withdraw.clicked.connect(lambda _=False: self._withdraw())
        self.erase = QPushButton(tr("Erase this recording…"))
        self.erase.clicked.connect(lambda _=False: self.erase_asked.emit())
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.state)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._form())
        row = FlowLayout()
        for widget in (self.withdraw, self.erase, close):
            row.addWidget(widget)
        layout.addLayout(row)
        for button in (self.withdraw, self.erase):
            button.setAutoDefault(False)
        self.record.setDefault(True)
        self.who.textChanged.connect(lambda _: self._check())
        self.until.textChanged.connect(lambda _: self._check())
        for box in self.uses.values():
            box.toggled.connect(lambda _: self._check())
        open_at(self, chars=76, lines=27)
        self.show_consent(consent)
        self.who.setFocus()

    def show_consent(self, consent: Consent) -> None:
        """Show what is recorded, and what follows from it."""
        self._consent = consent
        short, full = consent_words(consent)
        state = f"<b>{short}</b>" if consent.locked is not None else short
        self.state.setText(f"<p><b>{self._recording.name}</b>: {state}</p><p>{full}</p>")
        self.table.blockSignals(True)
        self.table.setRowCount(len(consent.agreements))
        with self.table.filled():
            for row, agreement in enumerate(consent.agreements):
                for column, text in enumerate(_cells(agreement)):
                    item = QTableWidgetItem(text)
                    item.setToolTip(text)
                    self.table.setItem(row, column, item)
        self.table.clearSelection()
        self.table.blockSignals(False)
        self._check()

    def _form(self) -> QWidget:
        group = QGroupBox(tr("Record what somebody said, or says now"))
        uses = QWidget()
        column = QVBoxLayout(uses)
        column.setContentsMargins(0, 0, 0, 0)
        for box in self.uses.values():
            column.addWidget(box)
        form = QFormLayout(group)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("Who"), self.who)
        form.addRow(tr("Agreed to"), uses)
        form.addRow(tr("Until"), self.until)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(self.record)
        form.addRow(self.reason)
        form.addRow(last)
        return group

    @property
    def _chosen(self) -> ConsentGiven | None:
        row = self.table.currentRow() if self.table.selectedItems() else -1
        return self._consent.agreements[row] if 0 <= row < len(self._consent.agreements) else None

    def _take_chosen(self) -> None:
        """What the chosen person said comes into the form, to be changed there."""
        chosen = self._chosen
        if chosen is not None:
            self.who.setText(chosen.who)
            for use, box in self.uses.items():
                box.setChecked(use in chosen.uses and not chosen.withdrawn)
            self.until.setText(chosen.until.isoformat() if chosen.until is not None else "")
        self._check()

    def _check(self) -> None:
        missing = self.until.problem
        if not self.who.text().strip(" ,"):
            missing = tr("Say who, by a pseudonym: never a real name.")
        elif not any(box.isChecked() for box in self.uses.values()):
            missing = tr("Say what they agreed to.")
        self.reason.setText(missing)
        self.record.setEnabled(not missing)

    def _record(self) -> None:
        try:
            who = people_of(self.who.text())
        except StudyError:
            return
        uses = frozenset(use for use, box in self.uses.items() if box.isChecked())
        self.agreed.emit(who, uses, self.until.day)
        self.who.clear()
        self.who.setFocus(Qt.FocusReason.OtherFocusReason)

    def _withdraw(self) -> None:
        chosen = self._chosen
        who = (chosen.who,) if chosen is not None else ()
        words = tr("{who} agrees", who=chosen.who) if chosen is not None else tr("The people in it agree")
        box = QMessageBox(QMessageBox.Icon.Question, tr("They no longer agree"), "", parent=self)
        box.setText(_FOLLOWS.format(who=words, name=self._recording.name))
        yes = box.addButton(tr("Lock it now"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(tr("Leave it as it is"), QMessageBox.ButtonRole.RejectRole))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        yes.clicked.connect(lambda _=False: self.withdrawn.emit(who))
        box.open()


def _cells(agreement: ConsentGiven) -> tuple[str, str, str]:
    if agreement.withdrawn:
        return agreement.who, tr("no longer agrees"), ""
    named = ", ".join(use.words for use in Use if use in agreement.uses)
    return agreement.who, named, day_words(agreement.until) if agreement.until is not None else tr("no date")
