"""What becomes of one's accepted events when it turns out that a person is somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from coder.study.edits.changes import Row
from coder.study.edits.event_ledger import Ledger, said_event
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Origin
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Role, role_of, who_words


class Fate(StrEnum):
    """What becomes of events that were accepted under another role of their person."""

    KEEP = "keep"
    FOLLOW = "follow"
    REMOVE = "remove"

    def words(self, count: int) -> str:
        """What it does to so many events, for a button and a refusal."""
        return {
            Fate.KEEP: plural(count, "leave it as it is", "leave them as they are"),
            Fate.FOLLOW: plural(count, "let it follow to the new role", "let them follow to the new role"),
            Fate.REMOVE: plural(count, "take it out", "take them out"),
        }[self]


class RoleAsksError(StudyError):
    """A role changes under accepted events, and nobody has said what becomes of them."""

    def __init__(self, count: int, subjects: set[str]) -> None:
        self.count = count
        self.plain = plural(
            count,
            "You have accepted {count} event of {subjects} under the role until now. What becomes of it?",
            "You have accepted {count} events of {subjects} under the role until now. What becomes of them?",
            count=count,
            subjects=", ".join(who_words(one) for one in sorted(subjects)),
        )
        fates = "; ".join(f"{fate.value} ({fate.words(count)})" for fate in Fate)
        super().__init__(tr("{question} Say it with --events: {fates}.", question=self.plain, fates=fates))


def change_of_role(ledger: Ledger, recording: str, before: Sequence[Row], fate: Fate | None) -> None:
    """Ask about, or carry along, this layer's accepted events whose person has another role now.

    ``before`` are the recording's people as they were; the ledger holds them as they will be. Raises StudyError where
    there are such events and nobody has said what becomes of them, or where the new role has no such code.
    """
    moves: dict[str, str | None] = {}
    for person in before:
        now = ledger.get("people", str(person["id"])) or person
        was, will = _role(person), _role(now)
        # Of whom nobody knew who they are is said under their letter; so are caregivers without names, side by side.
        unsettled = f"{Role.OTHER}:{person['letter']}" if not person["confirmed_role"] and was is None else None
        unnamed = f"{Role.CAREGIVER}:{person['letter']}" if was == Role.CAREGIVER else None
        if was != will:
            moves |= {name: will for name in (was, unsettled, unnamed) if name is not None}
    affected = [
        event
        for event in ledger.where("events", recording=recording, coder=ledger.coder)
        if event["subject"] in moves
        and event["origin"] in (Origin.ACCEPTED, Origin.ADJUSTED)
        and not _is_voice(ledger, event)
    ]
    if not affected or fate is Fate.KEEP:
        return
    if fate is None:
        raise RoleAsksError(len(affected), {str(event["subject"]) for event in affected})
    for event in affected:
        will = moves[str(event["subject"])]
        if fate is Fate.REMOVE:
            ledger.remove(event)
        elif will is None or not _is_coded(ledger, will, str(event["code"])):
            raise StudyError(
                tr(
                    "{event} is not a code of {value}, so it cannot follow; leave the events as they are, or take "
                    "them out.",
                    event=said_event(event, ledger.scheme),
                    value=will or "nobody",
                )
            )
        else:
            # Out of the way first: two people who change places must not cut each other's events.
            ledger.drop("events", str(event["id"]))
    if fate is Fate.FOLLOW:
        for event in affected:
            after = {**event, "origin": Origin.ADJUSTED.value, "subject": moves[str(event["subject"])]}
            ledger.place(after)


def _role(person: Row) -> str | None:
    role = person["confirmed_role"] or person["suggested_role"]
    return None if role is None or role == "nobody" else str(role)


def _is_voice(ledger: Ledger, event: Row) -> bool:
    """Whether it was proposed of someone: whose it was is said by ear, whoever is who in the picture."""
    proposal = ledger.get("proposals", str(event["proposal"])) if event["proposal"] else None
    return proposal is not None and proposal["subject"] == Role.SOMEONE


def _is_coded(ledger: Ledger, subject: str, code: str) -> bool:
    return ledger.scheme.has(role_of(subject), code)
