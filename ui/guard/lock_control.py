"""Locking, after a while or now: the picture goes at once, the key with it; the passphrase brings both back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDockWidget, QTabWidget, QWidget

from coder.privacy.keys import is_encrypted
from coder.vocabulary.language import plural, tr
from ui.guard.locked_pane import LockedPane
from ui.player.engine import PlayerEngine
from ui.window.idle import Idle
from ui.window.running_analysis import RunningAnalysis
from ui.window.session import Session, ShownRecording, StudyInfo

_ASKED = tr("You locked it.")


@dataclass(frozen=True, slots=True)
class PutBy:
    """What a coder had in hand, and how it is taken up again once its recording is shown."""

    recording: str
    take_up: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where somebody was."""

    frame: int
    tab: int
    hand: PutBy


class LockControl(QObject):
    """While a study is locked the session holds none, so that nothing of it can be shown by any road."""

    def __init__(
        self,
        session: Session,
        engine: PlayerEngine,
        study: RunningAnalysis,
        put_by: Callable[[], PutBy | None],
        tabs: QTabWidget,
        pane: LockedPane,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._engine, self._study, self._put_by = session, engine, study, put_by
        self._tabs, self._pane, self._window = tabs, pane, window
        self._place: _Place | None = None
        self.idle = Idle(busy=self._playing_on, parent=self)
        self.idle.expired.connect(self._expired)
        pane.asked.connect(self._unlock)
        session.study_changed.connect(self._study_changed)
        session.recording_changed.connect(self._come_back)

    def analysis_progressed(self, progress: object) -> None:
        """Let the key go at the end of an analysis that outlasted the lock; ``progress`` is None at the end."""
        if progress is None:
            self._put_away()

    def lock_now(self) -> None:
        """Lock the study now."""
        self._lock(_ASKED)

    def _playing_on(self) -> bool:
        """A clip that plays to its end is being watched; a stretch that goes round and round may be left alone."""
        return self._engine.playing and self._engine.loop is None

    def _expired(self) -> None:
        minutes = self.idle.minutes
        self._lock(
            plural(
                minutes,
                "Nobody had a hand on it for {minutes} minute.",
                "Nobody had a hand on it for {minutes} minutes.",
                minutes=minutes,
            )
        )

    def _lock(self, why: str) -> None:
        study = self._session.study
        if study is None or self._study.showing_recovery:
            return  # a recovery key that is shown only once must not vanish from under a pen
        hand = self._put_by()
        self._place = _Place(self._engine.frame, self._tabs.currentIndex(), hand) if hand is not None else None
        self._engine.close_clip()
        self._close_dialogs()
        self._session.hide()
        self._pane.show_locked(why, encrypted=is_encrypted(study.folder))
        if not self._study.running:
            self._put_away()

    def _put_away(self) -> None:
        """Let the key go; an analysis that is under way needs it until its end, and is not lost by a lunch break."""
        if self._session.locked is not None:
            self._session.put_away()

    def _close_dialogs(self) -> None:
        """Whatever stands before or beside the window may show a name or a picture."""
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass
        for widget in QApplication.topLevelWidgets():
            # A dock on a second screen is no dialog: it empties and hides with the study, and comes back with it.
            if widget is not self._window and widget.isVisible() and not isinstance(widget, QDockWidget):
                widget.close()

    def _unlock(self, secret: str) -> None:
        wanted = self._place.hand.recording if self._place is not None else None
        self._session.unlock(secret or None, recording=wanted, refused=self._pane.show_reason)

    def _study_changed(self, info: StudyInfo | None) -> None:
        if info is not None:
            self.idle.minutes = info.guarded.lock_after_min
            self.idle.touch()
            self._pane.hide()

    def _come_back(self, shown: ShownRecording | None) -> None:
        place, locked = self._place, self._session.locked is not None
        if locked or place is None:
            return
        self._place = None
        if shown is not None and shown.state.recording.id == place.hand.recording:
            # After the window has shown the recording as it shows any.
            QTimer.singleShot(0, self, lambda: self._restore(place))

    def _restore(self, place: _Place) -> None:
        place.hand.take_up()
        self._tabs.setCurrentIndex(place.tab)
        self._engine.pause()
        self._engine.seek_frame(place.frame)
