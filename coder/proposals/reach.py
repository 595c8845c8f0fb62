"""Reaching: the child's hand moves out toward the caregiver, or toward what the caregiver holds, and back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from coder.proposals.rule_tools import (
    Timing,
    carried,
    confidence,
    foot,
    found_apart_us,
    last_seen,
    make_draft,
    named,
    steady,
    stretches,
    time_stretch,
    typical,
)
from coder.proposals.scene import Flags, Scene, SignalReading
from coder.vocabulary.events import Draft
from coder.vocabulary.language import tr

RULE = "reach@3"


def propose_reaches(scene: Scene) -> Iterator[Draft]:
    """An arm goes out from nearer the body; one that simply lies stretched on the table was not seen to reach."""
    if scene.child is None:
        return
    rules = scene.settings
    for caregiver in scene.caregivers:
        gone, stretched = _stretched(scene, scene.child, caregiver)
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
            found = np.fmax(*(scene.of(scene.child, f"wrist_{hand}_seen").value for hand in ("left", "right")))
            timing = Timing(onset_us=rise.onset_us, offset_us=held.offset_us, bound_us=rise.bound_us)
            place = last_seen(caregiver) if gone[stretch.first] else named(caregiver)
            yield make_draft(
                scene,
                subject=scene.child,
                code="reach",
                timing=timing,
                seen=tr(
                    "Hand moved out toward {place} from {base:.0f} % to {most:.0f} % of a straight arm, "
                    "{seconds:.1f} s until it was back",
                    place=place,
                    base=100 * rise.base,
                    most=100 * most,
                    seconds=timing.seconds,
                ),
                readings=(stretched,),
                sureness=confidence(typical(enter, stretch), (stretched,), stretch),
                rule=RULE,
                looked_every_us=rules.hands_every_us,
                found_apart_us=found_apart_us(scene, timing.onset_us, found),
            )


def _stretched(scene: Scene, child: str, caregiver: str) -> tuple[Flags, SignalReading]:
    """How far the child's nearer arm is stretched toward the caregiver, and where it is to their last place.

    While the caregiver is out of the picture the models give no reach; the hands beside the child's own head then
    say how far an arm goes out to the side where the caregiver was.
    """
    rules, toward = scene.settings, scene.between(child, caregiver, "reach")
    there = scene.of(caregiver, "head_x")
    gone = ~there.seen
    x, width = scene.of(child, "head_x").value, scene.of(child, "head_width").value
    side = np.sign(carried(scene, there.value, rules.look_after_us) - x)
    hands = [scene.of(child, f"wrist_{hand}_x") for hand in ("left", "right")]
    out = np.stack([side * (hand.value - x) / (rules.reach_arm_head_widths * width) for hand in hands])
    nearer = np.argmax(np.where(np.isfinite(out), out, -np.inf), axis=0)[None]
    value = np.where(gone, np.take_along_axis(out, nearer, 0)[0], toward.value)
    hands_validity = np.take_along_axis(np.stack([hand.validity for hand in hands]), nearer, 0)[0]
    return gone, SignalReading(
        value=value,
        validity=np.where(gone, hands_validity, toward.validity),
        models=tuple(dict.fromkeys(toward.models + hands[0].models)),
    )
