"""A clip leaves by the command line: the same dialog as in the window, without the rest of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEventLoop

from coder.vocabulary.errors import StudyError
from models.blurring import BlurredClip
from ui.clip_export.clip_export_control import ClipOutControl
from ui.operations.clip_export import Wish
from ui.window.app import application
from ui.window.garbage import looked_for_here
from ui.window.session import Session


def export_clip(
    study: Path, passphrase: str | None, wish: Wish, target: Path, *, over: bool = False
) -> BlurredClip | None:
    """Make a clip, let it be looked through, and write it; return what was written, or None where nobody looked.

    Raises StudyError, in a sentence, where the study refuses.
    """
    application()
    session = Session()
    control = ClipOutControl(session, None, lambda: None)
    loop = QEventLoop()
    refused: list[str] = []
    written: list[BlurredClip] = []

    def refuse(sentence: str) -> None:
        refused.append(sentence)
        loop.quit()

    session.refused.connect(refuse)
    session.recording_changed.connect(lambda _: control.export_wish(wish, target, over=over))
    control.written.connect(written.append)
    control.closed.connect(loop.quit)
    with looked_for_here():
        session.open(study, passphrase=passphrase, recording=wish.recording)
        try:
            loop.exec()
        finally:
            control.finish()
            session.close()
    if refused:
        raise StudyError(refused[0])
    return written[0] if written else None
