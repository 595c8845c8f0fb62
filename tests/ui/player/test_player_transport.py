"""The bar: says where the clip is, and its buttons do what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from coder.vocabulary.time import Interval
from tests.ui.player.conftest import Watched
from ui.player.transport_bar import Parting, RoundButton, TransportBar, _grouped


@pytest.fixture
def bar(watched: Watched, qtbot: QtBot) -> TransportBar:
    bar = TransportBar(watched.engine)
    qtbot.addWidget(bar)
    bar.resize(900, 60)
    bar.show()
    return bar


def test_it_says_time_and_frame(bar: TransportBar, watched: Watched, player_clips: Callable[[str], Path]) -> None:
    assert bar.place.text() == "no clip"
    watched.open(player_clips("h264-250"))
    watched.engine.seek_frame(123)
    watched.until_shown(123)
    assert bar.place.text() == "0:04.920 · frame 123"
    assert "0–279" in bar.place.toolTip()


def test_thousands_are_set_apart() -> None:
    assert _grouped(2104) == "2\N{NARROW NO-BREAK SPACE}104"


def test_without_a_clip_nothing_can_be_pressed(bar: TransportBar) -> None:
    assert not any(b.isEnabled() for b in (bar.back, bar.play, bar.on, bar.loop, bar.sound, bar.speed, bar.volume))


def test_the_buttons_step_play_and_pause(
    bar: TransportBar, watched: Watched, qtbot: QtBot, player_clips: Callable[[str], Path]
) -> None:
    watched.open(player_clips("h264-250"))
    qtbot.mouseClick(bar.on, Qt.MouseButton.LeftButton)
    watched.until_shown(1)
    qtbot.mouseClick(bar.back, Qt.MouseButton.LeftButton)
    watched.until_shown(0)
    qtbot.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    assert watched.engine.playing
    assert bar.play.accessibleName() == "Pause"
    qtbot.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    assert not watched.engine.playing
    assert bar.play.accessibleName() == "Play"


def test_the_speed_follows_and_leads(bar: TransportBar, watched: Watched, player_clips: Callable[[str], Path]) -> None:
    watched.open(player_clips("h264"))
    bar.speed.setCurrentIndex(bar.speed.findText("2×"))
    bar.speed.activated.emit(bar.speed.currentIndex())
    assert watched.engine.speed == 2.0
    watched.engine.set_speed(0.33)
    assert bar.speed.currentText() == "0.33×"
    watched.engine.set_speed(99)
    assert bar.speed.currentText() == "16×"


def test_the_loop_button_asks_the_window_and_shows_what_came_of_it(
    bar: TransportBar, watched: Watched, qtbot: QtBot, player_clips: Callable[[str], Path]
) -> None:
    watched.open(player_clips("h264"))
    with qtbot.waitSignal(bar.loop_asked):
        qtbot.mouseClick(bar.loop, Qt.MouseButton.LeftButton)
    assert not bar.loop.isChecked(), "nothing loops until the window says what"
    watched.engine.set_loop(Interval(0, 400_000))
    assert bar.loop.isChecked()
    bar.loop_asked.connect(lambda: watched.engine.set_loop(None))
    qtbot.mouseClick(bar.loop, Qt.MouseButton.LeftButton)
    assert not bar.loop.isChecked()


def test_a_clip_without_sound_is_said_in_place(
    bar: TransportBar, watched: Watched, player_clips: Callable[[str], Path]
) -> None:
    height = bar.heightForWidth(900)
    watched.open(player_clips("h264"))
    assert bar.sound.toolTip() == bar.sound.accessibleDescription() == "This clip has no sound."
    assert not bar.sound.isEnabled()
    assert bar.heightForWidth(900) == height, "the picture must not jump"


def test_everything_has_a_name_for_those_who_hear_the_window(bar: TransportBar) -> None:
    for widget in bar.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if isinstance(widget, Parting):
            continue  # a line between groups is seen only
        # A label is heard by its own words: a name would be heard in their place.
        assert widget.text() if isinstance(widget, QLabel) else widget.accessibleName(), widget


def test_at_twice_the_text_nothing_is_cut_off(bar: TransportBar, qtbot: QtBot) -> None:
    font = QApplication.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    bar.setFont(font)
    bar.resize(420, bar.heightForWidth(420))
    qtbot.waitUntil(lambda: bar.play.iconSize().height() > 24)
    for widget in (bar.back, bar.play, bar.on, bar.place, bar.speed, bar.mark_in, bar.mark_out, bar.loop, bar.sound):
        assert bar.rect().contains(widget.geometry()), widget.accessibleName()


def test_signs_take_the_palette_s_colour(bar: TransportBar, watched: Watched) -> None:
    for name in ("#ffffff", "#101010"):
        palette = QPalette()
        palette.setColor(RoundButton.INK, QColor(name))  # on a disc of the colour of words
        bar.setPalette(palette)
        image = bar.play.icon().pixmap(32).toImage()
        assert image.pixelColor(image.width() // 2, image.height() // 2).lightness() == QColor(name).lightness()


def test_the_button_of_sound_looks_switched_off_where_nothing_is_heard(
    bar: TransportBar, watched: Watched, qtbot: QtBot
) -> None:
    engine = bar._engine
    for reason, muted in ((None, False), ("No device", False), (None, True), ("No device", True)):
        engine._sound_reason = reason
        engine.set_muted(muted)
        assert bar.sound.isChecked() is (reason is None and not muted)


def test_a_column_that_is_too_low_takes_nothing_of_the_keys_of_playing(bar: TransportBar, qtbot: QtBot) -> None:
    """As in a window: what divides the height does not ask how high two rows are."""
    window, column = QMainWindow(), QWidget()
    qtbot.addWidget(window)
    picture = QWidget()
    picture.setMinimumSize(160, 48)
    layout = QVBoxLayout(column)
    layout.addWidget(picture, 1)
    layout.addWidget(bar)
    window.setCentralWidget(column)
    window.show()
    window.resize(bar.sizeHint().width() * 2 // 3, 60)
    qtbot.waitUntil(lambda: bar.height() >= bar.heightForWidth(bar.width()) > bar.sizeHint().height())
    qtbot.waitUntil(lambda: picture.geometry().bottom() < bar.geometry().top())
    bar.setParent(None)  # it is the fixture's
