"""Further cameras of a recording: as well guarded as its first clip, each on the recording's clock."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.interchange import formats
from coder.interchange.study_export import Along, documents_of
from coder.interchange.study_import import bring_in, plans_of
from coder.privacy import keys
from coder.privacy.consent import Use
from coder.study.edits.camera_offsets import NameCamera, PlaceCamera
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.camera import CameraClock, Placed, clock_at, clock_through
from coder.vocabulary.errors import ClipError, MendableError, StudyError
from tests.coder.media.clipmaker import make_clip, number_of

WORDS = "seven small stones"
CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture(scope="module")
def clips(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("cameras")
    first = make_clip(folder / "door.mp4", frames=50, fps=25)
    return first, make_clip(folder / "window.mkv", frames=60, fps=30, gop=30)


@pytest.fixture(params=[None, WORDS], ids=["plain", "encrypted"])
def study(request, tmp_path, clips, monkeypatch):
    real = keys.create_key
    monkeypatch.setattr(keys, "create_key", lambda folder, passphrase: real(folder, passphrase, cost=CHEAP))
    with Project.create(tmp_path / "study", passphrase=request.param) as project:
        project.add_recording(clips[0])
        yield project


@given(
    offset=st.integers(-(10**9), 10**9),
    rate_ppb=st.integers(950_000_000, 1_050_000_000),
    at=st.integers(0, 10**10),
)
def test_a_frame_that_is_asked_for_by_its_time_is_that_frame(offset, rate_ppb, at):
    clock = CameraClock(offset, rate_ppb)
    back = clock.to_camera(clock.to_recording(at))
    assert at <= back <= at + 1
    assert clock.to_recording(at) <= clock.to_recording(at + 1)


def test_one_moment_gives_the_offset_and_two_the_rate():
    assert clock_through((5_000_000, 2_000_000)) == CameraClock(3_000_000)
    clock = clock_through((3_600_000_000, 3_597_180_000), (0, -3_000_000))
    assert clock.rate == pytest.approx(1.00005)
    assert clock.to_camera(3_600_000_000) == pytest.approx(3_597_180_000, abs=2)
    with pytest.raises(StudyError, match="less than 20 s apart"):
        clock_through((0, 0), (1_000_000, 1_000_000))


@pytest.mark.parametrize("rate", [0.0, 2.0, float("nan"), float("inf"), -1.0])
def test_no_clock_runs_so(rate):
    with pytest.raises(StudyError, match=r"rates lie from 0\.95"):
        clock_at(0, rate)


def test_a_camera_that_is_placed_stays_where_it_is_in_the_list(study, clips, tmp_path):
    first = study.cameras.add("r1", clips[1])
    second = study.cameras.add("r1", make_clip(tmp_path / "ceiling.mkv", frames=10, fps=25))
    study.apply(PlaceCamera(first.id, CameraClock(1_000), Placed.TYPED), coder="kim")
    assert [one.id for one in study.cameras.of("r1")] == [first.id, second.id]


def test_its_frames_are_exact_at_their_own_index(study, clips):
    camera = study.cameras.add("r1", clips[1], clock=CameraClock(-500_000, 1_000_100_000))
    with study.cameras.open_clip(camera) as clip:
        assert len(clip) == 60
        for n in (0, 31, 7, 59):
            at = camera.clock.to_recording(int(clip.index.pts_us[n]))
            assert number_of(clip.frame(clip.index.at(camera.clock.to_camera(at))).rgb) == n
    assert [one.id for one in study.state("r1").cameras] == [camera.id]
    assert [one.cameras for one in study.standings()] == [1]


def test_in_an_encrypted_study_its_clip_is_encrypted(study, clips, tmp_path):
    camera = study.cameras.add("r1", clips[1])
    held = (study.folder / "media" / camera.clip).read_bytes()
    assert (clips[1].read_bytes()[:4096] in held) is not study.encrypted
    study.close()
    with Project.open(tmp_path / "study", passphrase=WORDS if study.encrypted else None) as again:
        assert again.notes == ()  # no camera's file is taken for somebody else's
        with again.cameras.open_clip(again.cameras.camera(camera.id)) as clip:
            assert number_of(clip.frame(12).rgb) == 12


def test_where_it_lies_is_an_edit_with_its_undo(study, clips):
    camera = study.cameras.add("r1", clips[1], name="window")
    assert camera.placed is Placed.NOT_YET
    before = study.state("r1")
    changes = study.apply(PlaceCamera(camera.id, CameraClock(1_200_000), Placed.MOMENT), coder="kim")
    after = study.state_after(before, changes)
    assert after.cameras == study.cameras.of("r1")
    assert (after.cameras[0].clock.offset_us, after.cameras[0].coder) == (1_200_000, "kim")
    study.apply(NameCamera(camera.id, "from the window"), coder="kim")
    assert study.cameras.camera(camera.id).name == "from the window"
    study.undo(coder="kim")
    study.undo(coder="kim")
    assert study.cameras.camera(camera.id).placed is Placed.NOT_YET
    assert study.redo(coder="kim") is not None
    assert study.cameras.camera(camera.id).clock.offset_us == 1_200_000


def test_erasing_takes_every_cameras_clip(study, clips):
    camera = study.cameras.add("r1", clips[1], name="unmistakable window")
    study.apply(PlaceCamera(camera.id, CameraClock(1)), coder="kim")
    certificate = study.guard.erase("r1", at_once=True)
    assert list((study.folder / "media").iterdir()) == []
    assert certificate.left == 0
    assert b"unmistakable window" not in study._db.bytes()
    assert study.cameras.all() == ()
    assert study.guard.verify(read_clips=True).findings == ()


def test_a_withdrawal_is_one_of_every_camera(study, clips):
    camera = study.cameras.add("r1", clips[1])
    study.guard.withdraw("r1", ["Kim"])
    with pytest.raises(StudyError, match="is locked"):
        study.cameras.source(camera)
    with pytest.raises(StudyError, match="was withdrawn in this study"):
        study.add_recording(clips[1])
    with pytest.raises(StudyError, match="is locked"):
        study.cameras.add("r1", clips[0])
    study.guard.agree("r1", ["Kim"], frozenset(Use), until=None)
    assert study.add_recording(clips[1]).id == "r2"


def test_an_altered_clip_is_told(study, clips):
    camera = study.cameras.add("r1", clips[1])
    assert study.guard.verify(read_clips=True).findings == ()
    path = study.folder / "media" / camera.clip
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 1
    path.write_bytes(held)
    assert camera.id in study.guard.verify(read_clips=True).findings[0].sentence
    path.unlink()
    assert "is missing" in study.guard.verify().findings[0].sentence
    with pytest.raises(ClipError, match="no longer at"):
        study.cameras.source(camera)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE camera_clips SET clip = 'r1.mp4'", "is not what was added"),
        ("UPDATE camera_clips SET clip_sha256 = 'x'", "is not what was added"),
        ("DELETE FROM camera_clips", "was never taken out"),
        ("UPDATE cameras SET rate_ppb = 7", "cannot be read"),
    ],
)
def test_an_altered_row_is_told(study, clips, sql, words):
    study.cameras.add("r1", clips[1])
    study._db.execute(sql)
    assert any(words in finding.sentence for finding in study.guard.verify().findings)
    if "SET clip" in sql:
        with pytest.raises(MendableError, match="somebody altered it"):
            study.cameras.source(study.cameras.camera("c1"))


def test_a_camera_is_taken_out_for_ever(study, clips):
    camera = study.cameras.add("r1", clips[1])
    study.cameras.remove(camera.id)
    assert not (study.folder / "media" / camera.clip).exists()
    assert study.cameras.all() == ()
    assert study.guard.verify(read_clips=True).findings == ()
    assert study.cameras.add("r1", clips[1]).id == "c2"


def test_an_original_that_is_linked_is_not_written_over(study, clips, tmp_path):
    original = tmp_path / "linked.mkv"
    shutil.copyfile(clips[1], original)
    camera = study.cameras.add("r1", original, link=True)
    with pytest.raises(StudyError, match="is the original of"):
        study.guard.refuse_target(original, over=True)
    with study.cameras.open_clip(camera) as clip:
        assert number_of(clip.frame(3).rgb) == 3
    certificate = study.guard.erase("r1", at_once=True)
    assert original.exists()
    assert any("further camera's clip was linked" in one for one in certificate.not_covered)


def test_the_same_clip_is_not_two_cameras(study, clips, tmp_path):
    with pytest.raises(StudyError, match="this very clip already, as its first clip"):
        study.cameras.add("r1", clips[0])
    study.cameras.add("r1", clips[1])
    with pytest.raises(StudyError, match="as c1"):
        study.cameras.add("r1", clips[1])
    no_clip = tmp_path / "words.mp4"
    no_clip.write_text("no clip")
    with pytest.raises(MendableError):
        study.cameras.add("r1", no_clip)
    assert len(list((study.folder / "media").iterdir())) == 2


@pytest.mark.parametrize(("format_id", "ending"), [("eaf", ".eaf"), ("boris", ".boris")])
def test_several_media_go_out_and_come_in(study, clips, tmp_path, format_id, ending):
    study.cameras.add("r1", clips[1], clock=CameraClock(1_200_000, 1_000_100_000))
    study.apply(AddEvent("r1", "child", "smile", 400_000, 800_000), coder="kim")
    (document,) = documents_of(study, along=Along(format=format_id))
    assert [(one.player, one.starts_us) for one in document.media] == [(1, 0), (2, 1_200_000)]
    path = tmp_path / f"out{ending}"
    result = formats.write((document,), path, format=format_id)
    assert "media-rate-dropped" in {loss.code for loss in result}
    with Project.create(tmp_path / "other") as other:
        other.add_recording(clips[0])
        (plan,) = plans_of(formats.read(path), other.scheme, coder="kim")
        bring_in(other, [plan], into="r1", coder="kim")
        (camera,) = other.cameras.of("r1")
        assert (camera.clock, camera.placed, camera.clip) == (CameraClock(1_200_000), Placed.FILE, "")
        assert camera.name == "camera 2"  # a file's name may say who somebody is
        with pytest.raises(ClipError, match="is elsewhere"):
            other.cameras.source(camera)
        (again,) = documents_of(other, along=Along(format=format_id))
        assert [one.starts_us for one in again.media] == [0, 1_200_000]
        other.undo(coder="kim")
        assert other.cameras.of("r1") == ()
        other.redo(coder="kim")
        filled = other.cameras.add("r1", clips[1], instead=camera.id)
        assert (filled.id, filled.clock, filled.placed) == (camera.id, CameraClock(1_200_000), Placed.FILE)
        with pytest.raises(StudyError, match="changed"):
            other.undo(coder="kim")


def test_the_trail_names_no_camera(study, clips):
    study.cameras.add("r1", clips[1], name="grandmother's phone")
    entry = study.trail.report().entries[-1]
    assert set(json.loads(entry.detail)) == {"recording", "camera", "clip", "seal"}
    assert "grandmother" not in entry.detail
    assert hashlib.sha256(clips[1].read_bytes()).hexdigest() not in entry.detail
