"""Menus in which every entry has a letter of its own, worked out from its words in whatever language they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

_WORDS, _LETTERED = "words", "lettered"
"""Properties of an action: its words as they were given, and as they were shown with their letter last."""
_NOBODY = -1


class LetteredMenu(QMenu):
    """A menu whose letters are worked out as it is shown: words change, and an action may lie in several menus."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.aboutToShow.connect(self.give_letters)

    def within(self, title: str) -> LetteredMenu:
        """Return a menu within this one."""
        menu = LetteredMenu(title, self)
        menu.setToolTipsVisible(self.toolTipsVisible())
        self.addMenu(menu)
        return menu

    def give_letters(self) -> None:
        """Give each entry its letter, of the words that it has now."""
        give_letters(self.actions())


def give_letters(entries: Sequence[QAction], taken: Collection[str] = ()) -> None:
    """Mark in the words of each entry the letter that chooses it; those that are ``taken`` go to none."""
    entries = [entry for entry in entries if not entry.isSeparator()]
    words = [words_of(entry) for entry in entries]
    for entry, said, place in zip(entries, words, letter_places(words, taken), strict=True):
        before, after = (said, "") if place is None else (said[:place], said[place:])
        lettered = before.replace("&", "&&") + ("&" + after[0] + after[1:].replace("&", "&&") if after else "")
        entry.setProperty(_WORDS, said)
        entry.setProperty(_LETTERED, lettered)
        if entry.text() != lettered:
            entry.setText(lettered)


def words_of(entry: QAction) -> str:
    """Return the words of an entry without the mark of its letter."""
    text = entry.text()
    return str(entry.property(_WORDS)) if text == entry.property(_LETTERED) else text


def letters_of(menu: QMenu | QMenuBar) -> dict[str, str]:
    """Return the letter of each entry by its words; "" where it has none."""
    found = {}
    for entry in menu.actions():
        if not entry.isSeparator():
            _, mark, after = entry.text().replace("&&", "").partition("&")
            found[words_of(entry)] = after[0].casefold() if mark else ""
    return found


def letter_places(words: Sequence[str], taken: Collection[str] = ()) -> list[int | None]:
    """Return the place of a letter in each text, no letter twice; None where none is left for it.

    Each in turn gets the first beginning of a word that is free; then those that are without get any free letter of
    theirs; and where there is none, others move to another of theirs (augmenting paths: as many as can have one do).
    """
    return list(_places(tuple(words), frozenset(taken)))


@lru_cache(maxsize=256)  # of all words of a language, for every window and whenever a key is another
def _places(words: tuple[str, ...], taken: frozenset[str]) -> tuple[int | None, ...]:
    holder: dict[str, int] = dict.fromkeys(taken, _NOBODY)
    place: list[int | None] = [None] * len(words)

    def take(one: int, places: Sequence[int]) -> bool:
        for at in places:
            if words[one][at].casefold() not in holder:
                holder[words[one][at].casefold()], place[one] = one, at
                return True
        return False

    def give(one: int, tried: set[str]) -> bool:
        if take(one, _usable(words[one])):
            return True
        for at in _usable(words[one]):
            letter = words[one][at].casefold()
            if letter in tried or holder[letter] == _NOBODY:
                continue
            tried.add(letter)
            if give(holder[letter], tried):
                holder[letter], place[one] = one, at
                return True
        return False

    left = [one for one in range(len(words)) if not take(one, _beginnings(words[one]))]
    for one in left:
        give(one, set())
    return tuple(place)


def _usable(words: str) -> list[int]:
    """Return the places of letters and digits."""
    return [at for at, sign in enumerate(words) if sign.isalnum() and len(sign.casefold()) == 1]


def _beginnings(words: str) -> list[int]:
    """Return the places at which words begin."""
    return [at for at in _usable(words) if at == 0 or not (words[at - 1].isalnum() or words[at - 1] in "'’")]
