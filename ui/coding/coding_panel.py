"""The panel for coding by hand: every code as a key, what is under way, what a key would cut, what was coded last."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from coder.study.coding_passes import Pass
from coder.study.state import RecordingState
from coder.vocabulary.events import Event
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Code, CodeKind, Role, is_of, role_of
from coder.vocabulary.time import format_us
from ui.coding.code_board import BoardCode, CodeBoard
from ui.coding.code_key import KeyLook
from ui.coding.under_way_line import running_words
from ui.operations.condition_words import practice_words
from ui.operations.hand_coding import HandCoder
from ui.operations.wording import subject_words
from ui.timeline.timeline_feed import everybody
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.filled_button import FirstButton
from ui.widgets.folded_words import FoldedWords
from ui.widgets.keys_now import KEYS, KeyButton
from ui.widgets.measure import PANEL, ScaledLabel, Type

_BACK = tr("Back to the proposals  (Ctrl+D)")
_LEAVE = tr("Leave coding by hand  (Ctrl+D)")
_HINT = tr(
    "A key, or a click, begins a state at the frame you see; the same again, or another of its group, ends it. "
    "Esc twice forgets the one that was begun last; what is under way waits for you, whatever comes between."
)
_STEP_US = 100_000
"""How long what is under way lasts is said in tenths of a second."""
_MOST_LINES = 3
"""Of what lasts, the newest; with one more for how many others there are."""

_MANY = (Role.CAREGIVER, Role.OTHER)
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
        self._question = ScaledLabel(size=Type.STRONG, wraps=True)
        self._question.hide()
        self.subject_box = ChoiceBox()
        self.subject_box.setAccessibleName(tr("whose acts the keys code"))
        self.subject_box.activated.connect(lambda n: self.subject_chosen.emit(self.subject_box.itemData(n)))
        self._subject_label = QLabel(tr("Whose acts"))
        self._subject_label.setBuddy(self.subject_box)
        self._last = ScaledLabel(quiet=True, wraps=True)
        self._last.hide()
        self._running: tuple[tuple[str, Code, int], ...] = ()
        self._codes: tuple[Code, ...] = ()
        self._now_us = 0
        self.board = CodeBoard(tr("codes and their keys"))
        self.board.activated_row.connect(self.pressed)
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
        self._of_pass = QLabel(wordWrap=True)
        self._hint = FoldedWords(tr("What keys do here"))
        self._hint.setText(_HINT)
        self._practice = ScaledLabel(quiet=True, wraps=True)
        self._practice.hide()
        layout.addWidget(self._practice)
        layout.addLayout(who)
        layout.addWidget(self._question)
        layout.addWidget(self._under_way)
        layout.addWidget(self._last)
        layout.addWidget(self._no_codes)
        layout.addWidget(self.codes_button)
        layout.addWidget(self.board, 1)
        # Below what is looked at all day; on a low screen it is the first to be scrolled to.
        layout.addWidget(self._of_pass)
        layout.addWidget(self._hint)
        foot = QHBoxLayout()
        foot.addWidget(self._hint.opener)
        foot.addWidget(self.end_button, 1)
        layout.addLayout(foot)

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
        return self._of_pass.text() or self._hint.text()

    @property
    def last(self) -> str:
        """What it says was coded last; "" for nothing."""
        return self._last.text()

    def show_hand(
        self,
        hand: HandCoder | None,
        state: RecordingState | None,
        codes: Sequence[Code],
        one: Pass | None,
        last: Event | None = None,
    ) -> None:
        """Show the codes that can be coded now, in a pass or in none, what is under way, and what was coded last."""
        self._of_pass.setText(KEYS.said(_pass_words(one)) if one is not None else "")
        self._of_pass.setVisible(one is not None)
        gold = state.practice if state is not None else ""
        self._practice.setText(practice_words(gold) if gold else "")
        self._practice.setVisible(bool(gold))
        asked = hand.asking.words if hand is not None and hand.asking is not None else ""
        words = hand.refused or asked if hand is not None else ""
        self._question.setText(KEYS.said(words))
        self._question.setVisible(bool(words))
        self.board.setEnabled(not asked)  # the keys are the question's alone
        if hand is None or state is None:
            self.board.show_codes((), ())
            self._running = ()
            self._under_way.setText("")
            self._last.hide()
            return
        # Where nothing is proposed, or nothing of it is shown, there are no proposals to go back to.
        self.end_button.setText(_BACK if state.all_seen and state.proposals else _LEAVE)
        self._show_subjects(hand, state)
        for widget in (self._no_codes, self.codes_button):
            widget.setVisible(not hand.scheme.codes)
        running = {(subject, code.group): (code, onset) for subject, code, onset in hand.under_way}
        whose = {role: hand.subject_of(role) for role in {code.role for code in codes}}
        called = {role: subject_words(subject) for role, subject in whose.items()}
        on_board = [_on_board(code, whose[code.role], called[code.role], running) for code in codes]
        self.board.show_codes(on_board, everybody(state))
        self._running, self._codes = tuple(hand.under_way), tuple(codes)
        self._say_under_way()
        self._last.setText(_last_words(last, hand) if last is not None else "")
        self._last.setVisible(last is not None)

    def show_now(self, now_us: int) -> None:
        """Say how long what is under way has lasted when the clip is there."""
        moved, self._now_us = now_us // _STEP_US != self._now_us // _STEP_US, now_us
        if moved and self._running:
            self._say_under_way()

    def _say_under_way(self) -> None:
        lines = [_ends_words(*one, self._codes, self._now_us) for one in self._running]
        self._under_way.setToolTip("\n".join(lines))
        if (more := len(lines) - _MOST_LINES) > 0:  # what lasts must not push the keys out of view, which show it too
            others = plural(
                more,
                "and {count} more that began before: it is filled below",
                "and {count} more that began before: they are filled below",
                count=more,
            )
            lines = [*lines[-_MOST_LINES:], others]
        self._under_way.setText("\n".join(lines) or tr("Nothing is under way."))

    def _show_subjects(self, hand: HandCoder, state: RecordingState) -> None:
        """Offer the subjects of every role that has several; those that the scheme names stand first."""
        seen = {person.role for person in state.people} | state.events.subjects.keys()
        named = [one.id for one in hand.scheme.subjects]
        used = {hand.subject_of(role) for role in {code.role for code in hand.scheme.codes}}
        several = sorted(name for name in {*filter(None, seen), *used} - set(named) if is_of(name, *_MANY))
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


def _on_board(code: Code, subject: str, who: str, running: dict[tuple[str, str], tuple[Code, int]]) -> BoardCode:
    """A subject's code as it stands; ``running`` is what is under way, by subject and group."""
    point = code.kind is CodeKind.POINT
    found = None if point else running.get((subject, code.group))
    itself = found is not None and found[0].id == code.id
    look = KeyLook(
        row=f"{code.role}/{code.id}",
        who=who,
        label=code.label,
        key=code.key,
        description=code.description,
        point=point,
        since_us=found[1] if found is not None and itself else None,
        cuts=found[0].label if found is not None and not itself else "",
    )
    return BoardCode(subject, code.group, code.colour, look)


def _ends_words(subject: str, code: Code, onset_us: int, codes: Sequence[Code], now_us: int) -> str:
    """Say what is under way, for how long when the clip is at ``now_us``, and which keys end it."""
    lasts, what = max(now_us - onset_us, 0) / 1_000_000, running_words(subject, code, onset_us)
    keys = [
        one.key.upper()
        for one in codes
        if (one.role, one.group, one.kind) == (code.role, code.group, CodeKind.STATE) and one.key and one != code
    ]
    own, others = code.key.upper(), " ".join(keys)
    if others and own:
        return tr(
            "{what}, {lasts:.1f} s: {key} ends it, {others} cut it.",
            what=what,
            lasts=lasts,
            key=own,
            others=others,
        )
    if own:
        return tr("{what}, {lasts:.1f} s: {key} ends it.", what=what, lasts=lasts, key=own)
    if others:
        return tr("{what}, {lasts:.1f} s: a click ends it, {others} cut it.", what=what, lasts=lasts, others=others)
    return tr("{what}, {lasts:.1f} s: a click ends it.", what=what, lasts=lasts)


def _last_words(event: Event, hand: HandCoder) -> str:
    role = role_of(event.subject)
    code = hand.scheme.code(role, event.code).label if hand.scheme.has(role, event.code) else event.code
    who, onset = subject_words(event.subject), format_us(event.onset_us)
    if event.offset_us == event.onset_us:
        return tr("Coded last: {who} {code}, {onset}", who=who, code=code, onset=onset)
    return tr(
        "Coded last: {who} {code}, {onset} – {offset}, {seconds:.2f} s",
        who=who,
        code=code,
        onset=onset,
        offset=format_us(event.offset_us),
        seconds=(event.offset_us - event.onset_us) / 1_000_000,
    )
