"""The trail: what it tells, that it carries no name, and that whatever is done to it behind the app's back is found."""

import errno
import json
import random
import shutil
from pathlib import Path

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.privacy import keys
from coder.privacy.audit_log import AuditedAct, Entry, LogHead, findings, head_of, next_entry
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.errors import MendableError, StudyError
from tests.coder.media.clipmaker import make_clip
from tests.commands import run_command
from ui.operations.events_export import Wanted, export_study

ROOT = Path(__file__).resolve().parents[3]
CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)
PHRASE = "seven small stones"


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clip") / "canary-family.mp4", frames=25)


def cheaply(monkeypatch) -> None:
    made, changed = keys.create_key, keys.change_passphrase
    monkeypatch.setattr(keys, "create_key", lambda study, phrase: made(study, phrase, cost=CHEAP))
    monkeypatch.setattr(keys, "change_passphrase", lambda *words: changed(*words, cost=CHEAP))


@pytest.fixture
def cheap_keys(monkeypatch):
    cheaply(monkeypatch)


@pytest.fixture(scope="module", params=[None, PHRASE], ids=["plain", "encrypted"])
def made(request, tmp_path_factory, clip):
    """A closed study with six entries: begun, two recordings, two exports, and another recording."""
    folder = tmp_path_factory.mktemp("made") / "study"
    with pytest.MonkeyPatch.context() as patch:
        cheaply(patch)
        project = Project.create(folder, passphrase=request.param)
    with project:
        project.add_recording(clip)
        project.add_recording(clip, link=True)
        project.apply(AddEvent("r1", "child", "smile", 0, 400_000), coder="kim")
        for name in ("canary-family.csv", "again.csv"):
            export_study(project, folder.parent / name, Wanted("csv"))
        project.add_recording(clip)
        assert report(project).findings == ()
    return folder, request.param


@pytest.fixture
def study(made, tmp_path):
    """A copy of it, to be tampered with."""
    folder, phrase = made
    return shutil.copytree(folder, tmp_path / "study"), phrase


def report(project):
    return project.trail.report()


def raw(folder: Path, phrase: str | None) -> apsw.Connection:
    """The study's database as somebody with the passphrase and an SQL shell would open it."""
    db = apsw.Connection(str(folder / "study.db"))
    if phrase:
        db.pragma("cipher", "chacha20")
        db.pragma("key", f"raw:{keys.unlock(folder, phrase).hex()}")
    return db


def tamper(study, *statements: str) -> list[str]:
    folder, phrase = study
    db = raw(folder, phrase)
    for statement in statements:
        db.execute(statement)
    assert db.total_changes() > 0
    db.close()
    with Project.open(folder, passphrase=phrase) as project:
        return [finding.sentence for finding in report(project).findings]


def test_each_act_has_its_entry(study):
    folder, phrase = study
    with Project.open(folder, passphrase=phrase) as project:
        acts = [entry.act for entry in report(project).entries]
    added, export = AuditedAct.RECORDING_ADDED, AuditedAct.EXPORT
    assert acts == [AuditedAct.BEGUN, added, added, export, export, added]


def test_the_trail_carries_no_name_and_no_path(study):
    folder, phrase = study
    with Project.open(folder, passphrase=phrase) as project:
        told = json.dumps([[e.act, e.detail] for e in report(project).entries])
    assert "canary" not in told
    assert "/" not in told


@pytest.mark.parametrize(
    ("number", "column", "value"),
    [
        (n, column, value)
        for n in (1, 4, 6)
        for column, value in (
            ("detail", '{"events":0}'),
            ("at", "2020-01-01T00:00:00+00:00"),
            ("act", "purpose stated"),
            ("hash", "0" * 64),
            ("previous", "a" * 64),
            ("number", 9),
        )
    ],
)
def test_an_edited_entry_is_found(study, number, column, value):
    assert tamper(study, f"UPDATE audit SET {column} = '{value}' WHERE number = {number}")


@pytest.mark.parametrize("which", ["= 1", "= 2", "= 4", "= 6", "> 3", "< 3", "IN (2, 4)", "> 0"])
def test_a_removed_entry_is_found(study, which):
    assert tamper(study, f"DELETE FROM audit WHERE number {which}")


@pytest.mark.parametrize("pair", [(1, 2), (2, 3), (3, 5), (5, 6)])
def test_entries_that_changed_places_are_found(study, pair):
    a, b = pair
    steps = ((a, -1), (b, a), (-1, b))
    assert tamper(study, *(f"UPDATE audit SET place = {to} WHERE place = {at}" for at, to in steps))


@pytest.mark.parametrize("pair", [(1, 2), (2, 3), (3, 5), (5, 6)])
def test_entries_that_were_renumbered_too_are_found(study, pair):
    a, b = pair
    other = f"(SELECT {{}} FROM audit i WHERE i.number = {a} + {b} - audit.number) AS {{}}"
    swapped = ", ".join(other.format(column, column) for column in ("at", "act", "detail"))
    assert tamper(
        study,
        f"CREATE TEMP TABLE new AS SELECT number, {swapped} FROM audit WHERE number IN ({a}, {b})",
        "UPDATE audit SET at = new.at, act = new.act, detail = new.detail FROM new WHERE new.number = audit.number",
    )


def test_an_entry_put_in_is_found(study):
    columns = "number, at, act, detail, previous, hash"
    assert tamper(study, f"INSERT INTO audit ({columns}) SELECT {columns} FROM audit WHERE number = 4")


@pytest.mark.parametrize(
    "head", ["DELETE FROM audit_head", "UPDATE audit_head SET count = 5", "UPDATE audit_head SET last = 'x'"]
)
def test_a_head_that_was_touched_is_found(study, head):
    assert tamper(study, head)


@pytest.mark.parametrize(
    "cut",
    [
        ("DELETE FROM audit WHERE number = 6",),
        ("DELETE FROM audit WHERE number = 6", "DELETE FROM audit_head"),
        ("DELETE FROM audit WHERE number > 1", "DELETE FROM audit_head"),
        ("DELETE FROM audit", "DELETE FROM audit_head"),
        (
            "DELETE FROM audit WHERE number = 6",
            "UPDATE audit_head SET count = 5, last = (SELECT hash FROM audit WHERE number = 5)",
        ),
    ],
)
def test_going_on_with_the_work_does_not_mend_a_cut_trail(study, cut, clip):
    folder, phrase = study
    assert tamper(study, *cut)
    for _ in range(2):
        with Project.open(folder, passphrase=phrase) as project:
            project.add_recording(clip, link=True)
            assert report(project).findings


def test_with_a_key_nobody_without_it_can_write_a_trail_that_fits(clip):
    key, other = b"k" * 32, b"o" * 32
    entries, head = chain(5, key)
    assert findings(entries, head, key) == ()
    for wrong in (other, None):
        shorter, forged = entries[:-1], head_of(entries[-2], wrong)
        assert findings(shorter, forged, key)
        assert findings(*chain(5, wrong), key)


def test_what_an_unkeyed_trail_cannot_show_a_noted_head_does():
    """Said in PRIVACY.md: without a passphrase, a chain that was computed anew fits; a noted head is not in it."""
    _, head = chain(5, None)
    anew, new_head = chain(5, None, detail='{"events":0}')
    assert findings(anew, new_head, None) == ()
    assert head.last not in {entry.hash for entry in anew}


def test_no_detail_reads_like_another_part():
    a = next_entry(None, at="1", act=AuditedAct.BEGUN, detail="23", key=None)
    b = next_entry(None, at="12", act=AuditedAct.BEGUN, detail="3", key=None)
    assert a.hash != b.hash


@given(count=st.integers(2, 8), seed=st.integers(0, 2**32), keyed=st.booleans())
def test_any_other_selection_or_order_of_entries_is_found(count, seed, keyed):
    key = b"k" * 32 if keyed else None
    entries, head = chain(count, key)
    rng = random.Random(seed)
    other = [rng.choice(entries) for _ in range(rng.randint(0, count))]
    assert bool(findings(other, head, key)) == (other != entries)


def test_a_passphrase_change_is_told_and_the_new_one_opens_a_whole_trail(tmp_path, cheap_keys):
    with Project.create(tmp_path / "s", passphrase="old") as project:
        project.passphrase.change("old", "new")
        with pytest.raises(StudyError, match="empty"):
            project.passphrase.change("new", "")
    with Project.open(tmp_path / "s", passphrase="new") as project:
        acts = [entry.act for entry in report(project).entries]
        assert acts == [AuditedAct.BEGUN, AuditedAct.PASSPHRASE, AuditedAct.PASSPHRASE, AuditedAct.BROKE_OFF]
        assert report(project).findings == ()


def test_an_export_that_broke_off_says_so(study, tmp_path, monkeypatch):
    folder, phrase = study

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with Project.open(folder, passphrase=phrase) as project:
        monkeypatch.setattr("coder.files.atomic_write.os.fsync", full)
        with pytest.raises(MendableError, match="the disk is full"):
            export_study(project, tmp_path / "x.csv", Wanted("csv"))
        monkeypatch.undo()
        assert not (tmp_path / "x.csv").exists()
        *_, export, broken = report(project).entries
    assert (export.act, broken.act, json.loads(broken.detail)) == (
        AuditedAct.EXPORT,
        AuditedAct.BROKE_OFF,
        {"entry": export.number},
    )


@pytest.mark.parametrize(("name", "phrase"), [("v1-plain", None), ("v1-encrypted", PHRASE)])
def test_a_study_of_format_1_opens_and_begins_its_trail(tmp_path, name, phrase):
    folder = shutil.copytree(ROOT / "tests" / "old_studies" / name, tmp_path / name)
    for _ in range(2):
        with Project.open(folder, passphrase=phrase) as project:
            assert len(project.events("r1")) == 2
            assert len(project.signals("r1")) == 12
            assert (project.undo_label is not None, project.redo_label) == (True, "add touch")
            with project.open_clip("r1") as opened:
                assert opened.frame(99).pts_us == 3_960_000
            (entry,) = report(project).entries
            assert (entry.act, json.loads(entry.detail)) == (AuditedAct.BEGUN, {"recordings_before": 1})
            assert report(project).findings == ()


def test_the_command_verifies_and_ends_with_2_where_the_trail_was_cut(tmp_path, clip):
    folder = tmp_path / "study"
    with Project.create(folder) as project:
        project.add_recording(clip)
        head = report(project).head

    def audit(*more: str) -> tuple[int, object, str]:
        done = run_command("audit", folder, "--json", *more)
        return done.returncode, json.loads(done.stdout), done.stderr

    code, shown, _ = audit()
    assert (code, [entry["act"] for entry in shown]) == (0, ["trail begun", "recording added"])
    code, checked, said = audit("--verify", "--witness", head)
    assert (code, checked["intact"], checked["head"], checked["keyed"]) == (0, True, head, False)
    assert "--witness" in said
    db = raw(folder, None)
    db.execute("DELETE FROM audit WHERE number = 2")
    db.close()
    code, checked, said = audit("--verify")
    assert (code, checked["intact"], len(said.strip().splitlines())) == (2, False, 1)
    assert checked["findings"]
    code, checked, _ = audit("--verify", "--witness", "f" * 64)
    assert code == 2
    assert any("noted earlier" in finding["sentence"] for finding in checked["findings"])


def chain(count: int, key: bytes | None, *, detail: str = '{"events":3}') -> tuple[list[Entry], LogHead]:
    entries, head = [], None
    for n in range(count):
        act = AuditedAct.EXPORT if n else AuditedAct.BEGUN
        entries.append(next_entry(head, at=f"2026-01-0{n + 1}", act=act, detail=detail, key=key))
        head = head_of(entries[-1], key)
    return entries, head
