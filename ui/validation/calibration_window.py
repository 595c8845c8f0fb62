"""Thresholds fitted to the study's own coding: before and after on what was held out, to be kept, left or put back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from coder.report.figures.calibration_trial import RuleTrial
from coder.vocabulary.calibration import BUILT_IN, Calibration, FittedRule
from coder.vocabulary.language import named, tr
from coder.vocabulary.scheme import Scheme
from ui.operations.calibration_fit import events_words, held_out_words, number_words, threshold_words, trial_name
from ui.widgets.measure import open_at
from ui.widgets.own_window import OwnWindow
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.prose_label import ProseLabel
from ui.widgets.row_table import LEAST_ROWS, RowsTable, Words
from ui.widgets.side_by_side import SideBySide

_INTRO = tr(
    "Your decisions can move the thresholds of the rules, here on this device and only when you ask. Each family is "
    "held out in turn, or each recording of one family, and blind coding of what was held out says whether more is "
    "found and less is wrong. What you keep is a version that can be put back; what was decided stays."
)
_HEADS = (tr("what"), tr("F1 before"), tr("F1 after"), tr("difference"), tr("held out, coded blind"), tr("can be kept"))


class CalibrationWindow(OwnWindow):
    """Signals: ``fit_asked(whole)``, ``stop_asked``, ``keep_asked``, ``use_asked(number)``, ``back_asked``,
    ``export_asked(number)``, ``import_asked``, ``closed``.
    """

    fit_asked = Signal(bool)
    """Whether all of each recording was watched."""
    stop_asked = Signal()
    keep_asked = Signal()
    use_asked = Signal(object)
    back_asked = Signal()
    export_asked = Signal(object)
    import_asked = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Calibration"))
        self.fit = QPushButton(tr("Fit to this study's coding"))
        self.whole = whole = QCheckBox(tr("All of each recording was watched"))
        whole.setToolTip(tr("Without it the part counts that each coder's events and passes reach."))
        self.fit.clicked.connect(lambda: self.fit_asked.emit(whole.isChecked()))
        self.stop = QPushButton(tr("Stop"))
        self.stop.clicked.connect(self.stop_asked)
        self.keep = QPushButton(tr("Keep, and propose anew"))
        self.keep.clicked.connect(self.keep_asked)
        self.use = QPushButton(tr("Put in use"))
        self.use.clicked.connect(self._use)
        self.back = QPushButton(tr("Put back what was before"))
        self.back.clicked.connect(self.back_asked)
        self.export = QPushButton(tr("Export…"))
        self.export.setToolTip(tr("Write thresholds and figures to a file: no footage, and nobody's name."))
        self.export.clicked.connect(self._export)
        self.bring = QPushButton(tr("Import…"))
        self.bring.setToolTip(tr("Take in a file that another study exported; it is not put in use by itself."))
        self.bring.clicked.connect(self.import_asked)
        self.bar = ProgressBar(tr("how much is tried"))
        self.said = ProseLabel()
        self.trials = RowsTable(tr("what was tried"), _HEADS, give_way=(_HEADS[4],), least_rows=LEAST_ROWS)
        self.trials.moved.connect(self._tell)
        self.told = ProseLabel()
        self.told.setAccessibleName(tr("what is behind the row in hand"))
        self.versions = RowsTable(
            tr("calibrations"), (tr("calibration"), tr("made"), tr("fitted to"), tr("what")), least_rows=LEAST_ROWS
        )
        self.versions.activated_row.connect(lambda _: self._use())
        self.versions.moved.connect(lambda _: self._enable())
        self.scheme: Scheme | None = None
        """By which codes are called."""
        self._trials: tuple[RuleTrial, ...] = ()
        self.about = ProseLabel()
        self.about.setAccessibleName(tr("what is in the calibration in hand"))
        self._about: dict[str, str] = {}
        self._now: int | None = None
        self._before = False
        upper, lower = QWidget(), QWidget()
        for pane, title, table, buttons in (
            (upper, tr("Fitted now"), self.trials, (self.fit, self.stop, self.keep)),
            (lower, tr("Kept in this study"), self.versions, (self.use, self.back, self.export, self.bring)),
        ):
            column = QVBoxLayout(pane)
            column.setContentsMargins(0, 0, 0, 0)
            row = QHBoxLayout()
            row.addWidget(QLabel(title))
            row.addStretch(1)
            for button in buttons:
                row.addWidget(button)
            column.addLayout(row)
            if table is self.trials:
                column.addWidget(
                    self.whole
                )  # a row of its own: beside the buttons it would be wider than half a screen
            column.addWidget(table, 1)
            column.addWidget(self.told if table is self.trials else self.about)
        both = SideBySide(Qt.Orientation.Vertical)
        both.addWidget(upper)
        both.addWidget(lower)
        both.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.addWidget(ProseLabel(_INTRO))
        column.addWidget(self.bar)
        column.addWidget(both, 1)
        column.addWidget(self.said)
        open_at(self, chars=123, lines=43)
        self.show_trials(())

    def show_versions(self, found: Sequence[Calibration], now: Calibration | None, *, before: bool) -> None:
        """Show what the study has, which is in use, and whether there is anything to put back."""
        self._now = now.number if now else BUILT_IN
        self._before = before
        rows = [("0", Words((tr("built in"), "", "", "")))]
        rows += [
            (
                str(one.number),
                Words(
                    (str(one.number), one.made_at[:10], ", ".join(one.recordings) or tr("a file"), _rules(one)),
                    tip=" ".join(map(_fitted_words, one.rules)),
                ),
            )
            for one in found
        ]
        self._about = {key: words.tip for key, words in rows}
        rows = [(key, _marked(words) if int(key) == self._now else words) for key, words in rows]
        self.versions.fill([key for key, _ in rows], lambda row: rows[row][1])
        self.said.setText(tr("Proposals are made under {number}.", number=number_words(now)))
        self._enable()

    def wait(self, share: float | None) -> None:
        """Show how much is tried; None where nothing is under way."""
        self.bar.setVisible(share is not None)
        self.bar.setValue(round(1000 * (share or 0)))
        self.stop.setVisible(share is not None)
        self.fit.setEnabled(share is None)
        self.whole.setEnabled(share is None)

    def show_trials(self, trials: Sequence[RuleTrial], sentence: str = "") -> None:
        """Show what was tried, before and after, or a sentence in its place."""
        self.wait(None)
        self._trials = tuple(trials)
        self.trials.fill([str(n) for n in range(len(trials))], lambda row: _trial_words(trials[row], self.scheme))
        if self._trials and self.trials.current_key is None:
            self.trials.choose("0")
        self._tell(self.trials.current_key)
        self.keep.setEnabled(any(one.kept for one in trials))
        if sentence:
            self.said.setText(sentence)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nobody waits any more."""
        self.closed.emit()
        super().closeEvent(event)

    def _tell(self, key: str | None) -> None:
        """Say what is behind a row: to hover over it takes a mouse."""
        one = self._trials[int(key)] if key is not None and int(key) < len(self._trials) else None
        self.told.setVisible(one is not None)
        self.told.setText(_behind(one, self.scheme) if one is not None else "")

    def _use(self) -> None:
        key = self.versions.current_key
        if key is not None and int(key) != self._now:
            self.use_asked.emit(int(key))

    def _export(self) -> None:
        key = self.versions.current_key
        if key is not None and int(key) != BUILT_IN:
            self.export_asked.emit(int(key))

    def _enable(self) -> None:
        key = self.versions.current_key
        self.about.setVisible(bool(self._about.get(key or "")))
        self.about.setText(self._about.get(key or "", ""))
        self.export.setEnabled(key is not None and int(key) != BUILT_IN)
        self.use.setEnabled(key is not None and int(key) != self._now)
        self.back.setEnabled(self._before)


def _marked(words: Words) -> Words:
    first, *rest = words.cells
    return Words((tr("{first} (in use)", first=first), *rest), tip=words.tip)


def _fitted_words(rule: FittedRule) -> str:
    """Which thresholds a kept rule has, and what was found on what was held out when it was fitted."""
    before, after, difference, apart = held_out_words(rule.held_out)
    return tr(
        "{who} {rule}: {thresholds}; F1 before {before}, after {after}, difference {difference}, on {apart} held out.",
        who=named(rule.role),
        rule=rule.version,
        thresholds=threshold_words(rule.thresholds),
        before=before,
        after=after,
        difference=difference,
        apart=apart,
    )


def _rules(one: Calibration) -> str:
    return ", ".join(f"{rule.role.value} {rule.name.replace('_', ' ')}" for rule in one.rules)


def _behind(one: RuleTrial, scheme: Scheme | None) -> str:
    """Which thresholds are chosen, beside what was held out, and why they are not kept or nothing is said."""
    words = (
        [] if one.fitted is None else [threshold_words(one.fitted.thresholds), held_out_words(one.fitted.held_out)[3]]
    )
    return f"{trial_name(one, scheme)}: {'. '.join(filter(None, ('; '.join(words), one.why))).rstrip('.')}."


def _trial_words(one: RuleTrial, scheme: Scheme | None) -> Words:
    name = trial_name(one, scheme)
    if one.fitted is None:
        return Words((name, "-", "-", "-", events_words(one.blind_events), tr("no")), tip=one.why)
    words = (name, *held_out_words(one.fitted.held_out), tr("yes") if one.kept else tr("no"))
    return Words(words, tip=one.why or threshold_words(one.fitted.thresholds))
