"""Keys as they are named in buttons, tips and sentences: written as they are at first, said as a coder chose them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget


class KeysNow(QObject):
    """Signals: ``changed()`` when other keys do the actions."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._now: dict[str, str] = {}
        self._named: re.Pattern[str] | None = None

    def use(self, now: Mapping[str, str]) -> None:
        """Name keys so: by how they are at first (``Ctrl+D``), as they are now; "" for one that does nothing now."""
        other = {usual: key for usual, key in now.items() if usual != key}
        if other == self._now:
            return
        self._now = other
        usual = sorted(map(re.escape, other), key=len, reverse=True)
        joined = [key for key in usual if "+" in key]
        bare = rf"|(?<![\w+])(?:{'|'.join(joined)})(?![\w+])" if joined else ""
        self._named = re.compile(rf" *\((?:{'|'.join(usual)})\){bare}") if usual else None
        self.changed.emit()

    def said(self, words: str) -> str:
        """Return words with the keys of now: any in brackets, and those of several keys (``Ctrl+D``) also without."""
        return self._named.sub(self._of_now, words) if self._named is not None else words

    def hint(self, words: str) -> str:
        """Return ``Q W onset · N note`` with the keys of now; a part whose keys do nothing now is left out."""
        if self._named is None:
            return words
        parts = [self._part(part) for part in words.split(" · ")]
        return " · ".join(part for part in parts if part)

    def _part(self, part: str) -> str:
        words = part.split(" ")
        keys = 0
        while keys < len(words) - 1 and (words[keys] in self._now or re.fullmatch(r"[A-Z0-9]|\w+\+\S+", words[keys])):
            keys += 1
        named = [self._now.get(key, key) for key in words[:keys]]
        if keys and not any(named):
            return ""
        return self.said(" ".join([*(key for key in named if key), *words[keys:]]))

    def _of_now(self, found: re.Match[str]) -> str:
        text = found[0]
        key = text.strip().removeprefix("(").removesuffix(")")
        now = self._now[key]
        if not text.endswith(")"):
            return now or key
        return f"{text[: text.index('(')]}({now})" if now else ""


KEYS = KeysNow()


class _Follower(QObject):
    """Says words again with other keys, for as long as its owner is there."""

    def __init__(self, owner: QObject, say: Callable[[], object]) -> None:
        super().__init__(owner)
        self._say_again = say
        KEYS.changed.connect(self._say)
        say()

    def _say(self) -> None:
        self._say_again()


def follow_keys(owner: QObject, say: Callable[[], object]) -> None:
    """Let ``say`` put words with the keys of now somewhere in ``owner``: now, and whenever other keys are chosen."""
    _Follower(owner, say)


class KeyButton(QPushButton):
    """A button whose words and tip name a key, ``Accept  (F)``, and follow it when another is chosen."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click Space goes on to play, and presses nothing again
        self._words, self._tip = words, ""
        KEYS.changed.connect(self._say)
        self._say()

    @property
    def bare(self) -> str:
        """Its words without the key."""
        return self._words.partition("  (")[0]

    def setText(self, text: str) -> None:
        """Say words with the key as it is at first."""
        self._words = text
        super().setText(KEYS.said(text))

    def setToolTip(self, text: str) -> None:
        """Say a tip with the key as it is at first."""
        self._tip = text
        super().setToolTip(KEYS.said(text))

    def _say(self) -> None:
        self.setText(self._words)
        if self._tip:
            self.setToolTip(self._tip)


def key_button(words: str, do: Callable[[], object], kind: type[KeyButton] = KeyButton) -> KeyButton:
    """Return a button that does something."""
    button = kind(words)
    button.clicked.connect(lambda _=False: do())
    return button
