"""The review panel: the queue of proposals, the one in hand with its evidence, and what the human makes of it."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from coder.edits import Accept, Edit, Reject, Skip
from coder.events import Proposal, Status
from coder.scheme import Kind, Scheme, role_of
from coder.state import RecordingState
from coder.timebase import format_us
from ui.wording import act_words, span_words

_EMPTY = {
    "clip": "Open or make a study and add a clip; what the models propose will wait here.",
    "analysis": "The models have not looked at this clip yet. Choose File ▸ Let the models look.",
    "nothing": "The models propose nothing here. You can code by hand (Code ▸ Code by hand).",
    "done": "Every proposal is decided. Look once through what nobody proposed, too.",
    "blind": "Proposals are switched off (View ▸ Show proposals), so that you can code without them.",
}


class ReviewPanel(QWidget):
    """Shows one proposal at a time; what is decided leaves the list.

    Signals
    -------
    chosen(Proposal | None)
        Another proposal is in hand: the window plays it.
    pending_changed(int, int)
        Its times were nudged or dragged, not yet decided.
    decided(Edit)
        The human's word, with the time it took.
    """

    chosen = Signal(object)
    pending_changed = Signal(object, object)
    decided = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scheme: Scheme | None = None
        self._state: RecordingState | None = None
        self._current: Proposal | None = None
        self._hidden = False
        self._onset_us = self._offset_us = 0
        self._clock = QElapsedTimer()

        self._count = QLabel()
        self._bar = QProgressBar(textVisible=False)
        self._bar.setMaximumHeight(6)
        self._bar.setAccessibleName("decided proposals")
        self._list = QListWidget()
        self._list.setAccessibleName("proposals that wait")
        self._list.setUniformItemSizes(True)
        self._list.currentItemChanged.connect(self._list_moved)
        self._what = QLabel(wordWrap=True, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self._what.setAccessibleName("proposal in hand")
        self._when = QLabel(wordWrap=True)
        self._why = QLabel(wordWrap=True)
        self._sure = QLabel(wordWrap=True)
        self._empty = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop)
        for label in (self._what, self._when, self._why, self._sure, self._empty):
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

        self.accept_button = QPushButton("Accept  (F)")
        self.reject_button = QPushButton("Reject  (D)")
        self.skip_button = QPushButton("Later  (S)")
        self.again_button = QPushButton("Again  (A)")
        self.accept_button.clicked.connect(self.accept)
        self.reject_button.clicked.connect(self.reject)
        self.skip_button.clicked.connect(self.skip)
        self.again_button.clicked.connect(self.again)
        self._keys = QLabel("Q W onset · E R offset · Ctrl+Z undo", wordWrap=True)
        self._lay_out()
        self._show_nothing("clip")

    def _lay_out(self) -> None:
        font = self._what.font()
        font.setBold(True)
        self._what.setFont(font)
        self._buttons = QWidget()
        grid = QGridLayout(self._buttons)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.accept_button, 0, 0)
        grid.addWidget(self.reject_button, 0, 1)
        grid.addWidget(self.skip_button, 1, 0)
        grid.addWidget(self.again_button, 1, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(self._count)
        layout.addWidget(self._bar)
        layout.addWidget(self._empty)
        for label in (self._what, self._when, self._why, self._sure):
            layout.addWidget(label)
        layout.addWidget(self._buttons)
        layout.addWidget(self._keys)
        layout.addWidget(self._list, 1)

    # What is shown

    @property
    def current(self) -> Proposal | None:
        """The proposal in hand."""
        return self._current

    @property
    def pending(self) -> tuple[int, int]:
        """Onset and offset as the human has them now, in µs."""
        return self._onset_us, self._offset_us

    def show_state(self, state: RecordingState | None, scheme: Scheme | None, *, hidden: bool) -> None:
        """Show the queue as it stands, keeping the proposal in hand, else taking the one at its place."""
        fresh = state is None or self._state is None or state.recording.id != self._state.recording.id
        row = self._list.currentRow()
        held = None if fresh or self._current is None else self._current.id
        self._state, self._scheme, self._hidden = state, scheme, hidden
        queue = () if state is None or hidden else state.queue
        self._list.blockSignals(True)
        self._list.clear()
        for proposal in queue:
            item = QListWidgetItem(self._line(proposal))
            item.setData(Qt.ItemDataRole.UserRole, proposal)
            self._list.addItem(item)
        ids = [proposal.id for proposal in queue]
        if queue:
            self._list.setCurrentRow(ids.index(held) if held in ids else min(max(row, 0), len(queue) - 1))
        self._list.blockSignals(False)
        self._show_count(state)
        chosen = queue[self._list.currentRow()] if queue else None
        if chosen is None or self._current is None or chosen.id != self._current.id or fresh:
            self._take(chosen)
        else:
            self._current = chosen
        if chosen is None:
            self._show_nothing(self._reason(state))

    def choose(self, proposal_id: str) -> None:
        """Take a proposal in hand, where it waits."""
        for row in range(self._list.count()):
            if self._list.item(row).data(Qt.ItemDataRole.UserRole).id == proposal_id:
                self._list.setCurrentRow(row)
                return

    def go(self, rows: int) -> None:
        """Go on or back in the list without deciding."""
        if self._list.count():
            self._list.setCurrentRow((self._list.currentRow() + rows) % self._list.count())

    def set_pending(self, onset_us: int, offset_us: int) -> None:
        """Change the times of the proposal in hand; nothing is stored until it is accepted."""
        if self._current is None:
            return
        self._onset_us, self._offset_us = onset_us, offset_us
        self._show_times()
        self.pending_changed.emit(onset_us, offset_us)

    def show_confidence(self) -> None:
        """Say how sure the rule is; hidden until asked, because showing it makes people agree with it."""
        if self._current is not None:
            self._sure.setText(f"The rule is {self._current.draft.confidence:.0%} sure ({self._current.draft.rule}).")
            self._sure.show()

    # Deciding

    def accept(self) -> None:
        """Say that it is so, at the times shown."""
        if self._current is None:
            return
        draft = self._current.draft
        moved = self.pending != (draft.onset_us, draft.offset_us)
        onset, offset = self.pending if moved else (None, None)
        self._decide(Accept(self._current.id, onset, offset, took_ms=self._took_ms()))

    def reject(self) -> None:
        """Say that it is not so."""
        if self._current is not None:
            self._decide(Reject(self._current.id, took_ms=self._took_ms()))

    def skip(self) -> None:
        """Leave it for later."""
        if self._current is not None:
            self._decide(Skip(self._current.id, took_ms=self._took_ms()))

    def again(self) -> None:
        """Play it again from its start."""
        if self._current is not None:
            self.chosen.emit(self._current)

    def _decide(self, edit: Edit) -> None:
        self.decided.emit(edit)

    def _took_ms(self) -> int:
        return int(self._clock.elapsed()) if self._clock.isValid() else 0

    # Inside

    def _list_moved(self, item: QListWidgetItem | None) -> None:
        self._take(item.data(Qt.ItemDataRole.UserRole) if item else None)

    def _take(self, proposal: Proposal | None) -> None:
        self._current = proposal
        shown = proposal is not None
        for widget in (self._what, self._when, self._why, self._buttons, self._keys, self._list):
            widget.setVisible(shown)
        self._sure.hide()
        self._empty.setVisible(not shown)
        if proposal is not None and self._scheme is not None:
            draft = proposal.draft
            self._onset_us, self._offset_us = draft.onset_us, draft.offset_us
            later = " (left for later)" if proposal.status is Status.SKIPPED else ""
            self._what.setText(act_words(self._scheme, draft.subject, draft.code) + "?" + later)
            self._why.setText(draft.evidence)
            self._why.setToolTip("Models: " + ", ".join(draft.models))
            self._show_times()
            self._clock.start()
        self.chosen.emit(proposal)

    def _show_times(self) -> None:
        assert self._current is not None
        draft = self._current.draft
        text = f"{span_words(*self.pending)}, onset known to ±{draft.timing_bound_us / 1000:.0f} ms"
        if self.pending != (draft.onset_us, draft.offset_us):
            text = f"{span_words(*self.pending)}, as you moved it (was {span_words(draft.onset_us, draft.offset_us)})"
        self._when.setText(text)

    def _show_count(self, state: RecordingState | None) -> None:
        total = len(state.proposals) if state and not self._hidden else 0
        left = self._list.count()
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(total - left)
        self._bar.setVisible(total > 0)
        self._count.setText(f"{left} of {total} proposals wait" if total else "")
        self._count.setVisible(total > 0)

    def _show_nothing(self, reason: str) -> None:
        self._empty.setText(_EMPTY[reason])
        if self._current is not None:
            self._take(None)
        for widget in (self._what, self._when, self._why, self._sure, self._buttons, self._keys, self._list):
            widget.hide()
        self._empty.show()

    def _reason(self, state: RecordingState | None) -> str:
        if state is None:
            return "clip"
        if self._hidden:
            return "blind"
        if state.report is None:
            return "analysis"
        return "done" if state.proposals else "nothing"

    def _line(self, proposal: Proposal) -> str:
        draft = proposal.draft
        scheme = self._scheme
        what = act_words(scheme, draft.subject, draft.code) if scheme else draft.code
        later = "  · later" if proposal.status is Status.SKIPPED else ""
        return f"{format_us(draft.onset_us)}  {what}{later}"


def is_point(scheme: Scheme, subject: str, code: str) -> bool:
    """Whether a code of the scheme has no offset."""
    return scheme.code(role_of(subject), code).kind is Kind.POINT
