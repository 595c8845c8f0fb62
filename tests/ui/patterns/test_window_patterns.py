"""Charts in the window: worked out when looked at, clicked, walked by keyboard, and each point leads to its moment."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from coder.exchanges.pairing import Outcome
from coder.study.edits.coding import AddEvent, SettleOutcome
from coder.study.project import Project
from coder.vocabulary.errors import Cancelled
from tests.coder.media.clipmaker import make_clip
from tests.coder.report.known import KNOWN, S
from tests.ui.window_kit import press
from ui.charts.chart_data import SpotShape
from ui.patterns.patterns_panel import PatternsPage
from ui.window import theme
from ui.window.jobs import Job

LOOKS = (
    ("", "child", "look_to_caregiver", 20, 24),
    ("", "caregiver", "look_to_child", 21, 24),
    ("", "child", "look_to_caregiver", 30, 33),
    ("", "caregiver", "look_to_child", 30.4, 33),
)


@pytest.fixture(scope="module")
def minute(tmp_path_factory):
    """A minute in which Kim coded: six bids count, four are answered, one is watched for 1 s and one for 3 s."""
    folder = tmp_path_factory.mktemp("patterns")
    clip = make_clip(folder / "minute.mp4", frames=300, fps=5)
    with Project.create(folder / "study") as project:
        project.add_recording(clip)
        for _, subject, code, onset, offset in (*KNOWN, *LOOKS):
            project.apply(AddEvent("r1", subject, code, round(onset * S), round(offset * S)), coder="kim")
        bid = next(e.id for e in project.events("r1") if e.onset_us == 35 * S)
        project.apply(SettleOutcome(bid, Outcome.NOT_A_BID), coder="kim")
    return folder / "study"


@pytest.fixture(scope="module")
def worked_out(shared_empty_window, minute, request):
    """A window in which the figures are worked out; every test leaves its page, its rule and its size as they were."""
    window, hands = shared_empty_window, QtBot(request)
    with hands.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(minute)
    press(hands, window, "Alt+5")
    hands.waitUntil(lambda: "Of this recording" in window.patterns_panel.said.text(), timeout=30_000)
    return window


@pytest.fixture
def patterns(worked_out, qtbot):
    worked_out.activateWindow()  # another test may have had a window of its own before it
    qtbot.waitUntil(worked_out.isActiveWindow, timeout=5_000)
    return worked_out


def chart(window, name):
    found = window.patterns_panel.charts[name]
    window.patterns_panel.area.ensureWidgetVisible(found.plot)
    QApplication.processEvents()
    return found


@pytest.mark.parametrize("name", ["bids", "latency", "ribbon-facing"])
def test_a_click_on_any_point_shows_its_moment_in_picture_and_timeline(patterns, qtbot, name):
    found = chart(patterns, name)
    spots = found.drawn.spots
    assert len(spots) >= 4
    for number, spot in enumerate(spots):
        place = found.place_of(number)
        for _ in found.spots_at(place):  # of points that lie on one another each click shows the next
            qtbot.mouseClick(found.plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
            if found.current == number:
                break
        assert found.current == number
        # Frames are 200 ms apart: the one that is shown is the nearest.
        qtbot.waitUntil(lambda at=spot.at_us: abs(patterns.engine.pts_us - at) <= 100_000, timeout=5_000)
        assert patterns.timeline.scale.shows(spot.at_us)
        assert not patterns.engine.playing


def test_a_step_of_the_latency_curve_is_an_answer_and_a_tick_was_watched(patterns):
    spots = chart(patterns, "latency").drawn.spots
    assert [(spot.x, round(spot.y, 3), spot.mark, spot.at_us // S) for spot in spots] == [
        (0.4, 0.167, SpotShape.ANSWERED, 30),
        (1.0, 0.5, SpotShape.ANSWERED, 5),
        (1.0, 0.5, SpotShape.ANSWERED, 20),
        (1.0, 0.5, SpotShape.WATCHED, 59),
        (2.0, 0.75, SpotShape.ANSWERED, 15),
        (3.0, 0.75, SpotShape.WATCHED, 25),
    ]


def test_every_chart_says_its_rule_n_observable_time_and_bound(patterns):
    for name, found in patterns.patterns_panel.charts.items():
        if name.startswith(("grid-", "recurrence-")):
            continue  # they rest on states, and on no rule for answers
        said = " ".join(found.drawn.basis)
        assert (
            "an answer comes within 3 s of its onset n = 6 bids 54.0 s observable of 60.0 s times true to within 0.4 s"
            in said
        )
    words = patterns.patterns_panel.charts["bids"].drawn.words
    assert "6 bids count, 1 of them stayed open" in words
    assert "per hour" not in words  # a minute was watched, and no hour


def test_results_stand_first_and_how_they_are_counted_opens_above_them(patterns, qtbot):
    panel = patterns.patterns_panel
    counting = panel.counting
    assert "rule prompt-3s, as in Kuchirko" in counting.text()
    assert counting.text().split(" (")[0] in counting.opener.toolTip().replace("&#x27;", "'")
    assert not counting.isVisible()
    qtbot.mouseClick(counting.opener, Qt.MouseButton.LeftButton)
    assert counting.isVisible()
    qtbot.mouseClick(counting.opener, Qt.MouseButton.LeftButton)
    assert not counting.isVisible()


def test_a_visit_in_the_grid_leads_to_its_moment(patterns, qtbot):
    found = chart(patterns, "grid-gaze-gaze")
    visits = [spot for spot in found.drawn.spots if spot.words.startswith("0:21.000")]
    assert [spot.at_us for spot in visits] == [21 * S]
    assert "looks to the caregiver" in visits[0].words
    assert "looks to the child" in visits[0].words
    with qtbot.waitSignal(patterns.engine.frame_shown, timeout=10_000):
        qtbot.mouseClick(
            found.plot.viewport(), Qt.MouseButton.LeftButton, pos=found.place_of(found.drawn.spots.index(visits[0]))
        )
    assert patterns.engine.frame == 21 * 5  # at five frames a second
    columns, rows = found.drawn.cells
    assert (len(found.drawn.x_ticks), len(found.drawn.y_ticks)) == (columns, rows)


def test_both_looking_lies_at_once_in_the_profile(patterns):
    points = dict(chart(patterns, "recurrence-gaze-gaze").drawn.line)
    assert max(points, key=points.get) in (0.0, 0.5, 1.0)
    assert "looks to the caregiver and looks to the child" in chart(patterns, "recurrence-gaze-gaze").drawn.words


def test_arrows_go_from_point_to_point_and_enter_shows_the_moment(patterns, qtbot):
    found = chart(patterns, "bids")
    found.setFocus()
    frame = patterns.engine.frame
    press(qtbot, patterns, "Home")  # wherever another test left it
    press(qtbot, patterns, "Right")
    assert found.current == 1
    assert patterns.engine.frame == frame  # the arrow was the chart's, not the player's
    spot = found.drawn.spots[1]
    assert f"2 of {len(found.drawn.spots)}. {spot.words}" in found.accessibleDescription()
    with qtbot.waitSignal(patterns.engine.frame_shown, timeout=10_000):
        qtbot.keyClick(found, Qt.Key.Key_Return)
    assert abs(patterns.engine.pts_us - spot.at_us) <= 100_000
    press(qtbot, patterns, "End")
    assert found.current == len(found.drawn.spots) - 1


def test_a_click_beside_every_point_shows_nothing_and_no_menu_writes_files(patterns, qtbot):
    found = chart(patterns, "bids")
    before = patterns.engine.frame
    corner = QPoint(found.plot.viewport().width() - 3, 3)
    assert found.spots_at(corner) == []
    qtbot.mouseClick(found.plot.viewport(), Qt.MouseButton.LeftButton, pos=corner)
    assert patterns.engine.frame == before
    qtbot.mouseClick(found.plot.viewport(), Qt.MouseButton.RightButton, pos=found.place_of(0))
    QApplication.processEvents()
    assert not isinstance(QApplication.activePopupWidget(), QMenu)


def test_another_rule_and_an_edit_bring_other_figures(patterns, qtbot):
    panel = patterns.patterns_panel
    before = panel.charts["bids"].drawn
    panel.rule_box.choose("prompt-2s")
    qtbot.waitUntil(lambda: "within 2 s of its end" in " ".join(panel.charts["bids"].drawn.basis), timeout=30_000)
    panel.rule_box.choose("prompt-3s")
    qtbot.waitUntil(lambda: panel.charts["bids"].drawn == before, timeout=30_000)
    patterns.session.apply(AddEvent("r1", "child", "smile", 52 * S, 53 * S))
    qtbot.waitUntil(lambda: len(panel.charts["bids"].drawn.spots) == len(before.spots) + 1, timeout=30_000)
    patterns.session.undo()
    qtbot.waitUntil(lambda: panel.charts["bids"].drawn == before, timeout=30_000)


def test_large_letters_and_dark_are_followed_without_running_over_the_side(patterns, qtbot):
    font = QApplication.font()
    found = chart(patterns, "latency")
    small, light = found.plot.height(), found.plot.backgroundBrush().color()
    try:
        large = QFont(font)
        large.setPointSizeF(font.pointSizeF() * 2)
        QApplication.setFont(large)
        theme.use(dark=True)
        qtbot.waitUntil(lambda: found.plot.height() > 1.8 * small, timeout=5_000)
        assert found.plot.backgroundBrush().color().lightness() < 60 < light.lightness()
        area = patterns.patterns_panel.area
        assert area.widget().width() <= area.viewport().width()
    finally:
        QApplication.setFont(font)
        theme.use(dark=False)


def test_figures_are_not_worked_out_before_somebody_looks(empty_window, minute, qtbot):
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(minute)
    assert not empty_window.patterns.running
    assert empty_window.patterns_panel.charts == {}


def test_work_that_nobody_waits_for_stops_where_it_tells_how_far_it_is(qtbot):
    begun = threading.Event()

    def task(hand):
        begun.set()
        while True:
            hand.step(0.5)

    work = Job("The work", task)
    with qtbot.waitSignal(work.cancelled, timeout=5_000):
        work.start()
        assert begun.wait(5)
        work.cancel()
    work.wait()
    with pytest.raises(Cancelled):
        work._hand.step(0.6)


def test_charts_stand_beside_each_other_where_the_page_is_wide_and_below_each_other_where_it_is_not(patterns, qtbot):
    chart(patterns, "latency")
    panel = patterns.patterns_panel
    patterns.resize(1280, 720)  # the study that these tests share remembers how another left the window
    patterns.docks.lay_sizes()
    qtbot.waitUntil(lambda: panel.width() < 600, timeout=5_000)
    narrow = [one.x() for one in panel.charts.values()]
    assert len(set(narrow)) == 1
    low = next(iter(panel.charts.values())).plot.height()
    patterns.docks.toggle_page()
    patterns.resize(2560, 1440)
    qtbot.waitUntil(lambda: len({one.x() for one in panel.charts.values()}) == 3, timeout=5_000)
    first = list(panel.charts.values())[:3]
    qtbot.waitUntil(lambda: first[0].plot.height() > 1.3 * low, timeout=5_000)  # docks settle in a second turn
    # However much there is to say of each, charts beside each other begin at one height.
    qtbot.waitUntil(lambda: len({one.plot.y() for one in first if one.plot.isVisible()}) == 1, timeout=5_000)
    places = [(one.y(), one.x()) for one in panel.charts.values()]
    assert places == sorted(places)  # read as lines are
    wide = [one.width() for one in panel.charts.values()]
    assert max(wide) - min(wide) <= 2
    assert panel.rule_box.width() < panel.width() // 4
    patterns.docks.toggle_page()
    patterns.resize(1280, 720)
    qtbot.waitUntil(lambda: len({one.x() for one in panel.charts.values()}) == 1, timeout=5_000)


def test_the_time_budget_is_a_page_each_bar_and_row_leads_to_its_act_and_answers_take_its_place(patterns, qtbot):
    panel = patterns.patterns_panel
    panel.pages.setCurrentIndex(list(PatternsPage).index(PatternsPage.BUDGET))
    qtbot.waitUntil(lambda: panel.budget.isVisible() and "budget" in panel.charts, timeout=30_000)
    assert list(panel.charts) == ["budget"]
    assert not panel.contingency.isVisible()
    rows = panel.budget.table.rows_model
    cells = [rows.words(row).cells for row in range(rows.rowCount())]
    looks = [(onset, offset) for _, _, code, onset, offset in (*KNOWN, *LOOKS) if code == "look_to_caregiver"]
    assert cells[0][:3] == (
        "child looks to the caregiver",
        str(len(looks)),
        f"{sum(offset - onset for onset, offset in looks):.2f}",
    )
    drawn = panel.charts["budget"].drawn
    # The child's rows and the caregiver's are of one chart, in the order of the table.
    assert [name for _, name in drawn.y_ticks] == [row[0] for row in cells]
    assert {spot.subject for spot in drawn.spots} >= {"child", "caregiver"}
    panel.budget.table.setCurrentIndex(rows.index(0, 0))
    with qtbot.waitSignal(panel.sought) as asked:
        panel.budget.table.activated_row.emit("0")
    assert asked.args == [round(min(looks)[0] * S)]
    panel.pages.setCurrentIndex(0)
    assert not panel.budget.isVisible()
    qtbot.waitUntil(lambda: "bids" in panel.charts, timeout=30_000)
