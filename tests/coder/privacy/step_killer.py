"""Does one act on a study again and again, each time killed by SIGKILL one step later, and looks at what is left.

Run as a program: ``python -m tests.coder.privacy.step_killer ACT FOLDER CLIP``. A step is an SQL statement, a chunk
encrypted, a flush to the disk, a rename or a removal; each is a moment before which the power may go. Prints how many
steps there were, or fails with what it found.
"""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import ParamSpec, TypeVar

import apsw

from coder.interchange import formats
from coder.interchange.study_import import bring_in, plans_of
from coder.privacy import keys, vault
from coder.privacy.purpose import Purpose
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from tests.coder.interchange.make_golden import GOLDEN, NAMES

CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)
P = ParamSpec("P")
T = TypeVar("T")
OLD, NEW = "seven small stones", "three blue boats"
WHOLE = ("annotations", "camera", "practice")
"""Acts of which there is all or nothing: how much each table holds, and the files beside, are one of two."""


def begin(folder: Path, clip: Path, act: str) -> None:
    """Make the study that every round begins with."""
    if act == "new":
        folder.mkdir(parents=True)
        return
    with Project.create(folder, passphrase=OLD) as project:
        project.guard.state_purpose(Purpose.REFLECTION)
        if act != "import":
            project.add_recording(clip)
        if act == "erase":
            project.guard.withdraw("r1", ["Kim"])
        if act in WHOLE:
            project.apply(AddEvent("r1", "child", "smile", 100_000, 300_000), coder="lee")


def do(project: Project, clip: Path, act: str) -> None:
    """The act."""
    if act == "import":
        project.add_recording(clip)
    elif act == "passphrase":
        project.passphrase.change(OLD, NEW)
    elif act == "annotations":
        plans = plans_of(formats.read(GOLDEN / NAMES["boris"]), project.scheme, coder="kim")
        bring_in(project, plans, into=None, coder="kim", though_other_purpose=True)
    elif act == "camera":
        project.cameras.add("r1", clip.with_name("second.mp4"), name="side")
    elif act == "practice":
        project.training.begin("r1", "ann", "lee")
    else:
        project.guard.erase("r1")


def look(folder: Path, clip: Path, act: str, *, done: bool) -> None:
    """Look at what is left: all of it or nothing of it, one way in, and a trail that is whole."""
    if act == "new" and not done:
        look_at_new(folder)
    if act in WHOLE:
        return
    phrases = [phrase for phrase in (OLD, NEW) if opens(folder, phrase)]
    assert len(phrases) == 1, f"{len(phrases)} ways in"
    assert not done or act != "passphrase" or phrases == [NEW], "the change that was told was lost"
    with Project.open(folder, passphrase=phrases[0]) as project:
        there = [recording.id for recording in project.recordings()]
        assert not done or there == {"new": [], "import": ["r1"], "passphrase": ["r1"], "erase": []}[act], there
        assert act != "passphrase" or there == ["r1"], "the recording was lost"
        media = sorted(path.name for path in (folder / "media").iterdir())
        assert media == [f"{name}.mp4" for name in there], f"{media} for {there}"
        for name in there:
            if act == "erase":
                project.guard.agree(name, ["Kim"], frozenset(), until=None)  # to be seen again
            with project.open_clip(name) as opened:
                assert len(list(opened.frames())) == len(opened)
        assert project.guard.verify().findings == (), project.guard.verify().findings


def held(folder: Path) -> tuple[tuple[str, int], ...]:
    """How much each table and the folder of clips hold; the trail has to be whole."""
    with Project.open(folder, passphrase=OLD) as project:
        assert project.guard.verify().findings == (), project.guard.verify().findings
        tables = project._db._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        rows = [(str(name), project._db._db.execute(f'SELECT count(*) FROM "{name}"').get) for (name,) in tables]
        # A number that was given out and not used stays used.
        kept = [(name, int(str(count))) for name, count in rows if name not in ("counters", "sqlite_sequence")]
        return *sorted(kept), ("media", len(list((folder / "media").iterdir())))


def look_at_new(folder: Path) -> None:
    """A study whose making broke off is either whole or says so, and can be made again as if nothing had been."""
    try:
        Project.open(folder, passphrase=OLD).close()
    except StudyError:
        Project.create(folder, passphrase=OLD).close()


def opens(folder: Path, phrase: str) -> bool:
    """Whether a passphrase opens the study."""
    try:
        keys.unlock(folder, phrase)
    except StudyError:
        return False
    return True


def kill_before(number: int, project: Project | None) -> None:
    """Let this process be killed before its step of that number."""
    steps = count(1)

    def step(*_: object) -> bool:
        if next(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return True

    def stepping(function: Callable[P, T]) -> Callable[P, T]:
        def called(*arguments: P.args, **named: P.kwargs) -> T:
            step()
            return function(*arguments, **named)

        return called

    if project is not None:
        project._db._db.exec_trace = step
    apsw.connection_hooks.append(lambda connection: setattr(connection, "exec_trace", step))
    # What changes a folder, whoever asks for it: pathlib asks os.
    for name in ("fsync", "replace", "rename", "link", "unlink", "mkdir", "rmdir"):
        setattr(os, name, stepping(getattr(os, name)))
    vault._bound = stepping(vault._bound)


def main(act: str, folder: Path, clip: Path) -> None:
    """Kill at one step after the other until the act gets through."""
    real = keys.KdfCost
    keys.KdfCost = lambda: CHEAP  # type: ignore[assignment,misc]
    begin(folder / "begun", clip, act)
    keys.KdfCost = lambda *numbers: real(*numbers) if numbers else CHEAP  # type: ignore[assignment,misc]
    original = hashlib.sha256(clip.read_bytes()).digest()
    found = set()
    # Most steps of an import are rows of one transaction.
    gc.collect()
    gc.freeze()  # so that no round looks through what is only imported
    # Most steps of an import are rows of one transaction.
    for number in count(1, 4 if act == "annotations" else 1):
        study = folder / f"step {number}"
        shutil.copytree(folder / "begun", study)
        # Decoders that wait to be collected have threads, which a fork leaves behind: freed there they wait for ever.
        gc.collect()
        child = os.fork()
        if child == 0:
            project = Project.open(study, passphrase=OLD) if act != "new" else None
            kill_before(number, project)
            if project is None:
                Project.create(study, passphrase=OLD).close()
            else:
                do(project, clip, act)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        done = os.WIFEXITED(status)
        assert done or os.WTERMSIG(status) == signal.SIGKILL, f"step {number}: {status}"
        assert not done or os.WEXITSTATUS(status) == 0
        try:
            look(study, clip, act, done=done)
        except AssertionError as error:
            raise SystemExit(f"killed before step {number}: {error}") from error
        assert hashlib.sha256(clip.read_bytes()).digest() == original
        if act in WHOLE:
            found.add(held(study))
            if not found <= {held(folder / "begun"), held(study)} and done:
                raise SystemExit(f"half of it was left: {[set(one) - set(held(study)) for one in found]}")
        shutil.rmtree(study)
        if done:
            print(number - 1)
            return


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
