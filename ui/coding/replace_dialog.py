"""Find and replace: which events, as the table's line finds them, and what becomes otherwise in all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from coder.study.edits.changes import Edit
from coder.study.edits.event_verbs import ChangeEvents, ReplaceText
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme, role_of
from ui.operations.wording import subject_words
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.choice_box import ChoiceBox

NOTE, CODE, SUBJECT = "note", "code", "subject"

Finder = Callable[[str], Sequence[Event]]
"""Events that a query finds among those shown; raises StudyError where it cannot be read."""


class ReplaceDialog(AskingDialog):
    """Signals: ``chosen(edit, event ids)``: what shall be done to events of the coder's own."""

    chosen = Signal(object, object)

    def __init__(self, query: str, find: Finder, scheme: Scheme, coder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Find and replace"))
        self._find, self._scheme, self._coder = find, scheme, coder
        self._found: tuple[Event, ...] = ()
        self._others = 0
        """Events of other coders that are found too."""
        self.query = QLineEdit(query)
        self.query.setPlaceholderText(
            tr("all events; or smile, duration<0.5, note~hand, overlaps=touch, gap>2, @kept …")
        )
        self.what, self.code, self.subject = ChoiceBox(), ChoiceBox(), ChoiceBox(editable=True)
        self.sought, self.words = QLineEdit(), QLineEdit()
        self.regex = QCheckBox(tr("is a regular expression"))
        self.what.addItem(tr("words in comments"), NOTE)
        self.what.addItem(tr("code"), CODE)  # each begins otherwise, so that a letter chooses it
        self.what.addItem(tr("subject"), SUBJECT)
        for name in dict.fromkeys(one.name for code in scheme.codes for one in code.modifiers):
            self.what.addItem(tr("modifier “{name}”", name=name), tr("modifier {name}", name=name))
        called = Counter((code.role, code.label) for code in scheme.codes)
        for code in scheme.codes:
            own = f" ({code.id})" if called[code.role, code.label] > 1 else ""
            self.code.addItem(f"{subject_words(code.role)}: {code.label}{own}", f"{code.role}/{code.id}")
        named = [one.id for one in scheme.subjects]
        everybody = dict.fromkeys([*named, "child", "caregiver", "together", "other"])
        self.subject.addItems([subject_words(one) for one in everybody])
        self.said = QLabel(wordWrap=True)
        self._form = QFormLayout()
        for words, widget in (
            (tr("Which events"), self.query),
            (tr("What changes"), self.what),
            (tr("Find"), self.sought),
            ("", self.regex),
            (tr("Replace with"), self.words),
            (tr("Becomes"), self.code),
            (tr("Becomes whose"), self.subject),
        ):
            self._form.addRow(words, widget)
            widget.setAccessibleName(words or tr("how it is found"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(tr("Say what will change…"))
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(self._form)
        column.addWidget(self.said)
        column.addWidget(self.wrong)
        column.addWidget(buttons)
        self.resize(64 * self.fontMetrics().averageCharWidth(), self.sizeHint().height())
        self.query.textChanged.connect(self._look)
        self.what.currentIndexChanged.connect(self._show_fields)
        self.what.currentIndexChanged.connect(self._count)
        for line in (self.sought, self.words):
            line.textChanged.connect(self._count)
        self.regex.toggled.connect(self._count)
        self.code.currentIndexChanged.connect(self._count)
        self.subject.currentTextChanged.connect(self._count)
        self._show_fields()
        self._look()

    def _show_fields(self) -> None:
        what = str(self.what.currentData())
        written = what not in (CODE, SUBJECT)
        for widget, on in (
            (self.sought, written),
            (self.regex, written),
            (self.words, written),
            (self.code, what == CODE),
            (self.subject, what == SUBJECT),
        ):
            self._form.setRowVisible(widget, on)
        self.sought.setPlaceholderText("" if what == NOTE else tr("nothing: set the value, whatever it is now"))

    def _look(self) -> None:
        try:
            found = tuple(self._find(self.query.text()))
        except StudyError as error:
            self._found = ()
            self.said.setText(str(error))
        else:
            self._found = tuple(event for event in found if event.coder == self._coder)
            self._others = len(found) - len(self._found)
            self._count()
        self.ok.setEnabled(bool(self._found))

    def _count(self) -> None:
        """Say how many are found, and of how many it would change something: what is sought is part of the question."""
        self.say_wrong("")
        found, others = len(self._found), self._others
        theirs = tr(" {others} of others are like this too and stay as they are.", others=others) if others else ""
        if not found:
            self.said.setText(tr("None of your events are like this.{theirs}", theirs=theirs))
            return
        try:
            _, events = self._edit()
        except StudyError as error:
            self.said.setText(str(error))
            return
        if self.what.currentData() == NOTE and not self.sought.text():
            self.said.setText(tr("{number} of your events are like this.{theirs}", number=found, theirs=theirs))
        else:
            words = tr(
                "{changed} of {number} of your events would become otherwise.{theirs}",
                changed=len(events),
                number=found,
                theirs=theirs,
            )
            self.said.setText(words)

    def _choose(self) -> None:
        try:
            edit, events = self._edit()
        except StudyError as error:
            self.say_refused(str(error))
            return
        if self.what.currentData() == NOTE and not self.sought.text():
            self.say_refused(tr("There is nothing to look for; give the words that shall be replaced."))
        elif not events:
            self.say_refused(tr("None of these events become otherwise by that; nothing is changed."))
        elif self.ask():
            self.chosen.emit(edit, events)

    def _edit(self) -> tuple[Edit, tuple[str, ...]]:
        what, found = str(self.what.currentData()), self._found
        ids = tuple(event.id for event in found)
        if what == CODE:
            role, _, code = str(self.code.currentData()).partition("/")
            ids = tuple(event.id for event in found if role_of(event.subject) == role and event.code != code)
            return ChangeEvents(ids, code=code), ids
        if what == SUBJECT:
            subject = self._scheme.subject_of(self.subject.currentText())
            ids = tuple(event.id for event in found if event.subject != subject)
            return ChangeEvents(ids, subject=subject), ids
        within = what.removeprefix("modifier ") if what != NOTE else ""
        if within and not self.sought.text():
            takes = {f"{c.role}/{c.id}" for c in self._scheme.codes if any(m.name == within for m in c.modifiers)}
            value = self.words.text()
            ids = tuple(
                event.id
                for event in found
                if f"{role_of(event.subject)}/{event.code}" in takes and _values(event, within) != [value] * bool(value)
            )
            return ChangeEvents(ids, modifiers=((within, value),)), ids
        replacing = ReplaceText(ids, self.sought.text(), self.words.text(), regex=self.regex.isChecked(), within=within)
        if not self.sought.text():
            return replacing, ids
        ids = tuple(
            event.id
            for event in found
            if any(replacing.becomes(text) != text for text in (_values(event, within) if within else [event.note]))
        )
        return replace(replacing, events=ids), ids


def _values(event: Event, name: str) -> list[str]:
    return [value for held, value in event.modifiers if held == name]
