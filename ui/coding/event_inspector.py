"""The event in hand, changed where it is shown: what is chosen or typed is an edit at once, with its undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from coder.media import FrameIndex
from coder.study.edits.event_verbs import ChangeEvents
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import MICROS
from ui.coding.event_form import EventForm
from ui.widgets.measure import HAIR, SNUG, USUAL, WIDE, ScaledLabel, Type

_RULE = tr("Enter keeps it, Tab keeps it and goes on, Esc goes back to the picture.")


class EventInspector(EventForm):
    """The form of one event: what it is and of whom, large; from when to when; below, what is seldom said.

    It lies on a ground of its own, with the subject's colour at its side as in the timeline.

    Enter keeps what is typed, and the keys stay in the field; Tab keeps it and goes on; Esc puts back what is not kept.

    Signals: ``chosen(ChangeEvents)``, ``done()`` where Esc gives the keys back to the picture.
    """

    chosen = Signal(object)
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.lasts = ScaledLabel(quiet=True)
        self.more = QToolButton()
        self.more.setCheckable(True)
        self.more.setAutoRaise(True)
        self.hue_of: Callable[[str], QColor | None] = lambda _: None
        """A subject's colour; whoever puts the timeline beside it says how to find it."""
        super().__init__(parent)
        self.setAccessibleName(tr("the event in hand"))
        self._scheme: Scheme | None = None
        self._sent: ChangeEvents | None = None
        self._own = True
        self._putting_back = False
        self.committed.connect(self._commit)
        self.hide()

    def _lay_out(self) -> None:
        """In order of what one asks first; code and subject need no label, the rest has a quiet one."""
        for field in (self.code, self.subject):
            self._labels[field].hide()
        for label in self._labels.values():
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.more.setText(tr("Modifiers"))
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.toggled.connect(lambda _: self._unfold())
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE + USUAL, USUAL, USUAL, USUAL)
        column.setSpacing(SNUG)
        column.addLayout(_row((self.code, 3), (self.subject, 2)))
        column.addLayout(_row(*self._labelled(self.onset), *self._labelled(self.offset), (self.lasts, 0)))
        column.addLayout(_row(*self._labelled(self.comment), (self.more, 0)))
        column.addLayout(_row(*self._labelled(self.modifiers)))
        column.addWidget(self.details)  # each of its fields has its name: no word more takes their room
        column.addWidget(self.wrong)
        column.addStretch(1)
        self._enlarge()

    def _labelled(self, field: QWidget) -> tuple[tuple[QWidget, int], ...]:
        return (self._labels[field], 0), (field, 1)

    def show_field(self, field: QWidget, shown: bool) -> None:
        """Show a field with its label, or not; a line for modifiers only where one opened it, or something is said."""
        if field is self.modifiers:
            self.more.setVisible(shown)
            self.more.setChecked(self.more.isChecked() or bool(self.modifiers.text()))
        super().show_field(field, shown and (field is not self.modifiers or self.more.isChecked()))
        self._labels[self.details].hide()
        self._unfold()

    def _say_rule(self) -> None:
        """Say in every field's tip what its keys do."""
        for field in (*self._labels, *self.details.fields.values()):
            own = field.toolTip().removesuffix(_RULE).strip()
            field.setToolTip(f"{own}\n{_RULE}" if own else _RULE)

    def _unfold(self) -> None:
        opened = self.more.isChecked()
        self.more.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        super().show_field(self.modifiers, opened and not self.more.isHidden())

    def show_event(
        self, event: Event | None, scheme: Scheme | None, index: FrameIndex | None, *, own: bool = True
    ) -> None:
        """Show an event; one that is shown already and did not change is left alone, with what is being typed.

        Another coder's is to be read, not changed, and says whose it is.
        """
        self.setVisible(event is not None)
        self.update()  # the colour at its side is somebody else's, or shared out anew
        if event is None or scheme is None or index is None:
            self._events = ()
        elif self.events != (event,) or scheme is not self._scheme or own is not self._own:
            self._scheme, self._own = scheme, own
            self._show(event, scheme, index)

    def put_back(self) -> None:
        """Show the event as it is: what was typed was refused, or given up."""
        if self.events and self._scheme is not None and self._index is not None:
            self._putting_back = True
            self._show(self.events[0], self._scheme, self._index)
            self._putting_back = False

    def _show(self, event: Event, scheme: Scheme, index: FrameIndex) -> None:
        self._sent = None
        # What came back may be the answer to the field before: what is typed since in another one is not wiped.
        same = [one.id for one in self.events] == [event.id]
        typing = self.typing if same and not self._putting_back else None
        self.show_events([event], scheme, index)
        self._say_rule()
        if typing is not None:
            self.type_on(*typing)
        lasts = event.offset_us - event.onset_us
        self.lasts.setText(f"{lasts / MICROS:.2f} s" if lasts else tr("a point"))
        self.let_change(self._own)
        self.say_wrong("" if self._own else whose_words(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the event's own words back, and goes to the picture; Enter is the end of a line, and stays there."""
        if event.key() == Qt.Key.Key_Escape and self.events:
            self.put_back()
            self.done.emit()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ground of its own, a line that parts it from the page above, and the subject's colour."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        painter.fillRect(0, 0, self.width(), HAIR, self.palette().mid())
        hue = self.hue_of(self.events[0].subject) if self.events else None
        if hue is not None:
            painter.fillRect(0, HAIR, SNUG, self.height(), hue)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the letters of the window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._enlarge()

    def _enlarge(self) -> None:
        self.code.setFont(Type.TITLE.font(self.font()))

    def _commit(self) -> None:
        if not self.events or not self._own:
            return
        try:
            change = self.change()
        except ValueError as error:
            self.say_wrong(str(error))
            return
        self.say_wrong("")
        if change is not None and change != self._sent:
            self._sent = change  # Enter, and then leaving the field, is one edit
            self.nothing_typed()
            self.chosen.emit(change)


def _row(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(USUAL)
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row


def whose_words(event: Event) -> str:
    """Say of another coder's event whose it is, and how one builds on it."""
    return tr(
        "{coder}'s event: to be read, not changed. Ctrl+Shift+U copies it into your own layer.", coder=event.coder
    )
