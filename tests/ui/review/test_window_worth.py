"""What the proposals are worth, in the window: counted, timed, switched off and on; coding by hand is timed beside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coder.vocabulary.events import Origin
from tests.ui.window_kit import edited, press, state
from ui.operations.proposals_worth import worth_in
from ui.review.worth_control import LOOKS_EVERY
from ui.widgets.decision_time import LONGEST_IDLE_NS, AttentionClock

SMILE = "smile child/smile"


@pytest.fixture
def page(window, qtbot):
    press(qtbot, window, "Ctrl+Alt+V")
    qtbot.waitUntil(lambda: window.worth.dialog is not None and window.worth.dialog.isVisible(), timeout=5_000)
    return window.worth.dialog


def rule(page, name: str):
    return page._rules[name]


def again(window, qtbot):
    """Ask for the page anew, and wait for what it says."""
    page = window.worth.dialog
    before = page._rules
    window.worth.show()
    qtbot.waitUntil(lambda: page._rules is not before, timeout=5_000)


def test_a_decision_is_counted_with_its_rule(window, page, qtbot):
    held = window.review_panel.current
    with edited(qtbot, window):
        window.queue.accept()
    again(window, qtbot)
    (name,) = (name for name in page._rules if rule(page, name).accepted)
    assert name.endswith(f"{held.draft.subject}/{held.draft.code}")
    assert rule(page, name).timed == 1


def test_a_rule_is_switched_off_and_on_again(window, page, qtbot):
    assert any(p.draft.code == "smile" and p.draft.subject == "child" for p in state(window).proposals)
    assert page.table.choose(SMILE)
    page._show_chosen()
    with qtbot.waitSignal(window.session.recording_changed, timeout=5_000):
        page.switch.click()
    assert not any(p.draft.code == "smile" and p.draft.subject == "child" for p in state(window).proposals)
    qtbot.waitUntil(lambda: not rule(page, SMILE).shown, timeout=5_000)
    assert "again" in page.switch.text()
    with qtbot.waitSignal(window.session.recording_changed, timeout=5_000):
        page.switch.click()
    assert any(p.draft.code == "smile" and p.draft.subject == "child" for p in state(window).proposals)


def test_what_is_coded_by_hand_is_timed(window, qtbot):
    press(qtbot, window, "Ctrl+D")
    code = next(c for c in window.session.study.scheme.codes if c.id == "reach")
    window.engine.pause()  # the first card plays its act from when the window has it, sooner or later
    window.engine.seek_time(0)
    qtbot.waitUntil(lambda: window.engine.pts_us == 0, timeout=5_000)
    with edited(qtbot, window):
        window.coding.code_row(f"{code.role}/{code.id}")
    window.engine.seek_time(800_000)
    qtbot.waitUntil(lambda: window.engine.pts_us == 800_000, timeout=5_000)
    with edited(qtbot, window):
        window.coding.code_row(f"{code.role}/{code.id}")
    (event,) = state(window).events
    found = []
    window.session.call(lambda project: project.hand_times("r1"), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5_000)
    assert found[0][event.id] > 0


def code_the_smile(window, qtbot, onset_us: int, offset_us: int) -> None:
    for at_us in (onset_us, offset_us):
        window.engine.seek_time(at_us)
        qtbot.waitUntil(lambda at_us=at_us: window.engine.pts_us == at_us, timeout=5_000)
        with edited(qtbot, window):
            window.coding.code_row("child/smile")


def test_quietly_an_edge_meets_the_proposals_and_it_is_not_asked_again(window, qtbot):
    smile = next(p for p in state(window).proposals if (p.draft.subject, p.draft.code) == ("child", "smile"))
    press(qtbot, window, "Ctrl+D")
    press(qtbot, window, "Ctrl+Alt+Q")
    assert window.actions_set.qt["quiet"].isChecked()
    code_the_smile(window, qtbot, smile.draft.onset_us + 120_000, smile.draft.offset_us + 200_000)
    (event,) = state(window).events
    assert (event.onset_us, event.offset_us) == (smile.draft.onset_us, smile.draft.offset_us)
    assert (event.origin, event.proposal) == (Origin.HUMAN, smile.id)
    assert smile.id not in {one.id for one in state(window).queue}


def test_with_proposals_hidden_no_edge_moves(window, qtbot):
    smile = next(p for p in state(window).proposals if (p.draft.subject, p.draft.code) == ("child", "smile"))
    press(qtbot, window, "P")
    press(qtbot, window, "Ctrl+D")
    press(qtbot, window, "Ctrl+Alt+Q")
    code_the_smile(window, qtbot, smile.draft.onset_us + 120_000, smile.draft.offset_us + 200_000)
    (event,) = state(window).events
    assert (event.onset_us, event.proposal) == (smile.draft.onset_us + 120_000, None)


def test_a_stretch_without_a_hand_counts_for_so_long_and_no_longer(qtbot):
    now = [0]
    clock = AttentionClock(now_ns=lambda: now[0])
    clock.hold("p1")
    now[0] += 10 * LONGEST_IDLE_NS
    assert clock.spent_ms("p1") == LONGEST_IDLE_NS // 1_000_000
    for _ in range(10):
        now[0] += LONGEST_IDLE_NS // 2
        clock.touch()
    assert clock.spent_ms("p1") == 6 * LONGEST_IDLE_NS // 1_000_000


def test_a_rule_that_costs_more_than_it_gives_is_named_once(window, qtbot):
    found = []
    window.session.call(lambda project: (worth_in(project, coder="kim"), project.scheme), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5_000)
    worth, scheme = found[0]
    dear = replace(worth, rules=tuple(replace(one, rejected=20, keys=20) for one in worth.rules if one.rule == SMILE))
    told: list[str] = []
    window.worth.told.connect(told.append)
    window.worth._offer((dear, scheme))
    window.worth._offer((dear, scheme))
    assert len(told) == 1
    assert "child smiles" in told[0]
    assert "switch it off" in told[0]


def test_after_some_decisions_it_is_seen_anew(window, qtbot):
    window.worth._decided = LOOKS_EVERY - 1
    with edited(qtbot, window):
        window.queue.reject()
    assert window.worth._decided == 0


def test_the_page_opens_with_the_sums_of_its_columns_and_names_the_chosen_rule(window, page, qtbot):
    with edited(qtbot, window):
        window.queue.accept()
    again(window, qtbot)
    waiting = sum(one.waiting + one.later for one in page._rules.values())
    assert page.sums.text() == f"1 decided · 1 kept · {waiting} waiting"
    assert waiting > 0
    page.table.choose(SMILE)
    page._show_chosen()
    assert page.chosen.text() == "child smiles"
