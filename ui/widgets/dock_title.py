"""DockTitle: the name of a dock, and two buttons that are seen in the dark and named to a screen reader."""

from __future__ import annotations

from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QWidget

from coder.vocabulary.language import tr
from ui.widgets.measure import SNUG, TIGHT, USUAL, ScaledLabel, Type
from ui.widgets.sign_button import SignButton


class DockTitle(QWidget):
    """Drawn in the letters and colours of the window; the style's own signs are dark on dark."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        name = dock.windowTitle()
        row = QHBoxLayout(self)
        row.setContentsMargins(USUAL, TIGHT, SNUG, TIGHT)
        row.setSpacing(TIGHT)
        row.addWidget(ScaledLabel(name, Type.STRONG))
        row.addStretch(1)
        self.float_button = SignButton("apart", tr("{name}: in a window of its own, or back", name=name))
        self.close_button = SignButton("close", tr("{name}: close; the View menu opens it again", name=name))
        self.float_button.clicked.connect(lambda _=False: dock.setFloating(not dock.isFloating()))
        self.close_button.clicked.connect(lambda _=False: dock.close())
        row.addWidget(self.float_button)
        row.addWidget(self.close_button)
