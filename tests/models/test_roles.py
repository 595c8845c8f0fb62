"""Who may be the child: from size against the others, robust to who sits nearer; nobody where it cannot be said."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.vocabulary.analysis_settings import VisionSettings
from models.following.role_suggestion import smaller_by, suggest_roles
from models.following.tracklet_joining import PersonTrack
from models.seeing.detections import BODY, FACE, Sights

VISION = VisionSettings()
ADULT = {"nose": 0.475, "shoulders": 1.9}
TODDLER = {"nose": 0.41, "shoulders": 1.3}


def clip(*people):
    """Sights and tracks of people given as (build, height of the face in pixels, looks in which they are seen)."""
    n = 40
    faces, bodies, tracks = [], [], []
    for number, (build, height, when) in enumerate(people):
        face, body = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
        for look in when:
            row = np.zeros((), FACE)
            row["look"], row["height"], row["confidence"], row["presence"] = look, height, 0.9, 1.0
            row["x"], row["y"], row["width"] = 100 + 200 * number, build.get("y", 200) - height / 2, 0.7 * height
            row["five_pose"][0] = row["mesh_pose"][0] = build.get("yaw", 0.0)
            row["presence"] = 0.2 if abs(build.get("yaw", 0.0)) > 60 else 1.0
            row["nose_length"] = build["nose"] + 0.004 * np.sin(look)
            pose = np.zeros((), BODY)
            pose["look"], pose["confidence"] = look, 0.5
            pose["keypoints"][5] = (100 + build["shoulders"] * height * (0.7 + 0.3 * (look % 3 == 0)), 0, 0.6)
            pose["keypoints"][6] = (100, 0, 0.6)
            face[look], body[look] = len(faces), len(bodies)
            faces.append(row)
            bodies.append(pose)
        head = np.tile(np.array([200 * number, build.get("y", 200), height], np.float32), (n, 1))
        tracks.append(PersonTrack(face, body, head))
    sights = Sights(
        width=640,
        height=480,
        pts_us=np.arange(n, dtype=np.int64) * 100_000,
        faces=np.array(faces, FACE) if faces else np.zeros(0, FACE),
        bodies=np.array(bodies, BODY) if bodies else np.zeros(0, BODY),
        body_looked=np.ones(n, np.bool_),
    )
    return tracks, sights


ALL = range(40)


def roles(*people):
    tracks, sights = clip(*people)
    return [one.role for one in suggest_roles(tracks, sights, VISION)]


def test_a_small_child_beside_an_adult():
    assert roles((ADULT, 120, ALL), (TODDLER, 80, ALL)) == ["caregiver", "child"]


def test_an_adult_near_the_camera():
    assert roles((ADULT, 220, ALL), (TODDLER, 90, ALL)) == ["caregiver", "child"]


def test_a_toddler_nearer_to_the_camera_than_the_adult():
    assert roles((TODDLER, 130, ALL), (ADULT, 110, ALL)) == ["child", "caregiver"]


def test_a_child_and_an_adult_who_are_never_seen_together():
    assert roles((ADULT, 90, range(20)), (TODDLER, 120, range(20, 40))) == ["caregiver", "child"]


def test_a_mother_in_profile_has_narrow_shoulders_and_is_no_child():
    profile = {"nose": 0.475, "shoulders": 0.9, "yaw": 80.0, "y": 180}
    infant = {"nose": 0.41, "shoulders": 1.3, "yaw": -70.0, "y": 260}
    assert roles((profile, 150, ALL), (infant, 100, ALL)) == ["caregiver", "child"]


def test_an_adult_far_behind_is_not_the_child():
    far = {**ADULT, "y": 120, "yaw": 75.0}
    assert roles(({**ADULT, "y": 180}, 120, ALL), ({**TODDLER, "y": 300}, 85, ALL), (far, 45, ALL))[:2] == [
        "caregiver",
        "child",
    ]
    assert roles(({**ADULT, "y": 180, "yaw": 80.0}, 150, ALL), (far, 45, ALL)) == [None, None]


def test_of_three_in_profile_height_alone_suggests_nobody():
    heights = ((150, 180), (110, 200), (90, 260))
    three = [({**ADULT, "yaw": 80.0, "y": y}, height, ALL) for height, y in heights]
    assert roles(*three) == [None, None, None]


def test_every_suggestion_says_why():
    tracks, sights = clip((ADULT, 120, ALL), (TODDLER, 80, ALL), (TODDLER, 40, range(3)))
    whys = [one.why for one in suggest_roles(tracks, sights, VISION)]
    assert whys[1].startswith("beside A: ")
    assert "shorter nose" in whys[1]
    assert whys[2] == "seen for moments only"


def test_two_caregivers():
    assert roles((ADULT, 120, ALL), (TODDLER, 80, ALL), (ADULT, 112, ALL)) == ["caregiver", "child", "caregiver"]


SIBLING = {"nose": 0.43, "shoulders": 1.5}


def test_two_children_as_small_are_a_question_and_the_adult_a_suggestion():
    people = ((TODDLER, 84, ALL), (ADULT, 120, ALL), (TODDLER, 80, ALL))
    assert roles(*people) == [None, "caregiver", None]
    tracks, sights = clip(*people)
    whys = [one.why for one in suggest_roles(tracks, sights, VISION)]
    assert whys[0] == whys[2]
    assert whys[0].startswith("A and C are built about as small")


def test_an_older_sibling_is_no_caregiver():
    infant = {"nose": 0.36, "shoulders": 1.1}
    people = ((infant, 70, ALL), (SIBLING, 88, ALL), (ADULT, 120, ALL))
    assert roles(*people) == ["child", None, "caregiver"]
    tracks, sights = clip(*people)
    assert suggest_roles(tracks, sights, VISION)[1].why.startswith("a child as well, it seems, and larger than A")


def test_two_children_and_two_adults_each_get_a_suggestion_or_a_question():
    two = ((TODDLER, 84, ALL), (ADULT, 120, ALL), (TODDLER, 80, ALL), (ADULT, 112, ALL))
    assert roles(*two) == [None, "caregiver", None, "caregiver"]


def test_a_second_caregiver_who_sits_nearer_is_no_child():
    assert roles((ADULT, 90, ALL), (TODDLER, 70, ALL), (ADULT, 125, ALL)) == ["caregiver", "child", "caregiver"]


def test_a_far_adult_who_faces_the_camera_is_not_the_child_of_two_near_ones():
    far = {**ADULT, "y": 110}
    near = {**ADULT, "y": 200}
    assert roles((near, 120, ALL), (near, 115, ALL), (far, 48, ALL)) == [None, None, None]
    assert roles((near, 120, ALL), ({**TODDLER, "y": 300}, 85, ALL), (far, 48, ALL)) == [
        "caregiver",
        "child",
        "caregiver",
    ]


def test_nobody_alone_is_the_child():
    assert roles((ADULT, 120, ALL)) == [None]
    assert roles((TODDLER, 80, ALL)) == [None]
    assert roles() == []


def test_two_adults_at_different_times_and_distances():
    assert roles((ADULT, 150, range(20)), (ADULT, 60, range(20, 40))) == [None, None]


def test_two_adults_together():
    assert roles((ADULT, 112, ALL), (ADULT, 104, ALL)) == [None, None]


def test_somebody_seen_for_moments_is_nobody_in_particular():
    assert roles((ADULT, 120, ALL), (TODDLER, 80, ALL), (TODDLER, 40, range(3)))[2] is None


@given(st.floats(40, 220), st.floats(40, 220), st.floats(0.38, 0.5), st.floats(0.38, 0.5))
@settings(max_examples=30, deadline=None)
def test_smaller_by_is_antisymmetric(first, second, one_nose, other_nose):
    tracks, sights = clip(({**ADULT, "nose": one_nose}, first, ALL), ({**TODDLER, "nose": other_nose}, second, ALL))
    there = smaller_by(tracks[0], tracks[1], sights, VISION)
    back = smaller_by(tracks[1], tracks[0], sights, VISION)
    assert abs(there.total + back.total) < 1e-6
