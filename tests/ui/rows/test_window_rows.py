"""Rows of the timeline: one for each coder, laid out as a coder likes, remembered per coder, and locked where asked."""

from __future__ import annotations

import pytest

from coder.study.edits.coding import AddEvent, RemoveEvent
from coder.study.edits.event_verbs import ChangeEvents
from coder.study.project import Project
from coder.study.timeline_rows import RowChoices
from coder.vocabulary.errors import StudyError
from tests.ui.window_kit import press

GAZE, MOUTH = "child/gaze", "child/mouth"


@pytest.fixture
def two_coders(study):
    """A study in which Kim and Lou each coded a smile of the child by hand."""
    with Project.open(study) as project:
        for coder, onset in (("kim", 400_000), ("lou", 480_000)):
            project.apply(AddEvent("r1", "child", "smile", onset, onset + 400_000), coder=coder)
    return study


@pytest.fixture
def rows(empty_window, two_coders, qtbot):
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(two_coders)
    window = empty_window
    qtbot.waitUntil(lambda: len(window.timeline.model) > 0, timeout=5_000)
    return window


def shown(window) -> list[str]:
    return [row.id for row in window.timeline.rows.tiers]


def test_each_coder_has_a_row_of_their_own(rows):
    group = next(tier for tier in rows.timeline.model.tiers if tier.layer == "lou")
    own = next(tier for tier in rows.timeline.model.tiers if tier.id == group.id.split("@")[0])
    assert (own.layer, group.label) == ("", f"{own.label} · lou")
    assert [item.tooltip.split(" ·")[0] for item in rows.timeline.model.index(group.id).items] == ["lou"]
    assert all("kim" in item.tooltip for item in rows.timeline.model.index(own.id).items if item.kind == "event")


def test_who_codes_blind_sees_no_row_of_others(empty_window, study, two_coders, qtbot):
    with Project.open(study) as project:
        project.blinding.begin("r1", "mia", blind=True)
    empty_window.session.coder = "mia"
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(study)
    qtbot.waitUntil(lambda: empty_window.session.state is not None, timeout=5_000)
    assert not [tier for tier in empty_window.timeline.model.tiers if tier.layer]
    assert not [
        i for tier in empty_window.timeline.model.tiers for i in empty_window.timeline.model.index(tier.id).items
    ]


def test_rows_are_laid_out_by_key_and_found_again_by_their_coder(rows, two_coders, qtbot):
    timeline = rows.timeline
    first, second = shown(rows)[:2]
    timeline.setFocus()
    timeline.set_current_tier(first)
    before = timeline.rows.tier(first).lane_px
    press(qtbot, rows, "Ctrl+Alt+PgUp")
    assert timeline.rows.tier(first).lane_px > before
    press(qtbot, rows, "Ctrl+Alt+Shift+Down")
    assert shown(rows)[:2] == [second, first]
    press(qtbot, rows, "Ctrl+Alt+X")
    assert timeline.rows.tier(first).lane_px < before
    timeline.set_current_tier(second)
    press(qtbot, rows, "Ctrl+Alt+H")
    assert second not in shown(rows)
    kept = timeline.row_choices
    done = []
    rows.session.call(lambda project: (project.views.rows("kim"), project.views.rows("lou")), done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=5_000)
    assert done == [(kept, RowChoices())]
    with qtbot.waitSignal(rows.session.recording_changed, timeout=5_000):
        rows.session.become("lou")
    qtbot.waitUntil(lambda: timeline.row_choices == RowChoices(), timeout=5_000)
    with qtbot.waitSignal(rows.session.recording_changed, timeout=5_000):
        rows.session.become("kim")
    qtbot.waitUntil(lambda: timeline.row_choices == kept, timeout=5_000)


def test_a_hidden_row_comes_back_by_the_menu(rows, qtbot):
    hidden = shown(rows)[0]
    rows.timeline.set_current_tier(hidden)
    rows.actions_set.qt["row_hide"].trigger()
    assert hidden not in shown(rows)
    rows.actions_set.qt["rows_usual"].trigger()
    assert hidden in shown(rows)


@pytest.mark.parametrize(
    "edit",
    [
        lambda event: RemoveEvent(event),
        lambda event: ChangeEvents((event,), comment="other"),
        lambda event: AddEvent("r1", "child", "smile", 2_000_000, 2_400_000),
    ],
)
def test_a_locked_row_refuses_every_edit_with_a_sentence_and_takes_it_back_whole(two_coders, edit):
    with Project.open(two_coders) as project:
        event = next(one for one in project.events("r1") if one.coder == "kim")
        scheme = project.scheme
        group = next(code.group for code in scheme.codes if code.id == "smile" and code.role.value == "child")
        row = f"child/{group}"
        project.views.keep_rows("kim", RowChoices().with_row(row, locked=True))
        before = project.events("r1")
        with pytest.raises(StudyError, match="is locked"):
            project.apply(edit(event.id), coder="kim")
        with pytest.raises(StudyError, match="is locked"):
            project.undo(coder="kim")
        assert project.events("r1") == before
        other = next(one for one in before if one.coder == "lou")
        project.apply(RemoveEvent(other.id), coder="lou")  # Lou locked nothing
        project.views.keep_rows("kim", RowChoices())
        project.apply(edit(event.id), coder="kim")


def test_what_was_kept_comes_back_and_nonsense_is_nothing_chosen():
    chosen = RowChoices(("b", "a")).with_row("a", height=99.0, colour="#112233").with_row("b", hidden=True)
    assert RowChoices.from_text(chosen.to_text()) == chosen
    assert chosen.of("a").height == 4.0
    for text in ("", "x", "[]", '{"order": 3, "rows": {}}', '{"order": [], "rows": {"a": {"evil": 1}}}'):
        assert RowChoices.from_text(text) == RowChoices()
    odd = RowChoices.from_text('{"order": [], "rows": {"a": {"height": NaN, "colour": "url(x)"}}}')
    assert odd.of("a") == RowChoices().of("a")


def test_a_row_that_is_new_comes_behind_its_neighbour():
    chosen = RowChoices(("c", "a"))
    assert chosen.sorted(["a", "b", "c"]) == ["c", "a", "b"]
    assert chosen.moved(["a", "b", "c"], "b", -2).order == ("b", "c", "a")
