"""Every sign can be seen in every theme, small and large, and no two are the same picture."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter, QPalette

from tests.ui.window.test_theme_contrast import contrast
from ui.widgets.icons import NAMES, glyph
from ui.window import theme

THEMES = [(dark, high) for dark in (False, True) for high in (False, True)]


def drawn(name: str, palette: QPalette, size: int = 16) -> QImage:
    pixmap = glyph(name, size, palette).pixmap(size, size)
    image = QImage(pixmap.size(), QImage.Format.Format_ARGB32)
    image.fill(palette.color(QPalette.ColorRole.Window))
    painter = QPainter(image)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return image


@pytest.mark.parametrize(("dark", "high"), THEMES)
@pytest.mark.parametrize("name", NAMES)
def test_a_sign_stands_out_from_the_window(qapp, name, dark, high):
    palette = theme.palette(dark=dark, contrast=high)
    ground = palette.color(QPalette.ColorRole.Window)
    image = drawn(name, palette)
    dots = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    strong = sum(contrast(dot, ground) >= 3 for dot in dots)
    assert strong >= len(dots) * 0.04  # a line of it at least, not a breath
    assert strong <= len(dots) * 0.75


@pytest.mark.parametrize("size", [16, 32])
def test_no_two_signs_are_the_same_picture(qapp, size):
    palette = theme.palette(dark=False)
    assert len({bytes(drawn(name, palette, size).constBits()) for name in NAMES}) == len(NAMES)
