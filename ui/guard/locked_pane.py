"""What is shown while a study is locked: nothing of it, and the one way back in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from ui.widgets.measure import PAGE
from ui.widgets.secret_line import SecretLine, ShowTyped

_ENCRYPTED = tr(
    "<h2>Locked</h2><p>{why} Picture, codes and the key that opens them are put away; everything that was decided is "
    "on the disk. The passphrase brings back the same place.</p>"
)
_PLAIN = tr(
    "<h2>Hidden</h2><p>{why} This study has no passphrase: the picture and the codes are hidden from whoever passes "
    "by, and no more than that. Whoever uses this computer can show them again, or read them on its disk.</p>"
)


class LockedPane(QWidget):
    """Signals: ``asked(str)`` with a passphrase, "" where the study has none."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self._text.setMaximumWidth(640)
        self.line = SecretLine(tr("passphrase"))
        self.line.setAccessibleName(tr("passphrase"))
        self.button = QPushButton(tr("Unlock"))
        self.reason = QLabel(wordWrap=True)
        self.line.returnPressed.connect(self._ask)
        self.button.clicked.connect(lambda _=False: self._ask())
        self.button.setAutoDefault(True)
        row = QHBoxLayout()
        row.addWidget(self.line)
        row.addWidget(self.button)
        self.shown = ShowTyped(self.line)
        row.addWidget(self.shown)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE, PAGE, PAGE, PAGE)
        layout.addStretch(1)
        layout.addWidget(self._text)
        layout.addLayout(row)
        layout.addWidget(self.reason)
        layout.addStretch(2)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_locked(self, why: str, *, encrypted: bool) -> None:
        """Come into view, and wait for whoever comes back."""
        self._text.setText((_ENCRYPTED if encrypted else _PLAIN).format(why=why))
        self.line.setVisible(encrypted)
        self.line.clear()
        self.shown.setVisible(encrypted)
        self.shown.setChecked(False)
        self.line.setMinimumWidth(36 * self.fontMetrics().averageCharWidth())
        self.button.setText(tr("Unlock") if encrypted else tr("Show it again"))
        self.show_reason("")
        self.show()
        (self.line if encrypted else self.button).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_reason(self, sentence: str) -> None:
        """Say why it stays locked, and let it be tried again."""
        self.reason.setText(sentence)
        self.setEnabled(True)
        if sentence:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        secret = self.line.text()
        if secret or self.line.isHidden():
            self.line.clear()
            self.setEnabled(False)  # until there is an answer
            self.asked.emit(secret)
