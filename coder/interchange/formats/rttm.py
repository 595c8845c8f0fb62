"""RTTM, who spoke when: one line per stretch, speakers as subjects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from coder.files.bounded_read import FormatError, read_text, refuse_many
from coder.interchange.document.document import (
    Document,
    DocumentEvent,
    DocumentSubject,
    Pairs,
    Statement,
    in_order,
    value_of,
)
from coder.interchange.document.free_text import storable
from coder.interchange.document.losses import LossReport
from coder.interchange.document.packed_values import pack, unpack
from coder.interchange.document.provenance import MARK, pairs_of, statement_of
from coder.interchange.document.reduction import Carries
from coder.interchange.document.tier_names import TierBook, unique_name
from coder.interchange.document.written_times import decimal_us, seconds_text
from coder.interchange.formats.format_registry import Format, register
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.vocabulary.language import tr

SPEECH = "speech"
NOTHING = "<NA>"


def read_rttm(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read SPEAKER lines, one document per file that they name."""
    books: dict[str, TierBook] = {}
    events: dict[str, list[DocumentEvent]] = {}
    stated: dict[str, Statement | None] = {}
    text = read_text(path)
    refuse_many(path.name, text, {"\n": 1})
    for number, line in enumerate(text.split("\n"), 1):
        fields = line.split()
        if not fields or fields[0].startswith(";;"):
            continue
        if fields[0] == "SPKR-INFO" and fields[7:8] == [MARK]:
            stated[fields[1]] = _spoken(unpack(fields[5].replace("_", " ")))
            continue
        if fields[0] != "SPEAKER":
            report.add(
                "lines-dropped", tr("Lines that are not of the type SPEAKER are left out."), example=fields[0][:20]
            )
            continue
        place = f"line {number}"
        try:
            if len(fields) < 8:
                raise ValueError(tr("a SPEAKER line has {number} fields and needs nine or ten", number=len(fields)))
            onset, length = decimal_us(fields[3]), decimal_us(fields[4])
            if onset < 0 or length < 0:
                raise ValueError(tr("a time or length is negative"))
        except ValueError as error:
            report.left_out(place, str(error))
            continue
        subject = "" if fields[7] == NOTHING else fields[7]
        code = SPEECH if fields[6] == NOTHING else fields[6]
        tier = books.setdefault(fields[1], TierBook()).id_for(subject, SPEECH)
        kept = [("rttm.channel", fields[2], "1"), ("rttm.ortho", fields[5], NOTHING)]
        kept += [("rttm.confidence", value, NOTHING) for value in fields[8:9]]
        extra = tuple((name, value) for name, value, usual in kept if value != usual)
        events.setdefault(fields[1], []).append(DocumentEvent(tier, subject, code, onset, onset + length, extra=extra))
    if not events and report.first_left_out is not None:
        raise FormatError(path.name, report.first_left_out[1], place=report.first_left_out[0])
    if not events:
        raise FormatError(path.name, tr("it holds no line of the type SPEAKER"))
    return tuple(
        Document(
            title=title,
            subjects=tuple(DocumentSubject(tier.subject) for tier in books[title].tiers() if tier.subject),
            tiers=books[title].tiers(),
            events=in_order(listed),
            statement=stated.get(title),
        )
        for title, listed in events.items()
    )


def _spoken(pairs: Pairs) -> Statement | None:
    """What is said, with single spaces between words: a line holds underscores for them."""
    return statement_of(tuple((name, " ".join(value.split())) for name, value in pairs))


def finish_rttm(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """Give every recording a name of one word that no other has."""
    titles: set[str] = set()
    finished = []
    for document in documents:
        title = unique_name(_word(document.title) or "recording", titles)
        if title != document.title:
            report.add("titles-changed", tr("Names of recordings become single words, each used once."), example=title)
        titles.add(title)
        said = document.statement
        if said is not None:
            said = _spoken(tuple((name, value.replace("_", " ")) for name, value in pairs_of(said)))
        finished.append(replace(document, title=title, statement=said))
    return tuple(finished)


def write_rttm(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write one SPEAKER line per event; what is not plain speech is said in the subtype field."""
    for document in documents:
        if document.statement is not None:
            # Every reader passes over what it need not know of a speaker; at remarks (;;) some of them stop.
            said = pack(pairs_of(document.statement)).replace(" ", "_")
            file.write(
                f"SPKR-INFO {document.title} 1 {NOTHING} {NOTHING} {said} unknown {MARK} {NOTHING} {NOTHING}\n".encode()
            )
        for event in document.events:
            channel = value_of(event.extra, "rttm.channel", "1")
            ortho = value_of(event.extra, "rttm.ortho", NOTHING)
            confidence = value_of(event.extra, "rttm.confidence", NOTHING)
            begin = seconds_text(event.onset_us, trim=False)
            length = seconds_text(event.offset_us - event.onset_us, trim=False)
            code = NOTHING if event.code == SPEECH else event.code
            file.write(
                f"SPEAKER {document.title} {channel} {begin} {length} {ortho} {code} {event.subject or NOTHING} "
                f"{confidence} {NOTHING}\n".encode()
            )


def _word(text: str) -> str:
    word = re.sub(r"\s+", "_", storable(text))
    return "NA" if word == NOTHING else word


register(
    Format(
        id="rttm",
        name=tr("RTTM (speaker turns)"),
        extensions=(".rttm",),
        sniff=lambda head: head.startswith((b"SPEAKER ", b"SPKR-INFO ", b";;")),
        read=read_rttm,
        write=write_rttm,
        beside_media=True,
        carries=Carries(min_state_us=1_000, points=False, one_group=SPEECH, empty_codes=False, text=_word),
        finish=finish_rttm,
        many=True,
        needs_events=True,
        loses_reading=(tr("Lines that are not of the type SPEAKER are left out."),),
        loses_writing=(
            tr("The tiers of a subject are put together; codes other than speech go to the subtype field."),
            tr("Points become stretches of a millisecond; spaces in names and codes become underscores."),
            tr("Comments, modifiers, coders, code lists, media and variables are left out; episodes become events."),
        ),
    )
)
