"""One HTML page in one file: no script, nothing fetched, headings in order, the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from coder.vocabulary.language import installed, tr

STYLE = """
:root { color-scheme: light; }
body { font: 1.05rem/1.55 Georgia, 'Times New Roman', serif; color: #1b1d1f; background: #fffdf8; margin: 0; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1, h2, h3, th, figcaption, .small, svg text { font-family: system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; padding-top: 1rem; border-top: 1px solid #c9c9c4; }
h3 { font-size: 1.1rem; margin: 2rem 0 .25rem; }
p, ul { margin: .5rem 0; }
li { margin: .25rem 0; }
figure { margin: 1rem 0; padding: .75rem; background: #fff; border: 1px solid #dddcd5; border-radius: 6px; }
figure svg { display: block; width: 100%; min-width: 38rem; height: auto; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(12.5rem, 1fr)); gap: .6rem; margin: 1rem 0; }
.row figure { margin: 0; padding: .5rem; }
.row figure svg { min-width: 0; }
.wide { overflow-x: auto; }
.wide:focus-visible { outline: 3px solid #1f6fa8; outline-offset: 2px; }
p, li, h1, h2, h3, figcaption { overflow-wrap: anywhere; }
figcaption, .small { font-size: .85rem; line-height: 1.45; color: #3d4247; }
.card { background: #f1f6ee; border-left: 5px solid #4c7a3d; padding: .75rem 1rem; margin: 1rem 0; }
.card h3 { margin-top: 0; }
table { border-collapse: collapse; margin: .75rem 0; font-size: .88rem; width: 100%; }
caption { text-align: left; font-weight: bold; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem .25rem 0; border-bottom: 1px solid #dddcd5; }
td { font-variant-numeric: tabular-nums; }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; }
  body { color: #e9e7e1; background: #17191b; }
  .small { color: #b9bdc1; }
  h2, th, td { border-color: #45494d; }
  .card { background: #1f2a1d; }
  figure { color: #1b1d1f; background: #f7f5ef; border-color: #f7f5ef; }
}
@media print {
  @page { size: A4; margin: 11mm 14mm; }
  :root { font-size: 9pt; }
  body { background: #fff; font-size: 1rem; line-height: 1.3; }
  h1 { font-size: 1.7rem; margin-bottom: .2rem; }
  h2 { font-size: 1.2rem; margin: .6rem 0 .2rem; padding-top: .3rem; }
  h3 { font-size: 1.05rem; margin: .5rem 0 .1rem; }
  p, ul { margin: .2rem 0; }
  li { margin: 0; }
  figure { margin: .4rem 0; padding: .4rem; }
  .row { margin: .4rem 0; grid-template-columns: repeat(3, 1fr); }
  .card { margin: .5rem 0; padding: .4rem .75rem; }
  th, td { padding-top: .1rem; padding-bottom: .1rem; }
  main { max-width: none; padding: 0; }
  figure, .card, tr { break-inside: avoid; }
  .wide { overflow: visible; }
  figure svg { min-width: 0; }
  h2, h3 { break-after: avoid; }
}
"""


def page(title: str, blocks: Iterable[str]) -> str:
    """Return a whole page."""
    spoken = installed()
    code = spoken.code.replace("_", "-") if spoken is not None else "en"
    way = ' dir="rtl"' if spoken is not None and spoken.right_to_left else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(code)}"{way}>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(block for block in blocks if block)
        + "\n</main>\n</body>\n</html>\n"
    )


def heading(depth: int, text: str) -> str:
    """Return a heading; depth 1 to 3."""
    return f"<h{depth}>{escape(text)}</h{depth}>"


def para(text: str, *, small: bool = False) -> str:
    """Return a paragraph."""
    kind = ' class="small"' if small else ""
    return f"<p{kind}>{escape(text)}</p>"


def bullets(items: Iterable[str]) -> str:
    """Return a list, or nothing where it would be empty."""
    lines = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{lines}</ul>" if lines else ""


def card(title: str, paragraphs: Iterable[str]) -> str:
    """Return a framed note under a heading of its own."""
    return f'<section class="card">{heading(3, title)}{"".join(para(text) for text in paragraphs)}</section>'


def figure(svg: str, caption: Iterable[str]) -> str:
    """Return a drawing with what must be said under it."""
    words = "".join(f"<div>{escape(text)}</div>" for text in caption if text)
    return f"<figure>{_wide(svg, tr('drawing'))}<figcaption>{words}</figcaption></figure>"


def row(figures: Iterable[str]) -> str:
    """Return small drawings beside each other, under each other where there is no room; nothing for none."""
    inside = "".join(figures)
    return f'<div class="row">{inside}</div>' if inside else ""


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column names the rows."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in headings)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    inside = f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return _wide(f"<table>{inside}</table>", tr("table: {caption}", caption=caption))


def _wide(inside: str, name: str) -> str:
    """Let what cannot be narrow scroll in its own place, by keyboard too: the page itself never scrolls sideways."""
    return f'<div class="wide" role="group" tabindex="0" aria-label="{escape(name)}">{inside}</div>'
