"""An analysis that is stopped in the window, or by closing it, keeps what was looked at."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from coder.study.edits.camera_offsets import PlaceCamera
from coder.study.project import Project
from coder.vocabulary.analysis_settings import Settings
from coder.vocabulary.camera import CameraClock
from coder.vocabulary.time import format_us
from models import look_checkpoint
from models.analysis import made_with
from models.look_checkpoint import Checkpoint
from tests.coder.media.clipmaker import make_clip
from tests.models.short_clips import cut
from tests.studies import REPORT, two_people_smiling
from tests.ui.study.test_window_study import dialog_of
from tests.ui.window_kit import begin_looking, press
from ui.guard.erasure_dialog import CertificateDialog, EraseDialog
from ui.study.analysis_dialog import LookDialog
from ui.study.recording_lines import SHOWN


def looked_at(project):
    key = project.analysis_key("r1", Settings(), made_with(Settings()))
    return Checkpoint(project.machine_rows.kept_looks("r1", key), lambda _: None, key=key).held


def listed(window):
    return window.recordings_panel._listed["r1"].text(0)


@pytest.fixture
def looking(empty_window, qtbot, tmp_path):
    """A window in which models look at a clip of some seconds, and have looked at a few frames."""
    clip, _ = cut(tmp_path / "cut.mp4", "play", 0, 110)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        project.guard.put_off_purpose()
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=60_000):
        empty_window.study.open_folder(tmp_path / "study")
    press(qtbot, empty_window, "Ctrl+R")
    begin_looking(qtbot)
    done = []
    empty_window.study.progressed.connect(lambda progress: done.append(progress.done if progress else 0))
    qtbot.waitUntil(lambda: max(done, default=0) >= 6, timeout=60_000)
    return empty_window


def test_a_stop_keeps_the_looks_and_the_next_analysis_ends_with_the_rest(looking, qtbot):
    with qtbot.waitSignal(looking.study.told, timeout=10_000) as said:
        press(qtbot, looking, "Ctrl+.")
    (stopped,) = said.args
    assert stopped.startswith("The analysis was stopped")
    assert stopped.endswith("; the next one goes on from there.")
    kept = []
    looking.session.call(looked_at, kept.append)
    qtbot.waitUntil(lambda: bool(kept), timeout=5_000)
    assert kept[0] >= 6
    # The list, the review panel and the question before the next one say how far it came.
    at = format_us(looking.study.stopped_us("r1"))[:-4]
    assert f"analysis stopped at {at}" in listed(looking)
    assert looking.recordings_panel._listed["r1"].data(0, SHOWN).coded.startswith(f"stopped at {at}")
    assert f"was stopped at {at}" in stopped
    assert f"was stopped at {at}" in looking.review_panel.empty.text
    told = []
    looking.study.progressed.connect(told.append)
    press(qtbot, looking, "Ctrl+R")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), LookDialog), timeout=5_000)
    asking = QApplication.activeModalWidget()
    assert asking.of.text() == "Recording r1: cut", "it says which recording it asks of"
    assert any(f"was stopped at {at}" in one.text() for one in asking.findChildren(QLabel))
    begin_looking(qtbot)
    qtbot.waitUntil(lambda: "being analysed" in listed(looking), timeout=10_000)
    qtbot.waitUntil(lambda: bool(told) and told[-1] is None, timeout=120_000)
    assert min(progress.done for progress in told if progress and progress.done) >= kept[0]
    looking.session.call(looked_at, kept.append)
    qtbot.waitUntil(lambda: len(kept) == 2, timeout=10_000)
    assert kept[1] == 0
    qtbot.waitUntil(lambda: "stopped" not in listed(looking), timeout=10_000)
    assert "being analysed" not in listed(looking)


def test_closing_the_window_keeps_the_looks(looking, tmp_path):
    looking.close()
    with Project.open(tmp_path / "study") as project:
        assert looked_at(project) >= 6


def test_a_camera_that_is_taken_out_while_the_models_look_through_it_ends_that(
    empty_window, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setattr(look_checkpoint, "EVERY_S", 0.0)  # each look is a part
    settings = Settings()
    with Project.create(tmp_path / "study") as project:
        project.add_recording(make_clip(tmp_path / "door.mp4", frames=50))
        key = project.analysis_key("r1", settings, made_with(settings))
        project.store_analysis("r1", replace(REPORT, key=key), *two_people_smiling())
        project.cameras.add("r1", cut(tmp_path / "side.mp4", "play", 0, 370)[0], name="side")
        project.apply(PlaceCamera("c1", CameraClock(0)), coder="kim")
        project.guard.put_off_purpose()
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=60_000):
        empty_window.study.open_folder(tmp_path / "study")
    done, refused = [], []
    empty_window.study.progressed.connect(lambda progress: done.append(progress.done if progress else 0))
    empty_window.session.refused.connect(refused.append)
    press(qtbot, empty_window, "Ctrl+R")
    begin_looking(qtbot)
    qtbot.waitUntil(lambda: max(done, default=0) >= 3, timeout=60_000)
    with qtbot.waitSignal(empty_window.study.told, timeout=60_000) as said:
        empty_window.session.call(lambda project: project.cameras.remove("c1"), lambda _: None)
    assert said.args == ["The camera was taken out, so the models no longer look through it."]
    told = []
    empty_window.session.call(lambda project: (project.standings(), project.guard.verify().findings), told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    ((standing,), findings) = told[0]
    assert (standing.stopped_us, findings, refused) == (None, (), [])


def test_an_analysis_of_what_is_erased_leaves_nothing_and_promises_nothing(looking, qtbot):
    told, refused, there = [], [], []
    looking.study.told.connect(told.append)
    looking.session.refused.connect(refused.append)
    looking.guard.erase()
    dialog = dialog_of(qtbot, EraseDialog)
    dialog.line.setText("r1")
    qtbot.mouseClick(dialog.erase, Qt.MouseButton.LeftButton)
    assert looking.study.running_for is None
    dialog_of(qtbot, CertificateDialog).close()
    looking.session.call(lambda project: project.standings(), there.append)
    qtbot.waitUntil(lambda: there == [()], timeout=10_000)
    assert (told, refused) == ([], [])
