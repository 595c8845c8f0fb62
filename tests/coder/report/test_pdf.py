"""The report as PDF, read back with another library: the page's words in its order, tagged, and the same bytes."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from coder.report.pages.family_page import family_page
from coder.report.render.html_page import bullets, card, figure, heading, page, para, table
from coder.report.render.html_tree import read_page
from coder.report.render.pdf_layout import pdf_of
from tests.coder.report.families import FAMILIES, SCHEME
from tests.coder.report.test_pages import PAGES, TOLD, made

ROOT = Path(__file__).resolve().parents[3]


page_of = cache(made)
printed_of = cache(pdf_of)


def read(html: str) -> PdfReader:
    return PdfReader(BytesIO(printed_of(html).content))


def elements(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every element of the structure tree, in reading order."""

    def walk(node: object) -> Iterator[DictionaryObject]:
        found = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(found, ArrayObject):
            for one in found:
                yield from walk(one)
        elif isinstance(found, DictionaryObject):
            yield found
            yield from walk(found.get("/K", ArrayObject()))

    yield from walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("audience", PAGES)
@pytest.mark.parametrize("told", TOLD)
def test_every_paragraph_heading_and_cell_of_the_page_is_in_the_pdf_in_order(audience, told):
    html = page_of(audience, told)
    text = squeezed("".join(sheet.extract_text() for sheet in read(html).pages))
    text = re.sub(r"(Momentstogether|Exchanges,latencyandrepair)\d{1,2}(?=$|[A-Z“{\[\"•])", "", text)
    place = 0
    for node in read_page(html).each("h1", "h2", "h3", "p", "li", "caption"):
        wanted = squeezed(node.line)[:60]
        found = text.find(wanted, place)
        assert found >= 0, node.line
        place = found


@pytest.mark.parametrize("audience", PAGES)
def test_who_listens_finds_headings_lists_tables_and_words_for_every_drawing(audience):
    html = page_of(audience, "everything")
    reader, tree = read(html), read_page(html)
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    kinds = [str(one.get("/S")) for one in elements(reader)]
    headings = [f"/{node.tag.upper()}" for node in tree.each("h1", "h2", "h3")]
    assert [kind for kind in kinds if re.fullmatch(r"/H\d", kind)] == headings
    assert kinds.count("/Table") == len(list(tree.each("table")))
    assert kinds.count("/TH") == len(list(tree.each("th")))
    assert kinds.count("/LI") == len(list(tree.each("li")))
    spoken = [str(one["/Alt"]) for one in elements(reader) if one.get("/S") == "/Figure"]
    titles = [svg.first("title").line for svg in tree.each("svg")]
    assert len(spoken) == len(titles)
    assert all(words.startswith(title) for words, title in zip(spoken, titles, strict=True))
    outline = [one.title for one in _flat(reader.outline)]
    assert outline == [node.line for node in tree.each("h1", "h2", "h3")]


def _flat(outline: list) -> Iterator:
    for one in outline:
        yield from _flat(one) if isinstance(one, list) else [one]


def test_everything_drawn_is_marked_as_content_or_as_passed_over():
    for sheet in read(page_of("research", "everything")).pages:
        depth = 0
        for line in sheet.get_contents().get_data().decode("latin-1").splitlines():
            if line.endswith((" BDC", " BMC")):
                depth += 1
            elif line == "EMC":
                depth -= 1
            elif re.search(r"\b(Tj|TJ)\b|\b(S|f|B)$", line):
                assert depth == 1, line
        assert depth == 0


def test_nothing_runs_off_the_paper():
    for number, sheet in enumerate(read(page_of("research", "everything")).pages):
        wide, high = sheet.mediabox.width, sheet.mediabox.height
        seen = []

        def note(text: str, _: object, place: list, *__: object, seen: list = seen) -> None:
            if text.strip():
                seen.append((place[4], place[5], text))

        sheet.extract_text(visitor_text=note)
        assert seen, number
        assert all(36 <= x <= wide - 36 and 24 <= y <= high - 36 for x, y, _ in seen)


@pytest.mark.parametrize(
    "name", ["alone_and_tired", "grandparents", "plays_by_itself", "a_limit_with_tears", "a_separation"]
)
def test_a_family_takes_home_one_sheet_of_one_visit(name):
    told = FAMILIES[name]()
    assert len(told) == 1
    assert len(read(family_page(told, scheme=SCHEME)).pages) == 1


def test_the_file_names_no_machine_no_program_and_no_hour():
    content = pdf_of(page_of("family", "everything")).content
    assert set(PdfReader(BytesIO(content)).metadata) == {"/Title"}
    for trace in (b"fpdf", b"/tmp", b"/home", os.environ.get("USER", "nobody-at-all").encode() + b"/", b"CreationDate"):
        assert trace not in content
    dated = PdfReader(BytesIO(pdf_of(page_of("family", "everything"), day="2027-12-31").content))
    assert dated.metadata["/CreationDate"] == "D:20271231000000Z"


def test_the_same_bytes_in_another_process():
    script = (
        "import hashlib\n"
        "from coder.report.render.pdf_layout import pdf_of\n"
        "from tests.coder.report.test_pages import made\n"
        "for audience in ('family', 'research'):\n"
        "    html = made(audience, 'everything')\n"
        "    print(hashlib.sha256(html.encode() + pdf_of(html).content).hexdigest())\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT), "LC_ALL": "C"},
        capture_output=True,
        check=True,
        text=True,
        cwd=ROOT,
    ).stdout.split()
    pages = [page_of(audience, "everything") for audience in ("family", "research")]
    assert said == [hashlib.sha256(html.encode() + pdf_of(html).content).hexdigest() for html in pages]


def test_letters_that_the_font_lacks_are_boxes_and_are_told():
    printed = pdf_of(page("Ada", [heading(1, "Ada"), para("Zoë, Żaneta, Мария and 花子")]))
    assert printed.boxes == "子花"
    text = PdfReader(BytesIO(printed.content)).pages[0].extract_text()
    assert "Zoë, Żaneta, Мария and ▯▯" in text


def test_long_things_break_over_pages_and_stay_whole():
    rows = [(f"row {n}", "word " * (n % 30), str(n)) for n in range(120)]
    drawing = (
        '<svg viewBox="0 0 720 3000" fill="#1b1d1f"><title>Tall</title><desc>words</desc>'
        '<g><rect x="0" y="0" width="720" height="3000" fill="url(#h)"/><text x="5" y="20">top</text></g></svg>'
    )
    blocks = [
        heading(1, "Long"),
        table("Many rows", ("one", "two", "three"), rows),
        card("A card longer than a page", ["so long " * 120] * 12),
        bullets(["x" * 900]),
        bullets([f"line {n}" for n in range(200)]),
        figure(drawing, ["caption " * 40]),
    ]
    reader = read(page("Long", blocks))
    text = "".join(sheet.extract_text() for sheet in reader.pages)
    assert all(f"row {n}" in text for n in range(120))
    assert text.count("line 199") == 1
    assert squeezed(text).count("x" * 50) >= 10
    assert len(reader.pages) > 8
    headers = [one for one in elements(reader) if one.get("/S") == "/TH" and "Column" in str(one.get("/A"))]
    assert len(headers) == 3  # repeated at the top of every page for the eye, said once to the ear


def test_a_drawing_with_a_shape_that_is_not_known_makes_no_report_with_a_hole():
    with pytest.raises(ValueError, match="ellipse"):
        pdf_of(page("x", [figure('<svg viewBox="0 0 9 9"><ellipse cx="1"/></svg>', [])]))


def test_no_heading_stands_alone_at_the_foot_of_a_page():
    """With every length of text before it, a heading is on the page of the drawing that it heads."""
    drawing = (
        '<svg viewBox="0 0 720 250" fill="#1b1d1f"><title>T</title><desc>d</desc><text x="5" y="20">drawn</text></svg>'
    )
    for lines in range(14, 42, 3):
        blocks = [bullets(["x"] * lines), heading(3, "Headed"), figure(drawing, ["caption words " * 20] * 3)]
        sheets = [sheet.extract_text() for sheet in read(page("Foot", blocks)).pages]
        assert any("Headed" in text and "drawn" in text for text in sheets), lines
