"""What must not matter: when the clip was shot, which side they sit, which letter tracking gave them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.vocabulary.events import Draft
from coder.vocabulary.signals import SignalTrack
from tests.coder.proposals.dyad_script import PROPERTY, WIDTH_PX, Script, Shoot, act, flat, person, shoot

BUSY = Script(
    seconds=10,
    child={
        "head_yaw": act(2, 5, rest=5, level=-50),
        "smile": act(2.8, 5, rest=0, level=0.8),
        "iris_x": act(2, 5, rest=0, level=-0.3),
    },
    caregiver={
        "head_yaw": act(1, 6, rest=0, level=50),
        "smile": act(3.2, 6, rest=0, level=0.8),
        "in_view": lambda t: np.where((t > 7.1) & (t < 9.1), 0.0, 1.0),
    },
    reach=act(5.2, 6.2, rest=0.2, level=0.9),
    caregiver_hand_on=act(5.5, 6.8, rest=1.2, level=0),
)

FEW = settings(PROPERTY, max_examples=10)
SEEDS = st.integers(0, 2**32 - 1)


def essence(drafts: tuple[Draft, ...]) -> list[tuple[object, ...]]:
    return [(d.subject, d.code, d.onset_us, d.offset_us, d.timing_bound_us, d.evidence, d.confidence) for d in drafts]


def test_the_busy_script_is_busy():
    codes = {d.code for d in shoot(BUSY).propose()}
    assert codes >= {"look_to_caregiver", "look_to_child", "face_to_face", "smile", "reach", "touch"}
    assert codes >= {"leave_view", "return", "separation", "reunion", "not_observable"}


@FEW
@given(seed=SEEDS, shift=st.integers(1, 3_600_000_000), variable=st.booleans())
def test_a_clip_that_begins_later_gives_the_same_later(seed, shift, variable):
    shot = shoot(BUSY, seed=seed, variable=variable, dropout=0.05)
    later = replace(
        shot,
        tracks=tuple(replace(track, pts_us=track.pts_us + shift) for track in shot.tracks),
        frame_pts_us=shot.frame_pts_us + shift,
        end_us=shot.end_us + shift,
    )
    moved = [replace(d, onset_us=d.onset_us + shift, offset_us=d.offset_us + shift) for d in shot.propose()]
    assert essence(later.propose()) == essence(tuple(moved))


def mirrored(track: SignalTrack) -> SignalTrack:
    if track.name in ("head_yaw", "head_roll", "iris_x", "lean"):
        return replace(track, value=-track.value)
    if track.name == "head_x":
        return replace(track, value=(WIDTH_PX - track.value).astype(np.float32))
    return track


@FEW
@given(seed=SEEDS, variable=st.booleans())
def test_a_mirrored_picture_gives_the_same(seed, variable):
    shot = shoot(BUSY, seed=seed, variable=variable, dropout=0.05)
    mirror = replace(shot, tracks=tuple(mirrored(track) for track in shot.tracks))
    assert essence(mirror.propose()) == essence(shot.propose())


def relettered(shot: Shoot, letters: dict[str, str]) -> Shoot:
    def rename(who: str) -> str:
        return "+".join(letters[part] for part in who.split("+"))

    return replace(
        shot,
        tracks=tuple(replace(track, person=rename(track.person)) for track in reversed(shot.tracks)),
        people=tuple(replace(p, letter=letters[p.letter]) for p in shot.people),
    )


@FEW
@given(seed=SEEDS)
def test_letters_and_the_order_of_tracks_do_not_matter(seed):
    shot = shoot(BUSY, seed=seed, dropout=0.05)
    assert essence(relettered(shot, {"A": "B", "B": "A"}).propose()) == essence(shot.propose())


@FEW
@given(seed=SEEDS)
def test_a_person_lost_and_found_under_another_letter_is_one_once_the_roles_say_so(seed):
    shot = shoot(BUSY, seed=seed)
    split = 4_000_000

    def half(track: SignalTrack, early: bool) -> SignalTrack:
        keep = (track.pts_us < split) == early
        who = track.person.replace("A", "A" if early else "C")
        return replace(
            track, person=who, pts_us=track.pts_us[keep], value=track.value[keep], validity=track.validity[keep]
        )

    tracks = [t for t in shot.tracks if "A" not in t.person]
    tracks += [half(t, early) for t in shot.tracks if "A" in t.person for early in (True, False)]
    people = (*shot.people, person("C", None, confirmed="caregiver"))
    assert essence(replace(shot, tracks=tuple(tracks), people=people).propose()) == essence(shot.propose())


def test_a_confirmed_role_outweighs_the_suggested_one():
    shot = shoot(BUSY)
    swapped = (person("A", "caregiver", confirmed="child"), person("B", "child", confirmed="caregiver:Kim"))
    drafts = replace(shot, people=swapped).propose()
    assert {d.subject for d in drafts} == {"child", "caregiver:Kim", "together"}
    look = next(d for d in drafts if d.code == "look_to_caregiver")
    assert "toward caregiver Kim" in look.evidence
    assert abs(look.onset_us - 1_000_000) < 200_000


def test_who_is_not_settled_smiles_already_and_does_nothing_that_needs_a_role():
    shot = shoot(BUSY, roles=(("A", None), ("B", None)))
    assert {(d.subject, d.code) for d in shot.propose()} == {("other:A", "smile"), ("other:B", "smile")}
    settled = shoot(BUSY).propose()
    smiles = {(d.subject, d.onset_us, d.offset_us) for d in settled if d.code == "smile"}
    names = {"other:A": "caregiver", "other:B": "child"}
    assert {(names[d.subject], d.onset_us, d.offset_us) for d in shot.propose()} == smiles


@pytest.mark.parametrize("role", ["nobody", "other"])
def test_whoever_has_no_part_gets_no_proposal(role):
    shot = shoot(BUSY, roles=(("A", role), ("B", "child")))
    assert {(d.subject, d.code) for d in shot.propose()} == {("child", "smile")}
    shot = shoot(BUSY, roles=(("A", "caregiver"), ("B", role)))
    expected = {"smile", "leave_view", "return", "not_observable"}
    assert {(d.subject, d.code) for d in shot.propose()} == {("caregiver", code) for code in expected}


def test_several_caregivers_keep_their_names_and_their_own_presence():
    shot = shoot(BUSY)
    staying = shoot(Script(seconds=10, caregiver={"head_x": flat(80.0)}))
    lee = [replace(t, person=t.person.replace("A", "C")) for t in staying.tracks if "A" in t.person]
    people = (
        person("A", None, confirmed="caregiver:Kim"),
        person("B", "child"),
        person("C", None, confirmed="caregiver:Lee"),
    )
    drafts = replace(shot, tracks=(*shot.tracks, *lee), people=people).propose()
    codes = {(d.subject, d.code) for d in drafts}
    assert ("caregiver:Kim", "leave_view") in codes
    assert not any(subject == "caregiver:Lee" for subject, _ in codes)
    assert ("together", "separation") not in codes, "Lee is still there"
    looks = [d for d in drafts if d.code == "look_to_caregiver"]
    assert len(looks) == 1, "one turn of the head is one look, whoever sits on that side"


def test_two_caregivers_without_names_are_told_apart_by_their_letters():
    shot = shoot(BUSY)
    staying = shoot(Script(seconds=10, caregiver={"head_x": flat(80.0), "smile": act(2, 4, rest=0, level=0.8)}))
    second = [replace(t, person=t.person.replace("A", "C")) for t in staying.tracks if "A" in t.person]
    people = (person("A", "caregiver"), person("B", "child"), person("C", "caregiver"))
    drafts = replace(shot, tracks=(*shot.tracks, *second), people=people).propose()
    smiles = {(d.subject, round(d.onset_us / 1e6)) for d in drafts if d.code == "smile" and d.subject != "child"}
    assert smiles == {("caregiver:A", 3), ("caregiver:C", 2)}
