"""The mouse, the wheel and the touchpad on the timeline: what lies where, and which gesture begins there."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip

from ui.timeline.bracket import BracketEnd, end_at
from ui.timeline.bracket_drag import DragBracket
from ui.timeline.gestures import DragEdge, Gesture, Pan, ResizeNames, Scrub, SelectRange
from ui.timeline.hit_test import Hit, hit
from ui.timeline.item_description import subject_name, tooltip
from ui.timeline.name_painter import name_is_cut
from ui.timeline.row_layout import Row
from ui.timeline.sound_painter import band_at, bands_rect
from ui.timeline.sound_strip import SoundStrip
from ui.timeline.timeline_model import Item, ItemKind

if TYPE_CHECKING:
    from ui.timeline.timeline_view import TimelineView

DIVIDER_PX = 4
NOTCH = 120.0
"""Angle of one notch of a common wheel, in eighths of a degree."""

NOTCH_ZOOM = 1.25
NOTCH_PAN = 0.10
"""Of the width in view, per notch."""


class Pointer:
    """Follows the pointer for a view. At most one gesture is under way."""

    def __init__(self, view: TimelineView) -> None:
        self._view = view
        self._last = QPointF()
        self._free = False
        self._button = Qt.MouseButton.NoButton
        self.gesture: Gesture | None = None
        self.hovered: Item | None = None

    def press(self, event: QMouseEvent) -> bool:
        """Begin what the place and the button ask for; False where they ask for nothing."""
        if self.gesture is not None:
            return True
        at, shift = event.position(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.gesture = self._begin(at, event.button(), shift=shift)
        if self.gesture is None:
            return False
        self._button = event.button()
        self.hovered = None
        self.move(event)
        return True

    def _begin(self, at: QPointF, button: Qt.MouseButton, *, shift: bool) -> Gesture | None:
        view, areas, x = self._view, self._view.areas, self._track_px(at)
        if button is Qt.MouseButton.MiddleButton:
            return Pan(view, x)
        if button is not Qt.MouseButton.LeftButton:
            return None
        if self._on_divider(at):
            return ResizeNames(view)
        if areas.ruler.contains(at.toPoint()):
            return SelectRange(view, x) if shift else Scrub(view)
        if areas.sound.contains(at.toPoint()):
            return SelectRange(view, x)
        row = self.row_at(at)
        if row is not None:
            view.set_current_tier(row.id)
        if not areas.tracks.contains(at.toPoint()):
            return None
        end = self._bracket_end(at)
        if end is not None and view.bracket is not None:
            return DragBracket(view, view.bracket, end, x)
        found = self.hit_at(at)
        if found is None:
            return SelectRange(view, x)
        view.pick(found.item.id)
        return DragEdge(view, found.item, found.edge, x) if found.edge is not None else Gesture(view)

    def click_us(self, at: QPointF) -> int | None:
        """PTS of the frame that a click there shows; None where it shows none."""
        view, place = self._view, at.toPoint()
        found = self.hit_at(at)
        if found is not None:
            return found.item.onset_us if found.item.kind is ItemKind.EVENT else None
        seeks = any(area.contains(place) for area in (view.areas.ruler, view.areas.sound, view.areas.tracks))
        return view.frame_time(view.scale.us_at(self._track_px(at))) if seeks else None

    @property
    def at(self) -> QPointF:
        """Where the pointer was seen last."""
        return self._last

    @property
    def item_under(self) -> Item | None:
        """What lies under the pointer now."""
        found = self.hit_at(self._last)
        return found.item if found is not None else None

    def _bracket_end(self, at: QPointF) -> BracketEnd | None:
        bracket = self._view.bracket
        return end_at(self._view.scene(), bracket, at) if bracket is not None else None

    def move(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or show what could be taken hold of here."""
        self._last = event.position()
        self._free = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self.gesture is not None and not event.buttons() & self._button:
            # The release went elsewhere (a menu, another window): nobody is dragging any more.
            self.cancel()
        if self.gesture is None:
            self.hover(self._last)
            return
        self._go_on()
        outside = self._overshoot() if self.gesture.scrolls else 0.0
        self._view.set_auto_scroll(outside != 0.0)

    def auto_scroll(self) -> None:
        """Scroll on while the pointer waits outside, faster the further out it is."""
        if self.gesture is not None:
            self._view.set_scale(self._view.scale.panned(self._overshoot() * 0.4))
            self._go_on()

    def release(self, button: Qt.MouseButton) -> None:
        """End the gesture of a button. It is forgotten before it speaks: who hears it finds nothing under way."""
        if self.gesture is None or button is not self._button:
            return
        gesture, self.gesture = self.gesture, None
        self._view.set_auto_scroll(False)
        gesture.release()
        self.hover(self._last)

    def cancel(self) -> bool:
        """Call the gesture off; whether there was one."""
        gesture, self.gesture = self.gesture, None
        self._view.set_auto_scroll(False)
        if gesture is None:
            return False
        gesture.cancel()
        return True

    def item_changed(self) -> None:
        """Call off a drag whose item is no longer what it was."""
        if isinstance(self.gesture, DragEdge) and self._view.model.item(self.gesture.item.id) != self.gesture.item:
            self.cancel()
        if self.hovered is not None:
            self.hovered = self._view.model.item(self.hovered.id)

    def hover(self, at: QPointF) -> None:
        """Show what a press here would do."""
        found = self.hit_at(at)
        self.hovered = found.item if found is not None else None
        if self._bracket_end(at) is not None and self._view.areas.tracks.contains(at.toPoint()):
            self._view.setCursor(Qt.CursorShape.SizeHorCursor)
        elif self._on_divider(at) or (found is not None and found.edge is not None):
            self._view.setCursor(Qt.CursorShape.SplitHCursor if self._on_divider(at) else Qt.CursorShape.SizeHorCursor)
        else:
            self._view.unsetCursor()

    def leave(self) -> None:
        """The pointer is elsewhere."""
        self.hovered = None

    def wheel(self, event: QWheelEvent) -> None:
        """Scroll through time; with Ctrl zoom about the pointer; with Shift, or over the names, scroll the tiers."""
        view, at = self._view, event.position()
        smooth, angle = event.pixelDelta(), event.angleDelta()
        fine = not smooth.isNull()
        delta = smooth if fine else angle
        amount = delta.x() if abs(delta.x()) > abs(delta.y()) else delta.y()
        notches = amount / (view.areas.tracks.width() * NOTCH_PAN) if fine else amount / NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            view.set_scale(view.scale.zoomed(NOTCH_ZOOM ** (angle.y() / NOTCH), about_px=self._track_px(at)))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or at.x() < view.areas.tracks.left():
            view.scroll_tiers(-round(notches * view.metrics.lane * 2))
        else:
            view.set_scale(view.scale.panned(-notches * NOTCH_PAN * view.areas.tracks.width()))

    def pinch(self, factor: float, at: QPointF) -> None:
        """Zoom as two fingers do."""
        if factor > 0:
            self._view.set_scale(self._view.scale.zoomed(factor, about_px=self._track_px(at)))

    def show_tooltip(self, event: QHelpEvent) -> bool:
        """Say what lies here, in full; False where there is nothing to say."""
        text = self._words_at(QPointF(event.pos()))
        if not text:
            QToolTip.hideText()
            return False
        # Labels are people's own words: what looks like markup in them is shown, never followed.
        shown = "<qt>" + escape(text).replace("\n", "<br>") + "</qt>"
        QToolTip.showText(event.globalPos(), shown, self._view, QRect(event.pos(), event.pos()).adjusted(-3, -3, 3, 3))
        return True

    def _words_at(self, at: QPointF) -> str:
        view, scene = self._view, self._view.scene()
        found = self.hit_at(at)
        if found is not None:
            return tooltip(found.item, view.tier_of(found.item), view.frames)
        if view.areas.sound.contains(at.toPoint()):
            return self._sound_words(at)
        row, in_names = self.row_at(at), view.areas.labels.contains(at.toPoint())
        if row is not None and in_names:
            tier = next(tier for tier in view.model.tiers if tier.id == row.id)
            cut = name_is_cut(scene, row, tier.label)
            return f"{subject_name(tier.subject)}, {tier.label}" if cut else ""
        row = view.rows.strip_at(self._rows_px(at)) if view.areas.tracks.contains(at.toPoint()) else None
        strip = next((strip for strip in scene.strips if row is not None and strip.id == row.id), None)
        return strip.said_at(view.scale.us_at(self._track_px(at))) if strip is not None else ""

    def _sound_words(self, at: QPointF) -> str:
        scene, us = self._view.scene(), self._view.scale.us_at(self._track_px(at))
        if not isinstance(scene.sound, SoundStrip):
            return ""
        bands = bands_rect(scene, scene.areas.sound)
        in_bands = scene.spectrogram and bands.contains(at.toPoint())
        return scene.sound.said_at(us, band=band_at(bands, at.y()) if in_bands else None)

    def row_at(self, at: QPointF) -> Row | None:
        """The tier whose row lies at a place of the widget."""
        view = self._view
        if not (view.areas.labels | view.areas.tracks).contains(at.toPoint()):
            return None
        return view.rows.tier_at(self._rows_px(at))

    def hit_at(self, at: QPointF) -> Hit | None:
        """The item that lies at a place of the widget."""
        view, row = self._view, self.row_at(at)
        if row is None or not view.areas.tracks.contains(at.toPoint()):
            return None
        return hit(
            view.model.index(row.id),
            row,
            view.scale,
            x=self._track_px(at),
            y=self._rows_px(at),
            metrics=view.metrics,
            selected=view.selected,
        )

    def _go_on(self) -> None:
        if self.gesture is not None:
            self.gesture.move(self._track_px(self._last), free=self._free)
            self._view.update()

    def _rows_px(self, at: QPointF) -> float:
        return at.y() - self._view.areas.tracks.top() + self._view.scroll_y

    def _track_px(self, at: QPointF) -> float:
        return at.x() - self._view.areas.tracks.left()

    def _overshoot(self) -> float:
        """How far the pointer is beside the tracks, in pixels; negative on the left."""
        x, width = self._track_px(self._last), self._view.areas.tracks.width()
        return x if x < 0 else max(x - width, 0.0)

    def _on_divider(self, at: QPointF) -> bool:
        near = abs(at.x() - self._view.areas.tracks.left()) <= DIVIDER_PX
        return near and self._view.areas.labels.adjusted(0, 0, DIVIDER_PX + 1, 0).contains(at.toPoint())
