"""Clips that are dropped onto the window: each becomes a recording, as if it had been chosen in a dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from coder.vocabulary.language import tr
from ui.window.clip_files import CLIP_ENDINGS
from ui.window.session import Session
from ui.window.window_control import WindowControl


class ClipDrop(WindowControl):
    """Watches the window for files.

    Signals
    -------
    dropped(list)
        Paths of the clips, as far as their endings tell; only reading a file says whether it is one.
    told(str)
        Why something that was dropped is not taken.
    """

    dropped = Signal(list)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files; leave everything else to whoever wants it."""
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop) and isinstance(event, QDropEvent):
            files = _files(event.mimeData())
            if files and not self._session.for_family:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    # Whoever dropped waits until this returns: what is asked of them is asked afterwards.
                    QTimer.singleShot(0, self, lambda: self.take(files))
                return True
        return super().eventFilter(watched, event)

    def take(self, files: list[Path]) -> None:
        """Hand on the clips among files, and say what the others are not."""
        if self._session.study is None:
            self.told.emit(tr("Make or open a study first, then drop clips onto it."))
            return
        clips = [file for file in files if file.suffix.lower() in CLIP_ENDINGS and not file.is_dir()]
        others = [file.name for file in files if file not in clips]
        said = tr("Not taken as clips: {said}. Codes come in through File ▸ Import codes.", said=", ".join(others))
        if clips:
            self.dropped.emit(clips)
            if others:  # in the line below it would go unread as the clips come in
                self._session.refused.emit(said)
        elif others:
            self.told.emit(said)


def _files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
