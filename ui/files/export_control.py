"""Exporting in the window: what would leave is shown first, then a file is chosen, then it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from coder.interchange.formats import format_named
from coder.interchange.study_export import WITH_PROPOSALS
from coder.study.project import Project
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import plural, tr
from ui.files.export_dialog import Candidate, ExportDialog
from ui.operations.events_export import Preview, Wanted, export_study, preview_export
from ui.widgets.file_question import FilePlace, save_file
from ui.widgets.save_dialog import agreed
from ui.window.session import Session
from ui.window.window_control import WindowControl


class ExportControl(WindowControl):
    """Signals: ``told(str)`` when a file is written."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._parent = session, parent

    def export_events(self) -> None:
        """Show what could leave, and what it would lose."""
        coder = self._session.coder

        def work(project: Project) -> tuple[list[Candidate], bool, tuple[str, ...]]:
            candidates, proposals_allowed = _candidates(project, coder)
            return candidates, proposals_allowed, _layers(project, candidates)

        self._session.call(work, lambda found: self._show(found[0], proposals_allowed=found[1], layers=found[2]))

    def _show(self, candidates: list[Candidate], *, proposals_allowed: bool, layers: Sequence[str]) -> None:
        state = self._session.state
        dialog = ExportDialog(
            candidates,
            self._ask,
            shown=state.recording.id if state is not None else None,
            proposals_allowed=proposals_allowed,
            layers=layers,
            parent=self._parent,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda wanted: self._choose_file(wanted, dialog))
        dialog.open()

    def _ask(self, wanted: Wanted, then: Callable[[Preview | str], None]) -> None:
        def work(project: Project) -> Preview | str:
            try:
                return preview_export(project, wanted)
            except MendableError as error:
                return str(error)  # belongs into the dialog that asks, not behind it

        self._session.call(work, then)

    def _choose_file(self, wanted: Wanted, dialog: ExportDialog) -> None:
        """Ask where it goes; what was chosen stays until it is written, or where nobody said where."""
        chosen = format_named(wanted.format)
        ending = chosen.extensions[0]
        name = save_file(
            dialog,
            tr("Export events"),
            FilePlace.CODES,
            f"events{ending}",
            tr("{chosen} (*{ending});;All files (*)", chosen=chosen.name, ending=ending),
        )
        target = agreed(dialog, name, chosen.extensions) if name else None
        if target is None:
            dialog.say_refused("")
            return

        def done(written: Preview) -> None:
            dialog.end()
            self.told.emit(_sentence(written, target.path))

        self._session.call(
            lambda project: export_study(project, target.path, wanted, over=target.over),
            done,
            busy=tr("Writing {path}", path=target.path.name),
        )


def _candidates(project: Project, coder: str) -> tuple[list[Candidate], bool]:
    found = []
    for item in project.recordings():
        reason = project.guard.keeps_back(item.id)
        if reason is None and project.blinding.keeps_others(item.id, coder):
            begun = project.blinding.conduct(item.id, coder) is not None
            blind = tr(
                "{coder} codes it blind, and the file would show what others said: Code ▸ End blind coding first.",
                coder=coder,
            )
            reason = blind if begun else tr("You have not begun it, and the file would show what others said.")
        found.append(Candidate(item.id, item.name, reason))
    return found, project.guard.purpose in WITH_PROPOSALS


def _layers(project: Project, candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Whose events might go, of recordings that may."""
    going = (one.id for one in candidates if one.reason is None)
    return tuple(dict.fromkeys(name for recording in going for name in project.layers.names(recording)))


def _sentence(done: Preview, target: Path) -> str:
    count = plural(done.events, "{events} event", "{events} events", events=done.events)
    proposals = tr(" and {proposals} undecided proposals", proposals=done.proposals) if done.proposals else ""
    return tr(
        "Wrote {count}{proposals} to {target}; the study's record says that it left.",
        count=count,
        proposals=proposals,
        target=target.name,
    )
