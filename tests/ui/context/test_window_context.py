"""The caregiver's own side in the window: always beside the codes, written down by keyboard, taken back by one undo."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit

from coder.report.figures.day_rhythm import RhythmKind
from coder.study.edits.caregiver_context import DescribeMeeting, FillCard
from coder.study.edits.caregiver_words import SayOwn
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.context import CardState
from coder.vocabulary.own_words import OwnWordKind as Said
from coder.vocabulary.wall_clock import window_of
from tests.ui.dialog_walk import nameless
from tests.ui.window_kit import edited, press, state
from ui.context.context_forms import BringForm, CardForm, MeetingForm
from ui.context.own_words_form import OwnWordsForm, PauseCard
from ui.context.rhythm_band import RhythmBand

S = 1_000_000
NOT_COLLECTED = "The caregiver's own side: not collected."


def apply(qtbot, window, *edits):
    for edit in edits:
        with edited(qtbot, window):
            window.session.apply(edit)


def form(qtbot, window, kind):
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=5_000)
    return QApplication.activeModalWidget()


def test_the_strip_stands_beside_every_panel_and_the_timeline(window, qtbot):
    strip = window.context_strip
    assert (strip.accessibleName(), strip.toolTip()) == (NOT_COLLECTED, NOT_COLLECTED)
    assert strip.text().startswith("The caregiver's own side")
    assert seen_beside(window) == [True] * 6
    apply(qtbot, window, FillCard("r1", "caregiver", rest="four hours"))
    assert seen_beside(window) == [True] * 6
    assert strip.accessibleName() == "The caregiver's own side: rest: “four hours”"


def seen_beside(window):
    """Whether the strip is seen, panel by panel."""
    seen = []
    for tab in range(window.tabs.count()):
        window.tabs.setCurrentIndex(tab)
        seen.append(window.context_strip.isVisible())
    return seen


def test_a_card_is_written_by_keyboard_and_one_undo_takes_it_back(window, qtbot):
    press(qtbot, window, "Ctrl+Shift+C")
    card = form(qtbot, window, CardForm)
    assert nameless(card) == []
    assert not card.keep.isEnabled()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is card.answers["restores"])
    qtbot.keyClicks(QApplication.focusWidget(), "a walk")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClicks(QApplication.focusWidget(), "four hours")
    with edited(qtbot, window):
        qtbot.keyClick(card.keep, Qt.Key.Key_Space)
    (kept,) = state(window).beside.cards
    assert (kept.restores, kept.rest, kept.support, kept.coder) == ("a walk", "four hours", "", "kim")
    window.tabs.setCurrentWidget(window.context_panel)
    assert "a walk" in window.context_panel.card_text.text()
    with edited(qtbot, window):
        window.actions_set.qt["undo"].trigger()
    assert state(window).beside.state is CardState.NOT_COLLECTED
    assert window.context_strip.accessibleName() == NOT_COLLECTED


def test_rather_not_say_is_kept_apart_from_not_collected(window, qtbot):
    qtbot.mouseClick(window.context_strip, Qt.MouseButton.LeftButton)
    assert window.tabs.currentWidget() is window.context_panel
    qtbot.mouseClick(window.context_panel.card_button, Qt.MouseButton.LeftButton)
    card = form(qtbot, window, CardForm)
    card.rather_not.setFocus()
    qtbot.keyClick(card.rather_not, Qt.Key.Key_Space)
    assert not card.answers["rest"].isEnabled()
    with edited(qtbot, window):
        qtbot.mouseClick(card.keep, Qt.MouseButton.LeftButton)
    assert state(window).beside.state is CardState.RATHER_NOT
    assert "would rather not say" in window.context_strip.accessibleName()


def test_a_meeting_is_checked_while_it_is_written(window, qtbot):
    press(qtbot, window, "Ctrl+Shift+M")
    meeting = form(qtbot, window, MeetingForm)
    assert nameless(meeting) == []
    meeting.windows.setPlainText("bedtime")
    assert not meeting.keep.isEnabled()
    assert "write it as: bedtime 18:30-19:30" in meeting.reason.text()
    meeting.windows.setPlainText("bedtime 18:30-19:30")
    assert "nobody can say where the windows lie" in meeting.reason.text()
    meeting.began_at.setText("2026-03-01 18:29:58")
    assert (meeting.keep.isEnabled(), meeting.reason.text()) == (True, "")
    meeting.family.setText("Birch")
    meeting.setting.setCurrentText("at the lake")
    with edited(qtbot, window):
        qtbot.keyClick(meeting.family, Qt.Key.Key_Return)
    kept = state(window).beside.meeting
    assert (kept.family, kept.setting, kept.began_at) == ("Birch", "at the lake", "2026-03-01T18:29:58")


def test_a_file_is_brought_shown_and_taken_out(window, qtbot, tmp_path):
    (tmp_path / "nights.csv").write_text("date,hours\n2026-03-01,5.5\n")
    window.context.bring_file(tmp_path / "nights.csv")
    bring = form(qtbot, window, BringForm)
    assert nameless(bring) == []
    with edited(qtbot, window):
        bring.keep.click()
    assert [one.points[0].value for one in state(window).beside.series] == [5.5]
    window.tabs.setCurrentWidget(window.context_panel)
    with edited(qtbot, window):
        window.context_panel.take_out_asked.emit(state(window).beside.series[0].id)
    assert state(window).beside.series == ()


def test_a_hostile_file_is_refused_in_a_sentence(window, qtbot, tmp_path):
    (tmp_path / "odd.csv").write_bytes(b"\0\1\2" * 40)
    window.context.bring_file(tmp_path / "odd.csv")
    with qtbot.waitSignal(window.session.refused, timeout=5_000) as told:
        bring = form(qtbot, window, BringForm)
        bring.column.setText("no such")
        bring.keep.click()
    assert told.args[0].startswith("odd.csv")
    assert (bring.isVisible(), bring.wrong.text(), bring.column.text()) == (True, told.args[0], "no such")
    bring.reject()
    assert state(window).beside.series == ()


def test_a_click_on_the_rhythm_shows_the_moment_and_keys_go_through_it(window, qtbot):
    apply(
        qtbot,
        window,
        AddEvent("r1", "caregiver", "leave_view", S, S),
        AddEvent("r1", "caregiver", "return", 2 * S, 2 * S),
        AddEvent("r1", "together", "reunion", 2 * S, 3 * S),
    )
    window.tabs.setCurrentWidget(window.context_panel)
    band = window.context_panel.band
    assert [one.kind for one in band.stretches] == [
        RhythmKind.TOGETHER,
        RhythmKind.APART,
        RhythmKind.REUNION,
        RhythmKind.TOGETHER,
    ]
    said = window.context_panel.rhythm_text.text()
    assert said == "Together 2 s (2 stretches); apart 1 s (once); reunion 1 s (once)."
    where = band.rect_of(1).center().toPoint()
    with qtbot.waitSignal(window.engine.frame_shown, timeout=5_000):
        qtbot.mouseClick(band, Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: window.engine.pts_us == S)
    band.setFocus()
    qtbot.keyClick(band, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.engine.pts_us == 2 * S)


def test_the_day_shows_the_familys_other_recordings_and_leads_to_their_moments(
    empty_window, small_clip, tmp_path, qtbot
):
    folder = tmp_path / "day"
    meetings = (("Birch", "2026-03-01T08:00"), ("Birch", "2026-03-01T15:00"), ("Rowan", "2026-03-01T15:00"))
    with Project.create(folder) as project:
        for n, (family, began) in enumerate(meetings, 1):
            project.add_recording(small_clip)
            project.apply(DescribeMeeting(f"r{n}", family, "home", began), coder="kim")
            project.apply(AddEvent(f"r{n}", "together", "reunion", 2 * S, 3 * S), coder="kim")
    window = empty_window
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(folder)
    panel = window.context_panel
    window.tabs.setCurrentWidget(panel)
    qtbot.waitUntil(panel.day_text.isVisible)

    def bands() -> list[RhythmBand]:
        return [one for one in panel.findChildren(RhythmBand) if one is not panel.band and one.isVisible()]

    qtbot.waitUntil(lambda: bands() != [])  # what is put into a layout shows with the next event
    (band,) = bands()
    assert band.accessibleName() == f"rhythm of {small_clip.stem} (r2)"
    qtbot.mouseClick(band, Qt.MouseButton.LeftButton, pos=band.rect_of(1).center().toPoint())
    qtbot.waitUntil(lambda: state(window).recording.id == "r2", timeout=10_000)
    qtbot.waitUntil(lambda: window.engine.pts_us == 2 * S, timeout=10_000)


def test_the_exchanges_say_bids_an_hour_and_heed_the_windows_only_when_asked(window, qtbot):
    apply(
        qtbot,
        window,
        AddEvent("r1", "child", "smile", S, 2 * S),
        DescribeMeeting("r1", began_at="2026-03-01T12:00:00", windows=()),
    )
    window.tabs.setCurrentIndex(3)
    panel = window.exchanges_panel
    assert "1 bid: 1 unsettled. That is out of 0:04.000 of the recording." in panel._summary.text()
    assert not panel.windows_box.isVisible()
    apply(qtbot, window, DescribeMeeting("r1", windows=(window_of("bed 18:30-19:30"),)))
    assert panel.windows_box.isVisible()
    assert "an acknowledgement is an answer too" in panel.counting.text()
    panel.windows_box.click()
    assert "acknowledgement" not in panel.counting.text()


def test_nothing_of_it_is_cut_off_at_twice_the_size_of_text(window, qtbot):
    font, larger = QApplication.font(), QApplication.font()
    larger.setPointSizeF(font.pointSizeF() * 2)
    try:
        QApplication.setFont(larger)
        window.resize(1024, 700)
        window.tabs.setCurrentWidget(window.context_panel)
        panel = window.context_panel
        for button in (panel.card_button, panel.series_button, panel.meeting_button):
            qtbot.waitUntil(lambda b=button: b.height() >= b.fontMetrics().height())
            qtbot.waitUntil(lambda b=button: b.width() >= b.fontMetrics().horizontalAdvance(b.text()))
            right = button.mapTo(panel.viewport(), QPoint(button.width() - 1, 0)).x()
            assert right <= panel.viewport().width()
        strip = window.context_strip
        assert strip.height() >= strip.fontMetrics().height()
        assert strip.fontMetrics().horizontalAdvance(strip.text()) <= strip.width()
    finally:
        QApplication.setFont(font)


def test_own_words_are_said_at_one_visit_and_asked_after_at_the_next(window, qtbot):
    apply(qtbot, window, SayOwn("r1", "caregiver", Said.PRACTICE, "out by eight"))
    press(qtbot, window, "Ctrl+Shift+W")
    own = form(qtbot, window, OwnWordsForm)
    assert nameless(own) == []
    assert "“out by eight” Did it come about? Did it help?" in own.held.text()
    assert not own.keep.isEnabled()
    assert own.what.currentText() == "What came of: out by eight"
    own.words.setPlainText("twice")
    own.helped.setPlainText("a little")
    with edited(qtbot, window):
        qtbot.keyClick(own.keep, Qt.Key.Key_Space)
    window.actions_set.qt["own_words"].trigger()
    again = form(qtbot, window, OwnWordsForm)
    assert "“twice”; “a little”" in again.held.text()
    again.what.setCurrentIndex(again.what.findText("little was left"))
    assert not again.keep.isEnabled()
    again.hour.setCurrentIndex(again.hour.findData(18))
    assert again.keep.isEnabled()
    again.reject()


def test_a_pause_has_nothing_to_write_in(window, qtbot):
    window.actions_set.qt["pause"].trigger()
    card = form(qtbot, window, PauseCard)
    assert card.findChildren(QPlainTextEdit) == card.findChildren(QLineEdit) == []
    assert any("Sense your own body" in label.text() for label in card.findChildren(QLabel))
    card.reject()
