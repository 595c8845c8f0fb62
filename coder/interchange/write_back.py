"""What an imported file held is kept, and events that leave in its format are put back into it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coder.interchange.document import document as doc
from coder.interchange.document.archive import document_of, packed, told_of, unpacked
from coder.interchange.document.provenance import MACHINE, PROPOSED
from coder.interchange.document.scrubbing import without_names
from coder.interchange.document.tier_names import unique_name
from coder.interchange.pairings_in_files import is_pairing
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

_MARK = "#"
ONLY_KNOWN = "-"
"""In place of a format, of a file that cannot be written back: it is only known again."""


@dataclass(frozen=True, slots=True)
class Came:
    """An import that a recording had: which file it was, and what of it came in."""

    recording: str
    source: str
    events: tuple[str, ...]


def with_digest(content: str, digest: str) -> str:
    """Return what is kept of a file, with the digest where it can be read without unpacking the rest."""
    return f"{content}{_MARK}{digest}"


def came_of(recording: str, source: str, content: str, digest: str) -> Came | None:
    """Return what a kept source says of its import, where it is of the file with that digest; else None."""
    text, _, known = content.partition(_MARK)
    if not digest or known != digest:
        return None
    told = unpacked(text)
    ids = told["ids"] if "ids" in told else [row[1] for row in told["events"]]
    return Came(recording, source, tuple(map(str, ids)))


def words_of(content: str) -> Iterator[str]:
    """Yield every text in what is kept of a file: labels, comments, names of tiers."""
    waiting = [unpacked(content.partition(_MARK)[0])]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict | list):
            waiting += item.values() if isinstance(item, dict) else item


@dataclass(frozen=True, slots=True)
class ImportedEvent:
    """One event as it came in: where it stands in the document, its id in the study, and what was said of it."""

    index: int
    id: str
    code: str
    onset_us: int
    offset_us: int
    coder: str
    note: str
    modifiers: doc.Pairs = ()


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that came into a recording.

    Attributes
    ----------
    document : Document
        What its reader made of it, with everything that only its own format understands, but for names of files and
        authors, and for names of people that somebody replaced at the import: those are not even kept.
    subjects : mapping of name in the document to subject in the study
    events : tuple of Brought
        Those that came in.
    shift_us : int
        What was added to the document's times, so that zero is the clip's first frame.
    digest : str
        SHA-256 of the file, by which it is known again.
    """

    document: doc.Document
    subjects: Mapping[str, str]
    events: tuple[ImportedEvent, ...]
    shift_us: int = 0
    digest: str = ""

    def to_text(self) -> str:
        """Return what is kept in the study."""
        rows = [
            [one.index, one.id, one.code, one.onset_us, one.offset_us, one.coder, one.note]
            + ([one.modifiers] if one.modifiers else [])
            for one in self.events
        ]
        told = {"document": told_of(self.document), "subjects": dict(self.subjects), "events": rows}
        return with_digest(packed({**told, "shift": self.shift_us}), self.digest)

    @classmethod
    def from_text(cls, text: str) -> ImportedFile:
        """Undo :meth:`to_text`."""
        text, _, digest = text.partition(_MARK)
        told = unpacked(text)
        return cls(
            document_of(told["document"]),
            told["subjects"],
            tuple(_brought(row) for row in told["events"]),
            int(told.get("shift", 0)),
            digest,
        )


def _brought(row: list[Any]) -> ImportedEvent:
    modifiers = tuple((str(name), str(value)) for name, value in row[7]) if len(row) > 7 else ()
    return ImportedEvent(
        row[0], row[1], row[2], onset_us=row[3], offset_us=row[4], coder=row[5], note=row[6], modifiers=modifiers
    )


def family_of(format_id: str) -> str:
    """Which format a file is of, whatever its variant: ``textgrid`` of ``textgrid-short``."""
    return format_id.split("-", 1)[0]


def source_of(
    document: doc.Document,
    *,
    title: str,
    subjects: Mapping[str, str],
    standing: Collection[str],
    events: Sequence[ImportedEvent],
    shift_us: int = 0,
    digest: str = "",
) -> ImportedFile:
    """Return what is kept of a file.

    Parameters
    ----------
    document : Document
        What its reader made of it.
    title : str
        Id of the recording, which is the only name that it has outside.
    subjects : mapping of name in the file to subject in the study
    standing : collection of str
        Names in the file that nobody replaced: they may leave again.
    events : sequence of Brought
        Those that come in.
    shift_us : int
        What was added to the document's times.
    digest : str
        SHA-256 of the file.
    """
    names = {name: name if name in standing else subject for name, subject in subjects.items()}
    kept = _renamed(without_names(document, title), names)
    return ImportedFile(
        kept, {names[name]: subject for name, subject in subjects.items()}, tuple(events), shift_us, digest
    )


def only_in_file(source: ImportedFile) -> tuple[str, ...]:
    """Say of everything that stands in a kept file and not in the study; it leaves only where it is put back."""
    was, brought = source.document, {one.index for one in source.events}
    never = [event for index, event in enumerate(was.events) if index not in brought and not event.parent]
    project = json.loads(doc.value_of(was.extra, "boris.project", "{}"))
    of_project = [
        key.removeprefix("project_").replace("_", " ")
        for key, held in project.items()
        if key not in _MADE_ANEW and held
    ]
    found = [
        *(tr("the variable {name}", name=one.name) for one in was.variables),
        *(tr("the episode {name}", name=one.name) for one in was.episodes),
        *([tr("the description of the recording")] if was.description else []),
        *([tr("the date of the recording")] if was.date else []),
        *(tr("{code} at {time}", code=one.code, time=format_us(one.onset_us + source.shift_us)) for one in never),
        *(tr("the project's {part}", part=part) for part in of_project),
    ]
    return tuple(found)


_MADE_ANEW = frozenset(
    {"time_format", "project_format_version", "subjects_conf", "behaviors_conf"}
    | {"behavioral_categories", "independent_variables"}
)
"""Parts of a project of BORIS that a file has also where it is made of the events alone."""


def put_back(native: doc.Document, events: Sequence[Event], source: ImportedFile, *, notes: bool) -> doc.Document:
    """Return the imported document with the events as they are now, in place of a document made of events alone.

    Events that were removed are gone from it, those that were changed are changed in it, and new ones stand in a tier
    of their subject that holds such codes, else in tiers of their own. What was never brought in stays as it was.

    Parameters
    ----------
    native : Document
        What the study would write without the file: its tiers and codes are used for new events.
    events : sequence of Event
        The study's events, with their notes.
    source : Source
    notes : bool
        Whether what people wrote to events goes along.
    """
    was, shift_us = source.document, source.shift_us
    # On the file's own clock.
    now = {
        event.id: event
        if not shift_us
        else replace(event, onset_us=event.onset_us - shift_us, offset_us=event.offset_us - shift_us)
        for event in events
    }
    brought = {one.index: one for one in source.events}
    native_of = {event.id: event for event in native.events}
    kept: list[doc.DocumentEvent] = []
    details = _Details(source, now)
    for index, old in enumerate(was.events):
        one = brought.get(index)
        if one is None:
            if details.gone(old):
                continue
            if old.origin != MACHINE and not old.code.startswith(PROPOSED):
                kept.append(old)
        elif one.id in now and now[one.id].code == one.code:
            kept.append(_marked(_as_now(old, one, now[one.id], shift_us), one, native_of.get(one.id)))
    homes = _Homes(source)
    # An event that was given another code since is no longer what the file had.
    came = {one.id for one in source.events if one.id not in now or now[one.id].code == one.code}
    fresh = [homes.placed(event, native, shift_us) for event in native.events if event.id not in came]
    document = replace(
        was,
        subjects=homes.subjects(),
        tiers=homes.tiers(),
        vocabularies=homes.vocabularies(native),
        events=doc.in_order((*kept, *fresh)),
    )
    document = _from_zero(document)
    return document if notes else _without_notes(document)


def _from_zero(document: doc.Document) -> doc.Document:
    """Count from the first frame where an event lies before the file's own zero: only BORIS has times before it."""
    zero_us = document.zero_us
    if family_of(document.extra[0][0].partition(".")[0] if document.extra else "") == "boris" or zero_us >= 0:
        return document
    if min((event.onset_us for event in document.events), default=0) >= 0:
        return document
    return replace(
        document,
        media=tuple(replace(one, starts_us=one.starts_us - zero_us) for one in document.media),
        events=tuple(
            replace(e, onset_us=e.onset_us - zero_us, offset_us=e.offset_us - zero_us) for e in document.events
        ),
        episodes=tuple(
            replace(e, onset_us=e.onset_us - zero_us, offset_us=e.offset_us - zero_us) for e in document.episodes
        ),
    )


class _Details:
    """Annotations that came in as details of what they depend on: they go with it, and with what a human changed."""

    def __init__(self, source: ImportedFile, now: Mapping[str, Event]) -> None:
        events = source.document.events
        brought = ((events[one.index], one) for one in source.events if one.index < len(events))
        self._brought = {old.id: (old, one, now.get(one.id)) for old, one in brought if old.id}

    def gone(self, child: doc.DocumentEvent) -> bool:
        """Whether an annotation that was never an event here has lost what it said more of, or is said otherwise."""
        if not child.parent or child.parent not in self._brought:
            return False
        old, one, event = self._brought[child.parent]
        value = child.code.strip()
        as_modifier = {pair for pair in one.modifiers if pair not in old.modifiers and pair[1] == value}
        as_comment = value in one.note and value not in old.comment
        if not as_modifier and not as_comment:
            return False
        if event is None or event.code != one.code:
            return True
        said = any(pair in event.modifiers for pair in as_modifier) or (as_comment and value in event.note)
        return not said


def _marked(event: doc.DocumentEvent, one: ImportedEvent, native: doc.DocumentEvent | None) -> doc.DocumentEvent:
    """Add what the study says of an event in modifiers that the file's own event has not."""
    # What came in as a pairing leaves as the study has it now, and not as the file had it.
    kept = tuple(pair for pair in event.modifiers if not is_pairing(pair) or pair in one.modifiers)
    named = {name for name, _ in kept}
    told = native.modifiers if native is not None else ()
    fresh = tuple(pair for pair in told if pair[0] not in named and pair not in one.modifiers)
    return replace(event, modifiers=(*kept, *fresh)) if (*kept, *fresh) != event.modifiers else event


def _as_now(old: doc.DocumentEvent, one: ImportedEvent, event: Event, shift_us: int) -> doc.DocumentEvent:
    """One event that came in, as far as it is still what it was; what a human changed since is theirs."""
    if event.note == one.note:
        comment = old.comment
    else:
        words = one.note[len(old.comment) :].removeprefix(" | ") if one.note.startswith(old.comment) else ""
        comment = event.note.removesuffix(words).removesuffix(" | ") if words else event.note
    moved = (event.onset_us + shift_us, event.offset_us + shift_us) != (one.onset_us, one.offset_us)
    offset_us = old.offset_us if not moved else event.onset_us if old.point else event.offset_us
    return replace(
        old,
        onset_us=event.onset_us if moved else old.onset_us,
        offset_us=offset_us,
        comment=comment,
        modifiers=old.modifiers if event.modifiers == one.modifiers else _own_modifiers(old, one, event),
        coder=old.coder if event.coder == one.coder else event.coder,
        # An event without a mark is as the file had it; the statement says so.
        origin=old.origin if event.origin is Origin.IMPORTED else event.origin.value,
    )


def _own_modifiers(old: doc.DocumentEvent, one: ImportedEvent, event: Event) -> doc.Pairs:
    """What is said of an event beside what annotations that depend on it say still."""
    elsewhere = {pair for pair in one.modifiers if pair not in old.modifiers}
    return tuple(pair for pair in event.modifiers if pair not in elsewhere)


class _Homes:
    """Finds the tier of a document in which a new event belongs, or makes one."""

    def __init__(self, source: ImportedFile) -> None:
        was = self._was = source.document
        self._tiers = {tier.id: tier for tier in was.tiers}
        self._own: dict[str, str] = {}
        self._called: dict[str, str] = {}
        for name, subject in source.subjects.items():
            self._called.setdefault(subject, name)
        listed = {one.name: {code.name for code in one.codes} for one in was.vocabularies}
        self._codes = {tier.id: set(listed.get(tier.vocabulary, ())) for tier in was.tiers}
        for event in was.events:
            self._codes[event.tier].add(event.code)
        # BORIS knows no tiers, and each code by its name: what is new is a code more of the list of its group.
        self._lists = {one.name for one in was.vocabularies} if _is_of_boris(was) else set()
        self._fresh: dict[str, dict[str, doc.DocumentCode]] = {}

    def placed(self, event: doc.DocumentEvent, native: doc.Document, shift_us: int) -> doc.DocumentEvent:
        onset_us, offset_us = event.onset_us - shift_us, event.offset_us - shift_us
        event = replace(event, onset_us=onset_us, offset_us=offset_us)
        subject = self._called.get(event.subject, event.subject)
        home = next((t for t in self._was.tiers if _takes(t, subject) and event.code in self._codes[t.id]), None)
        if home is not None:
            return replace(event, tier=home.id, subject=subject, id="")
        tier = native.tier(event.tier)
        if tier.group in self._lists:
            self._add(event, tier.vocabulary, native, tier.group)
            tier = replace(tier, vocabulary=tier.group)
        return replace(event, tier=self._own_tier(tier, subject), subject=subject, id="")

    def _add(self, event: doc.DocumentEvent, listed: str, native: doc.Document, group: str) -> None:
        kind = doc.DocumentCodeKind.POINT if event.point else doc.DocumentCodeKind.STATE
        codes = (code for one in native.vocabularies if one.name == listed for code in one.codes)
        known = next((one for one in codes if (one.name, one.kind) == (event.code, kind)), None)
        self._fresh.setdefault(group, {})[event.code] = known or doc.DocumentCode(event.code, kind)

    def _own_tier(self, tier: doc.DocumentTier, subject: str) -> str:
        if tier.id not in self._own:
            made = replace(tier, id=unique_name(tier.id, self._tiers), subject=subject)
            self._tiers[made.id] = made
            self._own[tier.id] = made.id
        return self._own[tier.id]

    def tiers(self) -> tuple[doc.DocumentTier, ...]:
        return tuple(self._tiers.values())

    def subjects(self) -> tuple[doc.DocumentSubject, ...]:
        named = {subject.name for subject in self._was.subjects}
        fresh = dict.fromkeys(tier.subject for tier in self._tiers.values() if tier.subject not in named)
        return self._was.subjects + tuple(doc.DocumentSubject(name) for name in fresh if name)

    def vocabularies(self, native: doc.Document) -> tuple[doc.Vocabulary, ...]:
        had = {vocabulary.name for vocabulary in self._was.vocabularies}
        wanted = {tier.vocabulary for tier in self._tiers.values()} - had
        more = {name: tuple(codes.values()) for name, codes in self._fresh.items()}
        held = tuple(replace(one, codes=(*one.codes, *more.get(one.name, ()))) for one in self._was.vocabularies)
        return held + tuple(one for one in native.vocabularies if one.name in wanted)


def _is_of_boris(document: doc.Document) -> bool:
    return any(name == "boris.project" for name, _ in document.extra)


def _takes(tier: doc.DocumentTier, subject: str) -> bool:
    return tier.subject == subject and not tier.parent


def _renamed(document: doc.Document, names: Mapping[str, str]) -> doc.Document:
    """Let a name that somebody replaced when the file came in not leave with it again, not in names of tiers either."""
    gone = {old: new for old, new in names.items() if old and old != new}
    if not gone:
        return document
    pattern = re.compile("|".join(rf"(?<![^\W_]){re.escape(old)}(?![^\W_])" for old in gone), re.IGNORECASE)
    by_fold = {old.casefold(): new for old, new in gone.items()}

    def plain(text: str) -> str:
        return pattern.sub(lambda found: by_fold[found[0].casefold()], text)

    ids: dict[str, str] = {}
    for tier in document.tiers:
        ids[tier.id] = unique_name(plain(tier.id), set(ids.values()))
    tiers = tuple(
        replace(
            tier,
            id=ids[tier.id],
            subject=names.get(tier.subject, tier.subject),
            parent=ids.get(tier.parent, ""),
            group=plain(tier.group),
            extra=tuple(
                (key, names.get(text, plain(text)) if key == "eaf.no-participant" else text) for key, text in tier.extra
            ),
        )
        for tier in document.tiers
    )
    return replace(
        _without_bad(document),
        tiers=tiers,
        subjects=_each_once(replace(one, name=names.get(one.name, one.name)) for one in document.subjects),
        events=tuple(
            replace(event, tier=ids[event.tier], subject=names.get(event.subject, event.subject))
            for event in document.events
        ),
    )


def _each_once(subjects: Iterable[doc.DocumentSubject]) -> tuple[doc.DocumentSubject, ...]:
    return tuple({subject.name: subject for subject in subjects}.values())


def _without_bad(document: doc.Document) -> doc.Document:
    """Leave out what could not be read: it is kept as it stood, and may hold names and notes."""
    return replace(document, extra=tuple(pair for pair in document.extra if ".bad" not in pair[0]))


_NOTES = ("boris.stop-comment",)


def _without_notes(document: doc.Document) -> doc.Document:
    events = (
        replace(event, comment="", extra=tuple(pair for pair in event.extra if pair[0] not in _NOTES))
        for event in document.events
    )
    return replace(_without_bad(document), events=tuple(events), description="")
