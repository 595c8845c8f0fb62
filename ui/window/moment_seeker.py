"""Shows a moment of any recording of the study: in the one that is shown at once, in another once it is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ui.player.engine import PlayerEngine
from ui.window.session import Session, ShownRecording


class MomentSeeker(QObject):
    """One wish at a time; it is dropped where somebody goes elsewhere meanwhile."""

    def __init__(
        self, session: Session, go_to_time: Callable[[int], None], engine: PlayerEngine, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._go_to_time = session, go_to_time
        self._wanted: tuple[str, int] | None = None
        session.recording_changed.connect(self._recording_shown)
        engine.opened.connect(lambda _: self._go_on())

    def go_to(self, recording: str, at_us: int) -> None:
        """Show a moment, in another recording too."""
        state = self._session.state
        if state is not None and state.recording.id == recording:
            self._go_to_time(at_us)
        else:
            self._wanted = (recording, at_us)
            self._session.show(recording)

    def _recording_shown(self, shown: ShownRecording | None) -> None:
        if self._wanted is not None and (shown is None or shown.state.recording.id != self._wanted[0]):
            self._wanted = None

    def _go_on(self) -> None:
        if self._wanted is not None:
            (_, at_us), self._wanted = self._wanted, None
            self._go_to_time(at_us)
