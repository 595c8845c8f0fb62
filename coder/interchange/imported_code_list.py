"""The code list of a file that came in, kept in a document that is made of a study's events alone. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from coder.interchange.code_matching import CodeKey, IncomingCodes
from coder.interchange.document import document as doc
from coder.interchange.document.tier_names import tier_name, unique_name
from coder.interchange.planned_codes import asked_of
from coder.interchange.write_back import ImportedFile
from coder.vocabulary.modifiers import Modifier
from coder.vocabulary.scheme import Role, Scheme, role_of

_ListKey = tuple[str, str, doc.DocumentCodeKind]


def named_as_in_file(
    native: doc.Document, source: ImportedFile, scheme: Scheme, choices: Mapping[CodeKey, str]
) -> doc.Document:
    """Return a document with the codes called as a file calls them: a code that was met is no second one there.

    Parameters
    ----------
    native : Document
        Made of a study's events.
    source : ImportedFile
    scheme : Scheme
        The study's.
    choices : mapping
        Which code of the scheme people said a code of a file is.
    """
    understood = IncomingCodes(source.document, source.subjects, scheme, choices).understood()
    labels: dict[tuple[Role, str, str], set[str]] = {}
    for one in understood:
        if scheme.has(one.role, one.code):
            group, name = scheme.code(one.role, one.code).outside
            labels.setdefault((one.role, group, name), set()).add(one.label)
    called = {key: found.pop() for key, found in labels.items() if len(found) == 1}
    tiers = {tier.id: tier for tier in native.tiers}
    lists = {tier.vocabulary: (role_of(tier.subject), tier.group) for tier in native.tiers if tier.vocabulary}

    def word(role: Role, group: str, name: str) -> str:
        return called.get((role, group, name), name)

    return replace(
        native,
        events=doc.in_order(
            replace(event, code=word(role_of(event.subject), tiers[event.tier].group, event.code))
            for event in native.events
        ),
        vocabularies=tuple(
            replace(
                one,
                codes=tuple(
                    replace(
                        code,
                        name=word(*lists[one.name], code.name),
                        excludes=tuple(word(*lists[one.name], name) for name in code.excludes),
                    )
                    for code in one.codes
                ),
            )
            if one.name in lists
            else one
            for one in native.vocabularies
        ),
    )


def with_code_list(native: doc.Document, was: doc.Document) -> doc.Document:
    """Return a document with what a file had planned to code: keys, exclusions, and codes that nobody has used.

    What the study says itself stays: its descriptions, its lists of values, and keys that its own scheme gives.

    Parameters
    ----------
    native : Document
        Made of a study's events, its codes and subjects called as in the file.
    was : Document
        As the file came in.
    """
    groups = {tier.vocabulary: tier.group for tier in was.tiers if tier.vocabulary}
    listed = {tier.vocabulary: tier.group for tier in native.tiers if tier.vocabulary}
    named = {(groups.get(v.name, v.name), code.name, code.kind): code for v in was.vocabularies for code in v.codes}
    excludes = any(code.excludes for code in named.values())
    lists: dict[str, doc.Vocabulary] = {}
    used: set[_ListKey] = set()
    moved: dict[str, str] = {}
    for vocabulary in native.vocabularies:
        group = listed.get(vocabulary.name, vocabulary.name)
        codes, keys = [], set()
        for code in vocabulary.codes:
            key = _planned_as((group, code.name, code.kind), named)
            keys |= {key}
            codes.append(_with_plan(code, named[key], excludes=excludes) if key in named else code)
        lists[vocabulary.name] = replace(vocabulary, codes=tuple(codes))
        used |= keys
        if keys and keys <= named.keys() and len({one[0] for one in keys}) == 1:
            moved[vocabulary.name] = next(iter(keys))[0]
    native = _regrouped(native, moved, lists)
    listed = {tier.vocabulary: tier.group for tier in native.tiers if tier.vocabulary}
    for (group, name, kind), code in named.items():
        if (group, name, kind) not in used:
            home = next((one for one, its in listed.items() if its == group and one in lists), group)
            before = lists.get(home, doc.Vocabulary(home))
            lists[home] = replace(before, codes=(*before.codes, code))
    return replace(native, vocabularies=tuple(lists.values()), subjects=_subjects(native, was))


def _regrouped(native: doc.Document, moved: Mapping[str, str], lists: dict[str, doc.Vocabulary]) -> doc.Document:
    """Let tiers be of the group that a file has for all their codes; code lists that then are of one group are one."""
    tiers = []
    for tier in native.tiers:
        group = moved.get(tier.vocabulary, tier.group)
        name = tier.vocabulary.removesuffix(tier.group) + group if tier.vocabulary else ""
        if name != tier.vocabulary and tier.vocabulary in lists:
            gone = lists.pop(tier.vocabulary)
            had = lists.get(name, doc.Vocabulary(name))
            lists[name] = replace(had, codes=tuple(dict.fromkeys((*had.codes, *gone.codes))))
        tiers.append(replace(tier, group=group, vocabulary=name))
    return replace(native, tiers=tuple(tiers))


def _planned_as(key: _ListKey, named: Mapping[_ListKey, doc.DocumentCode]) -> _ListKey:
    """Return under which group a file has a code: another than the study's where only one has that name."""
    if key in named:
        return key
    alike = [one for one in named if one[1:] == key[1:]]
    return alike[0] if len(alike) == 1 else key


def _with_plan(code: doc.DocumentCode, was: doc.DocumentCode, *, excludes: bool) -> doc.DocumentCode:
    came = tuple(map(modifier_set, asked_of(was)))
    planned = {one.name: one for one in was.modifiers}
    modifiers = tuple(
        planned[one.name]
        if one in came and one.name in planned
        else replace(one, keys=one.keys or planned[one.name].keys, at_stop=planned[one.name].at_stop)
        if one.name in planned and one.values == planned[one.name].values
        else one
        for one in code.modifiers
    )
    return replace(
        code,
        key=was.key or code.key,
        excludes=was.excludes if excludes else code.excludes,
        modifiers=was.modifiers if code.modifiers == came else modifiers,
    )


def modifier_set(one: Modifier) -> doc.ModifierSet:
    """Return a modifier of a scheme as a document has it."""
    return doc.ModifierSet(
        one.name,
        one.kind.value,
        one.values,
        keys=one.own_keys,
        unit=one.unit,
        least=one.least,
        most=one.most,
        required=one.required,
        description=one.description,
    )


def with_people_named(native: doc.Document, names: Mapping[str, str]) -> doc.Document:
    """Return a document in which people have other names; their tiers go with them."""
    if not any(subject in names for subject in (tier.subject for tier in native.tiers)):
        return native
    ids: dict[str, str] = {}
    for tier in native.tiers:
        wanted = tier_name(names.get(tier.subject, tier.subject), tier.group)
        ids[tier.id] = unique_name(wanted, set(ids.values()))
    return replace(
        native,
        subjects=tuple(replace(one, name=names.get(one.name, one.name)) for one in native.subjects),
        tiers=tuple(
            replace(tier, id=ids[tier.id], subject=names.get(tier.subject, tier.subject)) for tier in native.tiers
        ),
        events=doc.in_order(
            replace(event, tier=ids[event.tier], subject=names.get(event.subject, event.subject))
            for event in native.events
        ),
    )


def _subjects(native: doc.Document, was: doc.Document) -> tuple[doc.DocumentSubject, ...]:
    """The file's subjects in its order, and whoever else acts."""
    named = {one.name for one in was.subjects}
    return was.subjects + tuple(one for one in native.subjects if one.name not in named)
