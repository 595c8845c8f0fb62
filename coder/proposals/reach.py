"""Reaching: the child's hand moves out toward the caregiver, or toward what the caregiver holds, and back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from coder.events import Draft
from coder.proposals.machinery import (
    Timing,
    confidence,
    foot,
    make_draft,
    named,
    steady,
    stretches,
    time_stretch,
    typical,
)
from coder.proposals.scene import Scene

RULE = "reach@1"


def propose_reaches(scene: Scene) -> Iterator[Draft]:
    """An arm goes out from nearer the body; one that simply lies stretched on the table was not seen to reach."""
    if scene.child is None:
        return
    rules = scene.settings
    for caregiver in scene.caregivers:
        stretched = scene.between(scene.child, caregiver, "reach")
        calm = steady(scene, stretched.value)
        enter, stay = (calm - rules.reach_on) / rules.reach_clear, (calm - rules.reach_off) / rules.reach_clear
        for stretch in stretches(
            scene, enter=enter, stay=stay, bridge_us=rules.reach_bridge_us, least_us=rules.reach_least_us
        ):
            rise = foot(
                scene,
                calm,
                stretch.first,
                back_us=rules.reach_back_us,
                bridge_us=rules.reach_bridge_us,
                share=rules.reach_foot_share,
            )
            most = float(np.nanmax(calm[stretch.first : stretch.stop]))
            if most - rise.base < rules.reach_rise:
                continue
            held = time_stretch(scene, stretch, enter=enter, stay=stay)
            timing = Timing(onset_us=rise.onset_us, offset_us=held.offset_us, bound_us=rise.bound_us)
            yield make_draft(
                scene,
                subject=scene.child,
                code="reach",
                timing=timing,
                seen=(
                    f"Hand moved out toward {named(caregiver)} from {100 * rise.base:.0f} % to {100 * most:.0f} % of a "
                    f"straight arm, {timing.seconds:.1f} s until it was back"
                ),
                readings=(stretched,),
                sureness=confidence(typical(enter, stretch), (stretched,), stretch),
                rule=RULE,
            )
