"""What the study codes, and the planned episodes of a template: the Code menu's dialogs ask, the session acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from coder.study.double_codes import double_words
from coder.study.edits.changes import Edit
from coder.study.project import Project
from coder.study.scheme_change import Renames, Touched
from coder.vocabulary.errors import SchemeError
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme, builtin_names, builtin_scheme, builtin_text, load_scheme
from coder.vocabulary.words_beyond_sight import asked_of
from ui.operations.scheme_source import scheme_text
from ui.schemes.scheme_draft import SchemeDraft
from ui.schemes.scheme_editor import SchemeEditor
from ui.schemes.schemes_dialog import SchemesDialog
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.choosing_dialog import ChoosingDialog
from ui.window.session import Session
from ui.window.window_control import WindowControl


class SchemesControl(WindowControl):
    """Schemes and templates of the study that is open. ``here`` is the time of the frame that is shown, in µs."""

    def __init__(
        self, session: Session, parent: QWidget, ask_coder: Callable[[], bool], here: Callable[[], int]
    ) -> None:
        super().__init__(parent)
        self._session, self._parent, self._ask_coder, self._here = session, parent, ask_coder, here

    def choose(self) -> None:
        """Show what the study codes, and what it could code besides."""
        self._session.call(
            lambda project: (project.schemes.given, double_words(project.scheme)), lambda found: self._show(*found)
        )

    def lay_episodes(self) -> None:
        """Ask which template, then lay its episodes from the frame that is shown."""
        self._session.call(lambda project: project.schemes.given, self._ask_template)

    def _show(self, given: Sequence[Scheme], twice: str) -> None:
        dialog = SchemesDialog(given, self._parent, twice=twice)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self._add_named)
        dialog.wanted_file.connect(self.add_file)
        dialog.edit_asked.connect(lambda name: self.edit(name, given))
        dialog.new_asked.connect(lambda: self._open_editor(SchemeDraft.empty(frozenset(one.id for one in given))))
        dialog.open()

    def edit(self, name: str, given: Sequence[Scheme]) -> None:
        """Change a scheme of the study, or begin one's own from one that comes with the app."""
        held = {scheme.id: scheme for scheme in given}
        if name in held:
            self._session.call(
                lambda project: project.schemes.coded,
                lambda coded: self._open_editor(SchemeDraft.changing(held[name], coded)),
            )
        else:
            # Not even the name of what it began from: another study may hold both.
            self._open_editor(SchemeDraft.like(builtin_scheme(name), frozenset((*held, *builtin_names()))))

    def write_own(self) -> None:
        """Write the codes of a study that has none yet."""
        self._session.call(lambda project: project.schemes.given, lambda given: self.edit(given[0].id, given))

    def _open_editor(self, draft: SchemeDraft) -> None:
        editor = SchemeEditor(draft, self._parent)
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        editor.written.connect(partial(self._written, editor))
        editor.open()

    def _written(self, editor: SchemeEditor, text: str, renames: Renames, examples: Mapping[str, Path | None]) -> None:
        """Take a scheme in: what only adds codes at once, the rest after it was said what it touches.

        The editor stays with what was typed until the study has it.
        """

        def keep_examples() -> None:
            self._session.call(lambda project: _keep_examples(project, examples), lambda _: None)

        def take_in(said: Touched) -> None:
            new = said.scheme
            saved = tr("Saved: “{title}”, version {version}.", title=new.title, version=new.version)
            told = " ".join((saved, *said.sentences))

            def done() -> None:
                editor.end()
                self.told.emit(told)

            self._session.change_scheme(text, renames, done)
            keep_examples()

        name = load_scheme(text).id

        def touched(project: Project) -> Touched | None:
            if all(one.id != name for one in project.schemes.given):
                return None
            return project.schemes.touched(text, renames)

        def ask(said: Touched | None) -> None:
            if said is None:
                self._take_in([text], editor.end)
                keep_examples()
                return
            if not said.asks:
                take_in(said)  # nothing that was coded is touched
                return
            words = "\n".join(said.sentences)
            box = QMessageBox(QMessageBox.Icon.Question, tr("A new version"), words, parent=editor)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.addButton(tr("Keep it"), QMessageBox.ButtonRole.AcceptRole)
            box.addButton(tr("Back to the scheme"), QMessageBox.ButtonRole.RejectRole)
            box.accepted.connect(lambda: take_in(said))
            box.rejected.connect(partial(editor.say_refused, ""))
            box.open()

        self._session.call(touched, ask)

    def _add_named(self, names: list[str]) -> None:
        if names:
            self._take_in([builtin_text(name) for name in names])

    def _take_in(self, texts: Sequence[str], done: Callable[[], None] = lambda: None) -> None:
        """Take schemes in, and say which of their codes no key is left for; ``done`` is called where they are in."""
        names = frozenset(load_scheme(text).id for text in texts)
        self._session.add_schemes(texts)

        def tell(said: str) -> None:
            if said:
                done()
                self.told.emit(said)

        self._session.call(lambda project: _came_in(project, names), tell)

    def add_file(self, path: Path) -> None:
        """Take in a scheme of one's own; what another program or study planned opens in the editor first."""
        try:
            text = scheme_text(str(path))
            if path.suffix == ".toml":
                question = asked_of(load_scheme(text).codes)
                self._take_in([text])
                if question:
                    self._session.refused.emit(question)
            else:
                found = load_scheme(text)
                self._session.call(
                    lambda project: frozenset(one.id for one in project.schemes.given),
                    lambda taken: self._open_editor(SchemeDraft.like(found, taken)),
                )
        except SchemeError as error:
            self._session.refused.emit(str(error))

    def _ask_template(self, given: Sequence[Scheme]) -> None:
        if not (self._session.coder or self._ask_coder()):
            return
        builtin = (builtin_scheme(name) for name in builtin_names())
        templates = {scheme.title: scheme for scheme in (*builtin, *given) if scheme.episodes}
        present = {scheme.id for scheme in given}
        words = tr("From the frame that is shown; move each border to where it really was afterwards.")
        dialog = ChoosingDialog(tr("Lay planned episodes"), words, list(templates), self._parent)

        def lay(place: int) -> None:
            template = tuple(templates.values())[place]
            self._lay(template, dialog, known=template.id in present)

        dialog.chosen.connect(lay)
        dialog.open()

    def _lay(self, template: Scheme, dialog: AskingDialog, *, known: bool) -> None:
        state = self._session.state
        if state is None:
            return
        if not known:
            self._session.add_schemes([builtin_text(template.id)])
        recording, here = state.recording.id, self._here()

        def planned(project: Project) -> Edit:
            return project.schemes.episodes(recording, template.id, here)

        self._session.call(planned, lambda edit: self._session.apply(edit, lambda _: dialog.end()))


def _came_in(project: Project, names: frozenset[str]) -> str:
    """Say which schemes the study has now, and how their codes without a key are coded; "" where it took none."""
    came = [scheme for scheme in project.schemes.given if scheme.id in names]
    if not came:
        return ""
    mine = {(code.role, code.id) for scheme in came for code in scheme.codes}
    bare = sum(not code.key for code in project.scheme.codes if (code.role, code.id) in mine)
    said = tr("Coded from now on: {titles}.", titles=", ".join(f"“{scheme.title}”" for scheme in came))
    if not bare:
        return said
    keyless = plural(
        bare,
        "{bare} code has no key: a double click in the list of Code by hand codes it.",
        "{bare} codes have no key: a double click in the list of Code by hand codes them.",
        bare=bare,
    )
    return f"{said} {keyless}"


def _keep_examples(project: Project, examples: Mapping[str, Path | None]) -> None:
    """Take what was chosen into the study, and erase what was taken off."""
    held = project.examples.names
    for code, path in examples.items():
        if path is not None:
            project.examples.keep(code, path)
        elif code in held:
            project.examples.forget(code)
