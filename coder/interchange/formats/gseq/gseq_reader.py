"""GSEQ's sequential data (SDS) into documents: event, multi-event, state, timed and interval sequences.

Offsets are exclusive: ``cry,3-5`` lasts two units of time. The grammar:
:mod:`coder.interchange.formats.gseq.sds_syntax`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from coder.files.bounded_read import FormatError, read_text, refuse_many
from coder.interchange.document.document import (
    DEFAULT_GROUP,
    Document,
    DocumentEvent,
    DocumentSubject,
    Statement,
    in_order,
)
from coder.interchange.document.losses import LossReport
from coder.interchange.document.provenance import statement_of
from coder.interchange.document.tier_names import TierBook, unique_name
from coder.interchange.document.written_times import clock_us, decimal_us
from coder.interchange.formats.gseq.factors import as_told
from coder.interchange.formats.gseq.sds_syntax import Declaration, SdsSession, SdsText, declaration, sessions
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.vocabulary.language import tr

LEGEND = "dyadmirror "
MAX_INTERVALS = 10_000_000
SECOND_US = 1_000_000

Stream = list[tuple[str, int]]
_Found = tuple[str, int, int, bool]
"""Code, onset, offset, whether it is a point."""


class _WrongTokenError(ValueError):
    """A token that does not fit, said without its place in lines."""

    def __init__(self, at: int, sentence: str) -> None:
        super().__init__(sentence)
        self.at = at


def read_gseq(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read an SDS file; one document per session. A mapping can say the rate of files that count frames."""
    text = read_text(path)
    refuse_many(path.name, text, {",": 2, " ": 12, "/": 1, "\n": 4})
    source = SdsText(text, path.name)
    legend = _legend(source)
    declared = declaration(source, mapping.frame_rate if mapping else None)
    listed = sessions(source, declared)
    documents = []
    taken: set[str] = set()
    for session in listed:
        try:
            read_times = _Times(declared)
            found = [event for stream in session.streams for event in _STREAMS[declared.kind](stream, read_times)]
        except _WrongTokenError as error:
            raise source.wrong(error.at, str(error)) from error
        title = legend.titles.get(session.title, session.title) or path.stem
        title = unique_name(title, taken)
        taken.add(title)
        documents.append(_document(title, found, declared, session, legend))
    if declared.kind in ("event", "multi"):
        report.add("times-missing", tr("Event sequences hold no times: events stand one second apart, in their order."))
    if not any(document.events for document in documents):
        raise FormatError(path.name, tr("it holds no event"))
    return tuple(documents)


@dataclass(frozen=True, slots=True)
class _Legend:
    """What this program wrote into a comment: which code of the file means what."""

    codes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    gaps: frozenset[str] = frozenset()
    statements: dict[str, Statement | None] = field(default_factory=dict)
    factors: tuple[tuple[str, tuple[str, ...]], ...] = ()


def _legend(source: SdsText) -> _Legend:
    for said in source.comments:
        if said.startswith(LEGEND):
            try:
                told = json.loads(said.removeprefix(LEGEND))
                codes = {str(code): (str(s), str(g), str(c)) for code, (s, g, c) in told["codes"].items()}
                titles = {str(key): str(value) for key, value in told["titles"].items()}
                stated = {
                    str(title): statement_of({str(name): str(value) for name, value in said.items()})
                    for title, said in told.get("statements", {}).items()
                }
                factors = tuple((str(name), tuple(map(str, levels))) for name, levels in told.get("factors", ()))
                return _Legend(codes, titles, frozenset(str(gap) for gap in told["gaps"]), stated, factors)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                raise FormatError(source.name, tr("its dyadmirror comment is damaged: remove that comment")) from error
    return _Legend()


class _Times:
    """Times as a file's declaration says: in its unit, or as ``h:mm:ss`` and ``m:ss``."""

    def __init__(self, declared: Declaration) -> None:
        self._scale = SECOND_US * declared.scale
        self.sets = declared.sets
        self.width_us = self.us(declared.width, 0) if declared.width else self.us("1", 0)
        if self.width_us <= 0:
            raise _WrongTokenError(0, tr("its intervals have no length"))

    def us(self, text: str, at: int) -> int:
        """Microseconds of a time that stands at a character."""
        try:
            us = clock_us(text) if ":" in text else decimal_us(text, scale=self._scale)
        except ValueError as error:
            raise _WrongTokenError(at, str(error)) from error
        if us < 0:
            raise _WrongTokenError(at, tr("{text!r} lies before the beginning", text=text[:20]))
        return us

    def after(self, onset: int, text: str, token: tuple[str, int]) -> int:
        """The time at which something ends that began at ``onset``."""
        offset = self.us(text, token[1])
        if offset < onset:
            raise _WrongTokenError(token[1], tr("{token!r} ends before it begins", token=token[0][:30]))
        return offset


def _timed(stream: Stream, times: _Times) -> Iterator[_Found]:
    """``code,onset``, ``code,onset-offset``, ``code,onset-`` until the next of its set; ``,time`` frames a session."""
    begun: dict[str, tuple[str, int]] = {}
    for token in stream:
        code, comma, told = token[0].partition(",")
        if not comma:
            raise _WrongTokenError(token[1], tr("{code!r} has no time", code=code[:30]))
        onset_text, dash, offset_text = told.partition("-")
        onset = times.us(onset_text, token[1])
        own = times.sets.get(code.casefold(), "")
        # A code of no set goes on until anything else begins, and anything ends when the session does.
        for name in [name for name in begun if not code or not name or name == own]:
            earlier, since = begun.pop(name)
            yield earlier, since, times.after(since, onset_text, token), False
        if not code:
            continue
        if dash and not offset_text:
            begun[own] = (code, onset)
        elif dash:
            yield code, onset, times.after(onset, offset_text, token), False
        else:
            yield code, onset, onset, True
    for code, _ in begun.values():
        raise _WrongTokenError(stream[-1][1], tr("{code!r} begins and never ends", code=code[:30]))


def _state(stream: Stream, times: _Times) -> Iterator[_Found]:
    """``code,onset`` lasts until the next one begins; ``code=duration`` says it; ``,time`` begins and ends a stream."""
    at, begun = 0, ""
    for token in stream:
        code, equals, length = token[0].partition("=")
        if equals:
            if begun:
                raise _WrongTokenError(
                    token[1], tr("{begun!r} has an onset, and the next state only a duration", begun=begun[:30])
                )
            until = at + times.us(length, token[1])
            yield code, at, until, False
            at = until
            continue
        code, comma, told = token[0].partition(",")
        if not comma:
            raise _WrongTokenError(token[1], tr("{code!r} has neither a time nor a duration", code=code[:30]))
        onset = times.us(told, token[1])
        if begun:
            yield begun, at, times.after(at, told, token), False
        begun, at = code, onset
    if begun:
        raise _WrongTokenError(
            stream[-1][1], tr("{begun!r} begins and never ends: close the stream with a time", begun=begun[:30])
        )


def _event(stream: Stream, times: _Times) -> Iterator[_Found]:
    for step, (code, at) in enumerate(stream):
        _refuse_marks(code, at, ",=.")
        yield code, step * SECOND_US, step * SECOND_US, True


def _multi(stream: Stream, times: _Times) -> Iterator[_Found]:
    """Codes that happen together stand together, and a period closes them: ``look smile. away.``"""
    step = 0
    for word, at in stream:
        for code, period in re.findall(r"([^.]*)(\.|$)", word):
            _refuse_marks(code, at, ",=")
            if code:
                yield code, step * SECOND_US, step * SECOND_US, True
            step += bool(period)


def _interval(stream: Stream, times: _Times) -> Iterator[_Found]:
    """Codes that stand in one interval are divided by spaces, intervals by commas; ``*3`` repeats the interval."""
    width_us, at = times.width_us, 0
    codes: dict[str, None] = {}
    running: dict[str, int] = {}
    for word, place in [*stream, (",", 0)]:
        for token in re.findall(r",|\*[^,*]*|[^,*]+", word):
            if token not in "," and token[0] != "*":
                _refuse_marks(token, place, "=")
                codes[token] = None
                continue
            more = 1 if token == "," else int(token[1:]) - 1 if re.fullmatch(r"\*[1-9]\d{0,7}", token) else -1
            if more < 0 or at + more > MAX_INTERVALS:
                raise _WrongTokenError(
                    place, tr("{token!r} repeats an interval more often than any recording has", token=token[:20])
                )
            for code in [code for code in running if code not in codes]:
                yield code, running.pop(code) * width_us, at * width_us, False
            running |= {code: at for code in codes if code not in running}
            at += more
            codes = codes if token != "," else {}
    for code, since in running.items():
        yield code, since * width_us, at * width_us, False


_STREAMS: dict[str, Callable[[Stream, _Times], Iterator[_Found]]] = {
    "timed": _timed, "state": _state, "event": _event, "multi": _multi, "interval": _interval
}  # fmt: skip


def _refuse_marks(code: str, at: int, marks: str) -> None:
    if code[:1] in ("+", "-"):
        raise _WrongTokenError(
            at, tr("{code!r} is a context code, which cannot be read: use timed sequences", code=code[:30])
        )
    if any(mark in code for mark in marks):
        raise _WrongTokenError(
            at, tr("{code!r} does not fit this kind of sequence, which holds codes only", code=code[:30])
        )


def _document(title: str, found: list[_Found], declared: Declaration, session: SdsSession, legend: _Legend) -> Document:
    book = TierBook()
    events = []
    for written, onset, offset, point in found:
        # GSEQ does not tell capitals apart: the first spelling holds.
        code = declared.spelling.setdefault(written.casefold(), written)
        if code in legend.gaps:
            continue
        known = ("", declared.sets.get(code.casefold(), DEFAULT_GROUP), code)
        subject, group, name = legend.codes.get(code, known)
        events.append(DocumentEvent(book.id_for(subject, group), subject, name, onset, offset, point))
    subjects = dict.fromkeys(tier.subject for tier in book.tiers() if tier.subject)
    levels = session.levels or ("",) * len(declared.factors)
    named = as_told(declared.factors, legend.factors)
    return Document(
        title=title,
        subjects=tuple(map(DocumentSubject, subjects)),
        tiers=book.tiers(),
        events=in_order(events),
        variables=tuple(
            replace(one, value=one.choices[declared_as.choices.index(level)] if level else "")
            for one, declared_as, level in zip(named, declared.factors, levels, strict=True)
        ),
        statement=legend.statements.get(title),
    )
