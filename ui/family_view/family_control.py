"""The view for showing to the family: on and off, and what can be done in it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from coder.vocabulary.time import Interval
from ui.player.playback_control import PlayControl
from ui.window.session import Session

POSSIBLE = frozenset(
    {
        *("play", "step", "back", "step10", "back10", "second", "second_back", "first", "last"),
        *("slower", "faster", "loop", "sound", "picture_in", "picture_out", "picture_all"),
        *("text_larger", "text_smaller", "dark", "for_family", "lock", "about", "quit"),
    }
)
"""Ids of the actions that neither code nor show what is not for the family; everything else waits until it is left."""


class FamilyControl(QObject):
    """The view stays until somebody leaves it on purpose; neither Esc nor another recording ends it."""

    def __init__(self, session: Session, play: PlayControl) -> None:
        super().__init__()
        self._session, self._play = session, play

    def toggle(self) -> None:
        """Show only what is for the family, or go back to work."""
        self._session.show_family(not self._session.for_family)

    def play(self, onset_us: int, offset_us: int) -> None:
        """Show a moment."""
        self._play.play_loop(Interval(onset_us, offset_us))
