"""An event as fields: code and subject as menus, times as seconds, clock or frames, modifiers, comment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from coder.media import FrameIndex
from coder.study.edits.event_verbs import ChangeEvents
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import Modifier
from coder.vocabulary.scheme import Code, CodeKind, Scheme, role_of
from coder.vocabulary.time import format_us
from ui.coding.modifier_fields import AS_IT_IS, ModifierFields
from ui.operations.wording import subject_words
from ui.widgets.choice_box import ChoiceBox
from ui.window.typed_time import typed_us

_DIFFER = tr("(they differ)")
_TIME = tr("0:12.340, 12.34, or #308 for a frame")

_MODIFIERS = tr("if any, such as: hand=left; toy=ball")


class EventForm(QWidget):
    """Asks what shall be otherwise; what is left as it was is not touched.

    Signals
    -------
    committed()
        A person has chosen or typed, and gone on to something else.
    """

    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._events: tuple[Event, ...] = ()
        self._index: FrameIndex | None = None
        self._before: dict[str, str] = {}
        self._lists: dict[str, tuple[Modifier, ...]] = {}
        self._scheme: Scheme | None = None
        self.code, self.subject = _Menu(), _Menu(editable=True)
        self.onset, self.offset = QLineEdit(), QLineEdit()
        for line in (self.onset, self.offset):
            line.setPlaceholderText(_TIME)
            line.setToolTip(tr("A time as 0:12.340 or 12.34, or a frame as #308"))
        self.modifiers, self.comment = QLineEdit(), QLineEdit()
        self.details = ModifierFields()
        self.wrong = QLabel(wordWrap=True)
        self._labels: dict[QWidget, QLabel] = {}
        self.modifiers.setPlaceholderText(_MODIFIERS)
        self.modifiers.setToolTip(
            tr("Details that this code does not ask for, each as name=value, with semicolons between; empty is fine.")
        )
        for words, field in (
            (tr("Code"), self.code),
            (tr("Subject"), self.subject),
            (tr("Onset"), self.onset),
            (tr("Offset"), self.offset),
            (tr("Comment"), self.comment),
            (tr("Modifiers"), self.modifiers),
            (tr("Modifiers"), self.details),
        ):
            label = self._labels[field] = QLabel(words, self)
            label.setBuddy(field)
            field.setAccessibleName(words.lower())
        self._lay_out()
        self.code.currentIndexChanged.connect(self._offer_details)
        for menu in (self.code, self.subject):
            menu.activated.connect(lambda _: self.committed.emit())
        typed = self.subject.lineEdit()
        assert typed is not None
        for line in (typed, self.onset, self.offset, self.modifiers, self.comment):
            line.editingFinished.connect(self.committed)
        self.wrong.hide()

    def _lay_out(self) -> None:
        """One field below the other, each with its label; a code is read whole."""
        self.code.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for row, (field, label) in enumerate(self._labels.items()):
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self.wrong, len(self._labels), 0, 1, 2)
        grid.setColumnStretch(1, 1)

    def show_field(self, field: QWidget, shown: bool) -> None:
        """Show a field with its label, or not."""
        field.setVisible(shown)
        self._labels[field].setVisible(shown)

    @property
    def events(self) -> tuple[Event, ...]:
        """What the fields are about."""
        return self._events

    def show_events(self, events: Sequence[Event], scheme: Scheme, index: FrameIndex) -> None:
        """Fill the fields; of several events only what is one for all can be changed."""
        self._events, self._index, first = tuple(events), index, events[0]
        one = len(events) == 1
        codes = _codes_for(events, scheme)
        self._scheme = scheme
        self._lists = {code.id: code.modifiers for code in codes}
        self.code.blockSignals(True)
        self.code.clear()
        if not one or first.code not in self._lists:
            self.code.addItem(_as_it_is(event.code for event in events) if not one else first.code, None)
        for code in codes:
            self.code.addItem(code.label, code.id)
        self.code.setCurrentIndex(max(self.code.findData(first.code), 0) if one else 0)
        self.code.blockSignals(False)
        self.subject.clear()
        held = subject_words(first.subject) if one else _as_it_is(event.subject for event in events)
        self.subject.addItems(list(dict.fromkeys([held, *map(subject_words, _subjects_for(events, scheme))])))
        for line, time in ((self.onset, first.onset_us), (self.offset, first.offset_us)):
            line.setText(format_us(time) if one else "")
            line.setPlaceholderText(_TIME if one else tr("each keeps its own; “Move by” moves them"))
            line.setEnabled(one)
        self.modifiers.setText("; ".join(f"{name}={value}" for name, value in first.modifiers) if one else "")
        self.modifiers.setPlaceholderText(
            _MODIFIERS if one else f"{_as_it_is(event.modifiers for event in events)} {_MODIFIERS}"
        )
        self.comment.setText(first.note if one else "")
        self.comment.setPlaceholderText("" if one else _as_it_is(event.note for event in events))
        self._before = self._said()
        self._offer_details()
        self.say_wrong("")

    @property
    def typing(self) -> tuple[str, str, int] | None:
        """The field in which somebody is writing, what is written there, and where; None where nothing is new."""
        for name, line in self._lines().items():
            if line.hasFocus() and line.isModified():
                return name, line.text(), line.cursorPosition()
        return None

    def type_on(self, name: str, text: str, at: int) -> None:
        """Have what is being written in a field stand there again."""
        line = self._lines().get(name)
        if line is not None:
            line.setText(text)
            line.setCursorPosition(at)
            line.setModified(True)

    def nothing_typed(self) -> None:
        """Take what stands in the fields as kept: nobody is writing any more."""
        for line in self._lines().values():
            line.setModified(False)

    def _lines(self) -> dict[str, QLineEdit]:
        lines = {"onset": self.onset, "offset": self.offset, "modifiers": self.modifiers, "comment": self.comment}
        named = {f"detail {name}": field for name, field in self.details.fields.items() if isinstance(field, QLineEdit)}
        return lines | named

    def let_change(self, may: bool) -> None:
        """Let every field be changed, or only read."""
        for field in self._labels:
            field.setEnabled(may)

    def say_wrong(self, sentence: str) -> None:
        """Say what was not understood; "" where all was."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))

    def change(self) -> ChangeEvents | None:
        """Return what shall be otherwise, None where nothing shall; raise ValueError in a sentence."""
        assert self._index is not None
        assert self._scheme is not None
        said = self._said()
        new = {name: text for name, text in said.items() if text != self._before[name]}
        times = {name: typed_us(new[name], self._index) for name in ("onset", "offset") if name in new}
        modifiers = _modifiers(self._before["modifiers"], new["modifiers"]) if "modifiers" in new else ()
        modifiers = self.details.said if self.details.fields else modifiers
        code = self.code.currentData()
        code = None if len(self._events) == 1 and code == self._events[0].code else code
        if code is None and not new and not modifiers:
            return None
        return ChangeEvents(
            tuple(event.id for event in self._events),
            code=code,
            subject=self._scheme.subject_of(new["subject"]) if "subject" in new else None,
            onset_us=times.get("onset"),
            offset_us=times.get("offset"),
            modifiers=modifiers,
            comment=new.get("comment"),
        )

    def _offer_details(self) -> None:
        """Ask for what the chosen code lists, and say what it does not take; one that lists nothing takes any."""
        lists = [self._listed(event) for event in self._events]
        chosen = self.code.currentData()
        # Of several codes only what each of them lists can be given to all.
        alike = tuple(one for one in lists[0] if all(one in listed for listed in lists))
        listed = alike if chosen is None else self._lists.get(chosen, ())
        told = [(lists[n], event.modifiers) for n, event in enumerate(self._events)]
        held = next((name for name, field in self.details.fields.items() if field.hasFocus()), None)
        self.details.show_code(listed, told, becomes=len(told) == 1 or chosen is not None)
        before: QWidget = self.modifiers
        for name, field in self.details.fields.items():
            QWidget.setTabOrder(before, field)  # made anew, it would come after all else in the window
            before = field
            if name == held:
                field.setFocus()
            if isinstance(field, QComboBox):
                field.activated.connect(lambda _: self.committed.emit())
            else:
                field.editingFinished.connect(self.committed)
        asked = bool(listed or any(lists))
        self.show_field(self.modifiers, not asked)
        self.show_field(self.details, asked)

    def _listed(self, event: Event) -> tuple[Modifier, ...]:
        """The modifiers that the code of an event asks for."""
        role = role_of(event.subject)
        known = self._scheme is not None and self._scheme.has(role, event.code)
        return self._scheme.code(role, event.code).modifiers if known and self._scheme is not None else ()

    def _said(self) -> dict[str, str]:
        lines = {"onset": self.onset, "offset": self.offset, "modifiers": self.modifiers, "comment": self.comment}
        return {name: line.text().strip() for name, line in lines.items()} | {"subject": self.subject.currentText()}


def _as_it_is(values: Iterable[object]) -> str:
    """What a field says of several events before somebody chooses: that they differ in it, or that it stays."""
    return AS_IT_IS if len(set(values)) < 2 else _DIFFER


def _codes_for(events: Sequence[Event], scheme: Scheme) -> list[Code]:
    """The codes that events can become: of whom they are about; of several no state where one of them is a point."""
    roles = {role_of(event.subject) for event in events}
    points = len(events) > 1 and any(event.onset_us == event.offset_us for event in events)
    return [
        code
        for code in scheme.codes
        if code.role == role_of(events[0].subject)
        and all(scheme.has(role, code.id) for role in roles)
        and not (points and code.kind is CodeKind.STATE)
    ]


def _subjects_for(events: Sequence[Event], scheme: Scheme) -> list[str]:
    """Whose events they can become: of everybody whom the scheme names, those who have codes like theirs."""
    everybody = (*(one.id for one in scheme.subjects), "child", "caregiver", "together", "other")
    return [one for one in everybody if all(scheme.has(role_of(one), event.code) for event in events)]


class _Menu(ChoiceBox):
    """A menu that a wheel which passes over it does not turn: what it says is data."""

    def __init__(self, *, editable: bool = False) -> None:
        super().__init__()
        self.setEditable(editable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only a hand that went there on purpose turns it."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _modifiers(before: str, text: str) -> tuple[tuple[str, str], ...]:
    found, had = _pairs(text), _pairs(before)
    return (*found.items(), *((name, "") for name in had if name not in found))


def _pairs(text: str) -> dict[str, str]:
    found = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, sign, value = part.partition("=")
        if not sign or not name.strip():
            raise ValueError(tr("“{part}” is no modifier; write name=value, with semicolons between.", part=part))
        found[name.strip()] = value.strip()
    return found
