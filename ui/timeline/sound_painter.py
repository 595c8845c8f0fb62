"""Paint the sound under the ruler: the outline of its wave, and its spectrogram, in the theme's own ink."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QImage, QPainter

from coder.media.sound_picture import BANDS, HIGHEST_HZ, LOWEST_HZ
from coder.proposals.sound_doubts import DoubtOfSound
from coder.vocabulary.language import tr
from ui.timeline.code_colours import mixed
from ui.timeline.paint_state import PaintState
from ui.timeline.sound_strip import DOUBT_NAMES, SoundStrip

MARKED_HZ = (200, 500, 1000, 3000)
_LEVELS = 64
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


def wave_rect(scene: PaintState, area: QRect) -> QRect:
    """Where the outline lies within the area of the sound; it takes it all where there is no spectrogram."""
    height = scene.metrics.wave * area.height() // (scene.metrics.wave + scene.metrics.spectrogram)
    return area if not scene.spectrogram else QRect(area.left(), area.top(), area.width(), height)


def bands_rect(scene: PaintState, area: QRect) -> QRect:
    """Where the spectrogram lies; empty where there is none."""
    wave = wave_rect(scene, area)
    return QRect(area.left(), wave.bottom() + 1, area.width(), area.bottom() - wave.bottom())


def band_at(rect: QRect, y: float) -> int:
    """The band that lies at a height of the spectrogram."""
    return int((rect.bottom() + 1 - y) / max(rect.height(), 1) * BANDS)


def paint_sound(painter: QPainter, scene: PaintState) -> None:
    """Paint it, or how far it is from being worked out."""
    area, colours = scene.areas.sound, scene.colours
    if area.isEmpty():
        return
    painter.save()
    painter.fillRect(area, colours.ground)
    if isinstance(scene.sound, SoundStrip):
        _wave(painter, scene, scene.sound)
        _bands(painter, scene, scene.sound)
        _doubts(painter, scene, scene.sound)
    elif scene.sound is not None:
        painter.setPen(colours.quiet)
        painter.drawText(area.adjusted(8, 0, -8, 0), int(_LEFT), scene.sound)
    painter.setPen(colours.rule)
    painter.drawLine(area.left(), area.bottom(), area.right(), area.bottom())
    painter.restore()


def paint_sound_names(painter: QPainter, scene: PaintState, *, left: int) -> None:
    """Paint what it is, with units, into the column of names."""
    area, line = scene.areas.sound_names, scene.metrics.line
    if area.isEmpty():
        return
    painter.fillRect(area, scene.colours.panel)
    known = scene.sound if isinstance(scene.sound, SoundStrip) else None
    for rect, name, unit in (
        (wave_rect(scene, area), tr("Waveform"), known.wave_text() if known else ""),
        (bands_rect(scene, area), tr("Spectrogram"), SoundStrip.bands_text()),
    ):
        y = rect.top() + 2
        for text, colour in ((name, scene.colours.text), (unit, scene.colours.quiet)):
            if y + line > rect.bottom() + 2:
                break
            painter.setPen(colour)
            place = QRect(left, y, rect.width() - left - 6, line)
            painter.drawText(place, int(_LEFT), scene.font.elidedText(text, Qt.TextElideMode.ElideRight, place.width()))
            y += line
    painter.setPen(scene.colours.rule)
    painter.drawLine(area.left(), area.bottom(), area.right(), area.bottom())


def _wave(painter: QPainter, scene: PaintState, sound: SoundStrip) -> None:
    rect = wave_rect(scene, scene.areas.sound).adjusted(0, 2, 0, -2)
    ratio = scene.device_ratio
    width, height = max(round(rect.width() * ratio), 1), max(round(rect.height() * ratio), 3)
    least, most = sound.outline(scene.scale, width)
    middle = (height - 1) / 2
    with np.errstate(invalid="ignore"):
        top = np.floor(middle - most * middle)
        floor = np.ceil(middle - least * middle)
        rows = np.arange(height)[:, None]
        drawn = (rows >= top) & (rows <= floor)
    ink = scene.colours.accent
    picture = np.where(drawn, np.uint32(ink.rgba()), np.uint32(scene.colours.ground.rgba()))
    _draw(painter, picture, rect, ratio)


def _doubts(painter: QPainter, scene: PaintState, sound: SoundStrip) -> None:
    """A hatched bar along the foot of the waveform where what is heard is trusted less, named where there is room."""
    wave, line = wave_rect(scene, scene.areas.sound), scene.metrics.line
    ends: list[int] = []
    for one in sound.doubts:
        left, right = (round(scene.x_of(us)) for us in (one.interval.onset_us, one.interval.offset_us))
        if right < wave.left() or left > wave.right():
            continue
        ends = [end for end in ends if end > left]  # those that are still under way lie above each other
        bar = QRect(left, wave.bottom() - 4 - 5 * len(ends), max(right - left, 2), 4).intersected(wave)
        ends.append(right)
        painter.fillRect(bar, scene.colours.ground)
        painter.fillRect(bar, QBrush(scene.colours.text, _HATCHES[one.why]))
        name = DOUBT_NAMES[one.why]
        wide = scene.font.horizontalAdvance(name) + 8
        if bar.width() >= wide and bar.top() - line >= wave.top():
            plate = QRect(bar.left(), bar.top() - line, wide, line)
            painter.fillRect(plate, scene.colours.ground)
            painter.setPen(scene.colours.text)
            painter.drawText(plate.adjusted(4, 0, 0, 0), int(_LEFT), name)


_HATCHES = {
    DoubtOfSound.OVERDRIVEN: Qt.BrushStyle.SolidPattern,
    DoubtOfSound.HUM: Qt.BrushStyle.VerPattern,
    DoubtOfSound.TUNE: Qt.BrushStyle.BDiagPattern,
    DoubtOfSound.SEVERAL: Qt.BrushStyle.Dense4Pattern,
    DoubtOfSound.ABSENT: Qt.BrushStyle.HorPattern,
}
"""One for each doubt: shape says what colour alone would."""


def _bands(painter: QPainter, scene: PaintState, sound: SoundStrip) -> None:
    rect = bands_rect(scene, scene.areas.sound)
    if rect.height() < scene.metrics.line:
        return
    ratio, colours = scene.device_ratio, scene.colours
    width, height = max(round(rect.width() * ratio), 1), max(round(rect.height() * ratio), 1)
    levels = sound.looked_at(scene.scale, width)
    row_band = ((height - 0.5 - np.arange(height)) / height * BANDS).astype(np.intp)
    shades = np.array(
        [mixed(colours.text, colours.ground, 0.92 * n / (_LEVELS - 1)).rgba() for n in range(_LEVELS)], dtype=np.uint32
    )
    picture = shades[(levels * (_LEVELS - 1)).astype(np.intp)].T[row_band]
    _draw(painter, picture, rect, ratio)
    line = scene.metrics.line
    if rect.height() < 2 * line:
        return
    last = rect.bottom()
    for hz in MARKED_HZ:
        share = np.log(hz / LOWEST_HZ) / np.log(HIGHEST_HZ / LOWEST_HZ)
        y = int(rect.bottom() - share * rect.height())
        if y - line // 2 < rect.top() or y + line // 2 > last:
            continue
        text = tr("{hz} Hz", hz=hz) if hz < 1000 else tr("{hz} kHz", hz=hz // 1000)
        wide = scene.font.horizontalAdvance(text) + 8
        plate = QRect(rect.right() - wide, y - line // 2, wide, line)
        painter.fillRect(plate, colours.ground)
        painter.setPen(colours.quiet)
        painter.drawText(plate.adjusted(4, 0, 0, 0), int(_LEFT), text)
        painter.drawLine(plate.left() - 4, y, plate.left(), y)
        last = y - line // 2


def _draw(painter: QPainter, picture: npt.NDArray[np.uint32], rect: QRect, ratio: float) -> None:
    pixels = np.ascontiguousarray(picture)
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(QPointF(rect.topLeft()), image)
