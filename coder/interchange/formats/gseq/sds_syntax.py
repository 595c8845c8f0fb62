"""The marks of GSEQ's sequential data (SDS): the declaration at the beginning, units, sessions, streams and conditions.

The grammar, after Bakeman & Quera (1992, 1995, 2011), as far as it is read here::

    file        = declaration ";" { unit }
    declaration = kind [ "=" width ] [ "<" unit of time ">" ] { code | set } [ "*" { factor } ]
    kind        = "Event" | "Multi" | "State" | "Timed" | "Interval"
    set         = [ "$" name [ "=" ] ] "(" code { code } ")"
    factor      = name "(" level { level } ")" | number of levels
    unit        = [ "<" name ">" ] session { ";" session } "/"
    session     = stream { "&" stream } [ "(" level { "," level } ")" ]

Comments stand between percent signs anywhere. What does not fit is refused with its line; nothing is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from coder.files.bounded_read import FormatError, line_of
from coder.interchange.document.document import Variable
from coder.interchange.document.tier_names import unique_name
from coder.vocabulary.language import plural, tr

KINDS = {
    "event": "event", "events": "event", "state": "state", "states": "state", "timed": "timed", "interval": "interval",
    "intervals": "interval", "multi": "multi", "multievent": "multi", "multicode": "multi",
}  # fmt: skip
_UNITS = {
    "s": "1", "sec": "1", "secs": "1", "second": "1", "seconds": "1", "m": "60", "min": "60", "mins": "60",
    "minute": "60", "minutes": "60", "h": "3600", "hour": "3600", "hours": "3600", "ms": "0.001", "msec": "0.001",
    "millisecond": "0.001", "milliseconds": "0.001", "tenths": "0.1", "hundredths": "0.01",
}  # fmt: skip
_DECLARATION = re.compile(r"[ \t\r\n]*([A-Za-z]+)([^;]*);")
_PART = re.compile(r"\s+|\$|\*|=|<[^<>]*>|\([^()]*\)|[^\s$*=<>()]+")
_MARK = re.compile(r"\s+|<[^<>]*>|[;/&]|\([^()]*\)|[^\s;/&<>()]+")
_COMMENT = re.compile(r"%[^%]*%")
_ODD = re.compile(r"[\[\]{}\"]")


@dataclass(frozen=True, slots=True)
class Declaration:
    """What stands before the first semicolon.

    ``scale`` is the number of seconds in a unit of time; ``sets`` says which set of exclusive codes a code belongs
    to, by its spelling without capitals, and ``spelling`` how it was declared.
    """

    kind: str
    width: str
    scale: Decimal
    sets: dict[str, str]
    spelling: dict[str, str]
    factors: tuple[Variable, ...]
    end: int


@dataclass(slots=True)
class SdsSession:
    """One session of one unit; streams run beside each other, and every token knows where it stands."""

    title: str
    streams: list[list[tuple[str, int]]] = field(default_factory=lambda: [[]])
    levels: tuple[str, ...] | None = None


class SdsText:
    """The text of a file with its comments blanked, so that places stay where they are."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.comments = [found[0][1:-1].strip() for found in _COMMENT.finditer(text)]
        self.text = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)
        at = self.text.find("%")
        if at >= 0:
            raise self.wrong(at, tr("a comment begins with % and is never closed with another"))

    def wrong(self, at: int, sentence: str) -> FormatError:
        """Make the error that says what is wrong at a character."""
        return FormatError(self.name, sentence, place=f"line {line_of(self.text, at)}")


def declaration(source: SdsText, frame_rate: float | None) -> Declaration:
    """Read the declaration. ``frame_rate`` is for files that count frames."""
    found = _DECLARATION.match(source.text)
    kind = KINDS.get(found[1].lower()) if found else None
    if found is None or kind is None:
        raise source.wrong(0, tr("it does not begin with Event, Multi, State, Timed or Interval and a semicolon"))
    sets: dict[str, str] = {}
    spelling: dict[str, str] = {}
    factors: list[Variable] = []
    width, unit, name, in_factors = "", "", "", False
    parts = list(_parts(source, *found.span(2)))
    for number, (part, at) in enumerate(parts):
        before = parts[number - 1][0] if number else ""
        if part == "*":
            in_factors, name = True, ""
        elif part[0] == "<":
            unit = part[1:-1].strip().lower()
            if unit not in _UNITS and not (unit in ("frame", "frames") and frame_rate):
                raise source.wrong(at, _unit_words(unit))
        elif part[0] == "(" and in_factors:
            levels = tuple(part[1:-1].replace(",", " ").split())
            known = {one.name for one in factors}
            factors.append(Variable(unique_name(name or f"factor {len(factors) + 1}", known), "", "choice", "", levels))
            name = ""
        elif part[0] == "(":
            group = name or f"set {len(set(sets.values())) + 1}"
            for code in part[1:-1].replace(",", " ").replace("=", " ").split():
                sets[code.casefold()] = group
                spelling.setdefault(code.casefold(), code)
            name = ""
        elif in_factors and part.isdecimal() and len(part) < 4:
            levels = tuple(str(level) for level in range(1, int(part) + 1))
            factors.append(Variable(f"factor {len(factors) + 1}", "", "choice", "", levels))
        elif part in "$=":
            continue
        elif kind == "interval" and before in ("", "=") and re.fullmatch(r"[\d.:]+", part):
            width = part
        elif in_factors or before == "$":
            name = part
        else:
            spelling.setdefault(part.casefold(), part)
    if name:
        raise source.wrong(
            found.end(2), tr("{name!r} is declared, and nothing in brackets says what it holds", name=name[:30])
        )
    scale = 1 / Decimal(str(frame_rate)) if unit.startswith("frame") and frame_rate else Decimal(_UNITS.get(unit, "1"))
    return Declaration(kind, width, scale, sets=sets, spelling=spelling, factors=tuple(factors), end=found.end())


def _unit_words(unit: str) -> str:
    if unit.startswith("frame"):
        return tr(
            "its unit of time {unit!r} is not known (a mapping can say the frame rate): use seconds", unit=unit[:20]
        )
    return tr("its unit of time {unit!r} is not known: use seconds", unit=unit[:20])


def sessions(source: SdsText, declared: Declaration) -> list[SdsSession]:
    """Divide what follows the declaration into sessions; a condition before ``/`` holds for the whole unit."""
    found: list[SdsSession] = []
    title, of_unit = "", 0
    current: SdsSession | None = None
    closed = False
    for match in _scan(source, _MARK, declared.end, len(source.text)):
        word, at = match[0], match.start()
        if word[0] == "<":
            if current is not None:
                raise source.wrong(at, tr("a unit begins before the one before it is closed with a slash"))
            title, of_unit = word[1:-1].strip(), len(found)
        elif word in ";/":
            if word == "/":
                levels = next((one.levels for one in reversed(found[of_unit:]) if one.levels), None)
                for one in found[of_unit:]:
                    one.levels = one.levels or levels
                title, of_unit = "", len(found)
            current, closed = None, False
        elif closed:
            raise source.wrong(at, tr("after a condition in brackets comes a semicolon or a slash"))
        else:
            if current is None:
                number = len(found) - of_unit + 1
                current = SdsSession(title if number == 1 else f"{title} session {number}".strip())
                found.append(current)
            if word[0] == "(":
                current.levels, closed = _levels(source, at, word, declared.factors), True
            elif word == "&":
                current.streams.append([])
            elif _ODD.search(word):
                raise source.wrong(at, tr("{word!r} holds a mark that no code of GSEQ has", word=word[:30]))
            else:
                current.streams[-1].append((word, at))
    return found


def _levels(source: SdsText, at: int, word: str, factors: tuple[Variable, ...]) -> tuple[str, ...]:
    """Levels of the design's factors: their names, or their numbers."""
    told = [level.strip() for level in re.split(r"[,\s]+", word[1:-1].strip())]
    if len(told) != len(factors):
        raise source.wrong(
            at,
            plural(
                len(factors),
                "a condition names {number} levels, and {count} factor is declared after an asterisk",
                "a condition names {number} levels, and {count} factors are declared after an asterisk",
                count=len(factors),
                number=len(told),
            ),
        )
    levels = []
    for factor, level in zip(factors, told, strict=True):
        listed = {one.casefold(): one for one in factor.choices}
        known = listed.get(level.casefold())
        if known is None and level.isdecimal() and 0 < int(level[:6]) <= len(factor.choices):
            known = factor.choices[int(level) - 1]
        if known is None:
            raise source.wrong(
                at,
                tr(
                    "{level!r} is no declared level of the factor {factor!r}", level=level[:20], factor=factor.name[:20]
                ),
            )
        levels.append(known)
    return tuple(levels)


def _parts(source: SdsText, begin: int, end: int) -> Iterator[tuple[str, int]]:
    for match in _scan(source, _PART, begin, end):
        yield match[0], match.start()


def _scan(source: SdsText, pattern: re.Pattern[str], begin: int, end: int) -> Iterator[re.Match[str]]:
    """Every token in turn; a bracket without its other half is refused."""
    at = begin
    while at < end:
        match = pattern.match(source.text, at, end)
        if match is None:
            raise source.wrong(at, tr("a bracket {source!r} stands alone", source=source.text[at]))
        if not match[0].isspace():
            yield match
        at = match.end()
