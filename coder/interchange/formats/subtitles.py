"""WebVTT and SubRip: cues as events, voices as subjects."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from coder.files.bounded_read import FormatError, read_text, refuse_many
from coder.interchange.document.document import Document, DocumentEvent, DocumentSubject, Pairs, in_order, value_of
from coder.interchange.document.free_text import storable
from coder.interchange.document.losses import LossReport
from coder.interchange.document.provenance import MARK, from_lines, lines_of
from coder.interchange.document.reduction import Carries
from coder.interchange.document.tier_names import TierBook
from coder.interchange.document.written_times import clock_text, clock_us
from coder.interchange.formats.format_registry import Format, register
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.vocabulary.language import tr

CAPTIONS = "captions"
MAX_NESTED = 20
Voiced = tuple[str, str]
"""A voice, or "", and what it says."""

_NOTE = f"NOTE {MARK}\n"
_TIMING = re.compile(r"\s*(\d[\d:.,]*)\s*-->\s*(\d[\d:.,]*)[ \t]*(.*)")
_APART = re.compile(r"NOTE\b|STYLE\b|REGION\b")
"""What begins a block that is no text of a cue."""

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>")
_TAG = re.compile(r"</?(?:c|i|b|u|s|ruby|rt|v|lang|font)(?:[.\s][^>]*)?>|<\d[\d:.]*>|\{\\an?\d+\}", re.IGNORECASE)
_SPEAKER = re.compile(r"((?:[^\s:]|:(?=\S))(?:[^:\n]|:(?=\S)){0,40}): (?=\S)")


def read_vtt(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read WebVTT; notes, styles and regions are kept for writing back."""
    text = _lines(path)
    if not text.startswith("WEBVTT"):
        raise FormatError(path.name, tr("its first line does not say WEBVTT"), place="line 1")
    return _document(path, text, _vtt_voices, report)


def read_srt(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read SubRip; ``Name: text`` says who speaks."""
    return _document(path, _lines(path), lambda payload: [_srt_voice(_bare(payload))], report)


def _lines(path: Path) -> str:
    text = read_text(path).replace("\r\n", "\n").replace("\r", "\n")
    refuse_many(path.name, text, {"-->": 1, "\n": 8, "<": 8})
    return text


def _document(path: Path, text: str, voices: Callable[[str], list[Voiced]], report: LossReport) -> tuple[Document, ...]:
    book = TierBook()
    events: list[DocumentEvent] = []
    others: list[str] = []
    bad: list[str] = []
    for line, block in _blocks(text):
        rows = block.split("\n")
        at = next((at for at, row in enumerate(rows[:2]) if "-->" in row), None)
        timing = _TIMING.fullmatch(rows[at]) if at is not None else None
        if at is None:
            others.append(block)
            continue
        place = f"line {line + at}"
        try:
            onset, offset = _cue_times(timing)
        except ValueError as error:
            report.left_out(place, str(error))
            bad.append(block)
            continue
        extra: Pairs = (("vtt.id", rows[0]),) if at and not rows[0].isdecimal() else ()
        settings = timing[3] if timing else ""
        extra += (("vtt.settings", settings),) if settings else ()
        for subject, said in voices("\n".join(rows[at + 1 :])):
            events.append(DocumentEvent(book.id_for(subject, CAPTIONS), subject, said, onset, offset, extra=extra))
    if not events and not bad and not text.startswith("WEBVTT"):
        raise FormatError(path.name, tr("it holds no cue: a line with an arrow between two times"))
    if others and not text.startswith("WEBVTT"):
        report.add(
            "blocks-dropped", tr("Blocks without times are left out."), count=len(others), example=others[0][:30]
        )
        others = []
    stated = next((block for block in others if block.startswith(_NOTE)), None)
    if stated is not None:
        others.remove(stated)
    document = Document(
        title=path.stem,
        subjects=tuple(DocumentSubject(tier.subject) for tier in book.tiers() if tier.subject),
        tiers=book.tiers(),
        events=in_order(events),
        statement=from_lines(stated.split("\n")[1:]) if stated is not None else None,
        extra=((("vtt.blocks", "\n\n".join(others)),) if others else ())
        + (((f"{path.suffix[1:].lower() or 'srt'}.bad", "\n\n".join(bad)),) if bad else ()),
    )
    return (document,)


def _cue_times(timing: re.Match[str] | None) -> tuple[int, int]:
    """Begin and end of a cue. Raises ValueError."""
    if timing is None:
        raise ValueError(tr("a line with an arrow does not hold two times"))
    onset, offset = clock_us(timing[1]), clock_us(timing[2])
    if offset < onset:
        raise ValueError(
            tr("a cue ends before it begins ({timing} to {timing_2})", timing=timing[1], timing_2=timing[2])
        )
    return onset, offset


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Blocks between empty lines, each with the number of its first line; two times begin a block of their own."""
    begun: list[str] = []
    lines = [*text.split("\n"), ""]
    for number, line in enumerate(lines, 1):
        if "-->" in line and _TIMING.fullmatch(line) and any(map(_TIMING.fullmatch, begun)):
            # Some programs leave no empty line between cues: a number before the times belongs to them.
            named = [begun.pop()] if len(begun) > 2 and begun[-1].isdecimal() else []
            yield number - len(begun) - len(named), "\n".join(begun)
            begun = named
        if line:
            begun.append(line)
        elif begun and not (_TIMING.fullmatch(begun[-1]) and _goes_on(lines, number)):
            yield number - len(begun), "\n".join(begun)
            begun = []


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """Whether what stands after the empty lines is the text of the cue before them: some programs begin it so."""
    first = next((number for number in range(at, len(lines)) if lines[number]), None)
    return (
        first is not None
        and not _APART.match(lines[first])
        and not any("-->" in row for row in lines[first : first + 2])
    )


def _vtt_voices(payload: str) -> list[Voiced]:
    """Every voice of a cue with what it says; without a voice, the whole text under no name."""
    voices: list[Voiced] = []
    ends = [*(match.start() for match in _VOICE.finditer(payload)), len(payload)]
    if ends[0] > 0 or len(ends) == 1:
        said = payload[: ends[0]]
        if len(ends) == 1 or said.strip():
            voices.append(("", _plain(said)))
    for match, end in zip(_VOICE.finditer(payload), ends[1:], strict=True):
        voices.append((" ".join(html.unescape(match[1]).split()), _plain(payload[match.end() : end])))
    return voices


def _plain(text: str) -> str:
    return html.unescape(_bare(text))


def _bare(text: str) -> str:
    """A text without marks; taking out one can leave another, but not for ever."""
    for _ in range(MAX_NESTED):
        text, before = _TAG.sub("", text), text
        if text == before:
            break
    return text


def _srt_voice(payload: str) -> Voiced:
    match = _SPEAKER.match(payload)
    return (_voice_name(match[1]), payload[match.end() :]) if match else ("", payload)


def _vtt_payload(subject: str, said: str) -> str:
    text = _escaped(said)
    return f"<v {_escaped(subject)}>{text}" if subject else text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _srt_payload(subject: str, said: str) -> str:
    return f"{subject}: {said}" if subject else said


def _settle(
    payload: Callable[[str, str], str], voices: Callable[[str], list[Voiced]]
) -> Callable[[tuple[Document, ...], LossReport], tuple[Document, ...]]:
    """Make a reduction to what will be read back: a text that begins like a name and a colon is taken for a voice."""

    def finish(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
        (document,) = documents
        book = TierBook()
        events = []
        for event in document.events:
            (subject, said), *_ = voices(payload(event.subject, event.code))
            if (subject, said) != (event.subject, event.code):
                report.add("voices-guessed", _GUESSED, example=said[:30])
            tier = book.id_for(subject, CAPTIONS)
            events.append(replace(event, tier=tier, subject=subject, code=said))
        subjects = tuple(DocumentSubject(tier.subject) for tier in book.tiers() if tier.subject)
        return (replace(document, tiers=book.tiers(), events=in_order(events), subjects=subjects),)

    return finish


def write_vtt(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write one reduced document as WebVTT."""
    (document,) = documents
    blocks = value_of(document.extra, "vtt.blocks", "WEBVTT")
    if document.statement is not None:
        blocks = "\n".join([f"{blocks}\n\n{_NOTE}".rstrip("\n"), *lines_of(document.statement)])
    file.write(blocks.encode() + b"\n\n")
    for event in document.events:
        cue = value_of(event.extra, "vtt.id")
        timing = f"{clock_text(event.onset_us)} --> {clock_text(event.offset_us)}"
        settings = value_of(event.extra, "vtt.settings")
        rows = [*([cue] if cue else []), f"{timing} {settings}".rstrip(), _vtt_payload(event.subject, event.code)]
        file.write(("\n".join(rows) + "\n\n").encode())
    _write_bad(document, "vtt.bad", file)


def write_srt(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write one reduced document as SubRip."""
    (document,) = documents
    for number, event in enumerate(document.events, 1):
        timing = f"{clock_text(event.onset_us, mark=',')} --> {clock_text(event.offset_us, mark=',')}"
        file.write(f"{number}\n{timing}\n{_srt_payload(event.subject, event.code)}\n\n".encode())
    _write_bad(document, "srt.bad", file)


def _write_bad(document: Document, key: str, file: IO[bytes]) -> None:
    """Cues that could not be read go back as they stood, for a person to mend."""
    bad = value_of(document.extra, key)
    if bad:
        file.write(f"{bad}\n\n".encode())


def _caption(text: str) -> str:
    """What a cue can hold: no empty lines, which would end it, and no line of spaces that editors trim away."""
    text = storable(text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.strip(" \t") for line in text.split("\n") if line.strip())


def _srt_text(text: str) -> str:
    return _bare(_caption(text).replace("-->", "→"))


def _voice_name(text: str) -> str:
    return " ".join(storable(text).split())


_GUESSED = tr("Texts that begin like a name and a colon are taken for what that person says.")
_LOSES = (
    tr("Times are rounded to the millisecond; points and shorter states are lengthened to it."),
    tr("The tiers of a subject are put together; an event without a code is given the name of its tier."),
    tr("Empty lines inside a text, and spaces around its lines, are left out."),
    tr("Comments, modifiers, coders, code lists, media and variables are left out; episodes become events."),
)
_CARRIES = Carries(
    unit_us=1_000,
    min_state_us=1_000,
    points=False,
    one_group=CAPTIONS,
    empty_codes=False,
    text=_caption,
    name_text=_voice_name,
)

register(
    Format(
        id="vtt",
        name="WebVTT",
        extensions=(".vtt",),
        sniff=lambda head: head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"),
        read=read_vtt,
        write=write_vtt,
        beside_media=True,
        carries=_CARRIES,
        finish=_settle(_vtt_payload, _vtt_voices),
        loses_reading=(tr("Marks for italics, classes, ruby and karaoke times inside a cue are left out."),),
        loses_writing=_LOSES,
    )
)
register(
    Format(
        id="srt",
        name="SubRip",
        extensions=(".srt",),
        sniff=lambda head: (
            re.match(rb"\s*\d+\s*\r?\n\d+:\d+:\d+[,.]\d+\s+-->", head.removeprefix(b"\xef\xbb\xbf")) is not None
        ),
        read=read_srt,
        write=write_srt,
        beside_media=True,
        needs_events=True,
        carries=replace(_CARRIES, statement=False, text=_srt_text, name_text=lambda text: _voice_name(_srt_text(text))),
        finish=_settle(_srt_payload, lambda payload: [_srt_voice(payload)]),
        loses_reading=(tr("Marks for italics are left out; “Name: ” at the beginning is taken for the speaker."),),
        loses_writing=(*_LOSES, tr("What the study is for, and what the names in it are, is left out.")),
    )
)
