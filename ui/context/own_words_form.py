"""The form for what a caregiver says for the study, and the pause card, which has nothing to write in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coder.study.edits.caregiver_words import AnswerPractice, SayOwn
from coder.study.edits.changes import Edit
from coder.vocabulary.language import tr
from coder.vocabulary.own_words import DID_IT, MOST_PRACTICES, PAUSE, TITLES, OwnWordKind, OwnWords, answers_to
from ui.context.context_forms import Form
from ui.operations.wording import subject_words
from ui.widgets.choice_box import ChoiceBox

_WORDS = tr(
    "Voluntary, in their own words, and for the whole study: it is shown again at every visit of this family. Nothing "
    "is worked out from it, and no model writes here."
)
_ORDER = (
    OwnWordKind.PRACTICE,
    OwnWordKind.SUPPORT,
    OwnWordKind.RITUAL,
    OwnWordKind.NOTICED,
    OwnWordKind.DELIGHTED,
    OwnWordKind.WANTED,
    OwnWordKind.LOW,
)


class OwnWordsForm(Form):
    """Signals: ``chosen(Edit)``."""

    def __init__(
        self, recording: str, caregivers: Sequence[str], own: Sequence[OwnWords], parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Own words: practices, hours, lines"), _WORDS, tr("Keep"), parent)
        self._recording, self._own = recording, tuple(own)
        self.held = QLabel(wordWrap=True)
        self.held.setTextFormat(Qt.TextFormat.PlainText)
        self.form.addRow(self.held)
        self.caregiver = ChoiceBox()
        self.caregiver.setAccessibleName(tr("whose words"))
        for name in caregivers:
            self.caregiver.addItem(subject_words(name), name)
        self.form.addRow(tr("Who"), self.caregiver)
        self.what = ChoiceBox()
        self.what.setAccessibleName(tr("what is said"))
        self.form.addRow(tr("What"), self.what)
        self.words = self._box(tr("In their words"))
        self.helped = self._box(DID_IT[1])
        self.hour = ChoiceBox()
        self.hour.setAccessibleName(tr("of which hour"))
        self.hour.addItem(tr("no hour"), None)
        for hour in range(24):
            self.hour.addItem(f"{hour:02d}:00", hour)
        self.form.addRow(tr("Hour"), self.hour)
        self.pause = QPushButton(tr("A pause for you"))
        self.pause.setAutoDefault(False)
        self.pause.clicked.connect(self._pause)
        self.form.addRow(self.pause)
        self.caregiver.currentIndexChanged.connect(self._show_caregiver)
        self.what.currentIndexChanged.connect(self._check)
        self.hour.currentIndexChanged.connect(self._check)
        self._show_caregiver()
        self.words.setFocus()

    @property
    def filled_in(self) -> Edit:
        """What was filled in."""
        chosen = self.what.currentData()
        words, helped = self.words.toPlainText().strip(), self.helped.toPlainText().strip()
        if isinstance(chosen, OwnWords):
            return AnswerPractice(self._recording, chosen.id, words, helped)
        caregiver = str(self.caregiver.currentData())
        return SayOwn(self._recording, caregiver, OwnWordKind(chosen), words, hour=self.hour.currentData())

    def _box(self, title: str) -> QPlainTextEdit:
        box = QPlainTextEdit(tabChangesFocus=True)
        box.setAccessibleName(title)
        box.setFixedHeight(round(3.6 * self.fontMetrics().height()))
        box.textChanged.connect(self._check)
        self.form.addRow(title, box)
        return box

    @property
    def _mine(self) -> list[OwnWords]:
        return [one for one in self._own if one.caregiver == self.caregiver.currentData()]

    def _show_caregiver(self) -> None:
        mine = self._mine
        self.held.setText("\n".join(held_words(mine)))
        self.held.setVisible(bool(mine))
        practices = [one for one in mine if one.kind is OwnWordKind.PRACTICE]
        self.what.blockSignals(True)
        self.what.clear()
        for one in practices:
            self.what.addItem(tr("What came of: {one}", one=one.words[:60]), one)
        for kind in _ORDER:
            if kind is not OwnWordKind.PRACTICE or len(practices) < MOST_PRACTICES:
                self.what.addItem(TITLES[kind], kind)
        self.what.blockSignals(False)
        self._check()

    def _check(self) -> None:
        chosen = self.what.currentData()
        answering = isinstance(chosen, OwnWords)
        self.helped.setEnabled(answering)
        self.hour.setEnabled(not answering)
        empty = not self.words.toPlainText().strip() and not (answering and self.helped.toPlainText().strip())
        low = chosen == OwnWordKind.LOW
        missing = tr("Nothing is written yet.") if empty and not low else ""
        if low and self.hour.currentData() is None:
            missing = tr("Choose the hour at which little was left.")
        if answering and empty:
            missing = " ".join(DID_IT)
        self.keep.setEnabled(not missing)
        self.reason.setText(missing)

    def _pause(self) -> None:
        PauseCard(self).open()


class PauseCard(QDialog):
    """A card to read. It has no field, and closing it is all that can be done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("A pause"))
        layout = QVBoxLayout(self)
        for line in PAUSE:
            layout.addWidget(QLabel(line, wordWrap=True))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.setMinimumWidth(48 * self.fontMetrics().averageCharWidth())


def held_words(mine: Sequence[OwnWords]) -> list[str]:
    """Return what was said before, a line each; of a practice, with what came of it last and the two questions."""
    lines = []
    for one in mine:
        if one.kind is OwnWordKind.ANSWER:
            continue
        hour = "" if one.hour is None else f", {one.hour:02d}:00"
        said = f": “{one.words}”" if one.words else ""
        line = f"{one.said_on}{hour}, {TITLES[one.kind]}{said}"
        if one.kind is OwnWordKind.PRACTICE:
            last = answers_to(one, mine)
            told = "; ".join(f"“{text}”" for text in (last[-1].words, last[-1].helped) if text) if last else ""
            line += f" {' '.join(DID_IT)}" + (
                tr(" Last time ({said_on}): {told}", said_on=last[-1].said_on, told=told) if told else ""
            )
        lines.append(line)
    return lines
