"""Steps back and forth in the journal: each coder takes back their own, and never what somebody has changed since."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from coder.study.edits.changes import JOURNALED, WHAT_COUNTS, Row, RowChange
from coder.study.edits.event_ledger import said_act, said_event
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Origin
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import CodeKind, Role, Scheme, role_of

MACHINE_MADE = ("people", "stretches")
"""Tables whose rows a new analysis makes anew: a step touches only what a human said there."""

SAID = {"people": ("confirmed_role",)}

DERIVED = "proposals"
"""Where proposals stand follows from events and decisions; steps of earlier versions that name it change nothing."""


NOBODY = ""
"""Whose steps are kept to be checked, and are never taken back: what a renamed code took with it, and an event that
is as accepted no longer, because another coder's word keeps its proposal."""


@dataclass(frozen=True, slots=True)
class Step:
    """What an undo would take back, or a redo bring back."""

    seq: int
    coder: str
    label: str
    changes: str

    @property
    def recordings(self) -> frozenset[str]:
        """Which recordings it touches; read only when somebody asks, for an import may be long."""
        return frozenset(row.recording for row in load(self.changes))


class ChangedSinceError(StudyError):
    """Somebody has changed what a step is about, so that it can no longer be taken."""


def query(*, back: bool, coder: str | None) -> tuple[str, tuple[str, ...]]:
    """SQL and values that find the next step of a coder, or of anybody where None."""
    whose = f" AND coder <> '{NOBODY}'" if coder is None else " AND coder = ?"
    state, order = ("done", "DESC") if back else ("undone", "ASC")
    sql = f"SELECT * FROM journal WHERE state = '{state}'{whose} ORDER BY seq {order} LIMIT 1"
    return sql, () if coder is None else (coder,)


def rows_of(
    step: Step, scheme: Scheme, *, back: bool, get: Callable[[str, str], Row | None]
) -> tuple[tuple[RowChange, ...], tuple[RowChange, ...]]:
    """Return what a step writes now, over the rows as they are; and what leads from these to the rows as it left them.

    The second is of events alone, which :func:`with_true_origins` calls adjusted since.
    Raises ChangedSinceError where a row is not as the step left it, or the proposal that it came from is gone.
    """
    listed = load(step.changes)
    wanted = (row.inverse for row in reversed(listed)) if back else iter(listed)
    found, eased = [], []
    for row in wanted:
        now = get(row.table, row.id)
        if row.table == DERIVED or (row.table in MACHINE_MADE and now is None):
            continue
        if row.table in SAID and now is not None and row.before is not None and row.after is not None:
            said = SAID[row.table]
            row = (
                RowChange(row.table, row.id, now, {**now, **{name: row.after[name] for name in said}})
                if all(now[name] == row.before[name] for name in said)
                else row
            )
        proposal = row.after.get("proposal") if row.after is not None and row.before is None else None
        if now is not None and row.before is not None and _was_accepted(row.before, now):
            eased.append(RowChange(row.table, row.id, now, {**now, "origin": row.before["origin"]}))
            row = RowChange(row.table, row.id, {**row.before, "origin": now["origin"]}, row.after)
        if not _same(row.before, now) or (proposal and get(DERIVED, str(proposal)) is None):
            raise _changed_since(step, scheme, back=back)
        found.append(row)
    return tuple(found), tuple(eased)


def with_true_origins(
    rows: Iterable[RowChange], step: Step, scheme: Scheme, *, back: bool, get: Callable[[str, str], Row | None]
) -> tuple[RowChange, ...]:
    """Return what must be written besides, so that no event is called accepted that its proposal does not say by now.

    Asked once a step is written and the proposals have followed it: a step that says who somebody is changes both, but
    a proposal stays as another coder has accepted it. What one takes back to is then an event that differs from it.
    A voice is proposed of someone, and only a human says whose it was, so that who it is differs from its proposal.
    Raises ChangedSinceError where a step would be brought back that accepts what is no longer proposed.
    """
    found = []
    for row in rows:
        event = row.after if row.table == "events" else None
        if event is None or event.get("origin") != Origin.ACCEPTED or not event.get("proposal"):
            continue
        proposal = get(DERIVED, str(event["proposal"]))
        if proposal is None:
            continue
        said = event if proposal["subject"] != Role.SOMEONE else {**event, "subject": proposal["subject"]}
        if any(said[name] != proposal[name] for name in WHAT_COUNTS):
            if row.before is None and not back:
                raise _changed_since(step, scheme, back=back)
            found.append(RowChange(row.table, row.id, event, {**event, "origin": Origin.ADJUSTED.value}))
    return tuple(found)


def with_ends(rows: Iterable[RowChange], further: Iterable[RowChange]) -> tuple[RowChange, ...]:
    """Return changes that end where further changes of the same rows lead."""
    ends = {(row.table, row.id): row.after for row in further}
    return tuple(RowChange(row.table, row.id, row.before, ends.get((row.table, row.id), row.after)) for row in rows)


def _was_accepted(left: Row, now: Row) -> bool:
    return left.get("origin") == Origin.ACCEPTED and now.get("origin") == Origin.ADJUSTED


def step_words(step: Step, scheme: Scheme) -> str:
    """Return a step's label as a sentence has it: which event, and not its id."""
    if not _AN_EVENT.search(step.label):
        return step.label
    held = {row.id: row.before or row.after for row in load(step.changes) if row.table == "events"}
    words = {name: said_event(row, scheme).translate(_NO_QUOTES) for name, row in held.items() if row is not None}
    return _AN_EVENT.sub(lambda found: words.get(found[0], found[0]), step.label)


_AN_EVENT = re.compile(r"\be\d+\b")
_NO_QUOTES = str.maketrans("", "", "“”")


def require_coded(rows: Iterable[RowChange], step: Step, scheme: Scheme, *, back: bool) -> None:
    """Raise ChangedSinceError where a step would bring back what no scheme of the study has a code for any more.

    Somebody may have renamed the code since, merged it, taken it out, or made a point of it: as it was it could neither
    be ended nor be changed.
    """
    for row in rows:
        held = row.after
        if held is None or row.table not in ("events", "under_way") or not _comes_back(row):
            continue
        if _as_coded(held, scheme, under_way=row.table == "under_way"):
            continue
        words, act = step_words(step, scheme), said_act(held, scheme)
        if back:
            said = tr(
                "“{step}” can no longer be taken back: the scheme was changed since, and {act} is no code of it as it "
                "was coded. Code it anew with a code of now; the next undo takes back the step before it.",
                step=words,
                act=act,
            )
        else:
            said = tr(
                "“{step}” can no longer be brought back: the scheme was changed since, and {act} is no code of it as "
                "it was coded. Code it anew with a code of now.",
                step=words,
                act=act,
            )
        raise ChangedSinceError(said)


def _as_coded(held: Row, scheme: Scheme, *, under_way: bool) -> bool:
    """Whether the scheme still has the code of an event or of a state under way, of its kind and in its group."""
    role, code_id = role_of(str(held["subject"])), str(held["code"])
    if not scheme.has(role, code_id):
        return False
    code = scheme.code(role, code_id)
    if under_way:
        return code.kind is CodeKind.STATE and code.group == held["grp"]
    return (held["onset_us"] == held["offset_us"]) == (code.kind is CodeKind.POINT)


def _comes_back(row: RowChange) -> bool:
    """Whether a row is new, or of another code than it was: what stood stays as it is."""
    return row.before is None or row.after is None or row.before["code"] != row.after["code"]


def _changed_since(step: Step, scheme: Scheme, *, back: bool) -> ChangedSinceError:
    words = step_words(step, scheme)
    if back:
        said = tr(
            "“{step}” can no longer be taken back: what it was about has been changed since. The next undo takes back "
            "the step before it.",
            step=words,
        )
    else:
        said = tr("“{step}” can no longer be brought back: what it was about has been changed since.", step=words)
    return ChangedSinceError(said)


def _same(expected: Row | None, now: Row | None) -> bool:
    """Whether a row is as expected; a step of an earlier version does not know columns that came later."""
    if expected is None or now is None:
        return expected is now
    return all(name in now and now[name] == value for name, value in expected.items())


def dump(rows: Iterable[RowChange]) -> str:
    """Write row changes as JSON."""
    return json.dumps([[row.table, row.id, row.before, row.after] for row in rows], separators=(",", ":"))


def load(text: str) -> tuple[RowChange, ...]:
    """Read them back. Raises StudyError where somebody has altered them into what the app never writes."""
    try:
        rows = tuple(RowChange(*item) for item in json.loads(text))
    except (ValueError, TypeError, RecursionError):
        rows = None
    if rows is None or not all(_is_change(row) for row in rows):
        raise StudyError(
            tr("The study has been altered: a step of its journal cannot be read; restore it from a backup.")
        )
    return rows


def _is_change(row: RowChange) -> bool:
    return (
        row.table in JOURNALED
        and isinstance(row.id, str)
        and all(one is None or isinstance(one, dict) for one in (row.before, row.after))
    )
