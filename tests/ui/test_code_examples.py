"""Examples of codes: kept in the study alone, encrypted with it, shown beside the code, erased with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from coder.privacy.consent import Use
from coder.study.project import Project
from coder.vocabulary.errors import MendableError
from coder.vocabulary.scheme import Role, load_scheme
from coder.vocabulary.scheme_text import scheme_toml
from tests.coder.media.clipmaker import make_clip
from tests.coder.test_modifiers import TOYS
from tests.ui.window_kit import press
from ui.cli.parser import main
from ui.schemes.scheme_draft import SchemeDraft
from ui.schemes.scheme_editor import SchemeEditor

S = 1_000_000
CODE = "child/touches"


@pytest.fixture
def clip(tmp_path) -> Path:
    return make_clip(tmp_path / "touching.mp4", frames=20, fps=10)


@pytest.fixture
def picture(tmp_path) -> Path:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#3366aa"))
    assert image.save(str(tmp_path / "touching.png"))
    return tmp_path / "touching.png"


@pytest.fixture
def study(tmp_path, clip) -> Path:
    with Project.create(tmp_path / "study", passphrase="long enough words", scheme_texts=[TOYS]) as project:
        project.add_recording(clip)
    return tmp_path / "study"


def opened(study: Path) -> Project:
    return Project.open(study, passphrase="long enough words")


def everything(study: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(study.rglob("*")) if path.is_file())


def test_an_example_is_kept_encrypted_and_erased_with_its_code(study, picture, tmp_path):
    held = picture.read_bytes()
    with opened(study) as project:
        kept = project.examples.keep(CODE, picture)
        assert (kept.picture, kept.name) == (True, "touching.png")
    assert held[8:40] not in everything(study)
    picture.unlink()
    with opened(study) as project:
        assert project.examples.of(CODE).content == held
        text = TOYS.replace('id = "touches"', 'id = "grasps"').replace("version = 1", "version = 2")
        project.schemes.change(text, {(Role.CHILD, "touches"): (Role.CHILD, "grasps")})
        assert project.examples.names == {"child/grasps": "touching.png"}
        without = scheme_toml(
            load_scheme(text.replace("version = 2", "version = 3")).__class__(
                "toys", "Toys", 3, tuple(c for c in load_scheme(text).codes if c.id != "grasps")
            )
        )
        project.schemes.change(without)
        assert project.examples.names == {}


@pytest.mark.parametrize("name", ["words.txt", "away.png", "child/nothing"])
def test_what_is_no_example_is_refused_in_one_sentence(study, tmp_path, picture, name):
    (tmp_path / "words.txt").write_text("no picture")
    path, code = (picture, name) if "/" in name else (tmp_path / name, CODE)
    with opened(study) as project, pytest.raises(MendableError):
        project.examples.keep(code, path)


def test_a_scheme_says_the_name_and_never_where_it_lay(tmp_path):
    for said in ("/home/kim/clips/smile.mp4", r"C:\\Users\\kim\\smile.mp4"):
        text = TOYS.replace('key = "t"\n', f'key = "t"\nexample = "{said}"\n')
        assert load_scheme(text).codes[0].example == "smile.mp4"


def test_the_command_keeps_lists_and_erases(study, picture, capsys, monkeypatch):
    monkeypatch.setenv("DYADMIRROR_PASSPHRASE", "long enough words")
    assert main(["example", str(study), CODE, "--from", str(picture), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"code": CODE, "name": "touching.png"}]
    assert main(["example", str(study), CODE, "--forget", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["example", str(study), CODE, "--forget"]) == 2
    assert "has no example" in capsys.readouterr().err


def test_the_editor_takes_an_example_and_the_window_shows_it(tmp_path, clip, picture, empty_window, qtbot):
    with Project.create(tmp_path / "plain", scheme_texts=[TOYS]) as project:
        project.add_recording(clip)
    window = empty_window
    window.session.coder = "kim"
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(tmp_path / "plain")
    window.schemes._open_editor(SchemeDraft.changing(window.session.study.scheme))
    (editor,) = window.findChildren(SchemeEditor)
    editor.form.example.setText(str(clip))  # typed; the button asks for the same
    written = []
    editor.written.disconnect()
    editor.written.connect(lambda *told: written.append(told))
    editor.save()
    ((text, _, examples),) = written
    assert str(tmp_path) not in text
    assert examples[CODE] == clip
    editor.end()
    window.session.change_scheme(text, {}, lambda: None)
    window.session.call(lambda p: p.examples.keep(CODE, examples[CODE]), lambda _: None)
    window.activateWindow()
    press(qtbot, window, "Ctrl+D")
    qtbot.waitUntil(lambda: window.coding_panel.isVisible(), timeout=5_000)
    window.coding_panel.board.choose(CODE)
    press(qtbot, window, "Ctrl+Alt+E")
    qtbot.waitUntil(lambda: window.example.window is not None, timeout=5_000)
    shown = window.example.window
    assert shown.said.text() == "Touches a toy."
    qtbot.waitUntil(lambda: shown.engine.playing, timeout=10_000)
    window.session.call(lambda p: p.examples.keep(CODE, picture), lambda _: None)
    window.example.show()
    qtbot.waitUntil(lambda: window.example.window is not None and window.example.window.engine is None, timeout=5_000)
    assert window.example.window.picture.pixmap().width() > 0
    window.example.finish()


def test_an_example_that_is_the_very_clip_is_erased_with_its_recording(study, clip, picture):
    with opened(study) as project:
        project.examples.keep(CODE, clip)
        project.examples.keep("child/holds", picture)
        done = project.guard.erase("r1", at_once=True)
        assert list(project.examples.names) == ["child/holds"]
        assert done.left == 0
        assert "Examples of codes stay (child/holds)" in " ".join(done.not_covered)


def test_a_clip_whose_consent_was_withdrawn_becomes_no_example(study, clip):
    with opened(study) as project:
        project.guard.withdraw("r1")
        with pytest.raises(MendableError, match="withdrawn"):
            project.examples.keep(CODE, clip)
        assert project.examples.names == {}


def test_an_example_that_is_a_withdrawn_clip_is_shown_no_longer(study, clip):
    with opened(study) as project:
        project.guard.agree("r1", ["Kim"], frozenset(Use), until=None)
        project.examples.keep(CODE, clip)
        project.guard.withdraw("r1")
        assert project.examples.names == {}
        assert project.examples.of(CODE) is None
        project.guard.agree("r1", ["Kim"], frozenset(Use), until=None)
        assert list(project.examples.names) == [CODE]
        assert project.examples.of(CODE) is not None
