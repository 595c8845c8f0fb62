"""The list of a study's recordings: searched, sorted, grouped; and silent where a coder is blind."""

from __future__ import annotations

from datetime import date

from coder.privacy.consent import Because, Use
from coder.study.edits.coding import Accept, Reject, Skip
from coder.study.project import Project
from coder.study.recording_progress import Standing
from coder.vocabulary.events import Status
from tests.ui.window_kit import edited
from ui.study.recordings_panel import RecordingsPanel
from ui.window.session import StudyInfo


def info(study, standings):
    with Project.open(study) as project:
        found = project.recordings()
        return StudyInfo(
            study, False, project.scheme, found * 1, None, project.guard.guarded, standings=tuple(standings)
        )


def texts(panel):
    return [item.text(0) for item in panel._listed.values()]


def test_a_study_says_how_far_each_recording_has_come(window, qtbot):
    (text,) = texts(window.recordings_panel)
    waiting = len(window.session.state.queue)
    assert text.startswith("r1: ")
    assert f"of {len(window.session.state.proposals)} wait" in text or waiting == 0


def test_what_was_done_in_a_recording_is_still_counted_once_another_is_shown(empty_window, study, small_clip, qtbot):
    """The list went back to how things had stood when the study was opened: all waits, nobody coded."""
    with Project.open(study) as project:
        project.add_recording(small_clip)
        project.blinding.choose_blind("r2", "kim")
    window = empty_window
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        window.study.open_folder(study)
    first = window.session.state.queue[0].id
    with edited(qtbot, window):
        window.session.apply(Accept(first))
    here = texts(window.recordings_panel)[0]
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        window.session.show("r2")
    assert texts(window.recordings_panel)[0] == here
    assert "kim: 1 event · 1 of 2 wait" in here


def test_search_looks_in_names_families_and_coders(qtbot, study):
    panel = RecordingsPanel()
    qtbot.addWidget(panel)
    panel.show_study(info(study, [Standing("r1", True, (("lee", 3),), (("kim", False),), family="family 7")]), "kim")
    for typed, fits in (("lee", ["r1"]), ("FAMILY 7", ["r1"]), ("family lee", ["r1"]), ("nobody", [])):
        panel.search.setText(typed)
        assert panel.shown == fits
        assert panel.none.isHidden() is bool(fits)
    panel.search.clear()
    panel.order.setCurrentText("by family")
    assert panel.shown == ["r1"]
    assert panel.list.topLevelItem(0).text(0) == "family 7"


def test_whoever_is_blind_sees_nothing_of_anothers_work():
    said = Standing("r1", True, (("kim", 2), ("lee", 3)), (("kim", True), ("lee", False)), left=4, proposed=9)
    kim = said.seen_by("kim")
    assert (kim.coded, kim.left, kim.proposed) == ((("kim", 2),), 0, 0)
    assert kim.begun == (("kim", True),)
    assert said.seen_by("lee") == said


def test_whoever_has_not_begun_sees_who_coded_but_not_how_much():
    said = Standing("r1", True, (("lee", 3),), (("lee", False),), left=4, proposed=9)
    kim = said.seen_by("kim")
    assert (kim.coded, kim.left, kim.proposed) == ((("lee", 0),), 0, 0)


def test_a_study_counts_what_it_holds(study):
    with Project.open(study) as project:
        (standing,) = project.standings()
        assert standing.recording == "r1"
        assert standing.proposed == len(project.proposals("r1"))


def test_what_is_left_is_counted_before_a_recording_is_opened_as_it_is_after(study):
    """The list said that everything waits until a recording was shown: it counted a column that means nothing."""
    with Project.open(study) as project:
        first, second = (proposal.id for proposal in project.proposals("r1"))
        for edit in (Accept(first), Reject(second)):
            project.apply(edit, coder="kim")
        project.undo(coder="kim")
        project.apply(Skip(second), coder="kim")  # left for later: it still waits
        project.apply(Reject(first), coder="lee")
        for coder in ("kim", "lee"):
            project.blinding.begin("r1", coder)
            (standing,) = project.standings()
            waits = sum(
                one.status in (Status.OPEN, Status.SKIPPED) for one in project.state("r1", coder=coder).proposals
            )
            assert standing.seen_by(coder).left == waits
        assert standing.seen_by("kim").left == 1


def test_a_recording_with_further_cameras_says_how_many(qtbot, study):
    panel = RecordingsPanel()
    qtbot.addWidget(panel)
    panel.show_study(info(study, [Standing("r1", True, cameras=1)]), "kim")
    (text,) = texts(panel)
    assert "2 cameras" in text


def test_each_recording_says_what_was_agreed_and_until_when(window, qtbot):
    (text,) = texts(window.recordings_panel)
    assert "no agreement yet" in text

    def agree(project):
        project.guard.agree("r1", ("Ada",), frozenset((Use.CODING, Use.SHOWING)), until=date(2099, 3, 1))

    window.session.call(agree, lambda _: window.session.refresh())
    qtbot.waitUntil(lambda: "agreed: coding, showing · until 2099-03-01" in texts(window.recordings_panel)[0])
    window.recordings_panel.search.setText("showing")
    assert window.recordings_panel.shown == ["r1"]


def test_a_locked_recording_says_why_and_nothing_else(study):
    with Project.open(study) as project:
        project.guard.agree("r1", ("Ada",), frozenset((Use.CODING,)), until=None)
        project.guard.withdraw("r1", ("Ada",))
        (standing,) = project.standings()
        assert standing == Standing("r1", uses=frozenset((Use.CODING,)), locked=Because.WITHDRAWN)
        assert standing.locked == project.guard.consent("r1").locked


def test_those_that_must_go_soonest_come_first(qtbot, study, small_clip):
    with Project.open(study) as project:
        project.add_recording(small_clip, name="later")
    panel = RecordingsPanel()
    qtbot.addWidget(panel)
    soon, never = Standing("r2", until=date(2099, 1, 1)), Standing("r1")
    panel.show_study(info(study, [never, soon]), "kim")
    assert panel.shown == ["r1", "r2"]
    panel.order.setCurrentText("by last day")
    assert panel.shown == ["r2", "r1"]
