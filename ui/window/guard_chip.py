"""The chip of the foot that says how footage and codes are guarded now; a click explains each of its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from coder.privacy.network_seal import SealState
from coder.privacy.purpose import NOT_STATED
from coder.study.guard import Consent
from coder.vocabulary.coding_condition import Conduct
from coder.vocabulary.language import day_words, tr
from ui.operations.condition_words import FOR_FAMILY, WORDS, meaning
from ui.operations.wording import consent_words
from ui.widgets.foot_chip import FootChip
from ui.widgets.measure import open_at
from ui.window.session import StudyInfo

_BETWEEN = " · "
_MOST = 48
"""Characters' worth of room the chip asks for at most."""
_LEAST = 12
"""Characters' worth of room the line asks for; the rest of it gives way."""
_SEALED = tr(
    "The operating system refuses this app and everything it starts every network connection; this was put on and "
    "tested before anything was opened, and there is nothing to do."
)
_NOT_SEALED = tr(
    "Nothing here refuses this app a network. It contains nothing that connects, but that is a promise and not "
    "something the system enforces; take the computer off the network to be sure."
)
_ENCRYPTED = tr(
    "Codes and clips of this study are encrypted on the disk under its passphrase (linked clips stay as they are); "
    "nobody can open it without the passphrase or the recovery key: keep them apart from this computer."
)
_NOT_ENCRYPTED = tr(
    "This study has no passphrase, so whoever can read this disk can read its codes and clips; Study ▸ Make a "
    "copy with a passphrase encrypts it."
)
_PURPOSE = tr(
    "What people are asked to agree to. It is stated, with a retention date, under Study ▸ Purpose and retention."
)
_CONSENT = tr(
    "What everybody in this recording agreed to. It is recorded, changed and withdrawn under Study ▸ Who agreed."
)
_LOCKS = tr(
    "Without a key, a mouse or playing for so long, the picture is hidden, and the key of an encrypted study is put "
    "away until the passphrase is given. Ctrl+Shift+L does it now; Study ▸ Lock after changes the time."
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the line, and the sentence that explains it."""

    text: str
    sentence: str


class GuardChip(FootChip):
    """The chip that says how footage and codes are guarded."""

    def __init__(self, seal: SealState, parent: QWidget | None = None) -> None:
        super().__init__(tr("how this study is guarded"), parent, sign="shield")
        self._seal = seal
        self._info: StudyInfo | None = None
        self._consent: Consent | None = None
        self._conduct: Conduct | None = None
        self._family = False
        self.clicked.connect(self._explain)
        self._say()

    # State

    def show_study(self, info: StudyInfo | None) -> None:
        """Say how the study stands."""
        self._info = info
        self._say()

    def show_consent(self, consent: Consent | None) -> None:
        """Say what was agreed for the recording that is shown; None where none is."""
        self._consent = consent
        self._say()

    def show_conduct(self, conduct: Conduct | None, *, family: bool) -> None:
        """Say what the coder, or the family, sees of the recording that is shown."""
        if (conduct, family) != (self._conduct, self._family):
            self._conduct, self._family = conduct, family
            self._say()

    @property
    def words(self) -> tuple[Word, ...]:
        """Each word with its sentence, in the order of the line."""
        enforced = self._seal.enforced
        said = "sealed" if enforced else self._seal.words.partition(":")[0]
        if self._family:
            return (Word(*FOR_FAMILY),)  # how the study is guarded is a matter of those who keep it
        found = [
            Word(said, _SEALED if enforced else f"{self._seal.words[0].upper()}{self._seal.words[1:]}. {_NOT_SEALED}")
        ]
        info = self._info
        if info is None:
            return tuple(found)
        found.append(Word("encrypted", _ENCRYPTED) if info.encrypted else Word(tr("not encrypted"), _NOT_ENCRYPTED))
        guarded = info.guarded
        purpose = guarded.purpose.words if guarded.purpose else tr("purpose {not_stated}", not_stated=NOT_STATED)
        until = (
            tr(" Its clips can be seen until {retention}.", retention=day_words(guarded.retention))
            if guarded.retention
            else ""
        )
        found.append(Word(purpose, _PURPOSE + until))
        if self._consent is not None:
            short, full = consent_words(self._consent)
            found.append(Word(short, f"{full} {_CONSENT}"))
        if self._conduct is not None:
            found.append(Word(WORDS[self._conduct.mode], meaning(self._conduct)))
        minutes = guarded.lock_after_min
        found.append(
            Word(tr("locks after {minutes} min", minutes=minutes) if minutes else tr("does not lock by itself"), _LOCKS)
        )
        return tuple(found)

    @property
    def explanation(self) -> str:
        """What each word means, as plain text."""
        return "\n\n".join(f"{word.text}: {word.sentence}" for word in self.words)

    def _say(self) -> None:
        text = _BETWEEN.join(word.text for word in self.words)
        self.setText(text)
        self.setToolTip(text)
        self.setAccessibleDescription(text)
        self.updateGeometry()

    def _explain(self) -> None:
        dialog = ExplainDialog(self.words, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # Size

    def sizeHint(self) -> QSize:
        """As many whole words as a part of the foot holds, and no room beside them: messages need it."""
        hint, wide = super().sizeHint(), self.fontMetrics().horizontalAdvance
        most = self.fontMetrics().averageCharWidth() * _MOST
        if hint.width() <= most:
            return hint
        beside = hint.width() - wide(self.text())
        shown = fitting([word.text for word in self.words], lambda text: wide(text) + beside <= most)
        return QSize(wide(shown) + beside, hint.height())

    def minimumSizeHint(self) -> QSize:
        """A few characters: a long purpose or large text must not make the window wider than the screen."""
        return QSize(self.fontMetrics().averageCharWidth() * _LEAST, super().minimumSizeHint().height())

    def words_shown(self) -> str:
        """Return whole words only, as many as there is room for."""
        wide = self.fontMetrics().horizontalAdvance
        return fitting([word.text for word in self.words], lambda text: wide(text) <= self.room_px)


def fitting(words: Sequence[str], fits: Callable[[str], bool]) -> str:
    """Return as many whole words as there is room for, and how many more a click explains."""
    for shown in range(len(words), 0, -1):
        left = len(words) - shown
        text = _BETWEEN.join(words[:shown]) + (tr("{between}{left} more", between=_BETWEEN, left=left) if left else "")
        if fits(text):
            return text
    return tr("{number} more", number=len(words))


class ExplainDialog(QDialog):
    """The words of the line, a sentence each."""

    def __init__(self, words: tuple[Word, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("How this study is guarded"))
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("how this study is guarded"))
        self.text.setHtml(
            "".join(f"<p><b>{word.text}</b><br>{word.sentence}</p>" for word in words)
            + tr("<p>PRIVACY.md lists every promise, the test that proves it, and what it does not cover.</p>")
        )
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(close)
        open_at(self, chars=70, lines=24)
