"""What models proposed beside what was coded blind: figures of each code, what is behind them, and every moment."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from coder.report.figures.proposal_validation import TOLERANCE_US, CodeValidity, Counts
from coder.report.figures.validity_strata import part_words
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us
from ui.operations.blind_comparison import BlindComparison, estimate_words, median_words, share_words
from ui.operations.wording import whose_code_words
from ui.validation.onset_strip import OnsetStrip
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.measure import open_at
from ui.widgets.own_window import OwnWindow
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.prose_label import ProseLabel
from ui.widgets.row_table import LEAST_ROWS, RowsTable, Words
from ui.widgets.side_by_side import SideBySide
from ui.window.screen_room import widen

_INTRO = tr(
    "What the models proposed, beside what people coded blind on the same recordings: it speaks of the proposals, not "
    "of a family. Figures in brackets are 95 % intervals over families. Choose a code to see what is behind its "
    "figures; Enter on a moment shows it."
)
_EVERYBODY = tr("everybody")


class ValidationWindow(OwnWindow):
    """A window of figures.

    Signals
    -------
    asked(str, bool)
        A coder or "" for everybody, and whether all of each recording was watched.
    sought(str, time_us), calibrate_asked, closed
        A moment, a fit of the thresholds, and that nobody looks any more.
    """

    BESIDE_PICTURE = True

    asked = Signal(str, bool)
    sought = Signal(str, object)
    calibrate_asked = Signal()
    closed = Signal()

    def __init__(self, coders: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Validity of proposals"))
        self._found: dict[str, CodeValidity] = {}
        self._methods = ""
        self._widened = False
        self.layer = ChoiceBox()
        self.layer.addItems([_EVERYBODY, *coders])
        self.layer.setAccessibleName(tr("whose blind coding"))
        self.layer.currentIndexChanged.connect(self.ask)
        self.whole = QCheckBox(tr("All of each recording was watched"))
        self.whole.setToolTip(tr("Without it the part counts that each coder's events and passes reach."))
        self.whole.toggled.connect(self.ask)
        self.copy = QPushButton(tr("Copy sentence for methods"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._methods))
        self.calibrate = QPushButton(tr("Calibration…"))
        self.calibrate.setToolTip(tr("Fit the thresholds of the rules to what was coded in this study."))
        self.calibrate.clicked.connect(self.calibrate_asked)
        self.said = ProseLabel()
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = ProgressBar(tr("the figures are being worked out"), most=0)
        self.bar.hide()
        heads = (
            tr("code"),
            tr("found"),
            tr("missed"),
            tr("false"),
            "F1",
            tr("kappa"),
            tr("two humans"),
            tr("onset"),
            tr("within 200 ms"),
        )
        self.codes = RowsTable(
            tr("codes"), heads, give_way=(tr("two humans"), tr("within 200 ms")), least_rows=LEAST_ROWS
        )
        self.codes.moved.connect(self._choose)
        self.parts = RowsTable(
            tr("figures by what was measured"),
            (tr("by"), "", tr("found"), tr("missed"), tr("false"), "F1", tr("kappa")),
            least_rows=LEAST_ROWS,
        )
        self.moments = RowsTable(
            tr("moments"),
            (tr("where"), tr("at"), tr("what"), tr("onset"), tr("beside the coding of")),
            least_rows=LEAST_ROWS,
        )
        self.moments.activated_row.connect(self._seek)
        self.strip = OnsetStrip()
        head = QHBoxLayout()
        head.addWidget(QLabel(tr("Coded blind by")))
        head.addWidget(self.layer)
        head.addStretch(1)
        head.addWidget(self.copy)
        head.addWidget(self.calibrate)
        behind = QTabWidget()
        behind.addTab(self.moments, tr("Moments"))
        behind.addTab(self.parts, tr("By family, age, light, face"))
        behind.setDocumentMode(True)
        tables = SideBySide(Qt.Orientation.Vertical)
        tables.addWidget(self.codes)
        tables.addWidget(behind)
        tables.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self.whole)  # in a row of its own: one row for all would be wider than half of a screen
        column.addWidget(ProseLabel(_INTRO))
        column.addWidget(self.bar)
        column.addWidget(self.said)
        figures = QWidget()
        beneath = QVBoxLayout(figures)
        beneath.setContentsMargins(0, 0, 0, 0)
        beneath.addWidget(tables, 1)
        beneath.addWidget(self.strip)
        self._lower = QStackedWidget()
        for page in (figures, QWidget()):  # where there are no figures, no empty tables say so
            self._lower.addWidget(page)
        column.addWidget(self._lower, 1)
        open_at(self, chars=123, lines=48)
        self.say("")

    def ask(self) -> None:
        """Ask for the figures beside the coding of whoever is chosen."""
        name = self.layer.currentText()
        self.asked.emit("" if name == _EVERYBODY else name, self.whole.isChecked())

    def wait(self) -> None:
        """Say that the figures are being worked out."""
        self.bar.show()

    def say(self, sentence: str) -> None:
        """Show a sentence in place of figures."""
        self._show((), "", sentence)

    def show_comparison(self, found: BlindComparison, scheme: Scheme) -> None:
        """Show the figures of every code."""
        recordings = ", ".join(one.recording for one in found.coded)
        words = [tr("Coded blind: {recordings}.", recordings=recordings)]
        words += [tr("Left out: {left_out}.", left_out="; ".join(found.left_out))] if found.left_out else []
        words += [one if one.endswith((".", "?")) else f"{one}." for one in found.notes]
        self._show([(one, _code_words(one, scheme)) for one in found.codes], found.methods, " ".join(words))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nobody waits any more."""
        self.closed.emit()
        super().closeEvent(event)

    def _show(self, codes: Sequence[tuple[CodeValidity, Words]], methods: str, sentence: str) -> None:
        self.bar.hide()
        self.said.setText(sentence)
        self._lower.setCurrentIndex(0 if codes else 1)
        self._methods = methods
        self.copy.setEnabled(bool(methods))
        self.copy.setToolTip(methods)
        self._found = {f"{one.role.value} {one.code}": one for one, _ in codes}
        self.codes.fill(list(self._found), lambda row: codes[row][1])
        if codes and not self._widened:
            self._widened = True  # once: who makes it narrower after that wants it so
            widen(self, self.codes.lacking_px)
        if codes and self.codes.current_key is None:
            self.codes.choose(next(iter(self._found)))
        self._choose(self.codes.current_key)

    def _choose(self, key: str | None) -> None:
        found = self._found.get(key or "")
        if found is None:
            self.parts.fill([], lambda _: Words(()))
            self.moments.fill([], lambda _: Words(()))
            self.strip.show_errors((), TOLERANCE_US)
            return
        told = found.by.items() if found.coded_blind else ()
        parts = [one for one in told if one[1].f1.value is not None or one[1].kappa.value is not None]
        self.parts.fill(
            [f"{by} {level}" for (by, level), _ in parts],
            lambda row: Words(
                (
                    *part_words(*parts[row][0]),
                    *_counts(parts[row][1].counts),
                    estimate_words(parts[row][1].f1),
                    estimate_words(parts[row][1].kappa),
                ),
                tip=parts[row][1].f1.why or parts[row][1].kappa.why,
            ),
        )
        self.moments.fill([str(n) for n in range(len(found.moments))], lambda row: _moment_words(found, row))
        self.strip.show_errors(found.onset_errors_us, max([TOLERANCE_US, *map(abs, found.onset_errors_us)]))

    def _seek(self, key: str) -> None:
        found = self._found.get(self.codes.current_key or "")
        if found is not None:
            moment = found.moments[int(key)]
            self.sought.emit(moment.recording, moment.onset_us)


def _code_words(one: CodeValidity, scheme: Scheme) -> Words:
    models, humans = one.models, one.humans
    return Words(
        (
            whose_code_words(scheme, one.role.value, one.code),
            *one.count_words,
            estimate_words(models.f1),
            estimate_words(models.kappa),
            estimate_words(humans.kappa) if humans is not None else "-",
            median_words(one.median_error_us),
            share_words(one.near_share),
        ),
        tip="; ".join(dict.fromkeys(why for why in (models.f1.why, models.kappa.why, ", ".join(one.rules)) if why)),
    )


def _counts(counts: Counts) -> tuple[str, str, str]:
    return str(counts.found), str(counts.missed), str(counts.false)


def _moment_words(found: CodeValidity, row: int) -> Words:
    one = found.moments[row]
    what = tr("found") if one.coded and one.proposed else tr("missed") if one.coded else tr("false")
    if not found.proposable:
        what = tr("coded; no rule proposes it")
    error = "" if one.error_us is None else tr("{error_us:+z.0f} ms", error_us=one.error_us / 1000)
    cells = (one.recording, format_us(one.onset_us), what, error, one.coder)
    return Words(
        cells,
        spoken=tr(
            "{what} in {recording} at {cells} {error}, beside the coding of {coder}",
            what=what,
            recording=one.recording,
            cells=cells[1],
            error=error,
            coder=one.coder,
        ),
    )
