"""A recording's state after an edit, from the state before and the rows that changed: no table is read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from coder.exchanges.pairing import Outcome
from coder.study.edits.changes import Changes, Row, RowChange
from coder.study.state import RecordingState
from coder.study.store import row_mapping
from coder.study.store.camera_rows import moved_camera
from coder.study.store.context_rows import beside_after
from coder.vocabulary.camera import Camera
from coder.vocabulary.event_list import EventList
from coder.vocabulary.events import Proposal, Status, UnderWay
from coder.vocabulary.unproposed_stretch import UnproposedStretch


class _Named(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Named)

DERIVED = ("people", "codes")
"""Tables whose change makes other rows anew (proposals follow from roles), which the journal does not list."""


def state_after(state: RecordingState, changes: Changes, standing: Mapping[str, Status]) -> RecordingState | None:
    """Return the state after an edit, an undo or a redo; None where it must be read anew.

    ``standing`` says where the proposals stand now that the changes touched; one that is not in it is made no more.
    """
    if any(row.table in DERIVED for row in changes.rows):
        return None
    mine = [row for row in changes.rows if row.recording == state.recording.id]
    touched = frozenset(changes.proposals)
    outcomes, settled_by = dict(state.outcomes), dict(state.settled_by)
    for row in mine:
        if row.table == "outcomes":
            outcomes.pop(row.id, None)
            settled_by.pop(row.id, None)
            if row.after is not None:
                outcomes[row.id] = Outcome(str(row.after["outcome"]))
                settled_by[row.id] = str(row.after["coder"])
    paired, paired_by, words = dict(state.paired), dict(state.paired_by), dict(state.exchange_words)
    for row in mine:
        if row.table == "pairings":
            paired.pop(row.id, None)
            paired_by.pop(row.id, None)
            if row.after is not None:
                paired[row.id] = row_mapping.paired_of(row.after)
                paired_by[row.id] = str(row.after["coder"])
        elif row.table == "exchange_words":
            words.pop(row.id, None)
            if row.after is not None:
                words[row.id] = row_mapping.exchange_word_of(row.after)
    patched = replace(
        state,
        proposals=_standing(state.proposals, touched, standing),
        under_way=_patched(state.under_way, mine, "under_way", row_mapping.under_way_of, by=order_of_under_way),
        events=_events(state.events, mine),
        stretches=_patched(state.stretches, mine, "stretches", row_mapping.stretch_of, by=order_of_stretch),
        outcomes=outcomes,
        beside=beside_after(state.beside, mine),
        settled_by=settled_by,
        paired=paired,
        paired_by=paired_by,
        exchange_words=words,
        cameras=_cameras(state.cameras, mine),
    )
    return patched if state.coder is None else patched.seen_by(state.coder, state.conduct)


def _standing(
    held: tuple[Proposal, ...], touched: frozenset[str], standing: Mapping[str, Status]
) -> tuple[Proposal, ...]:
    """Proposals as they stand now; those that an edit did not touch are the ones that were there before."""
    if not touched and not standing:
        return held
    return tuple(
        [
            replace(one, status=standing[one.id]) if one.id in standing else one
            for one in held
            if one.id in standing or one.id not in touched
        ]
    )


def _events(held: EventList, rows: Sequence[RowChange]) -> EventList:
    changed = {row.id: row.after for row in rows if row.table == "events"}
    if not changed:
        return held
    return held.changed(
        {name: row_mapping.event_of(after) if after is not None else None for name, after in changed.items()}
    )


def _cameras(held: tuple[Camera, ...], rows: Sequence[RowChange]) -> tuple[Camera, ...]:
    """Return the cameras where they lie now; what clip each shows no edit changes."""
    changed = {row.id: row.after for row in rows if row.table == "cameras"}
    there = {one.id: one for one in held}
    for name, after in changed.items():
        there.pop(name, None) if after is None else there.update({name: moved_camera(after, there.get(name))})
    return tuple(there.values())


def order_of_proposal(proposal: Proposal) -> tuple[int, int, str, str]:
    """Sort key of a recording's proposals."""
    draft = proposal.draft
    return draft.onset_us, draft.offset_us, draft.subject, draft.code


def order_of_under_way(one: UnderWay) -> tuple[int, str]:
    """Sort key of states under way."""
    return one.onset_us, one.id


def order_of_stretch(stretch: UnproposedStretch) -> tuple[int]:
    """Sort key of a recording's stretches."""
    return (stretch.onset_us,)


def _patched(
    held: tuple[T, ...],
    rows: Sequence[RowChange],
    table: str,
    read: Callable[[Row], T],
    *,
    by: Callable[[T], tuple[int | str, ...]],
) -> tuple[T, ...]:
    changed = {row.id: row.after for row in rows if row.table == table}
    if not changed:
        return held
    kept = [item for item in held if item.id not in changed]
    return tuple(sorted([*kept, *(read(after) for after in changed.values() if after is not None)], key=by))
