"""Commands that guard the family: audit."""

from __future__ import annotations

import argparse
import json

from coder.errors import StudyError
from coder.privacy.audit import Entry, Finding
from ui.commands.output import print_json, print_line, print_note, print_table
from ui.commands.studies import open_study

_UNKEYED = (
    "This study has no passphrase, so its trail shows an edit, a removal or a change of order, but not the work of "
    "somebody who computes all of it anew; note its head elsewhere and give it later as --witness."
)


def audit(options: argparse.Namespace) -> None:
    """Show the trail; with --verify, check it, and end with exit code 2 where it is not as it was written."""
    if options.witness and not options.verify:
        raise StudyError("--witness is compared while the trail is checked; give --verify with it.")
    with open_study(options.study) as project:
        report = project.trail.report()
    if not options.verify:
        _show(report.entries, as_json=options.json)
        return
    found = list(report.findings)
    if options.witness and options.witness not in {entry.hash for entry in report.entries}:
        found.append(Finding(0, "The head that was noted earlier is not in it: it was cut, or another took its place."))
    if options.json:
        print_json(
            {
                "entries": len(report.entries),
                "head": report.head,
                "keyed": report.keyed,
                "intact": not found,
                "findings": [{"entry": finding.entry, "sentence": finding.sentence} for finding in found],
            }
        )
    if found:
        more = f" (and {len(found) - 1} more; --json lists them)" if len(found) > 1 else ""
        raise StudyError(
            f"The trail of {options.study.name} is not as it was written{more}; look at who could write to the study. "
            + found[0].sentence
        )
    if not report.keyed:
        print_note(_UNKEYED)
    if not options.json:
        print_line(f"{len(report.entries)} entries, each as it was written and where it was. Head: {report.head}")


def _show(entries: tuple[Entry, ...], *, as_json: bool) -> None:
    if as_json:
        print_json(
            [{"entry": entry.number, "at": entry.at, "act": entry.act, "detail": _detail(entry)} for entry in entries]
        )
        return
    rows = [(str(entry.number), entry.at, entry.act, _words(_detail(entry))) for entry in entries]
    print_table(("entry", "at", "what", "about"), rows, empty="The trail is empty.")


def _detail(entry: Entry) -> dict[str, object]:
    """What an entry tells; one that was altered into something unreadable is shown as it is."""
    try:
        detail = json.loads(entry.detail)
    except ValueError:
        detail = None
    return detail if isinstance(detail, dict) else {"unreadable": entry.detail}


def _words(detail: dict[str, object]) -> str:
    parts = (f"{name} {', '.join(v) if isinstance(v, list) else v}" for name, v in detail.items() if v is not None)
    return "; ".join(parts)
