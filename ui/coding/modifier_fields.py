"""A field for each modifier that a code lists, filled with what events say; what the code does not take is said."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import Modifier, ModifierKind, Pairs, suited
from ui.widgets.choice_box import ChoiceBox

AS_IT_IS = tr("(as it is)")
_NONE = tr("(none)")


class ModifierFields(QWidget):
    """Asks for the modifiers of one code; ``said`` gives what became otherwise.

    Of several events a field begins with nothing chosen, and says what they have: whatever is chosen then is given to
    all, also what the first of them has already.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QComboBox | QLineEdit] = {}
        self.falls_away = QLabel(wordWrap=True)
        self._before: dict[str, str | None] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setRowWrapPolicy(
            QFormLayout.RowWrapPolicy.WrapLongRows
        )  # a name is read whole, also beside little room
        self._form.addRow(self.falls_away)

    def show_code(
        self, listed: Sequence[Modifier], told: Sequence[tuple[Sequence[Modifier], Pairs]], *, becomes: bool
    ) -> None:
        """Ask for what a code lists; ``told`` is, of each event, what its own code lists now and what it says.

        ``becomes`` where the events take that code.
        """
        while self._form.rowCount() > 1:
            self._form.removeRow(1)
        stays = [suited(held, before, listed) if becomes else held for before, held in told]
        gone = dict.fromkeys(
            f"{name}={value}"
            for kept, (_, held) in zip(stays, told, strict=True)
            for name, value in held
            if (name, value) not in kept
        )
        self.falls_away.setText(tr("Falls away with the change: {gone}.", gone=", ".join(gone)) if gone else "")
        self.falls_away.setVisible(bool(gone))
        self.fields, self._before = {}, {}
        for one in listed:
            held = [", ".join(value for name, value in kept if name == one.name) for kept in stays]
            self._before[one.name] = held[0] if len(held) == 1 else None
            field = self.fields[one.name] = _field(one, held)
            field.setAccessibleName(one.name)
            field.setToolTip(one.description)
            self._form.addRow(f"{one.name}{(tr(' (required)') if one.required else '')}", field)

    @property
    def said(self) -> Pairs:
        """Names and values that were said otherwise; an empty value takes the name off."""
        now = {name: _said(field, self._before[name]) for name, field in self.fields.items()}
        return tuple((name, text) for name, text in now.items() if text is not None)


def _said(field: QComboBox | QLineEdit, before: str | None) -> str | None:
    """What was chosen in a field, None where that is what there was; ``before`` is None for several events."""
    if isinstance(field, QComboBox):
        text = field.currentData()
        return None if text is None or text == before else str(text)
    text = field.text().strip()
    return None if text == (before or "") else text


def _field(one: Modifier, held: Sequence[str]) -> QComboBox | QLineEdit:
    several, first = len(held) != 1, held[0] if held else ""
    now = ""
    if several:
        now = AS_IT_IS if len(set(held)) < 2 else tr("(they differ: {values})", values=_listed(held))
        if now == AS_IT_IS and first:
            now = tr("(as it is: {value})", value=first)
    if one.kind is ModifierKind.ONE:
        box = ChoiceBox()
        if several:
            box.addItem(now, None)
        box.addItem(_NONE if several else "", "")
        for value in one.values:
            box.addItem(value, value)
        box.setCurrentIndex(0 if several else max(box.findData(first), 0))
        return box
    line = QLineEdit("" if several else first)
    hint = ""
    if one.kind is ModifierKind.SEVERAL:
        hint = tr("several of: {values}", values=", ".join(one.values))
    elif one.kind is ModifierKind.NUMBER:
        hint = f"{one.range_words}{(tr(' in {unit}', unit=one.unit) if one.unit else '')}"
    line.setPlaceholderText(" ".join(filter(None, (now, hint))))
    return line


def _listed(held: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(value or tr("none") for value in held))
