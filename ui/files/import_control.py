"""Bringing in what other programs coded: choose a file, say what its columns mean, see what would come, import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from coder.files.bounded_read import EncodingError, FormatError
from coder.interchange.code_matching import CodeKey
from coder.interchange.formats import format_for, formats, read
from coder.interchange.formats.format_registry import ReadResult
from coder.interchange.formats.tables.column_guess import guess_mapping, is_header
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.interchange.formats.tables.delimited_text import Sheet, read_sheet
from coder.interchange.known_events import without_known
from coder.interchange.study_import import (
    ImportPreview,
    earlier_of,
    in_own_layers,
    other_purpose,
    plans_of,
    standing_for,
)
from coder.study.project import Project
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from ui.files.column_mapping_dialog import ColumnMappingDialog
from ui.files.import_dialog import ImportAnswers, ImportDialog
from ui.widgets.file_question import FilePlace, open_file
from ui.window.session import Session


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of another program, before anybody has said what its columns mean."""

    sheet: Sheet
    guess: Mapping
    presets: tuple[Mapping, ...]


class InterchangeControl(QObject):
    """Nothing is changed until the dialog, which shows every loss, is accepted."""

    def __init__(self, session: Session, parent: QWidget, ask_coder: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._session, self._parent, self._ask_coder = session, parent, ask_coder

    def import_codes(self) -> None:
        """Ask for a file of another program and show what it would bring in."""
        endings = " ".join(sorted({f"*{e}" for item in formats() if item.read for e in item.extensions}))
        name = open_file(
            self._parent,
            tr("Import codes"),
            FilePlace.CODES,
            tr(
                "Codes ({endings});;All files (*)",
                endings=endings,
            ),
        )
        if name:
            self.preview(Path(name))

    def preview(self, path: Path) -> None:
        """Read a file in the study's thread; ask about its columns if it is a table, then show what it would bring."""

        def work(project: Project) -> _Table | tuple[ReadResult, Scheme]:
            if format_for(path).needs_mapping:
                return _table(path, project)
            return read(path), project.scheme

        def show(found: _Table | tuple[ReadResult, Scheme]) -> None:
            if isinstance(found, _Table):
                self._ask_columns(path, found)
            else:
                self._show(path.name, *found)

        self._session.call(work, show, busy=tr("Reading {path}", path=path.name))

    def _ask_columns(self, path: Path, table: _Table) -> None:
        def reread(header: bool, encoding: str, then: Callable[[Sheet | FormatError], None]) -> None:
            def work(_: Project) -> Sheet | FormatError:
                try:
                    return read_sheet(path, encoding=encoding, header=header, is_header=is_header)
                except FormatError as error:
                    return error

            self._session.call(work, then)

        dialog = ColumnMappingDialog(table.sheet, table.guess, table.presets, reread, self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.kept.connect(self._keep)
        dialog.chosen.connect(lambda mapping: self._read_with(path, mapping, dialog))
        dialog.open()

    def _keep(self, name: str, mapping: Mapping) -> None:
        self._session.call(lambda project: project.presets.keep(name, mapping), lambda _: None)

    def _read_with(self, path: Path, mapping: Mapping, dialog: ColumnMappingDialog) -> None:
        def show(found: tuple[ReadResult, Scheme]) -> None:
            dialog.end()
            self._show(path.name, *found)

        self._session.call(
            lambda project: (read(path, format="table", mapping=mapping), project.scheme),
            show,
            busy=tr("Reading {path}", path=path.name),
        )

    def _show(self, file_name: str, result: ReadResult, scheme: Scheme) -> None:
        if not (self._session.coder or self._ask_coder()):
            return
        coder = self._session.coder
        state = self._session.state
        shown = (state.recording.id, state.recording.name) if state is not None else None

        def known(project: Project) -> _Known:
            from_sound = shown is not None and not result.from_first_frame
            lead = project.sound_lead_us(shown[0]) if shown is not None and from_sound else 0
            remembered = project.code_choices.all()
            plans = plans_of(result, scheme, choices=remembered, coder=coder)
            into = [None] if shown is None else [None, shown[0]]
            before = any(
                earlier_of(project, plan, one) for plan in plans for one in into if one is None or len(plans) == 1
            )
            return _Known(
                remembered,
                lead,
                before,
                project.layers.of_others(coder),
                other_purpose(plans, project.guard.purpose),
                standing_for(project, plans[0], shown[0], coder) if shown is not None and len(plans) == 1 else (),
            )

        def ask(found: _Known) -> None:
            def plans(answers: ImportAnswers) -> Sequence[ImportPreview]:
                onto = answers.recording is not None and state is not None and bool(state.recording.clip)
                found_plans = plans_of(
                    result,
                    scheme,
                    subjects=answers.subjects,
                    choices={**found.choices, **answers.choices},
                    coder=coder,
                    shift_us=answers.shift_us - (found.lead_us if onto else 0),
                    end_us=state.recording.duration_us if onto and state is not None else None,
                    dependents=answers.dependents,
                )
                standing = found.standing if answers.recording is not None else ()
                fresh = (replace(one, plan=without_known(one.plan, standing)) for one in found_plans)
                return [in_own_layers(plan, found.others, coder=coder) for plan in fresh]

            dialog = ImportDialog(
                file_name, plans, shown, self._parent, before=found.before, other_purpose=found.other_purpose
            )
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

            def take() -> None:
                said = dialog.answers
                self._session.bring_in(
                    plans(said), into=said.recording, again=said.again, choices=said.choices, then=dialog.end
                )

            dialog.chosen.connect(take)
            dialog.open()

        self._session.call(known, ask)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the study knows of a file that is to come in."""

    choices: dict[CodeKey, str]
    lead_us: int
    before: bool
    others: frozenset[str]
    other_purpose: str
    standing: tuple[Event, ...]


def _table(path: Path, project: Project) -> _Table:
    sheet, encoding = _shown(path)
    try:
        guess = guess_mapping(sheet)
    except FormatError:
        guess = Mapping(header=sheet.columns[:1] != ("1",))
    presets = tuple(project.presets.named(name) for name in project.presets.names())
    return _Table(sheet, replace(guess, name="", encoding=encoding), presets)


def _shown(path: Path) -> tuple[Sheet, str]:
    """The table, and the encoding to be said of it: old ones are tried here, where somebody looks at the rows."""
    for encoding in ("", "windows-1252"):
        try:
            return read_sheet(path, encoding=encoding, is_header=is_header), encoding
        except EncodingError:
            continue
    return read_sheet(path, encoding="iso-8859-1", is_header=is_header), "iso-8859-1"
