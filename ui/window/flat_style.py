"""FlatStyle: Fusion's sizes and behaviour, drawn flat: one line of one strength around what can be used, no relief."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionHeader,
    QStyleOptionMenuItem,
    QStyleOptionSlider,
    QStyleOptionSpinBox,
    QStyleOptionTab,
    QStyleOptionToolButton,
    QStyleOptionViewItem,
    QWidget,
)

from ui.widgets.measure import HAIR, ROUND, SNUG, TIGHT

_R, _S = QPalette.ColorRole, QStyle.StateFlag
_PE, _CE, _CC, _SC = QStyle.PrimitiveElement, QStyle.ControlElement, QStyle.ComplexControl, QStyle.SubControl
_PM = QStyle.PixelMetric
_SP = QStyle.StandardPixmap
_OF_DIALOGS = frozenset(one for one in _SP if one.name.startswith("SP_Dialog")) | {_SP.SP_RestoreDefaultsButton}
"""Signs that Qt would draw on the buttons of dialogs."""
_SCROLL_PX = 12
_LEAST_HANDLE_PX = 28
_CHOSEN_PX = 3
"""Width of the bar beside a row that is chosen: a shape, so that nobody needs to tell two grounds apart."""
_LAST_HEADINGS = (QStyleOptionHeader.SectionPosition.End, QStyleOptionHeader.SectionPosition.OnlyOneSection)
_MENU_NAME = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextShowMnemonic.value | Qt.TextFlag.TextSingleLine.value
_FIRST_CELLS = (QStyleOptionViewItem.ViewItemPosition.Beginning, QStyleOptionViewItem.ViewItemPosition.OnlyOne)
_HALF_CHEVRON = 3.5
_HAIR_FORGOTTEN = (QStyle.ContentsType.CT_ComboBox, QStyle.ContentsType.CT_HeaderSection)
_ARROW_PX = round(4 * _HALF_CHEVRON) + SNUG
"""Room for an arrow beside the words of a button that opens a menu."""
_MENUS_BEYOND = "qt_menubar_ext_button"
"""Qt's name of the button that holds the menus for which a narrow window has no room."""


def between(one: QColor, other: QColor, share: float) -> QColor:
    """Return the colour that is ``share`` (0 to 1) of the way from one to the other."""
    ends = zip(one.getRgb(), other.getRgb(), strict=True)  # type: ignore[call-overload]  # the stub says object
    return QColor(*(round(a + (b - a) * share) for a, b in ends))


class FlatStyle(QProxyStyle):
    """Draws the controls; sizes and what the mouse does are Fusion's, but for slimmer scroll bars without arrows."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Slim scroll bars; a button that is pressed stays where it is, and so do the names of tabs.

        Fusion moves the names of tabs that are not shown down, and takes that room from them: their g and y were cut.
        """
        if metric is _PM.PM_ScrollBarExtent:
            return _SCROLL_PX
        if metric in (_PM.PM_ButtonShiftHorizontal, _PM.PM_ButtonShiftVertical, _PM.PM_TabBarTabShiftVertical):
            return 0
        return super().pixelMetric(metric, option, widget)

    def sizeFromContents(  # type: ignore[override]  # the stubs of two styles name the widget otherwise
        self, kind: QStyle.ContentsType, option: QStyleOption, size: QSize, widget: QWidget
    ) -> QSize:
        """A box is wide enough for its longest entry, a heading for its word: Fusion forgets the hair beside the words.

        A button with a menu has room for its arrow beside its words.
        """
        made = super().sizeFromContents(kind, option, size, widget)
        if isinstance(option, QStyleOptionToolButton) and _opens_menu(option):
            return made + QSize(_ARROW_PX, 0)
        return made + QSize(SNUG, 0) if kind in _HAIR_FORGOTTEN else made

    def standardIcon(
        self, icon: QStyle.StandardPixmap, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> QIcon:
        """Buttons of dialogs have words alone: the desktop's signs are not of our set.

        Qt would ask for that as a hint, but hints are asked for thousands of times for every window that is laid out.
        """
        return QIcon() if icon in _OF_DIALOGS else super().standardIcon(icon, option, widget)

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw what is drawn flat here; the rest as Fusion does."""
        if element is _PE.PE_PanelButtonCommand:
            _button(option, painter)
        elif element is _PE.PE_PanelButtonTool:
            _tool(option, painter)
        elif element is _PE.PE_PanelLineEdit:
            if not _is_within_box(widget):
                _field(option, painter)
        elif element is _PE.PE_FrameLineEdit:
            if not _is_within_box(widget):
                _field(option, painter, filled=False)
        elif element in (_PE.PE_Frame, _PE.PE_FrameGroupBox, _PE.PE_FrameTabWidget):
            _frame(option, painter)
        elif element is _PE.PE_FrameStatusBarItem:
            return
        elif element is _PE.PE_IndicatorCheckBox:
            _check(option, painter)
        elif element is _PE.PE_IndicatorRadioButton:
            _radio(option, painter)
        elif element is _PE.PE_IndicatorDockWidgetResizeHandle:
            _handle(option, painter)
        else:
            super().drawPrimitive(element, option, painter, widget)
            if element is _PE.PE_PanelItemViewItem and isinstance(option, QStyleOptionViewItem):
                _chosen(option, painter)

    def drawControl(
        self, element: QStyle.ControlElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Draw what is drawn flat here; the rest as Fusion does. Words run as those of their widget: 1×, not ×1."""
        painter.setLayoutDirection(option.direction)  # by itself it has that of the app
        if element is _CE.CE_TabBarTabShape and isinstance(option, QStyleOptionTab):
            _tab(option, painter)
        elif element is _CE.CE_HeaderLabel and isinstance(option, QStyleOptionHeader):
            self._heading_words(option, painter, widget)
        elif element is _CE.CE_HeaderSection and isinstance(option, QStyleOptionHeader):
            _heading(option, painter)
        elif element is _CE.CE_HeaderEmptyArea or element is _CE.CE_MenuBarEmptyArea:
            painter.fillRect(option.rect, option.palette.color(_R.Window))
        elif element is _CE.CE_MenuBarItem and isinstance(option, QStyleOptionMenuItem):
            self._menu_name(option, painter)
        elif element is _CE.CE_ComboBoxLabel and isinstance(option, QStyleOptionComboBox):
            self._box_words(option, painter, widget)
        elif element is _CE.CE_ToolButtonLabel and widget is not None and widget.objectName() == _MENUS_BEYOND:
            _further(option, painter)
        elif element is _CE.CE_ProgressBarGroove:
            _rounded(painter, QRectF(option.rect), option.palette.color(_R.Base), option.palette.color(_R.Dark))
        elif element is _CE.CE_Splitter:
            _handle(option, painter)
        else:
            super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw what is drawn flat here; the rest as Fusion does."""
        if control is _CC.CC_ComboBox and isinstance(option, QStyleOptionComboBox):
            self._box(option, painter, widget)
        elif control is _CC.CC_SpinBox and isinstance(option, QStyleOptionSpinBox):
            self._spin_box(option, painter, widget)
        elif control is _CC.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            self._scroll_bar(option, painter, widget)
        elif isinstance(option, QStyleOptionToolButton) and _opens_menu(option):
            self._menu_button(option, painter, widget)
        elif control is _CC.CC_Slider and isinstance(option, QStyleOptionSlider):
            self._slider(option, painter, widget)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Scroll bars have no arrows: all of their length is for the handle."""
        if control is _CC.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            return _scroll_part(option, part)
        return super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]  # it takes None

    # Parts that ask for further parts

    def _part(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None,
    ) -> QRectF:
        return QRectF(self.subControlRect(control, option, part, widget))

    def _menu_name(self, option: QStyleOptionMenuItem, painter: QPainter) -> None:
        palette, state = option.palette, option.state
        painter.fillRect(option.rect, palette.color(_R.Window))
        if state & _S.State_Selected:
            _rounded(painter, QRectF(option.rect), _hovered(palette, _R.Window), None)
        flags = _MENU_NAME
        if not self.styleHint(QStyle.StyleHint.SH_UnderlineShortcut, option):
            flags |= Qt.TextFlag.TextHideMnemonic.value
        enabled = bool(state & _S.State_Enabled)
        self.drawItemText(painter, option.rect, flags, palette, enabled, option.text, _R.WindowText)

    def _menu_button(self, option: QStyleOptionToolButton, painter: QPainter, widget: QWidget | None) -> None:
        """Words, and the arrow of boxes beside them: Fusion puts a tiny one into the corner, over the edge."""
        _tool(option, painter)
        whole, wide = QRect(option.rect), _ARROW_PX
        words = QRect(whole.left(), whole.top(), whole.width() - wide, whole.height())
        arrow = QRectF(words.right() + 1 - SNUG, whole.top(), wide, whole.height())
        option.rect = self.visualRect(option.direction, whole, words)
        self.drawControl(_CE.CE_ToolButtonLabel, option, painter, widget)
        option.rect = whole
        place = self.visualRect(option.direction, whole, arrow.toRect())
        _chevron(painter, QRectF(place).center(), _ink(option))

    def _box(self, option: QStyleOptionComboBox, painter: QPainter, widget: QWidget | None) -> None:
        if option.editable:
            _field(option, painter)
        elif option.frame:
            _button(option, painter)
        arrow = self._part(_CC.CC_ComboBox, option, _SC.SC_ComboBoxArrow, widget)
        _chevron(painter, arrow.center(), _ink(option), half=max(_HALF_CHEVRON, option.fontMetrics.height() * 0.2))

    def _heading_words(self, option: QStyleOptionHeader, painter: QPainter, widget: QWidget | None) -> None:
        """A heading, with three dots where it is cut: Qt ends it in the midst of a letter."""
        whole, place = option.text, QStyle.SubElement.SE_HeaderLabel
        room = self.subElementRect(place, option, widget).width()  # type: ignore[arg-type]  # it takes None
        option.text = option.fontMetrics.elidedText(whole, Qt.TextElideMode.ElideRight, room)
        super().drawControl(_CE.CE_HeaderLabel, option, painter, widget)
        option.text = whole

    def _box_words(self, option: QStyleOptionComboBox, painter: QPainter, widget: QWidget | None) -> None:
        """What is chosen, with three dots where it is cut: Qt ends it in the midst of a letter."""
        room = self._part(_CC.CC_ComboBox, option, _SC.SC_ComboBoxEditField, widget).width() - 2 * HAIR
        if not option.currentIcon.isNull():
            room -= option.iconSize.width() + SNUG
        whole = option.currentText
        option.currentText = option.fontMetrics.elidedText(whole, Qt.TextElideMode.ElideRight, max(int(room), 0))
        super().drawControl(_CE.CE_ComboBoxLabel, option, painter, widget)
        option.currentText = whole

    def _spin_box(self, option: QStyleOptionSpinBox, painter: QPainter, widget: QWidget | None) -> None:
        if option.frame:
            _field(option, painter)
        if option.buttonSymbols is QAbstractSpinBox.ButtonSymbols.NoButtons:
            return
        for part, step, up in (
            (_SC.SC_SpinBoxUp, QAbstractSpinBox.StepEnabledFlag.StepUpEnabled, True),
            (_SC.SC_SpinBoxDown, QAbstractSpinBox.StepEnabledFlag.StepDownEnabled, False),
        ):
            place = self._part(_CC.CC_SpinBox, option, part, widget)
            held = bool(option.activeSubControls & part) and bool(option.state & _S.State_MouseOver)
            if held and option.stepEnabled & step:
                _rounded(painter, place, _hovered(option.palette, _R.Base), None)
            group = QPalette.ColorGroup.Active if option.stepEnabled & step else QPalette.ColorGroup.Disabled
            _chevron(painter, place.center(), option.palette.color(group, _R.ButtonText), up=up, half=2.5)

    def _scroll_bar(self, option: QStyleOptionSlider, painter: QPainter, widget: QWidget | None) -> None:
        painter.fillRect(option.rect, option.palette.color(_R.Window))
        handle = QRectF(_scroll_part(option, _SC.SC_ScrollBarSlider)).adjusted(3, 3, -3, -3)
        held = bool(option.activeSubControls & _SC.SC_ScrollBarSlider) and bool(
            option.state & (_S.State_MouseOver | _S.State_Sunken)
        )
        colour = option.palette.color(_R.WindowText if held else _R.Dark)
        if option.maximum > option.minimum:
            _rounded(painter, handle, colour, None, radius=min(handle.width(), handle.height()) / 2)

    def _slider(self, option: QStyleOptionSlider, painter: QPainter, widget: QWidget | None) -> None:
        palette, level = option.palette, option.orientation == Qt.Orientation.Horizontal
        groove = self._part(_CC.CC_Slider, option, _SC.SC_SliderGroove, widget)
        handle = self._part(_CC.CC_Slider, option, _SC.SC_SliderHandle, widget)
        middle, thick = groove.center(), 4.0
        if level:
            groove = QRectF(groove.left(), middle.y() - thick / 2, groove.width(), thick)
            done = QRectF(groove.left(), groove.top(), handle.center().x() - groove.left(), thick)
        else:
            groove = QRectF(middle.x() - thick / 2, groove.top(), thick, groove.height())
            done = QRectF(groove.left(), handle.center().y(), thick, groove.bottom() - handle.center().y())
        on = bool(option.state & _S.State_Enabled)
        _rounded(painter, groove, palette.color(_R.Dark), None, radius=thick / 2)
        _rounded(painter, done, palette.color(_R.Highlight if on else _R.Dark), None, radius=thick / 2)
        radius = min(handle.width(), handle.height()) / 2 - 1
        round_ = QRectF(handle.center().x() - radius, handle.center().y() - radius, 2 * radius, 2 * radius)
        edge = palette.color(_R.Highlight if on else _R.Dark)
        _rounded(painter, round_, palette.color(_R.Base), edge, radius=radius, width=2)


# What is drawn


def _rounded(
    painter: QPainter,
    place: QRectF,
    fill: QColor | None,
    edge: QColor | None,
    *,
    radius: float = ROUND,
    width: float = HAIR,
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, width) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    inset = width / 2 if edge is not None else 0.0
    painter.drawRoundedRect(place.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def _hovered(palette: QPalette, role: QPalette.ColorRole, share: float = 0.09) -> QColor:
    return between(palette.color(role), palette.color(_R.WindowText), share)


def _ink(option: QStyleOption) -> QColor:
    group = QPalette.ColorGroup.Active if option.state & _S.State_Enabled else QPalette.ColorGroup.Disabled
    return option.palette.color(group, _R.ButtonText)


def _opens_menu(option: QStyleOptionToolButton) -> bool:
    """Whether a button with words opens a menu wherever it is pressed."""
    feature = QStyleOptionToolButton.ToolButtonFeature
    return (
        bool(option.text) and bool(option.features & feature.HasMenu) and not option.features & feature.MenuButtonPopup
    )


def _button(option: QStyleOption, painter: QPainter) -> None:
    palette, state = option.palette, option.state
    fill, edge = palette.color(_R.Button), palette.color(_R.Mid)
    if not state & _S.State_Enabled:
        fill = palette.color(_R.Window)
    elif state & (_S.State_Sunken | _S.State_On):
        fill = _hovered(palette, _R.Button, 0.16)
    elif state & _S.State_MouseOver:
        fill = _hovered(palette, _R.Button)
    is_default = (
        isinstance(option, QStyleOptionButton) and option.features & QStyleOptionButton.ButtonFeature.DefaultButton
    )
    if is_default and state & _S.State_Enabled:
        edge = palette.color(_R.Highlight)
    is_flat = isinstance(option, QStyleOptionButton) and option.features & QStyleOptionButton.ButtonFeature.Flat
    if is_flat and not state & (_S.State_Sunken | _S.State_On | _S.State_MouseOver):
        return
    _rounded(painter, QRectF(option.rect), fill, edge)


def _tool(option: QStyleOption, painter: QPainter) -> None:
    """Nothing around it at rest; a ground under the mouse; a ground and a line of the chosen colour while it is on."""
    palette, state, place = option.palette, option.state, QRectF(option.rect)
    if state & _S.State_On:
        chosen = palette.color(_R.Link)
        _rounded(painter, place, between(palette.color(_R.Window), chosen, 0.18), chosen)
    elif state & _S.State_Enabled and state & _S.State_Sunken:
        _rounded(painter, place, _hovered(palette, _R.Window, 0.16), None)
    elif state & _S.State_Enabled and state & _S.State_MouseOver:
        _rounded(painter, place, _hovered(palette, _R.Window), None)
    elif not state & _S.State_AutoRaise:
        _button(option, painter)


def _field(option: QStyleOption, painter: QPainter, *, filled: bool = True) -> None:
    """What is written into: a ground of its own, and an edge that stands out from the window by three to one."""
    palette, state = option.palette, option.state
    ground = palette.color(_R.Base if state & _S.State_Enabled else _R.Window)
    focused = bool(state & _S.State_HasFocus)
    edge = palette.color(_R.Highlight if focused else _R.Dark)
    _rounded(painter, QRectF(option.rect), ground if filled else None, edge)


def _frame(option: QStyleOption, painter: QPainter) -> None:
    painter.save()
    painter.setPen(QPen(option.palette.color(_R.Mid), HAIR))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
    painter.restore()


def _is_within_box(widget: object) -> bool:
    """Whether a field is part of a box that draws the edge itself."""
    return isinstance(widget, QWidget) and isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox)


def _check(option: QStyleOption, painter: QPainter) -> None:
    palette, state, place = option.palette, option.state, QRectF(option.rect)
    on, half = bool(state & _S.State_On), bool(state & _S.State_NoChange)
    able = bool(state & _S.State_Enabled)
    fill = palette.color(_R.Highlight) if able and (on or half) else palette.color(_R.Base)
    _rounded(painter, place, fill, palette.color(_R.Highlight if able and (on or half) else _R.Dark), radius=3)
    ink = palette.color(_R.HighlightedText) if able else _ink(option)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    thick = max(place.width() / 7, 1.5)
    painter.setPen(QPen(ink, thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    x, y, wide = place.left(), place.top(), place.width()
    if on:
        marks = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.31))
        painter.drawPolyline(QPolygonF([QPointF(x + a * wide, y + b * wide) for a, b in marks]))
    elif half:
        painter.drawLine(QPointF(x + 0.28 * wide, y + wide / 2), QPointF(x + 0.72 * wide, y + wide / 2))
    painter.restore()


def _radio(option: QStyleOption, painter: QPainter) -> None:
    palette, state, place = option.palette, option.state, QRectF(option.rect)
    on, able = bool(state & _S.State_On), bool(state & _S.State_Enabled)
    edge = palette.color(_R.Highlight if on and able else _R.Dark)
    _rounded(painter, place, palette.color(_R.Base), edge, radius=place.width() / 2, width=1.5)
    if on:
        dot = place.width() * 0.28
        _rounded(painter, place.adjusted(dot, dot, -dot, -dot), edge, None, radius=place.width())


def _handle(option: QStyleOption, painter: QPainter) -> None:
    """A line between two parts of the window, stronger under the mouse: here is where to take hold."""
    place, palette = option.rect, option.palette
    colour = palette.color(_R.Highlight if option.state & _S.State_MouseOver else _R.Mid)
    if place.width() > place.height():
        painter.fillRect(QRect(place.left(), place.center().y(), place.width(), HAIR), colour)
    else:
        painter.fillRect(QRect(place.center().x(), place.top(), HAIR, place.height()), colour)


def _chosen(option: QStyleOptionViewItem, painter: QPainter) -> None:
    if option.state & _S.State_Selected and option.viewItemPosition in _FIRST_CELLS:
        place = option.rect
        right = option.direction is Qt.LayoutDirection.RightToLeft
        x = place.right() - _CHOSEN_PX + 1 if right else place.left()
        painter.fillRect(QRect(x, place.top(), _CHOSEN_PX, place.height()), option.palette.color(_R.Link))


def _tab(option: QStyleOptionTab, painter: QPainter) -> None:
    """A name alone; the one that is shown has a bar."""
    if option.state & _S.State_Selected:
        place = option.rect
        bar = QRect(place.left() + TIGHT, place.bottom() - _CHOSEN_PX + 1, place.width() - 2 * TIGHT, _CHOSEN_PX)
        painter.fillRect(bar, option.palette.color(_R.Link))
        return
    over = option.state & _S.State_MouseOver and option.state & _S.State_Enabled
    if over:
        _rounded(painter, QRectF(option.rect).adjusted(1, 1, -1, -3), _hovered(option.palette, _R.Window), None)


def _heading(option: QStyleOptionHeader, painter: QPainter) -> None:
    palette, place = option.palette, option.rect
    painter.fillRect(place, palette.color(_R.Window))
    line = palette.color(_R.Mid)
    if option.orientation == Qt.Orientation.Horizontal:
        painter.fillRect(QRect(place.left(), place.bottom(), place.width(), HAIR), line)
        if option.position not in _LAST_HEADINGS:
            painter.fillRect(QRect(place.right(), place.top() + SNUG, HAIR, place.height() - 2 * SNUG), line)
    else:
        painter.fillRect(QRect(place.right(), place.top(), HAIR, place.height()), line)


def _chevron(
    painter: QPainter, middle: QPointF, colour: QColor, *, up: bool = False, half: float = _HALF_CHEVRON
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    x, y, deep = middle.x(), middle.y(), -half / 2 if up else half / 2
    painter.drawPolyline(QPolygonF([QPointF(x - half, y - deep), QPointF(x, y + deep), QPointF(x + half, y - deep)]))
    painter.restore()


def _further(option: QStyleOption, painter: QPainter) -> None:
    """Two chevrons to where the menus go on: Qt's own are black in every theme."""
    half, middle = max(_HALF_CHEVRON, option.fontMetrics.height() * 0.2), QRectF(option.rect).center()
    painter.save()
    painter.translate(middle)
    painter.rotate(90 if option.direction is Qt.LayoutDirection.RightToLeft else -90)
    for beside in (-half * 0.6, half * 0.6):
        _chevron(painter, QPointF(0, beside), option.palette.color(_R.WindowText), half=half)
    painter.restore()


def _scroll_part(option: QStyleOptionSlider, part: QStyle.SubControl) -> QRect:
    whole, level = option.rect, option.orientation == Qt.Orientation.Horizontal
    length = whole.width() if level else whole.height()
    steps = option.maximum - option.minimum
    handle = length
    if steps > 0:
        handle = min(max(length * option.pageStep // max(steps + option.pageStep, 1), _LEAST_HANDLE_PX), length)
    at = QStyle.sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - handle, option.upsideDown
    )
    spans = {
        _SC.SC_ScrollBarSlider: (at, handle),
        _SC.SC_ScrollBarGroove: (0, length),
        _SC.SC_ScrollBarSubPage: (0, at),
        _SC.SC_ScrollBarAddPage: (at + handle, length - at - handle),
    }
    if part not in spans:
        return QRect()
    start, long = spans[part]
    if level:
        place = QRect(whole.left() + start, whole.top(), long, whole.height())
        return QStyle.visualRect(option.direction, whole, place)
    return QRect(whole.left(), whole.top() + start, whole.width(), long)
