"""Of a locked recording no command shows or changes anything; the whole parser is walked, so that none forgets it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from coder.privacy.consent import Use
from coder.study.coding_passes import Pass
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.time import Interval
from tests.coder.media.clipmaker import make_clip
from tests.studies import REPORT, two_people_smiling
from ui.cli.parser import _parser, main

OPENED = {"consent", "erase"}
"""What a locked recording is for: agreeing anew, and erasing."""
APART = {"open", "demo", "new", "seal", "probe", "passphrase", "protect", "recovery", "schemes", "formats", "pause"}
APART |= {"plan-kappa", "plan-icc", "plan-latency"}
"""Commands that ask nothing of a recording that is there, or open a window (which tests/ui/guard looks at)."""
OWN_WORD = "WORDOFTHELOCKED"

WITH = {
    "add": ["{clip}"],
    "decide": ["{proposal}", "accept", "--coder", "kim"],
    "looked": ["{stretch}", "nothing", "--coder", "kim"],
    "role": ["A", "child", "--coder", "kim"],
    "code": ["child", "smile", "--onset-us", "0", "--offset-us", "500000", "--coder", "kim"],
    "settle": ["{event}", "available nearby", "--coder", "mia"],
    "undo": ["--coder", "mia"],
    "redo": ["--coder", "mia"],
    "change": ["{event}", "--comment", "x", "--coder", "mia"],
    "remove": ["{event}", "--coder", "mia"],
    "merge": ["{event}", "{other}", "--coder", "mia"],
    "paste": ["{event}", "--at-us", "0", "--coder", "mia"],
    "copy": ["--from", "mia", "--coder", "kim"],
    "consensus": ["--of", "mia", "ned", "--coder", "kim"],
    "find": ["code=smile"],
    "trials": ["--act", "child/smile"],
    "reliability": ["--coders", "mia", "ned"],
    "report": ["-o", "{out}"],
    "clip": ["-o", "{film}"],
    "export": ["-o", "{out}"],
    "import": ["{file}", "--into", "{study}", "--recording", "{recording}"],
    "episodes": ["still_face"],
    "note-to-self": ["--list", "--coder", "mia"],
    "practice": ["--coder", "kim"],
    "pass": ["mine", "--coder", "kim"],
    "analyze": ["--rate", "1"],
    "camera add": ["{clip}"],
    "camera propose": ["{camera}"],
    "camera place": ["{camera}", "--offset-us", "5", "--coder", "mia"],
    "camera call": ["{camera}", "left", "--coder", "mia"],
    "camera remove": ["{camera}", "--now"],
}
"""What a command asks for beyond study and recording."""

ABOUT_IT = {
    *("decide", "looked", "settle", "undo", "change", "remove", "merge"),
    *("import", "camera propose", "camera place", "camera call", "camera remove"),
}
"""Commands that name no recording, and are asked about something in the locked one; each is refused."""


@cache
def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command of the command line, those within another too."""

    def found(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
        inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        if not inner:
            yield name, parser
        for action in inner:
            for word, sub in action.choices.items():
                yield from found(sub, f"{name} {word}".strip())

    return dict(found(_parser(), ""))


@pytest.fixture(scope="module")
def locked(tmp_path_factory) -> dict[str, str]:
    """A study whose second recording is locked; in it everything is kept that a recording can hold."""
    folder = tmp_path_factory.mktemp("locked")
    clip = make_clip(folder / "a.mp4", frames=300, fps=10)
    other = make_clip(folder / "b.mp4", frames=90, fps=25)
    people, tracks = two_people_smiling()
    people = tuple(replace(one, in_view=(Interval(0, 30_000_000),)) for one in people)
    with Project.create(folder / "study") as project:
        project.add_recording(clip, name="open")
        project.add_recording(clip, name="closed")
        for recording in ("r1", "r2"):
            project.store_analysis(recording, REPORT, people, tracks)
        word = OWN_WORD.lower()
        events = []
        for coder in ("mia", "ned"):
            for onset in (0, 1_000_000):
                edit = AddEvent("r2", "child", "smile", onset, onset + 500_000, note=f"{word} {coder}")
                events.append(project.apply(edit, coder=coder).added[0])
        project.cameras.add("r2", other, name=f"{word} camera")
        project.passes.define(Pass("mine", "code=smile"))
        project.guard.agree("r2", ["Kim"], frozenset(Use), until=None)
        proposal, stretch = project.proposals("r2")[0].id, project.stretches("r2")[0].id
        camera = project.cameras.of("r2")[0].id
        project.guard.withdraw("r2")
    table = folder / "table.csv"
    table.write_text("subject,code,onset,offset\nchild,smile,0.5,1.0\n")
    held = {
        "study": folder / "study",
        "clip": clip,
        "file": table,
        "out": folder / "out.csv",
        "film": folder / "out.mp4",
        "recording": "r2",
    }
    held |= {"proposal": proposal, "stretch": stretch, "camera": camera, "event": events[0], "other": events[1]}
    return {name: str(value) for name, value in held.items()}


def rows_of(study: str) -> dict[str, list[object]]:
    """All that a study keeps of the locked recording, as rows."""
    with Project.open(Path(study)) as project:
        names = [str(name) for (name,) in project._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = {}
        for name in names:
            columns = {str(row[1]) for row in project._db.execute(f'PRAGMA table_info("{name}")')}
            if "recording" in columns:
                kept[name] = project._db.execute(f'SELECT * FROM "{name}" WHERE recording = ?', ("r2",))
        return kept


def takes(parser: argparse.ArgumentParser, name: str) -> bool:
    return any(action.dest == name and not action.option_strings for action in parser._actions)


def line_of(name: str, parser: argparse.ArgumentParser, held: dict[str, str], *, recording: str | None) -> list[str]:
    """A command as somebody types it: study, recording, and what else it asks for."""
    line = name.split()
    line += [held["study"]] if takes(parser, "study") else []
    after = [word.format(**held) for word in WITH.get(name, [])]
    return [*line, *([recording] if takes(parser, "recording") and recording else []), *after]


@pytest.mark.parametrize("name", [name for name in commands() if name.split()[0] not in APART | OPENED])
def test_no_command_shows_or_changes_a_locked_recording(locked, capsys, monkeypatch, name):
    monkeypatch.setattr("ui.cli.clip_commands.has_screen", lambda: True)  # else it is refused for want of one
    parser, before = commands()[name], rows_of(locked["study"])
    code = main(line_of(name, parser, locked, recording="r2"))
    said = capsys.readouterr()
    assert OWN_WORD.lower() not in (said.out + said.err).lower()
    assert not re.search(rf"\b({locked['event']}|{locked['proposal']})\b", said.out)
    assert rows_of(locked["study"]) == before
    if takes(parser, "recording") or name in ABOUT_IT:
        assert code == 2
        assert "locked" in said.err, said.err


def of_the_whole_study() -> list[str]:
    """Commands that can be asked without naming a recording."""
    found = []
    for name, parser in commands().items():
        optional = any(action.dest == "recording" and action.nargs == "?" for action in parser._actions)
        if optional or not (takes(parser, "recording") or name in ABOUT_IT):
            found.append(name)
    return [name for name in found if name.split()[0] not in APART | OPENED | {"add"}]


@pytest.mark.parametrize("name", of_the_whole_study())
def test_a_command_about_the_whole_study_leaves_the_locked_one_out(locked, capsys, name):
    parser, before = commands()[name], rows_of(locked["study"])
    main(line_of(name, parser, locked, recording=None))
    said = capsys.readouterr()
    assert OWN_WORD.lower() not in (said.out + said.err).lower()
    typed = "|".join({"mia", "ned"} - {*WITH.get(name, [])} | {locked["event"], locked["proposal"]})
    assert not re.search(rf"\b({typed})\b", said.out)
    assert "defect" not in said.err
    assert rows_of(locked["study"]) == before
