"""The three tables that models take: one row a bid, one row a recording and layer, one row a unit of time."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coder.interchange.document.document import Document, DocumentEvent, DocumentLayer, Stretches
from coder.interchange.document.tier_names import unique_name
from coder.interchange.formats.tables.tidy_rows import EXCHANGE_COLUMNS, FLAGS, Cell, exchange_rows

SEVERAL = "+"
"""Stands between codes that were under way at the same moment."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column with its definition. ``kind`` is a type of the Frictionless table schema; ``unit`` "" for none."""

    name: str
    kind: str
    means: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ModelTable:
    """A table with its dictionary: ``key`` names the columns that tell rows apart."""

    name: str
    title: str
    columns: tuple[TableColumn, ...]
    key: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def model_tables(documents: Sequence[Document]) -> tuple[ModelTable, ...]:
    """Return the tables of bids, recordings and units of time, with what each column means."""
    return _bids(documents), _recordings(documents), _units(documents)


_RECORDING = TableColumn("recording", "string", "id of the recording")
_COMMON = (
    _RECORDING,
    TableColumn(
        "family", "string", "number of the family in this study (F1, F2, ...), never its name: the cluster; empty "
        "where nobody said",
    ),
    TableColumn("condition", "string", "setting that somebody named for the recording (home, nursery, ...)"),
    TableColumn("layer", "string", "layer of events: a coder's own, by pseudonym, or the consensus"),
    TableColumn("coder", "string", "pseudonym of who coded"),
    TableColumn("conduct", "string", "how the coder worked: blind, opened (blind at first) or assisted"),
    TableColumn("blind", "integer", "1 where the coder saw neither proposals nor what others said, else 0"),
    TableColumn("scheme", "string", "what the study codes by, id@version"),
)  # fmt: skip


def _common(document: Document, layer: DocumentLayer) -> tuple[Cell, ...]:
    return (
        document.title, layer.family, layer.condition, layer.name, layer.name, layer.conduct,
        int(layer.conduct == "blind"), layer.scheme,
    )  # fmt: skip


_BID_MEANINGS = {
    "recording": "id of the recording",
    "rule": "named rule under which bids and answers were paired",
    "bid_subject": "who made the bid",
    "bid_code": "code of the bid, from the study's scheme",
    "bid_onset_us": "begin of the bid, from the first frame",
    "bid_offset_us": "end of the bid, from the first frame",
    "response_subject": "who answered; empty where nobody did",
    "response_code": "code of the answer; empty where there is none",
    "response_onset_us": "begin of the answer, from the first frame",
    "response_offset_us": "end of the answer, from the first frame",
    "outcome": "what became of the bid, by rule or by a human's word",
    "latency_us": "begin of the answer less the anchor; negative for an overlap; empty where unanswered",
    "latency_s": "the same in seconds",
    "censored_at_us": "until when an unanswered bid was watched, from the first frame; empty where answered",
    "reason": "why the latency ends or is missing",
    "coder": "pseudonym of who coded",
    "purpose": "what the study is for",
    "names": "what the names of people in it are",
    "caregivers_side": "state of the caregivers' own side at this recording: told, asked and kept, or not collected; "
    "never its words",
    "anchor_us": "from where the latency is counted, from the first frame",
    "window_us": "width of the rule's window after the anchor",
    "watched_us": "time to the answer where answered, else how long was watched for one, from the anchor",
    "watched_s": "the same in seconds: the time of a survival model",
    "answered": "event flag: 1 where an answer and its time were seen, 0 where the bid is right-censored",
    "family": _COMMON[1].means,
    "episode": "code of the shortest episode that the bid begins in; empty outside all",
    "conduct": _COMMON[5].means,
    "paired_by_hand": "yes where a human said what answers the bid, or that nothing does; else no",
    "agreement": "what everybody in the recording agreed to, how many they are and until when, never who",
    "condition": _COMMON[2].means,
    "layer": _COMMON[3].means,
    "blind": _COMMON[6].means,
    "scheme": _COMMON[7].means,
    "counted": "1 where the figures about answers rest on this bid: keep these for models. 0 where it was no bid, "
    "could not have been answered or seen, or nobody had to answer (already there, near by, acknowledged)",
}
BID_COLUMNS = tuple(
    TableColumn(name, kind, _BID_MEANINGS[name], unit)
    for name, kind, unit in (
        (
            name,
            "integer" if name.endswith("_us") or name in FLAGS else "number" if name.endswith("_s") else "string",
            "microseconds" if name.endswith("_us") else "seconds" if name.endswith("_s") else "",
        )
        for name in EXCHANGE_COLUMNS
    )
)
"""The columns of the table of bids, which is the table of exchanges, with what each means."""


def _bids(documents: Sequence[Document]) -> ModelTable:
    return ModelTable(
        "bids",
        "One row a bid and layer, with what became of it under one rule",
        BID_COLUMNS,
        ("recording", "rule", "layer", "bid_subject", "bid_code", "bid_onset_us", "bid_offset_us"),
        tuple(row for document in documents for row in exchange_rows(document)),
    )


_COUNTS = (
    TableColumn("rule", "string", "named rule under which bids and answers were paired"),
    TableColumn("duration_s", "number", "length of the recording", "seconds"),
    TableColumn(
        "observable_s", "number", "how long both child and a caregiver could be observed; time in which the caregiver "
        "was asked not to answer is left out", "seconds",
    ),
    TableColumn("signals", "integer", "bids in which the child reached out and an answer could have been seen"),
    TableColumn("counted", "integer", "those that the figures about answers rest on", "bids"),
    TableColumn("answered", "integer", "answered, of those counted", "bids"),
    TableColumn("already_there", "integer", "signals at which the caregiver was already there", "bids"),
    TableColumn("left_open", "integer", "watched to the window's end without an answer", "bids"),
    TableColumn("cut_short", "integer", "without an answer, and not watched to the window's end", "bids"),
)  # fmt: skip


def _recordings(documents: Sequence[Document]) -> ModelTable:
    acts = sorted({(e.subject, e.code) for document in documents for e in document.events})
    names: set[str] = {column.name for column in (*_COMMON, *_COUNTS)}
    columns = []
    for subject, code in acts:
        stem = _plain(f"{subject}_{code}")
        often, long = unique_name(f"{stem}_n", names), unique_name(f"{stem}_s", names | {f"{stem}_n"})
        names |= {often, long}
        columns += [
            TableColumn(
                often, "integer", f"how often “{code}” of {subject} was coded; 0 also where nobody looked for it"
            ),
            TableColumn(
                long, "number", f"how long “{code}” of {subject} lasted, all together; 0 for points", "seconds"
            ),
        ]
    rows = []
    for document in documents:
        for layer in document.layers:
            mine = [e for e in document.events if e.coder == layer.name]
            hidden = (*layer.child_hidden, *layer.caregiver_hidden, *layer.set_aside)
            told: list[Cell] = [
                layer.rule, layer.duration_us / 1e6, (layer.duration_us - _covered(hidden, layer.duration_us)) / 1e6,
                layer.signals, layer.counted, layer.answered, layer.already_there, layer.left_open, layer.cut_short,
            ]  # fmt: skip
            for subject, code in acts:
                these = [e for e in mine if (e.subject, e.code) == (subject, code)]
                told += [len(these), sum(e.offset_us - e.onset_us for e in these) / 1e6]
            rows.append((*_common(document, layer), *told))
    return ModelTable(
        "recordings",
        "One row a recording and layer",
        (*_COMMON, *_COUNTS, *columns),
        ("recording", "layer"),
        tuple(rows),
    )


_UNIT = (
    TableColumn("unit", "integer", "number of the unit of time in the recording, from 0"),
    TableColumn("onset_us", "integer", "begin of the unit, from the first frame", "microseconds"),
    TableColumn("onset_s", "number", "the same in seconds", "seconds"),
    TableColumn("unit_s", "number", "length of the unit", "seconds"),
    TableColumn("child_observable", "integer", "1 where the child could be observed at the unit's middle, else 0"),
    TableColumn(
        "caregiver_observable", "integer", "1 where a caregiver could be observed at the unit's middle, else 0"
    ),
    TableColumn("episode", "string", "code of the shortest episode at the unit's middle; empty outside all"),
)


def _units(documents: Sequence[Document]) -> ModelTable:
    groups = {tier.id: (tier.subject, tier.group) for document in documents for tier in document.tiers}
    rows_of = sorted({groups[e.tier] for document in documents for e in document.events})
    names: set[str] = {column.name for column in (*_COMMON, *_UNIT)}
    columns = []
    for subject, group in rows_of:
        name = unique_name(_plain(f"{subject}_{group}" if subject else group), names)
        names.add(name)
        columns.append(
            TableColumn(
                name,
                "string",
                f"code of {subject or 'the pair'}, group “{group}”, under way at the unit's middle, or that of a point "
                f"in the unit; several with {SEVERAL} between; empty where none was",
            )
        )
    rows = tuple(
        row for document in documents for layer in document.layers for row in _units_of(document, layer, rows_of)
    )
    return ModelTable(
        "units",
        "One row a unit of time, recording and layer",
        (*_COMMON, *_UNIT, *columns),
        ("recording", "layer", "unit"),
        rows,
    )


def _units_of(
    document: Document, layer: DocumentLayer, rows_of: Sequence[tuple[str, str]]
) -> Iterator[tuple[Cell, ...]]:
    groups = {tier.id: (tier.subject, tier.group) for tier in document.tiers}
    mine = [e for e in document.events if e.coder == layer.name]
    unit, count = layer.unit_us, layer.duration_us // layer.unit_us
    told = [_codes_at([e for e in mine if groups[e.tier] == row], unit, count) for row in rows_of]
    episodes = _shortest_at(layer.episodes, unit, count)
    child, caregiver = _flags(layer.child_hidden, unit, count), _flags(layer.caregiver_hidden, unit, count)
    common = _common(document, layer)
    for k in range(count):
        yield (
            *common, k, k * unit, k * unit / 1e6, unit / 1e6, child[k], caregiver[k], episodes[k],
            *(codes[k] for codes in told),
        )  # fmt: skip


def _middles(onset_us: int, offset_us: int, unit: int, count: int) -> range:
    """Return the units whose middle lies in a half-open stretch."""
    return range(max(-((unit - 2 * onset_us) // (2 * unit)), 0), min(-((unit - 2 * offset_us) // (2 * unit)), count))


def _codes_at(events: Iterable[DocumentEvent], unit: int, count: int) -> list[str]:
    found: list[list[str]] = [[] for _ in range(count)]
    for event in events:
        at = event.onset_us // unit
        units = range(at, min(at + 1, count)) if event.point else _middles(event.onset_us, event.offset_us, unit, count)
        for k in units:
            found[k].append(event.code)
    return [SEVERAL.join(sorted(set(codes))) for codes in found]


def _shortest_at(episodes: Sequence[tuple[str, int, int]], unit: int, count: int) -> list[str]:
    found = [""] * count
    for code, onset, offset in sorted(episodes, key=lambda one: one[1] - one[2]):
        for k in _middles(onset, offset, unit, count):
            found[k] = code
    return found


def _flags(hidden: Stretches, unit: int, count: int) -> list[int]:
    found = [1] * count
    for onset, offset in hidden:
        for k in _middles(onset, offset, unit, count):
            found[k] = 0
    return found


def _covered(spans: Stretches, end_us: int) -> int:
    """Return how much of the recording lies in at least one of the stretches."""
    edges = sorted({0, end_us, *(min(max(t, 0), end_us) for span in spans for t in span)})
    ordered = sorted(spans)
    starts, reach, furthest = [], [], 0
    for onset, offset in ordered:
        furthest = max(furthest, offset)
        starts.append(onset)
        reach.append(furthest)
    total = 0
    for left, right in pairwise(edges):
        at = bisect_right(starts, left) - 1
        total += right - left if at >= 0 and reach[at] > left else 0
    return total


def _plain(name: str) -> str:
    """Return a name that R and Python take for a column: letters of any script, digits and low lines."""
    return re.sub(r"\W+", "_", name).strip("_") or "code"
