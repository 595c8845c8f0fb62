"""What the proposals are worth here: rule by rule, what became of them and what they took, with a switch for each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from coder.report.figures.proposal_worth import RuleWorth, worth_words
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from ui.operations.proposals_worth import StudyWorth, missed_words, rule_words
from ui.widgets.measure import open_at
from ui.widgets.row_table import LEAST_ROWS, RowsTable, Words

_WHAT = tr(
    "Of rules, never of people: what became of what each proposed in your work, and the time your decisions took, "
    "beside the time that coding the same by hand takes you here. It stays in this study. A rule that costs more than "
    "it gives can be switched off for you; what is decided stays, and it can be switched on again at any time."
)
_HEADINGS = (tr("rule"), tr("so"), tr("moved"), tr("not so"), tr("waits"), tr("missed"), tr("time"), tr("by hand"), "")


class WorthDialog(QDialog):
    """Signals: ``switched(str, bool)``, a rule's name and whether it shall propose."""

    switched = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What the proposals are worth here"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._rules: dict[str, RuleWorth] = {}
        what = QLabel(_WHAT, wordWrap=True)
        self.table = RowsTable(tr("rules"), _HEADINGS, give_way=(tr("by hand"), tr("missed")), least_rows=LEAST_ROWS)
        self.table.moved.connect(lambda _: self._show_chosen())
        self.words = QLabel(wordWrap=True)
        self.rest = QLabel(wordWrap=True)
        self.switch = QPushButton()
        self.switch.clicked.connect(self._switch)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        for widget in (what, self.table, self.words, self.switch, self.rest, close):
            layout.addWidget(widget)
        open_at(self, chars=109, lines=35)

    def show_worth(self, found: StudyWorth, scheme: Scheme) -> None:
        """Show the rules; those that cost more than they give stand first."""
        ordered = sorted(found.rules, key=lambda one: not (one.costs_more and one.shown))
        self._rules = {one.rule: one for one in ordered}
        self.table.fill(list(self._rules), lambda n: _words(ordered[n], scheme))
        if self.table.current_key is None and ordered:
            self.table.choose(ordered[0].rule)
        self.rest.setText(_rest_words(found))
        self._show_chosen()

    def _show_chosen(self) -> None:
        one = self._rules.get(self.table.current_key or "")
        self.words.setText(
            worth_words(one) if one is not None else tr("Nothing has been decided or coded by hand yet.")
        )
        self.switch.setEnabled(one is not None and not one.rule.startswith(" "))
        on = one is None or one.shown
        self.switch.setText(tr("Switch it off for me") if on else tr("Let it propose to me again"))

    def _switch(self) -> None:
        one = self._rules.get(self.table.current_key or "")
        if one is not None:
            self.switched.emit(one.rule, not one.shown)


def _words(one: RuleWorth, scheme: Scheme) -> Words:
    cells = (
        rule_words(scheme, one.rule),
        *(str(count) for count in (one.accepted, one.moved, one.rejected, one.waiting + one.later, one.missed)),
        tr("{seconds:.0f} s", seconds=one.seconds) if one.timed else "",
        "" if one.gave_seconds is None else tr("{gave_seconds:.0f} s", gave_seconds=one.gave_seconds),
        tr("switched off") if not one.shown else tr("costs more") if one.costs_more else "",
    )
    behind = ", ".join((*one.versions, *one.models))
    return Words(cells, tip=f"{worth_words(one)}\n{behind}", spoken=f"{cells[0]}: {worth_words(one)} {cells[-1]}")


def _rest_words(found: StudyWorth) -> str:
    cards = found.cards
    said = []
    if cards.confirmed + cards.changed + cards.taken_apart:
        said.append(
            tr(
                "On cards: {confirmed} confirmed, {changed} changed, {taken_apart} not so; their "
                "{seconds:.0f} s are shared by the acts they hold.",
                confirmed=cards.confirmed,
                changed=cards.changed,
                taken_apart=cards.taken_apart,
                seconds=cards.seconds,
            )
        )
    if cards.missed:
        said.append(missed_words(cards).strip())
    if found.hand_seconds is not None:
        said.append(
            tr(
                "Coding by hand: {hand_coded} timed, {hand_seconds:.1f} s each.",
                hand_coded=found.hand_coded,
                hand_seconds=found.hand_seconds,
            )
        )
    return " ".join(said) or tr("No card was decided on and nothing was coded by hand with a time yet.")
