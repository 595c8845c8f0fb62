"""The language people read: English as it stands in the code, or what an installed catalogue says instead.

Every sentence that window, reports and command line show goes through ``tr`` or ``plural`` at the place where it is
written, and the names of kinds (outcomes, roles, purposes) through ``named``. What programs read (JSON, tables, their
files, time codes, names that are stored) never does.
"""

from __future__ import annotations

import datetime
import string
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_ISOLATE, _RELEASE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True, slots=True)
class Language:
    """What stands in the place of English; chosen before anything is said, and kept until the process ends.

    ``lookup`` takes a context (the folder that speaks, "ui.review"), the English text and, for words that depend on a
    number, that number; it returns "" for what is not translated. ``point`` and ``group`` are the signs within numbers.
    ``isolate`` keeps names put into a sentence from turning its direction round; a terminal would show the signs.
    """

    code: str
    lookup: Callable[[str, str, int | None], str]
    point: str = "."
    group: str = ","
    day: Callable[[datetime.date], str] = datetime.date.isoformat
    right_to_left: bool = False
    isolate: bool = False


_SOME = 2
"""Stands for a number that is no whole one: "1.5 seconds" is said as of several."""

_installed: Language | None = None


def install(language: Language | None) -> None:
    """Let everything said from now on be said in ``language``; None is English."""
    global _installed
    _installed = language


def installed() -> Language | None:
    """Return the language that is spoken; None for English."""
    return _installed


def tr(text: str, /, **values: object) -> str:
    """Return ``text`` in the language that is spoken, with ``values`` at its ``{names}``.

    ``text`` is a literal, so that it can be found by ``make words``; without values, braces in it stand for themselves.
    """
    if _installed is None:
        return text.format(**values) if values else text
    return _said(_installed, _installed.lookup(_speaker(), text, None), text, values)


def plural(number: float, one: str, many: str, /, **values: object) -> str:
    """Return ``one`` or ``many`` as ``number`` asks for, or as many forms as the language that is spoken has.

    A catalogue knows the words by ``many``. The number itself is among ``values`` where it is to be shown.
    """
    if _installed is None:
        text = one if number == 1 else many
        return text.format(**values) if values else text
    found = _installed.lookup(_speaker(), many, round(number) if number == round(number) else _SOME)
    return _said(_installed, found, one if number == 1 else many, values)


def named(member: StrEnum) -> str:
    """Return what one of several kinds is called, "answered" or "child"; its value in English is its name."""
    if _installed is None:
        return member.value
    return _installed.lookup(_package(type(member).__module__), member.value, None) or member.value


def day_words(day: datetime.date) -> str:
    """Return a day as people write it in the language that is spoken; in English ``2026-03-01``."""
    return day.isoformat() if _installed is None else _installed.day(day)


def _speaker() -> str:
    """Return the package of the module that asked: words lie together feature by feature."""
    return _package(str(sys._getframe(2).f_globals.get("__name__", "")))


def _package(module: str) -> str:
    return module.rpartition(".")[0]


def _said(language: Language, found: str, text: str, values: Mapping[str, object]) -> str:
    if not values:
        return found or text
    if found:
        try:
            return _Filling(language).vformat(found, (), values)
        except (LookupError, ValueError, AttributeError):
            pass  # a catalogue that names what is not there: the sentence is said in English
    return _Filling(language).vformat(text, (), values)


class _Filling(string.Formatter):
    """Puts values into a sentence: numbers with the signs of the language, words apart from what runs the other way."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        """Find a value by its plain name: a catalogue reaches into nothing."""
        return kwargs[field_name], field_name

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 - whatever a sentence holds
        """Write one value."""
        if isinstance(value, StrEnum):
            value = named(value)
        said = str(format(value, format_spec))
        if isinstance(value, int | float) and not isinstance(value, bool):
            swapped = {".": self._language.point, ",": self._language.group}
            return "".join(swapped.get(sign, sign) for sign in said)
        if self._language.isolate and isinstance(value, str) and said:
            return f"{_ISOLATE}{said}{_RELEASE}"
        return said
