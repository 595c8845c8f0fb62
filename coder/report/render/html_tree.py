"""A report's page read back as a tree, so that other forms of it say exactly what the page says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"meta", "br", "hr", "img", "link"})


@dataclass(slots=True)
class Node:
    """An element: its name, its attributes, and what stands in it, in order."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)

    @property
    def nodes(self) -> list[Node]:
        """The elements directly in it."""
        return [one for one in self.inside if isinstance(one, Node)]

    @property
    def words(self) -> str:
        """All text in it, as written."""
        return "".join(one if isinstance(one, str) else one.words for one in self.inside)

    @property
    def line(self) -> str:
        """All text in it, as one line."""
        return " ".join(self.words.split())

    def first(self, tag: str) -> Node | None:
        """The first element of that name, at any depth."""
        return next(self.each(tag), None)

    def each(self, *tags: str) -> Iterator[Node]:
        """Every element of those names, at any depth, in order."""
        for node in self.nodes:
            if node.tag in tags:
                yield node
            yield from node.each(*tags)


def read_page(text: str) -> Node:
    """Return the page as a tree under one root."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def words_of(svg: Node) -> str:
    """Return what a drawing says of itself."""
    return ". ".join(node.line.rstrip(".") for node in svg.nodes if node.tag in ("title", "desc")) + "."
