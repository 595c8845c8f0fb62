"""Where along time two coders say the same, and where not: one lane for each subject and group of codes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coder.report.figures.coder_agreement import TOLERANCE_S, CodedTwice, subjects_and_groups
from coder.report.figures.exclusive_groups import group_of
from coder.vocabulary.events import Event
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import Interval, seconds_to_us


@dataclass(frozen=True, slots=True)
class LanePiece:
    """A stretch in which each of two coders says one thing; None where one says nothing."""

    interval: Interval
    first: str | None
    second: str | None

    @property
    def alike(self) -> bool:
        """Whether both say the same."""
        return self.first == self.second


@dataclass(frozen=True, slots=True)
class AgreementLane:
    """What two coders say of one subject in one group of codes, over the stretch that is compared.

    Differences no longer than the tolerance are left out, as the figures leave them out: two hands never press at one
    moment. ``pieces`` are in order of time and share none.
    """

    recording: str
    subject: str
    group: str
    span: Interval
    pieces: tuple[LanePiece, ...]


def agreement_lanes(
    coded: Sequence[CodedTwice], scheme: Scheme, *, tolerance_s: float = TOLERANCE_S
) -> tuple[AgreementLane, ...]:
    """Return the lanes of every recording that both coded, in the order of the figures."""
    least_us = seconds_to_us(tolerance_s)
    both = [one for one in coded if one.both_coded]
    found = []
    for one in both:
        for subject, group in subjects_and_groups([one.first, one.second], scheme):
            sides = [
                [event for event in side if event.subject == subject and group_of(event, scheme) == group]
                for side in (one.first, one.second)
            ]
            found.append(AgreementLane(one.recording, subject, group, one.span, _pieces(sides, one.span, least_us)))
    return tuple(found)


def _pieces(sides: Sequence[Sequence[Event]], span: Interval, least_us: int) -> tuple[LanePiece, ...]:
    told = [_states(side, span, least_us) for side in sides]
    edges = sorted({edge for side in told for state, _ in side for edge in (state.onset_us, state.offset_us)})
    said = zip(*(_said_from(side, edges) for side in told), strict=True)
    pieces: list[LanePiece] = []
    for (onset, offset), (first, second) in zip(pairwise(edges), said, strict=False):
        if first is None and second is None:
            continue
        before = pieces[-1] if pieces else None
        if before is not None and (before.first, before.second, before.interval.offset_us) == (first, second, onset):
            pieces[-1] = LanePiece(Interval(before.interval.onset_us, offset), first, second)
        else:
            pieces.append(LanePiece(Interval(onset, offset), first, second))
    return tuple(piece for piece in pieces if piece.alike or piece.interval.duration_us > least_us)


def _states(side: Iterable[Event], span: Interval, least_us: int) -> list[tuple[Interval, str]]:
    """What one coder says, within the stretch; a point lasts as long as the other may be beside it."""
    found = []
    for event in side:
        onset, offset = event.onset_us, max(event.offset_us, event.onset_us + least_us + 1)
        onset, offset = max(onset, span.onset_us), min(offset, span.offset_us)
        if onset < offset:
            found.append((Interval(onset, offset), event.code))
    return found


def _said_from(side: Sequence[tuple[Interval, str]], edges: Sequence[int]) -> Iterator[str | None]:
    """What one coder says from each edge on: of what overlaps, as a widened point may, the first that began."""
    coming = deque(sorted(side, key=lambda said: said[0].onset_us))
    going: list[tuple[Interval, str]] = []
    for edge in edges:
        while coming and coming[0][0].onset_us <= edge:
            going.append(coming.popleft())
        going = [said for said in going if said[0].offset_us > edge]
        yield going[0][1] if going else None
