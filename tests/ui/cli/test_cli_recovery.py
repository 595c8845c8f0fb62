"""Recovery keys on the command line: written to a new file only, and opening what they are for."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.commands import run_command

ROOT = Path(__file__).resolve().parents[3]
PHRASE = "seven small stones"


def run(*arguments: object, secret: str = PHRASE, fresh: str = "") -> subprocess.CompletedProcess[str]:
    given = {"DYADMIRROR_PASSPHRASE": secret} | ({"DYADMIRROR_NEW_PASSPHRASE": fresh} if fresh else {})
    return run_command(*arguments, environment={**os.environ, **given})


@pytest.fixture
def study(tmp_path):
    done = run("new", tmp_path / "study", "--recovery-file", tmp_path / "key.txt")
    assert done.returncode == 0, done.stderr
    return tmp_path / "study"


def test_the_key_is_in_the_file_and_nowhere_else_and_opens_the_study(study, tmp_path):
    key = (tmp_path / "key.txt").read_text().strip()
    assert stat.S_IMODE((tmp_path / "key.txt").stat().st_mode) == 0o600
    assert run("recordings", study, secret=key).returncode == 0
    assert key not in "".join(path.read_text("latin-1") for path in study.rglob("*") if path.is_file())


def test_another_key_takes_the_place_of_the_one_before(study, tmp_path):
    before = (tmp_path / "key.txt").read_text().strip()
    done = run("recovery", study, "--recovery-file", tmp_path / "other.txt")
    assert done.returncode == 0, done.stderr
    now = (tmp_path / "other.txt").read_text().strip()
    assert now != before
    assert now not in done.stdout + done.stderr
    assert run("recordings", study, secret=now).returncode == 0
    assert run("recordings", study, secret=before).returncode == 2
    assert run("recordings", study).returncode == 0  # the passphrase stays


def test_no_file_is_written_over_and_none_is_taken_inside_a_study(study, tmp_path):
    for target in (tmp_path / "key.txt", study / "key.txt"):
        before = (tmp_path / "key.txt").read_text()
        assert run("recovery", study, "--recovery-file", target).returncode == 2
        assert (tmp_path / "key.txt").read_text() == before
        assert not (study / "key.txt").exists()
    assert run("new", tmp_path / "n", "--recovery-file", tmp_path / "n" / "key.txt").returncode == 2
    assert not (tmp_path / "n").exists()


def test_without_a_terminal_or_a_file_no_key_is_printed(study, tmp_path):
    done = run("recovery", study)
    assert done.returncode == 2
    assert "--recovery-file" in done.stderr
    told = run("new", tmp_path / "other")
    assert told.returncode == 0
    assert "was not shown" in told.stderr


def test_a_study_in_the_clear_is_copied_under_a_passphrase(tmp_path):
    assert run("new", tmp_path / "plain", secret="").returncode == 0
    done = run("protect", tmp_path / "plain", tmp_path / "copy", "--recovery-file", tmp_path / "copy.txt")
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "plain") in done.stderr  # it is still there, in the clear
    assert run("recordings", tmp_path / "copy", secret=(tmp_path / "copy.txt").read_text()).returncode == 0
    again = run("protect", tmp_path / "copy", tmp_path / "third")
    assert again.returncode == 2
    assert "passphrase already" in again.stderr


def test_a_passphrase_that_is_soon_guessed_is_remarked_on_and_taken(tmp_path):
    remark = "this passphrase is soon guessed"
    made = run("new", tmp_path / "weak", secret="1234")
    assert (made.returncode, remark in made.stderr) == (0, True)
    assert remark not in made.stdout
    assert run("recordings", tmp_path / "weak", secret="1234").returncode == 0
    assert run("new", tmp_path / "plain", secret="").returncode == 0
    copied = run("protect", tmp_path / "plain", tmp_path / "copy", secret="1234")
    assert (copied.returncode, remark in copied.stderr) == (0, True)
    assert run("recordings", tmp_path / "copy", secret="1234").returncode == 0
    changed = run("passphrase", tmp_path / "copy", secret="1234", fresh="abcd")
    assert (changed.returncode, remark in changed.stderr) == (0, True)
    assert run("recordings", tmp_path / "copy", secret="abcd").returncode == 0
    assert remark not in run("new", tmp_path / "strong", secret="seven small grey stones").stderr
    assert not (tmp_path / "third").exists()
