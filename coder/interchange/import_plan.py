"""From a neutral document to events of a study: whose acts, which codes, and what could not be carried. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction

from coder.interchange.code_matching import CodeKey, IncomingCodes, Understood
from coder.interchange.dependent_tiers import Dependents, DependentTier, dependents_of, folded
from coder.interchange.document import document as doc
from coder.interchange.document.archive import packed
from coder.interchange.document.losses import Loss, LossReport
from coder.interchange.document.provenance import MACHINE, PROPOSED
from coder.interchange.listed_modifiers import as_listed
from coder.interchange.pairings_in_files import is_pairing, pairings_in
from coder.interchange.write_back import ONLY_KNOWN, ImportedEvent, ImportedFile, family_of, source_of, with_digest
from coder.study.clipless_recording import recording_without_clip
from coder.study.edits.camera_offsets import camera_row
from coder.study.edits.changes import RowChange, StudyRows
from coder.study.edits.codes import code_row
from coder.study.edits.coding import event_row
from coder.study.edits.exchanges import pairing_row
from coder.vocabulary.camera import MOST_OFFSET_US, Camera, CameraClock, Placed
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Origin
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Code, CodeKind, Role, Scheme, role_of, who_words
from coder.vocabulary.time import format_us
from coder.vocabulary.words_beyond_sight import beyond_sight

_CHILD = re.compile(
    r"\b(child|infant|baby|toddler|k?chi|kind|enfant|boy|girl|son|daughter|inf|bb)\d*\b|^ch$", re.IGNORECASE
)
_NAMED_CHILD = re.compile(rf"{Role.CHILD}_(\w+)")
_CAREGIVER = re.compile(
    r"\b(care ?giver|mother|father|mom|mum|dad|parent|mot|fat|mere|vater|mutter|grandmother|grandfather|adult"
    r"|nanny|educator|teacher|pcg)\d*\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\b(dyad|pair|both|together|joint)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event on its way in, its subject and code as they will be called here, its times on the clip's clock."""

    subject: str
    code: str
    onset_us: int
    offset_us: int
    coder: str
    note: str
    modifiers: doc.Pairs = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What would come in: nothing is changed yet, so that it can be shown first.

    Attributes
    ----------
    subjects : mapping of name in the file to subject here
    codes : tuple of Code
        Codes that the study's scheme does not have yet.
    events : tuple of Incoming
    losses : tuple of Loss
        What did not come through unchanged, from reading and from bringing in.
    understood : tuple of Understood
        How each code of the file is understood, and which codes of the scheme a person may choose for it.
    shift_us : int
        What was added to the file's times, so that zero is the clip's first frame.
    document : Document, optional
        What is kept beside the events, so that the file can be written back; None where its format is only read.
    format : str
        Id of that format.
    places : tuple of int
        Where each of ``events`` stands in the document.
    digest : str
        SHA-256 of the file, by which it is known again.
    purpose : str
        What the study that it left was for, in words; "" where the file does not say.
    cameras : tuple of int
        When each further camera that the file names begins, from the clip's first frame, in microseconds.
    dependents : tuple of DependentTier
        Tiers whose annotations say more of another tier's, and as what they come in.
    paired : mapping of place to place or None
        Which of ``events`` a human said answers which; None where nothing does.
    known : int or None
        How many events of the file stand in the study already and are not among ``events``; None where nobody looked.
    """

    title: str
    subjects: Mapping[str, str]
    codes: tuple[Code, ...]
    events: tuple[Incoming, ...]
    losses: tuple[Loss, ...]
    understood: tuple[Understood, ...] = ()
    shift_us: int = 0
    document: doc.Document | None = None
    format: str = ""
    places: tuple[int, ...] = ()
    digest: str = ""
    purpose: str = ""
    cameras: tuple[int, ...] = ()
    dependents: tuple[DependentTier, ...] = ()
    paired: Mapping[int, int | None] = field(default_factory=dict)
    known: int | None = None


def guess_subject(name: str) -> str:
    """Return whose acts a subject of another program are likely to be; a person can say otherwise.

    A name that says nothing is ``other:NAME``: better unsorted than wrong.
    """
    words = re.sub(r"[_\W]+", " ", name).strip()
    if name in (Role.SOMEONE, Role.SEVERAL) or name.startswith((f"{Role.CAREGIVER}:", f"{Role.OTHER}:")):
        return name  # it came from here
    if re.fullmatch(rf"{Role.CHILD}:\S.*", name):
        return name  # from a scheme here that names its children
    if not words or words.casefold() == Role.OTHER:
        return Role.OTHER.value  # whoever nobody named leaves as “other”, and is not somebody of that name
    if _TOGETHER.search(words):
        return Role.TOGETHER.value
    if _CHILD.search(words):
        return Role.CHILD.value
    if _CAREGIVER.search(words):
        pseudonym = re.sub(r"^caregiver\b ?", "", words, flags=re.IGNORECASE)
        return f"{Role.CAREGIVER}:{pseudonym}" if pseudonym else Role.CAREGIVER.value
    return f"{Role.OTHER.value}:{re.sub('^other ', '', words, flags=re.IGNORECASE)}"


def plan_import(
    document: doc.Document,
    *,
    scheme: Scheme,
    subjects: Mapping[str, str] | None = None,
    choices: Mapping[CodeKey, str] | None = None,
    coder: str = "imported",
    read_losses: Sequence[Loss] = (),
    format: str = "",
    shift_us: int = 0,
    end_us: int | None = None,
    digest: str = "",
    dependents: Dependents | None = None,
) -> ImportPlan:
    """Say what a document would bring into a study.

    Parameters
    ----------
    document : Document
        What a format read.
    scheme : Scheme
        The study's scheme. A code is known by subject, tier or group, and label; any that the scheme does not have so
        is added to it.
    subjects : mapping, optional
        Name in the file to subject here, for those that are not to be guessed.
    choices : mapping, optional
        Role, group and label to a code of the scheme, as people said.
    coder : str
        Who coded, where the file does not say.
    read_losses : sequence of Loss
        What reading reported.
    format : str
        Id of the format that was read, where it can be written back; the document is kept then.
    shift_us : int
        What is added to every time, beside what the file says of its own zero.
    end_us : int, optional
        Where the clip ends.
    digest : str
        SHA-256 of the file.
    dependents : mapping, optional
        As what the annotations of tiers that depend on others come in.

    Raises
    ------
    StudyError
        Where ``subjects`` names something that is no subject, or ``choices`` no code of that kind.
    """
    report = LossReport()
    report.extend(read_losses)
    known = {one.name: one.id for one in scheme.subjects if one.name}
    named = _named_subjects(document, {**_known_here(document, known), **(subjects or {})})
    whole, told = document, dependents_of(document, dependents or {})
    document, stood = folded(document, dependents or {})
    codes = IncomingCodes(document, named, scheme, choices or {})
    codes.note(report)
    _note_joined(document, named, report, said=subjects or {})
    _note_keys_of_subjects(document, scheme, report)
    _note_zero(document, report)
    shift_us -= document.zero_us
    events, places = [], []
    for place, event in enumerate(document.events):
        code = _code_that_comes_in(event, codes, report, kept=bool(format))
        when = None if code is None else _when(event, code, report, shift_us=shift_us, end_us=end_us)
        if code is None or when is None:
            continue
        places.append(stood[place])
        who, named_as = event.coder or coder, named[event.subject]
        modifiers = as_listed(event.modifiers, code.modifiers)
        _note_unlisted(modifiers, code, report)
        events.append(Incoming(named_as, code.id, *when, coder=who, note=event.comment, modifiers=modifiers))
    _note_agreement(document, report)
    paired = _set_by_hand(events, report, shift_us=shift_us)
    _note_beyond_sight(events, report)
    _note_left_out(document, report, kept=bool(format))
    return ImportPlan(
        document.title,
        named,
        codes.made,
        events=tuple(events),
        losses=report.losses(),
        understood=codes.understood(),
        shift_us=shift_us,
        document=whole if format else None,
        format=format,
        places=tuple(places),
        digest=digest,
        purpose=document.statement.purpose if document.statement is not None else "",
        cameras=tuple(
            one.starts_us + shift_us for one in document.further_media if abs(one.starts_us) < MOST_OFFSET_US // 2
        ),
        dependents=told,
        paired=paired,
    )


def _code_that_comes_in(
    event: doc.DocumentEvent, codes: IncomingCodes, report: LossReport, *, kept: bool
) -> Code | None:
    """Return the code of an event; None where it is no code that somebody gave, which is said."""
    if event.origin == MACHINE or event.code.startswith(PROPOSED):
        report.add("proposals-left-out", tr("Proposals that nobody decided on are no data; they are left out."))
        return None
    if not event.code.strip():
        report.add(
            "empty-annotations",
            tr("Annotations without a label are no code; {kept}.", kept=_KEPT if kept else tr("they are left out")),
            example=f"{event.tier} at {format_us(event.onset_us)}",
        )
        return None
    return codes.of(event)


def _note_unlisted(modifiers: doc.Pairs, code: Code, report: LossReport) -> None:
    """Say where the study's list of a modifier has not the value that the file has."""
    lists = {one.name: one.values for one in code.modifiers if one.values}
    for name, value in modifiers:
        if name in lists and value not in lists[name]:
            report.add(
                "values-unlisted",
                tr("Values that the study's list of a modifier does not have come in as the file has them."),
                example=f"{code.label}: {name}={value}"[:60],
            )


def _when(
    event: doc.DocumentEvent, code: Code, report: LossReport, *, shift_us: int, end_us: int | None
) -> tuple[int, int] | None:
    """Return onset and offset on the clip's clock; None where they are no time of it, which is said."""
    point = code.kind is CodeKind.POINT
    onset = event.onset_us + shift_us
    offset = onset if point else event.offset_us + shift_us
    if onset < 0:
        report.add(
            "before-the-clip",
            tr("Events before the recording's first frame are left out."),
            example=f"{event.code[:30]} at {format_us(onset)}",
        )
        return None
    if not point and offset <= onset:
        report.add(
            "empty-state",
            tr("States of no length are left out; the file keeps them. With an end they come in."),
            example=tr("{code} at {time}", code=event.code[:30], time=format_us(onset)),
        )
        return None
    if end_us is not None and max(offset, onset) > end_us:
        report.add(
            "beyond-the-end",
            tr(
                "Events end after the clip, which is {time} long: they come in, and no picture goes with "
                "them. Are the times of this clip?",
                time=format_us(end_us),
            ),
            example=f"{event.code[:30]} at {format_us(onset)}",
        )
    return onset, offset


def _set_by_hand(events: list[Incoming], report: LossReport, *, shift_us: int) -> Mapping[int, int | None]:
    """Return what the file says a human paired, by place, and take it out of the modifiers of those events."""
    paired = pairings_in(events, shift_us=shift_us)
    for place in paired:
        said = tuple(pair for pair in events[place].modifiers if not is_pairing(pair))
        events[place] = replace(events[place], modifiers=said)
    lost = [event for event in events if any(map(is_pairing, event.modifiers))]
    report.add(
        "pairing-lost",
        tr("Answers that were set by hand name acts that are not in the file, or not clearly; they stay modifiers."),
        count=len(lost),
        example=f"{lost[0].code} at {format_us(lost[0].onset_us)}" if lost else "",
    )
    return paired


def _known_here(document: doc.Document, known: Mapping[str, str]) -> dict[str, str]:
    """Names of the file that the study's scheme has as subjects."""
    folded = {name.casefold(): subject for name, subject in known.items()}
    names = {event.subject for event in document.events} | {tier.subject for tier in document.tiers}
    return {name: folded[name.casefold()] for name in names if name.casefold() in folded}


def _named_subjects(document: doc.Document, wanted: Mapping[str, str]) -> dict[str, str]:
    for name, subject in wanted.items():
        try:
            role_of(subject)
        except ValueError as error:
            raise StudyError(
                tr(
                    "{subject!r} (for {name!r}) is no subject; use child, child:NAME, caregiver, caregiver:NAME, "
                    "together or other.",
                    subject=subject,
                    name=name,
                )
            ) from error
    found = sorted({event.subject for event in document.events} | {tier.subject for tier in document.tiers})
    return {name: wanted.get(name) or _child_named_here(document, name) or guess_subject(name) for name in found}


def _child_named_here(document: doc.Document, name: str) -> str:
    """Return the child whom a file that left from here names; "" for anybody else.

    Datavyu's names of columns keep no colon. In a file of another program ``child_left`` may say anything of a child.
    """
    found = _NAMED_CHILD.fullmatch(name) if document.statement is not None else None
    return f"{Role.CHILD}:{found[1]}" if found else ""


def _note_zero(document: doc.Document, report: LossReport) -> None:
    """Say where the file counts from another zero than the clip."""
    if document.zero_us:
        report.add(
            "zero-converted",
            tr(
                "The file counts from another zero than the clip's first frame; its times are converted, and back "
                "again "
                "when it is written."
            ),
            example=f"by {format_us(-document.zero_us)}",
        )


def _note_agreement(document: doc.Document, report: LossReport) -> None:
    """Say what the file states of agreements."""
    if document.statement is not None and document.statement.agreement:
        report.add(
            "agreement-told",
            tr("The file says what people agreed to where it comes from; ask whether that holds here, and record it."),
            example=document.statement.agreement,
        )


def _note_joined(
    document: doc.Document, named: Mapping[str, str], report: LossReport, *, said: Mapping[str, str]
) -> None:
    """Say where acts of several names become one subject's, unless a person said so: nobody tells them apart again."""
    acted = {event.subject for event in document.events}
    for subject in sorted({named[name] for name in acted}):
        names = sorted(name for name in acted if named[name] == subject)
        if len(names) > 1 and not said.keys() >= set(names):
            report.add(
                "subjects-joined",
                tr("Several names of the file become one subject; say who each is (--subject), if they are not."),
                example=f"{', '.join(name or '-' for name in names)}: {who_words(subject)}"[:80],
            )


def _note_keys_of_subjects(document: doc.Document, scheme: Scheme, report: LossReport) -> None:
    """Say which subjects of a file have a key there and none here: a file's plan, taken as a scheme, brings both."""
    have = {one.name.casefold() for one in scheme.subjects if one.key} | {one.id for one in scheme.subjects if one.key}
    lost = [one for one in document.subjects if one.key and not {one.name.casefold(), guess_subject(one.name)} & have]
    report.add(
        "subject-keys",
        tr(
            "Subjects have keys in the file and none here: take the file's plan as a scheme, too "
            "(Code ▸ Coding scheme… ▸ From a file…, or dyadmirror scheme STUDY FILE), and they have them."
        ),
        count=len(lost),
        example=", ".join(f"{one.name}: {one.key}" for one in lost)[:80],
    )


_KEPT = tr("they are kept, and stand in a file of the same format when it is written")


def _note_beyond_sight(events: Iterable[Incoming], report: LossReport) -> None:
    """Ask about modifiers and pseudonyms that name a feeling or a judgement; of codes, who knows them asks."""
    said = {text for event in events for pair in event.modifiers for text in pair} | {event.subject for event in events}
    for text in sorted(text for text in said if beyond_sight(text)):
        report.add(
            "details-beyond-sight",
            tr(
                "Modifiers or pseudonyms name a feeling or a judgement; no page for a family has modifiers, and "
                "another "
                "pseudonym can be said with --subject or in the window."
            ),
            example=text[:30],
        )


def _note_left_out(document: doc.Document, report: LossReport, *, kept: bool) -> None:
    left_out = _KEPT if kept else tr("they are left out")
    report.add(
        "episodes-left-out",
        tr("The study has no place for episodes; {left_out}.", left_out=left_out),
        count=len(document.episodes),
    )
    report.add(
        "variables-left-out",
        tr("The study has no place for variables; {left_out}.", left_out=left_out),
        count=len(document.variables),
    )
    if any(tier.parent for tier in document.tiers):
        count = sum(bool(tier.parent) for tier in document.tiers)
        report.add(
            "parents-left-out",
            tr(
                "Tiers come in side by side, without which depends on which; {left_out}. Each can come in as a "
                "modifier or as the comment of what it depends on.",
                left_out=left_out,
            ),
            count=count,
        )


@dataclass(frozen=True, slots=True)
class RecordingPlan:
    """One plan and where it goes.

    Attributes
    ----------
    plan : ImportPlan
    recording : str, optional
        Id of the recording that was coded; None makes one, whose clip is elsewhere.
    duration_us : int
        How long that one is.
    frame_rate : float, optional
    removes : tuple of str
        Ids of events that give way, and the files they came from: what an earlier import of the same brought.
    """

    plan: ImportPlan
    recording: str | None
    duration_us: int = 0
    frame_rate: float | None = None
    removes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportFile:
    """Bring a file's codes and events into a study, as one step that one undo takes back, recordings and all.

    States are not cut to make room: what another program says is kept as it says it.
    """

    parts: tuple[RecordingPlan, ...]

    @property
    def label(self) -> str:
        count = sum(len(part.plan.events) for part in self.parts)
        return f"import {count} event{'' if count == 1 else 's'}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        changes: list[RowChange] = []
        had: set[str] = set()
        for part in self.parts:
            changes += _replaced(rows, part.removes)
            recording, gap_us = part.recording, None
            if recording is None:
                made = recording_without_clip(
                    rows.new_id("r"),
                    name=part.plan.title or "imported",
                    added_at=rows.now(),
                    duration_us=part.duration_us,
                    frame_rate=part.frame_rate,
                )
                recording, gap_us = made.id, round(1_000_000 / Fraction(made.info["rate"]))
                whole = {**asdict(made), "linked": int(made.linked), "info": json.dumps(made.info, sort_keys=True)}
                changes.append(RowChange("recordings", made.id, None, whole))
            for code in part.plan.codes:
                row = code_row(code, recording)
                if str(row["id"]) not in had and rows.get("codes", str(row["id"])) is None:
                    had.add(str(row["id"]))
                    changes.append(RowChange("codes", str(row["id"]), None, row))
            changes += _events_of(part.plan, rows, recording, gap_us)
            changes += _cameras_of(part.plan, rows, recording, coder)
        return changes


def _cameras_of(plan: ImportPlan, rows: StudyRows, recording: str, coder: str) -> list[RowChange]:
    """The further cameras that a file tells of, where none are known yet: they have a place, and no clip.

    Names of files say who somebody is and are not kept; a camera is called by its number.
    """
    if not plan.cameras or rows.where("cameras", recording=recording):
        return []
    changes = []
    for number, starts_us in enumerate(plan.cameras, start=2):
        name, clock = f"camera {number}", CameraClock(starts_us)
        camera = Camera(
            rows.new_id("c"), recording, name, clock=clock, placed=Placed.FILE, coder=coder, set_at=rows.now()
        )
        changes.append(RowChange("cameras", camera.id, None, camera_row(camera)))
    return changes


def _events_of(plan: ImportPlan, rows: StudyRows, recording: str, gap_us: int | None) -> list[RowChange]:
    """The events of a plan and the file beside them. ``gap_us`` is between frames, where they are even."""
    changes, ids = [], rows.new_ids("e", len(plan.events)) if plan.events else []
    for event_id, event in zip(ids, plan.events, strict=True):
        row = event_row(
            event_id,
            recording=recording,
            subject=event.subject,
            code=event.code,
            onset_us=event.onset_us,
            offset_us=event.offset_us,
            coder=event.coder,
            origin=Origin.IMPORTED,
            proposal=None,
            timing_bound_us=rows.frame_gap_us(recording, event.onset_us) if gap_us is None else gap_us,
            note=event.note,
        )
        row = {**row, "modifiers": json.dumps(event.modifiers) if event.modifiers else "[]"}
        changes.append(RowChange("events", event_id, None, row))
    for bid, response in plan.paired.items():
        said = pairing_row(
            ids[bid],
            recording=recording,
            response=ids[response] if response is not None else None,
            coder=plan.events[bid].coder,
            rule="",
            set_at=rows.now(),
        )
        changes.append(RowChange("pairings", ids[bid], None, said))
    source = kept_of(plan, ids, recording=recording)
    kept = {
        "id": rows.new_id("s"),
        "recording": recording,
        "format": family_of(plan.format) if source is not None else ONLY_KNOWN,
        "content": source.to_text() if source is not None else with_digest(packed({"ids": ids}), plan.digest),
    }
    # In the same step: one undo takes back the events and what the file held beside them.
    return [*changes, RowChange("sources", kept["id"], None, kept)]


def _replaced(rows: StudyRows, events: Iterable[str]) -> list[RowChange]:
    """Take out what an earlier import brought: its events, what was settled of them, and the file beside them."""
    changes: list[RowChange] = []
    for name in events:
        table = "sources" if name.startswith("s") else "events"
        row = rows.get(table, name)
        if row is not None:
            changes.append(RowChange(table, name, row, None))
        for said in ("outcomes", "pairings") if table == "events" else ():
            word = rows.get(said, name)
            if word is not None:
                changes.append(RowChange(said, name, word, None))
    return changes


def kept_of(plan: ImportPlan, ids: Sequence[str], *, recording: str) -> ImportedFile | None:
    """Return what is kept of a file whose events were given these ids; None where it cannot be written back."""
    if plan.document is None:
        return None
    return source_of(
        plan.document,
        title=recording,
        shift_us=plan.shift_us,
        digest=plan.digest,
        subjects=plan.subjects,
        standing={name for name, subject in plan.subjects.items() if subject == guess_subject(name)},
        events=[
            ImportedEvent(
                place,
                event_id,
                event.code,
                onset_us=event.onset_us,
                offset_us=event.offset_us,
                coder=event.coder,
                note=event.note,
                modifiers=event.modifiers,
            )
            for place, event_id, event in zip(plan.places, ids, plan.events, strict=True)
        ],
    )
