"""The mirror report in a window of its own: whom it is for, by which rule, of which recordings; to read and save."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coder.vocabulary.language import tr
from ui.operations.mirror_report import MirrorReport
from ui.operations.report_request import Asked
from ui.operations.study_disclosure import Tellable
from ui.report.report_page import ReportPage
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.measure import SNUG, open_at
from ui.widgets.own_window import OwnWindow
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.rule_box import RuleBox
from ui.widgets.side_by_side import SideBySide

AUDIENCES = (
    (tr("the family, without statistics"), "family"),
    (tr("research, with every number"), "research"),
    (tr("the caregiver, read together: when it runs low"), "caregiver"),
    (tr("many families, pooled: none stands by itself"), "pooled"),
)
_PRINT = tr("To print it, save it as a PDF.")


class ReportWindow(OwnWindow):
    """Signals: ``asked(recordings, Asked)``, ``save_asked(str)`` with ".pdf" or ".html", ``stop_asked``, ``closed``."""

    asked = Signal(object, object)
    save_asked = Signal(str)
    stop_asked = Signal()
    closed = Signal()

    def __init__(self, tellable: Sequence[Tellable], *, shown: str | None, coder: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Mirror report"))
        self.made: MirrorReport | None = None
        self._tellable = tuple(tellable)
        self.audience_box, self.rule_box, self.coder_box = ChoiceBox(), RuleBox(), ChoiceBox()
        for text, audience in AUDIENCES:
            self.audience_box.addItem(text, audience)
        self.coder_box.addItems(sorted({name for one in tellable if one.closed is None for name in one.coders}))
        self.coder_box.setCurrentIndex(max(self.coder_box.findText(coder), 0))
        self.whole = QCheckBox(tr("Watched to its end"))
        self.whole.setToolTip(
            tr("All of each recording, however far a pass says that its coder came; else figures are over that part.")
        )
        self.list = QListWidget()
        self.list.setAccessibleName(tr("recordings in the report"))
        self.list.setWordWrap(True)
        for one in tellable:
            self._add(one, ticked=one.id == shown)
        self.page = ReportPage()
        self.said = QLabel(_PRINT, wordWrap=True)
        self.bar = ProgressBar(tr("how far the report is"))
        self.stop = QPushButton(tr("Stop"))
        self.pdf, self.html = QPushButton(tr("Save as PDF…")), QPushButton(tr("Save as HTML…"))
        self._lay_out()
        for box in (self.audience_box, self.rule_box, self.coder_box):
            box.currentIndexChanged.connect(self.ask)
        self.list.itemChanged.connect(self.ask)
        self.whole.toggled.connect(self.ask)
        self.stop.clicked.connect(self.stop_asked)
        self.pdf.clicked.connect(lambda: self.save_asked.emit(".pdf"))
        self.html.clicked.connect(lambda: self.save_asked.emit(".html"))
        self.show_progress(None)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(tr("For"), self.audience_box)
        form.addRow(tr("Rule"), self.rule_box)
        form.addRow(tr("Whose events"), self.coder_box)
        form.addRow(tr("Recordings"), self.list)
        form.addRow(self.whole)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, SNUG, 0)
        column.addLayout(form, 1)  # the list of recordings takes what is free
        for widget in (self.said, self.bar, self.stop, self.pdf, self.html):
            column.addWidget(widget)
        split = SideBySide(Qt.Orientation.Horizontal)
        split.addWidget(side)
        split.addWidget(self.page)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        split.setSizes([280, 720])
        row = QHBoxLayout(self)
        row.addWidget(split)
        open_at(self, chars=149, lines=51)

    @property
    def recordings(self) -> tuple[str, ...]:
        """The recordings that are ticked."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    @property
    def wanted(self) -> Asked:
        """What the report shall be."""
        return Asked(
            audience=self.audience_box.currentData(),
            rule=self.rule_box.rule,
            coder=self.coder_box.currentText() or None,
            whole=self.whole.isChecked(),
        )

    def ask(self) -> None:
        """Ask for the report as it is chosen now."""
        self.show_made(None)
        if self.recordings:
            self.asked.emit(self.recordings, self.wanted)
        else:
            closed = next((one.closed for one in self._tellable if one.closed), None)
            if closed is None or any(one.closed is None for one in self._tellable):
                self.said.setText(tr("Tick a recording."))
            else:
                self.said.setText(tr("No recording can be in the report now: {closed}.", closed=closed.rstrip(".")))

    def show_made(self, made: MirrorReport | None) -> None:
        """Show a report that is done, or none; it can be saved as far as its people agreed."""
        self.made = made
        back = [one for one in self._tellable if made is not None and one.id in made.recordings and one.keeps_back]
        if made is not None:
            self.page.show_page(made.page)
            self.said.setText(
                tr("It can be read here, and not saved. {keeps_back}", keeps_back=back[0].keeps_back)
                if back
                else _PRINT
            )
        for button in (self.pdf, self.html):
            button.setEnabled(made is not None and not back)

    def show_progress(self, share: float | None) -> None:
        """Say how far the report is; None at its end."""
        self.bar.setValue(round(1000 * (share or 0)))
        for widget in (self.bar, self.stop):
            widget.setVisible(share is not None)

    def say(self, sentence: str) -> None:
        """Say what was done, or why nothing was."""
        self.said.setText(sentence)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nobody waits any more."""
        self.closed.emit()
        super().closeEvent(event)

    def _add(self, one: Tellable, *, ticked: bool) -> None:
        why = one.closed or (
            tr("stays in the study: {keeps_back}", keeps_back=one.keeps_back) if one.keeps_back else ""
        )
        item = QListWidgetItem(f"{one.id}  {one.name}" + (f"\n{why}" if why else ""))
        item.setData(Qt.ItemDataRole.UserRole, one.id)
        item.setToolTip(why)
        item.setCheckState(Qt.CheckState.Checked if ticked and one.closed is None else Qt.CheckState.Unchecked)
        if one.closed is not None:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        self.list.addItem(item)
