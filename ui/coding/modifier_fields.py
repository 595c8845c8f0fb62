"""A field for each modifier that a code lists, filled with what an event says; what the code does not take is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import Modifier, ModifierKind, Pairs, suited
from ui.widgets.choice_box import ChoiceBox


class ModifierFields(QWidget):
    """Asks for the modifiers of one code; ``said`` gives what became otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QComboBox | QLineEdit] = {}
        self.falls_away = QLabel(wordWrap=True)
        self._before: Mapping[str, str] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.addRow(self.falls_away)

    def show_code(self, listed: Sequence[Modifier], before: Sequence[Modifier], held: Pairs) -> None:
        """Ask for what a code lists; ``before`` is what the event's code lists now, and ``held`` what it says."""
        while self._form.rowCount() > 1:
            self._form.removeRow(1)
        stays = suited(held, before, listed)
        gone = [f"{name}={value}" for name, value in held if (name, value) not in stays]
        self.falls_away.setText(tr("Falls away with the change: {gone}.", gone=", ".join(gone)) if gone else "")
        self.falls_away.setVisible(bool(gone))
        self._before = {one.name: ", ".join(value for name, value in stays if name == one.name) for one in listed}
        self.fields = {}
        for one in listed:
            field = self.fields[one.name] = _field(one, self._before[one.name])
            field.setAccessibleName(one.name)
            field.setToolTip(one.description)
            self._form.addRow(f"{one.name}{(tr(' (required)') if one.required else '')}", field)

    @property
    def said(self) -> Pairs:
        """Names and values that were said otherwise; an empty value takes the name off."""
        now = {
            name: field.currentText() if isinstance(field, QComboBox) else field.text()
            for name, field in self.fields.items()
        }
        return tuple((name, text.strip()) for name, text in now.items() if text.strip() != self._before[name])


def _field(one: Modifier, text: str) -> QComboBox | QLineEdit:
    if one.kind is ModifierKind.ONE:
        box = ChoiceBox()
        box.addItems(["", *one.values])
        box.setCurrentText(text)
        return box
    line = QLineEdit(text)
    if one.kind is ModifierKind.SEVERAL:
        line.setPlaceholderText(tr("several of: {values}", values=", ".join(one.values)))
    elif one.kind is ModifierKind.NUMBER:
        line.setPlaceholderText(f"{one.range_words}{(tr(' in {unit}', unit=one.unit) if one.unit else '')}")
    return line
