"""A pass that is defined: which events, codes, subjects, whose layer, in which order, with which keys and speed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coder.study.coding_passes import Pass, PassOrder
from coder.vocabulary.language import named, tr
from coder.vocabulary.scheme import Scheme
from ui.operations.wording import subject_words
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.cell_table import CellTable
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.measure import open_at
from ui.widgets.number_box import NumberBox

_HINT = tr(
    "A pass is what one works through from the start: some codes, some subjects, or the events that a query finds."
)
_OWN = tr("those of whoever works through it")


class PassDialog(AskingDialog):
    """Signals: ``defined(Pass)``."""

    defined = Signal(object)

    def __init__(self, scheme: Scheme, layers: Sequence[str], query: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("A new pass"))
        self.name, self.query = QLineEdit(), QLineEdit(query)
        self.query.setPlaceholderText(
            tr("code=smile missing=hand duration<0.5 @kept …; nothing: all of the codes below")
        )
        self.codes = CellTable(
            tr("codes of the pass"), (tr("code"), tr("key of its own")), wide=(0,), rows=len(scheme.codes), typed=True
        )
        self._rows: dict[str, tuple[QTableWidgetItem, QTableWidgetItem]] = {}
        for row, code in enumerate(scheme.codes):
            item = QTableWidgetItem(f"{subject_words(code.role)}: {code.label}")
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            key = QTableWidgetItem("")
            self.codes.setItem(row, 0, item)
            self.codes.setItem(row, 1, key)
            self._rows[f"{code.role}/{code.id}"] = (item, key)
        self.subjects = QListWidget()
        roles = [code.role.value for code in scheme.codes]
        for subject in dict.fromkeys([*(one.id for one in scheme.subjects), *roles]):
            whose = QListWidgetItem(subject_words(subject))
            whose.setData(Qt.ItemDataRole.UserRole, subject)
            whose.setCheckState(Qt.CheckState.Unchecked)
            self.subjects.addItem(whose)
        self.layer, self.order = ChoiceBox(), ChoiceBox()
        self.layer.addItem(_OWN, "")
        for name in layers:
            self.layer.addItem(name, name)
        for order in PassOrder:
            self.order.addItem(tr("by {order}", order=named(order)), order)
        self.speed = NumberBox()
        self.speed.setRange(0.1, 4.0)
        self.speed.setSingleStep(0.1)
        self.speed.setValue(1.0)
        form = QFormLayout()
        for words, widget in (
            (tr("Is called"), self.name),
            (tr("Which events"), self.query),
            (tr("Codes (none ticked: all)"), self.codes),
            (tr("Subjects (none ticked: all)"), self.subjects),
            (tr("Whose layer"), self.layer),
            (tr("In order"), self.order),
            (tr("Speed"), self.speed),
        ):
            form.addRow(words, widget)
            widget.setAccessibleName(words)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._define)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(_HINT, wordWrap=True))
        column.addLayout(form)
        column.addWidget(self.wrong)
        column.addWidget(buttons)
        open_at(self, chars=104, lines=34)

    def tick(self, code: str, key: str = "") -> None:
        """Tick a code, and give it a key of its own."""
        item, own = self._rows[code]
        item.setCheckState(Qt.CheckState.Checked)
        own.setText(key)

    def _define(self) -> None:
        if not self.ask():
            return
        named = [(code, key.text().strip(), item.checkState()) for code, (item, key) in self._rows.items()]
        subjects = [self.subjects.item(row) for row in range(self.subjects.count())]
        self.defined.emit(
            Pass(
                self.name.text().strip(),
                self.query.text().strip(),
                tuple(code for code, _, state in named if state is Qt.CheckState.Checked),
                speed=round(self.speed.value(), 2),
                subjects=tuple(
                    str(item.data(Qt.ItemDataRole.UserRole))
                    for item in subjects
                    if item.checkState() is Qt.CheckState.Checked
                ),
                layer=str(self.layer.currentData()),
                order=PassOrder(self.order.currentData()),
                keys=tuple((code, key) for code, key, _ in named if key),
            )
        )
