"""Commands about people, proposals, events and exchanges: what a coder does, without the window."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable

from coder.exchanges.pairing import NAMED_RULES, SETTLED_BY_HUMAN, Exchange, Outcome
from coder.proposals.speakers import SpeakerSuggestion
from coder.report.figures.human_pairing_figures import by_hand_words
from coder.report.pages.caregiver_side import side_lines, sides_json
from coder.study.edits.changes import Changes, Edit
from coder.study.edits.coding import Accept, AddEvent, Reject, SetRole, SettleOutcome, Skip
from coder.study.edits.cuts import cuts_of
from coder.study.edits.event_ledger import require_one_time
from coder.study.edits.event_verbs import require_inside
from coder.study.edits.hand_coded import HandCoded
from coder.study.edits.many_decisions import AcceptMany, RejectMany, alike_in
from coder.study.edits.role_changes import Fate
from coder.study.edits.settled_voices import SettleVoices, voices_alike
from coder.study.project import Project
from coder.study.voice_speakers import suggested_speakers
from coder.vocabulary.context import Beside
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event, Proposal
from coder.vocabulary.language import named, tr
from coder.vocabulary.people import Person, camera_of
from coder.vocabulary.recording import AnalysisReport
from coder.vocabulary.scheme import Role
from coder.vocabulary.time import Interval, format_us
from ui.cli.exchange_proposals_commands import decide_exchange, decided_words, is_exchange, list_exchanges
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.cli.study_commands import make_edit, open_study
from ui.operations.exchange_words import bids_per_hour_words
from ui.operations.step_words import edit_words
from ui.operations.study_figures import answers_in, check_coder
from ui.operations.wording import speaker_words, subject_words

MS = 1000
SOMEBODY = "somebody"
"""Who says who is who, where nobody has coded yet. Never the name of who is logged in: names of coders leave."""
OUTSIDE = tr("; outside the full-presence windows that the family chose, an acknowledgement is an answer too")


def people(options: argparse.Namespace) -> None:
    """List the people of a recording."""
    with open_study(options.study) as project:
        found = project.everybody(options.recording)
        reports = {"": project.analysis(options.recording)} | {
            camera.id: project.camera_analyses.report(camera.id) for camera in project.cameras.of(options.recording)
        }
    said = {one.letter: _said_of(one, reports.get(camera_of(one.letter))) for one in found}
    if options.json:
        print_json(
            [
                {
                    "person": person.letter,
                    "camera": camera_of(person.letter) or None,
                    "suggested_role": person.suggested_role,
                    "confirmed_role": person.confirmed_role,
                    "why": said[person.letter],
                    "median_box": list(person.median_box),
                    "in_view": [[span.onset_us, span.offset_us] for span in person.in_view],
                }
                for person in found
            ]
        )
        return
    rows = [
        (
            person.letter,
            _role_words(person),
            format_us(sum(span.duration_us for span in person.in_view)),
            "" if person.confirmed_role else said[person.letter],
        )
        for person in found
    ]
    print_table(
        (tr("person"), tr("role"), tr("in view"), tr("why")),
        rows,
        empty=tr("Nobody was seen, or the recording is not analysed yet."),
    )


def _role_words(person: Person) -> str:
    """Who a person is said to be, or may be."""
    if person.confirmed_role:
        return subject_words(person.confirmed_role)
    return f"{subject_words(person.suggested_role)}?" if person.suggested_role else tr("not settled")


def _said_of(person: Person, report: AnalysisReport | None) -> str:
    """Why a person was suggested to be who they are, in the words of their camera's analysis."""
    return report.said_of(person.letter.rpartition(":")[2]) if report is not None else ""


def role(options: argparse.Namespace) -> None:
    """Settle who a person is."""
    if options.events and not options.coder:
        raise StudyError(tr("Say whose events --events is about, with --coder."))
    fate = Fate(options.events) if options.events else None
    edit = SetRole(options.recording, options.person, options.role, fate)
    _apply(
        options,
        edit,
        tr(
            "Person {person} of {recording} is {role}.",
            person=options.person,
            recording=options.recording,
            role=subject_words(options.role),
        ),
    )


def proposals(options: argparse.Namespace) -> None:
    """List proposals: single acts, or exchanges."""
    if options.exchanges:
        list_exchanges(options)
        return
    if options.rule is not None:
        raise StudyError(tr("Single acts are proposed under no rule; list exchanges with --exchanges --rule RULE."))
    with open_study(options.study) as project:
        _require_seen(project, options, tr("what the models propose"))
        coder = (options.coder or "").strip() or None
        found = project.proposals(options.recording, coder=coder)
        speakers = suggested_speakers(project, options.recording, coder=coder)
        analysed = project.analysis(options.recording) is not None
        beside = project.beside(options.recording)
    _side(options, beside)
    if options.json:
        print_json(
            [
                {
                    "id": item.id,
                    "subject": item.draft.subject,
                    "code": item.draft.code,
                    "onset_us": item.draft.onset_us,
                    "offset_us": item.draft.offset_us,
                    "timing_bound_us": item.draft.timing_bound_us,
                    "evidence": item.draft.evidence,
                    "status": item.status.value,
                    "models": list(item.draft.models),
                    "rule": item.draft.rule,
                    "suggested_speaker": _speaker_json(speakers.get(item.id)),
                    "caregivers_side": sides_json(beside),
                }
                for item in found
            ]
        )
        return
    nothing = tr("The models propose nothing here.") if analysed else tr("The recording has not been analysed yet.")
    print_table(PROPOSAL_HEADINGS, [proposal_row(item) for item in found], empty=nothing)
    for item in found:
        if item.id in speakers:
            print_line(f"{item.id}: {speaker_words(speakers[item.id])}")


def _speaker_json(suggested: SpeakerSuggestion | None) -> dict[str, object] | None:
    if suggested is None:
        return None
    return {
        "subject": suggested.subject,
        "because": suggested.because,
        "right": suggested.right,
        "of": suggested.of,
        "checked_on_other_recordings": suggested.by_recording,
    }


PROPOSAL_HEADINGS = (tr("id"), tr("subject"), tr("code"), tr("onset"), tr("offset"), "±", tr("status"), tr("evidence"))


def proposal_row(item: Proposal) -> tuple[str, ...]:
    """Return a proposal as the table for people shows it."""
    draft = item.draft
    return (
        item.id,
        subject_words(draft.subject),
        draft.code.replace("_", " "),
        format_us(draft.onset_us),
        format_us(draft.offset_us),
        tr("{timing_bound_us:.0f} ms", timing_bound_us=draft.timing_bound_us / MS),
        named(item.status),
        draft.evidence,
    )


def decide(options: argparse.Namespace) -> None:
    """Accept, adjust, reject or skip a proposal; say whose a voice was. Times that are given are moved onto frames."""
    if is_exchange(options.id):
        decide_exchange(options)
        return
    if any(word is not None for word in (options.response, options.outcome, options.part, options.rule)):
        raise StudyError(
            tr(
                "{options} is a single act: --response, --outcome, --part and --rule are for exchanges.",
                options=options.id,
            )
        )
    onset, offset = options.onset_us, options.offset_us
    if options.verdict != "accept" and (onset is not None or offset is not None):
        raise StudyError(
            tr("Only an accepted proposal can be given other times; use accept with --onset-us/--offset-us.")
        )
    if options.verdict != "accept" and options.subject is not None:
        raise StudyError(tr("Only an accepted proposal is said to be somebody's; use accept with --subject."))
    none = options.verdict == "reject"
    if options.alike and (none == (options.subject is not None) or onset is not None or offset is not None):
        raise StudyError(
            tr("Many voices alike are accepted at their own times as one subject's, with --subject alone, or rejected.")
        )
    alone = (onset, offset, options.subject)
    if options.until_us is not None and (options.verdict == "skip" or options.alike or alone != (None, None, None)):
        raise StudyError(tr("Many acts of a kind are accepted or rejected as they are; give --until-us alone."))
    with open_study(options.study) as project:
        proposal = project.proposal(options.id, coder=options.coder)
        edit: Edit
        ids = [options.id]
        if options.until_us is not None:
            _decide_many(project, options, proposal)
            return
        if options.alike and proposal.draft.subject != Role.SOMEONE:
            raise StudyError(
                tr("{id} is no voice of someone; of other acts --until-us says the same of many.", id=proposal.id)
            )
        if options.alike:
            alike = voices_alike(project.proposals(proposal.recording), proposal)
            ids = [proposal.id, *alike]
            edit = SettleVoices(tuple(ids), options.subject)
        elif options.verdict == "accept":
            if onset is not None or offset is not None:
                onset, offset = _snapped(
                    project,
                    proposal.recording,
                    proposal.draft.onset_us if onset is None else onset,
                    proposal.draft.offset_us if offset is None else offset,
                )
            edit = Accept(options.id, onset, offset, subject=options.subject)
        else:
            edit = Reject(options.id) if options.verdict == "reject" else Skip(options.id)
        _say_cuts(project, make_edit(project, edit, coder=options.coder))
    print_line(decided_words(options.verdict, ", ".join(ids)))


def _decide_many(project: Project, options: argparse.Namespace, first: Proposal) -> None:
    """Say the same of this and of every later proposal of its kind that waits up to a time; one undo takes it back."""
    coder = options.coder.strip()
    project.require_not_blind(first.recording, coder, tr("what the models propose"))
    stretch = Interval(first.draft.onset_us, max(options.until_us, first.draft.onset_us))
    found = alike_in(project.proposals(first.recording, coder=coder), first, stretch)
    if not found:
        raise StudyError(
            tr(
                "Nothing of the kind of {first} waits from it up to {until}; give a later --until-us, or decide on "
                "{first} alone.",
                first=first.id,
                until=format_us(options.until_us),
            )
        )
    ids = tuple(one.id for one in found)
    edit = AcceptMany(ids) if options.verdict == "accept" else RejectMany(ids)
    _say_cuts(project, make_edit(project, edit, coder=coder))
    print_line(decided_words(options.verdict, ", ".join(ids)))


def code(options: argparse.Namespace) -> None:
    """Code an event by hand."""
    with open_study(options.study) as project:
        offset = options.onset_us if options.offset_us is None else options.offset_us
        subject = project.scheme.subject_of(options.subject)
        require_one_time(project.scheme, subject, options.code, options.onset_us, offset)
        onset, offset = _snapped(project, options.recording, options.onset_us, offset)
        modifiers = tuple(modifier(text) for text in options.modifier or ())
        edit: Edit = AddEvent(options.recording, subject, options.code, onset, offset, modifiers=modifiers)
        if options.snap:
            project.require_not_blind(options.recording, options.coder.strip(), tr("what the models propose"))
            edit = HandCoded(edit, quiet=True)
        changes = make_edit(project, edit, coder=options.coder, layer=options.layer)
        _say_cuts(project, changes)
        added = project.event(changes.added[0])
    if options.json:
        print_json({"event": added.id})
        return
    met = tr(", met with {proposal}", proposal=added.proposal) if added.proposal else ""
    print_line(
        tr(
            "Added {added}: {subject} {code} at {time}{met}.",
            added=added.id,
            subject=subject_words(subject),
            code=options.code,
            time=format_us(added.onset_us),
            met=met,
        )
    )


def modifier(text: str) -> tuple[str, str]:
    """Read NAME=VALUE; an empty value takes the modifier off."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise StudyError(tr("{text!r} is no modifier; give NAME=VALUE, or NAME= to take it off.", text=text))
    return name.strip(), value.strip()


def settle(options: argparse.Namespace) -> None:
    """Say what became of a bid."""
    outcome = None
    if options.outcome != "open":
        try:
            outcome = Outcome(options.outcome.replace("_", " "))
        except ValueError as error:
            words = ", ".join(item.value for item in SETTLED_BY_HUMAN)
            raise StudyError(
                tr("{outcome!r} is not an outcome; use one of: {words}, open.", outcome=options.outcome, words=words)
            ) from error
    _apply(options, SettleOutcome(options.bid, outcome), f"{options.bid}: {options.outcome}.")


def undo(options: argparse.Namespace) -> None:
    """Take back a coder's newest edit."""
    said = _step(options, Project.undo)
    print_line(tr("Took back: {changes}.", changes=said) if said else tr("There is nothing to take back."))


def redo(options: argparse.Namespace) -> None:
    """Bring back what a coder undid last."""
    said = _step(options, Project.redo)
    print_line(tr("Brought back: {changes}.", changes=said) if said else tr("There is nothing to bring back."))


def _step(options: argparse.Namespace, take: Callable[..., Changes | None]) -> str:
    """Take a step back or on, and return what it did, in the words of the window; "" where there was none.

    As the journal has it where its recording has gone with it.
    """
    with open_study(options.study) as project:
        coder = _whose(project, options)
        changes = take(project, coder=coder)
        if changes is None:
            return ""
        there = set(project.recording_ids())
        found = next((one for one in sorted(changes.recordings) if one in there), None)
        if found is None:
            return changes.label
        return edit_words(changes.label, project.state(found, coder=coder), project.scheme, changes)


def events(options: argparse.Namespace) -> None:
    """List events."""
    with open_study(options.study) as project:
        project.recording(options.recording)
        found = project.events(options.recording, coder=options.coder, practice=options.coder or "")
        coders = {event.coder for event in found}
        blind = {event for who in coders for event in project.blinding.coded_blind(options.recording, who) or ()}
        beside = project.beside(options.recording)
    # A child's signals stand beside the caregiver's own side, or beside the note that nobody asked for it.
    _side(options, beside)
    if options.json:
        print_json([{**event_json(item, blind=item in blind), "caregivers_side": sides_json(beside)} for item in found])
        return
    print_table(
        EVENT_HEADINGS,
        [event_row(item) for item in found],
        empty=tr("Nothing is confirmed yet; accept a proposal or code an event."),
    )


EVENT_HEADINGS = (tr("id"), tr("subject"), tr("code"), tr("onset"), tr("offset"), tr("coder"), tr("origin"))


def event_json(item: Event, *, blind: bool) -> dict[str, object]:
    """Return an event as docs/cli.md describes it."""
    return {
        "id": item.id,
        "subject": item.subject,
        "code": item.code,
        "onset_us": item.onset_us,
        "offset_us": item.offset_us,
        "coder": item.coder,
        "origin": item.origin.value,
        "proposal": item.proposal,
        "timing_bound_us": item.timing_bound_us,
        "note": item.note,
        "modifiers": [list(pair) for pair in item.modifiers],
        "copied_from": list(item.copied_from),
        "scheme": item.scheme,
        "blind": blind,
    }


def event_row(item: Event) -> tuple[str, ...]:
    """Return an event as the table for people shows it."""
    return (
        item.id,
        subject_words(item.subject),
        item.code.replace("_", " "),
        format_us(item.onset_us),
        format_us(item.offset_us),
        item.coder,
        named(item.origin),
    )


def exchanges(options: argparse.Namespace) -> None:
    """Pair bids with responses."""
    with open_study(options.study) as project:
        project.recording(options.recording)
        check_coder(project, (options.recording,), options.coder)
        answers = answers_in(
            project,
            options.recording,
            rule=NAMED_RULES[options.rule],
            coder=options.coder,
            plain_rule=options.plain_rule,
        )
        found, rule = answers.exchanges, answers.rule
        beside = project.beside(options.recording)
    _side(options, beside)
    print_note(bids_per_hour_words(answers.bids_per_hour))
    if answers.by_hand.any:
        print_note(by_hand_words(answers.by_hand))
    if options.json:
        print_json(
            [
                exchange_json(item, answers.by_hand.by_rule.get(item.bid)) | {"caregivers_side": sides_json(beside)}
                for item in found
            ]
        )
        return
    print_note(
        tr(
            "Rule {rule}: response within {window_us} ms of the bid's {anchor}; {pairing} ({source}){outside}.",
            rule=rule.id,
            window_us=rule.window_us // MS,
            anchor=rule.anchor,
            pairing=rule.pairing,
            source=rule.source,
            outside=OUTSIDE if rule.acknowledged_outside else "",
        )
    )
    print_table(
        (tr("bid"), tr("what"), tr("at"), tr("outcome"), tr("latency"), "±", tr("watched until"), tr("why")),
        [exchange_row(item) for item in found],
        empty=tr("No bid is confirmed yet."),
    )


def exchange_json(item: Exchange, by_rule: Exchange | None = None) -> dict[str, object]:
    """Return an exchange as docs/cli.md describes it; ``by_rule`` is the rule's word where a human's goes before it."""
    rule = by_rule or item
    return {
        "bid": item.bid,
        "response": item.response,
        "outcome": item.outcome.value,
        "latency_us": item.latency_us,
        "censored_at_us": item.censored_at_us,
        "reason": item.reason,
        "bid_subject": item.bid_subject,
        "bid_code": item.bid_code,
        "bid_onset_us": item.bid_interval.onset_us,
        "bid_offset_us": item.bid_interval.offset_us,
        "response_subject": item.response_subject,
        "response_code": item.response_code,
        "under_way": item.under_way,
        "timing_bound_us": item.timing_bound_us,
        "rule": item.rule,
        "anchor_us": item.anchor_us,
        "is_answer": item.is_answer,
        "left_open": item.left_open and item.same_act_as is None,
        "accompanied": item.accompanied,
        "same_act_as": item.same_act_as,
        "paired_by_hand": item.paired_by_hand,
        "rule_response": rule.response,
        "rule_latency_us": rule.latency_us,
    }


def exchange_row(item: Exchange) -> tuple[str, ...]:
    """Return an exchange as the table for people shows it."""
    return (
        item.bid,
        f"{subject_words(item.bid_subject)} {item.bid_code.replace('_', ' ')}",
        format_us(item.bid_interval.onset_us),
        tr("{outcome}, by hand", outcome=named(item.outcome)) if item.paired_by_hand else named(item.outcome),
        "" if item.latency_us is None else tr("{latency_us:.0f} ms", latency_us=item.latency_us / MS),
        tr("{timing_bound_us:.0f} ms", timing_bound_us=item.timing_bound_us / MS),
        "" if item.censored_at_us is None else format_us(item.censored_at_us),
        item.reason,
    )


def signals(options: argparse.Namespace) -> None:
    """Print signals. A value that was not measured is null; one that cannot be trusted has valid false."""
    with open_study(options.study) as project:
        _require_seen(project, options, tr("what the models measured"))
        report = project.analysis(options.recording)
        tracks = project.signals(options.recording)
        beside = project.beside(options.recording)
    if report is None:
        raise StudyError(
            tr("{recording} has not been analysed yet; run: dyadmirror analyze STUDY", recording=options.recording)
        )
    _side(options, beside)
    if options.json:
        print_json(
            {
                "rate_hz": report.rate_hz,
                "caregivers_side": sides_json(beside),
                "tracks": [
                    {
                        "person": track.person,
                        "name": track.name,
                        "unit": track.unit,
                        "pts_us": track.pts_us.tolist(),
                        "value": [round(v, 4) if math.isfinite(v) else None for v in track.value.tolist()],
                        "valid": track.valid.tolist(),
                    }
                    for track in tracks
                ],
            }
        )
        return
    rows = [
        (track.person, track.name, track.unit, str(len(track.pts_us)), f"{int(track.valid.sum())}") for track in tracks
    ]
    print_table(
        (tr("person"), tr("signal"), tr("unit"), tr("samples"), tr("valid")), rows, empty=tr("No signal was measured.")
    )


def _side(options: argparse.Namespace, beside: Beside) -> None:
    """Say the caregiver's own side where the signals go: into the pipe for people; JSON has a key for it."""
    for line in side_lines(beside):
        (print_note if options.json else print_line)(line)


def _require_seen(project: Project, options: argparse.Namespace, what: str) -> None:
    if options.coder:
        project.require_seen(options.recording, options.coder.strip(), what)


def _apply(options: argparse.Namespace, edit: Edit, done: str) -> None:
    with open_study(options.study) as project:
        coder = options.coder or project.last_coder or SOMEBODY
        make_edit(project, edit, coder=coder, layer=getattr(options, "layer", None))
    print_line(done)


def _whose(project: Project, options: argparse.Namespace) -> str | None:
    """Whose steps an undo is about: nobody takes back another's without saying so."""
    if options.coder:
        return str(options.coder).strip()
    coders = [name for name in project.coders if name != SOMEBODY]
    if len(coders) > 1:
        raise StudyError(
            tr(
                "Several coders have worked in this study ({coders}), and each undoes their own; say who "
                "you are with --coder.",
                coders=", ".join(coders),
            )
        )
    return None


def _say_cuts(project: Project, changes: Changes) -> None:
    """Say what gave way to an event that was coded or accepted; nothing is changed silently."""
    for sentence in cuts_of(changes, project.scheme, about=changes.added, ids=True):
        print_note(f"{sentence}.")


def _snapped(project: Project, recording: str, onset_us: int, offset_us: int) -> tuple[int, int]:
    if offset_us < onset_us:
        raise StudyError(
            tr(
                "The offset {offset} lies before the onset {onset}; give a later offset.",
                offset=format_us(offset_us),
                onset=format_us(onset_us),
            )
        )
    require_inside(onset_us, offset_us, end=project.frame_index(recording).end_us)
    snap = project.on_frames(recording, onset_us, offset_us)
    return snap.onset_us, snap.offset_us
