"""Cards, meetings and series: rows to records, and a recording's ``Beside`` after an edit without reading it again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from coder.study.edits.changes import Row, RowChange
from coder.study.store.database import Database
from coder.vocabulary.context import Beside, ContextCard, Meeting, Point, Series
from coder.vocabulary.own_words import OwnWordKind, OwnWords
from coder.vocabulary.wall_clock import DayWindow


def beside_in(db: Database, recording: str) -> Beside:
    """Read what stands beside a recording's codes."""
    meeting = db.get("meetings", recording)
    return Beside(
        meeting=meeting_of(meeting) if meeting is not None else None,
        cards=tuple(sorted((card_of(row) for row in db.where("cards", recording=recording)), key=lambda c: c.id)),
        series=tuple(sorted((series_of(row) for row in db.where("series", recording=recording)), key=_order)),
    )


def beside_after(beside: Beside, rows: Sequence[RowChange]) -> Beside:
    """Return what stands beside a recording after an edit touched these rows of it."""
    cards = {card.id: card for card in beside.cards}
    series = {one.id: one for one in beside.series}
    for row in rows:
        if row.table == "meetings":
            beside = replace(beside, meeting=None if row.after is None else meeting_of(row.after))
        elif row.table == "cards":
            cards.pop(row.id, None)
            if row.after is not None:
                cards[row.id] = card_of(row.after)
        elif row.table == "series":
            series.pop(row.id, None)
            if row.after is not None:
                series[row.id] = series_of(row.after)
    return replace(
        beside,
        cards=tuple(sorted(cards.values(), key=lambda card: card.id)),
        series=tuple(sorted(series.values(), key=_order)),
    )


def card_of(row: Row) -> ContextCard:
    """Return the card that a row holds."""
    return ContextCard(
        recording=str(row["recording"]),
        caregiver=str(row["caregiver"]),
        rest=str(row["rest"]),
        support=str(row["support"]),
        restores=str(row["restores"]),
        said_at=str(row["said_at"]),
        coder=str(row["coder"]),
    )


def meeting_of(row: Row) -> Meeting:
    """Return the meeting that a row holds."""
    windows = json.loads(str(row["windows"]))
    return Meeting(
        recording=str(row["recording"]),
        family=str(row["family"]),
        setting=str(row["setting"]),
        began_at=str(row["began_at"]),
        windows=tuple(DayWindow(int(begins), int(ends), str(name)) for begins, ends, name in windows),
        child_months=None if row.get("child_months") is None else int(str(row["child_months"])),
    )


def series_of(row: Row) -> Series:
    """Return the series that a row holds."""
    return Series(
        id=str(row["id"]),
        recording=str(row["recording"]),
        caregiver=str(row["caregiver"]),
        name=str(row["name"]),
        unit=str(row["unit"]),
        points=tuple(Point(str(at), float(value)) for at, value in json.loads(str(row["points"]))),
        brought_at=str(row["brought_at"]),
    )


def own_words_of(row: Row) -> OwnWords:
    """Return the own words that a row holds."""
    return OwnWords(
        id=str(row["id"]),
        recording=str(row["recording"]),
        caregiver=str(row["caregiver"]),
        kind=OwnWordKind(str(row["kind"])),
        of=str(row["of"]),
        words=str(row["words"]),
        helped=str(row["helped"]),
        said_on=str(row["said_on"]),
        hour=None if row["hour"] is None else int(row["hour"]),
        said_at=str(row["said_at"]),
        coder=str(row["coder"]),
    )


def _order(series: Series) -> tuple[str, str, str]:
    return series.caregiver, series.name, series.id
