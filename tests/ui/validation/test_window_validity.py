"""In the window: figures beside blind coding, every moment behind them, and thresholds fitted, kept and put back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from coder.report.figures.calibration_trial import try_calibration
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.smiling_study import SECONDS, SMILES_S, child_who_smiles, smiling_study
from tests.studies import REPORT
from tests.ui.window_kit import come_back, press
from ui.operations.blind_comparison import coder_words
from ui.operations.calibration_fit import kept_of
from ui.study.coder_name_dialog import CoderNameDialog

S = 1_000_000


@pytest.fixture
def faint(tmp_path):
    clip = make_clip(tmp_path / "minute.mp4", frames=SECONDS * 5, fps=5)
    return smiling_study(tmp_path / "faint", clip=clip)


@pytest.fixture
def opened(empty_window, faint, qtbot):
    empty_window.session.coder = "robin"
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(faint)
    return empty_window


@pytest.fixture
def validity(opened, qtbot):
    press(qtbot, opened, "Ctrl+Alt+I")
    qtbot.waitUntil(lambda: opened.validation.window is not None, timeout=10_000)
    shown = opened.validation.window
    qtbot.waitUntil(lambda: "Coded blind: ash, birch, cedar." in shown.said.text(), timeout=30_000)
    return shown


def rows(table):
    return [table.rows_model.words(row).cells for row in range(len(table.rows_model.keys))]


def test_figures_lead_to_their_moments_in_this_recording_and_in_another(validity, opened, qtbot):
    (smile,) = rows(validity.codes)
    assert smile[:4] == ("child smiles", "0", str(3 * len(SMILES_S)), "0")
    assert {cells[2] for cells in rows(validity.moments)} == {"missed"}
    assert ("family", "birch") in {cells[:2] for cells in rows(validity.parts)}
    for wanted, name in (("r1", "ash"), ("r3", "cedar")):
        row = next(n for n, cells in enumerate(rows(validity.moments)) if cells[0] == name)
        validity.moments.setCurrentIndex(validity.moments.rows_model.index(row, 0))
        validity.moments.activated_row.emit(validity.moments.current_key)
        qtbot.waitUntil(lambda at=wanted: opened.session.state.recording.id == at, timeout=10_000)
        qtbot.waitUntil(lambda: opened.engine.pts_us == SMILES_S[0] * S, timeout=10_000)


def test_what_no_rule_can_propose_is_not_said_to_be_missed(empty_window, faint, qtbot):
    with Project.open(faint) as project:
        project.apply(AddEvent("r1", "caregiver", "sings", 4 * S, 9 * S), coder="kim")
    empty_window.session.coder = "robin"
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(faint)
    press(qtbot, empty_window, "Ctrl+Alt+I")
    qtbot.waitUntil(lambda: empty_window.validation.window is not None, timeout=10_000)
    shown = empty_window.validation.window
    qtbot.waitUntil(lambda: len(rows(shown.codes)) == 2, timeout=30_000)
    sings = next(n for n, cells in enumerate(rows(shown.codes)) if cells[0] == "caregiver sings")
    assert rows(shown.codes)[sings][1:6] == ("-",) * 5
    shown.codes.setCurrentIndex(shown.codes.rows_model.index(sings, 0))
    assert [cells[2] for cells in rows(shown.moments)] == ["coded; no rule proposes it"]


def test_a_fit_is_shown_before_it_is_kept_and_can_be_put_back(validity, opened, faint, qtbot):
    validity.calibrate.click()
    qtbot.waitUntil(lambda: opened.calibration.window is not None, timeout=5_000)
    shown = opened.calibration.window
    qtbot.waitUntil(lambda: "built-in thresholds" in shown.said.text(), timeout=10_000)
    assert not shown.keep.isEnabled()
    assert not shown.back.isEnabled()
    shown.fit.click()
    qtbot.waitUntil(lambda: bool(shown.trials.rows_model.keys), timeout=60_000)
    trial = next(cells for cells in rows(shown.trials) if cells[0] == "child smiles")
    assert trial[1].startswith("0.00")
    assert trial[5] == "yes"
    assert "smile_on" in shown.told.text()
    assert "21 events, 3 families" in shown.told.text()
    with Project.open(faint) as project:
        assert project.calibrations.all() == ()
    shown.keep.click()
    qtbot.waitUntil(lambda: "under calibration 1" in shown.said.text(), timeout=10_000)
    qtbot.waitUntil(lambda: rows(validity.codes)[0][1] == str(3 * len(SMILES_S)), timeout=30_000)
    assert "fitted to ash, birch, cedar too" in validity.said.text()
    assert [cells[2] for cells in rows(shown.versions)] == ["", "ash, birch, cedar"]
    assert all(cells[3] for cells in rows(validity.moments))
    qtbot.waitUntil(lambda: len(opened.session.state.proposals) == len(SMILES_S), timeout=10_000)
    shown.back.click()
    qtbot.waitUntil(lambda: "built-in thresholds" in shown.said.text(), timeout=10_000)
    qtbot.waitUntil(lambda: opened.session.state.proposals == (), timeout=10_000)
    shown.versions.choose("1")
    shown.versions.activated_row.emit("1")
    qtbot.waitUntil(lambda: "under calibration 1" in shown.said.text(), timeout=10_000)


def test_a_calibration_goes_to_a_file_and_comes_from_one_without_being_put_in_use(
    opened, faint, tmp_path, qtbot, monkeypatch
):
    with Project.open(faint) as project:
        words, _ = coder_words(project)
        kept_of(project, try_calibration(words, rules=["smile"]), ["r1"])
        project.calibrations.undo()
    target = tmp_path / "calibration.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(target), ""))
    opened.calibration.show_calibration()
    shown = opened.calibration.window
    qtbot.waitUntil(lambda: "1" in shown.versions.rows_model.keys, timeout=10_000)
    shown.versions.setCurrentIndex(shown.versions.rows_model.index(1, 0))
    assert "smile_on" in shown.about.text()
    assert "F1 before 0.00" in shown.about.text()
    shown.export.click()
    qtbot.waitUntil(lambda: "Wrote calibration 1" in shown.said.text(), timeout=10_000)
    assert "smile_on" in target.read_text()
    shown.bring.click()
    qtbot.waitUntil(lambda: "Taken in as calibration 2" in shown.said.text(), timeout=10_000)
    with Project.open(faint) as project:
        assert project.calibrations.in_use is None
        assert project.calibrations.numbered(2).brought


def test_the_sentence_for_methods_is_copied(validity):
    validity.copy.click()
    assert QApplication.clipboard().text().startswith("Proposals were compared with blind coding of 3 recordings")


def test_one_coder_s_blind_coding_can_be_chosen(validity, qtbot):
    validity.layer.setCurrentIndex(validity.layer.findText("kim"))
    qtbot.waitUntil(lambda: "Coded blind" in validity.said.text(), timeout=10_000)


def test_who_codes_blind_is_shown_nothing_of_what_models_propose(empty_window, faint, qtbot):
    with Project.open(faint) as project:
        project.blinding.begin("r2", "mo", blind=True)
    empty_window.session.coder = "mo"
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(faint)
    press(qtbot, empty_window, "Ctrl+Alt+I")
    qtbot.waitUntil(lambda: empty_window.validation.window is not None, timeout=10_000)
    shown = empty_window.validation.window
    qtbot.waitUntil(lambda: "Coded blind: ash, cedar." in shown.said.text(), timeout=30_000)
    assert "birch is closed to you" in shown.said.text()
    assert {cells[0] for cells in rows(shown.moments)} == {"ash", "cedar"}


def test_nobody_in_particular_is_shown_nothing_that_somebody_codes_blind(empty_window, faint, qtbot):
    empty_window.session.coder = ""
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(faint)
    assert empty_window.session.coder == ""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), CoderNameDialog), timeout=5_000)
    QApplication.activeModalWidget().reject()
    come_back(qtbot, empty_window)
    press(qtbot, empty_window, "Ctrl+Alt+I")
    qtbot.waitUntil(lambda: empty_window.validation.window is not None, timeout=10_000)
    shown = empty_window.validation.window
    qtbot.waitUntil(lambda: "nobody has said who is looking" in shown.said.text(), timeout=10_000)
    assert rows(shown.codes) == []


@pytest.mark.parametrize(
    ("coder", "told"),
    [
        ("mo", "Left out, for now closed to you: birch."),
        ("new", "others have coded it and you have not begun it"),
    ],
)
def test_a_fit_rests_on_nothing_that_is_closed_to_whoever_asks_for_it(empty_window, faint, qtbot, coder, told):
    with Project.open(faint) as project:
        project.blinding.begin("r2", "mo", blind=True)
        for recording in ("r1", "r3"):
            project.blinding.choose_in_view(recording, "mo")
    empty_window.session.coder, empty_window.session.begins_blind = coder, None
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(faint)
    empty_window.calibration.show_calibration()
    shown = empty_window.calibration.window
    qtbot.waitUntil(lambda: "built-in thresholds" in shown.said.text(), timeout=10_000)
    shown.fit.click()
    qtbot.waitUntil(lambda: shown.fit.isEnabled() and "built-in thresholds." not in shown.said.text(), timeout=30_000)
    assert told in shown.said.text()
    assert bool(shown.trials.rows_model.keys) == (coder == "mo")


def test_too_little_is_said_in_the_window(empty_window, tmp_path, qtbot):
    clip = make_clip(tmp_path / "minute.mp4", frames=SECONDS * 5, fps=5)
    one = smiling_study(tmp_path / "one", families=("ash",), clip=clip)
    empty_window.session.coder = "robin"
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(one)
    empty_window.calibration.show_calibration()
    shown = empty_window.calibration.window
    qtbot.waitUntil(lambda: "built-in thresholds" in shown.said.text(), timeout=10_000)
    shown.fit.click()
    qtbot.waitUntil(lambda: "would be enough" in shown.said.text(), timeout=30_000)
    assert not shown.keep.isEnabled()


def test_where_what_is_coded_blind_is_closed_it_is_not_said_that_nothing_is(empty_window, faint, qtbot):
    """Robin may see one recording that nobody coded; the three that Kim coded blind are closed to them."""
    with Project.open(faint) as project:
        project.add_without_clip("dogwood", duration_us=SECONDS * S)
    empty_window.session.coder, empty_window.session.begins_blind = "robin", None
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(faint)
    empty_window.validation.show_validity()
    qtbot.waitUntil(lambda: empty_window.validation.window is not None, timeout=10_000)
    shown = empty_window.validation.window
    qtbot.waitUntil(lambda: "Of the recordings that are open to you" in shown.said.text(), timeout=10_000)
    assert "Closed to you: others have coded it and you have not begun it" in shown.said.text()
    assert "there is nothing to set proposals beside" not in shown.said.text()


def test_a_tick_says_that_all_was_watched(opened, faint, qtbot):
    with Project.open(faint) as project:
        project.blinding.choose_blind("r1", "lee")
        for at, lasts in zip(SMILES_S, (3, 3, 2), strict=False):
            project.apply(AddEvent("r1", "child", "smile", at * S, (at + lasts) * S), coder="lee")
    opened.validation.show_validity()
    qtbot.waitUntil(lambda: opened.validation.window is not None, timeout=10_000)
    shown = opened.validation.window
    qtbot.waitUntil(lambda: "not all of ash by lee" in shown.said.text(), timeout=30_000)
    shown.whole.click()
    qtbot.waitUntil(lambda: "not all of ash" not in shown.said.text(), timeout=30_000)


@pytest.fixture
def varied(faint):
    """A study whose figures all have an interval: two coders, and proposals that come early or late by family."""
    with Project.open(faint) as project:
        for number, recording in enumerate(("r1", "r2", "r3")):
            people, tracks = child_who_smiles(0.5, number)
            found = replace(REPORT, key=f"wide {number}")
            project.store_analysis(recording, found, people, tracks)
            project.blinding.choose_blind(recording, "lee")
            for at in SMILES_S[number:]:
                onset_us = at * S + 80_000 * number
                project.apply(AddEvent(recording, "child", "smile", onset_us, onset_us + 2 * S), coder="lee")
    return faint


def test_no_column_of_figures_is_hidden_where_the_screen_has_room(empty_window, varied, qtbot):
    empty_window.session.coder = "robin"
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(varied)
    press(qtbot, empty_window, "Ctrl+Alt+I")
    qtbot.waitUntil(lambda: empty_window.validation.window is not None, timeout=10_000)
    shown = empty_window.validation.window
    shown.resize(shown.minimumWidth(), shown.height())
    qtbot.waitUntil(lambda: bool(shown.codes.rows_model.keys), timeout=30_000)
    header = shown.codes.horizontalHeader()
    qtbot.waitUntil(lambda: not any(header.isSectionHidden(n) for n in range(header.count())), timeout=5_000)
    assert "[" in rows(shown.codes)[0][6]
    wide = shown.width()
    shown.resize(wide - 200, shown.height())  # who makes it narrower after that wants it so
    shown.ask()
    qtbot.waitUntil(lambda: shown.bar.isVisible(), timeout=10_000)
    qtbot.waitUntil(lambda: not shown.bar.isVisible(), timeout=30_000)
    assert shown.width() == wide - 200


def test_a_fit_too_says_which_part_counts_and_takes_all_of_it_where_it_is_ticked(opened, faint, qtbot):
    with Project.open(faint) as project:
        project.blinding.choose_blind("r1", "lee")
        for at in SMILES_S[:3]:
            project.apply(AddEvent("r1", "child", "smile", at * S, (at + 2) * S), coder="lee")
    opened.calibration.show_calibration()
    shown = opened.calibration.window
    qtbot.waitUntil(lambda: "built-in thresholds" in shown.said.text(), timeout=10_000)
    shown.fit.click()
    qtbot.waitUntil(lambda: "not all of ash by lee" in shown.said.text(), timeout=60_000)
    part = next(cells for cells in rows(shown.trials) if cells[0] == "child smiles")
    shown.whole.click()
    shown.fit.click()
    qtbot.waitUntil(lambda: shown.fit.isEnabled() and "not all of ash" not in shown.said.text(), timeout=60_000)
    whole = next(cells for cells in rows(shown.trials) if cells[0] == "child smiles")
    assert part != whole  # six smiles of whose end nobody knew are six that one coder says are not there
