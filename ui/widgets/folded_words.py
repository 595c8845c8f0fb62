"""FoldedWords: an explanation under one line that opens it, so that what it explains is seen first."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from ui.widgets.prose_label import ProseLabel


class FoldedWords(ProseLabel):
    """Shown while its ``opener`` is down, which stands where its panel puts it; pointing at that says them too."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.opener = QToolButton(self)  # until a layout takes it: without a parent it would be a window of its own
        self.opener.setText(name)
        self.opener.setCheckable(True)
        self.opener.setAutoRaise(True)
        self.opener.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.opener.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.opener.toggled.connect(lambda _: self._unfold())
        self.setText("")

    def setText(self, text: str) -> None:
        """Have other words; with none there is nothing to open."""
        super().setText(text)
        self.opener.setVisible(bool(text))
        self.opener.setToolTip(f"<p>{escape(text)}</p>" if text else "")  # as a paragraph it is broken into lines
        self.opener.setAccessibleDescription(text)
        self._unfold()

    def _unfold(self) -> None:
        opened = self.opener.isChecked()
        self.opener.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        self.setVisible(opened and bool(self.text()))
