"""A scheme from what another program planned to code: its codes, subjects, modifiers; events or none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from coder.interchange import formats
from coder.interchange.document import document as doc
from coder.interchange.document.tier_names import unique_name
from coder.interchange.import_plan import guess_subject
from coder.interchange.planned_codes import code_of_plan, exclusive_groups
from coder.vocabulary.errors import SchemeError
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Code, CodeKind, Role, Scheme, SchemeSubject, role_of


def ethogram_of(path: Path) -> Scheme:
    """Return the scheme that a file of another program holds; raise SchemeError where it lists no code."""
    documents = formats.read(path).documents
    scheme = scheme_of(documents[0], path.name.split(".")[0])
    if not scheme.codes:
        raise SchemeError(tr("{path} lists no codes, so there is no scheme in it.", path=path.name))
    return scheme


def scheme_of(document: doc.Document, title: str) -> Scheme:
    """Return the codes of a document as a scheme.

    A code of a list that stands in tiers is about those tiers' subjects. Where a file does not say about whom (BORIS
    does not), each code is about everybody whom it names, or the child where it names nobody; people change that in the
    editor. A key stands at the first of them, and codes for whom a subject's key chose last. Keys that stand for two
    codes, and long ones, are left out. Nothing counts as a bid or a response until somebody says so.
    """
    homes = {tier.vocabulary: tier.group for tier in document.tiers if tier.vocabulary}
    roles = {name: _roles(document, name) for name in (one.name for one in document.vocabularies)}
    groups = exclusive_groups(document)
    codes: list[Code] = []
    ids: dict[Role, set[str]] = {}
    keys: set[str] = set()
    for vocabulary in document.vocabularies:
        for role in roles[vocabulary.name]:
            for one in vocabulary.codes:
                label = one.name.strip()
                if not label:
                    continue
                code_id = unique_name(_id(label), ids.setdefault(role, set()))
                code_id = re.sub(r"[^a-z0-9_]", "_", code_id)
                ids[role].add(code_id)
                codes.append(
                    code_of_plan(
                        one,
                        id=code_id,
                        label=label,
                        role=role,
                        kind=CodeKind.POINT if one.kind is doc.DocumentCodeKind.POINT else CodeKind.STATE,
                        group=groups.get(label, homes.get(vocabulary.name, vocabulary.name)),
                        keys=keys,
                    )
                )
    return Scheme(
        id=_id(title),
        title=document.title or title,
        version=1,
        codes=tuple(codes),
        subjects=_subjects(document.subjects, keys),
    )


def _roles(document: doc.Document, vocabulary: str) -> tuple[Role, ...]:
    found = [role_of(guess_subject(t.subject)) for t in document.tiers if t.vocabulary == vocabulary]
    if not found:  # a plan alone does not say whose acts its codes are: anybody's whom it names
        found = [role_of(guess_subject(one.name)) for one in document.subjects]
    return tuple(dict.fromkeys(found)) or (Role.CHILD,)


def _subjects(named: Sequence[doc.DocumentSubject], keys: set[str]) -> tuple[SchemeSubject, ...]:
    found: dict[str, SchemeSubject] = {}
    for one in named:
        role, _, name = guess_subject(one.name).partition(":")
        key = one.key.lower() if len(one.key) == 1 and one.key.lower() not in keys else ""
        keys |= {key} - {""}
        subject = SchemeSubject(Role(role), name.replace(":", " "), key, one.description)
        found.setdefault(subject.id, subject)
    return tuple(found.values())


def _id(text: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return plain if plain[:1].isalpha() else f"code_{plain}".strip("_")
