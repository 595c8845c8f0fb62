"""A study as a whole: adding clips, proposals that wait, decisions, undo without end, keys, and bad input."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.exchanges.pairing import RULES, Outcome
from coder.files.atomic_write import HALF_MADE
from coder.privacy import keys
from coder.study.edits.coding import (
    Accept,
    AddEvent,
    MoveEvent,
    NoteEvent,
    Reject,
    RemoveEvent,
    SetRole,
    SettleOutcome,
    Skip,
)
from coder.study.edits.event_verbs import ChangeEvents
from coder.study.edits.states_under_way import BeginState
from coder.study.project import Project
from coder.study.store.database import Database
from coder.vocabulary.errors import ClipError, StudyError
from coder.vocabulary.events import Origin, Status
from tests.coder.media.clipmaker import make_clip
from tests.studies import REPORT, two_people_smiling
from ui.operations.scheme_source import scheme_text

ROOT = Path(__file__).resolve().parents[3]
CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture(scope="session")
def clip(tmp_path_factory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clip") / "visit.mp4", frames=100, fps=25)


@pytest.fixture
def study(tmp_path, clip):
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        yield project


@pytest.fixture
def analysed(study):
    people, tracks = two_people_smiling()
    study.store_analysis("r1", REPORT, people, tracks)
    return study


def smiles(project: Project) -> dict[str, str]:
    return {p.draft.subject: p.id for p in project.proposals("r1") if p.draft.code == "smile"}


def everything(project: Project) -> object:
    return (
        project.events("r1"),
        {p.id: p for p in project.proposals("r1")},
        project.decisions("r1"),
        project.outcomes("r1"),
        project.people("r1"),
    )


# Adding clips


def test_a_clip_is_copied_in_and_its_index_kept(study, clip):
    (recording,) = study.recordings()
    assert (recording.id, recording.name, recording.duration_us) == ("r1", "visit", 4_000_000)
    assert (study.folder / "media" / "r1.mp4").read_bytes() == clip.read_bytes()
    with study.open_clip("r1") as opened:
        assert opened.frame(99).pts_us == 3_960_000


def test_a_linked_clip_stays_where_it_is(tmp_path, clip):
    with Project.create(tmp_path / "s") as project:
        recording = project.add_recording(clip, link=True)
        assert project.clip_source(recording.id) == clip.resolve()
        assert list((tmp_path / "s" / "media").iterdir()) == []


def test_what_is_no_clip_leaves_the_study_as_it_was(study, tmp_path):
    text = tmp_path / "notes.mp4"
    text.write_text("not a clip")
    with pytest.raises(ClipError, match=r"notes\.mp4"):
        study.add_recording(text)
    assert len(study.recordings()) == 1
    assert [path.name for path in (study.folder / "media").iterdir()] == ["r1.mp4"]


def test_a_clip_that_changed_or_went_is_said_so(study):
    path = study.folder / "media" / "r1.mp4"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ClipError, match="has changed"):
        study.clip_source("r1")
    path.unlink()
    with pytest.raises(ClipError, match="no longer"):
        study.clip_source("r1")


def test_leftovers_of_a_broken_import_go_when_the_study_is_opened(study):
    half = study.folder / "media" / f".dyadmirror-{'3f' * 16}.partial"
    half.write_bytes(HALF_MADE + b"half of somebody's picture")
    study.close()
    with Project.open(study.folder) as again:
        assert [path.name for path in (again.folder / "media").iterdir()] == ["r1.mp4"]
        assert again.notes == ()
        assert not (again.folder / "set-aside").exists()


def test_what_lies_in_media_and_is_not_the_study_s_is_moved_aside_whole_and_said(study, clip, tmp_path):
    media = study.folder / "media"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "theirs.mp4").write_bytes(b"theirs")
    lookalike = f".dyadmirror-{'00' * 16}.partial"
    lying = {"holiday.mp4": b"mine", ".r2.mp4.partial": b"whose?", "r7.mp4": b"newer", lookalike: b"not half-made"}
    for name, content in lying.items():
        (media / name).write_bytes(content)
    (media / "linked.mp4").write_bytes(clip.read_bytes())
    study.add_recording(media / "linked.mp4", link=True)
    (media / "way").symlink_to(elsewhere)
    (media / "r9.mp4").symlink_to(elsewhere / "theirs.mp4")
    (media / "folder").mkdir()
    study.close()
    with Project.open(study.folder) as again:
        assert sorted(path.name for path in media.iterdir()) == ["linked.mp4", "r1.mp4"]
        assert "moved whole to" in again.notes[0]
    aside = study.folder / "set-aside"
    assert {name: (aside / name).read_bytes() for name in lying} == lying
    assert (aside / "way").is_symlink()
    assert (elsewhere / "theirs.mp4").read_bytes() == b"theirs"
    (media / "holiday.mp4").write_bytes(b"another")
    with Project.open(study.folder) as again:
        assert "holiday.mp4" in again.notes[0]
    assert (aside / "holiday.mp4").read_bytes() == b"mine"
    assert [path.read_bytes() for path in aside.glob("*-holiday.mp4")] == [b"another"]


def test_a_media_folder_that_is_a_link_is_left_alone_and_nothing_of_it_is_shown(study, tmp_path):
    study.close()
    media, elsewhere = study.folder / "media", tmp_path / "elsewhere"
    media.rename(elsewhere)
    (elsewhere / "other.txt").write_bytes(b"theirs")
    media.symlink_to(elsewhere)
    with Project.open(study.folder) as again:
        assert "is a link" in again.notes[0]
        with pytest.raises(StudyError, match="link out of the study"):
            again.clip_source("r1")
    assert sorted(path.name for path in elsewhere.iterdir()) == ["other.txt", "r1.mp4"]


def test_an_older_study_db_beside_newer_clips_loses_none(study, clip):
    study.close()
    db = study.folder / "study.db"
    older = db.read_bytes()
    with Project.open(study.folder) as again:
        newer = again.add_recording(clip).clip
    db.write_bytes(older)
    with Project.open(study.folder) as again:
        assert [recording.id for recording in again.recordings()] == ["r1"]
    assert (study.folder / "set-aside" / newer).read_bytes() == clip.read_bytes()


# Proposals and decisions


def test_a_proposal_is_never_data_until_it_is_accepted(analysed):
    assert set(smiles(analysed)) == {"child", "caregiver"}
    assert analysed.events("r1") == ()
    assert analysed.exchanges("r1", RULES["prompt-3s"]) == ()


def test_accepted_proposals_become_events_and_exchanges(analysed):
    found = smiles(analysed)
    analysed.apply(Accept(found["child"], took_ms=900), coder="kim")
    analysed.apply(Accept(found["caregiver"]), coder="kim")
    child, caregiver = analysed.events("r1")
    assert (child.origin, child.proposal, child.coder) == (Origin.ACCEPTED, found["child"], "kim")
    (exchange,) = analysed.exchanges("r1", RULES["prompt-3s"])
    assert exchange.latency_us == caregiver.onset_us - child.onset_us
    assert exchange.timing_bound_us == child.timing_bound_us + caregiver.timing_bound_us > 0
    (first, _) = analysed.decisions("r1")
    assert (first.proposal, first.verdict, first.coder, first.took_ms) == (found["child"], Status.ACCEPTED, "kim", 900)


def test_adjusted_times_are_the_humans_own(analysed):
    found = smiles(analysed)["child"]
    analysed.apply(Accept(found, onset_us=1_080_000, offset_us=1_960_000), coder="kim")
    (event,) = analysed.events("r1")
    assert (event.onset_us, event.offset_us, event.origin, event.timing_bound_us) == (
        1_080_000,
        1_960_000,
        Origin.ADJUSTED,
        40_000,
    )
    assert analysed.proposal(found).status is Status.ADJUSTED


def test_a_decided_proposal_is_not_decided_twice(analysed):
    found = smiles(analysed)["child"]
    analysed.apply(Reject(found), coder="kim")
    with pytest.raises(StudyError, match="has been decided"):
        analysed.apply(Accept(found), coder="kim")


def test_a_skipped_proposal_comes_again_at_the_end(analysed):
    first = analysed.state("r1").queue[0]
    analysed.apply(Skip(first.id), coder="kim")
    queue = analysed.state("r1").queue
    assert queue[-1].id == first.id
    analysed.apply(Accept(first.id), coder="kim")


def test_a_study_without_codes_says_that_there_are_none_to_choose_from(tmp_path):
    with Project.create(tmp_path / "bare", scheme_texts=(scheme_text("none"),)) as bare:
        bare.add_recording(make_clip(tmp_path / "clip.mp4", frames=20, fps=10))
        for edit in (AddEvent("r1", "child", "smile", 0, 1), BeginState("r1", "child", "smile", 0)):
            with pytest.raises(StudyError, match="has no code yet; write some"):
                bare.apply(edit, coder="kim")


def test_every_edit_needs_a_coder(analysed):
    with pytest.raises(StudyError, match="who made it"):
        analysed.apply(Reject(smiles(analysed)["child"]), coder="  ")


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (Accept("p999"), "no proposal 'p999'"),
        (RemoveEvent("e999"), "no event 'e999'"),
        (AddEvent("r1", "child", "dance", 0, 1), "no code “dance”"),
        (AddEvent("r1", "dog", "smile", 0, 1), "no code “smiles” for “dog”"),
        (AddEvent("r1", "child", "smile", 5, 5), "no later than it begins"),
        (AddEvent("r1", "child", "smile", -5, 5), "before the clip's first frame"),
        (SetRole("r1", "A", "teacher"), "not a role"),
        (SetRole("r1", "Z", "child"), "no person 'r1/Z'"),
        (SettleOutcome("e1", Outcome.ANSWERED), "a human settles one of"),
    ],
)
def test_what_does_not_fit_changes_nothing(analysed, edit, sentence):
    before = everything(analysed)
    with pytest.raises(StudyError, match=sentence):
        analysed.apply(edit, coder="kim")
    assert everything(analysed) == before


def test_an_end_that_was_typed_before_the_beginning_is_named_as_it_was_typed(study):
    study.apply(AddEvent("r1", "child", "smile", 2_000_000, 2_400_000), coder="kim")
    with pytest.raises(StudyError, match=r"would end at 0:01\.000, no later than it begins \(0:02\.000\)"):
        study.apply(ChangeEvents(("e1",), offset_us=1_000_000), coder="kim")


def test_states_of_one_group_make_room(study):
    study.apply(AddEvent("r1", "child", "look_to_caregiver", 0, 3_000_000), coder="kim")
    study.apply(AddEvent("r1", "child", "turn_away", 1_000_000, 2_000_000), coder="kim")
    study.apply(AddEvent("r1", "child", "smile", 500_000, 2_500_000), coder="kim")
    study.apply(AddEvent("r1", "child", "turn_away", 0, 4_000_000), coder="lee")
    spans = [(e.code, e.onset_us, e.offset_us) for e in study.events("r1", coder="kim")]
    assert spans == [
        ("look_to_caregiver", 0, 1_000_000),
        ("smile", 500_000, 2_500_000),
        ("turn_away", 1_000_000, 2_000_000),
        ("look_to_caregiver", 2_000_000, 3_000_000),
    ]
    study.undo()
    study.undo()
    study.undo()
    assert [(e.code, e.onset_us, e.offset_us) for e in study.events("r1")] == [("look_to_caregiver", 0, 3_000_000)]


def test_to_make_room_an_edit_reads_only_what_shares_its_time(study, monkeypatch):
    for n in range(30):
        study.apply(AddEvent("r1", "child", "look_to_caregiver", n * 100_000, n * 100_000 + 40_000), coder="kim")
    read = []
    rows = Database._rows
    monkeypatch.setattr(Database, "_rows", lambda self, *asked: read.append(found := list(rows(self, *asked))) or found)
    study.apply(MoveEvent("e10", 900_000, 1_020_000), coder="kim")
    assert sum(len(found) for found in read) < 20
    spans = [(e.onset_us, e.offset_us) for e in study.events("r1", coder="kim")]
    assert spans[9:11] == [(900_000, 1_020_000), (1_020_000, 1_040_000)]


# Who is who


def test_proposals_follow_from_roles_at_once_and_back_again(analysed):
    before = everything(analysed)
    analysed.apply(SetRole("r1", "A", "child"), coder="kim")
    roles = {person.letter: person.role for person in analysed.people("r1")}
    assert roles == {"A": "child", "B": "caregiver"}
    moved = {p.draft.subject: p.draft.onset_us for p in analysed.proposals("r1") if p.draft.code == "smile"}
    assert moved["child"] > moved["caregiver"]
    analysed.undo()
    people, proposals = everything(analysed)[4], everything(analysed)[1]
    assert people == before[4]
    assert {p.draft for p in proposals.values()} == {p.draft for p in before[1].values()}


def test_a_decided_proposal_is_not_asked_again_after_another_analysis(analysed):
    found = smiles(analysed)["child"]
    analysed.apply(Reject(found), coder="kim")
    people, tracks = two_people_smiling()
    analysed.store_analysis("r1", REPORT, people, tracks)
    assert [p.id for p in analysed.proposals("r1") if p.draft.code == "smile" and p.draft.subject == "child"] == [found]


# Undo, redo


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("accept"), st.integers(0, 9)),
        st.tuples(st.just("reject"), st.integers(0, 9)),
        st.tuples(st.just("skip"), st.integers(0, 9)),
        st.tuples(st.just("add"), st.integers(0, 30)),
        st.tuples(st.just("move"), st.integers(0, 9)),
        st.tuples(st.just("remove"), st.integers(0, 9)),
        st.tuples(st.just("note"), st.integers(0, 9)),
        st.tuples(st.just("settle"), st.integers(0, 9)),
    ),
    max_size=10,
)


def edit_for(project: Project, kind: str, n: int):
    waiting = [p.id for p in project.state("r1").queue]
    events = [e.id for e in project.events("r1")]
    if kind in ("accept", "reject", "skip") and waiting:
        return {"accept": Accept, "reject": Reject, "skip": Skip}[kind](waiting[n % len(waiting)])
    if kind == "add":
        return AddEvent("r1", "child", "reach", n * 100_000, n * 100_000 + 250_000)
    if events:
        event = events[n % len(events)]
        return {
            "move": MoveEvent(event, n * 40_000, n * 40_000 + 500_000),
            "remove": RemoveEvent(event),
            "note": NoteEvent(event, f"note {n}"),
            "settle": SettleOutcome(event, Outcome.AVAILABLE_NEARBY),
        }.get(kind)
    return None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_undo_takes_everything_back_and_redo_brings_it_again(analysed, script):
    while analysed.undo():
        pass
    states = [everything(analysed)]
    for kind, n in script:
        edit = edit_for(analysed, kind, n)
        before = analysed.state("r1")
        changes = analysed.apply(edit, coder="kim") if edit is not None else None
        if changes is not None and changes.rows:
            states.append(everything(analysed))
            assert analysed.state_after(before, changes) == analysed.state("r1")
    for state in reversed(states[:-1]):
        before = analysed.state("r1")
        changes = analysed.undo()
        assert changes is not None
        assert everything(analysed) == state
        assert analysed.state_after(before, changes) == analysed.state("r1")
    for state in states[1:]:
        assert analysed.redo() is not None
        assert everything(analysed) == state
    assert len(states) == 1 or analysed.redo() is None
    assert analysed.guard.verify().findings == ()


def test_undo_reaches_back_over_closing(analysed):
    analysed.apply(Reject(smiles(analysed)["child"]), coder="kim")
    analysed.close()
    with Project.open(analysed.folder) as again:
        assert again.undo_label is not None
        again.undo()
        assert all(p.status is Status.OPEN for p in again.proposals("r1"))


# Opening, keys and damage


def test_a_study_is_not_made_over_something(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(StudyError, match="not an empty folder"):
        Project.create(tmp_path / "full")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["letter.txt"]


def test_what_is_no_study_is_said_so(tmp_path):
    with pytest.raises(StudyError, match="no study"):
        Project.open(tmp_path)


@pytest.fixture
def cheap_keys(monkeypatch):
    """Argon2id at a cost that suits a test; the real cost is 256 MiB."""
    real = keys.create_key
    monkeypatch.setattr(keys, "create_key", lambda study, passphrase: real(study, passphrase, cost=CHEAP))


def test_codes_are_encrypted_under_the_passphrase(tmp_path, clip, cheap_keys):
    folder = tmp_path / "secret"
    with Project.create(folder, passphrase="seven small stones") as project:
        project.add_recording(clip, name="canary-in-a-name")
    raw = b"".join(path.read_bytes() for path in folder.rglob("study.db*"))
    assert b"canary-in-a-name" not in raw
    assert not raw.startswith(b"SQLite format 3")
    with pytest.raises(StudyError, match="passphrase"):
        Project.open(folder)
    with pytest.raises(StudyError, match="does not open"):
        Project.open(folder, passphrase="seven small bones")
    with Project.open(folder, passphrase="seven small stones") as project:
        assert project.recordings()[0].name == "canary-in-a-name"


def test_altered_keys_are_noticed(tmp_path, cheap_keys):
    folder = tmp_path / "secret"
    Project.create(folder, passphrase="a").close()
    path = folder / "keys.json"
    content = json.loads(path.read_text())
    content["slots"][0]["memory_kib"] = str(10**9)
    path.write_text(json.dumps(content))
    with pytest.raises(StudyError, match="damaged"):
        Project.open(folder, passphrase="a")


def test_a_damaged_database_is_said_so(study):
    study.close()
    path = study.folder / "study.db"
    path.write_bytes(b"\x00" * 4096)
    with pytest.raises(StudyError, match=r"damaged|cannot be opened"):
        Project.open(study.folder)


def test_a_newer_study_is_refused_politely(study):
    study.close()
    db = apsw.Connection(str(study.folder / "study.db"))
    db.pragma("user_version", 99)
    db.close()
    with pytest.raises(StudyError, match="newer Dyad Mirror"):
        Project.open(study.folder)


# Crashes


DECIDER = """
import sys
from pathlib import Path
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.study.store.database import Database
project = Project.open(Path(sys.argv[1]))
for n in range(10**6):
    changes = project.apply(AddEvent("r1", "child", "reach", n * 40_000 % 3_000_000, n * 40_000 % 3_000_000 + 20_000,
                                     note=str(n)), coder="kim")
    print(changes.seq, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 40])
def test_nothing_acknowledged_is_lost_by_kill_9(study, after):
    study.close()
    process = subprocess.Popen(
        [sys.executable, "-c", DECIDER, str(study.folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(after)]
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += [int(line) for line in process.stdout.read().split("\n") if line.isdigit()]
    process.stdout.close()
    process.wait()
    with Project.open(study.folder) as again:
        made = 0
        while again.undo():
            made += 1
        # One more may have reached the disk without its acknowledgement reaching us; none may be missing.
        assert made in (len(acknowledged), len(acknowledged) + 1)
        assert again.events("r1") == ()


IMPORTER = """
import sys
from pathlib import Path
from coder.study import clip_store as module
from coder.study.project import Project
from coder.study.store.database import Database
real = module.copy_into_study
def copy(source, target):
    print("copying", flush=True)
    real(source, target)
    print("copied", flush=True)
    sys.stdin.readline()
module.copy_into_study = copy
with Project.open(Path(sys.argv[1])) as study:
    study.add_recording(Path(sys.argv[2]))
"""


@pytest.mark.parametrize("stage", ["copying", "copied"])
def test_an_import_killed_half_way_leaves_no_half_recording(study, clip, stage, tmp_path):
    study.close()
    large = tmp_path / "large.mp4"
    shutil.copyfile(clip, large)
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORTER, str(study.folder), str(large)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == stage:
            break
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert large.read_bytes() == clip.read_bytes()
    with Project.open(study.folder) as again:
        assert [recording.id for recording in again.recordings()] == ["r1"]
        assert [path.name for path in (again.folder / "media").iterdir()] == ["r1.mp4"]
