"""Asks where to write a file, and about a file that is there already: once, whatever ending is added."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True)
class SaveTarget:
    """Where to write; ``over`` is whether a human was asked about the file that is there, and said yes."""

    path: Path
    over: bool


def ended(name: str, endings: tuple[str, ...]) -> Path:
    """Return the path of a name, with the first of the endings where it has none of them."""
    path = Path(name)
    plain = path.name.lower().removesuffix(".gz")
    return path if plain.endswith(tuple(one.lower() for one in endings)) else path.with_name(path.name + endings[0])


def agreed(parent: QWidget | None, name: str, endings: tuple[str, ...]) -> SaveTarget | None:
    """Return where to write for a name that somebody chose in a file dialog, or None where they think better of it.

    The dialog has asked about the name that was typed; with another ending it is another file.
    """
    path = ended(name, endings)
    if str(path) == name or not path.exists():
        return SaveTarget(path, over=str(path) == name)
    question = tr("{path} is there already. Write over it?", path=path.name)
    answer = QMessageBox.question(parent, tr("Write over it?"), question)
    return SaveTarget(path, over=True) if answer == QMessageBox.StandardButton.Yes else None
