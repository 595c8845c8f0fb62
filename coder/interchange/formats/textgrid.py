"""Praat TextGrids: long and short, interval and point tiers, gaps as time without a label."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

from coder.files.bounded_read import FormatError, head_of, line_of, read_text, refuse_many
from coder.interchange.document.document import (
    DEFAULT_GROUP,
    Document,
    DocumentEvent,
    DocumentSubject,
    DocumentTier,
    in_order,
    value_of,
)
from coder.interchange.document.free_text import storable
from coder.interchange.document.losses import LossReport
from coder.interchange.document.packed_values import pack, unpack
from coder.interchange.document.provenance import FIELDS, MARK, pairs_of, statement_of
from coder.interchange.document.reduction import Carries
from coder.interchange.document.tier_names import parse_tier_name, unique_name
from coder.interchange.document.written_times import decimal_us, seconds_text
from coder.interchange.formats.format_registry import Format, register
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.vocabulary.language import tr

# Praat itself reads texts, free-standing numbers and flags, and passes over everything else: so do we, and the long
# and the short form are one.
_TOKEN = re.compile(r'"(?:[^"]|"")*"|<\w+>|(?<!\S)-?\d+(?:[.,]\d*)?(?:[eE][-+]?\d+)?(?!\S)|![^\n]*')

_BAD = "textgrid.bad"
"""Intervals that end before they begin: tier, times and label, as they stood."""


class _Tokens:
    """Texts and numbers of a TextGrid, in order."""

    def __init__(self, text: str, name: str) -> None:
        self._text, self._name = text, name
        self._found = (token for token in _TOKEN.finditer(text) if token[0][0] != "!")
        self._at = 0

    @property
    def at(self) -> int:
        """Which character the last token begins with."""
        return self._at

    def place(self, at: int) -> str:
        """Where a character stands, in words; it takes time that grows with the file."""
        return f"line {line_of(self._text, at)}"

    def wrong(self, sentence: str) -> FormatError:
        """Make the error that says what is wrong here."""
        return FormatError(self._name, sentence, place=f"line {line_of(self._text, self._at)}")

    def text(self) -> str:
        """The next text."""
        token = self._next("a text in quotes")
        if token[0] != '"':
            raise self.wrong(tr("there should be a text in quotes, and there is {token!r}", token=token[:20]))
        after = self._text[self._at + len(token) : self._at + len(token) + 1]
        if after and not after.isspace():
            raise self.wrong(tr("a quotation mark inside a text has to stand there twice, and here it stands once"))
        return token[1:-1].replace('""', '"')

    def time(self) -> int:
        """The next number, as microseconds; scripts on a German or French machine write it with a comma."""
        token = self._next("a time").replace(",", ".")
        try:
            us = decimal_us(token)
        except ValueError as error:
            raise self.wrong(str(error)) from error
        if us < 0:
            raise self.wrong(tr("the time {token} lies before the beginning", token=token[:20]))
        return us

    def count(self, what: str) -> int:
        """The next number, as a count of something."""
        token = self._next(f"the number of {what}")
        if not token.isdecimal() or len(token) > 9:
            raise self.wrong(
                tr("there should be the number of {what}, and there is {token!r}", what=what, token=token[:20])
            )
        return int(token)

    def flag(self) -> str:
        """The next flag, ``<exists>`` or ``<absent>``."""
        return self._next("“<exists>”")

    def _next(self, wanted: str) -> str:
        token = next(self._found, None)
        if token is None:
            raise self.wrong(tr("it is cut short: {wanted} should follow", wanted=wanted))
        self._at = token.start()
        return token[0]


def read_textgrid(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read a TextGrid; intervals without a label are gaps."""
    if head_of(path).startswith(b"ooBinaryFile"):
        raise FormatError(
            path.name, tr("it is a TextGrid in Praat's binary form: in Praat, choose “Save as text file”")
        )
    text = read_text(path)
    refuse_many(path.name, text, {'"': 2})
    tokens = _Tokens(text, path.name)
    if '"ooTextFile' not in text[:100] or (tokens.text(), tokens.text())[1] != "TextGrid":
        raise tokens.wrong(tr("it is no TextGrid written as text: in Praat, choose “Save as text file”"))
    begin, end = tokens.time(), tokens.time()
    tiers: list[DocumentTier] = []
    taken: set[str] = set()
    events: list[DocumentEvent] = []
    bad: list[tuple[str, int, int, str]] = []
    for _ in range(tokens.count("tiers") if tokens.flag() == "<exists>" else 0):
        kind, name = tokens.text(), tokens.text()
        if kind not in ("IntervalTier", "TextTier"):
            raise tokens.wrong(tr("it holds a tier of an unknown kind {kind!r}", kind=kind[:20]))
        tier_id = unique_name(name or DEFAULT_GROUP, taken)
        taken.add(tier_id)
        if tier_id != name:
            report.add(
                "tiers-renamed", tr("Tiers without a name get one; of one name, they are numbered."), example=name
            )
        subject, group = parse_tier_name(tier_id)
        tiers.append(DocumentTier(tier_id, subject, group))
        tokens.time()
        tokens.time()
        for _ in range(tokens.count("intervals")):
            onset = tokens.time()
            offset = tokens.time() if kind == "IntervalTier" else onset
            at = tokens.at
            label = tokens.text()
            if offset < onset:
                report.left_out(tokens.place(at), f"the interval {label[:30]!r} ends before it begins")
                bad.append((tier_id, onset, offset, label))
                continue
            if label or kind == "TextTier":
                events.append(DocumentEvent(tier_id, subject, label, onset, offset, kind == "TextTier"))
    stated = _stated(tiers, events)
    if stated is not None:
        tiers = [tier for tier in tiers if tier.id != stated.tier]
        events.remove(stated)
    document = Document(
        title=path.stem,
        subjects=tuple(DocumentSubject(name) for name in dict.fromkeys(tier.subject for tier in tiers if tier.subject)),
        tiers=tuple(tiers),
        events=in_order(events),
        statement=statement_of(unpack(stated.code)) if stated is not None else None,
        extra=(
            ("textgrid.begin", str(begin)),
            ("textgrid.end", str(end)),
            *(((_BAD, json.dumps(bad, ensure_ascii=False)),) if bad else ()),
        ),
    )
    return (document,)


def _stated(tiers: Sequence[DocumentTier], events: Sequence[DocumentEvent]) -> DocumentEvent | None:
    """Find the interval that holds the statement: alone in its tier, and saying nothing else. It is written last."""
    named = {tier.id for tier in tiers if tier.group == MARK and not tier.subject}
    by_tier: dict[str, list[DocumentEvent]] = {}
    for event in events:
        if event.tier in named:
            by_tier.setdefault(event.tier, []).append(event)
    alone = [found[0] for found in by_tier.values() if len(found) == 1 and not found[0].point]
    told = ((event, unpack(event.code)) for event in reversed(alone))
    return next(
        (event for event, said in told if statement_of(said) and {name for name, _ in said} <= set(FIELDS)), None
    )


def write_textgrid(documents: Sequence[Document], file: IO[bytes], *, short: bool, encoding: str) -> None:
    """Write one reduced document; every interval tier runs without a break from beginning to end."""
    (document,) = documents
    if encoding == "utf-16-be":
        file.write(b"\xfe\xff")
    for line in _short_lines(document) if short else _long_lines(document):
        file.write(line.encode(encoding))


def _with_clip_end(document: Document, report: LossReport) -> Document:
    """Let it end where the clip does, which it cannot name: what came after the last event was seen too."""
    if not any(media.duration_us for media in document.media):
        return document
    end = max(int(value_of(document.extra, "textgrid.end", "0")), document.duration_us)
    others = tuple(pair for pair in document.extra if pair[0] != "textgrid.end")
    return replace(document, extra=(*others, ("textgrid.end", str(end))))


def _span(document: Document) -> tuple[int, int]:
    begin = int(value_of(document.extra, "textgrid.begin", "0"))
    end = int(value_of(document.extra, "textgrid.end", "0"))
    begin = min([begin, *(event.onset_us for event in document.events[:1])])
    end = max(end, begin, *(event.offset_us for event in document.events)) if document.events else max(end, begin)
    return begin, end if end > begin else begin + 1_000_000


def _contents(document: Document) -> Iterator[tuple[DocumentTier, bool, list[tuple[int, int, str]]]]:
    """Every tier: whether it holds points, and its parts with the gaps between them."""
    begin, end = _span(document)
    by_tier: dict[str, list[DocumentEvent]] = {tier.id: [] for tier in document.tiers}
    for event in document.events:
        by_tier[event.tier].append(event)
    bad: list[tuple[str, int, int, str]] = json.loads(value_of(document.extra, _BAD, "[]"))
    for tier in document.tiers:
        events = by_tier[tier.id]
        if events and events[0].point:
            yield tier, True, [(event.onset_us, event.onset_us, event.code) for event in events]
            continue
        parts: list[tuple[int, int, str]] = []
        at = begin
        for event in events:
            if event.onset_us > at:
                parts.append((at, event.onset_us, ""))
            parts.append((event.onset_us, event.offset_us, event.code))
            at = event.offset_us
        if at < end:
            parts.append((at, end, ""))
        # What could not be read goes back behind the others, as it stood.
        parts += [(onset, offset, label) for tier_id, onset, offset, label in bad if tier_id == tier.id]
        yield tier, False, parts
    if document.statement is not None:
        # Praat has no room for remarks that other programs pass over: a tier is what all of them read.
        name = unique_name(MARK, by_tier)
        yield DocumentTier(name), False, [(begin, end, pack(pairs_of(document.statement)))]


def _tier_count(document: Document) -> int:
    return len(document.tiers) + (document.statement is not None)


def _long_lines(document: Document) -> Iterator[str]:
    begin, end = map(seconds_text, _span(document))
    yield 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
    yield f"xmin = {begin} \nxmax = {end} \ntiers? <exists> \nsize = {_tier_count(document)} \nitem []: \n"
    for number, (tier, points, parts) in enumerate(_contents(document), 1):
        kind, items = ("TextTier", "points") if points else ("IntervalTier", "intervals")
        yield f'    item [{number}]:\n        class = "{kind}" \n        name = {_quoted(tier.id)} \n'
        yield f"        xmin = {begin} \n        xmax = {end} \n        {items}: size = {len(parts)} \n"
        for at, (onset, offset, label) in enumerate(parts, 1):
            yield f"        {items} [{at}]:\n"
            if points:
                yield f"            number = {seconds_text(onset)} \n            mark = {_quoted(label)} \n"
            else:
                yield f"            xmin = {seconds_text(onset)} \n            xmax = {seconds_text(offset)} \n"
                yield f"            text = {_quoted(label)} \n"


def _short_lines(document: Document) -> Iterator[str]:
    begin, end = map(seconds_text, _span(document))
    yield 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
    yield f"{begin}\n{end}\n<exists>\n{_tier_count(document)}\n"
    for tier, points, parts in _contents(document):
        yield f'"{"TextTier" if points else "IntervalTier"}"\n{_quoted(tier.id)}\n{begin}\n{end}\n{len(parts)}\n'
        for onset, offset, label in parts:
            times = seconds_text(onset) if points else f"{seconds_text(onset)}\n{seconds_text(offset)}"
            yield f"{times}\n{_quoted(label)}\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


_CARRIES = Carries(
    min_state_us=1,
    overlaps=False,
    split_kinds=True,
    tiers=True,
    empty_tiers=True,
    empty_codes=False,
    text=storable,
)
_LOSES = (
    tr("Tiers hold labels and times only: comments, modifiers, coders, code lists, media and variables are left out."),
    tr("Events without a code are given the name of their tier, since a label without text is a gap."),
    tr("Overlapping events, and points beside states, go to a tier of their own."),
    tr("What the study is for stands in a tier of its own, called dyadmirror."),
)

for _id, _name, _short, _encoding in (
    ("textgrid", tr("Praat TextGrid (long)"), False, "utf-8"),
    ("textgrid-short", tr("Praat TextGrid (short)"), True, "utf-8"),
    ("textgrid-utf16", tr("Praat TextGrid (long, UTF-16)"), False, "utf-16-be"),
):
    register(
        Format(
            id=_id,
            name=_name,
            extensions=(".TextGrid", ".textgrid"),
            sniff=lambda head: (
                b"ooTextFile" in head.replace(b"\0", b"")[:64] or head.startswith(b"ooBinaryFile\x08TextGrid")
            ),
            read=read_textgrid,
            write=partial(write_textgrid, short=_short, encoding=_encoding),
            beside_media=True,
            prepare=_with_clip_end,
            carries=_CARRIES,
            loses_reading=(tr("Times are kept to the microsecond; intervals without a label are read as gaps."),),
            loses_writing=_LOSES,
        )
    )
