"""LENA's ``.its`` files: who sounds when, in the segments that its own software made of a day's recording."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from coder.files.bounded_read import FormatError, read_bytes, refuse_many
from coder.files.safe_xml import parse
from coder.interchange.document.document import Document, DocumentEvent, DocumentSubject, in_order
from coder.interchange.document.losses import LossReport
from coder.interchange.document.tier_names import TierBook
from coder.interchange.document.written_times import decimal_us
from coder.interchange.formats.format_registry import Format, register
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

GROUP = "LENA segment"
_DURATION = re.compile(r"PT([\d.]{1,20})S")
_CHILD = ("CHN", "CHF")
"""The key child, near and faint."""
_OTHERS = ("CXN", "CXF", "FAN", "FAF", "MAN", "MAF")
"""Another child, a female and a male adult, near and faint: which person it is, LENA does not say."""
_TOLD = (
    ("averageDb", ""),
    ("peakDb", ""),
    ("femaleAdultWordCnt", "0"),
    ("maleAdultWordCnt", "0"),
    ("childUttCnt", "0"),
)
"""Attributes that become modifiers, but for these values."""


def read_its(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read the segments of an ``.its`` file; times count from the beginning of the audio."""
    book = TierBook()
    events: list[DocumentEvent] = []
    number = 0

    def on_segment(element: Element, parent: Element) -> None:
        nonlocal number
        number += 1
        label = element.get("spkr", "")
        try:
            onset, offset = _us(element.get("startTime", "")), _us(element.get("endTime", ""))
            if offset < onset:
                raise ValueError(
                    tr("it ends before it begins ({time} to {time_2})", time=format_us(onset), time_2=format_us(offset))
                )
        except ValueError as error:
            report.left_out(f"segment {number}", str(error))
            return
        subject = "child" if label in _CHILD else label if label in _OTHERS else ""
        modifiers = tuple(
            (name, value) for name, usual in _TOLD if (value := element.get(name, usual)) and _number(value) != usual
        )
        events.append(DocumentEvent(book.id_for(subject, GROUP), subject, label, onset, offset, modifiers=modifiers))

    data = read_bytes(path)
    refuse_many(path.name, data, {"<Segment": 1, "<": 12})
    root = parse(data, path.name, streamed={"Segment": on_segment})
    if root.tag != "ITS":
        raise FormatError(path.name, tr("it is XML, but no file of LENA (it holds {tag!r})", tag=root.tag[:40]))
    if not number:
        raise FormatError(path.name, tr("it holds no segment"))
    return (
        Document(
            title=path.stem,
            subjects=tuple(DocumentSubject(tier.subject) for tier in book.tiers() if tier.subject),
            tiers=book.tiers(),
            events=in_order(events),
        ),
    )


def _us(text: str) -> int:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(tr("{text!r} is no time", text=text[:20]))
    return decimal_us(match[1])


def _number(text: str) -> str:
    """A count as it would stand without decimals: ``0.00`` is ``0``."""
    return "0" if re.fullmatch(r"0(\.0*)?", text) else text


register(
    Format(
        id="lena",
        name=tr("LENA (.its)"),
        extensions=(".its",),
        sniff=lambda head: b"<ITS " in head or b"<ITS>" in head,
        read=read_its,
        loses_reading=(
            tr("Conversations, pauses, counts by hour, the child's age and the clock are left out."),
            tr("Which adult or other child it was, LENA does not say."),
        ),
    )
)
