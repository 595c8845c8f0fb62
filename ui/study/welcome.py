"""What a new user sees first: what this is, and the one next step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from ui.widgets.filled_button import FirstButton
from ui.widgets.measure import PAGE, USUAL, WIDE, ScaledLabel, Type
from ui.window.session import StudyInfo

_NO_STUDY = tr(
    "<p>Models on this device propose what happened between a child and a caregiver; you "
    "confirm, adjust or reject each proposal. Nothing leaves this device.</p>"
    "<p>A study is a folder that holds your clips and codes. Make one, or open one. New here? The first steps lead in "
    "ten minutes from a sample, with no real person in it, to a report.</p>"
)
_NO_CLIP = tr(
    "<p>This study holds no recording yet. Add clips, or drop them here: each is read through once and copied into the "
    "study; the original is not touched.</p>"
)
_OPENING = tr("<p>A recording of it is being opened.</p>")

_WIDE = 3
"""Parts of the width that words take, of so many and two beside them."""


_OFFERS = "offers a study"
_REMEMBERED = tr(
    "Kept outside every study, in this app's folder for settings: for each study a mark that names neither it nor its "
    "folder. Unticking takes all of them away."
)


class Welcome(QWidget):
    """What a new user sees.

    Signals: ``new_asked``, ``open_asked``, ``sample_asked``, ``steps_asked``, ``add_asked``, ``recent_asked(Path)`` and
    ``remember_asked(bool)``.
    """

    new_asked = Signal()
    open_asked = Signal()
    add_asked = Signal()
    sample_asked = Signal()
    steps_asked = Signal()
    recent_asked = Signal(object)
    remember_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ScaledLabel(size=Type.FIGURE, wraps=True)
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self.new_button = FirstButton(tr("New study…"))
        self.open_button = QPushButton(tr("Open study…"))
        self.add_button = FirstButton(tr("Add a clip…"))
        self.new_button.clicked.connect(self.new_asked)
        self.open_button.clicked.connect(self.open_asked)
        self.add_button.clicked.connect(self.add_asked)
        buttons = QHBoxLayout()
        buttons.setSpacing(USUAL)
        self.sample_button = QPushButton(tr("Open a sample"))
        self.sample_button.setToolTip(tr("A rendered clip with no real person in it, looked at by the models"))
        self.sample_button.clicked.connect(lambda _=False: self.sample_asked.emit())
        self.steps_button = QPushButton(tr("First steps"))
        self.steps_button.setToolTip(tr("From a sample to a report in ten minutes, step by step"))
        self.steps_button.clicked.connect(lambda _=False: self.steps_asked.emit())
        for button in (self.add_button, self.new_button, self.open_button, self.sample_button, self.steps_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._recent = QVBoxLayout()
        self.remember = QCheckBox(tr("Remember on this device which studies were opened"))
        self.remember.setToolTip(_REMEMBERED)
        self.remember.clicked.connect(self.remember_asked)
        column = QVBoxLayout()
        column.setSpacing(WIDE)
        column.addStretch(2)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(buttons)
        column.addLayout(self._recent)
        column.addWidget(self.remember)
        column.addStretch(3)
        across = QHBoxLayout(self)
        across.setContentsMargins(PAGE, PAGE, PAGE, PAGE)
        across.addStretch(1)
        across.addLayout(column, _WIDE)
        across.addStretch(1)
        self.show_study(None)

    def show_study(self, info: StudyInfo | None) -> None:
        """Offer what makes sense next."""
        self._title.setText(tr("Dyad Mirror") if info is None else info.folder.name)
        opening = info is not None and bool(info.recordings)  # one of them is shown in a moment
        self._text.setText(_NO_STUDY if info is None else _OPENING if opening else _NO_CLIP)
        self.add_button.setVisible(info is not None and not opening)
        self.open_button.setVisible(not opening)
        self.new_button.setVisible(info is None)
        self.sample_button.setVisible(info is None)
        self.steps_button.setVisible(info is None)
        self.new_button.setDefault(info is None)
        self._begin()
        self.remember.setVisible(info is None)
        for n in range(self._recent.count()):
            held = self._recent.itemAt(n)
            if held is not None and (widget := held.widget()) is not None:
                widget.setVisible(info is None)

    def showEvent(self, event: QShowEvent) -> None:
        """Enter takes the first step; by itself Qt would begin at the foot of the window."""
        super().showEvent(event)
        self._begin()

    def _begin(self) -> None:
        if not self.isVisible():
            return  # Qt would give the keys to a button that nobody sees, and Space would press it
        (self.add_button if self.new_button.isHidden() else self.new_button).setFocus()

    def show_remembering(self, on: bool) -> None:
        """Say whether studies are remembered."""
        self.remember.setChecked(on)

    def show_recent(self, folders: Sequence[Path]) -> None:
        """Offer studies that were opened before and are there, the newest first."""
        while (held := self._recent.takeAt(0)) is not None:
            if (widget := held.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        if folders:
            self._recent.addWidget(QLabel(tr("<b>Recent studies</b>")))
        for folder in folders:
            button = QPushButton(tr("{name}   in {folder}", name=folder.name, folder=folder.parent))
            button.setProperty(_OFFERS, True)
            button.setFlat(True)
            button.setStyleSheet("text-align: left")
            button.setAccessibleName(tr("open {name}", name=folder.name))
            button.clicked.connect(lambda _=False, chosen=folder: self.recent_asked.emit(chosen))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def recent(self) -> list[QPushButton]:
        """What is offered, from top to bottom."""
        return [button for button in self.findChildren(QPushButton) if button.property(_OFFERS)]
