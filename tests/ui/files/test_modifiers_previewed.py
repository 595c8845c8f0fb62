"""Before an import, modifiers are shown as they were understood, on the command line and in the window."""

from __future__ import annotations

import json

from coder.interchange.formats.format_registry import write
from coder.interchange.study_export import documents_of
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.test_modifiers import TOYS
from ui.cli.parser import main
from ui.files.import_dialog import ImportDialog
from ui.window.main_window import MainWindow
from ui.window.session import Session


def test_modifiers_are_seen_before_they_come_in(tmp_path, capsys, qtbot):
    pairs = (("hand", "left"), ("distance", "12"))
    with Project.create(tmp_path / "from", scheme_texts=[TOYS]) as project:
        project.add_without_clip("visit", duration_us=9_000_000)
        project.apply(AddEvent("r1", "child", "touches", 1_000_000, 1_000_000, modifiers=pairs), coder="kim")
        write(documents_of(project), tmp_path / "visit.boris", format="boris")
    Project.create(tmp_path / "into").close()
    line = ["import", str(tmp_path / "visit.boris"), "--into", str(tmp_path / "into"), "--preview"]
    assert main(line) == 0
    assert "(hand: left; distance: 12" in capsys.readouterr().out
    assert main([*line, "--json"]) == 0
    (first,) = json.loads(capsys.readouterr().out)["first"]
    assert first["modifiers"] == [list(pair) for pair in pairs]
    session = Session()
    session.coder = "kim"
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(session.study_changed, timeout=10_000):
        window.study.open_folder(tmp_path / "into")
    window.interchange.preview(tmp_path / "visit.boris")
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportDialog)), timeout=10_000)
    assert "(hand: left, distance: 12)" in window.findChildren(ImportDialog)[0]._what.text()
    window.close()
