"""The passes of a study, with how far every coder is with each through each recording."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from coder.study.coding_passes import DETAILS, Pass, PassProgress
from coder.vocabulary.language import named, tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us
from ui.operations.wording import subject_words
from ui.widgets.keys_now import KEYS
from ui.widgets.measure import open_at
from ui.widgets.row_table import RowsTable, Words

_HINT = tr(
    "Enter works through a pass in the recording that is shown. Ctrl+Down goes to its next event; Ctrl+Shift+Down says "
    "that it is done, Ctrl+Shift+Up leaves it for now."
)


class PassesDialog(QDialog):
    """Signals: ``chosen(Pass)`` to be worked through, ``new_asked``, ``forgotten(str)`` with a name."""

    chosen = Signal(object)
    new_asked = Signal()
    forgotten = Signal(str)

    def __init__(
        self,
        passes: Sequence[Pass],
        progress: Sequence[PassProgress],
        scheme: Scheme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Passes"))
        self._passes = {one.name: one for one in passes}
        self.table = RowsTable(
            tr("passes"), (tr("pass"), tr("about"), tr("by"), tr("speed")), give_way=(tr("speed"), tr("by"))
        )
        listed = list(self._passes.values())
        self.table.fill(list(self._passes), lambda row: _pass_words(listed[row], scheme))
        self.table.choose(listed[0].name)
        self.table.activated_row.connect(self._choose)
        self.progress = RowsTable(
            tr("progress of everybody"),
            (tr("pass"), tr("recording"), tr("coder"), tr("ahead"), tr("reached")),
            give_way=(tr("reached"),),
        )
        self.progress.fill([str(n) for n in range(len(progress))], lambda row: _far_words(progress[row]))
        work, new, forget = QPushButton(tr("Work through it")), QPushButton(tr("New…")), QPushButton(tr("Forget it"))
        work.clicked.connect(lambda _=False: self._choose(self.table.current_key or ""))
        new.clicked.connect(lambda _=False: self._ask_new())
        forget.clicked.connect(lambda _=False: self._forget())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button in (work, new, forget):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        self.work, self.new, self.forget = work, new, forget
        column = QVBoxLayout(self)
        column.addWidget(QLabel(KEYS.said(_HINT), wordWrap=True))
        column.addWidget(self.table, 1)
        column.addWidget(QLabel(tr("How far everybody is")))
        column.addWidget(self.progress, 1)
        column.addWidget(buttons)
        open_at(self, chars=90, lines=28)
        self.table.setFocus()

    def _choose(self, name: str) -> None:
        if name in self._passes:
            self.accept()
            self.chosen.emit(self._passes[name])

    def _ask_new(self) -> None:
        self.accept()
        self.new_asked.emit()

    def _forget(self) -> None:
        name = self.table.current_key
        if name is not None and name != DETAILS:
            self.accept()
            self.forgotten.emit(name)


def _pass_words(one: Pass, scheme: Scheme) -> Words:
    acts = {f"{code.role}/{code.id}": f"{subject_words(code.role)} {code.label}" for code in scheme.codes}
    codes, subjects = (acts.get(code, code) for code in one.codes), map(subject_words, one.subjects)
    about = [one.query, *codes, *subjects, tr("of {layer}", layer=one.layer) if one.layer else ""]
    cells = (one.name, ", ".join(filter(None, about)), named(one.order), f"{one.speed:g}×")
    keys = ", ".join(f"{key.upper()} {acts.get(code, code)}" for code, key in one.keys)
    return Words(cells, tip=tr("Keys of its own: {keys}", keys=keys) if keys else "")


def _far_words(far: PassProgress) -> Words:
    state = tr("done") if far.done_at is not None else tr("{ahead} of {events}", ahead=far.ahead, events=far.events)
    return Words((far.name, far.recording, far.coder, state, format_us(far.reached_us)))
