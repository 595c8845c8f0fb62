"""From a clip to people and signals: real models on the sample clip; an empty one; cancel, progress, the same twice."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.media import Clip
from coder.vocabulary.analysis_settings import SamplingSettings, Settings
from coder.vocabulary.errors import Cancelled
from models.analysis import Analysis, Progress, analyze, analyze_clip, model_ids
from models.frame_sampling import every, looks
from models.seeing.look import load_models
from tests.coder.proposals.analysed import analysed
from tests.models.short_clips import cut

ROOT = Path(__file__).resolve().parents[2]
PLAY = ROOT / "sample_clips" / "play.mp4"
SLOW_RATE = Settings(sampling=SamplingSettings(rate_hz=1.0))


@pytest.fixture(scope="module")
def models():
    return load_models(Settings())


@pytest.fixture(scope="module")
def played(pytestconfig) -> Analysis:
    return analysed(PLAY, pytestconfig.cache).analysis


def write_clip(path: Path, *, frames: int, colour: int = 128) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for _ in range(frames):
            picture = np.full((120, 160, 3), colour, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode(None))
    return path


def test_the_sample_clip_has_its_two_people_in_their_roles(played):
    assert {p.suggested_role: round(p.median_box[0] / 640, 0) for p in played.people} == {"caregiver": 0, "child": 1}
    assert played.frames == pytest.approx(10 * played.clip_seconds, abs=2)
    assert played.models == model_ids(Settings())
    assert played.model_runs[played.models[0]] == played.frames


def test_head_turns_of_the_sample_clip_are_those_that_were_scripted(played):
    truth = json.loads((ROOT / "sample_clips" / "play.truth.json").read_text())
    tracks = {(t.person, t.name): t for t in played.tracks}
    for person in played.people:
        scripted = truth["people"][person.suggested_role]["values"]["head_yaw"]
        yaw = tracks[person.letter, "head_yaw"]
        expected = np.interp(yaw.pts_us, truth["pts_us"], scripted)
        assert yaw.valid.mean() > 0.95
        assert np.corrcoef(yaw.value[yaw.valid], expected[yaw.valid])[0, 1] > 0.99
        # Half way of every turn toward the other, who sits to the right of the caregiver and left of the child.
        way = 1 if person.suggested_role == "caregiver" else -1
        half = way * (way * expected).max() / 2
        turns = _crossings(yaw.pts_us, expected, half)
        # A camera sees a head from where it sits, not along its own axis: a constant few degrees.
        seen = _crossings(yaw.pts_us, yaw.value, half + float(np.mean((yaw.value - expected)[yaw.valid])))
        assert len(turns) == len(seen)
        assert np.abs(turns - seen).max() < 50_000


def _crossings(pts_us, values, level) -> np.ndarray:
    at = np.flatnonzero(np.diff(np.sign(values - level)) != 0)
    share = (level - values[at]) / (values[at + 1] - values[at])
    return pts_us[at] + share * (pts_us[at + 1] - pts_us[at])


def test_a_second_run_gives_the_same_numbers(models):
    with Clip.open(PLAY) as clip:
        first, second = (analyze(clip, SLOW_RATE, models=models) for _ in range(2))
    assert first.people == second.people
    assert first.model_runs == second.model_runs
    for one, other in zip(first.tracks, second.tracks, strict=True):
        assert (one.name, one.person) == (other.name, other.person)
        np.testing.assert_array_equal(one.value, other.value)
        np.testing.assert_array_equal(one.validity, other.validity)


def test_progress_rises_to_the_end_and_says_how_long(models):
    told: list[Progress] = []
    with Clip.open(PLAY) as clip:
        analyze(clip, SLOW_RATE, models=models, progress=told.append)
    assert told == sorted(told, key=lambda p: p.done)
    assert told[0].done == 1
    assert len({p.done for p in told}) >= told[-1].total - 8
    assert told[-1].fraction == 1.0
    assert told[-1].seconds_left == 0
    assert all(p.seconds_left is None or p.seconds_left >= 0 for p in told)


def test_cancel_is_prompt_and_keeps_nothing(models):
    told: list[float] = []

    def stop() -> bool:
        return len(told) >= 3

    with Clip.open(PLAY) as clip, pytest.raises(Cancelled):
        analyze(clip, Settings(), models=models, progress=lambda _: told.append(time.monotonic()), cancelled=stop)
    # At most the looks that were already under way are waited for.
    assert len(told) <= 3 + 4


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.7])
def test_a_stop_is_heard_after_the_last_look_too(models, share):
    told: list[Progress] = []
    with Clip.open(PLAY) as clip:
        count = len(looks(clip.index.pts_us, SLOW_RATE.sampling.rate_hz))

        def stop() -> bool:
            return bool(told) and told[-1].done >= count + share * (told[-1].total - count)

        with pytest.raises(Cancelled):
            analyze(clip, SLOW_RATE, models=models, progress=told.append, cancelled=stop)
    assert told[-1].done < told[-1].total


def test_a_clip_of_nobody_has_no_people_and_says_so(tmp_path, models):
    with Clip.open(write_clip(tmp_path / "grey.mp4", frames=30)) as clip:
        found = analyze(clip, Settings(), models=models)
    assert found.people == ()
    assert found.tracks == ()
    assert "Nobody was found in this clip." in found.notes


def test_a_clip_of_one_frame(tmp_path):
    with Clip.open(write_clip(tmp_path / "one.mp4", frames=1)) as clip:
        assert analyze_clip(clip, Settings()).frames == 1


def test_no_pictures_are_kept(models):
    from models.seeing.look import look_at

    with Clip.open(PLAY) as clip:
        frame = next(clip.frames())
        look = look_at(frame.rgb, 0, models=models, vision=Settings().vision, with_bodies=True, with_eyes=True)
    assert look.bodies is not None
    assert look.faces.nbytes + look.bodies.nbytes < 2_000


times = st.lists(st.integers(1, 400_000), min_size=1, max_size=120).map(lambda gaps: np.cumsum([0, *gaps]))


@given(times, st.floats(1, 40))
def test_looks_are_frames_each_at_most_once_and_near_the_grid(pts, rate):
    chosen = looks(pts, rate)
    assert (np.diff(chosen) > 0).all()
    assert chosen[0] == 0
    step = 1e6 / rate
    # No look is farther from the frame before it than the grid and the clip's own gaps make necessary.
    gap = np.diff(pts).max()
    assert np.diff(pts[chosen]).max(initial=0) <= step + gap
    for t in np.arange(0, pts[-1] + 1, step):
        assert np.abs(pts[chosen] - t).min() <= np.abs(pts - t).min() + 1e-6


def test_a_slow_clip_is_looked_at_in_every_frame():
    pts = np.cumsum([0, 120_000, 180_000, 120_000, 120_000, 240_000])
    assert looks(pts, 10).tolist() == [0, 1, 2, 3, 4, 5]


def test_frames_that_share_a_stamp_are_looked_at_once():
    assert looks(np.array([0, 0, 100_000, 100_000, 200_000]), 10).tolist() == [0, 2, 4]
    assert looks(np.zeros(0, np.int64), 10).tolist() == []


def test_bodies_are_looked_for_at_their_own_pace():
    pts = np.arange(20) * 100_000
    assert np.flatnonzero(every(pts, 200_000)).tolist() == list(range(0, 20, 2))


@pytest.mark.realdata
@pytest.mark.slow
@pytest.mark.parametrize("number", range(18))
def test_the_child_of_every_family_clip_is_suggested(realdata, pytestconfig, number):
    import csv

    with (realdata / "clips" / "labels.csv").open() as file:
        labels = list(csv.DictReader(file))
    if number >= len(labels):
        pytest.skip(f"there are {len(labels)} family clips here")
    label = labels[number]
    found = analysed(realdata / "clips" / label["file"], pytestconfig.cache).analysis
    side = {
        p.suggested_role: "left" if p.median_box[0] + p.median_box[2] / 2 < _middle(found) else "right"
        for p in found.people
        if p.suggested_role
    }
    assert side == {"child": label["child_side"], "caregiver": label["caregiver_side"]}, label["file"]


def _middle(found: Analysis) -> float:
    """Half way between the heads of the pair: a family need not sit in the middle of the picture."""
    return float(np.mean([p.median_box[0] + p.median_box[2] / 2 for p in found.people if p.suggested_role]))


@pytest.mark.realdata
def test_nobody_is_found_where_there_is_no_person(realdata, pytestconfig):
    assert analysed(realdata / "clips" / "pyfeat_no_face.mp4", pytestconfig.cache).people == ()


@pytest.mark.realdata
def test_an_adult_alone_is_nobodys_child_and_is_gone_when_gone(realdata, pytestconfig):
    (person,) = analysed(realdata / "clips" / "pyfeat_face_noface.mov", pytestconfig.cache).people
    assert person.suggested_role is None
    assert person.in_view[-1].offset_us < 2_700_000


def test_a_short_clip_waits_for_no_library_that_it_does_not_need(tmp_path):
    """To load scipy's solvers takes a third of a second, a tenth of what a clip of a quarter of a minute takes; what
    listens, with the rules about sound, nearly a tenth of a second."""
    script = (
        "import sys; from pathlib import Path; from coder.media import Clip; "
        "from coder.vocabulary.analysis_settings import Settings; "
        "from models.analysis import analyze; from models.seeing.look import load_models\n"
        "with Clip.open(Path(sys.argv[1])) as clip: analyze(clip, Settings(), models=load_models(Settings()))\n"
        "print({'scipy', 'models.hearing.listening', 'coder.proposals'} & set(sys.modules))"
    )
    path, _ = cut(tmp_path / "cut.mp4", "play", 0, 20)
    run = subprocess.run([sys.executable, "-c", script, str(path)], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "set()"
