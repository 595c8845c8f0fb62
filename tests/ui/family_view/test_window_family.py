"""The view for showing to the family: nothing of machines, no figures, no second coder, and it stays until left."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QTableView

from coder.privacy.consent import Use
from coder.study.edits.coding import Accept, AddEvent
from coder.study.project import Project
from coder.vocabulary.event_list import EventList
from tests.ui.dialog_walk import unheard
from tests.ui.window_kit import edited, press, state
from ui.family_view.family_control import POSSIBLE
from ui.window.actions import ACTIONS


@pytest.fixture
def coded(study):
    with Project.open(study) as project:
        smile = next(p for p in project.proposals("r1") if (p.draft.subject, p.draft.code) == ("child", "smile"))
        project.apply(Accept(smile.id, note="private thought"), coder="kim")
        project.apply(AddEvent("r1", "caregiver", "smile", 2_200_000, 3_200_000), coder="kim")
        project.apply(AddEvent("r1", "child", "not_observable", 3_400_000, 3_800_000), coder="kim")
        project.apply(AddEvent("r1", "child", "reach", 400_000, 1_200_000, note="arm"), coder="lee")
    return study


@pytest.fixture
def family(empty_window, coded, qtbot):
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(coded)
    with qtbot.waitSignal(empty_window.session.recording_changed, timeout=10_000):
        press(qtbot, empty_window, "Ctrl+Shift+F")
    return empty_window


def visible_words(window) -> str:
    words = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    for table in window.findChildren(QTableView):
        model = table.model()
        rows = range(model.rowCount())
        words += [str(model.index(row, n).data()) for row in rows for n in range(model.columnCount())]
    model = window.timeline.model
    words += [item.label + item.tooltip for tier in model.tiers for item in model.index(tier.id).items]
    return " ".join([*words, window.windowTitle(), window.foot.guarded.text()])


def test_everything_of_it_is_heard_by_a_name(family):
    assert unheard(family) == []


def test_it_shows_what_was_confirmed_in_words_and_nothing_else(family):
    rows = family.family_panel.list.rows_model
    assert [rows.words(n).cells for n in range(2)] == [
        ("0:01", "The child smiles"),
        ("0:02", "The caregiver smiles"),
    ]
    assert len(rows.keys) == 2
    words = visible_words(family)
    for hidden in (
        "?",
        " ms",
        "±",
        "sure",
        "private thought",
        "lee",
        "kim",
        "reach",
        "latency",
        "accepted",
        "proposal",
    ):
        assert hidden not in words, hidden
    assert family.tracks == ()
    assert family.overlay.heads_at(family.engine.pts_us) == []
    assert not family.timeline.isVisible()
    assert not family.tabs.isVisible()
    # Their own side stands beside what the child shows, in words for those who were there.
    assert family.family_panel.beside.text().startswith("Your own side. How you had slept")
    assert "not collected" not in words
    assert "For showing to the family" in family.windowTitle()
    assert family.foot.guarded.text() == "for the family", "how the study is guarded is not the parents' business"
    assert "no second coder" in family.foot.guarded.explanation


def test_whole_seconds_are_the_nearest_ones(family):
    state, scheme = family.session.state, family.session.study.scheme
    event = next(iter(state.events))
    later = replace(event, onset_us=1_680_000, offset_us=1_900_000)
    family.family_panel.show_state(replace(state, events=EventList.of([later])), scheme)
    assert family.family_panel.list.rows_model.words(0).cells[0] == "0:02"


def test_where_nothing_of_a_child_is_shown_nothing_stands_beside_it(family):
    state = family.session.state
    own = replace(state, events=EventList(one for one in state.events if one.subject == "caregiver"))
    family.family_panel.show_state(own, family.session.study.scheme)
    assert not family.family_panel.beside.isVisible()
    assert family.family_panel.beside.text() == ""


def test_what_is_seen_now_is_said_as_the_clip_goes_on(family, qtbot):
    family.engine.pause()
    family.engine.seek_time(1_400_000)
    qtbot.waitUntil(lambda: family.family_panel.now.text() == "The child smiles", timeout=5_000)
    family.engine.seek_time(200_000)
    qtbot.waitUntil(lambda: family.family_panel.now.text() == "", timeout=5_000)


def test_a_moment_is_chosen_and_played_with_the_keyboard_alone(family, qtbot):
    panel = family.family_panel
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: family.engine.playing, timeout=5_000)
    assert family.engine.loop.onset_us <= 2_200_000 < family.engine.loop.offset_us


def test_it_stays_until_it_is_left_on_purpose_and_the_work_comes_back(family, qtbot):
    for key in ("Esc", "F", "D", "O", "P", "Ctrl+G", "Ctrl+D", "Alt+4", "Ctrl+Z", "Ctrl+PgDown", "Ctrl+E"):
        press(qtbot, family, key)
    assert family.session.for_family
    assert family.family_panel.isVisible()
    assert QApplication.activeModalWidget() is None
    enabled = {action.id for action in ACTIONS if family.actions_set.qt[action.id].isEnabled()}
    assert enabled <= POSSIBLE
    assert family.actions_set.qt["for_family"].isChecked()
    with qtbot.waitSignal(family.session.recording_changed, timeout=10_000):
        press(qtbot, family, "Ctrl+Shift+F")
    assert family.tabs.isVisible()
    assert family.timeline.isVisible()
    assert family._offers.isVisible()
    assert not family.family_panel.isVisible()
    assert family.tabs.width() > family.width() // 3  # the panels have their room again
    assert family.review_panel.current is not None
    assert len(state(family).events) == 4
    with edited(qtbot, family):
        press(qtbot, family, "D")


def test_no_edit_is_made_while_the_family_looks(family, qtbot):
    with qtbot.waitSignal(family.session.refused, timeout=5_000) as said:
        family.session.apply(AddEvent("r1", "child", "smile", 0, 40_000))
    assert re.search("leave it first", said.args[0])


def test_without_everybodys_word_nothing_is_shown_to_the_family(empty_window, coded, qtbot):
    with Project.open(coded) as project:
        project.guard.agree("r1", ["mother"], frozenset({Use.CODING}), until=None)
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(coded)
    with qtbot.waitSignal(empty_window.session.refused, timeout=10_000) as said:
        press(qtbot, empty_window, "Ctrl+Shift+F")
    assert "agreed to showing" in said.args[0]
    assert not empty_window.session.for_family
    assert empty_window.tabs.isVisible()
    assert isinstance(QApplication.activeModalWidget(), QMessageBox)


def test_a_blind_coder_shows_only_their_own(empty_window, coded, qtbot):
    with Project.open(coded) as project:
        project.blinding.choose_blind("r1", "ada")
    empty_window.session.coder = "ada"
    empty_window.session.for_family = True
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(coded)
    assert empty_window.family_panel.isVisible()
    assert empty_window.family_panel.list.rows_model.keys == ()
    assert "Nothing is confirmed" in visible_words(empty_window)
