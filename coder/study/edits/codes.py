"""Codes that a study has beyond its built-in scheme, as rows that edits can journal."""

from __future__ import annotations

from coder.study.edits.changes import Row
from coder.vocabulary.modifiers import modifiers_from, modifiers_text
from coder.vocabulary.scheme import Code, CodeKind, Role


def code_row(code: Code, recording: str) -> Row:
    """Return the row that holds a code which a study has beyond its built-in scheme."""
    return {
        "id": f"{code.role}/{code.id}",
        "recording": recording,
        "code": code.id,
        "label": code.label,
        "role": code.role.value,
        "kind": code.kind.value,
        "grp": code.group,
        "bid": int(code.bid),
        "response": int(code.response),
        "key": code.key,
        "description": code.description,
        "tier": code.tier,
        "name": code.name,
        "modifiers": modifiers_text(code.modifiers),
        "colour": code.colour,
    }


def code_of(row: Row) -> Code:
    """Return the code that a row holds."""
    return Code(
        id=str(row["code"]),
        label=str(row["label"]),
        role=Role(str(row["role"])),
        kind=CodeKind(str(row["kind"])),
        group=str(row["grp"]),
        bid=bool(row["bid"]),
        response=bool(row["response"]),
        key=str(row["key"]),
        description=str(row["description"]),
        tier=str(row.get("tier", "")),
        name=str(row.get("name", "")),
        modifiers=modifiers_from(str(row.get("modifiers", "[]"))),
        colour=str(row.get("colour", "")),
    )
