"""No sign that a terminal obeys reaches it, from a study, a file's name or what was typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from ui.cli.output import harmless
from ui.cli.parser import main

ROOT = Path(__file__).resolve().parents[2]
EVIL = "a\x1b]0;owned\x07b\x9b2Jc\u202ed\re\u200b\xadf"


def run(*line: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ui", *map(str, line)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120)


def clean(text: str) -> bool:
    return harmless(text) == text


def test_names_of_recordings_are_shown_and_not_obeyed(tmp_path):
    with Project.create(tmp_path / "s") as project:
        project.add_without_clip(EVIL, duration_us=1_000_000)
    for extra in ([], ["--json"]):
        done = run("recordings", tmp_path / "s", *extra)
        assert done.returncode == 0, done.stderr
        assert "owned" in done.stdout
        assert clean(done.stdout)
    assert json.loads(done.stdout)[0]["name"] == EVIL


def test_what_was_typed_is_not_obeyed_either(tmp_path):
    for line in (["people", tmp_path / EVIL, "r1"], ["decide", tmp_path, "p1", EVIL, "--coder", "k"], [EVIL]):
        done = run(*line)
        assert done.returncode == 2
        assert done.stderr.strip()
        assert clean(done.stderr)


def test_a_name_is_never_a_line_of_its_own(tmp_path, capsys):
    """Line breaks that somebody named something with are written out, wherever a sentence or a table holds them."""
    clip, second = make_clip(tmp_path / "a.mp4", frames=20, fps=10), make_clip(tmp_path / "b.mp4", frames=25, fps=10)
    forged = "left\nr1 was erased\tfor ever"
    study = str(tmp_path / "s")
    with Project.create(tmp_path / "s") as project:
        project.add_recording(clip, name=forged)
        project.cameras.add("r1", second, name=forged)
    for line in (
        ("camera", "call", study, "c1", forged, "--coder", "kim"),
        ("camera", "list", study),
        ("camera", "place", study, "c1", "--offset-us", "5", "--coder", "kim"),
        ("recordings", study),
        ("decide", study, forged, "accept", "--coder", "kim"),
        ("meeting", study, "r1", "--family", forged),
        ("find", study, forged),
        ("passes", study, "--define", forged, "--query", "code=smile"),
        ("add", study, str(tmp_path / "a.mp4"), "--name", forged),
        ("remove", study, forged, "--coder", forged),
    ):
        main(list(line))
        out, err = capsys.readouterr()
        for text in (out, err):
            assert not any(one.startswith("r1 was erased") for one in text.splitlines()), line
            assert "\t" not in text
