"""TransportBar: play, step, speed, loop, sound, and where one is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QSizePolicy, QSlider, QToolButton, QWidget, QWidgetAction

from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from ui.player.engine import FASTEST, SPEEDS, PlayerEngine
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.icons import glyph
from ui.widgets.measure import HAIR, SNUG, TIGHT

_LEVELS = 20
_PLACE_FORMS = (tr("{} · frame {}"), "{} · #{}", "{}")
"""How the place is said, the fullest first; the timeline says the frame where there is no room for it here."""
_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"


class TransportBar(QWidget):
    """Buttons for the hand; the keys are the window's.

    Signals
    -------
    loop_asked()
        The loop button was pressed while nothing loops: the window knows which stretch is meant.
    mark_in_asked(), mark_out_asked()
        The selection shall begin, or end, at the frame that is shown.
    """

    loop_asked = Signal()
    mark_in_asked = Signal()
    mark_out_asked = Signal()

    def __init__(self, engine: PlayerEngine, parent: QWidget | None = None, *, fastest: float = FASTEST) -> None:
        """``fastest`` is the highest speed that is offered."""
        super().__init__(parent)
        self._fastest = fastest
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right in every language
        self._engine = engine
        self._place_form = _PLACE_FORMS[0]
        self._drawn: dict[QToolButton, str] = {}
        self.setAccessibleName(tr("Player controls"))
        self.back = self._button(tr("One frame back"), lambda: engine.step(-1), repeats=True)
        self.play = self._button(
            tr("Play"), lambda: engine.pause() if engine.playing else engine.play(), kind=RoundButton
        )
        self.on = self._button(tr("One frame on"), lambda: engine.step(1), repeats=True)
        self.mark_in = self._button(tr("Mark in: the selection begins at this frame ([)"), self.mark_in_asked.emit)
        self.mark_out = self._button(tr("Mark out: the selection ends with this frame (])"), self.mark_out_asked.emit)
        self.loop = self._button(tr("Loop around the selection"), self._toggle_loop, checkable=True)
        self.loop.setToolTip(tr("Loop around the selection; Esc ends the loop and clears the selection"))
        self.sound = self._button(tr("Sound"), lambda: engine.set_muted(not engine.muted), checkable=True)
        self.speed = self._speeds()
        self.volume = self._volume()
        self._hang_loudness()
        self.place = QLabel()
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row = row = FlowLayout(self)
        row.setContentsMargins(SNUG, SNUG, SNUG, SNUG)
        row.setSpacing(TIGHT)
        groups = (
            (self.back, self.play, self.on),
            (self.place, self.speed),
            (self.mark_in, self.mark_out, self.loop),
            (self.sound,),
        )
        self._partings = tuple(Parting() for _ in groups)
        for parting, group in zip(self._partings, groups, strict=True):
            for widget in (parting, *group):
                row.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        engine.frame_shown.connect(self._show_place)
        engine.state_changed.connect(self._show_state)
        engine.opened.connect(self._draw_glyphs)
        self._draw_glyphs()
        self._show_state()

    def begin_with(self, widget: QWidget) -> None:
        """Let a control of the window stand before play and step."""
        self._row.insert_first(widget)

    def add(self, widget: QWidget) -> None:
        """Let a control of the window stand behind loudness."""
        self._row.addWidget(widget)

    def _button(
        self,
        text: str,
        do: object,
        *,
        checkable: bool = False,
        repeats: bool = False,
        kind: type[QToolButton] = QToolButton,
    ) -> QToolButton:
        button = kind()
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setAutoRaise(True)
        button.setCheckable(checkable)
        button.setAutoRepeat(repeats)
        button.setAutoRepeatInterval(40)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(do)
        return button

    def _speeds(self) -> QComboBox:
        box = ChoiceBox()
        box.setAccessibleName(tr("Speed"))
        box.setToolTip(tr("Speed"))
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for speed in (speed for speed in SPEEDS if speed <= self._fastest):
            box.addItem(f"{speed:g}×", speed)
        box.activated.connect(lambda n: self._engine.set_speed(float(box.itemData(n))))
        return box

    def _volume(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, _LEVELS)
        slider.setAccessibleName(tr("Loudness"))
        slider.setToolTip(tr("Loudness"))
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        slider.valueChanged.connect(lambda level: self._engine.set_volume(level / _LEVELS))
        return slider

    def _hang_loudness(self) -> None:
        """Keep loudness behind the arrow of the sound button: the row is for what is used all day."""
        menu = QMenu(tr("Loudness"), self)
        menu.setAccessibleName(tr("Loudness"))
        held = QWidgetAction(menu)
        held.setText(tr("Loudness"))  # what a screen reader calls the menu's line
        held.setDefaultWidget(self.volume)
        menu.addAction(held)
        menu.aboutToShow.connect(self.volume.setFocus)
        self.sound.setMenu(menu)
        self.sound.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)

    def _toggle_loop(self) -> None:
        self.loop_asked.emit()
        self.loop.setChecked(self._engine.loop is not None)

    # Showing state

    def _show_place(self) -> None:
        engine = self._engine
        if engine.frame_count:
            # Frames are counted from 0 everywhere: here, in the timeline, on the command line and in exports.
            self.place.setText(self._place_form.format(format_us(engine.pts_us), _grouped(engine.frame)))
        else:
            self.place.setText(tr("no clip"))

    def _show_state(self) -> None:
        engine = self._engine
        there = engine.info is not None
        for widget in (self.back, self.play, self.on, self.speed, self.mark_in, self.mark_out):
            widget.setEnabled(there)
        self.loop.setEnabled(there)
        self.loop.setChecked(engine.loop is not None)
        self.sound.setEnabled(engine.has_sound)
        self.sound.setChecked(not self._unheard)
        self.volume.setEnabled(engine.has_sound and not engine.muted)
        if self.volume.value() != round(engine.volume * _LEVELS):
            self.volume.setValue(round(engine.volume * _LEVELS))
        self._show_speed()
        self._say_sound(there)
        self.play.setAccessibleName(tr("Pause") if engine.playing else tr("Play"))
        self.play.setToolTip(tr("Pause") if engine.playing else tr("Play"))
        self._draw_changing()
        self._show_place()

    def _say_sound(self, there: bool) -> None:
        """Say in the tip why nothing is heard: the crossed-out loudspeaker shows it, the sentence explains it."""
        engine = self._engine
        reason = engine.sound_reason if there and engine.playing and not engine.muted else None
        if there and not engine.has_sound:
            reason = tr("This clip has no sound.")
        self.sound.setToolTip(reason or tr("Sound; its loudness is behind the arrow"))
        self.sound.setAccessibleDescription(reason or "")

    def _show_speed(self) -> None:
        speed = self._engine.speed
        at = self.speed.findData(speed)
        if at < 0:
            at = next((n for n in range(self.speed.count()) if self.speed.itemData(n) > speed), self.speed.count())
            self.speed.insertItem(at, f"{speed:g}×", speed)
        self.speed.setCurrentIndex(at)

    # How it looks

    def _draw_glyphs(self) -> None:
        size = round(self.fontMetrics().height() * 1.15)
        self._drawn.clear()
        for button, name in self._still_signs():
            button.setIcon(glyph(name, size, self.palette()))
        for button in (self.play, self.sound, *(button for button, _ in self._still_signs())):
            button.setIconSize(QSize(size, size))
        self.volume.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 16)
        self._fit_place()
        self._draw_changing()

    def _fit_place(self) -> None:
        """Say the place as fully as one row has room for; as wide as the longest place, so that nothing moves."""
        last = _grouped(max(self._engine.frame_count - 1, 0))
        self.place.setToolTip(
            tr("The time and the frame that is shown, of frames 0–{last}", last=last)
            if self._engine.frame_count
            else ""
        )
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self._row.width_without(self.place)
        lines = sum(one.sizeHint().width() + self._row.spacing() for one in self._partings)
        if not self._partings[0].isHidden():
            room += lines
        for form in _PLACE_FORMS:
            said = form.format(format_us(self._engine.end_us), last)
            wide = self.fontMetrics().horizontalAdvance("".join("8" if c.isdigit() else c for c in said)) + 4
            if wide <= room:
                break
        for parting in self._partings:  # lines between groups go before anything that is said
            parting.setVisible(wide + lines <= room)
        if (form, wide) != (self._place_form, self.place.minimumWidth()):
            self._place_form = form
            self.place.setFixedWidth(wide)
            self._show_place()

    def event(self, event: QEvent) -> bool:
        """Fit the place anew when the bar, or something in it, has another size; ask for as many rows as it needs then.

        A window divides its height without asking how high this is at its width.
        """
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit_place()
            self.setMinimumHeight(self.heightForWidth(self.width()))
        return done

    def _still_signs(self) -> tuple[tuple[QToolButton, str], ...]:
        """The buttons whose sign never changes."""
        return (
            (self.back, "back"),
            (self.on, "on"),
            (self.mark_in, "mark in"),
            (self.mark_out, "mark out"),
            (self.loop, "loop"),
        )

    @property
    def _unheard(self) -> bool:
        """Whether nothing is heard, by choice or because something is in the way: the button looks switched off."""
        return self._engine.muted or self._engine.sound_reason is not None

    def _draw_changing(self) -> None:
        size = round(self.fontMetrics().height() * 1.15)
        for button, sign, ink in (
            (self.play, "pause" if self._engine.playing else "play", RoundButton.INK),
            (self.sound, "silent" if self._unheard else "sound", QPalette.ColorRole.ButtonText),
        ):
            if self._drawn.get(button) != sign:  # a button that is given a sign lays the whole window out anew
                self._drawn[button] = sign
                button.setIcon(glyph(sign, size, self.palette(), ink))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the signs anew in other colours, or at another size of text."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._draw_glyphs()
        super().changeEvent(event)


def _grouped(n: int) -> str:
    """Write a number with a thin space between thousands."""
    return f"{n:,}".replace(",", _NARROW_SPACE)


class Parting(QWidget):
    """A hairline as high as a line of words, with room on both sides."""

    def sizeHint(self) -> QSize:
        """As high as words."""
        return QSize(2 * TIGHT + HAIR, self.fontMetrics().height() + SNUG)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.fillRect(QRect(TIGHT, 0, HAIR, self.height()), self.palette().color(QPalette.ColorRole.Mid))
        painter.end()


class RoundButton(QToolButton):
    """Its sign on a disc of the colour of words, in light and dark; as flat as the others while it can do nothing."""

    INK = QPalette.ColorRole.Window
    """The colour that its sign is drawn in."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw disc and sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        able = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        role = QPalette.ColorRole.Link if self.underMouse() and self.isEnabled() else QPalette.ColorRole.WindowText
        painter.setBrush(self.palette().color(able, role))
        size = float(min(self.width(), self.height()))
        disc = QRectF((self.width() - size) / 2, (self.height() - size) / 2, size, size)
        painter.drawEllipse(disc)
        wide = min(float(self.iconSize().width()), size * 0.6)
        place = QRectF(disc.center().x() - wide / 2, disc.center().y() - wide / 2, wide, wide)
        self.icon().paint(painter, place.toRect(), Qt.AlignmentFlag.AlignCenter, QIcon.Mode.Normal)
        painter.end()
