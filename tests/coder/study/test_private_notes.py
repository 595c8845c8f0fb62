"""A note to oneself: its coder gets it back; nothing that leaves, counts, is printed or is shown to others holds it."""

from __future__ import annotations

import argparse
import io
import sys
from datetime import date

import pytest

from coder.exchanges.pairing import RULES
from coder.interchange.formats import formats
from coder.interchange.formats.format_registry import format_named
from coder.study.edits.coding import AddEvent
from coder.study.edits.private_notes import HARD_CODES, LONGEST, KeepPrivateNote, RemovePrivateNote, is_hard
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.scheme import builtin_names, builtin_scheme
from tests.coder.interchange.test_leaving import words
from tests.coder.media.clipmaker import make_clip
from tests.studies import REPORT, two_people_smiling
from ui.cli.parser import _parser, main
from ui.operations.events_export import Wanted, export_study
from ui.operations.mirror_report import write_report
from ui.operations.report_request import Asked

CANARY = "my shoulders rise like a heron"
MEANT_TO_CHANGE = {"erase", "undo", "redo", "analyze", "open", "demo", "passphrase", "note-to-self", "clip"}


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    with Project.create(folder) as project:
        project.add_recording(make_clip(tmp_path / "short.mp4", frames=50, fps=10))
        project.store_analysis("r1", REPORT, *two_people_smiling())
        project.apply(KeepPrivateNote("r1", 300_000, f"{CANARY}, says Kim"), coder="kim")
        project.apply(KeepPrivateNote("r1", 0, f"{CANARY}, says Lee"), coder="lee")
        for coder, shift in (("kim", 0), ("lee", 100_000)):
            project.apply(AddEvent("r1", "child", "smile", 500_000 + shift, 900_000), coder=coder)
            project.apply(AddEvent("r1", "caregiver", "smile", 1_200_000 + shift, 1_900_000), coder=coder)
    return folder


def test_a_coder_gets_their_own_notes_back_and_nobody_elses(study):
    with Project.open(study) as project:
        (note,) = project.private_notes("r1", coder="kim")
        assert (note.at_us, note.text) == (300_000, f"{CANARY}, says Kim")
        assert [one.text[-3:] for one in project.private_notes("r1", coder="lee")] == ["Lee"]
        assert project.private_notes("r1", coder="mo") == ()
        with pytest.raises(StudyError, match="of yours"):
            project.apply(RemovePrivateNote(note.id), coder="lee")
        project.apply(RemovePrivateNote(note.id), coder="kim")
        assert project.private_notes("r1", coder="kim") == ()
        project.undo()
        assert project.private_notes("r1", coder="kim") == (note,)


@pytest.mark.parametrize(("at_us", "text"), [(0, "  \n"), (0, "x" * (LONGEST + 1)), (-1, "breath")])
def test_a_note_that_is_none_is_refused_and_nothing_is_kept(study, at_us, text):
    with Project.open(study) as project:
        with pytest.raises(StudyError):
            project.apply(KeepPrivateNote("r1", at_us, text), coder="kim")
        assert len(project.private_notes("r1", coder="kim")) == 1


def test_no_label_of_undo_or_redo_holds_its_words(study):
    with Project.open(study) as project:
        project.apply(KeepPrivateNote("r1", 0, CANARY), coder="kim")
        assert "heron" not in (project.undo_label or "")
        project.undo()
        assert "heron" not in (project.redo_label or "")
        assert CANARY not in repr(project.state("r1"))


@pytest.mark.parametrize("format_id", [f.id for f in formats() if f.write])
def test_no_format_holds_it(study, tmp_path, format_id):
    target = tmp_path / f"out{format_named(format_id).extensions[0]}"
    with Project.open(study) as project:
        layer = "kim" if format_named(format_id).carries.pairs_states else ""  # two coders' states would melt into one
        export_study(project, target, Wanted(format=format_id, recordings=("r1",), layer=layer))
    assert "heron" not in words(target.read_bytes())


@pytest.mark.parametrize("audience", ["family", "research"])
@pytest.mark.parametrize("ending", ["html", "pdf"])
def test_no_report_holds_it(study, tmp_path, audience, ending):
    target = tmp_path / f"out.{ending}"
    with Project.open(study) as project:
        asked = Asked(audience=audience, rule=RULES["prompt-3s"], coder="kim", day=date(2027, 1, 1))
        write_report(project, target, asked)
    text = target.read_text("utf-8") if ending == "html" else pdf_text(target)
    assert "smile" in text
    assert "heron" not in text


def pdf_text(target) -> str:
    from pypdf import PdfReader

    return "".join(sheet.extract_text() for sheet in PdfReader(target).pages)


def printing_commands() -> dict[str, list[str]]:
    """Every command that can be run with a study and a recording alone, with its arguments."""
    (choices,) = (a for a in _parser()._actions if isinstance(a, argparse._SubParsersAction))
    found = {}
    for name, sub in choices.choices.items():
        needed = [a for a in sub._actions if a.required or (not a.option_strings and a.nargs is None)]
        takes = [a.dest for a in needed]
        if "study" in takes and set(takes) <= {"study", "recording", "coders"} and name not in MEANT_TO_CHANGE:
            json = ["--json"] if any("--json" in a.option_strings for a in sub._actions) else []
            coder = ["--coder", "lee"] if name in ("stats", "latencies") else []
            found[name] = [*(["r1"] if "recording" in takes else []), *json, *coder]
            found[name] += ["--coders", "kim", "lee"] if "coders" in takes else []
    return found


def test_no_command_prints_it_but_its_own(study, capsys):
    commands = printing_commands()
    assert {"stats", "reliability", "events", "exchanges", "audit", "recordings", "people"} <= set(commands)
    for name, arguments in commands.items():
        capsys.readouterr()
        main([name, str(study), *arguments])
        said = capsys.readouterr()
        assert "heron" not in said.out + said.err, name
    main(["undo", str(study)])
    said = capsys.readouterr()
    assert "heron" not in said.out + said.err


def test_the_command_keeps_shows_and_takes_out_ones_own(study, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("I hold my breath\n"))
    assert main(["note-to-self", str(study), "r1", "--coder", "kim", "--at", "2000000"]) == 0
    assert "hold" not in capsys.readouterr().out  # kept, not repeated on the screen
    assert main(["note-to-self", str(study), "r1", "--coder", "kim", "--list"]) == 0
    said = capsys.readouterr().out
    assert "at 0:02.000" in said
    assert "I hold my breath" in said
    assert "says Lee" not in said
    with Project.open(study) as project:
        theirs = project.private_notes("r1", coder="lee")[0].id
        own = project.private_notes("r1", coder="kim")[-1].id
    assert main(["note-to-self", str(study), "r1", "--coder", "kim", "--remove", theirs]) == 2
    assert "of yours" in capsys.readouterr().err
    assert main(["note-to-self", str(study), "r1", "--coder", "kim", "--remove", own]) == 0


def test_erasing_the_recording_erases_it_and_its_history(study):
    with Project.open(study) as project:
        project.guard.erase("r1", at_once=True)
    for file in study.rglob("*"):
        if file.is_file():
            assert b"heron" not in file.read_bytes(), file.name


def test_under_a_passphrase_no_byte_of_it_is_readable(tmp_path):
    with Project.create(tmp_path / "study", passphrase="three blue boats") as project:
        project.add_recording(make_clip(tmp_path / "short.mp4", frames=20, fps=10))
        project.apply(KeepPrivateNote("r1", 0, CANARY), coder="kim")
        for file in (tmp_path / "study").rglob("*"):
            if file.is_file():
                assert b"heron" not in file.read_bytes(), file.name


def test_what_is_called_hard_is_in_a_scheme_and_is_seen():
    known = {code.id for name in builtin_names() for code in builtin_scheme(name).codes}
    assert known >= HARD_CODES
    assert not is_hard([])
