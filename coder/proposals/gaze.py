"""Looks and turning away: where a head (and, where they can be seen, the eyes) is turned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from coder.proposals.rule_tools import (
    SampleRange,
    carried,
    confidence,
    holds_within,
    last_seen,
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
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.time import MICROS

LOOK_RULE = "look@6"
HELD_RULE = "look_to_held@3"
JOINT_RULE = "joint_look@3"
TURN_AWAY_RULE = "turn_away@1"
UNSEEN = 0.65
"""Share of a loss in which no head is found at all, from which a face is not seen rather than seen and not read: of one
behind hands, in peekaboo, something is found in most looks."""
HEADS_ABOVE = 1.2
"""The middle of a head lies so many widths of it above that of the trunk, where they were never seen together."""


@dataclass(frozen=True, slots=True, eq=False)
class GazeTurn:
    """How one person's head is turned toward another, sample by sample.

    ``turn`` is degrees of head turn toward the other's side of the picture (negative: away); ``enter`` and
    ``stay`` are the margins of the look rule. ``held`` says in which samples a hand of the other is held up between the
    two, before the other's face: then a turn to that side is one to the hand, and no look to the other. The margins of
    that are ``enter_held`` and ``stay_held``: what is held up may be lower than a face. ``sure`` is the margin that a
    look to the other reaches at some time, None where nothing more is asked than ``enter``.
    """

    turn: Values
    enter: Values
    stay: Values
    enter_held: Values
    stay_held: Values
    sure: Values | None
    held: Flags
    readings: tuple[SignalReading, ...]


def look(scene: Scene, who: str, at: str) -> GazeTurn:
    """Measure the turn of ``who`` toward ``at``.

    One camera does not say how far apart two people sit in depth, so the turn that would point exactly at the
    other is unknown; what is known is the side. A look is a turn to that side past a threshold, with the head not
    dropped below the line to the other's head (a toy in the lap, food on the tray), nor, of a child, raised past it.
    """
    rules = scene.settings
    yaw, whole, iris = (scene.of(who, name) for name in ("head_yaw", "whole_pitch", "iris_x"))
    x, y, width = (scene.of(who, name).value for name in ("head_x", "head_y", "head_width"))
    there = [carried(scene, _head_or_clothes(scene, at, axis), rules.look_after_us) for axis in "xy"]
    dx, rise = there[0] - x, y - there[1]
    beside = np.abs(dx) >= rules.look_beside_head_widths * width
    side = np.where(beside, np.sign(dx), np.nan)
    irises = steady(scene, iris.value)  # a blink throws them about for one look
    eyes = rules.look_iris_deg * np.clip(np.where(np.isfinite(irises), irises, 0.0), -1, 1)
    turn = side * (steady(scene, yaw.value) + eyes)
    # Eyes carry about half of a glance up or down, so the head is expected half way up the line.
    line = 0.5 * np.degrees(np.arctan2(rise, np.abs(dx)))
    hidden = _eyes_hidden(scene, who)
    child = role_of(who) is Role.CHILD
    on, off = rules.look_on_deg, rules.look_off_deg
    by_mesh = _above_limits_of_mesh(scene, who, line)
    begins, ends, is_sure = _within_limits(scene, who, line, by_mesh)
    enter, stay, sure, enter_held, stay_held = (
        np.where(hidden, -1.0, _through_profile(scene, turn, np.minimum(turn - least, within) / rules.look_clear_deg))
        for least, within in zip((on, off, on, on, off), (begins, ends, is_sure, *by_mesh), strict=True)
    )
    return GazeTurn(
        turn=turn,
        enter=enter,
        stay=stay,
        enter_held=enter_held,
        stay_held=stay_held,
        sure=sure if child else None,
        held=held_between(scene, who, at) if child else np.zeros(len(turn), np.bool_),
        readings=(yaw, whole) if whole.seen.any() else (yaw,),
    )


def _within_limits(
    scene: Scene, who: str, line: Values, by_mesh: tuple[Values, Values]
) -> tuple[Values, Values, Values]:
    """How many degrees a head is within where it is dropped or raised too far for a look to begin, go on, and be sure.

    Of a bow in profile the mesh and the five points see half. From a turn on, the whole face speaks instead where it
    was read, with limits of its own; signals that were kept before it was read go by the others (``by_mesh``).
    """
    rules = scene.settings
    yaw, whole = scene.of(who, "head_yaw"), scene.of(who, "whole_pitch")
    bow = line - steady(scene, whole.value)
    begin, full = rules.look_bow_from_deg
    share = np.clip((np.abs(steady(scene, yaw.value)) - begin) / (full - begin), 0.0, 1.0)
    share, bow = np.where(np.isfinite(bow), share, 0.0), np.where(np.isfinite(bow), bow, 0.0)
    child = role_of(who) is Role.CHILD
    deepest = rules.look_bow_on_deg, rules.look_bow_off_deg, rules.look_bow_on_deg
    if child:
        deepest = rules.look_bow_child_on_deg, rules.look_bow_child_off_deg, rules.look_sure_bow_child_deg
    begin_by_mesh, end_by_mesh = by_mesh
    begins, ends, is_sure = (
        (1 - share) * above + share * (most - bow)
        for above, most in zip((begin_by_mesh, end_by_mesh, begin_by_mesh), deepest, strict=True)
    )
    if not child:
        return begins, ends, is_sure
    below = np.where(share > 0, _below_highest(scene, who, line), np.inf)
    return np.minimum(begins, below), np.minimum(ends, below + rules.look_raised_slack_deg), np.minimum(is_sure, below)


def _below_highest(scene: Scene, who: str, line: Values) -> Values:
    """How many degrees a head is below where it is raised past the other's: things are held over heads.

    The picture shows the whole line to the other's head, which is twice as steep as ``line``, no less steep than it is:
    whoever turns to them by less than 90° has them that much farther away.
    """
    rules = scene.settings
    yaw, whole = (steady(scene, scene.of(who, name).value) for name in ("head_yaw", "whole_pitch"))
    aside = np.sin(np.radians(np.clip(np.abs(yaw), 0.0, 90.0)))
    steep = np.degrees(np.arctan(np.tan(np.radians(2 * line)) * aside))
    highest: Values = np.maximum(line + rules.look_raised_child_deg, steep + rules.look_raised_steep_deg)
    return highest - whole


def _above_limits_of_mesh(scene: Scene, who: str, line: Values) -> tuple[Values, Values]:
    """The same by the mesh and the five points alone."""
    rules, pitch = scene.settings, scene.of(who, "head_pitch")
    drop = np.where(pitch.seen, line - steady(scene, pitch.value), 0.0)
    # An adult bows to look at a small child; a child who looks up at an adult does not.
    child = role_of(who) is Role.CHILD
    ends = rules.look_drop_child_off_deg if child else rules.look_drop_off_deg
    return rules.look_drop_on_deg - drop, ends - drop


def _eyes_hidden(scene: Scene, who: str) -> Flags:
    """Samples in which somebody's face is not seen and a hand of their own lies on it: they look at nobody."""
    x, y, width = (scene.of(who, name).value for name in ("head_x", "head_y", "head_width"))
    on_face = np.zeros(len(x), np.bool_)
    for hand in ("left", "right"):
        hand_x, hand_y = (scene.of(who, f"wrist_{hand}_{axis}").value for axis in "xy")
        on_face |= np.hypot(hand_x - x, hand_y - y) < scene.settings.hidden_head_widths * width
    return np.asarray(on_face & ~scene.of(who, "head_yaw").seen)


def _head_or_clothes(scene: Scene, who: str, axis: str) -> Values:
    """Where somebody's head is, or where it must be above their clothes while they turn their back or bend down."""
    head, worn = scene.of(who, f"head_{axis}").value, scene.of(who, f"worn_{axis}").value
    above = head - worn
    if np.isfinite(above).any():
        offset = float(np.nanmedian(above))
    else:
        width = scene.of(who, "head_width").value
        known = np.isfinite(width).any()
        offset = -HEADS_ABOVE * float(np.nanmedian(width)) if axis == "y" and known else 0.0
    return np.where(np.isfinite(head), head, worn + offset)


def held_between(scene: Scene, who: str, at: str) -> Flags:
    """Samples in which something is held up on the line from the head of ``who`` to the one of ``at``.

    A toy, a spoon or a sheet is held so that the other sees it. What is found of it is the hand of ``at``, not on
    ``who``, or, where no model finds that hand, the thing itself by its colour.
    """
    rules = scene.settings
    x, y, own = (scene.of(who, name).value for name in ("head_x", "head_y", "head_width"))
    there = [carried(scene, scene.of(at, name).value, rules.look_after_us) for name in ("head_x", "head_y")]
    width = scene.of(at, "head_width").value
    near, far = rules.held_share
    above, below = rules.held_off_head_widths
    held = np.zeros(len(x), np.bool_)
    for hand in ("left", "right"):
        hand_x, hand_y = (scene.of(at, f"wrist_{hand}_{axis}").value for axis in "xy")
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (hand_x - x) / (there[0] - x)
            off = (hand_y - y - share * (there[1] - y)) / width
        clear = np.hypot(hand_x - x, hand_y - y) >= rules.held_clear_head_widths * own
        held |= clear & (share >= near) & (share <= far) & (off >= -above) & (off <= below)
    thing = scene.between(who, at, "thing_between").value
    held |= np.nan_to_num(thing) >= rules.held_thing_heads
    calm = steady(scene, held.astype(np.float64))
    return np.asarray(calm >= 0.5)


def _through_profile(scene: Scene, turn: Values, margin: Values) -> Values:
    """Carry a margin across a loss of sight with profile before and after it.

    Face models lose heads in profile, which is where they are while two people look at each other.
    """
    rules, known = scene.settings, np.flatnonzero(np.isfinite(margin))
    whole = margin.copy()
    for before, after in zip(known[:-1].tolist(), known[1:].tolist(), strict=True):
        lost_us = scene.pts_us[after] - scene.pts_us[before]
        if min(turn[before], turn[after]) >= rules.look_profile_deg and lost_us <= rules.look_profile_bridge_us:
            whole[before + 1 : after] = min(margin[before], margin[after])
    return whole


def _while_unseen(scene: Scene, who: str, measured: GazeTurn) -> GazeTurn:
    """The same turn, carried on for longer while somebody's face is not seen at all.

    An arm that is raised, or hair that falls before a bowed head, hides for seconds a face that is turned from the
    camera anyway. Who sits where they sat, and is turned to the other in profile before and after, has not turned to
    the camera meanwhile: that would have shown a face.
    """
    rules, turn = scene.settings, measured.turn
    x, width, in_view = (scene.of(who, name) for name in ("head_x", "head_width", "in_view"))
    there = in_view.seen & (in_view.value >= 0.5)
    enter, stay = measured.enter.copy(), measured.stay.copy()
    known = np.flatnonzero(np.isfinite(enter))
    for before, after in zip(known[:-1].tolist(), known[1:].tolist(), strict=True):
        hidden = slice(before + 1, after)
        if (
            before + 1 < after
            and scene.pts_us[after] - scene.pts_us[before] <= rules.look_unseen_bridge_us
            and min(turn[before], turn[after]) >= rules.look_profile_deg
            and abs(x.value[after] - x.value[before]) <= rules.look_unseen_head_widths * width.value[after]
            and there[hidden].all()
            and np.isnan(x.value[hidden]).mean() >= UNSEEN
        ):
            for margin in (enter, stay):
                margin[hidden] = min(margin[before], margin[after])
    return replace(measured, enter=enter, stay=stay)


def propose_looks(scene: Scene) -> Iterator[Draft]:
    """The child looks to a caregiver, or to what they hold up, and turns away again; a caregiver looks to the child."""
    if scene.child is None:
        return
    for caregiver in scene.caregivers:
        child, adult = look(scene, scene.child, caregiver), look(scene, caregiver, scene.child)
        code = "look_to_caregiver"
        found = list(_looks(scene, scene.child, caregiver, to_face(scene, child), code, _toward, LOOK_RULE))
        yield from (draft for draft, _ in found)
        if found:
            # Turning from a face to what is held up is no turning away.
            yield from _turns_away(scene, scene.child, caregiver, child, [stretch for _, stretch in found])
        carried_on = _while_unseen(scene, caregiver, adult)
        yield from (
            draft for draft, _ in _looks(scene, caregiver, scene.child, carried_on, "look_to_child", _toward, LOOK_RULE)
        )
        to_hand = replace(child, enter=_where(child.held, child.enter_held), stay=_where(child.held, child.stay_held))
        yield from (
            draft
            for draft, _ in _looks(scene, scene.child, caregiver, to_hand, "look_to_held", _toward_held, HELD_RULE)
        )
        both = replace(
            to_hand,
            enter=np.minimum(to_hand.enter, adult.enter),
            stay=np.minimum(to_hand.stay, adult.stay),
            readings=child.readings + adult.readings,
        )
        yield from (
            replace(draft, subject="together")
            for draft, _ in _looks(scene, scene.child, caregiver, both, "joint_look", _both_toward_held, JOINT_RULE)
        )


def to_face(scene: Scene, measured: GazeTurn) -> GazeTurn:
    """The same turn without what is no look to the other: turns to what is held up, and those that are never sure."""
    enter, stay = (_where(~measured.held, margin) for margin in (measured.enter, measured.stay))
    if measured.sure is not None:
        never = np.zeros(len(enter), np.bool_)
        for stretch in _look_stretches(scene, enter, stay):
            if not holds_within(scene, stretch, measured.sure, least_us=scene.settings.look_sure_us):
                never[stretch.first : stretch.stop] = True
        enter, stay = _where(~never, enter), _where(~never, stay)
    return replace(measured, enter=enter, stay=stay)


def _look_stretches(scene: Scene, enter: Values, stay: Values) -> list[SampleRange]:
    rules = scene.settings
    return stretches(scene, enter=enter, stay=stay, bridge_us=rules.look_bridge_us, least_us=rules.look_least_us)


def _where(holds: Flags, margin: Values) -> Values:
    """A margin where something holds, and no act elsewhere."""
    return np.where(holds | np.isnan(margin), margin, np.minimum(margin, -1.0))


_LookWords = Callable[[float, str, float, str], str]
"""Says a look by its degrees, the place it goes to, its seconds, and since when where that was not seen."""


def _toward(degrees: float, place: str, seconds: float, since: str) -> str:
    return tr(
        "Head turned {degrees:.0f}° toward {place} for {seconds:.1f} s{since}",
        degrees=degrees,
        place=place,
        seconds=seconds,
        since=since,
    )


def _toward_held(degrees: float, place: str, seconds: float, since: str) -> str:
    return tr(
        "Head turned {degrees:.0f}° toward what is held up between them and {place} for {seconds:.1f} s{since}",
        degrees=degrees,
        place=place,
        seconds=seconds,
        since=since,
    )


def _both_toward_held(_degrees: float, _place: str, seconds: float, since: str) -> str:
    return tr(
        "Both heads turned toward what is held up between them for {seconds:.1f} s{since}",
        seconds=seconds,
        since=since,
    )


def _looks(
    scene: Scene, who: str, at: str, measured: GazeTurn, code: str, words: _LookWords, rule: str
) -> Iterator[tuple[Draft, SampleRange]]:
    for stretch in _look_stretches(scene, measured.enter, measured.stay):
        if not np.isfinite(measured.turn[stretch.first : stretch.stop]).any():
            continue  # all that a loss of sight bridged, with both its ends taken for something else
        timing = time_stretch(scene, stretch, enter=measured.enter, stay=measured.stay)
        gone = np.mean(np.isfinite(_head_or_clothes(scene, at, "x")[stretch.first : stretch.stop])) < 0.5
        place = last_seen(at) if gone else named(at)
        since = _unseen_for(scene, measured, stretch) + under_way(scene, timing)
        seen = words(typical(measured.turn, stretch), place, timing.seconds, since)
        draft = make_draft(
            scene,
            subject=who,
            code=code,
            timing=timing,
            seen=seen,
            readings=measured.readings,
            sureness=confidence(typical(measured.enter, stretch), measured.readings, stretch),
            rule=rule,
        )
        yield draft, stretch


def _unseen_for(scene: Scene, measured: GazeTurn, stretch: SampleRange) -> str:
    """Words for a long loss of sight within a look, or nothing."""
    known = stretch.first + np.flatnonzero(np.isfinite(measured.turn[stretch.first : stretch.stop]))
    longest = int(np.diff(scene.pts_us[known]).max(initial=0))
    if longest <= scene.settings.look_profile_bridge_us:
        return ""
    return tr(", the face not seen for {seconds:.1f} s of it", seconds=longest / MICROS)


def _turns_away(scene: Scene, who: str, at: str, measured: GazeTurn, looks: Sequence[SampleRange]) -> Iterator[Draft]:
    """After a look and before the next one: the head swings clearly to the other side.

    Coming back to the camera, or to a toy in front, ends a look; it is not turning away.
    """
    rules = scene.settings
    away = (rules.turn_away_deg - measured.turn) / rules.look_clear_deg
    stay = away + rules.turn_away_slack_deg / rules.look_clear_deg
    index = np.arange(len(away))
    latest = np.searchsorted([one.first for one in looks], index, side="right") - 1
    stops = np.array([one.stop for one in looks])[np.maximum(latest, 0)]
    between = (latest >= 0) & (index >= stops)
    ends = np.append(scene.pts_us, scene.end_us)[stops]
    soon = scene.pts_us <= ends + rules.turn_away_within_us
    for stretch in stretches(
        scene,
        enter=np.where(between & soon, away, -1.0),
        stay=np.where(between, stay, -1.0),
        bridge_us=rules.look_bridge_us,
        least_us=rules.turn_away_least_us,
    ):
        timing = time_stretch(scene, stretch, enter=away, stay=stay)
        degrees = typical(measured.turn, looks[latest[stretch.first]]) - typical(measured.turn, stretch)
        yield make_draft(
            scene,
            subject=who,
            code="turn_away",
            timing=timing,
            seen=tr(
                "Head turned {degrees:.0f}° away from where it had faced {who}, for {seconds:.1f} s",
                degrees=degrees,
                who=named(at),
                seconds=timing.seconds,
            ),
            readings=measured.readings,
            sureness=confidence(typical(away, stretch), measured.readings, stretch),
            rule=TURN_AWAY_RULE,
        )
