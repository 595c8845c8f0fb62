"""The timeline as a screen reader finds it: a list of what is drawn in view, row by row, each item in words.

Items out of view, or of another coder whom nobody may see, are not in the list: it is made from what is drawn.
The places of the list are made once and kept, since a reader keeps hold of what it was given; what stands at a place
changes with the view, and the reader is told.
"""

from __future__ import annotations

from itertools import islice

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget, QScrollBar, QWidget
from shiboken6 import isValid

from coder.vocabulary.language import plural, tr
from ui.timeline.item_description import listed
from ui.timeline.item_place import item_rect
from ui.timeline.minimap import Minimap
from ui.timeline.paint_state import PaintState
from ui.timeline.timeline_canvas import Canvas
from ui.timeline.timeline_model import Item

MOST_ITEMS = 300
"""A reader goes from item to item: nobody listens to more than this, and a longer list makes it slow."""

QUIET_MS = 150
"""While somebody scrolls, the list is told anew at most this often."""


class AccessibleTimeline(QObject):
    """Keeps the list of a timeline in step with what is drawn, and tells a reader when there is one.

    Its first children are the overview and the scroll bar; the items follow.
    """

    def __init__(self, view: Canvas) -> None:
        super().__init__(view)
        self.view = view
        self._items: tuple[Item, ...] | None = None
        self._more = 0
        self._places: list[_ItemAccess] = []
        self._told: tuple[tuple[Item, ...], str | None] = ((), None)
        self.own = _ListAccess(self)
        self._wait = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._wait.timeout.connect(self._tell)

    def look_anew(self) -> None:
        """What is in view has changed, or may have: made anew when it is asked for."""
        self._items = None
        if QAccessible.isActive() and not self._wait.isActive():
            self._wait.start()

    def tell_selection(self) -> None:
        """Another item may be selected: a reader hears of it at once."""
        if QAccessible.isActive() and self.chosen != self._told[1]:
            self._items = None  # the selected one is in the list even where there are too many
            self._tell()

    @property
    def items(self) -> tuple[Item, ...]:
        """What is in view, row by row and in order of time; no more than :data:`MOST_ITEMS`."""
        if self._items is None:
            scene = self.view.scene()
            rows = [scene.model.index(row.id) for row in scene.rows.tiers if scene.in_view(row)]
            shown = [(index, index.between(scene.scale.left_us, scene.scale.right_us)) for index in rows]
            first = islice(((index, at) for index, places in shown for at in places.tolist()), MOST_ITEMS)
            found = [index.items[at] for index, at in first]
            number = sum(len(places) for _, places in shown)
            chosen = self.view.live().selected
            beyond = chosen is not None and chosen.id not in {item.id for item in found}
            if chosen is not None and beyond and number > len(found) and self._in_view(chosen, scene):
                found[-1] = chosen
            self._items, self._more = tuple(found), number - len(found)
        return self._items

    @staticmethod
    def _in_view(item: Item, scene: PaintState) -> bool:
        left, right = scene.scale.left_us, scene.scale.right_us
        in_time = item.onset_us < right and max(item.offset_us, item.onset_us + 1) > left
        return in_time and any(row.id == item.tier and scene.in_view(row) for row in scene.rows.tiers)

    def words(self) -> str:
        """What the list is, and that it does not hold all where it does not."""
        items, name = self.items, self.view.accessibleName()
        if self._more:
            return tr(
                "{name}: the first {number} of {number_2} items in view; zoom in for the others",
                name=name,
                number=len(items),
                number_2=len(items) + self._more,
            )
        return plural(
            len(items), "{name}: {number} item in view", "{name}: {number} items in view", name=name, number=len(items)
        )

    @property
    def chosen(self) -> str | None:
        """Id of the selected item."""
        item = self.view.live().selected
        return item.id if item is not None else None

    @property
    def beside(self) -> list[QWidget]:
        """The controls within the timeline, which are its first children."""
        inner = (Minimap, QScrollBar)
        return [child for child in self.view.children() if isinstance(child, inner)]

    def place(self, number: int) -> _ItemAccess:
        """What stands for the item at a place; made when it is first asked for and kept."""
        while len(self._places) <= number:
            made = _ItemAccess(self, len(self._places))
            QAccessible.registerAccessibleInterface(made)
            self._places.append(made)
        return self._places[number]

    def number_of(self, item_id: str | None) -> int | None:
        """The place of an item."""
        return next((n for n, item in enumerate(self.items) if item.id == item_id), None)

    def _tell(self) -> None:
        """Tell the reader what changed since it was last told."""
        if not isValid(self.view):
            return
        before, chosen_before = self._told
        self._told = self.items, self.chosen
        first = len(self.beside)
        for n, item in enumerate(self.items[: len(self._places)]):
            if n >= len(before) or before[n] != item:
                self._say(QAccessible.Event.NameChanged, first + n)
        if len(before) != len(self.items):
            self._say(QAccessible.Event.NameChanged, None)
        number = self.number_of(self._told[1])
        if self._told[1] != chosen_before:
            self._say(QAccessible.Event.SelectionWithin, None)
            if number is not None:
                self._say(QAccessible.Event.Selection, first + number)
                if self.view.hasFocus():
                    self._say(QAccessible.Event.Focus, first + number)

    def _say(self, what: QAccessible.Event, child: int | None) -> None:
        event = QAccessibleEvent(self.view, what)
        if child is not None:
            self.own.child(child)  # the reader may ask for it at once
            event.setChild(child)
        QAccessible.updateAccessibility(event)


# Where Qt's own interfaces give nullptr, PySide takes None, though its stubs do not say so.


class _ListAccess(QAccessibleWidget):
    """The timeline itself: what every widget says, with the items as children."""

    def __init__(self, access: AccessibleTimeline) -> None:
        super().__init__(access.view, QAccessible.Role.List)
        self._access = access

    def childCount(self) -> int:
        return len(self._access.beside) + len(self._access.items)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        beside = self._access.beside
        if 0 <= index < len(beside):
            return QAccessible.queryAccessibleInterface(beside[index])
        index -= len(beside)
        return self._access.place(index) if 0 <= index < len(self._access.items) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        beside, of = self._access.beside, child.object()
        if isinstance(child, _ItemAccess):
            return len(beside) + child.number
        return beside.index(of) if isinstance(of, QWidget) and of in beside else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        children = (self.child(n) for n in range(self.childCount()))
        return next((child for child in children if child is not None and child.rect().contains(x, y)), None)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        if not self._access.view.hasFocus():
            return None
        number = self._access.number_of(self._access.chosen)
        return self._access.place(number) if number is not None else self

    def text(self, kind: QAccessible.Text) -> str:
        return self._access.words() if kind is QAccessible.Text.Name else super().text(kind)


class _ItemAccess(QAccessibleInterface):
    """The item that stands at a place of the list; none while the list is shorter."""

    def __init__(self, access: AccessibleTimeline, number: int) -> None:
        super().__init__()
        self._access = access
        self.number = number

    @property
    def _item(self) -> Item | None:
        items = self._access.items if isValid(self._access) and isValid(self._access.view) else ()
        return items[self.number] if self.number < len(items) else None

    def isValid(self) -> bool:
        return isValid(self._access) and isValid(self._access.view)

    def window(self) -> QWindow:
        return self._access.view.window().windowHandle()

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return QAccessible.queryAccessibleInterface(self._access.view)

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state, item, view = QAccessible.State(), self._item, self._access.view
        if item is None:
            state.invisible = True
            return state
        state.selectable = state.focusable = True
        state.selected = self._access.chosen == item.id
        state.focused = state.selected and view.hasFocus()
        state.invisible = not view.isVisible()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        item = self._item
        if item is None or kind is not QAccessible.Text.Name:
            return ""
        return listed(item, self._access.view.tier_of(item))

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """An item is changed by its keys and its form."""

    def rect(self) -> QRect:
        item, view = self._item, self._access.view
        if item is None:
            return QRect()
        drawn = item_rect(view.scene(), item).toAlignedRect()
        shown = drawn.intersected(view.areas.tracks)
        return QRect(view.mapToGlobal(shown.topLeft()), shown.size())


def _interface_of(_key: str, of: QObject) -> QAccessibleInterface | None:
    access = next((child for child in of.children() if isinstance(child, AccessibleTimeline)), None)
    return access.own if access is not None and isinstance(of, Canvas) else None


QAccessible.installFactory(_interface_of)
