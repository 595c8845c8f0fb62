"""The code list of a file that came in, kept in a document that is made of a study's events alone. Pure."""

from __future__ import annotations

from dataclasses import replace

from coder.interchange.document import document as doc


def with_code_list(native: doc.Document, was: doc.Document) -> doc.Document:
    """Return a document with what a file had planned to code: keys, exclusions, and codes that nobody has used.

    What the study says itself stays: its descriptions, its lists of values, and keys that its own scheme gives.

    Parameters
    ----------
    native : Document
        Made of a study's events.
    was : Document
        As the file came in.
    """
    groups = {tier.vocabulary: tier.group for tier in was.tiers if tier.vocabulary}
    listed = {tier.vocabulary: tier.group for tier in native.tiers if tier.vocabulary}
    named = {(groups.get(v.name, v.name), code.name, code.kind): code for v in was.vocabularies for code in v.codes}
    lists: dict[str, doc.Vocabulary] = {}
    used: set[tuple[str, str, doc.DocumentCodeKind]] = set()
    for vocabulary in native.vocabularies:
        group = listed.get(vocabulary.name, vocabulary.name)
        codes = []
        for code in vocabulary.codes:
            key = (group, code.name, code.kind)
            used.add(key)
            codes.append(_with_plan(code, named[key]) if key in named else code)
        lists[vocabulary.name] = replace(vocabulary, codes=tuple(codes))
    for (group, name, kind), code in named.items():
        if (group, name, kind) not in used:
            home = next((one for one, its in listed.items() if its == group and one in lists), group)
            before = lists.get(home, doc.Vocabulary(home))
            lists[home] = replace(before, codes=(*before.codes, code))
    return replace(native, vocabularies=tuple(lists.values()), subjects=_subjects(native, was))


def _with_plan(code: doc.DocumentCode, was: doc.DocumentCode) -> doc.DocumentCode:
    planned = {one.name: one for one in was.modifiers}
    modifiers = tuple(
        replace(one, keys=one.keys or planned[one.name].keys, at_stop=planned[one.name].at_stop)
        if one.name in planned
        else one
        for one in code.modifiers
    )
    return replace(code, key=was.key or code.key, excludes=code.excludes or was.excludes, modifiers=modifiers)


def _subjects(native: doc.Document, was: doc.Document) -> tuple[doc.DocumentSubject, ...]:
    known = {subject.name: subject for subject in was.subjects}
    kept = tuple(known.get(subject.name, subject) for subject in native.subjects)
    return kept + tuple(one for one in was.subjects if one.name not in {subject.name for subject in kept})
