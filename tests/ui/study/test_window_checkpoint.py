"""An analysis that is stopped in the window, or by closing it, keeps what was looked at."""

import pytest

from coder.study.project import Project
from coder.vocabulary.analysis_settings import Settings
from models.analysis import made_with
from models.look_checkpoint import Checkpoint
from tests.models.short_clips import cut
from tests.ui.window_kit import begin_looking, press


def looked_at(project):
    key = project.analysis_key("r1", Settings(), made_with(Settings()))
    return Checkpoint(project.machine_rows.kept_looks("r1", key), lambda _: None, key=key).held


@pytest.fixture
def looking(empty_window, qtbot, tmp_path):
    """A window in which models look at a clip of some seconds, and have looked at a few frames."""
    clip, _ = cut(tmp_path / "cut.mp4", "play", 0, 110)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        project.guard.put_off_purpose()
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=60_000):
        empty_window.study.open_folder(tmp_path / "study")
    press(qtbot, empty_window, "Ctrl+R")
    begin_looking(qtbot)
    done = []
    empty_window.study.progressed.connect(lambda progress: done.append(progress.done if progress else 0))
    qtbot.waitUntil(lambda: max(done, default=0) >= 6, timeout=60_000)
    return empty_window


def test_a_stop_keeps_the_looks_and_the_next_analysis_ends_with_the_rest(looking, qtbot):
    with qtbot.waitSignal(looking.study.told, timeout=10_000) as said:
        press(qtbot, looking, "Ctrl+.")
    assert said.args == ["The analysis was stopped; the next one goes on from there."]
    kept = []
    looking.session.call(looked_at, kept.append)
    qtbot.waitUntil(lambda: bool(kept), timeout=5_000)
    assert kept[0] >= 6
    told = []
    looking.study.progressed.connect(told.append)
    press(qtbot, looking, "Ctrl+R")
    begin_looking(qtbot)
    qtbot.waitUntil(lambda: bool(told) and told[-1] is None, timeout=120_000)
    assert min(progress.done for progress in told if progress and progress.done) >= kept[0]
    looking.session.call(looked_at, kept.append)
    qtbot.waitUntil(lambda: len(kept) == 2, timeout=10_000)
    assert kept[1] == 0


def test_closing_the_window_keeps_the_looks(looking, tmp_path):
    looking.close()
    with Project.open(tmp_path / "study") as project:
        assert looked_at(project) >= 6
