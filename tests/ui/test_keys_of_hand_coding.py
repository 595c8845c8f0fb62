"""Twenty minutes of play in a scheme of one's own, by the keyboard alone: every key is counted, as docs say it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from coder.interchange.document.document import Document, DocumentCode, DocumentCodeKind, DocumentSubject, Vocabulary
from coder.interchange.ethogram import scheme_of
from coder.study.project import Project
from coder.vocabulary.scheme import builtin_scheme
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import edited, press, state
from ui.coding.change_event_dialog import ChangeDialog
from ui.operations.hand_coding import HandCoder

TABLE = Path(__file__).resolve().parents[2] / "docs" / "ways_of_working.md"
FPS, MINUTES = 5, 20
FRAME_US = 1_000_000 // FPS
PLAY = """
id = "table_play"
title = "Play at a table"
version = 1
[[code]]
id = "holds"
label = "holds a toy"
role = "child"
kind = "state"
group = "hands"
key = "h"
description = "Fingers close on a toy."
[[code.modifier]]
name = "toy"
values = ["cup", "ball", "book"]
keys = "cbo"
[[code]]
id = "mouths"
label = "mouths a toy"
role = "child"
kind = "state"
group = "hands"
key = "m"
description = "A toy touches the mouth."
[[code]]
id = "watches"
label = "watches"
role = "caregiver"
kind = "state"
group = "gaze"
key = "w"
description = "The face is turned to the child."
[[code]]
id = "names"
label = "names a toy"
role = "caregiver"
kind = "point"
group = "naming"
key = "n"
description = "Says the word for a toy."
[[code]]
id = "offers"
label = "offers a toy"
role = "caregiver"
kind = "point"
group = "offering"
key = "o"
description = "Holds a toy out."
[[code.modifier]]
name = "hands"
kind = "several"
values = ["left", "right"]
keys = "lr"
[[code.modifier]]
name = "distance"
kind = "number"
unit = "cm"
min = 0
max = 200
"""


class Keyboard:
    """Presses keys, and knows how many."""

    def __init__(self, qtbot, window) -> None:
        self.bot, self.window, self.pressed = qtbot, window, 0

    def tap(self, *keys: str) -> None:
        for key in keys:
            self.pressed += 1
            press(self.bot, self.window, key)

    def edit(self, *keys: str) -> None:
        """Press keys of which the last is an edit."""
        self.tap(*keys[:-1])
        with edited(self.bot, self.window):
            self.tap(keys[-1])

    def at(self, frame: int) -> None:
        """The clip plays, or is paused, here: no key, in any program."""
        self.window.engine.pause()
        self.window.engine.seek_frame(frame)
        self.bot.waitUntil(lambda: self.window.engine.frame == frame, timeout=10_000)

    def count(self) -> int:
        """How many since it was asked last."""
        pressed, self.pressed = self.pressed, 0
        return pressed


@pytest.fixture
def keyboard(empty_window, tmp_path, qtbot):
    frames = FPS * 60 * MINUTES
    grey = np.full((96, 160, 3), 90, np.uint8)
    clip = make_clip(tmp_path / "play.mp4", frames=frames, fps=FPS, gop=50, picture=lambda _: grey)
    with Project.create(tmp_path / "study", scheme_texts=[PLAY]) as project:
        project.add_recording(clip)
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=20_000):
        empty_window.study.open_folder(tmp_path / "study")
    press(qtbot, empty_window, "Ctrl+D")
    return Keyboard(qtbot, empty_window)


def _coded(keyboard: Keyboard, code: str) -> list[tuple[int, int]]:
    held = [event for event in state(keyboard.window).events if event.code == code]
    return [(event.onset_us // FRAME_US, event.offset_us // FRAME_US) for event in held]


def _stated() -> dict[str, int]:
    """Keys as the table of the documents gives them."""
    table = TABLE.read_text().partition("## By hand, key by key")[2]
    return {what: int(keys) for what, keys in re.findall(r"^\| ([^|]+?) \| (\d+) \|", table, re.MULTILINE)}


def test_every_verb_of_coding_costs_the_keys_that_the_documents_say(keyboard, qtbot):
    taken: dict[str, int] = {}
    window = keyboard.window
    last = FPS * 60 * MINUTES - 1
    keyboard.at(100)
    keyboard.edit("W")
    keyboard.at(300)
    keyboard.edit("W")
    taken["a state, begun and ended"] = keyboard.count()
    keyboard.at(400)
    keyboard.edit("N")
    taken["a point"] = keyboard.count()
    keyboard.at(450)
    keyboard.edit("H")
    keyboard.edit("B")
    keyboard.at(500)
    keyboard.edit("M")
    keyboard.at(520)
    keyboard.edit("M")
    taken["a state with one of a list, then another of its group"] = keyboard.count()
    keyboard.at(600)
    keyboard.edit("O")
    keyboard.edit("L", "R", "Return")
    keyboard.edit("4", "0", "Return")
    taken["a point with several of a list and a number of two digits"] = keyboard.count()
    event = state(window).events[-1]
    assert event.modifiers == (("hands", "left"), ("hands", "right"), ("distance", "40"))
    keyboard.edit("Alt+Left")
    keyboard.edit("Alt+Left")
    taken["onset of what was just coded, two frames earlier"] = keyboard.count()
    assert _coded(keyboard, "offers") == [(598, 598)]
    keyboard.at(700)
    keyboard.edit("N")
    keyboard.count()
    keyboard.edit("Delete")
    taken["what was just coded, taken out"] = keyboard.count()
    assert _coded(keyboard, "names") == [(400, 400)]
    keyboard.at(750)
    keyboard.tap("N", "Delete")  # faster than the study answers: what it takes out is what was coded, no other
    qtbot.waitUntil(lambda: window.edits.all_answered, timeout=10_000)
    assert (_coded(keyboard, "names"), _coded(keyboard, "offers")) == ([(400, 400)], [(598, 598)])
    keyboard.at(800)
    keyboard.edit("N")
    keyboard.count()
    keyboard.tap("F2")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ChangeDialog), timeout=5_000)
    dialog = QApplication.activeModalWidget()
    qtbot.keyClick(dialog.focusWidget(), "o")
    keyboard.pressed += 1
    assert dialog.form.code.currentText() == "offers a toy"
    with edited(qtbot, window):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    keyboard.pressed += 1
    taken["another code for what was just coded"] = keyboard.count()
    assert _coded(keyboard, "offers") == [(598, 598), (800, 800)]
    window.activateWindow()  # a window manager does this; there is none here
    qtbot.waitUntil(lambda: window.isActiveWindow(), timeout=5_000)
    held = window.review.selected_event
    assert held == state(window).events[-1].id
    keyboard.tap("Ctrl+Alt+Up")
    assert window.review.selected_event == state(window).events[-2].id
    taken["to the event before of this code"] = keyboard.count()
    qtbot.waitUntil(lambda: window.engine.frame == 598, timeout=10_000)
    keyboard.at(last - 200)
    for frame in (last - 100, last - 50, last - 1):
        keyboard.edit("W")
        keyboard.at(frame)
    keyboard.edit("W")
    assert len(_coded(keyboard, "watches")) == 3
    keyboard.tap("Ctrl+Alt+Up")
    keyboard.count()
    keyboard.tap("Ctrl+M")
    qtbot.waitUntil(lambda: any(b.isVisible() for b in window.findChildren(QMessageBox)), timeout=5_000)
    with edited(qtbot, window):
        keyboard.tap("Return")
    taken["the event in hand and the next of its code made one"] = keyboard.count()
    assert _coded(keyboard, "watches") == [(100, 300), (last - 200, last - 1)]
    assert taken == _stated()


def test_one_key_of_a_plan_codes_for_whom_was_chosen_last():
    """As in BORIS: a behaviour is nobody's until a subject's key says whose."""
    plan = Document(
        "play",
        vocabularies=(
            Vocabulary(
                "behaviours", tuple(DocumentCode(n, DocumentCodeKind.POINT, key=n[0]) for n in ("gaze", "wave"))
            ),
        ),
        subjects=(DocumentSubject("Kid", key="k"), DocumentSubject("Mum", key="m")),
    )
    scheme = scheme_of(plan, "play")
    hand = HandCoder(scheme)
    coded = []
    for key in "kgmgkw":
        subject = hand.subject_key(key)
        if subject is not None:
            hand.choose(subject, by_key=True)
        else:
            edit = hand.key(key, "r1", 40_000 * len(coded))
            coded.append((edit.subject, edit.code))
    kid, mum = (one.id for one in scheme.subjects)
    assert coded == [(kid, "gaze"), (mum, "gaze"), (kid, "wave")]


def test_whom_a_list_chose_changes_no_key_of_another_role():
    hand = HandCoder(builtin_scheme("voices"))
    hand.choose("caregiver:Mum")
    edit = hand.key("h", "r1", 0)  # the child's; the caregiver's same code has no key
    assert (edit.subject, edit.code) == ("child", "vocalises")
