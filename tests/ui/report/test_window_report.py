"""The mirror report in the window: chosen, read, and saved through the guard as the command line writes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor, QTextDocument, QTextTable
from PySide6.QtWidgets import QApplication, QWidget

from coder.privacy.consent import Use
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.coder.report.known import KNOWN, S
from tests.ui.window_kit import press
from ui.cli.parser import main
from ui.operations.study_disclosure import Tellable
from ui.report.report_page import PAPER, ReportPage
from ui.report.report_window import ReportWindow


@pytest.fixture
def minute(tmp_path):
    """Recording r1, which Kim and Lee coded, and r2, whose people did not agree to sharing."""
    clip = make_clip(tmp_path / "minute.mp4", frames=120, fps=2)
    with Project.create(tmp_path / "study") as project:
        for _ in range(2):
            project.add_recording(clip)
        for coder in ("kim", "lee"):
            for _, subject, code, onset, offset in KNOWN:
                project.apply(AddEvent("r1", subject, code, round(onset * S), round(offset * S)), coder=coder)
        project.guard.agree("r2", ["Kim"], frozenset({Use.CODING}), until=None)
    return tmp_path / "study"


@pytest.fixture
def report(empty_window, minute, qtbot):
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(minute)
    press(qtbot, empty_window, "Ctrl+P")
    qtbot.waitUntil(lambda: empty_window.report.window is not None, timeout=10_000)
    shown = empty_window.report.window
    qtbot.waitUntil(lambda: shown.made is not None, timeout=60_000)
    return shown


def saved(qtbot, window, button, target: Path, monkeypatch) -> bytes:
    monkeypatch.setattr(
        "ui.widgets.file_question.QFileDialog.getSaveFileName", staticmethod(lambda *a, **k: (str(target), ""))
    )
    with qtbot.waitSignal(window.report.told, timeout=60_000):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    return target.read_bytes()


def test_the_family_view_is_read_with_its_drawings_and_without_statistics(report):
    text = report.page.toPlainText()
    assert text.startswith("Moments together")
    assert "The child gave a sign and found an answer" in text
    assert "interval" not in text
    drawing = report.page.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl("drawing:0-700"))
    letters = report.page.fontInfo().pixelSize()
    assert 200 < drawing.width() / drawing.devicePixelRatio() < 24 * letters, (
        "a moment is small, whatever room there is"
    )
    cells = [line.count("<td") for line in report.page.document().toHtml().split("<tr>") if "drawing:" in line]
    assert max(cells) > 1, "moments lie beside each other"
    colours = {
        drawing.pixelColor(x, y).name() for x in range(0, drawing.width(), 3) for y in range(0, drawing.height(), 3)
    }
    assert len(colours) > 5
    assert report.page.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl("file:///etc/passwd")) is None


def test_what_is_saved_is_what_the_command_line_writes_and_the_trail_says_so(
    report, empty_window, minute, qtbot, tmp_path, monkeypatch, capsys
):
    for button, ending in ((report.pdf, "pdf"), (report.html, "html")):
        content = saved(qtbot, empty_window, button, tmp_path / f"window.{ending}", monkeypatch)
        other = tmp_path / f"line.{ending}"
        arguments = ["report", str(minute), "r1", "--audience", "family", "--coder", "kim", "-o", str(other)]
        assert main(arguments) == 0
        assert content == other.read_bytes()
    found = []
    empty_window.session.call(lambda project: project.trail.report().entries, found.extend)
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    left = [json.loads(entry.detail)["format"] for entry in found if entry.act == "export"]
    assert left == ["report-family-pdf", "report-family-pdf", "report-family", "report-family"]


def test_research_has_every_number_and_the_agreement_of_both_coders(report, qtbot):
    report.audience_box.setCurrentIndex(1)
    qtbot.waitUntil(lambda: report.made is not None, timeout=60_000)
    text = report.page.toPlainText()
    assert "Methods, ready to paste" in text
    assert "kim and lee" in text


def test_whether_all_was_watched_is_asked_of_the_report(report, qtbot):
    assert not report.wanted.whole
    with qtbot.waitSignal(report.asked, timeout=5_000) as asked:
        report.whole.click()
    assert asked.args[1].whole
    qtbot.waitUntil(lambda: report.made is not None, timeout=60_000)


def test_a_recording_that_may_not_leave_is_read_here_and_not_saved(report, qtbot):
    report.list.item(1).setCheckState(Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: report.made is not None, timeout=60_000)
    assert report.made.recordings == ("r1", "r2")
    assert not report.pdf.isEnabled()
    assert "Not everybody in minute (r2) agreed" in report.said.text()
    report.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: report.made is not None, timeout=60_000)
    assert report.pdf.isEnabled()


def test_who_codes_blind_is_not_told_what_others_coded(empty_window, minute, qtbot):
    with Project.open(minute) as project:
        project.blinding.begin("r1", "mo", blind=True)
    empty_window.session.coder = "mo"
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(minute)
    press(qtbot, empty_window, "Ctrl+P")
    qtbot.waitUntil(lambda: empty_window.report.window is not None, timeout=10_000)
    shown = empty_window.report.window
    assert shown.recordings == ()
    assert "blind" in shown.list.item(0).text()
    assert shown.made is None
    shown.close()


def test_with_letters_twice_as_large_nothing_runs_over_the_side(report, qtbot):
    font = QApplication.font()
    try:
        large = QApplication.font()
        large.setPointSizeF(font.pointSizeF() * 2)
        QApplication.setFont(large)
        qtbot.waitUntil(lambda: report.page.font().pointSizeF() == large.pointSizeF(), timeout=5_000)
        assert report.page.horizontalScrollBar().maximum() == 0
    finally:
        QApplication.setFont(font)


def test_the_window_closes_with_a_report_under_way(empty_window, minute, qtbot):
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(minute)
    press(qtbot, empty_window, "Ctrl+P")
    qtbot.waitUntil(lambda: empty_window.report.window is not None, timeout=10_000)
    empty_window.close()
    assert empty_window.report.window is None


def test_a_page_stands_once_whatever_its_scroll_bar_does_while_it_is_laid_out(report, qtbot):
    """Laying a long page out brings the scroll bar, which takes width, which would lay the page out in the midst."""
    report.audience_box.setCurrentIndex(1)
    qtbot.waitUntil(lambda: report.made is not None, timeout=60_000)
    long, page = report.made.page, report.page
    for width in range(report.width(), report.width() - 240, -40):
        report.resize(width, report.height())
        for shown in ("", long, long):
            page.show_page(shown)
        lines = page.toPlainText().splitlines()
        assert lines.count("Exchanges, latency and repair") == 1
        assert lines.count("Methods, ready to paste") == 1


def test_what_lies_beside_a_saved_report_is_named(report, empty_window, qtbot, tmp_path, monkeypatch):
    report.audience_box.setCurrentIndex(1)
    qtbot.waitUntil(lambda: report.made is not None, timeout=60_000)
    saved(qtbot, empty_window, report.html, tmp_path / "res.html", monkeypatch)
    assert (tmp_path / "res.parameters.json").exists()
    assert "res.html, and its parameters and numbers beside it to res.parameters.json" in report.said.text()


def test_where_every_recording_is_closed_it_is_said_why_in_place_of_asking_for_a_tick(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    closed = Tellable("r1", "visit", ("kim",), "you are coding it blind", None)
    window = ReportWindow([closed], shown="r1", coder="ada", parent=parent)
    qtbot.addWidget(window)
    window.ask()
    assert window.said.text() == "No recording can be in the report now: you are coding it blind."


def test_drawings_lie_on_the_page_s_paper_and_a_card_has_room_around_it(qtbot):
    page = ReportPage()
    qtbot.addWidget(page)
    page.resize(600, 400)
    drawing = '<svg viewBox="0 0 100 20"><title>a line</title></svg>'
    page.show_page(f'<main><p>before</p><div class="card"><h3>own side</h3></div><p>after</p>{drawing}</main>')
    card = next(one for one in page.document().rootFrame().childFrames() if isinstance(one, QTextTable))
    assert card.frameFormat().topMargin() >= 8
    assert card.frameFormat().bottomMargin() >= 8
    kind = QTextDocument.ResourceType.ImageResource.value
    assert page.loadResource(kind, f"drawing:0-{page._wide()}").pixelColor(1, 1) == QColor(PAPER)
