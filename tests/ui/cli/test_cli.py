"""The command line's contract, run as a user would: real processes, real clips, JSON that parses, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.coder.media.clipmaker import make_clip
from tests.commands import run_command

ROOT = Path(__file__).resolve().parents[3]
PLAY = ROOT / "sample_clips" / "play.mp4"


def run(*arguments: object, passphrase: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "DYADMIRROR_PASSPHRASE")
    }
    if passphrase is not None:
        environment["DYADMIRROR_PASSPHRASE"] = passphrase
    return run_command(*arguments, environment=environment)


def ok(*arguments: object, passphrase: str | None = None) -> str:
    done = run(*arguments, passphrase=passphrase)
    assert done.returncode == 0, done.stderr
    return done.stdout


def as_json(*arguments: object) -> object:
    return json.loads(ok(*arguments, "--json"))


def refused(*arguments: object, passphrase: str | None = None) -> str:
    """What a command says that the user can mend: exit code 2, one sentence, no traceback, nothing on stdout."""
    done = run(*arguments, passphrase=passphrase)
    assert done.returncode == 2, (done.returncode, done.stderr)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


@pytest.fixture(scope="module")
def small_clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("cli") / "small.mp4", frames=50)


def test_files_of_one_recording_are_added_as_one(tmp_path, small_clip):
    study, second = tmp_path / "chapters", make_clip(tmp_path / "second.mp4", frames=50)
    ok("new", study)
    said = run("add", study, small_clip, second)
    assert said.returncode == 0
    assert "Joined from 2 files on one clock" in said.stderr
    assert "added with a command of their own each" in said.stderr
    (recording,) = as_json("recordings", study)
    assert (recording["duration_us"], recording["joints_us"]) == (4_000_000, [2_000_000])
    assert "linked" in refused("add", study, small_clip, second, "--link")


@pytest.fixture
def study(tmp_path, small_clip):
    folder = tmp_path / "study"
    ok("new", folder)
    assert as_json("add", folder, small_clip) == {"recording": "r1"}
    return folder


def test_probe_prints_every_frame_as_documented(small_clip):
    found = as_json("probe", small_clip, "--frames")
    assert (found["width"], found["height"], found["duration_us"]) == (160, 96, 2_000_000)
    assert [frame["index"] for frame in found["frames"]] == list(range(50))
    assert [frame["pts_us"] for frame in found["frames"]] == [n * 40_000 for n in range(50)]
    assert len({frame["sha256"] for frame in found["frames"]}) == 50


def test_events_exchanges_undo_and_redo(study):
    child = as_json(
        "code", study, "r1", "child", "smile", "--onset-us", 401_000, "--offset-us", 800_000, "--coder", "kim"
    )
    caregiver = as_json(
        "code",
        study,
        "r1",
        "caregiver:Ada",
        "touch",
        "--onset-us",
        1_000_000,
        "--offset-us",
        1_400_000,
        "--coder",
        "kim",
    )
    events = as_json("events", study, "r1")
    assert [(e["id"], e["onset_us"], e["origin"], e["proposal"]) for e in events] == [
        (child["event"], 400_000, "human", None),
        (caregiver["event"], 1_000_000, "human", None),
    ]
    (exchange,) = as_json("exchanges", study, "r1", "--rule", "prompt-3s")
    assert (exchange["outcome"], exchange["latency_us"], exchange["censored_at_us"]) == ("answered", 600_000, None)
    ok("undo", study)
    (exchange,) = as_json("exchanges", study, "r1")
    assert (exchange["outcome"], exchange["latency_us"]) == ("unsettled", None)
    assert exchange["censored_at_us"] == 2_000_000
    ok("settle", study, child["event"], "available nearby", "--coder", "kim")
    assert as_json("exchanges", study, "r1")[0]["outcome"] == "available nearby"
    ok("undo", study)
    ok("redo", study)
    assert as_json("exchanges", study, "r1")[0]["outcome"] == "available nearby"


def test_several_coders_are_not_mixed(study):
    for coder in ("kim", "lee"):
        ok("code", study, "r1", "child", "smile", "--onset-us", 0, "--offset-us", 400_000, "--coder", coder)
    assert "--coder" in refused("exchanges", study, "r1")
    assert len(as_json("exchanges", study, "r1", "--coder", "lee")) == 1


def test_a_passphrase_comes_from_the_environment(tmp_path, small_clip):
    folder = tmp_path / "locked"
    ok("new", folder, passphrase="seven small stones")
    ok("add", folder, small_clip, passphrase="seven small stones")
    assert "passphrase" in refused("recordings", folder)
    assert "does not open" in refused("recordings", folder, passphrase="eight")
    assert "small" in ok("recordings", folder, passphrase="seven small stones")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("probe", "nowhere.mp4"), "nowhere.mp4"),
        (("probe", "."), "."),
        (("events", "nowhere", "r1"), "no study"),
        (("events", "{study}", "r9"), "no recording 'r9'"),
        (("decide", "{study}", "p9", "accept", "--coder", "kim"), "no proposal 'p9'"),
        (("signals", "{study}", "r1"), "not been analysed"),
        (("analyze", "{study}", "--rate", "0"), "rate"),
        (("add", "{study}", "README.md"), "README.md"),
        (("new", "{study}"), "not an empty folder"),
        (("settle", "{study}", "e1", "wonderful", "--coder", "kim"), "not an outcome"),
        (("code", "{study}", "r1", "child", "smile", "--onset-us", "9", "--offset-us", "1", "--coder", "k"), "before"),
        (
            ("code", "{study}", "r1", "child", "smile", "--onset-us", "-9", "--offset-us", "1", "--coder", "k"),
            "outside",
        ),
        (("code", "{study}", "r1", "child", "smile", "--onset-us", "9" * 30, "--coder", "k"), "outside the recording"),
        (("export", "{study}", "--format", "knitting", "-o", "x"), "knitting"),
        (("open", "{study}"), "no screen"),
    ],
)
def test_what_a_user_can_mend_is_one_sentence_and_exit_code_2(study, arguments, says):
    assert says in refused(*(argument.format(study=study) for argument in arguments))


def test_a_reader_that_has_seen_enough_ends_quietly(small_clip):
    done = subprocess.run(
        f"'{sys.executable}' -m ui probe '{small_clip}' --frames | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
    )
    assert done.stderr == ""


def test_a_clip_leaves_only_where_somebody_can_look(tmp_path):
    ok("new", tmp_path / "study")
    ok("add", tmp_path / "study", PLAY)
    done = run("clip", tmp_path / "study", "r1", "-o", tmp_path / "out.mp4")
    assert done.returncode == 2
    assert "somebody has looked through it" in done.stderr
    assert not (tmp_path / "out.mp4").exists()
