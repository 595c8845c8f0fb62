"""How several cameras' pictures lie: a box in the toolbar, there only where there are several."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QWidget

from coder.vocabulary.language import named, tr
from ui.player.camera_stage import Arrangement, CameraStage
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.icons import glyph


class ArrangementBox(ChoiceBox):
    """Shows and chooses the stage's arrangement: a sign in the toolbar, sign and words in the list that opens."""

    def __init__(self, stage: CameraStage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self.setAccessibleName(tr("how the cameras' pictures lie"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for way in Arrangement:
            self.addItem(named(way), way)
        self._draw_signs()
        self.activated.connect(lambda n: stage.arrange(Arrangement(self.itemData(n))))
        stage.changed.connect(self._follow)
        self._follow()

    def sizeHint(self) -> QSize:
        """Its sign and its arrow: words would push the toolbar into a second row."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return self.style().sizeFromContents(QStyle.ContentsType.CT_ComboBox, option, self.iconSize(), self)

    def minimumSizeHint(self) -> QSize:
        """As much as it asks for."""
        return self.sizeHint()

    def showPopup(self) -> None:
        """Open the list as wide as its words."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + self.iconSize().width())
        super().showPopup()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the signs anew in other colours, or at another size of text."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._draw_signs()
        super().changeEvent(event)

    def _draw_signs(self) -> None:
        size = round(self.fontMetrics().height() * 1.15)
        self.setIconSize(QSize(size, size))
        for n, way in enumerate(Arrangement):
            self.setItemIcon(n, glyph(way.value, size, self.palette()))

    def _follow(self) -> None:
        self.setVisible(self._stage.several)
        self.setCurrentIndex(list(Arrangement).index(self._stage.arrangement))
        way = named(self._stage.arrangement)
        self.setToolTip(
            tr("How the cameras' pictures lie: {way}; a click on a small one makes it the large one", way=way)
        )
