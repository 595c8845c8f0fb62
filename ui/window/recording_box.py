"""Which of the study's recordings is shown: a box in the menu bar's corner, and two keys that go through them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.recording import Recording
from coder.vocabulary.time import format_us
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.keys_now import KEYS, follow_keys

_CHARS = 30
"""Letters it has room for: the list at the left has the rest, and the menus need theirs."""


class RecordingBox(ChoiceBox):
    """Signals: ``asked(str)`` when a person wants another recording."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("recording"))
        tip = tr("The recording that is shown (Ctrl+PgUp, Ctrl+PgDown)")
        follow_keys(self, lambda: self.setToolTip(KEYS.said(tip)))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_CHARS)
        self.activated.connect(lambda n: self.asked.emit(self.itemData(n)))
        self.hide()

    def show_recordings(self, recordings: tuple[Recording, ...]) -> None:
        """List a study's recordings; one alone needs no box."""
        self.clear()
        for recording in recordings:
            self.addItem(f"{recording.id}: {recording.name} ({format_us(recording.duration_us)})", recording.id)
        self.setVisible(len(recordings) > 1)

    def show_current(self, recording_id: str | None) -> None:
        """Say which one is shown."""
        self.setCurrentIndex(self.findData(recording_id))

    def go(self, places: int) -> None:
        """Ask for the one so many places on, round and round."""
        if self.count() > 1:
            self.asked.emit(self.itemData((self.currentIndex() + places) % self.count()))
