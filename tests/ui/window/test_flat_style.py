"""What can be used is seen: the edges of fields, boxes and handles stand out from the window in every theme."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionHeader,
    QStyleOptionTab,
    QTabBar,
    QToolButton,
    QWidget,
)

from tests.ui.window.test_theme_contrast import contrast
from ui.widgets.cell_table import CellTable
from ui.widgets.tab_row import BAR_PX, TabRow
from ui.window import theme
from ui.window.flat_style import FlatStyle

THEMES = [(dark, high) for dark in (False, True) for high in (False, True)]


def field() -> QWidget:
    return QLineEdit()


def check() -> QWidget:
    return QCheckBox()


def radio() -> QWidget:
    return QRadioButton()


def slider() -> QWidget:
    made = QSlider(Qt.Orientation.Horizontal)
    made.setValue(50)
    return made


def scroll_bar() -> QWidget:
    made = QScrollBar(Qt.Orientation.Vertical)
    made.setRange(0, 100)
    made.resize(12, 200)
    return made


@pytest.fixture
def themed():
    before = theme.is_dark(), theme.is_contrast()
    yield theme.use
    theme.use(dark=before[0], contrast=before[1])


def spin_box() -> QWidget:
    return QSpinBox()


def date_box() -> QWidget:
    return QDateEdit()


def written_box() -> QWidget:
    return QComboBox(editable=True)


@pytest.mark.parametrize(("dark", "high"), THEMES)
@pytest.mark.parametrize("make", [field, check, radio, slider, scroll_bar, spin_box])
def test_edges_stand_out_from_the_window_by_three_to_one(qtbot, themed, make, dark, high):
    themed(dark=dark, contrast=high)
    around = QWidget()
    qtbot.addWidget(around)
    around.resize(220, 240)
    made = make()
    made.setParent(around)
    made.move(10, 10)
    around.show()
    image = around.grab(made.geometry()).toImage()
    window = around.palette().color(QPalette.ColorRole.Window)
    dots = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    assert sum(contrast(dot, window) >= 3 for dot in dots) >= 20


@pytest.mark.parametrize("make", [spin_box, date_box, written_box])
def test_a_box_with_a_field_in_it_has_one_edge(qtbot, themed, make):
    themed(dark=False)
    box = make()
    qtbot.addWidget(box)
    box.resize(160, 26)
    image, edge = box.grab().toImage(), box.palette().color(QPalette.ColorRole.Dark)
    middle = [contrast(image.pixelColor(x, 13), edge) < 1.3 for x in range(8)]
    assert sum(middle) <= 2, "an edge within an edge"


@pytest.mark.parametrize(("dark", "high"), THEMES)
def test_the_tab_that_is_shown_is_marked_in_any_row_of_tabs(qtbot, themed, dark, high):
    themed(dark=dark, contrast=high)
    tabs = QTabBar()
    qtbot.addWidget(tabs)
    for name in ("one", "two"):
        tabs.addTab(name)
    tabs.setCurrentIndex(1)
    image, link = tabs.grab().toImage(), tabs.palette().color(QPalette.ColorRole.Link)
    for place in (0, 1):
        tab = tabs.tabRect(place)
        assert (image.pixelColor(tab.center().x(), tab.bottom() - 1) == link) is (place == 1)


def test_the_words_of_every_tab_stand_at_one_height_and_below_nothing_cuts_them(qtbot, themed):
    themed(dark=False, contrast=False)
    tabs = QTabBar()
    qtbot.addWidget(tabs)
    for _ in range(2):
        tabs.addTab("ggg")
    tabs.setCurrentIndex(1)
    image, page = tabs.grab().toImage(), tabs.palette().color(QPalette.ColorRole.Window)
    inked = [
        {
            y
            for y in range(tabs.height() - BAR_PX - 1)
            for x in range(tabs.tabRect(place).left() + 4, tabs.tabRect(place).right() - 4)
            if contrast(image.pixelColor(x, y), page) > 2
        }
        for place in (0, 1)
    ]
    assert inked[0] == inked[1] != set()


@pytest.mark.parametrize("dark", [True, False])
def test_in_high_contrast_a_button_has_an_edge_of_the_colour_of_words(qtbot, themed, dark):
    themed(dark=dark, contrast=True)
    button = QPushButton()
    qtbot.addWidget(button)
    button.resize(80, 24)
    image = button.grab().toImage()
    palette = button.palette()
    assert image.pixelColor(40, 0) == palette.color(QPalette.ColorRole.WindowText)


@pytest.mark.parametrize(("dark", "high"), THEMES)
def test_words_of_a_row_that_is_chosen_are_read(qapp, dark, high):
    palette = theme.list_palette(dark=dark, contrast=high)
    words, ground = palette.color(QPalette.ColorRole.HighlightedText), palette.color(QPalette.ColorRole.Highlight)
    assert contrast(words, ground) >= 4.5
    # and the bar beside it is seen on it
    assert contrast(palette.color(QPalette.ColorRole.Link), ground) >= (3 if not high else 1)


def test_a_scroll_bar_without_arrows_is_dragged_and_paged(qtbot):
    bar = QScrollBar(Qt.Orientation.Vertical)
    qtbot.addWidget(bar)
    bar.setRange(0, 100)
    bar.setPageStep(20)
    bar.resize(12, 200)
    bar.show()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(6, 190))
    assert bar.value() == 20
    bar.setValue(0)
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(6, 5))
    QTest.mouseMove(bar, QPoint(6, 199))
    QApplication.processEvents()
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(6, 199))
    assert bar.value() == 100


def test_names_of_tabs_have_the_height_of_their_letters_also_beside_the_one_that_is_shown(qtbot):
    row = TabRow()
    qtbot.addWidget(row)
    for name in ("Review", "Exchanges", "By code"):
        row.addTab(name)
    for at in range(row.count()):
        option = QStyleOptionTab()
        row.initStyleOption(option, at)
        words = row.style().subElementRect(QStyle.SubElement.SE_TabBarTabText, option, row)
        assert words.height() >= row.fontMetrics().height(), row.tabText(at)


@pytest.mark.parametrize(("dark", "high"), THEMES)
def test_the_way_to_menus_that_have_no_room_is_seen_in_every_theme(qtbot, dark, high):
    theme.use(dark=dark, contrast=high)
    try:
        window = QMainWindow()
        qtbot.addWidget(window)
        for name in ("Study", "Edit", "Play", "Review", "Timeline"):
            window.menuBar().addMenu(name)
        window.resize(120, 100)
        window.show()
        beyond = window.menuBar().findChild(QToolButton, "qt_menubar_ext_button")
        qtbot.waitUntil(beyond.isVisible)
        image = beyond.grab().toImage()
        ground = QApplication.palette().color(QPalette.ColorRole.Window)
        drawn = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        assert max(contrast(one, ground) for one in drawn) >= 4.5
    finally:
        theme.use(dark=False)


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_the_arrow_of_a_button_with_a_menu_has_room_of_its_own_beside_the_words(qtbot, themed, direction):
    themed(dark=False)
    button = QToolButton(text="Filter", popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
    qtbot.addWidget(button)
    button.setLayoutDirection(direction)
    without = button.sizeHint().width()
    button.setMenu(QMenu(button))
    beside = button.sizeHint().width() - without
    assert beside >= 12
    button.resize(button.sizeHint())
    image, ground = button.grab().toImage(), button.palette().color(QPalette.ColorRole.Button)
    mirrored = direction is Qt.LayoutDirection.RightToLeft
    ends = range(2, beside) if mirrored else range(button.width() - beside, button.width() - 2)
    inked = [y for x in ends for y in range(3, image.height() - 3) if contrast(image.pixelColor(x, y), ground) > 3]
    assert inked, "no arrow"
    assert abs(sum(inked) / len(inked) - image.height() / 2) < 3, "in a corner"


def test_words_run_as_those_of_their_widget_and_not_as_those_of_the_app(qtbot, qapp, themed):
    themed(dark=False)
    box = QComboBox()
    qtbot.addWidget(box)
    box.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    box.addItem("1×")
    box.resize(90, 26)
    seen = box.grab().toImage()
    try:
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        assert box.grab().toImage() == seen, "×1"
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_a_column_as_wide_as_its_heading_shows_all_of_it(qtbot, themed):
    themed(dark=False)
    table = CellTable("who agreed", ("who", "at", "until", "agreed to"), wide=())
    qtbot.addWidget(table)
    heading = table.horizontalHeader()
    heading.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.resize(500, 90)
    table.show()
    drawn = []

    class Seen(FlatStyle):
        def subElementRect(self, element, option, widget=None):
            found = super().subElementRect(element, option, widget)
            if isinstance(option, QStyleOptionHeader) and element is QStyle.SubElement.SE_HeaderLabel:
                whole = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, found.width())
                drawn.append((option.text, whole))
            return found

    style = Seen()
    heading.setStyle(style)
    heading.grab()
    assert drawn
    assert all(shown == text for text, shown in drawn), drawn
    heading.setStyle(None)
