"""Erasing a recording for ever: typed, not clicked; then the certificate, to be read and kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from coder.files.atomic_write import write_leaving
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.recording import Recording
from ui.widgets.file_question import FilePlace, save_file
from ui.widgets.measure import open_at

_WORDS = tr(
    "<p><b>Erase {name} for ever?</b></p><p>Its clip in this study, its codes, measurements, agreements and every step "
    "of its history go; no undo brings them back. {clip} Copies made before (backups, exports, the original) are not "
    "reached.</p><p>To erase it, type <b>{id}</b>:</p>"
)


class EraseDialog(QDialog):
    """Accepted only when the recording's id was typed."""

    def __init__(self, recording: Recording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Erase a recording"))
        clip = tr("The clip is linked: it stays where it is, and has to be erased there.") if recording.linked else ""
        if not recording.clip:
            clip = ""
        words = _WORDS.format(name=recording.name, id=recording.id, clip=clip)
        self.line = QLineEdit()
        self.line.setAccessibleName(tr("type {recording} to erase it", recording=recording.id))
        buttons = QDialogButtonBox()
        self.keep = buttons.addButton(tr("Keep it"), QDialogButtonBox.ButtonRole.RejectRole)
        self.erase = buttons.addButton(tr("Erase it"), QDialogButtonBox.ButtonRole.DestructiveRole)
        self.erase.clicked.connect(lambda _=False: self.accept())
        self.erase.setEnabled(False)
        self.erase.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        self.line.textChanged.connect(lambda text: self.erase.setEnabled(text.strip() == recording.id))
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(words, wordWrap=True))
        layout.addWidget(self.line)
        layout.addWidget(buttons)
        self.keep.setDefault(True)
        self.setMinimumWidth(60 * self.fontMetrics().averageCharWidth())
        self.line.setFocus()


class CertificateDialog(QDialog):
    """Shows the certificate. Signals: ``refused(str)`` where it could not be written."""

    refused = Signal(str)

    def __init__(self, name: str, lines: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Certificate of erasure"))
        self._name = name
        self.text = QPlainTextEdit("\n".join(lines), readOnly=True)
        self.text.setAccessibleName(tr("the certificate"))
        self.text.setTabChangesFocus(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.save = buttons.addButton(tr("Save as text…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save.clicked.connect(lambda _=False: self._save())
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(tr("The recording is erased. This certificate names no one; keep it if you need it.")))
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        open_at(self, chars=84, lines=16)

    def _save(self) -> None:
        name = save_file(self, tr("Save the certificate"), FilePlace.REPORTS, self._name, tr("Text (*.txt)"))
        if not name:
            return
        try:
            write_leaving(Path(name), (self.text.toPlainText() + "\n").encode(), over=True)
        except StudyError as error:
            self.refused.emit(str(error))
