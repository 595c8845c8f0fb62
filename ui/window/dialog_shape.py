"""The shape of dialogs, whoever made them: words that wrap, an Enter that harms nothing, room for twice the text."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontDatabase, QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QColorDialog,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QInputDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

_QUESTION_CHARS = 64
_TITLE_BUTTONS_CHARS = 20
_MOST_OF_ROOM = 0.7
_OF_QT = (QMessageBox, QFileDialog, QColorDialog, QInputDialog)
"""What Qt lays out itself, and lays out anew."""


def shape(window: QWidget, room: QRect | None) -> None:
    """Shape a window that is about to be shown; ``room`` is what of the screen it may cover, None for any."""
    if isinstance(window, QInputDialog):
        _wrap_question(window)
    if isinstance(window, QDialog) and not isinstance(window, QFileDialog | QColorDialog):
        _fit_title(window, room)
    if isinstance(window, QMessageBox) and room is not None:
        _widen_message(window, room)
    if isinstance(window, QDialog) and not isinstance(window, _OF_QT):
        _choose_default(window)
    for box in window.findChildren(QDialogButtonBox):
        _tab_as_they_stand(box)
    held = window.layout()
    if room is not None and held is not None and not isinstance(window, _OF_QT):
        least = held.totalMinimumSize()
        wide = max(min(window.width(), room.width()), least.width())
        # Words that wrap say how many lines they need only when they are asked for a width.
        high = held.totalMinimumHeightForWidth(wide) if held.hasHeightForWidth() else least.height()
        high = max(high, least.height())
        if least.width() > room.width() or high > room.height():
            let_scroll(window)
        elif high > window.height():
            window.resize(wide, high)  # Qt keeps to the height of words that do not wrap, and boxes would overlap


def grow(dialog: QDialog, room: QRect | None) -> None:
    """Make a dialog that is shown higher where its words have become longer: Qt leaves it, and cuts their lines."""
    held = dialog.layout()
    if held is None or isinstance(dialog, _OF_QT) or not held.hasHeightForWidth() or dialog.isMaximized():
        return
    high = max(held.totalMinimumHeightForWidth(dialog.width()), held.totalMinimumSize().height())
    if room is not None and high > room.height():
        let_scroll(dialog)
    elif high > dialog.height():
        dialog.resize(dialog.width(), high)


def default_button(dialog: QDialog) -> QPushButton | None:
    """The button that Enter presses wherever no other one has the focus; None where nobody chose one."""
    return next((button for button in dialog.findChildren(QPushButton) if button.isDefault()), None)


def let_scroll(window: QWidget) -> None:
    """Let what a window holds scroll, above the buttons at its foot."""
    held = window.layout()
    if held is None or window.findChild(_Scrolled, options=Qt.FindChildOption.FindDirectChildrenOnly) is not None:
        return
    last = held.itemAt(held.count() - 1)
    foot = last.widget() if last is not None else None
    buttons = foot if isinstance(foot, QDialogButtonBox) else None
    if buttons is not None:
        held.removeWidget(buttons)
    inside = QWidget()
    inside.setLayout(held)  # its widgets go with it
    area = _Scrolled(window)
    area.setWidget(inside)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(area, 1)
    if buttons is not None:
        margins = held.contentsMargins()
        buttons.setContentsMargins(margins.left(), 0, margins.right(), margins.bottom())
        column.addWidget(buttons)
    column.activate()  # else the window keeps the least size of what scrolls now, and is larger than its screen


class _Scrolled(QScrollArea):
    """What did not fit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def _wrap_question(dialog: QInputDialog) -> None:
    """Keep a long question from making its dialog wider than the screen."""
    wide = _QUESTION_CHARS * dialog.fontMetrics().averageCharWidth()
    for label in dialog.findChildren(QLabel):
        label.setWordWrap(True)
        label.setMinimumWidth(min(wide, label.fontMetrics().horizontalAdvance(label.text())))
        label.setMinimumHeight(label.heightForWidth(label.minimumWidth()))
    dialog.adjustSize()


def _fit_title(dialog: QDialog, room: QRect | None) -> None:
    """Let a title be read whole beside the three buttons that most systems put there."""
    letters = QFontMetrics(
        QFontDatabase.systemFont(QFontDatabase.SystemFont.TitleFont)
    )  # the window's own may be larger
    wide = letters.horizontalAdvance(f"{dialog.windowTitle()} — {QApplication.applicationDisplayName()}")
    wide += _TITLE_BUTTONS_CHARS * letters.averageCharWidth()
    wide = wide if room is None else min(wide, room.width())
    if wide > dialog.minimumWidth():
        dialog.setMinimumWidth(wide)


def _tab_as_they_stand(box: QDialogButtonBox) -> None:
    """Let Tab come by the buttons of a box in the order in which they stand, not in that in which they were made."""
    for one, following in pairwise(sorted(box.buttons(), key=lambda button: button.x())):
        QWidget.setTabOrder(one, following)


def _widen_message(message: QMessageBox, room: QRect) -> None:
    """Let a long message be as wide as its lines are read well; Qt makes it narrow, and higher than the screen."""
    letters = message.fontMetrics()
    wide = min(_QUESTION_CHARS * letters.averageCharWidth(), round(room.width() * _MOST_OF_ROOM))
    for label in message.findChildren(QLabel):
        if label.text() and letters.horizontalAdvance(label.text()) > wide:
            label.setWordWrap(True)
            label.setMinimumWidth(wide)


def _choose_default(dialog: QDialog) -> None:
    """Give Enter to the button that only closes, where Qt would give it to whichever button comes first."""
    boxes = dialog.findChildren(QDialogButtonBox)
    accepts = any(
        box.buttonRole(button) is QDialogButtonBox.ButtonRole.AcceptRole for box in boxes for button in box.buttons()
    )
    if accepts or default_button(dialog) is not None:
        return
    for box in boxes:
        for button in box.buttons():
            if isinstance(button, QPushButton) and box.buttonRole(button) is QDialogButtonBox.ButtonRole.RejectRole:
                button.setDefault(True)
                return
