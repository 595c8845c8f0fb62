"""The ways into a study that is open, changed by who knows one: its passphrase, and its recovery key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from coder.study.project import Project
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr
from ui.study.passphrase_dialog import PassphraseDialog
from ui.study.recovery_key_dialog import RecoveryKeyDialog
from ui.window.session import Session
from ui.window.window_control import WindowControl


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

    def show_key(self, key: str) -> RecoveryKeyDialog:
        """Show a recovery key, this once."""
        self._shown = dialog = RecoveryKeyDialog(key, self._parent)
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

    def _ask(self, dialog: PassphraseDialog, work: Callable[[Project], str], then: Callable[[str], None]) -> None:
        def tried(project: Project) -> tuple[str, str]:
            try:
                return work(project), ""
            except MendableError as error:
                return "", str(error)

        def answered(result: tuple[str, str]) -> None:
            self._waits = False
            if result[1]:
                dialog.say_refused(result[1])
            else:
                then(result[0])

        self._waits = True
        self._session.call(tried, answered, busy=tr("Trying what opens the study"), even_locked=True)

    def _seen(self) -> None:
        self._shown = None
