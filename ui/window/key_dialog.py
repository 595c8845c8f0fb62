"""The dialog in which a coder says which key does what."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coder.vocabulary.language import tr
from ui.widgets.cell_table import CellTable
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.measure import open_at
from ui.widgets.search_line import SearchLine
from ui.window.key_presets import PRESETS
from ui.window.keymap import Keymap, shown
from ui.window.other_names import OTHER_NAMES

OWN = tr("Your own")
_KEY_CHARS = 16
"""Letters of the longest key that one is likely to press."""


class KeyDialog(QDialog):
    """Signals: ``chosen(Keymap)`` at each change, which counts at once."""

    chosen = Signal(object)

    def __init__(self, keymap: Keymap, parent: QWidget | None = None, *, letters: frozenset[str] = frozenset()) -> None:
        """``letters`` are the keys that code by hand in the study that is open."""
        super().__init__(parent)
        self._letters = letters
        self.setWindowTitle(tr("Keys"))
        self.keymap = keymap
        self.preset = ChoiceBox()
        self.preset.setAccessibleName(tr("keys as in"))
        self.preset.addItems([*PRESETS, OWN])
        self.filter = SearchLine()
        self.filter.setPlaceholderText(tr("Find an action by its name or key"))
        self.filter.setAccessibleName(tr("find an action"))
        self.table = CellTable(tr("actions and their keys"), (tr("Action"), tr("Menu"), tr("Keys")), wide=(0,))
        self.pressed = QKeySequenceEdit()
        self.pressed.setMaximumSequenceLength(1)
        self.pressed.setMinimumWidth(_KEY_CHARS * self.fontMetrics().averageCharWidth())
        for heard in (self.pressed, *self.pressed.findChildren(QLineEdit)):  # the line within is what has the focus
            heard.setAccessibleName(tr("the key that is wanted; press it"))
        self.add, self.take_off, self.as_first = (
            QPushButton(tr("&Give it this key")),
            QPushButton(tr("&Take its keys off")),
            QPushButton(tr("&Usual keys")),
        )
        self.said = QLabel(tr("Choose an action, press a key in the box, and give it to the action."))
        self.said.setWordWrap(True)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(QLabel(tr("Keys as in")))
        above.addWidget(self.preset)
        above.addWidget(self.filter, 1)
        for widget in (self.pressed, self.add, self.take_off, self.as_first):
            below.addWidget(widget)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(above)
        layout.addWidget(self.table, 1)
        layout.addLayout(below)
        layout.addWidget(self.said)
        layout.addWidget(close)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Return is a key like others in the box
        open_at(self, chars=97, lines=41)
        self._fill()
        self.preset.activated.connect(self._take_preset)
        self.filter.textChanged.connect(self._sift)
        self.add.clicked.connect(self._give)
        self.take_off.clicked.connect(lambda: self._set(()))
        self.as_first.clicked.connect(self._usual)

    def select(self, action: str) -> None:
        """Choose an action."""
        row = next(n for n, one in enumerate(self.keymap.table) if one.id == action)
        self.table.selectRow(row)

    @property
    def _action(self) -> str | None:
        rows = self.table.selectionModel().selectedRows()
        return self.keymap.table[rows[0].row()].id if rows else None

    def _fill(self) -> None:
        self.table.setRowCount(len(self.keymap.table))
        with self.table.filled():
            for row, action in enumerate(self.keymap.table):
                keys = tr(" or ").join(shown(key) for key in self.keymap.keys(action.id))
                for column, text in enumerate((action.text.rstrip("…"), action.menu, keys)):
                    item = QTableWidgetItem(text)
                    item.setToolTip(action.tip or text)
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, text or tr("no key"))
                    self.table.setItem(row, column, item)
        name = next(
            (name for name, keys in PRESETS.items() if self.keymap.as_preset(keys).chosen == self.keymap.chosen), OWN
        )
        self.preset.setCurrentText(name)

    def _sift(self, text: str) -> None:
        words = text.casefold().split()
        for row, action in enumerate(self.keymap.table):
            keys = " ".join(shown(key) for key in self.keymap.keys(action.id))
            held = " ".join((action.text, action.menu, keys, *OTHER_NAMES.get(action.id, ()))).casefold()
            self.table.setRowHidden(row, not all(word in held for word in words))

    def _give(self) -> None:
        action = self._action
        if action is None:
            self._say(tr("Choose an action first."))
            return
        key = self.pressed.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        why = self.keymap.why_not(action, key)
        if why:
            self._say(why)
            return
        self._set((*self.keymap.keys(action), key))
        self.pressed.clear()

    def _usual(self) -> None:
        action = self._action
        if action is None:
            self._say(tr("Choose an action first."))
            return
        usual = next(one.keys for one in self.keymap.table if one.id == action)
        for key in usual:
            if why := self.keymap.why_not(action, key):
                self._say(why)
                return
        self._set(usual)

    def _set(self, keys: tuple[str, ...]) -> None:
        action = self._action
        if action is None:
            self._say(tr("Choose an action first."))
            return
        self._take(self.keymap.with_keys(action, keys))
        self.select(action)
        name = next(one.text.rstrip("…") for one in self.keymap.table if one.id == action)
        listed = tr(" or ").join(shown(key) for key in keys)
        said = (
            tr("“{name}” is done by {listed}.", name=name, listed=listed)
            if keys
            else tr("“{name}” has no key; menu and palette still do it.", name=name)
        )
        self._say(f"{said} {self.keymap.hidden_by(self._letters, action, keys)}".rstrip())

    def _take_preset(self, _: int) -> None:
        name = self.preset.currentText()
        if name in PRESETS:
            self._take(self.keymap.as_preset(PRESETS[name]))
            self._say(tr("Keys as in {name}. What held one of these keys before has given it up.", name=name))

    def _take(self, keymap: Keymap) -> None:
        self.keymap = keymap
        self._fill()
        self._sift(self.filter.text())
        self.chosen.emit(keymap)

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
