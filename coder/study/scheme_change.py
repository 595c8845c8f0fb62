"""A changed scheme is a new version: what it touches, and how events follow a renamed code. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.study.edits.changes import Row, RowChange, StudyRows
from coder.study.edits.event_ledger import Ledger
from coder.study.edits.states_under_way import under_way_id
from coder.vocabulary.errors import SchemeError
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Code, Role, Scheme, role_of, who_words

CodeName = tuple[Role, str]
Renames = Mapping[CodeName, CodeName]


@dataclass(frozen=True, slots=True)
class Touched:
    """What a new version of a scheme touches.

    Attributes
    ----------
    before, scheme : Scheme
        The version that stands, and the new one.
    added, removed, changed : tuple of str
        Codes, as ``role/id``.
    renamed : tuple of (str, str, int)
        Old code, new code, and how many events follow, of all coders.
    subjects_added, subjects_removed, subjects_changed : tuple of str
        Subjects, as events name them.
    """

    before: Scheme
    scheme: Scheme
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str, int], ...]
    subjects_added: tuple[str, ...] = ()
    subjects_removed: tuple[str, ...] = ()
    subjects_changed: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it does more than add, so that it is asked about first."""
        return bool(self.removed or self.changed or self.renamed or self.subjects_removed or self.subjects_changed)

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it in words."""
        old, new = _called(self.before), _called(self.scheme)
        said = [
            plural(
                n,
                "{old} becomes {new}: {events} follows.",
                "{old} becomes {new}: {events} follow.",
                **_told_apart(old[one], new[other], one, other),
                events=_events(n),
            )
            for one, other, n in self.renamed
        ]
        listed = (
            ([new[one] for one in self.added], tr("New: {}.")),
            ([new[one] for one in self.changed], tr("Changed: {}; events keep the version they were coded by.")),
            ([old[one] for one in self.removed], tr("No longer coded: {}.")),
            ([who_words(one) for one in self.subjects_added], tr("New subjects: {}.")),
            ([who_words(one) for one in self.subjects_changed], tr("Changed subjects: {}.")),
            (
                [who_words(one) for one in self.subjects_removed],
                tr("No longer offered as subjects: {}; events of theirs stay."),
            ),
        )
        said += [words.format(", ".join(names)) for names, words in listed if names]
        return tuple(said) or (tr("No code changes."),)


def touched(
    old: Scheme,
    new: Scheme,
    renames: Renames,
    events: Sequence[Row],
    *,
    others: Iterable[Scheme],
    under_way: Sequence[Row] = (),
    recordings: Mapping[str, str] | None = None,
) -> Touched:
    """Say what a new version touches.

    Parameters
    ----------
    old, new : Scheme
        The version that stands, and the one that is to.
    renames : mapping of old code to new code
        Two old ones may become one.
    events : sequence of Row
        Every event of the study.
    others : iterable of Scheme
        The study's other schemes, which may have a code that this one gives up.
    under_way : sequence of Row
        Every state under way.
    recordings : mapping, optional
        What recordings are called, by id.

    Raises
    ------
    SchemeError
        Where an event would be left without its code, a state would become a point, or two states that somebody has
        under way would exclude each other.
    """
    before, after = _codes(old), _codes(new)
    count = Counter((role_of(str(row["subject"])), str(row["code"])) for row in (*events, *under_way))
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
                        "{events} of {code} would be left without a code; keep it, or say what it "
                        "becomes (on the command line with: --rename {said}={name}/NEW).",
                        events=_events(count[name]),
                        code=code.called,
                        said=_said(name),
                        name=name[0],
                    )
                )
        elif after[to].kind is not code.kind:
            raise SchemeError(
                tr(
                    "{said} is a {kind} and {events} of it stand; it cannot become a "
                    "{kind_2}, so give the {kind_2} an id of its own.",
                    said=code.called,
                    kind=code.kind,
                    events=_events(count[name]),
                    kind_2=after[to].kind,
                )
            )
    _require_apart(after, renames, under_way, recordings or {})
    follows = tuple((_said(name), _said(to), count[name]) for name, to in renames.items() if name != to)
    left_out = [name for name in before if name not in after and renames.get(name, name) == name]
    same = {name for name in before if name in after}
    were, are = ({one.id: one for one in version.subjects} for version in (old, new))
    return Touched(
        before=old,
        scheme=new,
        added=tuple(_said(name) for name in after if name not in before and name not in renames.values()),
        removed=tuple(map(_said, left_out)),
        changed=tuple(_said(name) for name in before if name in same and _differ(before[name], after[name])),
        renamed=follows,
        subjects_added=tuple(one for one in are if one not in were),
        subjects_removed=tuple(one for one in were if one not in are),
        subjects_changed=tuple(one for one in are if one in were and are[one] != were[one]),
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
    gone, come = [], []
    for row in underway:
        code = _target(renames, row) or str(row["code"])
        role = role_of(str(row["subject"]))
        group = rows.scheme.code(role, code).group if rows.scheme.has(role, code) else str(row["grp"])
        was, name = str(row["id"]), under_way_id(row, group)
        now = {**row, "code": code, "grp": group, "id": name}
        if name != was:
            gone.append(RowChange("under_way", was, row, None))
            come.append(RowChange("under_way", name, None, now))
        elif now != row:
            changes.append(RowChange("under_way", name, row, now))
    return [*changes, *gone, *come]  # one may come where another goes from


def _require_apart(
    after: Mapping[CodeName, Code], renames: Renames, under_way: Sequence[Row], called: Mapping[str, str]
) -> None:
    """Raise SchemeError where two states that somebody has under way would stand in one group: neither could be ended
    as what it is.
    """
    held: dict[tuple[object, ...], Row] = {}
    for row in under_way:
        name = (role_of(str(row["subject"])), str(row["code"]))
        code = after.get(renames.get(name, name))
        if code is None:
            continue
        other = held.setdefault((row["recording"], row["coder"], row["subject"], code.group), row)
        if other is not row:
            raise SchemeError(
                tr(
                    "In {recording} {coder} has {one} and {other} of {subject} under way, and by the new version they "
                    "exclude each other: let one of them be ended or forgotten first.",
                    recording=called.get(str(row["recording"]), str(row["recording"])),
                    coder=row["coder"],
                    one=str(other["code"]).replace("_", " "),
                    other=str(row["code"]).replace("_", " "),
                    subject=who_words(str(row["subject"])),
                )
            )


def _target(renames: Renames, row: Row) -> str | None:
    to = renames.get((role_of(str(row["subject"])), str(row["code"])))
    return None if to is None or to[1] == row["code"] else to[1]


def _codes(scheme: Scheme) -> dict[CodeName, Code]:
    return {(code.role, code.id): code for code in scheme.codes}


def _called(scheme: Scheme) -> dict[str, str]:
    return {f"{code.role}/{code.id}": code.called for code in scheme.codes}


def _told_apart(old: str, new: str, old_id: str, new_id: str) -> dict[str, str]:
    """What an old and a new code are called; with their ids where only these differ."""
    return {"old": old, "new": new} if old != new else {"old": f"{old} ({old_id})", "new": f"{new} ({new_id})"}


def _differ(one: Code, other: Code) -> bool:
    parts = ("label", "kind", "group", "bid", "response", "description", "modifiers", "marker", "planned_us")
    return any(getattr(one, part) != getattr(other, part) for part in parts)


def _said(name: CodeName) -> str:
    return f"{name[0]}/{name[1]}"


def _events(count: int) -> str:
    return plural(count, "1 event", "{count} events", count=count)
