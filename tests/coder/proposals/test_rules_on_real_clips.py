"""From home video to proposals: a few looks and smiles that a person coded by eye, and nothing for who is not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.coder.proposals.analysed import analysed
from tests.coder.proposals.proposal_matching import Said, compare, table

pytestmark = [pytest.mark.realdata, pytest.mark.slow]

NEAR_US = 350_000
"""Two people who code a look frame by frame differ by a few frames; at these 7 to 14 frames a second a few are this."""

BY_EYE = {
    "2UWdXP.joke1.rep2.take1.Peekaboo_h265.mp4": [
        ("child", "look_to_caregiver", 5.1),
        ("child", "look_to_caregiver", 10.0),
        # Toward the child, in profile. It was first coded at 13.85, where she turns to the camera with it.
        ("caregiver", "smile", 9.5),
    ],
    "2UWdXP.joke2.rep3.take1.NomNomNom_h265.mp4": [
        ("caregiver", "look_to_child", 1.7),
        ("caregiver", "smile", 8.5),
    ],
    "3dC3SQ.joke1.rep2.take1.TearingPaper_h265.mp4": [
        ("caregiver", "look_to_child", 0.85),
        ("child", "look_to_caregiver", 2.15),
        ("caregiver", "smile", 9.8),
        ("child", "smile", 10.5),
    ],
}
"""Subject, code, onset in seconds."""


@pytest.mark.parametrize("name", BY_EYE)
def test_what_a_person_coded_is_proposed(name: str, realdata: Path, pytestconfig: pytest.Config) -> None:
    seen = analysed(realdata / "clips" / name, pytestconfig.cache)
    drafts = seen.propose()
    truth = [Said(who, code, round(t * 1e6), round(t * 1e6) + 1) for who, code, t in BY_EYE[name]]
    result = compare(truth, drafts, tolerance_us=NEAR_US)
    assert not result.missed, table(result)
    kinds = {(draft.subject, draft.code) for draft in drafts}
    assert not kinds & {("caregiver", "leave_view"), ("caregiver", "return"), ("together", "separation")}


def test_nobody_gives_nothing(realdata: Path, pytestconfig: pytest.Config) -> None:
    assert analysed(realdata / "clips" / "pyfeat_no_face.mp4", pytestconfig.cache).propose() == ()


def test_a_face_that_is_cut_away_gives_nothing_more(realdata: Path, pytestconfig: pytest.Config) -> None:
    seen = analysed(realdata / "clips" / "pyfeat_face_noface.mov", pytestconfig.cache)
    people = tuple(replace(person, confirmed_role="caregiver") for person in seen.people)
    drafts = seen.propose(people)
    assert [d.code for d in drafts if d.onset_us < 2_000_000] == ["smile"]
    assert {d.code for d in drafts if d.offset_us > 2_600_000} <= {"not_observable"}
