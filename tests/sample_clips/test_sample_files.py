"""The files: each is what the README says it is, on the times that its truth states."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import av
import numpy as np

from coder.media import Clip
from tests.sample_clips.samples import FOLDER, NAMES, load

MOST_BYTES = 12_000_000


def test_the_readme_lists_the_clips_that_are_there():
    listed = re.findall(r"^\| `(\w+)\.mp4`", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == NAMES


def test_the_readme_lists_the_hard_views_that_are_there_each_on_the_times_of_its_truth():
    listed = re.findall(r"^\| `hard_views/(\w+)\.mp4`", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)
    clips = sorted((FOLDER / "hard_views").glob("*.mp4"))
    assert sorted(listed) == [clip.stem for clip in clips]
    for path in clips:
        truth = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
        with Clip.open(path) as clip:
            assert clip.index.pts_us.tolist() == truth["pts_us"]
            assert clip.info.duration_us == truth["duration_us"]
        assert truth["clip"] == path.name


def test_all_clips_and_truths_together_stay_small():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.*") if "make" not in path.parts) < MOST_BYTES


def test_every_frame_is_stored_at_the_time_that_the_truth_states(sample):
    with Clip.open(sample.path) as clip:
        assert clip.index.pts_us.tolist() == sample.pts_us
        assert clip.info.duration_us == sample.truth["duration_us"]
        assert (clip.info.width, clip.info.height) == (sample.truth["width"], sample.truth["height"])
        assert clip.frame(len(clip) - 1).rgb.shape == (480, 640, 3)


def test_a_steady_clip_has_the_frame_rate_that_the_truth_states(sample):
    steps = {b - a for a, b in pairwise(sample.pts_us)}
    if sample.truth["fps"] is None:
        assert len(steps) > 20
    else:
        assert max(abs(step - 1e6 / sample.truth["fps"]) for step in steps) <= 1


def test_there_is_sound_as_long_as_the_picture_with_speech_where_the_truth_says(sample):
    with av.open(str(sample.path), format="mp4") as clip:
        blocks = [frame.to_ndarray()[0] for frame in clip.decode(audio=0)]
    sound = np.concatenate(blocks)
    assert abs(len(sound) / 48_000 - sample.truth["duration_us"] / 1e6) < 0.15
    spoken = np.zeros(len(sound), bool)
    for span in sample.truth["speech"]:
        spoken[int(span["onset_us"] * 0.048) : int(span["offset_us"] * 0.048)] = True
    quiet = float(np.sqrt(np.mean(sound[~spoken] ** 2)))
    assert 0 < quiet < 0.02
    if spoken.any():
        assert float(np.sqrt(np.mean(sound[spoken] ** 2))) > 5 * quiet


def test_the_variable_clip_has_the_uneven_times_of_a_web_camera():
    steps = np.diff(load("play_vfr").pts_us)
    assert steps.min() > 60_000
    assert steps.max() > 1.8 * steps.min()
    with Clip.open(load("play_vfr").path) as clip:
        assert clip.info.variable


def test_the_rotated_clip_is_stored_turned_and_shown_upright_with_the_same_pictures():
    with Clip.open(load("play_rotated").path) as turned, Clip.open(load("play").path) as plain:
        assert (turned.info.coded_width, turned.info.coded_height) == (480, 640)
        assert turned.info.rotation == 90
        for n in (0, 77, 300):
            difference = np.abs(turned.frame(n).rgb.astype(int) - plain.frame(n).rgb)
            assert difference.mean() < 4
