"""Makes the window's own parts follow the language: Qt's buttons, typed numbers, and on which side things begin."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from coder.vocabulary.language import install, installed
from ui.language.choice import ENGLISH


def follow_language(app: QApplication) -> None:
    """Let ``app`` speak, count and read in the direction of the language that is installed."""
    language = installed()
    locale = QLocale(language.code if language is not None else ENGLISH)
    QLocale.setDefault(locale)
    if language is None:
        return
    install(replace(language, isolate=language.right_to_left))
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if language.right_to_left else Qt.LayoutDirection.LeftToRight)
    of_qt = QTranslator(app)
    if of_qt.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(of_qt)
