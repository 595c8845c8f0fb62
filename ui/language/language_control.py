"""Choosing the language: one word, kept on this device outside every study, because somebody said so."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from ui.language import choice

TITLE = tr("Language")
_ASKED = tr(
    "What you choose is kept on this device, outside every study, as one word; it is spoken from the next start. "
    "“As the system says” keeps nothing."
)
_SYSTEM = tr("As the system says")


class LanguageControl(QObject):
    """Asks for a language and keeps it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent

    def choose(self) -> None:
        """Ask which language the next start is to speak."""
        codes = ["", choice.ENGLISH, *(code for code in choice.catalogues() if code != choice.ENGLISH)]
        names = [_SYSTEM, *(f"{QLocale(code).nativeLanguageName()} ({code})" for code in codes[1:])]
        kept = choice.remembered()
        now = codes.index(kept) if kept in codes else 0
        name, given = QInputDialog.getItem(self._parent, TITLE, _ASKED, names, now, False)
        if not given:
            return
        try:
            choice.remember(codes[names.index(name)])
        except StudyError as error:
            QMessageBox.warning(self._parent, TITLE, str(error))
