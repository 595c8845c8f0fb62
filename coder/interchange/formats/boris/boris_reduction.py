"""What BORIS asks of documents before they are written: one ethogram, states that can be paired, media queues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from string import ascii_lowercase, digits

from coder.interchange.document.document import (
    Document,
    DocumentCode,
    DocumentCodeKind,
    DocumentEvent,
    DocumentSubject,
    DocumentTier,
    Media,
    ModifierSet,
    Pairs,
    Variable,
    Vocabulary,
    in_order,
)
from coder.interchange.document.free_text import text_tiers_to_comments
from coder.interchange.document.losses import LossReport, became
from coder.interchange.document.paired_states import repeats_joined
from coder.interchange.document.tier_names import unique_name
from coder.interchange.document.written_times import to_unit
from coder.interchange.formats.boris.observation import NO_MODIFIER, ends_in_key, several_of
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import NO_KEY

_CHANGED = tr("Codes and modifiers with commas or bars, which BORIS uses itself, are changed.")


def finish_boris(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """Build the project's one ethogram, and let every document use its names."""
    documents = tuple(text_tiers_to_comments(document, report) for document in documents)
    ethogram = _Ethogram(documents, report)
    subjects: dict[str, DocumentSubject] = {}
    for document in documents:
        for subject in document.subjects:
            subjects.setdefault(subject.name, subject)
    variables: dict[str, Variable] = {}
    for document in documents:
        for variable in document.variables:
            variables.setdefault(variable.name, replace(variable, value=""))
    finished = []
    titles: set[str] = set()
    for document in documents:
        title = unique_name(document.title or "recording", titles)
        if title != document.title:
            report.add("titles-changed", tr("Recordings without a name of their own are given one."), example=title)
        titles.add(title)
        events = in_order(repeats_joined(ethogram.renamed(document), report))
        values = {variable.name: variable.value for variable in document.variables}
        groups = {tier.id: tier.group for tier in document.tiers}
        finished.append(
            replace(
                document,
                title=title,
                events=events,
                tiers=tuple(
                    replace(tier, vocabulary=tier.group if ethogram.has(groups[tier.id]) else "")
                    for tier in document.tiers
                ),
                vocabularies=ethogram.vocabularies(),
                subjects=tuple(
                    subjects[name] if name in subjects else DocumentSubject(name)
                    for name in dict.fromkeys([*subjects, *(e.subject for e in events if e.subject)])
                ),
                variables=tuple(replace(v, value=values.get(v.name, "")) for v in variables.values()),
                media=tuple(sorted(_queued(document.media, report), key=lambda one: one.player)),
            )
        )
    return tuple(finished)


class _Ethogram:
    """All codes of all documents under names that BORIS can tell apart: it knows codes, not groups."""

    def __init__(self, documents: Iterable[Document], report: LossReport) -> None:
        self._report = report
        self._names: dict[tuple[str, str, bool], str] = {}
        self._codes: dict[str, tuple[str, DocumentCode]] = {}
        self._uses = {
            (tier.group, event.code, event.point) for document in documents for tier, event in _with_tier(document)
        }
        for document in documents:
            self._list_codes(document)
        self._resolve_exclusions()
        for document in documents:
            groups = {tier.id: tier.group for tier in document.tiers}
            for event in document.events:
                self._use(groups[event.tier], event)
        self._codes = {
            name: (group, replace(code, modifiers=tuple(self._with_keys(one) for one in code.modifiers)))
            for name, (group, code) in self._codes.items()
        }

    def has(self, group: str) -> bool:
        return any(listed == group for listed, _ in self._codes.values())

    def vocabularies(self) -> tuple[Vocabulary, ...]:
        """One code list per group, in order of first use."""
        groups = dict.fromkeys(group for group, _ in self._codes.values())
        return tuple(Vocabulary(name, tuple(c for g, c in self._codes.values() if g == name)) for name in groups)

    def renamed(self, document: Document) -> Iterator[DocumentEvent]:
        groups = {tier.id: tier.group for tier in document.tiers}
        for event in document.events:
            name = self._names[(groups[event.tier], event.code, event.point)]
            sets = [one.name for one in self._codes[name][1].modifiers]
            held = _modifiers(event.modifiers, self._codes[name][1].modifiers)
            modifiers = sorted(held, key=lambda pair: sets.index(pair[0]))
            if name == event.code and tuple(modifiers) == event.modifiers:
                yield event
            else:
                yield replace(event, code=name, modifiers=tuple(modifiers))

    def _list_codes(self, document: Document) -> None:
        listed = {vocabulary.name: vocabulary for vocabulary in document.vocabularies}
        homes = dict.fromkeys((t.group, t.vocabulary) for t in document.tiers if t.vocabulary in listed)
        lonely = [name for name in listed if name not in {vocabulary for _, vocabulary in homes}]
        for group, name in [*homes, *((name, name) for name in lonely)]:
            for code in listed[name].codes:
                self._add(group, code)
            if listed[name].description or name != group:
                self._report.add(
                    "vocabularies-renamed", tr("Code lists take the name of their tiers' group."), example=name
                )

    def _resolve_exclusions(self) -> None:
        """Let exclusions name the codes as they are called now: of the same group first, else of any."""
        anywhere: dict[str, str] = {}
        for (_, code_name, _), name in self._names.items():
            anywhere.setdefault(code_name, name)
        for name, (group, code) in self._codes.items():
            if code.excludes:
                found = (
                    self._names.get((group, e, False), self._names.get((group, e, True), anywhere.get(e, _plain(e))))
                    for e in code.excludes
                )
                self._codes[name] = (group, replace(code, excludes=tuple(dict.fromkeys(found))))

    def _add(self, group: str, code: DocumentCode) -> None:
        point = code.kind is DocumentCodeKind.POINT
        if code.kind is DocumentCodeKind.UNKNOWN:
            point = (group, code.name, True) in self._uses and (group, code.name, False) not in self._uses
        if (group, code.name, point) in self._names:
            return
        name = self._name(group, code.name, point=point)
        sets: dict[str, ModifierSet] = {}
        for at, one in enumerate(code.modifiers, 1):
            set_name = one.name or f"modifier {at}"
            sets.setdefault(set_name, replace(one, name=set_name, values=tuple(map(_value, one.values))))
        if code.kind is DocumentCodeKind.UNKNOWN and (group, code.name, point) not in self._uses:
            self._report.add("kinds-guessed", tr("Codes not said to be states or points become states."), example=name)
        kind = DocumentCodeKind.POINT if point else DocumentCodeKind.STATE
        self._codes[name] = (group, replace(code, name=name, kind=kind, modifiers=tuple(sets.values())))

    def _name(self, group: str, code: str, *, point: bool) -> str:
        name = _plain(code)
        if name != code:
            self._report.add("texts-changed", _CHANGED, example=became((code, name)))
        for wanted in (name, f"{name} ({_plain(group)})", f"{name} ({_plain(group)}, point)".replace(",", ";")):
            if wanted not in self._codes:
                break
        wanted = unique_name(wanted, self._codes)
        if wanted != name:
            self._report.add(
                "codes-renamed",
                tr("A code of several groups, or used both as state and point, is given a name of its own in each."),
                example=became((code, wanted), most=40),
            )
        self._names[(group, code, point)] = wanted
        return wanted

    def _with_keys(self, one: ModifierSet) -> ModifierSet:
        """Give a key to each value that ends as if it had one: "sofa (l)" would be read as "sofa" with the key l."""
        keys = list(one.keys if len(one.keys) == len(one.values) else NO_KEY * len(one.values))
        for at, value in enumerate(one.values):
            if keys[at] == NO_KEY and ends_in_key(value):
                keys[at] = next((key for key in ascii_lowercase + digits if key not in keys), keys[at])
                self._report.add(
                    "values-given-keys",
                    tr(
                        "Values of a list that end in a letter in brackets, which BORIS takes for a key, are given one."
                    ),
                    example=f"{one.name[:30]}: {value[:30]!r}, {keys[at]}",
                )
        told = "".join(keys)
        return replace(one, keys=told if told.strip() else "")

    def _use(self, group: str, event: DocumentEvent) -> None:
        key = (group, event.code, event.point)
        if key not in self._names:
            name = self._name(group, event.code, point=event.point)
            self._codes[name] = (
                group,
                DocumentCode(name, DocumentCodeKind.POINT if event.point else DocumentCodeKind.STATE),
            )
        name = self._names[key]
        held = _modifiers(event.modifiers, self._codes[name][1].modifiers)
        if held != event.modifiers:
            self._report.add("texts-changed", _CHANGED, example=f"{event.modifiers[0][1][:30]!r}")
        if not held:
            return
        _, code = self._codes[name]
        sets = {one.name: one for one in code.modifiers}
        counts: dict[str, int] = {}
        for set_name, value in held:
            counts[set_name] = counts.get(set_name, 0) + 1
            one = sets.get(set_name, ModifierSet(set_name))
            if one.kind in ("one", "several") and value not in one.values:
                one = replace(one, values=(*one.values, value))
            if counts[set_name] > 1:
                one = replace(one, kind="several")
            sets[set_name] = one
        if tuple(sets.values()) != code.modifiers:
            self._codes[name] = (group, replace(code, modifiers=tuple(sets.values())))


def _with_tier(document: Document) -> Iterator[tuple[DocumentTier, DocumentEvent]]:
    tiers = {tier.id: tier for tier in document.tiers}
    for event in document.events:
        yield tiers[event.tier], event


def _plain(text: str) -> str:
    return text.replace(",", ";").replace("|", "¦").strip() or "?"


def _value(text: str) -> str:
    """A value as it stands in a list: spaces and commas stay, bars divide sets."""
    return text.replace("|", "¦") or "?"


def _modifiers(pairs: Pairs, sets: Iterable[ModifierSet]) -> Pairs:
    """Modifiers as BORIS can tell them apart again: a comma stays only where the list of the set shows whose it is."""
    known = {one.name: one for one in sets}
    named = [(name or "modifier", _value(value)) for name, value in pairs]
    by_set: dict[str, list[str]] = {}
    for name, value in named:
        by_set.setdefault(name, []).append(value)
    plain = set()
    for name, values in by_set.items():
        one = known.get(name, ModifierSet(name))
        several = len(values) > 1 or one.kind == "several"
        if several and several_of(",".join(values), one.values) != values:
            plain.add(name)
    told = ((name, _plain(value) if name in plain else value) for name, value in named)
    return tuple((name, "none" if value == NO_MODIFIER else value) for name, value in told)


def _queued(media: Iterable[Media], report: LossReport) -> Iterator[Media]:
    """Give each file a player: the same one where it follows on, the next where it plays beside the others."""
    ends: dict[int, int | None] = {}
    for one in sorted(media, key=lambda m: m.player):
        starts = to_unit(one.starts_us, 1_000)
        player = one.player
        if player in ends and ends[player] != starts:
            player = max(ends) + 1
        if starts != one.starts_us:
            report.add("times-rounded", tr("Times are rounded to the millisecond."), example=one.path)
        if player != one.player:
            report.add("players-changed", tr("Media files that do not follow on get a player of their own."))
        duration = None if one.duration_us is None else to_unit(one.duration_us, 1_000)
        ends[player] = None if duration is None else starts + duration
        yield Media(one.path, starts, duration, one.frame_rate, player=player)
