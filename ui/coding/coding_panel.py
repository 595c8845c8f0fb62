"""The panel for coding by hand: every code with its key, and what is under way since when."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from coder.study.state import RecordingState
from coder.vocabulary.scheme import Code, Kind, Role
from coder.vocabulary.time import format_us
from ui.coding.hand_coding import HandCoder
from ui.operations.wording import subject_words
from ui.widgets.row_table import RowsTable, Words

_HINT = (
    "A key begins a state at the frame you see; the same key, or another of its group, ends it there. Esc forgets the "
    "one that was begun last; what is under way waits for you, whatever comes between."
)


class CodingPanel(QWidget):
    """Every code of the study, to be pressed.

    Signals: ``pressed(str)`` with a code as "role/id", ``caregiver_chosen(str)``, ``asked(str)`` with an action's id.
    """

    pressed = Signal(str)
    caregiver_chosen = Signal(str)
    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._under_way = QLabel(wordWrap=True)
        self._under_way.setAccessibleName("states under way")
        font = self._under_way.font()
        font.setBold(True)
        self._under_way.setFont(font)
        self._question = QLabel(wordWrap=True)
        self._question.setAccessibleName("what is asked of the act that was coded")
        self._question.setFont(font)
        self._question.hide()
        self.caregiver_box = QComboBox()
        self.caregiver_box.setAccessibleName("which caregiver the keys code")
        self.caregiver_box.activated.connect(lambda n: self.caregiver_chosen.emit(self.caregiver_box.itemData(n)))
        self._caregiver_label = QLabel("Caregiver")
        self._caregiver_label.setBuddy(self.caregiver_box)
        self.table = RowsTable("codes and their keys", ("key", "who", "what", "since"))
        self.table.activated_row.connect(self.pressed)
        self._end_button = QPushButton("Back to the proposals  (Ctrl+D)")
        self._end_button.clicked.connect(lambda _=False: self.asked.emit("code_mode"))
        who = QHBoxLayout()
        who.addWidget(self._caregiver_label)
        who.addWidget(self.caregiver_box, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(QLabel(_HINT, wordWrap=True))
        layout.addLayout(who)
        layout.addWidget(self._question)
        layout.addWidget(self._under_way)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._end_button)

    @property
    def under_way(self) -> str:
        """What it says is under way."""
        return self._under_way.text()

    @property
    def question(self) -> str:
        """What it asks of the act that was coded last."""
        return "" if self._question.isHidden() else self._question.text()

    def show_hand(self, hand: HandCoder | None, state: RecordingState | None) -> None:
        """Show the codes and what is under way."""
        words = hand.asking.words if hand is not None and hand.asking is not None else ""
        self._question.setText(words)
        self._question.setVisible(bool(words))
        if hand is None or state is None:
            self.table.fill([], lambda _: Words(()))
            self._under_way.setText("")
            return
        self._show_caregivers(hand, state)
        running = {(subject, code.id): onset for subject, code, onset in hand.under_way}
        codes = hand.scheme.codes
        self.table.fill([f"{code.role}/{code.id}" for code in codes], lambda row: _words(codes[row], hand, running))
        parts = [f"{subject_words(who)} {code.label}, since {format_us(at)}" for who, code, at in hand.under_way]
        self._under_way.setText("Under way: " + "; ".join(parts) if parts else "Nothing is under way.")

    def _show_caregivers(self, hand: HandCoder, state: RecordingState) -> None:
        names = {person.role for person in state.people} | {event.subject for event in state.events}
        found = sorted(name for name in names if name and name.split(":")[0] == Role.CAREGIVER)
        known = [self.caregiver_box.itemData(n) for n in range(self.caregiver_box.count())]
        wanted = sorted({*found, hand.caregiver})
        if wanted != known:
            self.caregiver_box.clear()
            for name in wanted:
                self.caregiver_box.addItem(subject_words(name), name)
        self.caregiver_box.setCurrentIndex(self.caregiver_box.findData(hand.caregiver))
        for widget in (self.caregiver_box, self._caregiver_label):
            widget.setVisible(len(wanted) > 1)


def _words(code: Code, hand: HandCoder, running: dict[tuple[str, str], int]) -> Words:
    subject = hand.subject_of(code)
    onset = running.get((subject, code.id))
    since = "point" if code.kind is Kind.POINT else "" if onset is None else f"● {format_us(onset)}"
    spoken = f"{code.key or 'no key'}: {subject_words(subject)} {code.label}" + (
        f", since {since}" if onset is not None else ""
    )
    return Words((code.key.upper(), subject_words(subject), code.label, since), tip=code.description, spoken=spoken)
