"""Charts and PDFs leave nothing at home and nothing among the temporary files: no cache of letters, no settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
from ui.window.app import application
app = application()
from coder.report.render.html_page import heading, page, para
from coder.report.render.pdf_layout import pdf_of
from ui.charts.chart_data import Drawn, Spot, SpotShape
from ui.charts.chart_view import ChartView
from ui.report.report_page import ReportPage
spot = Spot(x=0.5, y=0.5, mark=SpotShape.OPEN, words="one", at_us=0)
chart = ChartView(Drawn(id="c", title="c", words="w", basis=("b",), spots=(spot,)))
chart.show(); app.processEvents(); chart.grab()
shown = ReportPage(); shown.show_page(page("x", [heading(1, "x"), para("y")])); shown.grab()
assert pdf_of(page("x", [heading(1, "x"), para("y")])).content.startswith(b"%PDF")
chart.close(); shown.close()
"""


def test_drawing_charts_and_writing_pdfs_leaves_no_file(tmp_path):
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    places = {"HOME": str(home), "TMPDIR": str(temporary), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-W", "error", "-c", SCRIPT], env=kept | places, check=True, cwd=tmp_path)
    assert [path for path in tmp_path.rglob("*") if path not in (home, temporary)] == []
