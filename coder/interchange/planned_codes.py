"""A code that a file planned, as a code of a scheme here: the same wherever it comes from, plan or coded file. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from coder.interchange.document import document as doc
from coder.vocabulary.errors import SchemeError
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import NO_KEY, Ask, Modifier, keys_text, modifier_of
from coder.vocabulary.scheme import Code, CodeKind, Role

CAME_WITH_A_FILE = tr("Came with a file.")
"""The description of a code of which its file says nothing."""


def code_of_plan(
    plan: doc.DocumentCode | None,
    *,
    id: str,
    label: str,
    role: Role,
    kind: CodeKind,
    group: str,
    keys: set[str],
    tier: str = "",
    name: str = "",
) -> Code:
    """Return a code with all that a file's plan says of it; without a plan, one that came with a file.

    ``keys`` are those that are taken, and the code's is added. Nothing counts as a bid or a response until somebody
    says so.
    """
    key = key_of_plan(plan)
    key = "" if key in keys else key
    keys |= {key} - {""}
    return Code(
        id=id,
        label=label,
        role=role,
        kind=kind,
        group=group,
        bid=False,
        response=False,
        key=key,
        description=(plan.description if plan is not None else "") or CAME_WITH_A_FILE,
        tier=tier,
        name=name,
        modifiers=asked_of(plan) if plan is not None else (),
        colour=plan.colour if plan is not None else "",
    )


def key_of_plan(plan: doc.DocumentCode | None) -> str:
    """Return the key of a planned code; "" where it has none that could be pressed here."""
    key = plan.key.lower() if plan is not None else ""
    return key if len(key) == 1 and key.isprintable() and key != " " else ""


def exclusive_groups(document: doc.Document) -> Mapping[str, str]:
    """Return the group of each code of a format that excludes by name and not by group, as BORIS does; else none.

    States of one group exclude each other here, so those stand together that do so there, each the other; what
    excludes nothing is a group of its own.
    """
    if not any(name == "boris.project" for name, _ in document.extra):
        return {}
    together: list[tuple[str, list[doc.DocumentCode]]] = []
    for vocabulary in document.vocabularies:
        for code in vocabulary.codes:
            excludes = bool(code.excludes) and code.kind is not doc.DocumentCodeKind.POINT
            found = (held for _, held in together if excludes and all(_apart(code, one) for one in held))
            home = next(found, None)
            if home is None:
                together.append((vocabulary.name, [code]))
            else:
                home.append(code)
    groups: dict[str, str] = {}
    for name, held in together:
        group = f"{name}: {held[0].name.strip()}" if len(held) == 1 or name in groups.values() else name
        groups |= {code.name.strip(): group for code in held}
    return groups


def exclusions_lost(document: doc.Document) -> Iterator[tuple[str, str]]:
    """Pairs of states that exclude each other in a file and stand in two groups here."""
    groups = exclusive_groups(document)
    states = {
        code.name: code
        for vocabulary in document.vocabularies
        for code in vocabulary.codes
        if code.kind is not doc.DocumentCodeKind.POINT
    }
    for code in states.values() if groups else ():
        for other in code.excludes:
            told_twice = other in states and code.name in states[other].excludes and other < code.name
            if other in states and not told_twice and groups[code.name.strip()] != groups[other.strip()]:
                yield code.name, other


def _apart(one: doc.DocumentCode, other: doc.DocumentCode) -> bool:
    return bool(other.excludes) and (one.name in other.excludes or other.name in one.excludes)


def asked_of(code: doc.DocumentCode) -> tuple[Modifier, ...]:
    """Return what a file's code asks for; a set that does not hold together here is free text, so nothing is lost."""
    found: dict[str, Modifier] = {}
    for one in code.modifiers:
        name = one.name.replace("=", "-").strip()
        if not name or name in found:
            continue
        raw = {
            "name": name,
            "kind": one.kind,
            "values": one.values if one.kind in ("one", "several") else (),
            "ask": Ask.LATER.value,
            "unit": one.unit,
            "min": one.least,
            "max": one.most,
            "required": one.required,
            "description": one.description,
        }
        try:
            found[name] = modifier_of({**raw, "keys": _keys_here(one)}, code.name)
        except SchemeError:
            found[name] = _as_text(raw, code.name)
    return tuple(found.values())


def _keys_here(one: doc.ModifierSet) -> str:
    """Return the keys of values as they can be here: small letters, each once, and none that divides keys."""
    if len(one.keys) != len(one.values):
        return ""
    keys = ""
    for key in one.keys.lower():
        keys += key if key.isprintable() and key not in (*keys, ";", ",") else NO_KEY
    return keys_text(keys) if keys.strip() else ""


def _as_text(raw: dict[str, Any], whose: str) -> Modifier:
    """Return a modifier that does not hold together here as free text, with what is said of it."""
    kept = {name: raw[name] for name in ("name", "ask", "required", "description")}
    try:
        return modifier_of({**kept, "kind": "text"}, whose)
    except SchemeError:
        return modifier_of({"name": raw["name"], "kind": "text", "ask": raw["ask"]}, whose)
