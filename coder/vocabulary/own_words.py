"""A caregiver's own words for the study: practices, who could take which hour, a ritual, dated lines, a low hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from coder.vocabulary.language import tr

MOST_PRACTICES = 3
"""So many practices a caregiver can hold at once; one more would be a task."""


class OwnWordKind(StrEnum):
    """What is said. No model ever writes one of these."""

    PRACTICE = "practice"
    ANSWER = "answer"
    SUPPORT = "support"
    RITUAL = "ritual"
    NOTICED = "noticed"
    DELIGHTED = "delighted"
    WANTED = "wanted"
    LOW = "low"


DATED = (OwnWordKind.NOTICED, OwnWordKind.DELIGHTED, OwnWordKind.WANTED)
"""Lines of a caregiver's own diary."""

TITLES = {
    OwnWordKind.PRACTICE: tr("practice"),
    OwnWordKind.ANSWER: tr("what came of a practice"),
    OwnWordKind.SUPPORT: tr("who could take which hour"),
    OwnWordKind.RITUAL: tr("our ritual"),
    OwnWordKind.NOTICED: tr("what I noticed"),
    OwnWordKind.DELIGHTED: tr("what delighted me"),
    OwnWordKind.WANTED: tr("what the child seemed to want or need"),
    OwnWordKind.LOW: tr("little was left"),
}

DID_IT = (tr("Did it come about?"), tr("Did it help?"))
"""Asked of each practice at a later visit."""

PAUSE = (
    tr("A pause, for you. Nothing is kept of it."),
    tr("Let the picture stand. Put both feet on the floor."),
    tr("Sense your own body: where it is held, where it is tight, how the breath goes by itself."),
    tr("Stay for three breaths, or for as long as it is good."),
    tr("Then go on, or leave it for today. Both are fine."),
)
"""A card for the parent. It has no field, no button that counts, and nothing that is written down."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """One thing that a caregiver said, at the visit at which it was written down; it holds for the study.

    Attributes
    ----------
    recording : str
        Of which visit.
    caregiver : str
        ``caregiver`` or ``caregiver:Kim``.
    kind : Kind
        What is said.
    of : str
        The practice that an answer is about; "" otherwise.
    words, helped : str
        In their words; an answer says in ``words`` whether it came about and in ``helped`` whether it helped.
    said_on : str
        Of which day (ISO 8601).
    hour : int or None
        Of which hour of the day, 0 to 23, where one is meant.
    """

    id: str
    recording: str
    caregiver: str
    kind: OwnWordKind
    of: str
    words: str
    helped: str
    said_on: str
    hour: int | None
    said_at: str
    coder: str


def answers_to(practice: OwnWords, every: Sequence[OwnWords]) -> tuple[OwnWords, ...]:
    """Return what came of a practice, oldest first."""
    return tuple(sorted((one for one in every if one.of == practice.id), key=lambda one: (one.said_on, one.said_at)))
