"""How a coder laid out the rows of the timeline: order, hidden, collapsed, grown, colour and locked, per coder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace

from coder.study.edits.changes import RowChange
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme, role_of, who_words

LEAST_HEIGHT, MOST_HEIGHT = 0.5, 4.0
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_MOST_CHARS = 200_000


@dataclass(frozen=True, slots=True)
class RowChoice:
    """What a coder chose for one row.

    Attributes
    ----------
    hidden, collapsed, locked : bool
    height : float
        Times the usual height of a lane.
    colour : str
        ``#rrggbb``; "" for the colour of code or subject.
    """

    hidden: bool = False
    collapsed: bool = False
    locked: bool = False
    height: float = 1.0
    colour: str = ""


_USUAL = RowChoice()


@dataclass(frozen=True, slots=True)
class RowChoices:
    """What a coder chose for all rows, by the row's id; ``order`` names rows from top to bottom, the rest follow."""

    order: tuple[str, ...] = ()
    rows: Mapping[str, RowChoice] = field(default_factory=dict)

    def of(self, row: str) -> RowChoice:
        """What was chosen for a row."""
        return self.rows.get(row, _USUAL)

    def with_row(self, row: str, **changed: object) -> RowChoices:
        """The same with something else chosen for a row; a height is held to what can be read."""
        chosen = replace(self.of(row), **changed)  # type: ignore[arg-type]  # names are those of RowChoice
        chosen = replace(chosen, height=min(max(chosen.height, LEAST_HEIGHT), MOST_HEIGHT))
        kept = {name: one for name, one in self.rows.items() if name != row}
        return replace(self, rows=kept | ({row: chosen} if chosen != _USUAL else {}))

    def sorted(self, rows: Iterable[str]) -> list[str]:
        """Rows in the chosen order; one that was not there yet stays behind the one that comes before it."""
        given = list(rows)
        place = {row: n for n, row in enumerate(self.order)}
        found = [row for row in self.order if row in set(given)]
        for before, row in zip(["", *given], given, strict=False):
            if row not in place:
                found.insert(found.index(before) + 1 if before in found else 0, row)
        return found

    def moved(self, rows: Iterable[str], row: str, places: int) -> RowChoices:
        """The same with a row that many places further down, among the rows that are shown."""
        ordered = self.sorted(rows)
        if row not in ordered:
            return self
        at = ordered.index(row)
        ordered.insert(min(max(at + places, 0), len(ordered) - 1), ordered.pop(at))
        return replace(self, order=tuple(ordered))

    def to_text(self) -> str:
        """Return it as JSON."""
        return json.dumps({"order": self.order, "rows": {name: asdict(row) for name, row in self.rows.items()}})

    @classmethod
    def from_text(cls, text: str) -> RowChoices:
        """Return what was kept; nothing chosen where nothing was, or where it was not written by this program."""
        if not text or len(text) > _MOST_CHARS:
            return cls()
        try:
            held = json.loads(text)
            return cls(
                tuple(str(row) for row in held["order"]), {str(row): _row(one) for row, one in held["rows"].items()}
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls()


def _row(held: Mapping[str, object]) -> RowChoice:
    known = {one.name for one in fields(RowChoice)}
    if not set(held) <= known:
        raise ValueError(tr("not a row's choice"))
    height, colour = float(str(held.get("height", 1.0))), str(held.get("colour", ""))
    return RowChoice(
        **{name: held.get(name) is True for name in ("hidden", "collapsed", "locked")},
        height=min(max(height, LEAST_HEIGHT), MOST_HEIGHT) if height == height else 1.0,
        colour=colour if _COLOUR.fullmatch(colour) else "",
    )


def require_unlocked(changes: Iterable[RowChange], chosen: Mapping[str, RowChoices], scheme: Scheme) -> None:
    """Raise StudyError, and name the row, where a change touches an event on a row that its coder locked.

    ``chosen`` is what each coder chose, by name.
    """
    locks = {coder: rows for coder, rows in chosen.items() if any(one.locked for one in rows.rows.values())}
    for change in changes if locks else ():
        if change.table != "events":
            continue
        for event in (change.before, change.after):
            if event is None or event["coder"] not in locks:
                continue
            subject, code = str(event["subject"]), str(event["code"])
            try:
                group = scheme.code(role_of(subject), code).group
            except (KeyError, ValueError):
                continue  # no row shows it
            if locks[str(event["coder"])].of(f"{subject}/{group}").locked:
                raise StudyError(
                    tr(
                        "The row “{subject}, {group}” is locked, so nothing on it changes; unlock it in the "
                        "Timeline menu.",
                        subject=who_words(subject),
                        group=group,
                    )
                )
