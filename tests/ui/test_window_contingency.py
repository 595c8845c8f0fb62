"""What stands out against chance, in the patterns panel: from confirmed exchanges, with a preview only when asked."""

from __future__ import annotations

from coder.study.edits.coding import Accept
from tests.ui.window_kit import edited, press, state


def opened(window, qtbot):
    press(qtbot, window, "Alt+5")
    qtbot.waitUntil(lambda: not window.patterns.running, timeout=20_000)
    return window.patterns_panel.contingency


def said(window, qtbot, words: str) -> str:
    box = window.patterns_panel.contingency
    qtbot.waitUntil(lambda: words in box.text.text(), timeout=20_000)
    return box.text.text()


def confirm_smiles(window, qtbot) -> None:
    for proposal in state(window).proposals:
        if proposal.draft.code == "smile":
            with edited(qtbot, window):
                window.edits.edit(Accept(proposal.id))


def test_what_is_confirmed_is_said_against_chance_and_its_moments_are_one_click_away(window, qtbot):
    confirm_smiles(window, qtbot)
    box = opened(window, qtbot)
    text = said(window, qtbot, "1 of 1 bids found an answer")
    assert "Behind it" in text
    onset = next(e.onset_us for e in state(window).events if e.subject == "child")
    box.text.linkActivated.emit(str(onset))
    qtbot.waitUntil(lambda: window.engine.pts_us == onset, timeout=5_000)


def test_the_preview_is_hidden_until_asked_for_marked_and_gone_with_the_proposals(window, qtbot):
    box = opened(window, qtbot)
    assert box.text.isHidden()
    assert not box.preview_box.isChecked()
    box.preview_box.click()
    said(window, qtbot, "Unconfirmed preview, from what the models propose")
    assert state(window).events == ()
    press(qtbot, window, "P")
    qtbot.waitUntil(lambda: box.preview_box.isHidden() and "Unconfirmed" not in box.text.text(), timeout=20_000)
