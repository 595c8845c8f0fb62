"""Subtitles: what stands at a moment, points for as long as can be read, and words drawn only where some stand."""

from __future__ import annotations

from PySide6.QtGui import QImage, QPainter, QTransform

from coder.vocabulary.time import Interval
from ui.player.subtitle_overlay import MOST_LINES, POINT_US, Subtitle, SubtitleOverlay


def subtitles(*told: tuple[int, int, str]) -> SubtitleOverlay:
    overlay = SubtitleOverlay()
    overlay.show([Subtitle(Interval(onset, offset), words) for onset, offset, words in told])
    return overlay


def test_what_stands_is_half_open_and_in_order_of_onset():
    overlay = subtitles((0, 2_000_000, "one"), (1_000_000, 3_000_000, "two"))
    assert overlay.at(0) == ("one",)
    assert overlay.at(1_500_000) == ("one", "two")
    assert overlay.at(2_000_000) == ("two",)
    assert overlay.at(3_000_000) == ()


def test_a_point_stands_as_long_as_it_takes_to_read():
    overlay = subtitles((1_000_000, 1_000_000, "clap"))
    assert overlay.at(1_000_000) == overlay.at(1_000_000 + POINT_US - 1) == ("clap",)
    assert overlay.at(1_000_000 + POINT_US) == overlay.at(999_999) == ()


def test_alike_words_stand_once_and_a_crowd_does_not_cover_the_picture():
    overlay = subtitles(*((0, 10, "same") for _ in range(5)))
    assert overlay.at(5) == ("same",)
    crowd = subtitles(*((0, 10, str(n)) for n in range(50)))
    assert len(crowd.at(5)) == MOST_LINES


def test_they_are_drawn_at_the_foot_of_the_picture_only(qapp):
    def drawn(at: int) -> QImage:
        image = QImage(320, 240, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        subtitles((0, 10, "hello")).paint(painter, QTransform(), 0, at)
        painter.end()
        return image

    blank, said = drawn(10), drawn(5)
    assert blank.copy(0, 0, 320, 160) == said.copy(0, 0, 320, 160)
    assert blank.copy(0, 160, 320, 80) != said.copy(0, 160, 320, 80)
