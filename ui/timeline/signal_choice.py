"""Which measured signals the timeline can draw under its tiers, and what they are called there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coder.vocabulary.language import tr
from coder.vocabulary.people import Person, camera_of
from coder.vocabulary.signals import SOUND, SignalTrack
from ui.operations.wording import subject_words
from ui.timeline.signal_strip import SignalStrip

_HEARD = {
    "sound_level": (tr("sound level"), (-80.0, 0.0)),
    "pitch": ("pitch", None),
    "voicing": ("voicing", (0.0, 1.0)),
    "speech": ("speech", (0.0, 1.0)),
    "cry": ("cry-likeness", (0.0, 1.0)),
}
"""What is heard, in the order in which it is drawn, and the axis of what has one by its nature."""

_SHOWN = {"head_yaw": tr("head turn"), "smile": tr("smile"), "smile_read": tr("mouth readable")}


def strips_of(
    tracks: Sequence[SignalTrack], people: Sequence[Person], cameras: Mapping[str, str] | None = None
) -> list[SignalStrip]:
    """Return the strips of what is heard and of everybody who has a role, gaps where nothing can be trusted.

    ``cameras`` are the further cameras' names by their ids: what was measured through one says so.
    """
    heard = {track.name: track for track in tracks if track.person == SOUND}
    strips = [
        SignalStrip.of_track(heard[name], label=label, axis=axis)
        for name, (label, axis) in _HEARD.items()
        if name in heard
    ]
    for person in people:
        if person.role in (None, "nobody"):
            continue
        for track in tracks:
            if track.person == person.letter and track.name in _SHOWN:
                label = f"{subject_words(person.role or '')}: {_SHOWN[track.name]}"
                if camera := camera_of(person.letter):
                    label = tr("{label} ({camera})", label=label, camera=(cameras or {}).get(camera, camera))
                strips.append(SignalStrip.of_track(track, label=label))
    return strips
