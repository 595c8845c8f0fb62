"""Judgement kept free: nothing reaches a blind coder, the draw keeps its share, and what was seen stays seen."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from coder.exchanges.pairing import RULES, Outcome
from coder.privacy.audit_log import AuditedAct
from coder.study.edits.caregiver_context import DescribeMeeting, FillCard
from coder.study.edits.coding import Accept, AddEvent, MoveEvent, Reject, RemoveEvent, SetRole, SettleOutcome, Skip
from coder.study.project import Project
from coder.vocabulary.coding_condition import DEFAULT_SHARE, CodingMode, Why, drawn, share_of
from coder.vocabulary.errors import StudyError
from tests.coder.media.clipmaker import make_clip
from tests.studies import REPORT, two_people_smiling
from ui.operations.study_figures import agreement_in


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clip") / "visit.mp4", frames=100, fps=25)


@pytest.fixture
def study(tmp_path, clip):
    with Project.create(tmp_path / "study") as project:
        fill(project, clip)
        yield project


def fill(project: Project, clip: Path) -> None:
    project.add_recording(clip)
    people, tracks = two_people_smiling()
    project.store_analysis("r1", REPORT, people, tracks)


def acts(project: Project) -> list[str]:
    return [entry.act for entry in project.trail.report().entries]


SMILE = AddEvent("r1", "child", "smile", 400_000, 800_000)

# What a blind coder sees


def test_a_blind_coder_sees_no_proposal_and_nobody_elses_word(study):
    study.apply(SMILE, coder="kim")
    study.apply(SettleOutcome("e1", Outcome.AVAILABLE_NEARBY), coder="kim")
    study.blinding.choose_blind("r1", "lee")
    seen = study.shown_to("r1", "lee")
    assert (seen.proposals, seen.events, seen.outcomes, seen.queue) == ((), (), {}, ())
    assert (seen.undo_label, seen.people, seen.all_seen) == (None, (), False)
    study.apply(AddEvent("r1", "child", "reach", 400_000, 800_000), coder="lee")
    (own,) = study.shown_to("r1", "lee").events
    assert own.coder == "lee"
    # The other coder sees everything, and lee's event too.
    assert len(study.shown_to("r1", "kim").events) == 2


def test_until_it_is_known_who_is_coding_nothing_is_shown(study):
    study.apply(SMILE, coder="kim")
    seen = study.shown_to("r1", "")
    assert (seen.proposals, seen.events, seen.undo_label) == ((), (), None)
    assert study.conducts("r1").keys() == {"kim"}


def test_what_became_of_ones_own_bid_nobody_else_settles(study):
    study.blinding.choose_blind("r1", "lee")
    (bid,) = (row.id for row in study.apply(SMILE, coder="lee").touched("events"))
    with pytest.raises(StudyError, match=r"“child smiles” at 0:00.400 is lee's"):
        study.apply(SettleOutcome(bid, Outcome.NO_ANSWER_SEEN), coder="kim")
    assert study.shown_to("r1", "lee").outcomes == {}
    (exchange,) = study.exchanges("r1", RULES["prompt-3s"], coder="lee")
    assert exchange.outcome is Outcome.UNSETTLED
    study.apply(SettleOutcome(bid, Outcome.NOT_A_BID), coder="lee")
    assert study.shown_to("r1", "lee").outcomes == {bid: Outcome.NOT_A_BID}


def test_a_blind_coder_decides_on_no_proposal_and_touches_nobody_elses_word(study):
    first = study.proposals("r1")[0].id
    study.apply(SMILE, coder="kim")
    study.blinding.choose_blind("r1", "lee")
    before = study.state("r1")
    for edit in (Accept(first), Reject(first), Skip(first), SetRole("r1", "A", "child")):
        with pytest.raises(StudyError, match=r"lee codes .*blind"):
            study.apply(edit, coder="lee")
    # Not even that there is such an event is said.
    for edit in (RemoveEvent("e1"), MoveEvent("e1", 0, 40_000), SettleOutcome("e1", Outcome.NOT_A_BID)):
        with pytest.raises(StudyError, match="There is no event 'e1'"):
            study.apply(edit, coder="lee")
    assert study.state("r1") == before


def test_a_decided_proposal_is_refused_to_a_blind_coder_in_the_same_words(study):
    first, second = (proposal.id for proposal in study.proposals("r1")[:2])
    study.apply(Reject(first), coder="kim")
    study.blinding.choose_blind("r1", "lee")
    said = set()
    for proposal in (first, second):
        with pytest.raises(StudyError) as refusal:
            study.apply(Accept(proposal), coder="lee")
        said.add(str(refusal.value))
    assert len(said) == 1


def test_undo_and_redo_of_others_are_not_there_for_a_blind_coder(study):
    study.blinding.choose_blind("r1", "lee")
    study.apply(AddEvent("r1", "child", "reach", 400_000, 800_000), coder="lee")
    study.apply(SMILE, coder="kim")
    assert study.shown_to("r1", "lee").undo_label == "add reach"  # their own, although Kim's is newer
    assert study.undo(coder="lee").label == "add reach"
    assert study.shown_to("r1", "lee").undo_label is None
    assert study.undo(coder="lee") is None
    assert study.undo(coder="kim").label == "add smile"
    assert study.shown_to("r1", "lee").redo_label == "add reach"
    assert study.redo(coder="lee").label == "add reach"
    assert {event.coder for event in study.events("r1")} == {"lee"}


# Beginning, choosing, drawing, opening


def test_what_was_seen_cannot_be_unseen(study):
    study.blinding.begin("r1", "kim")
    with pytest.raises(StudyError, match="cannot be unseen"):
        study.blinding.choose_blind("r1", "kim")
    study.blinding.choose_blind("r1", "lee")
    opened = study.blinding.open("r1", "lee")
    assert (opened.mode, opened.opened_at is not None) == (CodingMode.OPENED, True)
    assert study.shown_to("r1", "lee").proposals
    for work in (study.blinding.choose_blind, study.blinding.open):
        with pytest.raises(StudyError):
            work("r1", "lee")
    assert study.blinding.begin("r1", "lee", blind=True) == opened


def test_no_undo_makes_anybody_blind_again(study):
    study.blinding.choose_blind("r1", "lee")
    study.apply(SMILE, coder="lee")
    study.blinding.open("r1", "lee")
    while study.undo():
        pass
    assert study.conducts("r1")["lee"].mode is CodingMode.OPENED


def test_who_decided_before_beginning_had_everything_in_view(study):
    study.blinding.state_share(1)
    study.apply(Accept(study.proposals("r1")[0].id), coder="kim")
    conduct = study.shown_to("r1", "kim").conduct
    assert (conduct.mode, conduct.why) == (CodingMode.ASSISTED, Why.CHOSEN)


def test_a_study_from_before_there_was_a_draw_calls_nobody_blind_who_worked_in_it(study):
    study.apply(SMILE, coder="kim")
    study._db.execute("DELETE FROM conducts")
    study._db.execute("DELETE FROM facts WHERE id = 'blind salt'")
    study.blinding.state_share(1)
    assert study.blinding.begin("r1", "kim").mode is CodingMode.ASSISTED
    assert study.blinding.begin("r1", "lee").mode is CodingMode.BLIND


def test_with_nothing_to_hide_nobody_has_begun(tmp_path, clip):
    with Project.create(tmp_path / "s") as project:
        project.add_recording(clip)
        project.blinding.state_share(1)
        assert project.shown_to("r1", "kim").conduct is None
        project.blinding.begin("r1", "kim")
        people, tracks = two_people_smiling()
        project.store_analysis("r1", REPORT, people, tracks)
        assert project.shown_to("r1", "kim").proposals == ()
        assert project.shown_to("r1", "lee", blind=True).conduct.why is Why.CHOSEN


def test_what_a_sitting_and_a_draw_decide_is_in_the_trail_without_names(study):
    study.blinding.state_share(0.5)
    study.blinding.begin("r1", "kim")
    study.blinding.choose_blind("r1", "lee")
    study.blinding.open("r1", "lee")
    assert acts(study)[-4:] == [
        AuditedAct.BLIND_SHARE,
        AuditedAct.BLIND_DRAWN,
        AuditedAct.BLIND_CHOSEN,
        AuditedAct.BLIND_OPENED,
    ]
    entries = study.trail.report().entries
    assert json.loads(entries[-3].detail) == {
        "recording": "r1",
        "mode": study.conducts("r1")["kim"].mode.value,
        "share": 0.5,
    }
    assert not any("kim" in entry.detail or "lee" in entry.detail for entry in entries)
    assert study.guard.verify().findings == ()


def test_erasing_a_recording_erases_who_coded_it_how(study):
    study.blinding.choose_blind("r1", "quixley")
    study.apply(SMILE, coder="quixley")
    study.blinding.open("r1", "quixley")
    study.guard.erase("r1", at_once=True)
    assert b"quixley" not in (study.folder / "study.db").read_bytes()


# The draw


@pytest.mark.parametrize("share", [0.0, 0.05, DEFAULT_SHARE, 0.5, 1.0])
def test_the_draw_keeps_its_share_over_many_recordings(share):
    count = 5_000
    blind = sum(drawn("5a" * 32, f"r{n}", "kim", share=share) for n in range(count))
    low, high = binom.ppf([1e-6, 1 - 1e-6], count, share)
    assert low <= blind <= high


def test_the_draw_is_repeatable_apart_for_each_coder_and_unforeseeable_without_the_salt():
    def draws(salt: str, coder: str) -> list[bool]:
        return [drawn(salt, f"r{n}", coder, share=0.5) for n in range(400)]

    assert draws("a", "kim") == draws("a", "kim")
    for one, other in itertools.combinations([draws("a", "kim"), draws("a", "lee"), draws("b", "kim")], 2):
        alike = sum(x == y for x, y in zip(one, other, strict=True))
        assert 140 < alike < 260


def test_a_larger_share_holds_every_recording_of_a_smaller():
    for n in range(300):
        if drawn("s", f"r{n}", "kim", share=0.2):
            assert drawn("s", f"r{n}", "kim", share=0.3)


def test_every_study_has_a_salt_of_its_own(tmp_path):
    salts = set()
    for n in range(3):
        with Project.create(tmp_path / str(n)) as project:
            salts.add(project._db.get("facts", "blind salt")["value"])
    assert len(salts) == 3


@pytest.mark.parametrize("text", ["-0.1", "1.01", "nan", "half", ""])
def test_a_share_is_a_number_from_0_to_1(text):
    with pytest.raises(StudyError, match="is no share"):
        share_of(text)


# Agreement, blind apart from assisted


def coded_by_two(study, *blind: str) -> None:
    for coder in blind:
        study.blinding.choose_blind("r1", coder)
    for coder, offset in (("kim", 800_000), ("lee", 1_200_000)):
        study.apply(AddEvent("r1", "child", "smile", 400_000, offset), coder=coder)


def conditions(study) -> list[tuple[str, int]]:
    found = agreement_in(study, ("r1",), ("kim", "lee")).groups
    return [(one.result.condition, one.result.alignment.n) for one in found]


def test_agreement_is_blind_where_both_coded_blind(study):
    coded_by_two(study, "kim", "lee")
    assert [condition for condition, _ in conditions(study)] == ["blind"]


def test_agreement_is_not_blind_where_one_of_two_was_assisted(study):
    coded_by_two(study, "lee")
    assert [condition for condition, _ in conditions(study)] == ["by hand"]


def test_what_was_coded_blind_stays_as_it_was_when_it_was_opened(study):
    coded_by_two(study, "kim", "lee")
    blind = agreement_in(study, ("r1",), ("kim", "lee"))
    study.blinding.open("r1", "lee")
    first = study.proposals("r1")[0]
    of_kim, of_lee = (study.events("r1", coder=coder)[0].id for coder in ("kim", "lee"))
    study.apply(Accept(first.id), coder="lee")
    study.apply(RemoveEvent(of_kim), coder="kim")  # kim is blind still: this is a blind word
    study.apply(MoveEvent(of_lee, 400_000, 1_600_000), coder="lee")
    kept = study.blinding.coded_blind("r1", "lee")
    assert [(event.id, event.offset_us) for event in kept] == [(of_lee, 1_200_000)]
    assert study.blinding.coded_blind("r1", "kim") == ()
    study.undo()
    study.undo()
    again = agreement_in(study, ("r1",), ("kim", "lee"))
    was = next(one for one in blind.groups if one.result.condition == "blind")
    now = next(one for one in again.groups if one.result.condition == "blind")
    assert now.result.time_unit == was.result.time_unit
    assert {one.result.condition for one in again.groups} == {"blind", "assisted"}
    assert again.recordings == ("r1",)


# Whatever anybody does


CODERS = ("kim", "lee", "")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["add", "accept", "reject", "move", "remove", "settle", "undo", "redo", "show", "open", "reopen", "role"]
        ),
        st.sampled_from(CODERS),
        st.integers(0, 5),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, blind=st.sets(st.sampled_from(("kim", "lee")), min_size=1))
def test_no_sequence_of_edits_shows_a_blind_coder_a_proposal_or_anothers_word(tmp_path_factory, clip, steps, blind):
    folder = tmp_path_factory.mktemp("any") / "study"
    project = Project.create(folder)
    fill(project, clip)
    for coder in sorted(blind):
        project.blinding.choose_blind("r1", coder)
    held = {coder: project.shown_to("r1", coder) for coder in CODERS}
    for what, coder, n in steps:
        if what == "reopen":
            project.close()
            project = Project.open(folder)
            held = {who: project.state("r1", coder=who) for who in CODERS}
            continue
        changes = None
        try:
            if what == "open":
                project.blinding.open("r1", coder)
            elif what == "show":
                held[coder] = project.shown_to("r1", coder)
            elif what == "undo":
                changes = project.undo(coder=coder)
            elif what == "redo":
                changes = project.redo(coder=coder)
            else:
                changes = project.apply(edit_of(project, what, n), coder=coder)
        except StudyError:
            continue
        if changes is not None:
            held = {who: project.state_after(state, changes) for who, state in held.items()}
        for who in CODERS:
            check(project, who, held[who])
    project.close()


def edit_of(project: Project, what: str, n: int):
    proposals = project.proposals("r1")
    events = [event.id for event in project.events("r1")] or ["e1"]
    event = events[n % len(events)]
    return {
        "add": AddEvent("r1", "child", "smile", n * 400_000, n * 400_000 + 600_000),
        "accept": Accept(proposals[n % len(proposals)].id),
        "reject": Reject(proposals[n % len(proposals)].id),
        "move": MoveEvent(event, n * 200_000, n * 200_000 + 400_000),
        "remove": RemoveEvent(event),
        "settle": SettleOutcome(event, Outcome.NOT_A_BID),
        "role": SetRole("r1", "AB"[n % 2], "caregiver:Ada"),
    }[what]


def check(project: Project, coder: str, patched) -> None:
    conduct = project.blinding.conduct("r1", coder) if coder else None
    fresh = project.state("r1", coder=coder)
    for state in (fresh, patched):
        if conduct is None or conduct.blind:
            assert state.proposals == ()
            assert state.stretches == ()
            assert {event.coder for event in state.events} <= {coder}
            assert set(state.settled_by.values()) <= {coder}
            assert all(person.in_view == () for person in state.people)
    if conduct is None or conduct.blind:
        newest = project._db.next_step(back=True, coder=coder)
        assert fresh.undo_label == (newest.label if newest else None)


def test_no_id_and_no_refusal_tells_a_blind_coder_how_much_others_have_coded(tmp_path):
    with Project.create(tmp_path / "study") as project:
        project.add_without_clip("visit", duration_us=600_000_000)
        project.blinding.choose_blind("r1", "kim")
        given = []
        for others in (0, 40):
            for number in range(others):
                project.apply(AddEvent("r1", "child", "smile", number * 2_000_000, number * 2_000_000 + 1), coder="lee")
            changes = project.apply(
                AddEvent("r1", "child", "reach", 10**8 + others * 10**7, 10**8 + 9_000_000 + others * 10**7),
                coder="kim",
            )
            given += [row.id for row in changes.touched("events")]
        assert all(len(name) == len("e") + 16 for name in given), given
        theirs = next(event.id for event in project.events("r1", coder="lee"))
        said = []
        for name in (theirs, theirs + "0", "e999"):
            with pytest.raises(StudyError) as refused:
                project.apply(RemoveEvent(name), coder="kim")
            said.append(str(refused.value).replace(repr(name), "?"))
        assert len(set(said)) == 1


def test_where_a_visit_was_is_said_without_having_seen_anything(study):
    """Whoever writes down the meeting, or what a caregiver tells, may still be drawn or choose to code it blind."""
    study.apply(DescribeMeeting("r1", family="F1"), coder="lee")
    study.apply(FillCard("r1", "caregiver", rest="slept well"), coder="lee")
    assert study.blinding.conduct("r1", "lee") is None
    assert study.blinding.choose_blind("r1", "lee").blind
    study.apply(SMILE, coder="kim")
    assert study.blinding.conduct("r1", "kim").mode is CodingMode.ASSISTED
