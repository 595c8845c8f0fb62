"""Two layers of a recording side by side: each place where they differ, what both say, and what the codes mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from coder.study.layer_differences import DifferenceKind, LayerDifference
from coder.vocabulary.events import Event
from coder.vocabulary.language import named, tr
from coder.vocabulary.scheme import Scheme, role_of
from coder.vocabulary.time import format_us
from ui.operations.wording import code_words, span_words, subject_words
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.measure import open_at
from ui.widgets.own_window import OwnWindow
from ui.widgets.prose_label import ProseLabel
from ui.widgets.row_table import LEAST_ROWS, RowsTable, Words

SIDES = ("1", "2")
"""Keys that take one side where differences are settled; the buttons name whose it is."""
NOTHING = "nothing"


class DifferencesWindow(OwnWindow):
    """Signals: ``asked(str, str)`` with two layers, ``moment(LayerDifference)`` to be played, ``pressed(str)`` with a
    key of ``verbs``, ``closed``.
    """

    BESIDE_PICTURE = True

    asked = Signal(str, str)
    moment = Signal(object)
    pressed = Signal(str)
    closed = Signal()

    def __init__(
        self,
        title: str,
        layers: Sequence[str],
        two: tuple[str, str],
        verbs: Mapping[str, str],
        parent: QWidget,
        *,
        sides: tuple[str, str] = (tr("one"), tr("other")),
        settles: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.first, self.second = ChoiceBox(), ChoiceBox()
        for box, name, held in ((self.first, tr("one layer"), two[0]), (self.second, tr("another layer"), two[1])):
            box.addItems(list(layers))
            box.setAccessibleName(name)
            box.setCurrentText(held)
            box.currentIndexChanged.connect(self.ask)
        self.said = ProseLabel()
        self.table = RowsTable(
            tr("places where the two differ"),
            (tr("at"), tr("who"), *sides, tr("differs by"), *([tr("settled")] if settles else [])),
            give_way=(tr("differs by"), *([tr("settled")] if settles else [])),
            least_rows=LEAST_ROWS,
        )
        self.table.moved.connect(self._show)
        self.table.activated_row.connect(self._play)
        self.table.installEventFilter(self)
        self.both = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.both.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons: dict[str, QPushButton] = {}
        chosen = QWidget()
        head, foot = QHBoxLayout(chosen), FlowLayout()
        head.setContentsMargins(0, 0, 0, 0)
        for widget in (self.first, QLabel(tr("and")), self.second):
            head.addWidget(widget, 0 if isinstance(widget, QLabel) else 1)
        chosen.setVisible(settles)  # whose the two are is chosen where any two can be settled
        for key, words in {"Space": tr("Play again"), **verbs}.items():
            button = self.buttons[key] = QPushButton(f"{words}  ({key})")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, pressed=key: self._press(pressed))
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(chosen)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        column.addWidget(self.both)
        column.addLayout(foot)
        open_at(self, chars=109, lines=37)
        self._differences: dict[str, LayerDifference] = {}
        self._scheme: Scheme | None = None
        self._named = tuple(zip(sides, two, strict=True)) if not settles else ()
        self._settles = settles
        self.table.setFocus()

    @property
    def current(self) -> LayerDifference | None:
        """The place in hand."""
        return self._differences.get(self.table.current_key or "")

    @property
    def layers(self) -> tuple[str, str]:
        """The two that are compared."""
        return self.first.currentText(), self.second.currentText()

    def ask(self) -> None:
        """Ask for the two layers that are chosen."""
        one, other = self.layers
        if one == other:
            self.show_differences((), None, {}, tr("Choose two layers; both boxes say {one}.", one=one))
        else:
            self.asked.emit(one, other)

    def show_differences(
        self, found: Sequence[LayerDifference], scheme: Scheme | None, settled: Mapping[str, str], said: str
    ) -> None:
        """Show the places; ``settled`` says of events by id whose word was taken."""
        before, place = self.current, self.table.currentIndex().row()
        self._scheme = scheme
        self._differences = {_key(one): one for one in found}
        self.said.setText(said)
        if self._settles:
            self.table.head(dict(enumerate(self.layers, start=2)))
            for key, one in zip(SIDES, self.layers, strict=True):
                words = tr("Take {coder}'s", coder=one)
                self.buttons[key].setText(f"{words}  ({key})")
        listed = list(self._differences.values())
        self.table.fill(
            list(self._differences),
            lambda row: self._words(listed[row], scheme, settled) if scheme else Words(()),
        )
        if self._differences and self.table.current_key is None:
            keys = list(self._differences)
            held = _key(before) if before is not None else ""
            self.table.choose(held if held in keys else keys[min(max(place, 0), len(keys) - 1)])
        self._describe()
        if self.current is not None and before is None:
            self._play("")  # whoever opens it sees the first at once
        for button in self.buttons.values():
            button.setEnabled(bool(self._differences))

    def always_enabled(self, *keys: str) -> None:
        """Let verbs that are about no place in particular act where there is none."""
        for key in keys:
            self.buttons[key].setEnabled(True)

    def go(self, steps: int) -> None:
        """Go on to another place."""
        if len(self._differences) > 1:
            self.table.step(steps)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the table: the verbs of this window."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            named = "Space" if event.key() == Qt.Key.Key_Space else event.text().upper()
            if named in self.buttons and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                if not event.isAutoRepeat():
                    self._press(named)
                return True
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nobody waits any more."""
        self.closed.emit()
        super().closeEvent(event)

    def _words(self, one: LayerDifference, scheme: Scheme, settled: Mapping[str, str]) -> Words:
        sides = [
            NOTHING if event is None else code_words(scheme, event.subject, event.code)
            for event in (one.first, one.second)
        ]
        taken = next((settled[event.id] for event in one.events if event.id in settled), "")
        cells = (format_us(one.span.onset_us), subject_words(one.subject), *sides, self._kind(one.kind))
        return Words((*cells, taken) if self._settles else cells)

    def _kind(self, kind: DifferenceKind) -> str:
        """How the two differ, by the names of the sides."""
        alone = {DifferenceKind.FIRST_ONLY: 0, DifferenceKind.SECOND_ONLY: 1}.get(kind)
        sides = [side for side, _ in self._named] or self.layers
        return named(kind) if alone is None else tr("only {side}", side=sides[alone])

    def _press(self, key: str) -> None:
        if key == "Space":
            self._play("")
        elif self.buttons[key].isEnabled():
            self.pressed.emit(key)

    def _show(self, _key: str) -> None:
        self._describe()
        self._play("")

    def _play(self, _key: str) -> None:
        if self.current is not None:
            self.moment.emit(self.current)

    def _describe(self) -> None:
        one, scheme = self.current, self._scheme
        if one is None or scheme is None:
            self.both.setText("")
            return
        whose = [tr("{side} ({name})", side=side, name=name) for side, name in self._named] or list(self.layers)
        said = zip(whose, (one.first, one.second), strict=True)
        lines = [f"{layer}: {_said(event, scheme)}" for layer, event in said]
        meant = {
            code.label: code.description
            for event in one.events
            for code in scheme.codes
            if (code.role, code.id) == (role_of(event.subject), event.code) and code.description
        }
        self.both.setText("\n".join([*lines, *(f"“{label}”: {text}" for label, text in meant.items())]))


def _key(one: LayerDifference) -> str:
    return "/".join(event.id for event in one.events)


def _said(event: Event | None, scheme: Scheme) -> str:
    if event is None:
        return NOTHING
    details = "".join(f", {name}={value}" for name, value in event.modifiers)
    note = f" (“{event.note}”)" if event.note else ""
    span = span_words(event.onset_us, event.offset_us)
    return f"{code_words(scheme, event.subject, event.code)}{details}, {span}{note}"
