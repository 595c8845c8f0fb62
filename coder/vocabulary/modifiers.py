"""Modifiers: the details of an event that a code asks for. One of a list, several, a number with unit, or free text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coder.vocabulary.errors import SchemeError, StudyError
from coder.vocabulary.language import tr

Pairs = tuple[tuple[str, str], ...]
"""Names and values in their order; of several values each is a pair of its own under the same name."""

_SPARE_KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
NO_KEY = " "
"""Among the keys of a list's values: of one that was given none."""


class ModifierKind(StrEnum):
    """What a modifier holds."""

    ONE = "one"
    SEVERAL = "several"
    NUMBER = "number"
    TEXT = "text"


class Ask(StrEnum):
    """When a modifier is asked for: as the act is coded, or in a later pass."""

    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Modifier:
    """One detail that a code asks for.

    Attributes
    ----------
    name : str
    kind : ModifierKind
    values : tuple of str
        What can be chosen; () for a number or text.
    keys : str
        The key of each value, in their order; none stands twice, and a blank is of a value that was given none.
        "" for a number or text.
    unit : str
        Of a number, e.g. "cm".
    least, most : float or None
        Range of a number, both ends in it.
    required : bool
        Whether an event without it is not yet whole; such events are found and counted, never refused.
    ask : Ask
    description : str
    """

    name: str
    kind: ModifierKind
    values: tuple[str, ...] = ()
    keys: str = ""
    unit: str = ""
    least: float | None = None
    most: float | None = None
    required: bool = False
    ask: Ask = Ask.NOW
    description: str = ""

    @property
    def pressed(self) -> str:
        """The key of each value as it is coded: those that were given none have the first of 1, 2, 3 … that is free."""
        free = (key for key in _SPARE_KEYS if key not in self.keys)
        return "".join(next(free, NO_KEY) if key == NO_KEY else key for key in self.keys)

    @property
    def own_keys(self) -> str:
        """The keys that somebody gave its values; "" where nobody did."""
        return "" if self.keys == _SPARE_KEYS[: len(self.values)] else self.keys

    def checked(self, text: str) -> tuple[str, ...]:
        """Return the values that a text says, as they are stored; () for "".

        Raises StudyError where it is none of the list, no number, or out of range. Several go with commas between.
        """
        said = text.strip()
        if not said or self.kind is ModifierKind.TEXT:
            return (said,) if said else ()
        if self.kind is ModifierKind.NUMBER:
            return (self._number(said),)
        parts = _taken_apart(said, self.values) if self.kind is ModifierKind.SEVERAL else [said]
        return tuple(dict.fromkeys(self._listed(part) for part in parts))

    def _listed(self, text: str) -> str:
        for value in self.values:
            if value.casefold() == text.casefold():
                return value
        raise StudyError(
            tr(
                "{text!r} is no value of {name!r}; choose one of: {values}.",
                text=text,
                name=self.name,
                values=", ".join(self.values),
            )
        )

    def _number(self, text: str) -> str:
        plain = text.removesuffix(self.unit).strip() if self.unit else text
        try:
            number = float(plain.replace(",", "."))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise StudyError(
                tr("{text!r} is no number for {name!r}; give one{in_}.", text=text, name=self.name, in_=_in(self.unit))
            )
        if (self.least is not None and number < self.least) or (self.most is not None and number > self.most):
            raise StudyError(
                tr(
                    "{name!r} is {range}, and {plain} is not; give a number in that range.",
                    name=self.name,
                    range=self.range_words,
                    plain=plain,
                )
            )
        return plain.replace(",", ".")

    @property
    def range_words(self) -> str:
        """Between what a number lies, in words."""
        least = "" if self.least is None else tr("at least {least:g}{unit}", least=self.least, unit=_unit(self.unit))
        most = "" if self.most is None else tr("at most {most:g}{unit}", most=self.most, unit=_unit(self.unit))
        return tr(" and ").join(filter(None, (least, most))) or tr("any number")


def modifier_of(raw: Mapping[str, Any], whose: str) -> Modifier:
    """Read one modifier of a scheme; ``whose`` is its code, for the sentence of a SchemeError."""
    name = str(raw["name"]).strip()
    try:
        kind, ask = ModifierKind(raw.get("kind", "one")), Ask(raw.get("ask", "now"))
    except ValueError as error:
        raise SchemeError(
            tr(
                "The modifier {name!r} of {whose} is {error}; kinds are one, several, number and text, and it is asked "
                "for now or later.",
                name=name,
                whose=whose,
                error=error,
            )
        ) from error
    values = tuple(str(value).strip() for value in raw.get("values", ()))
    listed = kind in (ModifierKind.ONE, ModifierKind.SEVERAL)
    if not name:
        raise SchemeError(tr("A modifier of {whose} has no name: give it one, or take it out.", whose=whose))
    if "=" in name:
        raise SchemeError(
            tr("The modifier {name!r} of {whose} has “=” in its name; leave that out.", name=name, whose=whose)
        )
    if listed and not values:
        raise SchemeError(
            tr(
                "The modifier {name!r} of {whose} is chosen from a list, and its list is empty: give it values, or "
                "make it a number or text.",
                name=name,
                whose=whose,
            )
        )
    if values and not listed:
        raise SchemeError(
            tr(
                "The modifier {name!r} of {whose} is a number or text, which has no list of values: take the values "
                "out, or make it one or several of a list.",
                name=name,
                whose=whose,
            )
        )
    if len({value.casefold() for value in values}) < len(values) or "" in values:
        raise SchemeError(
            tr(
                "The modifier {name!r} of {whose} names a value twice, or an empty one; take it out.",
                name=name,
                whose=whose,
            )
        )
    least, most = (None if raw.get(side) is None else float(raw[side]) for side in ("min", "max"))
    if least is not None and most is not None and least > most:
        raise SchemeError(
            tr(
                "The modifier {name!r} of {whose} begins at {least:g} and ends at {most:g}; turn them round.",
                name=name,
                whose=whose,
                least=least,
                most=most,
            )
        )
    return Modifier(
        name=name,
        kind=kind,
        values=values,
        keys=_keys(
            str(raw.get("keys", "")).lower(), values, tr("The modifier {name!r} of {whose}", name=name, whose=whose)
        ),
        unit=str(raw.get("unit", "")),
        least=least,
        most=most,
        required=bool(raw.get("required", False)),
        ask=ask,
        description=str(raw.get("description", "")),
    )


def _keys(given: str, values: tuple[str, ...], what: str) -> str:
    """The key of each value: the scheme's own where it gives them, else 1, 2, 3 and so on.

    They stand one after the other, ``wnh``, or with blanks, commas or semicolons between, as values have. Between
    semicolons a value may have none: ``w; ; h``.
    """
    parts = [part for part in re.split(r"[\s;,]+", given) if part]
    if len(parts) != len(values) and ";" in given:
        parts = [part.strip() or NO_KEY for part in given.split(";")]
    apart = len(parts) == len(values) and all(len(part) == 1 for part in parts)
    if apart:
        given = "".join(parts)
    if not given.strip(" ;"):
        return _SPARE_KEYS[: len(values)]
    said = given.replace(NO_KEY, "") if apart else given
    if len(given) != len(values) or len(set(said)) < len(said) or not said.isprintable() or NO_KEY in said:
        raise SchemeError(
            tr(
                "{what} gives the keys “{given}” to {number} values; give each one key of its own, as in {like}.",
                what=what,
                given=given,
                number=len(values),
                like="; ".join(_SPARE_KEYS[: len(values)]),
            )
        )
    return given


def keys_text(keys: str) -> str:
    """Return keys as a scheme's text has them: with semicolons between where a value has none."""
    return "; ".join(key.strip() for key in keys) if NO_KEY in keys else keys


def require_names(modifiers: Sequence[Modifier], whose: str) -> None:
    """Raise SchemeError where a code asks twice for one name."""
    names = [one.name for one in modifiers]
    for name in names:
        if names.count(name) > 1:
            raise SchemeError(tr("{whose} asks for the modifier {name!r} twice; take one out.", whose=whose, name=name))


def with_values(held: Pairs, wanted: Iterable[tuple[str, str]], listed: Sequence[Modifier] = ()) -> Pairs:
    """Return modifiers with others set; an empty value takes that name off.

    A name that is given twice sets both values. Where the code lists modifiers (``listed``) each value is checked, and
    a name that is not among them is refused: it would be a slip that nobody sees.

    Raises StudyError in one sentence.
    """
    known = {one.name: one for one in listed}
    new: dict[str, list[str]] = {}
    for name, text in wanted:
        if not name.strip():
            raise StudyError(tr("A modifier has a name; give it as NAME=VALUE."))
        if known and name not in known and text:
            raise StudyError(
                tr("This code has no modifier {name!r}; it has: {known}.", name=name, known=", ".join(known))
            )
        values = known[name].checked(text) if name in known else ((text,) if text else ())
        new.setdefault(name, []).extend(values)
    for name, found in new.items():
        if name in known and known[name].kind is not ModifierKind.SEVERAL and len(found) > 1:
            raise StudyError(tr("The modifier {name!r} has one value; give one.", name=name))
    kept = [(name, value) for name, value in held if name not in new]
    # A value that is set anew keeps its place among the others.
    order = list(dict.fromkeys([*(name for name, _ in held), *new]))
    pairs = [*kept, *((name, value) for name, found in new.items() for value in dict.fromkeys(found))]
    return tuple(sorted(pairs, key=lambda pair: order.index(pair[0])))


def suited(held: Pairs, before: Sequence[Modifier], listed: Sequence[Modifier]) -> Pairs:
    """Return the modifiers of an event that still say something when its code becomes another.

    Where the new code lists modifiers (``listed``), those that it lists, with values that it allows; else those that
    the code of ``before`` did not list either, as they came with a file.
    """
    known, gone = {one.name: one for one in listed}, {one.name for one in before}

    def stays(name: str, value: str) -> bool:
        if name not in known:
            return not known and name not in gone
        try:
            return known[name].checked(value) == (value,) or known[name].kind is ModifierKind.TEXT
        except StudyError:
            return False

    return tuple((name, value) for name, value in held if stays(name, value))


def missing(held: Pairs, listed: Sequence[Modifier]) -> tuple[str, ...]:
    """Return the names of required modifiers that an event does not have yet."""
    names = {name for name, _ in held}
    return tuple(one.name for one in listed if one.required and one.name not in names)


def pairs_of(text: str) -> Pairs:
    """Return the names and values that a stored text holds."""
    return () if text == "[]" else tuple((str(name), str(value)) for name, value in json.loads(text))


def modifiers_text(listed: Sequence[Modifier]) -> str:
    """Return the JSON of a code's modifiers, as the store keeps it for codes that came with a file."""
    return json.dumps([raw_modifier(one) for one in listed])


def modifiers_from(text: str) -> tuple[Modifier, ...]:
    """Return the modifiers that :func:`modifiers_text` wrote."""
    return tuple(modifier_of(raw, tr("a code that came with a file")) for raw in json.loads(text))


def raw_modifier(one: Modifier) -> dict[str, Any]:
    """Return what a scheme's text says of a modifier; what is as by default is left out."""
    raw: dict[str, Any] = {"name": one.name, "kind": one.kind.value}
    if one.values:
        raw["values"] = list(one.values)
        if one.own_keys:
            raw["keys"] = keys_text(one.own_keys)
    optional = {"unit": one.unit, "min": one.least, "max": one.most, "required": one.required}
    optional |= {"description": one.description}
    raw |= {name: value for name, value in optional.items() if value not in ("", None) and value is not False}
    return raw if one.ask is Ask.NOW else {**raw, "ask": one.ask.value}


def _taken_apart(text: str, values: Sequence[str]) -> list[str]:
    """Part values at commas; one that holds a comma of its own is known as the longest that is listed."""
    listed = {value.casefold() for value in values}
    parts, found, at = text.split(","), [], 0
    while at < len(parts):
        ends = (end for end in range(len(parts), at, -1) if ",".join(parts[at:end]).strip().casefold() in listed)
        end = next(ends, at + 1)
        found.append(",".join(parts[at:end]).strip())
        at = end
    return [part for part in found if part]


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""


def _in(unit: str) -> str:
    return tr(" in {unit}", unit=unit) if unit else ""
