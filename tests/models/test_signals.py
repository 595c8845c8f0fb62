"""Signals of scripted people: presence, pose, smile, arms and pairs, and what validity makes of poor sight."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from coder.vocabulary.analysis_settings import VisionSettings
from coder.vocabulary.signals import PAIR_SIGNALS, PERSON_SIGNALS, SIGNALS
from models.following.tracklet_joining import PersonTrack
from models.measuring import Sources, measure
from models.measuring.measurement import bridged, ramp
from models.seeing.detections import BODY, FACE, Look, gather

VISION = VisionSettings()
SOURCES = Sources("centerface@1", "face_mesh@1", "iris@1", "movenet@1", "smile@1", "direction@1", "nanodet@1")
STEP_US = 100_000
LOOKS = 60

GOOD = {
    "confidence": 0.9,
    "presence": 1.0,
    "mouth_width": 0.55,
    "smile_seen": np.nan,
    "mouth_drop": 0.26,
    "mouth_open": 0.05,
    "nose_length": 0.46,
    "light": 120.0,
    "contrast": 40.0,
    "sharpness": 0.2,
}


def face_row(i, x=200.0, y=200.0, size=100.0, *, yaw=0.0, pitch=-10.0, **over):
    row = np.zeros((), FACE)
    for name, value in {**GOOD, **over}.items():
        row[name] = value
    row["x"], row["y"], row["width"], row["height"] = x - 0.38 * size, y - size / 2, 0.76 * size, size
    row["mesh_pose"] = row["five_pose"] = (yaw, pitch, 0.0)
    return row


def body_row(points, confidence=0.5):
    row = np.zeros((), BODY)
    row["confidence"] = confidence
    for joint, (x, y) in points.items():
        row["keypoints"][joint] = (x, y, 0.6)
    return row


def build(people, *, looks=LOOKS):
    """Sights and tracks of people given as ``(look -> face row or None, look -> body row or None)``."""
    all_looks, tracks = [], [(np.full(looks, -1, np.int32), np.full(looks, -1, np.int32), []) for _ in people]
    faces_so_far = bodies_so_far = 0
    for i in range(looks):
        faces, bodies = [], []
        for (make_face, make_body), (own_face, own_body, head) in zip(people, tracks, strict=True):
            one, body = make_face(i), make_body(i)
            place = (np.nan, np.nan, np.nan)
            if one is not None:
                own_face[i] = faces_so_far + len(faces)
                faces.append(one)
                place = (one["x"] + one["width"] / 2, one["y"] + one["height"] / 2, one["height"])
            if body is not None:
                own_body[i] = bodies_so_far + len(bodies)
                bodies.append(body)
            head.append(place)
        all_looks.append(Look(i * STEP_US, np.array(faces, FACE), np.array(bodies, BODY), {}))
        faces_so_far, bodies_so_far = faces_so_far + len(faces), bodies_so_far + len(bodies)
    return (
        gather(all_looks, width=640, height=480),
        [PersonTrack(f, b, np.array(h, np.float32)) for f, b, h in tracks],
    )


def no_body(i):
    return None


def signals_of(people, *, looks=LOOKS, roles=None):
    sights, tracks = build(people, looks=looks)
    found, tracks_out = measure(tracks, roles or [None] * len(people), sights, vision=VISION, sources=SOURCES)
    return found, {(t.person, t.name): t for t in tracks_out}


def test_every_signal_of_the_table_is_measured_with_its_unit():
    _, found = signals_of([(face_row, no_body), (lambda i: face_row(i, x=450), no_body)])
    assert {name for person, name in found if person == "A"} == set(PERSON_SIGNALS)
    assert {name for person, name in found if person == "A+B"} == set(PAIR_SIGNALS)
    assert all(track.unit == SIGNALS[name][0] for (_, name), track in found.items())
    assert all(track.value.dtype == np.float32 for track in found.values())
    assert all((track.validity[~np.isfinite(track.value)] == 0).all() for track in found.values())


def test_leaving_over_the_edge_is_out_of_view_and_hiding_is_not_known():
    away = range(20, 40)
    walks = {i: 200 - 12 * i for i in range(20)} | {i: -40 + 12 * (i - 40) for i in range(40, 60)}
    leaves, _ = (lambda i: None if i in away else face_row(i, x=max(20, walks[i])), None)
    hides = lambda i: None if i in away else face_row(i, x=400, y=240)  # noqa: E731
    people, found = signals_of([(leaves, no_body), (hides, no_body)])
    gone, hidden = found["A", "in_view"], found["B", "in_view"]
    assert (gone.value[25:35] == 0).all()
    assert gone.valid[25:35].all()
    assert (hidden.value[25:35] == 0).all()
    assert not hidden.valid[25:35].any()
    assert [(s.onset_us, s.offset_us) for s in people[0].in_view] == [(0, 2_000_000), (4_000_000, 6_000_000)]


def test_a_short_gap_is_bridged_and_a_head_goes_on():
    _, found = signals_of([(lambda i: None if i in (10, 11, 12) else face_row(i, x=200 + 5 * i), no_body)])
    assert found["A", "in_view"].value[10:13].tolist() == [1, 1, 1]
    assert found["A", "head_x"].value[11] == pytest.approx(255, abs=1)
    assert not found["A", "head_yaw"].valid[10:13].any()


def test_a_profile_past_the_mesh_is_told_by_five_points_and_less_surely():
    def profile(i):
        row = face_row(i, yaw=80, presence=0.01, confidence=0.7)
        row["mesh_pose"] = (12, 0, 0)
        return row

    _, found = signals_of([(profile, no_body), (lambda i: face_row(i, x=450, yaw=-20), no_body)])
    side, front = found["A", "head_yaw"], found["B", "head_yaw"]
    assert side.value == pytest.approx(80, abs=1)
    assert side.valid.all()
    assert (side.validity < front.validity).all()
    assert (found["A", "face_seen"].value == 0).all()
    assert not found["A", "smile"].valid.any()


@pytest.mark.parametrize(
    "poor",
    [{"light": 8.0}, {"contrast": 2.0}, {"confidence": 0.24, "presence": 0.0}, {"sharpness": 0.002, "presence": 0.55}],
    ids=["dark", "fog", "hidden", "smeared"],
)
def test_poor_sight_lowers_validity_instead_of_inventing(poor):
    _, found = signals_of([(lambda i: face_row(i, yaw=40, mouth_width=0.7, mouth_drop=0.2, **poor), no_body)])
    assert not found["A", "smile"].valid.any()
    if "sharpness" not in poor:
        assert not found["A", "head_yaw"].valid.any()


def test_a_smile_rises_over_the_persons_own_rest_and_an_open_mouth_does_not():
    def mouth(i):
        if 20 <= i < 30:
            return face_row(i, mouth_width=0.69, mouth_drop=0.19, mouth_open=0.2)
        if 40 <= i < 50:
            return face_row(i, mouth_width=0.56, mouth_drop=0.29, mouth_open=0.6)
        return face_row(i)

    _, found = signals_of([(mouth, no_body)])
    smile = found["A", "smile"]
    assert smile.valid.all()
    assert (smile.value[20:30] > 0.7).all()
    assert (np.abs(smile.value[:20]) < 0.15).all()
    assert (smile.value[40:50] < 0.2).all()
    assert (found["A", "mouth_open"].value[40:50] > 0.5).all()


def test_somebody_who_smiles_throughout_is_not_taken_to_rest():
    _, found = signals_of([(lambda i: face_row(i, mouth_width=0.70, mouth_drop=0.19), no_body)], looks=20)
    assert (found["A", "smile"].value > 0.5).all()


def test_facing_says_what_a_person_would_say_of_two_side_by_side():
    def pair(left_yaw, right_yaw):
        _, found = signals_of(
            [
                (lambda i: face_row(i, x=180, yaw=left_yaw), no_body),
                (lambda i: face_row(i, x=460, yaw=right_yaw), no_body),
            ]
        )
        return float(found["A+B", "facing"].value[5]), float(found["A+B", "face_to_face"].value[5])

    assert pair(70, -70) == (pytest.approx(0, abs=11), 1)
    camera, together = pair(0, -70)
    assert 40 < camera < 60
    assert together == 0
    away, _ = pair(-70, -70)
    assert away > 100


def test_a_hand_on_the_other_and_a_reach():
    def body(wrist):
        return lambda i: body_row(
            {
                5: (215, 290),
                6: (165, 290),
                7: (250, 300),
                8: (140, 340),
                9: wrist,
                10: (130, 390),
                11: (205, 420),
                12: (170, 420),
            }
        )

    other = lambda i: body_row({5: (470, 300), 6: (420, 300), 11: (465, 400), 12: (425, 400)})  # noqa: E731
    second = (lambda i: face_row(i, x=445, y=220, size=80), other)
    _, near = signals_of([(lambda i: face_row(i, x=190), body((430, 330))), second])
    _, far = signals_of([(lambda i: face_row(i, x=190), body((240, 380))), second])
    assert near["A+B", "hand_on"].value[5] == 0
    assert near["A+B", "hand_on"].valid[5]
    assert near["A+B", "reach"].value[5] > 0.8
    assert far["A+B", "hand_on"].value[5] > 1
    assert far["A+B", "reach"].value[5] < 0.3
    assert near["A", "wrist_left_x"].value[5] == 430


def test_bridging_fills_short_gaps_only():
    pts = np.arange(10) * STEP_US
    value = np.array([0, np.nan, np.nan, 3, np.nan, np.nan, np.nan, np.nan, 8, np.nan])
    filled, made = bridged(value, pts, 300_000)
    assert filled[:4].tolist() == [0, 1, 2, 3]
    assert np.isnan(filled[4:8]).all()
    assert made.tolist() == [False, True, True] + [False] * 7
    assert ramp(np.array([0.0, 1.0, 2.0, 3.0]), 2, 1).tolist() == [1, 1, 0, 0]


def test_every_vision_setting_is_a_plain_value():
    """A study keeps the settings as JSON."""
    assert all(isinstance(getattr(VISION, f.name), (int, float, tuple)) for f in fields(VISION))


@pytest.mark.parametrize("side", [-1, 1])
def test_a_smile_from_the_side_is_read_from_the_whole_face_over_ones_own_rest(side):
    """The far corner of the mouth is hidden and no mesh fits: what the mesh says of it does not count."""

    def face(i):
        turned = {"yaw": side * 55, "presence": 0.2, "mouth_width": 0.8, "mouth_drop": 0.1, "mouth_open": 0.5}
        return face_row(i, smile_seen=1.1 if 30 <= i < 50 else 0.42, **turned)

    _, found = signals_of([(face, no_body)], looks=80)
    smile, read = found["A", "smile"], found["A", "smile_read"]
    assert smile.valid.all()
    assert (read.value == 1).all()
    assert (smile.value[30:50] > 0.8).all()
    assert (np.abs(smile.value[:30]) < 0.15).all()
    assert not found["A", "mouth_open"].valid.any()


@pytest.mark.parametrize(("yaw", "shown"), [(44, 1.0), (60, 0.85), (-75, 0.675)])
def test_a_turned_smile_is_given_its_size(yaw, shown):
    """The whole face shows less of the same smile the farther it turns."""

    def face(i):
        smiles = 0.6 * shown if 30 <= i < 50 else 0.0
        return face_row(i, yaw=yaw, presence=0.2, smile_seen=0.42 + smiles)

    _, found = signals_of([(face, no_body)], looks=80)
    assert found["A", "smile"].value[30:50] == pytest.approx(1.0, abs=0.1)


def test_a_turned_face_that_reads_lower_smiles_as_much_as_one_that_reads_as_usual():
    """Rest is kept from being lower than any that was seen facing the camera; the whole face of a turned head is."""

    def smile_at(yaw, *, shown, lower):
        def face(i):
            return face_row(i, yaw=yaw, presence=0.2, smile_seen=(0.75 if 30 <= i < 50 else 0.30) - lower)

        return float(np.median(signals_of([(face, no_body)], looks=80)[1]["A", "smile"].value[32:48])) * shown

    usual = smile_at(44.0, shown=1.0, lower=0.0)
    assert smile_at(60.0, shown=0.85, lower=0.032) == pytest.approx(usual, abs=0.02)


def test_beyond_the_turn_at_which_it_was_shown_to_be_readable_a_smile_is_unread():
    _, found = signals_of([(lambda i: face_row(i, yaw=85, presence=0.2, smile_seen=1.2), no_body)])
    assert not found["A", "smile"].valid.any()
    assert (found["A", "smile_read"].value == 0).all()


@pytest.mark.parametrize(("yaw", "presence"), [(0.0, 1.0), (65.0, 0.2)])
def test_a_mouth_behind_a_hand_is_unread_and_one_wrong_look_hides_none(yaw, presence):
    """Neither a smile nor its absence is said where something is before the mouth for longer than a look."""

    def face(i):
        return face_row(
            i, yaw=yaw, presence=presence, smile_seen=1.1, covered_seen=0.9 if i == 10 or 30 <= i < 50 else 0.0
        )

    _, found = signals_of([(face, no_body)])
    smile, read = found["A", "smile"], found["A", "smile_read"]
    assert not smile.valid[32:48].any()
    assert (read.value[32:48] == 0).all()
    assert smile.valid[:27].all()
    assert (read.value[:27] == 1).all()


def test_an_unsure_face_to_the_camera_that_no_mesh_fits_is_hidden_whatever_the_whole_face_looks_like():
    """Hands, cups and the backs of heads are found less surely than faces are."""
    _, found = signals_of([(lambda i: face_row(i, presence=0.2, confidence=0.5, smile_seen=1.2), no_body)])
    assert not found["A", "smile"].valid.any()


def test_a_sure_face_to_the_camera_that_no_mesh_fits_is_read_from_the_whole_of_it():
    """It moves or glares: the mesh is lost, its corners say nothing, the face is still to be seen."""

    def face(i):
        lost = {"presence": 0.1, "mouth_width": 0.8, "mouth_drop": 0.1, "mouth_open": 0.5} if 30 <= i < 50 else {}
        return face_row(i, smile_seen=1.1 if 40 <= i < 50 else 0.42, **lost)

    _, found = signals_of([(face, no_body)], looks=80)
    smile = found["A", "smile"]
    assert smile.valid.all()
    assert (np.abs(smile.value[30:40]) < 0.15).all()
    assert (smile.value[40:50] > 0.8).all()
    assert not found["A", "mouth_open"].valid[30:50].any()


def test_a_smeared_face_is_unread_later_than_its_eyes_are():
    """A smile is larger than what a smear hides first; in the dark nothing is read all the same."""
    _, smeared = signals_of([(lambda i: face_row(i, sharpness=0.0), no_body)])
    assert smeared["A", "smile"].valid.all()
    _, dark = signals_of([(lambda i: face_row(i, light=5.0), no_body)])
    assert not dark["A", "smile"].valid.any()


def test_somebody_who_smiles_all_the_time_does_not_rest_in_it():
    _, found = signals_of([(lambda i: face_row(i, yaw=50, smile_seen=1.1), no_body)], looks=200)
    assert (found["A", "smile"].value > 0.5).all()
