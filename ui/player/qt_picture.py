"""From a decoded picture to one that Qt draws quickly, knowing the shape of its pixels."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtGui import QImage

from coder.media.orientation import Picture

_DOTS_PER_METRE = 3780
"""96 dots to the inch; only the ratio of the two directions says anything."""


def to_image(rgb: Picture, pixel_aspect: Fraction) -> QImage:
    """Make an image of a picture, uint8 ``(height, width, 3)``; it carries its pixels' shape as its dots per metre."""
    height, width, _ = rgb.shape
    image = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    # Qt draws 32-bit pixels several times faster, and the conversion is also the copy that outlives the array.
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(_DOTS_PER_METRE)
    image.setDotsPerMeterY(round(_DOTS_PER_METRE * pixel_aspect))
    return image


def pixel_aspect(image: QImage) -> float:
    """Width over height of one pixel."""
    return image.dotsPerMeterY() / image.dotsPerMeterX() if image.dotsPerMeterX() else 1.0
