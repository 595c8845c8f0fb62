"""What of a recording shall leave: all of it or a stretch, and whether with sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS, Interval, format_us
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.number_box import NumberBox

WORDS = tr(
    "Every head is found, followed and covered; where somebody is lost from sight, the whole picture is blurred. The "
    "result is searched for faces again, and you look through it before it is written."
)
REMAINS = tr(
    "What is not hidden: bodies, clothes, the home, the way somebody moves. People who know the family may know it by "
    "these."
)
VOICES = tr("People are recognised by their voices as well as by their faces.")


@dataclass(frozen=True, slots=True)
class OfferedCamera:
    """A camera whose clip can leave: its id ("" for the first), how it is called, and whether it has sound."""

    id: str
    name: str
    has_sound: bool


class ClipChoice(QWidget):
    """What somebody wants; ``called`` is the name under which the recording may leave, "" where it has none but its id.

    ``cameras`` are those of the recording, the first one first; the stretch is on the recording's clock.

    Signals: ``chosen()`` when the person wants it made; ``camera``, ``stretch``, ``sound``, ``murmur``, ``names`` hold
    the answer.
    """

    chosen = Signal()

    def __init__(
        self, end_us: int, offers: Sequence[tuple[str, Interval]], *, cameras: Sequence[OfferedCamera], called: str = ""
    ) -> None:
        super().__init__()
        self._end_us = end_us
        self.which_camera = ChoiceBox()
        self.which_camera.setAccessibleName(tr("which camera"))
        for camera in cameras:
            self.which_camera.addItem(camera.name, camera)
        self.which = ChoiceBox()
        self.which.setAccessibleName(tr("which stretch"))
        self.which.addItem(tr("The whole clip ({time})", time=format_us(end_us)), None)
        for words, stretch in offers:
            self.which.addItem(words, stretch)
        self.which.addItem(tr("From – to"), "own")
        self.onset, self.offset = self._seconds(tr("from, in seconds")), self._seconds(tr("to, in seconds"))
        self.offset.setValue(end_us / MICROS)
        self.sound_box = QCheckBox(tr("With sound"))
        self.murmur_box = QCheckBox(tr("Only its rhythm and loudness, no words"))
        self.murmur_box.setEnabled(False)
        self.sound_box.toggled.connect(self.murmur_box.setEnabled)
        self._voices = QLabel(wordWrap=True)
        self.names_box = QCheckBox(tr("It leaves under its name here: this is a pseudonym"))
        self.names_box.setToolTip(tr("“{called}” in place of its id", called=called))
        if not called:
            self.names_box.hide()
        self._wrong = QLabel(wordWrap=True)
        self.go = QPushButton(tr("Blur faces and look at it"))
        self.go.setDefault(True)
        self.go.clicked.connect(self.chosen)
        form = QFormLayout()
        if len(cameras) > 1:
            form.addRow(tr("Camera"), self.which_camera)
        form.addRow(tr("Stretch"), self.which)
        form.addRow(tr("From (s)"), self.onset)
        form.addRow(tr("To (s)"), self.offset)
        form.addRow("", self.sound_box)
        form.addRow("", self.murmur_box)
        form.addRow("", self._voices)
        form.addRow("", self.names_box)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(WORDS, wordWrap=True))
        column.addWidget(QLabel(REMAINS, wordWrap=True))
        column.addLayout(form)
        column.addWidget(self._wrong)
        column.addStretch(1)
        column.addWidget(self.go)
        self.which.currentIndexChanged.connect(self._show)
        self.which_camera.currentIndexChanged.connect(self._show_sound)
        self.onset.valueChanged.connect(self._check)
        self.offset.valueChanged.connect(self._check)
        # The stretch that is in hand, if there is one, is most likely meant.
        self.which.setCurrentIndex(1 if offers else 0)
        self._show()
        self._show_sound()

    @property
    def camera(self) -> str:
        """The id of the camera that was chosen; "" for the first."""
        return self._camera.id

    @property
    def _camera(self) -> OfferedCamera:
        return cast("OfferedCamera", self.which_camera.currentData())

    @property
    def stretch(self) -> Interval | None:
        """What was chosen; None for the whole clip."""
        chosen = self.which.currentData()
        if chosen == "own":
            return Interval(round(self.onset.value() * MICROS), round(self.offset.value() * MICROS))
        return chosen if isinstance(chosen, Interval) else None

    @property
    def sound(self) -> bool:
        """Whether with sound."""
        return self.sound_box.isChecked()

    @property
    def murmur(self) -> bool:
        """Whether of the sound only rhythm and loudness go with it."""
        return self.sound and self.murmur_box.isChecked()

    @property
    def names(self) -> bool:
        """Whether it leaves under its name here."""
        return self.names_box.isChecked()

    def _seconds(self, name: str) -> NumberBox:
        box = NumberBox(decimals=3, maximum=self._end_us / MICROS, singleStep=0.5)
        box.setAccessibleName(name)
        return box

    def _show(self) -> None:
        chosen = self.which.currentData()
        own = chosen == "own"
        if isinstance(chosen, Interval) or chosen is None:
            shown = chosen or Interval(0, self._end_us)
            self.onset.setValue(shown.onset_us / MICROS)
            self.offset.setValue(shown.offset_us / MICROS)
        self.onset.setEnabled(own)
        self.offset.setEnabled(own)
        self._check()

    def _show_sound(self) -> None:
        heard = self._camera.has_sound
        self.sound_box.setEnabled(heard)
        self.sound_box.setChecked(heard and self.sound_box.isChecked())
        self._voices.setText(VOICES if heard else tr("This clip has no sound."))

    def _check(self) -> None:
        fits = self.onset.value() < self.offset.value()
        self._wrong.setText("" if fits else tr("The stretch ends before it begins."))
        self.go.setEnabled(fits)
