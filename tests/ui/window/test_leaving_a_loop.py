"""A moment that is asked for while a card plays round and round is shown, and not the card again."""

from __future__ import annotations

import pytest

from coder.study.project import Project
from coder.vocabulary.time import Interval
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import press

S = 1_000_000
CARD, AWAY = Interval(2 * S, 4 * S), 40 * S


@pytest.fixture(scope="module")
def minute(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loops")
    clip = make_clip(folder / "minute.mp4", frames=300, fps=5)
    with Project.create(folder / "study") as project:
        project.add_recording(clip)
    return folder / "study"


@pytest.fixture
def looping(shared_empty_window, minute, qtbot):
    """A window in which a stretch plays round and round."""
    window = shared_empty_window
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(minute)
    window.play.play_loop(CARD)
    qtbot.waitUntil(lambda: window.engine.playing and CARD.onset_us < window.engine.pts_us, timeout=10_000)
    yield window
    window.engine.pause()
    window.play.clear()


def typed(window, qtbot, monkeypatch):
    monkeypatch.setattr("ui.window.view_control.QInputDialog.getText", lambda *_, **__: ("0:40", True))
    press(qtbot, window, "Ctrl+Alt+G")


def clicked(window, qtbot, monkeypatch):
    window.timeline.seek_requested.emit(AWAY)


def chosen_in_context(window, qtbot, monkeypatch):
    window.context_panel.moment_asked.emit(AWAY)


@pytest.mark.parametrize("asked", [typed, clicked, chosen_in_context])
def test_a_moment_outside_of_the_loop_is_shown_and_played_on_from(looping, qtbot, monkeypatch, asked):
    shown = []
    looping.engine.frame_shown.connect(lambda _, us, __: shown.append(us))
    asked(looping, qtbot, monkeypatch)

    qtbot.waitUntil(lambda: bool(shown) and shown[-1] >= AWAY + S, timeout=10_000)
    assert looping.engine.loop is None


def test_a_moment_inside_of_the_loop_leaves_it_as_it_is(looping, qtbot):
    around = looping.engine.loop
    looping.timeline.seek_requested.emit(3 * S)
    assert looping.engine.loop == around
