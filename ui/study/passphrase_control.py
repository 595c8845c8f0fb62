"""The ways into a study that is open, changed by who knows one: its passphrase, and its recovery key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from coder.study.project import Project
from coder.study.protected_copy import MadeCopy
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr
from ui.operations.protected_copy_words import made_copy_words
from ui.study.passphrase_dialog import PassphraseDialog
from ui.study.protected_copy_dialog import ProtectedCopyDialog
from ui.study.recovery_key_dialog import RecoveryKeyDialog
from ui.widgets.asking_dialog import AskingDialog
from ui.window.session import Session
from ui.window.window_control import WindowControl

Made = TypeVar("Made")


class PassphraseControl(WindowControl):
    """A key that is shown only once stays until somebody says that they have it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._parent = session, parent
        self._shown: RecoveryKeyDialog | None = None
        self._waits = False

    @property
    def showing(self) -> bool:
        """Whether a recovery key is on the screen, or about to be."""
        return self._shown is not None or self._waits

    def show_key(self, key: str, more: str = "") -> RecoveryKeyDialog:
        """Show a recovery key, this once, and what else has to be read before it goes."""
        self._shown = dialog = RecoveryKeyDialog(key, more, self._parent)
        dialog.finished.connect(self._seen)
        dialog.open()
        return dialog

    def change(self) -> None:
        """Ask for what opens the study and for another passphrase, and give it that."""
        dialog = PassphraseDialog(
            tr("Change the passphrase"),
            tr("The recovery key stays as it is. Copies of the study made before still open with the old passphrase."),
            tr("Change it"),
            new=True,
            parent=self._parent,
        )

        def changed(_: str) -> None:
            dialog.end()
            self.told.emit(tr("The passphrase is changed; the recovery key stays as it is."))

        def ask(present: str, new: str) -> None:
            def work(project: Project) -> str:
                project.passphrase.change(present, new)
                return ""

            self._ask(dialog, work, changed)

        dialog.asked.connect(ask)
        dialog.open()

    def protect(self) -> None:
        """Ask for a place and a passphrase, copy the study there under it, and open the copy."""
        study = self._session.study
        if study is None:
            return
        dialog = ProtectedCopyDialog(
            study.folder.with_name(tr("{name} protected", name=study.folder.name)), self._parent
        )

        def ask(target: Path, passphrase: str) -> None:
            def made(copy: MadeCopy) -> None:
                dialog.end()
                shown = self.show_key(copy.recovery, " ".join(made_copy_words(copy, study.folder)))
                shown.finished.connect(lambda _: self._session.open(target, passphrase=passphrase))

            self._ask(dialog, lambda project: project.protected_copy.make(target, passphrase), made)

        dialog.asked.connect(ask)
        dialog.open()

    def renew_recovery(self) -> None:
        """Ask for what opens the study, and make another recovery key in place of the one of now."""
        dialog = PassphraseDialog(
            tr("Another recovery key"),
            tr("A new key takes the place of the one of now, which then opens nothing any more."),
            tr("Make it"),
            new=False,
            parent=self._parent,
        )

        def made(key: str) -> None:
            dialog.end()
            self.show_key(key)

        dialog.asked.connect(
            lambda present, _: self._ask(dialog, lambda project: project.passphrase.renew_recovery(present), made)
        )
        dialog.open()

    def _ask(self, dialog: AskingDialog, work: Callable[[Project], Made], then: Callable[[Made], None]) -> None:
        def tried(project: Project) -> Callable[[], None]:
            try:
                made = work(project)
            except MendableError as error:
                refusal = str(error)
                return lambda: dialog.say_refused(refusal)
            return lambda: then(made)

        def answered(say: Callable[[], None]) -> None:
            self._waits = False
            say()

        self._waits = True
        self._session.call(tried, answered, busy=tr("Trying what opens the study"), even_locked=True)

    def _seen(self) -> None:
        self._shown = None
