"""Which thresholds of which rule a study's own coding may move, and what is proposed once it has.

Rules know nothing of this: each is run once more with other settings, and what it then proposes for that role takes
the place of what it proposed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from coder.proposals.face_to_face import propose_face_to_face
from coder.proposals.gaze import propose_looks
from coder.proposals.proximity import propose_approaches, propose_leaning_in
from coder.proposals.reach import propose_reaches
from coder.proposals.scene import Scene
from coder.proposals.smile import propose_smiles
from coder.proposals.touch import propose_touches
from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.calibration import MARK, Calibration, with_thresholds
from coder.vocabulary.events import Draft
from coder.vocabulary.scheme import Role, role_of


@dataclass(frozen=True, slots=True)
class ThresholdDial:
    """Thresholds that move together, so that hysteresis is kept, by one of a few factors; 1 is as built in."""

    fields: tuple[str, ...]
    factors: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RuleOfRole:
    """One rule, without its version, for one role; ``code`` is what it proposes there."""

    rule: str
    role: Role
    code: str


@dataclass(frozen=True, slots=True)
class AdjustableRule:
    """Rules that go by the same thresholds, each fitted apart for each role."""

    propose: Callable[[Scene], Iterable[Draft]]
    of: tuple[RuleOfRole, ...]
    dials: tuple[ThresholdDial, ...]

    def candidates(self) -> tuple[Mapping[str, float], ...]:
        """Return every combination of thresholds, the built-in one first, then the nearer ones before the farther."""
        built_in = RuleSettings()
        found = []
        for factors in product(*(dial.factors for dial in self.dials)):
            moved = {
                name: factor * getattr(built_in, name)
                for dial, factor in zip(self.dials, factors, strict=True)
                for name in dial.fields
                if factor != 1
            }
            steps = sum(
                abs(dial.factors.index(factor) - dial.factors.index(1))
                for dial, factor in zip(self.dials, factors, strict=True)
            )
            found.append((steps, moved))
        found.sort(key=lambda one: one[0])
        return tuple(moved for _, moved in found)


_BOWED = (
    *("look_drop_on_deg", "look_drop_off_deg", "look_drop_child_off_deg"),
    *("look_bow_on_deg", "look_bow_off_deg", "look_bow_child_on_deg", "look_bow_child_off_deg"),
    "look_sure_bow_child_deg",
)
_LOOK = (
    ThresholdDial(("look_on_deg", "look_off_deg"), (0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6)),
    ThresholdDial(_BOWED, (0.6, 0.8, 1, 1.3, 1.7)),
)
_LONGER = (0.75, 1, 1.5, 2.5)

ADJUSTABLE = (
    AdjustableRule(
        propose_smiles,
        (RuleOfRole("smile", Role.CHILD, "smile"), RuleOfRole("smile", Role.CAREGIVER, "smile")),
        (
            ThresholdDial(("smile_on", "smile_off"), (0.5, 0.65, 0.8, 1, 1.25, 1.5, 1.8)),
            ThresholdDial(("smile_least_us",), _LONGER),
        ),
    ),
    AdjustableRule(
        propose_looks,
        (
            RuleOfRole("look", Role.CHILD, "look_to_caregiver"),
            RuleOfRole("look", Role.CAREGIVER, "look_to_child"),
            RuleOfRole("look_to_held", Role.CHILD, "look_to_held"),
            RuleOfRole("joint_look", Role.TOGETHER, "joint_look"),
        ),
        _LOOK,
    ),
    AdjustableRule(
        propose_looks,
        (RuleOfRole("turn_away", Role.CHILD, "turn_away"),),
        (
            ThresholdDial(("turn_away_deg",), (0.5, 0.75, 1, 1.5, 2, 2.5)),
            ThresholdDial(("turn_away_least_us",), _LONGER),
        ),
    ),
    AdjustableRule(propose_face_to_face, (RuleOfRole("face_to_face", Role.TOGETHER, "face_to_face"),), _LOOK),
    AdjustableRule(
        propose_reaches,
        (RuleOfRole("reach", Role.CHILD, "reach"),),
        (
            ThresholdDial(("reach_on", "reach_off"), (0.7, 0.85, 1, 1.2, 1.4, 1.6)),
            ThresholdDial(("reach_rise",), (0.6, 1, 1.5)),
        ),
    ),
    AdjustableRule(
        propose_approaches,
        (RuleOfRole("approach", Role.CHILD, "approach"),),
        (ThresholdDial(("approach_least_head_widths",), (0.6, 0.8, 1, 1.4, 1.8)),),
    ),
    AdjustableRule(
        propose_leaning_in,
        (RuleOfRole("lean_in", Role.CAREGIVER, "lean_in"),),
        (ThresholdDial(("lean_least_head_widths",), (0.6, 0.8, 1, 1.4, 1.8)),),
    ),
    AdjustableRule(
        propose_touches,
        (RuleOfRole("touch", Role.CAREGIVER, "touch"), RuleOfRole("contact", Role.TOGETHER, "contact")),
        (
            ThresholdDial(("touch_on_head_widths", "touch_off_head_widths"), (0.25, 0.5, 1, 1.7, 2.5)),
            ThresholdDial(("touch_least_us",), _LONGER),
        ),
    ),
)
"""Every rule that can be calibrated. What is heard, who is in view and what is not observable are not among them."""

RULE_NAMES = tuple(dict.fromkeys(of.rule for one in ADJUSTABLE for of in one.of))
"""Names of the rules that can be calibrated."""


def rule_name(rule: str) -> str:
    """Return a rule's name without its version and without the calibration."""
    return rule.partition("@")[0]


def adjusted(scene: Scene, thresholds: Mapping[str, float]) -> Scene:
    """Return the scene with other thresholds; what was read of it is kept."""
    return replace(scene, settings=with_thresholds(scene.settings, thresholds))


def ruled(drafts: Iterable[Draft], rule: str, role: Role) -> list[Draft]:
    """Return the drafts of one rule, whatever its version, for one role."""
    return [draft for draft in drafts if (rule_name(draft.rule), role_of(draft.subject)) == (rule, role)]


def recalibrated(drafts: Sequence[Draft], scene: Scene, calibration: Calibration | None) -> list[Draft]:
    """Return drafts of the built-in rules with those of calibrated ones in their place, each naming the calibration.

    A rule of another version than the one that was fitted measures otherwise: it goes on as built in.
    """
    found = list(drafts)
    if calibration is None:
        return found
    for fitted in calibration.rules:
        rule = next((one for one in ADJUSTABLE if fitted.key in {(of.rule, of.role) for of in one.of}), None)
        if rule is None:
            continue
        standing = ruled(found, *fitted.key)
        now = ruled(rule.propose(adjusted(scene, dict(fitted.thresholds))), *fitted.key)
        if all(draft.rule == fitted.version for draft in (*standing, *now)):
            found = [draft for draft in found if (rule_name(draft.rule), role_of(draft.subject)) != fitted.key]
            found += [replace(draft, rule=f"{draft.rule}{MARK}{calibration.number}") for draft in now]
    return found
