"""GSEQ's sequential data (SDS) into documents: event, state, timed and interval sequences, units and sessions.

The language is that of Bakeman & Quera (1995, 2011): a declaration closed by a semicolon, then units of observation,
each named in angle brackets and closed by a slash, with sessions divided by semicolons and comments between percent
signs. Offsets are exclusive: ``cry,3-5`` lasts two units of time.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from coder.formats.document import DEFAULT_GROUP, Document, Event, Statement, Subject, in_order
from coder.formats.losses import LossReport
from coder.formats.mapping import Mapping
from coder.formats.names import TierBook, unique_name
from coder.formats.source import FormatError, line_of, read_text
from coder.formats.statement import statement_of
from coder.formats.times import clock_us, decimal_us

LEGEND = "dyadmirror "
MAX_INTERVALS = 1_000_000
SECOND_US = 1_000_000

_DECLARATION = re.compile(
    r"\s*(timed|event|state|interval|multievent)s?\b(?:\s*=?\s*([\d.:]+))?([^;]*);", re.IGNORECASE
)
_TOKEN = re.compile(r"<[^<>]*>|[;/&]|\([^()]*\)|[^\s;/&<>()]+")
_COMMENT = re.compile(r"%[^%]*%")


@dataclass(slots=True)
class _Sequence:
    """One session of one unit being read; streams run beside each other."""

    title: str
    streams: list[list[tuple[str, int]]] = field(default_factory=lambda: [[]])


class _WrongTokenError(ValueError):
    """A token that does not fit, said without its place."""


def read_gseq(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read an SDS file; one document per session."""
    text = read_text(path)
    legend = _legend(text, path.name)
    # Comments become spaces, so that lines and places stay where they are.
    text = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)
    declared = _DECLARATION.match(text)
    if declared is None:
        raise FormatError(
            path.name, "it does not begin with Event, State, Timed or Interval and a semicolon", place="line 1"
        )
    kind = declared[1].lower()
    if kind == "multievent":
        raise FormatError(path.name, "multi-event sequences cannot be read: bring in timed or interval sequences")
    width_us = _us(declared[2]) if kind == "interval" and declared[2] else SECOND_US
    if kind == "interval" and width_us <= 0:
        raise FormatError(path.name, "its intervals have no length", place="line 1")
    groups = _groups(declared[3])
    sequences = _sequences(text, declared.end())
    documents = []
    taken: set[str] = set()
    for sequence in sequences:
        try:
            events = _EVENTS[kind](sequence.streams, width_us)
        except (_WrongTokenError, ValueError) as error:
            at = next((at for stream in sequence.streams for token, at in stream if token in str(error)), 0)
            raise FormatError(path.name, str(error), place=f"line {line_of(text, at)}") from error
        title = legend.titles.get(sequence.title, sequence.title) or path.stem
        title = unique_name(title, taken)
        taken.add(title)
        documents.append(_document(title, events, groups, legend))
    if kind == "event":
        report.add("times-missing", "Event sequences hold no times: events stand one second apart, in their order.")
    if not any(document.events for document in documents):
        raise FormatError(path.name, "it holds no event")
    return tuple(documents)


@dataclass(frozen=True, slots=True)
class _Legend:
    """What this program wrote into a comment: which code of the file means what."""

    codes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    gaps: frozenset[str] = frozenset()
    statements: dict[str, Statement | None] = field(default_factory=dict)


def _legend(text: str, name: str) -> _Legend:
    for comment in _COMMENT.finditer(text):
        said = comment[0][1:-1].strip()
        if said.startswith(LEGEND):
            try:
                told = json.loads(said.removeprefix(LEGEND))
                codes = {str(code): (str(s), str(g), str(c)) for code, (s, g, c) in told["codes"].items()}
                titles = {str(key): str(value) for key, value in told["titles"].items()}
                stated = {
                    str(title): statement_of({str(name): str(value) for name, value in said.items()})
                    for title, said in told.get("statements", {}).items()
                }
                return _Legend(codes, titles, frozenset(str(gap) for gap in told["gaps"]), stated)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                raise FormatError(name, "its dyadmirror comment is damaged: remove that comment") from error
    return _Legend()


def _groups(declaration: str) -> dict[str, str]:
    """Codes that the declaration puts in brackets exclude each other: they become a group."""
    found = {}
    for number, part in enumerate(re.findall(r"(?:\$\s*(\w+)\s*)?=?\s*\(([^()]*)\)", declaration), 1):
        for code in part[1].replace("=", " ").split():
            found[code] = part[0] or f"set {number}"
    return found


def _sequences(text: str, begin: int) -> list[_Sequence]:
    sequences: list[_Sequence] = []
    title = ""
    session = 0
    current: _Sequence | None = None
    for token in _TOKEN.finditer(text, begin):
        word = token[0]
        if word[0] == "<":
            title, session, current = word[1:-1].strip(), 0, None
        elif word in ";/":
            current = None
            session = 0 if word == "/" else session
            title = "" if word == "/" else title
        elif word[0] == "(":
            continue
        else:
            if current is None:
                session += 1
                current = _Sequence(title if session == 1 else f"{title} session {session}".strip())
                sequences.append(current)
            if word == "&":
                current.streams.append([])
            else:
                current.streams[-1].append((word, token.start()))
    return sequences


_Found = list[tuple[str, int, int, bool]]
"""Code, onset, offset, whether it is a point."""


def _timed(streams: list[list[tuple[str, int]]], width_us: int) -> _Found:
    """``code,onset``, ``code,onset-offset``, ``code,onset-`` until the next code begins; ``,time`` frames a session."""
    found: _Found = []
    for stream in streams:
        open_code: tuple[str, int] | None = None
        for token, _ in stream:
            code, comma, times = token.partition(",")
            if not comma:
                raise _WrongTokenError(f"{token[:30]!r} has no time")
            onset_text, dash, offset_text = times.partition("-")
            onset = _us(onset_text)
            if open_code is not None:
                found.append((open_code[0], open_code[1], _after(open_code[1], onset, token), False))
                open_code = None
            if not code:
                continue
            if dash and not offset_text:
                open_code = (code, onset)
            elif dash:
                found.append((code, onset, _after(onset, _us(offset_text), token), False))
            else:
                found.append((code, onset, onset, True))
        if open_code is not None:
            raise _WrongTokenError(f"{open_code[0][:30]!r} begins and never ends")
    return found


def _state(streams: list[list[tuple[str, int]]], width_us: int) -> _Found:
    """``code,onset`` lasts until the next one begins; ``code=duration`` says it; ``,time`` begins and ends a stream."""
    found: _Found = []
    for stream in streams:
        at = 0
        begun: str | None = None
        for token, _ in stream:
            code, equals, length = token.partition("=")
            if equals:
                begun = None
                found.append((code, at, at + _us(length), False))
                at += _us(length)
                continue
            code, comma, time = token.partition(",")
            if not comma:
                raise _WrongTokenError(f"{token[:30]!r} has neither a time nor a duration")
            onset = _us(time)
            if begun is not None:
                found.append((begun, at, _after(at, onset, token), False))
            begun, at = code or None, onset
        if begun is not None:
            raise _WrongTokenError(f"{begun[:30]!r} begins and never ends: close the stream with a time")
    return found


def _event(streams: list[list[tuple[str, int]]], width_us: int) -> _Found:
    return [(token, at * SECOND_US, at * SECOND_US, True) for stream in streams for at, (token, _) in enumerate(stream)]


def _interval(streams: list[list[tuple[str, int]]], width_us: int) -> _Found:
    """Codes that stand in one interval are divided by spaces, intervals by commas; ``*3`` repeats the interval."""
    found: _Found = []
    for stream in streams:
        at, codes = 0, dict[str, None]()
        running: dict[str, int] = {}
        for token in re.findall(r",|[^,\s]+", " ".join(word for word, _ in stream)):
            if token == "," or token[0] == "*":
                times = 1 if token == "," else int(token[1:]) - 1 if re.fullmatch(r"\*[1-9]\d{0,6}", token) else -1
                if times < 0 or at + times > MAX_INTERVALS:
                    raise _WrongTokenError(f"{token!r} repeats an interval more often than any recording has")
                for code in [code for code in running if code not in codes]:
                    found.append((code, running.pop(code) * width_us, at * width_us, False))
                running |= {code: at for code in codes if code not in running}
                at += times
                codes = codes if token != "," else {}
            else:
                codes[token] = None
        for code in [code for code in running if code not in codes]:
            found.append((code, running.pop(code) * width_us, at * width_us, False))
        running |= {code: at for code in codes if code not in running}
        at += 1
        found += [(code, begun * width_us, at * width_us, False) for code, begun in running.items()]
    return found


_EVENTS = {"timed": _timed, "state": _state, "event": _event, "interval": _interval}


def _document(title: str, found: _Found, groups: dict[str, str], legend: _Legend) -> Document:
    book = TierBook()
    events = []
    for code, onset, offset, point in found:
        if code in legend.gaps:
            continue
        subject, group, name = legend.codes.get(code, ("", groups.get(code, DEFAULT_GROUP), code))
        events.append(Event(book.id_for(subject, group), subject, name, onset, offset, point))
    subjects = dict.fromkeys(tier.subject for tier in book.tiers() if tier.subject)
    return Document(
        title=title,
        subjects=tuple(map(Subject, subjects)),
        tiers=book.tiers(),
        events=in_order(events),
        statement=legend.statements.get(title),
    )


def _us(text: str) -> int:
    try:
        us = clock_us(text) if ":" in text else decimal_us(text)
    except ValueError as error:
        raise _WrongTokenError(str(error)) from error
    if us < 0:
        raise _WrongTokenError(f"{text[:20]!r} lies before the beginning")
    return us


def _after(onset: int, offset: int, token: str) -> int:
    if offset < onset:
        raise _WrongTokenError(f"{token[:30]!r} ends before it begins")
    return offset
