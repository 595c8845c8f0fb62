"""Stretches in a study: drawn with the analysis, mixed into the queue, settled by an edit that undo takes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coder.study.edits.coding import Accept, Reject, SetRole
from coder.study.edits.unproposed_stretches import SettleStretch
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.time import Interval
from coder.vocabulary.unproposed_stretch import StretchStatus, UnproposedStretch
from tests.coder.media.clipmaker import make_clip
from tests.studies import REPORT, two_people_smiling


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clip") / "long.mp4", frames=400, fps=10)


@pytest.fixture
def study(tmp_path, long_clip):
    with Project.create(tmp_path / "study") as project:
        project.add_recording(long_clip)
        analyse(project)
        yield project


def analyse(project: Project) -> None:
    """Two smiles in the first four seconds; both people stay in view to the end, and nothing more is seen of them."""
    people, tracks = two_people_smiling()
    whole = (Interval(0, 40_000_000),)
    later = np.arange(4_000_000, 40_000_000, 120_000, dtype=np.int64)
    longer = []
    for track in tracks:
        held = np.full(len(later), 0.0 if track.name == "smile" else track.value[-1], np.float32)
        longer.append(
            replace(
                track,
                pts_us=np.append(track.pts_us, later),
                value=np.append(track.value, held),
                validity=np.append(track.validity, np.ones(len(later), np.float32)),
            )
        )
    project.store_analysis("r1", REPORT, [replace(person, in_view=whole) for person in people], longer)


def test_an_analysis_draws_stretches_and_the_queue_has_them_in_their_place(study):
    stretches = study.stretches("r1")
    assert len(stretches) == 2
    state = study.shown_to("r1", "kim")
    assert sum(isinstance(item, UnproposedStretch) for item in state.queue) == 2
    onsets = [item.onset_us if isinstance(item, UnproposedStretch) else item.draft.onset_us for item in state.queue]
    assert onsets == sorted(onsets)
    for stretch in stretches:
        assert not any(stretch.interval.overlaps(p.draft.interval) for p in study.proposals("r1"))


def test_the_same_analysis_again_keeps_what_was_drawn(study):
    before = study.stretches("r1")
    study.apply(SettleStretch(before[0].id, StretchStatus.NOTHING, took_ms=900), coder="kim")
    settled = study.stretches("r1")
    analyse(study)
    assert study.stretches("r1") == settled


def test_roles_that_change_what_is_proposed_leave_no_stretch_over_a_proposal(study):
    study.apply(SetRole("r1", "A", "child"), coder="kim")
    for stretch in study.stretches("r1"):
        assert not any(stretch.interval.overlaps(p.draft.interval) for p in study.proposals("r1"))


def test_a_look_is_kept_with_who_when_and_how_long_and_undo_takes_it_back(study):
    first, second = study.stretches("r1")
    before = study.state("r1")
    changes = study.apply(SettleStretch(first.id, StretchStatus.NOTHING, took_ms=4_200), coder="kim")
    looked = study.stretches("r1")[0]
    assert (looked.status, looked.coder, looked.took_ms) == (StretchStatus.NOTHING, "kim", 4_200)
    assert looked.decided_at
    assert study.state_after(before, changes) == study.state("r1")
    study.apply(SettleStretch(second.id, StretchStatus.SKIPPED), coder="kim")
    assert study.state("r1").queue[-1].id == second.id
    study.undo()
    study.undo()
    assert study.stretches("r1") == (first, second)
    study.redo()
    assert study.stretches("r1")[0] == looked


def test_what_was_looked_at_is_not_settled_twice_and_nonsense_is_refused(study):
    first = study.stretches("r1")[0]
    study.apply(SettleStretch(first.id, StretchStatus.FOUND), coder="kim")
    for edit, sentence in (
        (SettleStretch(first.id, StretchStatus.NOTHING), "has been looked at"),
        (SettleStretch("s99", StretchStatus.NOTHING), "no stretch 's99'"),
        (SettleStretch(study.stretches("r1")[1].id, StretchStatus.OPEN), "left for later"),
    ):
        with pytest.raises(StudyError, match=sentence):
            study.apply(edit, coder="kim")


def test_a_blind_coder_is_not_told_where_nothing_was_proposed(study):
    study.blinding.choose_blind("r1", "lee")
    assert study.shown_to("r1", "lee").stretches == ()
    with pytest.raises(StudyError, match=r"lee codes .*blind"):
        study.apply(SettleStretch(study.stretches("r1")[0].id, StretchStatus.NOTHING), coder="lee")


def test_deciding_on_proposals_draws_no_more(study):
    before = study.stretches("r1")
    first, second = (p.id for p in study.proposals("r1")[:2])
    study.apply(Accept(first), coder="kim")
    study.apply(Reject(second), coder="kim")
    assert study.stretches("r1") == before
