"""Stretches in the review queue: a question among the proposals, answered with one key, or by coding what is there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from coder.study.project import Project
from coder.vocabulary.unproposed_stretch import StretchStatus
from tests.coder.media.clipmaker import make_clip
from tests.coder.study.test_unproposed_stretches import analyse
from tests.ui.window_kit import edited, press, state


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("long") / "long.mp4", frames=400, fps=10)


@pytest.fixture
def at_stretch(empty_window, tmp_path, long_clip, qtbot):
    """A window with a stretch in hand: the proposals before it are decided."""
    with Project.create(tmp_path / "study") as project:
        project.add_recording(long_clip)
        analyse(project)
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(tmp_path / "study")
    while empty_window.review_panel.current is not None:
        with edited(qtbot, empty_window):
            press(qtbot, empty_window, "D")
    assert empty_window.review_panel.stretch is not None
    return empty_window


def status(window, stretch_id: str) -> StretchStatus:
    return {s.id: s.status for s in state(window).stretches}[stretch_id]


def test_it_asks_plays_the_stretch_in_a_loop_and_says_what_the_keys_mean(at_stretch):
    panel, stretch = at_stretch.review_panel, at_stretch.review_panel.stretch
    assert panel.card.what.text().startswith("Nothing was proposed here. Look")
    assert panel.accept_button.text() == "Nothing more  (F)"
    assert panel.reject_button.text() == "Code what is there  (D)"
    assert at_stretch.engine.loop.onset_us <= stretch.onset_us
    assert at_stretch.engine.loop.offset_us >= stretch.offset_us
    assert not at_stretch.actions_set.qt["confidence"].isEnabled()


def test_f_says_nothing_more_s_leaves_it_and_ctrl_z_brings_it_back(at_stretch, qtbot):
    panel = at_stretch.review_panel
    first = panel.stretch
    with edited(qtbot, at_stretch):
        press(qtbot, at_stretch, "F")
    second = panel.stretch
    assert status(at_stretch, first.id) is StretchStatus.NOTHING
    with edited(qtbot, at_stretch):
        press(qtbot, at_stretch, "S")
    assert status(at_stretch, second.id) is StretchStatus.SKIPPED
    assert panel.stretch.id == second.id  # nothing else is left
    for _ in range(2):
        with edited(qtbot, at_stretch):
            press(qtbot, at_stretch, "Ctrl+Z")
    assert panel.stretch.id == first.id
    assert at_stretch.actions_set.qt["redo"].text() == f"Redo: nothing more in the stretch at {time_of(first)}"


def time_of(stretch) -> str:
    return f"0:{stretch.onset_us / 1_000_000:06.3f}"


def code_reach(window, qtbot, first: int, last: int) -> None:
    for frame in (first, last):
        window.engine.seek_frame(frame)
        qtbot.waitUntil(lambda frame=frame: window.engine.frame == frame, timeout=5_000)
        qtbot.keyClick(window, Qt.Key.Key_4)


def test_what_is_coded_there_by_hand_settles_it_as_found(at_stretch, qtbot):
    stretch = at_stretch.review_panel.stretch
    press(qtbot, at_stretch, "D")
    assert at_stretch.tabs.tabText(0) == "Coding"
    qtbot.waitUntil(lambda: at_stretch.engine.pts_us == stretch.onset_us, timeout=5_000)
    first = at_stretch.engine.frame
    code_reach(at_stretch, qtbot, first + 2, first + 12)
    qtbot.waitUntil(lambda: any(event.code == "reach" for event in state(at_stretch).events), timeout=5_000)
    assert status(at_stretch, stretch.id) is StretchStatus.OPEN
    with edited(qtbot, at_stretch):
        press(qtbot, at_stretch, "Ctrl+D")
    assert status(at_stretch, stretch.id) is StretchStatus.FOUND
    assert {s.id: s.took_ms for s in state(at_stretch).stretches}[stretch.id] > 0
    assert at_stretch.tabs.tabText(0) == "Review"
    assert at_stretch.review_panel.stretch.id != stretch.id


def test_coming_back_without_having_coded_anything_asks_again(at_stretch, qtbot):
    stretch = at_stretch.review_panel.stretch
    press(qtbot, at_stretch, "D")
    press(qtbot, at_stretch, "Ctrl+D")
    qtbot.waitUntil(lambda: at_stretch.review_panel.stretch is not None, timeout=5_000)
    assert at_stretch.review_panel.stretch.id == stretch.id
    assert status(at_stretch, stretch.id) is StretchStatus.OPEN
    with edited(qtbot, at_stretch):
        press(qtbot, at_stretch, "F")


def test_time_in_another_program_is_not_time_spent_on_a_decision(at_stretch, qtbot):
    clock, stretch = at_stretch.review_panel._clock, at_stretch.review_panel.stretch
    now = [0]
    clock._now_ns = lambda: now[0]
    clock.forget()
    application = QApplication.instance()
    for state_, ms in (
        (Qt.ApplicationState.ApplicationActive, 1_000),
        (Qt.ApplicationState.ApplicationInactive, 600_000),
        (Qt.ApplicationState.ApplicationActive, 500),
    ):
        application.applicationStateChanged.emit(state_)
        now[0] += ms * 1_000_000
    assert clock.spent_ms(stretch.id) == 1_500
    press(qtbot, at_stretch, "C")
    now[0] += 250 * 1_000_000
    press(qtbot, at_stretch, "X")
    now[0] += 100 * 1_000_000
    assert clock.spent_ms(stretch.id) == 1_600
    with edited(qtbot, at_stretch):
        press(qtbot, at_stretch, "F")
    assert {s.id: s.took_ms for s in state(at_stretch).stretches}[stretch.id] == 1_600
