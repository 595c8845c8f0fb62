"""Touch and contact: a hand of one on the other, proposed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from coder.proposals.rule_tools import (
    SampleRange,
    confidence,
    found_apart_us,
    make_draft,
    named,
    steady,
    stretches,
    time_stretch,
    typical,
    under_way,
)
from coder.proposals.scene import Flags, Scene, SignalReading, Values
from coder.vocabulary.events import Draft
from coder.vocabulary.language import tr

TOUCH_RULE = "touch@3"
CONTACT_RULE = "contact@3"

ON_HEAD_WIDTHS = 0.7
"""A hand this near to the middle of a head, in its own widths, is on the head; ..."""
ON_HAND_WIDTHS = 0.45
"""... and this near to a wrist on a hand, or on what both hold."""
MOSTLY = 0.6
"""Share of the looks in which a hand must be on the same part before it is named."""
SAME_HAND = 0.8
"""The same for which hand it is: in profile the estimator takes one for the other."""


def propose_touches(scene: Scene) -> Iterator[Draft]:
    """A caregiver's hand on the child for long enough to be meant, and a child's hand on a caregiver.

    Two who touch are also in contact: that is one thing, and proposed once, as the caregiver's touch where theirs is
    the hand. Contact is proposed where the hand is the child's.
    """
    if scene.child is None or not scene.caregivers:
        return
    touches: list[Draft] = []
    for caregiver in scene.caregivers:
        hand = scene.between(caregiver, scene.child, "hand_on")
        hands = _hands(scene, caregiver, scene.child)
        touches += _stretches_of(scene, [hand], [hands], subject=caregiver, code="touch", rule=TOUCH_RULE)
    yield from touches
    back = [_well_seen(scene, scene.between(scene.child, caregiver, "hand_on")) for caregiver in scene.caregivers]
    own = [_hands(scene, scene.child, caregiver) for caregiver in scene.caregivers]
    for contact in _stretches_of(scene, back, own, subject="together", code="contact", rule=CONTACT_RULE):
        if 2 * sum(_shared_us(contact, touch) for touch in touches) < contact.offset_us - contact.onset_us:
            yield contact


def touches_as_contact(drafts: Iterable[Draft]) -> list[Draft]:
    """Return the touches among drafts as the contact that they also are, for whoever compares with coded contact."""
    return [replace(draft, subject="together", code="contact") for draft in drafts if draft.rule.startswith("touch@")]


def _shared_us(first: Draft, second: Draft) -> int:
    return max(0, min(first.offset_us, second.offset_us) - max(first.onset_us, second.onset_us))


def _well_seen(scene: Scene, hand: SignalReading) -> SignalReading:
    """The child's hand only where the caregiver's body was truly seen.

    A trunk that was not is taken to hang below the head; that is nearly right for a child in a chair, but an adult
    who leans over is somewhere else.
    """
    sure = hand.validity >= scene.settings.contact_validity
    return replace(hand, value=np.where(sure, hand.value, np.nan))


@dataclass(frozen=True, slots=True, eq=False)
class _Hands:
    """The hand of one person that is nearer to another, sample by sample: whose, which, how surely seen, on what."""

    whose: str
    on: str
    side: Values
    """0 the left, 1 the right, NaN where neither was seen."""
    validity: Values
    found: Values
    """1 where it was found at that very look, 0 where it is carried between two, NaN where that was not noted."""
    on_head: Flags
    on_hand: Flags


def _hands(scene: Scene, whose: str, on: str) -> _Hands:
    head = [scene.of(on, name).value for name in ("head_x", "head_y", "head_width")]
    wrists = [[scene.of(who, f"wrist_{side}_{axis}") for axis in "xy"] for who in (whose, on) for side in _SIDES]
    places = np.stack([np.stack([x.value, y.value], 1) for x, y in wrists])
    # A hand on the trunk is as near as one on the head: how far below the head it is weighs half.
    aside, below = places[:2, :, 0] - head[0], places[:2, :, 1] - head[1]
    apart = np.where(np.isfinite(aside), np.hypot(aside, 0.5 * below), np.inf)
    side = np.argmin(apart, axis=0)
    seen = np.isfinite(np.take_along_axis(apart, side[None], 0)[0])
    place = np.where(side[:, None] == 0, places[0], places[1])
    to_hands = np.hypot(*np.moveaxis(places[2:] - place, -1, 0)) / head[2]
    validity = np.where(side == 0, wrists[0][0].validity, wrists[1][0].validity)
    found = [scene.of(whose, f"wrist_{name}_seen").value for name in _SIDES]
    to_head = np.hypot(place[:, 0] - head[0], place[:, 1] - head[1]) / head[2]
    return _Hands(
        whose=whose,
        on=on,
        side=np.where(seen, side, np.nan),
        validity=np.where(seen, validity, 0.0),
        found=np.where(side == 0, found[0], found[1]),
        on_head=to_head <= ON_HEAD_WIDTHS,
        on_hand=np.nan_to_num(to_hands, nan=np.inf).min(0) <= ON_HAND_WIDTHS,
    )


_SIDES = ("left", "right")


def _stretches_of(
    scene: Scene, readings: Sequence[SignalReading], hands: Sequence[_Hands], *, subject: str, code: str, rule: str
) -> Iterator[Draft]:
    rules = scene.settings
    away: Values = np.fmin.reduce([steady(scene, hand.value) for hand in readings])
    enter, stay = (rules.touch_on_head_widths - away), (rules.touch_off_head_widths - away)
    enter = enter / rules.touch_on_head_widths
    for stretch in stretches(
        scene,
        enter=enter,
        stay=stay,
        bridge_us=rules.touch_bridge_us,
        lost_us=rules.touch_lost_us,
        least_us=rules.touch_least_us,
        waver_us=rules.touch_waver_us,
        near=~(away > rules.touch_beside_head_widths),
    ):
        near = [hand for hand in readings if np.isfinite(hand.value[stretch.first : stretch.stop]).any()]
        if not _seen_once(scene, stretch, readings, hands):
            continue
        timing = time_stretch(scene, stretch, enter=enter, stay=stay)
        gap = typical(away, stretch)
        yield make_draft(
            scene,
            subject=subject,
            code=code,
            timing=timing,
            seen=tr(
                "{hand_on_place} (within {gap:.2f} head widths in the picture) for {seconds:.1f} s{since}",
                hand_on_place=_said(stretch, readings, hands),
                gap=max(gap, 0.05),
                seconds=timing.seconds,
                since=under_way(scene, timing),
            ),
            readings=near,
            sureness=confidence(typical(enter, stretch), near, stretch),
            rule=rule,
            looked_every_us=scene.settings.hands_every_us,
            found_apart_us=found_apart_us(scene, timing.onset_us, np.fmax.reduce([hand.found for hand in hands])),
        )


def _touching(scene: Scene, stretch: SampleRange, hand: SignalReading) -> Flags:
    """In which samples of a stretch a hand was measured to be on the other."""
    part = hand.value[stretch.first : stretch.stop]
    return np.isfinite(part) & (part <= scene.settings.touch_off_head_widths)


def _seen_once(scene: Scene, stretch: SampleRange, readings: Sequence[SignalReading], hands: Sequence[_Hands]) -> bool:
    """Whether the hand was well seen on the other in at least one look.

    A hand that is hidden or out of the picture is put on the nearer body by the estimator, unsurely and for long.
    """
    for reading, hand in zip(readings, hands, strict=True):
        sure = np.maximum(reading.validity, hand.validity)[stretch.first : stretch.stop]
        if bool((sure[_touching(scene, stretch, reading)] >= scene.settings.touch_seen_validity).any()):
            return True
    return False


def _said(stretch: SampleRange, readings: Sequence[SignalReading], hands: Sequence[_Hands]) -> str:
    """Whose hand, which where it is the same throughout, and on what where that can be told."""
    counts = [np.isfinite(reading.value[stretch.first : stretch.stop]).sum() for reading in readings]
    hand = hands[int(np.argmax(counts))]
    part = slice(stretch.first, stretch.stop)
    side = hand.side[part]
    known = np.isfinite(side)
    place, right = named(hand.on), 0.5
    if known.any():
        right = float(side[known].mean())
        if hand.on_head[part][known].mean() >= MOSTLY:
            place = tr("{who}'s head", who=place)
        elif hand.on_hand[part][known].mean() >= MOSTLY:
            place = tr("a hand of {who}, or what both hold", who=place)
    whose = named(hand.whose)
    if right >= SAME_HAND:
        return tr("The right hand of {whose} on {place}", whose=whose, place=place)
    if right <= 1 - SAME_HAND:
        return tr("The left hand of {whose} on {place}", whose=whose, place=place)
    return tr("A hand of {whose} on {place}", whose=whose, place=place)
