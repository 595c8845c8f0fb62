"""Several cameras in the window: the frame shown of each is the one stored at its own index, wherever one goes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from coder.study.edits.camera_offsets import PlaceCamera
from coder.study.project import Project
from coder.vocabulary.analysis_settings import SamplingSettings, Settings
from coder.vocabulary.camera import CameraClock, Placed
from coder.vocabulary.people import camera_of
from tests.coder.media.clipmaker import HEIGHT, WIDTH, make_clip, number_of
from tests.coder.media.test_sound_alignment import heard, room
from tests.ui.window_kit import edited
from ui.player.camera_stage import Arrangement, places
from ui.timeline.signal_choice import strips_of

CLOCK = CameraClock(-500_000, 1_000_200_000)


def shown(view) -> int:
    image = view._image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return number_of(rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)[:HEIGHT, :WIDTH])


@pytest.fixture(scope="module")
def other_clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("second") / "window.mkv", frames=120, fps=30, gop=40)


@pytest.fixture
def two(study, other_clip, empty_window, qtbot):
    with Project.open(study) as project:
        project.cameras.add("r1", other_clip, clock=CLOCK, coder="kim")
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(study)
    qtbot.waitUntil(lambda: len(empty_window.stage.followers) == 1, timeout=10_000)
    qtbot.waitUntil(lambda: empty_window.engine.playing, timeout=10_000)  # what waits in the queue is played by itself
    empty_window.engine.pause()
    return empty_window


def in_step(window, frame: int) -> bool:
    (follower,) = window.stage.followers
    wanted = follower.wanted
    return (
        window.engine.frame == frame
        and wanted is not None
        and follower.view._image is not None
        and (shown(window.player), shown(follower.view)) == (frame, wanted)
    )


def test_every_camera_shows_the_frame_at_its_own_index(two, qtbot):
    index = two.stage.followers[0].engine.index
    for frame in (10, 60, 3, 70, 69):
        two.engine.seek_frame(frame)
        qtbot.waitUntil(lambda n=frame: in_step(two, n), timeout=10_000)
        at = CLOCK.to_camera(int(two.engine.index.pts_us[frame]))
        assert shown(two.stage.followers[0].view) == index.at(at)
    for step in (-1, -1, 1):
        two.engine.step(step)
        qtbot.waitUntil(lambda: in_step(two, two.engine._target), timeout=10_000)


def test_where_a_camera_was_not_running_no_picture_is_shown(two, qtbot):
    two.engine.seek_frame(99)  # 3.96 s; the camera ends at 3.5 s
    (follower,) = two.stage.followers
    qtbot.waitUntil(lambda: two.engine.frame == 99 and follower.view._image is None, timeout=10_000)
    assert "had stopped" in follower.view.accessibleDescription()
    two.engine.seek_frame(5)
    qtbot.waitUntil(lambda: in_step(two, 5), timeout=10_000)


def test_a_camera_that_began_while_a_frame_was_showing_is_seen_beside_it(two, qtbot):
    two.session.apply(PlaceCamera("c1", CameraClock(440_300), Placed.SOUND))
    (follower,) = two.stage.followers
    qtbot.waitUntil(lambda: follower.clock.offset_us == 440_300, timeout=10_000)
    for frame, seen in ((10, None), (11, 0), (12, 1)):
        two.engine.seek_frame(frame)
        qtbot.waitUntil(lambda n=frame: two.engine.frame == n, timeout=10_000)
        assert follower.wanted == seen


def test_after_playing_both_are_in_step(two, qtbot):
    two.engine.set_muted(True)
    two.engine.set_speed(4)
    two.engine.play()
    qtbot.waitUntil(lambda: two.engine.frame > 30, timeout=10_000)
    two.engine.pause()
    qtbot.waitUntil(lambda: in_step(two, two.engine.frame), timeout=10_000)


def test_pictures_lie_in_three_ways_and_a_click_makes_one_large(two, qtbot):
    stage = two.stage
    assert [view.isVisible() for view in stage.views] == [True, True]
    assert stage.views[0].width() == pytest.approx(stage.views[1].width(), abs=1)
    two._do("cameras_lie")
    assert stage.arrangement is Arrangement.LARGE
    assert stage.views[0].width() > 2 * stage.views[1].width()
    qtbot.waitUntil(lambda: stage.views[1]._image is not None, timeout=10_000)
    qtbot.mouseClick(stage.views[1], Qt.MouseButton.LeftButton)
    assert stage.views[1].width() > 2 * stage.views[0].width()
    two._do("cameras_lie")
    assert stage.views[1].geometry() == stage.rect()
    two._do("camera_large")
    assert stage.views[0].geometry() == stage.rect()


@pytest.mark.parametrize("count", [1, 2, 3, 5])
@pytest.mark.parametrize("way", list(Arrangement))
def test_no_picture_lies_outside_of_the_stage(count, way):
    for large in range(count):
        found = places(way, count, large, QSize(900, 500))
        assert len(found) == count
        assert all(r.left() >= 0 and r.right() < 900 and r.top() >= 0 and r.bottom() < 500 for r in found)
        if way is not Arrangement.INSET:
            pairs = [(a, b) for n, a in enumerate(found) for b in found[n + 1 :]]
            assert not any(a.intersects(b) for a, b in pairs)


def test_an_edit_and_its_undo_move_the_picture(two, qtbot):
    two.engine.seek_frame(20)
    qtbot.waitUntil(lambda: in_step(two, 20), timeout=10_000)
    (follower,) = two.stage.followers
    before = shown(follower.view)
    two.session.apply(PlaceCamera("c1", CameraClock(0), Placed.TYPED))
    qtbot.waitUntil(lambda: follower.clock == CameraClock(0) and in_step(two, 20), timeout=10_000)
    assert shown(follower.view) == 24
    two.undo()
    qtbot.waitUntil(lambda: follower.clock == CLOCK and in_step(two, 20), timeout=10_000)
    assert shown(follower.view) == before


def test_a_withdrawal_closes_every_cameras_clip(two, qtbot):
    two.session.call(lambda project: project.guard.withdraw("r1", ["Kim"]), lambda _: two.guard.look())
    qtbot.waitUntil(lambda: not two.stage.several, timeout=10_000)


@pytest.fixture
def two_sounding(tmp_path_factory):
    rng, folder = np.random.default_rng(5), tmp_path_factory.mktemp("sounding")
    whole = room(rng, 20)
    first, second = (heard(rng, whole[int((5 + by) * 48_000) :][: 8 * 48_000], 20) * 0.3 for by in (0, 2.0))
    return (
        make_clip(folder / "door.mkv", frames=200, fps=25, sound=first, sound_codec="flac"),
        make_clip(folder / "window.mkv", frames=200, fps=25, sound=second, sound_codec="flac", gop=50),
    )


def test_a_camera_is_added_sound_proposes_and_a_human_confirms(
    tmp_path, two_sounding, empty_window, qtbot, monkeypatch
):
    window, (door, other) = empty_window, two_sounding
    with Project.create(tmp_path / "two") as project:
        project.add_recording(door)
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(tmp_path / "two")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    window._do("camera_add")
    qtbot.waitUntil(lambda: window.cameras.dialog is not None, timeout=20_000)
    dialog = window.cameras.dialog
    qtbot.waitUntil(lambda: dialog.placed is Placed.SOUND, timeout=20_000)
    assert abs(dialog.clock.offset_us - 2_000_000) <= 40_000
    assert window.session.state.cameras[0].placed is Placed.NOT_YET  # nothing is kept before somebody confirms
    qtbot.waitUntil(lambda: dialog.right._image is not None, timeout=10_000)
    there = shown(dialog.right)
    dialog.later.click()
    qtbot.waitUntil(lambda: shown(dialog.right) == there + 1, timeout=10_000)
    nudged = f"{abs(dialog.clock.offset_us) / 1e6:.3f} s after"
    assert dialog.words.text().startswith(f"Now {dialog._camera.name} begins {nudged}")  # not where sound had it
    assert "Its sound proposed something else: begins 2.0" in dialog.words.text()
    dialog.earlier.click()
    qtbot.waitUntil(lambda: shown(dialog.right) == there, timeout=10_000)
    assert "By its sound" in dialog.words.text()
    with qtbot.waitSignal(window.session.edited, timeout=10_000):
        dialog.confirm.click()
    (camera,) = window.session.state.cameras
    assert (camera.placed, camera.coder) == (Placed.SOUND, "kim")
    assert window.cameras.dialog is None
    QApplication.processEvents()


def test_the_same_moment_marked_in_each_places_it(two, qtbot):
    two._do("camera_place")
    qtbot.waitUntil(lambda: two.cameras.dialog is not None, timeout=10_000)
    dialog = two.cameras.dialog
    dialog.together.setChecked(False)
    dialog.engine.seek_frame(50)
    dialog.follower.engine.seek_frame(15)
    qtbot.waitUntil(lambda: (dialog.engine.frame, dialog.follower.engine.frame) == (50, 15), timeout=10_000)
    dialog.mark_same()
    assert dialog.clock == CameraClock(1_500_000)
    assert dialog.placed is Placed.MOMENT
    dialog.reject()
    qtbot.waitUntil(lambda: two.cameras.dialog is None, timeout=5_000)
    assert two.session.state.cameras[0].clock == CLOCK


def test_in_the_dialog_nothing_unseen_is_marked_and_no_nudge_is_lost(two, qtbot):
    two._do("camera_place")
    qtbot.waitUntil(lambda: two.cameras.dialog is not None, timeout=10_000)
    dialog = two.cameras.dialog
    assert dialog.play.isDefault()  # Enter after a typed number shows it, and confirms nothing
    assert not dialog.right_slider.isEnabled()
    dialog.engine.seek_frame(99)  # 3.96 s; the camera ends at 3.5 s
    qtbot.waitUntil(lambda: dialog.engine.frame == 99 and dialog.right._image is None, timeout=10_000)
    dialog.same.click()
    assert (dialog.clock, dialog.placed) == (CLOCK, Placed.TYPED)
    assert "shows no picture" in dialog.words.text()
    dialog.together.setChecked(False)
    qtbot.waitUntil(lambda: dialog.right._image is not None, timeout=10_000)
    assert dialog.right_slider.isEnabled()
    dialog.offset.setValue(0.0)
    assert dialog.together.isChecked()  # where it lies is seen only so
    dialog.engine.seek_frame(0)
    qtbot.waitUntil(lambda: (dialog.engine.frame, dialog.follower.wanted) == (0, 0), timeout=10_000)
    dialog.earlier.click()
    dialog.earlier.click()
    assert dialog.clock.offset_us == pytest.approx(66_666, abs=20)
    assert dialog.follower.wanted is None
    dialog.engine.seek_frame(97)
    dialog.play.click()
    assert dialog.play.text() == "Pause"
    qtbot.waitUntil(lambda: not dialog.engine.playing, timeout=10_000)
    assert dialog.play.text() == "Play"
    dialog.reject()


def test_the_dialog_opens_where_both_cameras_were_running(two, qtbot):
    two.engine.seek_frame(10)
    qtbot.waitUntil(lambda: two.engine.frame == 10, timeout=10_000)
    two.session.apply(PlaceCamera("c1", CameraClock(900_000), Placed.SOUND))
    qtbot.waitUntil(lambda: two.session.state.cameras[0].clock.offset_us == 900_000, timeout=10_000)
    two._do("camera_place")
    qtbot.waitUntil(lambda: two.cameras.dialog is not None, timeout=10_000)
    dialog = two.cameras.dialog
    qtbot.waitUntil(lambda: dialog.right._image is not None, timeout=10_000)
    assert (dialog.engine.frame, dialog.follower.engine.frame) == (23, 0)
    dialog.reject()


def test_an_analysis_looks_through_every_camera_and_people_are_joined_by_a_role(empty_window, qtbot, tmp_path):
    samples = Path(__file__).parents[3] / "sample_clips"
    with Project.create(tmp_path / "room") as project:
        project.add_recording(samples / "play.mp4")
        project.cameras.add("r1", samples / "still_face.mp4", name="side")
        project.apply(PlaceCamera("c1", CameraClock(1_000_000)), coder="kim")
    window = empty_window
    window.session.coder = "kim"
    with qtbot.waitSignal(window.engine.frame_shown, timeout=60_000):
        window.study.open_folder(tmp_path / "room")

    def seen() -> set[str]:
        return {one.letter for one in window.session.state.people}

    window.study.look(["r1"], replace(Settings(), sampling=SamplingSettings(rate_hz=1)))
    qtbot.waitUntil(lambda: {"A", "B", "c1:A", "c1:B"} <= seen(), timeout=300_000)
    qtbot.waitUntil(lambda: not window.study.running, timeout=60_000)
    labels = [label.text().split("\n")[0] for label in window.people_panel.findChildren(QLabel)]
    assert "Person A" in labels
    assert "Person A, seen by the camera side" in labels
    with edited(qtbot, window):
        window.roles.choose("c1:A", "caregiver")
    settled = {one.letter: one.confirmed_role for one in window.session.state.people}
    assert (settled["A"], settled["c1:A"]) == (None, "caregiver")
    strips = [one.label for one in strips_of(window.measured, window.session.state.people, {"c1": "side"})]
    assert "caregiver: mouth readable (side)" in strips
    assert not any(camera_of(track.person) for track in window.tracks)  # what is drawn on the first picture
