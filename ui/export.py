"""Writing a study's confirmed events to a file, for the window and the command line alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coder.errors import StudyError
from coder.formats import format_named, write
from coder.formats.losses import Loss
from coder.interchange import documents_of
from coder.project import Project


@dataclass(frozen=True, slots=True)
class Exported:
    """How many events were written, what the format could not carry, and which recordings stayed in, and why."""

    events: int
    losses: tuple[Loss, ...]
    kept_back: tuple[tuple[str, str], ...] = ()


def export_study(project: Project, target: Path, format_id: str, *, recording: str | None = None) -> Exported:
    """Write events, of one recording or of all, as far as people agreed; the file appears whole or not at all.

    Raises MendableError in a sentence, also where no recording may leave.
    """
    recordings = project.recordings() if recording is None else (project.recording(recording),)
    if len(recordings) > 1 and not format_named(format_id).many:
        known = ", ".join(item.id for item in recordings[:5])
        raise StudyError(
            f"A file of the format {format_id} holds one recording, and this study has {len(recordings)} ({known}, …); "
            "name one with --recording."
        )
    if not recordings:
        raise StudyError("The study has no recording yet, so there is nothing to write; add a clip first.")
    reasons = {recording.id: project.guard.keeps_back(recording.id) for recording in recordings}
    kept_back = tuple((recording, reason) for recording, reason in reasons.items() if reason is not None)
    chosen = [recording for recording in recordings if reasons[recording.id] is None]
    if not chosen:
        more = f" (and so it is with {len(kept_back) - 1} more)" if len(kept_back) > 1 else ""
        raise StudyError(f"Nothing may leave this study{more}. {kept_back[0][1]}")
    documents = documents_of(project, chosen)
    events = sum(len(document.events) for document in documents)
    with project.guard.leaving([recording.id for recording in chosen], format_id=format_id, events=events):
        losses = write(documents, target, format=format_id)
    return Exported(events, losses, kept_back)
