"""From a clip of something hard to see to proposals: what holds is held, and what must never be said is not."""

from __future__ import annotations

import json

import numpy as np
import pytest

from coder.proposals.touch import touches_as_contact
from coder.vocabulary.events import Draft
from tests.coder.proposals.analysed import ROOT, Analysed, analysed
from tests.coder.proposals.proposal_matching import Said
from tests.coder.proposals.test_rules_on_sample_clips import named, truth_of

VIEWS = ROOT / "sample_clips" / "hard_views"
GONE = {"leave_view", "return", "separation", "reunion"}
LATE_US = 260_000
"""Two looks of eight a second."""


@pytest.fixture
def view(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> tuple[Analysed, list[Draft], list[Said]]:
    """A clip as it was looked at, what is proposed of it, and what was scripted."""
    clip = VIEWS / f"{request.param}.mp4"
    script = json.loads(clip.with_suffix(".truth.json").read_text("utf-8"))
    seen = analysed(clip, pytestconfig.cache)
    drafts = [draft for draft in seen.propose(named(seen.people, script)) if draft.subject != "someone"]
    return seen, [*drafts, *touches_as_contact(drafts)], truth_of(script)


def of(drafts: list[Draft], subject: str, code: str) -> list[Draft]:
    return [draft for draft in drafts if (draft.subject, draft.code) == (subject, code)]


def found(truth: list[Said], drafts: list[Draft], *codes: str) -> None:
    """Each scripted event of these codes is proposed in time, and nothing else of them."""
    for code in codes:
        said = [one for one in truth if one.code == code]
        here = [draft for draft in drafts if draft.code == code]
        assert len(here) == len(said), code
        for one, draft in zip(said, here, strict=True):
            assert draft.subject == one.subject
            assert abs(draft.onset_us - one.onset_us) <= LATE_US, code


@pytest.mark.parametrize("view", ["profile_smiles"], indirect=True)
def test_smiles_in_profile_are_found_where_they_are_on_either_side(view):
    _, drafts, truth = view
    found(truth, drafts, "smile", "look_to_caregiver", "look_to_child", "face_to_face")


@pytest.mark.parametrize("view", ["turned_rest"], indirect=True)
def test_a_mouth_at_rest_in_profile_is_no_smile_nor_is_one_that_talks(view):
    _, drafts, truth = view
    assert not [draft for draft in drafts if draft.code == "smile"]
    found(truth, drafts, "look_to_caregiver", "look_to_child")


@pytest.mark.parametrize("view", ["covered_mouth"], indirect=True)
def test_a_mouth_behind_a_hand_is_unread_and_the_smile_after_it_is_found(view):
    seen, drafts, truth = view
    found(truth, drafts, "smile", "look_to_caregiver", "look_to_child", "face_to_face")
    script = json.loads((VIEWS / "covered_mouth.truth.json").read_text("utf-8"))
    caregiver = next(person.letter for person in seen.people if person.suggested_role == "caregiver")
    read = next(track for track in seen.tracks if (track.name, track.person) == ("smile_read", caregiver))
    hidden = np.interp(read.pts_us, script["pts_us"], script["people"]["caregiver"]["values"]["cover"])
    assert (read.value[hidden == 1] == 1).mean() < 0.25
    assert (read.value[hidden == 0] == 1).all()


@pytest.mark.parametrize("view", ["object_between"], indirect=True)
def test_what_is_held_up_is_looked_at_by_both_and_is_no_look_to_the_caregiver(view):
    _, drafts, truth = view
    found(truth, drafts, "look_to_held", "joint_look", "look_to_caregiver", "look_to_child", "face_to_face")
    assert not [draft for draft in drafts if draft.code in ("touch", "contact")]


@pytest.mark.parametrize("view", ["from_behind"], indirect=True)
def test_a_child_who_turns_round_has_not_left(view):
    seen, drafts, truth = view
    assert not [draft for draft in drafts if draft.code in GONE]
    child = next(person.letter for person in seen.people if person.role == "child")
    there = next(track for track in seen.tracks if (track.name, track.person) == ("in_view", child))
    assert there.value.min() == 1
    found(truth, drafts, "look_to_child")


@pytest.mark.parametrize("view", ["lying"], indirect=True)
def test_a_child_who_lies_is_there_is_the_child_and_is_seen_to_smile(view):
    seen, drafts, truth = view
    assert {person.suggested_role for person in seen.people} == {"child", "caregiver"}
    assert of(drafts, "caregiver", "look_to_child")
    found(truth, drafts, "smile")
    # Where a head that lies is turned is not read, and no touch is made of a head beside a hand. Nor does a mouth that
    # is read again and again leave a denominator.
    assert not [draft for draft in drafts if draft.code in ("not_observable", "touch", "turn_away", *GONE)]


@pytest.mark.parametrize("view", ["tilted_camera"], indirect=True)
def test_a_camera_that_stands_askew_changes_nothing(view):
    _, drafts, truth = view
    found(truth, drafts, "smile", "look_to_caregiver", "look_to_child", "face_to_face")


@pytest.mark.parametrize("view", ["moved_camera"], indirect=True)
def test_while_the_camera_moves_nobody_leans_comes_nearer_or_leaves(view):
    _, drafts, truth = view
    assert truth == []
    assert drafts == []


@pytest.mark.parametrize("view", ["two_children"], indirect=True)
def test_which_of_two_children_of_one_size_is_asked_and_then_they_are_kept_apart(view):
    seen, drafts, truth = view
    assert sorted(str(person.suggested_role) for person in seen.people) == ["None", "None", "caregiver"]
    found(truth, drafts, "smile", "look_to_caregiver", "look_to_child", "face_to_face")


@pytest.mark.parametrize("view", ["dim_light"], indirect=True)
def test_little_light_changes_nothing(view):
    _, drafts, truth = view
    found(truth, drafts, "smile", "look_to_caregiver", "look_to_child", "face_to_face")
