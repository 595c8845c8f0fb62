"""What the review panel says when nothing is in hand: why, and what to do next, with buttons for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from coder.study.state import RecordingState
from coder.vocabulary.events import Status
from coder.vocabulary.language import tr
from models.analysis import Progress
from ui.operations.condition_words import practice_words, why_nothing_is_shown
from ui.operations.wording import left_words
from ui.widgets.filled_button import FirstButton
from ui.widgets.keys_now import KeyButton
from ui.widgets.measure import USUAL

_OFFERS = {
    "coder": tr("Coder…  (Ctrl+K)"),
    "analyze": tr("Analyse…  (Ctrl+R)"),
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
        self._several = False
        self._progress: Progress | None = None
        self._state: RecordingState | None = None
        self._hidden = False
        self._said: tuple[str, tuple[str, ...], bool] | None = None
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

    def set_several(self, several: bool) -> None:
        """Say whether the study has another recording to go to."""
        self._several = several

    def show_progress(self, progress: Progress | None) -> None:
        """Say how far an analysis of this recording is, or that none runs."""
        self._progress = progress
        if not self.isHidden():
            self.show_reason(self._state, hidden=self._hidden)

    def show_reason(self, state: RecordingState | None, *, hidden: bool) -> None:
        """Say why nothing is in hand, and offer what makes sense."""
        self._state, self._hidden = state, hidden
        text, offers = _reason(state, hidden=hidden, progress=self._progress)
        if (text, offers, self._several) == self._said:
            return  # asked after every edit, and a dozen buttons are not shown and hidden for nothing
        self._said = text, offers, self._several
        self._text.setText(text)
        for action, button in self.buttons.items():
            button.setVisible(action in offers and (action != "next_recording" or self._several))


def _reason(state: RecordingState | None, *, hidden: bool, progress: Progress | None) -> tuple[str, tuple[str, ...]]:
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
        text = tr("The models have not looked at this clip yet. They propose; you decide.")
        return text, ("analyze", "code_mode", *(("code_blind",) if state.conduct is None else ()))
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
