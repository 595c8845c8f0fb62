"""How far everybody is with every pass through every recording, as far as a coder may see it."""

from __future__ import annotations

from coder.study.coding_passes import PassProgress
from coder.study.project import Project


def progress_of_all(
    project: Project, coder: str | None = None, *, shown_to: str | None = None
) -> tuple[PassProgress, ...]:
    """Return progress of all coders, or one's, through all recordings.

    ``shown_to`` is who looks: of a recording that they code blind, or have not begun, they see their own alone.
    """
    found: list[PassProgress] = []
    for recording in project.open_recordings():
        events = project.events(recording.id, practice=coder or shown_to or "")
        names = {event.coder for event in events} if coder is None else {coder}
        if shown_to is not None:
            conduct = project.blinding.conduct(recording.id, shown_to)
            names = names | {shown_to} if conduct is not None and not conduct.blind else {shown_to}
        for who in sorted(names - {""}):
            found += project.passes.progress(recording.id, who, events)
    return tuple(found)
