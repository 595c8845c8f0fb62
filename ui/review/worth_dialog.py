"""What the proposals are worth here: rule by rule, what became of them and what they took, with a switch for each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from coder.report.figures.proposal_worth import RuleWorth, worth_words
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from ui.operations.proposals_worth import StudyWorth, missed_words, rule_words
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.folded_words import FoldedWords
from ui.widgets.measure import USUAL, ScaledLabel, Type, open_at
from ui.widgets.prose_label import ProseLabel
from ui.widgets.row_table import LEAST_ROWS, RowsTable, Words

_WHAT = tr("Of rules, never of people; it stays in this study.")
_COUNTING = tr(
    "What became of what each rule proposed in your work, and the time your decisions took, beside the time that "
    "coding the same by hand takes you here. A rule that costs more than it gives can be switched off for you; what is "
    "decided stays, and it can be switched on again at any time."
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
        self._scheme: Scheme | None = None
        counting = FoldedWords(tr("How it is counted"))
        counting.setText(_COUNTING)
        head = FlowLayout()
        for widget in (QLabel(_WHAT), counting.opener):
            head.addWidget(widget)
        self.sums = ScaledLabel(size=Type.FIGURE, wraps=True)
        self.table = RowsTable(tr("rules"), _HEADINGS, give_way=(tr("by hand"), tr("missed")), least_rows=LEAST_ROWS)
        self.table.moved.connect(lambda _: self._show_chosen())
        self.chosen = ScaledLabel(size=Type.TITLE, wraps=True)
        self.words = ProseLabel()
        self.rest = ScaledLabel(quiet=True, wraps=True)
        self.switch = QPushButton()
        self.switch.clicked.connect(self._switch)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.sums)
        layout.addLayout(head)
        layout.addWidget(counting)
        layout.addWidget(self.table, 1)
        layout.addSpacing(USUAL)
        layout.addWidget(self.chosen)
        layout.addWidget(self.words)
        layout.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(USUAL)
        layout.addWidget(self.rest)
        layout.addWidget(close)
        open_at(self, chars=109, lines=35)

    def show_worth(self, found: StudyWorth, scheme: Scheme) -> None:
        """Show the rules; those that cost more than they give stand first."""
        ordered = sorted(found.rules, key=lambda one: not (one.costs_more and one.shown))
        self._rules = {one.rule: one for one in ordered}
        self._scheme = scheme
        self.sums.setText(_sums_words(found))
        self.table.fill(list(self._rules), lambda n: _words(ordered[n], scheme))
        if self.table.current_key is None and ordered:
            self.table.choose(ordered[0].rule)
        self.rest.setText(_rest_words(found))
        self._show_chosen()

    def _show_chosen(self) -> None:
        one = self._rules.get(self.table.current_key or "")
        self.chosen.setText(rule_words(self._scheme, one.rule) if one is not None and self._scheme is not None else "")
        self.chosen.setVisible(one is not None)
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


def _sums_words(found: StudyWorth) -> str:
    """What became of all proposals together: the sum of the columns."""
    kept = sum(one.accepted + one.moved for one in found.rules)
    decided = sum(one.decided for one in found.rules)
    return tr(
        "{decided} decided · {kept} kept · {waiting} waiting",
        decided=decided,
        kept=kept,
        waiting=sum(one.waiting + one.later for one in found.rules),
    )


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
