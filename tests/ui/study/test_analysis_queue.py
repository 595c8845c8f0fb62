"""Several analyses wait in a queue that says of which recording it speaks; paused, ordered anew, thinned."""

from __future__ import annotations

import pytest

from coder.study.project import Project
from coder.vocabulary.analysis_settings import Settings
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import begin_looking, press
from ui.study.analysis_queue import AnalysisQueue, WaitingAnalysis


def waits(queue):
    return [one.recording for one in queue.waiting]


def test_a_queue_holds_each_recording_once_and_is_ordered_anew():
    queue = AnalysisQueue()
    queue.add(WaitingAnalysis(name, Settings()) for name in ("r1", "r2", "r3", "r2"))
    assert waits(queue) == ["r1", "r2", "r3"]
    queue.move("r3", -1)
    queue.move("r1", -1)
    assert waits(queue) == ["r1", "r3", "r2"]
    queue.take_out("r3")
    queue.put_first(WaitingAnalysis("r2", Settings()))
    assert waits(queue) == ["r2", "r1"]


def test_a_paused_queue_gives_nothing_until_it_goes_on_and_an_empty_one_is_not_paused():
    queue = AnalysisQueue()
    queue.add([WaitingAnalysis("r1", Settings())])
    queue.pause(True)
    assert queue.take_next() is None
    queue.take_out("r1")
    assert not queue.paused


@pytest.fixture
def three(empty_window, tmp_path, qtbot):
    """A window on a study of three short recordings that nobody has analysed."""
    with Project.create(tmp_path / "study") as project:
        for name in ("one", "two", "three"):
            project.add_recording(make_clip(tmp_path / f"{name}.mp4", frames=50, fps=25))
        project.guard.put_off_purpose()
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=60_000):
        empty_window.study.open_folder(tmp_path / "study")
    return empty_window


def analyse_all(window, qtbot):
    window.actions_set.qt["analyze_all"].trigger()
    begin_looking(qtbot)
    qtbot.waitUntil(lambda: window.study.running, timeout=20_000)


def analysed(window):
    return {one.recording for one in window.session.study.standings if one.analysed}


def test_all_recordings_are_looked_at_one_after_another_and_each_is_named(three, qtbot):
    told, named = [], set()
    three.study.told.connect(told.append)
    three.study.progressed.connect(lambda _: named.add(three.busy.words.partition(",")[0]))
    analyse_all(three, qtbot)
    assert three.analyses.isVisibleTo(three.recordings_panel)
    assert three.analyses.rows[0].endswith(": r1: one")
    assert three.analyses.rows[1:] == ["r2: two", "r3: three"]
    qtbot.waitUntil(lambda: sum("have looked" in one for one in told) == 3, timeout=120_000)
    assert [one.partition(": ")[0][-2:] for one in told if "have looked" in one] == ["r1", "r2", "r3"]
    assert "The models are looking at r1: one · 2 more wait" in named
    assert "The models are looking at r2: two · 1 more waits" in named
    assert not three.analyses.isVisibleTo(three.recordings_panel)
    # The list says so of those that are not shown as well, though nobody left the first one.
    qtbot.waitUntil(lambda: analysed(three) == {"r1", "r2", "r3"}, timeout=5_000)
    assert not any("not analysed" in item.text(0) for item in three.recordings_panel._listed.values())
    states = []
    three.session.call(
        lambda project: {one.id for one in project.recordings() if project.analysis(one.id)}, states.append
    )
    qtbot.waitUntil(lambda: states == [{"r1", "r2", "r3"}], timeout=5_000)


def test_a_pause_keeps_the_one_in_hand_first_and_going_on_ends_with_all(three, qtbot):
    analyse_all(three, qtbot)
    with qtbot.waitSignal(three.study.told, timeout=20_000):
        three.analyses.pause.click()
    assert not three.study.running
    assert waits(three.study.queue) == ["r1", "r2", "r3"]
    assert three.analyses.title.text() == "Analyses, paused"
    three.analyses.list.setCurrentRow(2)
    three.analyses.earlier.click()
    assert waits(three.study.queue) == ["r1", "r3", "r2"]
    three.analyses.list.setCurrentRow(0)
    three.analyses.out.click()
    told = []
    three.study.told.connect(told.append)
    three.analyses.pause.click()
    qtbot.waitUntil(lambda: sum("have looked" in one for one in told) == 2, timeout=120_000)
    assert [one.partition(": ")[0][-2:] for one in told if "have looked" in one] == ["r3", "r2"]


def test_stop_stops_and_nothing_begins_by_itself(three, qtbot):
    empty = three.review_panel.empty
    assert empty.buttons["analyze_all"].isVisibleTo(empty), "two others were not looked at either"
    analyse_all(three, qtbot)
    with qtbot.waitSignal(three.study.told, timeout=20_000):
        press(qtbot, three, "Ctrl+.")
    assert not three.study.running
    assert waits(three.study.queue) == ["r2", "r3"]
    assert three.study.queue.paused
    with qtbot.waitSignal(three.engine.frame_shown, timeout=10_000):
        three.session.show("r3")
    assert empty.text.startswith("This recording waits for its turn")
    assert not empty.buttons["analyze"].isVisibleTo(empty)
    three.study.take_out("r3")
    assert empty.buttons["analyze"].isVisibleTo(empty)


def test_a_lock_names_nothing_and_the_queue_goes_on_after_it(three, qtbot):
    analyse_all(three, qtbot)
    three.locking.lock_now()
    assert (three.study.doing, three.study.waiting_words) == ("", "2 more wait")
    assert "one" not in three.busy.words
    assert not three.analyses.isVisibleTo(three.recordings_panel)
    qtbot.waitUntil(lambda: not three.study.running, timeout=120_000)
    assert waits(three.study.queue) == ["r2", "r3"]
    told = []
    three.study.told.connect(told.append)
    three.locking._unlock("")
    qtbot.waitUntil(lambda: sum("have looked" in one for one in told) == 2, timeout=120_000)


def test_one_that_cannot_be_looked_at_holds_up_no_other(three, tmp_path, qtbot):
    (tmp_path / "study" / "media" / "r1.mp4").unlink()
    told, refused = [], []
    three.study.told.connect(told.append)
    three.session.refused.connect(refused.append)
    three.study.look(["r1", "r2"], Settings())
    qtbot.waitUntil(lambda: any("have looked at r2" in one for one in told), timeout=60_000)
    assert len(refused) == 1
