"""Several names and values in one text, ``intensity=2; hand=left``, as columns and dependent tiers hold them."""

from __future__ import annotations

from coder.interchange.document.document import Pairs

_SPECIAL = "\\=;"


def pack(pairs: Pairs) -> str:
    """Write pairs as ``name=value; name=value``; a backslash marks ``=``, ``;`` and itself inside them."""
    return "; ".join(f"{_marked(name)}={_marked(value)}" for name, value in pairs)


def unpack(text: str) -> Pairs:
    """Take apart what :func:`pack` wrote; a part without ``=`` is a value without a name."""
    pairs: list[tuple[str, str]] = []
    fields: list[list[str]] = [[]]
    at = 0
    while at <= len(text):
        char = text[at] if at < len(text) else ";"
        if char == "\\" and at + 1 < len(text):
            at += 1
            fields[-1].append(text[at])
        elif char == "=" and len(fields) == 1 and at < len(text):
            fields.append([])
        elif char == ";":
            *name, value = ("".join(field) for field in fields)
            if name or value:
                pairs.append((name[0] if name else "", value))
            fields = [[]]
            if text[at + 1 : at + 2] == " ":
                at += 1
        else:
            fields[-1].append(char)
        at += 1
    return tuple(pairs)


def _marked(text: str) -> str:
    return "".join(f"\\{char}" if char in _SPECIAL else char for char in text)
