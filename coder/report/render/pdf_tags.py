"""A PDF whose text is marked with what it is (heading, list, table, figure), for readers who listen to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF
from fpdf.outline import OutlineSection
from fpdf.output import OutputProducer, PDFInfo
from fpdf.prefs import ViewerPreferences
from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFObject

from coder.vocabulary.language import tr

FAMILY = "DejaVu"
NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in a file for the time at which it was made: the same report has the same bytes."""


def _fonts() -> Path:
    """Return where matplotlib keeps DejaVu. It is not imported: that would write a cache of fonts at home."""
    found = find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"


class _Element(StructElem):
    """An element of the tree; ``a`` holds attributes, such as which cells a heading is for."""

    __slots__ = ("a",)

    def __init__(self, kind: str, parent: PDFObject, page: int, *, alt: str | None = None) -> None:
        super().__init__(f"/{kind}", parent, [], page, alt=alt)
        self.a: str | None = None


class _Tree(StructureTreeBuilder):
    """fpdf2's tree is one element deep, for pictures only; this one holds a whole document."""

    def __init__(self) -> None:
        super().__init__()
        self.every: list[_Element] = []
        self.marks: dict[int, int] = {}

    def __iter__(self) -> Iterator[PDFObject]:
        yield self.struct_tree_root
        yield self.doc_struct_elem
        yield self.struct_tree_root.parent_tree
        yield from self.every


class TaggedPdf(FPDF):
    """Pages in points, upright A4, with nothing in them of the machine, the person or the hour that made them."""

    def __init__(self, title: str, *, made: datetime = NO_DAY) -> None:
        super().__init__(unit="pt", format="A4")
        self._tree = _Tree()
        self.struct_builder = self._tree
        self._held: list[_Element] = []
        self.missing: set[str] = set()
        self.set_title(title)
        self.set_lang("en")
        self.set_producer("")
        self.set_creation_date(made)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_auto_page_break(False)
        fonts = _fonts()
        self.add_font(FAMILY, "", fonts / "DejaVuSans.ttf")
        self.add_font(FAMILY, "B", fonts / "DejaVuSans-Bold.ttf")
        self.set_font(FAMILY)
        self._known = frozenset(self.fonts[FAMILY.lower()].cmap)  # type: ignore[union-attr]

    @contextmanager
    def element(self, kind: str, *, alt: str | None = None, scope: str = "") -> Iterator[None]:
        """Let everything that is written within belong to an element: P, H1, L, LI, Table, TR, TH, TD, Figure."""
        parent = self._held[-1] if self._held else self._tree.doc_struct_elem
        made = _Element(kind, parent, self.page, alt=alt)
        made.pg = self.pages[self.page]  # type: ignore[assignment]  # fpdf2 sets it late, and for the first depth only
        if scope:
            made.a = f"<</O /Table /Scope /{scope}>>"
        parent.k.append(made)
        self._tree.every.append(made)
        self._held.append(made)
        yield
        self._held.pop()

    @contextmanager
    def marked(self) -> Iterator[None]:
        """Let what is drawn within, on this page, be content of the element that is open."""
        holder = self._held[-1]
        if holder.page_number() != self.page:
            with self.element("Span"), self.marked():
                yield
            return
        number = self._tree.marks.get(self.page, 0)
        self._tree.marks[self.page] = number + 1
        spid = self._tree.spid_per_page_number.setdefault(self.page, len(self._tree.spid_per_page_number))
        self.pages[self.page].struct_parents = spid
        holder.k.append(number)
        self._tree.struct_tree_root.parent_tree.nums[spid].append(holder)
        self._out(tr("/{lstrip} <</MCID {number}>> BDC", lstrip=holder.s.lstrip("/"), number=number))
        yield
        self._out("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Let what is drawn within be passed over by who listens: rules, backgrounds, page numbers."""
        self._out(tr("/Artifact BMC"))
        yield
        self._out("EMC")

    def let_go(self) -> None:
        """Close the files of the fonts: fpdf2 reads letters as they come, and leaves them open."""
        for font in self.fonts.values():
            font.close()  # type: ignore[union-attr]

    def section(self, section: OutlineSection) -> None:
        """Add a bookmark."""
        self._outline.append(section)

    def shown(self, text: str) -> str:
        """Return a text with a box for each character that the font does not have."""
        self.missing |= {one for one in text if ord(one) not in self._known}
        return "".join(one if ord(one) in self._known else "▯" for one in text)


class _Timeless(OutputProducer):
    def _add_info(self) -> PDFInfo:
        info = super()._add_info()
        if self.fpdf.creation_date == NO_DAY:
            info.creation_date = None  # type: ignore[assignment]
        return info


def finished(pdf: TaggedPdf) -> bytes:
    """Return the file's bytes; a document that was given no day holds no date."""
    return bytes(pdf.output(output_producer_class=_Timeless))
