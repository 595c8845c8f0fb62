"""Studies of earlier versions: every event keeps its coder, every proposal stands where it stood, steps are undone."""

from __future__ import annotations

import shutil
from pathlib import Path

import apsw
import pytest

from coder.study.edits.coding import Reject, Reopen
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Status

OLD = Path(__file__).resolve().parents[1] / "old_studies"


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    connection = apsw.Connection(str(folder / "study.db"))
    try:
        return list(connection.execute(sql))
    finally:
        connection.close()


@pytest.mark.parametrize("name", ["v1-plain", "v2-plain", "v4-plain"])
def test_layers_and_standings_are_what_they_were(tmp_path, name):
    folder = shutil.copytree(OLD / name, tmp_path / name)
    events = set(rows(folder, "SELECT id, recording, coder FROM events"))
    stood = dict(rows(folder, "SELECT id, status FROM proposals"))
    steps = rows(folder, "SELECT seq FROM journal WHERE state = 'done'")
    with Project.open(folder) as project:
        recordings = [recording.id for recording in project.recordings()]
        held = {event for one in recordings for event in project.events(one)}
        assert {(event.id, event.recording, event.coder) for event in held} == events
        assert all(event.modifiers == () and event.copied_from == () for event in held)
        assert {p.id: p.status.value for one in recordings for p in project.proposals(one)} == stood
        taken = 0
        while project.undo_label is not None:
            project.undo()
            taken += 1
        assert taken == len(steps)
        assert all(project.events(one) == () for one in recordings)


def test_a_rejected_proposal_that_was_opened_again_stays_open(tmp_path):
    folder = shutil.copytree(OLD / "v4-plain", tmp_path / "study")
    connection = apsw.Connection(str(folder / "study.db"))
    ((proposal, recording),) = connection.execute("SELECT id, recording FROM proposals LIMIT 1")
    connection.execute("DELETE FROM events WHERE proposal = ?", (proposal,))
    connection.execute("DELETE FROM decisions WHERE proposal = ?", (proposal,))
    connection.execute("UPDATE proposals SET status = 'open' WHERE id = ?", (proposal,))
    connection.execute(
        "INSERT INTO decisions VALUES ('d900', ?, ?, 'rejected', 'kim', '2026-01-01T00:00:00+00:00', 5, NULL)",
        (recording, proposal),
    )
    connection.close()
    with Project.open(folder) as project:
        assert project.proposal(str(proposal)).status is Status.OPEN
        with pytest.raises(StudyError, match="has not rejected"):
            project.apply(Reopen(str(proposal)), coder="kim")
        project.apply(Reject(str(proposal)), coder="kim")
        assert project.proposal(str(proposal)).status is Status.REJECTED
