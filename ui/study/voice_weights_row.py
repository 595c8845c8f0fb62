"""By which weights voices are heard: the app's own, or a file that a laboratory brings, named by its hash."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from models.hearing.voice_classifier import VoiceClassifier, load_own_voices
from ui.widgets.file_question import FilePlace, open_file
from ui.window.jobs import Job

MOST_WIDE_PX = 400
"""With large letters the rest of a hash is scrolled to: no dialog grows past a small screen."""
OWN = tr("Heard by the app's own weights.")


class VoiceWeightsRow(QWidget):
    """Holds the weights that were chosen. A file that does not keep the contract is refused and changes nothing.

    Signals
    -------
    checking(bool)
        A file is being checked, or no longer.
    said()
        The words are others, and may need more room.
    """

    checking = Signal(bool)
    said = Signal()

    def __init__(self, voices: VoiceClassifier | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.voices = voices
        self._job: Job | None = None
        self.words = QLabel(wordWrap=True)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.hash = QLineEdit(readOnly=True)
        self.hash.setAccessibleName(tr("SHA-256 of the file"))
        self.hash.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        whole = self.hash.fontMetrics().horizontalAdvance("0" * 66)
        self.hash.setMinimumWidth(min(whole, MOST_WIDE_PX))
        self.other = QPushButton(tr("Another voice model…"))
        self.other.setToolTip(
            tr("An ONNX file of your laboratory's own voice classifier; what it has to be is in docs/voices.md")
        )
        self.other.clicked.connect(self._ask)
        self.own = QPushButton(tr("The app's own"))
        self.own.clicked.connect(self._take_own)
        buttons = QHBoxLayout()
        buttons.addWidget(self.other)
        buttons.addWidget(self.own)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(buttons)
        layout.addWidget(self.words)
        layout.addWidget(self.hash)
        self._say()

    def take(self, path: Path) -> None:
        """Check a file, off the window's thread, and hear with it from now on if it keeps the contract."""
        if self._job is not None:
            return
        self._job = Job(tr("Checking the weights"), lambda _: load_own_voices(path), self)
        self._job.finished.connect(self._checked)
        self._job.failed.connect(self._refused)
        self._busy(True)
        self.words.setText(tr("Checking {path} …", path=path.name))
        self._job.start()

    def finish(self) -> None:
        """Check nothing any longer: the dialog closes."""
        if self._job is not None:
            self._job.give_up()
            self._job = None

    def _ask(self) -> None:
        name = open_file(
            self,
            tr("Weights of a voice classifier"),
            FilePlace.CODES,
            tr(
                "ONNX files (*.onnx);;All files (*)",
            ),
        )
        if name:
            self.take(Path(name))

    def _take_own(self) -> None:
        self.voices = None
        self._say()

    def _checked(self, voices: object) -> None:
        self._busy(False)
        if isinstance(voices, VoiceClassifier):
            self.voices = voices
        self._say()

    def _refused(self, sentence: str) -> None:
        self._busy(False)
        self._say(sentence)

    def _busy(self, busy: bool) -> None:
        if not busy:
            self._job = None
        self.other.setEnabled(not busy)
        self.own.setEnabled(not busy and self.voices is not None)
        self.checking.emit(busy)

    def _say(self, refusal: str = "") -> None:
        own = self.voices
        heard = OWN if own is None else tr("Heard by {model}. The file's SHA-256:", model=own.model)
        self.own.setEnabled(own is not None)
        self.words.setText(f"{refusal} {heard}".strip())
        self.hash.setText("" if own is None else own.sha256)
        self.hash.setCursorPosition(0)
        self.hash.setVisible(own is not None)
        self.said.emit()

    def make_room(self) -> None:
        """Ask for as much height as the words take at the width that they have."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.words.setMinimumHeight(0)
        # One line more than is asked for: long names break where the label does not reckon with it.
        line = self.words.fontMetrics().lineSpacing()
        self.words.setMinimumHeight(self.words.heightForWidth(self.words.width()) + line)
