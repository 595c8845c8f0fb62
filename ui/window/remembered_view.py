"""How a coder left the window, and finds it again: kept per coder in the study, encrypted with it, nowhere outside."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.window import theme
from ui.window.session import Session, StudyInfo

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

_PLAIN = ("tab", "dark", "strips", "overlays", "speed", "wave", "spectrogram", "contrast", "as_system")
_MOST_CHARS = 20_000
"""What is longer was not written here."""


@dataclass(frozen=True, slots=True)
class View:
    """How the window looks: it names no recording, no clip and no person."""

    docks: bytes = b""
    wanted: tuple[tuple[str, bool | None], ...] = ()
    tab: int = 0
    dark: bool = False
    strips: bool = False
    overlays: bool = True
    speed: float = 1.0
    wave: bool = True
    spectrogram: bool = True
    contrast: bool = False
    as_system: bool = False

    def to_text(self) -> str:
        """Return it as JSON."""
        held = {name: getattr(self, name) for name in _PLAIN}
        return json.dumps({**held, "docks": base64.b64encode(self.docks).decode(), "wanted": dict(self.wanted)})

    @classmethod
    def from_text(cls, text: str) -> View | None:
        """Return what was kept; None where nothing was, or what is there was not written by this program."""
        if not text or len(text) > _MOST_CHARS:
            return None
        try:
            held = json.loads(text)
            said = {str(name): on if isinstance(on, bool) else None for name, on in held["wanted"].items()}
            return cls(
                base64.b64decode(held["docks"], validate=True),
                tuple(said.items()),
                int(held["tab"]),
                dark=held["dark"] is True,
                strips=held["strips"] is True,
                overlays=held["overlays"] is True,
                speed=float(held["speed"]),
                wave=held.get("wave", True) is True,
                spectrogram=held.get("spectrogram", True) is True,
                contrast=held.get("contrast") is True,
                as_system=held.get("as_system") is True,
            )
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return None


class RememberedView(QObject):
    """Asks the study once for each coder who opens it; keeps the view when they leave."""

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._known: tuple[Path, str] | None = None
        session.study_changed.connect(self._study_changed)

    def look(self) -> View:
        """Return how the window looks now."""
        window = self._window
        return View(
            window.docks.layout(),
            tuple(window.docks.wanted.items()),
            window.tabs.currentIndex(),
            dark=theme.is_dark(),
            strips=window.view.strips,
            overlays=window.view.overlays,
            speed=window.engine.speed,
            wave=window.view.wave,
            spectrogram=window.view.spectrogram,
            contrast=theme.is_contrast(),
            as_system=window.view.as_system,
        )

    def lay(self, view: View) -> None:
        """Make the window look as its coder left it."""
        window, shown = self._window, self._window.view
        window.docks.lay(view.docks)
        window.docks.want(dict(view.wanted))
        window.tabs.setCurrentIndex(view.tab)
        shown.strips, shown.overlays = view.strips, view.overlays
        shown.wave, shown.spectrogram = view.wave, view.spectrogram
        window.engine.set_speed(view.speed)
        shown.wear(dark=view.dark, contrast=view.contrast, as_system=view.as_system)

    def keep(self) -> None:
        """Keep how the window looks now for the coder of now; nothing of the family's view, and nothing of nobody's."""
        study, coder = self._session.study, self._session.coder
        if study is None or not coder or self._session.for_family or self._session.state is None:
            return
        text = self.look().to_text()
        self._session.call(lambda project: project.views.keep_window(coder, text), lambda _: None)

    def _study_changed(self, info: StudyInfo | None) -> None:
        coder = self._session.coder
        if info is None or not coder or self._session.for_family or self._known == (info.folder, coder):
            return
        self._known = (info.folder, coder)
        self._session.call(lambda project: View.from_text(project.views.window(coder)), self._found)

    def _found(self, view: View | None) -> None:
        if view is not None and not self._session.for_family:
            self.lay(view)
