"""Nothing is changed silently, and each coder has their own: states under way, keys, undo, roles, others' events."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QLineEdit, QMessageBox

from coder.study.coder_preferences import LastPlace
from coder.study.coding_passes import Pass
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.errors import SchemeError
from coder.vocabulary.time import MICROS
from tests.ui.window_kit import edited, press, state

ROOT = Path(__file__).resolve().parents[2]
ODD_KEYS = """
id = "odd"
title = "Keys that the window uses"
version = 1

[[code]]
id = "leans"
label = "leans"
role = "child"
kind = "state"
group = "leaning"
key = "l"
description = "The upper body tilts."

[[code]]
id = "asks"
label = "asks"
role = "child"
kind = "point"
group = "asking"
key = "?"
description = "A question."

[[code]]
id = "more"
label = "wants more"
role = "child"
kind = "point"
group = "wanting"
key = "+"
description = "A gesture for more."
"""


def said(window) -> str:
    return window.statusBar().currentMessage()


def at_frame(qtbot, window, n: int) -> None:
    window.engine.pause()
    window.engine.seek_frame(n)
    qtbot.waitUntil(lambda: window.engine.frame == n, timeout=5_000)


def running(window) -> list[str]:
    return [code.id for _, code, _ in window.coding.hand.under_way]


def test_a_state_under_way_stays_with_whoever_began_it(window, qtbot):
    press(qtbot, window, "Ctrl+D")
    at_frame(qtbot, window, 10)
    with edited(qtbot, window):
        qtbot.keyClick(window, Qt.Key.Key_4)
    for coder, expected in (("lee", []), ("kim", ["reach"])):
        with qtbot.waitSignal(window.session.recording_changed, timeout=5_000):
            window.session.become(coder)
        assert running(window) == expected


def test_esc_drops_one_state_says_which_and_undo_has_it_under_way_again(window, qtbot):
    press(qtbot, window, "Ctrl+D")
    at_frame(qtbot, window, 10)
    for key in (Qt.Key.Key_4, Qt.Key.Key_3):
        with edited(qtbot, window):
            qtbot.keyClick(window, key)
    assert running(window) == ["reach", "smile"]
    press(qtbot, window, "Esc")
    with edited(qtbot, window):
        press(qtbot, window, "Esc")
    assert running(window) == ["reach"]
    assert "Forgotten: “child smiles”, begun at 0:00.400. Ctrl+Z has it under way again." in said(window)
    with edited(qtbot, window):
        press(qtbot, window, "Ctrl+Z")
    assert running(window) == ["reach", "smile"]
    assert said(window) == "Took back: forget “child smiles” at 0:00.400."


def test_two_keys_in_quick_succession_begin_and_end_one_state(window, qtbot):
    press(qtbot, window, "Ctrl+D")
    at_frame(qtbot, window, 10)
    qtbot.keyClick(window, Qt.Key.Key_4)
    qtbot.keyClick(window, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: len(state(window).events) == 1, timeout=5_000)
    (event,) = state(window).events
    assert (event.onset_us, event.offset_us) == (400_000, 440_000)
    assert running(window) == []


def code_one_over_the_other(window, qtbot, first_ends: int) -> None:
    """Code a state to a frame, and another of its group from frame 20 to 40."""
    press(qtbot, window, "Ctrl+D")
    scheme = window.session.study.scheme
    for code, onset, offset in (("turn_away", 5, first_ends), ("look_to_caregiver", 20, 40)):
        key = next(c.key for c in scheme.codes if c.id == code)
        for frame in (onset, offset):
            at_frame(qtbot, window, frame)
            with edited(qtbot, window):
                qtbot.keyClick(window, key)


def test_coding_over_a_state_says_what_it_cut(window, qtbot):
    code_one_over_the_other(window, qtbot, first_ends=30)
    assert "“child turns away”, 0:00.200 to 0:01.200, now ends at 0:00.800." in said(window)


def test_coding_over_the_middle_of_a_state_says_that_it_goes_on_behind(window, qtbot):
    code_one_over_the_other(window, qtbot, first_ends=60)
    assert "“child turns away”, 0:00.200 to 0:02.400, now ends at 0:00.800 and goes on from 0:01.600." in said(window)


def test_what_gave_way_is_said_whole_where_the_foot_has_no_room_for_it(window, qtbot):
    window.resize(1100, 800)
    code_one_over_the_other(window, qtbot, first_ends=60)
    whole = window.whole_message
    assert whole.isVisible()
    assert whole.text() == said(window)
    assert whole.height() >= whole.heightForWidth(whole.width())
    assert whole.geometry().bottom() < window.statusBar().geometry().top() + 1
    window.statusBar().showMessage("Done.")
    assert not whole.isVisible()


def test_a_key_that_is_pressed_before_a_state_began_ends_nothing(window, qtbot):
    """One goes back and presses the state's key again, or another of its group: what lies between stays as it is."""
    press(qtbot, window, "Ctrl+D")
    keys = {code.id: code.key for code in window.session.study.scheme.codes}
    for frame, code in ((10, "turn_away"), (20, "turn_away"), (40, "look_to_caregiver")):
        at_frame(qtbot, window, frame)
        with edited(qtbot, window):
            qtbot.keyClick(window, keys[code])
    before = state(window).events
    at_frame(qtbot, window, 0)
    for key in (keys["look_to_caregiver"], keys["turn_away"]):
        with qtbot.waitSignal(window.session.refused, timeout=5_000):
            qtbot.keyClick(window, key)
        assert "“child looks to the caregiver” began at 0:01.600, later than 0:00.000" in window.coding_panel.question
        assert running(window) == ["look_to_caregiver"]
        assert window.coding.hand.asking is None
    assert state(window).events == before
    press(qtbot, window, "Esc")
    at_frame(qtbot, window, 50)
    with edited(qtbot, window):
        qtbot.keyClick(window, keys["look_to_caregiver"])
    assert [(one.onset_us, one.offset_us) for one in state(window).events] == [
        (400_000, 800_000),
        (1_600_000, 2_000_000),
    ]


def test_a_point_twice_on_a_frame_is_refused_beside_the_codes_and_takes_no_later_key(window, qtbot):
    press(qtbot, window, "Ctrl+D")
    at_frame(qtbot, window, 10)
    with edited(qtbot, window):
        qtbot.keyClick(window, "t")
    assert said(window) == "Your last step: add “caregiver leaves view” at 0:00.400."
    with qtbot.waitSignal(window.session.refused, timeout=5_000):
        qtbot.keyClick(window, "t")
    assert "one frame holds one such point" in window.coding_panel.question
    assert "one frame holds one such point" in said(window)
    assert not window.findChildren(QMessageBox)
    press(qtbot, window, "Esc")
    assert window.coding_panel.question == ""
    with qtbot.waitSignal(window.session.refused, timeout=5_000):
        press(qtbot, window, "Ctrl+Shift+S")  # a point cannot be split
    assert "does not lie inside" in window.coding_panel.question
    assert not window.findChildren(QMessageBox)
    with edited(qtbot, window):
        qtbot.keyClick(window, "3")
    assert running(window) == ["smile"]
    assert window.coding_panel.question == ""
    assert len(state(window).events) == 1


@pytest.fixture
def odd_window(empty_window, study, qtbot):
    with Project.open(study) as project:
        project.schemes.add(ODD_KEYS)
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(study)
    return empty_window


@pytest.mark.parametrize(("key", "code"), [("l", "leans"), ("?", "asks"), ("+", "more")])
def test_the_schemes_keys_come_first_while_coding(odd_window, qtbot, key, code):
    window = odd_window
    loop, speed = window.engine.loop, window.engine.speed
    assert next(c.key for c in window.session.study.scheme.codes if c.id == code) == key
    press(qtbot, window, "Ctrl+D")
    window.events_panel.table.setFocus()  # wherever the keyboard is
    target = QApplication.focusWidget() or window
    loop = window.engine.loop
    with edited(qtbot, window):
        qtbot.keyClick(target, key)
    qtbot.waitUntil(lambda: code in [*running(window), *(e.code for e in state(window).events)], timeout=5_000)
    assert (window.engine.loop, window.engine.speed) == (loop, speed)


def test_keys_that_could_not_be_pressed_are_refused_with_what_they_clash_with(study):
    with Project.open(study) as project:
        before = project.schemes.given
        twice = ODD_KEYS.replace('key = "?"', 'key = "l"')
        with pytest.raises(SchemeError, match=r"gives the key 'l' to “leans.*” of child and to “asks.*” of child"):
            project.schemes.add(twice)
        with pytest.raises(SchemeError, match="the key 'f12'; a key is one character"):
            project.schemes.add(ODD_KEYS.replace('key = "?"', 'key = "F12"'))
        assert project.schemes.given == before


def test_a_text_box_with_focus_gets_the_letters(window, qtbot):
    press(qtbot, window, "Ctrl+D")
    for box in (QLineEdit(window), QDoubleSpinBox(window)):
        box.show()
        box.setFocus()
        qtbot.waitUntil(lambda box=box: QApplication.focusWidget() is box, timeout=5_000)
        for key in "lm4to":
            qtbot.keyClick(box, key)
        assert running(window) == []
        assert not window.engine.muted
    assert box.value() == 40.0
    (line,) = [one for one in window.findChildren(QLineEdit) if one.text() == "lm4to"]
    assert line.text() == "lm4to"


def test_a_change_of_role_under_accepted_events_asks(window, qtbot):
    with edited(qtbot, window):
        press(qtbot, window, "F")
    (event,) = state(window).events
    letter, role = next((p.letter, p.role) for p in state(window).people if p.role == event.subject)
    window.roles.choose(letter, "caregiver:Kim" if role != "child" else "other")
    qtbot.waitUntil(lambda: any(b.isVisible() for b in window.findChildren(QMessageBox)), timeout=5_000)
    (box,) = [b for b in window.findChildren(QMessageBox) if b.isVisible()]
    assert "You have accepted 1 event" in box.text()
    assert state(window).events == (event,)
    remove = next(button for button in box.buttons() if button.objectName() == "remove")
    with edited(qtbot, window):
        qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert state(window).events == ()
    with edited(qtbot, window):
        window.actions_set.qt["undo"].trigger()
    assert state(window).events == (event,)


def test_anothers_event_is_seen_and_not_touched(empty_window, study, qtbot):
    with Project.open(study) as project:
        project.apply(AddEvent("r1", "child", "reach", 0, MICROS), coder="lee")
    window = empty_window
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(study)
    window.session.coder = "kim"
    if not state(window).events:
        pytest.skip("this sitting was drawn blind")
    window.review.item_selected("e1")
    with qtbot.waitSignal(window.session.refused, timeout=5_000) as refusal:
        press(qtbot, window, "Delete")
    assert "“child reaches” at 0:00.000 is lee's, and only lee changes it" in refusal.args[0]
    for box in window.findChildren(QMessageBox):
        box.close()
    assert [event.coder for event in state(window).events] == ["lee"]


KILLED_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from coder.study.edits.states_under_way import BeginState
from ui.window.main_window import MainWindow
from ui.window.session import Session
app = QApplication([])
session = Session()
session.coder, session.begins_blind = "kim", False
window = MainWindow(session)
window.show()
window.letter_mode.begin_coding()
window.coding.toggle_quiet()
session.recording_changed.connect(lambda _: window.passes.take_up("hands"))
session.edited.connect(lambda *_: window.engine.seek_frame(40))
session.recording_changed.connect(lambda _: session.apply(BeginState("r1", "child", "reach", 400_000)))
window.study.open_folder(Path(sys.argv[1]))
app.exec()
"""

KILLED = """
import sys
from pathlib import Path
from coder.study.edits.states_under_way import BeginState
from coder.study.project import Project
project = Project.open(Path(sys.argv[1]))
project.apply(BeginState("r1", "child", "reach", 400_000), coder="kim")
print("begun", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_state_under_way_and_where_one_was_survive_kill_9(empty_window, study, qtbot):
    with Project.open(study) as project:
        project.passes.define(Pass("hands", codes=("child/reach",)))
    other = subprocess.Popen([sys.executable, "-c", KILLED_WINDOW, str(study)], cwd=ROOT, text=True)
    with Project.open(study) as project:

        def is_kept() -> bool:
            place = project.views.place("kim")
            there = place is not None and place.at_us == 1_600_000 and place.within == "hands"
            return bool(project.under_way("r1")) and there

        qtbot.waitUntil(is_kept, timeout=120_000)  # another program starts, beside whatever else runs
    os.kill(other.pid, signal.SIGKILL)
    other.communicate()
    window = empty_window
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(study)
    qtbot.waitUntil(lambda: window.engine.frame == 40, timeout=5_000)
    assert running(window) == ["reach"]
    qtbot.waitUntil(lambda: window.coding.current_pass is not None, timeout=5_000)
    assert (window.coding.coding, window.coding.quiet, window.coding.current_pass.name) == (True, True, "hands")
    press(qtbot, window, "Ctrl+D")  # in review, too, it is said, seen on the timeline, ended and forgotten
    assert window.under_way_line.text.text() == "Still under way: child reaches, since 0:00.400"
    qtbot.waitUntil(lambda: window.timeline.model.item("under way: child/hands") is not None, timeout=5_000)
    with edited(qtbot, window):
        window.under_way_line.forget.click()
    assert (running(window), window.under_way_line.isVisible()) == ([], False)
    with edited(qtbot, window):
        window.undo()
    window.engine.pause()  # back among the proposals, the one in hand plays
    window.engine.seek_frame(40)
    qtbot.waitUntil(lambda: window.engine.frame == 40, timeout=5_000)
    with edited(qtbot, window):
        window.under_way_line.end.click()
    assert [(e.code, e.onset_us, e.offset_us) for e in state(window).events] == [("reach", 400_000, 1_600_000)]
    assert not window.under_way_line.isVisible()


def dyadmirror(*words: object) -> None:
    """What another person does meanwhile, in a process of their own."""
    subprocess.run([sys.executable, "-m", "ui", *map(str, words)], cwd=ROOT, check=True, capture_output=True)


@pytest.fixture
def beside(empty_window, study, qtbot):
    """Kim's window on a study in which nobody codes blind, so that each may see what others do."""
    with Project.open(study) as project:
        project.blinding.state_share(0)
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(study)
    empty_window.session.become("kim")
    qtbot.waitUntil(lambda: state(empty_window).coder == "kim", timeout=5_000)
    return empty_window


def test_what_another_process_codes_is_seen_without_a_hand_on_this_window(beside, study, qtbot):
    in_hand = beside.review_panel.current
    with qtbot.waitSignal(beside.session.others_changed, timeout=20_000):
        dyadmirror("code", study, "r1", "child", "reach", "--onset-us", 0, "--offset-us", MICROS, "--coder", "lee")
    (event,) = state(beside).events
    assert event.coder == "lee"
    assert beside.timeline.model.item(event.id) is not None
    assert beside.review_panel.current == in_hand


def test_an_edit_of_ones_own_loses_nothing_of_anothers(beside, study, qtbot):
    beside.session._looks.stop()  # it comes before the next look: the edit itself has to notice
    dyadmirror("code", study, "r1", "child", "reach", "--onset-us", 0, "--offset-us", MICROS, "--coder", "lee")
    with edited(qtbot, beside):
        beside.session.apply(AddEvent("r1", "caregiver", "smile", 0, MICROS))
    assert {event.coder for event in state(beside).events} == {"kim", "lee"}
    assert all(beside.timeline.model.item(event.id) is not None for event in state(beside).events)
    with edited(qtbot, beside):
        press(qtbot, beside, "Ctrl+Z")
    assert [event.coder for event in state(beside).events] == ["lee"]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_window_beside_goes_on_where_another_was_killed(beside, study, qtbot):
    other = subprocess.Popen(
        [sys.executable, "-c", KILLED.replace('"kim"', '"lee"'), str(study)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    with qtbot.waitSignal(beside.session.others_changed, timeout=20_000):
        assert other.stdout.readline() == "begun\n"
    os.kill(other.pid, signal.SIGKILL)
    other.communicate()
    assert running(beside) == []  # lee's state is lee's
    with edited(qtbot, beside):
        beside.session.apply(AddEvent("r1", "child", "smile", 0, MICROS))
    with Project.open(study) as project:
        assert [one.coder for one in project.under_way("r1")] == ["lee"]
        assert [event.coder for event in project.events("r1")] == ["kim"]


def test_where_another_is_draws_nothing_anew_here(beside, study, qtbot):
    drawn = []
    beside.session.others_changed.connect(lambda _: drawn.append("place"))
    with Project.open(study) as project:
        project.views.keep_place("lee", LastPlace("r1", 800_000))
        beside.session.look_at_others()
        answered = []
        beside.session.call(lambda _: True, answered.append)  # answers come in order
        qtbot.waitUntil(lambda: bool(answered), timeout=20_000)
        assert drawn == []
        with qtbot.waitSignal(beside.session.others_changed, timeout=20_000):
            project.apply(AddEvent("r1", "child", "reach", 0, MICROS), coder="lee")
            beside.session.look_at_others()


def test_a_scheme_that_another_process_brings_is_known_here(beside, study, qtbot, tmp_path):
    odd = tmp_path / "odd.toml"
    odd.write_text(ODD_KEYS)
    dyadmirror("scheme", study, odd)
    qtbot.waitUntil(lambda: beside.session.study.scheme.has("child", "leans"), timeout=20_000)
    with edited(qtbot, beside):
        beside.session.apply(AddEvent("r1", "child", "leans", 0, MICROS))
