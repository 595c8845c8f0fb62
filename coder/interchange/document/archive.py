"""A document as compressed text and back: how a study keeps what an imported file held that events do not carry."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from operator import attrgetter
from types import NoneType
from typing import Any, cast, get_args, get_origin, get_type_hints

from coder.interchange.document.document import Document


def packed(told: object) -> str:
    """Return JSON that is zlib-compressed and in base 64; it is as small as the file it came from, or smaller."""
    text = json.dumps(told, separators=(",", ":"), ensure_ascii=False)
    return base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 3)).decode()


def unpacked(text: str) -> Any:  # noqa: ANN401 - JSON
    """Undo :func:`packed`."""
    return json.loads(zlib.decompress(base64.b64decode(text)).decode("utf-8", "surrogatepass"))


def told_of(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a document, or a part of one, as lists and tables; what is as usual is left out."""
    if isinstance(value, tuple):
        return [told_of(part) for part in value]
    if type(value) in _PLAIN or not is_dataclass(value):
        return value
    kind: Any = type(value)
    parts, names, usual = _usual(kind)
    return {
        name: part if type(part) in _PLAIN else told_of(part)
        for name, part, usually in zip(names, parts(value), usual, strict=True)
        if part is not usually and part != usually
    }


def document_of(told: dict[str, Any]) -> Document:
    """Undo :func:`told_of`; what this version does not know is passed over."""
    return cast("Document", _maker(Document)(told))


_PLAIN = frozenset({str, int, bool, float, NoneType})

Make = Callable[[Any], Any]


@cache
def _usual(kind: Any) -> tuple[Callable[[object], Any], tuple[str, ...], tuple[object, ...]]:  # noqa: ANN401 - a dataclass
    """What takes the parts of a record of one kind (two or more), their names, and what each is as a rule."""
    names = tuple(field.name for field in fields(kind))
    return attrgetter(*names), names, tuple(field.default for field in fields(kind))


@cache
def _maker(kind: Any) -> Make:  # noqa: ANN401 - a dataclass
    """What makes a record of one kind; worked out once, because a document holds many thousands of a kind."""
    makers = {name: _value_maker(hint) for name, hint in get_type_hints(kind).items()}

    def make(told: dict[str, Any]) -> object:
        known = ((name, part, makers[name]) for name, part in told.items() if name in makers)
        return kind(**{name: part if maker is None else maker(part) for name, part, maker in known})

    return make


def _value_maker(hint: Any) -> Make | None:  # noqa: ANN401 - driven by the document's own annotations
    """What makes a value of what JSON holds; None where JSON holds the value itself."""
    inside = get_args(hint)
    if NoneType in inside:
        made = _value_maker(next(one for one in inside if one is not NoneType))
        return None if made is None else lambda part: None if part is None else made(part)
    if get_origin(hint) is tuple and inside[-1] is Ellipsis:
        each = _value_maker(inside[0])
        return tuple if each is None else lambda part: tuple(map(each, part))
    if get_origin(hint) is tuple:
        return tuple
    if isinstance(hint, type) and is_dataclass(hint):
        kind: Any = hint
        return _maker(kind)
    return hint if isinstance(hint, type) and issubclass(hint, StrEnum) else None
