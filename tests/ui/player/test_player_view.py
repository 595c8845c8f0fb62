"""The picture: at its right shape, under the pointer where it is, with what is drawn over it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from pytestqt.qtbot import QtBot

from ui.player.player_view import PlayerView
from ui.player.qt_picture import pixel_aspect, to_image
from ui.player.viewport import CLOSEST, Viewport

RED, BLUE = (220, 30, 30), (30, 30, 220)


def halves(width: int = 160, height: int = 96, aspect: Fraction = Fraction(1)) -> QImage:
    """Red on the left, blue on the right."""
    rgb = np.zeros((height, width, 3), dtype=np.uint8)
    rgb[:, : width // 2], rgb[:, width // 2 :] = RED, BLUE
    return to_image(rgb, aspect)


@pytest.fixture
def view(qtbot: QtBot) -> PlayerView:
    view = PlayerView()
    qtbot.addWidget(view)
    view.resize(640, 480)
    view.show()
    qtbot.waitExposed(view)
    return view


def coloured(view: PlayerView) -> QRectF:
    """Where in the view the picture was really drawn."""
    shot = view.grab().toImage()
    near = lambda c: min(abs(c.red() - r) + abs(c.green() - g) + abs(c.blue() - b) for r, g, b in (RED, BLUE)) < 40  # noqa: E731
    xs = [x for x in range(shot.width()) if near(shot.pixelColor(x, shot.height() // 2))]
    ys = [y for y in range(shot.height()) if near(shot.pixelColor(shot.width() // 4, y))]
    return QRectF(QPointF(xs[0], ys[0]), QPointF(xs[-1] + 1, ys[-1] + 1))


def test_a_picture_fills_what_it_can_without_losing_its_shape(view: PlayerView) -> None:
    view.show_frame(0, 0, halves())
    rect = coloured(view)
    assert rect.width() == pytest.approx(640, abs=2)
    assert rect.height() == pytest.approx(384, abs=2)


def test_pixels_that_are_not_square_are_drawn_in_their_shape(view: PlayerView) -> None:
    image = halves(120, 90, Fraction(4, 3))
    assert pixel_aspect(image) == pytest.approx(4 / 3, abs=1e-3)
    view.show_frame(0, 0, image)
    rect = coloured(view)
    assert rect.width() / rect.height() == pytest.approx(120 * 4 / 3 / 90, abs=0.02)


@pytest.mark.parametrize("spot", [(0.5, 0.5), (12, 80), (159, 95)])
def test_a_click_says_which_pixel_of_the_upright_picture(
    view: PlayerView, qtbot: QtBot, spot: tuple[float, float]
) -> None:
    view.show_frame(0, 0, halves())
    for zoom in (False, True):
        if zoom:
            view.zoom_in()
        at = view.to_view().map(QPointF(*spot)).toPoint()
        if not view.rect().contains(at):
            continue
        with qtbot.waitSignal(view.clicked) as said:
            qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
        assert said.args == pytest.approx(spot, abs=0.5)


def test_a_click_beside_the_picture_is_none(view: PlayerView, qtbot: QtBot) -> None:
    view.show_frame(0, 0, halves())
    with qtbot.assertNotEmitted(view.clicked):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(320, 3))


def test_a_drag_moves_the_zoomed_picture_and_is_no_click(view: PlayerView, qtbot: QtBot) -> None:
    view.show_frame(0, 0, halves())
    for _ in range(4):
        view.zoom_in()
    before = view.to_view().map(QPointF(80, 48))
    with qtbot.assertNotEmitted(view.clicked):
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
        for x in range(305, 351, 5):
            qtbot.mouseMove(view, QPoint(x, 200))
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(350, 200))
    assert view.to_view().map(QPointF(80, 48)).x() > before.x()


def test_keys_look_closer_aside_and_back(view: PlayerView, qtbot: QtBot) -> None:
    view.show_frame(0, 0, halves())
    qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom == pytest.approx(1.25**2)
    before = view.to_view().map(QPointF(80, 48))
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert view.to_view().map(QPointF(80, 48)).x() == pytest.approx(before.x() + 40)
    qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom == 1


def test_the_zoom_stays_from_frame_to_frame_but_not_from_clip_to_clip(view: PlayerView) -> None:
    view.show_frame(0, 0, halves())
    view.zoom_in()
    view.show_frame(1, 40_000, halves())
    assert view.zoom > 1
    view.show_frame(0, 0, halves(90, 160))
    assert view.zoom == 1


class Marker:
    """Fills the picture's top left tenth, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []

    def paint(self, painter: QPainter, to_view: QTransform, frame_index: int, pts_us: int) -> None:
        self.asked.append((frame_index, pts_us))
        painter.fillRect(to_view.mapRect(QRectF(0, 0, 16, 9)), QColor(0, 255, 0))


def test_overlays_lie_on_the_picture_and_can_be_taken_off(view: PlayerView) -> None:
    marker = Marker()
    view.show_frame(7, 280_000, halves())
    spot = view.to_view().map(QPointF(4, 4)).toPoint()
    view.set_overlays([marker])
    assert view.grab().toImage().pixelColor(spot) == QColor(0, 255, 0)
    assert marker.asked[-1] == (7, 280_000)
    view.set_overlays([])
    assert view.grab().toImage().pixelColor(spot).red() > 180


def test_without_a_clip_it_says_so_calmly(view: PlayerView) -> None:
    view.clear("This clip was moved: link it again.")
    assert view.accessibleDescription() == "This clip was moved: link it again."
    assert view.accessibleName() == "Picture of the clip"
    view.grab()


sizes = st.floats(10, 3000)
viewports = st.builds(
    lambda w, h, pw, ph, a: Viewport(QSizeF(w, h), QSizeF(pw, ph), a), sizes, sizes, sizes, sizes, st.floats(0.5, 2)
)


@given(viewports)
def test_a_fitted_picture_lies_inside_and_touches_two_sides(viewport: Viewport) -> None:
    rect = viewport.shown_rect()
    assert rect.width() <= viewport.view.width() * 1.001
    assert rect.height() <= viewport.view.height() * 1.001
    assert max(rect.width() / viewport.view.width(), rect.height() / viewport.view.height()) == pytest.approx(1)


@given(viewports, st.floats(1, CLOSEST), st.floats(0, 1), st.floats(0, 1))
def test_zooming_keeps_what_is_under_the_pointer_where_the_picture_reaches_there(
    viewport: Viewport, factor: float, fx: float, fy: float
) -> None:
    near = viewport.zoomed(4, QPointF(viewport.view.width() / 2, viewport.view.height() / 2))
    rect = near.shown_rect()
    if rect.width() < viewport.view.width() or rect.height() < viewport.view.height():
        return
    about = QPointF(fx * viewport.view.width(), fy * viewport.view.height())
    point = near.to_view().inverted()[0].map(about)
    after = near.zoomed(factor, about).to_view().map(point)
    assert (after.x(), after.y()) == pytest.approx((about.x(), about.y()), abs=1e-3 * max(*viewport.view.toTuple()))


@given(viewports, st.floats(1, CLOSEST), st.floats(-5000, 5000), st.floats(-5000, 5000))
def test_the_picture_cannot_be_dragged_away(viewport: Viewport, zoom: float, dx: float, dy: float) -> None:
    moved = viewport.zoomed(zoom, QPointF(0, 0)).moved(QPointF(dx, dy))
    rect, view = moved.shown_rect(), viewport.view
    slack = 1e-6 * max(rect.width(), rect.height())
    if rect.width() >= view.width():
        assert rect.left() <= slack
        assert rect.right() >= view.width() - slack
    else:
        assert rect.center().x() == pytest.approx(view.width() / 2)
    if rect.height() >= view.height():
        assert rect.top() <= slack
        assert rect.bottom() >= view.height() - slack
