"""Every page, menu and dialog of the window in a language that nobody speaks: nothing is hard-wired, nothing is cut."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.conftest import ROOT
from tests.studies import make_smiling_study
from tests.ui.language.pseudo_language import LONGER, PSEUDO, PSEUDO_RIGHT_TO_LEFT, dressed, make_catalogue

pytestmark = pytest.mark.slow
LEAST_ACTIONS = 100
"""The walk does whatever the window offers; far fewer would mean that it stood still."""


def walked(folder: Path, language: str) -> dict[str, object]:
    """Walk the window in a process of its own, and return what was found."""
    catalogue = make_catalogue(folder, language)
    study = folder / "study"
    make_smiling_study(study, make_clip(folder / "visit.mp4", frames=100, fps=25))
    with Project.open(study) as project:
        project.cameras.add("r1", make_clip(folder / "corner.mp4", frames=50, fps=25), coder="kim")
    run = [sys.executable, "-m", "tests.ui.language.pseudo_walk", str(catalogue), language, str(study)]
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(run, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.walk
def test_every_page_menu_and_dialog_speaks_and_has_room_for_longer_words(tmp_path):
    found = walked(tmp_path, PSEUDO)
    assert len(found["tried"]) > LEAST_ACTIONS
    assert found["hard_wired"] == {}
    assert found["cut"] == {}


def test_from_right_to_left_the_window_turns_round_and_time_does_not(tmp_path):
    found = walked(tmp_path, PSEUDO_RIGHT_TO_LEFT)
    assert found.pop("seen") > LEAST_ACTIONS
    assert found == {
        "menus begin at the right": True,
        "time": "LeftToRight",
        "later lies to the right": True,
    }


def test_the_dress_keeps_values_and_marks_and_makes_words_longer():
    plain = "<b>{name}</b> answered {share:.0%} of all&nbsp;bids"
    worn = dressed(plain)
    assert "{name}" in worn
    assert "{share:.0%}" in worn
    assert "<b>" in worn
    assert "&nbsp;" in worn
    assert "answered" not in worn
    letters = len("answered of all bids".replace(" ", ""))
    assert len(worn) - len(plain) == round((LONGER - 1) * letters)
