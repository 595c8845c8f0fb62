"""What an edit did to others of the same layer to make room: said, so that nothing is changed silently."""

from __future__ import annotations

from collections.abc import Collection

from coder.study.edits.changes import Changes, Row
from coder.vocabulary.scheme import Scheme, role_of
from coder.vocabulary.time import format_us


def cuts_of(changes: Changes, scheme: Scheme, *, about: Collection[str]) -> tuple[str, ...]:
    """Say of each event that gave way what became of it; ``about`` are the events that the edit is about itself."""
    said = []
    for row in changes.touched("events"):
        if row.before is None or row.id in about:
            continue
        what = f"“{_label(row.before, scheme)}” ({row.id})"
        if row.after is None:
            said.append(f"{what} at {format_us(_at(row.before, 'onset_us'))} gave way and is gone")
        elif row.after["offset_us"] != row.before["offset_us"]:
            said.append(f"{what} now ends at {format_us(_at(row.after, 'offset_us'))}")
        elif row.after["onset_us"] != row.before["onset_us"]:
            said.append(f"{what} now begins at {format_us(_at(row.after, 'onset_us'))}")
    return tuple(said)


def _label(event: Row, scheme: Scheme) -> str:
    role, code = role_of(str(event["subject"])), str(event["code"])
    label = scheme.code(role, code).label if scheme.has(role, code) else code.replace("_", " ")
    return f"{str(event['subject']).replace(':', ' ')} {label}"


def _at(event: Row, name: str) -> int:
    return int(str(event[name]))
