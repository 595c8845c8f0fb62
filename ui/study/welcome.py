"""What a new user sees first: what this is, and the one next step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from ui.widgets.measure import PAGE
from ui.window.session import StudyInfo

_NO_STUDY = tr(
    "<h2>Dyad Mirror</h2><p>Models on this device propose what happened between a child and a caregiver; you "
    "confirm, adjust or reject each proposal. Nothing leaves this device.</p>"
    "<p>A study is a folder that holds your clips and codes. Make one, or open one.</p>"
)
_NO_CLIP = tr(
    "<h2>{name}</h2><p>This study holds no recording yet. Add a clip: it is read through once and copied into the "
    "study; the original is not touched.</p>"
)


class Welcome(QWidget):
    """Signals: ``new_asked``, ``open_asked``, ``add_asked``."""

    new_asked = Signal()
    open_asked = Signal()
    add_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self._text.setMaximumWidth(640)
        self.new_button = QPushButton(tr("New study…"))
        self.open_button = QPushButton(tr("Open study…"))
        self.add_button = QPushButton(tr("Add a clip…"))
        self.new_button.clicked.connect(self.new_asked)
        self.open_button.clicked.connect(self.open_asked)
        self.add_button.clicked.connect(self.add_asked)
        buttons = QHBoxLayout()
        for button in (self.new_button, self.open_button, self.add_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE, PAGE, PAGE, PAGE)
        layout.addStretch(1)
        layout.addWidget(self._text)
        layout.addLayout(buttons)
        layout.addStretch(2)
        self.show_study(None)

    def show_study(self, info: StudyInfo | None) -> None:
        """Offer what makes sense next."""
        self._text.setText(_NO_STUDY if info is None else _NO_CLIP.format(name=info.folder.name))
        self.add_button.setVisible(info is not None)
        self.new_button.setDefault(info is None)
