"""The Qt binding that is installed can paint all day."""

import sys

from PySide6.QtGui import QImage, QPainter


def test_painting_loses_no_reference_to_none():
    """PySide6 6.12.0 does on Python 3.11, and the process dies after some dozen paints; see decision 0040."""
    image = QImage(9, 9, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(200):
        painter.setClipping(False)
    after = sys.getrefcount(None)
    painter.end()
    assert abs(after - before) < 50
