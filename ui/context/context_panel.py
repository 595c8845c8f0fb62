"""The caregiver's own side in the window: a quiet strip above everything, and a panel with card, meeting and rhythm."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from coder.report.figures.day_rhythm import DayRhythm, rhythm_of, rhythm_words
from coder.report.pages.caregiver_side import card_line, meeting_words, series_words, state_words
from coder.study.state import RecordingState
from coder.vocabulary.context import Beside
from coder.vocabulary.language import tr
from coder.vocabulary.time import Interval
from ui.context.rhythm_band import RhythmBand
from ui.operations.exchange_words import OVER_ALL_OF_IT
from ui.operations.wording import subject_words
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.measure import PANEL, SNUG, WIDE, ScaledLabel, Type
from ui.widgets.prose_label import ProseLabel

_NOT_COLLECTED = tr(
    "Not collected. What a child shows cannot be read without the day that the caregiver had: how they slept, who "
    "helps, what restores them. It is voluntary, in their own words, and “rather not” is an answer."
)
_PART_CHARS = 62
"""A page with room for several parts of so many characters shows them beside each other."""


class ContextStrip(QPushButton):
    """One line that never leaves while a recording is shown; a click opens the panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFlat(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._words = ""
        self.show_state(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words at the left, in the colours of the moment: a style sheet would keep those it began with."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words, option.text = option.text, ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(
            self.rect().adjusted(6, 0, -6, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words
        )
        painter.end()

    def show_state(self, state: RecordingState | None) -> None:
        """Say what is known of the caregiver's own side."""
        self._words = state_words(_beside(state)) if state is not None else ""
        self.setAccessibleName(self._words)
        self.setToolTip(self._words)
        self.setVisible(state is not None)
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the line to what fits; the whole of it is in the tip and the panel."""
        super().resizeEvent(event)
        self._cut()

    def minimumSizeHint(self) -> QSize:
        """Ask for no width: the line is cut."""
        return QSize(0, super().minimumSizeHint().height())

    def _cut(self) -> None:
        room = max(self.width() - 16, 40)
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))


class ContextPanel(QScrollArea):
    """Signals: ``card_asked``, ``meeting_asked``, ``series_asked``, ``own_asked``, ``take_out_asked(str)``,
    ``moment_asked(time_us)`` of the recording that is shown, ``other_asked(str, time_us)`` of another one of the
    family's day.
    """

    card_asked = Signal()
    meeting_asked = Signal()
    series_asked = Signal()
    own_asked = Signal()
    take_out_asked = Signal(str)
    moment_asked = Signal(object)
    other_asked = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("context"))
        inside = QWidget()
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(*PANEL)
        whole.setSpacing(WIDE)
        self._grid = QGridLayout()
        self._grid.setSpacing(WIDE)
        whole.addLayout(self._grid)
        self._parts: list[QWidget] = []
        self.card_text = self._part(tr("The caregiver's own side"))
        buttons = FlowLayout()
        self.card_button = self._button(tr("The caregiver's own side…"), self.card_asked, buttons)
        self.own_button = self._button(tr("Own words: practices, hours, lines…"), self.own_asked, buttons)
        self._rows.addLayout(buttons)
        self.series_text = self._part(tr("What they brought"))
        self._series_rows = QVBoxLayout()
        self._rows.addLayout(self._series_rows)
        self.series_button = self._button(tr("Bring sleep or heart data…"), self.series_asked)
        self.meeting_text = self._part(tr("Where and when it was"))
        self.meeting_button = self._button(tr("Where and when it was…"), self.meeting_asked)
        self.rhythm_text = self._part(tr("Together, apart, reunion"))
        whole.addWidget(self._parts.pop())  # the band has the whole width
        self._scope = ProseLabel(OVER_ALL_OF_IT)
        self._scope.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._rows.addWidget(self._scope)
        self.band = RhythmBand()
        self.band.moment_asked.connect(self.moment_asked)
        self._rows.addWidget(self.band)
        self.day_text = ProseLabel()
        self._rows.addWidget(self.day_text)
        self._day_rows = QVBoxLayout()
        self._rows.addLayout(self._day_rows)
        whole.addStretch(1)
        self.setWidget(inside)
        self._place_parts()
        self._state: RecordingState | None = None
        self._stale = False
        self._refresh()
        self.show_day(None)

    def show_state(self, state: RecordingState | None) -> None:
        """Show what stands beside a recording's codes, when somebody looks."""
        self._state, self._stale = state, True
        if self.isVisible():
            self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Work it out only now."""
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def show_day(self, day: DayRhythm | None, called: Mapping[str, str] = MappingProxyType({})) -> None:
        """Show the other recordings of the family's day, in order of the wall clock; None where there are none.

        ``called`` are the names of recordings by their ids.
        """
        _empty(self._day_rows)
        self.day_text.setVisible(day is not None)
        self.day_text.setText(
            tr("The same day, {day}: what lies between recordings is not known.", day=day.day) if day else ""
        )
        for one in day.recordings if day is not None else ():
            setting = f", {one.setting}" if one.setting else ""
            name = called.get(one.recording, one.recording)
            label = ProseLabel(f"{one.began_at[11:16]} {name}{setting}: {rhythm_words(one)}")
            band = RhythmBand(self.widget(), legend=False)
            band.show_rhythm(one)
            band.setAccessibleName(tr("rhythm of {recording}", recording=name))
            band.moment_asked.connect(partial(self.other_asked.emit, one.recording))
            self._day_rows.addWidget(label)
            self._day_rows.addWidget(band)

    def _refresh(self) -> None:
        self._stale = False
        state = self._state
        for button in (self.card_button, self.own_button, self.series_button, self.meeting_button):
            button.setEnabled(state is not None)
        _empty(self._series_rows)
        if state is None:
            for label in (self.card_text, self.series_text, self.meeting_text, self.rhythm_text):
                label.setText("")
            self.band.show_rhythm(None)
            return
        beside = _beside(state)
        cards = [
            f"{subject_words(name)}: "
            f"{(card_line(card) if (card := beside.card(name)) is not None else tr('not collected.'))}"
            for name, _ in beside.sides
        ]
        self.card_text.setText(_NOT_COLLECTED if beside.nothing_collected else "\n".join(cards))
        self.series_text.setText(tr("Nothing."))
        self.series_text.setVisible(not beside.series)
        for one in beside.series:
            self._add_series(one.id, f"{subject_words(one.caregiver)}: {series_words(one)}", one.name)
        meeting = meeting_words(beside.meeting)
        months = beside.meeting.child_months if beside.meeting is not None else None
        if months is not None:  # for the study's own figures; no page that leaves says it
            meeting = ", ".join(said for said in (meeting, tr("the child {months} months old", months=months)) if said)
        self.meeting_text.setText(f"{meeting[0].upper()}{meeting[1:]}." if meeting else tr("Nobody said."))
        rhythm = rhythm_of(
            state.events,
            recording=state.recording.id,
            span=Interval(0, state.recording.duration_us),
            meeting=beside.meeting,
        )
        self.rhythm_text.setText(rhythm_words(rhythm))
        self._scope.setVisible(rhythm.reason is None)
        self.band.show_rhythm(rhythm)

    def _part(self, title: str) -> QLabel:
        """Begin another part of the page, at the end of which rows are added."""
        part = QWidget()
        self._parts.append(part)
        self._rows = QVBoxLayout(part)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SNUG)
        words = ProseLabel()
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setAccessibleName(title)
        self._rows.addWidget(ScaledLabel(title, Type.STRONG))
        self._rows.addWidget(words)
        return words

    def _button(self, text: str, asked: object, beside: FlowLayout | None = None) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(asked)
        if beside is not None:
            beside.addWidget(button)
        else:
            self._rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let parts stand beside each other on a page that is wide enough."""
        super().resizeEvent(event)
        self._place_parts()

    def _place_parts(self) -> None:
        room = self.viewport().width() // (_PART_CHARS * self.fontMetrics().averageCharWidth())
        across = max(1, min(len(self._parts), room))
        for n, part in enumerate(self._parts):
            row, column = divmod(n, across)
            at = self._grid.indexOf(part)
            if at < 0 or self._grid.getItemPosition(at)[:2] != (row, column):  # type: ignore[index]  # the stub: object
                self._grid.addWidget(part, row, column, Qt.AlignmentFlag.AlignTop)
        for column in range(len(self._parts)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def _add_series(self, series_id: str, words: str, name: str) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        label = ProseLabel(words)
        label.setTextFormat(Qt.TextFormat.PlainText)
        line.addWidget(label, 1)
        button = QPushButton(tr("Take out"))
        button.setAccessibleName(tr("take out {name}", name=name))
        button.clicked.connect(lambda: self.take_out_asked.emit(series_id))
        line.addWidget(button)
        self._series_rows.addWidget(row)


def _beside(state: RecordingState) -> Beside:
    return state.beside.among(state.events.subjects)


def _empty(rows: QVBoxLayout) -> None:
    while (item := rows.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
