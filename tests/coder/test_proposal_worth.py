"""What proposals are worth: counted by rule, timed, beside coding by hand; a rule switched off, and on again."""

from __future__ import annotations

import pytest

from coder.exchanges.pairing import RULES
from coder.interchange.formats import formats
from coder.report.figures.proposal_worth import LEAST_DECIDED, WorkedThrough, worth_of, worth_words
from coder.study.edits.coding import Accept, AddEvent, Reject
from coder.study.edits.exchanges import ConfirmExchange
from coder.study.edits.hand_coded import HandCoded
from coder.study.project import Project
from coder.study.rule_switches import rule_of
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Decision, Draft, Event, Origin, Proposal, Status
from coder.vocabulary.scheme import builtin_scheme
from tests.coder.media.clipmaker import make_clip
from tests.studies import make_smiling_study
from ui.operations.event_provenance import event_origins_in
from ui.operations.events_export import Wanted, export_study
from ui.operations.proposals_worth import switch_rules, worth_in

CHILD, CAREGIVER = "smile child/smile", "smile caregiver/smile"
S = 1_000_000


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clip") / "visit.mp4", frames=100, fps=25)


@pytest.fixture
def study(tmp_path, clip):
    make_smiling_study(tmp_path / "study", clip)
    with Project.open(tmp_path / "study") as project:
        yield project


def smiles(project: Project, coder: str | None = None) -> dict[str, Proposal]:
    return {rule_of(p.draft): p for p in project.proposals("r1", coder=coder) if p.draft.code == "smile"}


def rules(project: Project, coder: str | None = None):
    return {one.rule: one for one in worth_in(project, coder=coder).rules}


def test_each_rule_says_what_became_of_its_proposals_and_how_long_they_took(study):
    found = smiles(study)
    study.apply(Accept(found[CHILD].id, took_ms=1500), coder="kim")
    study.apply(Reject(found[CAREGIVER].id, took_ms=2500), coder="kim")
    worth = rules(study)
    assert (worth[CHILD].accepted, worth[CHILD].seconds, worth[CHILD].median_seconds) == (1, 1.5, 1.5)
    assert (worth[CAREGIVER].rejected, worth[CAREGIVER].accepted, worth[CAREGIVER].seconds) == (1, 0, 2.5)
    assert worth[CHILD].versions == (found[CHILD].draft.rule,)
    assert worth[CHILD].models == found[CHILD].draft.models


def test_what_was_coded_by_hand_and_nobody_proposed_was_missed(study):
    study.apply(AddEvent("r1", "child", "smile", 2_800_000, 3_400_000), coder="kim")
    study.apply(AddEvent("r1", "child", "reach", 2_800_000, 3_400_000), coder="kim")
    worth = rules(study)
    assert worth[CHILD].missed == 1
    assert worth[" child/reach"].missed == 1  # no rule proposes it here
    study.apply(AddEvent("r1", "child", "smile", 1_400_000, 1_800_000), coder="kim")
    assert rules(study)[CHILD].missed == 1, "a proposal lay there"


def test_an_answer_that_a_coder_found_and_no_card_asked_about_was_missed(study):
    card = next(item for item in study.exchange_queue("r1", RULES["prompt-3s"]).items if item.kind == "answer")
    study.apply(ConfirmExchange(card), coder="kim")
    assert worth_in(study).cards.missed == 0
    study.apply(AddEvent("r1", "child", "reach", 3_300_000, 3_500_000), coder="kim")
    assert worth_in(study).cards.missed == 0, "nobody answered it"
    study.apply(AddEvent("r1", "caregiver", "touch", 3_500_000, 3_800_000), coder="kim")
    found = worth_in(study).cards
    assert (found.confirmed, found.missed) == (1, 1)
    assert study.exchange_queue("r1", RULES["prompt-3s"], coder="kim").waiting == (), "the rule pairs it by itself"


def test_an_answer_that_was_put_on_a_card_is_a_changed_card_and_no_missed_one(study):
    card = next(item for item in study.exchange_queue("r1", RULES["prompt-3s"]).items if item.kind == "answer")
    study.apply(AddEvent("r1", "caregiver", "touch", 3_500_000, 3_800_000), coder="kim")
    touch = study.events("r1")[0].id
    study.apply(ConfirmExchange(card, response=touch), coder="kim")
    found = worth_in(study).cards
    assert (found.changed, found.missed) == (1, 0)


def test_the_time_of_a_card_is_shared_by_the_acts_it_confirms(study):
    card = next(item for item in study.exchange_queue("r1", RULES["prompt-3s"]).items if item.kind == "answer")
    study.apply(ConfirmExchange(card, took_ms=3001), coder="kim")
    worth = worth_in(study)
    seconds = {one.rule: one.seconds for one in worth.rules}
    assert seconds[CHILD] + seconds[CAREGIVER] == pytest.approx(3.001)
    assert seconds[CHILD] == pytest.approx(seconds[CAREGIVER], abs=0.002)
    assert (worth.cards.confirmed, worth.cards.seconds) == (1, 3.001)


def test_an_undone_decision_is_no_longer_counted_and_a_blind_recording_never(study):
    study.apply(Accept(smiles(study)[CHILD].id, took_ms=1500), coder="kim")
    study.undo()
    assert all(one.decided == 0 for one in worth_in(study).rules)
    study.blinding.choose_blind("r1", "lee")
    study.apply(AddEvent("r1", "child", "smile", 2_800_000, 3_400_000), coder="lee")
    assert worth_in(study, coder="lee").rules == ()


def test_what_coding_by_hand_takes_is_kept_with_the_event_and_undone_with_it(study):
    edit = AddEvent("r1", "child", "smile", 2_800_000, 3_400_000)
    changes = study.apply(HandCoded(edit, took_ms=4000), coder="kim")
    assert study.hand_times("r1") == {changes.added[0]: 4000}
    assert worth_in(study).hand_seconds == 4.0
    study.undo()
    assert study.hand_times("r1") == {}


def test_a_rule_that_is_switched_off_proposes_nothing_to_that_coder_and_comes_back(study):
    every = study.proposals("r1", coder="kim")
    study.apply(Accept(smiles(study)[CHILD].id), coder="kim")
    assert switch_rules(study, "kim", "smile", shown=False) == (CAREGIVER, CHILD)
    left = smiles(study, "kim")
    assert set(left) == {CHILD}, "what is decided stays"
    assert CAREGIVER not in {rule_of(p.draft) for p in study.state("r1", coder="kim").proposals}
    assert set(smiles(study, "lee")) == {CHILD, CAREGIVER}, "for one coder alone"
    assert not rules(study, "kim")[CAREGIVER].shown
    assert switch_rules(study, "kim", "caregiver/smile", shown=True) == (CAREGIVER,)
    assert len(study.proposals("r1", coder="kim")) == len(every)
    assert [(one.rule, one.shown) for one in study.rule_switches.all][-1] == (CAREGIVER, True)
    assert [entry.act for entry in study.trail.report().entries].count("rule switched off or on") == 2
    with pytest.raises(StudyError, match="No rule that proposes here is called 'grin'"):
        switch_rules(study, "kim", "grin", shown=False)


def test_what_a_switched_off_rule_proposes_is_no_miss_of_it(study):
    switch_rules(study, "kim", "child/smile", shown=False)
    study.apply(AddEvent("r1", "child", "smile", 1_100_000, 1_900_000), coder="kim")
    assert rules(study, "kim")[CHILD].missed == 0


def decided(statuses: list[Status], seconds: float, hand: float = 0.0):
    """One rule whose proposals were decided so, each in so many seconds, beside events coded by hand."""
    draft = Draft(
        "child",
        "smile",
        0,
        offset_us=S,
        timing_bound_us=0,
        evidence="seen",
        models=("face@1",),
        confidence=0.5,
        rule="smile@2",
    )
    proposals = [Proposal(f"p{n}", "r1", draft, status) for n, status in enumerate(statuses)]
    decisions = [
        Decision(f"d{n}", p.id, p.status, coder="kim", decided_at="", took_ms=round(seconds * 1000), event=None)
        for n, p in enumerate(proposals)
    ]
    events, times = [], {}
    if hand:
        events = [
            Event(
                f"e{n}",
                "r1",
                "child",
                code="smile",
                onset_us=0,
                offset_us=S,
                coder="kim",
                origin=Origin.HUMAN,
                proposal=None,
                timing_bound_us=0,
            )
            for n in range(5)
        ]
        times = {event.id: round(hand * 1000) for event in events}
    work = WorkedThrough(proposals=proposals, decisions=decisions, events=events, hand_ms=times)
    (one,) = worth_of([work], builtin_scheme(), name={p.id: CHILD for p in proposals})
    return one


def test_a_rule_costs_more_where_its_decisions_took_longer_than_coding_by_hand():
    mostly_not = [Status.ACCEPTED] * 2 + [Status.REJECTED] * 10
    assert decided(mostly_not, 2.0, hand=5.0).costs_more is True  # 24 s for two events
    assert decided(mostly_not, 0.5, hand=5.0).costs_more is False  # 6 s for two that take 10 by hand
    assert "costs more" in worth_words(decided(mostly_not, 2.0, hand=5.0))


def test_where_no_hand_was_timed_keys_are_counted_and_few_decisions_say_nothing():
    half = [Status.ACCEPTED] * 6 + [Status.REJECTED] * 5
    assert decided(half, 2.0).costs_more is False  # 11 keys for six states of two keys each
    assert decided([Status.ACCEPTED] * 3 + [Status.REJECTED] * 8, 2.0).costs_more is True
    assert decided([Status.REJECTED] * (LEAST_DECIDED - 1), 2.0).costs_more is None


def test_no_export_holds_a_time(study, tmp_path):
    odd = 987_654
    study.apply(HandCoded(AddEvent("r1", "child", "smile", 2_800_000, 3_400_000), took_ms=odd), coder="kim")
    study.apply(Accept(smiles(study)[CHILD].id, took_ms=odd), coder="kim")
    for kind in [one for one in formats() if one.write is not None]:
        target = tmp_path / f"{kind.id}{kind.extensions[0]}"
        export_study(study, target, Wanted(kind.id))
        found = [path for path in tmp_path.rglob("*") if path.is_file() and "study" not in path.parts]
        assert found
        assert not any(str(odd).encode() in path.read_bytes() for path in found), kind.id


def test_erasing_a_recording_takes_its_times_along(study):
    study.apply(HandCoded(AddEvent("r1", "child", "smile", 2_800_000, 3_400_000), took_ms=4000), coder="kim")
    study.guard.erase("r1", at_once=True)
    assert study.hand_times("r1") == {}
    assert worth_in(study).rules == ()


def test_provenance_names_rules_that_were_switched_off_and_edges_that_met_a_proposal(study):
    found = smiles(study)[CHILD].draft
    edit = AddEvent("r1", "child", "smile", found.onset_us + 120_000, found.offset_us)
    study.apply(HandCoded(edit, quiet=True), coder="kim")
    switch_rules(study, "kim", "caregiver/smile", shown=False)
    origins = event_origins_in(study, "r1", coder="kim")
    assert (origins.met, origins.switched_off) == (1, (CAREGIVER,))
    assert origins.counts[Origin.HUMAN] == 1
    assert origins.rules == ((found.rule, 1),)


def test_what_waits_again_of_a_switched_off_rule_is_not_shown_after_an_undo(study):
    study.apply(Accept(smiles(study)[CHILD].id), coder="kim")
    switch_rules(study, "kim", "child/smile", shown=False)
    before = study.state("r1", coder="kim")
    changes = study.undo(coder="kim")
    assert changes is not None
    after = study.state_after(before, changes)
    assert after == study.state("r1", coder="kim")
    assert CHILD not in {rule_of(p.draft) for p in after.proposals}
