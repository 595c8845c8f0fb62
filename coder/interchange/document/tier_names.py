"""Tier names that hold a subject and a group, ``gaze@child``, and can be taken apart again."""

from __future__ import annotations

import re
from collections.abc import Container

from coder.interchange.document.document import DEFAULT_GROUP, DocumentTier

_SPECIAL = "\\@~"
_NUMBERED = re.compile(r"(?<!\\)(?P<base>(?:\\\\)*)~\d+\Z")


def tier_name(subject: str, group: str) -> str:
    """Name a tier as labs do: ``gaze@child``; just ``gaze`` where it has no subject.

    ``@``, ``~`` and backslashes inside the parts are marked with a backslash, so that the name can be taken apart.
    """
    return f"{_marked(group)}@{_marked(subject)}" if subject else _marked(group)


def parse_tier_name(name: str) -> tuple[str, str]:
    """Take a tier's name apart into subject and group: the inverse of :func:`tier_name`.

    A closing ``~2`` numbers tiers that share subject and group, and belongs to neither.
    """
    plain: list[str] = []
    ats: list[int] = []
    waves: list[int] = []
    at = 0
    while at < len(name):
        char = name[at]
        if char == "\\" and at + 1 < len(name) and name[at + 1] in _SPECIAL:
            at += 1
            char = name[at]
        elif char == "@":
            ats.append(len(plain))
        elif char == "~":
            waves.append(len(plain))
        plain.append(char)
        at += 1
    if waves and waves[-1] > 0 and "".join(plain[waves[-1] + 1 :]).isdecimal():
        del plain[waves[-1] :]
    ats = [mark for mark in ats if 0 < mark < len(plain) - 1]
    if not ats:
        return "", "".join(plain) or DEFAULT_GROUP
    return "".join(plain[ats[-1] + 1 :]), "".join(plain[: ats[-1]])


def unique_name(name: str, taken: Container[str]) -> str:
    """Number a name, ``name~2``, so that it is not taken; a number that it has already is counted on."""
    if name not in taken:
        return name
    name = _NUMBERED.sub(r"\g<base>", name) or name
    free = 2
    while f"{name}~{free}" in taken:
        free *= 2
    # Numbers are given in turn: halving finds the first free one without asking for each, in a file of thousands.
    known = free // 2
    while free - known > 1:
        between = (free + known) // 2
        known, free = (between, free) if f"{name}~{between}" in taken else (known, between)
    return f"{name}~{free}"


class TierBook:
    """Hands out one tier per subject and group while a reader goes along."""

    def __init__(self) -> None:
        self._tiers: dict[tuple[str, str], DocumentTier] = {}

    def id_for(self, subject: str, group: str = DEFAULT_GROUP) -> str:
        """Return the id of that subject's tier of that group, making it on first use."""
        tier = self._tiers.get((subject, group))
        if tier is None:
            tier = DocumentTier(tier_name(subject, group), subject, group)
            self._tiers[(subject, group)] = tier
        return tier.id

    def tiers(self) -> tuple[DocumentTier, ...]:
        """All tiers, in order of first use."""
        return tuple(self._tiers.values())


def _marked(part: str) -> str:
    return "".join(f"\\{char}" if char in _SPECIAL else char for char in part)
