"""The report as a PDF for printing, laid out from the page's own HTML, so that both say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from fpdf.outline import OutlineSection
from fpdf.syntax import DestinationXYZ

from coder.report.render.html_tree import Node, read_page, words_of
from coder.report.render.pdf_drawing import paint, size_of
from coder.report.render.pdf_tags import FAMILY, NO_DAY, TaggedPdf, finished

MARGIN, FOOT = 40.0, 40.0
INK, QUIET, RULE = "#1b1d1f", "#3d4247", "#c9c9c4"
CARD, CARD_EDGE = "#f1f6ee", "#4c7a3d"


@dataclass(frozen=True, slots=True)
class _Style:
    """How a kind of text is set, in points."""

    size: float
    leading: float
    before: float
    after: float
    bold: bool = False
    colour: str = INK


STYLES = {
    "h1": _Style(16, 20, 0, 2, bold=True),
    "h2": _Style(11.5, 14, 8, 1, bold=True),
    "h3": _Style(10, 12.5, 6, 0.5, bold=True),
    "p": _Style(8.6, 10.8, 0.5, 1.5),
    "li": _Style(8.6, 10.8, 0, 0.5),
    "small": _Style(7.6, 9.6, 1, 1.5, colour=QUIET),
    "caption": _Style(9, 13, 6, 2, bold=True),
    "th": _Style(8, 11, 2, 2, bold=True),
    "td": _Style(8, 11, 2, 2),
}
CLOSE = STYLES | {
    "h1": _Style(15, 18, 0, 1, bold=True),
    "h2": _Style(10.5, 12.5, 5, 0.5, bold=True),
    "h3": _Style(9.5, 11.2, 3.5, 0, bold=True),
    "p": _Style(8.2, 9.9, 0.5, 0.8),
    "li": _Style(8.2, 9.9, 0, 0),
    "small": _Style(7.5, 8.9, 0.5, 0.8, colour=QUIET),
}
"""The same set closer, for a page of which little would be left over for one sheet more."""
LITTLE = 0.35
"""So much of a sheet is little."""
LARGEST = 0.63
"""So large a drawing is at most: its letters are 7.5 points then, and two drawings go on a page with what is said."""
BESIDE = 3
"""So many small drawings stand beside each other; of fewer, none is wider."""
_INLINE = frozenset({"a", "b", "strong", "em", "i", "span", "code", "small", "abbr", "sub", "sup", "br", "time"})
_PARTS = ("thead", "tbody", "tfoot")


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF file's bytes, and the characters that its letters do not hold: a box stands for each."""

    content: bytes
    boxes: str


def pdf_of(page: str, *, day: str | None = None) -> Printed:
    """Return a report's page as a PDF: text that can be read and heard, in order, with headings as bookmarks.

    The same page and day give the same bytes, on any machine: the letters come with the app. Where little would be left
    over for the last sheet, everything is set closer, if that saves the sheet.

    Parameters
    ----------
    page : str
        The page as :func:`coder.report.render.html_page.page` writes it.
    day : str, optional
        The date that is printed on it; without one the file holds no date at all.
    """
    root = read_page(page)
    title, body = root.first("title"), root.first("main")
    assert title is not None
    assert body is not None
    made = NO_DAY if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC)
    with _set(title.line, body, STYLES, made) as sheet:
        if not sheet.little_left_over:
            return sheet.printed
        with _set(title.line, body, CLOSE, made) as closer:
            saved = closer.pdf.page < sheet.pdf.page
            return closer.printed if saved else sheet.printed


@contextmanager
def _set(title: str, body: Node, styles: Mapping[str, _Style], made: datetime) -> Iterator[_Sheet]:
    """Set a page; its file's letters are let go afterwards."""
    pdf = TaggedPdf(title, made=made)
    try:
        sheet = _Sheet(pdf, title, styles)
        sheet.blocks(body)
        yield sheet
    finally:
        pdf.let_go()


class _Sheet:
    """Sets one block after the other, turning the page where there is no room."""

    def __init__(self, pdf: TaggedPdf, title: str, styles: Mapping[str, _Style]) -> None:
        self.pdf, self._title, self._styles = pdf, title, styles
        self._left, self._wide = MARGIN, pdf.w - 2 * MARGIN
        self._dry = 0
        self.y = MARGIN
        self._width = lru_cache(maxsize=20_000)(self._measured)
        self._turn()

    @property
    def printed(self) -> Printed:
        """The file, with everything that was set."""
        return Printed(finished(self.pdf), "".join(sorted(self.pdf.missing)))

    @property
    def little_left_over(self) -> bool:
        """Whether another sheet was begun for little."""
        return self.pdf.page > 1 and self.y - MARGIN < LITTLE * self._room_of_a_page

    # Blocks

    def blocks(self, holder: Node) -> None:
        """Set everything in an element, in order; a heading stays with what it heads."""
        nodes = holder.nodes
        for place, node in enumerate(nodes):
            if node.tag in ("h1", "h2", "h3"):
                self._need(self._height_with_heading(nodes[place:]))
            self._block(node)

    def _block(self, node: Node) -> None:
        kinds = {"figure": self._figure, "table": self._table, "ul": self._list, "ol": self._list}
        if node.tag in ("h1", "h2", "h3"):
            self._heading(node)
        elif node.tag in kinds:
            kinds[node.tag](node)
        elif "card" in node.attrs.get("class", "").split():
            self._card(node)
        elif "row" in node.attrs.get("class", "").split():
            self._side_by_side(node)
        elif node.tag == "p" or not any(one.tag not in _INLINE for one in node.nodes):
            small = "small" in node.attrs.get("class", "").split() or node.tag == "figcaption"
            with self._element("P"):
                self._paragraph(node.line, self._styles["small" if small else "p"])
        else:
            self.blocks(node)

    def _heading(self, node: Node) -> None:
        style = self._styles[node.tag]
        depth = int(node.tag[1])
        if node.tag == "h2" and self.y > MARGIN:
            self.y += style.before / 2
            self._rule(self.y)
        if not self._dry:
            spot = DestinationXYZ(self.pdf.page, top=self.pdf.h - self.y)
            self.pdf.section(OutlineSection(self.pdf.shown(node.line), depth - 1, self.pdf.page, spot))
        with self._element(f"H{depth}"):
            self._paragraph(node.line, style)

    def _list(self, node: Node) -> None:
        with self._element("L"):
            for item in node.nodes:
                with self._element("LI"), self._indented(14):
                    style = self._styles["li"]
                    self._need(style.before + style.leading)
                    bullet_y = self.y + style.before
                    with self._element("LBody"):
                        if not self._dry:
                            self._line("•", self._left - 11, bullet_y, style)
                        self._paragraph(item.line, style)

    def _card(self, node: Node) -> None:
        pad = 6.0
        with self._indented(pad + 4, pad):
            high = self._height(node.nodes) + 2 * pad
            if high < self._room_of_a_page:
                self._need(high)
                if not self._dry:
                    left, wide = self._left - pad - 4, self._wide + 2 * pad + 4
                    with self.pdf.artifact():
                        self.pdf.set_fill_color(CARD)
                        self.pdf.rect(left, self.y, wide, high, style="F")
                        self.pdf.set_fill_color(CARD_EDGE)
                        self.pdf.rect(left, self.y, 4, high, style="F")
            self.y += pad
            with self._element("Sect"):
                self.blocks(node)
            self.y += pad

    def _side_by_side(self, node: Node) -> None:
        """Set small drawings beside each other, in columns of one width."""
        gap, count = 10.0, max(len(node.nodes), BESIDE)
        wide = (self._wide - gap * (count - 1)) / count
        places = [(k * (wide + gap), self._wide - k * (wide + gap) - wide) for k in range(len(node.nodes))]
        highs = []
        for one, place in zip(node.nodes, places, strict=True):
            with self._indented(*place):
                highs.append(self._height([one]))
        self._need(max(highs, default=0.0))
        top = self.y
        for one, place in zip(node.nodes, places, strict=True):
            self.y = top
            with self._indented(*place):
                self._block(one)
        self.y = top + max(highs, default=0.0)

    def _figure(self, node: Node) -> None:
        drawings = list(node.each("svg"))
        caption = [one for one in node.nodes if one.tag == "figcaption"]
        said = self._height_of(lambda: self._captions(caption))
        for place, svg in enumerate(drawings):
            wide, high = size_of(svg)
            last = said if place == len(drawings) - 1 else 0.0
            room = self._room_of_a_page - min(last, self._room_of_a_page / 2) - 12
            scale = min(self._wide / wide, room / high, LARGEST)
            self._need(high * scale + min(last, self._room_of_a_page / 2) + 8)
            self.y += 4
            with self._element("Figure", alt=words_of(svg)):
                if not self._dry:
                    with self.pdf.marked():
                        paint(self.pdf, svg, x=self._left, y=self.y, scale=scale)
            self.y += high * scale + 4
        self._captions(caption)

    def _captions(self, captions: Sequence[Node]) -> None:
        for one in captions:
            for line in one.nodes or [one]:
                with self._element("Caption"):
                    self._paragraph(line.line, self._styles["small"])

    # Tables

    def _table(self, node: Node) -> None:
        caption = node.first("caption")
        rows = [row for part in node.nodes if part.tag in _PARTS for row in part.nodes]
        heads = [row for part in node.nodes if part.tag == "thead" for row in part.nodes]
        widths = self._columns(rows)
        with self._element("Table"):
            if caption is not None:
                opening = rows[: len(heads) + 1]
                self._need(30 + sum(self._row_height(row, widths) for row in opening))
                with self._element("Caption"):
                    self._paragraph(caption.line, self._styles["caption"])
            for row in rows:
                high = self._row_height(row, widths)
                if self._short_of(high) and row not in heads:
                    self._turn()
                    for head in heads:
                        self._row(head, widths, again=True)
                self._row(row, widths)
        self.y += 6

    def _columns(self, rows: Sequence[Node]) -> list[float]:
        """Return widths: short columns get what they need, and the long ones share what is left."""
        count = max((len(row.nodes) for row in rows), default=0)
        wanted = [0.0] * count
        for row in rows:
            for place, cell in enumerate(row.nodes):
                # A hair more than it needs: what is added and taken away again may come out smaller than it was.
                wanted[place] = max(wanted[place], self._width(cell.line, 8, cell.tag == "th") + 8.01)
        left, share = self._wide, [0.0] * count
        open_ = sorted(range(count), key=lambda place: wanted[place])
        for done, place in enumerate(open_):
            share[place] = min(wanted[place], left / (count - done))
            left -= share[place]
        return share

    def _row_height(self, row: Node, widths: Sequence[float]) -> float:
        lines = [
            len(self._wrapped(cell.line, self._styles[cell.tag], wide - 8))
            for cell, wide in zip(row.nodes, widths, strict=False)
        ]
        return max(lines, default=1) * self._styles["td"].leading + 5

    def _row(self, row: Node, widths: Sequence[float], *, again: bool = False) -> None:
        high = self._row_height(row, widths)
        self._need(high)
        x = self._left
        with self._element("TR") if not again else self._unmarked():
            for cell, wide in zip(row.nodes, widths, strict=False):
                scope = {"col": "Column", "row": "Row"}.get(cell.attrs.get("scope", ""), "")
                kind = self._element("TH" if cell.tag == "th" else "TD", scope=scope)
                with kind if not again else self._unmarked():
                    style = self._styles[cell.tag]
                    for number, line in enumerate(self._wrapped(cell.line, style, wide - 8)):
                        self._line(line, x, self.y + 2 + number * style.leading, style, again=again)
                x += wide
        self.y += high
        self._rule(self.y - 1.5)

    # Lines

    def _paragraph(self, text: str, style: _Style) -> None:
        self.y += style.before if self.y > MARGIN else 0
        for line in self._wrapped(text, style, self._wide):
            self._need(style.leading)
            self._line(line, self._left, self.y, style)
            self.y += style.leading
        self.y += style.after

    def _line(self, text: str, x: float, y: float, style: _Style, *, again: bool = False) -> None:
        if self._dry or not text:
            return
        with self.pdf.artifact() if again else self.pdf.marked():
            self.pdf.set_font(FAMILY, "B" if style.bold else "", style.size)
            self.pdf.set_text_color(style.colour)
            self.pdf.text(x, y + style.leading * 0.76, self.pdf.shown(text))

    def _wrapped(self, text: str, style: _Style, wide: float) -> list[str]:
        lines, line = [], ""
        for word in text.split():
            longer = f"{line} {word}" if line else word
            if self._width(longer, style.size, style.bold) <= wide:
                line = longer
                continue
            if line:
                lines.append(line)
            *whole, line = self._cut(word, style, wide)
            lines += whole
        return [*lines, line] if line or not lines else lines

    def _cut(self, word: str, style: _Style, wide: float) -> list[str]:
        """Cut a word that is wider than its column, such as a fingerprint."""
        pieces, piece = [], ""
        for one in word:
            if piece and self._width(piece + one, style.size, style.bold) > wide:
                pieces.append(piece)
                piece = ""
            piece += one
        return [*pieces, piece]

    def _measured(self, text: str, size: float, bold: bool) -> float:
        self.pdf.set_font(FAMILY, "B" if bold else "", size)
        return float(self.pdf.get_string_width(self.pdf.shown(text)))

    # Room

    @property
    def _room_of_a_page(self) -> float:
        return float(self.pdf.h - MARGIN - FOOT)

    def _short_of(self, high: float) -> bool:
        return not self._dry and self.y + high > self.pdf.h - FOOT and self.y > MARGIN

    def _need(self, high: float) -> None:
        if self._short_of(high):
            self._turn()

    def _turn(self) -> None:
        pdf = self.pdf
        pdf.add_page()
        self.y = MARGIN
        with pdf.artifact():
            pdf.set_font(FAMILY, "", 8)
            pdf.set_text_color(QUIET)
            pdf.text(MARGIN, pdf.h - 26, pdf.shown(self._title))
            number = str(pdf.page)
            pdf.text(pdf.w - MARGIN - pdf.get_string_width(number), pdf.h - 26, number)

    def _height(self, nodes: Sequence[Node]) -> float:
        """How high blocks would be if nothing broke."""

        def setting() -> None:
            for node in nodes:
                self._block(node)

        return self._height_of(setting)

    def _height_of(self, setting: Callable[[], object]) -> float:
        before, self.y = self.y, MARGIN + 1
        self._dry += 1
        setting()
        self._dry -= 1
        self.y, high = before, self.y - MARGIN - 1
        return high

    def _height_with_heading(self, nodes: Sequence[Node]) -> float:
        """How high a heading is with the headings right under it and the first block that they head."""
        count = next((n for n, node in enumerate(nodes) if node.tag not in ("h1", "h2", "h3")), len(nodes))
        alone = self._height(nodes[:count])
        whole = self._height(nodes[: count + 1])
        return whole if whole < 0.7 * self._room_of_a_page else alone + 60

    @contextmanager
    def _indented(self, left: float, right: float = 0.0) -> Iterator[None]:
        self._left, self._wide = self._left + left, self._wide - left - right
        yield
        self._left, self._wide = self._left - left, self._wide + left + right

    def _rule(self, y: float) -> None:
        if not self._dry:
            with self.pdf.artifact():
                self.pdf.set_draw_color(RULE)
                self.pdf.set_line_width(0.5)
                self.pdf.set_dash_pattern(0, 0)
                self.pdf.line(self._left, y, self._left + self._wide, y)

    @contextmanager
    def _element(self, kind: str, *, alt: str | None = None, scope: str = "") -> Iterator[None]:
        if self._dry:
            yield
            return
        with self.pdf.element(kind, alt=alt, scope=scope):
            yield

    @contextmanager
    def _unmarked(self) -> Iterator[None]:
        yield
