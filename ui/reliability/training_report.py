"""What a trainer reads: kappa of each trainee against the gold standard, by code and by session."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from coder.report.figures.coder_agreement import CoderAgreement
from coder.stats.result import Result
from coder.stats.result_text import counted_words
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from ui.operations.training_figures import TraineeProgress
from ui.operations.wording import subject_words
from ui.widgets.measure import open_at
from ui.widgets.own_window import OwnWindow
from ui.widgets.row_table import LEAST_ROWS, RowsTable, Words

_NOBODY = tr(
    "Nobody practises in this study. “Practise against a gold standard…” in the Code menu begins it, in a recording "
    "that somebody else has coded."
)
_INTRO = tr(
    "Counted is what each said by themselves, before a difference was shown to them. Kappa speaks of the coding, and "
    "of nobody's worth. Practice is in no other figure, export or report of this study."
)


class TrainingReportWindow(OwnWindow):
    """A table of everybody who practises."""

    def __init__(self, told: Sequence[TraineeProgress], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Training report"))
        self.table = RowsTable(
            tr("agreement with the gold standard"),
            (tr("trainee"), tr("session"), tr("what"), tr("kappa"), tr("95 % interval"), "n"),
            give_way=("n", tr("95 % interval")),
            least_rows=LEAST_ROWS,
        )
        rows = [words for one in told for words in _trainee(one)]
        self.table.fill([str(n) for n in range(len(rows))], lambda row: rows[row])
        column = QVBoxLayout(self)
        column.addWidget(QLabel(_INTRO if rows else _NOBODY, wordWrap=True))
        column.addWidget(self.table, 1)
        self.table.setVisible(bool(rows))
        column.addStretch(0 if rows else 1)
        open_at(self, chars=109, lines=37)


def _trainee(one: TraineeProgress) -> list[Words]:
    rows = []
    for session, agreement in one.sessions:
        until = tr("to its end") if session.practice.done else tr("to {time}", time=format_us(session.span.offset_us))
        rows += _session(one, f"{session.practice.recording}, {until}", agreement)
    return [*rows, *(_session(one, tr("all together"), one.together) if len(one.sessions) > 1 else ())]


def _session(one: TraineeProgress, name: str, found: CoderAgreement) -> list[Words]:
    rows = [] if found.groups else [Words((f"{one.coder} / {one.gold}", name, found.reason or "nothing", "", "", ""))]
    for group in found.groups:
        what = f"{subject_words(group.subject)} {group.result.group}"
        for how, result in (
            (tr("moment by moment"), group.result.time_unit),
            (tr("act by act"), group.result.alignment),
        ):
            rows.append(_kappa(one, name, f"{what}, {how}", result))
            rows += [_kappa(one, name, f"    {each.name.replace('_', ' ')}", each) for each in result.per_code]
    return rows


def _kappa(one: TraineeProgress, name: str, what: str, result: Result) -> Words:
    kappa = "undefined" if result.estimate is None else f"{result.estimate:.2f}"
    interval = "none"
    if result.interval is not None:
        interval = tr(" to ").join(tr("open") if end is None else f"{end:.2f}" for end in result.interval)
    cells = (f"{one.coder} / {one.gold}", name, what, kappa, interval, counted_words(result))
    return Words(cells, tip=result.reason or "; ".join(result.notes))
