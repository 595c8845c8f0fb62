"""Clips that are dropped onto the window: each becomes a recording, as if it had been chosen in a dialog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from coder.vocabulary.language import plural, tr
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
            files, addresses = _dropped(event.mimeData())
            if (files or addresses) and not self._session.for_family:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    # Whoever dropped waits until this returns: what is asked of them is asked afterwards.
                    QTimer.singleShot(0, self, lambda: self.take(files, addresses))
                return True
        return super().eventFilter(watched, event)

    def take(self, files: list[Path], addresses: Sequence[str] = ()) -> None:
        """Hand on the clips among files, and say what the others are not, and that no address is gone to."""
        if self._session.study is None:
            self.told.emit(tr("Make or open a study first, then drop clips onto it."))
            return
        clips = [file for file in files if file.suffix.lower() in CLIP_ENDINGS and not file.is_dir()]
        said = "\n".join(_not_taken([file.name for file in files if file not in clips], addresses))
        if clips:
            self.dropped.emit(clips)
            if said:  # in the line below it would go unread as the clips come in
                self._session.refused.emit(said)
        elif said:
            self.told.emit(said.replace("\n", " "))


def _not_taken(others: Sequence[str], addresses: Sequence[str]) -> Iterator[str]:
    if others:
        yield tr("Not taken as clips: {said}. Codes come in through File ▸ Import codes.", said=", ".join(others))
    if addresses:
        yield plural(
            len(addresses),
            "Not fetched: {addresses}. It lies on a network, which is never reached from here; save it on this device "
            "first, then drop the file.",
            "Not fetched: {addresses}. They lie on a network, which is never reached from here; save them on this "
            "device first, then drop the files.",
            addresses=", ".join(addresses),
        )


def _dropped(data: QMimeData) -> tuple[list[Path], list[str]]:
    """Return the files among what was dropped, and how the addresses are called that are no files here."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return files, [url.fileName() or url.host() for url in data.urls() if not url.isLocalFile()]
