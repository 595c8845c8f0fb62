"""What is told of an edit, done or refused, is in people's words: no microseconds, no ids of events or codes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from coder.study.edits.changes import Edit
from coder.study.edits.coding import AddEvent, MoveEvent, NoteEvent
from coder.study.edits.cuts import cuts_of
from coder.study.edits.event_verbs import ChangeEvents, EventEdge, MeetNeighbour, ShiftEvents, SplitEvent
from coder.study.edits.exchanges import SetPairing
from coder.study.edits.states_under_way import BeginState, DropState, EndState
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from tests.coder.media.clipmaker import make_clip

S = 1_000_000
EDITS = Path(__file__).resolve().parents[3] / "coder" / "study" / "edits"
IDS = re.compile(r"\{(code|code_id|event|proposal|proposal_id|twin|stretch|card)!r\}")
OF_A_COMMAND = ("There is no ", "The scheme has no ")
"""An id that nothing has can only have been typed into a command: it is given back as it was typed."""


def literals(*folders: Path, with_sign: str = "") -> list[str]:
    """The sentences in these folders; where a sign is given, only files that have it are looked into."""
    sources = (path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py"))
    trees = (ast.parse(source) for source in sources if with_sign in source)
    called = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    told = (one for one in called if isinstance(one.func, ast.Name) and one.func.id in ("tr", "plural"))
    texts = [arg.value for one in told for arg in one.args if isinstance(arg, ast.Constant)]
    return [text for text in texts if isinstance(text, str)]


def test_no_sentence_of_an_edit_has_a_place_for_microseconds_or_an_id():
    texts = literals(EDITS)
    assert len(texts) > 50
    wrong = [text for text in texts if "µs" in text or "_us}" in text]
    wrong += [text for text in texts if IDS.search(text) and not text.startswith(OF_A_COMMAND)]
    assert wrong == []


def test_no_sentence_anywhere_has_microseconds():
    rooms = (EDITS.parents[2] / name for name in ("coder", "models", "ui"))
    assert [text for text in literals(*rooms, with_sign="µs") if "µs" in text] == []


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("told")
    with Project.create(folder / "study") as project:
        project.add_recording(make_clip(folder / "clip.mp4", frames=100, fps=25))
        project.apply(AddEvent("r1", "child", "look_to_caregiver", S, 2 * S), coder="kim")
        project.apply(AddEvent("r1", "caregiver", "leave_view", S, S), coder="kim")
        project.apply(BeginState("r1", "child", "turn_away", 3 * S), coder="kim")
        yield project


REFUSED: tuple[tuple[Edit, str], ...] = (
    (MoveEvent("e1", 2 * S, S), "kim"),
    (MoveEvent("e1", -S, S), "kim"),
    (ShiftEvents(("e1",), 48 * S), "kim"),
    (ChangeEvents(("e1",), subject="caregiver"), "kim"),
    (SplitEvent("e1", 3 * S), "kim"),
    (MeetNeighbour(("e1",), EventEdge.ONSET), "kim"),
    (MeetNeighbour(("e2",), EventEdge.ONSET), "kim"),
    (NoteEvent("e1", "mine"), "lee"),
    (AddEvent("r1", "caregiver", "leave_view", S, S), "kim"),
    (BeginState("r1", "child", "look_to_caregiver", 0), "kim"),
    (EndState("r1", "child", "turn_away", S), "kim"),
    (EndState("r1", "child", "look_to_caregiver", S), "kim"),
    (DropState("r1", "child", "look_to_caregiver"), "kim"),
    (SetPairing("e1", "e1"), "kim"),
)


@pytest.mark.parametrize(("edit", "coder"), REFUSED, ids=lambda one: type(one).__name__)
def test_what_is_refused_is_said_in_peoples_words(study, edit, coder):
    with pytest.raises(StudyError) as refusal:
        study.apply(edit, coder=coder)
    said = str(refusal.value)
    assert not re.search(r"µs|\be\d+\b|[a-z]_[a-z]|\d{5,}", said), said


def test_what_gives_way_is_said_in_peoples_words(study):
    changes = study.preview(AddEvent("r1", "child", "turn_away", S // 2, S + S // 2), coder="kim")
    told = cuts_of(changes, study.scheme, about=changes.added)
    assert told == ("“child looks to the caregiver”, 0:01.000 to 0:02.000, now begins at 0:01.500",)
