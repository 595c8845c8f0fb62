"""What further cameras show: read on the recording's clock, proposed once, and gone with the camera."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coder.proposals.further_cameras import UNSEEN, SeenThrough, joined
from coder.study.edits.camera_offsets import PlaceCamera
from coder.study.edits.coding import Accept, AddEvent, SetRole
from coder.study.project import Project
from coder.vocabulary.camera import CameraClock
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Draft
from coder.vocabulary.people import Person
from coder.vocabulary.time import Interval
from tests.coder.media.clipmaker import make_clip
from tests.studies import REPORT, two_people_smiling
from ui.operations.blind_comparison import coder_words

S = 1_000_000
FRAMES = np.arange(0, 20 * S, 40_000, dtype=np.int64)


def draft(subject: str, code: str, onset_s: float, offset_s: float) -> Draft:
    return Draft(
        subject,
        code,
        round(onset_s * S),
        offset_us=round(offset_s * S),
        timing_bound_us=100_000,
        evidence="seen",
        models=("face@1",),
        confidence=0.9,
        rule="smile@2",
    )


def side(*drafts: Draft, in_view: tuple[Interval, ...] = ()) -> SeenThrough:
    child = Person("c1:A", None, "child", (0, 0, 10, 10), in_view)
    return SeenThrough("side", (child,), drafts)


def test_an_act_that_two_cameras_show_is_asked_once_with_the_first_ones_times():
    first = (draft("child", "smile", 2, 4),)
    found = joined(first, [side(draft("child", "smile", 2.4, 5))], frame_pts_us=FRAMES)
    assert found == first


def test_what_only_another_camera_shows_says_so_and_is_less_exact_by_a_frame():
    (found,) = joined((), [side(draft("child", "smile", 2, 4))], frame_pts_us=FRAMES)
    assert found.evidence == "Seen by the camera side: seen"
    assert found.timing_bound_us == 140_000


def test_somebody_whom_another_camera_shows_is_not_unobservable_there():
    gone = draft("child", UNSEEN, 4, 14)
    found = joined((gone,), [side(in_view=(Interval(6 * S, 9 * S),))], frame_pts_us=FRAMES)
    assert [(one.onset_us, one.offset_us) for one in found] == [(4 * S, 6 * S), (9 * S, 14 * S)]


def test_where_the_other_camera_reads_nothing_either_it_stays():
    gone, there = draft("child", UNSEEN, 4, 14), (Interval(4 * S, 14 * S),)
    found = joined((gone,), [side(draft("child", UNSEEN, 8, 14), in_view=there)], frame_pts_us=FRAMES)
    assert [(one.onset_us, one.offset_us) for one in found] == [(8 * S, 14 * S)]


def test_what_another_camera_cannot_see_is_no_word_on_the_recording():
    assert joined((), [side(draft("child", UNSEEN, 4, 14))], frame_pts_us=FRAMES) == ()


@pytest.fixture(scope="module")
def clips(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("cameras")
    return make_clip(folder / "door.mp4", frames=100, fps=25), make_clip(folder / "side.mp4", frames=120, fps=30)


@pytest.fixture
def study(tmp_path, clips):
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clips[0])
        people, tracks = two_people_smiling()
        project.store_analysis("r1", REPORT, people, tracks)
        project.cameras.add("r1", clips[1], name="side")
        yield project


def look(project: Project) -> None:
    people, tracks = two_people_smiling()
    project.camera_analyses.store(project.cameras.camera("c1"), replace(REPORT, key="side"), people, tracks)


def smiles(project: Project) -> list[int]:
    return [p.draft.onset_us for p in project.proposals("r1") if p.draft.code == "smile"]


def test_a_camera_that_nobody_placed_has_no_time(study):
    with pytest.raises(StudyError, match="Nobody has said yet where the camera c1 lies"):
        look(study)
    assert study.camera_analyses.ready("r1") == ()


def test_people_of_a_camera_are_the_recordings_by_a_humans_word_alone(study):
    study.apply(PlaceCamera("c1", CameraClock(400_000)), coder="kim")
    before = smiles(study)
    look(study)
    assert [one.letter for one in study.people("r1")] == ["A", "B"]
    assert [one.letter for one in study.everybody("r1")] == ["A", "B", "c1:A", "c1:B"]
    for letter in ("c1:A", "c1:B"):
        study.apply(SetRole("r1", letter, "nobody"), coder="kim")
    assert smiles(study) == before


def test_times_of_a_camera_lie_where_it_is_placed_now(study):
    for letter in ("A", "B"):
        study.apply(SetRole("r1", letter, "nobody"), coder="kim")
    study.apply(PlaceCamera("c1", CameraClock(400_000)), coder="kim")
    look(study)
    study.apply(SetRole("r1", "c1:A", "child"), coder="kim")
    placed = smiles(study)
    assert placed
    study.apply(PlaceCamera("c1", CameraClock(800_000)), coder="kim")
    assert [onset - 400_000 for onset in smiles(study)] == placed
    study.undo(coder="kim")
    assert smiles(study) == placed


def test_a_calibration_is_tried_on_what_every_camera_shows(study):
    study.apply(PlaceCamera("c1", CameraClock(400_000)), coder="kim")
    look(study)
    study.apply(AddEvent("r1", "child", "smile", 0, S), coder="kim")
    ((words,), _) = coder_words(study)
    (side,) = words.further
    camera = study.cameras.camera("c1")
    assert (side.camera, side.people) == ("side", study.camera_analyses.people(camera))
    held = {(track.person, track.name): track for track in study.camera_analyses.signals(camera)}
    assert {(track.person, track.name) for track in side.tracks} == set(held)
    for track in side.tracks:
        np.testing.assert_array_equal(track.pts_us, held[track.person, track.name].pts_us)


def test_the_child_of_another_camera_takes_nobodys_role_in_the_first(study):
    study.apply(PlaceCamera("c1", CameraClock(0)), coder="kim")
    look(study)
    study.apply(SetRole("r1", "A", "child"), coder="kim")
    study.apply(SetRole("r1", "c1:B", "child"), coder="kim")
    settled = {one.letter: one.confirmed_role for one in study.everybody("r1")}
    assert (settled["A"], settled["c1:B"]) == ("child", "child")
    study.apply(SetRole("r1", "c1:A", "child"), coder="kim")
    settled = {one.letter: one.confirmed_role for one in study.everybody("r1")}
    assert (settled["A"], settled["c1:A"], settled["c1:B"]) == ("child", "child", "caregiver")


def test_a_camera_that_is_taken_out_takes_what_was_seen_through_it(study):
    study.apply(PlaceCamera("c1", CameraClock(0)), coder="kim")
    look(study)
    study.cameras.remove("c1")
    assert [one.letter for one in study.everybody("r1")] == ["A", "B"]
    assert study.camera_analyses.report("c1") is None
    assert {track.person for track in study.signals("r1")} <= {"A", "B", ""}


def test_a_camera_that_is_taken_out_takes_what_a_stopped_analysis_had_looked_at(study):
    study.machine_rows.keep_looks("r1", "through the side", b"looks", until_us=S)
    assert study.standings()[0].stopped_us == S
    study.cameras.remove("c1")
    assert study.machine_rows.kept_looks("r1", "through the side") == ()
    assert study.standings()[0].stopped_us is None


def test_nothing_is_kept_of_a_camera_that_is_taken_out_while_the_models_look_through_it(study):
    study.apply(PlaceCamera("c1", CameraClock(0)), coder="kim")
    camera = study.cameras.camera("c1")
    assert study.machine_rows.keep_looks("r1", "side", b"looks", until_us=S, camera="c1")
    study.cameras.remove("c1")
    assert not study.machine_rows.keep_looks("r1", "side", b"more looks", until_us=2 * S, camera="c1")
    assert study.machine_rows.kept_looks("r1", "side") == ()
    people, tracks = two_people_smiling()
    with pytest.raises(StudyError, match="side was taken out while the models looked through it"):
        study.camera_analyses.store(camera, REPORT, people, tracks)
    assert study.camera_analyses.report("c1") is None
    assert study.guard.verify().findings == ()


def test_a_new_analysis_of_the_first_camera_leaves_the_others(study):
    study.apply(PlaceCamera("c1", CameraClock(0)), coder="kim")
    look(study)
    people, tracks = two_people_smiling()
    study.store_analysis("r1", replace(REPORT, key="again"), people, tracks)
    assert [one.letter for one in study.everybody("r1")] == ["A", "B", "c1:A", "c1:B"]


def test_what_was_decided_stays_when_a_camera_comes(study):
    proposal = next(p for p in study.proposals("r1") if p.draft.code == "smile")
    study.apply(Accept(proposal.id), coder="kim")
    study.apply(PlaceCamera("c1", CameraClock(0)), coder="kim")
    look(study)
    assert [event.proposal for event in study.events("r1")] == [proposal.id]
    assert proposal.id not in {p.id for p in study.proposals("r1") if p.status == "open"}


@pytest.mark.parametrize(
    "alteration",
    [
        "UPDATE people SET letter = 'c9:A' WHERE letter = 'c1:A'",
        "UPDATE people SET letter = 'x:y:z' WHERE letter = 'c1:A'",
        "UPDATE people SET confirmed_role = 'king' WHERE letter = 'c1:A'",
        "UPDATE signals SET person = 'c9:A' WHERE person = 'c1:A'",
        "UPDATE camera_analyses SET id = 'c9'",
        "UPDATE camera_analyses SET recording = 'r9'",
        "UPDATE camera_clips SET frames = x'00'",
    ],
)
def test_what_other_hands_wrote_of_a_camera_is_told(study, alteration):
    study.apply(PlaceCamera("c1", CameraClock(0)), coder="kim")
    look(study)
    assert study.guard.verify().findings == ()
    study._db.execute(alteration)
    told = [one.sentence for one in study.guard.verify().findings]
    assert told
    assert any("camera" in one or "cannot be checked" in one for one in told)
    with suppress(StudyError):  # it works or says a sentence, and nothing else comes out
        study.everybody("r1")
        study.renew("r1")


def test_erasing_a_recording_leaves_nothing_of_a_camera(study):
    study.apply(PlaceCamera("c1", CameraClock(0)), coder="kim")
    people, tracks = two_people_smiling()
    marked = [replace(track, model="canary-in-a-track") for track in tracks]
    study.camera_analyses.store(
        study.cameras.camera("c1"), replace(REPORT, key="canary-of-an-analysis"), people, marked
    )
    assert b"canary-of-an-analysis" in study._db.bytes()
    done = study.guard.erase("r1", at_once=True)
    assert done.left == 0
    assert b"canary" not in study._db.bytes()
    assert study._db.execute("SELECT * FROM camera_analyses") == []
