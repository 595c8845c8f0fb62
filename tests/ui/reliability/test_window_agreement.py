"""Two coders in the window: kappas with intervals, and every disagreement leads to its moment; nothing while blind."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from coder.study.edits.coding import AddEvent
from coder.study.edits.event_ledger import CONSENSUS
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import press
from ui.reliability.reliability_panel import AgreementWindow

S = 1_000_000
KIM = [("child", "smile", 2, 3), ("caregiver", "smile", 4, 5), ("child", "reach", 9, 10), ("child", "smile", 14, 15)]
LEE = [("child", "smile", 2.2, 3), ("caregiver", "touch", 4, 5), ("child", "smile", 14, 15)]


@pytest.fixture
def coded(tmp_path):
    clip = make_clip(tmp_path / "short.mp4", frames=100, fps=5)
    with Project.create(tmp_path / "study") as project:
        for recording in ("r1", "r2"):
            project.add_recording(clip)
            for coder, rows in (("kim", KIM), ("lee", LEE)):
                for subject, code, onset, offset in rows:
                    project.apply(AddEvent(recording, subject, code, int(onset * S), int(offset * S)), coder=coder)
    return tmp_path / "study"


@pytest.fixture
def agreement(empty_window, coded, qtbot):
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(coded)
    press(qtbot, empty_window, "Ctrl+Alt+C")
    qtbot.waitUntil(lambda: empty_window.agreement.window is not None, timeout=10_000)
    shown = empty_window.agreement.window
    qtbot.waitUntil(lambda: bool(shown.kappas.rows_model.keys), timeout=60_000)
    return shown


def rows(table):
    return [table.rows_model.words(row).cells for row in range(len(table.rows_model.keys))]


def test_each_code_has_its_kappa_with_interval_n_and_how_it_was_coded(agreement, qtbot):
    found = rows(agreement.kappas)
    assert "child mouth, moment by moment" in [cells[0] for cells in found]
    (smile, *_) = [cells for cells in found if cells[0].strip() == "smiles"]
    assert 0 < float(smile[1]) <= 1
    # Forty seconds are too short for an interval, and that is said where it is missing.
    assert smile[2] == "none"
    (tip, *_) = [words.tip for words in map(agreement.kappas.rows_model.words, range(len(found))) if words.tip]
    assert "no interval: states and disagreements last" in tip
    assert "no interval: states and disagreements last" in agreement.said.text()  # also without hovering
    hidden = agreement.kappas.horizontalHeader().isSectionHidden
    assert not any(hidden(column) for column in range(5))
    assert {cells[4] for cells in found} == {"by hand"}
    agreement.resize(500, 640)  # whose kappa a row is stays readable; that all were coded alike is said above
    header = agreement.kappas.horizontalHeader()
    qtbot.waitUntil(lambda: hidden(4), timeout=5_000)
    assert header.sectionSize(0) >= agreement.kappas.sizeHintForColumn(0)
    assert "differ in 6 acts" in agreement.said.text()


def test_a_disagreement_leads_to_its_moment_in_this_recording_and_in_another(agreement, empty_window, qtbot):
    places = rows(agreement.places)
    heads = [agreement.places.rows_model.headerData(n, Qt.Orientation.Horizontal) for n in (3, 4)]
    assert heads == [agreement.first.currentText(), agreement.second.currentText()]  # whose word stands below
    assert {cells[0] for cells in places} == {"short (r1)", "short (r2)"}  # both are called alike
    for wanted in ("r1", "r2"):
        row = next(n for n, cells in enumerate(places) if cells[0] == f"short ({wanted})" and cells[1] == "0:09.000")
        agreement.places.setCurrentIndex(agreement.places.rows_model.index(row, 0))
        agreement.places.activated_row.emit(agreement.places.current_key)
        qtbot.waitUntil(lambda at=wanted: empty_window.session.state.recording.id == at, timeout=10_000)
        qtbot.waitUntil(lambda: empty_window.engine.pts_us == 9 * S, timeout=10_000)
        assert empty_window.timeline.scale.shows(9 * S)


def test_the_same_coder_twice_is_asked_about_and_not_worked_out(agreement, qtbot):
    agreement.second.setCurrentIndex(agreement.second.findText("kim"))
    assert "both boxes say kim" in agreement.said.text()
    assert rows(agreement.kappas) == []


def test_who_codes_blind_is_shown_nothing_of_what_others_said(empty_window, coded, qtbot):
    with Project.open(coded) as project:
        for recording in ("r1", "r2"):
            project.blinding.begin(recording, "mo", blind=True)
    empty_window.session.coder = "mo"
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(coded)
    press(qtbot, empty_window, "Ctrl+Alt+C")
    qtbot.waitUntil(lambda: empty_window.agreement.window is not None, timeout=10_000)
    shown = empty_window.agreement.window
    qtbot.waitUntil(lambda: "blind" in shown.said.text(), timeout=10_000)
    assert shown.first.count() == 0
    assert rows(shown.places) == []


def test_where_all_that_two_coded_is_closed_nobody_is_told_that_nobody_coded(empty_window, coded, tmp_path, qtbot):
    with Project.open(coded) as project:
        project.add_recording(make_clip(tmp_path / "other.mp4"))  # open, and coded by nobody
        for recording in ("r1", "r2"):
            project.blinding.choose_blind(recording, "ada")
    empty_window.session.coder = "ada"
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(coded)
    press(qtbot, empty_window, "Ctrl+Alt+C")
    qtbot.waitUntil(lambda: empty_window.agreement.window is not None, timeout=10_000)
    said = empty_window.agreement.window.said.text()
    assert said.startswith("Nothing that two coded is open to you for now.")
    assert "you are coding it blind; it opens when you have ended that" in said


def test_it_says_how_far_they_agree_on_what_came_back(agreement):
    words = agreement.said.text()
    assert "Exchanges (by hand): 6 and 4 bids, 4 the same; of these 0 with the same answer" in words


def test_differing_modifiers_of_what_both_coded_are_counted_and_lead_to_their_moment(empty_window, coded, qtbot):
    with Project.open(coded) as project:
        for coder, value in (("kim", "open"), ("lee", "closed")):
            event = AddEvent("r1", "child", "smile", 6 * S, 7 * S, modifiers=(("mouth", value),))
            project.apply(event, coder=coder)
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(coded)
    press(qtbot, empty_window, "Ctrl+Alt+C")
    qtbot.waitUntil(lambda: empty_window.agreement.window is not None, timeout=10_000)
    shown = empty_window.agreement.window
    qtbot.waitUntil(lambda: bool(shown.kappas.rows_model.keys), timeout=60_000)
    assert "child smiles: mouth, 0 of 1 the same (0 %)" in [cells[0] for cells in rows(shown.kappas)]
    assert "they differ in 1 modifier." in shown.said.text()
    row = next(n for n, cells in enumerate(rows(shown.places)) if "mouth=" in cells[3])
    assert rows(shown.places)[row][:5] == (
        "short (r1)",
        "0:06.000",
        "child",
        "mouth=open, smiles",
        "mouth=closed, smiles",
    )
    shown.places.activated_row.emit(shown.places.rows_model.keys[row])
    qtbot.waitUntil(lambda: empty_window.engine.pts_us == 6 * S, timeout=10_000)


def test_two_coders_are_compared_at_first_and_not_one_with_what_was_settled_from_both(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    shown = AgreementWindow([CONSENSUS, "kim", "lee"], coder="kim", parent=parent)
    assert (shown.first.currentText(), shown.second.currentText()) == ("kim", "lee")


def test_lanes_show_where_along_time_the_two_differ_and_a_click_goes_there(agreement, empty_window, qtbot):
    lanes = agreement.lanes
    assert lanes.isVisible()
    assert "different" in lanes.accessibleDescription()
    lane, piece = next((lane, one) for lane in lanes._lanes for one in lane.pieces if not one.alike)
    with qtbot.waitSignal(agreement.sought, timeout=5_000) as sought:
        qtbot.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=lanes.place_of(lane, piece).center().toPoint())
    assert sought.args == [lane.recording, piece.interval.onset_us]
    qtbot.waitUntil(lambda: empty_window.engine.pts_us == piece.interval.onset_us, timeout=10_000)
    last = agreement.places.rows_model.keys[-1]
    agreement.places.choose(last)
    agreement.places.moved.emit(last)  # another recording's place shows its lanes
    assert {one.recording for one in lanes._lanes} == {agreement._spots[last][0]}
