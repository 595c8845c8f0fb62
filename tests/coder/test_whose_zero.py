"""Zero is the first frame of the main clip: what counts from elsewhere is converted on the way in, and back."""

import json
from pathlib import Path

import av
import numpy as np
import pytest

from coder.interchange import formats
from coder.interchange.formats.format_registry import ReadResult
from coder.interchange.study_export import Along, documents_of
from coder.interchange.study_import import ImportPreview, bring_in, plans_of
from coder.study.edits.coding import AddEvent, MoveEvent
from coder.study.project import Project
from tests.coder.interchange.test_boris import project as boris

SECOND = 1_000_000


def planned(study: Project, path: Path, **more: int) -> ImportPreview:
    (item,) = plans_of(formats.read(path), study.scheme, coder="kim", **more)
    return item


def eaf(tmp_path: Path, origin: int) -> Path:
    from tests.coder.interchange.test_bad_items import EAF

    media = f'<MEDIA_DESCRIPTOR MEDIA_URL="file:///cam.mp4" MIME_TYPE="video/mp4" TIME_ORIGIN="{origin}"/>'
    text = EAF.format(first="2000", second="3000", label="x").replace(
        'TIME_UNITS="milliseconds"/>', f'TIME_UNITS="milliseconds">{media}</HEADER>'
    )
    path = tmp_path / "cam.eaf"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def study(tmp_path):
    with Project.create(tmp_path / "study") as project:
        yield project


@pytest.mark.parametrize(
    ("offset", "player", "at", "onset"),
    [(0, 2.0, 3.0, 1.0), (0, -2.0, 1.0, 3.0), (5400.0, 0, 5401.5, 1.5), (5400.0, 2.0, 5403.5, 1.5)],
    ids=["player later", "player earlier", "observation", "both"],
)
def test_boris_offsets_are_converted_in_and_back(study, tmp_path, offset, player, at, onset):
    path = boris(
        tmp_path,
        [[at, "child", "blink", "", ""]],
        type="MEDIA",
        file={"1": ["v.mp4"]},
        media_info={"length": {"v.mp4": 4.0}, "fps": {"v.mp4": 25.0}, "offset": {"1": player}},
        **{"time offset": offset},
    )
    item = planned(study, path)
    assert [event.onset_us for event in item.plan.events] == [onset * SECOND]
    assert "zero-converted" in {loss.code for loss in item.plan.losses}
    ((recording, _),) = bring_in(study, [item], into=None, coder="kim")
    assert study.recording(recording).duration_us == pytest.approx(4 * SECOND, abs=50_000)
    (event,) = study.events(recording)
    study.apply(MoveEvent(event.id, event.onset_us + 500_000, event.onset_us + 500_000), coder="kim")
    study.apply(AddEvent(recording, "child", event.code, 0, 0), coder="kim")
    formats.write(documents_of(study, along=Along(format="boris")), tmp_path / "out.boris", format="boris")
    out = json.loads((tmp_path / "out.boris").read_text())["observations"][recording]
    assert out["time offset"] == offset
    assert out["media_info"]["offset"]["1"] == player
    assert sorted(row[0] for row in out["events"]) == [pytest.approx(at - onset), pytest.approx(at + 0.5)]


def test_the_origin_of_an_elan_file_is_converted_in_and_back(study, tmp_path):
    path = eaf(tmp_path, 5_000)
    item = planned(study, path)
    assert [event.onset_us for event in item.plan.events] == [5 * SECOND, 7 * SECOND, 7 * SECOND]
    ((recording, _),) = bring_in(study, [item], into=None, coder="kim")
    (back,) = documents_of(study, along=Along(format="eaf"))
    assert (back.events[0].onset_us, back.media[0].starts_us) == (0, -5 * SECOND)
    # ELAN has no time before its zero: what is coded there moves the file's zero to the first frame.
    study.apply(AddEvent(recording, "child", study.events(recording)[0].code, SECOND, 2 * SECOND), coder="kim")
    (back,) = documents_of(study, along=Along(format="eaf"))
    assert ([e.onset_us for e in back.events][:2], back.media[0].starts_us) == ([SECOND, 5 * SECOND], 0)


def test_a_person_can_shift_everything(study, tmp_path):
    item = planned(study, eaf(tmp_path, 0), shift_us=-SECOND)
    assert [event.onset_us for event in item.plan.events] == [SECOND, SECOND]
    assert "before-the-clip" in {loss.code for loss in item.plan.losses}


def test_what_lies_beyond_the_clip_is_said(study, tmp_path):
    item = planned(study, eaf(tmp_path, 60_000), end_us=4 * SECOND)
    (loss,) = [loss for loss in item.plan.losses if loss.code == "beyond-the-end"]
    assert loss.count == 3
    assert len(item.plan.events) == 3


def test_one_undo_takes_back_a_file_of_several_recordings(study, tmp_path):
    documents = tuple(formats.read(eaf(tmp_path, 0)).document for _ in range(2))
    plans = plans_of(ReadResult("csv", documents, ()), study.scheme, coder="kim")
    bring_in(study, plans, into=None, coder="kim")
    assert len(study.recordings()) == 2
    study.undo()
    assert study.recordings() == ()
    assert study.guard.verify().findings == ()
    study.redo()
    assert [len(study.events(one.id)) for one in study.recordings()] == [3, 3]
    assert study.frame_index("r1").end_us == study.recording("r1").duration_us


def late_picture(path: Path, *, late_s: float) -> Path:
    """A clip whose sound begins at once and whose picture ``late_s`` later."""
    with av.open(str(path), "w", format="matroska") as container:
        video, sound = container.add_stream("mpeg4", rate=25), container.add_stream("pcm_s16le", rate=8_000)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        for at in range(25):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 10 * at, np.uint8), format="rgb24")
            frame.pts = at + round(late_s * 25)
            container.mux(video.encode(frame))
        container.mux(video.encode())
        for at in range(10):
            samples = av.AudioFrame.from_ndarray(np.zeros((1, 1_600), np.int16), format="s16", layout="mono")
            samples.rate, samples.pts = 8_000, at * 1_600
            container.mux(sound.encode(samples))
        container.mux(sound.encode())
    return path


def test_a_picture_that_starts_after_the_sound_moves_nothing(study, tmp_path):
    recording = study.add_recording(late_picture(tmp_path / "late.mkv", late_s=0.4))
    lead = study.sound_lead_us(recording.id)
    assert lead == pytest.approx(400_000, abs=2_000)
    item = planned(study, eaf(tmp_path, 0), shift_us=-lead)
    bring_in(study, [item], into=recording.id, coder="kim")
    # What ELAN counts from the sound lies that much earlier on the clock of the picture, which begins later.
    assert [event.onset_us for event in study.events(recording.id)] == [2 * SECOND - lead, 2 * SECOND - lead]
    (back,) = documents_of(study, along=Along(format="eaf"))
    assert back.events[-1].onset_us == 2 * SECOND
    (afresh,) = documents_of(study)
    assert afresh.zero_us == -lead
