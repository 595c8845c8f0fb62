"""What the journal calls each step, and how a step of it is read again.

The journal keeps one name whatever language is spoken; window and command line say it in theirs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

STEPS = {
    "accept_and_reject_proposals": "accept {number} and reject {others} proposals",
    "accept": "accept {act}",
    "add": "add {code}",
    "begin": "begin {code}",
    "bring": "bring {name}",
    "change": "change {act}",
    "confirm_part_of": "confirm part of {act}",
    "confirm": "confirm {act}",
    "copy": "copy {act}",
    "decide_again": "decide {act} again",
    "describe": "describe {code}",
    "forget_that_had_begun": "forget {code} that had begun",
    "import": "import {act}",
    "lay_the_planned_episodes": "lay the planned episodes",
    "leave_for_later": "leave for later {act}",
    "leave_to_the_rule": "leave {act} to the rule",
    "merge": "merge {act}",
    "move": "move {act}",
    "note_on": "note on {act}",
    "nothing_more_in": "nothing more in {act}",
    "pair_with_nothing": "pair {act} with nothing",
    "pair_with": "pair {act} with {other}",
    "paste": "paste {act}",
    "person_is_not_settled": "person {name} is not settled",
    "person_is": "person {name} is {role}",
    "reject_the_bid_of": "reject the bid of {act}",
    "reject_the_response_of": "reject the response of {act}",
    "reject": "reject {act}",
    "remove": "remove {act}",
    "replace_words_in": "replace words in {act}",
    "say_that_voices_were_none": "say that {number} voices were none",
    "say_whose_voices_were": "say whose {number} voices were",
    "settle": "settle {act}",
    "shift": "shift {act}",
    "skip": "skip {act}",
    "something_found_in": "something found in {act}",
    "split": "split {act}",
    "stretch": "stretch {act}",
    "take_out_what_was_brought": "take out what was brought",
    "take_own_words_out": "take own words out",
    "take_the_caregivers_card_out": "take the caregiver's card out",
    "taking_out_the_note_to_yourself": "taking out the note to yourself",
    "the_cameras_name": "the camera's name",
    "the_caregiver_would_rather_not_say": "the caregiver would rather not say",
    "the_caregivers_own_side": "the caregiver's own side",
    "the_note_to_yourself": "the note to yourself",
    "a_caregivers_own_words": "a caregiver's own words",
    "unsettle": "unsettle {act}",
    "what_came_of_a_practice": "what came of a practice",
    "where_and_when_it_was": "where and when it was",
    "where_the_camera_lies": "where the camera lies",
}
"""The names of steps, by ids of their own. Of two that begin alike the one with more words stands first."""


def _pattern(step: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", step)
    said = (f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return re.compile("".join(said))


_PATTERNS = {step: _pattern(said) for step, said in STEPS.items()}


def step_of(label: str) -> tuple[str, Mapping[str, str]] | None:
    """Return which step a label of the journal is, and what stands at its names; None where no edit is called so."""
    for step, pattern in _PATTERNS.items():
        found = pattern.fullmatch(label)
        if found is not None:
            return step, found.groupdict()
    return None
