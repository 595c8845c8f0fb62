"""Roles of a family's next recording: those that a human settled, by size and place; nobody where it is not clear."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coder.study.edits.caregiver_context import DescribeMeeting
from coder.study.edits.coding import Accept, Reject, SetRole
from coder.study.edits.role_changes import Fate, RoleAsksError
from coder.study.family_roles import suggested_from
from coder.study.project import Project
from coder.vocabulary.context import Meeting
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Status
from coder.vocabulary.people import Person
from tests.coder.media.clipmaker import make_clip
from tests.studies import REPORT, two_people_smiling


def person(letter: str, x: float, width: float, role: str | None = None) -> Person:
    return Person(letter, None, role, (x, 100.0, width, 1.2 * width), ())


SETTLED = [person("A", 100, 130, "caregiver:Kim"), person("B", 400, 85, "child")]


def test_the_same_two_get_the_same_roles_whatever_their_letters():
    assert suggested_from(SETTLED, [person("A", 420, 60), person("B", 90, 95)]) == {"A": "child", "B": "caregiver:Kim"}


def test_who_changed_places_and_sizes_is_left_open():
    assert suggested_from(SETTLED, [person("A", 120, 90), person("B", 400, 100)]) == {}


def test_three_people_keep_their_places():
    three = [*SETTLED, person("C", 560, 120, "caregiver:Lee")]
    now = [person("A", 570, 100), person("B", 380, 70), person("C", 110, 110)]
    assert suggested_from(three, now) == {"A": "caregiver:Lee", "B": "child", "C": "caregiver:Kim"}


def test_one_settled_person_or_one_found_says_nothing():
    assert suggested_from(SETTLED[:1], [person("A", 100, 130), person("B", 400, 85)]) == {}
    assert suggested_from(SETTLED, [person("A", 100, 130)]) == {}
    assert suggested_from([replace(one, confirmed_role=None) for one in SETTLED], SETTLED) == {}


def test_a_study_suggests_what_was_settled_for_the_family(tmp_path):
    people, tracks = two_people_smiling()
    letters = [one.letter for one in people]
    boxes = [(100.0, 100.0, 130.0, 150.0), (400.0, 200.0, 85.0, 100.0)]
    people = tuple(
        replace(one, suggested_role=None, confirmed_role=None, median_box=box)
        for one, box in zip(people, boxes, strict=True)
    )
    with Project.create(tmp_path / "study") as project:
        for number in (1, 2, 3):
            project.add_recording(make_clip(tmp_path / f"{number}.mp4", frames=100, fps=25))
        for recording, family in (("r1", "fir"), ("r2", "fir"), ("r3", "oak")):
            project.apply(DescribeMeeting(recording, family=family), coder="kim")
        project.store_analysis("r1", REPORT, people, tracks)
        project.apply(SetRole("r1", letters[0], "caregiver"), coder="kim")
        project.apply(SetRole("r1", letters[1], "child"), coder="kim")
        for recording in ("r2", "r3"):
            project.store_analysis(recording, REPORT, people, tracks)
        assert [one.role for one in project.people("r2")] == ["caregiver", "child"]
        assert [one.confirmed_role for one in project.people("r2")] == [None, None]
        assert [one.role for one in project.people("r3")] == [None, None]
        report = project.analysis("r2")
        assert report is not None
        assert "settled in another recording of the same family" in report.notes[-1]
        meeting = project.beside("r2").meeting
        assert isinstance(meeting, Meeting)


def family_of(tmp_path, recordings: int = 2):
    """Recordings that were analysed before anybody settled anything, with two people of whom size says nothing."""
    people, tracks = two_people_smiling()
    boxes = [(100.0, 100.0, 130.0, 150.0), (400.0, 200.0, 85.0, 100.0)]
    people = tuple(
        replace(one, suggested_role=None, confirmed_role=None, median_box=box)
        for one, box in zip(people, boxes, strict=True)
    )
    project = Project.create(tmp_path / "study")
    clip = make_clip(tmp_path / "clip.mp4", frames=100, fps=25)
    notes = ("A: no role suggested (size does not say who is the child).",)
    for _ in range(recordings):
        project.store_analysis(project.add_recording(clip).id, replace(REPORT, notes=notes), people, tracks)
    return project


def test_what_is_settled_later_is_suggested_in_recordings_that_wait_and_proposals_follow(tmp_path):
    with family_of(tmp_path) as project:
        for recording in ("r1", "r2"):
            project.apply(DescribeMeeting(recording, family="fir"), coder="kim")
        assert {one.draft.subject for one in project.proposals("r2")} >= {"other:A", "other:B"}
        project.apply(SetRole("r1", "A", "caregiver:Kim"), coder="kim")
        project.apply(SetRole("r1", "B", "child"), coder="kim")
        assert [one.role for one in project.people("r2")] == ["caregiver:Kim", "child"]
        assert {one.draft.subject for one in project.proposals("r2")} >= {"caregiver:Kim", "child"}
        report = project.analysis("r2")
        assert report is not None
        assert report.said_of("A").startswith("suggested as the caregiver Kim (as settled in another recording")
        assert sum(note.startswith("A: ") for note in report.notes) == 1
        while project.undo_label is not None:  # a suggestion stands in no undo's way
            project.undo()
        assert [one.confirmed_role for one in project.people("r1")] == [None, None]


def test_saying_the_family_afterwards_suggests_too_but_not_where_somebody_has_decided(tmp_path):
    with family_of(tmp_path, 3) as project:
        project.apply(SetRole("r1", "A", "caregiver"), coder="kim")
        project.apply(SetRole("r1", "B", "child"), coder="kim")
        smile = next(one.id for one in project.proposals("r3") if one.draft.code == "smile")
        project.apply(Accept(smile), coder="kim")
        for recording in ("r1", "r2", "r3"):
            project.apply(DescribeMeeting(recording, family="fir"), coder="kim")
        assert [one.role for one in project.people("r2")] == ["caregiver", "child"]
        assert [one.role for one in project.people("r3")] == [None, None]


def test_what_was_accepted_of_somebody_unsettled_follows_when_they_are_settled(tmp_path):
    with family_of(tmp_path, 1) as project:
        smile = next(one for one in project.proposals("r1") if one.draft.subject == "other:B")
        project.apply(Accept(smile.id), coder="kim")
        assert SetRole("r1", "B", "child:Mia").label == "person B is child Mia"  # as people say it
        with pytest.raises(RoleAsksError, match=r"1 event of other B under .* becomes of it\? .*\(take it out\)"):
            project.apply(SetRole("r1", "B", "child"), coder="kim")
        project.apply(SetRole("r1", "B", "child", Fate.FOLLOW), coder="kim")
        assert [one.subject for one in project.events("r1")] == ["child"]
        project.undo()
        assert [one.subject for one in project.events("r1")] == ["other:B"]


def test_what_was_accepted_of_an_unnamed_caregiver_follows_the_name(tmp_path):
    with family_of(tmp_path, 1) as project:
        for letter in ("A", "B"):
            project.apply(SetRole("r1", letter, "caregiver"), coder="kim")
        smile = next(one for one in project.proposals("r1") if one.draft.subject == "caregiver:B")
        project.apply(Accept(smile.id), coder="kim")
        project.apply(SetRole("r1", "A", "caregiver:Lee"), coder="kim")  # it is about somebody else
        with pytest.raises(RoleAsksError, match="caregiver B"):
            project.apply(SetRole("r1", "B", "caregiver:Kim"), coder="kim")
        project.apply(SetRole("r1", "B", "caregiver:Kim", Fate.FOLLOW), coder="kim")
        assert [one.subject for one in project.events("r1")] == ["caregiver:Kim"]


def test_what_was_decided_before_who_is_who_was_settled_is_not_asked_again(tmp_path):
    with family_of(tmp_path, 1) as project:
        smiles = {one.draft.subject: one.id for one in project.proposals("r1") if one.draft.code == "smile"}
        project.apply(Accept(smiles["other:A"]), coder="kim")
        project.apply(Reject(smiles["other:B"]), coder="kim")
        settled = SetRole("r1", "A", "child", Fate.FOLLOW), SetRole("r1", "B", "caregiver", Fate.FOLLOW)
        for edit in (*settled, SetRole("r1", "B", "child", Fate.FOLLOW)):  # and the other way round after all
            project.apply(edit, coder="kim")
            said = {one.id: one for one in project.proposals("r1", coder="kim") if one.draft.code == "smile"}
            assert {name: one.status for name, one in said.items()} == {
                smiles["other:A"]: Status.ADJUSTED,
                smiles["other:B"]: Status.REJECTED,
            }
        assert [one.draft.subject for one in said.values()] == ["child", "caregiver"]
        assert [event.subject for event in project.events("r1")] == ["caregiver"]
        for _ in range(3):
            project.undo(coder="kim")
        said = {one.id: one for one in project.proposals("r1", coder="kim") if one.draft.code == "smile"}
        assert said[smiles["other:A"]].status is Status.ACCEPTED
        assert said[smiles["other:A"]].draft.subject == "other:A"


def test_the_child_may_have_a_name_and_is_proposed_under_it(tmp_path):
    with family_of(tmp_path, 1) as project:
        project.apply(SetRole("r1", "A", "caregiver:Kim"), coder="kim")
        project.apply(SetRole("r1", "B", "child:Ama"), coder="kim")
        assert {one.draft.subject for one in project.proposals("r1")} == {"child:Ama", "caregiver:Kim"}
        smile = next(one for one in project.proposals("r1") if one.draft.subject == "child:Ama")
        project.apply(Accept(smile.id), coder="kim")
        assert [one.subject for one in project.events("r1")] == ["child:Ama"]
        # Another letter by the same name is the same child, found again; by another name it is the one child now.
        project.apply(SetRole("r1", "A", "child:Ama"), coder="kim")
        assert [one.role for one in project.people("r1")] == ["child:Ama", "child:Ama"]
        project.undo()
        project.apply(SetRole("r1", "A", "child:Ben", Fate.KEEP), coder="kim")
        assert [one.role for one in project.people("r1")] == ["child:Ben", "caregiver"]
        with pytest.raises(StudyError, match="is not a role"):
            project.apply(SetRole("r1", "A", "nobody:Ama"), coder="kim")
