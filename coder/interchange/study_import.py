"""Bringing what a format read into an open study: one recording per document, one undoable step each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coder.interchange.document.document import Document, Media
from coder.interchange.document_events import ImportEvents, ImportPlan, plan_import
from coder.interchange.formats.format_registry import ReadResult, format_named
from coder.interchange.gc_pause import uncollected
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.scheme import Scheme

DAY_US = 86_400_000_000
LONGEST_US = 3 * DAY_US
"""A recording without a clip gets an even grid of frames: times in the wrong unit would fill the memory with it."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a document would bring, and how long the recording is that it was coded on."""

    plan: ImportPlan
    duration_us: int
    frame_rate: float | None


@uncollected()
def plans_of(
    result: ReadResult, scheme: Scheme, *, subjects: Mapping[str, str] | None = None, coder: str
) -> tuple[Brought, ...]:
    """Say what a file would bring into a study, without changing anything: for the preview and for the import."""
    return tuple(
        Brought(
            plan_import(
                document,
                scheme=scheme,
                subjects=_those_in(document, subjects or {}),
                coder=coder,
                read_losses=result.losses,
                format=result.format if format_named(result.format).write else "",
            ),
            document.duration_us,
            _main_media(document).frame_rate,
        )
        for document in result.documents
    )


def bring_in(
    project: Project, brought: Sequence[Brought], *, into: str | None, coder: str
) -> tuple[tuple[str, ImportPlan], ...]:
    """Bring plans in and return recording and plan of each.

    ``into`` names the recording that is coded; without it each document becomes a recording of its own, whose clip is
    elsewhere. Raises StudyError, before anything is changed, where several documents are meant for one recording.
    """
    if into is not None:
        project.recording(into)
        if len(brought) > 1:
            titles = ", ".join(item.plan.title or "without a title" for item in brought[:5])
            raise StudyError(f"The file holds {len(brought)} recordings ({titles}); import it without naming one.")
    for item in brought if into is None else ():
        if item.duration_us > LONGEST_US:
            raise StudyError(
                f"The events of {item.plan.title or 'the file'} end after {item.duration_us / DAY_US:.0f} days, longer "
                "than any recording; say in a column mapping which unit its times are in, or mend the file."
            )
    done = []
    for item in brought:
        recording = into
        if recording is None:
            name = item.plan.title or "imported"
            made = project.add_without_clip(name, duration_us=item.duration_us, frame_rate=item.frame_rate)
            recording = made.id
        with uncollected():
            project.apply(ImportEvents(recording, item.plan), coder=coder)
        done.append((recording, item.plan))
    return tuple(done)


def _those_in(document: Document, subjects: Mapping[str, str]) -> dict[str, str]:
    present = {event.subject for event in document.events}
    return {name: subject for name, subject in subjects.items() if name in present}


def _main_media(document: Document) -> Media:
    return document.media[0] if document.media else Media(path="")
