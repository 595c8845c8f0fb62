"""Which column of a table means what: asked before it is read, with the first rows as they would be understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coder.files.bounded_read import ENCODINGS, FormatError
from coder.interchange.document.document import Document
from coder.interchange.formats.tables.column_mapping import Mapping, TimeUnit
from coder.interchange.formats.tables.delimited_text import Sheet
from coder.interchange.formats.tables.event_table import understood
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from ui.files.column_roles import ColumnRoles
from ui.operations.wording import subject_words
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.cell_table import CellTable
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.number_box import NumberBox
from ui.window.late_answer import while_there

ROWS = 8
UNITS = {
    TimeUnit.SECONDS: tr("seconds"),
    TimeUnit.MILLISECONDS: tr("milliseconds"),
    TimeUnit.MICROSECONDS: tr("microseconds"),
    TimeUnit.FRAMES: tr("frames"),
    TimeUnit.CLOCK: tr("HH:MM:SS.mmm or HH:MM:SS:mmm"),
    TimeUnit.TIMECODE: tr("HH:MM:SS:frames"),
}
_BY_FRAMES = (TimeUnit.FRAMES, TimeUnit.TIMECODE)
_HEADINGS = (tr("onset"), tr("offset"), tr("who"), tr("group"), tr("code"), tr("modifiers"), tr("comment"), tr("coder"))

Reread = Callable[[bool, str, Callable[[Sheet | FormatError], None]], None]
"""Read the table anew, its first row holding names or not, in an encoding; give back it, or what stands in the way."""


class _NameEdit(QLineEdit):
    """A line whose Enter keeps the mapping, and does not go on with the dialog."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.returnPressed.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


class ColumnMappingDialog(AskingDialog):
    """Signals: ``chosen(Mapping)`` to read it by, ``kept(str, Mapping)`` to keep under a name."""

    chosen = Signal(object)
    kept = Signal(str, object)

    def __init__(
        self,
        sheet: Sheet,
        guess: Mapping,
        presets: Sequence[Mapping],
        reread: Reread,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Import {sheet}: which column means what", sheet=sheet.name))
        self._sheet, self._base, self._reread, self._filling = sheet, guess, reread, False
        self._read_as, self._unread = guess.encoding, ""
        self.preset_box = ChoiceBox()
        self.preset_box.setAccessibleName(tr("column mapping"))
        self.preset_box.addItem(tr("as the names of the columns suggest"), guess)
        for preset in presets:
            self.preset_box.addItem(preset.name, preset)
        self.roles = ColumnRoles()
        self.unit_box = ChoiceBox()
        self.unit_box.setAccessibleName(tr("times are in"))
        for unit, words in UNITS.items():
            self.unit_box.addItem(words, unit)
        self.rate_box = NumberBox()
        self.rate_box.setAccessibleName(tr("frames a second"))
        self.rate_box.setRange(0.1, 1000)
        self.rate_box.setDecimals(3)
        self.rate_box.setValue(25)
        self.rate_box.setSuffix(tr(" frames a second"))
        self.comma_box = QCheckBox(tr("Decimal comma"))
        self.header_box = QCheckBox(tr("The first row holds the names of the columns"))
        self.encoding_box = ChoiceBox()
        self.encoding_box.setAccessibleName(tr("encoding of the text"))
        self.encoding_box.addItem(tr("found out from the file"), "")
        for encoding in ENCODINGS:
            self.encoding_box.addItem(encoding, encoding)
        self.begins_box = QLineEdit()
        self.begins_box.setAccessibleName(tr("the time that is zero here"))
        self.begins_box.setPlaceholderText("0")
        self.subject_box = QLineEdit()
        self.subject_box.setAccessibleName(tr("whose acts they are, where no column says it"))
        self.name_box = _NameEdit()
        self.name_box.setAccessibleName(tr("name to keep this mapping under"))
        self.name_box.setPlaceholderText(tr("name of your lab's table"))
        self.keep = QPushButton(tr("Keep this mapping"))
        self.keep.setEnabled(False)
        self.said = QLabel(wordWrap=True)
        self.shown = CellTable(tr("the first rows as they would be understood"), _HEADINGS, wide=(5, 6))
        self._lay_out()
        self._fill(guess)
        self._connect()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("Mapping"), self.preset_box)
        form.addRow(self.header_box)
        form.addRow(tr("Encoding"), self.encoding_box)
        times = QHBoxLayout()
        times.addWidget(self.unit_box, stretch=1)
        times.addWidget(self.rate_box)
        form.addRow(tr("Times are in"), times)
        form.addRow(self.comma_box)
        form.addRow(tr("Zero is at"), self.begins_box)
        form.addRow(tr("Whose acts"), self.subject_box)
        keeping = QHBoxLayout()
        keeping.addWidget(self.name_box, stretch=1)
        keeping.addWidget(self.keep)
        form.addRow(tr("Keep as"), keeping)
        for box in (self.preset_box, self.unit_box, self.encoding_box):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(16)
        line = self.fontMetrics().lineSpacing()
        self.roles.setMinimumHeight(6 * line)
        self.shown.setMinimumHeight(4 * line)
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.addWidget(QLabel(tr("What each column means:")))
        layout.addWidget(self.roles, stretch=2)
        layout.addLayout(form)
        # With large text there is more than a screen of it: then all but the rows and the buttons scrolls.
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(tr("Go on…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(area, stretch=3)
        whole.addWidget(QLabel(tr("The first rows as they would be understood:")))
        whole.addWidget(self.shown, stretch=1)
        whole.addWidget(self.said)
        whole.addWidget(self.wrong)
        whole.addWidget(buttons)
        self.go.setDefault(True)
        self.keep.setAutoDefault(False)
        wanted = QSize(70 * self.fontMetrics().averageCharWidth() + 160, 40 * line)
        self.resize(wanted.boundedTo(self.screen().availableSize() * 0.9))

    def _connect(self) -> None:
        self.preset_box.currentIndexChanged.connect(lambda _: self._fill(self.preset_box.currentData()))
        self.roles.changed.connect(self._look)
        self.unit_box.currentIndexChanged.connect(self._look)
        self.rate_box.valueChanged.connect(self._look)
        self.comma_box.toggled.connect(self._look)
        self.header_box.toggled.connect(self._read_anew)
        self.encoding_box.currentIndexChanged.connect(self._read_anew)
        self.begins_box.textChanged.connect(self._look)
        self.subject_box.textChanged.connect(self._look)
        self.name_box.textChanged.connect(lambda text: self.keep.setEnabled(bool(text.strip())))
        self.name_box.returnPressed.connect(self.keep.click)
        self.keep.clicked.connect(self._keep)

    def _choose(self) -> None:
        if self.ask():
            self.chosen.emit(self.mapping)

    @property
    def mapping(self) -> Mapping:
        """The mapping as it is set now; what this dialog does not show stays as the preset had it."""
        unit = TimeUnit(self.unit_box.currentData())
        return self.roles.applied_to(
            replace(
                self._base,
                time=unit,
                frame_rate=self.rate_box.value() if unit in _BY_FRAMES else None,
                decimal_comma=self.comma_box.isChecked(),
                begins=self.begins_box.text().strip(),
                fixed_subject=self.subject_box.text().strip(),
                header=self.header_box.isChecked(),
                delimiter=self._sheet.delimiter,
                encoding=str(self.encoding_box.currentData()),
            )
        )

    def _fill(self, mapping: Mapping) -> None:
        """Show a mapping."""
        self._filling, self._base = True, mapping
        self.roles.show_columns(self._sheet, mapping)
        self.unit_box.setCurrentIndex(self.unit_box.findData(mapping.time))
        if mapping.frame_rate:
            self.rate_box.setValue(mapping.frame_rate)
        self.comma_box.setChecked(mapping.decimal_comma)
        self.begins_box.setText(mapping.begins)
        self.subject_box.setText(mapping.fixed_subject)
        changed = self.header_box.isChecked() != mapping.header
        self.header_box.setChecked(mapping.header)
        self.encoding_box.setCurrentIndex(self.encoding_box.findData(mapping.encoding))
        self._filling = False
        other_header = changed and mapping.header != (self._sheet.columns[:1] != ("1",))
        if other_header or mapping.encoding != self._read_as:
            self._read_anew()
        else:
            self._look()

    def _read_anew(self) -> None:
        if not self._filling:
            encoding = str(self.encoding_box.currentData())
            header = self.header_box.isChecked()
            self._reread(header, encoding, while_there(self, lambda found: self._take(found, encoding)))

    def _take(self, found: Sheet | FormatError, encoding: str) -> None:
        if encoding != self.encoding_box.currentData():
            return  # Another encoding was chosen meanwhile, and its answer is on the way.
        kept, self._read_as = self.mapping, encoding
        if isinstance(found, FormatError):
            self._unread = tr("{sentence} Choose another encoding.", sentence=_sentence(found))
            self._look()
            return
        self._sheet, self._unread = found, ""
        self._fill(replace(kept, header=self.header_box.isChecked()))

    def _look(self) -> None:
        """Show the first rows as they would be read now, or what stands in the way."""
        if self._filling:
            return
        mapping = self.mapping
        self.rate_box.setVisible(mapping.time in _BY_FRAMES)
        rows: list[tuple[str, ...]] = []
        said = self._unread or self.roles.doubled
        if not said:
            try:
                documents = understood(self._sheet, mapping, rows=ROWS)
            except FormatError as error:
                said = _sentence(error)
            else:
                rows = [row for document in documents for row in _cells(document)]
                count = len(self._sheet.rows)
                said = tr(
                    "{count} rows. Nothing is brought in yet: the next step shows all that would come.", count=count
                )
        self.said.setText(said)
        self.go.setEnabled(bool(rows))
        self.shown.setRowCount(len(rows))
        with self.shown.filled():
            for at, row in enumerate(rows):
                for column, text in enumerate(row):
                    self.shown.setItem(at, column, QTableWidgetItem(text))

    def _keep(self) -> None:
        name = self.name_box.text().strip()
        mapping = replace(self.mapping, name=name)
        self.kept.emit(name, mapping)
        at = self.preset_box.findText(name)
        self._filling = True
        if at < 0:
            self.preset_box.addItem(name, mapping)
            at = self.preset_box.count() - 1
        self.preset_box.setItemData(at, mapping)
        self.preset_box.setCurrentIndex(at)
        self._filling = False
        self.name_box.clear()


def _sentence(error: FormatError) -> str:
    words = f"{error.place}: {error.sentence}" if error.place else error.sentence
    return words[:1].upper() + words[1:] + "."


def _cells(document: Document) -> list[tuple[str, ...]]:
    groups = {tier.id: tier.group for tier in document.tiers}
    events = [
        (
            format_us(event.onset_us),
            "" if event.point else format_us(event.offset_us),
            subject_words(event.subject),
            groups[event.tier],
            event.code,
            "; ".join(f"{name}={value}" for name, value in event.modifiers),
            event.comment,
            event.coder,
        )
        for event in document.events
    ]
    episodes = [
        (format_us(e.onset_us), format_us(e.offset_us), "", "episode", e.name, "", "", "") for e in document.episodes
    ]
    return sorted(events + episodes)
