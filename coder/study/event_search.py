"""Finding events: a line of terms such as ``code=smile duration<0.5 note~hand``, all of which must hold. Pure."""

from __future__ import annotations

import operator
import re
import shlex
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import missing
from coder.vocabulary.scheme import Scheme, role_of
from coder.vocabulary.time import MICROS

_SIGNS = r"!=|!~|<=|>=|==|=|<|>|~"
_TERM = re.compile(rf"(!?)([a-zA-Z]+)({_SIGNS})(.*)", re.DOTALL)
_EXPRESSION = re.compile(r"!?/(?:\\.|[^/\\])+/")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_PART = re.compile(rf"{_EXPRESSION.pattern}(?=[\s,]|$),*|(?:{_QUOTED.pattern}|[^\s\"'])+")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
WORDS = ("code", "subject", "coder", "origin", "note", "modifier")
NUMBERS = ("duration", "onset", "offset", "gap")
_NAMES = "|".join((*WORDS, *NUMBERS, "overlaps", "missing"))
_NAME = re.compile(rf"!?({_NAMES})", re.IGNORECASE)
_SIGN = re.compile(_SIGNS)
_HOW = tr(
    "use words, /an expression/, {words} (~ for an expression), {numbers} in seconds, "
    "overlaps=CODE, or missing=MODIFIER",
    words=", ".join(f"{name}=…" for name in WORDS),
    numbers=", ".join(f"{name}<…" for name in NUMBERS),
)


class _Around:
    """What an event is looked at among, the events of its recording and coder, looked up by what they are."""

    def __init__(self, events: Sequence[Event], scheme: Scheme) -> None:
        self._events, self.scheme = events, scheme
        self._groups = {(code.role, code.id): code.group for code in scheme.codes}
        self._labels = {(code.role, code.id): code.label for code in scheme.codes}
        self._onsets: dict[tuple[str, str], list[int]] | None = None
        self._coded: dict[str, _Coded] = {}

    def next_onset(self, event: Event) -> int | None:
        """When the next event of the same subject and group begins."""
        if self._onsets is None:
            self._onsets = {}
            for one in sorted(self._events, key=lambda one: one.onset_us):
                self._onsets.setdefault(self._row(one), []).append(one.onset_us)
        onsets = self._onsets[self._row(event)]
        at = bisect_right(onsets, event.onset_us)
        return onsets[at] if at < len(onsets) else None

    def meets(self, event: Event, code: str) -> bool:
        """Whether another event of a code, named in small letters, begins with this one or shares time with it."""
        if code not in self._coded:
            same = [one for one in self._events if code in map(str.casefold, self.code_names(one))]
            self._coded[code] = _Coded.of(same)
        return self._coded[code].meets(event)

    def code_names(self, event: Event) -> tuple[str, ...]:
        """What the code of an event is called in results, and on the screen."""
        label = self._labels.get((role_of(event.subject), event.code))
        return (event.code,) if label is None else (event.code, label)

    def _row(self, event: Event) -> tuple[str, str]:
        return event.subject, self._groups.get((role_of(event.subject), event.code), event.code)


@dataclass(frozen=True, slots=True)
class _Coded:
    """Events of one code in order of their onsets; ``ends`` has the two that end last of the first n, for every n."""

    onsets: list[int]
    ids: list[str]
    ends: list[tuple[tuple[int, str], ...]]

    @classmethod
    def of(cls, events: Sequence[Event]) -> _Coded:
        ordered = sorted(events, key=lambda one: one.onset_us)
        ends: list[tuple[tuple[int, str], ...]] = [()]
        for one in ordered:
            ends.append(tuple(sorted((*ends[-1], (one.offset_us, one.id)), reverse=True)[:2]))
        return cls([one.onset_us for one in ordered], [one.id for one in ordered], ends)

    def meets(self, event: Event) -> bool:
        same = range(bisect_left(self.onsets, event.onset_us), bisect_right(self.onsets, event.onset_us))
        if any(self.ids[n] != event.id for n in same):
            return True
        begun = bisect_left(self.onsets, event.offset_us)
        return any(offset > event.onset_us and held != event.id for offset, held in self.ends[begun])


_Test = Callable[[Event, _Around], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """A line of terms, read; ``text`` has what stands for kept queries written out, so that it can be kept itself."""

    text: str
    tests: tuple[_Test, ...]

    def of(self, events: Sequence[Event], scheme: Scheme) -> tuple[Event, ...]:
        """Return the events of one recording for which every term holds, in their order."""
        around = {
            coder: _Around([event for event in events if event.coder == coder], scheme)
            for coder in {event.coder for event in events}
        }
        return tuple(e for e in events if all(test(e, around[e.coder]) for test in self.tests))


def query_of(text: str, kept: Mapping[str, str] | None = None) -> Query:
    """Read a line of terms; raise StudyError in one sentence where one cannot be read.

    ``@NAME`` stands for the query that is in ``kept`` under that name; left out, there is none. A name of several words
    may stand in quotation marks: ``@"short looks"``.

    ``code=smile`` asks for the whole word, ``code~smi`` for a regular expression, ``!`` before a term for its opposite;
    a code is known by its id and by its name on the screen.
    ``duration``, ``onset``, ``offset`` are compared in seconds; ``gap`` is the time to the next event of the same
    subject and group. ``overlaps=touch`` asks for another event of that code, of the same coder, at the same time;
    ``missing=hand`` for a modifier that the code has and the event not yet, ``missing=any`` for any that is required. A
    bare word, or ``/an expression/`` that may have spaces, is sought in code, subject, note and modifiers. Quotation
    marks hold words together, a backslash is itself, and terms may have commas between them.
    """
    parts = _parts(_written_out(text, kept or {}))
    return Query(" ".join(parts), tuple(_test_of(_unquoted(part)) for part in parts))


def term_of(name: str, value: str) -> str:
    """Return the term that asks for a whole word, written so that :func:`query_of` reads the same value back."""
    return shlex.quote(f"{name}={value}")


def _written_out(text: str, kept: Mapping[str, str]) -> str:
    words, parts, at = [], _parts(text), 0
    while at < len(parts):
        end = at + 1
        if parts[at].startswith("@"):
            # A name of several words may stand without quotation marks: the longest that is kept is meant.
            named = (to for to in range(len(parts), at, -1) if _kept_as(parts[at:to]) in kept)
            end = next(named, at)
            if end == at:
                raise StudyError(
                    tr(
                        "No filter is kept as {word!r}; known are: {value}.",
                        word=_kept_as(parts[at : at + 1]),
                        value=", ".join(kept) or tr("none yet"),
                    )
                )
            words.append(kept[_kept_as(parts[at:end])])
        else:
            words.append(parts[at])
        at = end
    return " ".join(words)


def _kept_as(parts: Sequence[str]) -> str:
    """The name of a kept query, as ``@short looks`` and ``@"short looks"`` write it."""
    return " ".join(" ".join(map(_unquoted, parts)).removeprefix("@").split())


def kept_term(name: str) -> str:
    """Return the term that stands for the query that is kept under a name."""
    return f'@"{name}"' if " " in name else f"@{name}"


def _parts(text: str) -> list[str]:
    """Return the terms of a line as they were written, without commas between them; ``gap < 2`` is one term."""
    if _PART.sub("", text).strip():
        raise StudyError(tr("The query “{text}” has a quotation mark without its other one; close it.", text=text))
    parts: list[str] = []
    waits = False
    for part in (said for found in _PART.finditer(text) if (said := found[0].rstrip(","))):
        signed = bool(parts) and _SIGN.match(part) is not None and _NAME.fullmatch(parts[-1]) is not None
        if waits or signed:
            parts[-1] += part
        else:
            parts.append(part)
        waits = signed and _SIGN.fullmatch(part) is not None
    return parts


def _unquoted(part: str) -> str:
    if _EXPRESSION.fullmatch(part):
        return part
    return _QUOTED.sub(lambda found: found[0][1:-1], part)


def _test_of(term: str) -> _Test:
    found = _TERM.fullmatch(term)
    if found is None:
        return _negated(_text_test(term.removeprefix("!")), term.startswith("!"))
    negated, name, sign, value = found.groups()
    name, sign = name.lower(), sign.replace("==", "=")
    if name in NUMBERS:
        test = _number_test(name, sign, value, term)
    elif name == "overlaps" and sign == "=":
        test = _overlap_test(value)
    elif name == "missing" and sign == "=":
        test = _missing_test(value)
    elif name in WORDS and sign in ("=", "!=", "~", "!~"):
        test = _negated(_word_test(name, sign.removeprefix("!"), value), sign.startswith("!"))
    else:
        raise StudyError(tr("The term “{term}” is not understood; {how}.", term=term, how=_HOW))
    return _negated(test, bool(negated))


def _negated(test: _Test, negated: bool) -> _Test:
    return (lambda event, around: not test(event, around)) if negated else test


def _text_test(word: str) -> _Test:
    sought = _expression(word[1:-1] if len(word) > 2 and word[0] == word[-1] == "/" else re.escape(word))
    return lambda event, around: any(sought.search(held) for name in WORDS for held in _held(event, name, around))


def _word_test(name: str, sign: str, value: str) -> _Test:
    if sign == "~":
        sought = _expression(value)
        return lambda event, around: any(sought.search(held) for held in _held(event, name, around))
    wanted = value.casefold()
    return lambda event, around: any(held.casefold() == wanted for held in _held(event, name, around))


def _number_test(name: str, sign: str, value: str, term: str) -> _Test:
    compare = _COMPARED.get(sign)
    try:
        wanted = float(value.removesuffix("s"))
    except ValueError:
        compare = None
        wanted = 0.0
    if compare is None:
        raise StudyError(
            tr("The term “{term}” compares with no number of seconds; give one, as in {name}>1.5", term=term, name=name)
        )
    chosen = compare

    def test(event: Event, around: _Around) -> bool:
        held = _seconds(event, name, around)
        return held is not None and chosen(held, wanted)

    return test


def _overlap_test(code: str) -> _Test:
    wanted = code.casefold()
    return lambda event, around: around.meets(event, wanted)


def _missing_test(name: str) -> _Test:
    def test(event: Event, around: _Around) -> bool:
        role = role_of(event.subject)
        if not around.scheme.has(role, event.code):
            return False
        listed = around.scheme.code(role, event.code).modifiers
        if name == "any":
            return bool(missing(event.modifiers, listed))
        asked = any(one.name.casefold() == name.casefold() for one in listed)
        return asked and all(held.casefold() != name.casefold() for held, _ in event.modifiers)

    return test


def _held(event: Event, name: str, around: _Around) -> tuple[str, ...]:
    if name == "code":
        return around.code_names(event)
    if name == "modifier":
        return tuple(text for pair in event.modifiers for text in (*pair, "=".join(pair)))
    return (event.origin.value if name == "origin" else str(getattr(event, name)),)


def _seconds(event: Event, name: str, around: _Around) -> float | None:
    if name == "duration":
        return event.interval.duration_us / MICROS
    if name in ("onset", "offset"):
        return float(getattr(event, f"{name}_us")) / MICROS
    following = around.next_onset(event)
    return (following - event.offset_us) / MICROS if following is not None else None


def _expression(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise StudyError(tr("“{text}” is no regular expression ({error}); mend it.", text=text, error=error)) from error
