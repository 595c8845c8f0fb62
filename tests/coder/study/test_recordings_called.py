"""A recording is called by its name in every sentence of a study and of what window and command line share."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from coder.study.edits.changes import recording_called
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from tests.coder.media.clipmaker import make_clip
from tests.conftest import ROOT

ROOMS = ("coder/study", "ui/operations")
BY_ID = frozenset(("ui/operations/erasure_certificate.py", "coder/study/verification.py"))
"""What leaves the study names nobody's recording; no more does what is said beside the trail, which has ids alone: a
name may be what somebody altered."""
SAID = ("recording", "row", "recording_id")


def bare_ids() -> Iterator[str]:
    """Sentences that are given a recording as anything but what it is called."""
    files = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    for path in (one for one in files if str(one.relative_to(ROOT)) not in BY_ID):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "plural")
            ):
                continue
            template = " ".join(one.value for one in node.args if isinstance(one, ast.Constant) and one.value)
            given = {word.arg: ast.unparse(word.value) for word in node.keywords}
            for said in SAID:
                value = given.get(said, "")
                is_called = "called" in value or value == "name" or value.endswith((".name", "['name']"))
                if f"{{{said}}}" in template and not is_called:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}: {said}={value} in “{template}”"


def test_no_sentence_says_an_id_where_a_person_knows_a_name():
    assert list(bare_ids()) == []


def test_what_is_refused_calls_the_recording_as_the_window_does(tmp_path):
    with Project.create(tmp_path / "study") as project:
        project.add_recording(make_clip(tmp_path / "visit.mp4"))
        name = project.recording("r1").name
        project.blinding.choose_blind("r1", "lee")
        with pytest.raises(StudyError) as refused:
            project.require_seen("r1", "lee", "what the models see")
        assert str(refused.value).startswith(f"lee codes “{name}” blind, so")
        assert "dyadmirror blind STUDY r1 --coder lee" in str(refused.value), "a command is typed with the id"


def test_of_several_called_alike_the_id_says_which():
    class Rows:
        def __init__(self, *names: str) -> None:
            self._rows = {f"r{n}": {"id": f"r{n}", "name": name} for n, name in enumerate(names, 1)}

        def get(self, _table, row_id):
            return self._rows.get(row_id)

        def where(self, _table, *, name):
            return [row for row in self._rows.values() if row["name"] == name]

    rows = Rows("visit", "visit", "garden")
    assert [recording_called(rows, one) for one in ("r1", "r3", "r9")] == ["visit (r1)", "garden", "r9"]
