"""JWatcher's focal data files (``.dat``): which key was pressed when.

Layout: Blumstein, D. T. & Daniel, J. C. (2007). *Quantifying behavior the JWatcher way*. Sinauer.
"""

from __future__ import annotations

import re
from pathlib import Path

from coder.files.bounded_read import FormatError, read_text, refuse_many
from coder.interchange.document.document import Document, DocumentEvent, Variable, in_order
from coder.interchange.document.losses import LossReport
from coder.interchange.document.tier_names import TierBook
from coder.interchange.document.written_times import decimal_us
from coder.interchange.formats.format_registry import Format, register
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.vocabulary.language import tr

_FIRST = re.compile(r"FirstLineOfData\s*=\s*(\d{1,6})", re.IGNORECASE)
_SAID = re.compile(r"([\w.]{1,60})\s*=\s*(.*)")
_END = "EOF"


def read_jwatcher(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read keys and their times, in milliseconds from the beginning of the observation, up to ``EOF``."""
    text = read_text(path).replace("\r\n", "\n").replace("\r", "\n")
    refuse_many(path.name, text, {"\n": 1})
    lines = text.split("\n")
    first = next((match for line in lines[:20] if (match := _FIRST.match(line.strip()))), None)
    if first is None:
        raise FormatError(path.name, tr("it is no data file of JWatcher: it does not say where its data begin"))
    begins = int(first[1]) - 1
    if begins >= len(lines):
        raise FormatError(path.name, tr("it ends before line {begins}, where its data should begin", begins=begins + 1))
    said = [match.groups() for line in lines[:begins] if (match := _SAID.match(line.strip()))]
    book = TierBook()
    events: list[DocumentEvent] = []
    ended = False
    for number, line in enumerate(lines[begins:], begins + 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        time, _, rest = text.partition(",")
        key, *modifiers = (part.strip() for part in rest.split(","))
        try:
            at = decimal_us(time, scale=1_000)
            if at < 0 or not key:
                raise ValueError(tr("it lies before the beginning") if at < 0 else tr("it names no key"))
        except ValueError as error:
            report.left_out(f"line {number}", str(error))
            continue
        if key.upper() == _END:
            ended = True
            break
        told = tuple((f"modifier {n}", one) for n, one in enumerate(modifiers, 1) if one)
        events.append(DocumentEvent(book.id_for(""), "", key, onset_us=at, offset_us=at, point=True, modifiers=told))
    if not events:
        place, reason = report.first_left_out or ("", "no key was pressed in it")
        raise FormatError(path.name, reason, place=place)
    if not ended:
        report.add("end-missing", tr("The line EOF is missing: the file may have lost its end."))
    report.add(
        "keys-are-points",
        tr("JWatcher's data say when a key was pressed and not how long it held: keys come in as points."),
        count=len(events),
    )
    master = next((value for name, value in said if name.lower() == "focalmasterfile" and value), "")
    return (
        Document(
            title=path.stem,
            tiers=book.tiers(),
            events=in_order(events),
            variables=(Variable("focal master file", re.split(r"[\\/]", master)[-1]),) if master else (),
        ),
    )


register(
    Format(
        id="jwatcher",
        name=tr("JWatcher data (.dat)"),
        extensions=(".dat",),
        sniff=lambda head: head.lstrip(b"\xef\xbb\xbf \r\n").lower().startswith(b"firstlineofdata"),
        read=read_jwatcher,
        loses_reading=(
            tr(
                "Keys come in as points: what they mean, and which exclude each other, stands in JWatcher's master "
                "file."
            ),
        ),
    )
)
