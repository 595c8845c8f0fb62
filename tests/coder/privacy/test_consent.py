"""Purpose, agreements, locks and erasure: what was not agreed to does not happen, what is erased is gone."""

import json
import shutil
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.privacy import keys
from coder.privacy.audit_log import AuditedAct, Finding
from coder.privacy.consent import Because, ConsentGiven, Use, agreed_uses, date_of, lock_of, people_of, uses_of
from coder.privacy.purpose import Purpose
from coder.study.coding_passes import Pass
from coder.study.edits.coding import AddEvent, NoteEvent
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from tests.coder.media.clipmaker import make_clip
from tests.commands import run_command
from tests.studies import REPORT, two_people_smiling
from ui.operations.audit_words import found_words
from ui.operations.events_export import Wanted, export_study

ROOT = Path(__file__).resolve().parents[3]
CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)
PHRASE = "seven small stones"
TODAY = date.today()
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)
EVERYTHING = frozenset(Use)
SMILE = AddEvent("r1", "child", "smile", 0, 400_000, note="canary-in-a-note")


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clip") / "visit.mp4", frames=100, fps=25)


@pytest.fixture(params=[None, PHRASE], ids=["plain", "encrypted"])
def study(request, tmp_path, clip, monkeypatch):
    real = keys.create_key
    monkeypatch.setattr(keys, "create_key", lambda folder, phrase: real(folder, phrase, cost=CHEAP))
    with Project.create(tmp_path / "study", passphrase=request.param) as project:
        for name in ("canary-in-a-name", "other"):
            project.add_recording(clip, name=name)
        people, tracks = two_people_smiling()
        project.store_analysis("r1", REPORT, people, tracks)
        project.apply(SMILE, coder="kim")
        project.apply(AddEvent("r2", "child", "smile", 0, 400_000), coder="kim")
        yield project


# Pure rules


def agreement(*uses: Use, until: date | None = None, withdrawn: bool = False) -> ConsentGiven:
    return ConsentGiven("kim", frozenset(uses), until, withdrawn)


@pytest.mark.parametrize(
    ("agreements", "retention", "expected"),
    [
        ((), None, None),
        ((), TODAY, None),
        ((), YESTERDAY, Because.PAST_RETENTION),
        ((agreement(until=TODAY),), None, None),
        ((agreement(until=YESTERDAY),), None, Because.PAST_AGREEMENT),
        ((agreement(), agreement(until=YESTERDAY)), TOMORROW, Because.PAST_AGREEMENT),
        ((agreement(), agreement(withdrawn=True)), None, Because.WITHDRAWN),
        ((agreement(until=YESTERDAY), agreement(withdrawn=True)), YESTERDAY, Because.WITHDRAWN),
    ],
)
def test_the_last_good_day_is_a_good_day_and_one_withdrawal_locks(agreements, retention, expected):
    assert lock_of(agreements, retention=retention, today=TODAY) is expected


def test_a_clock_that_is_set_back_opens_nothing_and_one_that_was_ahead_closes_only_until_the_next_entry(
    study, monkeypatch
):
    guard = study.guard
    guard.agree("r1", ("kim",), EVERYTHING, until=TODAY)
    monkeypatch.setattr(guard, "_today", lambda: TODAY + timedelta(30))
    assert guard.lock("r1") is Because.PAST_AGREEMENT
    later = f"{(TODAY + timedelta(30)).isoformat()}T09:00:00+00:00"
    with monkeypatch.context() as ahead:
        ahead.setattr(type(study._db), "now", lambda _: later)
        guard.state_purpose(Purpose.RESEARCH)
    monkeypatch.setattr(guard, "_today", lambda: TODAY - timedelta(30))
    assert {guard.lock("r1"), guard.consents(["r1"])["r1"].locked} == {Because.PAST_AGREEMENT}
    report = study.guard.verify()
    assert any("the clock of this computer is behind" in one.sentence for one in report.findings)
    assert found_words(report).startswith("Only dates are odd. ")
    worse = replace(report, findings=(*report.findings, Finding(2, "Entry 2 has been altered since it was written.")))
    assert found_words(worse).startswith("Not as it was written. ")
    guard.agree("r1", ("kim",), EVERYTHING, until=TODAY)
    assert guard.lock("r1") is None


@given(st.lists(st.frozensets(st.sampled_from(Use)), max_size=4))
def test_only_what_everybody_agreed_to_is_agreed(asked):
    agreed = agreed_uses([ConsentGiven(str(n), uses, None) for n, uses in enumerate(asked)])
    if not asked:
        assert agreed is None
    else:
        assert agreed == {use for use in Use if all(use in uses for uses in asked)}


@pytest.mark.parametrize(
    ("read", "text"), [(uses_of, "coding,ranking"), (uses_of, " , "), (people_of, ","), (date_of, "31.12.2027")]
)
def test_what_cannot_be_read_is_said_in_a_sentence(read, text):
    with pytest.raises(StudyError):
        read(text)


# Purpose


def test_people_who_agreed_to_one_purpose_did_not_agree_to_another(study):
    assert study.guard.purpose is None
    study.guard.state_purpose(Purpose.REFLECTION, retention=TOMORROW)
    study.guard.state_purpose(Purpose.RESEARCH)
    study.guard.agree("r1", ["kim"], EVERYTHING, until=None)
    with pytest.raises(StudyError, match="ask them again"):
        study.guard.state_purpose(Purpose.TRAINING)
    assert (study.guard.purpose, study.guard.retention) == (Purpose.RESEARCH, TOMORROW)


# Locks


LOCKS = {
    "withdrawn": lambda guard: guard.withdraw("r1"),
    "withdrawn by one of two": lambda guard: (
        guard.agree("r1", ["kim", "ada"], EVERYTHING, until=None),
        guard.withdraw("r1", ["ada"]),
    ),
    "past its date": lambda guard: guard.agree("r1", ["kim"], EVERYTHING, until=YESTERDAY),
    "past retention": lambda guard: guard.state_purpose(None, retention=YESTERDAY),
}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_locked_recording_is_neither_seen_nor_coded_nor_analysed_nor_exported(study, tmp_path, lock):
    LOCKS[lock](study.guard)
    people, tracks = two_people_smiling()
    doors = (
        lambda: study.clip_source("r1"),
        lambda: study.open_clip("r1"),
        lambda: study.apply(SMILE, coder="kim"),
        lambda: study.store_analysis("r1", REPORT, people, tracks),
    )
    for door in doors:
        with pytest.raises(StudyError, match=f"{study.called('r1')} is locked"):
            door()
    if study.guard.lock("r2") is None:
        done = export_study(study, tmp_path / "out.csv", Wanted("csv"))
        assert (done.events, [recording for recording, _ in done.kept_back]) == (1, ["r1"])
        assert "r1" not in (tmp_path / "out.csv").read_text("utf-8")
    else:
        with pytest.raises(StudyError, match="locked"):
            export_study(study, tmp_path / "out.csv", Wanted("csv"))
        assert not (tmp_path / "out.csv").exists()


def test_undo_and_redo_do_not_get_around_a_lock(study):
    study.apply(SMILE, coder="kim")
    study.undo()
    study.guard.withdraw("r1")
    with pytest.raises(StudyError, match="locked"):
        study.redo()


def test_a_lock_opens_when_the_same_people_agree_anew(study):
    study.guard.agree("r1", ["kim"], EVERYTHING, until=TOMORROW)
    study.guard.withdraw("r1")
    study.guard.agree("r1", ["kim"], EVERYTHING, until=TOMORROW)
    study.open_clip("r1").close()


# What may leave


@pytest.mark.parametrize(
    ("purpose", "uses", "leaves"),
    [
        (None, None, True),
        (Purpose.RESEARCH, None, False),
        (None, {Use.CODING, Use.SHOWING}, False),
        (Purpose.RESEARCH, {Use.CODING, Use.SHOWING, Use.TRAINING}, False),
        (Purpose.RESEARCH, {Use.SHARING}, True),
    ],
)
def test_nothing_leaves_beyond_what_was_agreed(study, tmp_path, purpose, uses, leaves):
    study.guard.state_purpose(purpose)
    for recording in ("r1", "r2"):
        if uses is not None:
            study.guard.agree(recording, ["kim"], EVERYTHING, until=None)
            study.guard.agree(recording, ["ada"], frozenset(uses), until=None)
    target = tmp_path / "out.csv"
    if leaves:
        assert export_study(study, target, Wanted("csv")).events == 2
        entry = study.trail.report().entries[-1]
        assert json.loads(entry.detail)["purpose"] == (purpose or "not stated")
    else:
        with pytest.raises(StudyError, match=r"agree"):
            export_study(study, target, Wanted("csv"))
        assert not target.exists()
        assert AuditedAct.EXPORT not in {entry.act for entry in study.trail.report().entries}


def test_what_was_not_agreed_to_be_coded_is_not_coded(study):
    study.guard.agree("r1", ["kim"], frozenset({Use.SHOWING}), until=None)
    study.open_clip("r1").close()
    with pytest.raises(StudyError, match="agreed to coding"):
        study.apply(SMILE, coder="kim")


# Erasure


def rows_of(study: Project, phrase: str | None, recording: str) -> dict[str, int]:
    """Rows that speak of a recording, in any table, as somebody with an SQL shell and the passphrase would look."""
    db = apsw.Connection(str(study.folder / "study.db"))
    if phrase:
        db.pragma("cipher", "chacha20")
        db.pragma("key", f"raw:{keys.unlock(study.folder, phrase).hex()}")
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {}
    for table in set(tables) - {"audit"}:
        told = [row for row in db.execute(f"SELECT * FROM {table}") if any(_names(value, recording) for value in row)]
        found[table] = len(told)
    db.close()
    return {table: count for table, count in found.items() if count}


def _names(value: object, recording: str) -> bool:
    return value == recording or (isinstance(value, str) and f'"{recording}"' in value)


def test_an_erased_recording_is_gone_from_every_table_and_the_other_is_whole(study, request):
    phrase = PHRASE if study.encrypted else None
    path = study.folder / "media" / "r1.mp4"
    before = study.events("r2")
    assert len(rows_of(study, phrase, "r1")) >= 6
    study.guard.agree("r1", ["ada"], EVERYTHING, until=None)
    study.guard.withdraw("r1")
    done = study.guard.erase("r1")
    assert rows_of(study, phrase, "r1") == {}
    assert not path.exists()
    assert [recording.id for recording in study.recordings()] == ["r2"]
    assert study.events("r2") == before
    study.open_clip("r2").close()
    while study.undo():
        pass
    while study.redo():
        pass
    assert rows_of(study, phrase, "r1") == {}
    assert done.because is Because.WITHDRAWN
    assert study.guard.verify().findings == ()
    assert study.trail.report().entries[-1].hash == done.trail_hash


def pages(study: Project) -> bytes:
    """Every byte of the database and its log, decrypted: what a forensic look with the passphrase would find."""
    return bytes(study._db._db.serialize("main")) + (study.folder / "study.db-wal").read_bytes()


def test_not_a_byte_of_it_is_left_in_the_database_nor_its_log(study):
    study.apply(NoteEvent("e1", "canary-in-another-note"), coder="kim")
    study.undo()
    wrapped = [row[1] for row in study._db.execute("SELECT * FROM clip_keys WHERE recording = 'r1'")]
    canaries = [b"canary-in-a-name", b"canary-in-a-note", b"canary-in-another-note", *wrapped]
    assert len(wrapped) == study.encrypted
    assert all(canary in pages(study) for canary in canaries)
    study.guard.erase("r1", at_once=True)
    assert not any(canary in pages(study) for canary in canaries)


def test_the_certificate_names_no_one_and_says_what_it_does_not_cover(study):
    study.guard.agree("r1", ["canary-pseudonym"], EVERYTHING, until=YESTERDAY)
    told = json.dumps(asdict(study.guard.erase("r1")))
    assert "canary" not in told
    assert "kim" not in told
    assert "backups" in told
    assert ("key destroyed" in told) == study.encrypted
    assert ("no passphrase" in told) != study.encrypted
    trail = json.dumps([entry.detail for entry in study.trail.report().entries])
    assert "canary" not in trail


def test_what_stands_is_not_erased_by_a_slip(study):
    study.guard.agree("r1", ["kim"], EVERYTHING, until=TOMORROW)
    with pytest.raises(StudyError, match="not locked"):
        study.guard.erase("r1")
    study.open_clip("r1").close()


def test_a_linked_clip_is_left_and_the_certificate_says_so(study, clip):
    linked = study.add_recording(clip, link=True).id
    done = study.guard.erase(linked, at_once=True)
    assert clip.exists()
    assert "has to be erased there" in " ".join(done.not_covered)


def test_a_crash_between_the_key_and_the_file_leaves_no_file(study, monkeypatch):
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        study.guard.erase("r1", at_once=True)
    monkeypatch.undo()
    study.close()
    assert (study.folder / "media" / "r1.mp4").exists()
    Project.open(study.folder, passphrase=PHRASE if study.encrypted else None).close()
    assert [path.name for path in (study.folder / "media").iterdir()] == ["r2.mp4"]


KILLED = """
import os, signal, sys
from pathlib import Path
from coder.study.project import Project
import coder.study.guard, ui.operations.events_export
from ui.operations.audit_words import found_words
from ui.operations.events_export import Wanted, export_study

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

study, stage, phrase = Path(sys.argv[1]), sys.argv[2], sys.argv[3] or None
project = Project.open(study, passphrase=phrase)
if stage == "erasing, before the commit":
    project.trail.append = die
elif stage == "erasing, after the commit":
    coder.study.guard.rebuild = die
else:
    ui.operations.events_export.write = die
    export_study(project, study.parent / "out.csv", Wanted("csv"))
project.guard.erase("r1", at_once=True)
"""


@pytest.mark.parametrize("stage", ["erasing, before the commit", "erasing, after the commit", "exporting"])
def test_kill_9_leaves_all_or_nothing_and_a_trail_that_tells(study, stage):
    folder, phrase = study.folder, PHRASE if study.encrypted else None
    study.close()
    command = [sys.executable, "-c", KILLED, str(folder), stage, phrase or ""]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == -9, done.stderr
    with Project.open(folder, passphrase=phrase) as again:
        assert again.guard.verify().findings == ()
        there = [recording.id for recording in again.recordings()]
        files = sorted(path.name for path in (folder / "media").iterdir())
        last = again.trail.report().entries[-1].act
        if stage == "erasing, after the commit":
            assert (there, files, last) == (["r2"], ["r2.mp4"], AuditedAct.ERASURE)
        else:
            assert (there, files) == (["r1", "r2"], ["r1.mp4", "r2.mp4"])
            again.open_clip("r1").close()
            assert len(again.events("r1")) == 1
            assert last == (AuditedAct.EXPORT if stage == "exporting" else AuditedAct.RECORDING_ADDED)
            assert not (folder.parent / "out.csv").exists()


# Altered behind the app's back


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agreements SET until = '2099-01-01'",
        "UPDATE agreements SET until = NULL",
        "UPDATE agreements SET until = 'whenever'",
        "UPDATE agreements SET uses = 'coding,showing,training,sharing'",
        "UPDATE agreements SET uses = 'everything'",
        "UPDATE agreements SET withdrawn_at = NULL",
        "UPDATE agreements SET who = 'bo' WHERE who = 'ada'",
        "DELETE FROM agreements",
        "DELETE FROM agreements WHERE who = 'ada'",
        "INSERT INTO agreements SELECT 'r2', who, uses, until, recorded_at, NULL FROM agreements",
        "UPDATE facts SET value = 'training' WHERE id = 'purpose'",
        "UPDATE facts SET value = 'ranking of mothers' WHERE id = 'purpose'",
        "DELETE FROM facts WHERE id = 'purpose'",
        "UPDATE facts SET value = '2099-01-01' WHERE id = 'retention'",
        "DELETE FROM facts WHERE id = 'retention'",
        "DELETE FROM facts WHERE id LIKE 'salt%'",
        "DELETE FROM recordings WHERE id = 'r1'",
        "UPDATE recordings SET id = 'r9' WHERE id = 'r1'",
    ],
)
def test_purpose_and_agreements_altered_by_sql_are_found(study, statement):
    study.guard.state_purpose(Purpose.CLINICAL, retention=TOMORROW)
    study.guard.agree("r1", ["kim", "ada"], frozenset({Use.CODING}), until=TOMORROW)
    study.guard.withdraw("r1", ["ada"])
    assert study.guard.verify().findings == ()
    before = study._db._db.total_changes()
    study._db.execute(statement)
    assert study._db._db.total_changes() > before
    assert study.guard.verify().findings


@pytest.mark.parametrize("name", ["v1-plain", "v2-plain", "v1-encrypted", "v2-encrypted"])
def test_older_studies_have_no_purpose_and_can_be_given_one(tmp_path, name):
    folder = shutil.copytree(ROOT / "tests" / "old_studies" / name, tmp_path / name)
    with Project.open(folder, passphrase=PHRASE if "encrypted" in name else None) as project:
        assert (project.guard.purpose, project.guard.agreements("r1")) == (None, ())
        project.guard.state_purpose(Purpose.CLINICAL)
        project.guard.agree("r1", ["kim"], EVERYTHING, until=TOMORROW)
        assert len(project.events("r1")) == 2
        assert project.guard.verify().findings == ()


@pytest.mark.parametrize("name", ["v4-plain", "v4-encrypted"])
def test_a_study_of_format_4_keeps_its_purpose_and_agreements(tmp_path, name):
    folder = shutil.copytree(ROOT / "tests" / "old_studies" / name, tmp_path / name)
    with Project.open(folder, passphrase=PHRASE if "encrypted" in name else None) as project:
        assert project.guard.purpose is Purpose.CLINICAL
        assert [item.who for item in project.guard.agreements("r1")] == ["kim"]
        assert (len(project.events("r1")), project.conducts("r1")) == (2, {})
        # These copies were frozen without the clip.
        assert [finding.sentence[:19] for finding in project.guard.verify().findings] == ["The clip of r1 is m"]


def test_no_table_is_forgotten_when_a_recording_is_erased(study):
    tables = [str(name) for (name,) in study._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = {table: {str(row[1]) for row in study._db.execute(f"PRAGMA table_info({table})")} for table in tables}
    of_a_recording = {table for table, names in columns.items() if "recording" in names}
    # Codes that an import brought stay: other recordings may use them, and they say nothing of anybody.
    assert of_a_recording - {"codes"} <= set(study.guard.erase("r1", at_once=True).removed) | {"clip_keys"}


# The command line


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return run_command(*arguments)


def test_a_study_for_judging_somebody_is_not_made(tmp_path):
    done = run("new", tmp_path / "s", "--purpose", "performance review of our nannies")
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (2, "", 1)
    assert not (tmp_path / "s").exists()


def test_from_purpose_to_erasure_on_the_command_line(tmp_path, clip):
    folder = tmp_path / "s"
    assert run("new", folder, "--purpose", "reflection", "--until", TOMORROW).returncode == 0
    assert run("add", folder, clip).returncode == 0
    given = run("consent", folder, "r1", "--who", "Kim,Ada", "--to", "coding,showing", "--until", TOMORROW, "--json")
    assert json.loads(given.stdout) == {
        "recording": "r1",
        "locked": None,
        "agreements": [
            {"who": who, "to": ["coding", "showing"], "until": TOMORROW.isoformat(), "withdrawn": False}
            for who in ("Kim", "Ada")
        ],
    }
    kept = run("export", folder, "-o", tmp_path / "out.csv")
    assert (kept.returncode, "sharing" in kept.stderr) == (2, True)
    assert json.loads(run("consent", folder, "r1", "--withdraw", "--json").stdout)["locked"] == "withdrawn"
    erased = json.loads(run("erase", folder, "r1", "--json").stdout)
    assert (erased["certificate"], erased["recording"], erased["because"]) == ("erasure", "r1", "withdrawn")
    assert json.loads(run("recordings", folder, "--json").stdout) == []
    assert json.loads(run("audit", folder, "--verify", "--json").stdout)["intact"]


def test_an_export_of_a_study_without_a_purpose_asks_for_one(tmp_path, clip):
    folder, target = tmp_path / "s", tmp_path / "out.csv"
    with Project.create(folder) as project:
        project.add_recording(clip)
        project.apply(SMILE, coder="kim")
    done = run("export", folder, "-o", target, "--json")
    assert (done.returncode, json.loads(done.stdout)["kept_back"]) == (0, [])
    assert "dyadmirror purpose STUDY" in done.stderr
    assert json.loads(run("purpose", folder, "clinical", "--json").stdout) == {"purpose": "clinical", "until": None}
    kept = run("export", folder, "-o", target, "--force")
    assert (kept.returncode, "agreement" in kept.stderr) == (2, True)


def test_the_certificate_names_what_is_of_the_study_and_stays(study):
    """Filters, passes and the window are no recording's; whoever wrote somebody's words into one is told of it."""
    study.layers.keep_filter("mine", "note~words-of-somebody")
    study.passes.define(Pass("a-pass", "note~more-words"))
    study.views.keep_window("kim", "{}")
    told = " ".join(study.guard.erase("r1", at_once=True).not_covered)
    assert all(word in told for word in ("schemes", "mappings", "filters", "passes", "by name"))
    assert set(study.layers.filters()) == {"mine"}
