"""From a neutral document to events of a study: whose acts, which codes, and what could not be carried. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.interchange.document import document as doc
from coder.interchange.document.losses import Loss, LossReport
from coder.interchange.document.provenance import MACHINE, PROPOSED
from coder.interchange.write_back import Brought, Source, family_of, source_of
from coder.study.edits.codes import code_row
from coder.study.edits.coding import RowChange, Rows, event_row
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Origin
from coder.vocabulary.scheme import Code, Kind, Role, Scheme, role_of

_CHILD = re.compile(
    r"\b(child|infant|baby|toddler|k?chi|kind|enfant|boy|girl|son|daughter|inf|bb)\d*\b|^ch$", re.IGNORECASE
)
_CAREGIVER = re.compile(
    r"\b(care ?giver|mother|father|mom|mum|dad|parent|mot|fat|mere|vater|mutter|grandmother|grandfather|adult"
    r"|nanny|educator|teacher|pcg)\d*\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\b(dyad|pair|both|together|joint)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event on its way in, its subject and code as they will be called here."""

    subject: str
    code: str
    onset_us: int
    offset_us: int
    coder: str
    note: str


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
    document : Document, optional
        What is kept beside the events, so that the file can be written back; None where its format is only read.
    format : str
        Id of that format.
    places : tuple of int
        Where each of ``events`` stands in the document.
    """

    title: str
    subjects: Mapping[str, str]
    codes: tuple[Code, ...]
    events: tuple[Incoming, ...]
    losses: tuple[Loss, ...]
    document: doc.Document | None = None
    format: str = ""
    places: tuple[int, ...] = ()


def guess_subject(name: str) -> str:
    """Return whose acts a subject of another program are likely to be; a person can say otherwise.

    A name that says nothing is ``other:NAME``: better unsorted than wrong.
    """
    words = re.sub(r"[_\W]+", " ", name).strip()
    if name in (Role.SOMEONE, Role.SEVERAL) or name.startswith((f"{Role.CAREGIVER}:", f"{Role.OTHER}:")):
        return name  # it came from here
    if not words:
        return Role.OTHER.value
    if _TOGETHER.search(words):
        return Role.TOGETHER.value
    if _CHILD.search(words):
        return Role.CHILD.value
    if _CAREGIVER.search(words):
        pseudonym = re.sub(r"^caregiver\b ?", "", words, flags=re.IGNORECASE)
        return f"{Role.CAREGIVER}:{pseudonym}" if pseudonym else Role.CAREGIVER.value
    return f"{Role.OTHER.value}:{words}"


def plan_import(
    document: doc.Document,
    *,
    scheme: Scheme,
    subjects: Mapping[str, str] | None = None,
    coder: str = "imported",
    read_losses: Sequence[Loss] = (),
    format: str = "",
) -> ImportPlan:
    """Say what a document would bring into a study.

    Parameters
    ----------
    document : Document
        What a format read.
    scheme : Scheme
        The study's scheme; a code it has is used, any other is added to it.
    subjects : mapping, optional
        Name in the file to subject here, for those that are not to be guessed.
    coder : str
        Who coded, where the file does not say.
    read_losses : sequence of Loss
        What reading reported.
    format : str
        Id of the format that was read, where it can be written back; the document is kept then.

    Raises
    ------
    StudyError
        Where ``subjects`` names something that is no subject.
    """
    report = LossReport()
    report.extend(read_losses)
    named = _named_subjects(document, subjects or {})
    groups = _groups(document, named)
    codes: dict[tuple[Role, str], Code] = {}
    events, places = [], []
    for place, event in enumerate(document.events):
        if event.origin == MACHINE or event.code.startswith(PROPOSED):
            report.add("proposals-left-out", "Proposals that nobody decided on are no data; they are left out.")
            continue
        subject = named[event.subject]
        code = _code_for(event, subject, scheme, codes, groups, document)
        point = code.kind is Kind.POINT
        offset = event.onset_us if point else event.offset_us
        if event.onset_us < 0:
            report.add("before-the-clip", "Events before the recording's first frame are left out.", example=event.code)
            continue
        if not point and offset <= event.onset_us:
            report.add("empty-state", "States that do not last are left out.", example=event.code)
            continue
        places.append(place)
        events.append(Incoming(subject, code.id, event.onset_us, offset, event.coder or coder, _note(event, report)))
    _note_left_out(document, report, kept=bool(format))
    return ImportPlan(
        document.title,
        named,
        tuple(codes.values()),
        tuple(events),
        report.losses(),
        document if format else None,
        format,
        tuple(places),
    )


def _named_subjects(document: doc.Document, wanted: Mapping[str, str]) -> dict[str, str]:
    for name, subject in wanted.items():
        try:
            role_of(subject)
        except ValueError as error:
            raise StudyError(
                f"{subject!r} (for {name!r}) is no subject; use child, caregiver, caregiver:NAME, together or other."
            ) from error
    found = sorted({event.subject for event in document.events})
    return {name: wanted.get(name) or guess_subject(name) for name in found}


def _groups(document: doc.Document, named: Mapping[str, str]) -> dict[str, str]:
    """Name of each tier's group here. A tier whose states overlap is not exclusive: each of its codes is a group."""
    by_tier: dict[str, list[doc.Event]] = defaultdict(list)
    for event in document.events:
        if not event.point:
            by_tier[event.tier].append(event)
    groups = {}
    for tier in document.tiers:
        exclusive = not _overlap(by_tier[tier.id])
        groups[tier.id] = tier.group if exclusive else ""
    return groups


def _overlap(events: Iterable[doc.Event]) -> bool:
    end: dict[str, int] = {}
    for event in sorted(events, key=lambda e: (e.onset_us, e.offset_us)):
        if event.onset_us < end.get(event.coder, event.onset_us):
            return True
        end[event.coder] = max(event.offset_us, end.get(event.coder, 0))
    return False


def _code_for(
    event: doc.Event,
    subject: str,
    scheme: Scheme,
    codes: dict[tuple[Role, str], Code],
    groups: Mapping[str, str],
    document: doc.Document,
) -> Code:
    """Return the scheme's code, or make one: same name and kind is the same code, another kind gets another name."""
    role = role_of(subject)
    kind = Kind.POINT if event.point else Kind.STATE
    name = event.code.strip() or "unnamed"
    for candidate in (name, f"{name} ({kind.value})"):
        try:
            known = codes.get((role, candidate)) or scheme.code(role, candidate)
        except KeyError:
            group = groups.get(event.tier) or f"{document.tier(event.tier).group}: {candidate}"
            made = Code(
                id=candidate,
                label=candidate,
                role=role,
                kind=kind,
                group=group,
                bid=False,
                response=False,
                key="",
                description=f"Imported from {document.title or 'a file'}.",
            )
            codes[(role, candidate)] = made
            return made
        if known.kind is kind:
            return known
    return known


def _note(event: doc.Event, report: LossReport) -> str:
    modifiers = "; ".join(f"{name}={value}" if name else value for name, value in event.modifiers)
    if modifiers:
        report.add("modifiers-in-notes", "Modifiers are kept as words in the event's note.", example=modifiers)
    return " | ".join(part for part in (event.comment, modifiers) if part)


_KEPT = "they are kept, and stand in a file of the same format when it is written"


def _note_left_out(document: doc.Document, report: LossReport, *, kept: bool) -> None:
    left_out = _KEPT if kept else "they are left out"
    for name, things in (("episodes", document.episodes), ("variables", document.variables)):
        if things:
            report.add(f"{name}-left-out", f"The study has no place for {name}; {left_out}.", count=len(things))
    if any(tier.parent for tier in document.tiers):
        count = sum(bool(tier.parent) for tier in document.tiers)
        report.add(
            "parents-left-out", f"Tiers come in side by side, without which depends on which; {left_out}.", count=count
        )


@dataclass(frozen=True, slots=True)
class ImportEvents:
    """Bring a plan's codes and events into a recording, as one step that one undo takes back.

    States are not cut to make room: what another program says is kept as it says it.
    """

    recording: str
    plan_: ImportPlan

    @property
    def label(self) -> str:
        """See :class:`coder.study.edits.coding.Edit`."""
        return f"import {len(self.plan_.events)} events"

    def plan(self, rows: Rows, coder: str) -> list[RowChange]:
        """See :class:`coder.study.edits.coding.Edit`."""
        changes, ids = [], list[str]()
        for code in self.plan_.codes:
            row = code_row(code, self.recording)
            if rows.get("codes", str(row["id"])) is None:
                changes.append(RowChange("codes", str(row["id"]), None, row))
        for event in self.plan_.events:
            row = event_row(
                rows,
                recording=self.recording,
                subject=event.subject,
                code=event.code,
                onset_us=event.onset_us,
                offset_us=event.offset_us,
                coder=event.coder,
                origin=Origin.IMPORTED,
                proposal=None,
                timing_bound_us=rows.frame_gap_us(self.recording, event.onset_us),
                note=event.note,
            )
            ids.append(str(row["id"]))
            changes.append(RowChange("events", ids[-1], None, row))
        source = kept_of(self.plan_, ids, recording=self.recording)
        if source is not None:
            kept = {
                "id": rows.new_id("s"),
                "recording": self.recording,
                "format": family_of(self.plan_.format),
                "content": source.to_text(),
            }
            # In the same step: one undo takes back the events and what the file held beside them.
            changes.append(RowChange("sources", kept["id"], None, kept))
        return changes


def kept_of(plan: ImportPlan, ids: Sequence[str], *, recording: str) -> Source | None:
    """Return what is kept of a file whose events were given these ids; None where it cannot be written back."""
    if plan.document is None:
        return None
    return source_of(
        plan.document,
        title=recording,
        subjects=plan.subjects,
        standing={name for name, subject in plan.subjects.items() if subject == guess_subject(name)},
        events=[
            Brought(place, event_id, event.code, event.onset_us, event.offset_us, event.coder, event.note)
            for place, event_id, event in zip(plan.places, ids, plan.events, strict=True)
        ],
    )
