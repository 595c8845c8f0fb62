"""The timeline widget: tiers of proposals and events over a clip's true frames, with edges that can be dragged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from coder.vocabulary.language import plural, tr
from coder.vocabulary.time import Interval
from ui.timeline import timeline_keys
from ui.timeline.accessible_list import AccessibleTimeline
from ui.timeline.bracket import Bracket
from ui.timeline.edge_move import MovedEdge, nudged
from ui.timeline.item_description import spoken, subject_name
from ui.timeline.item_place import item_rect
from ui.timeline.live_painter import Live
from ui.timeline.pointer_input import Pointer
from ui.timeline.timeline_canvas import Canvas
from ui.timeline.timeline_model import Item

PAGE_MARGIN = 0.05
"""After the page is turned, the playhead stands this share of the width from the left."""

LEAST_SHOWN_US = 500_000
"""A shorter stretch is shown as if it were this long, so that it keeps its surroundings."""

AUTO_SCROLL_MS = 30
REST_MS = 30
"""A pointer that has not moved for so long may be about to click."""


class TimelineView(Canvas):
    """Tiers over a clip's true frame times.

    Change what it shows through ``model``; the view follows. It never changes an item itself: a drag ends in
    ``edge_dragged``, and the model changes when the owner has applied the edit.

    Mouse: click an item to select it, double-click to activate it, drag its edge (Shift: pass neighbours by;
    Escape: leave it). Click empty time to seek, drag over it (or Shift+drag in the ruler) to select a range. Drag
    in the ruler to scrub. The wheel scrolls time, Ctrl+wheel and pinch zoom, Shift+wheel scrolls the tiers, the
    middle button drags the clip along. The border of the names can be dragged.

    Keys, with the focus: Up and Down choose a tier, Ctrl+Left and Ctrl+Right the item before and after,
    Ctrl+Home and Ctrl+End the first and the last, Enter activates, + and - zoom, Ctrl+0 shows the whole clip,
    Page Up, Page Down, Home and End scroll. Left and Right alone are left to the player.

    Times in signals are Python ints in microseconds, declared ``object``: Qt's own int ends after 35 minutes.
    """

    seek_requested = Signal(object)
    """PTS of the frame to go to."""
    seek_expected = Signal(object)
    """PTS of the frame that a click would show, once the pointer rests or a button goes down; None where none would."""
    item_selected = Signal(str)
    """Id of the item that a person selected here; not sent for :meth:`select`."""
    item_activated = Signal(str)
    """Id of the item that was double-clicked, or was selected when Enter was pressed."""
    edge_dragged = Signal(str, object, object)
    """Id, onset and offset that a finished drag asks for. Once a drag."""
    edge_previewed = Signal(object)
    """While an edge is dragged, the time it is at, so that the player can show that frame; then None, once."""
    bracket_dragged = Signal(str, object, str)
    """End ("bid", "response") of the bracket, the frame it was dragged to, and the act it was let go on, or ""."""
    range_selected = Signal(object, object)
    """Onset and offset of the range that a person drew."""
    context_requested = Signal(str, QPoint)
    """Id of the item (or "") and the place on the screen for its menu."""
    row_menu_requested = Signal(str, QPoint)
    """Id of the row and the place on the screen for its menu, where no item is meant."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._pointer = Pointer(self)
        self.selected: str | None = None
        self.chosen: tuple[str, ...] = ()
        """Items that are chosen together elsewhere, as in a table: each is marked as the selected one is."""
        self.bracket: Bracket | None = None
        self.current_tier: str | None = None
        self._following = True
        self._access: AccessibleTimeline | None = None
        super().__init__(parent)
        self._auto_scroll = QTimer(self, interval=AUTO_SCROLL_MS)
        self._auto_scroll.timeout.connect(self._pointer.auto_scroll)
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(lambda: self._expect_click(self._pointer.at))
        self._access = AccessibleTimeline(self)
        self.setAccessibleName(tr("Timeline"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.grabGesture(Qt.GestureType.PinchGesture)

    # What the owner tells it

    def set_clip(self, frame_pts_us: npt.ArrayLike, end_us: int, *, joints_us: Sequence[int] = ()) -> None:
        """Show a clip; see :meth:`Canvas.set_clip`. What was being dragged is let go."""
        self._pointer.cancel()
        super().set_clip(frame_pts_us, end_us, joints_us=joints_us)

    def set_playhead(self, us: int) -> None:
        """Move the playhead. While following, a playhead that leaves the view turns the page.

        One that was out of view already does not: somebody is looking elsewhere.
        """
        before, self.playhead_us = self.playhead_us, us
        leaves = self.scale.shows(before) and not self.scale.shows(us)
        if leaves and self._following and self._pointer.gesture is None:
            margin = PAGE_MARGIN * self.scale.width_px * self.scale.us_per_px
            self.set_scale(self.scale.starting_at(us - margin))
        self._update_playhead(before)

    def set_following(self, following: bool) -> None:
        """Whether the page is turned after the playhead; it is at first."""
        self._following = following

    def reveal_playhead(self) -> None:
        """Bring the playhead into view if it is not."""
        if not self.scale.shows(self.playhead_us):
            self.set_scale(self.scale.centred_on(self.playhead_us))

    def choose(self, items: Sequence[str]) -> None:
        """Mark what is chosen together elsewhere."""
        if tuple(items) != self.chosen:
            self.chosen = tuple(items)
            self.update()

    def select(self, item_id: str | None) -> None:
        """Select an item, or nothing. An id that is not shown selects nothing."""
        item = self.model.item(item_id) if item_id is not None else None
        self.selected = item.id if item else None
        if item:
            self.set_current_tier(item.tier)
        self._tell()
        self.update()

    def set_range(self, chosen: Interval | None) -> None:
        """Show a range (a loop, a stretch to code), or none."""
        self.range = chosen
        self.update()

    def set_bracket(self, bracket: Bracket | None) -> None:
        """Draw the latency of what is in hand, or nothing."""
        if bracket != self.bracket:
            self.bracket = bracket
            self.update()

    def pointed_item(self) -> Item | None:
        """The item under the pointer."""
        return self._pointer.item_under

    def show_range(self, onset_us: int, offset_us: int) -> None:
        """Scroll until a stretch is comfortably in view. The zoom is a person's, and stays."""
        self.set_scale(self.scale.showing(onset_us, offset_us))

    def zoom_to(self, onset_us: int, offset_us: int) -> None:
        """Zoom, because somebody asked for it, until a stretch takes a quarter of the width."""
        self.set_scale(self.scale.magnifying(onset_us, offset_us, least_us=LEAST_SHOWN_US))

    def zoom(self, factor: float) -> None:
        """Magnify about the playhead, or about the middle where the playhead is out of view."""
        seen = self.scale.shows(self.playhead_us)
        about = self.scale.x_of(self.playhead_us) if seen else self.scale.width_px / 2
        self.set_scale(self.scale.zoomed(factor, about_px=about))

    def nudge(self, edge: MovedEdge | str, frames: int) -> Interval | None:
        """The interval of the selected item with ``edge`` ("onset", "offset", "both") moved by so many frames.

        None where nothing is selected. Nothing changes: the owner applies it, as after a drag.
        """
        item = self.selected_item()
        return nudged(item, MovedEdge(edge), frames, self.frames) if item else None

    def selected_item(self) -> Item | None:
        """The selected item."""
        return self.model.item(self.selected) if self.selected is not None else None

    # What keys and pointer ask for

    def pick(self, item_id: str) -> None:
        """Select an item on a person's behalf, and say so."""
        self.select(item_id)
        self.item_selected.emit(item_id)

    def activate(self) -> None:
        """Activate the selected item."""
        if self.selected is not None:
            self.item_activated.emit(self.selected)

    def step_item(self, places: int) -> None:
        """Select the item so many places on in the current tier, counted from the selected one or the playhead."""
        if self.current_tier is None:
            self.step_tier(0)
        items = self.model.index(self.current_tier).items if self.current_tier is not None else ()
        if not items or self.current_tier is None:
            return
        index, item = self.model.index(self.current_tier), self.selected_item()
        place = index.place(item) if item is not None else None
        if place is None:
            # Between two items: one step on is the next from the playhead, one step back the one before it.
            place = int(np.searchsorted(index.onset, self.playhead_us)) - (places > 0)
        chosen = items[min(max(place + places, 0), len(items) - 1)]
        self.show_range(chosen.onset_us, chosen.offset_us)
        self.pick(chosen.id)

    def step_tier(self, places: int) -> None:
        """Make the tier so many places below the current one."""
        ids = [row.id for row in self.rows.tiers]
        if ids:
            place = ids.index(self.current_tier) + places if self.current_tier in ids else 0
            self.set_current_tier(ids[min(max(place, 0), len(ids) - 1)])
            self._tell()

    def set_current_tier(self, tier_id: str) -> None:
        """Put the keyboard on a tier, and bring it into view."""
        self.current_tier = tier_id
        self.reveal_tier(tier_id)
        self.update()

    def reveal_tier(self, tier_id: str) -> None:
        """Scroll rows until one is in view, if it is not; where it is not listed, nothing moves."""
        row = self.rows.tier(tier_id)
        if row is not None:
            above = row.top - self.rows.margin - self.scroll_y
            below = row.bottom + self.rows.margin - self.areas.tracks.height() - self.scroll_y
            self.scroll_tiers(min(above, max(below, 0)))

    def scroll_by_page(self, pages: int) -> None:
        """Scroll by most of what is in view."""
        self.set_scale(self.scale.panned(0.9 * pages * self.scale.width_px))

    def set_auto_scroll(self, on: bool) -> None:
        """Keep scrolling while a drag waits outside."""
        if on != self._auto_scroll.isActive():
            self._auto_scroll.start() if on else self._auto_scroll.stop()

    def cancel_drag(self) -> bool:
        """Call off what is being dragged; whether anything was."""
        self.update()
        return self._pointer.cancel()

    # What others see and hear

    def live(self) -> Live:
        """Playhead, selection, drag and focus."""
        gesture = self._pointer.gesture
        return replace(
            super().live(),
            range=(gesture.range if gesture else None) or self.range,
            selected=self.selected_item(),
            chosen=tuple(item for one in self.chosen if (item := self.model.item(one)) is not None),
            bracket=self.bracket,
            hovered=self._pointer.hovered,
            current_tier=self.current_tier,
            focused=self.hasFocus(),
            ghost=gesture.ghost if gesture else None,
            words=gesture.words if gesture else None,
        )

    def _tell(self) -> None:
        """Tell a screen reader what is current: the selected item, else the tier."""
        item, text = self.selected_item(), ""
        tier = next((tier for tier in self.model.tiers if tier.id == self.current_tier), None)
        if item is not None and item.tier == self.current_tier:
            index = self.model.index(item.tier)
            place = index.place(item)
            text = spoken(
                item, self.tier_of(item), self.frames, place=(0 if place is None else place + 1, len(index.items))
            )
        elif tier is not None:
            count = len(self.model.index(tier.id).items)
            text = f"{subject_name(tier.subject)}, {tier.label}: {count} {plural(count, 'item', 'items')}"
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            if text and item is None and QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        if self._access is not None:
            self._access.tell_selection()

    def _look_anew(self, *, items_changed: bool = False, names_changed: bool = False) -> None:
        super()._look_anew(items_changed=items_changed, names_changed=names_changed)
        if self._access is not None:
            self._access.look_anew()

    def _model_changed(self) -> None:
        self._pointer.item_changed()
        if self.selected_item() is None:
            self.selected = None
        if self.current_tier not in {tier.id for tier in self.model.tiers}:
            self.current_tier = None
        super()._model_changed()
        self._tell()

    # Qt events

    def event(self, event: QEvent) -> bool:
        """Touchpads and tooltips; everything else as usual."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            return self._pointer.show_tooltip(event)
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
                self._pointer.pinch(1 + event.value(), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = self.mapFromGlobal(pinch.hotSpot())
                self._pointer.pinch(pinch.scaleFactor(), at)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        self._expect_click(event.position())
        event.setAccepted(self._pointer.press(event))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it, or see where the pointer comes to rest."""
        self._pointer.move(event)
        if self._pointer.gesture is None:
            self._resting.start()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        self._pointer.release(event.button())
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Activate the item."""
        found = self._pointer.hit_at(event.position())
        if found is not None and event.button() is Qt.MouseButton.LeftButton:
            self.pick(found.item.id)
            self.activate()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll or zoom."""
        self._pointer.wheel(event)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is hovered any more."""
        self._pointer.leave()
        self._expect_click(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys in the class's description; others go on to the owner."""
        if not timeline_keys.handle(self, event):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu: at the pointer, or, from the keyboard, at the selected item."""
        item, place = self.selected_item(), event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            if item is not None:
                place = self.mapToGlobal(item_rect(self.scene(), item).center().toPoint())
        else:
            found = self._pointer.hit_at(event.pos().toPointF())
            item = found.item if found is not None else None
            if item is not None:
                self.pick(item.id)
        row = self.current_tier
        if event.reason() is not QContextMenuEvent.Reason.Keyboard:
            under = self._pointer.row_at(event.pos().toPointF())
            row = under.id if under is not None else None
        if item is None and row is not None:
            self.set_current_tier(row)
            self.row_menu_requested.emit(row, place)
            return
        self.context_requested.emit(item.id if item is not None else "", place)

    def _expect_click(self, at: QPointF | None) -> None:
        self._resting.stop()
        self.seek_expected.emit(None if at is None else self._pointer.click_us(at))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus, and leave a drag that nobody can end with Escape any more."""
        self._pointer.cancel()
        self.update()
