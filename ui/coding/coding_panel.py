"""The panel for coding by hand: every code with its key, and what is under way since when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from coder.study.coding_passes import Pass
from coder.study.state import RecordingState
from coder.vocabulary.language import named, tr
from coder.vocabulary.scheme import Code, CodeKind, Role
from coder.vocabulary.time import format_us
from ui.coding.under_way_line import running_words
from ui.operations.condition_words import practice_words
from ui.operations.hand_coding import HandCoder
from ui.operations.wording import subject_words
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.filled_button import FirstButton
from ui.widgets.keys_now import KEYS, KeyButton
from ui.widgets.measure import PANEL, ScaledLabel
from ui.widgets.row_table import RowsTable, Words

_BACK = tr("Back to the proposals  (Ctrl+D)")
_LEAVE = tr("Leave coding by hand  (Ctrl+D)")
_HINT = tr(
    "A key, or a double click, begins a state at the frame you see; the same again, or another of its group, ends it. "
    "Esc twice forgets the one that was begun last; what is under way waits for you, whatever comes between."
)
_LEAST_ROWS = 4
"""With its heading, of the list of codes: on a low screen the button below it stays in view."""

_MANY = (Role.CAREGIVER.value, Role.OTHER.value)
"""Roles of which a recording may have several that nobody named in a scheme."""


class CodingPanel(QWidget):
    """Every code of the study, to be pressed.

    Signals: ``pressed(str)`` with a code as "role/id", ``subject_chosen(str)``, ``asked(str)`` with an action's id.
    """

    pressed = Signal(str)
    subject_chosen = Signal(str)
    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._under_way = QLabel(wordWrap=True)
        font = self._under_way.font()
        font.setBold(True)
        self._under_way.setFont(font)
        self._question = QLabel(wordWrap=True)
        self._question.setFont(font)
        self._question.hide()
        self.subject_box = ChoiceBox()
        self.subject_box.setAccessibleName(tr("whose acts the keys code"))
        self.subject_box.activated.connect(lambda n: self.subject_chosen.emit(self.subject_box.itemData(n)))
        self._subject_label = QLabel(tr("Whose acts"))
        self._subject_label.setBuddy(self.subject_box)
        self.table = RowsTable(tr("codes and their keys"), (tr("key"), tr("who"), tr("what"), tr("since")))
        self.table.activated_row.connect(self.pressed)
        self.table.setMinimumHeight(_LEAST_ROWS * self.table.verticalHeader().defaultSectionSize())
        self.end_button = KeyButton(_LEAVE)
        self.end_button.clicked.connect(lambda _=False: self.asked.emit("code_mode"))
        self._no_codes = QLabel(tr("This study has no code yet: write some, or take a scheme in."), wordWrap=True)
        self.codes_button = FirstButton(tr("Coding scheme…  (Ctrl+Shift+K)"))
        self.codes_button.clicked.connect(lambda _=False: self.asked.emit("schemes"))
        for widget in (self._no_codes, self.codes_button):
            widget.hide()
        who = QHBoxLayout()
        who.addWidget(self._subject_label)
        who.addWidget(self.subject_box, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*PANEL)
        self._hint = QLabel(_HINT, wordWrap=True)
        self._practice = ScaledLabel(quiet=True, wraps=True)
        self._practice.hide()
        layout.addWidget(self._practice)
        layout.addLayout(who)
        layout.addWidget(self._question)
        layout.addWidget(self._under_way)
        layout.addWidget(self._no_codes)
        layout.addWidget(self.codes_button)
        layout.addWidget(self.table, 1)
        # Below what is looked at all day; on a low screen it is the first to be scrolled to.
        layout.addWidget(self._hint)
        layout.addWidget(self.end_button)

    @property
    def practice(self) -> str:
        """What it says to somebody who practises; "" to everybody else."""
        return self._practice.text()

    @property
    def under_way(self) -> str:
        """What it says is under way."""
        return self._under_way.text()

    @property
    def question(self) -> str:
        """What it asks of the act that was coded last, or why a key coded nothing."""
        return "" if self._question.isHidden() else self._question.text()

    @property
    def hint(self) -> str:
        """What it says of its keys."""
        return self._hint.text()

    def show_hand(
        self,
        hand: HandCoder | None,
        state: RecordingState | None,
        codes: Sequence[Code],
        one: Pass | None,
    ) -> None:
        """Show the codes that can be coded now, in a pass or in none, and what is under way."""
        self._hint.setText(KEYS.said(_pass_words(one)) if one is not None else _HINT)
        gold = state.practice if state is not None else ""
        self._practice.setText(practice_words(gold) if gold else "")
        self._practice.setVisible(bool(gold))
        asked = hand.asking.words if hand is not None and hand.asking is not None else ""
        words = hand.refused or asked if hand is not None else ""
        self._question.setText(KEYS.said(words))
        self._question.setVisible(bool(words))
        self.table.setEnabled(not asked)  # the keys are the question's alone
        if hand is None or state is None:
            self.table.fill([], lambda _: Words(()))
            self._under_way.setText("")
            return
        # Where nothing is proposed, or nothing of it is shown, there are no proposals to go back to.
        self.end_button.setText(_BACK if state.all_seen and state.proposals else _LEAVE)
        self._show_subjects(hand, state)
        running = {(subject, code.id): onset for subject, code, onset in hand.under_way}
        for widget in (self._no_codes, self.codes_button):
            widget.setVisible(not hand.scheme.codes)
        self.table.fill([f"{c.role}/{c.id}" for c in codes], lambda row: _words(codes[row], hand, running))
        parts = [running_words(*one) for one in hand.under_way]
        self._under_way.setText(tr("Under way: ") + "; ".join(parts) if parts else tr("Nothing is under way."))

    def _show_subjects(self, hand: HandCoder, state: RecordingState) -> None:
        """Offer the subjects of every role that has several; those that the scheme names stand first."""
        seen = {person.role for person in state.people} | state.events.subjects.keys()
        named = [one.id for one in hand.scheme.subjects]
        used = {hand.subject_of(code) for code in hand.scheme.codes}
        several = sorted(name for name in {*filter(None, seen), *used} - set(named) if name.split(":")[0] in _MANY)
        by_role: dict[str, list[str]] = {}
        for name in (*named, *several):
            by_role.setdefault(name.split(":")[0], []).append(name)
        wanted = [name for names in by_role.values() if len(names) > 1 for name in names]
        if wanted != [self.subject_box.itemData(n) for n in range(self.subject_box.count())]:
            self.subject_box.clear()
            keys = {one.id: one.key.upper() for one in hand.scheme.subjects if one.key}
            for name in wanted:
                self.subject_box.addItem(
                    f"{subject_words(name)}  ({keys[name]})" if name in keys else subject_words(name), name
                )
        now = [name for name in wanted if name in used]
        newest = next((name for name in reversed(hand.chosen.values()) if name in now), now[0] if now else None)
        self.subject_box.setCurrentIndex(self.subject_box.findData(newest))
        for widget in (self.subject_box, self._subject_label):
            widget.setVisible(bool(wanted))


def _pass_words(one: Pass) -> str:
    return tr(
        "The pass “{name}”: its codes alone are listed, and their keys alone code. Ctrl+Down goes to its next event, "
        "Ctrl+Shift+Up leaves it for now, Ctrl+Shift+Down says that it is done.",
        name=one.name,
    )


def _words(code: Code, hand: HandCoder, running: dict[tuple[str, str], int]) -> Words:
    subject = hand.subject_of(code)
    onset = running.get((subject, code.id))
    since = named(CodeKind.POINT) if code.kind is CodeKind.POINT else "" if onset is None else f"● {format_us(onset)}"
    spoken = f"{code.key or tr('no key')}: {subject_words(subject)} {code.label}" + (
        tr(", since {since}", since=since) if onset is not None else ""
    )
    return Words((code.key.upper(), subject_words(subject), code.label, since), tip=code.description, spoken=spoken)
