"""The report's page on the screen: the same words and drawings as in the file, on paper, at any size of letters."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QByteArray, QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QResizeEvent, QTextDocument
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QTextBrowser, QWidget

from coder.report.render.html_tree import Node, read_page, words_of
from coder.vocabulary.language import tr

PAPER, INK = "#fffdf8", "#1b1d1f"
_LETTERS_PX = 13.0
"""Letters of which height a drawing is made for: it is shown as large as makes its letters those of the page."""
_ROOM_PX = 28
"""Left free beside a drawing, for the edges of the page or of a cell."""
_STYLE = """
h1 { font-size: xx-large; } h2 { font-size: x-large; } h3 { font-size: large; }
p, li { margin-bottom: 6px; }
.small { font-size: small; color: #3d4247; }
pre { font-size: small; white-space: pre-wrap; color: #3d4247; }
th { text-align: left; }
.small th, .small td { font-size: small; color: #1b1d1f; }
"""
_CARD = 'width="100%" cellpadding="10" bgcolor="#f1f6ee" style="margin: 12px 0px"'
_AS_IS = frozenset({"h1", "h2", "h3", "p", "ul", "ol", "li", "pre", "thead", "tbody", "tr", "th", "td", "strong", "em"})


class ReportPage(QTextBrowser):
    """Shows one page. It follows no link and reads no file: drawings are painted from the page itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("the mirror report"))
        self.setOpenLinks(False)
        self._svgs: list[str] = []
        self._main: Node | None = None
        self._laid_for, self._unlaid = 0, False
        self._laying = False
        # Width that came and went with a page's length would lay the page out anew with every page.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        paper = self.palette()
        for role, colour in ((QPalette.ColorRole.Base, PAPER), (QPalette.ColorRole.Text, INK)):
            paper.setColor(role, QColor(colour))
        self.setPalette(paper)  # a page is paper, also in the dark: the drawings are made for it

    def show_page(self, page: str) -> None:
        """Show a report's page; "" shows none."""
        self._main = read_page(page).first("main")
        self._unlaid = True
        self._lay()
        self.moveCursor(self.textCursor().MoveOperation.Start)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return a drawing of the page; nothing else is ever loaded."""
        url = QUrl(name)
        if url.scheme() != "drawing" or kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        svg = self._svgs[int(url.path().split("-")[0])]
        renderer = QSvgRenderer(QByteArray(svg.encode()))
        size = renderer.viewBoxF().size()
        wide = min(self._shown(size.width()), self._wide())
        share = self.devicePixelRatioF()
        image = QImage(
            round(wide * share), round(wide * share * size.height() / size.width()), QImage.Format.Format_ARGB32
        )
        image.fill(QColor(PAPER))  # a white sheet of its own would lie on the page
        painter = QPainter(image)
        renderer.render(painter, QRectF(image.rect()))
        painter.end()
        image.setDevicePixelRatio(share)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw as wide as there is room."""
        super().resizeEvent(event)
        if self._wide() != self._laid_for:
            self._lay()

    def _wide(self) -> int:
        return max(self.viewport().width() - 40, 120)

    def _shown(self, width: float) -> int:
        """Return how wide a drawing of some width is shown where there is room for it."""
        return max(round(width * self.fontInfo().pixelSize() / _LETTERS_PX), 1)

    def _lay(self) -> None:
        # Qt may resize the viewport while it takes a page in, and goes on with that page afterwards: a page that was
        # begun in between would stand beside it.
        if self._laying:
            return
        self._laying = True
        try:
            while self._laid_for != self._wide() or self._unlaid:
                self._laid_for, self._unlaid = self._wide(), False
                self._take_in()
        finally:
            self._laying = False

    def _take_in(self) -> None:
        place = self.verticalScrollBar().value()
        document = self.document()
        document.setDefaultStyleSheet(_STYLE)
        document.setDocumentMargin(16)
        self._svgs = []
        self.setHtml("" if self._main is None else self._inside(self._main))
        self.verticalScrollBar().setValue(place)

    def _inside(self, node: Node) -> str:
        return "".join(escape(one) if isinstance(one, str) else self._element(one) for one in node.inside)

    def _element(self, node: Node) -> str:
        small = ' class="small"' if "small" in node.attrs.get("class", "") else ""
        if node.tag == "svg":
            self._svgs.append(_svg_text(node))
            # The width is part of a drawing's name: Qt keeps what it has loaded under one.
            source = f"drawing:{len(self._svgs) - 1}-{self._wide()}"
            return f'<p><img src="{source}" alt="{escape(words_of(node))}"></p>'
        if "row" in node.attrs.get("class", "").split():
            return self._row(node.nodes)
        if node.tag == "table":
            named = [self._inside(one) for one in node.nodes if one.tag == "caption"]
            rows = "".join(self._element(one) for one in node.nodes if one.tag != "caption")
            title = "".join(f"<p><b>{name}</b></p>" for name in named)
            return f'{title}<table class="small" cellspacing="0" cellpadding="3" width="100%">{rows}</table>'
        if "card" in node.attrs.get("class", "").split():
            inside = self._inside(node)
            return f"<table {_CARD}><tr><td>{inside}</td></tr></table>"
        if node.tag == "figcaption":
            return "".join(f'<p class="small">{self._inside(one)}</p>' for one in node.nodes or [node])
        if node.tag in _AS_IS:
            return f"<{node.tag}{small}>{self._inside(node)}</{node.tag}>"
        return self._inside(node)

    def _row(self, figures: Sequence[Node]) -> str:
        """Lay small drawings beside each other, as many as there is room for."""
        each = self._shown(max(_width(one) for one in figures)) + _ROOM_PX
        beside = max(min(self._wide() // each, len(figures)), 1)
        cells = [f'<td width="{each}">{self._inside(one)}</td>' for one in figures]
        rows = ("".join(cells[start : start + beside]) for start in range(0, len(cells), beside))
        return f'<table cellspacing="0" cellpadding="4">{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'


def _width(figure: Node) -> float:
    """Return the width of a figure's drawing, as it was drawn."""
    drawing = figure.first("svg")
    return float(drawing.attrs["viewbox"].split()[2]) if drawing is not None else 0.0


def _svg_text(node: Node) -> str:
    """Return a drawing as a file of its own: names as SVG spells them, which HTML does not keep."""
    spelled = {"viewbox": "viewBox", "patternunits": "patternUnits", "patterntransform": "patternTransform"}
    names = {**node.attrs, **({"xmlns": "http://www.w3.org/2000/svg"} if node.tag == "svg" else {})}
    attributes = "".join(f' {spelled.get(name, name)}="{escape(value)}"' for name, value in names.items())
    inside = "".join(escape(one) if isinstance(one, str) else _svg_text(one) for one in node.inside)
    return f"<{node.tag}{attributes}>{inside}</{node.tag}>"
