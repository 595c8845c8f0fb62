"""Commands about passes: what is worked through, and how far everybody is with it."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from coder.study.coding_passes import Pass, PassOrder, PassProgress
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import named, tr
from coder.vocabulary.time import format_us
from ui.cli.coding_commands import EVENT_HEADINGS, event_json, event_row
from ui.cli.output import print_json, print_note, print_table
from ui.cli.study_commands import open_study
from ui.operations.pass_progress import progress_of_all
from ui.operations.wording import subject_words


def passes(options: argparse.Namespace) -> None:
    """List passes with everybody's progress; define one or forget one."""
    with open_study(options.study) as project:
        if options.define:
            project.passes.define(
                Pass(
                    options.define.strip(),
                    options.query or "",
                    tuple(options.codes or ()),
                    speed=options.speed,
                    subjects=tuple(project.scheme.subject_of(one) for one in options.subjects or ()),
                    layer=options.layer or "",
                    order=PassOrder(options.order),
                    keys=tuple(_key(one) for one in options.keys or ()),
                )
            )
        elif options.query is not None or options.codes or options.subjects or options.keys:
            raise StudyError(tr("Say what the pass is called: --define NAME"))
        if options.forget:
            project.passes.forget(options.forget)
        found, how_far = project.passes.all, progress_of_all(project, options.coder)
    if options.json:
        print_json({"passes": [asdict(one) for one in found], "progress": [asdict(one) for one in how_far]})
        return
    print_table(
        (tr("pass"), tr("about"), tr("codes"), tr("subjects"), tr("layer"), tr("by"), tr("speed"), tr("keys")),
        [_pass_row(one) for one in found],
        empty=tr("There is none."),
    )
    rows = [
        (one.name, one.recording, one.coder, str(one.events), str(one.ahead), format_us(one.reached_us), _done(one))
        for one in how_far
    ]
    print_table(
        (tr("pass"), tr("recording"), tr("coder"), tr("events"), tr("ahead"), tr("reached"), ""),
        rows,
        empty=tr("Nobody has coded yet."),
    )


def work(options: argparse.Namespace) -> None:
    """List what a pass is about in a recording, by time, code or subject; mark how far one is, or that it is done."""
    with open_study(options.study) as project:
        project.recording(options.recording)
        project.passes.named(options.name)
        coder = options.coder.strip()
        if project.passes.named(options.name).layer not in ("", coder):
            project.require_seen(options.recording, coder, tr("what others coded"))
        if options.done or options.reached_us is not None:
            project.guard.require(options.recording)
            end = project.recording(options.recording).duration_us
            reached = options.reached_us if options.reached_us is not None else end
            project.passes.mark(options.recording, coder, options.name, reached, done=options.done)
        listed = project.events(options.recording, practice=coder)
        events = project.passes.events(options.name, listed, coder)
        one = next(p for p in project.passes.progress(options.recording, coder, listed) if p.name == options.name)
    if options.by is not None:
        events = tuple(sorted(events, key=Pass("", order=PassOrder(options.by)).place))
    if options.json:
        print_json({**asdict(one), "queue": [event_json(event, blind=False) for event in events]})
        return
    print_table(EVENT_HEADINGS, [event_row(event) for event in events], empty=tr("Nothing is left in this pass."))
    ahead = tr(
        "{ahead} of {events} ahead of {time}.", ahead=one.ahead, events=one.events, time=format_us(one.reached_us)
    )
    print_note(f"{ahead} {_done(one)}".strip())


def _pass_row(one: Pass) -> tuple[str, ...]:
    subjects = ", ".join(map(subject_words, one.subjects))
    keys = " ".join(f"{code}={key}" for code, key in one.keys)
    return (one.name, one.query, " ".join(one.codes), subjects, one.layer, named(one.order), f"{one.speed:g}×", keys)


def _key(text: str) -> tuple[str, str]:
    code, sign, key = text.rpartition("=")
    if not sign or not code:
        raise StudyError(tr("{text!r} gives no key; write ROLE/CODE=KEY, as in child/smile=s.", text=text))
    return code.strip(), key.strip()


def _done(one: PassProgress) -> str:
    return tr("done {done_at}", done_at=one.done_at[:10]) if one.done_at is not None else ""
