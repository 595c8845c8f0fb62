"""A study in which codes stand twice says so when it is opened, with what makes one of two."""

from __future__ import annotations

from coder.study.project import Project
from coder.vocabulary.scheme import Code, CodeKind, Role, Scheme
from coder.vocabulary.scheme_text import scheme_toml
from ui.cli.parser import main

WAVE = Code(
    "hand_waves", "wave", Role.CHILD, CodeKind.STATE, "hands", bid=False, response=False, key="", description=""
)


def test_it_is_said_once_where_the_study_is_opened(empty_window, study, tmp_path, qtbot):
    table = tmp_path / "coded.csv"
    table.write_text("onset,offset,code,subject\n1.0,2.0,wave,child\n")
    assert main(["import", str(table), "--into", str(study), "--recording", "r1", "--coder", "kim"]) == 0
    with Project.open(study) as project:
        project.schemes.add(scheme_toml(Scheme("own", "own", 1, (WAVE,))))
    with qtbot.waitSignal(empty_window.session.refused, timeout=5_000) as said:
        empty_window.study.open_folder(study)
    assert "Ctrl+H makes one of two: which events, code=wave" in said.args[0]
