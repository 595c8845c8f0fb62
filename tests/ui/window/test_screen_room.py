"""Windows lie within the screen they are on: 1280×720 with a panel above, and twice the size of text."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ui.window import screen_room
from ui.window.screen_room import beside, first_opening, keep_on_screen, opening, widen, within

SMALL = QRect(0, 28, 1280, 692)
TITLE_PX = 40


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (QRect(100, 100, 640, 480), QRect(100, 100, 640, 480)),  # what lies within is left alone
        (QRect(0, 0, 1280, 800), QRect(0, 28, 1280, 692)),
        (QRect(900, 500, 640, 480), QRect(640, 240, 640, 480)),
        (QRect(-2000, -900, 640, 480), QRect(0, 28, 640, 480)),  # a screen that is no longer there
        (QRect(3000, 100, 4000, 300), QRect(0, 100, 1280, 300)),
    ],
)
def test_what_lies_beyond_the_edge_is_made_smaller_and_moved(wanted, fits):
    assert within(wanted, SMALL) == fits


def test_a_second_screen_is_as_good_as_the_first():
    assert within(QRect(1500, 200, 800, 600), QRect(1280, 0, 1920, 1080)) == QRect(1500, 200, 800, 600)


def test_the_window_opens_within_the_screen(qtbot, monkeypatch):
    widget = QWidget()
    qtbot.addWidget(widget)
    assert opening(widget, 1280, 800) == QSize(1280, 800)  # nobody sees the screen of the tests
    monkeypatch.setattr(screen_room, "room_of", lambda _: SMALL)
    assert opening(widget, 1280, 800) == QSize(1280, 692)
    assert opening(widget, 800, 600) == QSize(800, 600)


@pytest.mark.parametrize(
    ("room", "opens"),
    [
        (QSize(1280, 692), QSize(1280, 692)),
        (QSize(1366, 730), QSize(1280, 730)),
        (QSize(1912, 1040), QSize(1720, 957)),
        (QSize(2552, 1400), QSize(1720, 1000)),
        (QSize(632, 320), QSize(632, 320)),  # 1280×720 at twice the scale
    ],
)
def test_a_first_window_takes_most_of_a_large_screen_and_no_more_than_a_small_one(qtbot, monkeypatch, room, opens):
    widget = QWidget()
    qtbot.addWidget(widget)
    assert first_opening(widget) == QSize(1280, 800)
    monkeypatch.setattr(screen_room, "room_of", lambda _: QRect(QPoint(0, 0), room))
    assert first_opening(widget) == opens


def test_a_window_is_made_wider_as_far_as_its_screen_goes(qtbot, monkeypatch):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setGeometry(100, 100, 700, 300)
    monkeypatch.setattr(screen_room, "room_of", lambda _: SMALL)
    for by_px, wide in ((-5, 700), (0, 700), (50, 750), (900, SMALL.right() + 1 - 100), (10, SMALL.right() + 1 - 100)):
        widen(widget, by_px)
        assert (widget.x(), widget.width()) == (100, wide)


def test_every_window_that_is_shown_is_kept_on_its_screen(window, qtbot, monkeypatch):
    monkeypatch.setattr("ui.window.screen_room.room_of", lambda _: SMALL)
    dialog = QDialog(window)
    dialog.resize(900, 900)
    dialog.open()
    assert dialog.height() == SMALL.height()
    keep_on_screen(window, QRect(QPoint(0, 0), QSize(1280, 650)))
    assert window.height() == 650


def test_a_dialog_opens_above_the_middle_of_its_window_and_not_in_the_corner(window, monkeypatch):
    monkeypatch.setattr("ui.window.screen_room.room_of", lambda _: SMALL)
    dialog = QDialog(window)
    dialog.resize(300, 200)
    dialog.open()
    middle, wanted = dialog.geometry().center(), window.geometry().center()
    assert abs(middle.x() - wanted.x()) < 40
    assert middle.y() > SMALL.top() + 200


def test_at_twice_the_size_of_text_the_window_fits_a_small_screen(window, qtbot, monkeypatch):
    monkeypatch.setattr("ui.window.docks.room_of", lambda _: SMALL)
    font, larger = QApplication.font(), QApplication.font()
    larger.setPointSizeF(font.pointSizeF() * 2)
    try:
        QApplication.setFont(larger)
        window.resize(SMALL.width(), SMALL.height() - TITLE_PX)
        QApplication.processEvents()
        room = SMALL.size() - QSize(0, TITLE_PX)
        qtbot.waitUntil(lambda: window.fontMetrics().height() > 25)
        window.docks.look_at_room()
        QApplication.processEvents()
        least = window.minimumSizeHint()
        assert least.boundedTo(room) == least
        for page in range(window.tabs.count()):
            window.tabs.setCurrentIndex(page)
            QApplication.processEvents()
            assert window.size().boundedTo(room) == window.size(), window.tabs.tabText(page)
    finally:
        QApplication.setFont(font)


_PUT_RIGHT = """
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from ui.window import screen_room
app = QApplication([])
screen_room._NOBODY_SEES = frozenset()
window = QWidget()
window.setGeometry(10, 40, 600, 400)
window.show()
dock = QWidget(window, Qt.WindowType.Tool)
dock.setGeometry(1400, 60, 800, 500)
screen_room.keep_on_screen(dock, screen_room.room_of(dock))
print(dock.x())
"""


@pytest.mark.parametrize(("screens", "left"), [(2, 1400), (1, 476)])
def test_what_floated_on_a_second_screen_comes_back_there_while_it_is_there(screens, left, tmp_path):
    each = [
        {"name": f"screen {n}", "x": 1280 * n, "y": 0, "width": 1280, "height": 720, "logicalDpi": 96, "dpr": 1}
        for n in range(screens)
    ]
    described = tmp_path / "screens.json"
    described.write_text(json.dumps({"screens": each}))
    done = subprocess.run(
        [sys.executable, "-c", _PUT_RIGHT],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={described}"},
    )
    assert int(done.stdout) == left


def test_a_window_of_moments_lies_beside_the_picture_where_there_is_room():
    room, least = QRect(0, 0, 1280, 760), QSize(400, 300)
    left_out = QRect(0, 60, 700, 420)
    place = beside(QSize(800, 600), least, left_out, room)
    assert place == QRect(700, 0, 580, 600)
    wide = QRect(0, 60, 1000, 300)
    assert beside(QSize(800, 600), least, wide, room) == QRect(0, 360, 800, 400)  # below it
    assert beside(QSize(800, 600), least, QRect(0, 0, 1000, 700), room) is None
