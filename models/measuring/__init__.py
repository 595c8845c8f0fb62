"""From what was seen of each person to signals over time: one file per kind of signal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from coder.vocabulary.analysis_settings import VisionSettings
from coder.vocabulary.people import Person
from coder.vocabulary.progress import Progress, part, silent
from coder.vocabulary.signals import SignalTrack
from models.following.arms_of_people import arms_of_people
from models.following.carried_persons import carried_persons
from models.following.role_suggestion import letter
from models.following.tracklet_joining import PersonTrack
from models.measuring.body_signals import body_signals
from models.measuring.eye_signals import eye_signals
from models.measuring.head_signals import HeadSignals, head_signals
from models.measuring.measurement import Flags, Sources, to_tracks
from models.measuring.mouth_signals import mouth_signals
from models.measuring.pair_signals import One, for_pairs, pair_signals
from models.measuring.presence_signals import Presence, people_of, presence
from models.measuring.things_between import strange_cells, thing_between
from models.seeing.detections import Sights

__all__ = ["Sources", "measure"]

PEOPLE = 2 / 3
"""Share of the measuring that is done once every person is measured; the rest is for pairs."""


def measure(
    tracks: Sequence[PersonTrack],
    roles: Sequence[str | None],
    sights: Sights,
    *,
    vision: VisionSettings,
    sources: Sources,
    progress: Progress = silent,
) -> tuple[tuple[Person, ...], tuple[SignalTrack, ...]]:
    """Measure every signal of :data:`coder.vocabulary.signals.SIGNALS` for people and for ordered pairs of them.

    Parameters
    ----------
    tracks : sequence of Track
        People, in the order of their letters.
    roles : sequence of str or None
        Their suggested roles.
    sources : Sources
        ``id@version`` of the models, by what they see.
    progress : callable, optional
        Told the share done, person by person; what it raises stops the measuring.

    Returns
    -------
    people, signals
        Values are those of the look itself or between its neighbours: nothing is delayed (zero-phase). A pair has
        values for the looks in which both are in view; two who were never in view together have none.
    """
    letters = [letter(i) for i in range(len(tracks))]
    views: list[Presence] = []
    heads: list[HeadSignals] = []
    of_pairs: list[One] = []
    signals: list[SignalTrack] = []
    strangers = _strangers(tracks, sights, vision)
    carried = carried_persons(tracks, sights)
    arms = arms_of_people(tracks, sights, vision)
    # Person by person: over hours, what lies in between takes several times the room of the signals.
    for i, track in enumerate(tracks):
        progress(PEOPLE * i / len(tracks))
        here = part(progress, PEOPLE * i / len(tracks), PEOPLE * (i + 0.5) / len(tracks))
        view = presence(track, sights, vision, strangers, carried[i], here)
        head = head_signals(track, view, sights, vision)
        progress(PEOPLE * (i + 0.5) / len(tracks))
        body = body_signals(track, arms[i], head, sights, vision)
        own = {
            **view.measured,
            **head.measured,
            **mouth_signals(track, head, sights, vision),
            **eye_signals(track, head, sights, vision),
            **body.measured,
        }
        signals += to_tracks(own, person=letters[i], pts_us=sights.pts_us, sources=sources)
        views.append(replace(view, measured={}))
        of_pairs.append(for_pairs(head, body))
        heads.append(of_pairs[i][0])
    strange = strange_cells(heads, sights)
    for i, first in enumerate(letters):
        for j, second in enumerate(letters):
            progress(PEOPLE + (1 - PEOPLE) * (i * len(letters) + j) / len(letters) ** 2)
            both = views[i].in_view & views[j].in_view
            if i != j and bool(both.any()):
                pair = pair_signals(of_pairs[i], of_pairs[j], both)
                pair["thing_between"] = thing_between(heads[i], heads[j], strange, sights, both)
                signals += to_tracks(pair, person=f"{first}+{second}", pts_us=sights.pts_us[both], sources=sources)
    return people_of(letters, roles, heads, views, sights), tuple(signals)


def _strangers(tracks: Sequence[PersonTrack], sights: Sights, vision: VisionSettings) -> Flags:
    """Looks that show a sure face or body which belongs to nobody who was followed."""
    shown = np.zeros(len(sights.pts_us), np.bool_)
    for rows, owned, sure in (
        (sights.faces, [track.face for track in tracks], vision.face_sure),
        (sights.bodies, [track.body for track in tracks], vision.body_sure),
    ):
        free = rows["confidence"] >= sure
        for own in owned:
            free[own[own >= 0]] = False
        shown[rows["look"][free]] = True
    return shown
