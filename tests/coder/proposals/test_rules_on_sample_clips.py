"""From a rendered clip to proposals: what was scripted is proposed in time, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from coder.proposals.touch import touches_as_contact
from coder.vocabulary.events import Draft
from coder.vocabulary.people import Person
from tests.coder.proposals.analysed import ROOT, analysed
from tests.coder.proposals.proposal_matching import Said, compare, table

CLIPS = sorted((ROOT / "sample_clips").glob("*.mp4"))
QUICK = {"play", "apart"}
"""The others repeat these acts on other streams, or take longer."""

LONGER_US = {
    # Bodies are looked at every 0.2 s, and a hand on somebody is half hidden.
    "touch": 250_000,
    "contact": 250_000,
    # In the truth the last 2 % of a sleeve are still in the picture; a person is gone when no part can be told.
    "leave_view": 350_000,
    "return": 350_000,
    "separation": 350_000,
    "reunion": 350_000,
    "not_observable": 350_000,
}
"""How far an onset may lie from the scripted one where that is more than one sampling interval, and why."""


def named(people: Sequence[Person], truth: dict) -> tuple[Person, ...]:
    """Give people the names that the script has for them, as a human would who knows them: by where they sit."""

    def apart(person: Person, box: list[float]) -> float:
        x, y, width, height = person.median_box
        return abs(x + width / 2 - box[0] - box[2] / 2) + abs(y + height / 2 - box[1] - box[3] / 2)

    boxes = {who: np.median(values["values"]["head_box"], axis=0).tolist() for who, values in truth["people"].items()}
    return tuple(
        replace(person, confirmed_role=min(boxes, key=lambda who: apart(person, boxes[who]))) for person in people
    )


def truth_of(truth: dict) -> list[Said]:
    return [Said(e["subject"], e["code"], e["onset_us"], e["offset_us"]) for e in truth["events"]]


def goes_on(draft: Draft, truth: Sequence[Said]) -> bool:
    """Whether a smile is one of the script that goes on after its mouth could not be read for a while."""
    return draft.timing_bound_us > 300_000 and any(
        (said.subject, said.code) == (draft.subject, draft.code) and said.onset_us < draft.onset_us < said.offset_us
        for said in truth
    )


@pytest.mark.parametrize(
    "clip",
    [pytest.param(c, id=c.stem, marks=() if c.stem in QUICK else pytest.mark.slow) for c in CLIPS],
)
def test_every_scripted_event_is_proposed_in_time_and_nothing_without_cause(clip, pytestconfig):
    seen = analysed(clip, pytestconfig.cache)
    script = json.loads(clip.with_suffix(".truth.json").read_text("utf-8"))
    assert all(span.offset_us <= script["duration_us"] for one in seen.people for span in one.in_view)
    several = sum(who.startswith("caregiver") for who in script["people"]) > 1
    proposed = seen.propose(named(seen.people, script) if several else None)
    # What is heard has its own truth: tests/models/test_hearing.py.
    truth, drafts = truth_of(script), [draft for draft in proposed if draft.subject != "someone"]
    # A touch is contact, and proposed once; it stands for both.
    drafts += touches_as_contact(drafts)
    missed, explained = [], set()
    for code in {said.code for said in truth} | {draft.code for draft in drafts}:
        result = compare(
            [said for said in truth if said.code == code],
            [draft for draft in drafts if draft.code == code],
            tolerance_us=LONGER_US.get(code, seen.longest_sampling_us),
        )
        missed += result.missed
        explained |= {match.draft for match in result.matches if match.draft}
        explained |= {draft for draft in drafts if draft.code == code == "smile" and goes_on(draft, truth)}
    everything = table(compare(truth, drafts, tolerance_us=1_000_000))
    assert not missed, f"missed {missed}\n{everything}"
    assert set(drafts) == explained, everything
