"""Somebody had the study's files in hand: with a disk editor, with SQL, with an older copy, with other files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import apsw
import pytest

from coder.privacy import keys
from coder.privacy.purpose import Purpose
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.study.store.database import Database
from coder.vocabulary.errors import ClipError, MendableError, StudyError
from tests.coder.media.clipmaker import make_clip, number_of
from tests.studies import REPORT, two_people_smiling

CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)
PHRASE = "seven small stones"
PAGE = 4096


@pytest.fixture(scope="module")
def clips(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("clips")
    return make_clip(folder / "one.mp4", frames=20), make_clip(folder / "two.mp4", frames=30, gop=5)


@pytest.fixture(scope="module")
def made(tmp_path_factory, clips) -> Path:
    """An encrypted study of two recordings; each test takes a copy."""
    folder = tmp_path_factory.mktemp("made") / "study"
    real = keys.create_key
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keys, "create_key", lambda study, phrase: real(study, phrase, cost=CHEAP))
        with Project.create(folder, passphrase=PHRASE) as project:
            project.guard.state_purpose(Purpose.REFLECTION)
            for clip in clips:
                project.add_recording(clip)
    return folder


@pytest.fixture
def study(made, tmp_path) -> Path:
    return shutil.copytree(made, tmp_path / "study")


@pytest.fixture
def plain(clips, tmp_path) -> Path:
    with Project.create(tmp_path / "plain") as project:
        for clip in clips:
            project.add_recording(clip)
    return tmp_path / "plain"


def see(folder: Path, recording: str, phrase: str | None = PHRASE) -> int:
    with Project.open(folder, passphrase=phrase) as project, project.open_clip(recording) as clip:
        return number_of(clip.frame(7).rgb)


def sql(folder: Path, statement: str, *values: object) -> None:
    """What somebody does who knows the passphrase and writes SQL."""
    key = keys.unlock(folder, PHRASE) if keys.is_encrypted(folder) else None
    db = Database(folder / "study.db", key=key)
    db.execute(statement, values)
    db.close()


# keys.json

WEAKER = [
    {"memory_kib": "8"},
    {"memory_kib": "8", "lanes": "16"},
    {"memory_kib": "99999999"},
    {"passes": "0"},
    {"passes": "1000000"},
    {"salt": ""},
    {"salt": "00"},
    {"nonce": "00"},
    {"wrapped": ""},
    {"memory_kib": None},
    {"way": "recovery"},
]


@pytest.mark.parametrize("change", WEAKER, ids=str)
def test_a_key_file_with_other_parameters_opens_nothing_and_harms_nothing(study, change):
    content = json.loads((study / "keys.json").read_text())
    content["slots"][0].update(change)
    (study / "keys.json").write_text(json.dumps(content))
    with pytest.raises(StudyError, match=r"does not open|has been altered"):
        keys.unlock(study, PHRASE)


@pytest.mark.parametrize("text", ['{"slots": []}', "[" * 100_000, '{"slots": [{"way": ["passphrase"]}]}'])
def test_a_key_file_that_is_none_is_said_so(study, text):
    (study / "keys.json").write_text(text)
    with pytest.raises(StudyError, match="has been altered"):
        keys.unlock(study, PHRASE)


def test_a_key_file_of_another_study_does_not_open_this_one(study, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    keys.create_key(other, PHRASE, cost=CHEAP)
    shutil.copy(other / "keys.json", study / "keys.json")
    with pytest.raises(StudyError, match=r"keys\.json is not the one"):
        Project.open(study, passphrase=PHRASE)


def test_a_study_without_its_key_file_is_not_taken_for_a_plain_one(study):
    (study / "keys.json").unlink()
    with pytest.raises(StudyError, match="damaged"):
        Project.open(study)


# study.db


def test_an_altered_page_is_said_in_a_sentence_or_was_never_read(study):
    content = (study / "study.db").read_bytes()
    said = []
    for place in range(PAGE // 2, len(content), 3 * PAGE):
        altered = bytearray(content)
        altered[place] ^= 1
        (study / "study.db").write_bytes(altered)
        try:
            with Project.open(study, passphrase=PHRASE) as project:
                assert [recording.name for recording in project.recordings()] == ["one", "two"]
                project.guard.verify()
                project.state("r1")
        except MendableError as error:
            said.append(str(error))
    assert len(said) >= 3
    assert all("restore" in sentence for sentence in said)


def test_pages_that_changed_places_are_noticed(study):
    content = bytearray((study / "study.db").read_bytes())
    content[2 * PAGE : 3 * PAGE], content[3 * PAGE : 4 * PAGE] = (
        content[3 * PAGE : 4 * PAGE],
        content[2 * PAGE : 3 * PAGE],
    )
    (study / "study.db").write_bytes(content)
    with pytest.raises(StudyError, match="restore"):
        see(study, "r1")


def test_a_full_disk_is_said_in_a_sentence_and_keeps_nothing_half(study):
    with Project.open(study, passphrase=PHRASE) as project:
        pages = int(str(project._db.execute("PRAGMA page_count")[0][0]))
        project._db.execute(f"PRAGMA max_page_count = {pages}")
        crowd = [f"person {number} of many" for number in range(10_000)]
        with pytest.raises(StudyError, match="disk is full"):
            project.guard.agree("r1", crowd, frozenset(), until=None)
        assert project.guard.agreements("r1") == ()
        assert project.guard.verify().findings == ()
        project._db.execute("PRAGMA max_page_count = 1000000")
        project.guard.agree("r1", ["Kim"], frozenset(), until=None)


def test_an_older_copy_of_the_codes_brings_no_erased_clip_back(study, made):
    with Project.open(study, passphrase=PHRASE) as project:
        head = project.guard.verify().head
        project.guard.erase("r1", at_once=True)
        later = project.guard.verify().head
    shutil.copy(made / "study.db", study / "study.db")
    with Project.open(study, passphrase=PHRASE) as project:
        with pytest.raises(ClipError, match="no longer"):
            project.open_clip("r1")
        known = {entry.hash for entry in project.guard.verify().entries}
        assert head in known
        assert later not in known  # a head that was noted elsewhere shows it


# Clips


def test_the_clip_of_another_recording_is_not_shown_in_its_place(study):
    shutil.copy(study / "media" / "r2.mp4", study / "media" / "r1.mp4")
    with pytest.raises(ClipError, match="cannot be trusted"):
        see(study, "r1")
    assert see(study, "r2") == 7


def test_keys_that_changed_places_open_nothing(study):
    sql(study, "UPDATE clip_keys SET recording = CASE recording WHEN 'r1' THEN 'x' ELSE 'r1' END")
    sql(study, "UPDATE clip_keys SET recording = 'r2' WHERE recording = 'x'")
    for recording in ("r1", "r2"):
        with pytest.raises(ClipError, match="cannot be trusted"):
            see(study, recording)


def test_a_plain_file_in_the_place_of_an_encrypted_one_is_not_shown(study, clips):
    shutil.copy(clips[0], study / "media" / "r1.mp4")
    with pytest.raises(ClipError, match="cannot be trusted"):
        see(study, "r1")


def test_taking_the_key_out_does_not_make_an_encrypted_clip_a_plain_one(study):
    sql(study, "DELETE FROM clip_keys WHERE recording = 'r1'")
    with pytest.raises(ClipError):
        see(study, "r1")


@pytest.mark.parametrize("where", ["../../precious.mp4", "ABSOLUTE", "..", ".", "a/b.mp4"])
def test_a_study_that_names_somebody_s_other_files_neither_shows_nor_erases_them(plain, clips, where):
    precious = plain.parent / "precious.mp4"
    shutil.copy(clips[0], precious)
    named = str(precious) if where == "ABSOLUTE" else where
    sql(plain, "UPDATE recordings SET clip = ?, clip_bytes = ? WHERE id = 'r1'", named, precious.stat().st_size)
    with pytest.raises(MendableError):
        see(plain, "r1", None)
    with Project.open(plain) as project:
        project.guard.erase("r1", at_once=True)
    assert precious.is_file()
    assert clips[0].is_file()
    assert see(plain, "r2", None) == 7


def read_everything(project: Project) -> None:
    project.recordings()
    project.signals("r1")
    project.state("r1")


NONSENSE = [
    ("recordings", "info", "zzz"),
    ("recordings", "info", "[" * 100_000),
    ("recordings", "duration_us", -5),
    ("analyses", "report", "{}"),
    ("people", "median_box", "zzz"),
    ("people", "in_view", "[[5, 1]]"),
    ("proposals", "models", "zzz"),
    ("signals", "pts_us", b"zz"),
]


@pytest.mark.parametrize(("table", "column", "value"), NONSENSE, ids=lambda value: str(value)[:12])
def test_a_row_altered_into_nonsense_is_said_in_a_sentence(plain, table, column, value):
    with Project.open(plain) as project:
        people, tracks = two_people_smiling()
        project.store_analysis("r1", REPORT, people, tracks)
    sql(plain, f"UPDATE {table} SET {column} = ?", value)
    with Project.open(plain) as project, pytest.raises(StudyError, match="has been altered"):
        read_everything(project)


# The trail


def test_a_trail_that_is_begun_anew_is_found(plain):
    sql(plain, "UPDATE facts SET value = 'due' WHERE id = 'trail'")
    with Project.open(plain) as project:
        found = [finding.sentence for finding in project.guard.verify().findings]
    assert any("begins the trail a second time" in sentence for sentence in found)


def test_without_the_passphrase_there_is_no_sql(study):
    db = apsw.Connection(str(study / "study.db"))
    with pytest.raises(apsw.NotADBError):
        db.execute("SELECT * FROM agreements").get  # noqa: B018
    db.close()


@pytest.mark.parametrize("gone", [True, False], ids=["taken out", "called otherwise"])
def test_a_journal_that_would_alter_a_recording_with_a_clip_leaves_its_frames(plain, gone):
    with Project.open(plain) as project:
        frames = project.frame_index("r1").pts_us.tolist()
        project.apply(AddEvent("r1", "child", "smile", 200_000, 400_000), coder="kim")
        row = project._db.get("recordings", "r1")
    change = ["recordings", "r1", None if gone else {**row, "name": "else"}, row]
    sql(plain, "UPDATE journal SET changes = ?", json.dumps([change]))
    with Project.open(plain) as project:
        with pytest.raises(StudyError, match="a clip of its own"):
            project.undo(coder="kim")
        assert project.frame_index("r1").pts_us.tolist() == frames


@pytest.mark.parametrize(
    "steps", ["zzz", "7", "[7]", '[["signals", "r1", null, {}]]', '[["events", "e1", 5, null]]', "[" * 100_000]
)
def test_a_journal_altered_into_nonsense_is_said_in_a_sentence(plain, steps):
    with Project.open(plain) as project:
        project.apply(AddEvent("r1", "child", "smile", 200_000, 400_000), coder="kim")
    sql(plain, "UPDATE journal SET changes = ?", steps)
    with Project.open(plain) as project, pytest.raises(StudyError, match="journal cannot be read"):
        project.undo(coder="kim")
