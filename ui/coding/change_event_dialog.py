"""Changing events by typing, in a dialog: one, or several at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from coder.media import FrameIndex
from coder.vocabulary.events import Event
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us
from ui.coding.event_form import EventForm
from ui.operations.wording import subject_words, whose_code_words
from ui.widgets.asking_dialog import AskingDialog

_CHARS = 60
"""As wide as what the fields say of several events."""


class ChangeDialog(AskingDialog):
    """Asks what shall be otherwise. Signals: ``chosen(ChangeEvents)``."""

    chosen = Signal(object)

    def __init__(
        self, events: Sequence[Event], scheme: Scheme, index: FrameIndex, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(plural(len(events), "Change an event", "Change {number} events", number=len(events)))
        self.form = EventForm()
        self.form.show_events(events, scheme, index)
        self.about = QLabel(_about(events, scheme), wordWrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (self.about, self.form, self.wrong, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(_CHARS * self.fontMetrics().averageCharWidth())
        self.form.code.setFocus()  # the letter a code begins with chooses it, Enter is OK

    def _choose(self) -> None:
        try:
            change = self.form.change()
        except ValueError as error:
            self.say_refused(str(error))
            return
        if change is None:
            self.accept()
        elif self.ask():
            self.chosen.emit(change)


def _about(events: Sequence[Event], scheme: Scheme) -> str:
    """Say which events are changed: when one begins, or how many there are of each act, and from when to when."""
    first, last = events[0], events[-1]
    if len(events) == 1:
        return tr("{subject}, at {time}", subject=subject_words(first.subject), time=format_us(first.onset_us))
    acts = Counter(whose_code_words(scheme, event.subject, event.code) for event in events)
    listed = ", ".join(f"{number} × {act}" for act, number in acts.items())
    return tr(
        "{number} events: {listed}; the first at {onset}, the last at {last}",
        number=len(events),
        listed=listed,
        onset=format_us(first.onset_us),
        last=format_us(last.onset_us),
    )
