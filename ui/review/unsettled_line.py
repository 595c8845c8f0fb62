"""Says beside a card that nobody has settled yet whose act it is, and leads to where that is said."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from coder.vocabulary.language import tr
from ui.widgets.keys_now import KeyButton


class UnsettledLine(KeyButton):
    """There only where it is not settled. Outside the words that scroll: at their end nobody would find it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Not settled yet who this is: say who is who  (Alt+2)"), parent)
        self.setFlat(True)
        self.show_words("")

    @property
    def words(self) -> str:
        """What becomes of a decision until it is settled; "" where it is."""
        return self.accessibleDescription()

    def show_words(self, words: str) -> None:
        """Take what becomes of a decision until it is settled; "" where it is."""
        self.setToolTip(words)
        self.setAccessibleDescription(words)
        self.setVisible(bool(words))
