"""Bringing in what other programs coded: choose a file, see what would come, say who is who, import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from coder.formats import formats, read
from coder.formats.registry import ReadResult
from coder.importing import Brought, plans_of
from coder.scheme import Scheme
from ui.panels.importing import ImportDialog
from ui.session import Session


class InterchangeControl(QObject):
    """Nothing is changed until the dialog, which shows every loss, is accepted."""

    def __init__(self, session: Session, parent: QWidget, ask_coder: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._session, self._parent, self._ask_coder = session, parent, ask_coder

    def import_codes(self) -> None:
        """Ask for a file of another program and show what it would bring in."""
        endings = " ".join(sorted({f"*{e}" for item in formats() if item.read for e in item.extensions}))
        name, _ = QFileDialog.getOpenFileName(self._parent, "Import codes", "", f"Codes ({endings});;All files (*)")
        if name:
            self.preview(Path(name))

    def preview(self, path: Path) -> None:
        """Read a file in the study's thread, then show what it would bring in."""
        self._session.call(
            lambda project: (read(path), project.scheme), lambda found: self._show(path.name, found[0], found[1])
        )

    def _show(self, file_name: str, result: ReadResult, scheme: Scheme) -> None:
        if not (self._session.coder or self._ask_coder()):
            return
        coder = self._session.coder

        def plans(subjects: dict[str, str]) -> Sequence[Brought]:
            return plans_of(result, scheme, subjects=subjects, coder=coder)

        state = self._session.state
        shown = (state.recording.id, state.recording.name) if state is not None else None
        dialog = ImportDialog(file_name, plans, shown, self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._session.bring_in(plans(dialog.subjects), into=dialog.recording))
        dialog.open()
