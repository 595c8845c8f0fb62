"""A recovery key, shown once: it stays on the screen until somebody says that they have it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from ui.widgets.measure import WIDE, Type

_WORDS = tr(
    "Should the passphrase be forgotten, this key opens the study; with neither of them nobody can. It is shown this "
    "once: write it on paper and keep it away from this computer."
)


class RecoveryKeyDialog(QDialog):
    """Enter, Esc and the window's own cross close it only after the tick, so that no key is lost by one press."""

    def __init__(self, key: str, more: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # the key goes with it
        self.setWindowTitle(tr("Recovery key"))
        self.key = QLabel(key)
        self.key.setFont(Type.TITLE.font(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)))
        self.key.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.had = QCheckBox(tr("I have written it down"))
        self.had.toggled.connect(self._check)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.close_button = buttons.button(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(WIDE)
        column.addWidget(QLabel(_WORDS, wordWrap=True))
        column.addWidget(self.key)
        column.addWidget(self.had)
        column.addWidget(QLabel(tr("Study ▸ Another recovery key… makes a new one in its place."), wordWrap=True))
        if more:
            column.addWidget(QLabel(more, wordWrap=True))
        column.addWidget(buttons)
        self.had.setFocus()
        self._check()

    def done(self, result: int) -> None:
        """Close, where somebody has the key."""
        if self.had.isChecked():
            super().done(result)
        else:
            self.had.setFocus()

    def _check(self) -> None:
        self.close_button.setEnabled(self.had.isChecked())
        self.close_button.setDefault(self.had.isChecked())
