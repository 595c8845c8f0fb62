"""Every trouble has its own sentence, and only damage is called damage."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.study.store.sqlite_errors import refusal
from coder.vocabulary.errors import StudyError
from tests.coder.media.clipmaker import make_clip

ROOT = Path(__file__).resolve().parents[2]
PHRASE = "семь камней"


@pytest.fixture(params=[None, PHRASE], ids=["plain", "encrypted"])
def study(request, tmp_path):
    clip = make_clip(tmp_path / "clip.mp4", frames=40, gop=10)
    with Project.create(tmp_path / "study", passphrase=request.param) as project:
        project.add_recording(clip)
    return tmp_path / "study", request.param


@pytest.fixture
def unwritable(study, monkeypatch):
    """A study on a medium that can only be read: whoever runs this may be allowed everything."""
    real = os.open

    def refusing(path, flags, *rest, **named):
        if flags & (os.O_WRONLY | os.O_RDWR) and str(study[0]) in str(path):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return real(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", refusing)
    return study


def test_a_study_on_a_read_only_medium_opens_for_reading_and_keeps_nothing(unwritable):
    folder, phrase = unwritable
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with Project.open(folder, passphrase=phrase) as project:
        assert "opens for reading" in project.notes[0]
        assert [recording.id for recording in project.recordings()] == ["r1"]
        with project.open_clip("r1") as clip:
            assert clip.frame(3).index == 3
        project.state("r1")
        project.shown_to("r1", "kim")
        for act in (
            lambda: project.apply(AddEvent("r1", "child", "smile", 0, 40_000), coder="kim"),
            lambda: project.guard.withdraw("r1"),
            lambda: project.add_without_clip("x", duration_us=1_000_000),
        ):
            with pytest.raises(StudyError, match="can only be read"):
                act()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_what_was_not_closed_before_it_became_read_only_is_not_read_without_its_end(unwritable):
    folder, phrase = unwritable
    (folder / "study.db-wal").write_bytes(b"something that was done last")
    with pytest.raises(StudyError, match="copy the whole folder"):
        Project.open(folder, passphrase=phrase)


CASES = {
    "FullError": (0, 0, "disk is full"),
    "BusyError": (0, 0, "in use by another program"),
    "NoMemError": (0, 0, "no memory"),
    "ReadOnlyError": (0, 0, "can only be read"),
    "CantOpenError": (0, errno.EACCES, "you may not do that"),
    "IOError lock": (apsw.SQLITE_IOERR_SHMLOCK, errno.ENOLCK, "no locks"),
    "IOError write": (apsw.SQLITE_IOERR_WRITE, errno.EIO, "could not read or write"),
    "IOError quota": (apsw.SQLITE_IOERR_WRITE, errno.EDQUOT, "used up"),
    "IOError memory": (apsw.SQLITE_IOERR_NOMEM, 0, "no memory"),
    "CorruptError": (0, 0, "restore it from a backup"),
    "IOError cut": (apsw.SQLITE_IOERR_SHORT_READ, 0, "restore it from a backup"),
}


class Answering:
    """As much of a connection as the sentence asks for."""

    def __init__(self, number: int) -> None:
        self.system_errno = number


@pytest.mark.parametrize("name", CASES)
def test_only_damage_is_called_damage(name):
    code, number, words = CASES[name]
    error = getattr(apsw, name.split()[0])("it went wrong")
    error.extendedresult = code
    told = str(refusal(error, Answering(number), "The study"))
    assert words in told
    assert ("backup" in told) == ("backup" in words)


FULL = """
import resource, signal, sys
from pathlib import Path
from coder.vocabulary.errors import MendableError
from coder.study.project import Project
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
project = Project.open(Path(sys.argv[1]), passphrase=sys.argv[2] or None)
size = max(path.stat().st_size for path in Path(sys.argv[1]).rglob("*") if path.is_file())
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
for act in (
    lambda: project.add_recording(Path(sys.argv[3])),
    lambda: project.guard.withdraw("r1"),
):
    try:
        act()
    except MendableError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
def test_a_file_that_may_not_grow_is_not_called_damage(study, tmp_path):
    folder, phrase = study
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(folder), phrase or "", str(tmp_path / "clip.mp4")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 2, done.stdout
    assert not any("backup" in line or "damaged" in line for line in lines), lines
    with Project.open(folder, passphrase=phrase) as project:
        assert [recording.id for recording in project.recordings()] == ["r1"]
        assert project.guard.verify().findings == ()


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER quiet AFTER INSERT ON audit BEGIN DELETE FROM audit WHERE number = NEW.number; END",
        "CREATE TRIGGER kept BEFORE DELETE ON clip_keys BEGIN SELECT RAISE(IGNORE); END",
        "CREATE VIEW names AS SELECT name FROM recordings",
        "CREATE TABLE more (x)",
        "DROP INDEX events_by_recording",
        "ALTER TABLE events ADD COLUMN more TEXT",
        "CREATE INDEX of_it ON events (coder)",
    ],
)
def test_a_study_whose_tables_are_not_ours_is_refused_before_anything_is_asked_of_it(study, sql):
    folder, phrase = study
    db = apsw.Connection(str(folder / "study.db"))
    if phrase:
        from coder.privacy import keys

        db.pragma("cipher", "chacha20")
        db.pragma("key", f"raw:{keys.unlock(folder, phrase).hex()}")
    db.execute(sql)
    db.close()
    with pytest.raises(StudyError, match="somebody altered it"):
        Project.open(folder, passphrase=phrase)
