"""The first edit of whoever begins a recording: they see what they may see now, and nothing is read twice for it."""

import pytest

from coder.study.edits.coding import AddEvent
from coder.study.project import Project


@pytest.fixture
def without_clip(tmp_path):
    """A recording of which no model and nobody else has said anything."""
    with Project.create(tmp_path / "alone") as project:
        project.add_without_clip(name="a day", duration_us=60_000_000, frame_rate=25)
        yield project


def test_the_first_edit_of_whoever_begins_reads_no_event_again(without_clip, monkeypatch):
    before = without_clip.shown_to("r1", "kim")
    assert before.conduct is None
    changes = without_clip.apply(AddEvent("r1", "child", "smile", 0, 400_000), coder="kim")
    with monkeypatch.context() as patch:
        patch.setattr(Project, "events", lambda *_, **__: pytest.fail("an hour's events would be read"))
        after = without_clip.state_after(before, changes)
    assert after == without_clip.state("r1", coder="kim")
    assert after.conduct is not None
    assert [event.code for event in after.events] == ["smile"]


def test_whoever_begins_sees_what_others_said_from_their_first_edit_on(without_clip):
    without_clip.apply(AddEvent("r1", "child", "reach", 0, 400_000), coder="lee")
    before = without_clip.state("r1", coder="kim")
    assert (before.conduct, len(before.events)) == (None, 0)
    changes = without_clip.apply(AddEvent("r1", "child", "smile", 0, 400_000), coder="kim")
    after = without_clip.state_after(before, changes)
    assert after == without_clip.state("r1", coder="kim")
    assert {event.coder for event in after.events} == {"kim", "lee"}
