"""Commands about files of other programs: import, formats. (Export is a command of its own, beside the studies.)"""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Sequence

from coder.errors import StudyError
from coder.formats import formats as all_formats
from coder.formats import read
from coder.formats.losses import Loss
from coder.formats.mapping import load_mapping
from coder.importing import bring_in, plans_of
from ui.commands.output import print_json, print_line, print_note, print_table
from ui.commands.studies import open_study


def import_file(options: argparse.Namespace) -> None:
    """Bring a file's events into a study: each recording of the file is one step that one undo takes back."""
    mapping = load_mapping(options.map) if options.map else None
    result = read(options.file, format=options.format, mapping=mapping)
    coder = options.coder or getpass.getuser()
    with open_study(options.into) as project:
        plans = plans_of(result, project.scheme, subjects=_subjects(options.subject or ()), coder=coder)
        done = bring_in(project, plans, into=options.recording, coder=coder)
    answers = [
        {
            "recording": recording,
            "events": len(plan.events),
            "subjects": dict(plan.subjects),
            "losses": [loss_json(loss) for loss in plan.losses],
        }
        for recording, plan in done
    ]
    if options.json:
        print_json(answers[0] if len(answers) == 1 else answers)
        return
    for recording, plan in done:
        whom = ", ".join(f"{name} as {subject}" for name, subject in plan.subjects.items())
        print_line(f"{recording}: {len(plan.events)} events came in ({whom}).")
        for loss in plan.losses:
            print_note(str(loss))


def formats(options: argparse.Namespace) -> None:
    """Say what can be read and written, and what each format loses."""
    found = all_formats()
    if options.json:
        print_json(
            [
                {
                    "format": item.id,
                    "name": item.name,
                    "extensions": list(item.extensions),
                    "reads": item.read is not None,
                    "writes": item.write is not None,
                    "loses_reading": list(item.loses_reading),
                    "loses_writing": list(item.loses_writing),
                }
                for item in found
            ]
        )
        return
    rows = [
        (item.id, item.name, "yes" if item.read else "", "yes" if item.write else "", " ".join(item.extensions))
        for item in found
    ]
    print_table(("format", "name", "read", "write", "endings"), rows, empty="")
    for item in found:
        for sentence in (*item.loses_reading, *item.loses_writing):
            print_line(f"  {item.id}: {sentence}")


def loss_json(loss: Loss) -> dict[str, object]:
    """Return a loss as docs/cli.md describes it."""
    return {"code": loss.code, "count": loss.count, "sentence": loss.sentence, "examples": list(loss.examples)}


def _subjects(pairs: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, sign, subject = pair.partition("=")
        if not sign or not subject:
            raise StudyError(f"{pair!r} does not say who is who; write NAME=child, NAME=caregiver or the like.")
        found[name] = subject
    return found
