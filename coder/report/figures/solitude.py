"""Each at their own thing: the child's own play beside a caregiver, told as the capacity for solitude. Never a lack."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from coder.exchanges.caregiver_presence import BRIDGE_US, CHECKING_BACK
from coder.report.figures.day_rhythm import RhythmKind, rhythm_of
from coder.report.figures.recording_figures import Numbers
from coder.report.phrases import moments, spoken_time
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.time import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Solitude:
    """Stretches in which child and caregiver were each at their own thing, side by side.

    Attributes
    ----------
    lasted_us : int
        How long all of them are together.
    went_off, came_back : int
        How often such a stretch followed being together, and how often being together followed it.
    checked_back : int
        Short looks up at the caregiver meanwhile.
    """

    lasted_us: int
    went_off: int
    came_back: int
    checked_back: int


def solitude_of(numbers: Numbers) -> Solitude:
    """Find the child's own play in a recording, from its rhythm."""
    rhythm = rhythm_of(numbers.events, recording=numbers.recording, span=numbers.span, meeting=numbers.beside.meeting)
    own = [one.interval for one in rhythm.stretches if one.kind is RhythmKind.OWN]
    there = (RhythmKind.TOGETHER, RhythmKind.REUNION)
    pairs = list(pairwise(rhythm.stretches))
    near = [Interval(one.onset_us, one.offset_us + BRIDGE_US) for one in own]
    return Solitude(
        lasted_us=sum(one.duration_us for one in own),
        went_off=sum(a.kind in there and b.kind is RhythmKind.OWN for a, b in pairs),
        came_back=sum(a.kind is RhythmKind.OWN and b.kind in there for a, b in pairs),
        checked_back=sum(
            any(one.contains(e.onset_us) for one in near)
            for e in numbers.events
            if e.code == CHECKING_BACK and role_of(e.subject) is Role.CHILD
        ),
    )


def solitude_words(found: Solitude) -> str:
    """Say it in a sentence or two; "" where nothing of it was seen."""
    if not found.lasted_us:
        return ""
    parts = [
        tr("went off to its own play {moments}", moments=moments(found.went_off)) if found.went_off else "",
        tr("checked back {moments}", moments=moments(found.checked_back)) if found.checked_back else "",
        tr("came back {moments}", moments=moments(found.came_back)) if found.came_back else "",
    ]
    told = [part for part in parts if part]
    moved = tr(" The child {listed}.", listed=_listed(told)) if told else ""
    return tr(
        "Each was at their own thing, side by side, for {spoken_time}.{moved} Being by oneself with "
        "somebody near is how the capacity for solitude shows.",
        spoken_time=spoken_time(found.lasted_us),
        moved=moved,
    )


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else tr("{names} and {parts}", names=", ".join(parts[:-1]), parts=parts[-1])
