"""What stands beside a child's signals: the caregiver's own card, the meeting, and data that a caregiver brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, is_of
from coder.vocabulary.wall_clock import DayWindow

SETTINGS = (tr("home"), tr("nursery"), tr("grandparents'"), tr("clinic"))
"""Settings that are offered; a family's own words do as well."""


class CardState(StrEnum):
    """What is known of a caregiver's own side. The three are never taken for each other."""

    NOT_COLLECTED = "not collected"
    RATHER_NOT = "asked, rather not say"
    FILLED = "in their own words"

    @property
    def leaving(self) -> str:
        """What a file that leaves says of it: the state, and none of the words."""
        return {CardState.FILLED: "told", CardState.RATHER_NOT: "asked and kept"}.get(self, self.value)


@dataclass(frozen=True, slots=True)
class ContextCard:
    """What one caregiver chose to say of their own state on the day of a recording, in their words.

    Attributes
    ----------
    caregiver : str
        ``caregiver`` or ``caregiver:Kim``.
    rest, support, restores : str
        How rested they are, who or what helps today, what restores them. "" is what they did not speak of; where all
        three are "", they were asked and would rather not say.
    said_at : str
        UTC, ISO 8601.
    coder : str
        Who wrote it down.
    """

    recording: str
    caregiver: str
    rest: str
    support: str
    restores: str
    said_at: str
    coder: str

    @property
    def id(self) -> str:
        """Its key: one card a recording and caregiver."""
        return f"{self.recording}/{self.caregiver}"

    @property
    def state(self) -> CardState:
        """Filled in, or asked and rather not; where there is no card, nothing was collected."""
        return CardState.FILLED if self.rest or self.support or self.restores else CardState.RATHER_NOT


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where, when and with which family a recording was made, as somebody said; nothing is read off the clip.

    Attributes
    ----------
    family : str
        Pseudonym; "" where nobody said.
    setting : str
        ``home``, ``nursery``, … or own words; "" where nobody said.
    began_at : str
        Local wall clock at the clip's first frame, ISO 8601 without a zone; "" where nobody said.
    windows : tuple of DayWindow
        Full-presence windows that the family chose, by time of day.
    child_months : int or None
        The child's age then, in whole months; None where nobody said. Never a date of birth.
    """

    recording: str
    family: str = ""
    setting: str = ""
    began_at: str = ""
    windows: tuple[DayWindow, ...] = ()
    child_months: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series: a date or a date with a time (ISO 8601), and the number beside it."""

    at: str
    value: float


@dataclass(frozen=True, slots=True)
class Series:
    """Sleep or heart-rate variability that a caregiver chose to bring. It is shown and described, never weighed.

    Attributes
    ----------
    name, unit : str
        What it is ("sleep", "RMSSD") and in which unit ("h", "ms").
    points : tuple of Point
        In order of time.
    brought_at : str
        UTC, ISO 8601.
    """

    id: str
    recording: str
    caregiver: str
    name: str
    unit: str
    points: tuple[Point, ...]
    brought_at: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything that stands beside one recording's codes. Empty: the caregiver's own side was not collected.

    ``coded`` names the caregivers who are coded in the recording: each has a side, whether or not there is a card.
    """

    meeting: Meeting | None = None
    cards: tuple[ContextCard, ...] = ()
    series: tuple[Series, ...] = ()
    coded: tuple[str, ...] = ()

    def among(self, subjects: Iterable[str]) -> Beside:
        """Return the same beside the codes of these subjects."""
        return replace(self, coded=tuple(sorted({name for name in subjects if is_of(name, Role.CAREGIVER)})))

    def called(self, names: Mapping[str, str]) -> Beside:
        """Return the same with caregivers under other names, where ``names`` has one."""
        return replace(
            self,
            cards=tuple(replace(one, caregiver=names.get(one.caregiver, one.caregiver)) for one in self.cards),
            series=tuple(replace(one, caregiver=names.get(one.caregiver, one.caregiver)) for one in self.series),
            coded=tuple(names.get(name, name) for name in self.coded),
        )

    @property
    def named(self) -> frozenset[str]:
        """Every caregiver who has a card, brought a series or is coded."""
        return frozenset(
            (*(card.caregiver for card in self.cards), *(series.caregiver for series in self.series), *self.coded)
        )

    @property
    def sides(self) -> tuple[tuple[str, CardState], ...]:
        """Each caregiver's own side: nobody's card speaks for another."""
        cards = {card.caregiver: card.state for card in self.cards}
        return tuple((name, cards.get(name, CardState.NOT_COLLECTED)) for name in caregivers_of(self.coded, self))

    @property
    def sides_words(self) -> str:
        """The same in one text, for a column of a table that leaves."""
        return "; ".join(f"{name}: {state.leaving}" for name, state in self.sides)

    @property
    def state(self) -> CardState:
        """What is known of the caregivers' own side as a whole: told only where each of them told it."""
        states = {state for _, state in self.sides}
        for state in (CardState.NOT_COLLECTED, CardState.RATHER_NOT):
            if state in states:
                return state
        return CardState.FILLED

    @property
    def nothing_collected(self) -> bool:
        """Whether no caregiver was asked."""
        return not self.cards

    def card(self, caregiver: str) -> ContextCard | None:
        """One caregiver's card, or None."""
        return next((card for card in self.cards if card.caregiver == caregiver), None)


NOTHING_BESIDE = Beside()
"""Nobody was asked and nothing was brought."""


def caregivers_of(subjects: Iterable[str | None], beside: Beside) -> tuple[str, ...]:
    """Return everybody who may have a card: the caregivers among ``subjects``, and those who have one."""
    named = {name for name in subjects if name and is_of(name, Role.CAREGIVER)}
    return tuple(sorted({*named, *(card.caregiver for card in beside.cards)})) or ("caregiver",)
