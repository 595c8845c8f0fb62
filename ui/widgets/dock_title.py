"""DockTitle: the name of a dock, and two buttons that are seen in the dark and named to a screen reader."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from coder.vocabulary.language import tr
from ui.widgets.measure import SNUG, TIGHT, USUAL


class DockTitle(QWidget):
    """Drawn in the letters and colours of the window; the style's own signs are dark on dark."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        name = dock.windowTitle()
        row = QHBoxLayout(self)
        row.setContentsMargins(USUAL, TIGHT, SNUG, TIGHT)
        row.setSpacing(TIGHT)
        row.addWidget(QLabel(name))
        row.addStretch(1)
        self.float_button = _sign("❐", tr("{name}: in a window of its own, or back", name=name))
        self.close_button = _sign("✕", tr("{name}: close; the View menu opens it again", name=name))
        self.float_button.clicked.connect(lambda _=False: dock.setFloating(not dock.isFloating()))
        self.close_button.clicked.connect(lambda _=False: dock.close())
        row.addWidget(self.float_button)
        row.addWidget(self.close_button)


def _sign(sign: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setText(sign)
    button.setAutoRaise(True)
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
