"""The quiet line: how footage and codes are guarded now. A click explains each word, and what it does not cover."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from coder.conduct import Conduct
from coder.privacy.seal import SealState
from ui.conduct_words import WORDS, meaning
from ui.session import StudyInfo

_SEALED = (
    "The operating system refuses this app and everything it starts every network connection. This was put on before "
    "anything was opened, was tested, and cannot be taken off while the app runs."
)
_NOT_SEALED = (
    "This operating system gives an ordinary app no way to have its network refused. Dyad Mirror contains nothing that "
    "connects, but here that is a promise and not something the system enforces."
)
_ENCRYPTED = (
    "The codes and clips of this study are encrypted on the disk under your passphrase (clips that are linked stay as "
    "they are, where they are). Nobody can open it without the passphrase, not even you: keep it safe."
)
_NOT_ENCRYPTED = (
    "This study has no passphrase: whoever can read this disk can read its codes and clips. A passphrase is given when "
    "a study is made."
)


class StatusLine(QPushButton):
    """A flat button at the foot of the window."""

    def __init__(self, seal: SealState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFlat(True)
        self._seal = seal
        self._info: StudyInfo | None = None
        self._conduct: Conduct | None = None
        self.setAccessibleName("how this study is guarded")
        self.clicked.connect(self._explain)
        self.show_study(None)

    def show_study(self, info: StudyInfo | None) -> None:
        """Say how things stand."""
        self._info = info
        self._say()

    def show_conduct(self, conduct: Conduct | None) -> None:
        """Say what the coder sees of the recording that is shown."""
        self._conduct = conduct
        self._say()

    def _say(self) -> None:
        info = self._info
        words = ["sealed" if self._seal.enforced else "network: not enforced here"]
        if info is not None:
            words.append("encrypted" if info.encrypted else "not encrypted")
        if self._conduct is not None:
            words.append(WORDS[self._conduct.mode])
        self.setText(" · ".join(words))

    @property
    def explanation(self) -> str:
        """What each word means."""
        parts = [_SEALED if self._seal.enforced else _NOT_SEALED]
        if self._info is not None:
            parts.append(_ENCRYPTED if self._info.encrypted else _NOT_ENCRYPTED)
        if self._conduct is not None:
            parts.append(meaning(self._conduct))
        parts.append("PRIVACY.md lists every promise, the test that proves it, and what it does not cover.")
        return "\n\n".join(parts)

    def _explain(self) -> None:
        box = QMessageBox(QMessageBox.Icon.Information, "How this study is guarded", self.explanation, parent=self)
        box.open()
