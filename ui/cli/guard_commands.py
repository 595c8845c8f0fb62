"""Commands that guard the family: purpose, consent, erase, audit."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date

from coder.privacy.audit_log import Entry, Finding
from coder.privacy.consent import ConsentGiven, Use, date_of, people_of, uses_of
from coder.privacy.purpose import NOT_STATED, purpose_of
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import named, tr
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.cli.study_commands import open_study
from ui.operations.audit_words import UNKEYED, about, detail_of
from ui.operations.erasure_certificate import certificate_lines


def purpose(options: argparse.Namespace) -> None:
    """Show what the study is for; state it where something is given."""
    wanted = purpose_of(options.purpose) if options.purpose else None
    retention = date_of(options.until) if options.until else None
    with open_study(options.study) as project:
        if wanted is not None or retention is not None:
            project.guard.state_purpose(wanted, retention=retention)
        stated, until = project.guard.purpose, project.guard.retention
    if options.json:
        print_json({"purpose": stated.value if stated else None, "until": until.isoformat() if until else None})
        return
    words = stated.words if stated else NOT_STATED
    print_line(tr("Purpose: {words}", words=words) + (tr(", until {until}", until=until.isoformat()) if until else ""))


def consent(options: argparse.Namespace) -> None:
    """Show who agreed to what; record an agreement or a withdrawal where one is given."""
    who = people_of(options.who) if options.who else ()
    until = date_of(options.until) if options.until else None
    if options.withdraw and (options.to or options.until):
        raise StudyError(tr("A withdrawal takes everything back; give --withdraw without --to and --until."))
    if (options.to or options.until) and not (who and options.to):
        raise StudyError(
            tr("Say who agreed and to what, such as: --who Kim,Ada --to coding,showing --until 2027-12-31")
        )
    uses = uses_of(options.to) if options.to else frozenset()
    if who and not uses and not options.withdraw:
        raise StudyError(tr("Say what they agreed to, such as: --to coding,showing (or --withdraw)."))
    with open_study(options.study) as project:
        if options.withdraw:
            project.guard.withdraw(options.recording, who)
        elif uses:
            project.guard.agree(options.recording, who, uses, until=until)
        found, because = project.guard.agreements(options.recording), project.guard.lock(options.recording)
    if options.json:
        print_json({"recording": options.recording, "locked": because, "agreements": [_agreed(item) for item in found]})
        return
    rows = [
        (item.who, ", ".join(sorted(item.uses)), _day(item.until) or tr("no date"), "yes" if item.withdrawn else "")
        for item in found
    ]
    print_table(
        (tr("who"), tr("agreed to"), tr("until"), tr("withdrawn")), rows, empty=tr("Nobody's agreement is recorded.")
    )
    if because is not None:
        print_line(tr("{recording} is locked: {because}.", recording=options.recording, because=named(because)))


def erase(options: argparse.Namespace) -> None:
    """Erase a recording for ever and print the certificate."""
    with open_study(options.study) as project:
        done = project.guard.erase(options.recording, at_once=options.now)
    if options.json:
        print_json({"certificate": "erasure", **asdict(done)})
        return
    for line in certificate_lines(done):
        print_line(line)


def _agreed(agreement: ConsentGiven) -> dict[str, object]:
    return {
        "who": agreement.who,
        "to": [use.value for use in Use if use in agreement.uses],
        "until": _day(agreement.until),
        "withdrawn": agreement.withdrawn,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def audit(options: argparse.Namespace) -> None:
    """Show the trail; with --verify, check it, and end with exit code 2 where it is not as it was written."""
    if options.witness and not options.verify:
        raise StudyError(tr("--witness is compared while the trail is checked; give --verify with it."))
    with open_study(options.study) as project:
        report = project.guard.verify(read_clips=True) if options.verify else project.guard.trail()
    if not options.verify:
        _show(report.entries, as_json=options.json)
        return
    found, only_clocks = list(report.findings), report.only_clocks
    if options.witness and not report.has_had(options.witness):
        only_clocks = False
        found.append(
            Finding(0, tr("The head that was noted earlier is not in it: it was cut, or another took its place."))
        )
    if options.json:
        print_json(
            {
                "entries": len(report.entries),
                "head": report.head,
                "keyed": report.keyed,
                "intact": not found,
                "only_clocks": only_clocks,
                "findings": [{"entry": finding.entry, "sentence": finding.sentence} for finding in found],
            }
        )
    if found:
        more = tr(" (and {number} more; --json lists them)", number=len(found) - 1) if len(found) > 1 else ""
        head = tr("The trail of {study} is not as it was written{more}; look at who could write to the study. ")
        if only_clocks:
            head = tr("In the trail of {study} only dates are odd{more}; look at the computers' clocks. ")
        raise StudyError(head.format(study=options.study.name, more=more) + found[0].sentence)
    if not report.keyed:
        print_note(UNKEYED)
    if not options.json:
        print_line(
            tr(
                "{number} entries, each as it was written and where it was. Head: {head}",
                number=len(report.entries),
                head=report.head,
            )
        )


def _show(entries: tuple[Entry, ...], *, as_json: bool) -> None:
    if as_json:
        print_json(
            [{"entry": entry.number, "at": entry.at, "act": entry.act, "detail": detail_of(entry)} for entry in entries]
        )
        return
    rows = [(str(entry.number), entry.at, entry.act, about(entry)) for entry in entries]
    print_table((tr("entry"), tr("at"), tr("what"), tr("about")), rows, empty=tr("The trail is empty."))
