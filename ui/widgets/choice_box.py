"""ChoiceBox: a box to choose from, whose name a screen reader says on every system."""

from __future__ import annotations

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox


class ChoiceBox(QComboBox):
    """A box whose accessible name is also its description.

    On Linux, Qt gives a box the chosen entry as its name and the name that was set to nobody; the description is heard
    everywhere.
    """

    def setAccessibleName(self, name: str) -> None:
        """Say what is chosen here."""
        super().setAccessibleName(name)
        self.setAccessibleDescription(name)
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(name)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Name the list that opens: it is made the first time somebody asks for it, which costs, and has no name."""
        self._name_list()
        super().focusInEvent(event)

    def showPopup(self) -> None:
        """Open the list, by its name."""
        self._name_list()
        super().showPopup()

    def _name_list(self) -> None:
        self.view().setAccessibleName(self.accessibleName())
