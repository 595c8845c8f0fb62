"""What was looked at outlives a stop and a crash, and the result is the same as in one go."""

import json
import os
import pickle
import signal
import subprocess
import sys
import zipfile
from argparse import Namespace
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from coder.interchange.signals_file import read_signals
from coder.media import Clip
from coder.study.project import Project
from coder.vocabulary.analysis_settings import SamplingSettings, Settings
from coder.vocabulary.errors import Cancelled
from coder.vocabulary.signals import SOUND_SIGNALS
from models.analysis import analyze, made_with
from models.hearing.frames import HOP, RATE
from models.hearing.heard_parts import BLOCK_S, HeardBlock
from models.hearing.listening import load_hearing
from models.look_checkpoint import Checkpoint, pack, unpack
from models.seeing.detections import BODY, FACE, Look
from models.seeing.look import load_models
from tests.coder.media.clipmaker import make_clip
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
        assert Checkpoint(parts, lambda _: None, forget=lambda seen=forgotten: seen.append(1)).held == 0
        assert forgotten == [1]


def repacked(part, **arrays):
    """The part with other arrays in it, as somebody would write it who alters the study's file."""
    with np.load(BytesIO(part)) as file:
        held = {name: file[name] for name in file.files}
    out = BytesIO()
    np.savez_compressed(out, **{**held, **arrays})
    return out.getvalue()


def text(said):
    return np.frombuffer(said.encode(), np.uint8)


def packed(name, content, method=zipfile.ZIP_DEFLATED):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        file.writestr(name, content)
    return out.getvalue()


def claiming(count):
    """An array file that claims to be long and holds nothing."""
    out = BytesIO()
    np.lib.format.write_array_header_1_0(out, {"descr": "|u1", "fortran_order": False, "shape": (count,)})
    return out.getvalue()


def test_what_somebody_wrote_in_their_place_is_forgotten():
    good = pack(looks(5))
    with np.load(BytesIO(good)) as file:
        said = json.loads(file["said"].tobytes())
    hostile = [
        repacked(good, said=text("[" * 100_000 + "]" * 100_000)),
        repacked(good, said=text("[1]")),
        *(
            repacked(good, said=text(json.dumps({**said, "pts_us": times})))
            for times in (list("abcde"), [None] * 5, [0.5, 1, 2, 3, 4], [{}] * 5, [True] * 5, [1])
        ),
        repacked(good, said=text(json.dumps({**said, "runs": [{"mesh@1": "x"}] * 5}))),
        repacked(good, **{"faces.length": np.array([2**62] * 5)}),
        repacked(good, **{"faces.length": np.array(list("abcde"))}),
        repacked(good, faces=np.zeros((), FACE)),
        repacked(good, colours=np.zeros((1, 5), np.uint8)),
        packed("said.npy", bytes(1 << 29)),
        packed("said.npy", claiming(1 << 50)),
        packed("said.npy", b"x", zipfile.ZIP_LZMA),
        pickle.dumps(looks(1)),
    ]
    rng = np.random.default_rng(12)
    for _ in range(400):
        damaged = bytearray(good)
        for at in rng.integers(0, len(good), 3):
            damaged[at] = rng.integers(0, 256)
        hostile.append(bytes(damaged))
    for part in hostile:
        assert Checkpoint([part], lambda _: None, forget=lambda: None).held in (0, 5)
    for part in hostile[:-400]:
        assert Checkpoint([part], lambda _: None).held == 0


def test_looks_at_another_clip_or_with_a_gap_are_not_gone_on_from():
    theirs, first, third = (pack(looks(5, first=at), key=of) for at, of in ((0, "b"), (0, "a"), (10, "a")))
    assert Checkpoint([theirs], lambda _: None, key="a").held == 0
    times = np.arange(20) * 100_000
    forgotten = []
    assert len(list(Checkpoint([first], lambda _: None, key="a").going_on(times))) == 5
    for parts, asked in (([first, third], times), ([first], times + 1), ([first], times[:3])):
        held = Checkpoint(parts, lambda _: None, key="a", forget=lambda: forgotten.append(1))
        assert list(held.going_on(asked)) == []
    assert len(forgotten) == 3


def heard_block(begin_s, frames=BLOCK_S * RATE // HOP):
    rng = np.random.default_rng(begin_s)
    drawn = {name: tuple(rng.random((2, frames), np.float32)) for name in SOUND_SIGNALS}
    return HeardBlock(begin_s, drawn, ((1, -1),))


def test_blocks_of_sound_come_back_to_the_last_bit_beside_the_looks():
    kept = []
    first = Checkpoint((), kept.append, key="a")
    first.add(looks(1)[0])
    first.add_heard(heard_block(0))
    first.add_heard(heard_block(BLOCK_S, 7))
    first.flush()
    again = Checkpoint(kept, kept.append, key="a")
    assert (again.held, again.until_us) == (1, 0)
    blocks = list(again.heard())
    for one, other in zip(blocks, (heard_block(0), heard_block(BLOCK_S, 7)), strict=True):
        assert (one.begin_s, one.channels) == (other.begin_s, other.channels)
        for name in SOUND_SIGNALS:
            np.testing.assert_array_equal(one.signals[name], other.signals[name])
    assert list(Checkpoint(kept, kept.append, key="b").heard()) == []


def test_sound_with_a_gap_or_that_somebody_altered_is_forgotten():
    kept = []
    filling = Checkpoint((), kept.append)
    for begin_s in (0, 2 * BLOCK_S, 1):
        filling.add_heard(heard_block(begin_s))
    good, after_a_gap, uneven = kept
    odd = np.zeros((len(SOUND_SIGNALS), 0), np.float32)
    hostile = [
        [after_a_gap],
        [good, good],
        [uneven],
        [repacked(good, values=odd, validities=odd)],
        [repacked(good, values=np.zeros(3, np.float32))],
        [repacked(good, values=np.zeros((len(SOUND_SIGNALS), 2000)))],
        [repacked(good, said=text(json.dumps({"of": "", "heard": list(SOUND_SIGNALS), "begin_s": "0"})))],
        [repacked(good, said=text(json.dumps({"of": "", "heard": 1, "begin_s": 0, "channels": [["x"]]})))],
    ]
    for parts in hostile:
        forgotten = []
        found = Checkpoint(parts, lambda _: None, forget=lambda seen=forgotten: seen.append(1))
        assert (list(found.heard()), forgotten) == ([], [1])


def test_sound_that_was_heard_before_a_stop_is_not_listened_to_again(tmp_path):
    """Two blocks and a piece of a clip that has little to see; the reader is asked for what follows alone."""
    t = np.arange(70 * 48_000) / 48_000
    sound = (0.2 * np.sin(2 * np.pi * 300 * t + 20 * np.sin(3 * t)) * (np.sin(t) > 0)).astype(np.float32)
    path = make_clip(tmp_path / "long.mp4", frames=141, fps=2, gop=4, sound=sound)
    settings, parts = Settings(), []
    models, hearing = load_models(settings), load_hearing()
    with Clip.open(path) as clip:
        whole = analyze(clip, settings, models=models, hearing=hearing)
        stopping = Checkpoint((), parts.append)
        heard = []
        stopping.add_heard = lambda block: (heard.append(block.begin_s), Checkpoint.add_heard(stopping, block))
        with pytest.raises(Cancelled):
            analyze(
                clip,
                settings,
                models=models,
                hearing=hearing,
                cancelled=lambda: bool(heard),
                checkpoint=stopping,
            )
        held = heard.copy()
        assert held[0] == 0
        going_on = Checkpoint(parts, parts.append)
        heard.clear()
        going_on.add_heard = lambda block: heard.append(block.begin_s)
        again = analyze(clip, settings, models=models, hearing=hearing, checkpoint=going_on)
    assert held + heard == [0, BLOCK_S, 2 * BLOCK_S]
    assert again.notes == whole.notes
    for one, other in zip(again.tracks, whole.tracks, strict=True):
        np.testing.assert_array_equal(one.value, other.value)
        np.testing.assert_array_equal(one.validity, other.validity)


def test_each_block_that_is_heard_after_the_looks_is_told_of_as_it_is_kept(tmp_path):
    """The window puts parts into the study when it is told how far it is; a kill would cost all that it waited for."""
    t = np.arange(40 * 48_000) / 48_000
    sound = (0.2 * np.sin(2 * np.pi * 300 * t)).astype(np.float32)
    path = make_clip(tmp_path / "long.mp4", frames=41, fps=1, gop=4, sound=sound)
    settings, seen = replace(Settings(), sampling=SamplingSettings(rate_hz=0.5)), []
    models = load_models(settings)
    with Clip.open(path) as clip:
        analyze(clip, settings, models=models, checkpoint=Checkpoint((), seen.append))
        kept, told = [], []
        checkpoint = Checkpoint(seen, kept.append)
        looks_held = checkpoint.held
        analyze(
            clip,
            settings,
            models=models,
            hearing=load_hearing(),
            checkpoint=checkpoint,
            progress=lambda progress: told.append((progress.done, len(kept))),
        )
    assert len(kept) == 2
    assert {number for done, number in told if done == looks_held} >= {1, 2}


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
        kept = held.held
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
    longer, _ = cut(tmp_path / "longer.mp4", "play", 0, 150)
    study = tmp_path / "study"
    environment = {**os.environ, "DYADMIRROR_PASSPHRASE": "many words for a test"}
    with Project.create(study, passphrase="many words for a test") as project:
        project.add_recording(longer)
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
        assert Checkpoint(kept, lambda _: None, key=key).held > 10
        (standing,) = project.standings()
        assert standing.stopped_us == Checkpoint(kept, lambda _: None, key=key).until_us > 0
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
        assert project.standings()[0].stopped_us is None


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
look_checkpoint.EVERY_S = 0.05
from ui.cli.parser import main
sys.exit(main(sys.argv[1:]))
"""
"""The command as it is, with what a crash may cost cut from seconds to a moment: a test clip is short."""
