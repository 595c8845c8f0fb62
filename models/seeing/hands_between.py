"""Looks between two looks for bodies, asked for arms, too, where a hand came to somebody else or left them meanwhile.

Bodies are looked for at every third look or so, and a hand comes and goes in less. Who is who is told over the whole
clip, but a hand is on *somebody else* or is not, and that two looks in a row say by themselves: people are paired by
place alone. Where they differ the look in the middle is asked, and so on to either side, while its picture is still
held.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from coder.vocabulary.analysis_settings import VisionSettings
from models.seeing.detections import Look, gather
from models.seeing.person_assembly import (
    HAND,
    HEAD_OF_SHOULDERS,
    HEAD_WIDTH,
    SHOULDERS,
    TORSO_IN_HEADS,
    Unit,
    units_at,
)

ARMS = ((5, 7, 9), (6, 8, 10))
"""Shoulder, elbow, wrist among the keypoints of a body, left before right."""
LEAST_APART = 0.2
"""Of looks nearer to one another than this share of the time between two looks for bodies no picture is held, so that
four at most are."""
SAME_PERSON = 1.5
"""Heads nearer than this from one look for bodies to the next, in widths of the larger, are one person's."""

Point = tuple[float, float]
Ask = Callable[[Look], Look]


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody in one look: centre and width of the head, in pixels, and shoulder, elbow and wrist of each arm.

    Without arms where no body was found; a joint is None where it is not seen.
    """

    head: Point
    width: float
    arms: tuple[tuple[Point | None, Point | None, Point | None], ...]


def hands_between(looks: Iterator[Look], ask: Ask, vision: VisionSettings) -> Iterator[Look]:
    """Give looks on in order, with arms where they were asked for, and without their pictures.

    Parameters
    ----------
    looks : iterator of Look
        In order. Those between two looks for bodies are held until the second has come; no more of them, and nothing
        else, so that what is asked follows from these looks alone: it is the same wherever an analysis begins.
    ask : callable
        Returns a look with its arms, from its picture.
    """
    before: Sequence[_Person] | None = None
    held: list[Look] = []
    kept_us = 0
    for look in looks:
        if look.bodies is None and before is not None:
            near = look.pts_us - kept_us < LEAST_APART * vision.body_every_us
            held.append(replace(look, picture=None) if near else look)
            kept_us = kept_us if near else look.pts_us
            continue
        if look.bodies is not None:
            after = _people(look, vision)
            if before is not None:
                yield from _let_go(_asked(before, held, after, ask, vision))
            before, held, kept_us = after, [], look.pts_us
        yield replace(look, picture=None)
    yield from _let_go(held)


def _let_go(looks: Sequence[Look]) -> Iterator[Look]:
    for look in looks:
        yield replace(look, picture=None)


def _asked(
    before: Sequence[_Person], between: Sequence[Look], after: Sequence[_Person], ask: Ask, vision: VisionSettings
) -> list[Look]:
    """The looks between two, those asked for arms which lie where a hand came or went: the middle one first."""
    looks = list(between)
    held = [number for number, look in enumerate(looks) if look.picture is not None]
    people = {-1: before, len(held): after}
    spans = [(-1, len(held))]
    while spans:
        first, last = spans.pop()
        if last - first < 2 or not _came_or_went(people[first], people[last], vision):
            continue
        middle = (first + last) // 2
        asked = looks[held[middle]] = ask(looks[held[middle]])
        people[middle] = _people(asked, vision)
        spans += [(first, middle), (middle, last)]
    return looks


def _people(look: Look, vision: VisionSettings) -> list[_Person]:
    """Who is seen in a look that was asked for bodies, or for arms; nobody where it shows no body and somebody else."""
    found = look.bodies if look.arms is None else look.arms
    if found is None or not len(found) or len(found) + len(look.faces) < 2:
        return []
    sights = gather([replace(look, bodies=found)], width=0, height=0)
    bodies = sights.bodies["keypoints"].astype(float).tolist()
    people = []
    for unit in units_at(sights, 0, vision):
        body = bodies[unit.body] if unit.body >= 0 else None
        width = _head_width(unit, body, vision)
        if math.isfinite(width):
            people.append(_Person((unit.x, unit.y), width, () if body is None else _arms(body, vision)))
    return people


def _head_width(unit: Unit, body: list[list[float]] | None, vision: VisionSettings) -> float:
    if math.isfinite(unit.size):
        return HEAD_WIDTH * unit.size
    if body is None:
        return math.nan
    (x, y, sure), (other_x, other_y, also) = body[SHOULDERS]
    if min(sure, also) < vision.keypoint_least:
        return math.nan
    return HEAD_WIDTH * HEAD_OF_SHOULDERS * math.hypot(x - other_x, y - other_y)


def _arms(
    body: list[list[float]], vision: VisionSettings
) -> tuple[tuple[Point | None, Point | None, Point | None], ...]:
    places = [(x, y) if sure >= vision.keypoint_least else None for x, y, sure in body]
    return tuple((places[shoulder], places[elbow], places[wrist]) for shoulder, elbow, wrist in ARMS)


def _came_or_went(before: Sequence[_Person], after: Sequence[_Person], vision: VisionSettings) -> bool:
    """Whether a hand that was on somebody else in one of two looks is off them in the other, or is lost there."""
    pairs = _same_people(before, after)
    for one, one_later in pairs:
        # Whose body one of the two looks does not find moved no hand that could be told from it.
        for other, other_later in pairs if one.arms and one_later.arms else ():
            if other is not one:
                gap, later = _hand_gap(one, other), _hand_gap(one_later, other_later)
                crossed = min(gap, later) <= vision.hand_on_head_widths < max(gap, later)
                # Where a hand is found that was not found before, it may have been there long since.
                if crossed and math.isfinite(gap) and abs(gap - later) > vision.hand_moved_head_widths:
                    return True
    return False


def _hand_gap(one: _Person, other: _Person) -> float:
    """Distance of the nearer hand to somebody, in widths of the larger head; infinite where no hand is seen."""
    gaps = [_gap(arm, other) for arm in one.arms]
    return min(gaps, default=math.inf) / max(one.width, other.width)


def _same_people(before: Sequence[_Person], after: Sequence[_Person]) -> list[tuple[_Person, _Person]]:
    """People of one look with those of the next, nearest first."""
    apart = [
        (math.dist(one.head, other.head) / max(one.width, other.width), i, j)
        for i, one in enumerate(before)
        for j, other in enumerate(after)
    ]
    taken: set[tuple[str, int]] = set()
    pairs = []
    for far, i, j in sorted(apart):
        if far <= SAME_PERSON and ("before", i) not in taken and ("after", j) not in taken:
            taken |= {("before", i), ("after", j)}
            pairs.append((before[i], after[j]))
    return pairs


def _gap(arm: tuple[Point | None, Point | None, Point | None], other: _Person) -> float:
    """Pixels from a hand, wrist to finger roots, to somebody's head, trunk or arms; infinite where it is not seen."""
    _, elbow, wrist = arm
    if wrist is None:
        return math.inf
    points = [wrist]
    if elbow is not None:
        points.append((wrist[0] + HAND * (wrist[0] - elbow[0]), wrist[1] + HAND * (wrist[1] - elbow[1])))
    return min(_to_person(point, other) for point in points)


def _to_person(point: Point, other: _Person) -> float:
    (x, y), width = other.head, other.width
    half, begin, end = (share * width for share in TORSO_IN_HEADS)
    aside = max(abs(point[0] - x) - half, 0.0)
    below = max(y + begin - point[1], point[1] - y - end, 0.0)
    gaps = [math.dist(point, other.head) - width / 2, math.hypot(aside, below)]
    for shoulder, elbow, wrist in other.arms:
        if shoulder is not None and elbow is not None:
            gaps.append(_to_segment(point, shoulder, elbow))
        if elbow is not None and wrist is not None:
            gaps.append(_to_segment(point, elbow, wrist))
    return max(min(gaps), 0.0)


def _to_segment(point: Point, start: Point, end: Point) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    share = ((point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1]) / max(
        along[0] ** 2 + along[1] ** 2, 1e-9
    )
    share = min(max(share, 0.0), 1.0)
    return math.dist(point, (start[0] + share * along[0], start[1] + share * along[1]))
