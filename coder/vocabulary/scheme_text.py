"""A scheme as text: what an editor writes, and what a scheme that came from elsewhere becomes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from coder.vocabulary.modifiers import raw_modifier
from coder.vocabulary.scheme import Code, Scheme
from coder.vocabulary.time import MICROS


def scheme_toml(scheme: Scheme) -> str:
    """Return TOML from which :func:`coder.vocabulary.scheme.load_scheme` reads an equal scheme.

    Of a scheme for humans alone every code is; one code alone cannot be.
    """
    lines = _lines({"id": scheme.id, "title": scheme.title, "version": scheme.version})
    if scheme.codes and all(code.only_human for code in scheme.codes):
        lines.append("human_only = true")
    if not scheme.codes:
        lines.append("code = []")  # it is said that there is none yet, not left out
    for subject in scheme.subjects:
        raw = {"name": subject.name, "role": subject.role.value, "key": subject.key, "description": subject.description}
        lines += ["", "[[subject]]", *_lines(raw)]
    for code in scheme.codes:
        lines += ["", "[[code]]", *_lines(_raw_code(code))]
        for modifier in code.modifiers:
            lines += ["[[code.modifier]]", *_lines(raw_modifier(modifier))]
    for child, caregiver in scheme.fits:
        lines += ["", "[[fit]]", *_lines({"child": child, "caregiver": caregiver})]
    return "\n".join(lines) + "\n"


def _raw_code(code: Code) -> dict[str, Any]:
    return {
        "id": code.id,
        "label": code.label,
        "role": code.role.value,
        "kind": code.kind.value,
        "group": code.group,
        "bid": code.bid,
        "response": code.response,
        "marker": code.marker,
        "key": code.key,
        "colour": code.colour,
        "example": code.example,
        "seconds": code.planned_us // MICROS or "",
        "description": code.description,
    }


_ALWAYS = frozenset({"id", "title", "label", "description", "group"})


def _lines(raw: Mapping[str, Any]) -> list[str]:
    # A least number of 0 is said: it equals False, and is none.
    said = (name for name, value in raw.items() if name in _ALWAYS or (value != "" and value is not False))
    return [f"{name} = {_said(raw[name])}" for name in said]


def _said(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_said(one) for one in value) + "]"
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for the delete sign, which TOML wants escaped; lone surrogates it has not.
        return json.dumps(re.sub(r"[\ud800-\udfff]", "�", value), ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
