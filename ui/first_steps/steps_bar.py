"""The bar of the first steps, under the menus: where one is, what there is to do, and buttons that do it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QToolBar, QWidget

from coder.vocabulary.language import tr
from ui.widgets.action_button import ActionButton
from ui.widgets.filled_button import FillableButton
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.measure import SNUG, USUAL, ScaledLabel, Type
from ui.widgets.offer_line import FittedWords
from ui.widgets.sign_button import SignButton

_LEAST_CHARS = 50
"""Where less than this is left beside the buttons, they lie in a second row: the words would be a narrow column."""


class StepsBar(QToolBar):
    """Takes the whole width, so that the picture keeps its height; with large text its buttons lie in a second row.

    Signals: ``back_asked``, ``on_asked``, ``closed``.
    """

    back_asked = Signal()
    on_asked = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("First steps"), parent)
        self.setObjectName("bar-first-steps")
        self.setMovable(False)
        self.setFloatable(False)
        self.toggleViewAction().setVisible(False)  # opened by its entry in the Help menu, closed by its own cross
        self._inside = QWidget()
        self._inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._inside.setAccessibleName(tr("first steps"))
        self._row = FlowLayout(self._inside)
        self._row.setContentsMargins(USUAL, SNUG, USUAL, SNUG)
        self._row.setSpacing(USUAL)
        self.where = ScaledLabel(size=Type.STRONG)
        self.words = FittedWords("", wordWrap=True)
        self.back, self.on = QPushButton(tr("Back")), FillableButton(tr("Next step"))
        for step in (self.back, self.on):
            step.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button = SignButton("close", tr("Close the first steps; the Help menu opens them again"))
        self.buttons: tuple[ActionButton, ...] = ()
        for pressed, asked in (
            (self.back, self.back_asked),
            (self.on, self.on_asked),
            (self.close_button, self.closed),
        ):
            pressed.clicked.connect(lambda _=False, signal=asked: signal.emit())
        for widget in (self.where, self.words, self.back, self.on, self.close_button):
            self._row.addWidget(widget)
        self.addWidget(self._inside)
        if (whole := self.layout()) is not None:
            whole.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_step(self, where: str, entries: Sequence[QAction], *, first: bool, last: bool) -> None:
        """Show another step with the entries that do it, the usual one last."""
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = tuple(ActionButton(entry) for entry in entries)
        fixed: tuple[QAbstractButton, ...] = (self.back, self.on, self.close_button)
        for widget in fixed:
            self._row.removeWidget(widget)
        for placed in (*self.buttons, *fixed):
            self._row.addWidget(placed)
        self.where.setText(where)
        self.back.setEnabled(not first)
        self.on.setVisible(not last)
        for button in self.buttons:
            button.show()
        self._fit()

    def say(self, words: str, *, done: bool, waiting: bool) -> None:
        """Say what there is to do, or to be seen; the button of what comes next is the filled one, if any is."""
        self.on.fill(done)
        for usual in self.buttons[-1:]:
            usual.fill(not done and not waiting)
        if words != self.words.text():
            self.words.setText(words)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the lines that this width needs."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need more."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "words"):
            self._fit()

    def _fit(self) -> None:
        room = self.width()
        beside = room - self._row.width_without(self.words) - 2 * USUAL
        if beside < _LEAST_CHARS * self.fontMetrics().averageCharWidth():
            beside = room - self.where.sizeHint().width() - 3 * USUAL
        self.words.use(beside)
        self.words.setMinimumWidth(max(beside, 0))  # buttons stay where they are, whatever there is to say
        self._inside.setFixedHeight(self._row.heightForWidth(room))
