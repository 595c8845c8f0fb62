"""Fitting thresholds: what is held out never fits, decisions never judge, chance is not kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coder.proposals import propose
from coder.proposals.calibrated_rules import (
    ADJUSTABLE,
    RULE_NAMES,
    AdjustableRule,
    RuleOfRole,
    ThresholdDial,
    rule_name,
)
from coder.proposals.scene import build_scene
from coder.report.figures.calibration_trial import (
    AssistedWords,
    CoderWords,
    RuleTrial,
    SeenByCamera,
    _blind_counts,
    _count,
    _Tally,
    _View,
    f1_of,
    try_calibration,
)
from coder.report.figures.proposal_validation import CodedBlind
from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.calibration import Calibration, FittedRule, HeldOut, rules_from_text, with_thresholds
from coder.vocabulary.events import Draft, Event, Origin
from coder.vocabulary.scheme import Role, builtin_scheme
from coder.vocabulary.time import Interval
from tests.smiling_study import SECONDS, SMILES_S, child_who_smiles

S = 1_000_000
FRAMES = np.arange(0, SECONDS * S, 40_000, dtype=np.int64)


def events(starts: tuple[float, ...]) -> list[Event]:
    return [
        Event(
            f"e{at}",
            "r",
            "child",
            code="smile",
            onset_us=round(at * S),
            offset_us=round((at + 2) * S),
            coder="kim",
            origin=Origin.HUMAN,
            proposal=None,
            timing_bound_us=0,
        )
        for at in starts
    ]


def recording(
    number: int, *, height: float = 0.26, said: tuple[float, ...] | None = SMILES_S, family: str = ""
) -> CoderWords:
    people, tracks = child_who_smiles(height, number)
    return CoderWords(
        blind=CodedBlind(
            recording=f"r{number}",
            family=family or f"family {number}",
            span=Interval(0, SECONDS * S),
            said={} if said is None else {"kim": events(said)},
            drafts=(),
            people=people,
            tracks=tracks,
        ),
        frame_pts_us=FRAMES,
    )


def smile_of(trials: tuple[RuleTrial, ...]) -> RuleTrial:
    (found,) = (one for one in trials if one.of.code == "smile" and one.of.role is Role.CHILD)
    return found


def test_one_family_s_habit_is_not_kept_for_others():
    """Three families smile widely, one faintly: lowering helps one alone, and that one is unseen when it is judged."""
    told = smile_of(try_calibration([recording(1), *(recording(n, height=0.9) for n in (2, 3, 4))], rules=["smile"]))
    assert told.enough
    assert not told.kept


@pytest.mark.parametrize("seed", range(3, 7))
def test_chance_is_not_kept(seed):
    """Smiles said at random times: a lower threshold meets some of them, as any proposals would."""
    draw = np.random.default_rng(seed)
    words = [recording(n, height=0.3, said=tuple(np.sort(draw.uniform(0, 57, 7)))) for n in range(5)]
    assert not smile_of(try_calibration(words, rules=["smile"])).kept


def test_what_a_further_camera_shows_is_tried_as_it_is_proposed():
    """The first camera sees nobody's face; the second sees smiles too faint for the thresholds that are built in."""

    def from_the_side(number: int, *, height: float) -> CoderWords:
        one = recording(number)
        people, tracks = child_who_smiles(height, number)
        there = tuple(replace(track, value=0 * track.value) for track in one.blind.tracks)
        side = SeenByCamera(camera="side", people=people, tracks=tracks)
        return replace(one, blind=replace(one.blind, tracks=there), further=(side,))

    told = smile_of(try_calibration([from_the_side(n, height=0.26) for n in (1, 2, 3)], rules=["smile"]))
    assert told.kept
    assert (told.fitted.held_out.before, told.fitted.held_out.after) == (0, 1)
    alike = [
        replace(one, further=(SeenByCamera(camera="side", people=one.blind.people, tracks=one.blind.tracks),))
        for one in (recording(n) for n in (1, 2, 3))
    ]
    assert smile_of(try_calibration(alike, rules=["smile"])) == smile_of(
        try_calibration([recording(n) for n in (1, 2, 3)], rules=["smile"])
    )  # an act that two cameras show is one


def test_what_somebody_did_not_look_for_is_no_proposal_that_is_wrong():
    one = recording(1, height=0.9)
    other = replace(one.blind, said={"kim": events(SMILES_S), "lee": ()}, sought={"lee": frozenset()})
    of = RuleOfRole("smile", Role.CHILD, "smile")
    drafts = propose(
        one.blind.tracks, one.blind.people, frame_pts_us=FRAMES, end_us=SECONDS * S, settings=RuleSettings()
    )
    assert _blind_counts(other, of, drafts).tolist() == _blind_counts(one.blind, of, drafts).tolist()


def test_decisions_fit_but_never_judge():
    assisted = replace(recording(3, said=None), assisted=[AssistedWords(events=events(SMILES_S), rejected=())])
    told = smile_of(try_calibration([recording(1), recording(2), assisted], rules=["smile"]))
    assert (told.groups, told.blind_events) == (2, 2 * len(SMILES_S))
    alone = try_calibration([replace(recording(n, said=None), assisted=assisted.assisted) for n in (1, 2)])
    assert not smile_of(alone).enough
    assert "0 events coded blind" in smile_of(alone).why


def test_rejected_proposals_raise_a_threshold():
    """Kim said of half of the proposals that they are none; the wider half is."""
    wide, faint = SMILES_S[::2], SMILES_S[1::2]

    def mixed(number: int) -> CoderWords:
        one = recording(number, said=wide)
        _, high = child_who_smiles(0.9, number)
        _, low = child_who_smiles(0.5, number)
        tracks = []
        for first, second in zip(high, low, strict=True):
            t = first.pts_us / 1e6
            is_wide = np.any([(t >= at - 1) & (t < at + 3) for at in wide], axis=0)
            tracks.append(replace(first, value=np.where(is_wide, first.value, second.value).astype(np.float32)))
        return replace(one, blind=replace(one.blind, tracks=tuple(tracks)))

    def rejecting(number: int) -> CoderWords:
        one = mixed(number)
        drafts = propose(
            one.blind.tracks, one.blind.people, frame_pts_us=FRAMES, end_us=SECONDS * S, settings=RuleSettings()
        )
        smiles = [draft for draft in drafts if draft.code == "smile"]
        rejected = [draft for draft in smiles if round(draft.onset_us / S) in faint]
        assert rejected
        words = AssistedWords(events=events(wide), rejected=rejected)
        return replace(one, blind=replace(one.blind, said={}), assisted=[words])

    told = smile_of(try_calibration([mixed(1), mixed(2), mixed(3), rejecting(4)], rules=["smile"]))
    assert told.kept
    assert told.fitted is not None
    assert dict(told.fitted.thresholds)["smile_on"] > 0.5
    assert told.fitted.held_out.after == 1


def test_f1_by_hand_and_undefined_is_no_number():
    assert f1_of(np.array([[2.0, 1, 1, 0], [0, 0, 0, 0]])).tolist() == pytest.approx([4 / 6, float("nan")], nan_ok=True)


def test_every_dial_moves_a_setting_and_every_rule_proposes_a_code_of_the_scheme():
    scheme = builtin_scheme()
    for rule in ADJUSTABLE:
        assert rule.candidates()[0] == {}
        assert len({tuple(sorted(one.items())) for one in rule.candidates()}) == len(rule.candidates())
        for thresholds in rule.candidates():
            with_thresholds(RuleSettings(), thresholds)
        for of in rule.of:
            assert scheme.has(of.role, of.code)
    assert {rule_name("smile@2+calibration@1"), "look"} <= set(RULE_NAMES)


def test_a_rule_of_another_version_is_left_as_built_in():
    one = recording(1)
    held = HeldOut(0, 1, 0.5, high=1, before_range=(0, 0), after_range=(1, 1), events=10, groups=2, by_family=True)

    def proposed(version: str) -> int:
        calibration = Calibration(1, "", (FittedRule(version, Role.CHILD, (("smile_on", 0.15),), held),))
        drafts = propose(
            one.blind.tracks,
            one.blind.people,
            frame_pts_us=FRAMES,
            end_us=SECONDS * S,
            settings=RuleSettings(),
            calibration=calibration,
        )
        return sum(draft.code == "smile" for draft in drafts)

    (now,) = (of.fitted.version for of in [smile_of(try_calibration([recording(n) for n in (1, 2, 3)]))] if of.fitted)
    assert proposed(now) == len(SMILES_S)
    assert proposed("smile@999") == 0


def test_what_is_written_is_read_again():
    told = smile_of(try_calibration([recording(n) for n in (1, 2, 3)], rules=["smile"]))
    assert told.fitted is not None
    assert rules_from_text(Calibration(1, "", (told.fitted,)).to_text()) == (told.fitted,)


def test_a_stop_is_heard():
    class StoppedError(Exception):
        pass

    def stop(share: float) -> None:
        if share > 0.3:
            raise StoppedError

    with pytest.raises(StoppedError):
        try_calibration([recording(1), recording(2)], rules=["smile"], progress=stop)


@pytest.mark.parametrize("again", [1, 3])
def test_time_that_is_hidden_twice_is_taken_off_once(again):
    """Chance is over the time that was watched; it became too likely where one absence was said in several words."""
    one = recording(1)
    away = [replace(events((30.0,))[0], code="not_observable", offset_us=40 * S) for _ in range(again)]
    made = propose(
        *reversed(child_who_smiles(0.9, 1)), frame_pts_us=FRAMES, end_us=SECONDS * S, settings=RuleSettings()
    )
    said = [event for event in events(SMILES_S) if not 30 * S <= event.onset_us < 40 * S]
    one = replace(one, blind=replace(one.blind, said={"kim": [*said, *away]}))
    counted = _blind_counts(one.blind, RuleOfRole("smile", Role.CHILD, "smile"), made)
    near = 2 / 50
    assert counted[3] == pytest.approx(len(said) * (1 - (1 - near) ** len(said)))


def test_a_candidate_is_counted_as_it_would_be_proposed():
    """A surer look under way takes a turning away out, as where it is proposed; a look of the caregiver's does not."""
    one = recording(1)
    scene = build_scene(
        one.blind.tracks, one.blind.people, frame_pts_us=FRAMES, end_us=SECONDS * S, settings=RuleSettings()
    )
    of = RuleOfRole("turn_away", Role.CHILD, "turn_away")

    def made(code: str, onset_s: float, confidence: float, subject: str = "child") -> Draft:
        at = round(onset_s * S)
        rule = f"{'look' if code.startswith('look') else code}@1"
        return Draft(
            subject=subject,
            code=code,
            onset_us=at,
            offset_us=at + 2 * S,
            timing_bound_us=0,
            evidence="",
            models=("m@1",),
            confidence=confidence,
            rule=rule,
        )

    away = [made("turn_away", 10, 0.5), made("turn_away", 20, 0.5), made("turn_away", 30, 0.5)]
    beside = [
        made("look_to_caregiver", 9, 0.9),
        made("look_to_caregiver", 29, 0.2),
        made("look_to_child", 19, 0.9, "caregiver"),
    ]
    tally = _Tally(of, AdjustableRule(lambda _: away, (of,), (ThresholdDial(("turn_away_deg",), (1,)),)))
    _count(one, [_View("", one.blind.people, scene, [*beside, *away])], [tally])
    assert tally.blind["r1"][0][2] == 2
