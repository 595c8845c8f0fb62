"""Proposals of one recording from several cameras: what one sees and another misses, and each act once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from coder.proposals.scene import Times
from coder.vocabulary.events import Draft
from coder.vocabulary.language import tr
from coder.vocabulary.people import Person
from coder.vocabulary.time import Interval, without

UNSEEN = "not_observable"
LEAST_UNSEEN_US = 2_000_000
"""As long as a stretch must be for the rule that asks about it."""

NEAR_US = 500_000
"""Two points of one code that lie nearer are one act seen twice; a look every 100 ms and a placement lie between."""


@dataclass(frozen=True, slots=True)
class SeenThrough:
    """What is proposed from one further camera: its name, whom it showed, and the drafts."""

    camera: str
    people: tuple[Person, ...]
    drafts: tuple[Draft, ...]


def joined(first: Sequence[Draft], further: Sequence[SeenThrough], *, frame_pts_us: Times) -> tuple[Draft, ...]:
    """Return the first camera's drafts and what the others add.

    Parameters
    ----------
    first : sequence of Draft
        What is proposed from the first camera: of an act that two cameras show, its times stand.
    further : sequence of SeenThrough
        In the order in which they came. What they cannot see is no word on the recording, and is left out.
    frame_pts_us : int64 array (frames,)
        PTS of every frame of the recording's own clip: a camera is placed to one of them, so its times are less exact
        by one.

    Returns
    -------
    tuple of Draft
        In order of onset. "Not observable" loses what another camera shows of the same person, read.
    """
    frame_us = int(np.median(np.diff(frame_pts_us))) if len(frame_pts_us) > 1 else 0
    taken = list(first)
    for one in further:
        taken += [
            replace(
                draft,
                timing_bound_us=draft.timing_bound_us + frame_us,
                evidence=tr("Seen by the camera {name}: {evidence}", name=one.camera, evidence=draft.evidence),
            )
            for draft in one.drafts
            if draft.code != UNSEEN and not any(_same(draft, other) for other in taken)
        ]
    kept = [part for draft in taken for part in _left(draft, further, frame_pts_us)]
    return tuple(sorted(kept, key=lambda d: (d.onset_us, d.offset_us, d.subject, d.code)))


def _same(a: Draft, b: Draft) -> bool:
    if (a.subject, a.code) != (b.subject, b.code):
        return False
    if a.interval.duration_us and b.interval.duration_us:
        return a.interval.overlaps(b.interval)
    return a.onset_us - NEAR_US <= b.offset_us and b.onset_us - NEAR_US <= a.offset_us


def _left(draft: Draft, further: Sequence[SeenThrough], frame_pts_us: Times) -> list[Draft]:
    """Return what no other camera shows of a stretch in which somebody is not observable; anything else as it is."""
    if draft.code != UNSEEN:
        return [draft]
    left = [draft.interval]
    for one in further:
        blind = sorted(d.interval for d in one.drafts if d.code == UNSEEN and d.subject == draft.subject)
        for person in one.people:
            if person.role == draft.subject:
                left = without(left, without(sorted(person.in_view), blind))
    if left == [draft.interval]:
        return [draft]
    found = (_on_frames(draft, part, frame_pts_us) for part in left)
    return [one for one in found if one.interval.duration_us >= LEAST_UNSEEN_US]


def _on_frames(draft: Draft, part: Interval, frame_pts_us: Times) -> Draft:
    """Begin and end at frames, as every proposal does."""
    edges = (int(np.searchsorted(frame_pts_us, us)) for us in (part.onset_us, part.offset_us))
    onset, offset = (int(frame_pts_us[min(at, len(frame_pts_us) - 1)]) for at in edges)
    end = draft.offset_us if part.offset_us == draft.offset_us else offset
    return replace(draft, onset_us=onset, offset_us=max(onset, end))
