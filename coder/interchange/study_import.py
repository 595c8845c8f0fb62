"""Bringing what a format read into an open study: one recording per document, one undoable step each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from coder.files.gc_pause import uncollected
from coder.interchange.code_matching import CodeKey
from coder.interchange.dependent_tiers import Dependents, check_dependents
from coder.interchange.document.document import Document, Media
from coder.interchange.document.losses import LossReport
from coder.interchange.document.tier_names import unique_name
from coder.interchange.formats.format_registry import ReadResult, format_named
from coder.interchange.import_plan import ImportFile, ImportPlan, RecordingPlan, plan_import
from coder.interchange.known_events import without_known
from coder.interchange.write_back import Came
from coder.privacy.purpose import NOT_STATED, Purpose
from coder.study.edits.event_ledger import CONSENSUS
from coder.study.project import Project
from coder.vocabulary.coder_name import is_visible
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme, with_further

DAY_US = 86_400_000_000
LONGEST_US = 3 * DAY_US
"""A recording without a clip gets an even grid of frames: times in the wrong unit would fill the memory with it."""


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a document would bring, and how long the recording is that it was coded on."""

    plan: ImportPlan
    duration_us: int
    frame_rate: float | None


@uncollected()
def plans_of(
    result: ReadResult,
    scheme: Scheme,
    *,
    subjects: Mapping[str, str] | None = None,
    choices: Mapping[CodeKey, str] | None = None,
    coder: str,
    shift_us: int = 0,
    end_us: int | None = None,
    dependents: Dependents | None = None,
) -> tuple[ImportPreview, ...]:
    """Say what a file would bring into a study, without changing anything: for the preview and for the import.

    ``choices`` say which code of the scheme a code of the file is; ``shift_us`` is added to every time; ``end_us`` is
    where the clip ends that the file is brought to; ``dependents`` say as what annotations of dependent tiers come in.

    Raises StudyError where one of these is no dependent tier of the file, and where it holds a plan and no recording.
    """
    if not any(one.events or one.episodes or one.tiers or one.media for one in result.documents):
        raise StudyError(
            tr(
                "The file says what is to be coded and holds no recording, so there is nothing to bring in; take it as "
                "a scheme: Code ▸ Coding scheme…, or dyadmirror scheme STUDY FILE."
            )
        )
    check_dependents(result.documents, dependents or {})
    previews: list[ImportPreview] = []
    for document in result.documents:
        plan = plan_import(
            document,
            scheme=scheme,
            subjects=_those_in(document, subjects or {}),
            choices=choices,
            coder=coder,
            read_losses=result.losses,
            format=result.format if format_named(result.format).write else "",
            shift_us=shift_us,
            end_us=end_us,
            digest=result.digest,
            dependents=dependents,
        )
        previews.append(
            ImportPreview(plan, max(document.after_zero_us + shift_us, 0), _main_media(document).frame_rate)
        )
        # A later recording of the file meets the codes of an earlier one, and makes none of the same name.
        scheme = with_further(scheme, plan.codes)
    return tuple(previews)


class Again(StrEnum):
    """What to do with a file that came into the study before."""

    REPLACE = "replace"
    LAYER = "layer"


def other_purpose(brought: Iterable[ImportPreview], purpose: Purpose | None) -> str:
    """Say that a file's study was for something else than one for ``purpose``, in a sentence; "" where it was not."""
    here = purpose.words if purpose is not None else NOT_STATED
    theirs = sorted({item.plan.purpose for item in brought} - {"", NOT_STATED, here})
    if not theirs:
        return ""
    return tr(
        "The file comes from a study for {theirs}, and the purpose of this one is: {here}. People "
        "agreed to that one; ask them before it is taken in here.",
        theirs=" and ".join(theirs),
        here=here,
    )


def bring_in(
    project: Project,
    brought: Sequence[ImportPreview],
    *,
    into: str | None,
    coder: str,
    again: Again | None = None,
    though_other_purpose: bool = False,
) -> tuple[tuple[str, ImportPlan], ...]:
    """Bring plans in, as one step that one undo takes back, and return recording and plan of each.

    ``into`` names the recording that is coded; without it each document becomes a recording of its own, whose clip is
    elsewhere. A file that came in before replaces what it brought then, or comes as a new layer beside it, as ``again``
    says.

    Raises
    ------
    StudyError
        Before anything is changed: where several documents are meant for one recording, where the times are no times of
        a recording, where the file came in before and nobody said what then, and where it left a study of another
        purpose and nobody was told (``though_other_purpose`` says that somebody was).
    """
    if into is not None:
        project.recording(into)
        if len(brought) > 1:
            titles = ", ".join(item.plan.title or "without a title" for item in brought[:5])
            raise StudyError(
                tr(
                    "The file holds {number} recordings ({titles}); import it without naming one.",
                    number=len(brought),
                    titles=titles,
                )
            )
    for item in brought if into is None else ():
        if item.duration_us > LONGEST_US:
            raise StudyError(
                tr(
                    "The events of {value} end after {duration_us:.0f} days, longer "
                    "than any recording; say in a column mapping which unit its times are in, or mend the file.",
                    value=item.plan.title or tr("the file"),
                    duration_us=item.duration_us / DAY_US,
                )
            )
    purpose = project.guard.purpose
    otherwise = other_purpose(brought, purpose) if purpose is not None else ""
    if otherwise and not though_other_purpose:
        raise StudyError(
            tr("{otherwise} With their word, say so (on the command line: --other-purpose).", otherwise=otherwise)
        )
    others = project.layers.of_others(coder)
    brought = [
        replace(item, plan=without_known(item.plan, standing_for(project, item, into, coder))) for item in brought
    ]
    if into is not None and all(not item.plan.events and item.plan.known for item in brought):
        return tuple((into, item.plan) for item in brought)  # nothing is new, so there is nothing to take back
    # Whoever planned it may not have known who works here: no layer of theirs is written, whatever the file says.
    brought = [in_own_layers(item, others, coder=coder) for item in brought]
    parts = [_part(project, item, into, earlier_of(project, item, into), again) for item in brought]
    with uncollected():
        changes = project.apply(ImportFile(tuple(parts)), coder=coder)
    made = iter([row.id for row in changes.touched("recordings") if row.before is None])
    return tuple((part.recording or next(made), part.plan) for part in parts)


def standing_for(project: Project, item: ImportPreview, into: str | None, coder: str) -> tuple[Event, ...]:
    """Return the events that a coder may see in the recording a file comes into, but those that it brought before.

    What it brought before is replaced, or stays beside it, as people say.
    """
    if into is None:
        return ()
    before = {event for came in earlier_of(project, item, into) for event in came.events}
    return tuple(event for event in project.state(into, coder=coder).events if event.id not in before)


def in_own_layers(brought: ImportPreview, others: Collection[str], *, coder: str) -> ImportPreview:
    """Return a plan that writes nobody else's layer: a name in a file is no proof of who said it.

    Events under the name of one of ``others``, who work in this study, come in under a name of their own, and the plan
    says so; those under a name that cannot be seen come in as ``coder``'s. Doing it again changes nothing.
    """
    counts = Counter(event.coder for event in brought.plan.events)
    taken, report, layers = {*others, *counts}, LossReport(), dict[str, str]()
    for said, count in counts.items():
        name = said.strip()
        layers[said] = name if is_visible(name) else coder
        if name in others or name.casefold() == CONSENSUS:
            layers[said] = unique_name(f"{name} (file)", taken)
            report.add(
                "layer-of-another",
                tr(
                    "The file names a coder who works in this study, and nobody but they write their layer: these "
                    "events "
                    "come in as a layer of their own."
                ),
                count=count,
                example=f"{name} as {layers[said]}",
            )
    if all(said == layer for said, layer in layers.items()):
        return brought
    events = tuple(replace(event, coder=layers[event.coder]) for event in brought.plan.events)
    return replace(brought, plan=replace(brought.plan, events=events, losses=(*brought.plan.losses, *report.losses())))


def earlier_of(project: Project, item: ImportPreview, into: str | None) -> tuple[Came, ...]:
    """Return the earlier imports of the same file, into that recording or, where it names none, into any."""
    several = [project.recording(into)] if into is not None else project.recordings()
    found = [came for recording in several for came in project.came(recording.id, item.plan.digest)]
    # A file of several recordings came in as several: each is known by the name that it was given.
    named = {recording.id: recording.name for recording in several}
    alike = [came for came in found if named[came.recording] == (item.plan.title or "imported")]
    return tuple(alike or (found if into is not None else ()))


def came_before(item: ImportPreview, earlier: Sequence[Came]) -> str:
    """Say in which recording a file is already, and what can be done; "" where it did not come in before."""
    if not earlier:
        return ""
    return tr(
        "This file came into the study before: {value} is {recording}. "
        "Say whether it replaces them (--again replace), comes beside them as a layer of its own (--again "
        "layer), or leave it at that.",
        value=item.plan.title or tr("it"),
        recording=earlier[-1].recording,
    )


def _part(
    project: Project, item: ImportPreview, into: str | None, earlier: Sequence[Came], again: Again | None
) -> RecordingPlan:
    if not earlier:
        return RecordingPlan(item.plan, into, item.duration_us, item.frame_rate)
    recording = earlier[-1].recording
    if again is None:
        raise StudyError(came_before(item, earlier))
    if again is Again.REPLACE:
        removes = [name for came in earlier for name in (*came.events, came.source)]
        return RecordingPlan(item.plan, recording, removes=tuple(removes))
    taken = {event.coder for event in project.events(recording)}
    layers = {name: unique_name(name, taken) for name in {event.coder for event in item.plan.events}}
    events = tuple(replace(event, coder=layers[event.coder]) for event in item.plan.events)
    return RecordingPlan(replace(item.plan, events=events), recording)


def choices_of(brought: Sequence[ImportPreview], pairs: Iterable[tuple[str, str]]) -> dict[CodeKey, str]:
    """Return choices by role, group and label, of names like ``smile``, ``mouth/smile`` or ``child/mouth/smile``.

    Raises StudyError where the file has no code of that name, or several.
    """
    keys = {one.key for item in brought for one in item.plan.understood}
    found: dict[CodeKey, str] = {}
    for name, code in pairs:
        fitting = [key for key in keys if name in (key[2], "/".join(key[1:]), "/".join(key))]
        if not fitting:
            some = ", ".join("/".join(key[1:]) for key in sorted(keys)[:5])
            raise StudyError(tr("The file has no code {name!r}; it has: {some}.", name=name, some=some))
        if len(fitting) > 1:
            some = ", ".join("/".join(key) for key in sorted(fitting)[:5])
            raise StudyError(tr("{name!r} is several codes in the file; say which one: {some}.", name=name, some=some))
        found[fitting[0]] = code
    return found


def _those_in(document: Document, subjects: Mapping[str, str]) -> dict[str, str]:
    present = {event.subject for event in document.events} | {tier.subject for tier in document.tiers}
    return {name: subject for name, subject in subjects.items() if name in present}


def _main_media(document: Document) -> Media:
    return document.media[0] if document.media else Media(path="")
