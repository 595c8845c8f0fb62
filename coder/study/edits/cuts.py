"""What an edit did to others of the same layer to make room: said, so that nothing is changed silently."""

from __future__ import annotations

from collections.abc import Collection

from coder.study.edits.changes import Changes, Row
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme, role_of
from coder.vocabulary.time import format_us


def cuts_of(changes: Changes, scheme: Scheme, *, about: Collection[str]) -> tuple[str, ...]:
    """Say of each event that gave way what became of it; ``about`` are the events that the edit is about itself."""
    rows = changes.touched("events")
    new = [row.after for row in rows if row.before is None and row.after is not None]
    said = []
    for row in rows:
        if row.before is None or row.id in about:
            continue
        what = f"“{_label(row.before, scheme)}” ({row.id})"
        if row.after is None:
            time = format_us(_at(row.before, "onset_us"))
            said.append(tr("{act} at {time} gave way and is gone", act=what, time=time))
        elif row.after["offset_us"] != row.before["offset_us"]:
            end = format_us(_at(row.after, "offset_us"))
            rest = next((one for one in new if _is_rest(one, row.before, row.after)), None)
            if rest is None:
                said.append(tr("{act} now ends at {time}", act=what, time=end))
            else:
                on = format_us(_at(rest, "onset_us"))
                said.append(tr("{act} now ends at {time} and goes on from {on}", act=what, time=end, on=on))
        elif row.after["onset_us"] != row.before["onset_us"]:
            time = format_us(_at(row.after, "onset_us"))
            said.append(tr("{act} now begins at {time}", act=what, time=time))
    return tuple(said)


def _is_rest(one: Row, before: Row, after: Row) -> bool:
    """Whether an event that is new is what is left of another behind what was coded over its middle."""
    same = all(one[name] == before[name] for name in ("subject", "code", "offset_us"))
    return same and _at(one, "onset_us") > _at(after, "offset_us")


def _label(event: Row, scheme: Scheme) -> str:
    role, code = role_of(str(event["subject"])), str(event["code"])
    label = scheme.code(role, code).label if scheme.has(role, code) else code.replace("_", " ")
    return f"{str(event['subject']).replace(':', ' ')} {label}"


def _at(event: Row, name: str) -> int:
    return int(str(event[name]))
