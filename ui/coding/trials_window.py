"""Trials in the window: each stretch that a marker names with its factors, and how soon after it an act came."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from coder.report.figures.trial_latencies import TrialGroup
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme, is_of
from coder.vocabulary.time import MICROS, format_us
from ui.operations.trial_figures import MeasuredTrials, factors_of, markers_of
from ui.operations.wording import subject_words
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.measure import open_at
from ui.widgets.own_window import OwnWindow
from ui.widgets.prose_label import ProseLabel
from ui.widgets.row_table import LEAST_ROWS, RowsTable, Words

_ALL = tr("all trials together")


class TrialsWindow(OwnWindow):
    """Signals: ``asked(marker, act, factor)``, ``sought(time_us)``."""

    BESIDE_PICTURE = True

    asked = Signal(str, str, str)
    sought = Signal(object)

    def __init__(self, scheme: Scheme, subjects: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Trials and latencies from their markers"))
        self._scheme = scheme
        self.marker, self.act, self.factor = ChoiceBox(), ChoiceBox(), ChoiceBox()
        labels = {code.id: code.label for code in scheme.codes if code.marker}
        for marker in markers_of(scheme):
            self.marker.addItem(labels[marker], marker)
        for subject in subjects:
            for code in scheme.codes:
                if is_of(subject, code.role) and not code.marker:
                    self.act.addItem(f"{subject_words(subject)}: {code.label}", f"{subject}/{code.id}")
        for box, name in ((self.marker, tr("marker")), (self.act, tr("act")), (self.factor, tr("factor"))):
            box.setAccessibleName(name)
        self.said = ProseLabel()
        self.table = RowsTable(
            tr("trials"), (tr("trial"), tr("from"), tr("factors"), tr("latency")), least_rows=LEAST_ROWS
        )
        self.table.activated_row.connect(lambda key: self.sought.emit(self._onsets[key]))
        self._onsets: dict[str, int] = {}
        head = QHBoxLayout()
        for words, box in ((tr("From"), self.marker), (tr("to the first"), self.act), (tr("by"), self.factor)):
            head.addWidget(QLabel(words))
            head.addWidget(box, 1)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        open_at(self, chars=103, lines=35)
        self._offer_factors()
        self.marker.currentIndexChanged.connect(self._offer_factors)
        for box in (self.marker, self.act, self.factor):
            box.currentIndexChanged.connect(lambda _: self.ask())

    def ask(self) -> None:
        """Ask for what is chosen."""
        self.asked.emit(self.marker.currentData(), self.act.currentData(), self.factor.currentData() or "")

    def say(self, sentence: str) -> None:
        """Show a sentence in place of figures."""
        self.said.setText(sentence)
        self.table.fill([], lambda _: Words(()))

    def show_trials(self, found: MeasuredTrials) -> None:
        """Show each trial, and the curve over them in words."""
        listed = [one for some in found.trials.values() for one in some]
        lines = [_group_words(group) for group in found.figures.groups] or [tr("No trial is marked in this recording.")]
        if found.figures.test is not None and found.figures.test.p_value is not None:
            lines.append(
                tr("Could they be one curve (log-rank): p = {p_value:.3f}.", p_value=found.figures.test.p_value)
            )
        self.said.setText(" ".join([*lines, *(f"{note[0].upper()}{note[1:]}." for note in found.figures.notes)]))
        rows = [
            Words(
                (
                    f"{one.trial.number}",
                    format_us(one.trial.span.onset_us),
                    "; ".join("=".join(pair) for pair in one.trial.factors),
                    one.ending.value
                    if one.latency_us is None
                    else tr("{latency:.3f} s", latency=one.latency_us / MICROS),
                )
            )
            for one in listed
        ]
        self._onsets = {one.trial.marker.id: one.trial.span.onset_us for one in listed}
        self.table.fill(list(self._onsets), lambda row: rows[row])

    def _offer_factors(self) -> None:
        self.factor.blockSignals(True)
        self.factor.clear()
        self.factor.addItem(_ALL, "")
        for name in factors_of(self._scheme, self.marker.currentData() or ""):
            self.factor.addItem(name, name)
        self.factor.blockSignals(False)


def _group_words(group: TrialGroup) -> str:
    found = group.latency
    median = tr("undefined") if found.estimate is None else tr("{estimate:.2f} s", estimate=found.estimate)
    interval = ""
    if found.interval is not None:
        interval = f" ({' to '.join(tr('open') if end is None else f'{end:.2f}' for end in found.interval)})"
    came = tr("came in {n_events} of {value} trials", n_events=found.n_events, value=found.n)
    return tr(
        "{group}{group_2}: {came}, median {median}{interval}.",
        group=group.group[0].upper(),
        group_2=group.group[1:],
        came=came,
        median=median,
        interval=interval,
    )
