"""Starts the window: application, style, and a study to show."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QSocketNotifier, Qt, QTranslator
from PySide6.QtGui import QFont, QFontDatabase, QIcon
from PySide6.QtWidgets import QApplication

from coder.vocabulary.language import install, installed
from ui.language.choice import ENGLISH
from ui.operations.startup import kept_for_good
from ui.widgets.whole_tips import WholeTips
from ui.window import theme
from ui.window.flat_style import FlatStyle
from ui.window.garbage import looked_for_here
from ui.window.main_window import MainWindow
from ui.window.session import Session

LEAST_START_POINTS = 10.0


def application() -> QApplication:
    """Return the one application object, styled alike on every system."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    # A desktop's own file dialog keeps a history that nobody here can switch off.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = QApplication([sys.argv[0] or "dyadmirror"])
    # Qt's file dialog would write the folders that were visited into the person's settings: no trace outside the study.
    for scope in QSettings.Scope:
        QSettings.setPath(QSettings.Format.NativeFormat, scope, os.devnull)
    follow_language(app)
    app.setApplicationName("dyadmirror")
    app.setApplicationDisplayName("Dyad Mirror")
    app.setDesktopFileName("dyadmirror")
    app.setWindowIcon(QIcon(str(Path(__file__).with_name("icon.svg"))))
    # Drawn over Fusion, it follows the palette everywhere, so that dark mode and large text hold on every system.
    app.setStyle(FlatStyle())
    theme.use_system()
    font: QFont = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if font.pointSizeF() < LEAST_START_POINTS:
        font.setPointSizeF(LEAST_START_POINTS)
    app.setFont(font)
    app.installEventFilter(WholeTips(app))
    return app


def run(study: Path | None, *, recording: str | None = None, coder: str = "", for_family: bool = False) -> int:
    """Show the window until it is closed; ``for_family`` begins with the view for showing."""
    with kept_for_good():
        app = application()
        _end_when_asked(app)
        session = Session()
        session.coder, session.for_family = coder, for_family
        window = MainWindow(session)
        window.show()
    with looked_for_here():
        if study is not None:
            window.study.open_folder(study, recording=recording)
        code = app.exec()
        if window.isVisible():  # a signal ended it
            window.close()
    return code


def _end_when_asked(app: QApplication) -> None:
    """Let a signal end the window as its close button would: Python hears of one only while it runs itself."""
    if os.name == "nt":
        return
    heard, told = os.pipe()
    for end in (heard, told):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    notifier = QSocketNotifier(heard, QSocketNotifier.Type.Read, app)
    notifier.activated.connect(lambda *_: os.read(heard, 64))
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        signal.signal(getattr(signal, name), lambda number, _: app.exit(128 + number))


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
