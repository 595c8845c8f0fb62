"""Face to face: each is turned to the other at the same time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from coder.proposals.gaze import look, to_face
from coder.proposals.rule_tools import confidence, make_draft, named, stretches, time_stretch, typical, under_way
from coder.proposals.scene import Scene
from coder.vocabulary.events import Draft
from coder.vocabulary.language import tr

RULE = "face_to_face@2"


def propose_face_to_face(scene: Scene) -> Iterator[Draft]:
    """Both look rules hold at once; measured with the same thresholds as the looks themselves."""
    if scene.child is None:
        return
    rules = scene.settings
    for caregiver in scene.caregivers:
        # Who looks at what the other holds up is not face to face with them.
        child, adult = to_face(scene, look(scene, scene.child, caregiver)), look(scene, caregiver, scene.child)
        enter, stay = np.minimum(child.enter, adult.enter), np.minimum(child.stay, adult.stay)
        readings = child.readings + adult.readings
        for stretch in stretches(
            scene, enter=enter, stay=stay, bridge_us=rules.look_bridge_us, least_us=rules.look_least_us
        ):
            timing = time_stretch(scene, stretch, enter=enter, stay=stay)
            yield make_draft(
                scene,
                subject="together",
                code="face_to_face",
                timing=timing,
                seen=tr(
                    "The child's head turned {child:.0f}° toward {who} and {who}'s {adult:.0f}° toward the child for "
                    "{seconds:.1f} s{since}",
                    child=typical(child.turn, stretch),
                    who=named(caregiver),
                    adult=typical(adult.turn, stretch),
                    seconds=timing.seconds,
                    since=under_way(scene, timing),
                ),
                readings=readings,
                sureness=confidence(typical(enter, stretch), readings, stretch),
                rule=RULE,
            )
