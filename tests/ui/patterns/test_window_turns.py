"""Voices in turn, as a page of their own: charts whose points lead to their moments, and who was left out is said."""

from __future__ import annotations

import pytest

from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import press
from ui.patterns.patterns_panel import EMPTY_TURNS

S = 1_000_000
VOICES = (
    ("child", "vocalises", 2.0, 3.0),
    ("caregiver", "speaks", 3.6, 5.0),
    ("caregiver", "speaks", 5.8, 7.0),
    ("child", "cries", 6.6, 9.0),
    ("caregiver", "speaks", 10.0, 11.0),
    ("child", "vocalises", 20.0, 21.0),
    ("someone", "speaks", 30.0, 31.0),
)


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("turns")
    clip = make_clip(folder / "minute.mp4", frames=300, fps=5)
    with Project.create(folder / "study") as project:
        project.add_recording(clip)
        for subject, code, onset, offset in VOICES:
            project.apply(AddEvent("r1", subject, code, round(onset * S), round(offset * S)), coder="kim")
    return folder / "study"


@pytest.fixture
def turns(empty_window, talk, qtbot):
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(talk)
    press(qtbot, empty_window, "Alt+5")
    empty_window.patterns_panel.pages.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "turn-cries" in empty_window.patterns_panel.charts, timeout=30_000)
    return empty_window


def drawn(window, name):
    return window.patterns_panel.charts[name].drawn


def test_each_gap_overlap_and_pause_is_a_point_that_leads_to_its_moment(turns, qtbot):
    found = drawn(turns, "turn-silences")
    points = {(round(spot.x, 2), spot.at_us) for spot in found.spots}
    assert points == {(0.6, 3 * S), (0.8, 5 * S), (-0.4, 7 * S), (1.0, 9 * S)}
    assert "2 gaps (mean 0.80 s), 1 overlap (mean 0.40 s)" in found.words
    assert "caregiver after child 2" in found.words
    assert any("Levinson" in line for line in found.basis)
    assert "1 voice of someone left out: whose has not been said" in found.basis
    chart = turns.patterns_panel.charts["turn-silences"]
    chart.stand_at(0)
    chart.seek()
    qtbot.waitUntil(lambda: turns.engine.pts_us == chart.spot.at_us, timeout=5_000)


def test_shares_of_time_coincidence_and_what_followed_a_cry_stand_beside_it(turns):
    shares = {spot.words for spot in drawn(turns, "turn-shares").spots}
    assert "Both: 0.7 % of the time." in shares
    assert "Neither: 87.3 % of the time." in shares
    assert "by coincidence" in drawn(turns, "turn-chance").words
    cries = drawn(turns, "turn-cries")
    assert cries.words.startswith("1 cry; an act of the caregiver's began after 1 of them")
    assert (3.4, 1.0) in [(round(x, 3), y) for x, y in cries.line]


def test_the_other_page_comes_back_as_it_was(turns, qtbot):
    panel = turns.patterns_panel
    assert not panel.rule_box.isVisible()
    panel.pages.setCurrentIndex(0)
    qtbot.waitUntil(lambda: "bids" in panel.charts, timeout=30_000)
    assert panel.rule_box.isVisible()
    assert "turn-cries" not in panel.charts
    panel.pages.setCurrentIndex(1)
    assert "turn-cries" in panel.charts, "nothing has changed, so nothing is worked out anew"
    assert not turns.patterns.running


def test_where_no_voice_is_settled_it_is_said_how_to(empty_window, tmp_path, qtbot):
    clip = make_clip(tmp_path / "clip.mp4", frames=30, fps=5)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        project.apply(AddEvent("r1", "child", "smile", S, 2 * S), coder="kim")
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(tmp_path / "study")
    press(qtbot, empty_window, "Alt+5")
    empty_window.patterns_panel.pages.setCurrentIndex(1)
    qtbot.waitUntil(lambda: empty_window.patterns_panel.said.text() == EMPTY_TURNS, timeout=10_000)
    assert empty_window.patterns_panel.charts == {}
