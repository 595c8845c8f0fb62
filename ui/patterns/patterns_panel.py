"""The patterns panel: charts of one recording under a named rule, worked out when somebody looks, each leading back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from coder.exchanges.pairing import Rule
from coder.vocabulary.language import named, tr
from ui.charts.chart_data import Drawn
from ui.patterns.budget_table import BudgetTable
from ui.patterns.contingency_panel import ContingencyBox
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.folded_words import FoldedWords
from ui.widgets.measure import PANEL
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.prose_label import ProseLabel
from ui.widgets.rule_box import RuleBox
from ui.widgets.tab_row import TabRow

if TYPE_CHECKING:  # what draws charts takes a moment to load: only who looks at one waits for it
    from ui.charts.chart_view import ChartView


class PatternsPage(StrEnum):
    """What of a recording is looked at, each with the name that a person reads."""

    ANSWERS = "Bids and answers"
    TURNS = "Voices in turn"
    BUDGET = "Time budget"


EMPTY_TURNS = tr("Turns show here once it has been said whose voices are heard (review, keys 1 to 4).")
EMPTY = tr(
    "Patterns show here once something is confirmed: accept a proposal, or code by hand. They describe one recording, "
    "and nobody in it."
)
_CHART_CHARS = 85
"""A page with room for several charts of so many characters shows them beside each other: it is scrolled less."""
_MOST_ACROSS = 3
AFTER_EDITS_MS = 400
"""Figures follow when a person pauses, not after every key."""


class PatternsPanel(QWidget):
    """Asks for figures when it is seen, and shows them.

    Signals
    -------
    wanted()
        The figures that are shown are not those of the events, rule or coder any more.
    stop_asked()
        Nobody wants to wait.
    sought(time_us)
        A moment of the recording, in microseconds.
    """

    wanted = Signal()
    stop_asked = Signal()
    sought = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.charts: dict[str, ChartView] = {}
        self.everybody: Callable[[], Iterable[str]] = tuple
        """Among whom colours are shared out; whoever puts the timeline beside it says so."""
        self._stale = False
        self.rule_box, self.coder_box = RuleBox(), ChoiceBox()
        self.coder_box.setAccessibleName(tr("whose events"))
        for box in (self.rule_box, self.coder_box):
            box.currentIndexChanged.connect(self.invalidate)
        self.pages = TabRow()
        self.pages.setAccessibleName(tr("which patterns"))
        self.pages.setExpanding(False)
        for page in PatternsPage:
            self.pages.addTab(named(page))
        self.pages.currentChanged.connect(lambda _: self._turn_page())
        label = self._rule_label = QLabel(tr("Rule"))
        label.setBuddy(self.rule_box)
        self.said = ProseLabel(EMPTY)
        self.counting = FoldedWords(tr("How it is counted"))
        self.bar = ProgressBar(tr("how far the figures are"))
        self.stop = QPushButton(tr("Stop"))
        self.stop.clicked.connect(self.stop_asked)
        head, waiting = FlowLayout(), QHBoxLayout()
        for widget in (label, self.rule_box, self.coder_box, self.counting.opener):
            head.addWidget(widget)
        waiting.addWidget(self.bar, 1)
        waiting.addWidget(self.stop)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.contingency = ContingencyBox()
        self.contingency.sought.connect(self.sought)
        self.contingency.preview_asked.connect(self.invalidate)
        self._column.addWidget(self.counting)
        self._column.addWidget(self.said)
        self._column.addWidget(self.contingency)
        self.budget = BudgetTable()
        self._grid = QGridLayout()
        self._column.addLayout(self._grid)
        self._column.addWidget(self.budget)
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self._inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*PANEL)
        layout.addWidget(self.pages)
        layout.addLayout(head)
        layout.addLayout(waiting)
        layout.addWidget(self.area, 1)
        self._pause = QTimer(self, singleShot=True, interval=AFTER_EDITS_MS)
        self._pause.timeout.connect(self._ask)
        self.show_progress(None)
        self.show_coders((), "")

    @property
    def page(self) -> PatternsPage:
        """The page that is looked at."""
        return tuple(PatternsPage)[self.pages.currentIndex()]

    def _turn_page(self) -> None:
        of_answers = self.page is PatternsPage.ANSWERS
        for widget in (self._rule_label, self.rule_box, self.contingency):
            widget.setVisible(of_answers)  # the other pages have their own measures, and no window
        self.show_charts(())
        self.budget.show_lines(())
        self._stale = True
        if self.isVisible():
            self._ask()  # a page is turned once, and not edited

    @property
    def rule(self) -> Rule:
        """The rule that was chosen."""
        return self.rule_box.rule

    @property
    def coder(self) -> str | None:
        """Whose events the figures are of; None where nobody has coded."""
        return self.coder_box.currentText() or None

    def show_coders(self, coders: Sequence[str], first: str) -> None:
        """Offer those who coded; the choice stays while it can, else it is ``first``."""
        if tuple(coders) != tuple(self.coder_box.itemText(n) for n in range(self.coder_box.count())):
            held = self.coder or first
            self.coder_box.blockSignals(True)
            self.coder_box.clear()
            self.coder_box.addItems(list(coders))
            self.coder_box.setCurrentIndex(max(self.coder_box.findText(held), 0))
            self.coder_box.blockSignals(False)
        self.coder_box.setVisible(len(coders) > 1)

    def invalidate(self) -> None:
        """Something changed: ask for new figures, now if they are looked at, else when they are."""
        self._stale = True
        if self.isVisible():
            self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Figures are worked out only when somebody looks."""
        super().showEvent(event)
        if self._stale:
            self._ask()

    def show_progress(self, share: float | None) -> None:
        """Say how far the figures are; None at their end."""
        self.bar.setValue(round(1000 * (share or 0)))
        self.bar.setVisible(share is not None)
        self.stop.setVisible(share is not None)

    def say(self, sentence: str, *, counting: str = "") -> None:
        """Say what is shown, or why nothing is; how it was counted is said to whoever asks."""
        self.said.setText(sentence)
        self.counting.setText(counting)

    def show_charts(self, drawn: Sequence[Drawn]) -> None:
        """Show charts; one that was there before keeps its place."""
        wanted = [one.id for one in drawn]
        for name in [name for name in self.charts if name not in wanted]:
            chart = self.charts.pop(name)
            self._grid.removeWidget(chart)
            chart.hide()  # it would stand over the page that comes, until Qt finds the time to delete it
            chart.deleteLater()
        for one in drawn:
            if one.id in self.charts:
                self.charts[one.id].show_drawn(one)
            else:
                from ui.charts.chart_view import ChartView  # with the first chart: a study is opened without

                chart = ChartView(one, everybody=lambda: self.everybody())
                chart.sought.connect(self.sought)
                self.charts[one.id] = chart
        self.charts = {one.id: self.charts[one.id] for one in drawn}
        self._place_charts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let charts stand beside each other on a page that is wide enough."""
        super().resizeEvent(event)
        self._place_charts()

    def _place_charts(self) -> None:
        room = self.area.viewport().width()
        most = min(_MOST_ACROSS, len(self.charts))
        across = max(1, min(most, room // (_CHART_CHARS * self.fontMetrics().averageCharWidth())))
        places = {chart: divmod(n, across) for n, chart in enumerate(self.charts.values())}
        for chart, (row, column) in places.items():
            at = self._grid.indexOf(chart)
            if at < 0 or self._grid.getItemPosition(at)[:2] != (row, column):  # type: ignore[index]  # the stub: object
                self._grid.addWidget(chart, row, column, Qt.AlignmentFlag.AlignTop)
        for column in range(_MOST_ACROSS):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def _ask(self) -> None:
        self._stale = False
        self._pause.stop()
        self.wanted.emit()
