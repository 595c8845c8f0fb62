"""What the command palette finds: every action, every recording, every code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Code
from ui.operations.wording import act_words
from ui.widgets.keys_now import KEYS
from ui.widgets.lettered_menu import words_of
from ui.window.actions import ActionSet, KeyMode
from ui.window.command_palette import Command, Palette
from ui.window.other_names import OTHER_NAMES
from ui.window.session import Session

_BY_HAND = tr("Codes are coded by hand: Ctrl+D begins it.")


class PaletteControl(QObject):
    """Gathers anew each time, so that the palette knows what can be done now."""

    def __init__(
        self,
        session: Session,
        parent: QWidget,
        actions: Callable[[], ActionSet],
        go_to: Callable[[str], None],
        code: Callable[[str], None],
        mode: Callable[[], KeyMode],
        codes: Callable[[], Sequence[Code]],
    ) -> None:
        super().__init__(parent)
        self._session, self._parent, self._actions = session, parent, actions
        self._go_to, self._code, self._mode, self._codes = go_to, code, mode, codes

    def open(self) -> None:
        """Show the palette above the window in which it was asked for."""
        Palette(self.commands(), QApplication.activeWindow() or self._parent).open()

    def commands(self) -> list[Command]:
        """Everything that can be found: recordings and codes only while they may be seen."""
        found = list(self._of_actions())
        study = self._session.study
        if study is None or self._session.for_family:
            return found
        for one in study.recordings:
            found.append(Command(f"{one.id}: {one.name}", tr("Recording"), partial(self._go_to, one.id)))
        if self._session.state is not None:
            why_not = "" if self._mode() is KeyMode.CODE else KEYS.said(_BY_HAND)
            for code in self._codes():
                press = partial(self._code, f"{code.role.value}/{code.id}")
                words = act_words(study.scheme, code.role.value, code.id)
                found.append(Command(words, tr("A code"), press, code.key.upper(), (code.id, "behaviour"), why_not))
        return found

    def _of_actions(self) -> list[Command]:
        actions = self._actions()
        return [
            Command(
                words_of(item).rstrip("…"),
                action.menu,
                item.trigger,
                actions.keys_text(action.id),
                (*OTHER_NAMES.get(action.id, ()), action.tip),
                actions.why_not_now(action.id),
            )
            for action in actions.table
            if action.id != "palette"
            for item in (actions.qt[action.id],)
        ]
