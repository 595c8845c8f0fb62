"""A drawing of the report, painted on a page of a PDF: lines stay lines and words stay words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from coder.report.render.html_tree import Node
from coder.report.render.pdf_tags import FAMILY, TaggedPdf
from coder.vocabulary.language import tr

_INHERITED = ("fill", "stroke", "stroke-width", "font-size", "font-weight", "text-anchor", "stroke-dasharray")
_HATCH_STEP = 6.0
_HATCH = "#c9c9c4"


def size_of(svg: Node) -> tuple[float, float]:
    """Return width and height of a drawing, in its own units."""
    _, _, width, height = (float(value) for value in svg.attrs["viewbox"].split())
    return width, height


def paint(pdf: TaggedPdf, svg: Node, *, x: float, y: float, scale: float) -> None:
    """Paint a drawing with its upper left corner at (x, y), in points.

    Raises ValueError for a shape that the report's drawings do not use: better no report than one with a hole.
    """
    pen = _Pen(pdf, x, y, scale)
    for node in svg.nodes:
        pen.shape(node, {name: svg.attrs[name] for name in _INHERITED if name in svg.attrs})


@dataclass(slots=True)
class _Pen:
    pdf: TaggedPdf
    x: float
    y: float
    scale: float

    def shape(self, node: Node, inherited: dict[str, str]) -> None:
        """Paint one element and what is in it."""
        style = {**inherited, **{name: node.attrs[name] for name in _INHERITED if name in node.attrs}}
        if node.tag in ("title", "desc", "defs"):
            return
        if node.tag == "g":
            for one in node.nodes:
                self.shape(one, style)
            return
        shapes: dict[str, Callable[[Node, dict[str, str]], None]] = {
            "rect": self._rect,
            "circle": self._circle,
            "line": self._line,
            "polyline": self._polyline,
            "polygon": self._polyline,
            "path": self._path,
            "text": self._text,
        }
        if node.tag not in shapes:
            raise ValueError(tr("a drawing has the element {tag!r}, which a PDF page does not know", tag=node.tag))
        shapes[node.tag](node, style)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self.x + x * self.scale, self.y + y * self.scale

    def _rect(self, node: Node, style: dict[str, str]) -> None:
        wide, high = (_number(node, name) * self.scale for name in ("width", "height"))
        x, y = self._at(_number(node, "x"), _number(node, "y"))
        if style.get("fill", "").startswith("url("):
            self._hatch(x, y, wide, high)
        elif (how := self._ready(style, area=True)) and wide > 0 and high > 0:
            self.pdf.rect(x, y, wide, high, style=how)

    def _hatch(self, x: float, y: float, wide: float, high: float) -> None:
        self._ready({"stroke": _HATCH, "stroke-width": "2"}, area=False)
        with self.pdf.rect_clip(x, y, wide, high):
            step = _HATCH_STEP * self.scale * 2**0.5
            for i in range(int((wide + high) / step) + 1):
                self.pdf.line(x + i * step - high, y, x + i * step, y + high)

    def _circle(self, node: Node, style: dict[str, str]) -> None:
        x, y = self._at(_number(node, "cx"), _number(node, "cy"))
        r = _number(node, "r") * self.scale
        if how := self._ready(style, area=True):
            self.pdf.ellipse(x - r, y - r, 2 * r, 2 * r, style=how)

    def _line(self, node: Node, style: dict[str, str]) -> None:
        if self._ready(style, area=False):
            x1, y1 = self._at(_number(node, "x1"), _number(node, "y1"))
            self.pdf.line(x1, y1, *self._at(_number(node, "x2"), _number(node, "y2")))

    def _polyline(self, node: Node, style: dict[str, str]) -> None:
        numbers = [float(value) for value in re.findall(r"-?[\d.]+", node.attrs["points"])]
        points = [self._at(px, py) for px, py in zip(numbers[::2], numbers[1::2], strict=True)]
        self._points(points, style, closed=node.tag == "polygon")

    def _path(self, node: Node, style: dict[str, str]) -> None:
        points, closed = [], False
        x = y = 0.0
        for letter, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", node.attrs["d"]):
            values = [float(value) for value in re.findall(r"-?[\d.]+", rest)]
            if letter in "Zz":
                closed = True
            elif letter in "MLml":
                for dx, dy in zip(values[::2], values[1::2], strict=True):
                    x, y = (x + dx, y + dy) if letter.islower() else (dx, dy)
                    points.append(self._at(x, y))
            elif letter in "HhVv":
                for value in values:
                    moved = value + (x if letter == "h" else y if letter == "v" else 0)
                    x, y = (moved, y) if letter in "Hh" else (x, moved)
                    points.append(self._at(x, y))
            else:
                raise ValueError(tr("a drawing's path has {letter!r}, which a PDF page does not know", letter=letter))
        self._points(points, style, closed=closed)

    def _points(self, points: list[tuple[float, float]], style: dict[str, str], *, closed: bool) -> None:
        how = self._ready(style, area=True)
        if how and len(points) > 1:
            self.pdf.polyline(points, polygon=closed, style=how)

    def _text(self, node: Node, style: dict[str, str]) -> None:
        pdf = self.pdf
        size = float(style.get("font-size", "12")) * self.scale
        pdf.set_font(FAMILY, "B" if style.get("font-weight") in ("bold", "600", "700") else "", size)
        pdf.set_text_color(style.get("fill", "#000000"))
        text = pdf.shown(node.line)
        x, y = self._at(_number(node, "x"), _number(node, "y"))
        back = {"middle": 0.5, "end": 1.0}.get(style.get("text-anchor", "start"), 0.0)
        pdf.text(x - back * pdf.get_string_width(text), y, text)

    def _ready(self, style: dict[str, str], *, area: bool) -> str:
        """Set colours and widths; return how to paint ("F", "D", "DF"), "" for not at all."""
        fill = style.get("fill", "#000000") if area else "none"
        stroke = style.get("stroke", "none")
        if stroke != "none":
            self.pdf.set_draw_color(stroke)
            self.pdf.set_line_width(float(style.get("stroke-width", "1")) * self.scale)
            dashes = [float(value) * self.scale for value in re.findall(r"[\d.]+", style.get("stroke-dasharray", ""))]
            self.pdf.set_dash_pattern(*(dashes[:2] if dashes else (0, 0)))
        if fill != "none":
            self.pdf.set_fill_color(fill)
        return ("D" if stroke != "none" else "") + ("F" if fill != "none" else "")


def _number(node: Node, name: str) -> float:
    return float(node.attrs.get(name, "0"))
