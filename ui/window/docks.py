"""Docks: the study left, the inspector right, the timeline below; each closes, moves, or goes to another screen."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QTabBar, QTabWidget, QWidget

from coder.vocabulary.language import named, tr
from ui.widgets.measure import SNUG, TIGHT, USUAL, ScaledLabel, Type
from ui.widgets.sign_button import SignButton
from ui.widgets.tab_row import TabRow
from ui.window.screen_room import room_of

_ROOM_CHARS = 165
"""A window of fewer characters than this across (a small one, or one with large text) begins without the list."""
_SIGNS_CHARS = 215
"""From this width of the window on, tabs have signs beside their words: below, the picture needs the room."""
_BESIDE_TABS_PX = 12
_LOW_LINES = 48
"""A window of fewer lines of text than this (1280×720, or large text) is a low one."""
_LEAST_PICTURE_PX = 200
_LEAST_OF_HEIGHT, _LEAST_OF_WIDTH = 0.4, 0.3
"""What the picture with its buttons has of the window at least where a layout comes from a larger one."""
_MOST_INSPECTOR_PX = 960
"""How wide the inspector begins at most: on a screen of 2560 pixels charts are large, and the picture has half."""
_MOST_LISTED_PX = 340
"""How wide the list of recordings begins at most: names fit, and the rest is for the picture."""
_TURNS = 4
"""Panels hear of smaller text, or less room, one after the other; in so many turns of the event loop docks follow."""
_LAYOUT = 1
"""Of what Qt writes down; raised when docks are added, so that an old layout is left alone."""


class Dock(StrEnum):
    """The docks, each with the name that a person reads."""

    STUDY = "Study"
    INSPECTOR = "In hand"
    TIMELINE = "Timeline"


_AREAS = {
    Dock.STUDY: Qt.DockWidgetArea.LeftDockWidgetArea,
    Dock.INSPECTOR: Qt.DockWidgetArea.RightDockWidgetArea,
    Dock.TIMELINE: Qt.DockWidgetArea.BottomDockWidgetArea,
}


class Docks(QObject):
    """Shows the docks while there is work, and keeps apart what a person closed from what makes room for a while.

    Signals
    -------
    changed()
        A dock was opened or closed.
    """

    changed = Signal()

    def __init__(self, window: QMainWindow, panels: dict[Dock, QWidget]) -> None:
        super().__init__(window)
        self._window = window
        self._wanted: dict[Dock, bool | None] = {Dock.STUDY: None, Dock.INSPECTOR: True, Dock.TIMELINE: True}
        self._working = self._family = self._alone = False
        self._tabs_scroll = False
        self._waiting = self._sizes = b""
        self._own_px: dict[Dock, int] = {}
        self._settled_px: dict[Dock, int] = {}
        self._turns = 0
        self._settling = QTimer(self, singleShot=True, interval=0)
        self._settling.timeout.connect(self._settle)
        self._fits = 0
        self._fitting = QTimer(self, singleShot=True, interval=0)
        self._fitting.timeout.connect(self._leave_room)
        self._hidden_for_family = frozenset((Dock.STUDY, Dock.TIMELINE))
        self.docks: dict[Dock, _PanelDock] = {}
        window.setDockNestingEnabled(True)
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            window.setCorner(corner, Qt.DockWidgetArea.BottomDockWidgetArea)
        for dock, panel in panels.items():
            made = _PanelDock(dock, panel)
            made.closed.connect(lambda which=dock: self.set_wanted(which, False))
            window.addDockWidget(_AREAS[dock], made)
            made.hide()
            self.docks[dock] = made
        self._let_tabs_scroll()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Signs come and go with the width of the window, whoever changed it; a smaller one is shared out anew."""
        if watched is self._window and isinstance(event, QResizeEvent):
            self._sign_tabs()
            was, now = event.oldSize(), event.size()
            if now.width() < was.width() or now.height() < was.height():
                self._fit()
        return False

    def put_in_title(self, dock: Dock, line: QWidget) -> None:
        """Let a line stand in a dock's title, for as long as the dock is open."""
        self.docks[dock].title.hold(line)

    def set_wanted(self, dock: Dock, wanted: bool) -> None:
        """Keep whether a person wants a dock."""
        self._wanted[dock] = wanted
        self._show()

    def is_wanted(self, dock: Dock) -> bool:
        """Whether a dock is shown while there is work; the list of the study by itself where there is room for it."""
        wanted = self._wanted[dock]
        if wanted is not None:
            return wanted
        return self._window.width() >= _ROOM_CHARS * self._window.fontMetrics().averageCharWidth()

    @property
    def page_alone(self) -> bool:
        """Whether the inspector has the whole width."""
        return self._alone

    def toggle_study(self) -> None:
        """The list of recordings, or not."""
        self.set_wanted(Dock.STUDY, not self.is_wanted(Dock.STUDY))

    def toggle_inspector(self) -> None:
        """The panels at the right, or not."""
        self.set_wanted(Dock.INSPECTOR, not self.is_wanted(Dock.INSPECTOR))

    def toggle_timeline(self) -> None:
        """The timeline, or not."""
        self.set_wanted(Dock.TIMELINE, not self.is_wanted(Dock.TIMELINE))

    def toggle_page(self) -> None:
        """Give the panel that is shown the whole width, or the picture its place again."""
        self._alone = not self._alone
        sizes, self._sizes = self._sizes, self.layout() if self._alone else b""
        self._show()
        if sizes:
            self.lay(sizes)

    def as_at_first(self) -> None:
        """Put every dock back where it was in the beginning."""
        self._wanted = {Dock.STUDY: None, Dock.INSPECTOR: True, Dock.TIMELINE: True}
        self._alone, self._sizes = False, b""
        for dock, made in self.docks.items():
            made.setFloating(False)
            self._window.addDockWidget(_AREAS[dock], made)
        self._show()
        self.lay_sizes()

    def show_work(self, *, working: bool, family: bool) -> None:
        """Show the docks while a recording is worked on; while the family looks, only what is for them."""
        begins = working and not self._working
        self._working, self._family = working, family
        self.look_at_room()
        if begins:
            self.lay_sizes()
            self.lay(self._waiting)
            self._waiting = b""

    def lay_sizes(self) -> None:
        """Divide the window as it is at first: a third and more for the inspector, two fifths for the timeline.

        A low window leaves the timeline a third: the words of a card are read before each decision.
        """
        wide, high = self._window.width(), self._window.height()
        listed = max(self.docks[Dock.STUDY].sizeHint().width(), min(wide // 7, _MOST_LISTED_PX))
        inspector = max(min(wide * 3 // 8, _MOST_INSPECTOR_PX), self._tabs_px())
        self._window.resizeDocks(
            [self.docks[Dock.STUDY], self.docks[Dock.INSPECTOR]],
            [listed, min(inspector, wide // 2) if self._tabs_scroll else inspector],
            Qt.Orientation.Horizontal,
        )
        low = high < _LOW_LINES * self._window.fontMetrics().height()
        below = high // 3 if low else high * 2 // 5
        self._window.resizeDocks([self.docks[Dock.TIMELINE]], [below], Qt.Orientation.Vertical)

    def _tabs_px(self) -> int:
        """What the inspector needs for all its tabs to be read."""
        bars = self.docks[Dock.INSPECTOR].findChildren(QTabBar)
        return max((bar.sizeHint().width() for bar in bars), default=0) + _BESIDE_TABS_PX

    def look_at_room(self) -> None:
        """The window or its text has another size."""
        self._let_tabs_scroll()
        self._show()

    def letters_changed(self) -> None:
        """Text has another size: what it takes from the picture it gives back once it is smaller again."""
        if self._working and not self._family and not self._alone and not self._settling.isActive():
            for dock, px in self._widths().items():
                if self._settled_px.get(dock) != px:  # by a hand, or at first
                    self._own_px[dock] = px
            self._turns = _TURNS
            self._settling.start()
        self.look_at_room()

    def _settle(self) -> None:
        """Make docks as wide as they were before their text took more; Qt makes none narrower than its text needs."""
        shown = [dock for dock in self._widths() if dock in self._own_px]
        self._window.resizeDocks(
            [self.docks[dock] for dock in shown], [self._own_px[dock] for dock in shown], Qt.Orientation.Horizontal
        )
        self._lay_at_once()
        self._settled_px |= self._widths()
        self._turns -= 1
        if self._turns and any(self._settled_px[dock] > self._own_px[dock] for dock in shown):
            self._settling.start()

    def _lay_at_once(self) -> None:
        """Have docks as large as they will be, before anybody asks."""
        if (layout := self._window.layout()) is not None:
            layout.activate()

    def _widths(self) -> dict[Dock, int]:
        """How wide the docks beside the picture are."""
        beside = {dock: self.docks[dock] for dock in (Dock.STUDY, Dock.INSPECTOR)}
        return {dock: made.width() for dock, made in beside.items() if made.isVisible() and not made.isFloating()}

    def _let_tabs_scroll(self) -> None:
        """Give the tabs arrows where the screen is too small for all of them beside a picture, and only there."""
        room = room_of(self._window)
        tabs = self.docks[Dock.INSPECTOR].findChild(QTabWidget)
        self._sign_tabs()
        if tabs is not None and room is not None:
            self._tabs_scroll = room.width() < self._tabs_px() * 3 // 2 + _LEAST_PICTURE_PX
            tabs.setUsesScrollButtons(self._tabs_scroll)
            tabs.ensurePolished()
            dock = self.docks[Dock.INSPECTOR]
            for widget in (tabs, dock.widget(), dock):
                widget.updateGeometry()  # what is hidden hears of it only when it is shown, and the window grows
                if (layout := widget.layout()) is not None:
                    layout.invalidate()

    def _sign_tabs(self) -> None:
        tabs = self.docks[Dock.INSPECTOR].findChild(QTabWidget)
        if tabs is not None and isinstance(row := tabs.tabBar(), TabRow):
            row.show_signs(self._window.width() >= _SIGNS_CHARS * self._window.fontMetrics().averageCharWidth())

    def layout(self) -> bytes:
        """Return where docks lie, to be given to :meth:`lay`: beside the picture, also while a page has its place."""
        return self._sizes or bytes(self._window.saveState(_LAYOUT).data())

    def lay(self, layout: bytes) -> None:
        """Put docks where they were; what is no layout of this version changes nothing.

        Before there is work it waits: docks beside the welcome would make the window wider than the screen.
        """
        if not self._working:
            self._waiting = layout
        elif self._window.restoreState(QByteArray(layout), _LAYOUT):
            self._show()
            self._fit()

    def _fit(self) -> None:
        self._fits = _TURNS
        self._fitting.start()

    def _leave_room(self) -> None:
        """Let docks give back what the picture lacks: Qt keeps them as large as they were in a larger window."""
        centre = self._window.centralWidget()
        if centre is None or centre.isHidden() or not self._working:
            return
        self._lay_at_once()
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        beside = {made: made.width() for made in self._lying(across)}
        below = {made: made.height() for made in self._lying(down)}
        narrow = max(0, round(_LEAST_OF_WIDTH * self._window.width()) - centre.width())
        low = max(0, round(_LEAST_OF_HEIGHT * self._window.height()) - centre.height())
        if not narrow and not low:
            return
        # Heights after widths, always: sharing widths out gives heights back that were shared out before.
        for sizes, lacks, way in ((beside, narrow, across), (below, low, down)):
            if whole := sum(sizes.values()):
                self._window.resizeDocks(list(sizes), [px - lacks * px // whole for px in sizes.values()], way)
        self._lay_at_once()
        self._fits -= 1
        if self._fits > 0:  # a window that is still being sized takes back what was given
            self._fitting.start()

    def _lying(self, way: Qt.Orientation) -> list[QDockWidget]:
        """The docks above and below the picture, or beside it."""
        beside = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)
        shown = [made for made in self.docks.values() if made.isVisible() and not made.isFloating()]
        across = way is Qt.Orientation.Horizontal
        return [made for made in shown if (self._window.dockWidgetArea(made) in beside) is across]

    @property
    def wanted(self) -> dict[str, bool | None]:
        """What a person wants of each dock, by name; None where nobody said."""
        return {dock.name.lower(): wanted for dock, wanted in self._wanted.items()}

    def want(self, wanted: dict[str, object]) -> None:
        """Take what was wanted before."""
        for dock in Dock:
            said = wanted.get(dock.name.lower())
            if isinstance(said, bool):
                self._wanted[dock] = said
        self._show()

    def _show(self) -> None:
        alone = self._alone and not self._family
        for dock, made in self.docks.items():
            shown = self._working and (self.is_wanted(dock) or (dock is Dock.INSPECTOR and (self._family or alone)))
            if (self._family and dock in self._hidden_for_family) or (alone and dock is not Dock.INSPECTOR):
                shown = False
            if made.isHidden() is shown:
                made.setVisible(shown)
        centre = self._window.centralWidget()
        if centre is not None and centre.isHidden() is not (alone and self._working):
            centre.setHidden(alone and self._working)
        self.changed.emit()


class _PanelDock(QDockWidget):
    """Signals: ``closed`` when a person closes it."""

    closed = Signal()

    def __init__(self, dock: Dock, panel: QWidget) -> None:
        super().__init__(named(dock))
        self.setObjectName(f"dock-{dock.name.lower()}")
        self.setAccessibleName(named(dock))
        self.setWidget(panel)
        self.title = DockTitle(self)
        self.setTitleBarWidget(self.title)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only a hand closes a dock; the window hides it. What goes with the window is not closed by hand."""
        super().closeEvent(event)
        parent = self.parentWidget()
        if parent is not None and parent.isVisible():
            self.closed.emit()


class DockTitle(QWidget):
    """The name of a dock and two buttons, in the letters and colours of the window; the style's are dark on dark."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        name = dock.windowTitle()
        row = QHBoxLayout(self)
        row.setContentsMargins(USUAL, TIGHT, SNUG, TIGHT)
        row.setSpacing(TIGHT)
        row.addWidget(ScaledLabel(name, Type.STRONG))
        self._between = QHBoxLayout()
        row.addLayout(self._between, 1)
        self.float_button = SignButton("apart", tr("{name}: in a window of its own, or back", name=name))
        self.close_button = SignButton("close", tr("{name}: close; the View menu opens it again", name=name))
        self.float_button.clicked.connect(lambda _=False: dock.setFloating(not dock.isFloating()))
        self.close_button.clicked.connect(lambda _=False: dock.close())
        row.addWidget(self.float_button)
        row.addWidget(self.close_button)

    def hold(self, line: QWidget) -> None:
        """Take a line between the name and the buttons: what is always there beside a panel needs no row of its own."""
        self._between.addWidget(line)
