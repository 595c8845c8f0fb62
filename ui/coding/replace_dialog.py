"""Find and replace: which events, as the table's line finds them, and what becomes otherwise in all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
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
from ui.widgets.choice_box import ChoiceBox

NOTE, CODE, SUBJECT = "note", "code", "subject"

Finder = Callable[[str], Sequence[Event]]
"""Events that a query finds among those shown; raises StudyError where it cannot be read."""


class ReplaceDialog(QDialog):
    """Signals: ``chosen(edit, event ids)``: what shall be done to events of the coder's own."""

    chosen = Signal(object, object)

    def __init__(self, query: str, find: Finder, scheme: Scheme, coder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Find and replace"))
        self._find, self._scheme, self._coder = find, scheme, coder
        self._found: tuple[Event, ...] = ()
        self.query = QLineEdit(query)
        self.query.setPlaceholderText(
            tr("all events; or smile, duration<0.5, note~hand, overlaps=touch, gap>2, @kept …")
        )
        self.what, self.code, self.subject = ChoiceBox(), ChoiceBox(), ChoiceBox(editable=True)
        self.sought, self.words = QLineEdit(), QLineEdit()
        self.regex = QCheckBox(tr("is a regular expression"))
        self.what.addItem(tr("words in comments"), NOTE)
        self.what.addItem(tr("the code"), CODE)
        self.what.addItem(tr("the subject"), SUBJECT)
        for name in dict.fromkeys(one.name for code in scheme.codes for one in code.modifiers):
            self.what.addItem(tr("the modifier “{name}”", name=name), tr("modifier {name}", name=name))
        for code in scheme.codes:
            self.code.addItem(f"{subject_words(code.role)}: {code.label}", f"{code.role}/{code.id}")
        named = [one.id for one in scheme.subjects]
        self.subject.addItems(list(dict.fromkeys([*named, "child", "caregiver", "together", "other"])))
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
        column.addWidget(buttons)
        self.resize(64 * self.fontMetrics().averageCharWidth(), self.sizeHint().height())
        self.query.textChanged.connect(self._look)
        self.what.currentIndexChanged.connect(self._show_fields)
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
            others = len(found) - len(self._found)
            theirs = tr(" {others} of others are like this too and stay as they are.", others=others) if others else ""
            self.said.setText(
                tr("{number} of your events are like this.{theirs}", number=len(self._found), theirs=theirs)
            )
        self.ok.setEnabled(bool(self._found))

    def _choose(self) -> None:
        edit, events = self._edit()
        if not events:
            self.said.setText(tr("None of these events can become that; choose a code of whom they are about."))
            return
        self.chosen.emit(edit, events)
        self.accept()

    def _edit(self) -> tuple[Edit, tuple[str, ...]]:
        what, found = str(self.what.currentData()), self._found
        ids = tuple(event.id for event in found)
        if what == CODE:
            role, _, code = str(self.code.currentData()).partition("/")
            ids = tuple(event.id for event in found if role_of(event.subject) == role)
            return ChangeEvents(ids, code=code), ids
        if what == SUBJECT:
            return ChangeEvents(ids, subject=self._scheme.subject_of(self.subject.currentText())), ids
        within = what.removeprefix("modifier ") if what != NOTE else ""
        if within and not self.sought.text():
            takes = {f"{c.role}/{c.id}" for c in self._scheme.codes if any(m.name == within for m in c.modifiers)}
            ids = tuple(event.id for event in found if f"{role_of(event.subject)}/{event.code}" in takes)
            return ChangeEvents(ids, modifiers=((within, self.words.text()),)), ids
        words = self.words.text()
        return ReplaceText(ids, self.sought.text(), words, regex=self.regex.isChecked(), within=within), ids
