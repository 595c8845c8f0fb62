"""How a recording is begun that others have coded: asked before anything of theirs is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from coder.vocabulary.language import tr

_WORDS = tr(
    "Others have coded “{recording}” in this study, and nothing of theirs is shown to you yet, nor what the models "
    "propose. Do you code it blind, without seeing any of it, or look at what is there?\n\nBlind can be ended at any "
    "time, and what you coded until then stays marked as coded blind. What was seen cannot be unseen."
)


class BeginningDialog(QDialog):
    """Signals: ``chosen(bool, bool)``: whether blind, and whether so with every recording of this sitting."""

    chosen = Signal(bool, bool)

    def __init__(self, recording: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("How you begin this recording"))
        self.always = QCheckBox(tr("The same for every recording that I begin in this sitting"))
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.blind = buttons.addButton(tr("Code it blind"), role.AcceptRole)
        self.look = buttons.addButton(tr("Look at what is there"), role.AcceptRole)
        self.later = buttons.addButton(tr("Say it later"), role.RejectRole)
        self.blind.clicked.connect(lambda _=False: self._choose(blind=True))
        self.look.clicked.connect(lambda _=False: self._choose(blind=False))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(_WORDS.format(recording=recording), wordWrap=True))
        column.addWidget(self.always)
        column.addWidget(buttons)
        self.blind.setDefault(True)
        self.blind.setFocus()
        self.setMinimumWidth(64 * self.fontMetrics().averageCharWidth())

    def _choose(self, *, blind: bool) -> None:
        self.chosen.emit(blind, self.always.isChecked())
        self.accept()
