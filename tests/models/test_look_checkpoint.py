"""What was looked at outlives a stop and a crash, and the result is the same as in one go."""

import os
import signal
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest

from coder.interchange.signals_file import read_signals
from coder.media import Clip
from coder.study.project import Project
from coder.vocabulary.analysis_settings import Settings
from coder.vocabulary.errors import Cancelled
from models.analysis import analyze, load_models, made_with
from models.look_checkpoint import Checkpoint, pack, unpack
from models.seeing.detections import BODY, FACE, Look
from tests.models.short_clips import cut
from tests.ui.cli.test_cli import ok, run
from ui.cli import analysis_commands

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def clip_path(tmp_path_factory):
    return cut(tmp_path_factory.mktemp("checkpoint") / "cut.mp4", "play", 0, 75)[0]


def looks(count, *, first=0):
    rng = np.random.default_rng(first)
    return [
        Look(
            pts_us=n * 100_000,
            faces=rng.integers(0, 255, (n % 3) * FACE.itemsize, np.uint8).view(FACE),
            bodies=None if n % 3 else rng.integers(0, 255, BODY.itemsize, np.uint8).view(BODY),
            runs={"centerface@1": 1, "mesh@1": n % 3},
        )
        for n in range(first, first + count)
    ]


def alike(one, other):
    assert (one.pts_us, one.runs) == (other.pts_us, other.runs)
    assert one.faces.tobytes() == other.faces.tobytes()
    assert (one.bodies is None) == (other.bodies is None)
    assert one.bodies is None or one.bodies.tobytes() == other.bodies.tobytes()


def test_looks_come_back_to_the_last_bit():
    before = looks(20)
    for one, other in zip(before, unpack(pack(before)), strict=True):
        alike(one, other)


def test_damaged_parts_and_parts_out_of_order_are_forgotten():
    good = pack(looks(5))
    for parts in ([good[:-20]], [b""], [b"nothing"], [good, good], [good, pack(looks(5, first=9))[:50]]):
        forgotten = []
        assert Checkpoint(parts, lambda _: None, forget=lambda seen=forgotten: seen.append(1)).looks == []
        assert forgotten == [1]


def test_parts_are_kept_every_few_seconds_and_at_the_end():
    now, kept = [0.0], []
    checkpoint = Checkpoint((), kept.append, clock=lambda: now[0])
    for look in looks(12):
        now[0] += 1.0
        checkpoint.add(look)
    assert [len(unpack(part)) for part in kept] == [5, 5]
    checkpoint.flush()
    assert sum(len(unpack(part)) for part in kept) == 12


def test_a_stopped_analysis_goes_on_and_ends_as_one_that_was_never_stopped(clip_path):
    settings = Settings()
    models = load_models(settings)
    parts = []
    with Clip.open(clip_path) as clip:
        whole = analyze(clip, settings, models=models)
        looked = []
        with pytest.raises(Cancelled):
            analyze(
                clip,
                settings,
                models=models,
                progress=looked.append,
                cancelled=lambda: len(looked) > 8,
                checkpoint=Checkpoint((), parts.append),
            )
        held = Checkpoint(parts, parts.append)
        kept = len(held.looks)
        assert 5 < kept < whole.frames
        told = []
        again = analyze(clip, settings, models=models, checkpoint=held, progress=told.append)
    looked = [one for one in told if one.done < whole.frames]  # what comes after looking is told too
    assert len(looked) <= whole.frames - kept + 4
    assert again.frames == whole.frames
    assert again.model_runs == whole.model_runs
    assert again.people == whole.people
    assert len(again.tracks) == len(whole.tracks)
    for one, other in zip(again.tracks, whole.tracks, strict=True):
        np.testing.assert_array_equal(one.value, other.value)
        np.testing.assert_array_equal(one.validity, other.validity)


def test_a_killed_command_leaves_its_looks_in_the_study_and_the_next_one_goes_on(tmp_path):
    long_clip, _ = cut(tmp_path / "long.mp4", "play", 0, 370)
    study = tmp_path / "study"
    environment = {**os.environ, "DYADMIRROR_PASSPHRASE": "many words for a test"}
    with Project.create(study, passphrase="many words for a test") as project:
        project.add_recording(long_clip)
        key = project.analysis_key("r1", Settings(), made_with(Settings()))
    command = [sys.executable, "-c", _EAGER, "analyze", str(study)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if "looked at 4" in line or "looked at 5" in line:
                break
        running.send_signal(signal.SIGKILL)
    with Project.open(study, passphrase="many words for a test") as project:
        assert project.analysis("r1") is None
        kept = project.machine_rows.kept_looks("r1", key)
        assert len(Checkpoint(kept, lambda _: None).looks) > 20
        assert project.machine_rows.kept_looks("r1", "another key") == ()
    assert b"centerface" not in (study / "study.db").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "ui", "analyze", str(study)], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0
    assert "goes on from there" in done.stderr
    with Project.open(study, passphrase="many words for a test") as project:
        assert project.analysis("r1") is not None
        assert project.machine_rows.kept_looks("r1", key) == ()


def test_a_killed_command_without_a_study_goes_on_from_what_lies_beside_its_file(tmp_path):
    clip, _ = cut(tmp_path / "clip.mp4", "play", 0, 150)
    whole, file = tmp_path / "whole.parquet", tmp_path / "made.parquet"
    ok("analyze", clip, "--out", whole)
    command = [sys.executable, "-c", _EAGER, "analyze", str(clip), "--out", str(file)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if "looked at 4" in line or "looked at 5" in line:
                break
        running.send_signal(signal.SIGKILL)
    assert {path.name for path in tmp_path.iterdir()} == {"clip.mp4", "whole.parquet", "made.parquet.unfinished"}
    again = run("analyze", clip, "--out", file)
    assert again.returncode == 0
    assert "goes on from there" in again.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"clip.mp4", "whole.parquet", "made.parquet"}
    one, other = read_signals(file), read_signals(whole)
    assert one.people == other.people
    for here, there in zip(one.tracks, other.tracks, strict=True):
        np.testing.assert_array_equal(here.value, there.value)
        np.testing.assert_array_equal(here.validity, there.validity)


def test_a_stop_ends_the_work_and_keeps_what_was_looked_at(tmp_path, clip_path):
    long_clip, _ = cut(tmp_path / "long.mp4", "play", 0, 370)
    study = tmp_path / "study"
    with Project.create(study) as project:
        project.add_recording(long_clip)
    command = [sys.executable, "-m", "ui", "analyze", str(study)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if "looked at 1" in line:
                break
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
        assert running.wait() == 130
    assert "kept in the study" in said


def test_a_stop_while_the_clip_is_opened_is_not_lost(clip_path, tmp_path, monkeypatch):
    real = analysis_commands.Clip.open

    def opened(path):
        signal.raise_signal(signal.SIGINT)
        return real(path)

    monkeypatch.setattr(analysis_commands.Clip, "open", opened)
    asked = Namespace(study=clip_path, recording=None, out=tmp_path / "out.parquet", force=False, json=False)
    with pytest.raises(Cancelled):
        analysis_commands.analyze_to_file(asked, Settings())
    assert list(tmp_path.iterdir()) == []


_EAGER = """
import sys
from models import look_checkpoint
look_checkpoint.EVERY_S = 0.3
from ui.cli.parser import main
sys.exit(main(sys.argv[1:]))
"""
"""The command as it is, with what a crash may cost cut from seconds to a moment: a test clip is short."""
