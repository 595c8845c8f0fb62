"""A study that was made without a passphrase gets one as a copy: whole, encrypted, and the first left as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from coder.privacy.audit_log import AuditedAct
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.study.store.connection import connect
from coder.vocabulary.errors import MendableError, StudyError
from tests.coder.media.clipmaker import make_clip

ROOT = Path(__file__).resolve().parents[3]
PHRASE = "grünes Haus am See"
MADE_ANEW = ("audit", "audit_head", "clip_keys", "camera_clips", "counters")


@pytest.fixture
def study(tmp_path):
    """Two recordings (one linked), a camera, codes of two coders, a step taken back, and one event deleted."""
    with Project.create(tmp_path / "study") as project:
        project.add_recording(make_clip(tmp_path / "door.mp4", frames=50, fps=25))
        project.add_recording(make_clip(tmp_path / "linked.mp4", frames=40, fps=25), link=True)
        project.cameras.add("r1", make_clip(tmp_path / "window.mkv", frames=60, fps=30), coder="kim")
        for n, coder in enumerate(("kim", "mira", "kim")):
            project.apply(
                AddEvent("r1", "child", "smile", n * 400_000, n * 400_000 + 200_000, note="Ännchen"), coder=coder
            )
        project.undo(coder="mira")
        yield project


def rows(path: Path, key: bytes | None = None) -> dict[str, list[tuple[apsw.SQLiteValue, ...]]]:
    """Return every row of every table with its place among the rows."""
    db = connect(path, key=key)
    tables = [str(name) for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: list(db.execute(f'SELECT rowid, * FROM "{name}" ORDER BY rowid')) for name in tables}
    db.close()
    return found


def test_everything_is_in_the_copy_and_nothing_of_it_can_be_read(study, tmp_path):
    made = study.protected_copy.make(tmp_path / "copy", PHRASE)
    before = rows(study.folder / "study.db")
    assert made.linked == ("linked",)
    assert made.missing == ()
    with Project.open(tmp_path / "copy", passphrase=made.recovery) as copy:
        after = rows(tmp_path / "copy" / "study.db", copy._key)
        for table, held in before.items():
            if table not in MADE_ANEW and not table.startswith("sqlite_"):
                assert after[table] == held, table
        assert after["counters"] == before["counters"]
        assert copy.guard.verify(read_clips=True).findings == ()
        assert copy.open_clip("r1").index.end_us == study.open_clip("r1").index.end_us
        (camera,) = copy.cameras.of("r1")
        with copy.cameras.source(camera)() as seen:
            assert seen.read() == (tmp_path / "window.mkv").read_bytes()
        copy.redo(coder="mira")
        assert len(copy.events("r1")) == 3
        new = copy.apply(AddEvent("r1", "child", "reach", 0, 200_000), coder="kim")
        assert new.rows[0].id not in {str(row[1]) for row in before["events"]}
    words = "Ännchen".encode(), b"smile", b"ftypisom", b"matroska"
    for path in (tmp_path / "copy").rglob("*"):
        if path.is_file():
            assert not any(word in path.read_bytes() for word in words), path.name
    assert study.guard.verify(read_clips=True).findings == ()  # and the first is as it was


def test_a_head_that_was_noted_of_the_first_study_is_known_in_the_copy(study, tmp_path):
    noted = study.guard.trail().head
    study.protected_copy.make(tmp_path / "copy", PHRASE)
    with Project.open(tmp_path / "copy", passphrase=PHRASE) as copy:
        report = copy.guard.verify(read_clips=False)
        assert report.keyed
        assert report.has_had(noted)
        assert not report.has_had("0" * 64)
        assert [entry.act for entry in report.entries[-2:]] == [AuditedAct.PROTECTED] * 2
        copy._db.execute("UPDATE audit SET detail = 'no text of ours' WHERE act = ?", (AuditedAct.PROTECTED.value,))
        altered = copy.guard.verify(read_clips=False)
        assert not altered.has_had(noted)
        assert any("has been altered" in finding.sentence for finding in altered.findings)


def test_what_is_not_as_it_was_added_is_not_taken_over(study, tmp_path):
    clip = study.folder / "media" / "r1.mp4"
    content = clip.read_bytes()
    clip.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(MendableError, match="not what was added"):
        study.protected_copy.make(tmp_path / "copy", PHRASE)
    assert not (tmp_path / "copy").exists()
    clip.write_bytes(content)
    study._db.execute("UPDATE audit SET detail = '{}' WHERE number = 2")
    with pytest.raises(StudyError, match="not as it was written"):
        study.protected_copy.make(tmp_path / "copy", PHRASE)
    assert not (tmp_path / "copy").exists()


def test_what_has_a_passphrase_is_not_copied_and_nothing_is_written_over(study, tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "letter.txt").write_text("mine")
    with pytest.raises(StudyError, match="not an empty folder"):
        study.protected_copy.make(tmp_path / "theirs", PHRASE)
    with pytest.raises(StudyError, match="inside the study"):
        study.protected_copy.make(study.folder / "inside", PHRASE)
    assert [path.name for path in (tmp_path / "theirs").iterdir()] == ["letter.txt"]
    study.protected_copy.make(tmp_path / "copy", PHRASE)
    with Project.open(tmp_path / "copy", passphrase=PHRASE) as copy, pytest.raises(StudyError, match="already"):
        copy.protected_copy.make(tmp_path / "again", PHRASE)


COPIER = """
import sys
from pathlib import Path
from coder.study.clip_store import ClipStore
from coder.study.project import Project
real = ClipStore.take_in
def take_in(self, found, name):
    taken = real(self, found, name)
    print("copied", flush=True)
    sys.stdin.readline()
    return taken
ClipStore.take_in = take_in
with Project.open(Path(sys.argv[1])) as study:
    study.protected_copy.make(Path(sys.argv[2]), "three blue boats")
"""


def test_a_copy_that_is_killed_half_way_is_made_anew_in_the_same_place(study, tmp_path):
    study.close()
    before = rows(study.folder / "study.db")
    process = subprocess.Popen(
        [sys.executable, "-c", COPIER, str(study.folder), str(tmp_path / "copy")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "copied"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert (tmp_path / "copy" / "media" / "r1.mp4").is_file()
    with pytest.raises(StudyError, match="broke off"):
        Project.open(tmp_path / "copy", passphrase="three blue boats")
    assert rows(study.folder / "study.db") == before
    with Project.open(study.folder) as again:
        again.protected_copy.make(tmp_path / "copy", PHRASE)
    with Project.open(tmp_path / "copy", passphrase=PHRASE) as copy:
        assert len(copy.events("r1")) == 2
        assert copy.guard.verify(read_clips=True).findings == ()
