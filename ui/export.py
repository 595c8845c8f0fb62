"""Writing a study's confirmed events to a file, for the window and the command line alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coder.errors import StudyError
from coder.formats import write
from coder.formats.losses import Loss
from coder.interchange import documents_of
from coder.privacy.audit import Act
from coder.project import Project


@dataclass(frozen=True, slots=True)
class Exported:
    """How many events were written, and what the format could not carry."""

    events: int
    losses: tuple[Loss, ...]


def export_study(project: Project, target: Path, format_id: str) -> Exported:
    """Write every recording's events; the file appears whole or not at all. Raises MendableError in a sentence."""
    documents = documents_of(project)
    if not documents:
        raise StudyError("The study has no recording yet, so there is nothing to write; add a clip first.")
    events = sum(len(document.events) for document in documents)
    told = {"format": format_id, "recordings": [document.title for document in documents], "events": events}
    with project.trail.told_first(Act.EXPORT, told):
        losses = write(documents, target, format=format_id)
    return Exported(events, losses)
