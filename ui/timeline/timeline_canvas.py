"""The painted surface of the timeline: where everything lies, and a kept picture of what seldom changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

import numpy.typing as npt
from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from coder.study.timeline_rows import RowChoices
from coder.vocabulary.language import tr
from coder.vocabulary.time import Interval
from ui.timeline.code_colours import Colours
from ui.timeline.crowd_tiles import CrowdCache
from ui.timeline.empty_painter import empty_words, paint_empty
from ui.timeline.frame_times import FrameGrid
from ui.timeline.live_painter import Live, paint_live
from ui.timeline.minimap import Minimap
from ui.timeline.name_painter import natural_width, paint_names
from ui.timeline.paint_state import FRAME_LINES_PX, PaintState
from ui.timeline.picture_cache import PictureCache
from ui.timeline.row_layout import Areas, Metrics, RowLayout, stack
from ui.timeline.ruler_painter import paint_corner, paint_ruler, paint_span, ruler_ticks
from ui.timeline.signal_painter import paint_strips
from ui.timeline.signal_strip import SignalStrip
from ui.timeline.sound_painter import paint_sound
from ui.timeline.sound_strip import SoundStrip
from ui.timeline.tier_painter import paint_tiers
from ui.timeline.time_scale import TimeScale
from ui.timeline.timeline_model import Item, TimelineModel, TimelineRow

WIDEST_NAMES = 0.35
"""Share of the widget that the column of names takes at most by itself."""

NARROWEST_NAMES_PX = 40

MOST_SOUND = 0.4
"""Share of the room below the ruler that the sound takes at most: rows are what is worked on."""

MOST_SOUND_CROWDED = 0.3
"""The same where rows do not all fit."""

WHOLE_UP_TO_US = 180_000_000
"""A clip up to this long opens whole, ..."""

OPENS_US = 120_000_000
"""... and of a longer one so much is shown at first: in it an act of a second is wide enough to be taken hold of."""

FINEST_FRAME_PX = 240
"""At the deepest zoom a usual frame is this wide."""

FINEST_SHORT_FRAME_PX = 40
"""And the shortest of a variable-rate clip at least this."""


class Canvas(QWidget):
    """Paints a model over a clip. :class:`ui.timeline.timeline_view.TimelineView` adds everything that answers."""

    _colours: Colours

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right in every language
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.model = TimelineModel()
        self.frames = FrameGrid.of([], 0)
        self.scale = TimeScale.whole(0, 0, width_px=1)
        self._finest = 0.0
        self._opened = False
        """Whether it stands at the zoom at which a long clip opens, and nobody has chosen another."""
        self.playhead_us = 0
        self.range: Interval | None = None
        self._strips: tuple[SignalStrip, ...] = ()
        self._coding = self._blind = False
        self._strips_visible = True
        self._sound: SoundStrip | str | None = None
        self._sound_visible = self._spectrogram = True
        self._silent = False
        self._joints_us: tuple[int, ...] = ()
        self._label_px: int | None = None
        self._everybody: tuple[str, ...] = ()
        self.row_choices = RowChoices()
        self._crowds = CrowdCache()
        self._refining = QTimer(self, singleShot=True, interval=0)
        self._refining.timeout.connect(self._look_anew)
        self._minimap = Minimap(self)
        self._minimap.centred.connect(lambda us: self.set_scale(self.scale.centred_on(us)))
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.setAccessibleName(tr("rows above and below"))
        self._bar.valueChanged.connect(lambda _: self._look_anew(names_changed=True))
        self._picture: QPixmap | None = None
        self._names: QPixmap | None = None
        self.metrics = Metrics(line=1, em=1)
        self.rows = RowLayout((), (), 0)
        self._arranged: list[tuple[TimelineRow, int]] = []
        self.areas = Areas.divide(width=1, height=1, label_px=0, scroll_bar_px=0, metrics=self.metrics)
        self._restyle()
        self.model.subscribe(self._model_changed)

    # What is looked at

    def set_clip(self, frame_pts_us: npt.ArrayLike, end_us: int, *, joints_us: Sequence[int] = ()) -> None:
        """Show a clip, all of it, from its first frame and its first row.

        ``frame_pts_us`` is the PTS of every frame (µs, strictly increasing), ``end_us`` the end of the last;
        ValueError where they are not. ``joints_us`` is where one file of several ends and the next begins.
        """
        self._joints_us = tuple(joints_us)
        self.frames = FrameGrid.of(frame_pts_us, end_us)
        usual, shortest = self.frames.interval_us()
        self._finest = min(usual / FINEST_FRAME_PX, shortest / FINEST_SHORT_FRAME_PX)
        self.playhead_us, self.range = self.frames.start_us, None
        self._minimap.set_playhead(self.playhead_us)
        self._bound_scale()
        self.scale, self._opened = self.scale.fitted(), False
        self._bar.setValue(0)  # where another clip's rows were scrolled to says nothing of this one's
        self._look_anew(items_changed=True)

    def zoom_to_all(self) -> None:
        """Show the whole clip."""
        self.set_scale(self.scale.fitted())

    def show_opening(self) -> None:
        """Show a clip that comes anew: all of one that is short, of a longer one as much as can be worked in.

        An hour in the width of a screen is a barcode; all of it is in the overview below.
        """
        self.zoom_to_all()
        if self.frames.end_us - self.frames.start_us > WHOLE_UP_TO_US:
            self.set_scale(self.scale.spanning(OPENS_US))
            self._opened = True

    def set_scale(self, scale: TimeScale) -> None:
        """Look at another part of the clip."""
        if scale != self.scale:
            self._opened = self._opened and scale.us_per_px == self.scale.us_per_px
            self.scale = scale
            self._look_anew()

    @property
    def scroll_y(self) -> int:
        """How far the tiers are scrolled down, in pixels."""
        return self._bar.value()

    def scroll_tiers(self, px: int) -> None:
        """Scroll the tiers down by ``px`` pixels."""
        self._bar.setValue(self._bar.value() + px)

    def set_strips(self, strips: Sequence[SignalStrip]) -> None:
        """Draw these signals under the tiers."""
        self._strips = tuple(strips)
        self._arrange()

    def set_strips_visible(self, visible: bool) -> None:
        """Show or hide the strips."""
        self._strips_visible = visible
        self._arrange()

    def set_sound(self, sound: SoundStrip | str | None, *, silent: bool = False) -> None:
        """Draw a sound under the ruler, or words while it is worked out, or nothing.

        ``silent``: the clip has none, which is said beside the frame and takes no room.
        """
        before = self._sound is None
        self._sound, self._silent = sound, silent
        if before is not (sound is None):
            self._arrange()
        else:
            self._look_anew(names_changed=True)

    def set_sound_visible(self, visible: bool, *, spectrogram: bool = True) -> None:
        """Show or hide the sound, and the spectrogram within it."""
        if (visible, spectrogram) != (self._sound_visible, self._spectrogram):
            self._sound_visible, self._spectrogram = visible, spectrogram
            self._arrange()

    @property
    def empty_words(self) -> str:
        """What it says while it holds nothing."""
        return empty_words(coding=self._coding, blind=self._blind)

    def set_coding(self, coding: bool, *, blind: bool = False) -> None:
        """Know whether letters code now, and whether blind: an empty recording says what comes next."""
        if (coding, blind) != (self._coding, self._blind):
            self._coding, self._blind = coding, blind
            self._arrange()

    def set_row_choices(self, chosen: RowChoices) -> None:
        """Lay the rows out as a coder chose."""
        if chosen != self.row_choices:
            self.row_choices = chosen
            self._arrange()

    @property
    def label_width(self) -> int:
        """Width of the column of names in pixels."""
        return self.areas.labels.width()

    def set_label_width(self, px: int | None) -> None:
        """Give the column of names a width; None for as wide as the names need."""
        self._label_px = px
        self._arrange()

    def tier_of(self, item: Item) -> TimelineRow:
        """The tier of an item that is shown."""
        return next(tier for tier in self.model.tiers if tier.id == item.tier)

    def set_everybody(self, subjects: Sequence[str]) -> None:
        """Say who is in the recording, also without a row: who has which colour is shared out among all of them."""
        self._everybody = tuple(subjects)
        if self._share_colours_out():
            self._look_anew(items_changed=True, names_changed=True)

    @property
    def everybody(self) -> tuple[str, ...]:
        """Whoever has a colour."""
        return tuple(self._colours.subjects)

    def hue_of(self, subject: str) -> QColor | None:
        """The colour of a subject's bars; None where they are not in the recording."""
        colours = self._colours.subjects.get(subject)
        return colours.fill if colours is not None else None

    def frame_time(self, us: int) -> int:
        """PTS of the frame on screen at ``us``; 0 where the clip has no frame."""
        return self.frames.pts(self.frames.frame_at(us)) if self.frames.count else 0

    def sizeHint(self) -> QSize:
        """Room for all tiers, within reason."""
        least = self.minimumSizeHint()
        return QSize(900, max(least.height(), min(self.metrics.ruler + self.rows.height + self.metrics.minimap, 600)))

    def minimumSizeHint(self) -> QSize:
        """Room for the ruler, a lane and the overview: with large text on a small screen there is no more."""
        return QSize(20 * self.metrics.em, self.metrics.ruler + self.metrics.lane + self.metrics.minimap)

    # What follows from it

    def scene(self) -> PaintState:
        """Everything the painters need, as it stands."""
        return PaintState(
            model=self.model,
            grid=self.frames,
            scale=self.scale,
            rows=self.rows,
            strips=self._strips if self._strips_visible else (),
            areas=self.areas,
            scroll_y=self.scroll_y,
            metrics=self.metrics,
            colours=self._colours,
            font=self._font_metrics,
            device_ratio=self.devicePixelRatioF(),
            sound=self._sound if self._sound_visible else None,
            spectrogram=self._spectrogram,
            silent=self._silent,
            joints_us=self._joints_us,
            crowds=self._crowds,
        )

    def live(self) -> Live:
        """What is painted over the kept picture."""
        return Live(self.playhead_us, self.range)

    def _model_changed(self) -> None:
        recoloured = self._share_colours_out()
        self._crowds.keep_only(tier.id for tier in self.model.tiers)
        self._bound_scale()
        if recoloured or self._tiers_and_lanes() != self._arranged:
            self._arrange()
        else:
            self._look_anew(items_changed=True)  # most edits leave every row its place and its name

    def _tiers_and_lanes(self) -> list[tuple[TimelineRow, int]]:
        return [(tier, self.model.index(tier.id).lanes) for tier in self.model.tiers]

    def _drawn(self) -> dict[str, None]:
        return dict.fromkeys((*self._everybody, *(tier.subject for tier in self.model.tiers)))

    def _share_colours_out(self) -> bool:
        """Give everybody a colour; return whether anything is another than before."""
        drawn = self._drawn()
        if drawn.keys() == self._colours.subjects.keys():
            return False
        self._colours = Colours.of(self.palette(), drawn)
        return True

    def _bound_scale(self) -> None:
        """What can be scrolled to: the clip, and items that lie beside it, so that none can hide."""
        start, end = self.frames.start_us, self.frames.end_us
        span = self.model.span()
        if span is not None:
            start, end = min(start, span[0]), max(end, span[1])
        self.scale = self.scale.bounded(start, end, finest=self._finest)

    def _restyle(self) -> None:
        """Font or palette changed: every size and colour follows."""
        self._font_metrics = QFontMetrics(self.font())
        self.metrics = Metrics(line=self._font_metrics.height(), em=self._font_metrics.horizontalAdvance("m"))
        self._colours = Colours.of(self.palette(), self._drawn())
        self._pictures: PictureCache | None = None
        self.updateGeometry()
        self._arrange()

    def _arrange(self) -> None:
        """Place rows and areas."""
        tiers = self._arranged = self._tiers_and_lanes()
        strips = [strip.id for strip in self._strips] if self._strips_visible else []
        body = max(self.height() - self.metrics.ruler - self.metrics.minimap, 0)
        for share in (MOST_SOUND, MOST_SOUND_CROWDED):  # where rows do not all fit, sound leaves them some of its room
            sound_px = self._sound_px(body, share)
            self.rows = stack(tiers, strips, self.metrics, room=body - sound_px, chosen=self.row_choices)
            if self.rows.height <= body - sound_px:
                break
        body -= sound_px
        overflow = self.rows.height > body
        wanted = self._label_px
        if wanted is None:
            wanted = min(natural_width(self.scene()), int(WIDEST_NAMES * self.width()))
        self.areas = Areas.divide(
            width=self.width(),
            height=self.height(),
            label_px=min(max(wanted, NARROWEST_NAMES_PX), max(self.width() // 2, NARROWEST_NAMES_PX)),
            scroll_bar_px=self._bar.sizeHint().width() if overflow else 0,
            metrics=self.metrics,
            sound_px=sound_px,
        )
        self._bar.setVisible(overflow)
        self._bar.setGeometry(self.areas.scroll_bar)
        self._bar.setPageStep(body)
        self._bar.setSingleStep(self.metrics.lane)
        self._bar.setRange(0, max(self.rows.height - body, 0))
        self._minimap.setGeometry(self.areas.minimap)
        self.scale = self.scale.resized(self.areas.tracks.width())
        if self._opened:
            self.scale = self.scale.spanning(OPENS_US)  # it may have been opened before it had its width
        self._look_anew(items_changed=True, names_changed=True)

    def _sound_px(self, body: int, share: float) -> int:
        """Height that the sound gets, of a share of the room below the ruler; none where it could not be made out."""
        if self._sound is None or not self._sound_visible:
            return 0
        wanted = self.metrics.wave + (self.metrics.spectrogram if self._spectrogram else 0)
        given = min(wanted, int(body * share))
        return given if given >= self.metrics.line else 0

    def _look_anew(self, *, items_changed: bool = False, names_changed: bool = False) -> None:
        """Forget the kept pictures that no longer hold."""
        self._picture = None
        if names_changed:
            self._names = None
        self._minimap.show_scene(self.scene(), items_changed=items_changed)
        self.update()

    def _update_playhead(self, before_us: int) -> None:
        """Repaint no more than a moved playhead needs."""
        self._minimap.set_playhead(self.playhead_us)
        scene, reach = self.scene(), self.metrics.line
        if scene.frame_px() >= FRAME_LINES_PX:
            self.update()
            return
        for us in (before_us, self.playhead_us):
            self.update(QRect(int(scene.x_of(us)) - reach, 0, 2 * reach, self.height()))
        self.update(self.areas.corner)

    # Qt events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the kept pictures, made anew where they are out of date, and what lives over them."""
        scene = self.scene()
        if self._names is None or self._names.devicePixelRatio() != scene.device_ratio:
            self._names = self._picture_of(scene, self._draw_names, width=scene.areas.labels.width())
        if self._picture is None or self._picture.devicePixelRatio() != scene.device_ratio:
            self._picture = self._picture_of(scene, self._draw_tracks, width=self.width())
            if scene.budget.behind:
                self._refining.start()
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())  # by itself it has that of the app
        painter.drawPixmap(0, 0, self._picture)
        painter.drawPixmap(0, 0, self._names)
        paint_corner(painter, scene, self.playhead_us)
        paint_span(painter, scene)
        paint_live(painter, scene, self.live())
        painter.end()

    def _picture_of(self, scene: PaintState, draw: Callable[[QPainter, PaintState], None], *, width: int) -> QPixmap:
        ratio = scene.device_ratio
        picture = QPixmap(ceil(width * ratio), ceil(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(scene.colours.panel)
        painter = QPainter(picture)
        painter.setLayoutDirection(self.layoutDirection())
        painter.setFont(self.font())
        draw(painter, scene)
        painter.end()
        return picture

    def _draw_tracks(self, painter: QPainter, scene: PaintState) -> None:
        if self._pictures is None or self._pictures.ratio != scene.device_ratio:
            self._pictures = PictureCache(self.font(), scene.device_ratio)
        marks = ruler_ticks(scene)
        paint_tiers(painter, scene, ticks_us=marks.labelled, pictures=self._pictures)
        if self.model.span() is None and scene.grid.count:
            paint_empty(painter, scene, self.empty_words)
        paint_strips(painter, scene)
        paint_sound(painter, scene)
        paint_ruler(painter, scene, marks, self._pictures)

    def _draw_names(self, painter: QPainter, scene: PaintState) -> None:
        paint_names(painter, scene, font=self.font())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give everything its new place."""
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font and the palette."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._restyle()
        super().changeEvent(event)
