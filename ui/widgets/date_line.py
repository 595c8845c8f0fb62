"""One line for a date: empty is none, anything else is a day, and what is neither is said."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from coder.privacy.consent import date_of, today_utc
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr


class DayLine(QLineEdit):
    """A date as 2027-12-31: read the same everywhere, and typed without a mouse."""

    def __init__(self, name: str, day: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(tr("2027-12-31, or empty: no date"))
        self.setAccessibleName(name)
        self.setText(day.isoformat() if day is not None else "")

    @property
    def day(self) -> date | None:
        """The day that is written; None where there is none, or none that can be read."""
        return None if self.problem or not self.text().strip() else date_of(self.text())

    @property
    def past(self) -> bool:
        """Whether the day that is written has passed: what it guards would be locked at once."""
        day = self.day
        return day is not None and day < today_utc()

    @property
    def problem(self) -> str:
        """What is wrong with what is written, in a sentence; "" where it is a day, or nothing."""
        try:
            if self.text().strip():
                date_of(self.text())
        except StudyError as error:
            return str(error)
        return ""
