"""Where a proposal stands: it follows from one's own events and decisions, so that the two can never disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coder.study.edits.changes import Row
from coder.vocabulary.events import Status

_RANK = (Status.OPEN, Status.SKIPPED, Status.REJECTED, Status.ACCEPTED, Status.ADJUSTED)
"""For all coders together a proposal stands where the one who went furthest with it has it."""


def standings(events: Iterable[Row], decisions: Iterable[Row]) -> dict[str, Status]:
    """Return where proposals stand that somebody has an event of or decided on; all others are open.

    Parameters
    ----------
    events : iterable of rows
        Events, of one coder or of all. One that came of a proposal makes it accepted, or adjusted.
    decisions : iterable of rows
        Decisions, likewise. The last of each coder counts: rejected, left for later, or opened again. An acceptance
        whose event has gone, by whatever way, leaves the proposal open.
    """
    last: dict[tuple[str, str], Row] = {}
    for decision in sorted(decisions, key=_number):
        last[str(decision["proposal"]), str(decision["coder"])] = decision
    found: dict[str, Status] = {}
    for (proposal, _), decision in last.items():
        verdict = Status(str(decision["verdict"]))
        if verdict in (Status.REJECTED, Status.SKIPPED):
            found[proposal] = max(found.get(proposal, Status.OPEN), verdict, key=_RANK.index)
    for event in events:
        if event["proposal"]:
            found[str(event["proposal"])] = Status.ADJUSTED if event["origin"] == Status.ADJUSTED else Status.ACCEPTED
    return found


NO_LONGER = "no longer"
"""Column ``status`` of a proposal that is made no more, but that somebody decided on once: an undo may bring that back.

Everything else in that column, but the next, is from earlier versions and means nothing.
"""
DECIDED_ONLY = "decided only"
"""The same of one that somebody has decided on since: it stays, and whoever has not decided on it is still asked."""


def with_standing(proposals: Iterable[Row], found: Mapping[str, Status]) -> list[Row]:
    """Return rows of proposals with where they stand, without those that are made no more and nobody decided on."""
    return [
        standing_at(row, found.get(str(row["id"]), Status.OPEN))
        for row in proposals
        if row["status"] != NO_LONGER or str(row["id"]) in found
    ]


def standing_at(row: Row, status: Status) -> Row:
    """Return the row of a proposal with where it stands, and whether it is still made."""
    return {**row, "status": status.value, "still_made": int(row["status"] not in (NO_LONGER, DECIDED_ONLY))}


def _number(decision: Row) -> int:
    """Decisions are numbered as they are made; a redo brings one back under its own number."""
    return int(str(decision["id"]).lstrip("d") or 0)
