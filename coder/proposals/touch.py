"""Touch and contact: a hand of one on the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from coder.proposals.rule_tools import (
    confidence,
    make_draft,
    named,
    steady,
    stretches,
    time_stretch,
    typical,
    under_way,
)
from coder.proposals.scene import Scene, SignalReading, Values
from coder.vocabulary.events import Draft

TOUCH_RULE = "touch@1"
CONTACT_RULE = "contact@1"


def propose_touches(scene: Scene) -> Iterator[Draft]:
    """A caregiver's hand on the child, and contact of either with the other, for long enough to be meant."""
    if scene.child is None or not scene.caregivers:
        return
    mutual: list[SignalReading] = []
    for caregiver in scene.caregivers:
        hand = scene.between(caregiver, scene.child, "hand_on")
        seen = f"A hand of {named(caregiver)} on the child"
        yield from _stretches_of(scene, [hand], subject=caregiver, code="touch", seen=seen, rule=TOUCH_RULE)
        mutual += [hand, _well_seen(scene, scene.between(scene.child, caregiver, "hand_on"))]
    seen = "A hand of one on the other"
    yield from _stretches_of(scene, mutual, subject="together", code="contact", seen=seen, rule=CONTACT_RULE)


def _well_seen(scene: Scene, hand: SignalReading) -> SignalReading:
    """The child's hand only where the caregiver's body was truly seen.

    A trunk that was not is taken to hang below the head; that is nearly right for a child in a chair, but an adult
    who leans over is somewhere else.
    """
    sure = hand.validity >= scene.settings.contact_validity
    return replace(hand, value=np.where(sure, hand.value, np.nan))


def _stretches_of(
    scene: Scene, hands: Sequence[SignalReading], *, subject: str, code: str, seen: str, rule: str
) -> Iterator[Draft]:
    rules = scene.settings
    away: Values = np.fmin.reduce([steady(scene, hand.value) for hand in hands])
    enter, stay = (rules.touch_on_head_widths - away), (rules.touch_off_head_widths - away)
    enter = enter / rules.touch_on_head_widths
    for stretch in stretches(
        scene,
        enter=enter,
        stay=stay,
        bridge_us=rules.touch_bridge_us,
        least_us=rules.touch_least_us,
        waver_us=rules.touch_waver_us,
        near=~(away > rules.touch_beside_head_widths),
    ):
        timing = time_stretch(scene, stretch, enter=enter, stay=stay)
        gap = typical(away, stretch)
        near = [hand for hand in hands if np.isfinite(hand.value[stretch.first : stretch.stop]).any()]
        yield make_draft(
            scene,
            subject=subject,
            code=code,
            timing=timing,
            seen=(
                f"{seen} (within {max(gap, 0.05):.2f} head widths in the picture) for "
                f"{timing.seconds:.1f} s{under_way(scene, timing)}"
            ),
            readings=near,
            sureness=confidence(typical(enter, stretch), near, stretch),
            rule=rule,
            looked_every_us=scene.settings.hands_every_us,
        )
