"""NumberBox: a number that is typed with a point or a comma before its decimals, whatever the language."""

from __future__ import annotations

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox


class NumberBox(QDoubleSpinBox):
    """Everything a QDoubleSpinBox is, but for commas: it takes ``0,5`` for 5 where a comma parts thousands."""

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Say whether what is typed is, or may become, a number."""
        state, _, at = super().validate(self._plain(text), at)
        return state, text, at

    def valueFromText(self, text: str) -> float:
        """Read a number."""
        return super().valueFromText(self._plain(text))

    def _plain(self, text: str) -> str:
        point = self.locale().decimalPoint()
        return text.replace(",", point).replace(".", point)
