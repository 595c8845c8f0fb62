"""The yardstick itself: what counts as met, missed and without cause."""

from __future__ import annotations

from coder.vocabulary.events import Draft
from tests.coder.proposals.proposal_matching import Said, compare, table


def draft(code: str, onset_us: int, subject: str = "child") -> Draft:
    return Draft(
        subject,
        code,
        onset_us,
        offset_us=onset_us + 1,
        timing_bound_us=1,
        evidence="",
        models=(),
        confidence=0.5,
        rule="r@1",
    )


def test_one_proposal_meets_one_truth_and_the_nearest_goes_first():
    truth = [Said("child", "smile", 1000, 2000), Said("child", "smile", 1300, 2000)]
    result = compare(truth, [draft("smile", 1290), draft("smile", 5000)], tolerance_us=400)
    assert [m.onset_error_us for m in result.matches] == [None, -10]
    assert [d.onset_us for d in result.unexplained] == [5000]
    assert "missed" in table(result)
    assert "without cause" in table(result)


def test_subject_and_code_must_agree():
    result = compare(
        [Said("child", "smile", 0, 1)], [draft("smile", 0, "caregiver"), draft("reach", 0)], tolerance_us=9
    )
    assert result.missed == (Said("child", "smile", 0, 1),)
    assert len(result.unexplained) == 2


def test_the_tolerance_is_reached_but_not_passed():
    truth = [Said("child", "smile", 1000, 2000)]
    assert not compare(truth, [draft("smile", 1100)], tolerance_us=100).missed
    assert compare(truth, [draft("smile", 1101)], tolerance_us=100).missed
