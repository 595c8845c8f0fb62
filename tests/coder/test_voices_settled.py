"""Voices in a study: proposed of someone, settled by a human, taken back; only where the study codes them."""

from __future__ import annotations

import pytest

from coder.proposals.voices import CODES, VOICE_CODES
from coder.study.edits.coding import Accept, AddEvent, Reject, RemoveEvent, SetRole
from coder.study.edits.role_changes import Fate
from coder.study.edits.settled_voices import SettleVoices
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Status
from coder.vocabulary.scheme import builtin_scheme, builtin_text
from tests.coder.media.clipmaker import make_clip
from tests.coder.proposals.test_voices import sound
from tests.studies import REPORT, two_people_smiling

CRIES = (("cry", 1.0, 2.0), ("cry", 4.0, 5.0), ("speech", 6.0, 7.0), ("cry", 8.0, 9.0))


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clip") / "heard.mp4", frames=120, fps=10)


@pytest.fixture
def study(tmp_path, clip):
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        project.store_analysis("r1", REPORT, (), sound(*CRIES))
        yield project


def test_a_new_study_is_proposed_voices_of_someone(study):
    found = [(p.draft.subject, p.draft.code) for p in study.proposals("r1")]
    assert found == [("someone", "cries"), ("someone", "cries"), ("someone", "speaks"), ("someone", "cries")]


def test_a_study_that_does_not_code_voices_is_proposed_none_until_it_takes_the_scheme_in(tmp_path, clip):
    with Project.create(tmp_path / "study", scheme_texts=(builtin_text("first_path"),)) as project:
        project.add_recording(clip)
        project.store_analysis("r1", REPORT, (), sound(*CRIES))
        assert project.proposals("r1") == ()
        project.schemes.add(builtin_text("voices"))
        assert len(project.proposals("r1")) == 4


@pytest.mark.parametrize("who", ["child", "caregiver", "caregiver:Kim", "other", "several", "someone", None])
def test_a_voice_is_whose_a_human_says(study, who):
    study.apply(Accept("p1", subject=who), coder="K")
    (event,) = study.events("r1")
    assert (event.subject, event.code) == (who or "someone", "cries")
    assert study.proposal("p1").status is Status.ACCEPTED
    study.undo()
    assert study.events("r1") == ()
    assert study.proposal("p1").draft.subject == "someone"


@pytest.mark.parametrize("who", ["nobody", "together", "granny", "caregiver:", "child:"])
def test_what_cannot_have_a_voice_is_refused_in_one_sentence(study, who):
    with pytest.raises(StudyError, match="cannot be whose voice it was"):
        study.apply(Accept("p1", subject=who), coder="K")
    assert study.events("r1") == ()


def test_what_was_settled_is_not_asked_again_after_another_analysis(study):
    study.apply(Accept("p1", subject="child"), coder="K")
    study.apply(Reject("p2"), coder="K")
    study.store_analysis("r1", REPORT, (), sound(*CRIES))
    assert [p.status for p in study.proposals("r1")] == [Status.ACCEPTED, Status.REJECTED, Status.OPEN, Status.OPEN]


def test_many_alike_are_settled_with_one_word_and_one_undo(study):
    study.apply(SettleVoices(("p1", "p2", "p4"), "child", took_ms=900), coder="K")
    assert [(e.subject, e.code) for e in study.events("r1")] == [("child", "cries")] * 3
    assert [d.took_ms for d in study.decisions("r1")] == [900, 0, 0]
    study.undo()
    assert study.events("r1") == ()


def test_a_voice_that_was_settled_comes_back_with_a_step_forth_and_with_its_removal_taken_back(study):
    study.apply(Accept("p1", subject="child"), coder="K")
    study.apply(SettleVoices(("p2", "p4"), "child"), coder="K")
    settled = study.events("r1")
    study.undo(coder="K")
    study.undo(coder="K")
    study.redo(coder="K")
    study.redo(coder="K")
    assert study.events("r1") == settled
    study.apply(RemoveEvent(settled[0].id), coder="K")
    study.undo(coder="K")
    assert study.events("r1") == settled


def test_a_voice_stays_whose_it_was_said_to_be_where_somebody_in_the_picture_is_somebody_else(study):
    study.store_analysis("r1", REPORT, two_people_smiling()[0], sound(*CRIES))
    study.apply(Accept("p1", subject="child"), coder="K")
    heard = study.events("r1")
    study.apply(SetRole("r1", "B", "caregiver", fate=Fate.FOLLOW), coder="K")
    assert study.events("r1") == heard


def test_what_would_cut_one_event_twice_is_left_for_a_look_of_its_own(study):
    study.apply(AddEvent("r1", "child", "cries", 1_500_000, 8_500_000), coder="K")
    study.apply(SettleVoices(("p1", "p4"), "child"), coder="K")
    cries = [(e.onset_us, e.offset_us) for e in study.events("r1")]
    assert cries == [(1_000_000, 2_000_000), (2_000_000, 8_500_000)]
    assert study.proposal("p4").status is Status.OPEN


def test_what_is_coded_by_ear_alone_has_a_key_of_its_own():
    by_ear = [code for code in builtin_scheme("voices").codes if code.id in VOICE_CODES and code.id not in CODES]
    assert {code.id for code in by_ear} == {"child_directed_speech", "sings", "soothes", "mimics"}
    keys = [code.key for code in builtin_scheme("voices").codes if code.key]
    assert all(code.key for code in by_ear)
    assert len(set(keys)) == len(keys)
