"""Many decisions in one step, and coding by hand that meets a proposal: books, bounds and undo stay true."""

from __future__ import annotations

import pytest

from coder.exchanges.pairing import RULES
from coder.study.edits.coding import AddEvent
from coder.study.edits.hand_coded import SNAP_US, HandCoded
from coder.study.edits.many_decisions import AcceptMany, ConfirmMany, RejectMany, RejectManyExchanges, shares
from coder.study.edits.states_under_way import BeginState, EndState
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Origin, Status
from tests.coder.media.clipmaker import make_clip
from tests.studies import make_smiling_study

RULE = RULES["prompt-3s"]
GAP = 40_000


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clip") / "visit.mp4", frames=100, fps=25)


@pytest.fixture
def study(tmp_path, clip):
    make_smiling_study(tmp_path / "study", clip)
    with Project.open(tmp_path / "study") as project:
        yield project


def smile(project: Project):
    return next(p for p in project.proposals("r1") if (p.draft.subject, p.draft.code) == ("child", "smile"))


def waiting(project: Project) -> tuple[str, ...]:
    return tuple(p.id for p in project.proposals("r1") if p.status is Status.OPEN)


def everything(project: Project) -> object:
    state = project.state("r1")
    return state.events, state.proposals, state.outcomes, state.paired, state.exchange_words


def test_many_are_accepted_in_one_step_that_one_undo_takes_back(study):
    before, every = everything(study), waiting(study)
    study.apply(AcceptMany(every, took_ms=1001), coder="kim")
    assert len(study.events("r1")) == len(every)
    assert not waiting(study)
    assert sum(one.took_ms for one in study.decisions("r1")) == 1001
    study.undo()
    assert everything(study) == before


def test_many_are_rejected_in_one_step_and_one_that_is_decided_refuses_all(study):
    every = waiting(study)
    study.apply(RejectMany(every[:1]), coder="kim")
    with pytest.raises(StudyError, match="has been decided"):
        study.apply(RejectMany(every), coder="kim")
    assert len(waiting(study)) == len(every) - 1
    study.apply(RejectMany(every[1:]), coder="kim")
    assert not waiting(study)


def test_cards_that_share_acts_are_confirmed_together(study):
    # Coded by hand: it shares a smile that is proposed as the answer to another.
    study.apply(AddEvent("r1", "child", "smile", 2_480_000, 3_000_000), coder="kim")
    before, cards = everything(study), study.exchange_queue("r1", RULE, coder="kim").waiting
    assert len({part for card in cards for part in card.parts}) < sum(len(card.parts) for card in cards)
    study.apply(ConfirmMany(cards, took_ms=900), coder="kim")
    assert not study.exchange_queue("r1", RULE, coder="kim").waiting
    assert len(study.events("r1")) == 1 + len({part for card in cards for part in card.waiting})
    study.undo()
    assert everything(study) == before


def test_many_cards_are_not_so_and_their_acts_wait_on(study):
    cards = [card for card in study.exchange_queue("r1", RULE).waiting if card.response is not None]
    study.apply(RejectManyExchanges(tuple(cards)), coder="kim")
    left = {card.id for card in study.exchange_queue("r1", RULE).waiting}
    assert not left & {card.id for card in cards}


def test_a_time_is_shared_without_a_rest():
    assert shares(1001, 3) == [335, 333, 333]
    assert shares(5, 0) == []


def test_an_edge_near_the_proposals_moves_onto_it_and_the_event_stays_the_humans(study):
    found = smile(study).draft
    edit = AddEvent("r1", "child", "smile", found.onset_us + 8 * GAP, found.offset_us + SNAP_US + GAP)
    study.apply(HandCoded(edit, quiet=True), coder="kim")
    (event,) = study.events("r1")
    assert (event.onset_us, event.offset_us) == (found.onset_us, found.offset_us + SNAP_US + GAP)
    assert (event.origin, event.proposal) == (Origin.HUMAN, smile(study).id)
    assert event.timing_bound_us == found.timing_bound_us
    assert smile(study).id not in waiting(study), "it is not asked again"
    study.undo()
    assert smile(study).id in waiting(study)
    assert not study.events("r1")


def test_a_proposal_of_the_child_is_met_by_acts_of_the_one_child_whom_a_scheme_names(study):
    study.schemes.add('id = "who"\ntitle = "who"\nversion = 1\ncode = []\n[[subject]]\nname = "Ama"\nrole = "child"\n')
    found = smile(study).draft
    edit = AddEvent("r1", "child:Ama", "smile", found.onset_us + GAP, found.offset_us)
    study.apply(HandCoded(edit, quiet=True), coder="kim")
    (event,) = study.events("r1")
    assert (event.onset_us, event.proposal) == (found.onset_us, smile(study).id)
    assert smile(study).id not in waiting(study)


def test_an_onset_that_did_not_move_keeps_the_bound_of_its_frame(study):
    found = smile(study).draft
    onset = found.onset_us - SNAP_US - SNAP_US % GAP - GAP  # beyond the reach, and the act is the same
    study.apply(HandCoded(AddEvent("r1", "child", "smile", onset, found.offset_us + GAP), quiet=True), coder="kim")
    (event,) = study.events("r1")
    assert event.proposal == smile(study).id
    assert (event.onset_us, event.timing_bound_us) == (onset, GAP)
    assert event.offset_us == found.offset_us


def test_without_quiet_mode_or_without_a_proposal_nothing_moves(study):
    found = smile(study).draft
    study.apply(HandCoded(AddEvent("r1", "child", "smile", found.onset_us + GAP, found.offset_us)), coder="kim")
    (event,) = study.events("r1")
    assert (event.onset_us, event.proposal) == (found.onset_us + GAP, None)
    study.undo()
    study.apply(
        HandCoded(AddEvent("r1", "child", "reach", found.onset_us + GAP, found.offset_us), quiet=True), coder="k"
    )
    assert study.events("r1")[0].proposal is None


def test_a_state_ended_by_key_meets_it_too_and_the_next_one_goes_on(study):
    found = smile(study).draft
    study.apply(BeginState("r1", "child", "smile", found.onset_us + 3 * GAP), coder="kim")
    study.apply(
        HandCoded(EndState("r1", "child", "smile", found.offset_us + 5 * GAP), took_ms=700, quiet=True), coder="kim"
    )
    (event,) = study.events("r1")
    assert (event.onset_us, event.offset_us, event.proposal) == (found.onset_us, found.offset_us, smile(study).id)
    assert not study.under_way("r1")
    assert study.hand_times("r1") == {event.id: 700}


def test_a_decided_proposal_draws_no_edge(study):
    found = smile(study)
    study.apply(RejectMany((found.id,)), coder="kim")
    onset = found.draft.onset_us + GAP
    study.apply(HandCoded(AddEvent("r1", "child", "smile", onset, found.draft.offset_us), quiet=True), coder="kim")
    assert study.events("r1")[0].onset_us == onset


def test_a_blind_coder_is_told_nothing(study):
    study.blinding.choose_blind("r1", "lee")
    found = smile(study).draft
    edit = HandCoded(AddEvent("r1", "child", "smile", found.onset_us + GAP, found.offset_us), quiet=True)
    with pytest.raises(StudyError, match="blind"):
        study.apply(edit, coder="lee")
