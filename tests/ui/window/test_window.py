"""The window as a coder works it: real clicks and keys on a real window, a real study on the disk underneath."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel

from coder.exchanges.pairing import Outcome
from coder.study.project import Project
from coder.vocabulary.events import Origin, Status
from tests.ui.window_kit import begin_looking, choose_in_menu, edited, press, state
from ui.window import theme
from ui.window.actions import ACTIONS, KeyMode
from ui.window.shortcut_sheet import sheet_html

ROOT = Path(__file__).resolve().parents[3]


# The first proposal, and deciding with one hand


def test_it_opens_at_the_first_proposal_and_plays_it_in_a_loop(window, qtbot):
    first = state(window).queue[0]
    assert window.review_panel.current.id == first.id
    loop = window.engine.loop
    assert loop.onset_us <= first.draft.onset_us
    assert loop.offset_us >= first.draft.offset_us
    qtbot.waitUntil(lambda: window.engine.pts_us > first.draft.onset_us, timeout=10_000)
    assert window.engine.playing


def test_f_accepts_and_the_next_comes_by_itself(window, qtbot):
    first, second = state(window).queue[:2]
    with edited(qtbot, window):
        press(qtbot, window, "F")
    (event,) = state(window).events
    assert (event.proposal, event.coder, event.origin) == (first.id, "kim", Origin.ACCEPTED)
    assert window.review_panel.current.id == second.id


def test_d_rejects_s_leaves_for_later_and_ctrl_z_takes_back(window, qtbot):
    queue = state(window).queue
    with edited(qtbot, window):
        press(qtbot, window, "D")
    with edited(qtbot, window):
        press(qtbot, window, "S")
    by_id = {p.id: p.status for p in state(window).proposals}
    assert (by_id[queue[0].id], by_id[queue[1].id]) == (Status.REJECTED, Status.SKIPPED)
    for _ in range(2):
        with edited(qtbot, window):
            press(qtbot, window, "Ctrl+Z")
    assert {p.status for p in state(window).proposals} == {Status.OPEN}
    with edited(qtbot, window):
        press(qtbot, window, "Ctrl+Shift+Z")
    assert {p.id: p.status for p in state(window).proposals}[queue[0].id] is Status.REJECTED


def test_every_proposal_can_be_worked_off_with_the_keyboard_alone(window, qtbot):
    count = len(state(window).queue)
    for n in range(count):
        with edited(qtbot, window):
            press(qtbot, window, "FD"[n % 2])
    assert state(window).queue == ()
    assert window.review_panel.current is None
    assert all(d.took_ms >= 0 for d in decisions(window, qtbot))


def decisions(window, qtbot):
    found = []
    window.session.call(lambda project: project.decisions("r1"), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5_000)
    return found[0]


def test_nudged_edges_are_taken_over_by_accepting(window, qtbot):
    draft = window.review_panel.current.draft
    press(qtbot, window, "W")
    press(qtbot, window, "W")
    press(qtbot, window, "E")
    assert window.review_panel.pending == (draft.onset_us + 80_000, draft.offset_us - 40_000)
    assert state(window).events == ()
    with edited(qtbot, window):
        press(qtbot, window, "F")
    (event,) = state(window).events
    assert (event.onset_us, event.offset_us) == (draft.onset_us + 80_000, draft.offset_us - 40_000)
    assert (event.origin, event.timing_bound_us) == (Origin.ADJUSTED, 40_000)


def test_esc_forgets_a_nudge(window, qtbot):
    draft = window.review_panel.current.draft
    press(qtbot, window, "W")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.review_panel.pending == (draft.onset_us, draft.offset_us)


def test_confidence_is_hidden_until_asked_for(window, qtbot):
    def texts() -> str:
        return " ".join(label.text() for label in window.review_panel.findChildren(QLabel) if label.isVisible())

    assert "sure" not in texts()
    press(qtbot, window, "V")
    assert "sure" in texts()
    with edited(qtbot, window):
        press(qtbot, window, "F")
    assert "sure" not in texts()


def test_clicking_the_buttons_does_the_same(window, qtbot):
    with edited(qtbot, window):
        qtbot.mouseClick(window.review_panel.accept_button, Qt.MouseButton.LeftButton)
    with edited(qtbot, window):
        qtbot.mouseClick(window.review_panel.reject_button, Qt.MouseButton.LeftButton)
    assert len(state(window).events) == 1


def test_without_a_coder_it_asks_once_and_keeps_nothing_unsigned(window, qtbot, monkeypatch):
    window.session.coder = ""
    asked = []
    monkeypatch.setattr(
        "ui.study.study_control.QInputDialog.getText", lambda *a, **k: (asked.append(1), ("", False))[1]
    )
    press(qtbot, window, "F")
    assert asked == [1]
    assert state(window).events == ()


# The player


def test_stepping_shows_the_very_next_frame(window, qtbot):
    window.engine.pause()
    press(qtbot, window, "Home")
    qtbot.waitUntil(lambda: window.engine.frame == 0, timeout=5_000)
    for expected in (1, 2, 3):
        press(qtbot, window, "Right")
        qtbot.waitUntil(lambda expected=expected: window.engine.frame == expected, timeout=5_000)
    press(qtbot, window, "Shift+Right")
    qtbot.waitUntil(lambda: window.engine.frame == 13, timeout=5_000)
    press(qtbot, window, "Left")
    qtbot.waitUntil(lambda: window.engine.pts_us == 12 * 40_000, timeout=5_000)


def test_space_plays_and_pauses_wherever_the_focus_is_but_on_a_button_it_presses(window, qtbot):
    playing = window.engine.playing
    window.review_panel.list.setFocus()
    press(qtbot, window, "Space")
    assert window.engine.playing is not playing
    window.review_panel.accept_button.setFocus()
    with edited(qtbot, window):
        qtbot.keyClick(window.review_panel.accept_button, Qt.Key.Key_Space)
    assert len(state(window).events) == 1


# Timeline and events


def kinds_shown(window) -> dict[str, str]:
    model = window.timeline.model
    return {item.id: item.kind.value for tier in model.tiers for item in model.index(tier.id).items}


def test_the_timeline_shows_hollow_proposals_and_solid_events(window, qtbot):
    kinds = kinds_shown(window)
    assert set(kinds.values()) == {"proposal"}
    with edited(qtbot, window):
        press(qtbot, window, "F")
    (event,) = state(window).events
    kinds = kinds_shown(window)
    assert kinds[event.id] == "event"
    assert event.proposal not in kinds


def test_a_dragged_edge_of_an_event_is_one_edit(window, qtbot):
    with edited(qtbot, window):
        press(qtbot, window, "F")
    (event,) = state(window).events
    with edited(qtbot, window):
        window.timeline.edge_dragged.emit(event.id, event.onset_us - 40_000, event.offset_us)
    (moved,) = state(window).events
    assert (moved.onset_us, moved.origin) == (event.onset_us - 40_000, Origin.ADJUSTED)
    with edited(qtbot, window):
        press(qtbot, window, "Ctrl+Z")
    assert state(window).events == (event,)


def test_a_dragged_edge_of_a_proposal_waits_for_the_decision(window):
    proposal = window.review_panel.current
    window.timeline.edge_dragged.emit(proposal.id, proposal.draft.onset_us - 40_000, proposal.draft.offset_us)
    assert window.review_panel.pending[0] == proposal.draft.onset_us - 40_000
    assert state(window).events == ()


def test_delete_removes_the_selected_event_and_its_proposal_waits_again(window, qtbot):
    with edited(qtbot, window):
        press(qtbot, window, "F")
    (event,) = state(window).events
    window.timeline.pick(event.id)
    with edited(qtbot, window):
        press(qtbot, window, "Delete")
    assert state(window).events == ()
    assert event.proposal in {p.id for p in state(window).queue}


# Coding by hand


def test_letters_code_in_code_mode_and_decide_in_review(window, qtbot):
    press(qtbot, window, "Ctrl+D")
    window.engine.pause()
    window.engine.seek_frame(10)
    qtbot.waitUntil(lambda: window.engine.frame == 10, timeout=5_000)
    with edited(qtbot, window):
        qtbot.keyClick(window, Qt.Key.Key_4)
    window.engine.seek_frame(30)
    qtbot.waitUntil(lambda: window.engine.frame == 30, timeout=5_000)
    with edited(qtbot, window):
        qtbot.keyClick(window, Qt.Key.Key_4)
    (event,) = state(window).events
    assert (event.subject, event.code, event.onset_us, event.offset_us) == ("child", "reach", 400_000, 1_200_000)
    with edited(qtbot, window):
        press(qtbot, window, "F")  # "f" codes the reunion here, it accepts nothing
    assert {p.status for p in state(window).proposals} == {Status.OPEN}
    press(qtbot, window, "Ctrl+D")
    with edited(qtbot, window):
        press(qtbot, window, "F")


# Who is who


def test_a_click_on_a_head_settles_who_it_is_and_proposals_follow(window, qtbot):
    before = {p.draft.subject: p.draft.onset_us for p in state(window).proposals if p.draft.code == "smile"}
    with edited(qtbot, window):
        window.player.clicked.emit(30.0, 35.0)
        choose_in_menu(qtbot, "child")
    assert {person.letter: person.role for person in state(window).people} == {"A": "child", "B": "caregiver"}
    after = {p.draft.subject: p.draft.onset_us for p in state(window).proposals if p.draft.code == "smile"}
    assert (after["child"], after["caregiver"]) == (before["caregiver"], before["child"])


# Exchanges


def test_the_table_of_exchanges_follows_events_rule_and_the_humans_word(window, qtbot):
    while state(window).queue:
        with edited(qtbot, window):
            press(qtbot, window, "F")
    panel = window.exchanges_panel
    press(qtbot, window, "Alt+4")
    (_,) = panel.table.rows_model.keys
    row = panel.table.rows_model.words(0)
    assert row.cells[2] == "answered"
    assert re.fullmatch(r"\d\.\d\d s ± \d\.\d\d s", row.cells[3])
    assert row.cells[4] == "smiles"
    assert row.spoken.endswith("caregiver smiles")  # where one caregiver answers, the table says it once: in its words
    panel.rule_box.choose("turn-2s-1s")
    assert panel.table.rows_model.keys
    child = next(e for e in state(window).events if e.subject == "child" and e.code == "smile")
    panel.table.choose(child.id)
    wanted = Outcome.NOT_A_BID.value
    with edited(qtbot, window):
        qtbot.mouseClick(panel.settle_button, Qt.MouseButton.LeftButton)
        choose_in_menu(qtbot, wanted)
    assert panel.table.rows_model.words(0).cells[2] == wanted


# Switches


def test_proposals_can_be_switched_off_for_coding_without_them(window, qtbot):
    press(qtbot, window, "P")
    assert window.review_panel.current is None
    assert "proposal" not in kinds_shown(window).values()
    press(qtbot, window, "P")
    assert window.review_panel.current is not None


def test_dark_and_light_both_draw(window, qtbot):
    dark = theme.is_dark()
    press(qtbot, window, "Ctrl+Shift+D")
    assert theme.is_dark() is not dark
    assert not window.grab().isNull()
    press(qtbot, window, "Ctrl+Shift+D")
    assert theme.is_dark() is dark


# The table of actions


def test_no_key_is_taken_twice():
    for mode in KeyMode:
        taken: dict[str, str] = {}
        for action in ACTIONS:
            if action.mode in (None, mode):
                for key in action.keys:
                    text = QKeySequence(key).toString()
                    assert text, key
                    assert text not in taken, f"{key}: {action.id} and {taken[text]}"
                    taken[text] = action.id


def test_no_coding_key_is_taken_by_an_action_in_code_mode(window):
    scheme = window.session.study.scheme
    both = [a for a in ACTIONS if a.mode in (None, KeyMode.CODE) and not a.id.startswith("shuttle")]  # those give way
    used = {QKeySequence(key).toString() for a in both for key in a.keys}
    keys = [code.key for code in scheme.codes if code.key]
    assert len(keys) == len(set(keys))
    assert not {key.upper() for key in keys} & used


def test_the_sheet_names_every_key(window):
    html = sheet_html(window.session.study.scheme)
    for action in ACTIONS:
        if action.keys:
            assert action.text.rstrip("…") in html


def test_every_action_has_a_handler_and_is_in_a_menu(window):
    for action in ACTIONS:
        menu = window.actions_set.menus[action.menu]
        within = [entry.menu().actions() for entry in menu.actions() if entry.menu() is not None]
        assert window.actions_set.qt[action.id] in [*menu.actions(), *(one for group in within for one in group)]


# Opening, refusing, leaving


def test_a_new_user_is_told_the_next_step(empty_window):
    assert empty_window.welcome.isVisible()
    assert empty_window.welcome.new_button.isVisible()
    assert not empty_window.welcome.add_button.isVisible()


def test_what_cannot_be_opened_is_one_sentence(empty_window, qtbot, tmp_path):
    with qtbot.waitSignal(empty_window.session.refused, timeout=5_000) as said:
        empty_window.study.open_folder(tmp_path)
    assert "no study" in said.args[0]
    assert empty_window.welcome.isVisible()


def test_codes_can_still_be_seen_when_the_clip_is_away(empty_window, study, qtbot):
    (study / "media" / "r1.mp4").unlink()
    with qtbot.waitSignal(empty_window.session.refused, timeout=5_000) as said:
        empty_window.study.open_folder(study)
    assert "no longer" in said.args[0]
    assert state(empty_window).queue


def test_closing_ends_every_thread_and_loses_nothing(window, study, qtbot):
    press(qtbot, window, "F")
    window.close()
    assert not window.session.runs
    with Project.open(study) as again:
        assert len(again.events("r1")) == 1


@pytest.mark.skipif(not (ROOT / "sample_clips" / "play.mp4").is_file(), reason="the sample clip is not here")
def test_the_whole_path_in_the_window_with_the_real_models(empty_window, qtbot, tmp_path):
    folder = tmp_path / "whole"
    with Project.create(folder) as project:
        project.add_recording(ROOT / "sample_clips" / "play.mp4")
    empty_window.study.open_folder(folder)
    qtbot.waitUntil(lambda: state(empty_window) is not None, timeout=10_000)
    with qtbot.waitSignal(empty_window.session.recording_changed, timeout=240_000):
        press(qtbot, empty_window, "Ctrl+R")
        begin_looking(qtbot)
    assert empty_window.review_panel.current is not None
    assert {p.role for p in state(empty_window).people} == {"child", "caregiver"}
    with edited(qtbot, empty_window):
        press(qtbot, empty_window, "F")
    assert empty_window.grab().toImage().pixelColor(QPoint(300, 200)).isValid()


def test_an_analysis_stops_when_asked(empty_window, qtbot, tmp_path, small_clip):
    folder = tmp_path / "stop"
    with Project.create(folder) as project:
        project.add_recording(small_clip)
    empty_window.study.open_folder(folder)
    qtbot.waitUntil(lambda: state(empty_window) is not None, timeout=10_000)
    with qtbot.waitSignal(empty_window.study.told, timeout=60_000, check_params_cb=lambda text: "stopped" in text):
        press(qtbot, empty_window, "Ctrl+R")
        begin_looking(qtbot)
        qtbot.waitUntil(lambda: empty_window.study.running, timeout=10_000)
        press(qtbot, empty_window, "Ctrl+.")
    assert state(empty_window).report is None
