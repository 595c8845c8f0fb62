"""Not observable: stretches in which a person is out of the picture, or has a face that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from coder.proposals.presence import absences, presence, time_presence
from coder.proposals.rule_tools import SampleRange, confidence, make_draft, named, stretches, time_at
from coder.proposals.scene import Flags, Scene
from coder.vocabulary.events import Draft
from coder.vocabulary.language import tr

RULE = "not_observable@3"

GONE = tr("Seen to go over the edge of the picture and not in it")
UNREAD = tr("In the picture, but the face could not be read (turned away, covered, dark or blurred)")
UNSEEN = tr("Not found by the models, though nobody was seen to leave (hidden, bent down or turned away)")


def propose_not_observable(scene: Scene) -> Iterator[Draft]:
    """Off camera, or with neither head turn nor mouth to be read, for long enough to matter."""
    for subject in scene.subjects:
        for stretch in absences(scene, subject):
            yield _draft(scene, subject, stretch, GONE)
        here = presence(scene, subject)
        for stretch in _unread(scene, subject):
            seen = np.mean(here[stretch.first : stretch.stop] > 0)
            yield _draft(scene, subject, stretch, UNREAD if seen >= 0.5 else UNSEEN)


def _unread(scene: Scene, subject: str) -> list[SampleRange]:
    rules = scene.settings
    readable = scene.of(subject, "head_yaw").seen | scene.of(subject, "smile").seen
    here = presence(scene, subject)
    hidden = np.where((here < 0) | ((here > 0) & readable), -1.0, 1.0)
    found = stretches(
        scene, enter=hidden, stay=hidden, bridge_us=rules.presence_bridge_us, least_us=rules.unread_least_us
    )
    # A head that lies is looked for less often than an upright one: who is read again and again is not unread.
    return [one for one in found if _longest(scene, one, hidden > 0) >= rules.unread_least_us / 2]


def _longest(scene: Scene, stretch: SampleRange, hidden: Flags) -> int:
    """The longest time of a stretch through which somebody was hidden in every look."""
    seen = stretch.first + np.flatnonzero(~hidden[stretch.first : stretch.stop])
    edges = [stretch.first, *seen.tolist(), stretch.stop]
    return int(np.diff([time_at(scene, at) for at in edges]).max())


def _draft(scene: Scene, subject: str, stretch: SampleRange, why: str) -> Draft:
    view, timing = scene.of(subject, "in_view"), time_presence(scene, stretch)
    return make_draft(
        scene,
        subject=subject,
        code="not_observable",
        timing=timing,
        # A human is asked before a stretch leaves a denominator.
        seen=tr(
            "{why} for {seconds:.1f} s: is {who} in the picture, and can be seen to act? Then reject this, and "
            "nothing is left out",
            why=why,
            seconds=timing.seconds,
            who=named(subject),
        ),
        readings=(view,),
        sureness=confidence(1.0, (view,), stretch),
        rule=RULE,
    )
