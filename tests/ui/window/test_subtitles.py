"""Subtitles from a tier: off by default, chosen in a menu, following the events; nothing of it before the family."""

from __future__ import annotations

from coder.study.edits.coding import NoteEvent
from tests.ui.window_kit import choose_in_menu, edited, press


def test_a_tier_is_chosen_and_its_codes_stand_over_the_picture_as_they_happen(window, qtbot):
    assert window.subtitles.overlay.at(window.engine.pts_us) == ()
    assert not window.actions_set.qt["subtitles"].isChecked()
    with edited(qtbot, window):
        press(qtbot, window, "F")
    event = window.session.state.events[0]
    tier, words = next(iter(window.subtitles.tiers().items()))
    window.subtitles.choose()
    choose_in_menu(qtbot, words)
    qtbot.waitUntil(lambda: window.subtitles.tier == tier, timeout=5_000)
    (said,) = window.subtitles.overlay.at(event.onset_us)
    assert said == "smiles"
    assert window.actions_set.qt["subtitles"].isChecked()
    assert window.subtitles.overlay in window.player._overlays
    with edited(qtbot, window):
        window.edits.undo()
    assert window.subtitles.overlay.at(event.onset_us) == ()


def test_a_note_is_said_in_place_of_the_code(window, qtbot):
    with edited(qtbot, window):
        press(qtbot, window, "F")
    event = window.session.state.events[0]
    window.subtitles.take("*")
    with edited(qtbot, window):
        window.session.apply(NoteEvent(event.id, "looks up and laughs"))
    assert window.subtitles.overlay.at(event.onset_us) == ("child: looks up and laughs",)


def test_the_family_sees_no_subtitles_and_no_joints(window, qtbot):
    window.view.toggle_joints()
    window.subtitles.take("*")
    assert window.joints in window.player._overlays
    window.session.for_family = True
    window._draw_over()
    assert window.player._overlays == ()
