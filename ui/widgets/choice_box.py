"""ChoiceBox: a box to choose from, whose name a screen reader says on every system."""

from __future__ import annotations

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
