"""Recent studies: nothing is kept before somebody says so, and what is kept names nothing but finds its study again."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from coder.vocabulary.errors import StudyError
from ui.study import recent_studies
from ui.study.study_search import find
from ui.widgets.file_question import LAST, FilePlace, open_file, save_file
from ui.window import device_look, device_memory
from ui.window.device_memory import LOOK, STUDIES, FolderMark, keep_marks, marks


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    folder = tmp_path / "settings"
    monkeypatch.setattr(device_memory, "settings_folder", lambda: folder)
    return folder


@pytest.fixture
def home(tmp_path, monkeypatch, study):
    monkeypatch.setattr(recent_studies, "usual_roots", lambda: (tmp_path,))
    return tmp_path


def test_without_a_word_nothing_is_kept(home, window, settings):
    assert window.session.study is not None
    assert not settings.exists()
    assert not window.recent.on


def test_what_is_kept_names_neither_study_nor_folder_nor_family(home, window, settings, study):
    window.actions_set.qt["recent"].trigger()
    assert window.actions_set.qt["recent"].isChecked()
    text = STUDIES.path.read_text("utf-8")
    for name in (*study.parts[1:], window.session.state.recording.name, "kim"):
        assert name not in text
    (mark,) = json.loads(text)
    assert set(mark) == {"salt", "digest"}
    assert FolderMark.of(study).digest != mark["digest"]  # two marks of one folder are not alike
    window.actions_set.qt["recent"].trigger()
    assert not settings.exists()


def test_a_study_is_offered_again_where_it_still_is(home, empty_window, study, qtbot):
    keep_marks((FolderMark.of(home / "gone"), FolderMark.of(study)))
    empty_window.recent.look()
    qtbot.waitUntil(lambda: len(empty_window.welcome.recent) == 1, timeout=5_000)
    (button,) = empty_window.welcome.recent
    assert study.name in button.text()
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert empty_window.session.study.folder == study
    assert marks()[0].fits(study)
    assert len(marks()) == 2


def test_the_tick_at_the_welcome_is_the_word_and_takes_all_away(home, empty_window, settings, qtbot):
    box = empty_window.welcome.remember
    assert not box.isChecked()
    box.click()
    assert marks() == ()
    assert STUDIES.wanted
    box.click()
    assert not settings.exists()


def test_the_search_stays_within_its_bounds(tmp_path, study):
    deep = tmp_path / "a" / "b" / "c" / "d" / "e"
    deep.mkdir(parents=True)
    hidden = tmp_path / ".hidden"
    hidden.mkdir()
    for folder in (deep, hidden):
        (folder / "study.db").touch()
    kept = [FolderMark.of(one) for one in (deep, hidden, study)]
    assert list(find(kept, (tmp_path,)).values()) == [study]
    assert find(kept, (tmp_path,), most=0) == {}
    assert find(kept, (tmp_path,), stopped=lambda: True) == {}


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"salt": "zz", "digest": "00"}]', '[{"salt": 3}]', "null"])
def test_nonsense_is_no_mark(settings, text):
    settings.mkdir()
    STUDIES.path.write_text(text)
    assert marks() == ()


def test_nothing_is_written_through_a_link_nor_read_from_a_pipe(settings, tmp_path, study):
    """Somebody who may write there could let marks take the place of another file, or a start wait for ever."""
    letter = tmp_path / "letter.txt"
    letter.write_text("dear")
    settings.mkdir()
    STUDIES.path.symlink_to(letter)
    assert not STUDIES.wanted
    assert marks() == ()
    with pytest.raises(StudyError, match="is a link"):
        keep_marks([FolderMark.of(study)])
    assert letter.read_text() == "dear"
    STUDIES.path.unlink()
    if hasattr(os, "mkfifo"):
        os.mkfifo(STUDIES.path)
        assert marks() == ()
        STUDIES.path.unlink()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the power goes in a fork")
def test_the_power_going_while_marks_are_written_leaves_the_old_ones(settings, study, monkeypatch):
    keep_marks([FolderMark.of(study)])
    held = marks()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(os, "fsync", lambda _: os.kill(os.getpid(), signal.SIGKILL))
        keep_marks([FolderMark.of(study), *held])
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert marks() == held
    assert [path.name for path in settings.iterdir()] == ["studies"]


def test_theme_and_keys_are_kept_only_once_somebody_says_so(empty_window, settings):
    view = empty_window.view
    view.wear(dark=False, contrast=True)
    assert not settings.exists()
    empty_window.actions_set.qt["keep_look"].trigger()
    view.toggle_dark()
    kept = device_memory.look()
    assert (kept["dark"], kept["contrast"]) == (True, True)
    empty_window.keys._use(empty_window.keys.keymap.with_keys("loop", ("F9",)))
    assert "F9" in str(device_memory.look()["keys"])
    view.wear(dark=False, contrast=False)
    LOOK.write({**kept, "dark": True, "contrast": False, "as_system": False, "keys": '{"loop": ["F10"]}'})
    empty_window.device_look.wear()
    assert empty_window.actions_set.keys_text("loop") == "F10"
    assert not view.as_system
    empty_window.actions_set.qt["keep_look"].trigger()
    assert not settings.exists()
    view.wear(dark=False, contrast=False, as_system=True)


@pytest.fixture
def asked(monkeypatch):
    """Where file dialogs began, and what they are to choose."""
    monkeypatch.setattr(LAST, "folders", {})
    begun: list[str] = []
    chosen: list[str] = []

    def ask(_parent, _title, begin, *_):
        begun.append(begin)
        return chosen.pop(0), ""

    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, ask)
    return begun, chosen


def test_each_kind_of_file_is_asked_for_where_the_last_of_its_kind_lay(asked, tmp_path):
    begun, chosen = asked
    clips, codes = tmp_path / "clips", tmp_path / "codes"
    for folder in (clips, codes):
        folder.mkdir()
    chosen += [str(clips / "a.mp4"), str(codes / "events.csv"), "", str(clips / "b.mp4"), ""]
    for _ in range(2):
        open_file(None, "", FilePlace.CLIPS)
        save_file(None, "", FilePlace.CODES, "events.csv")
    usual = [Path(begun[0]), Path(begun[1]).parent]
    assert all(one.is_absolute() and one.is_dir() and one.is_relative_to(Path.home()) for one in usual)
    assert Path.cwd() not in usual, "the program's own folder is nobody's"
    assert [Path(begun[1]).name, *begun[2:]] == ["events.csv", str(clips), str(codes / "events.csv")]
    clips.rmdir()
    open_file(None, "", FilePlace.CLIPS)
    assert begun[-1] == begun[0]  # what is gone is not gone to


def test_last_folders_are_kept_as_marks_and_found_again(asked, empty_window, settings, tmp_path, monkeypatch, qtbot):
    family = tmp_path / "people" / "family-07"
    family.mkdir(parents=True)
    monkeypatch.setattr(device_look, "usual_roots", lambda: (tmp_path,))
    LAST.take(FilePlace.CLIPS, family)
    assert not settings.exists()
    empty_window.actions_set.qt["keep_look"].trigger()
    text = LOOK.path.read_text("utf-8")
    assert set(device_memory.look()["folders"]) == {"clips"}
    assert not any(name in text for name in family.parts[1:])
    LAST.folders.clear()  # as after a new start
    empty_window.device_look.wear()
    qtbot.waitUntil(lambda: LAST.folders.get(FilePlace.CLIPS) == family, timeout=5_000)
    LAST.take(FilePlace.CODES, tmp_path)
    assert device_memory.look()["folders"]["clips"] == json.loads(text)["folders"]["clips"]
    assert set(device_memory.look()["folders"]) == {"clips", "codes"}
    empty_window.actions_set.qt["keep_look"].trigger()
    LAST.take(FilePlace.CLIPS, tmp_path)
    assert not settings.exists()
