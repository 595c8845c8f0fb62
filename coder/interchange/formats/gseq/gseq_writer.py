"""Documents into GSEQ's sequential data: what each kind of sequence can hold, and how it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import IO

from coder.interchange.document.document import Document, DocumentEvent, DocumentSubject, in_order
from coder.interchange.document.free_text import text_tiers_to_comments
from coder.interchange.document.losses import POINTS_DROPPED, LossReport
from coder.interchange.document.provenance import pairs_of
from coder.interchange.document.tier_names import unique_name
from coder.interchange.document.written_times import seconds_text
from coder.interchange.formats.gseq.factors import condition, factors_of, with_factors
from coder.interchange.formats.gseq.gseq_reader import LEGEND, SECOND_US
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

MAX_CODE = 16
"""Codes of GSEQ are at most this long."""


def finish_timed(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """Timed sequences hold everything that has a code and a time."""
    return _titled(documents, report)


def finish_state(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """State sequences know no points and no overlaps: one state of a stream ends where the next begins."""
    return _titled(tuple(replace(d, events=tuple(_states(d, report))) for d in documents), report)


def finish_event(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """Event sequences know no times: only the order of a stream's events is kept."""
    finished = []
    for document in documents:
        counts: dict[str, int] = {}
        events = []
        for event in in_order(document.events):
            at = counts.get(event.tier, 0) * SECOND_US
            counts[event.tier] = counts.get(event.tier, 0) + 1
            events.append(replace(event, onset_us=at, offset_us=at, point=True))
            if events[-1] != event:
                report.add("times-dropped", tr("Times are left out: only the order of events is kept."))
        finished.append(replace(document, events=in_order(events)))
    return _titled(tuple(finished), report)


def finish_interval(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """Interval sequences know only whether a code was seen in each second."""
    return _titled(tuple(replace(d, events=in_order(_intervals(d, report))) for d in documents), report)


def write_gseq(documents: Sequence[Document], file: IO[bytes], *, kind: str) -> None:
    """Write reduced documents, one unit each, with a legend that says what the short codes mean."""
    names = _names(documents)
    titles = _titles(documents)
    codes = {name: key for key, name in names.items()}
    gap = unique_name("gap", {name.casefold() for name in codes}).replace("~", "_")
    streams: dict[tuple[str, str], list[str]] = {}
    for (subject, group, _), name in names.items():
        streams.setdefault((subject, group), []).append(name)
    told: dict[str, object] = {"codes": codes, "titles": titles, "gaps": [gap] if kind == "State" else []}
    stated = {d.title: dict(pairs_of(d.statement)) for d in documents if d.statement is not None}
    if stated:
        told["statements"] = stated
    factors = factors_of(documents)
    design = ""
    if factors:
        told["factors"] = [one.told for one in factors]
        design = f" * {' '.join(one.declared for one in factors)}"
    legend = json.dumps(told).replace("%", "\\u0025")
    listed = " ".join(f"({' '.join([*members, gap] if kind == 'State' else members)})" for members in streams.values())
    width = "=1" if kind == "Interval" else ""
    file.write(f"{kind}{width} {listed}{design};\n%{LEGEND}{legend}%\n".encode())
    for unit, document in zip(titles, documents, strict=True):
        tiers = {tier.id: (tier.subject, tier.group) for tier in document.tiers}
        named = [(names[(*tiers[e.tier], e.code)], e, tiers[e.tier]) for e in document.events]
        by_stream: dict[tuple[str, str], list[tuple[str, DocumentEvent]]] = {}
        for name, event, stream in named:
            by_stream.setdefault(stream, []).append((name, event))
        lines = _LINES[kind](by_stream, document.duration_us, gap)
        file.write(f"\n<{unit}>\n{lines}{condition(document, factors)}/\n".encode())


def _timed_lines(streams: dict[tuple[str, str], list[tuple[str, DocumentEvent]]], end_us: int, gap: str) -> str:
    events = sorted((pair for stream in streams.values() for pair in stream), key=lambda pair: pair[1].onset_us)
    rows = [f"{name},{_time(e.onset_us)}{'' if e.point else '-' + _time(e.offset_us)}" for name, e in events]
    return "\n".join([",0", *rows, f",{_time(end_us)}", ""])


def _state_lines(streams: dict[tuple[str, str], list[tuple[str, DocumentEvent]]], end_us: int, gap: str) -> str:
    parts = []
    for stream in streams.values():
        rows, at = [], 0
        for name, event in stream:
            if event.onset_us > at:
                rows.append(f"{gap},{_time(at)}")
            rows.append(f"{name},{_time(event.onset_us)}")
            at = event.offset_us
        if at < end_us:
            rows.append(f"{gap},{_time(at)}")
        parts.append("\n".join([*rows, f",{_time(end_us)}\n"]))
    return "&\n".join(parts)


def _event_lines(streams: dict[tuple[str, str], list[tuple[str, DocumentEvent]]], end_us: int, gap: str) -> str:
    return "&\n".join(" ".join(name for name, _ in stream) + "\n" for stream in streams.values())


def _interval_lines(streams: dict[tuple[str, str], list[tuple[str, DocumentEvent]]], end_us: int, gap: str) -> str:
    changes: dict[int, tuple[set[str], set[str]]] = {0: (set(), set())}
    for stream in streams.values():
        for name, event in stream:
            changes.setdefault(event.onset_us // SECOND_US, (set(), set()))[0].add(name)
            changes.setdefault(event.offset_us // SECOND_US, (set(), set()))[1].add(name)
    running: set[str] = set()
    rows = []
    marks = sorted(changes)
    for at, until in pairwise(marks):
        running = (running - changes[at][1]) | changes[at][0]
        times = f" *{until - at}" if until - at > 1 else ""
        rows.append(" ".join(sorted(running)) + times)
    return ",\n".join(rows) + "\n"


_LINES = {"Timed": _timed_lines, "State": _state_lines, "Event": _event_lines, "Interval": _interval_lines}


def _titled(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    titles: set[str] = set()
    finished = []
    for document in documents:
        if not document.events:
            report.add("recordings-dropped", tr("Recordings without events are left out."), example=document.title)
            continue
        title = unique_name(document.title or "recording", titles)
        if title != document.title:
            report.add("titles-changed", tr("Recordings without a name of their own are given one."), example=title)
        titles.add(title)
        used = {event.tier for event in document.events}
        tiers = tuple(tier for tier in document.tiers if tier.id in used)
        subjects = tuple(
            DocumentSubject(name) for name in dict.fromkeys(tier.subject for tier in tiers if tier.subject)
        )
        finished.append(replace(document, title=title, tiers=tiers, subjects=subjects))
    return with_factors(finished, report)


def _states(document: Document, report: LossReport) -> Iterator[DocumentEvent]:
    by_tier: dict[str, list[DocumentEvent]] = {}
    for event in in_order(document.events):
        if event.point or event.offset_us == event.onset_us:
            report.add("points-dropped", POINTS_DROPPED, example=f"{event.code[:30]!r}")
        else:
            by_tier.setdefault(event.tier, []).append(event)
    for events in by_tier.values():
        for event, after in zip(events, [*events[1:], None], strict=True):
            if after is not None and after.onset_us < event.offset_us:
                report.add(
                    "overlaps-cut",
                    tr("A state that overlaps the next one of its tier ends where that one begins."),
                    example=f"{event.code[:30]!r} at {format_us(event.onset_us)}",
                )
                event = replace(event, offset_us=after.onset_us)
            if event.offset_us > event.onset_us:
                yield event


def _intervals(document: Document, report: LossReport) -> Iterator[DocumentEvent]:
    spans: dict[tuple[str, str], list[DocumentEvent]] = {}
    for event in in_order(document.events):
        onset = event.onset_us // SECOND_US * SECOND_US
        offset = max(onset + SECOND_US, -(-event.offset_us // SECOND_US) * SECOND_US)
        joined = spans.setdefault((event.tier, event.code), [])
        if event.point or (onset, offset) != (event.onset_us, event.offset_us):
            report.add("times-as-intervals", tr("Only whether a code was seen in each second is kept."))
        if joined and onset <= joined[-1].offset_us:
            report.add("repeats-joined", tr("Events of one code without a second between them are joined."))
            joined[-1] = replace(joined[-1], offset_us=max(offset, joined[-1].offset_us))
        else:
            joined.append(replace(event, onset_us=onset, offset_us=offset, point=False))
    for joined in spans.values():
        yield from joined


def _names(documents: Iterable[Document]) -> dict[tuple[str, str, str], str]:
    """A short code for every subject, group and code; GSEQ does not tell capitals apart."""
    names: dict[tuple[str, str, str], str] = {}
    taken: set[str] = set()
    for document in documents:
        tiers = {tier.id: tier for tier in document.tiers}
        for event in document.events:
            tier = tiers[event.tier]
            key = (tier.subject, tier.group, event.code)
            if key not in names:
                code = _plain(event.code)[: MAX_CODE - 4 if tier.subject else MAX_CODE]
                who = _plain(tier.subject)[: max(3, MAX_CODE - 1 - len(code))] if tier.subject else ""
                wanted = f"{who}_{code}" if who else code
                short, number = wanted, 2
                while short.casefold() in taken:
                    short = f"{wanted[: MAX_CODE - len(str(number)) - 1]}_{number}"
                    number += 1
                taken.add(short.casefold())
                names[key] = short
    return names


def _titles(documents: Iterable[Document]) -> dict[str, str]:
    titles: dict[str, str] = {}
    for document in documents:
        unit = unique_name(re.sub(r"[^\w .-]", "_", document.title).strip() or "recording", titles)
        titles[unit.replace("~", "-")] = document.title
    return titles


def _plain(text: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")
    return plain if plain[:1].isalpha() else f"c{plain}"


def _time(us: int) -> str:
    return seconds_text(us, digits=3)


def prepare_gseq(document: Document, report: LossReport) -> Document:
    """Let free text go before codes are made of it: a sequence holds codes only."""
    return text_tiers_to_comments(document, report)
