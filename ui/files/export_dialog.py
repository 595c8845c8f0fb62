"""The export dialog: which recordings, in which format, with what, and what is lost, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from coder.interchange.formats import format_named, formats
from coder.vocabulary.language import plural, tr
from ui.operations.events_export import Preview, Wanted
from ui.operations.exchange_words import OVER_ALL_OF_IT
from ui.operations.study_disclosure import names_apart
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.measure import open_at
from ui.window.late_answer import while_there

Ask = Callable[[Wanted, Callable[[Preview | str], None]], None]
"""Ask the study what a file would hold; the answer is the preview, or the sentence that says why there is none."""

_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recording that might go: ``reason`` says why it stays in, or is None."""

    id: str
    name: str
    reason: str | None


class ExportDialog(AskingDialog):
    """Nothing is written here. Signals: ``chosen(Wanted)``."""

    chosen = Signal(object)

    def __init__(
        self,
        candidates: Sequence[Candidate],
        ask: Ask,
        *,
        shown: str | None,
        proposals_allowed: bool,
        layers: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export events"))
        self._ask, self._asked = ask, 0
        self.format_box = ChoiceBox()
        self.format_box.setAccessibleName(tr("format of the file"))
        for item in formats():
            if item.write is not None:
                self.format_box.addItem(f"{item.name}, {item.extensions[0]}", item.id)
        self.format_box.setCurrentIndex(self.format_box.findData("csv"))
        self.layer_box = ChoiceBox(self)  # of one coder it stands in no row, and goes with the dialog all the same
        self.layer_box.setAccessibleName(tr("whose events go"))
        self.layer_box.addItem(tr("everybody's"), "")
        for name in layers:
            self.layer_box.addItem(name, name)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("recordings that go"))
        self.list.setWordWrap(True)
        for candidate in candidates:
            self.list.addItem(_row(candidate))
        self._shown = shown
        self._called = names_apart(candidates)
        self.notes_box = QCheckBox(tr("Notes go along"))
        self.notes_box.setChecked(True)
        self.proposals_box = QCheckBox(tr("Undecided proposals go along, each marked as a machine's"))
        self.proposals_box.setVisible(proposals_allowed)
        self.file_box = QCheckBox(tr("What else stood in the imported file goes along"))
        self.file_box.setChecked(True)
        self.file_box.hide()
        self.names_box = QCheckBox(tr("Recordings leave under their names here: these are pseudonyms"))
        self.what = QLabel(wordWrap=True)
        self.losses = QPlainTextEdit(readOnly=True)
        self.losses.setAccessibleName(tr("what the file cannot carry"))
        self.losses.setTabChangesFocus(True)
        self._lay_out()
        self.format_box.currentIndexChanged.connect(self._format_changed)
        self.layer_box.currentIndexChanged.connect(self._look)
        self.list.itemChanged.connect(self._ticked)
        for box in (self.notes_box, self.proposals_box, self.file_box, self.names_box):
            box.toggled.connect(self._look)
        self._format_changed()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("Format"), self.format_box)
        form.addRow(tr("Recordings"), self.list)
        if self.layer_box.count() > 2:  # of one coder there is nothing to choose
            form.addRow(tr("Whose events"), self.layer_box)
        else:
            self.layer_box.hide()
        # A long name of a format must not make the dialog wider than a screen with large text.
        self.format_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.format_box.setMinimumContentsLength(24)
        line = self.fontMetrics().lineSpacing()
        self.list.setMinimumHeight(2 * line)
        self.list.setMaximumHeight(7 * line)
        self.losses.setMinimumHeight(3 * line)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(tr("Choose a file…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        for widget in (
            self.notes_box,
            self.proposals_box,
            self.file_box,
            self.names_box,
            self.what,
            QLabel(tr("What the file cannot carry:")),
        ):
            layout.addWidget(widget)
        layout.addWidget(self.losses, stretch=1)
        layout.addWidget(self.wrong)
        layout.addWidget(buttons)
        self.go.setDefault(True)
        open_at(self, chars=85, lines=40)  # names of formats, and what a file cannot carry, are read whole

    def _choose(self) -> None:
        if self.ask():
            self.chosen.emit(self.wanted)

    @property
    def wanted(self) -> Wanted:
        """What was chosen."""
        return Wanted(
            str(self.format_box.currentData()),
            recordings=tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in self._ticked_items()),
            notes=self.notes_box.isChecked(),
            proposals=self.proposals_box.isChecked(),
            afresh=not self.file_box.isChecked(),
            layer=str(self.layer_box.currentData()),
            names=self.names_box.isChecked(),
        )

    @property
    def _many(self) -> bool:
        return format_named(str(self.format_box.currentData())).many

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _ticked_items(self) -> list[QListWidgetItem]:
        return [item for item in self._items() if item.checkState() is _CHECKED]

    def _free_items(self) -> list[QListWidgetItem]:
        return [item for item in self._items() if item.flags() & Qt.ItemFlag.ItemIsUserCheckable]

    def _format_changed(self) -> None:
        """A file that holds several recordings gets all of them at first, one that holds one the one that is shown."""
        free = self._free_items()
        here = [item for item in free if item.data(Qt.ItemDataRole.UserRole) == self._shown]
        self._tick(free if self._many else here[:1] or free[:1])
        self._look()

    def _ticked(self, item: QListWidgetItem) -> None:
        if not self._many and item.checkState() is _CHECKED:
            self._tick([item])
        self._look()

    def _tick(self, wanted: Sequence[QListWidgetItem]) -> None:
        self.list.blockSignals(True)
        for item in self._free_items():
            item.setCheckState(_CHECKED if any(item is one for one in wanted) else _UNCHECKED)
        self.list.blockSignals(False)

    def _look(self) -> None:
        """Ask anew what the file would hold; an answer to an earlier question is passed over."""
        self._asked += 1
        asked = self._asked
        self.go.setEnabled(False)
        if not self._ticked_items():
            self._show(asked, tr("Tick a recording that goes.") if self._free_items() else _NONE)
        else:
            self._ask(self.wanted, while_there(self, lambda answer: self._show(asked, answer)))

    def _show(self, asked: int, answer: Preview | str) -> None:
        if asked != self._asked:
            return
        if isinstance(answer, str):
            self.what.setText(answer)
            self.losses.setPlainText("")
            return
        self.notes_box.setText(
            tr("Notes go along ({notes}): free words, in which somebody may be named", notes=answer.notes)
            if answer.notes
            else tr("Notes go along (there are none)")
        )
        self.file_box.setVisible(bool(answer.from_file))
        self.file_box.setText(
            tr(
                "What else stood in the file of {from_file} goes along, without names of files",
                from_file=", ".join(self._called[one] for one in answer.from_file),
            )
        )
        count = plural(answer.events, "{events} event", "{events} events", events=answer.events)
        if answer.proposals:
            count += tr(", and {proposals} undecided proposals marked “proposed”,", proposals=answer.proposals)
        said = [
            tr(
                "{count} of {recordings}. {leave}",
                count=count,
                recordings=", ".join(self._called[one] for one in answer.recordings),
                leave=_LEAVE[self.names_box.isChecked()],
            )
        ]
        if any(loss.code == "purpose-not-carried" for loss in answer.losses):
            said.append(
                tr(
                    "It has no room for the purpose ({purpose}): say it when you pass the file on.",
                    purpose=answer.purpose,
                )
            )
        else:
            said.append(
                tr(
                    "The file says its purpose ({purpose}). People and coders are in it as the study calls them.",
                    purpose=answer.purpose,
                )
            )
        if format_named(self.wanted.format).carries.exchanges:
            said.append(OVER_ALL_OF_IT)
        self.what.setText(" ".join(said))
        self.losses.setPlainText("\n".join(str(loss) for loss in answer.losses) or tr("It carries everything."))
        self.go.setEnabled(True)


_LEAVE = {
    False: tr("No name of a recording and no path leaves."),
    True: tr("Names of recordings leave, and no path does."),
}
_NONE = tr(
    "Nothing may leave this study: each recording above says why it stays in. What people agreed to is recorded under "
    "Study ▸ Who agreed."
)


def _row(candidate: Candidate) -> QListWidgetItem:
    name = candidate.id if candidate.name == candidate.id else f"{candidate.id}: {candidate.name}"
    item = QListWidgetItem(
        name if candidate.reason is None else tr("{name} stays in. {reason}", name=name, reason=candidate.reason)
    )
    item.setData(Qt.ItemDataRole.UserRole, candidate.id)
    if candidate.reason is None:
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(_UNCHECKED)
    else:
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
    return item
