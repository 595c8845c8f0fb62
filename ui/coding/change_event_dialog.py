"""Changing events by typing: code, subject, times as seconds, clock or frames, modifiers, comment."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from coder.media import FrameIndex
from coder.study.edits.event_verbs import ChangeEvents
from coder.vocabulary.events import Event
from coder.vocabulary.scheme import Scheme, role_of
from coder.vocabulary.time import MICROS, format_us
from ui.coding.modifier_fields import ModifierFields
from ui.operations.wording import subject_words

_UNCHANGED = "(as it is)"


class ChangeDialog(QDialog):
    """Asks what shall be otherwise; what is left as it was is not touched. Signals: ``chosen(ChangeEvents)``."""

    chosen = Signal(object)

    def __init__(
        self, events: Sequence[Event], scheme: Scheme, index: FrameIndex, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._index = index
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Change an event" if len(events) == 1 else f"Change {len(events)} events")
        self._events, first = tuple(events), events[0]
        self.code, self.subject = QComboBox(), QComboBox(editable=True)
        self.code.addItem(_UNCHANGED, None)
        for code in scheme.codes:
            if code.role == role_of(first.subject):
                self.code.addItem(code.label, code.id)
        named = [one.id for one in scheme.subjects]
        self.subject.addItems(list(dict.fromkeys([first.subject, *named, "child", "caregiver", "together", "other"])))
        self.onset, self.offset = QLineEdit(format_us(first.onset_us)), QLineEdit(format_us(first.offset_us))
        for line in (self.onset, self.offset):
            line.setEnabled(len(events) == 1)
            line.setPlaceholderText("0:12.340, 12.34, or #308 for a frame")
        self.modifiers = QLineEdit("; ".join(f"{name}={value}" for name, value in first.modifiers))
        self.details = ModifierFields()
        self._lists = {code.id: code.modifiers for code in scheme.codes if code.role == role_of(first.subject)}
        self.code.currentIndexChanged.connect(self._offer_details)
        self.comment = QLineEdit(first.note if len(events) == 1 else "")
        self._before = self._said()
        self._wrong = QLabel(wordWrap=True)
        form = QFormLayout()
        for words, widget in (
            ("Code", self.code),
            ("Subject", self.subject),
            ("Onset", self.onset),
            ("Offset", self.offset),
            ("Modifiers (name=value; …)", self.modifiers),
            ("Modifiers", self.details),
            ("Comment", self.comment),
        ):
            form.addRow(words, widget)
        self._form = form
        self._offer_details()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(f"{subject_words(first.subject)}, at {format_us(first.onset_us)}"))
        column.addLayout(form)
        column.addWidget(self._wrong)
        column.addWidget(buttons)

    def _offer_details(self) -> None:
        """Ask for what the chosen code lists, and say what it does not take; one that lists nothing takes any."""
        first = self._events[0]
        before = self._lists.get(first.code, ())
        listed = self._lists.get(self.code.currentData() or first.code, ())
        self.details.show_code(listed, before, first.modifiers)
        self._form.setRowVisible(self.modifiers, not listed and not before)
        self._form.setRowVisible(self.details, bool(listed or before))

    def _said(self) -> dict[str, str]:
        lines = {"onset": self.onset, "offset": self.offset, "modifiers": self.modifiers, "comment": self.comment}
        return {name: line.text().strip() for name, line in lines.items()} | {"subject": self.subject.currentText()}

    def _choose(self) -> None:
        said = self._said()
        new = {name: text for name, text in said.items() if text != self._before[name]}
        try:
            times = {name: time_us(new[name], self._index) for name in ("onset", "offset") if name in new}
            modifiers = _modifiers(self._before["modifiers"], new["modifiers"]) if "modifiers" in new else ()
            modifiers = self.details.said if self.details.fields else modifiers
        except ValueError as error:
            self._wrong.setText(str(error))
            return
        self.chosen.emit(
            ChangeEvents(
                tuple(event.id for event in self._events),
                code=self.code.currentData(),
                subject=new.get("subject"),
                onset_us=times.get("onset"),
                offset_us=times.get("offset"),
                modifiers=modifiers,
                comment=new.get("comment"),
            )
        )
        self.accept()


def time_us(text: str, index: FrameIndex) -> int:
    """Read ``1:02:03.5``, ``2:03.5``, ``123.5`` or ``#308`` (a frame) as microseconds.

    Raises ValueError in a sentence where it is none of them.
    """
    try:
        if text.startswith("#"):
            frame = int(text[1:])
            if not 0 <= frame <= len(index):
                raise ValueError(text)
            return int(index.pts_us[frame]) if frame < len(index) else index.end_us
        *larger, seconds = text.replace(",", ".").split(":")
        whole = float(seconds)
        for n, part in enumerate(reversed(larger)):
            whole += int(part) * 60 ** (n + 1)
    except ValueError as error:
        raise ValueError(f"“{text}” is no time; write 1:02.500, seconds as 62.5, or a frame as #308.") from error
    return round(whole * MICROS)


def _modifiers(before: str, text: str) -> tuple[tuple[str, str], ...]:
    found, had = _pairs(text), _pairs(before)
    return (*found.items(), *((name, "") for name in had if name not in found))


def _pairs(text: str) -> dict[str, str]:
    found = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, sign, value = part.partition("=")
        if not sign or not name.strip():
            raise ValueError(f"“{part}” is no modifier; write name=value, with semicolons between.")
        found[name.strip()] = value.strip()
    return found
