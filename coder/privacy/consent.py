"""Who agreed to what for a recording, until when, and what follows from it. Pure rules; a date is the last good day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr


class Use(StrEnum):
    """What somebody may agree to."""

    CODING = "coding"
    SHOWING = "showing"
    TRAINING = "training"
    SHARING = "sharing"

    @property
    def words(self) -> str:
        """The use in full."""
        return _WORDS[self]


_WORDS = {
    Use.CODING: tr("coding it"),
    Use.SHOWING: tr("showing it to the family"),
    Use.TRAINING: tr("training coders with it"),
    Use.SHARING: tr("sharing what was coded"),
}


class Because(StrEnum):
    """Why a recording is locked, or was erased."""

    WITHDRAWN = "withdrawn"
    PAST_AGREEMENT = "past the date that was agreed"
    PAST_RETENTION = "past the study's retention date"
    ASKED = "asked for"


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What one person, under a pseudonym, agreed to for a recording. ``until`` is None where no date was named."""

    who: str
    uses: frozenset[Use]
    until: date | None
    withdrawn: bool = False


def lock_of(agreements: Iterable[ConsentGiven], *, retention: date | None, today: date) -> Because | None:
    """Return why a recording is locked, or None. One person's withdrawal locks it: they are all in the picture."""
    known = tuple(agreements)
    if any(agreement.withdrawn for agreement in known):
        return Because.WITHDRAWN
    if any(agreement.until is not None and today > agreement.until for agreement in known):
        return Because.PAST_AGREEMENT
    if retention is not None and today > retention:
        return Because.PAST_RETENTION
    return None


def agreed_uses(agreements: Sequence[ConsentGiven]) -> frozenset[Use] | None:
    """Return what everybody who was asked agreed to; None where nobody's agreement is recorded."""
    if not agreements:
        return None
    return frozenset.intersection(*(agreement.uses for agreement in agreements))


def uses_of(text: str) -> frozenset[Use]:
    """Read ``coding,showing``; raise StudyError where a word is no use, or there is none."""
    words = [word.strip().casefold() for word in text.split(",") if word.strip()]
    known = ", ".join(use.value for use in Use)
    wrong = next((word for word in words if word not in set(Use)), None)
    if wrong is not None or not words:
        raise StudyError(
            tr("{value!r} is nothing one can agree to here; choose from: {known}.", value=wrong or text, known=known)
        )
    return frozenset(Use(word) for word in words)


def people_of(text: str) -> tuple[str, ...]:
    """Read ``Kim,Ada``; raise StudyError where there is nobody."""
    people = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not people:
        raise StudyError(tr("Say who agreed, by pseudonyms with commas between, such as: --who Kim,Ada"))
    return people


def today_utc() -> date:
    """Return the day in UTC, as every other date of a study: the last good day ends everywhere at the same moment."""
    return datetime.now(UTC).date()


def date_of(text: str) -> date:
    """Read a date as 2027-12-31; raise StudyError where it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise StudyError(
            tr("{text!r} is no date; write year, month and day, such as 2027-12-31.", text=text)
        ) from error
