"""What a code means: its description beside the example of one's own, a picture or a clip that goes round."""

from __future__ import annotations

import io

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from coder.study.examples import CodeExample
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Code
from coder.vocabulary.time import Interval
from ui.operations.wording import subject_words
from ui.player.engine import PlayerEngine
from ui.player.player_view import PlayerView
from ui.widgets.measure import open_at
from ui.widgets.own_window import OwnWindow


class ExampleWindow(OwnWindow):
    """Shows one code. Nothing of it is on the disk in the clear: what it shows is in memory, and goes as it closes."""

    BESIDE_PICTURE = True

    def __init__(self, code: Code, example: CodeExample | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{subject_words(code.role)}: {code.label}")
        self.engine: PlayerEngine | None = None
        self.picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        if example is None:
            column.addWidget(QLabel(tr("No example is kept for this code; Code, Coding scheme, Change… takes one.")))
        elif example.picture:
            shown = QPixmap()
            if shown.loadFromData(example.content):
                self.picture.setPixmap(
                    shown.scaled(
                        640, 480, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                    )
                )
            else:
                self.picture.setText(tr("{example} is a picture that cannot be shown here.", example=example.name))
            column.addWidget(self.picture, 1)
        else:
            view = PlayerView()
            column.addWidget(view, 1)
            self.engine = self._play(view, example)
        said = QLabel(code.description, wordWrap=True)
        column.addWidget(said)
        self.said = said
        open_at(self, chars=97, lines=37)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the player's thread."""
        if self.engine is not None:
            self.engine.shut_down()
            self.engine = None
        super().closeEvent(event)

    def _play(self, view: PlayerView, example: CodeExample) -> PlayerEngine:
        engine = PlayerEngine(self)
        view.attach(engine)
        content = example.content

        def begin() -> None:
            engine.set_loop(Interval(0, engine.end_us))
            engine.play()

        engine.opened.connect(lambda _: begin())
        engine.open(lambda: io.BytesIO(content), None, example.name)
        return engine
