"""One row an event, one row an exchange: the columns that tables and Parquet files share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from coder.interchange.document.document import Document, in_order
from coder.interchange.document.losses import LossReport
from coder.interchange.document.packed_values import pack
from coder.interchange.document.tier_names import unique_name

EVENT_COLUMNS = (
    "recording", "kind", "subject", "group", "code", "onset_us", "offset_us", "onset_s", "offset_s", "duration_s",
    "modifiers", "comment", "coder", "origin", "id", "purpose", "names", "caregivers_side", "agreement",
    "conduct", "sources",
)  # fmt: skip
EXCHANGE_COLUMNS = (
    "recording", "rule", "bid_subject", "bid_code", "bid_onset_us", "bid_offset_us", "response_subject",
    "response_code", "response_onset_us", "response_offset_us", "outcome", "latency_us", "latency_s",
    "censored_at_us", "reason", "coder", "purpose", "names", "caregivers_side", "anchor_us", "window_us",
    "watched_us", "watched_s",
    "answered", "family", "episode", "conduct", "paired_by_hand", "agreement", "condition", "layer", "blind", "scheme",
    "counted",
)  # fmt: skip
TRIAL_COLUMNS = (
    "recording", "marker", "trial", "onset_us", "offset_us", "factors", "act_subject", "act_code", "latency_us",
    "latency_s", "came", "watched_us", "watched_s", "bound_us", "ending", "family", "conduct", "coder", "purpose",
    "names", "caregivers_side", "agreement",
)  # fmt: skip
FLAGS = frozenset({"answered", "blind", "counted"})
"""Columns that hold 1 or 0."""
Cell = str | int | float | None


def finish_tidy(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """Give every recording a name of its own; every row says where its event comes from, so the sentence of it goes."""
    return tuple(
        replace(one, statement=replace(one.statement, provenance="") if one.statement else None)
        for one in told_apart(documents, report)
    )


def told_apart(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """Give every recording a name that no other has, since rows are told apart by it."""
    titles: set[str] = set()
    finished = []
    for document in documents:
        title = unique_name(document.title or "recording", titles)
        if title != document.title:
            report.add("titles-changed", "Recordings without a name of their own are given one.", example=title)
        titles.add(title)
        finished.append(replace(document, title=title))
    return tuple(finished)


def event_rows(document: Document) -> Iterator[tuple[Cell, ...]]:
    """Rows of events and episodes, in the order of :data:`EVENT_COLUMNS`. Times are µs, and seconds for reading."""
    groups = {tier.id: tier.group for tier in document.tiers}
    for episode in document.episodes:
        yield (
            document.title, "episode", "", "", episode.name, *_times(episode.onset_us, episode.offset_us),
            "", "", "", "", "", *_stated(document), "", "",
        )  # fmt: skip
    for event in in_order(document.events):
        yield (
            document.title,
            "point" if event.point else "state",
            event.subject,
            groups[event.tier],
            event.code,
            *_times(event.onset_us, event.offset_us),
            pack(event.modifiers),
            event.comment,
            event.coder,
            event.origin,
            event.id,
            *_stated(document),
            event.conduct,
            event.sources,
        )


def exchange_rows(document: Document) -> Iterator[tuple[Cell, ...]]:
    """Rows of exchanges, in the order of :data:`EXCHANGE_COLUMNS`; None where a bid had no response."""
    for one in document.exchanges:
        yield (
            document.title, one.rule, one.bid_subject, one.bid_code, one.bid_onset_us, one.bid_offset_us,
            one.response_subject, one.response_code, one.response_onset_us, one.response_offset_us, one.outcome,
            one.latency_us, None if one.latency_us is None else one.latency_us / 1e6, one.censored_at_us, one.reason,
            one.coder, *_stated(document)[:3], one.anchor_us, one.window_us, one.watched_us,
            None if one.watched_us is None else one.watched_us / 1e6, int(one.latency_us is not None), one.family,
            one.episode, one.conduct, "yes" if one.paired_by_hand else "no", _stated(document)[3], one.condition,
            one.layer or one.coder, int(one.conduct == "blind"), one.scheme, int(one.counted),
        )  # fmt: skip


def trial_rows(document: Document) -> Iterator[tuple[Cell, ...]]:
    """Rows of trials, in the order of :data:`TRIAL_COLUMNS`: one for each trial and each code that was sought in it."""
    for one in document.trials:
        yield (
            document.title, one.marker, one.number, one.onset_us, one.offset_us, pack(one.factors), one.act_subject,
            one.act_code, one.latency_us, None if one.latency_us is None else one.latency_us / 1e6,
            int(one.latency_us is not None), one.watched_us, one.watched_us / 1e6, one.bound_us, one.ending, one.family,
            one.conduct, one.coder, *_stated(document),
        )  # fmt: skip


def _stated(document: Document) -> tuple[str, str, str, str]:
    said = document.statement
    return (said.purpose, said.names, said.caregivers_side, said.agreement) if said else ("", "", "", "")


def _times(onset_us: int, offset_us: int) -> tuple[int, int, float, float, float]:
    return onset_us, offset_us, onset_us / 1e6, offset_us / 1e6, (offset_us - onset_us) / 1e6
