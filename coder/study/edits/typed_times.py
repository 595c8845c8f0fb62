"""Times that were typed and lie between two frames: which frame they were taken to, so that no time changes unsaid."""

from __future__ import annotations

from coder.study.edits.changes import Changes, Edit, Row
from coder.study.edits.event_verbs import ChangeEvents, ShiftEvents
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us


def taken_to_frames(edit: Edit, changes: Changes) -> tuple[str, ...]:
    """Say of each time that an edit was given where it lies now, if that is another."""
    said: dict[str, None] = {}
    for row in changes.touched("events"):
        if row.before is None or row.after is None or row.id not in getattr(edit, "events", ()):
            continue
        for asked, name in _asked(edit, row.before):
            became = int(str(row.after[name]))
            if format_us(asked) != format_us(became):
                times = format_us(asked), format_us(became)
                said[tr("{asked} was taken to the nearest frame, at {became}", asked=times[0], became=times[1])] = None
    return tuple(said)


def _asked(edit: Edit, before: Row) -> list[tuple[int, str]]:
    if isinstance(edit, ChangeEvents):
        times = ((edit.onset_us, "onset_us"), (edit.offset_us, "offset_us"))
        return [(time, name) for time, name in times if time is not None]
    if isinstance(edit, ShiftEvents):
        return [(int(str(before["onset_us"])) + edit.by_us, "onset_us")]
    return []
