"""A line for a passphrase, and the tick that lets whoever types see what stands there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from coder.vocabulary.language import tr


class SecretLine(QLineEdit):
    """Dots, until somebody asks to see: another keyboard writes an "ä" or a "z" elsewhere, and dots do not tell."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent, echoMode=QLineEdit.EchoMode.Password, placeholderText=placeholder)

    def ask_again(self) -> None:
        """Take the keys, so that what is typed next stands in place of what did not open."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()


class ShowTyped(QCheckBox):
    """Shows what was typed into its lines; nothing remembers the tick, each form begins with dots."""

    def __init__(self, *lines: SecretLine, parent: QWidget | None = None) -> None:
        super().__init__(tr("Show what is typed"), parent)
        self._lines = lines
        self.toggled.connect(self._show)

    def _show(self, shown: bool) -> None:
        for line in self._lines:
            line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
