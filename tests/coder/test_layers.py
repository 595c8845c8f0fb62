"""Each coder's layer is theirs alone, and the books stay true (proposal, outcome, origin, bound), whatever is done."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coder.exchanges.pairing import Outcome
from coder.study.edits.changes import Value
from coder.study.edits.coding import (
    Accept,
    AddEvent,
    MoveEvent,
    NoteEvent,
    Reject,
    RemoveEvent,
    Reopen,
    SetRole,
    SettleOutcome,
    Skip,
)
from coder.study.edits.event_ledger import CONSENSUS, Ledger
from coder.study.edits.event_verbs import (
    ChangeEvents,
    Copied,
    EventEdge,
    MeetNeighbour,
    MergeEvents,
    PasteEvents,
    RemoveEvents,
    ReplaceText,
    ShiftEvents,
    SplitEvent,
    copied,
)
from coder.study.edits.events_in_time import EventsInTime
from coder.study.edits.hand_coded import HandCoded
from coder.study.edits.layer_copies import CopyEvents, SettleEvents
from coder.study.edits.many_decisions import AcceptMany, RejectMany
from coder.study.edits.role_changes import Fate
from coder.study.edits.states_under_way import BeginState, DropState, EndState
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Origin, Status
from coder.vocabulary.scheme import CodeKind, builtin_text, role_of
from tests.coder.media.clipmaker import make_clip
from tests.studies import REPORT, two_people_smiling

GAP = 40_000
S = 1_000_000
MORE = """
[[code]]
id = "pout"
label = "pouts"
role = "child"
kind = "state"
group = "mouth"
description = "The lower lip pushed forward."

[[code]]
id = "point"
label = "points"
role = "child"
kind = "point"
group = "pointing"
description = "An arm and a finger stretched out towards something."
"""


@pytest.fixture(scope="session")
def clip(tmp_path_factory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clip") / "visit.mp4", frames=100, fps=25)


@pytest.fixture
def study(tmp_path, clip):
    make_study(tmp_path / "study", clip)
    with Project.open(tmp_path / "study") as project:
        yield project


def make_study(folder: Path, clip: Path) -> Path:
    with Project.create(folder, scheme_texts=[builtin_text("first_path") + MORE]) as project:
        project.add_recording(clip)
        people, tracks = two_people_smiling()
        project.store_analysis("r1", REPORT, people, tracks)
    return folder


def smile(project: Project, subject: str = "child"):
    return next(p for p in project.proposals("r1") if (p.draft.subject, p.draft.code) == (subject, "smile"))


def mouth(onset: int, offset: int) -> AddEvent:
    """Another state of the group that smiles are in."""
    return AddEvent("r1", "child", "pout", onset, offset)


def status(project: Project, proposal: str, coder: str) -> Status:
    return next(p.status for p in project.proposals("r1", coder=coder) if p.id == proposal)


# Making room


def test_a_swallowed_accepted_event_leaves_its_proposal_open_again(study):
    draft = smile(study).draft
    study.apply(Accept(smile(study).id), coder="kim")
    study.apply(SettleOutcome("e1", Outcome.NOT_A_BID), coder="kim")
    changes = study.apply(mouth(draft.onset_us - GAP, draft.offset_us + GAP), coder="kim")
    assert status(study, smile(study).id, "kim") is Status.OPEN
    assert study.outcomes("r1") == {}
    assert changes.added == ("e2",)
    study.apply(Accept(smile(study).id), coder="kim")  # and it can be decided on
    study.undo(coder="kim")
    study.undo(coder="kim")
    assert status(study, smile(study).id, "kim") is Status.ACCEPTED
    assert study.outcomes("r1") == {"e1": Outcome.NOT_A_BID}


def test_a_split_leaves_one_event_with_the_proposal_and_both_with_true_bounds(study):
    draft = smile(study).draft
    study.apply(Accept(smile(study).id), coder="kim")
    middle = draft.onset_us + 10 * GAP
    changes = study.apply(mouth(middle, middle + 5 * GAP), coder="kim")
    head, other, tail = study.events("r1")
    assert (head.origin, head.proposal) == (Origin.ADJUSTED, smile(study).id)
    assert head.timing_bound_us == draft.timing_bound_us
    assert (other.id, other.origin) == (changes.added[0], Origin.HUMAN)
    assert (tail.origin, tail.proposal, tail.timing_bound_us) == (Origin.HUMAN, None, GAP)
    assert status(study, smile(study).id, "kim") is Status.ADJUSTED


def test_a_trimmed_onset_is_known_no_better_than_what_cut_it(study):
    draft = smile(study).draft
    first = study.apply(mouth(draft.offset_us - 4 * GAP, draft.offset_us + 10 * GAP), coder="kim").added[0]
    study.apply(Accept(smile(study).id), coder="kim")
    trimmed = study.event(first)
    assert (trimmed.onset_us, trimmed.timing_bound_us) == (draft.offset_us, draft.timing_bound_us)
    assert draft.timing_bound_us > GAP


def test_the_same_point_twice_on_one_frame_is_refused(study):
    add = AddEvent("r1", "child", "point", S, S)
    study.apply(add, coder="kim")
    with pytest.raises(StudyError, match="on this frame already"):
        study.apply(add, coder="kim")
    study.apply(add, coder="lee")  # their own word
    study.apply(AddEvent("r1", "child", "point", 2 * S, 2 * S), coder="kim")
    with pytest.raises(StudyError, match="on this frame already"):
        study.apply(MoveEvent("e3", S, S), coder="kim")


# Whose


def test_anothers_events_are_read_only_and_say_whose_they_are(study):
    study.apply(AddEvent("r1", "child", "smile", S, 2 * S), coder="kim")
    for edit in (
        MoveEvent("e1", 0, S),
        RemoveEvent("e1"),
        NoteEvent("e1", "no"),
        SettleOutcome("e1", Outcome.NOT_A_BID),
        ChangeEvents(("e1",), comment="no"),
        RemoveEvents(("e1",)),
        ShiftEvents(("e1",), GAP),
        SplitEvent("e1", S + 10 * GAP),
        MergeEvents(("e1", "e1")),
        MeetNeighbour(("e1",), EventEdge.OFFSET),
        ReplaceText(("e1",), "a", "b"),
    ):
        with pytest.raises(StudyError, match="is kim's, and only kim changes it"):
            study.apply(edit, coder="lee")
    assert study.undo(coder="lee") is None
    assert len(study.events("r1")) == 1


def test_each_coder_decides_for_themselves(study):
    proposal = smile(study).id
    study.apply(Reject(proposal), coder="kim")
    assert status(study, proposal, "lee") is Status.OPEN
    study.apply(Accept(proposal), coder="lee")
    assert (status(study, proposal, "kim"), status(study, proposal, "lee")) == (Status.REJECTED, Status.ACCEPTED)
    assert study.proposal(proposal).status is Status.ACCEPTED
    with pytest.raises(StudyError, match="lee has not rejected"):
        study.apply(Reopen(proposal), coder="lee")
    study.apply(Reopen(proposal), coder="kim")
    assert status(study, proposal, "kim") is Status.OPEN
    assert study.undo(coder="kim").label == f"decide {proposal} again"
    assert status(study, proposal, "kim") is Status.REJECTED


def test_undo_is_each_coders_own(study):
    study.apply(AddEvent("r1", "child", "smile", S, 2 * S), coder="kim")
    study.apply(AddEvent("r1", "child", "smile", S, 2 * S), coder="lee")
    assert study.undo(coder="kim").label == "add smile"
    assert [event.coder for event in study.events("r1")] == ["lee"]
    study.apply(AddEvent("r1", "child", "smile", 3 * S, 3 * S + GAP), coder="lee")
    assert study.redo(coder="kim").label == "add smile"  # Lee's edit did not drop it
    assert study.redo(coder="lee") is None


def test_what_somebody_changed_since_is_not_undone_over_their_head(study):
    study.apply(SetRole("r1", "A", "caregiver:Ada"), coder="kim")
    study.apply(AddEvent("r1", "child", "smile", 0, GAP), coder="kim")
    study.undo(coder="kim")
    study.apply(SetRole("r1", "A", "caregiver:Bo"), coder="lee")
    with pytest.raises(StudyError, match="has been changed since"):
        study.undo(coder="kim")
    assert next(person.confirmed_role for person in study.people("r1")) == "caregiver:Bo"
    assert study.undo(coder="kim") is None  # and it does not stand in the way for ever


def test_another_layer_is_copied_into_ones_own_and_says_where_from(study):
    study.apply(AddEvent("r1", "child", "smile", S, 2 * S, note="wide"), coder="kim")
    study.apply(CopyEvents(("e1",)), coder="lee")
    mine = study.event("e2")
    assert (mine.coder, mine.origin, mine.copied_from, mine.note) == ("lee", Origin.COPIED, ("kim/e1",), "wide")
    study.apply(MoveEvent("e2", S, 3 * S), coder="lee")
    assert study.event("e1").offset_us == 2 * S
    with pytest.raises(StudyError, match="in this layer already"):
        study.apply(CopyEvents(("e1",)), coder="kim")
    study.undo(coder="lee")
    study.undo(coder="lee")
    assert [event.id for event in study.events("r1")] == ["e1"]


def test_a_lead_settles_a_consensus_that_names_its_sources(study):
    study.apply(AddEvent("r1", "child", "smile", S, 2 * S), coder="kim")
    study.apply(AddEvent("r1", "child", "smile", S + GAP, 2 * S), coder="lee")
    study.apply(AddEvent("r1", "child", "reach", S, 2 * S), coder="lee")
    settle = SettleEvents(("e1", "e2", "e3"))
    with pytest.raises(StudyError, match="Only a project lead"):
        study.apply(settle, coder="pat", layer=CONSENSUS)
    study.layers.name_lead("pat")
    study.apply(settle, coder="pat", layer=CONSENSUS)
    settled = study.events("r1", coder=CONSENSUS)
    assert {event.copied_from for event in settled} == {("kim/e1", "lee/e2"), ("lee/e3",)}
    assert {event.origin for event in settled} == {Origin.SETTLED}
    with pytest.raises(StudyError, match="consensus layer, which only settling changes"):
        study.apply(RemoveEvent(settled[0].id), coder="pat")
    study.apply(MoveEvent(settled[0].id, S, 3 * S), coder="pat", layer=CONSENSUS)
    for wrong in ("consensus", "Consensus"):
        with pytest.raises(StudyError, match="give a coder's own name"):
            study.apply(AddEvent("r1", "child", "smile", 0, GAP), coder=wrong)
    with pytest.raises(StudyError, match="is kim's, and only kim"):
        study.apply(AddEvent("r1", "child", "smile", 0, GAP), coder="lee", layer="kim")
    assert study.layers.names("r1") == ("kim", "lee", CONSENSUS)
    study.undo(coder="pat")
    study.undo(coder="pat")
    assert study.events("r1", coder=CONSENSUS) == ()


def test_a_side_that_says_nothing_can_be_taken_and_is_remembered(study):
    study.apply(AddEvent("r1", "child", "smile", S, 2 * S), coder="kim")
    study.apply(AddEvent("r1", "child", "reach", S, 2 * S), coder="lee")
    study.layers.name_lead("pat")
    study.apply(SettleEvents(("e1", "e2")), coder="pat", layer=CONSENSUS)
    study.apply(SettleEvents(aside=("e2",)), coder="pat", layer=CONSENSUS)
    assert [event.code for event in study.events("r1", coder=CONSENSUS)] == ["smile"]
    assert study.layers.set_aside("r1") == {"lee/e2"}
    study.undo(coder="pat")
    assert (study.layers.set_aside("r1"), len(study.events("r1", coder=CONSENSUS))) == (frozenset(), 2)
    study.redo(coder="pat")
    study.apply(SettleEvents(take=("e2",)), coder="pat", layer=CONSENSUS)
    assert (study.layers.set_aside("r1"), len(study.events("r1", coder=CONSENSUS))) == (frozenset(), 2)


def test_a_blind_coder_copies_nothing(study):
    study.apply(AddEvent("r1", "child", "smile", S, 2 * S), coder="kim")
    study.blinding.choose_blind("r1", "lee")
    with pytest.raises(StudyError, match="There is no event 'e1'"):
        study.apply(CopyEvents(("e1",)), coder="lee")


# Who is who


def test_a_role_that_changes_under_accepted_events_asks(study):
    study.apply(Accept(smile(study, "child").id), coder="kim")
    study.apply(Accept(smile(study, "caregiver").id), coder="kim")
    study.apply(Accept(smile(study, "caregiver").id), coder="lee")
    swap = SetRole("r1", "A", "child")
    with pytest.raises(StudyError, match=r"2 events of caregiver, child.*keep.*follow.*remove"):
        study.apply(swap, coder="kim")
    study.apply(SetRole("r1", "A", "child", Fate.FOLLOW), coder="kim")
    kims = {event.id: (event.subject, event.origin) for event in study.events("r1", coder="kim")}
    assert kims == {"e1": ("caregiver", Origin.ADJUSTED), "e2": ("child", Origin.ADJUSTED)}
    assert study.event("e3").subject == "caregiver"  # Lee's stays Lee's
    study.undo(coder="kim")
    study.apply(SetRole("r1", "A", "child", Fate.REMOVE), coder="kim")
    assert study.events("r1", coder="kim") == ()
    study.undo(coder="kim")
    study.apply(SetRole("r1", "A", "child", Fate.KEEP), coder="kim")
    assert {event.id: event.subject for event in study.events("r1", coder="kim")} == {"e1": "child", "e2": "caregiver"}


# Under way


def test_a_state_under_way_waits_for_whoever_began_it(study):
    study.apply(BeginState("r1", "child", "smile", S), coder="kim")
    study.close()
    with Project.open(study.folder) as again:
        (waiting,) = again.under_way("r1", coder="kim")
        assert (waiting.code, waiting.onset_us) == ("smile", S)
        assert again.state("r1", coder="lee").own_under_way == ()
        with pytest.raises(StudyError, match="not under way"):
            again.apply(EndState("r1", "child", "smile", 2 * S), coder="lee")
        again.apply(DropState("r1", "child", "smile"), coder="kim")
        assert again.under_way("r1") == ()
        assert again.undo(coder="kim").label == "forget smile that had begun"
        again.apply(EndState("r1", "child", "smile", 2 * S), coder="kim")
        (event,) = again.events("r1")
        assert (event.onset_us, event.offset_us, again.under_way("r1")) == (S, 2 * S, ())


def test_a_state_is_not_ended_before_it_began_and_covers_nothing(study):
    study.apply(AddEvent("r1", "child", "look_to_caregiver", S // 2, S), coder="kim")
    study.apply(BeginState("r1", "child", "turn_away", 2 * S), coder="kim")
    for following in (None, "look_to_caregiver"):
        for edit in (end := EndState("r1", "child", "turn_away", 0, following), HandCoded(end, took_ms=5, quiet=True)):
            with pytest.raises(StudyError, match=r"“child turns away” began at 0:02\.000, later than 0:00\.000.*Esc"):
                study.apply(edit, coder="kim")
    assert [(one.onset_us, one.offset_us) for one in study.events("r1")] == [(S // 2, S)]
    assert [one.code for one in study.under_way("r1", coder="kim")] == ["turn_away"]


# The verbs


def test_several_meet_their_neighbours_at_once_and_the_last_stays(study):
    for begin, code in ((0, "smile"), (2, "smile"), (3, "smile"), (1, "reach")):
        study.apply(AddEvent("r1", "child", code, begin * S, begin * S + S // 2), coder="kim")
    before = study.events("r1")
    study.apply(MeetNeighbour(("e1", "e2", "e3"), EventEdge.OFFSET), coder="kim")
    assert [study.event(one).offset_us for one in ("e1", "e2", "e3")] == [2 * S, 3 * S, 3 * S + S // 2]
    study.undo(coder="kim")
    assert study.events("r1") == before
    with pytest.raises(StudyError, match="no event after"):
        study.apply(MeetNeighbour(("e3", "e4"), EventEdge.OFFSET), coder="kim")


def test_verbs_on_one_event_and_on_many(study):
    study.apply(AddEvent("r1", "child", "smile", S, 2 * S, note="a"), coder="kim")
    study.apply(AddEvent("r1", "child", "smile", 3 * S, 3 * S + 10 * GAP, note="a b"), coder="kim")
    both = ("e1", "e2")
    study.apply(ChangeEvents(both, modifiers=(("hand", "left"), ("size", "2"))), coder="kim")
    study.apply(ChangeEvents(both, modifiers=(("size", ""),)), coder="kim")
    assert {event.modifiers for event in study.events("r1")} == {(("hand", "left"),)}
    study.apply(ReplaceText(both, "a", "x"), coder="kim")
    assert [event.note for event in study.events("r1")] == ["x", "x b"]
    assert study.apply(ReplaceText(both, "b", "c"), coder="kim").label == study.undo_label == "replace words in e2"
    study.undo(coder="kim")
    assert study.apply(ChangeEvents(both, comment="x"), coder="kim").label == "change e2"  # the other says so already
    study.undo(coder="kim")
    study.apply(ShiftEvents(both, -5 * GAP), coder="kim")
    assert [event.onset_us for event in study.events("r1")] == [S - 5 * GAP, 3 * S - 5 * GAP]
    with pytest.raises(StudyError, match="outside the recording"):
        study.apply(ShiftEvents(both, 5 * S), coder="kim")
    study.apply(MeetNeighbour(("e1",), EventEdge.OFFSET), coder="kim")
    assert study.event("e1").offset_us == study.event("e2").onset_us
    study.apply(MergeEvents(both), coder="kim")
    (merged,) = study.events("r1")
    assert (merged.id, merged.note, merged.offset_us) == ("e1", "x | x b", 3 * S + 5 * GAP)
    study.apply(SplitEvent("e1", 2 * S), coder="kim")
    assert [(e.onset_us, e.offset_us) for e in study.events("r1")] == [(S - 5 * GAP, 2 * S), (2 * S, 3 * S + 5 * GAP)]
    with pytest.raises(StudyError, match="does not lie inside"):
        study.apply(SplitEvent("e1", 2 * S), coder="kim")
    with pytest.raises(StudyError, match="no code “wave_goodbye”"):
        study.apply(ChangeEvents(("e1",), code="wave_goodbye"), coder="kim")
    study.apply(PasteEvents("r1", copied([study.event("e1")]), 2 * S), coder="kim")
    assert len(study.events("r1")) == 3 or study.event("e1")
    while study.undo(coder="kim"):
        pass
    assert study.events("r1") == ()


def test_pasting_into_another_recording_lands_on_its_frames(study, tmp_path):
    slow = make_clip(tmp_path / "slow.mp4", frames=40, fps=10)
    study.add_recording(slow)
    study.apply(AddEvent("r1", "child", "smile", S + GAP, 2 * S + 2 * GAP), coder="kim")
    study.apply(PasteEvents("r2", copied([study.event("e1")]), S), coder="kim")
    (event,) = study.events("r2")
    frames = set(study.frame_index("r2").pts_us.tolist())
    assert {event.onset_us, event.offset_us} <= frames
    assert event.timing_bound_us == 100_000


# Whatever anybody does

CODERS = ("kim", "lee")
KINDS = (
    *("add", "accept", "accept_moved", "reject", "skip", "reopen", "move", "remove", "note", "settle", "split"),
    *("merge", "shift", "change", "meet", "paste", "copy", "begin", "end", "drop", "role", "undo", "redo"),
    *("quiet", "end_quietly", "accept_many", "reject_many"),
)
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(CODERS), st.integers(0, 40)), max_size=20)


def edit_of(project: Project, what: str, coder: str, n: int):
    proposals = project.proposals("r1")
    events = project.events("r1") or [None]
    event = events[n % len(events)]
    mine = [one.id for one in events if one and one.coder == coder]
    name = event.id if event else "e1"
    states = [c.id for c in project.scheme.codes if c.role == "child" and c.kind is CodeKind.STATE]
    points = [c.id for c in project.scheme.codes if c.role == "child" and c.kind is CodeKind.POINT]
    onset = (n * 7 % 80) * GAP
    proposal = proposals[n % len(proposals)]
    return {
        "add": AddEvent("r1", "child", (states + points)[n % len(states + points)], onset, onset + (1 + n % 30) * GAP),
        "accept": Accept(proposal.id),
        "accept_moved": Accept(proposal.id, proposal.draft.onset_us + GAP, proposal.draft.offset_us + 2 * GAP),
        "reject": Reject(proposal.id),
        "skip": Skip(proposal.id),
        "reopen": Reopen(proposal.id),
        "move": MoveEvent(name, onset, onset + (1 + n % 30) * GAP),
        "remove": RemoveEvent(name),
        "note": NoteEvent(name, f"note {n}"),
        "settle": SettleOutcome(name, Outcome.NOT_A_BID),
        "split": SplitEvent(name, onset),
        "merge": MergeEvents(tuple(mine[:2]) or (name,)),
        "shift": ShiftEvents(tuple(mine) or (name,), (n - 20) * GAP),
        "change": ChangeEvents((name,), code=states[n % len(states)]),
        "meet": MeetNeighbour((name,), EventEdge.OFFSET if n % 2 else EventEdge.ONSET),
        "paste": PasteEvents("r1", copied([event]) if event else (), onset),
        "copy": CopyEvents((name,)),
        "begin": BeginState("r1", "child", states[n % len(states)], onset),
        "end": EndState("r1", "child", states[n % len(states)], onset),
        "drop": DropState("r1", "child", states[n % len(states)]),
        "quiet": HandCoded(
            AddEvent(
                "r1",
                proposal.draft.subject,
                proposal.draft.code,
                proposal.draft.onset_us + n % 15 * GAP,
                proposal.draft.offset_us + n % 17 * GAP,
            ),
            took_ms=n,
            quiet=True,
        ),
        "end_quietly": HandCoded(EndState("r1", "child", states[n % len(states)], onset), quiet=True),
        "accept_many": AcceptMany(tuple(p.id for p in proposals[: 1 + n % 3]), took_ms=n),
        "reject_many": RejectMany(tuple(p.id for p in proposals[: 1 + n % 3]), took_ms=n),
        "role": SetRole("r1", "AB"[n % 2], ("child", "caregiver", "caregiver:Ada")[n % 3], tuple(Fate)[n % 3]),
    }[what]


def require_true_books(project: Project) -> None:
    """What must hold of every study after every edit."""
    scheme, events = project.scheme, project.events("r1")
    proposals = {p.id: p.draft for p in project.proposals("r1")}
    ids = {event.id for event in events}
    for coder in CODERS:
        mine = [event for event in events if event.coder == coder]
        stands = {p.id: p.status for p in project.proposals("r1", coder=coder)}
        came = [event.proposal for event in mine if event.proposal]
        assert len(came) == len(set(came)), "two events of one proposal"
        assert {p for p, where in stands.items() if where in (Status.ACCEPTED, Status.ADJUSTED)} == set(came)
        for event in mine:
            assert event.proposal is not None or event.origin not in (Origin.ACCEPTED, Origin.ADJUSTED)
            gap = project._db.frame_gap_us("r1", event.onset_us)
            if event.proposal is None:
                assert event.timing_bound_us >= gap
                continue
            draft = proposals[event.proposal]
            if event.origin is Origin.HUMAN:  # it met the proposal in quiet mode, unasked
                assert stands[event.proposal] is Status.ACCEPTED
                assert event.timing_bound_us >= gap
                continue
            assert stands[event.proposal] == event.origin
            as_proposed = (event.subject, event.code, event.onset_us, event.offset_us) == (
                *(draft.subject, draft.code),
                *(draft.onset_us, draft.offset_us),
            )
            assert as_proposed or event.origin is Origin.ADJUSTED
            if event.origin is Origin.ACCEPTED:
                assert event.timing_bound_us == draft.timing_bound_us
            assert event.timing_bound_us >= gap
        tiers: dict[tuple[str, str], list] = {}
        for event in mine:
            code = scheme.code(role_of(event.subject), event.code)
            if code.kind is CodeKind.POINT:
                assert event.onset_us == event.offset_us
                key = (event.subject, f"{event.code} at {event.onset_us}")
                assert key not in tiers, "one point twice"
                tiers[key] = []
            else:
                tiers.setdefault((event.subject, code.group), []).append(event)
        for tier in tiers.values():
            for one, other in pairwise(tier):
                assert one.offset_us <= other.onset_us, "two states of one group overlap"
    for row in project._db.where("outcomes"):
        assert row["id"] in ids
        assert row["coder"] == project.event(str(row["id"])).coder
    assert project.guard.verify().findings == ()  # nobody is accused of what coders did


@pytest.fixture(scope="session")
def begun(tmp_path_factory, clip) -> Path:
    return make_study(tmp_path_factory.mktemp("begun") / "study", clip)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(steps=[("accept", "kim", 0), ("role", "kim", 0)])
@example(steps=[("accept", "kim", 0), ("move", "kim", 0), ("role", "lee", 0)])
@example(steps=[("accept", "kim", 0), ("role", "kim", 1), ("accept", "lee", 0)])
@example(
    steps=[("accept", "kim", 0), ("role", "kim", 1), ("accept", "lee", 0), *[("undo", "kim", 0)], ("redo", "kim", 0)]
)
@example(steps=[("accept_many", "kim", 1), ("role", "kim", 14), ("accept", "lee", 1)])
@given(steps=STEPS)
def test_no_sequence_of_edits_by_two_coders_makes_the_books_untrue(tmp_path_factory, begun, steps):
    folder = shutil.copytree(begun, tmp_path_factory.mktemp("books") / "study")
    with Project.open(folder) as project:
        for what, coder, n in steps:
            others = [event for event in project.events("r1") if event.coder != coder]
            held = {who: project.state("r1", coder=who) for who in CODERS}
            try:
                if what in ("undo", "redo"):
                    changes = project.undo(coder=coder) if what == "undo" else project.redo(coder=coder)
                else:
                    changes = project.apply(edit_of(project, what, coder, n), coder=coder)
            except StudyError:
                changes = None
            assert [event for event in project.events("r1") if event.coder != coder] == others, (
                "another's layer changed"
            )
            require_true_books(project)
            if changes is not None and changes.rows:
                for who in CODERS:
                    assert project.state_after(held[who], changes) == project.state("r1", coder=who)
        for coder in CODERS:
            while undone(project, coder):
                require_true_books(project)
        assert project.events("r1") == ()


def test_what_was_accepted_does_not_come_back_once_its_proposal_is_no_longer_made(tmp_path, begun):
    folder = shutil.copytree(begun, tmp_path / "study")
    with Project.open(folder) as project:
        project.apply(edit_of(project, "accept", "kim", 0), coder="kim")
        project.undo(coder="kim")
        project.apply(edit_of(project, "role", "lee", 0), coder="lee")
        with pytest.raises(StudyError, match="can no longer be brought back"):
            project.redo(coder="kim")
        require_true_books(project)
        assert project.events("r1") == ()


def undone(project: Project, coder: str) -> bool:
    """Take one step back; a step that somebody has changed since is passed by."""
    try:
        return project.undo(coder=coder) is not None
    except StudyError:
        return True


ROWS = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 30), st.integers(0, 9)), max_size=20)


@given(ROWS, st.integers(0, 30), st.integers(0, 9))
def test_events_are_found_by_when_they_are_as_if_each_was_looked_at(written, onset, lasts):
    """Whatever was written, moved and taken out (one that lasts nothing, here): neighbours are found, and no others."""
    held: dict[str, dict[str, Value]] = {}
    events = EventsInTime(())
    for row_id, at, long in written:
        held.pop(row_id, None)
        row = {"id": row_id, "onset_us": at, "offset_us": at + long} if long % 3 else None
        if row is not None:
            held[row_id] = row
        events.keep(row_id, row)
    offset = onset + lasts
    looked = {one for one, row in held.items() if row["offset_us"] > onset and row["onset_us"] < offset}
    assert {str(row["id"]) for row in events.meeting(onset, offset)} == looked
    assert {str(row["id"]) for row in events.beginning(onset)} == {
        one for one, row in held.items() if row["onset_us"] == onset
    }


def test_a_batch_looks_at_neighbours_and_not_at_every_event(study, monkeypatch):
    looked = []
    whole = Ledger._code
    monkeypatch.setattr(Ledger, "_code", lambda ledger, event: looked.append(1) or whole(ledger, event))
    copies = tuple(Copied("child", "smile", n * GAP, GAP, "", ()) for n in range(40))
    changes = study.apply(PasteEvents("r1", copies, 0), coder="kim")
    assert len(changes.added) == 40
    assert len(looked) == 40
