"""Commands that change what was coded, one event or many, and that find events: each one step that undo takes back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from coder.study.edits.changes import Edit, Row
from coder.study.edits.cuts import cuts_of
from coder.study.edits.event_ledger import CONSENSUS
from coder.study.edits.event_verbs import (
    ChangeEvents,
    EventEdge,
    MeetNeighbour,
    MergeEvents,
    PasteEvents,
    RemoveEvents,
    ReplaceText,
    ShiftEvents,
    SplitEvent,
    copied,
)
from coder.study.edits.layer_copies import CopyEvents, SettleEvents, says_the_same
from coder.study.edits.typed_times import taken_to_frames
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us
from ui.cli.coding_commands import EVENT_HEADINGS, event_json, event_row, modifier
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.cli.study_commands import make_edit, open_study
from ui.operations.change_words import change_words
from ui.operations.wording import subject_words


def change(options: argparse.Namespace) -> None:
    """Change events: code, subject, onset, offset, modifiers, comment; shift, split, stretch, or replace words."""
    with open_study(options.study) as project:
        options.event = _named(project, options)
        _make(project, _change_of(options, project.scheme), options)


def remove(options: argparse.Namespace) -> None:
    """Take events out."""
    with open_study(options.study) as project:
        options.event = _named(project, options)
        _make(project, RemoveEvents(tuple(options.event)), options)


def merge(options: argparse.Namespace) -> None:
    """Make one state of several."""
    with open_study(options.study) as project:
        _make(project, MergeEvents(tuple(options.event)), options)


def paste(options: argparse.Namespace) -> None:
    """Code events again from a time on, in this recording or another."""
    with open_study(options.study) as project:
        project.recording(options.recording)
        held = [_seen(project, one, options.coder) for one in options.event]
        _make(project, PasteEvents(options.recording, copied(held), options.at_us), options)


def copy(options: argparse.Namespace) -> None:
    """Copy another coder's events of a recording into one's own layer."""
    with open_study(options.study) as project:
        _look(project, options.recording, options.coder)
        found = project.events(options.recording, coder=options.source)
        if not found:
            raise StudyError(
                tr(
                    "{source} has coded nothing in {recording}, so there is nothing to copy.",
                    source=options.source,
                    recording=project.called(options.recording),
                )
            )
        wanted = tuple(event.id for event in found if not options.event or event.id in options.event)
        _make(project, CopyEvents(wanted), options)


def lead(options: argparse.Namespace) -> None:
    """Show or name who settles differences."""
    with open_study(options.study) as project:
        if options.name:
            project.layers.name_lead(options.name)
        leads = project.layers.leads
    if options.json:
        print_json({"leads": list(leads)})
    else:
        print_line(tr("Project leads: {value}.", value=", ".join(leads) or tr("nobody yet")))


def consensus(options: argparse.Namespace) -> None:
    """Settle several coders' layers of a recording into one: what they share at once, the rest by name."""
    with open_study(options.study) as project:
        _look(project, options.recording, options.coder)
        sources = [event for name in options.of for event in project.events(options.recording, coder=name)]
        if len(set(options.of)) < 2 and not (options.take or options.drop or options.aside):
            raise StudyError(tr("A consensus is settled from two coders at least; name them with --of A B."))
        shared = _shared(project, sources, options.of)
        settled = project.events(options.recording, coder=CONSENSUS)
        known = {name for event in settled for name in event.copied_from} | project.layers.set_aside(options.recording)
        take = [event.id for event in shared if f"{event.coder}/{event.id}" not in known] + (options.take or [])
        if take or options.drop or options.aside:
            edit = SettleEvents(tuple(take), tuple(options.drop or ()), aside=tuple(options.aside or ()))
            make_edit(project, edit, coder=options.coder, layer=CONSENSUS)
        else:
            project.layers.check(options.coder.strip(), CONSENSUS)
        settled = project.events(options.recording, coder=CONSENSUS)
        set_aside = project.layers.set_aside(options.recording)
        known = {name for event in settled for name in event.copied_from} | set_aside
        left = [event for event in sources if f"{event.coder}/{event.id}" not in known]
    if options.json:
        rows = ([event_json(event, blind=False) for event in some] for some in (settled, left))
        found = dict(zip(("consensus", "not_settled"), rows, strict=True))
        print_json({**found, "set_aside": sorted(set_aside)})
        return
    print_table(EVENT_HEADINGS, [event_row(event) for event in settled], empty=tr("The consensus layer is empty."))
    for event in left:
        print_note(
            tr(
                "Not settled: {event}, {coder} {subject} {code} {time}.",
                event=event.id,
                coder=event.coder,
                subject=subject_words(event.subject),
                code=event.code,
                time=format_us(event.onset_us),
            )
        )


def find(options: argparse.Namespace) -> None:
    """Find events by code, subject, words, durations, overlaps, gaps."""
    with open_study(options.study) as project:
        query = project.layers.query(options.query, options.coder)
        if options.keep:
            project.layers.keep_filter(options.keep, query.text, options.coder)
        asked = [options.recording] if options.recording else [one.id for one in project.open_recordings()]
        found: list[tuple[str, Event, bool]] = []
        for recording in asked:
            project.recording(recording)
            if options.coder:
                _require_seen(project, recording, options.coder)
            hits = query.of(project.events(recording, practice=options.coder or ""), project.scheme)
            blind = {
                event
                for who in {hit.coder for hit in hits}
                for event in project.blinding.coded_blind(recording, who) or ()
            }
            found += [(recording, hit, hit in blind) for hit in hits]
    if options.json:
        print_json([{"recording": recording, **event_json(hit, blind=blind)} for recording, hit, blind in found])
        return
    rows = [(recording, *event_row(hit)) for recording, hit, _ in found]
    print_table((tr("recording"), *EVENT_HEADINGS), rows, empty=tr("No event is like that."))


def _named(project: Project, options: argparse.Namespace) -> list[str]:
    """Events that are named, and with --where those of one's own layer that a query finds."""
    if options.where is None:
        if not options.event:
            raise StudyError(tr("No event is named; name one at least, or say which with --where QUERY."))
        return list(options.event)
    query, layer = project.layers.query(options.where, options.coder), options.layer or options.coder.strip()
    found = [
        event.id
        for recording in project.open_recordings()
        if options.recording in (None, recording.id)
        for event in query.of(project.events(recording.id, coder=layer, practice=layer), project.scheme)
    ]
    if not found:
        raise StudyError(
            tr(
                "No event of {layer} is like {where!r}; dyadmirror find lists what a query finds.",
                layer=layer,
                where=options.where,
            )
        )
    return [*options.event, *found]


def _change_of(options: argparse.Namespace, scheme: Scheme) -> Edit:
    events = tuple(options.event)
    plain = {
        "code": options.code,
        "subject": None if options.subject is None else scheme.subject_of(options.subject),
        "onset_us": options.onset_us,
        "offset_us": options.offset_us,
        "comment": options.comment,
    }
    chosen = [name for name in ("shift_us", "split_us", "stretch", "replace") if getattr(options, name) is not None]
    changed = bool(options.modifier) or any(value is not None for value in plain.values())
    if len(chosen) + changed != 1:
        raise StudyError(tr("Say what to change, one kind of change at a time; dyadmirror change --help lists them."))
    if options.shift_us is not None:
        return ShiftEvents(events, options.shift_us)
    if options.replace is not None:
        what, words = options.replace
        return ReplaceText(events, what, words, regex=options.regex, within=options.within or "")
    if options.split_us is not None and len(events) > 1:
        raise StudyError(tr("Only one event at a time is split; name one."))
    if options.split_us is not None:
        return SplitEvent(events[0], options.split_us)
    if options.stretch is not None:
        return MeetNeighbour(events, EventEdge(options.stretch))
    return ChangeEvents(events, modifiers=tuple(modifier(text) for text in options.modifier or ()), **plain)


def _make(project: Project, edit: Edit, options: argparse.Namespace) -> None:
    """Say what will be changed, and how many; then change it, unless only that was asked."""
    about = tuple(getattr(options, "event", None) or ())
    coder, layer = options.coder, options.layer
    preview = project.preview(edit, coder=coder, layer=layer)
    lines = change_words(preview, project.scheme, ids=True)
    if len(lines) > 1 or options.dry_run or any("falls away" in line for line in lines):
        print_note(f"{plural(len(lines), '{number} event', '{number} events', number=len(lines))}:")
        for line in lines:
            print_note(f"  {line}")
    changes = preview if options.dry_run else make_edit(project, edit, coder=coder, layer=layer)
    named = {*about, *changes.added}
    cuts = cuts_of(changes, project.scheme, about=named, ids=True)
    for sentence in (*taken_to_frames(edit, changes), *cuts):
        print_note(f"{sentence}.")
    touched = [row.id for row in changes.touched("events")]
    if options.json:
        print_json({"events": touched, "added": list(changes.added), "cut": list(cuts), "changed": not options.dry_run})
    elif not touched:
        print_line(tr("Nothing was to be changed: it is so already."))
    else:
        print_line(f"{(tr('Would change') if options.dry_run else tr('Changed'))}: {edit.label}.")


def _shared(project: Project, events: Sequence[Event], coders: Sequence[str]) -> list[Event]:
    """Events that every one of the coders has, each with its like in the other layers."""
    names = ("id", "coder", "recording", "subject", "code", "onset_us", "offset_us")
    rows: list[Row] = [{name: getattr(event, name) for name in names} for event in events]
    found: list[Event] = []
    for event, row in zip(events, rows, strict=True):
        alike = {str(other["coder"]) for other in rows if says_the_same(row, other)}
        if alike >= set(coders) - {event.coder} and len(set(coders)) > 1:
            found.append(event)
    return found


def _look(project: Project, recording: str, coder: str) -> None:
    """Begin a recording in view of others' codes, for a command that names them and so asks to see them."""
    project.recording(recording)
    if project.asks_how(recording, coder.strip()):
        project.blinding.choose_in_view(recording, coder.strip())
    _require_seen(project, recording, coder)


def _require_seen(project: Project, recording: str, coder: str) -> None:
    project.recording(recording)
    if coder:
        project.require_seen(recording, coder.strip(), tr("what others coded"))


def _seen(project: Project, event_id: str, coder: str) -> Event:
    event = project.event(event_id)
    if event.coder != coder.strip():
        try:
            _require_seen(project, event.recording, coder)
        except StudyError as error:
            # Word for word what is said of an id that nobody has: else the ids of others could be counted.
            raise StudyError(
                tr("There is no event {event_id!r} in this study; list them to find its id.", event_id=event_id)
            ) from error
    return event
