"""Smiles: mouth corners drawn out and up beyond the person's own resting face."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from coder.proposals.rule_tools import (
    Timing,
    confidence,
    foot,
    make_draft,
    steady,
    stretches,
    time_stretch,
    turning,
    typical,
    under_way,
)
from coder.proposals.scene import Scene
from coder.vocabulary.events import Draft
from coder.vocabulary.language import tr

RULE = "smile@4"

NEVER = -100.0
"""A margin far below every threshold: here nothing begins."""


def propose_smiles(scene: Scene) -> Iterator[Draft]:
    """A rise over the person's own rest, for long enough, that does not begin while the head turns.

    Where a mouth could not be read nothing is said, neither smile nor its absence. Who smiles need not be settled.
    """
    rules = scene.settings
    for subject in (*scene.subjects, *scene.unsettled):
        smile = scene.of(subject, "smile")
        calm = steady(scene, smile.value)
        # A mouth that is turned away or blurred is drawn a little wrong by the models: it has to show more.
        enough = rules.smile_on + rules.smile_doubt * (1 - np.clip(smile.validity, 0, 1))
        enter, stay = (calm - enough) / rules.smile_clear, (calm - rules.smile_off) / rules.smile_clear
        still = np.where(turning(scene, subject), np.nan, calm)
        begins = np.where(np.isnan(still) & np.isfinite(enter), NEVER, enter)
        for stretch in stretches(
            scene, enter=begins, stay=stay, bridge_us=rules.smile_bridge_us, least_us=rules.smile_least_us
        ):
            # Below rest there is nothing to rise from: a mouth pressed together before a smile is not its beginning.
            rise = foot(
                scene,
                np.maximum(still, 0.0),
                stretch.first,
                back_us=rules.smile_back_us,
                bridge_us=rules.smile_bridge_us,
                share=rules.smile_foot_share,
            )
            held = time_stretch(scene, stretch, enter=enter, stay=stay)
            timing = Timing(onset_us=rise.onset_us, offset_us=held.offset_us, bound_us=rise.bound_us)
            percent = 100 * typical(calm, stretch)
            yield make_draft(
                scene,
                subject=subject,
                code="smile",
                timing=timing,
                seen=tr(
                    "Mouth corners drawn out and up {percent:.0f} % of the way from this person's resting face to "
                    "a wide smile for {seconds:.1f} s{since}",
                    percent=percent,
                    seconds=timing.seconds,
                    since=under_way(scene, timing),
                ),
                readings=(smile,),
                sureness=confidence(typical(enter, stretch), (smile,), stretch),
                rule=RULE,
            )
