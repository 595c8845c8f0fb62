"""Commands that keep a coder's judgement free: blind, stretches, looked."""

from __future__ import annotations

import argparse

from coder.study.edits.unproposed_stretches import SettleStretch
from coder.study.project import Project
from coder.vocabulary.coding_condition import Conduct, share_of
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import named, tr
from coder.vocabulary.time import format_us
from coder.vocabulary.unproposed_stretch import StretchStatus, UnproposedStretch
from ui.cli.output import print_json, print_line, print_table
from ui.cli.study_commands import make_edit, open_study


def blind(options: argparse.Namespace) -> None:
    """Show who codes what blind; begin a recording blind, open it for good, or state the study's share."""
    share = share_of(options.share) if options.share is not None else None
    if options.coder is not None and options.recording is None:
        raise StudyError(tr("Say which recording is coded blind, such as: dyadmirror blind STUDY r1 --coder kim"))
    if options.open and options.coder is None:
        raise StudyError(tr("Say whose blind coding ends, with --coder NAME."))
    if options.look and options.coder is None:
        raise StudyError(tr("Say who looks at what others coded, with --coder NAME."))
    with open_study(options.study) as project:
        if options.recording is not None:
            project.recording(options.recording)
            project.guard.require(options.recording)
        if share is not None:
            project.blinding.state_share(share)
        if options.coder is not None:
            begun = project.blinding
            work = begun.open if options.open else begun.choose_in_view if options.look else begun.choose_blind
            work(options.recording, options.coder.strip())
        found, share = _conducts(project, options.recording), project.blinding.share
    if options.json:
        print_json({"share": share, "conducts": [_conduct_json(conduct) for conduct in found]})
        return
    print_line(tr("A recording that a coder begins is drawn to be coded blind with a share of {share:g}.", share=share))
    rows = [
        (item.recording, item.coder, item.mode.value, item.why.value, item.begun_at, item.opened_at or "")
        for item in found
    ]
    print_table(
        (tr("recording"), tr("coder"), tr("how"), tr("why"), tr("begun"), tr("opened")),
        rows,
        empty=tr("Nobody has begun yet."),
    )


def stretches(options: argparse.Namespace) -> None:
    """List the stretches in which nothing was proposed, and what a look at them found."""
    with open_study(options.study) as project:
        project.recording(options.recording)
        if options.coder:
            project.require_seen(options.recording, options.coder.strip(), tr("where the models propose nothing"))
        found = project.stretches(options.recording)
    if options.json:
        print_json([_stretch_json(stretch) for stretch in found])
        return
    rows = [
        (item.id, format_us(item.onset_us), format_us(item.offset_us), named(item.status), item.coder) for item in found
    ]
    print_table(
        (tr("id"), tr("onset"), tr("offset"), tr("status"), tr("coder")), rows, empty=tr("No stretch was drawn here.")
    )


def looked(options: argparse.Namespace) -> None:
    """Say what a look at a stretch found."""
    status = StretchStatus.SKIPPED if options.verdict == "skip" else StretchStatus(options.verdict)
    with open_study(options.study) as project:
        make_edit(project, SettleStretch(options.id, status), coder=options.coder)
    print_line(
        tr("{options}: left for later.", options=options.id)
        if options.verdict == "skip"
        else f"{options.id}: {options.verdict}."
    )


def _stretch_json(stretch: UnproposedStretch) -> dict[str, object]:
    return {
        "id": stretch.id,
        "onset_us": stretch.onset_us,
        "offset_us": stretch.offset_us,
        "status": stretch.status.value,
        "coder": stretch.coder or None,
        "decided_at": stretch.decided_at or None,
        "took_ms": stretch.took_ms,
    }


def _conducts(project: Project, recording: str | None) -> list[Conduct]:
    wanted = [recording] if recording is not None else [one.id for one in project.open_recordings()]
    return [conduct for one in wanted for conduct in project.conducts(one).values()]


def _conduct_json(conduct: Conduct) -> dict[str, object]:
    return {
        "recording": conduct.recording,
        "coder": conduct.coder,
        "mode": conduct.mode.value,
        "why": conduct.why.value,
        "begun_at": conduct.begun_at,
        "opened_at": conduct.opened_at,
    }
