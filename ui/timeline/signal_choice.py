"""Which measured signals the timeline can draw under its tiers, and what they are called there."""

from __future__ import annotations

from collections.abc import Sequence

from coder.vocabulary.people import Person
from coder.vocabulary.signals import SignalTrack
from ui.operations.wording import subject_words
from ui.timeline.signal_strip import SignalStrip

_SHOWN = {"head_yaw": "head turn", "smile": "smile", "smile_read": "mouth readable"}


def strips_of(tracks: Sequence[SignalTrack], people: Sequence[Person]) -> list[SignalStrip]:
    """Return the strips of everybody who has a role, gaps where nothing can be trusted."""
    strips = []
    for person in people:
        if person.role in (None, "nobody"):
            continue
        for track in tracks:
            if track.person == person.letter and track.name in _SHOWN:
                label = f"{subject_words(person.role or '')}: {_SHOWN[track.name]}"
                strips.append(SignalStrip.of_track(track, label=label))
    return strips
