"""A clip leaves through the window: chosen, made, looked through, and only then written, told in the trail."""

import json
from dataclasses import replace

import av
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox

from coder.media import Clip
from coder.privacy.audit_log import AuditedAct
from coder.privacy.consent import Use
from coder.privacy.purpose import Purpose
from coder.study.project import Project
from coder.vocabulary.camera import CameraClock
from coder.vocabulary.errors import StudyError
from coder.vocabulary.time import Interval
from models.seeing.face import CenterFace
from tests.models.short_clips import cut
from ui.clip_export.clip_check import FASTEST_SEEN, ClipLook
from ui.clip_export.clip_choice import ClipChoice, OfferedCamera
from ui.clip_export.clip_export_dialog import ClipOutDialog
from ui.operations.clip_export import Wish, default_name, prepare
from ui.window.main_window import MainWindow
from ui.window.session import Session

FRAMES = 8


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return cut(tmp_path_factory.mktemp("out") / "canary-family.mp4", "mismatch_repair", 60, FRAMES)[0]


@pytest.fixture
def study(tmp_path, clip):
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        project.guard.state_purpose(Purpose.TRAINING)
        project.guard.agree("r1", ["Kim"], frozenset(Use), until=None)
    return tmp_path / "study"


@pytest.fixture
def window(qtbot, study):
    window = MainWindow(Session())
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.engine.frame_shown, timeout=20_000):
        window.study.open_folder(study)
    yield window
    window.close()


@pytest.fixture
def dialog(window, qtbot) -> ClipOutDialog:
    window.actions_set.qt["clip_out"].trigger()
    (dialog,) = window.findChildren(ClipOutDialog)
    return dialog


def test_it_opens_in_the_room_of_what_is_asked_and_grows_for_what_is_looked_at(dialog):
    letters = dialog.fontMetrics().height()
    assert dialog.height() < 30 * letters
    dialog._turn(dialog.look)
    assert dialog.height() > 40 * letters


def make(dialog, qtbot):
    with qtbot.waitSignal(dialog.look.engine.frame_shown, timeout=120_000):
        qtbot.mouseClick(dialog.choice.go, Qt.MouseButton.LeftButton)


def look_through(dialog, qtbot):
    """Step through every frame, as somebody careful does."""
    look = dialog.look
    for _ in range(look.engine.frame_count - 1):
        with qtbot.waitSignal(look.engine.frame_shown, timeout=20_000):
            look.engine.step(1)
    qtbot.mouseClick(look.looked, Qt.MouseButton.LeftButton, pos=look.looked.rect().center() / 8)
    look.looked.setChecked(True)


def trail(study):
    with Project.open(study) as project:
        report = project.guard.verify()
    assert report.findings == ()
    return [(entry.act, json.loads(entry.detail)) for entry in report.entries]


def test_only_what_was_looked_through_is_written_and_it_is_told(window, dialog, qtbot, study, tmp_path):
    look, target = dialog.look, tmp_path / "out" / "r1-blurred.mp4"
    target.parent.mkdir()
    assert dialog.choice.sound is False
    make(dialog, qtbot)
    assert not look.looked.isEnabled()
    assert not look.write.isEnabled()
    window.clip_out.write_to(target)
    assert list(target.parent.iterdir()) == []
    look_through(dialog, qtbot)
    assert look.write.isEnabled()
    with qtbot.waitSignal(window.clip_out.told, timeout=20_000):
        window.clip_out.write_to(target)
    assert [path.name for path in target.parent.iterdir()] == ["r1-blurred.mp4"]
    with av.open(str(target)) as container:
        assert [stream.type for stream in container.streams] == ["video"]
        said = container.metadata["comment"]
    assert said == "purpose: training of coders; faces blurred; without sound; made by Dyad Mirror"
    assert b"canary" not in target.read_bytes()
    detector = CenterFace()
    with Clip.open(target) as result:
        assert len(result) == FRAMES
        assert [frame.index for frame in result.frames() if detector.detect(frame.rgb)] == []
    window.close()
    exports = [detail for act, detail in trail(study) if act == AuditedAct.EXPORT]
    told = {"format": "clip", "recordings": ["r1"], "events": 0, "purpose": "training"}
    assert [detail | told for detail in exports] == exports
    assert len(exports) == 1


def test_whoever_looks_is_told_what_is_heard_of_it(window, dialog, qtbot):
    make(dialog, qtbot)
    heard = replace(window.clip_out._made, sound=True)
    for made, murmur, words in ((heard, True, "a murmur without words"), (heard, False, "with sound")):
        with qtbot.waitSignal(dialog.look.engine.frame_shown, timeout=20_000):
            dialog.show_made(made, murmur=murmur)
        assert any(words in label.text() for label in dialog.look.findChildren(QLabel))


def test_the_clip_of_a_further_camera_leaves_as_its_clock_has_it(window, qtbot, study, clip, tmp_path):
    other = cut(tmp_path / "window.mp4", "apart", 30, FRAMES)[0]
    with Project.open(study) as project:
        with pytest.raises(StudyError, match="it has: only the first"):
            prepare(project, Wish("r1", camera="c1"))
        project.cameras.add("r1", other, coder="kim", clock=CameraClock(-200_000))
        ready = prepare(project, Wish("r1", Interval(0, 100_000), camera="c1"))
        assert ready.order.stretch == Interval(200_000, 300_000)
        assert default_name(ready) == "r1-c1-blurred.mp4"
        with pytest.raises(StudyError, match=r"shows nothing from 1:00\.000 to 1:01\.000"):
            prepare(project, Wish("r1", Interval(60_000_000, 61_000_000), camera="c1"))
    with qtbot.waitSignal(window.engine.frame_shown, timeout=20_000):
        window.study.open_folder(study)
    window.actions_set.qt["clip_out"].trigger()
    (dialog,) = window.findChildren(ClipOutDialog)
    dialog.choice.which_camera.setCurrentIndex(1)
    make(dialog, qtbot)
    assert dialog.look.engine.frame_count == FRAMES
    target = tmp_path / "out.mp4"
    look_through(dialog, qtbot)
    with qtbot.waitSignal(window.clip_out.told, timeout=20_000):
        window.clip_out.write_to(target)
    with av.open(str(target)) as container:
        assert container.metadata["comment"].endswith("begins at -0:00.200 of the recording r1; made by Dyad Mirror")


def test_it_leaves_under_its_name_only_where_somebody_says_that_this_is_a_pseudonym(window, dialog, monkeypatch):
    offered = []
    asked = "ui.clip_export.clip_export_control.save_file"
    monkeypatch.setattr(asked, lambda parent, title, place, name, kinds: offered.append(name) or "")
    box, control = dialog.choice.names_box, window.clip_out
    assert box.isVisibleTo(dialog.choice)
    assert not box.isChecked()
    with Project.open(window.session.study.folder) as project:
        for names in (False, True):
            control._ready = prepare(project, Wish("r1", Interval(0, 200_000), names=names))
            control._made = object()
            control._ask_where()
            said = control._ready.order.comment
            assert ("of the recording canary-family" in said, "of the recording r1" in said) == (names, not names)
        control._ready = control._made = None
        assert default_name(replace(prepare(project, Wish("r1")), called="../ vi/sit:2")) == "_ vi_sit_2-blurred.mp4"
    assert offered == ["r1-blurred.mp4", "canary-family-blurred.mp4"]


def test_no_speed_is_offered_at_which_parts_would_not_count_as_seen(qtbot):
    check = ClipLook()
    qtbot.addWidget(check)
    offered = check._bar.speed
    assert offered.itemData(offered.count() - 1) == FASTEST_SEEN
    check.shut_down()


def test_what_was_not_agreed_to_be_shared_does_not_leave(window, dialog, qtbot, study):
    window.session.call(lambda p: p.guard.agree("r1", ["Kim"], frozenset({Use.CODING}), until=None), lambda _: None)
    with qtbot.waitSignal(window.session.refused, timeout=20_000) as refused:
        qtbot.mouseClick(dialog.choice.go, Qt.MouseButton.LeftButton)
    assert "sharing" in refused.args[0]
    window.close()
    assert AuditedAct.EXPORT not in [act for act, _ in trail(study)]


def test_closing_the_dialog_stops_the_work_and_writes_nothing(window, dialog, qtbot, study):
    qtbot.mouseClick(dialog.choice.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog._working, timeout=20_000)
    with qtbot.waitSignal(dialog.finished, timeout=20_000):
        qtbot.mouseClick(dialog.stop, Qt.MouseButton.LeftButton)
    assert window.clip_out._job is None
    window.close()
    assert AuditedAct.EXPORT not in [act for act, _ in trail(study)]


def test_a_place_that_cannot_be_written_to_is_said_and_who_withdraws_meanwhile_is_heard(
    window, dialog, qtbot, tmp_path, study
):
    make(dialog, qtbot)
    look_through(dialog, qtbot)
    with qtbot.waitSignal(window.session.refused, timeout=20_000) as refused:
        window.clip_out.write_to(tmp_path / "nowhere" / "out.mp4")
    assert "choose another place" in refused.args[0]
    for box in window.findChildren(QMessageBox):
        box.close()
    window.session.call(lambda project: project.guard.withdraw("r1"), lambda _: None)
    with qtbot.waitSignal(window.session.refused, timeout=20_000) as refused:
        window.clip_out.write_to(tmp_path / "out.mp4")
    assert "locked" in refused.args[0]
    assert not (tmp_path / "out.mp4").exists()
    window.close()
    # Neither place was written to, nor was anything begun: nothing is told as having left.
    acts = [act for act, _ in trail(study)]
    assert acts[-1] == AuditedAct.WITHDRAWAL
    assert AuditedAct.EXPORT not in acts


def test_where_somebody_sees_a_face_the_whole_picture_is_blurred_and_looked_at_again(window, dialog, qtbot):
    make(dialog, qtbot)
    look_through(dialog, qtbot)
    look = dialog.look
    assert look.write.isEnabled()
    with qtbot.waitSignal(look.engine.opened, timeout=120_000):
        qtbot.mouseClick(look.face, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: look.engine.frame_count > 0, timeout=20_000)
    assert not look.looked.isChecked()
    assert not look.write.isEnabled()
    assert "The whole picture is blurred for" in look._said.text()


def test_closing_ends_the_player_before_what_it_reads_is_forgotten(window, dialog, qtbot, monkeypatch):
    make(dialog, qtbot)
    player, spool = dialog.look.engine._worker._thread, window.clip_out._made.spool
    assert player.is_alive()
    close, alive = type(spool).close, []
    monkeypatch.setattr(type(spool), "close", lambda self: (alive.append(player.is_alive()), close(self)))
    window.clip_out.finish()
    assert alive == [False]


def test_the_stretch_in_hand_is_offered_and_one_that_ends_before_it_begins_is_not_taken(window, qtbot):
    choice = ClipChoice(
        10_000_000,
        [("The selected event", Interval(1_000_000, 3_000_000))],
        cameras=[OfferedCamera("", "The first camera", False)],
    )
    qtbot.addWidget(choice)
    assert choice.stretch == Interval(1_000_000, 3_000_000)
    assert not choice.sound_box.isEnabled()
    choice.which.setCurrentIndex(2)
    choice.onset.setValue(5)
    choice.offset.setValue(4)
    assert not choice.go.isEnabled()
    choice.offset.setValue(5.5)
    assert choice.stretch == Interval(5_000_000, 5_500_000)
    choice.which.setCurrentIndex(0)
    assert choice.stretch is None
