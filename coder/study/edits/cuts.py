"""What an edit did to others of the same layer to make room: said, so that nothing is changed silently."""

from __future__ import annotations

from collections.abc import Collection

from coder.study.edits.changes import Changes, Row
from coder.study.edits.event_ledger import said_act
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us


def cuts_of(changes: Changes, scheme: Scheme, *, about: Collection[str], ids: bool = False) -> tuple[str, ...]:
    """Say of each event that gave way what became of it; ``about`` are the events that the edit is about itself.

    A person knows an event by what it is and when it lay there; with ``ids`` each also names its event, as the command
    line does.
    """
    rows = changes.touched("events")
    new = [row.after for row in rows if row.before is None and row.after is not None]
    said = []
    for row in rows:
        if row.before is None or row.id in about:
            continue
        act, (start, end) = said_act(row.before, scheme), _span(row.before)
        name = f" ({row.id})" if ids else ""
        what = tr("{act}{name}, {start} to {end},", act=act, name=name, start=format_us(start), end=format_us(end))
        if row.after is None:
            said.append(tr("{act} gave way and is gone", act=what))
        elif row.after["offset_us"] != row.before["offset_us"]:
            until = format_us(_at(row.after, "offset_us"))
            rest = next((one for one in new if _is_rest(one, row.before, row.after)), None)
            if rest is None:
                said.append(tr("{act} now ends at {time}", act=what, time=until))
            else:
                on = format_us(_at(rest, "onset_us"))
                said.append(tr("{act} now ends at {time} and goes on from {on}", act=what, time=until, on=on))
        elif row.after["onset_us"] != row.before["onset_us"]:
            time = format_us(_at(row.after, "onset_us"))
            said.append(tr("{act} now begins at {time}", act=what, time=time))
    return tuple(said)


def _is_rest(one: Row, before: Row, after: Row) -> bool:
    """Whether an event that is new is what is left of another behind what was coded over its middle."""
    same = all(one[name] == before[name] for name in ("subject", "code", "offset_us"))
    return same and _at(one, "onset_us") > _at(after, "offset_us")


def _span(event: Row) -> tuple[int, int]:
    return _at(event, "onset_us"), _at(event, "offset_us")


def _at(event: Row, name: str) -> int:
    return int(str(event[name]))
