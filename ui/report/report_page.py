"""The report's page on the screen: the same words and drawings as in the file, on paper, at any size of letters."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QByteArray, QRectF, QUrl
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QResizeEvent, QTextDocument
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QTextBrowser, QWidget

from coder.report.render.html_tree import Node, read_page, words_of
from coder.vocabulary.language import tr
from ui.widgets.measure import WIDE

PAPER, INK = "#fffdf8", "#1b1d1f"
_STYLE = """
h1 { font-size: xx-large; } h2 { font-size: x-large; } h3 { font-size: large; }
p, li { margin-bottom: 6px; }
.small { font-size: small; color: #3d4247; }
pre { font-size: small; white-space: pre-wrap; color: #3d4247; }
th { text-align: left; }
"""
_BESIDE_PX = 200
"""Width at which small drawings still stand beside each other, as in the file."""
_MOST_BESIDE = 3
_AS_IS = frozenset({"h1", "h2", "h3", "p", "ul", "ol", "li", "pre", "thead", "tbody", "tr", "th", "td", "strong", "em"})


class ReportPage(QTextBrowser):
    """Shows one page. It follows no link and reads no file: drawings are painted from the page itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("the mirror report"))
        self.setOpenLinks(False)
        self._svgs: list[str] = []
        self._main: Node | None = None
        paper = self.palette()
        for role, colour in ((QPalette.ColorRole.Base, PAPER), (QPalette.ColorRole.Text, INK)):
            paper.setColor(role, QColor(colour))
        self.setPalette(paper)  # a page is paper, also in the dark: the drawings are made for it

    def show_page(self, page: str) -> None:
        """Show a report's page; "" shows none."""
        self._main = read_page(page).first("main")
        self._lay()
        self.moveCursor(self.textCursor().MoveOperation.Start)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return a drawing of the page; nothing else is ever loaded."""
        url = QUrl(name)
        if url.scheme() != "drawing" or kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        number, wide = map(int, url.path().split("-"))
        renderer = QSvgRenderer(QByteArray(self._svgs[number].encode()))
        size = renderer.viewBoxF().size()
        share = self.devicePixelRatioF()
        image = QImage(
            round(wide * share), round(wide * share * size.height() / size.width()), QImage.Format.Format_ARGB32
        )
        image.fill(QColor("white"))
        painter = QPainter(image)
        renderer.render(painter, QRectF(image.rect()))
        painter.end()
        image.setDevicePixelRatio(share)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw as wide as there is room."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay()

    def _wide(self) -> int:
        return max(self.viewport().width() - 40, 120)

    def _lay(self) -> None:
        place = self.verticalScrollBar().value()
        document = self.document()
        document.setDefaultStyleSheet(_STYLE)
        document.setDocumentMargin(16)
        self._svgs = []
        self.setHtml("" if self._main is None else self._inside(self._main, self._wide()))
        self.verticalScrollBar().setValue(place)

    def _inside(self, node: Node, wide: int) -> str:
        return "".join(escape(one) if isinstance(one, str) else self._element(one, wide) for one in node.inside)

    def _element(self, node: Node, wide: int) -> str:
        small = ' class="small"' if "small" in node.attrs.get("class", "") else ""
        if node.tag == "svg":
            self._svgs.append(_svg_text(node))
            # The width is part of a drawing's name: Qt keeps what it has loaded under one.
            source = f"drawing:{len(self._svgs) - 1}-{wide}"
            return f'<p><img src="{source}" alt="{escape(words_of(node))}"></p>'
        if "row" in node.attrs.get("class", "").split():
            return self._beside(node, wide)
        if node.tag == "table":
            return f'<table cellspacing="0" cellpadding="4" width="100%">{self._inside(node, wide)}</table>'
        if node.tag == "caption":
            return f'<tr><td colspan="9"><b>{self._inside(node, wide)}</b></td></tr>'
        if "card" in node.attrs.get("class", "").split():
            inside = self._inside(node, wide)
            return f'<table width="100%" cellpadding="10" bgcolor="#f1f6ee"><tr><td>{inside}</td></tr></table>'
        if node.tag == "figcaption":
            return "".join(f'<p class="small">{self._inside(one, wide)}</p>' for one in node.nodes or [node])
        if node.tag in _AS_IS:
            return f"<{node.tag}{small}>{self._inside(node, wide)}</{node.tag}>"
        return self._inside(node, wide)

    def _beside(self, node: Node, wide: int) -> str:
        """Small drawings beside each other, as many as there is room for."""
        across = max(1, min(_MOST_BESIDE, len(node.nodes), wide // _BESIDE_PX))
        share = wide // across
        cells = [f'<td width="{share}">{self._element(one, share - WIDE)}</td>' for one in node.nodes]
        rows = "".join(f"<tr>{''.join(cells[n : n + across])}</tr>" for n in range(0, len(cells), across))
        return f'<table cellspacing="0" cellpadding="0">{rows}</table>'


def _svg_text(node: Node) -> str:
    """Return a drawing as a file of its own: names as SVG spells them, which HTML does not keep."""
    spelled = {"viewbox": "viewBox", "patternunits": "patternUnits", "patterntransform": "patternTransform"}
    names = {**node.attrs, **({"xmlns": "http://www.w3.org/2000/svg"} if node.tag == "svg" else {})}
    attributes = "".join(f' {spelled.get(name, name)}="{escape(value)}"' for name, value in names.items())
    inside = "".join(escape(one) if isinstance(one, str) else _svg_text(one) for one in node.inside)
    return f"<{node.tag}{attributes}>{inside}</{node.tag}>"
