"""Theme, size of text and keys, kept on this device once somebody said so: a window without a study looks so too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from ui.widgets.measure import use_letters
from ui.window import theme
from ui.window.device_memory import LOOK, look
from ui.window.view_control import LEAST_POINTS, MOST_POINTS
from ui.window.window_control import WindowControl

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


class DeviceLook(WindowControl):
    """Knows what was kept for the window to wear, and keeps what is changed from then on.

    Signals: ``changed()`` when it begins or ends to keep it.
    """

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._kept: dict[str, object] = {}
        window.view.changed.connect(self._keep)
        window.keys.changed.connect(self._keep)

    @property
    def on(self) -> bool:
        """Whether they are kept."""
        return LOOK.wanted

    def toggle(self) -> None:
        """Keep theme, size of text and keys on this device, or nothing any more."""
        try:
            if self.on:
                LOOK.forget()
            else:
                LOOK.write(self._now())
        except StudyError as error:
            self._window.session.refused.emit(str(error))
        self.told.emit(
            tr("Theme, size of text and keys are kept on this device.")
            if self.on
            else tr("Nothing of how the window looks is kept on this device.")
        )
        self.changed.emit()

    def _now(self) -> dict[str, object]:
        return {
            "dark": theme.is_dark(),
            "contrast": theme.is_contrast(),
            "as_system": self._window.view.as_system,
            "points": QApplication.font().pointSizeF(),
            "keys": self._window.keys.keymap.to_text(),
        }

    def _keep(self) -> None:
        now = self._now()
        if now == self._kept or not self.on:
            return
        self._kept = now
        try:
            LOOK.write(now)
        except StudyError as error:
            self._window.session.refused.emit(str(error))

    def wear(self) -> None:
        """Look as was kept, once there are actions to be done by keys."""
        kept = look()
        if not kept:
            return
        points, keys = kept.get("points"), kept.get("keys")
        if isinstance(points, int | float) and LEAST_POINTS <= points <= MOST_POINTS:
            use_letters(float(points))
        as_system = kept.get("as_system") is not False
        self._window.view.wear(
            dark=kept.get("dark") is True, contrast=kept.get("contrast") is True, as_system=as_system
        )
        if isinstance(keys, str):
            self._window.keys.use_text(keys)
        self._kept = self._now()
