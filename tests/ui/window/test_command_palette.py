"""The command palette: everything is found by its name and by the names of other programs, and does what it says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyleOptionViewItem

from tests.ui.window_kit import edited, press
from ui.window.actions import ACTIONS
from ui.window.command_palette import Command, Palette, found
from ui.window.other_names import OTHER_NAMES
from ui.window.typed_time import typed_us

LEADS_TO = (
    ("ethogram", "Coding scheme"),
    ("kappa", "Reliability"),
    ("coding pad", "Code by hand"),
    ("jump to", "Go to time"),
    ("time series viewer", "Show the measured signals"),
    ("delete annotation", "Remove"),
    ("spreadsheet", "Panel: events"),
    ("next frame", "One frame on"),
    ("add tier", "Coding scheme"),
    ("modifiers", "Coding scheme"),
    ("state events", "Coding scheme"),
    ("controlled vocabulary", "Coding scheme"),
    ("template", "Lay planned episodes from here"),
    ("lag sequential", "Panel: patterns"),
    ("plot events", "Panel: patterns"),
    ("time budget", "Report"),
    ("pdf", "Report"),
    ("print", "Report"),
    ("gseq", "Export events"),
    ("excel", "Export events"),
    ("backup", "Export events"),
    ("advanced event filtering", "Find events"),
    ("memo", "Find events"),
    ("bookmark", "Write a note"),
    ("synchronize", "Place a camera on the clock"),
    ("frame by frame", "One frame on"),
    ("goto", "Go to time"),
    ("snap region", "Onset to the neighbour before"),
    ("insert point", "Code the selected stretch"),
    ("options", "Choose keys"),
    ("exit", "Quit"),
    ("anonymize", "Export a clip with faces blurred"),
    ("password", "New study"),
    ("gaze", "Analyse"),
    ("tutorial", "First steps"),
    ("merge transcriptions", "Make one of the selected"),
    ("independent variables", "Trials and latencies from markers"),
    ("brightness", "High contrast"),
    ("krippendorff", "Reliability"),
    ("pose", "Show hands and turns of heads"),
    ("subtitle", "Subtitles from a tier"),
    ("recent projects", "Remember recent studies"),
    ("smile", "The child smiles"),
    ("observer", "Coder"),
    ("linked files", "Add a further camera"),
    ("dark mode", "Dark"),
)
"""What somebody types who comes from another program, and what it is called here."""


def palette_of(window, qtbot):
    """The palette that opens above a window, ready to be typed into."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5_000)
    press(qtbot, window, "Ctrl+Shift+P")
    (palette,) = window.findChildren(Palette)
    palette.activateWindow()  # a window manager does this; there is none here
    qtbot.waitUntil(palette.line.hasFocus, timeout=5_000)
    return palette


def test_it_opens_above_a_window_of_its_own_and_acts_in_the_main_one(window, qtbot):
    window.agreement.show_agreement()
    qtbot.waitUntil(lambda: window.agreement.window is not None, timeout=10_000)
    palette = palette_of(window.agreement.window, qtbot)
    qtbot.keyClicks(palette.line, "panel: events")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.tabs.currentWidget() is window.events_panel


def test_every_action_recording_and_code_is_found_by_its_own_name(window):
    commands = window.palette_control.commands()
    names = {command.text for command in commands}
    assert {action.text.rstrip("…") for action in ACTIONS if action.id not in ("palette", "undo", "redo")} <= names
    for kind, many in (("Recording", 1), ("A code", len(window.session.study.scheme.codes))):
        assert sum(command.kind == kind for command in commands) == many
    for command in commands:
        assert command in found(commands, command.text)


def test_names_of_other_programs_lead_there(window):
    commands = window.palette_control.commands()
    first = {typed: [command.text for command in found(commands, typed)][:3] for typed, _ in LEADS_TO}
    assert [(typed, text, first[typed]) for typed, text in LEADS_TO if text not in first[typed]] == []


def test_other_names_belong_to_actions_there_are():
    assert set(OTHER_NAMES) <= {action.id for action in ACTIONS}
    assert all(name == name.casefold() for names in OTHER_NAMES.values() for name in names)


def test_what_begins_as_typed_stands_first_and_what_cannot_act_last():
    def named(text, **more):
        return Command(text, "Edit", lambda: None, **more)

    loop, split, splits, cut = named("A split"), named("Split", why_not="no"), named("Splits"), named("Cut")
    assert found([loop, split, splits, cut], "split") == [splits, loop, split]
    assert found([cut], "split") == []
    assert found([cut, loop], "") == [cut, loop]


def test_enter_does_what_is_chosen(window, qtbot):
    window.engine.pause()
    palette = palette_of(window, qtbot)
    qtbot.keyClicks(palette.line, "last frame")
    assert palette.names[0] == "Last frame"
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.engine.frame == window.engine.frame_count - 1, timeout=10_000)


def test_enter_does_nothing_until_something_is_typed_or_chosen(window, qtbot):
    palette = palette_of(window, qtbot)
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible(), "whatever stands first was done"
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 0


def test_what_cannot_be_done_now_stays_and_says_why(window, qtbot):
    palette = palette_of(window, qtbot)
    qtbot.keyClicks(palette.line, "stop the analysis")
    assert palette.why.text() == "“Stop the analysis” works when an analysis runs."
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_a_code_without_looking_for_its_key(window, qtbot):
    window.engine.pause()
    press(qtbot, window, "Ctrl+D")
    code = next(code for code in window.session.study.scheme.codes if code.kind.value == "point")
    command = next(c for c in window.palette_control.commands() if c.kind == "A code" and code.id in c.others)
    with edited(qtbot, window):
        command.run()
    assert [event.code for event in window.session.state.events] == [code.id]


@pytest.mark.parametrize(
    ("text", "us"),
    [("83.4", 83_400_000), ("1:23.4", 83_400_000), ("0:01:23,400", 83_400_000), (" 7 ", 7_000_000), (".5", 500_000)],
)
def test_a_time_is_the_very_microsecond_that_was_typed(text, us):
    assert typed_us(text) == us


@pytest.mark.parametrize("text", ["", "soon", "-1", "1:2:3:4", "1.2.3", "inf", "nan", "1e9", "9" * 20, ".", "#3"])
def test_what_is_no_time_says_what_to_type(text):
    with pytest.raises(ValueError, match="type seconds"):
        typed_us(text)


def test_a_frame_may_be_typed_where_a_time_is_asked_for(window):
    index = window.session.state.index
    assert typed_us("#3", index) == int(index.pts_us[3])
    assert typed_us(f"#{len(index)}", index) == index.end_us
    with pytest.raises(ValueError, match="a frame"):
        typed_us(f"#{len(index) + 1}", index)


def test_a_long_name_ends_before_what_stands_at_the_end_of_its_row(window, qtbot):
    palette = palette_of(window, qtbot)
    qtbot.keyClicks(palette.line, "blind")
    delegate, widths = palette.list.itemDelegate(), []
    for row in range(palette.list.count()):
        index, option = palette.list.model().index(row, 0), QStyleOptionViewItem()
        palette.list.initViewItemOption(option)
        option.rect = palette.list.visualRect(index)
        delegate.initStyleOption(option, index)
        widths.append(option.fontMetrics.horizontalAdvance(option.text) < option.rect.width() * 0.8)
        assert option.text == index.data() or index.data() == palette.list.item(row).toolTip()
    assert all(widths)
    palette.reject()
