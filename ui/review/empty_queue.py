"""What the review panel says when nothing is in hand: why, and what to do next, with buttons for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from coder.study.state import RecordingState
from coder.vocabulary.events import Status
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from models.analysis import Progress
from ui.operations.condition_words import practice_words, why_nothing_is_shown
from ui.operations.wording import left_words
from ui.widgets.filled_button import FirstButton
from ui.widgets.keys_now import KeyButton
from ui.widgets.measure import USUAL

_OFFERS = {
    "coder": tr("Coder…  (Ctrl+K)"),
    "analyze": tr("Analyse…  (Ctrl+R)"),
    "analyze_all": tr("Analyse all recordings…"),
    "stop": tr("Stop the analysis  (Ctrl+.)"),
    "proposals_shown": tr("Show proposals  (P)"),
    "tab_exchanges": tr("Panel: exchanges  (Alt+4)"),
    "begin": tr("Begin this recording, blind or not…  (Ctrl+Shift+O)"),
    "code_mode": tr("Code by hand  (Ctrl+D)"),
    "code_blind": tr("Code this recording blind  (Ctrl+B)"),
    "open_blind": tr("End blind coding…  (Ctrl+Shift+B)"),
    "practise": tr("Practise against a gold standard…  (Ctrl+Alt+R)"),
    "next_recording": tr("Next recording  (Ctrl+PgDown)"),
    "worth": tr("What the proposals are worth here…  (Ctrl+Alt+V)"),
    "export": tr("Export events…  (Ctrl+E)"),
}

_FIRST = ("coder", "analyze", "begin")
"""The usual next step, where it is offered at all."""


class EmptyReview(QWidget):
    """Signals: ``asked(str)``, the id of an action."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop)
        self.buttons: dict[str, QPushButton] = {}
        self._several = self._others_unseen = self._waiting = False
        self._stopped_us: int | None = None
        self._progress: Progress | None = None
        self._state: RecordingState | None = None
        self._hidden = False
        self._said: tuple[str, frozenset[str]] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, USUAL, 0, USUAL)
        layout.addWidget(self._text)
        for action, words in _OFFERS.items():
            button = (FirstButton if action in _FIRST else KeyButton)(words)
            button.clicked.connect(lambda _=False, action=action: self.asked.emit(action))
            layout.addWidget(button)
            self.buttons[action] = button
        layout.addStretch(1)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def set_others(self, *, several: bool, unseen: bool) -> None:
        """Say whether the study has another recording to go to, and another that the models have not looked at."""
        self._several, self._others_unseen = several, unseen

    def show_progress(self, progress: Progress | None, *, waiting: bool = False, stopped_us: int | None = None) -> None:
        """Say how far an analysis of this recording is, that it waits for its turn, or that neither is so.

        ``stopped_us`` is until which moment one has looked that was stopped.
        """
        self._progress, self._waiting, self._stopped_us = progress, waiting, stopped_us
        if not self.isHidden():
            self.show_reason(self._state, hidden=self._hidden)

    def show_reason(self, state: RecordingState | None, *, hidden: bool) -> None:
        """Say why nothing is in hand, and offer what makes sense."""
        self._state, self._hidden = state, hidden
        text, offers = _reason(
            state, hidden=hidden, progress=self._progress, waiting=self._waiting, stopped_us=self._stopped_us
        )
        without = {"next_recording": not self._several, "analyze_all": not self._others_unseen}
        offered = frozenset(one for one in offers if not without.get(one))
        if (text, offered) == self._said:
            return  # asked after every edit, and a dozen buttons are not shown and hidden for nothing
        self._said = text, offered
        self._text.setText(text)
        for action, button in self.buttons.items():
            button.setVisible(action in offered)


def _reason(
    state: RecordingState | None, *, hidden: bool, progress: Progress | None, waiting: bool, stopped_us: int | None
) -> tuple[str, tuple[str, ...]]:
    if state is None:
        return tr("Open or make a study and add a clip; what the models propose will wait here."), ()
    if state.coder == "":
        text = tr(
            "Who is coding? Say so first: some recordings are coded blind, and until it is known whose eyes these are, "
            "nothing is shown that the models propose or that others coded."
        )
        return text, ("coder",)
    if state.asks:
        text = tr(
            "Others have coded this recording and you have not begun it. Nothing of theirs, and nothing that the "
            "models propose, is shown until you say whether you look at it; what you code before "
            "you say so is coded blind."
        )
        return text, ("begin", "code_mode", "next_recording")
    if progress is not None:
        left = left_words(progress.seconds_left)
        text = tr(
            "The models are looking: {fraction:.0f} %{left}. You can play the clip and code by hand meanwhile.",
            fraction=100 * progress.fraction,
            left=left,
        )
        return text, ("stop", "code_mode")
    if state.practice:
        text = practice_words(state.practice) + tr(
            " Code it by hand; Ctrl+Alt+R then shows your codes beside theirs, as far as you have come."
        )
        return text, ("code_mode", "practise", "next_recording")
    if state.conduct is not None and state.conduct.blind:
        return why_nothing_is_shown(state.conduct), ("code_mode", "open_blind", "next_recording")
    if hidden:
        return tr("Proposals are switched off, so that you can code without them."), ("proposals_shown", "code_mode")
    if state.report is None:
        blind = ("code_blind",) if state.conduct is None else ()
        if waiting:
            text = tr("This recording waits for its turn to be analysed. You can play it and code by hand meanwhile.")
            return text, ("code_mode", *blind)
        if stopped_us is not None:
            text = tr(
                "An analysis of this clip was stopped at {time}. With the same models, looks and voices the next one "
                "goes on from there; with others it begins again.",
                time=format_us(stopped_us)[:-4],
            )
        else:
            text = tr("The models have not looked at this clip yet. They propose; you decide.")
        return text, ("analyze", "analyze_all", "code_mode", *blind)
    if not state.proposals:
        return tr("The models propose nothing here. You can code by hand."), ("code_mode",)
    yes = sum(p.status in (Status.ACCEPTED, Status.ADJUSTED) for p in state.proposals)
    text = tr(
        "Every proposal is decided: {yes} accepted, {number} rejected. What next? Watch once "
        "through for what nobody proposed, and see what became of each bid.",
        yes=yes,
        number=len(state.proposals) - yes,
    )
    return text, ("tab_exchanges", "code_mode", "next_recording", "worth", "export")
