"""The command line's word against chance: confirmed exchanges, and a preview that says that it is nobody's word."""

from __future__ import annotations

import pytest

from tests.coder.media.clipmaker import make_clip
from tests.studies import make_smiling_study
from tests.ui.cli.test_cli import as_json, ok, refused, run


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clip") / "visit.mp4", frames=100, fps=25)


@pytest.fixture
def study(tmp_path, clip):
    make_smiling_study(tmp_path / "study", clip)
    return tmp_path / "study"


def test_without_confirmed_events_nothing_is_said_and_the_preview_is_hidden(study):
    assert as_json("contingency", study, "r1")["findings"] == []
    assert "Nothing is confirmed yet" in ok("contingency", study, "r1")


def test_the_preview_is_marked_and_nothing_comes_of_it(study):
    (found,) = as_json("contingency", study, "r1", "--preview")["findings"]
    assert found["confirmed"] is False
    assert found["words"].startswith("Unconfirmed preview")
    assert found["bids"] == 1
    said = run("contingency", study, "r1", "--preview")
    assert "nobody's word" in said.stderr
    assert as_json("events", study, "r1") == []


def test_a_blind_coder_is_refused_the_preview_and_not_their_own_word(study):
    ok("blind", study, "r1", "--coder", "lee")
    assert "blind" in refused("contingency", study, "r1", "--preview", "--coder", "lee")
    ok("code", study, "r1", "child", "smile", "--onset-us", 0, "--offset-us", 400000, "--coder", "lee")
    (own,) = as_json("contingency", study, "r1", "--coder", "lee")["findings"]
    assert own["confirmed"] is True


def test_nothing_is_worked_out_of_a_recording_that_is_locked(study):
    ok("code", study, "r1", "child", "smile", "--onset-us", 0, "--offset-us", 400000, "--coder", "kim")
    ok("consent", study, "r1", "--withdraw")
    for more in ((), ("--preview",), ("--json",)):
        assert "locked" in refused("contingency", study, "r1", *more)
