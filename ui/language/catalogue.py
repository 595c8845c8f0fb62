"""Speaks another language: what a .qm file holds, asked by the core through a plain function."""

from __future__ import annotations

import datetime
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, Qt, QTranslator

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import Language, install, tr
from ui.language.choice import chosen_catalogue


def speak_as_wanted() -> None:
    """Install the language that is wanted here, if there is a catalogue of it; before anything else is imported."""
    found = chosen_catalogue()
    if found is not None:
        install(language_of(*found))


def language_of(code: str, catalogue: Path) -> Language:
    """Return the language that a catalogue made by Qt's ``lrelease`` speaks, with numbers and days as its locale has.

    Raises
    ------
    StudyError
        Where the file is no such catalogue.
    """
    translator = QTranslator()
    if not translator.load(str(catalogue)):
        raise StudyError(tr("{name} is no catalogue of words; make it with lrelease.", name=catalogue.name))
    locale = QLocale(code)

    def lookup(context: str, text: str, number: int | None) -> str:
        # Words for a negative number are those for the same number above zero; -1 means "no number" to Qt.
        return translator.translate(context, text, None, -1 if number is None else abs(number)) or ""

    def day(of: datetime.date) -> str:
        return locale.toString(QDate(of.year, of.month, of.day), QLocale.FormatType.ShortFormat)

    return Language(
        code,
        lookup,
        point=locale.decimalPoint(),
        group=locale.groupSeparator(),
        day=day,
        right_to_left=locale.textDirection() == Qt.LayoutDirection.RightToLeft,
    )
