"""A coder finds the window as they left it; what is kept names nobody, and nonsense in its place changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect

from coder.study.coder_preferences import LastPlace
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import press
from ui.player.camera_stage import Arrangement
from ui.window import remembered_view, theme
from ui.window.docks import Dock
from ui.window.main_window import MainWindow
from ui.window.remembered_view import View
from ui.window.session import Session

S = 1_000_000


def opened(qtbot, study, coder):
    session = Session()
    session.coder = coder
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(study)
    return window


def test_a_coder_finds_the_window_as_they_left_it_and_another_does_not(qtbot, study):
    first = opened(qtbot, study, "kim")
    first.docks.set_wanted(Dock.TIMELINE, False)
    press(qtbot, first, "Alt+3")
    press(qtbot, first, "Ctrl+G")
    first.engine.set_speed(2.0)
    first.close()
    again = opened(qtbot, study, "kim")
    qtbot.waitUntil(lambda: again.tabs.currentIndex() == 2, timeout=5_000)
    assert not again.docks.docks[Dock.TIMELINE].isVisible()
    assert again.view.strips
    assert again.engine.speed == 2.0
    again.close()
    other = opened(qtbot, study, "lee")
    assert other.tabs.currentIndex() == 0
    assert other.docks.docks[Dock.TIMELINE].isVisible()
    other.close()


def test_what_is_kept_comes_back_whole_and_names_no_recording(window, study, qtbot):
    view = window.remembered.look()
    assert View.from_text(view.to_text()) == view
    name = window.session.state.recording.name
    assert name not in view.to_text()
    assert name.encode() not in view.docks
    assert name.encode("utf-16-be") not in view.docks


def test_a_window_that_covers_its_screen_is_as_large_as_at_first_on_another(window, monkeypatch):
    lies = QRect(0, 0, window.width(), window.height())
    monkeypatch.setattr(remembered_view, "room_of", lambda _: lies.adjusted(0, 0, 1, 0))
    assert window.remembered.look().size == (window.width(), window.height())
    monkeypatch.setattr(remembered_view, "room_of", lambda _: lies)
    assert window.remembered.look().size == (0, 0)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"docks": 3}', '{"docks": "", "wanted": [], "tab": 0}', "x" * 30_000])
def test_nonsense_is_read_as_nothing_kept(text):
    assert View.from_text(text) is None


def test_the_view_is_no_edit(study):
    with Project.open(study) as project:
        before = project.events("r1"), project.last_coder
        project.views.keep_window("kim", View().to_text())
        assert (project.events("r1"), project.last_coder) == before
        assert View.from_text(project.views.window("kim")) == View()
        assert project.views.window("lee") == ""


def test_a_coder_comes_back_to_their_recording_place_zoom_filter_and_pictures(qtbot, study, small_clip):
    with Project.open(study) as project:
        project.add_recording(small_clip, name="second", agreed_anew=True)
    first = opened(qtbot, study, "kim")
    with qtbot.waitSignal(first.engine.frame_shown, timeout=10_000):
        first.go_to_recording("r2")
    qtbot.waitUntil(lambda: first.session.state.recording.id == "r2", timeout=5_000)
    first.engine.seek_frame(40)
    qtbot.waitUntil(lambda: first.engine.frame == 40, timeout=5_000)
    first.view.zoom_in()
    first.view.zoom_in()
    seen = first.timeline.scale
    first.stage.arrange(Arrangement.INSET)
    first.view.toggle_joints()
    first.subtitles.take("*")
    first.recordings_panel.order.setCurrentText("by name")
    first.events_panel.filter.setText("smile")
    first.recordings_panel.search.setText("second")
    first.exchanges_panel.rule_box.choose("prompt-2s")
    first.patterns_panel.rule_box.choose("turn-5s")
    first.resize(1400, 860)
    first.close()
    again = opened(qtbot, study, "kim")
    qtbot.waitUntil(lambda: again.engine.frame == 40, timeout=5_000)
    assert again.session.state.recording.id == "r2"
    assert again.timeline.scale.us_per_px == pytest.approx(seen.us_per_px, rel=0.2)  # names take another width
    assert again.timeline.scale.shows(again.engine.pts_us)
    assert again.stage.arrangement is Arrangement.INSET
    assert (again.view.joints, again.subtitles.tier) == (True, "*")
    assert again.recordings_panel.order.currentText() == "by name"
    assert again.events_panel.filter.text() == "smile"
    assert again.recordings_panel.search.text() == "second"
    assert again.exchanges_panel.rule_box.rule.id == "prompt-2s"
    assert again.patterns_panel.rule_box.rule.id == "turn-5s"
    assert (again.width(), again.height()) == (1400, 860)
    again.close()
    other = opened(qtbot, study, "lee")
    assert other.session.state.recording.id == "r1"
    other.close()


def test_each_recording_is_looked_at_as_closely_as_its_coder_left_it(qtbot, study, small_clip):
    with Project.open(study) as project:
        project.add_recording(small_clip, name="second", agreed_anew=True)

    def go_to(window, recording):
        window.go_to_recording(recording)
        qtbot.waitUntil(lambda: window.session.state.recording.id == recording, timeout=5_000)
        qtbot.waitUntil(lambda: not window.player.to_view().isIdentity(), timeout=5_000)  # there is a picture

    first = opened(qtbot, study, "kim")
    for _ in range(3):
        first.player.zoom_in()
    first.player.pan(90, 40)
    near = first.player.framing
    assert near.zoom > 1.5
    assert near.x != 0.5
    go_to(first, "r2")
    assert first.player.zoom == 1, "another recording is not looked at through this one's frame"
    go_to(first, "r1")
    assert first.player.framing == near
    go_to(first, "r2")
    first.player.zoom_in()
    assert first.player.framing.zoom == pytest.approx(1.25)
    first.close()
    again = opened(qtbot, study, "kim")
    qtbot.waitUntil(lambda: again.player.zoom == pytest.approx(1.25), timeout=5_000)
    go_to(again, "r1")
    assert again.player.zoom == pytest.approx(near.zoom)
    assert again.player.framing.x == pytest.approx(near.x, abs=0.1)
    again.player.reset_zoom()
    again.close()
    other = opened(qtbot, study, "lee")
    assert other.player.zoom == 1
    other.close()
    with Project.open(study) as project:
        assert set(project.views.framings("kim")) == {"r2"}
        assert project.views.framings("lee") == {}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"r1": 3}', '{"r1": [1, 2]}', '{"r1": [0.5, 0, 0]}', '{"r1": ["nan", 0, 0]}']
)
def test_nonsense_is_no_part_of_a_picture(study, text):
    with Project.open(study) as project:
        project.views._keep("framings", "kim", text)
        assert project.views.framings("kim") == {}


def test_who_left_the_window_maximised_finds_it_so_and_another_does_not(qtbot, study):
    first = opened(qtbot, study, "kim")
    first.showMaximized()
    first.close()
    again = opened(qtbot, study, "kim")
    qtbot.waitUntil(again.isMaximized, timeout=5_000)
    again.close()
    other = opened(qtbot, study, "lee")
    assert not other.isMaximized()
    other.close()


def test_another_recording_and_back_is_where_one_was_in_this_sitting(qtbot, study, small_clip):
    with Project.open(study) as project:
        project.add_recording(small_clip, name="second", agreed_anew=True)
    window = opened(qtbot, study, "kim")
    qtbot.waitUntil(lambda: window.session.state is not None and window.engine.info is not None, timeout=5_000)
    press(qtbot, window, "Ctrl+D")  # whoever codes by hand is wherever they went
    window.engine.seek_frame(30)
    qtbot.waitUntil(lambda: window.engine.frame == 30, timeout=5_000)
    window.view.zoom_in()
    window.view.zoom_in()
    seen = window.timeline.scale

    def go(recording, frame):
        window.go_to_recording(recording)
        qtbot.waitUntil(lambda: window.session.state.recording.id == recording, timeout=5_000)
        qtbot.waitUntil(lambda: window.engine.info is not None and window.engine.frame == frame, timeout=5_000)

    go("r2", 0)
    whole = window.timeline.scale
    assert whole.us_per_px == whole.coarsest
    go("r1", 30)
    assert window.timeline.scale == seen
    with qtbot.waitSignal(window.session.recording_changed, timeout=5_000):
        window.session.show("r1")  # read anew, as after an analysis: it stays
    assert window.engine.frame == 30
    go("r2", 0)
    window.session.become("lee")
    qtbot.waitUntil(lambda: window.session.coder == "lee", timeout=5_000)
    go("r1", 0)  # where one coder was is nothing of another's
    window.close()


@pytest.mark.parametrize("text", ["", "[]", "[1, 2]", '["r1", -4, 0, 1]', '["r1", 1, 0, Infinity]', "{}", "x" * 2_000])
def test_no_place_is_made_of_nonsense(text):
    assert LastPlace.from_text(text) is None


def test_a_named_recording_is_shown_whatever_was_left(qtbot, study, empty_window):
    with Project.open(study) as project:
        project.views.keep_place("kim", LastPlace("r9", 1_000_000))
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(study)
    assert empty_window.session.state.recording.id == "r1"  # what was left is there no more


def test_a_theme_that_was_chosen_in_this_sitting_stays_when_a_study_remembers_another(window):
    view, before = window.view, (theme.is_dark(), theme.is_contrast())
    left = replace(window.remembered.look(), dark=False, contrast=False, as_system=False)
    try:
        view.wear(dark=False, contrast=False)
        view.toggle_dark()
        window.remembered.lay(left)
        assert theme.is_dark(), "whoever chose it sees it on"
        window.session.coder_leaving.emit()
        window.remembered.lay(left)
        assert not theme.is_dark(), "whoever comes next finds it as they left it"
    finally:
        theme.use(dark=before[0], contrast=before[1])


def test_a_long_recording_opens_at_a_zoom_to_work_in_and_whole_where_it_was_left_whole(qtbot, tmp_path):
    clip = make_clip(tmp_path / "long.mp4", frames=400, fps=1)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        project.guard.put_off_purpose()
    first = opened(qtbot, tmp_path / "study", "kim")
    scale = first.timeline.scale
    assert 100 * S < scale.width_px * scale.us_per_px < 130 * S
    assert scale.shows(0)
    first.view.zoom_all()
    first.close()
    again = opened(qtbot, tmp_path / "study", "kim")
    qtbot.waitUntil(lambda: again.timeline.scale.us_per_px == again.timeline.scale.coarsest, timeout=5_000)
    again.view.zoom_in()
    again.view.zoom_in()
    seen = again.timeline.scale
    again.close()
    third = opened(qtbot, tmp_path / "study", "kim")
    qtbot.waitUntil(lambda: third.timeline.scale.us_per_px == pytest.approx(seen.us_per_px, rel=0.2), timeout=5_000)
