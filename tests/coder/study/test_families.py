"""Families are not set beside each other, under whatever name; one family's recordings are, and many pooled."""

import pytest

from coder.study.edits.caregiver_context import DescribeMeeting
from coder.study.families import FEWEST_FAMILIES, refuse_families_side_by_side
from coder.study.project import Project
from coder.vocabulary.errors import StudyError


@pytest.fixture
def study(tmp_path):
    with Project.create(tmp_path / "study") as project:
        for number in range(2 * FEWEST_FAMILIES):
            recording = project.add_without_clip(f"visit {number}", duration_us=60_000_000)
            project.apply(DescribeMeeting(recording.id, family=f"family {number}"), coder="kim")
        yield project


def of_one_family(study: Project, *recordings: str) -> None:
    for recording in recordings:
        study.apply(DescribeMeeting(recording, family="Ash"), coder="kim")


IDS = [f"r{number}" for number in range(1, 2 * FEWEST_FAMILIES + 1)]
HALF = {"home": IDS[:FEWEST_FAMILIES], "lab": IDS[FEWEST_FAMILIES:]}


@pytest.mark.parametrize(
    "sides",
    [
        {"home": ["r1"], "lab": ["r2"]},
        {"home": ["r1", "r2"], "lab": ["r3", "r4"]},
        {"home": IDS[:5], "lab": IDS[5:9]},
        {"home": ["r1"], "lab": ["r1", "r2"]},
    ],
)
def test_few_families_are_not_compared(study, sides):
    with pytest.raises(StudyError, match="not compared with each other"):
        refuse_families_side_by_side(study, sides)


def test_many_families_pooled_are(study):
    refuse_families_side_by_side(study, HALF)


def test_recordings_of_one_family_are(study):
    of_one_family(study, "r1", "r2")
    refuse_families_side_by_side(study, {"home": ["r1"], "lab": ["r2"]})


def test_a_family_spelled_in_two_ways_is_not_two(study):
    study.apply(DescribeMeeting("r1", family="Ash"), coder="kim")
    study.apply(DescribeMeeting("r2", family="ash"), coder="kim")
    refuse_families_side_by_side(study, {"home": ["r1"], "lab": ["r2"]})


def test_whose_a_recording_is_has_to_be_known(study):
    study.apply(DescribeMeeting("r2", family=""), coder="kim")
    for unsaid_is_one in (False, True):
        with pytest.raises(StudyError, match="Nobody said of which family r2 is"):
            refuse_families_side_by_side(study, {"a": ["r1"], "b": ["r2"]}, unsaid_is_one=unsaid_is_one)
