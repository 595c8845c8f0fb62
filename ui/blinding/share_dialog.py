"""Who codes blind in a study: everybody who begins a recording, or a share of what is begun, by draw."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from coder.vocabulary.language import tr
from ui.widgets.measure import open_at

_WORDS = tr(
    "It holds for whatever is begun from now on, by anybody, and is kept in the study and its trail. Whoever codes "
    "blind ends it when they choose."
)


class ShareDialog(QDialog):
    """Signals: ``chosen(float)``, the share of recordings that are begun blind, 0 to 1."""

    chosen = Signal(float)

    def __init__(self, share: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Who codes blind"))
        self.everybody = QRadioButton(tr("Everybody begins every recording blind"))
        self.some = QRadioButton(tr("Whoever begins what others have coded is asked; blind by draw are"))
        self.percent = QSpinBox(suffix=" %", maximum=99)
        self.percent.setAccessibleName(tr("share of recordings that are begun blind, by draw"))
        self.percent.setValue(min(round(share * 100), 99))
        (self.everybody if share >= 1 else self.some).setChecked(True)
        self.percent.setEnabled(self.some.isChecked())
        self.some.toggled.connect(self.percent.setEnabled)
        drawn = QHBoxLayout()
        drawn.addWidget(self.some)
        drawn.addWidget(self.percent)
        drawn.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.everybody)
        column.addLayout(drawn)
        column.addWidget(QLabel(_WORDS, wordWrap=True))
        column.addWidget(buttons)
        open_at(self, chars=72, lines=11)  # a minimum of one's own would let longer words be cut

    def _choose(self) -> None:
        self.chosen.emit(1.0 if self.everybody.isChecked() else self.percent.value() / 100)
        self.accept()
