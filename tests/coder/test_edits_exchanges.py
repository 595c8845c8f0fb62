"""Deciding on exchanges: acts and pairing in one undoable step, half a card, by hand, across rules, roles and edges."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coder.exchanges.human_pairing import NO_PAIRINGS
from coder.exchanges.pairing import RULES, Outcome
from coder.proposals.exchange import ExchangeKind, ExchangeProposal
from coder.study.edits.coding import Accept, AddEvent, MoveEvent, RemoveEvent, SetRole
from coder.study.edits.exchanges import (
    CardPart,
    ConfirmExchange,
    RejectExchange,
    ReopenExchange,
    SetPairing,
    SkipExchange,
)
from coder.study.edits.role_changes import Fate
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Status
from tests.coder.media.clipmaker import make_clip
from tests.studies import REPORT, make_smiling_study, two_people_smiling

RULE = RULES["prompt-3s"]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clip") / "visit.mp4", frames=100, fps=25)


@pytest.fixture
def study(tmp_path, clip):
    make_smiling_study(tmp_path / "study", clip)
    with Project.open(tmp_path / "study") as project:
        yield project


def cards(project: Project, rule: str = "prompt-3s", coder: str | None = None) -> list[ExchangeProposal]:
    found = project.exchange_queue("r1", RULES[rule], coder=coder).items
    return [item for item in found if item.kind is ExchangeKind.ANSWER]


def only(project: Project, rule: str = "prompt-3s") -> ExchangeProposal:
    (one,) = cards(project, rule)
    return one


def everything(project: Project) -> object:
    state = project.state("r1")
    return state.events, state.proposals, state.outcomes, state.paired, state.exchange_words


def pair(project: Project) -> tuple[str | None, bool]:
    (one,) = project.exchanges("r1", RULE)
    return one.response, one.paired_by_hand


def test_one_word_confirms_acts_and_pairing_and_one_undo_takes_them_back(study):
    before, card = everything(study), only(study)
    changes = study.apply(ConfirmExchange(card, took_ms=1200), coder="kim")
    assert len(changes.touched("events")) == 2
    (exchange,) = study.exchanges("r1", RULE)
    assert (exchange.outcome, exchange.latency_us) == (Outcome.ANSWERED, card.latency_us)
    after = only(study)
    assert (after.id, after.status, after.waiting) == (card.id, Status.ACCEPTED, ())
    assert not [p for p in study.proposals("r1") if p.status is Status.OPEN and p.draft.code == "smile"]
    assert sum(decision.took_ms for decision in study.decisions("r1")) == 1200
    study.undo()
    assert everything(study) == before
    study.redo()
    assert only(study).status is Status.ACCEPTED


def test_the_windows_state_follows_every_step_without_reading_again(study):
    card, state = only(study), study.state("r1")
    for edit in (SkipExchange(card), ConfirmExchange(card, response="none"), ReopenExchange(card)):
        if isinstance(edit, ReopenExchange):
            with pytest.raises(StudyError, match="not rejected"):
                study.apply(edit, coder="kim")
            continue
        state = study.state_after(state, study.apply(edit, coder="kim"))
        assert state == study.state("r1")
    for _ in range(2):
        state = study.state_after(state, study.undo())
        assert state == study.state("r1")


def test_half_of_a_card_keeps_the_other_half_waiting(study):
    card = only(study)
    study.apply(ConfirmExchange(card, only=frozenset({card.bid})), coder="kim")
    half = only(study)
    assert (half.id, half.status, half.waiting) == (card.id, Status.OPEN, (card.response,))
    assert [e.subject for e in study.events("r1")] == ["child"]
    study.apply(ConfirmExchange(half), coder="kim")
    assert (only(study).status, len(study.events("r1"))) == (Status.ACCEPTED, 2)


def test_acts_confirmed_one_by_one_leave_nothing_to_ask(study):
    for act in only(study).parts:
        study.apply(Accept(act), coder="kim")
    assert study.exchange_queue("r1", RULE).waiting == ()


def test_another_act_in_the_answers_place_is_a_pairing_by_hand_that_no_rule_overwrites(study):
    added = study.apply(AddEvent("r1", "caregiver", "touch", 3_400_000, 3_800_000), coder="kim")
    other = added.touched("events")[0].id
    card = only(study)
    study.apply(ConfirmExchange(card, response=other), coder="kim")
    assert pair(study) == (other, True)
    assert only(study).status is Status.ADJUSTED
    for rule in RULES.values():
        (one,) = study.exchanges("r1", rule)
        assert (one.response, one.paired_by_hand) == (other, True), rule.id
    people, tracks = two_people_smiling()
    study.store_analysis("r1", REPORT, people, tracks)
    assert pair(study) == (other, True)
    # The act that the rule would have taken goes on waiting.
    assert [p.id for p in study.proposals("r1") if p.status is Status.OPEN and p.draft.code == "smile"] == [
        card.response
    ]


def test_a_pairing_that_lost_an_act_is_the_rules_again_and_comes_back_with_undo(study):
    other = study.apply(AddEvent("r1", "caregiver", "touch", 3_400_000, 3_800_000), coder="kim").touched("events")[0].id
    study.apply(ConfirmExchange(only(study), response=other), coder="kim")
    study.apply(RemoveEvent(other), coder="kim")
    assert pair(study) == (None, False)
    study.undo()
    assert pair(study) == (other, True)


def test_nothing_answers_it_is_a_word_of_its_own(study):
    card = only(study)
    study.apply(ConfirmExchange(card, response="none", outcome="available nearby"), coder="kim")
    (one,) = study.exchanges("r1", RULE)
    assert (one.response, one.paired_by_hand, one.outcome) == (None, True, Outcome.AVAILABLE_NEARBY)
    study.apply(Accept(str(card.response)), coder="kim")
    assert pair(study) == (None, True)
    study.apply(SetPairing(one.bid, to_rule=True), coder="kim")
    assert pair(study)[1] is False
    assert pair(study)[0] is not None


def test_an_outcome_that_contradicts_the_answer_leaves_the_act_waiting(study):
    card = only(study)
    study.apply(ConfirmExchange(card, outcome="not a bid"), coder="kim")
    assert [e.subject for e in study.events("r1")] == ["child"]
    assert study.exchanges("r1", RULE)[0].outcome is Outcome.NOT_A_BID
    with pytest.raises(StudyError, match="is not an outcome"):
        study.apply(ConfirmExchange(card, outcome="ignored"), coder="kim")


def test_what_was_taken_apart_is_not_paired_by_the_rule_either(study):
    card = only(study)
    study.apply(RejectExchange(card), coder="kim")
    assert study.events("r1") == ()
    assert [(c.id, c.status) for c in cards(study)] == [
        (f"x-{card.bid}", Status.OPEN),
        (card.id, Status.REJECTED),
    ]
    for act in card.parts:
        study.apply(Accept(act), coder="kim")
    assert pair(study) == (None, False)
    rejected = next(c for c in cards(study) if c.status is Status.REJECTED)
    study.apply(ReopenExchange(rejected), coder="kim")
    assert pair(study)[0] is not None


@pytest.mark.parametrize("part", [CardPart.BID, CardPart.RESPONSE])
def test_rejecting_a_part_leaves_the_other(study, part):
    card = only(study)
    study.apply(RejectExchange(card, part), coder="kim")
    gone, left = (card.bid, card.response) if part is CardPart.BID else (card.response, card.bid)
    status = {p.id: p.status for p in study.proposals("r1")}
    assert (status[gone], status[left]) == (Status.REJECTED, Status.OPEN)
    assert len(cards(study)) == (0 if part is CardPart.BID else 1)


def test_an_edge_moved_in_the_middle_of_the_work_moves_the_latency_and_keeps_the_decision(study):
    study.apply(ConfirmExchange(only(study)), coder="kim")
    answer = next(e for e in study.events("r1") if e.subject == "caregiver")
    study.apply(MoveEvent(answer.id, answer.onset_us + 200_000, answer.offset_us), coder="kim")
    after = only(study)
    assert after.status is Status.ACCEPTED
    assert after.latency_us == study.exchanges("r1", RULE)[0].latency_us


def test_moving_an_edge_on_the_card_is_one_step(study):
    before, card = everything(study), only(study)
    study.apply(ConfirmExchange(card, times={str(card.response): (2_400_000, 3_200_000)}), coder="kim")
    assert (only(study).status, only(study).anchor_us + only(study).latency_us) == (Status.ADJUSTED, 2_400_000)
    study.undo()
    assert everything(study) == before


def test_another_role_makes_other_cards_and_the_first_come_back_with_it(study):
    card = only(study)
    study.apply(SkipExchange(card), coder="kim")
    study.apply(SetRole("r1", "B", "other"), coder="kim")
    assert cards(study) == []
    study.undo()
    assert [(c.latency_us, c.kind) for c in cards(study)] == [(card.latency_us, card.kind)]


def test_naming_a_caregiver_in_the_middle_asks_nothing_again_and_loses_no_word(study):
    card = only(study)
    study.apply(RejectExchange(card), coder="kim")
    study.apply(Accept(card.bid), coder="kim")
    said = {(c.id, c.status) for c in cards(study)}
    assert (card.id, Status.REJECTED) in said
    ids = {p.id for p in study.proposals("r1")}
    for role in ("caregiver:Kim", "caregiver:Lee"):
        study.apply(SetRole("r1", "A", role), coder="kim")
        assert {(c.id, c.status) for c in cards(study)} == said
        assert {p.draft.subject for p in study.proposals("r1")} == {"child", role}
    for _ in range(2):
        study.undo()
        assert ({p.id for p in study.proposals("r1")}, {(c.id, c.status) for c in cards(study)}) == (ids, said)


@pytest.mark.parametrize("fate", list(Fate))
def test_what_was_decided_of_a_caregiver_is_not_asked_again_under_their_name(study, fate):
    before, card = everything(study), only(study)
    study.apply(ConfirmExchange(card), coder="kim")
    decided = everything(study)
    study.apply(SetRole("r1", "A", "caregiver:Kim", fate), coder="kim")
    waiting = {p.id for p in study.proposals("r1") if p.status is Status.OPEN}
    # An event that was taken out leaves its proposal to be decided again, under the same id.
    assert (card.response in waiting) == (fate is Fate.REMOVE)
    assert {p.id for p in study.proposals("r1")} == {p.id for p in before[1]}
    study.undo()
    assert everything(study) == decided
    study.undo()
    assert everything(study) == before


def test_what_was_said_of_two_acts_comes_back_with_their_person(study):
    card = only(study)
    study.apply(RejectExchange(card), coder="kim")
    study.apply(SetRole("r1", "A", "other"), coder="kim")
    assert [c.response for c in cards(study)] == [None]
    study.undo()
    assert (card.id, Status.REJECTED) in {(c.id, c.status) for c in cards(study)}


def test_changing_the_rule_in_the_middle_loses_no_decision(study):
    study.apply(ConfirmExchange(only(study)), coder="kim")
    for rule in RULES:
        assert all(c.status is Status.ACCEPTED for c in cards(study, rule)), rule


def test_a_blind_coder_neither_sees_nor_decides(study):
    study.blinding.choose_blind("r1", "lee")
    card = only(study)
    with pytest.raises(StudyError, match="blind"):
        study.apply(ConfirmExchange(card), coder="lee")
    study.apply(ConfirmExchange(card, response="none"), coder="kim")
    state = study.state("r1", coder="lee")
    assert (state.exchange_words, state.paired, state.pairings.by_hand) == ({}, {}, {})
    assert study.pairings("r1", coder="lee").by_hand == {}


def test_two_acts_of_one_person_and_two_recordings_are_not_paired(study):
    one = study.apply(AddEvent("r1", "child", "reach", 0, 400_000), coder="kim").touched("events")[0].id
    two = study.apply(AddEvent("r1", "child", "smile", 3_600_000, 3_800_000), coder="kim").touched("events")[0].id
    with pytest.raises(StudyError, match="another person"):
        study.apply(SetPairing(one, two), coder="kim")
    with pytest.raises(StudyError, match="no event 'e99'"):
        study.apply(SetPairing(one, "e99"), coder="kim")


def test_erasing_a_recording_erases_its_pairings(study):
    study.apply(ConfirmExchange(only(study), response="none"), coder="kim")
    removed = study.guard.erase("r1", at_once=True).removed
    assert (removed["pairings"], removed["exchange_words"]) == (1, 1)


@pytest.mark.parametrize("name", ["v1-plain", "v2-plain", "v4-plain"])
def test_older_studies_open_without_a_pairing_and_can_be_given_one(tmp_path, name):
    folder = shutil.copytree(ROOT / "tests" / "old_studies" / name, tmp_path / name)
    with Project.open(folder) as project:
        assert project.state("r1").pairings == NO_PAIRINGS
        events = {e.subject: e.id for e in project.events("r1")}
        project.exchange_queue("r1", RULE)
        first = next(iter(events.values()))
        project.apply(SetPairing(first), coder="kim")
        assert project.pairings("r1").by_hand == {first: None}
