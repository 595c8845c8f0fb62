"""The window in which a clip that was made on the command line is looked through."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QVBoxLayout

from models.blurring import Made
from ui.app import application
from ui.panels.clip_look import ClipLook


def look_through(made: Made, write: Callable[[], None]) -> bool:
    """Show a clip until it is closed or written; return whether it was.

    Raises whatever ``write`` raises, after the window has closed.
    """
    application()
    dialog, look = QDialog(), ClipLook()
    dialog.setWindowTitle("Look through it before it is written")
    QVBoxLayout(dialog).addWidget(look)
    dialog.resize(720, 640)
    look.wanted.connect(dialog.accept)
    look.show_made(made)
    try:
        asked = dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        look.shut_down()
    if asked:
        write()
    return asked
