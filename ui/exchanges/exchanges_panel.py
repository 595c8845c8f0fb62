"""The exchanges panel: what became of each confirmed bid under a named rule; censored bids are never dropped."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from coder.exchanges.full_presence import full_presence_of
from coder.exchanges.pairing import SETTLED_BY_HUMAN, Exchange, Outcome, Rule
from coder.report.figures.bid_answers import answers_of
from coder.report.figures.human_pairing_figures import NOTHING_BY_HAND, by_hand_words
from coder.stats import Rate
from coder.study.state import RecordingState
from coder.vocabulary.language import named, plural, tr
from coder.vocabulary.scheme import Role, Scheme, role_of
from coder.vocabulary.time import MICROS, Interval, format_us
from ui.operations.exchange_words import OVER_ALL_OF_IT, bids_per_hour_words
from ui.operations.wording import code_words, outcome_choice, subject_words
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.folded_words import FoldedWords
from ui.widgets.lettered_menu import LetteredMenu
from ui.widgets.measure import PANEL
from ui.widgets.prose_label import ProseLabel
from ui.widgets.row_table import RowsTable, Words
from ui.widgets.rule_box import RuleBox
from ui.widgets.scroll_frame import scrolling

_SEVERAL = 2


class ExchangesPanel(QWidget):
    """Signals: ``activated(str)`` with a bid's event id, ``settled(str, Outcome | None)`` with the human's word."""

    activated = Signal(str)
    settled = Signal(str, object)
    unpaired = Signal(str)
    """A bid whose pairing by hand is taken back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: RecordingState | None = None
        self._scheme: Scheme | None = None
        self._found: tuple[Exchange, ...] = ()
        self._stale = True
        self.rule_box = RuleBox()
        self.rule_box.currentIndexChanged.connect(self._refresh)
        label = QLabel(tr("Rule"))
        label.setBuddy(self.rule_box)
        self.windows_box = QCheckBox(tr("Heed the family's full-presence windows"))
        self.windows_box.setChecked(True)
        self.windows_box.setToolTip(tr("Outside them, an acknowledgement is an answer too"))
        self.windows_box.toggled.connect(self._refresh)
        self.counting = FoldedWords(tr("How it is counted"))
        self._summary = ProseLabel()
        self._scope = ProseLabel(OVER_ALL_OF_IT)
        self._scope.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.table = RowsTable(
            tr("exchanges"),
            (tr("at"), tr("bid"), tr("outcome"), tr("latency"), tr("what came back")),
        )
        self.table.activated_row.connect(self.activated)
        self.table.setMinimumHeight(6 * self.fontMetrics().height())
        self.settle_button = QPushButton(tr("Outcome…"))
        self.settle_button.clicked.connect(self._ask_outcome)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._ask_outcome)
        head = FlowLayout()
        for widget in (label, self.rule_box, self.counting.opener, self.windows_box):
            head.addWidget(widget)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(*PANEL)
        layout.addLayout(head)
        layout.addWidget(self.counting)
        layout.addWidget(self._summary)
        layout.addWidget(self._scope)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.settle_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._beneath = QWidget()  # where there is no table yet, what is said stays at the top
        layout.addWidget(self._beneath, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inside))

    def show_state(self, state: RecordingState | None, scheme: Scheme | None) -> None:
        """Show the exchanges that follow from a recording's events."""
        held = self._state
        if held is None or state is None or (held.recording.id, held.coder) != (state.recording.id, state.coder):
            # Rows of another recording, or for other eyes, do not wait behind the tab.
            self._found = ()
            self.table.fill([], lambda _: Words(()))
            self._summary.setText("")
        self._state, self._scheme = state, scheme
        self._stale = True
        if self.isVisible():
            self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Work the exchanges out only when somebody looks."""
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def _refresh(self) -> None:
        self._stale = False
        rule = self.rule_box.rule
        self._found = ()
        often: Rate | None = None
        by_hand = NOTHING_BY_HAND
        state = self._state
        self.windows_box.setVisible(False)
        if state is not None and self._scheme is not None:
            end_us = state.recording.duration_us
            presence = full_presence_of(state.beside, state.events, end_us, settled=state.outcomes.values())
            self.windows_box.setVisible(presence.chosen)
            rule = presence.rule(rule) if self.windows_box.isChecked() else rule
            answers = answers_of(
                state.events,
                scheme=self._scheme,
                rule=rule,
                span=Interval(0, end_us),
                settled=state.outcomes,
                pairings=state.pairings,
                full_presence=presence,
            )
            self._found, often, by_hand = answers.exchanges, answers.bids_per_hour, answers.by_hand
        self.counting.setText(rule_words(rule))
        found, scheme = self._found, self._scheme
        if scheme is not None:
            # Where every bid was answered, what came back says so, and has the room of the outcome if it needs it.
            plain = all(item.outcome is Outcome.ANSWERED and not item.paired_by_hand for item in found)
            self.table.let_give_way((tr("outcome"),) if plain else ())
            who = {item.response_subject for item in found if item.response_subject}
            self.table.fill(
                [item.bid for item in found], lambda row: _words(found[row], scheme, one_answers=len(who) < _SEVERAL)
            )
        shown = tuple(one for one in found if one.same_act_as is None)
        hand = by_hand_words(by_hand)
        self._summary.setText(summary_words(shown, often) + (f" {hand}" if hand else ""))
        self._scope.setVisible(bool(self._found))
        self.table.setVisible(bool(self._found))
        self._beneath.setVisible(not self._found)
        self.settle_button.setVisible(bool(self._found))

    def _ask_outcome(self, where: QPoint | bool = False) -> None:
        key = self.table.current_key
        if key is None:
            return
        menu = LetteredMenu(tr("What became of it"), self)
        for outcome in SETTLED_BY_HUMAN:
            say = menu.addAction(outcome_choice(outcome))
            say.triggered.connect(lambda _=False, o=outcome: self.settled.emit(key, o))
        menu.addSeparator()
        menu.addAction(tr("leave it to the rule")).triggered.connect(lambda: self.settled.emit(key, None))
        if any(item.bid == key and item.paired_by_hand for item in self._found):
            menu.addAction(tr("leave the pairing to the rule")).triggered.connect(lambda: self.unpaired.emit(key))
        corner = self.table.viewport().mapToGlobal(where) if isinstance(where, QPoint) else None
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(corner or self.settle_button.mapToGlobal(QPoint(0, 0)))


def rule_words(rule: Rule) -> str:
    """Return a rule in a sentence."""
    where = named(rule.anchor)
    overlap = ""
    if rule.overlap_us:
        overlap = tr(", or up to {overlap:g} s before it", overlap=rule.overlap_us / MICROS)
    elif rule.anchor == "offset":
        overlap = tr(", or during the bid") if rule.overlap_us is None else ""
    alone = tr(", nothing else in between") if rule.adjacent else ""
    outside = ""
    if rule.acknowledged_outside:
        outside = tr(" Outside the full-presence windows that the family chose, an acknowledgement is an answer too.")
    return tr(
        "An answer begins within {window:g} s of the bid's {where}{overlap}{alone}; "
        "{pairing}. A convention ({source}), not a measure of anybody.{outside}",
        window=rule.window_us / MICROS,
        where=where,
        overlap=overlap,
        alone=alone,
        pairing=rule.pairing,
        source=rule.source,
        outside=outside,
    )


def summary_words(found: tuple[Exchange, ...], often: Rate | None) -> str:
    """Return the counts, and bids per hour beside them: a child who stops signalling looks well answered.

    How latencies are spread belongs to a survival curve, not to a mean of the answered.
    """
    if not found:
        return tr(
            "Exchanges show here once a bid is confirmed: accept what waits under Review, or code by hand. Each stands "
            "with what came back and how soon."
        )
    counts = {outcome: sum(item.outcome is outcome for item in found) for outcome in Outcome}
    parts = [f"{count} {named(outcome)}" for outcome, count in counts.items() if count]
    return (
        plural(len(found), "{number} bid: ", "{number} bids: ", number=len(found))
        + ", ".join(parts)
        + "."
        + (f" {bids_per_hour_words(often)}" if often is not None and often.estimate is not None else "")
    )


def outcome_words(item: Exchange) -> str:
    """Return what became of a bid, and that a human paired it where one did."""
    return tr("{named}, by hand", named=named(item.outcome)) if item.paired_by_hand else named(item.outcome)


def latency_words(item: Exchange) -> str:
    """Return how soon the answer came, and how exact that is; where none came, for how long one was watched for."""
    if item.latency_us is None:
        if item.censored_at_us is None:
            return ""
        return tr("none in {most:.2f} s", most=max(item.censored_at_us - item.anchor_us, 0) / MICROS)
    soon, bound = item.latency_us / MICROS, item.timing_bound_us / MICROS
    return tr("{soon:.2f} s ± {bound:.2f} s", soon=soon, bound=bound)


def _words(item: Exchange, scheme: Scheme, *, one_answers: bool) -> Words:
    """Return a row: a bid is the child's, and who answered is said where several do; a screen reader hears both."""
    bid, whose = code_words(scheme, item.bid_subject, item.bid_code), subject_words(item.bid_subject)
    back = who = ""
    if item.response_subject and item.response_code:
        back, who = code_words(scheme, item.response_subject, item.response_code), subject_words(item.response_subject)
    at, became, soon = format_us(item.bid_interval.onset_us), outcome_words(item), latency_words(item)
    whole = (f"{whose} {bid}", f"{who} {back}" if back else "")
    cells = (
        at,
        bid if role_of(item.bid_subject) is Role.CHILD else whole[0],
        became,
        soon,
        (back if one_answers else whole[1]) or item.reason,
    )
    said = tr("At {time} {bid}: {became}", time=at, bid=whole[0], became=became)
    return Words(cells, tip=item.reason, spoken=", ".join(part for part in (said, soon, whole[1]) if part))
