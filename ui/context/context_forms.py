"""The forms for what stands beside the codes: a caregiver's card, the meeting, and a file that they bring."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from coder.report.pages.caregiver_side import PARTS
from coder.study.edits.caregiver_context import DescribeMeeting, FillCard, RatherNot, RemoveCard, months_of
from coder.study.edits.changes import Edit
from coder.vocabulary.context import SETTINGS, Beside, CardState, Meeting
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr
from coder.vocabulary.wall_clock import DayWindow, began_of, window_of
from ui.operations.wording import subject_words
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.choice_box import ChoiceBox

_CARD_WORDS = tr(
    "Voluntary, and in their own words. Nothing is worked out from it; it stands beside what the child shows. Leave "
    "empty what they do not speak of."
)
_MEETING_WORDS = tr(
    "As far as somebody says it; nothing is read off the clip. In full-presence windows that the family chose, the "
    "rule is used as it is; outside them, an acknowledgement is an answer too."
)
_BRING_WORDS = tr(
    "One column of dates and one of values are kept, and nothing else of the file. It is shown and described; nothing "
    "is worked out from it."
)
KINDS = (("sleep", "h"), ("RMSSD", "ms"), ("SDNN", "ms"))


class Form(AskingDialog):
    """A form with words above, fields, a sentence on what is missing, and two buttons.

    Signals: ``chosen`` with what was filled in; it stays until the study has it.
    """

    chosen = Signal(object)

    def __init__(self, title: str, words: str, keep: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.form = QFormLayout()
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.reason = QLabel(wordWrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.keep = buttons.addButton(keep, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(words, wordWrap=True))
        layout.addLayout(self.form)
        layout.addWidget(self.reason)
        layout.addWidget(self.wrong)
        layout.addWidget(buttons)
        self.keep.setDefault(True)
        self.setMinimumWidth(56 * self.fontMetrics().averageCharWidth())

    @property
    @abstractmethod
    def filled_in(self) -> object:
        """What was filled in."""

    def _choose(self) -> None:
        if self.ask():
            self.chosen.emit(self.filled_in)

    def line(self, label: str, text: str, hint: str = "") -> QLineEdit:
        """Add a line of text."""
        line = QLineEdit(text, placeholderText=hint)
        line.setAccessibleName(label)
        self.form.addRow(label, line)
        return line


class CardForm(Form):
    """Signals: ``chosen(Edit)``."""

    def __init__(
        self, recording: str, caregivers: Sequence[str], beside: Beside, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("The caregiver's own side"), _CARD_WORDS, tr("Keep"), parent)
        self._recording, self._beside = recording, beside
        self.caregiver = ChoiceBox()
        self.caregiver.setAccessibleName(tr("whose card"))
        for name in caregivers:
            self.caregiver.addItem(subject_words(name), name)
        self.form.addRow(tr("Who"), self.caregiver)
        self.answers: dict[str, QPlainTextEdit] = {}
        for part, title in PARTS:
            box = QPlainTextEdit(tabChangesFocus=True)
            box.setAccessibleName(title)
            box.setFixedHeight(round(3.6 * self.fontMetrics().height()))
            box.textChanged.connect(self._check)
            self.answers[part] = box
            self.form.addRow(title, box)
        self.rather_not = QCheckBox(tr("Asked, and would rather not say"))
        self.rather_not.toggled.connect(self._check)
        self.form.addRow(self.rather_not)
        self.caregiver.currentIndexChanged.connect(self._show_card)
        self._show_card()
        self.answers["restores"].setFocus()

    @property
    def filled_in(self) -> Edit:
        """What was filled in."""
        caregiver = str(self.caregiver.currentData())
        words = {part: box.toPlainText().strip() for part, box in self.answers.items()}
        if self.rather_not.isChecked():
            return RatherNot(self._recording, caregiver)
        if not any(words.values()):
            return RemoveCard(self._recording, caregiver)
        return FillCard(self._recording, caregiver, **words)

    def _show_card(self) -> None:
        card = self._beside.card(str(self.caregiver.currentData()))
        for part, box in self.answers.items():
            box.setPlainText(getattr(card, part) if card is not None else "")
        self.rather_not.setChecked(card is not None and card.state is CardState.RATHER_NOT)
        self._check()

    def _check(self) -> None:
        empty = not any(box.toPlainText().strip() for box in self.answers.values())
        for box in self.answers.values():
            box.setEnabled(not self.rather_not.isChecked())
        there = self._beside.card(str(self.caregiver.currentData())) is not None
        self.keep.setEnabled(self.rather_not.isChecked() or not empty or there)
        nothing = empty and not self.rather_not.isChecked()
        self.reason.setText(tr("Nothing is written: it stays “not collected”.") if nothing else "")


class MeetingForm(Form):
    """Signals: ``chosen(Edit)``."""

    def __init__(self, recording: str, meeting: Meeting | None, parent: QWidget | None = None) -> None:
        super().__init__(tr("Where and when it was"), _MEETING_WORDS, tr("Keep"), parent)
        self._recording = recording
        known = meeting or Meeting(recording)
        self.family = self.line(tr("Family"), known.family, tr("a pseudonym"))
        self.setting = ChoiceBox(editable=True)
        self.setting.setAccessibleName(tr("setting"))
        self.setting.addItems(["", *SETTINGS])
        self.setting.setCurrentText(known.setting)
        self.form.addRow(tr("Setting"), self.setting)
        months = "" if known.child_months is None else str(known.child_months)
        self.child_months = self.line(tr("Child's age"), months, tr("in whole months, such as 8"))
        self.began_at = self.line(tr("Began at"), known.began_at.replace("T", " "), "2026-03-01 18:20")
        self.windows = QPlainTextEdit("\n".join(one.words for one in known.windows), tabChangesFocus=True)
        self.windows.setPlaceholderText(tr("one a line: bedtime 18:30-19:30"))
        self.windows.setAccessibleName(tr("full-presence windows, one a line"))
        self.windows.setFixedHeight(round(4.6 * self.fontMetrics().height()))
        self.form.addRow(tr("Full presence"), self.windows)
        self.began_at.textChanged.connect(self._check)
        self.child_months.textChanged.connect(self._check)
        self.windows.textChanged.connect(self._check)
        self._check()

    @property
    def filled_in(self) -> Edit:
        """What was filled in."""
        return DescribeMeeting(
            self._recording,
            family=self.family.text(),
            setting=self.setting.currentText(),
            began_at=self.began_at.text(),
            windows=self._chosen_windows(),
            child_months=self.child_months.text(),
        )

    def _chosen_windows(self) -> tuple[DayWindow, ...]:
        return tuple(window_of(line) for line in self.windows.toPlainText().splitlines() if line.strip())

    def _check(self) -> None:
        missing = ""
        try:
            months_of(self.child_months.text())
            windows = self._chosen_windows()
            if self.began_at.text().strip():
                began_of(self.began_at.text())
            elif windows:
                self.reason.setText(
                    tr("Without the time at which it began, nobody can say where the windows lie in it.")
                )
        except MendableError as error:
            missing = str(error)
        self.keep.setEnabled(not missing)
        if missing or self.began_at.text().strip() or not self.windows.toPlainText().strip():
            self.reason.setText(missing)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file holds: whose, what, in which unit and column; None for the one that is found by its name."""

    caregiver: str
    name: str
    unit: str
    column: str | None


class BringForm(Form):
    """Signals: ``chosen(Brought)``."""

    def __init__(self, file: Path, caregivers: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(tr("Bring {file}", file=file.name), _BRING_WORDS, tr("Bring it in"), parent)
        self.caregiver = ChoiceBox()
        self.caregiver.setAccessibleName(tr("whose data"))
        for name in caregivers:
            self.caregiver.addItem(subject_words(name), name)
        self.form.addRow(tr("Who"), self.caregiver)
        self.kind = ChoiceBox(editable=True)
        self.kind.setAccessibleName(tr("what it is"))
        self.kind.addItems([name for name, _ in KINDS])
        self.form.addRow(tr("What"), self.kind)
        self.unit = self.line(tr("Unit"), KINDS[0][1])
        self.column = self.line(tr("Column"), "", tr("found by its name, if left empty"))
        self.kind.currentTextChanged.connect(self._follow)

    @property
    def filled_in(self) -> Brought:
        """Whose data they are, what they are, in which unit, and in which column."""
        return Brought(
            str(self.caregiver.currentData()),
            self.kind.currentText().strip(),
            self.unit.text().strip(),
            self.column.text().strip() or None,
        )

    def _follow(self, name: str) -> None:
        unit = dict(KINDS).get(name)
        if unit is not None:
            self.unit.setText(unit)
        self.keep.setEnabled(bool(name.strip()))
