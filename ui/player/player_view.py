"""PlayerView: the picture, at its right shape on every screen, to look into by wheel, drag and keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from coder.study.coder_preferences import WHOLE, Framing
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from ui.player.engine import PlayerEngine
from ui.player.overlay_interface import Overlay
from ui.player.qt_picture import pixel_aspect
from ui.player.viewport import CLOSEST, Viewport

_NOTHING = tr("No clip is open.")
ZOOM_STEP = 1.25
STAGE, STAGE_WORDS = QColor("#000000"), QColor("#c9ced3")
"""A picture is judged best on black, in a light window too; what is said there is read on black."""
PAN_STEP = 40.0
"""View pixels by which a key moves the picture."""
NOTCH = 120
"""What a wheel reports for one click."""
CRISP_FROM = 4.0
"""From this many screen pixels to a picture pixel on, pixels are drawn as squares: who looks so close wants them."""


class PlayerView(QWidget):
    """Shows frames as the engine gives them.

    Wheel, Ctrl+Plus and Ctrl+Minus look closer and wider, drag and Alt+arrows move, Ctrl+0 shows all.

    Signals
    -------
    clicked(float, float)
        A place in the picture was clicked, in pixels of the upright picture.
    """

    clicked = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right in every language
        self._image: QImage | None = None
        self._frame, self._pts_us = 0, 0
        self._overlays: tuple[Overlay, ...] = ()
        self._viewport: Viewport | None = None
        self._framing = WHOLE
        self._pressed: QPointF | None = None
        self._dragged_from: QPointF | None = None
        self._shrunk: QImage | None = None
        self._message = _NOTHING
        self.setAccessibleName(tr("Picture of the clip"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 48)  # on a small screen with large text the keys of playing come first

    def attach(self, engine: PlayerEngine) -> None:
        """Show what an engine plays."""
        engine.frame_shown.connect(self.show_frame)
        engine.closed.connect(self.clear)

    # What is shown

    def show_frame(self, index: int, pts_us: int, image: QImage) -> None:
        """Show a frame; the zoom stays, unless the picture is of another size."""
        if self._image is None:
            self._viewport = None
        elif self._image.size() != image.size():
            self.look_at(WHOLE)
        self._image, self._frame, self._pts_us, self._shrunk = image, index, pts_us, None
        self.setAccessibleDescription(tr("Frame {index} at {time}", index=index, time=format_us(pts_us)))
        self.update()

    def clear(self, message: str = _NOTHING) -> None:
        """Show no picture, but say why."""
        self._image = self._viewport = self._shrunk = None
        self._message = message
        self.setAccessibleDescription(message)
        self.update()

    def set_overlays(self, overlays: Sequence[Overlay]) -> None:
        """Draw these over the picture, the last on top."""
        self._overlays = tuple(overlays)
        self.update()

    def sizeHint(self) -> QSize:
        """A comfortable size."""
        return QSize(640, 480)

    # Looking closer

    @property
    def zoom(self) -> float:
        """Times the size at which all of the picture is seen."""
        viewport = self._lies()
        return viewport.zoom if viewport else 1.0

    def zoom_in(self) -> None:
        """Look closer, at the middle."""
        self._zoom(ZOOM_STEP, QPointF(self.rect().center()))

    def zoom_out(self) -> None:
        """Look wider."""
        self._zoom(1 / ZOOM_STEP, QPointF(self.rect().center()))

    def reset_zoom(self) -> None:
        """See all of the picture."""
        self.look_at(WHOLE)

    @property
    def framing(self) -> Framing:
        """What of the picture is looked at."""
        return self._framing

    def look_at(self, framing: Framing) -> None:
        """Look at this part of the picture, now or as soon as there is one."""
        self._framing = framing
        self._viewport = self._shrunk = None
        self._show_hand()
        self.update()

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by so many pixels of the view."""
        viewport = self._lies()
        if viewport:
            self._lay(viewport.moved(QPointF(dx, dy)))

    def to_view(self) -> QTransform:
        """From pixels of the upright picture to those of the view; nothing changed where there is no picture."""
        viewport = self._lies()
        return viewport.to_view() if viewport else QTransform()

    def _zoom(self, factor: float, about: QPointF) -> None:
        viewport = self._lies()
        if viewport:
            self._lay(viewport.zoomed(factor, about))

    def _lay(self, viewport: Viewport) -> None:
        self._viewport, self._shrunk = viewport, None
        self._framing = Framing(viewport.zoom, *viewport.centre)
        self._show_hand()
        self.update()

    def _show_hand(self) -> None:
        self.setCursor(Qt.CursorShape.OpenHandCursor if self._framing.zoom > 1 else Qt.CursorShape.ArrowCursor)

    def _lies(self) -> Viewport | None:
        """How the picture lies; worked out when first asked for."""
        if self._viewport is None and self._image is not None and self.width() > 0 and self.height() > 0:
            size, zoom = QSizeF(self._image.size()), min(self._framing.zoom, CLOSEST)
            lies = Viewport(QSizeF(self.size()), size, pixel_aspect(self._image), zoom)
            self._viewport = lies.centred(self._framing.x, self._framing.y)
        return self._viewport

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture and what lies over it."""
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())  # by itself it has that of the app
        painter.fillRect(self.rect(), STAGE)
        viewport = self._lies()
        if self._image is None or viewport is None:
            painter.setPen(STAGE_WORDS)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 16, -16, -16), flags, self._message)
            return
        self._paint_picture(painter, self._image, viewport)
        to_view = viewport.to_view()
        for overlay in self._overlays:
            painter.save()
            overlay.paint(painter, to_view, self._frame, self._pts_us)
            painter.restore()
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_picture(self, painter: QPainter, image: QImage, viewport: Viewport) -> None:
        dots = viewport.scale * self.devicePixelRatioF()
        rect = viewport.shown_rect()
        if viewport.zoom == 1 and dots < 1:
            # Shrinking by averaging, once per frame, keeps thin things; the painter would drop rows.
            if self._shrunk is None:
                size = (rect.size() * self.devicePixelRatioF()).toSize()
                self._shrunk = image.scaled(
                    size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
                )
            painter.drawImage(rect, self._shrunk)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, dots < CRISP_FROM)
        painter.drawImage(rect, image, QRectF(image.rect()))

    # Mouse, wheel and keys

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Look closer or wider, about the pointer."""
        notches = event.angleDelta().y() / NOTCH
        if notches:
            self._zoom(ZOOM_STEP**notches, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._dragged_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the picture, once the hand has moved enough to mean it."""
        if self._pressed is None or self._dragged_from is None:
            return
        far = (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        viewport = self._lies()
        if viewport is not None and viewport.zoom > 1 and (far or self._dragged_from != self._pressed):
            by = event.position() - self._dragged_from
            self._dragged_from = event.position()
            self._lay(viewport.moved(by))
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or report a click."""
        pressed, dragged_from = self._pressed, self._dragged_from
        self._pressed = self._dragged_from = None
        viewport = self._lies()
        if event.button() != Qt.MouseButton.LeftButton or pressed is None or viewport is None:
            return
        if pressed != dragged_from:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            return
        inverse, _ = viewport.to_view().inverted()
        at = inverse.map(pressed)
        if QRectF(QPointF(0, 0), viewport.picture).contains(at):
            self.clicked.emit(at.x(), at.y())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look closer, wider or aside by keys."""
        moves = {
            Qt.Key.Key_Left: (PAN_STEP, 0.0),
            Qt.Key.Key_Right: (-PAN_STEP, 0.0),
            Qt.Key.Key_Up: (0.0, PAN_STEP),
            Qt.Key.Key_Down: (0.0, -PAN_STEP),
        }
        key, held = Qt.Key(event.key()), event.modifiers()
        if held & Qt.KeyboardModifier.ControlModifier and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif held & Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif held & Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_0:
            self.reset_zoom()
        elif held & Qt.KeyboardModifier.AltModifier and key in moves:
            self.pan(*moves[key])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what was looked at in the middle."""
        self._shrunk = None
        if self._viewport is not None and self.width() > 0 and self.height() > 0:
            self._viewport = self._viewport.resized(QSizeF(self.size()))
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in other colours, or at another pixel density."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._shrunk = None
            self.update()
        super().changeEvent(event)
