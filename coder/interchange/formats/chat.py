"""CHAT transcripts of CHILDES (``.cha``): utterances with time bullets, and the dependent tiers below each.

Source of the layout: MacWhinney, B. (2000), The CHILDES project: tools for analyzing talk, and its manual of CHAT.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import IO

from coder.files.bounded_read import FormatError, read_text, refuse_many
from coder.interchange.document.document import (
    Document,
    DocumentEvent,
    DocumentSubject,
    Media,
    Pairs,
    in_order,
    value_of,
)
from coder.interchange.document.free_text import storable
from coder.interchange.document.losses import LossReport, as_text, became
from coder.interchange.document.packed_values import pack, unpack
from coder.interchange.document.provenance import MARK, from_lines, lines_of
from coder.interchange.document.reduction import Carries
from coder.interchange.document.tier_names import TierBook
from coder.interchange.formats.format_registry import Format, register
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

SPEECH = "speech"
BULLET = "\x15"
_MS = 1_000
_LINE = re.compile(r"([@*%])([^:\t]+)(?::\t?[ ]?(.*))?", re.DOTALL)
_BULLET = re.compile(
    r'\x15\s?(?:%\w+:\s?"[^"]*"[_ ])?(\d{1,11})[_ ](\d{1,11})-?\s?\x15'
    r'|%(?:snd|mov):\s?"[^"]*"[_ ](\d{1,11})[_ ](\d{1,11})(?!\d)'
)
"""Times of an utterance; older transcripts name the media in each, with spaces and without the bullet's marks."""
_TIME_BELOW = re.compile(r'"[^"]*"[_ ](\d{1,11})[_ ](\d{1,11})')
"""Times in a dependent tier ``%snd`` or ``%mov``, as the oldest transcripts have them."""
_ENDED = re.compile(r'(?:[.?!]|\+["/.!?]+)\s*$')
_CODED = "xcod"
_POINT = "point"
"""Said of what has no length: a bullet has to end after it begins, and so lasts a millisecond."""
_MEDIA_BELOW = ("snd", "mov")
_COMMENT = "com"
_NOTHING_SAID = "0 ."
_UNPLACED = "chat.bad-untimed"
"""What has no time or a wrong one, as it stood, with the time of the utterance before it."""
_KNOWN = frozenset({
    "act", "add", "alt", "cod", "coh", "def", "eng", "err", "exp", "fac", "flo", "gls", "gpx", "gra", "grt", "int",
    "lan", "mod", "mor", "ort", "par", "pho", "sin", "sit", "spa", "tim", "tra", "wor",
})  # fmt: skip
"""Dependent tiers of the manual; a name of one's own begins with x."""


@dataclass(slots=True)
class _Utterance:
    """A main line with what stands below it."""

    line: int
    speaker: str
    text: str
    below: list[tuple[str, str]] = field(default_factory=list)


def read_chat(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read a transcript: each utterance with a time is an event of its speaker, its dependent tiers are modifiers."""
    headers: list[tuple[str, str]] = []
    utterances: list[_Utterance] = []
    text = read_text(path)
    refuse_many(path.name, text, {"\n*": 1, "\n": 8})
    for number, line in _joined(text):
        match = _LINE.fullmatch(line)
        if match is None:
            report.left_out(f"line {number}", "it is no header, no utterance and no dependent tier")
            continue
        mark, name, text = match[1], match[2].strip(), (match[3] or "").strip()
        if mark == "@":
            headers.append((name, text))
        elif mark == "*":
            utterances.append(_Utterance(number, name, text))
        elif utterances:
            utterances[-1].below.append((name, " ".join(_BULLET.sub("", text).split())))
    if not any(name in ("Begin", "UTF8") for name, _ in headers):
        raise FormatError(path.name, tr("it is no CHAT transcript: it has no line @Begin"))
    ours = [
        text.removeprefix(f"{MARK} ") for name, text in headers if name == "Comment" and text.startswith(f"{MARK} ")
    ]
    stands_for = next((unpack(text.removeprefix("subjects: ")) for text in ours if text.startswith("subjects: ")), ())
    named = dict(stands_for)
    book = TierBook()
    events: list[DocumentEvent] = []
    unplaced: list[tuple[int, list[str]]] = []
    for one in utterances:
        event = _event(one, named, book, report)
        if event is not None:
            events.append(event)
        else:
            unplaced.append((events[-1].onset_us if events else -1, _as_it_stood(one)))
    extra = [("chat.languages", text) for name, text in headers if name == "Languages"][:1]
    if unplaced:
        extra.append((_UNPLACED, json.dumps(unplaced, ensure_ascii=False)))
    return (
        Document(
            title=path.stem,
            media=tuple(_media(text) for name, text in headers if name == "Media" and text),
            subjects=tuple(DocumentSubject(name) for name in dict.fromkeys(t.subject for t in book.tiers()) if name),
            tiers=book.tiers(),
            events=in_order(events),
            statement=from_lines(ours),
            extra=tuple(extra),
        ),
    )


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines with the number of their first; a line that begins with a tab goes on the one before."""
    begun: list[str] = []
    first = 1
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line.startswith(("\t", " ")) and begun:
            begun.append(line.strip())
            continue
        if begun:
            yield first, " ".join(begun)
            begun = []
        if line.strip():
            begun, first = [line.rstrip()], number
    if begun:
        yield first, " ".join(begun)


def _as_it_stood(one: _Utterance) -> list[str]:
    return [f"*{one.speaker}:\t{one.text}", *(f"%{name}:\t{text}" for name, text in one.below)]


def _event(one: _Utterance, named: dict[str, str], book: TierBook, report: LossReport) -> DocumentEvent | None:
    times = _times(one)
    text = " ".join(_BULLET.sub(" ", one.text).split())
    if not times:
        report.add(
            "untimed-utterances",
            "Utterances without a time bullet do not come in, since nothing says when they were; CHAT gets them back.",
            example=f"line {one.line}, {one.speaker}",
        )
        return None
    onset, offset = times[0][0], times[-1][1]
    if offset < onset:
        report.left_out(
            f"line {one.line}", f"the utterance ends before it begins ({format_us(onset)} to {format_us(offset)})"
        )
        return None
    coded = dict(next((unpack(text) for name, text in one.below if name == _CODED), ()))
    group, code = (coded["group"], coded["code"]) if {"group", "code"} <= set(coded) else (SPEECH, text)
    subject = named.get(one.speaker, one.speaker)
    modifiers = tuple((name, value) for name, value in one.below if value and name not in (_CODED, _COMMENT))
    comment = next((value for name, value in one.below if name == _COMMENT), "")
    if coded.get("kind") == _POINT:
        offset = onset
    tier = book.id_for(subject, group)
    return DocumentEvent(
        tier,
        subject,
        code,
        onset_us=onset,
        offset_us=offset,
        point=onset == offset,
        modifiers=modifiers,
        comment=comment,
    )


def _times(one: _Utterance) -> list[tuple[int, int]]:
    """Where the utterance begins and ends, in microseconds, part by part."""
    found = [tuple(filter(None, match)) for match in _BULLET.findall(one.text)]
    if not found:
        below = (_TIME_BELOW.fullmatch(text) for name, text in one.below if name in _MEDIA_BELOW)
        found = [match.groups() for match in below if match is not None]
    return [(int(begin) * _MS, int(end) * _MS) for begin, end in found]


def _media(text: str) -> Media:
    name, _, kind = (part.strip() for part in text.partition(","))
    return Media(name.strip('"'), mime=kind.split(",")[0].strip())


def prepare_chat(document: Document, report: LossReport) -> Document:
    """Bring texts, modifiers and media down to what a transcript holds."""
    groups = {tier.id: tier.group for tier in document.tiers}
    below: dict[str, str] = {}
    for name in sorted({name for event in document.events for name, _ in event.modifiers}):
        # Names whose short words are one, as all that have no Latin letter, stay apart.
        below[name] = next(word for word in _numbered(_below(name)) if word not in below.values())
    events = []
    for event in document.events:
        code = _line(event.code)
        if _line(groups[event.tier]) == SPEECH and not _ENDED.search(code):
            code = f"{code} ." if code else _NOTHING_SAID
        modifiers = _each_once([(below[name], _line(value)) for name, value in event.modifiers if _line(value)])
        if code != event.code or modifiers != event.modifiers:
            texts = (event.code, code), (as_text(event.modifiers), as_text(modifiers))
            report.add("texts-changed", _CHANGED, example=became(*texts))
        events.append(replace(event, code=code, modifiers=modifiers))
    media = document.media[:1]
    report.add("media-dropped", "A transcript names one media file.", count=len(document.media) - len(media))
    plain = tuple(Media(_stem(one.path), mime=_kind(one)) for one in media if _stem(one.path))
    if plain != tuple(Media(one.path, mime=one.mime) for one in media):
        report.add(
            "media-renamed",
            "The media line has the name of the transcript, as CHAT asks: give the clip the same name.",
            example=media[0].path,
        )
    return replace(document, events=tuple(events), media=plain)


def name_media(document: Document, name: str) -> Document:
    """Call the media after the transcript, which readers of CHAT hold it against; an address stays as it is."""
    return replace(
        document,
        media=tuple(
            one if "://" in one.path else replace(one, path=re.sub(r'[",]', "_", name)) for one in document.media
        ),
    )


def _each_once(below: Sequence[tuple[str, str]]) -> Pairs:
    """Number what would stand below an utterance under one name: readers of CHAT refuse a tier that comes twice."""
    found: dict[str, str] = {}
    for name, value in below:
        found[next(word for word in _numbered(name) if word not in found)] = value
    return tuple(found.items())


def write_chat(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write one reduced document."""
    (document,) = documents
    codes = _speakers(document)
    unplaced: list[tuple[int, list[str]]] = json.loads(value_of(document.extra, _UNPLACED, "[]"))
    for _, (main, *_) in unplaced:
        speaker = main[1:].partition(":")[0]
        if speaker not in codes.values():
            codes[speaker] = speaker
    listed = ", ".join(f"{code} {_role(subject)}" for subject, code in codes.items())
    lines = ["@UTF8", "@Begin", f"@Languages:\t{value_of(document.extra, 'chat.languages', 'und')}"]
    lines.append(f"@Participants:\t{listed}")
    lines += [f"@ID:\tund|{MARK}|{code}|||||{_role(subject)}|||" for subject, code in codes.items()]
    lines += [f"@Media:\t{one.path}, {one.mime}" for one in document.media]
    renamed = tuple((code, subject) for subject, code in codes.items() if code != subject)
    lines += [f"@Comment:\t{MARK} subjects: {pack(renamed)}"] if renamed else []
    lines += [f"@Comment:\t{MARK} {said}" for said in (lines_of(document.statement) if document.statement else ())]
    groups = {tier.id: tier.group for tier in document.tiers}
    for event in document.events:
        while unplaced and unplaced[0][0] < event.onset_us:
            lines += unplaced.pop(0)[1]
        said = event.code if groups[event.tier] == SPEECH else _NOTHING_SAID
        ends = event.onset_us + _MS if event.point else event.offset_us
        lines.append(f"*{codes[event.subject]}:\t{said} {BULLET}{event.onset_us // _MS}_{ends // _MS}{BULLET}")
        coded = (("group", groups[event.tier]), ("code", event.code), *((("kind", _POINT),) if event.point else ()))
        if groups[event.tier] != SPEECH or event.point:
            lines.append(f"%{_CODED}:\t{pack(coded)}")
        lines += [f"%{name}:\t{value}" for name, value in event.modifiers]
        lines += [f"%{_COMMENT}:\t{event.comment}"] if event.comment else []
    lines += [line for _, some in unplaced for line in some]
    file.write(("\n".join([*lines, "@End"]) + "\n").encode())


def _speakers(document: Document) -> dict[str, str]:
    """A code of capitals for each subject, as CHAT has them."""
    codes: dict[str, str] = {}
    for subject in dict.fromkeys(event.subject for event in document.events):
        plain = re.sub(r"[^A-Z0-9]", "", subject.rpartition(":")[2].upper())
        wanted = subject if re.fullmatch(r"[A-Z][A-Z0-9]{1,6}", subject) else plain[:3] or "UNK"
        free = (f"{wanted}{number}" if number > 1 else wanted for number in count(1))
        codes[subject] = next(code for code in free if code not in codes.values())
    return codes


def _role(subject: str) -> str:
    kind = subject.partition(":")[0].casefold()
    return {"child": "Target_Child", "chi": "Target_Child", "caregiver": "Caretaker", "mot": "Mother"}.get(
        kind, "Participant"
    )


def _line(text: str) -> str:
    return " ".join(storable(text).replace(BULLET, " ").split())


def _below(name: str) -> str:
    """Name of a dependent tier: those of the manual as they are, others begin with x, as it asks."""
    plain = re.sub(r"[^a-z0-9]", "", name.casefold())
    if plain in _KNOWN or (plain.startswith("x") and plain not in ("x", _CODED)):
        return plain
    return f"x{plain or 'mod'}" if plain != "cod" else plain


def _numbered(word: str) -> Iterator[str]:
    yield word
    yield from (f"{word if word.startswith('x') else f'x{word}'}{number}" for number in count(2))


def _stem(path: str) -> str:
    if "://" in path and not path.startswith("file:"):
        return re.sub(r'[\s",]', "", path)
    name = re.split(r"[\\/]", path)[-1]
    return re.sub(r"[^\w.-]+", "_", name.rpartition(".")[0] or name)


def _kind(media: Media) -> str:
    ending = media.path.rpartition(".")[2].lower()
    return "audio" if "audio" in media.mime or ending in ("wav", "mp3", "flac") else "video"


_CHANGED = "Texts become single lines that end with a mark, as utterances do, and names of modifiers short words."

register(
    Format(
        id="chat",
        name=tr("CHAT transcript (CHILDES)"),
        extensions=(".cha",),
        sniff=lambda head: head.removeprefix(b"\xef\xbb\xbf").startswith((b"@UTF8", b"@Begin")),
        read=read_chat,
        write=write_chat,
        beside_media=True,
        prepare=prepare_chat,
        named=name_media,
        needs_events=True,
        carries=Carries(
            unit_us=_MS, min_state_us=_MS, empty_codes=False, modifiers=True, comments=True, media=True, text=_line
        ),
        loses_reading=(
            tr("Utterances without a time bullet are no events; headers but for media and languages are left out."),
        ),
        loses_writing=(
            tr(
                "Times are rounded to the millisecond; codes that are no speech stand in a dependent tier of their own."
            ),
            tr("Texts become single lines that end with a mark; names of modifiers become short words."),
            tr("Coders, origins, code lists, further media and variables are left out; episodes become events."),
        ),
    )
)
