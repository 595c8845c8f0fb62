"""A window on a small study, shared by the tests of the window."""

from __future__ import annotations

import gc
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.studies import REPORT, two_people_smiling
from ui.review.queue_control import Queue
from ui.window.flat_style import FlatStyle
from ui.window.garbage import looked_for_here
from ui.window.main_window import MainWindow
from ui.window.session import Session

HERE = Path(__file__).parent
LOOKING = pytest.StashKey[ExitStack]()


@pytest.fixture(autouse=True)
def settings_of_the_test(tmp_path_factory, monkeypatch):
    """Nothing that a test says may be kept on the device is kept on this one."""
    folder = tmp_path_factory.mktemp("device") / "settings"
    monkeypatch.setattr("ui.window.device_memory.settings_folder", lambda: folder)


@pytest.fixture(scope="session")
def qapp(qapp, pytestconfig):
    """The application, drawn as a person sees it."""
    qapp.setStyle(FlatStyle())
    _look_for_garbage_as_the_app_does(pytestconfig)
    return qapp


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Also for windows that a whole file shares, which are made before anything of a test is."""
    if QApplication.instance() is not None:
        _look_for_garbage_as_the_app_does(item.config)


@pytest.hookimpl(trylast=True)  # once the fixtures of the test are gone
def pytest_runtest_teardown(item, nextitem):
    """What is left of windows ends here, before tests that know none let Python look for garbage in any thread."""
    if nextitem is not None and nextitem.path.is_relative_to(HERE):
        gc.collect(1)  # a test without a window has no events, between which the app looks
        return
    gc.collect()
    if LOOKING in item.config.stash:
        item.config.stash[LOOKING].close()
        del item.config.stash[LOOKING]


def _look_for_garbage_as_the_app_does(config):
    if LOOKING not in config.stash:
        config.stash[LOOKING] = ExitStack()
        config.stash[LOOKING].enter_context(looked_for_here())


@pytest.fixture(scope="session")
def small_clip(tmp_path_factory) -> Path:
    return make_clip(tmp_path_factory.mktemp("window") / "visit.mp4", frames=100, fps=25)


@pytest.fixture(scope="session")
def made_study(tmp_path_factory, small_clip) -> Path:
    """The study as each test of it begins; nobody opens it."""
    folder = tmp_path_factory.mktemp("made") / "study"
    with Project.create(folder) as project:
        project.add_recording(small_clip)
        people, tracks = two_people_smiling()
        project.store_analysis("r1", REPORT, people, tracks)
    return folder


@pytest.fixture
def study(tmp_path, made_study) -> Path:
    return Path(shutil.copytree(made_study, tmp_path / "study"))


@pytest.fixture
def empty_window(qtbot):
    window = _new_window()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()


@pytest.fixture
def window(empty_window, study, qtbot):
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(study)
    return empty_window


@pytest.fixture(scope="module")
def shared_empty_window(qapp, tmp_path_factory):
    """For the tests of a file that only look, or leave it as they found it: a window costs more than what they do.

    No other test of the file presses the keys of a window of its own meanwhile: Qt would not know whose they are.
    """
    folder = tmp_path_factory.mktemp("device") / "settings"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.window.device_memory.settings_folder", lambda: folder)
        window = _new_window()
        window.show()
        yield window
        window.close()
        window.deleteLater()


def _new_window() -> MainWindow:
    session = Session()
    session.coder = "kim"
    session.begins_blind = False  # most tests are of what a coder sees who looks at others' work
    window = MainWindow(session)
    window.queue.choose(Queue.ACT)  # most tests are of single acts; those of exchanges choose their own queue
    return window
