"""What an edit did, as people say it: the journal's own short English is said in the language that is spoken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from coder.exchanges.pairing import Outcome
from coder.study.edits.changes import Changes
from coder.study.edits.journal_steps import step_of
from coder.study.state import RecordingState
from coder.vocabulary.language import named, plural, tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us
from ui.operations.wording import code_words, subject_words

_SAID = {
    "accept_and_reject_proposals": tr("accept {number} and reject {others} proposals"),
    "accept": tr("accept {act}"),
    "add": tr("add {code}"),
    "begin": tr("begin {code}"),
    "bring": tr("bring {name}"),
    "change": tr("change {act}"),
    "confirm_part_of": tr("confirm part of {act}"),
    "confirm": tr("confirm {act}"),
    "copy": tr("copy {act}"),
    "decide_again": tr("decide {act} again"),
    "describe": tr("describe {code}"),
    "forget_that_had_begun": tr("forget {code}"),
    "import": tr("import {act}"),
    "lay_the_planned_episodes": tr("lay the planned episodes"),
    "leave_for_later": tr("leave for later {act}"),
    "leave_to_the_rule": tr("leave {act} to the rule"),
    "merge": tr("merge {act}"),
    "move": tr("move {act}"),
    "note_on": tr("note on {act}"),
    "nothing_more_in": tr("nothing more in {act}"),
    "pair_with_nothing": tr("pair {act} with nothing"),
    "pair_with": tr("pair {act} with {other}"),
    "paste": tr("paste {act}"),
    "person_is_not_settled": tr("person {name} is not settled"),
    "person_is": tr("person {name} is {role}"),
    "reject_the_bid_of": tr("reject the bid of {act}"),
    "reject_the_response_of": tr("reject the answer of {act}"),
    "reject": tr("reject {act}"),
    "remove": tr("remove {act}"),
    "replace_words_in": tr("replace words in {act}"),
    "say_that_voices_were_none": tr("say that {number} voices were none"),
    "say_whose_voices_were": tr("say whose {number} voices were"),
    "settle": tr("settle {act}"),
    "shift": tr("shift {act}"),
    "skip": tr("leave for later {act}"),
    "something_found_in": tr("something found in {act}"),
    "split": tr("split {act}"),
    "stretch": tr("stretch {act}"),
    "take_out_what_was_brought": tr("take out what was brought"),
    "take_own_words_out": tr("take own words out"),
    "take_the_caregivers_card_out": tr("take the caregiver's card out"),
    "taking_out_the_note_to_yourself": tr("taking out the note to yourself"),
    "the_cameras_name": tr("the camera's name"),
    "the_caregiver_would_rather_not_say": tr("the caregiver would rather not say"),
    "the_caregivers_own_side": tr("the caregiver's own side"),
    "the_note_to_yourself": tr("the note to yourself"),
    "a_caregivers_own_words": tr("a caregiver's own words"),
    "unsettle": tr("settle {act} no more"),
    "what_came_of_a_practice": tr("what came of a practice"),
    "where_and_when_it_was": tr("where and when it was"),
    "where_the_camera_lies": tr("where the camera lies"),
}
"""What each step of the journal is called where it is read."""
_COUNTED: Mapping[str, Callable[[int], str]] = {
    "event": lambda count: plural(count, "{count} event", "{count} events", count=count),
    "proposal": lambda count: plural(count, "{count} proposal", "{count} proposals", count=count),
    "exchange": lambda count: plural(count, "{count} exchange", "{count} exchanges", count=count),
}
_MANY = re.compile(r"(?P<count>\d+) (?P<what>event|proposal|exchange)s?")


def edit_words(label: str, state: RecordingState, scheme: Scheme, changes: Changes | None = None) -> str:
    """Return what an edit did as people say it: ``accept “smiles” at 0:03.120`` for ``accept p4``.

    ``changes`` names also what is no longer there.
    """
    step = step_of(label)
    if step is None:
        return label  # an earlier version called it so
    name, at = step
    words = _SAID[name]
    called = _called(set(at.values()), state, scheme, changes)

    def said(place: str, value: str) -> str:
        if place == "code":
            return _one_act(value, scheme, changes)
        many = _MANY.fullmatch(value)
        return _COUNTED[many["what"]](int(many["count"])) if many is not None else called.get(value, value)

    return words.format(**{place: said(place, value) for place, value in at.items()}) + _became(changes)


def _called(ids: set[str], state: RecordingState, scheme: Scheme, changes: Changes | None) -> Mapping[str, str]:
    """Return what acts, stretches and exchanges are called, by their ids."""
    called: dict[str, str] = {}
    acts = ids | {_bid_of(one) for one in ids}
    touched = changes.touched("events") if changes is not None else ()
    held = [(row.id, one) for row in touched if (one := row.before or row.after) is not None]
    for name, row in held:
        if name in ids:
            called[name] = _act_at(scheme, str(row["subject"]), str(row["code"]), int(str(row["onset_us"])))
    for proposal in state.proposals:
        if proposal.id in acts:
            draft = proposal.draft
            called[proposal.id] = _act_at(scheme, draft.subject, draft.code, draft.onset_us)
    for kept in state.events:  # where it was put when it was kept
        if kept.proposal in called:
            called[kept.proposal] = _act_at(scheme, kept.subject, kept.code, kept.onset_us)
    for _, row in held:  # as it was kept: moved, or a voice of someone that became somebody's
        if (proposal_id := str(row.get("proposal"))) in called:
            called[proposal_id] = _act_at(scheme, str(row["subject"]), str(row["code"]), int(str(row["onset_us"])))
    for event in (state.events.by_id.get(one) for one in acts):
        if event is not None:
            called[event.id] = _act_at(scheme, event.subject, event.code, event.onset_us)
    for stretch in state.stretches:
        if stretch.id in ids:
            called[stretch.id] = tr("the stretch at {time}", time=format_us(stretch.onset_us))
    return called | {one: _exchange_words(one, called[bid]) for one in ids if (bid := _bid_of(one)) in called}


def _one_act(code: str, scheme: Scheme, changes: Changes | None) -> str:
    """Name the act that was coded, by who and when where the changes say it, else by its code alone."""
    rows = (*changes.touched("events"), *changes.touched("under_way")) if changes is not None else ()
    for held in (row.after or row.before for row in rows):
        if held is not None and str(held["code"]).replace("_", " ") == code:
            return _act_at(scheme, str(held["subject"]), str(held["code"]), int(str(held["onset_us"])))
    return f"“{next((one.label for one in scheme.codes if one.id.replace('_', ' ') == code), code)}”"


def _became(changes: Changes | None) -> str:
    """Return what a human said became of the bid, where the edit says one: ": available nearby"."""
    rows = changes.touched("outcomes") if changes is not None else ()
    held = (row.after or row.before for row in rows)
    said = dict.fromkeys(Outcome(str(one["outcome"])) for one in held if one is not None)
    return f": {', '.join(named(one) for one in said)}" if said else ""


def _bid_of(exchange_id: str) -> str:
    """Return the act that the id of a proposed exchange names first; "" for an id that is none."""
    kind, _, acts = exchange_id.partition("-")
    return acts.partition("-")[0] if kind in ("x", "s", "m", "r") else ""


def _exchange_words(exchange_id: str, act: str) -> str:
    """Return what a proposed exchange is called, by the act that its id names first."""
    if exchange_id.startswith("x"):
        return tr("what came back after {act}", act=act)
    if exchange_id.startswith("s"):
        return tr("what both did from {act} on", act=act)
    return tr("what followed on {act}", act=act)


def _act_at(scheme: Scheme, subject: str, code: str, onset_us: int) -> str:
    return tr(
        "“{subject} {code}” at {time}",
        subject=subject_words(subject),
        code=code_words(scheme, subject, code),
        time=format_us(onset_us),
    )
