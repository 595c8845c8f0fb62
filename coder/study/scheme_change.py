"""A changed scheme is a new version: what it touches, and how events follow a renamed code. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.study.edits.changes import Row, RowChange, StudyRows
from coder.study.edits.event_ledger import Ledger
from coder.vocabulary.errors import SchemeError
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Code, Role, Scheme, role_of

CodeName = tuple[Role, str]
Renames = Mapping[CodeName, CodeName]


@dataclass(frozen=True, slots=True)
class Touched:
    """What a new version of a scheme touches.

    Attributes
    ----------
    scheme : Scheme
        The new version.
    added, removed, changed : tuple of str
        Codes, as ``role/id``.
    renamed : tuple of (str, str, int)
        Old code, new code, and how many events follow, of all coders.
    """

    scheme: Scheme
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str, int], ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it in words."""
        said = [
            plural(
                n,
                "{old} becomes {new}: {events} follows.",
                "{old} becomes {new}: {events} follow.",
                old=old,
                new=new,
                events=_events(n),
            )
            for old, new, n in self.renamed
        ]
        for names, words in (
            (self.added, "New: {}."),
            (self.changed, tr("Changed: {}; events keep the version they were coded by.")),
            (self.removed, tr("No longer coded: {}.")),
        ):
            if names:
                said.append(words.format(", ".join(names)))
        return tuple(said) or (tr("No code changes."),)


def touched(old: Scheme, new: Scheme, renames: Renames, events: Sequence[Row], *, others: Iterable[Scheme]) -> Touched:
    """Say what a new version touches.

    Parameters
    ----------
    old, new : Scheme
        The version that stands, and the one that is to.
    renames : mapping of old code to new code
        Two old ones may become one.
    events : sequence of Row
        Every event of the study, and every state under way.
    others : iterable of Scheme
        The study's other schemes, which may have a code that this one gives up.

    Raises
    ------
    SchemeError
        Where an event would be left without its code, or a state would become a point.
    """
    before, after = _codes(old), _codes(new)
    count = Counter((role_of(str(row["subject"])), str(row["code"])) for row in events)
    elsewhere = {name for one in others for name in _codes(one)}
    for name, to in renames.items():
        if name not in before or to not in after:
            gone, where = (name, "now") if name not in before else (to, tr("in the new version"))
            raise SchemeError(
                tr(
                    "The scheme {old!r} has no code {said} {where}; name both as ROLE/CODE.",
                    old=old.id,
                    said=_said(gone),
                    where=where,
                )
            )
        if name[0] is not to[0]:
            raise SchemeError(
                tr(
                    "{said} is about somebody else than {said_2}; a code keeps its subject.",
                    said=_said(name),
                    said_2=_said(to),
                )
            )
    for name, code in before.items():
        to = renames.get(name, name)
        if not count[name]:
            continue
        if to not in after:
            if name not in elsewhere:
                raise SchemeError(
                    tr(
                        "{events} of {said} would be left without a code; keep it, or say what it "
                        "becomes with: --rename {said}={name}/NEW",
                        events=_events(count[name]),
                        said=_said(name),
                        name=name[0],
                    )
                )
        elif after[to].kind is not code.kind:
            raise SchemeError(
                tr(
                    "{said} is a {kind} and {events} of it stand; it cannot become a "
                    "{kind_2}, so give the {kind_2} an id of its own.",
                    said=_said(name),
                    kind=code.kind,
                    events=_events(count[name]),
                    kind_2=after[to].kind,
                )
            )
    follows = tuple((_said(name), _said(to), count[name]) for name, to in renames.items() if name != to)
    left_out = [name for name in before if name not in after and renames.get(name, name) == name]
    same = {name for name in before if name in after}
    return Touched(
        scheme=new,
        added=tuple(_said(name) for name in after if name not in before and name not in renames.values()),
        removed=tuple(map(_said, left_out)),
        changed=tuple(_said(name) for name in before if name in same and _differ(before[name], after[name])),
        renamed=follows,
    )


def recoded(rows: StudyRows, renames: Renames, events: Sequence[Row], underway: Sequence[Row]) -> list[RowChange]:
    """Return the changes that let events, of every coder, follow the codes that were renamed.

    Where two codes become one, states of one coder that overlap make room as they do when they are coded. How an event
    came to be does not change: another name is not another word.
    """
    ledgers: dict[str, Ledger] = {}
    for event in events:
        to = _target(renames, event)
        if to is None:
            continue
        ledger = ledgers.setdefault(str(event["coder"]), Ledger(rows, str(event["coder"])))
        now = ledger.get("events", str(event["id"]))
        if now is not None:  # another that was renamed before may have swallowed it
            ledger.place({**now, "code": to, "scheme": rows.scheme.code(role_of(str(now["subject"])), to).scheme})
    changes = [change for ledger in ledgers.values() for change in ledger.changes]
    for row in underway:
        to = _target(renames, row)
        if to is not None:
            changes.append(RowChange("under_way", str(row["id"]), row, {**row, "code": to}))
    return changes


def _target(renames: Renames, row: Row) -> str | None:
    to = renames.get((role_of(str(row["subject"])), str(row["code"])))
    return None if to is None or to[1] == row["code"] else to[1]


def _codes(scheme: Scheme) -> dict[CodeName, Code]:
    return {(code.role, code.id): code for code in scheme.codes}


def _differ(one: Code, other: Code) -> bool:
    parts = ("label", "kind", "group", "bid", "response", "description", "modifiers", "marker", "planned_us")
    return any(getattr(one, part) != getattr(other, part) for part in parts)


def _said(name: CodeName) -> str:
    return f"{name[0]}/{name[1]}"


def _events(count: int) -> str:
    return plural(count, "1 event", "{count} events", count=count)
