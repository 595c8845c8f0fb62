"""Commands about files of other programs: import, export, formats."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coder.exchanges.pairing import NAMED_RULES
from coder.files.gc_pause import uncollected
from coder.interchange.code_matching import SEEN, CodeKey
from coder.interchange.dependent_tiers import Dependent
from coder.interchange.document.losses import Loss
from coder.interchange.document.written_times import decimal_us
from coder.interchange.formats import formats as all_formats
from coder.interchange.formats import read
from coder.interchange.formats.tables.column_mapping import Mapping, load_mapping, save_mapping
from coder.interchange.import_plan import ImportPlan, Incoming
from coder.interchange.known_events import without_known
from coder.interchange.study_import import (
    Again,
    ImportPreview,
    bring_in,
    came_before,
    choices_of,
    earlier_of,
    in_own_layers,
    other_purpose,
    plans_of,
    standing_for,
)
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import named, plural, tr
from coder.vocabulary.time import format_us
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.cli.study_commands import open_study
from ui.operations.wording import subject_words

if TYPE_CHECKING:
    from ui.operations.events_export import Preview

SOMEBODY = "imported"
"""Who coded what came in, where neither the file nor anybody says it."""


SHOWN = 5
"""How many of the first events are shown against the clip."""


@uncollected()
def import_file(options: argparse.Namespace) -> None:
    """Bring a file's events into a study, as one step that one undo takes back; or, with --preview, only show it."""
    with open_study(options.into) as project:
        mapping = _mapping(project, options.map) if options.map else None
        result = read(options.file, format=options.format, mapping=mapping)
        recording = project.recording(options.recording) if options.recording else None
        from_sound = recording is not None and not result.from_first_frame
        lead_us = project.sound_lead_us(recording.id) if recording is not None and from_sound else 0
        remembered = project.code_choices.all()
        # Never the name of who is logged in, nor of who worked here last: whoever coded leaves with every export.
        coder = options.coder or SOMEBODY
        others = project.layers.of_others(coder)

        def planned(choices: dict[CodeKey, str]) -> tuple[ImportPreview, ...]:
            return plans_of(
                result,
                project.scheme,
                subjects=_subjects(options.subject or ()),
                choices=choices,
                coder=coder,
                shift_us=_shift(options.shift) - lead_us,
                end_us=recording.duration_us if recording is not None and recording.clip else None,
                dependents=_dependents(options.dependent or ()),
            )

        plans = planned(remembered)
        seen = [(name, f"{SEEN}{words}") for name, words in _choices(options.seen or (), wanted="LABEL=WORDS")]
        chosen = choices_of(plans, [*_choices(options.code or ()), *seen])
        if chosen:
            plans = planned({**remembered, **chosen})
        if options.preview:
            standing = [standing_for(project, item, options.recording, coder) for item in plans]
            fresh = [
                replace(item, plan=without_known(item.plan, there)) for item, there in zip(plans, standing, strict=True)
            ]
            apart = [in_own_layers(item, others, coder=coder) for item in fresh]
            before = [came_before(item, earlier_of(project, item, options.recording)) for item in plans]
            done: tuple[tuple[str | None, ImportPlan], ...] = tuple((None, item.plan) for item in apart)
        else:
            again = Again(options.again) if options.again else None
            done = bring_in(
                project,
                plans,
                into=options.recording,
                coder=coder,
                again=again,
                though_other_purpose=options.other_purpose,
            )
            project.code_choices.keep(chosen)
        otherwise = other_purpose(plans, project.guard.purpose)
    for said in (otherwise, *(before if options.preview and not options.again else ())):
        if said:
            print_note(said)
    answers = [_told(name, plan) for name, plan in done]
    if options.json:
        print_json(answers[0] if len(answers) == 1 else answers)
        return
    for name, plan in done:
        _print_plan(name, plan)


def _told(recording: str | None, plan: ImportPlan) -> dict[str, object]:
    return {
        "recording": recording,
        "events": len(plan.events),
        "known_already": plan.known or 0,
        "subjects": dict(plan.subjects),
        "shift_us": plan.shift_us,
        "codes": [
            {
                "subject": one.role.value,
                "group": one.group,
                "label": one.label,
                "kind": one.kind.value,
                "events": one.events,
                "code": one.code,
                "counts_as": one.counts or None,
                "may_be": list(one.offered),
                "met_by_name": one.met,
                "beyond_sight": list(one.beyond_sight),
            }
            for one in plan.understood
        ],
        "dependents": [
            {
                "tier": one.tier,
                "parent": one.parent,
                "annotations": one.annotations,
                "example": one.example,
                "come_as": one.come_as.value,
            }
            for one in plan.dependents
        ],
        "first": [
            {
                "subject": event.subject,
                "code": event.code,
                "onset_us": event.onset_us,
                "in_file_us": event.onset_us - plan.shift_us,
                "offset_us": event.offset_us,
                "modifiers": [list(pair) for pair in event.modifiers],
                "note": event.note,
            }
            for event in plan.events[:SHOWN]
        ],
        "losses": [loss_json(loss) for loss in plan.losses],
    }


def _print_plan(recording: str | None, plan: ImportPlan) -> None:
    whom = ", ".join(
        tr("{value} as {subject}", value=name or tr("nobody named"), subject=subject_words(subject))
        for name, subject in plan.subjects.items()
    )
    events = plural(len(plan.events), "{number} event", "{number} events", number=len(plan.events))
    if recording is None:
        print_line(
            tr(
                "{title}: {events} would come in ({whom}). Nothing was changed.",
                title=plan.title,
                events=events,
                whom=whom,
            )
        )
    else:
        print_line(tr("{recording}: {events} came in ({whom}).", recording=recording, events=events, whom=whom))
    if recording is None or plan.shift_us:
        for event in plan.events[:SHOWN]:
            file_time = format_us(event.onset_us - plan.shift_us)
            moved = tr(" ({file_time} in the file)", file_time=file_time) if plan.shift_us else ""
            print_line(
                f"  {format_us(event.onset_us)}{moved}  {subject_words(event.subject)}  {event.code}{_described(event)}"
            )
    for one in plan.understood if recording is None else ():
        counts = tr(", counts as {counts}", counts=one.counts) if one.counts else ""
        may_be = tr("; may be {offered} (--code)", offered=", ".join(one.offered)) if one.offered else ""
        may_be = tr(", which the study has") if one.met else may_be
        print_line(f"  {named(one.role)} {one.group}/{one.label} ({one.events}): {one.code}{counts}{may_be}")
    for tier in plan.dependents if recording is None else ():
        print_line(
            tr(
                "  {tier} depends on {parent} ({annotations}, such as “{example}”): as {come_as} (--dependent)",
                tier=tier.tier,
                parent=tier.parent,
                annotations=tier.annotations,
                example=tier.example,
                come_as=tier.come_as,
            )
        )
    for loss in plan.losses:
        print_note(str(loss))


def _described(event: Incoming) -> str:
    """Modifiers and the comment of an event that would come in, as they were understood."""
    told = [*(f"{name}: {value}" for name, value in event.modifiers), *([f"“{event.note}”"] if event.note else [])]
    return f"  ({'; '.join(told)})" if told else ""


def _shift(text: str) -> int:
    try:
        return decimal_us(text)
    except ValueError as error:
        raise StudyError(
            tr("{text!r} is no shift; write seconds, as in --shift 2.5 or --shift=-2.5.", text=text)
        ) from error


def _dependents(pairs: Sequence[str]) -> dict[str, Dependent]:
    found = {}
    for name, how in _choices(pairs, wanted="TIER=events, TIER=modifier or TIER=comment"):
        if how not in set(Dependent):
            raise StudyError(tr("{how!r} is nothing a tier can come in as; use events, modifier or comment.", how=how))
        found[name] = Dependent(how)
    return found


def _choices(pairs: Sequence[str], *, wanted: str = "LABEL=CODE or GROUP/LABEL=CODE") -> list[tuple[str, str]]:
    found = []
    for pair in pairs:
        name, sign, code = pair.rpartition("=")
        if not sign or not name or not code:
            raise StudyError(tr("{pair!r} does not say which code is which; write {wanted}.", pair=pair, wanted=wanted))
        found.append((name, code))
    return found


def presets(options: argparse.Namespace) -> None:
    """List the column mappings that a study keeps; take one in from a file, write one to a file, or forget one."""
    with open_study(options.study) as project:
        if options.keep is not None:
            mapping = load_mapping(options.keep)
            project.presets.keep(options.name or mapping.name or options.keep.stem, mapping)
        elif options.write is not None:
            if options.output is None:
                raise StudyError(tr("Say where to write the preset with -o FILE."))
            project.guard.refuse_target(options.output, over=options.force)
            save_mapping(project.presets.named(options.write), options.output, over=options.force)
        elif options.forget is not None:
            project.presets.forget(options.forget)
        found = project.presets.names()
    if options.json:
        print_json([{"name": name} for name in found])
        return
    print_table((tr("name"),), [(name,) for name in found], empty=tr("The study keeps no column mapping."))


def export(options: argparse.Namespace) -> None:
    """Write confirmed events to a file, and say what it could not carry; or, with --preview, only say it."""
    from ui.operations.events_export import (  # a dozen formats, which no other command needs
        Wanted,
        export_study,
        preview_export,
    )

    if options.output is None and not options.preview:
        raise StudyError(tr("Say where to write with -o FILE, or look first with --preview."))
    wanted = Wanted(
        options.format,
        recordings=(options.recording,) if options.recording else None,
        notes=not options.without_notes,
        proposals=options.with_proposals,
        rule=NAMED_RULES[options.rule],
        afresh=options.afresh,
        layer=options.layer or "",
        names=options.keep_names,
        unit_us=options.unit_ms * 1000,
    )
    with open_study(options.study) as project:
        if options.preview:
            done = preview_export(project, wanted)
        else:
            done = export_study(project, options.output, wanted, over=options.force)
        purpose = project.guard.purpose
    if purpose is None:
        print_note(
            tr(
                "This study does not say what it is for, so nothing is known of what people agreed to; "
                "say it with: dyadmirror purpose STUDY PURPOSE"
            )
        )
    for recording, reason in done.kept_back:
        print_note(tr("{recording} stayed in the study. {reason}", recording=recording, reason=reason))
    for loss in done.losses:
        print_note(str(loss))
    if options.json:
        print_json(
            {
                "events": done.events,
                "losses": [loss_json(loss) for loss in done.losses],
                "kept_back": [{"recording": recording, "reason": reason} for recording, reason in done.kept_back],
                "recordings": list(done.recordings),
                "notes": done.notes if wanted.notes else 0,
                "proposals": done.proposals,
                "purpose": done.purpose,
                "from_file": [] if wanted.afresh else list(done.from_file),
                "written": not options.preview,
            }
        )
        return
    _print_written(done, None if options.preview else options.output)
    if done.from_file and not wanted.afresh:
        print_note(
            tr(
                "What else stood in the file of {from_file} goes along; --afresh leaves it out.",
                from_file=", ".join(done.from_file),
            )
        )
    if done.notes and wanted.notes:
        print_note(
            tr(
                "{notes} notes go along, in the words of those who wrote them; --without-notes leaves them out.",
                notes=done.notes,
            )
        )


def _print_written(done: Preview, output: Path | None) -> None:
    """Say how much was written to a file, or would be."""
    what = plural(done.events, "{events} event", "{events} events", events=done.events)
    if done.proposals:
        many = plural(done.proposals, "{proposals} proposal", "{proposals} proposals", proposals=done.proposals)
        what += tr(" and {how_many}", how_many=many)
    if output is not None:
        print_line(tr("Wrote {what} to {output}.", what=what, output=output))
        return
    print_line(
        tr(
            "{what} of {recordings} would be written, for the purpose: {purpose}.",
            what=what,
            recordings=", ".join(done.recordings),
            purpose=done.purpose,
        )
    )


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
    print_table((tr("format"), tr("name"), tr("read"), tr("write"), tr("endings")), rows, empty="")
    for item in found:
        for sentence in (*item.loses_reading, *item.loses_writing):
            print_line(f"  {item.id}: {sentence}")


def loss_json(loss: Loss) -> dict[str, object]:
    """Return a loss as docs/cli.md describes it."""
    return {"code": loss.code, "count": loss.count, "sentence": loss.sentence, "examples": list(loss.examples)}


def _mapping(project: Project, wanted: str) -> Mapping:
    """Return the mapping in a file, or the one that the study keeps under that name."""
    path = Path(wanted)
    return load_mapping(path) if path.is_file() or path.suffix == ".json" else project.presets.named(wanted)


def _subjects(pairs: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, sign, subject = pair.partition("=")
        if not sign or not subject:
            raise StudyError(
                tr("{pair!r} does not say who is who; write NAME=child, NAME=caregiver or the like.", pair=pair)
            )
        found[name] = subject
    return found
