"""Lets a coder choose keys, and finds them again: kept per coder in the study, nowhere outside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.window.actions import ActionSet
from ui.window.device_memory import LOOK
from ui.window.key_dialog import KeyDialog
from ui.window.keymap import Keymap
from ui.window.session import Session


class KeysControl(QObject):
    """Holds the keys of now. Signals: ``changed()`` when others do the actions."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget, actions: Callable[[], ActionSet]) -> None:
        super().__init__(parent)
        self._session, self._parent, self._actions = session, parent, actions
        self._known: tuple[Path, str] | None = None
        self.keymap = Keymap()
        session.study_changed.connect(self._ask)
        session.recording_changed.connect(self._ask)

    def choose(self) -> None:
        """Show the dialog; each change counts at once, and is kept where a study is open and somebody codes."""
        study = self._session.study
        letters: frozenset[str] = frozenset()
        if study is not None:
            subjects = (one.key for one in study.scheme.subjects)
            letters = frozenset({*(code.key for code in study.scheme.codes), *subjects} - {""})
        dialog = KeyDialog(self.keymap, self._parent, letters=letters)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._keep)
        dialog.open()

    def _keep(self, keymap: Keymap) -> None:
        self._use(keymap)
        coder = self._session.coder
        if self._session.study is not None and coder:
            text = keymap.to_text()
            self._session.call(lambda project: project.views.keep_keys(coder, text), lambda _: None)

    def _use(self, keymap: Keymap) -> None:
        self.keymap = keymap
        self._actions().use_keys(keymap.keys)
        self.changed.emit()

    def _ask(self, _: object) -> None:
        study, coder = self._session.study, self._session.coder
        asked = (study.folder, coder) if study is not None and coder else None
        if asked is None or asked == self._known:
            return
        self._known = asked
        self._session.call(lambda project: project.views.keys(coder), self._found)

    def use_text(self, text: str) -> None:
        """Let the keys do the actions that were kept as a text; "" for those of the table."""
        self._use(Keymap().from_text(text))

    def _found(self, text: str) -> None:
        if text or not LOOK.wanted:  # who chose none here has those of this device
            self.use_text(text)
