"""Two coders side by side: how far they agree, with intervals, and every place where they differ, to be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from coder.report.figures.agreement_lanes import AgreementLane
from coder.report.figures.coded_stretch import stretches_words
from coder.report.figures.coder_agreement import CONDITION_WORDS, CoderAgreement
from coder.stats.result import Result
from coder.stats.result_text import counted_words
from coder.study.edits.event_ledger import CONSENSUS
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us, seconds_to_us
from ui.operations.wording import code_words, subject_words
from ui.reliability.agreement_lanes_view import AgreementLanesView
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.measure import TIGHT, open_at
from ui.widgets.own_window import OwnWindow
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.prose_label import ProseLabel
from ui.widgets.row_table import LEAST_ROWS, RowsTable, Words
from ui.widgets.scroll_frame import scrolling
from ui.widgets.side_by_side import SideBySide
from ui.widgets.words_area import WordsArea

NOTHING = tr("nothing said")
HOW_CODED = tr("how coded")
_MOST_LANES = 5
"""So many lanes are shown at once; more scroll."""
_MOST_LINES = 11
"""Of what is said above the tables; more is scrolled to."""
_TWO = 2
_ONE_CODER = tr(
    "Reliability needs two who coded the same recording, and here one coder has worked so far, or nobody. Let the "
    "second one say their name (“Coder…” in the Code menu) and code the recording anew, blind: otherwise what the "
    "models proposed to both is counted as agreement of the two."
)
_INTRO = tr(
    "Kappa is agreement beyond what coding as often by chance would give; it speaks of the coding, not of the family. "
    "Blind and assisted coding are never put together. Enter on a place of disagreement shows its moment. In the lanes "
    "solid is where both say the same, hatched where they do not: above what only the one says, below what only the "
    "other says. A click goes there."
)


class AgreementWindow(OwnWindow):
    """Signals: ``asked(str, str, bool)``, ``sought(str, time_us)`` with a recording's name and a time, ``closed``.

    Asked for are two coders, and whether whole recordings are compared.
    """

    BESIDE_PICTURE = True

    asked = Signal(str, str, bool)
    sought = Signal(str, object)
    closed = Signal()

    def __init__(self, coders: Sequence[str], *, coder: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Reliability"))
        self.first, self.second = ChoiceBox(), ChoiceBox()
        for box, name in ((self.first, tr("one coder")), (self.second, tr("another coder"))):
            box.addItems(list(coders))
            box.setAccessibleName(name)
        self.first.setCurrentIndex(max(self.first.findText(coder), 0))
        others = [name for name in coders if name != self.first.currentText()]
        by_hand = [name for name in others if name != CONSENSUS]  # what was settled from both agrees with either
        self.second.setCurrentIndex(max(self.second.findText(next(iter(by_hand or others), "")), 0))
        for box in (self.first, self.second):
            box.currentIndexChanged.connect(self.ask)
        self.whole = QCheckBox(tr("Both watched all of each recording"))
        self.whole.setToolTip(
            tr("Without it agreement is over the part that both went through, as far as their marks reach.")
        )
        self.whole.toggled.connect(self.ask)
        self.said = ProseLabel()
        self._words = WordsArea(most_lines=_MOST_LINES)
        self._words.setAccessibleName(tr("what is said of the two"))
        self._words.column.addWidget(self.said)
        self.bar = ProgressBar(tr("the figures are being worked out"), most=0)
        self.bar.hide()
        self.kappas = RowsTable(
            tr("agreement"),
            (tr("what"), tr("kappa"), tr("95 % interval"), "n", HOW_CODED),
            cut_first=("n", HOW_CODED),  # whose kappa it is must be read first
            least_rows=LEAST_ROWS,
        )
        self.places = RowsTable(
            tr("disagreements"), (tr("where"), tr("at"), tr("who"), tr("one"), tr("other")), least_rows=LEAST_ROWS
        )
        self.places.activated_row.connect(self._seek)
        self.places.moved.connect(lambda key: self._show_lanes_of(self._spots[key][0]))
        self._spots: dict[str, tuple[str, int]] = {}
        self.lanes = AgreementLanesView()
        self.lanes.sought.connect(self.sought)
        self._of_recording: Callable[[str], None] = lambda _: None
        head = QHBoxLayout()
        for widget in (self.first, QLabel(tr("and")), self.second):
            head.addWidget(widget, 0 if isinstance(widget, QLabel) else 1)
            if not coders:
                widget.hide()  # two empty boxes ask for what nobody can choose
        tables = SideBySide(Qt.Orientation.Vertical)
        tables.addWidget(self.kappas)
        tables.addWidget(self._places_below_lanes())
        tables.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self.whole)
        column.addWidget(ProseLabel(_INTRO))
        column.addWidget(self.bar)
        column.addWidget(self._words)
        self._lower = QStackedWidget()
        for page in (tables, QWidget()):  # where there can be no figures, no empty tables say so
            self._lower.addWidget(page)
        column.addWidget(self._lower, 1)
        open_at(self, chars=109, lines=45)

    def _places_below_lanes(self) -> QWidget:
        below, held = QWidget(), scrolling(self.lanes)
        held.setMaximumHeight(_MOST_LANES * (self.fontMetrics().height() + TIGHT) + TIGHT)
        held.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(held)
        column.addWidget(self.places, 1)
        return below

    def ask(self) -> None:
        """Ask for the agreement of the two who are chosen."""
        one, other = self.first.currentText(), self.second.currentText()
        if self.first.count() < _TWO:
            self.say(_ONE_CODER)
        elif one == other:
            self.say(tr("Choose two coders; both boxes say {one}.", one=one))
        else:
            self.asked.emit(one, other, self.whole.isChecked())

    def say(self, sentence: str) -> None:
        """Show a sentence in place of figures."""
        self.bar.hide()
        self.said.setText(sentence)
        self._words.setVisible(bool(sentence))
        self._lower.setCurrentIndex(0 if self.first.count() >= _TWO else 1)
        self.kappas.fill([], lambda _: Words(()))
        self.places.fill([], lambda _: Words(()))
        self._of_recording = lambda _: None
        self.lanes.hide()

    def wait(self) -> None:
        """Say that the figures are being worked out."""
        self.bar.show()

    def show_agreement(
        self,
        found: CoderAgreement,
        scheme: Scheme,
        on_exchanges: Sequence[str] = (),
        lanes: Sequence[AgreementLane] = (),
    ) -> None:
        """Show kappas, the places where the two differ, and how far they agree on what came back and how soon."""
        rows, places = _kappa_rows(found, scheme), _places(found, scheme)
        self._spots = {str(n): (place.recording, place.at_us) for n, place in enumerate(places)}
        self.say("")
        alike = len({row.cells[-1] for row in rows}) == 1
        self.kappas.let_give_way((HOW_CODED,) if alike else ())  # said above as well, where it is of all
        self.kappas.fill([str(n) for n in range(len(rows))], lambda row: rows[row])
        self.places.head({3: found.first, 4: found.second})
        self.places.fill(list(self._spots), lambda row: places[row].words)
        self.said.setText("\n".join(_sentences(found, on_exchanges)))
        self._words.show()
        self._words.words_changed()

        def show_lanes_of(recording: str) -> None:
            of_it = [lane for lane in lanes if lane.recording == recording]
            self.lanes.show_lanes(of_it, scheme, (found.first, found.second))

        self._of_recording = show_lanes_of
        self._show_lanes_of(lanes[0].recording if lanes else "")

    def _show_lanes_of(self, recording: str) -> None:
        self._of_recording(recording)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nobody waits any more."""
        self.closed.emit()
        super().closeEvent(event)

    def _seek(self, key: str) -> None:
        recording, at = self._spots[key]
        self.sought.emit(recording, at)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the two differ, and its row."""

    recording: str
    at_us: int
    words: Words


def _kappa_rows(found: CoderAgreement, scheme: Scheme) -> list[Words]:
    """The rows of the kappas: moment by moment and act by act, each code, and the modifiers of what both coded."""
    rows: list[Words] = []
    for one in found.groups:
        name = f"{subject_words(one.subject)} {one.result.group}"
        condition = one.result.condition
        for how, result in ((tr("moment by moment"), one.result.time_unit), (tr("act by act"), one.result.alignment)):
            rows.append(_kappa(f"{name}, {how}", result, condition))
            rows += [
                _kappa(f"    {code_words(scheme, one.subject, each.name)}", each, condition) for each in result.per_code
            ]
    for detail in found.modifiers:
        called = f"{subject_words(detail.subject)} {code_words(scheme, detail.subject, detail.code)}: {detail.modifier}"
        rows.append(_kappa(f"{called}, {detail.alike_words}", detail.result.kappa, detail.condition))
    return rows


def _places(found: CoderAgreement, scheme: Scheme) -> list[_Place]:
    """Where the two differ in an act, then where in a modifier of an act that both coded."""
    places = []
    for one in found.groups:
        for place in one.result.disagreements:
            said = (code_words(scheme, one.subject, place.first), code_words(scheme, one.subject, place.second))
            places.append(_place(found, place.recording, seconds_to_us(place.onset), one.subject, said))
    for detail in found.modifiers:
        code = code_words(scheme, detail.subject, detail.code)
        for at in detail.differences:  # where the two differ stands first: a narrow column cuts the end
            values = (f"{detail.modifier}={value or NOTHING}, {code}" for value in (at.first, at.second))
            places.append(_place(found, at.recording, at.onset_us, detail.subject, tuple(values)))
    return places


def _place(found: CoderAgreement, recording: str, at_us: int, subject: str, said: tuple[str, ...]) -> _Place:
    cells = (recording, format_us(at_us), subject_words(subject), *said)
    tip = f"{found.first}: {said[0]}; {found.second}: {said[1]}"
    spoken = tr("{cells} at {cells_2}, {cells_3}, {tip}", cells=cells[0], cells_2=cells[1], cells_3=cells[2], tip=tip)
    return _Place(recording, at_us, Words(cells, tip=tip, spoken=spoken))


def _sentences(found: CoderAgreement, on_exchanges: Sequence[str]) -> list[str]:
    """What is said above the tables."""
    words = [] if found.reason is None else [tr("Undefined: {reason}.", reason=found.reason)]
    if found.groups:
        words.append(
            plural(
                sum(len(one.result.disagreements) for one in found.groups),
                "{first} and {second} differ in {count} act.",
                "{first} and {second} differ in {count} acts.",
                first=found.first,
                second=found.second,
                count=sum(len(one.result.disagreements) for one in found.groups),
            )
        )
        words.append(stretches_words(found.stretches))
    differ = sum(len(one.differences) for one in found.modifiers)
    if found.modifiers:
        words.append(
            plural(
                differ,
                "Of acts that both coded they differ in {count} modifier.",
                "Of acts that both coded they differ in {count} modifiers.",
                count=differ,
            )
        )
    conditions = sorted({one.result.condition for one in found.groups})
    words += [f"{name[0].upper()}{name[1:]}: {CONDITION_WORDS[name]}." for name in conditions]
    words += _missing_figures(found)
    words += on_exchanges
    return words + [f"{note[0].upper()}{note[1:]}." for note in found.notes]


def _missing_figures(found: CoderAgreement) -> list[str]:
    """Why a kappa is undefined, and why one has no interval: each reason once, in how many rows it counts."""
    results = [
        result
        for one in found.groups
        for whole in (one.result.time_unit, one.result.alignment)
        for result in (whole, *whole.per_code)
    ]
    results += [detail.result.kappa for detail in found.modifiers]
    undefined = Counter(one.reason for one in results if one.estimate is None and one.reason)
    bare = Counter(one.notes for one in results if one.estimate is not None and one.interval is None and one.notes)
    said = [
        plural(n, "Undefined in {n} row: {why}.", "Undefined in {n} rows: {why}.", n=n, why=why)
        for why, n in undefined.items()
    ]
    for notes, n in bare.items():
        why = "; ".join(notes)
        said.append(plural(n, "Without interval {n} row: {why}.", "Without interval {n} rows: {why}.", n=n, why=why))
    return said


def _kappa(name: str, result: Result, condition: str) -> Words:
    kappa = tr("undefined") if result.estimate is None else f"{result.estimate:.2f}"
    interval = tr("none")
    if result.interval is not None:
        interval = tr(" to ").join(tr("open") if end is None else f"{end:.2f}" for end in result.interval)
    return Words(
        (name, kappa, interval, counted_words(result), condition), tip=result.reason or "; ".join(result.notes)
    )
