"""Paint the column of names: each subject once beside its tiers, and below them the strips with unit and range."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from coder.vocabulary.language import tr
from ui.timeline.item_description import subject_parts
from ui.timeline.paint_state import PaintState
from ui.timeline.row_layout import Row
from ui.timeline.signal_strip import SignalStrip
from ui.timeline.sound_painter import paint_sound_names
from ui.timeline.sound_strip import SoundStrip, wave_words

STRIPE_PX = 5
GAP = 8

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


def natural_width(scene: PaintState) -> int:
    """Width at which no name is cut."""
    font = scene.font
    tiers = max((font.horizontalAdvance(tier.label) for tier in scene.model.tiers), default=0)
    strips = max(
        (font.horizontalAdvance(text) for strip in scene.strips for text in (strip.label, range_text(strip))), default=0
    )
    sound = (tr("Spectrogram"), SoundStrip.bands_text(), wave_words(0.88)) if scene.sound is not None else ()
    heard = max((font.horizontalAdvance(text) for text in sound), default=0)
    return STRIPE_PX + GAP + max(_subject_width(scene) + GAP + tiers, strips, heard) + GAP


def paint_names(painter: QPainter, scene: PaintState, *, font: QFont) -> None:
    """Paint the column."""
    area = scene.areas.labels
    painter.save()
    painter.fillRect(area, scene.colours.panel)
    painter.setClipRect(area)
    runs = scene.rows.subject_runs()
    for subject, top, bottom in runs:
        _band(painter, scene, subject, top=top, bottom=bottom)
    tiers = {tier.id: tier for tier in scene.model.tiers}
    for row in scene.rows.tiers:
        if scene.in_view(row):
            tier, rect = tiers[row.id], tier_rect(scene, row)
            # Rows of other coders stand back behind those of the one who works.
            painter.setPen(scene.colours.quiet_on_band(tier.subject) if tier.layer else scene.colours.text)
            painter.drawText(rect, int(_LEFT), _cut(scene, row_name(tier.label, row), rect.width()))
    for subject, top, bottom in runs:
        _subject(painter, scene, subject, top=top, bottom=bottom, font=font)
    for strip, row in zip(scene.strips, scene.rows.strips, strict=True):
        if scene.in_view(row):
            _strip(painter, scene, strip, row)
    painter.setClipping(False)
    paint_sound_names(painter, scene, left=STRIPE_PX + GAP)
    painter.setPen(scene.colours.rule)
    painter.drawLine(area.right(), scene.areas.corner.top(), area.right(), area.bottom())
    painter.restore()


def row_name(label: str, row: Row) -> str:
    """A row's name, with a word where it is locked."""
    return tr("{label} · locked", label=label) if row.locked else label


def tier_rect(scene: PaintState, row: Row) -> QRect:
    """Where a tier's own name stands, in widget pixels."""
    left = STRIPE_PX + GAP + _subject_room(scene)
    height = min(scene.metrics.lane + 2 * scene.metrics.pad, row.height)
    return QRect(left, int(scene.y_of(row.top)), scene.areas.labels.width() - left - GAP // 2, height)


def name_is_cut(scene: PaintState, row: Row, label: str) -> bool:
    """Whether a tier's name does not fit, so that a tooltip has to give it."""
    return scene.font.horizontalAdvance(label) > tier_rect(scene, row).width()


def range_text(strip: SignalStrip) -> str:
    """Unit and range of what was measured."""
    span = strip.range()
    if not span:
        return tr("nothing measured")
    return tr("{least:.3g} to {most:.3g} {unit}", least=span[0], most=span[1], unit=strip.unit_text).rstrip()


def _subject_width(scene: PaintState) -> int:
    parts = [subject_parts(tier.subject) for tier in scene.model.tiers]
    # Bold letters run about an eighth wider.
    return max((int(scene.font.horizontalAdvance(text) * 1.13) for pair in parts for text in pair), default=0) + 2


def _subject_room(scene: PaintState) -> int:
    """What the subjects' names get: all that they need, unless the column is too narrow for both kinds of names."""
    wanted = _subject_width(scene) + GAP
    tiers = max((scene.font.horizontalAdvance(tier.label) for tier in scene.model.tiers), default=0)
    fits = STRIPE_PX + GAP + wanted + tiers + GAP <= scene.areas.labels.width()
    return wanted if fits else min(wanted, scene.areas.labels.width() // 2)


def _cut(scene: PaintState, text: str, width: int) -> str:
    return scene.font.elidedText(text, Qt.TextElideMode.ElideRight, max(width, 0))


def _band(painter: QPainter, scene: PaintState, subject: str, *, top: int, bottom: int) -> None:
    """Lay a breath of the subject's colour behind its names, so that one sees where the next one begins."""
    y0, y1 = int(scene.y_of(top)), int(scene.y_of(bottom))
    painter.fillRect(QRect(0, y0, scene.areas.labels.width(), y1 - y0), scene.colours.band(subject))


def _subject(painter: QPainter, scene: PaintState, subject: str, *, top: int, bottom: int, font: QFont) -> None:
    """The subject's name, which stays in sight while any of its tiers is, and its colour down the side."""
    area, line = scene.areas.labels, scene.metrics.line
    y0, y1 = int(scene.y_of(top)), int(scene.y_of(bottom))
    painter.fillRect(QRect(0, y0, STRIPE_PX, y1 - y0 - 1), scene.colours.subjects[subject].fill)
    name, role = subject_parts(subject)
    first = scene.metrics.lane + 2 * scene.metrics.pad
    y = min(max(y0, area.top()), y1 - first)
    width = _subject_room(scene) - GAP
    bold = QFont(font)
    bold.setBold(True)
    painter.setFont(bold)
    painter.setPen(scene.colours.text)
    shown = QFontMetrics(bold).elidedText(name, Qt.TextElideMode.ElideRight, width)
    painter.drawText(QRect(STRIPE_PX + GAP, y, width + 2, first), int(_LEFT), shown)
    painter.setFont(font)
    if y + first + line <= y1:
        painter.setPen(scene.colours.quiet_on_band(subject))
        painter.drawText(QRect(STRIPE_PX + GAP, y + first - 4, width + 2, line), int(_LEFT), _cut(scene, role, width))
    painter.setPen(scene.colours.rule)
    painter.drawLine(0, y1, area.right(), y1)


def _strip(painter: QPainter, scene: PaintState, strip: SignalStrip, row: Row) -> None:
    width = scene.areas.labels.width() - STRIPE_PX - 2 * GAP
    y = int(scene.y_of(row.top)) + 4
    for text, colour in ((strip.label, scene.colours.text), (range_text(strip), scene.colours.quiet)):
        painter.setPen(colour)
        rect = QRect(STRIPE_PX + GAP, y, width, scene.metrics.line)
        painter.drawText(rect, int(_LEFT), _cut(scene, text, width))
        y += scene.metrics.line
