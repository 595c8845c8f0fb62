"""Subtitles from a tier: which one is chosen in a menu, and what its events say over the picture."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from coder.study.state import RecordingState
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from ui.operations.wording import code_words, subject_words
from ui.player.subtitle_overlay import Subtitle, SubtitleOverlay
from ui.widgets.lettered_menu import LetteredMenu
from ui.window.session import Session
from ui.window.window_control import Ends, WindowControl

NONE, EVERY = "", "*"
"""In place of a tier: no subtitles; those of every tier."""


class SubtitleControl(WindowControl):
    """Holds the tier as ``subject/group/coder``. Signals: ``changed()`` when another is chosen."""

    changed = Signal()
    ENDS = Ends.PICTURES

    def __init__(self, session: Session, picture: QWidget) -> None:
        super().__init__(picture)
        self._session, self._picture = session, picture
        self.overlay = SubtitleOverlay()
        self.tier = NONE

    @property
    def on(self) -> bool:
        """Whether there are subtitles."""
        return self.tier != NONE

    def choose(self) -> None:
        """Offer the tiers that hold something, every tier, and none."""
        menu = LetteredMenu(parent=self._picture)
        menu.setAccessibleName(tr("subtitles from a tier"))
        menu.aboutToHide.connect(menu.deleteLater)
        for tier, words in {NONE: tr("No subtitles"), EVERY: tr("Every tier"), **self.tiers()}.items():
            item = menu.addAction(words)
            item.setCheckable(True)
            item.setChecked(tier == self.tier)
            item.triggered.connect(lambda _=False, chosen=tier: self.take(chosen))
        menu.popup(self._picture.mapToGlobal(QPoint(12, 12)))

    def take(self, tier: str) -> None:
        """Show the subtitles of a tier."""
        self.tier = tier
        self.show_state(self._session.state)
        self.changed.emit()

    def tiers(self) -> dict[str, str]:
        """The tiers that hold an event which this coder may see, each with what it is called."""
        state, scheme = self._session.state, self._scheme
        if state is None or scheme is None:
            return {}
        found = {}
        for event in state.events:
            tier, group = _tier(event, scheme), _group(event, scheme)
            whose = "" if event.coder == self._session.coder else f" · {event.coder}"
            found[tier] = f"{subject_words(event.subject)} · {group}{whose}"
        return dict(sorted(found.items(), key=lambda one: one[1]))

    def show_state(self, state: RecordingState | None) -> None:
        """Take the events of a recording as they are now."""
        scheme = self._scheme
        if state is None or scheme is None or not self.on:
            self.overlay.show(())
            return
        told = [one for one in state.events if self.tier in (EVERY, _tier(one, scheme))]
        every = self.tier == EVERY
        self.overlay.show([Subtitle(one.interval, _words(one, scheme, whose=every)) for one in told])

    def finish(self) -> None:
        """Nothing stands over a picture that has gone."""
        self.overlay.show(())

    @property
    def _scheme(self) -> Scheme | None:
        return self._session.study.scheme if self._session.study is not None else None


def _group(event: Event, scheme: Scheme) -> str:
    code = next((one for one in scheme.codes if one.id == event.code), None)
    return code.group if code is not None and code.group else event.code


def _tier(event: Event, scheme: Scheme) -> str:
    return f"{event.subject}/{_group(event, scheme)}/{event.coder}"


def _words(event: Event, scheme: Scheme, *, whose: bool) -> str:
    """What was said or written, where somebody wrote it down; else what the code is called."""
    said = event.note.strip() or code_words(scheme, event.subject, event.code)
    return f"{subject_words(event.subject)}: {said}" if whose else said
