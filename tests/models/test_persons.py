"""People without a face: found whole, asked for only where somebody may be missing, and carried on by their place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.media import Clip
from coder.proposals.gaze import HEADS_ABOVE
from coder.vocabulary.analysis_settings import Settings, VisionSettings
from models.analysis import analyze
from models.following.carried_persons import Carried, carried_persons
from models.following.tracklet_joining import PersonTrack
from models.look_checkpoint import pack, unpack
from models.measuring import Sources, measure
from models.measuring.presence_signals import TRUNK_BELOW, presence
from models.seeing.detections import BODY, FACE, PERSON, Sights
from models.seeing.estimator_settings import EstimatorSettings
from models.seeing.look import ModelSet, load_models, look_at
from models.seeing.person_assembly import HEAD_WIDTH
from models.seeing.persons import NanoDet
from tests.models.people_pictures import SAMPLE_CLIPS, frames_of, hostile_pictures, pair

GOLDEN = Path(__file__).with_name("golden")
VISION = VisionSettings()
LOOKS, STEP_US = 80, 100_000
SIZE = 60.0


@pytest.fixture(scope="module")
def models() -> ModelSet:
    return load_models(Settings())


def test_the_converted_network_says_what_the_published_graph_says() -> None:
    """nanodet_published.json is the whole published graph run by models/convert/check_nanodet.js."""
    small = cv2.cvtColor(cv2.imread(str(GOLDEN / "pair.png")), cv2.COLOR_BGR2RGB)
    padded = np.zeros((416, 416, 3), np.uint8)
    padded[: small.shape[0], : small.shape[1]] = small
    published = sorted(json.loads((GOLDEN / "nanodet_published.json").read_text()), reverse=True)
    # Every cell from .3 on, none taken for another's double.
    settings = EstimatorSettings(person_long_side=416, person_confidence=0.3, person_overlap=1.0)
    found = NanoDet(settings).persons(padded)
    assert len(found) == len(published) > 5
    for one, (sure, left, top, right, bottom) in zip(found, published, strict=True):
        assert one.confidence == pytest.approx(sure, abs=0.005)
        assert [one.x, one.y, one.x + one.width, one.y + one.height] == pytest.approx(
            [left, top, right, bottom], abs=1.5
        )


def test_both_people_are_found_once_each(models: ModelSet) -> None:
    adult, child = sorted(models.persons.persons(pair()), key=lambda one: one.x)
    assert adult.height > child.height
    assert adult.x + adult.width / 2 < 320 < child.x + child.width / 2


@pytest.mark.parametrize("name", hostile_pictures())
def test_any_picture_is_looked_at(name: str, models: ModelSet) -> None:
    picture = hostile_pictures()[name]
    for one in models.persons.persons(picture):
        assert 0 <= one.x <= one.x + one.width <= picture.shape[1] + 1e-6
        assert 0 <= one.y <= one.y + one.height <= picture.shape[0] + 1e-6


def test_people_are_looked_for_only_where_fewer_than_two_are_seen(models: ModelSet) -> None:
    both = pair()
    one = both.copy()
    one[:, both.shape[1] // 2 :] = 90
    for picture, asked, wanted in ((both, True, None), (one, False, None), (one, True, 1)):
        look = look_at(picture, 0, models=models, vision=VISION, with_bodies=True, with_eyes=False, with_persons=asked)
        assert look.runs.get(models.persons.model) == wanted
        assert (look.persons is None) == (wanted is None)


def test_looks_with_people_outlive_a_stop(models: ModelSet) -> None:
    picture = pair().copy()
    picture[:, picture.shape[1] // 2 :] = 90
    asked = {"models": models, "vision": VISION, "with_bodies": True, "with_eyes": False}
    before = [look_at(picture, pts_us, with_persons=not pts_us, **asked) for pts_us in (0, STEP_US)]
    first, second = unpack(pack([replace(look, grey=None) for look in before]))
    assert first.persons is not None
    assert first.persons.tobytes() == before[0].persons.tobytes()
    assert second.persons is None


def somebody(x: float, looks: Iterable[int], *, y: float = 150) -> PersonTrack:
    """Somebody whose face is found in some looks, always in one place."""
    face, head = np.full(LOOKS, -1, np.int32), np.full((LOOKS, 3), np.nan, np.float32)
    for row, look in enumerate(looks):
        face[look], head[look] = row, (x, y, SIZE)
    return PersonTrack(face, np.full(LOOKS, -1, np.int32), head)


def sights_with(boxes: Iterable[tuple[int, float, float, float, float]]) -> Sights:
    """Looks with boxes of people: look, left, top, width, height."""
    rows = sorted(boxes)
    persons = np.zeros(len(rows), PERSON)
    for row, (look, x, y, width, height) in zip(persons, rows, strict=True):
        row["look"], row["x"], row["y"], row["width"], row["height"], row["confidence"] = look, x, y, width, height, 0.5
    return Sights(
        width=640,
        height=480,
        pts_us=np.arange(LOOKS, dtype=np.int64) * STEP_US,
        faces=np.zeros(LOOKS, FACE),
        bodies=np.zeros(0, BODY),
        body_looked=np.zeros(LOOKS, np.bool_),
        persons=persons,
    )


def whole(x: float, looks: Iterable[int], *, top: float = 120) -> list[tuple[int, float, float, float, float]]:
    """The box of somebody whose head would be at ``x``, in some looks."""
    return [(look, x - 70, top, 140.0, 300.0) for look in looks]


BACK_TURNED = range(20, 60, 6)


def test_who_turns_the_back_is_carried_on_from_before_and_from_after() -> None:
    for seen in ([*range(20), *range(60, LOOKS)], [*range(20)], [*range(60, LOOKS)]):
        track = somebody(200, seen)
        (found,) = carried_persons([track], sights_with(whole(200, BACK_TURNED)))
        assert found.seen[20:57].all()
        assert not found.seen[seen].any()
        assert np.abs(found.head[0, 20:57] - 200).max() < 1
        assert np.abs(found.head[1, 20:57] - 150).max() < SIZE / 2
        assert np.isnan(found.head[:, ~found.seen]).all()


def test_arms_that_go_up_take_no_head_with_them() -> None:
    track = somebody(200, [*range(20), *range(60, LOOKS)])
    (found,) = carried_persons([track], sights_with(whole(200, BACK_TURNED, top=10)))
    assert found.seen[20:57].all()
    assert np.abs(found.head[1, 20:57] - 150).max() < 1


def test_nobody_is_carried_on_in_somebody_elses_box() -> None:
    """The one who is seen keeps their box, also where it is found twice."""
    lost, seen = somebody(200, range(20)), somebody(260, range(LOOKS))
    for boxes in (whole(260, BACK_TURNED), [*whole(260, BACK_TURNED), *whole(255, BACK_TURNED, top=125)]):
        first, second = carried_persons([lost, seen], sights_with(boxes))
        assert not first.seen.any()
        assert not second.seen.any()


def test_who_went_is_not_found_in_whoever_comes_much_later_or_far_off() -> None:
    gone = somebody(200, range(20))
    for boxes in (whole(200, range(45, 75, 6)), whole(520, BACK_TURNED)):
        (found,) = carried_persons([gone], sights_with(boxes))
        assert not found.seen.any()


@given(
    st.lists(st.tuples(st.integers(0, LOOKS - 1), st.floats(0, 600), st.floats(0, 400)), max_size=40),
    st.lists(st.sets(st.integers(0, LOOKS - 1), min_size=1), min_size=1, max_size=3),
)
def test_whatever_is_found_nobody_is_carried_where_they_are_seen(boxes, people) -> None:
    tracks = [somebody(100 + 150 * n, sorted(looks)) for n, looks in enumerate(people)]
    sights = sights_with([(look, x, y, 40.0, 80.0) for look, x, y in boxes])
    for track, found in zip(tracks, carried_persons(tracks, sights), strict=True):
        assert not (found.seen & track.seen).any()
        assert np.isfinite(found.head[:, found.seen]).all()


def test_who_is_carried_on_is_in_the_picture_and_has_a_place() -> None:
    track, sights = somebody(200, [*range(20), *range(60, LOOKS)]), sights_with(whole(200, BACK_TURNED))
    (carried,) = carried_persons([track], sights)
    without, with_them = (presence(track, sights, VISION, None, one) for one in (None, carried))
    assert not without.in_view[30:50].any()
    assert with_them.in_view.all()
    assert (with_them.measured["in_view"].validity >= 0.5).all()
    assert with_them.measured["in_view"].uses == ("faces", "bodies", "persons")
    assert np.isfinite(with_them.measured["worn_x"].value[20:57]).all()
    nobody = Carried(np.zeros(LOOKS, np.bool_), np.full((2, LOOKS), np.nan))
    assert presence(track, sights, VISION, None, nobody).measured["in_view"].uses == ("faces", "bodies")


def test_a_hand_on_somebody_found_whole_names_what_found_them(models: ModelSet) -> None:
    tracks = [somebody(200, [*range(20), *range(60, LOOKS)]), somebody(440, range(LOOKS))]
    sights, sources = sights_with(whole(200, BACK_TURNED)), Sources(*models.ids)
    _, signals = measure(tracks, ["child", "caregiver"], sights, vision=VISION, sources=sources)
    named = {one.person: one.model for one in signals if one.name == "hand_on"}
    assert named == {"A+B": models.bodies.model, "B+A": f"{models.bodies.model}+{models.persons.model}"}


def test_a_child_from_behind_is_never_said_to_be_gone(models: ModelSet) -> None:
    """A rendered child turns the back to the camera for seconds."""
    with Clip.open(SAMPLE_CLIPS / "hard_views" / "from_behind.mp4") as clip:
        found = analyze(clip, Settings(), models=models)
    assert found.model_runs[models.persons.model] >= 1
    for person in found.people:
        (view,) = [one for one in found.tracks if (one.name, one.person) == ("in_view", person.letter)]
        assert not ((view.value < 0.5) & (view.validity >= 0.5)).any()


def test_rules_find_the_head_where_measuring_took_it_to_be() -> None:
    heads = HEADS_ABOVE * HEAD_WIDTH
    assert heads == pytest.approx(TRUNK_BELOW, rel=0.05)


def test_a_room_without_people_shows_none(models: ModelSet) -> None:
    empty = frames_of(SAMPLE_CLIPS / "play.mp4", 1, 1)[0].copy()
    empty[:] = cv2.GaussianBlur(empty, (0, 0), 60)
    assert not [one for one in models.persons.persons(empty) if one.confidence >= 0.5]
