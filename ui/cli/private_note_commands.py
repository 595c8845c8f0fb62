"""The note to oneself. Its words come from the prompt or stdin: a command line is remembered by a shell."""

from __future__ import annotations

import argparse
import sys

from coder.study.edits.private_notes import KeepPrivateNote, PrivateNote, RemovePrivateNote
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from ui.cli.output import print_json, print_line, print_note
from ui.cli.study_commands import make_edit, open_study


def note_to_self(options: argparse.Namespace) -> None:
    """Keep a note, show one's own, or take one out."""
    if options.list and options.remove is not None:
        raise StudyError(tr("--list shows and --remove takes out; give one of them."))
    text = "" if options.list or options.remove is not None else _words()
    with open_study(options.study) as project:
        if options.remove is not None:
            _check_in(project, options)
            make_edit(project, RemovePrivateNote(options.remove), coder=options.coder)
        elif not options.list:
            project.recording(options.recording)
            make_edit(project, KeepPrivateNote(options.recording, options.at, text), coder=options.coder)
        found = project.private_notes(options.recording, coder=options.coder.strip())
    if options.json:
        print_json([_as_json(note) for note in found])
    elif options.list:
        for note in found:
            first, *more = note.text.split("\n")
            print_line(
                tr(
                    "{note}  at {time}, written {written_at}: {first}",
                    note=note.id,
                    time=format_us(note.at_us),
                    written_at=note.written_at[:10],
                    first=first,
                )
            )
            for line in more:
                print_line(f"    {line}")
        if not found:
            print_line(tr("You have kept no note here."))
    else:
        print_line(tr("Taken out.") if options.remove is not None else tr("Kept, for you alone."))


def _check_in(project: Project, options: argparse.Namespace) -> None:
    if options.remove not in {note.id for note in project.private_notes(options.recording, coder=options.coder)}:
        raise StudyError(
            tr(
                "There is no note {remove!r} of yours in {recording}; --list shows yours.",
                remove=options.remove,
                recording=project.called(options.recording),
            )
        )


def _words() -> str:
    if sys.stdin.isatty():
        print_note(tr("What do you notice in yourself? Write, and end with an empty line."))
        lines = []
        while line := sys.stdin.readline().rstrip("\n"):
            lines.append(line)
        return "\n".join(lines)
    return sys.stdin.read()


def _as_json(note: PrivateNote) -> dict[str, object]:
    return {"note": note.id, "at_us": note.at_us, "text": note.text, "written_at": note.written_at}
