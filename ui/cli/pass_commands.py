"""Commands about passes: what is worked through, and how far everybody is with it."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from coder.study.passes import Pass, PassProgress
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.time import format_us
from ui.cli.coding_commands import EVENT_HEADINGS, event_json, event_row
from ui.cli.output import print_json, print_note, print_table
from ui.cli.study_commands import open_study


def passes(options: argparse.Namespace) -> None:
    """List passes with everybody's progress; define one or forget one."""
    with open_study(options.study) as project:
        if options.define:
            project.passes.define(
                Pass(options.define.strip(), options.query or "", tuple(options.codes or ()), options.speed)
            )
        elif options.query is not None or options.codes:
            raise StudyError("Say what the pass is called: --define NAME")
        if options.forget:
            project.passes.forget(options.forget)
        found, how_far = project.passes.all, _progress(project, options.coder)
    if options.json:
        print_json({"passes": [asdict(one) for one in found], "progress": [asdict(one) for one in how_far]})
        return
    print_table(
        ("pass", "about", "codes", "speed"),
        [(one.name, one.query, " ".join(one.codes), f"{one.speed:g}×") for one in found],
        empty="There is none.",
    )
    rows = [
        (one.name, one.recording, one.coder, str(one.events), str(one.ahead), format_us(one.reached_us), _done(one))
        for one in how_far
    ]
    print_table(("pass", "recording", "coder", "events", "ahead", "reached", ""), rows, empty="Nobody has coded yet.")


def work(options: argparse.Namespace) -> None:
    """List what a pass is about in a recording, by time, code or subject; mark how far one is, or that it is done."""
    with open_study(options.study) as project:
        project.recording(options.recording)
        project.passes.named(options.name)
        coder = options.coder.strip()
        if options.done or options.reached_us is not None:
            end = project.recording(options.recording).duration_us
            reached = options.reached_us if options.reached_us is not None else end
            project.passes.mark(options.recording, coder, options.name, reached, done=options.done)
        listed = project.events(options.recording, coder=coder, practice=coder)
        events = project.passes.events(options.name, listed, coder)
        one = next(p for p in project.passes.progress(options.recording, coder, listed) if p.name == options.name)
    if options.by != "time":
        events = tuple(sorted(events, key=lambda event: str(getattr(event, options.by))))
    if options.json:
        print_json({**asdict(one), "queue": [event_json(event, blind=False) for event in events]})
        return
    print_table(EVENT_HEADINGS, [event_row(event) for event in events], empty="Nothing is left in this pass.")
    print_note(f"{one.ahead} of {one.events} ahead of {format_us(one.reached_us)}. {_done(one)}".strip())


def _progress(project: Project, coder: str | None) -> list[PassProgress]:
    found: list[PassProgress] = []
    for recording in project.recordings():
        events = project.events(recording.id)
        for who in sorted({event.coder for event in events} if coder is None else {coder}):
            found += project.passes.progress(recording.id, who, events)
    return found


def _done(one: PassProgress) -> str:
    return f"done {one.done_at[:10]}" if one.done_at is not None else ""
