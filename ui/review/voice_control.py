"""Whose the voice in hand is: said by a key, of one or of all alike, and suggested from what was settled before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coder.proposals.speakers import NO_VOICE, SpeakerSuggestion
from coder.proposals.voices import VOICE_CODES
from coder.study.state import RecordingState
from coder.study.voice_speakers import is_no_voice, suggested_speakers
from coder.vocabulary.events import Proposal, Status
from coder.vocabulary.language import tr
from coder.vocabulary.people import first_of
from coder.vocabulary.scheme import Role
from ui.review.review_panel import ReviewPanel
from ui.window.session import Session
from ui.window.window_control import WindowControl


class VoiceControl(WindowControl):
    """Signals: ``told(str)`` for the status line."""

    def __init__(self, session: Session, panel: ReviewPanel, caregiver: Callable[[], str]) -> None:
        super().__init__()
        self._session, self._panel, self._caregiver = session, panel, caregiver
        self._suggested_for: tuple[str, str, frozenset[tuple[str, str]]] | None = None
        self._asked: tuple[str, str] | None = None

    def child(self) -> None:
        """Say that the voice in hand is the child's, by the name that was settled under who is who."""
        state = self._session.state
        self._panel.accept_as(first_of(state.people if state is not None else (), Role.CHILD))

    def caregiver(self) -> None:
        """Say that it is the caregiver's: the one whose keys code by hand, of several."""
        self._panel.accept_as(self._caregiver())

    def other(self) -> None:
        """Say that it is somebody else's."""
        self._panel.accept_as(Role.OTHER.value)

    def several(self) -> None:
        """Say that several are heard at once."""
        self._panel.accept_as(Role.SEVERAL.value)

    def alike(self) -> None:
        """Say of all of the kind in hand what was said of one of that kind last."""
        if not self._panel.accept_alike():
            self.told.emit(
                tr("First say whose one voice of this kind is (1 to 4), or D; then 5 says the same of all of the kind.")
            )

    def suggested(self) -> None:
        """Say that the voice in hand is whose it is suggested to be."""
        if not self._panel.accept_suggested():
            self.told.emit(tr("Nothing says whose this voice may be; say it with 1 to 4."))

    def show_state(self, state: RecordingState | None) -> None:
        """Ask whose the waiting voices may be, once for every voice settled and one question at a time."""
        if state is None or not any(_waits(proposal) for proposal in state.proposals):
            self._suggested_for = None
            self._panel.show_speakers({})
            return
        recording, coder = state.recording.id, state.coder
        voices = state.events if state.events.codes.keys() & VOICE_CODES else ()
        said = {(e.id, e.subject) for e in voices if e.code in VOICE_CODES}
        none = {(p.id, NO_VOICE) for p in state.proposals if is_no_voice(p)}
        asked = (recording, coder or "", frozenset(said | none))
        if asked == self._suggested_for or self._asked == asked[:2]:
            return
        self._suggested_for, self._asked = asked, asked[:2]

        def answered(speakers: Mapping[str, SpeakerSuggestion]) -> None:
            self._asked = None
            now = self._session.state
            if now is not None and (now.recording.id, now.coder) == (recording, coder):
                self._panel.show_speakers(speakers)
                self.show_state(now)  # more may have been settled while this was worked out

        self._session.call(lambda project: suggested_speakers(project, recording, coder=coder), answered)


def _waits(proposal: Proposal) -> bool:
    return proposal.draft.subject == Role.SOMEONE and proposal.status in (Status.OPEN, Status.SKIPPED)
