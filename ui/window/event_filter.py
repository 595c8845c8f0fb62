"""What the window does with events before a widget has them: who gets a key, how large a window is shown, what waits.

A text box gets its letters, a widget its own keys, the scheme's letters code, and actions have the rest.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QPushButton, QWidget

from ui.coding.hand_coding_control import HandCodingControl
from ui.guard.lock_control import LockControl
from ui.player.engine import PlayerEngine
from ui.review.queue_control import QueueControl
from ui.widgets.own_window import OwnWindow
from ui.window import dialog_shape, screen_room
from ui.window.focus_ring import FocusRings
from ui.window.idle import HANDS
from ui.window.widget_keys import own_keys, takes_back_nothing, typed, types_text, written

_KEYS = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress})


class EventFilter(QObject):
    """Sees every event of the application before its widget does, until :meth:`leave`."""

    def __init__(
        self,
        window: QWidget,
        coding: HandCodingControl,
        queue: QueueControl,
        locking: LockControl,
        *,
        picture: QWidget,
        engine: PlayerEngine,
    ) -> None:
        super().__init__(window)
        self._picture, self._engine = picture, engine
        self._window, self._coding, self._queue, self._locking = window, coding, queue, locking
        self._rings = FocusRings(self)
        self._application = QApplication.instance()
        assert isinstance(self._application, QApplication)
        self._application.installEventFilter(self)
        # Asked here for all windows: a ring that asked for itself was still told while its dialog went.
        self._application.focusChanged.connect(self._move_ring)

    def leave(self) -> None:
        """See nothing more."""
        if isinstance(self._application, QApplication):
            self._application.removeEventFilter(self)
            self._application.focusChanged.disconnect(self._move_ring)
            self._application = None

    def _move_ring(self, _before: QWidget | None, now: QWidget | None) -> None:
        self._rings.move(now)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the key, or let it go on; see every hand, and bound every window that is shown."""
        kind = event.type()  # asked once: most events are none of these, and there are thousands a second
        if kind in HANDS:
            self._locking.idle.touch()
            self._queue.touch()
            self._coding.touch()
        elif kind == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            room = screen_room.room_of(watched)
            if watched is not self._window:
                dialog_shape.shape(watched, room)
            if watched.isModal():
                self._engine.hold()  # what plays behind a question goes by unseen, or repeats itself aloud
            if isinstance(watched, OwnWindow) and watched.BESIDE_PICTURE:
                screen_room.lay_beside(watched, self._picture, room)
            screen_room.keep_on_screen(watched, room)
        elif kind == QEvent.Type.Hide and isinstance(watched, QDialog) and QApplication.activeModalWidget() is None:
            self._engine.let_go()
        elif kind == QEvent.Type.LayoutRequest and isinstance(watched, QDialog) and watched.isVisible():
            dialog_shape.grow(watched, screen_room.room_of(watched))
        if kind not in _KEYS or not isinstance(event, QKeyEvent):
            return False
        asked = kind == QEvent.Type.ShortcutOverride  # the key is offered to the widget before the actions
        focus = QApplication.focusWidget()
        if asked and takes_back_nothing(focus, event):
            event.ignore()
            return True  # the line has nothing to take back, so the study has
        letter, answer = typed(event), written(event)
        if (letter or self._coding.answers(answer)) and types_text(focus):
            if asked:
                event.accept()  # no action takes a letter from whoever is writing
                return True
        elif self._is_here(watched) and (self._coding.answers(answer) or self._coding.takes(letter)):
            if asked:
                event.accept()
            elif self._coding.answers(answer):
                if not event.isAutoRepeat():
                    self._coding.answer_key(answer)
            elif not event.isAutoRepeat():
                self._coding.code_key(letter)
            return True
        entered = not asked and written(event) == "\n" and not event.isAutoRepeat()
        if entered and isinstance(focus, QPushButton) and watched is focus and self._is_here(watched):
            focus.click()  # in dialogs Qt sees to it
            return True
        if asked and event.key() in own_keys(focus) and not event.modifiers():
            event.accept()
            return True
        return False

    def _is_here(self, watched: QObject) -> bool:
        """Whether a key is for the window, and not for a menu or a question above it."""
        above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if above is not None or not isinstance(watched, QWidget):
            return False
        of = watched.window()  # a panel on another screen is of the window
        return of is self._window or (isinstance(of, QDockWidget) and of.parent() is self._window)
