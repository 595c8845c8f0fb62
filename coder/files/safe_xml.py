"""XML from strangers: no document type, no entities, no deep nesting, and large parts streamed instead of kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element
from xml.parsers import expat

from coder.files.bounded_read import FormatError
from coder.vocabulary.language import tr

MAX_DEPTH = 64
Streamed = Callable[[Element, Element], None]
"""Called with an element and its parent when the element ends; the element is not kept."""


def parse(data: bytes, name: str, *, streamed: Mapping[str, Streamed]) -> Element:
    """Parse a document into a tree without the elements named in ``streamed``.

    A document type declaration is refused outright: entity bombs and outside files need one, annotation files do not.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65_536
    root = Element("")
    stack = [root]
    text: list[str] = []

    # Some of this runs for every element of a large file. White space between elements only lays them out: it is let
    # go at once, and would pile up where elements are streamed away.
    def between() -> None:
        joined = text.pop() if len(text) == 1 else "".join(text)
        text.clear()
        if not joined.isspace():
            parent = stack[-1]
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + joined
            else:
                parent.text = (parent.text or "") + joined

    def start(tag: str, attributes: dict[str, str]) -> None:
        if text:
            between()
        element = Element(tag, attributes)
        if tag not in streamed or len(stack) == 1:
            stack[-1].append(element)
        stack.append(element)
        if len(stack) > MAX_DEPTH:
            raise FormatError(
                name,
                tr("it is nested deeper than any real file"),
                place=tr("line {currentlinenumber}", currentlinenumber=parser.CurrentLineNumber),
            )

    def end(tag: str) -> None:
        element = stack[-1]
        if text and not len(element) and element.text is None:
            element.text = "".join(text)
            text.clear()
        elif text:
            between()
        stack.pop()
        if tag in streamed:
            streamed[tag](element, stack[-1])

    def refuse(*_: object) -> int:
        raise FormatError(
            name,
            tr("it declares a document type, which no annotation file needs and which can be a trap: it was not read"),
            place=tr("line {currentlinenumber}", currentlinenumber=parser.CurrentLineNumber),
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise FormatError(
            name,
            tr(
                "its XML is broken ({messages}): it may have been cut short; copy it again",
                messages=expat.errors.messages[error.code],
            ),
            place=tr("line {lineno}", lineno=error.lineno),
        ) from error
    except (LookupError, ValueError) as error:
        raise FormatError(name, tr("its XML names a text encoding that is not known: save it as UTF-8")) from error
    return root[0]


_REFERENCE = re.compile(rb"&#(?:0*([0-9]{1,2})|[xX]0*([0-9a-fA-F]{1,2}));")
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f]")
_REPLACED = "\ufffd".encode()


def without_controls(data: bytes) -> tuple[bytes, int]:
    """Replace control characters, written out or as references, by U+FFFD; return how many there were.

    No XML may hold them, yet programs write them where a text was pasted. Files in UTF-16 are left as they are.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        return data, 0
    count = 0

    def plain(found: re.Match[bytes]) -> bytes:
        nonlocal count
        number = int(found[1]) if found[1] else int(found[2], 16)
        if number >= 32 or number in (9, 10, 13):
            return found[0]
        count += 1
        return _REPLACED

    if b"&#" in data:
        data = _REFERENCE.sub(plain, data)
    data, raw = _CONTROL.subn(_REPLACED, data)
    return data, count + raw


def attribute(text: str) -> str:
    """Escape a text for a double-quoted attribute."""
    if not text.isalnum():
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        text = text.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")
    return text


def content(text: str) -> str:
    """Escape a text for element content; a carriage return would be read as a line end."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def clean(text: str) -> str:
    """Replace what XML cannot hold at all by U+FFFD."""
    if text.isprintable():
        return text
    return "".join(char if _allowed(ord(char)) else "\ufffd" for char in text)


def serialise(element: Element, indent: str) -> list[str]:
    """Write an element and what is in it as lines, in the way ELAN lays them out; keeps mixed content as it is."""
    attributes = "".join(f' {key}="{attribute(value)}"' for key, value in element.items())
    text = element.text or ""
    if not len(element):
        if not text:
            return [f"{indent}<{element.tag}{attributes}/>\n"]
        return [f"{indent}<{element.tag}{attributes}>{content(text)}</{element.tag}>\n"]
    lines = [f"{indent}<{element.tag}{attributes}>{content(text.strip())}\n"]
    for child in element:
        lines += serialise(child, indent + "    ")
        if child.tail and child.tail.strip():
            lines.append(content(child.tail.strip()) + "\n")
    lines.append(f"{indent}</{element.tag}>\n")
    return lines


def _allowed(char: int) -> bool:
    return char in (9, 10, 13) or 0x20 <= char <= 0xD7FF or 0xE000 <= char <= 0xFFFD or char >= 0x10000
