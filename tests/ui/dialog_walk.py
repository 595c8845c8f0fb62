"""Every dialog and window that the actions open, looked at as it is shown, and closed again."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QStackedLayout,
    QTableView,
    QTabWidget,
    QWidget,
)

_TOUCH_PX = 2
_WINDOWS = (QAccessible.Role.Window, QAccessible.Role.Dialog, QAccessible.Role.AlertMessage)

_Role = QAccessible.Role
_WITHOUT_A_ROLE = (_Role.NoRole, _Role.Grip, _Role.UserRole)
"""Grip is one that AT-SPI does not know."""
_NAMED = (
    *(_Role.Button, _Role.ButtonMenu, _Role.ButtonDropDown, _Role.CheckBox, _Role.RadioButton, _Role.ComboBox),
    *(_Role.EditableText, _Role.List, _Role.Table, _Role.Tree, _Role.Slider, _Role.SpinBox, _Role.PageTab),
    *(_Role.MenuItem, _Role.PageTabList),
)
_FULL = (_Role.Table, _Role.Tree, _Role.List)
"""What these hold are rows, which have tests of their own."""


def nameless(top: QWidget) -> list[str]:
    """Controls that a person can get to and a screen reader could not name, and tables that Tab cannot leave."""
    found = []
    itself = QAccessible.queryAccessibleInterface(top)
    if top.isWindow() and itself is not None and itself.role() not in _WINDOWS:
        found.append(f"{type(top).__name__}: is heard as {itself.role().name}, not as a window")
    for table in top.findChildren(QTableView):
        if table.tabKeyNavigation():
            found.append(f"table “{table.accessibleName()}”: Tab goes round in it and never leaves")
    for label in top.findChildren(QLabel):
        if label.accessibleName() and label.text() not in label.accessibleName():
            found.append(f"label “{label.accessibleName()}”: its name is heard in place of its words")
    buddies = {label.buddy() for label in top.findChildren(QLabel) if label.buddy() is not None}
    for widget in top.findChildren(QWidget):
        reachable = widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(widget, QAbstractButton)
        private = widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar | QTabWidget)
        elsewhere = widget.window() is not top.window()  # the popup of a box, named by its box
        whole = isinstance(widget, QLabel) or isinstance(widget.parent(), QLineEdit)  # a label is its own words
        if not reachable or private or elsewhere or whole or widget.focusProxy() is not None or widget in buddies:
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not (widget.accessibleName() or text.strip()):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
        heard = QAccessible.queryAccessibleInterface(widget)
        if heard is None or not heard.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}: nothing is heard")
        if isinstance(widget, QComboBox) and not heard.text(QAccessible.Text.Description):
            found.append(f"box “{widget.accessibleName()}”: on Linux its name is not heard")
    return found


def unheard(top: QWidget) -> list[str]:
    """What a screen reader comes by in a window's tree, and cannot name or say what it is.

    The tree is Qt's own, the one that AT-SPI, UI Automation and NSAccessibility are given: what Qt makes inside of
    controls is in it. What is hidden, and cells of tables, are left out.
    """
    found: list[str] = []
    waiting = [(QAccessible.queryAccessibleInterface(top), top.windowTitle())]
    while waiting:
        heard, within = waiting.pop()
        if heard is None or not heard.isValid() or heard.state().invisible:
            continue
        role, name = heard.role(), heard.text(QAccessible.Text.Name).strip()
        if role in _WITHOUT_A_ROLE:
            found.append(f"{type(heard.object()).__name__} in {within}: its role is {role.name}")
        if role in _NAMED and not name:
            found.append(f"{type(heard.object()).__name__}, a {role.name} in {within}: has no name")
        if role not in _FULL:
            waiting += [(heard.child(n), name or within) for n in range(heard.childCount())]
    return found


def out_of_turn(top: QWidget) -> list[str]:
    """Buttons at the foot that Tab comes by in another order than that in which they stand."""
    found = []
    for box in top.findChildren(QDialogButtonBox) if top.isVisible() else ():
        buttons = sorted((b for b in box.buttons() if not b.isHidden()), key=lambda b: (b.y(), b.x()))
        chain, at = [], box.nextInFocusChain()
        while at is not None and at is not box:
            chain += [at] if at in buttons else []
            at = at.nextInFocusChain()
        if chain != buttons:
            found.append(f"Tab comes by {[b.text() for b in chain]}, they stand as {[b.text() for b in buttons]}")
    return found


def overlapping(top: QWidget) -> list[str]:
    """Controls of one layout that lie over each other."""
    found = []
    for layout in top.findChildren(QLayout) if top.isVisible() else ():
        if isinstance(layout, QStackedLayout):
            continue
        held = [item.widget() for n in range(layout.count()) if (item := layout.itemAt(n)) is not None]
        shown = [widget for widget in held if widget is not None and not widget.isHidden() and widget.isVisibleTo(top)]
        for one, other in combinations(shown, 2):
            both = one.geometry() & other.geometry()
            if min(both.width(), both.height()) > _TOUCH_PX:
                names = [widget.accessibleName() or type(widget).__name__ for widget in (one, other)]
                found.append(f"{names[0]} and {names[1]} overlap by {both.width()}×{both.height()}")
    return found


def squeezed(top: QWidget) -> list[str]:
    """Words on several lines that have less room than their lines are high."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # an answer may just have come
    return [
        f"“{label.text()[:60]}” has {label.height()} of {label.heightForWidth(label.width())} px"
        for label in top.findChildren(QLabel)
        if label.wordWrap() and label.isVisible() and label.heightForWidth(label.width()) - label.height() > _TOUCH_PX
    ]


def cut_headings(top: QWidget) -> list[str]:
    """Headings of tables that have less room than their words take."""
    return [
        f"heading “{view.model().headerData(column, Qt.Orientation.Horizontal)}” of “{view.accessibleName()}” has "
        f"{header.sectionSize(column)} of {header.sectionSizeHint(column)} px"
        for view in top.findChildren(QTableView)
        if view.isVisible() and not (header := view.horizontalHeader()).isHidden()
        for column in range(header.count())
        if not header.isSectionHidden(column) and header.sectionSize(column) < header.sectionSizeHint(column)
    ]


class DialogWalk(QObject):
    """While it is on, each window that is shown over ``main`` is given to ``look`` once and closed."""

    def __init__(self, main: QWidget, look: Callable[[QWidget], None]) -> None:
        super().__init__(main)
        self._main, self._look = main, look
        self.seen: dict[str, QWidget] = {}
        self.chosen: set[QPushButton] = set()
        """Buttons that a dialog gave to Enter itself, before Qt would choose one."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window that is shown is looked at when it is laid out: what was made to scroll appears a turn later."""
        shown = event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if shown and watched is not self._main and self._own(watched):
            self.chosen |= {button for button in watched.findChildren(QPushButton) if button.isDefault()}
            QTimer.singleShot(0, watched, lambda: QTimer.singleShot(0, watched, lambda: self._visit(watched)))
        return False

    @staticmethod
    def _own(widget: QWidget) -> bool:
        return not isinstance(widget, QFileDialog) and widget.windowType() in (
            Qt.WindowType.Dialog,
            Qt.WindowType.Window,
        )

    def _visit(self, widget: QWidget) -> None:
        self._look(widget)
        self.seen[type(widget).__name__] = widget
        widget.reject() if isinstance(widget, QDialog) else widget.close()


def close_file_dialogs() -> None:
    """A file dialog of Qt is answered with no."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QFileDialog) and widget.isVisible():
            widget.reject()
