"""How several cameras' pictures lie: a box in the toolbar, there only where there are several."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from ui.player.camera_stage import Arrangement, CameraStage


class ArrangementBox(QComboBox):
    """Shows and chooses the stage's arrangement."""

    def __init__(self, stage: CameraStage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self.setAccessibleName("how the cameras' pictures lie")
        self.setToolTip("How the cameras' pictures lie; a click on a small one makes it the large one")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for way in Arrangement:
            self.addItem(way.value, way)
        self.activated.connect(lambda n: stage.arrange(Arrangement(self.itemData(n))))
        stage.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setVisible(self._stage.several)
        self.setCurrentIndex(list(Arrangement).index(self._stage.arrangement))
