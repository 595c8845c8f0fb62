"""Where a camera lies, decided with both pictures side by side: sound proposes, one nudges, marks and confirms."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from coder.media import FrameIndex, Source
from coder.media.sound_alignment import ProposedClock
from coder.vocabulary.camera import (
    LEAST_APART_US,
    MOST_OFFSET_US,
    SAME_PPB,
    Camera,
    CameraClock,
    Placed,
    clock_at,
    clock_through,
)
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from ui.player.camera_follower import FIRST_CAMERA, CameraFollower, PictureCaption
from ui.player.engine import PlayerEngine
from ui.player.player_view import PlayerView
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.measure import open_at
from ui.widgets.number_box import NumberBox

_HOW = tr(
    "Find a moment that both cameras saw (a clap, a light, a door). While the pictures move together, nudge the right "
    "one until it shows the same moment; or move each by itself and mark what is the same."
)


class CameraPlacementDialog(AskingDialog):
    """Signals: ``sound_asked()``, and ``confirmed(CameraClock, Placed)`` when a human says that it lies so."""

    sound_asked = Signal()
    confirmed = Signal(object, object)

    def __init__(
        self,
        first: tuple[Source, FrameIndex, str],
        camera: Camera,
        there: tuple[Source, FrameIndex],
        at_us: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Where {camera} lies", camera=camera.name))
        self._camera, self._index, self._there = camera, first[1], there[1]
        self._how: Placed = camera.placed if camera.placed is not Placed.NOT_YET else Placed.TYPED
        self._marks: list[tuple[int, int]] = []
        self._proposed: ProposedClock | None = None
        self._showing = False
        self.engine = PlayerEngine(self)
        self.left = PlayerView()
        self.left.setAccessibleName(tr("Picture of the first camera"))
        self.left.attach(self.engine)
        self.left.set_overlays([PictureCaption(FIRST_CAMERA)])
        self.follower = CameraFollower(self.engine, self)
        self.right = self.follower.view
        self._build()
        self.engine.frame_shown.connect(self._moved)
        self.follower.engine.frame_shown.connect(self._moved)
        self.engine.state_changed.connect(self._say_play)  # at its end it stops by itself
        self.engine.open(first[0], first[1], first[2])
        self.engine.seek_time(at_us)
        self.follower.open(there[0], there[1], camera.name, camera.clock)
        self._show_clock(camera.clock)
        self._go_where_both_run(at_us)
        self.finished.connect(self._let_go)

    # Layout

    def _build(self) -> None:
        self.words = QLabel(_HOW, wordWrap=True)
        self.together = QCheckBox(tr("Move both together"))
        self.together.setChecked(True)
        self.together.toggled.connect(self._set_together)
        self.play = QPushButton(tr("Play"))
        self.play.setAccessibleName(tr("play both"))
        self.play.setDefault(True)  # Enter after a typed number shows it; nothing is confirmed by the way
        self.play.clicked.connect(lambda _=False: self._toggle_play())
        self.sound = QPushButton(tr("Ask the sound"))
        self.sound.setToolTip(tr("Lay what both clips heard beside each other, and propose where this one lies"))
        self.sound.clicked.connect(lambda _=False: self._ask_sound())
        self.earlier = self._button(tr("Nudge: a frame earlier"), tr("◀ nudge"), lambda: self.nudge(-1))
        self.later = self._button(tr("Nudge: a frame later"), tr("nudge ▶"), lambda: self.nudge(1))
        self.same = QPushButton(tr("Same moment in both"))
        self.same.setToolTip(
            tr("What the two pictures show now is the same moment; marked twice, it gives the speed too")
        )
        self.same.clicked.connect(lambda _=False: self.mark_same())
        self.offset = NumberBox(decimals=3, minimum=-MOST_OFFSET_US / 1e6, maximum=MOST_OFFSET_US / 1e6)
        self.offset.setAccessibleName(tr("seconds after the first camera"))
        self.offset.setSuffix(tr(" s"))
        self.offset.setSingleStep(0.04)
        self.offset.valueChanged.connect(lambda _: self._typed())
        self.rate = NumberBox(decimals=6, minimum=0.95, maximum=1.05)
        self.rate.setAccessibleName(tr("speed of its clock"))
        self.rate.setSingleStep(0.00001)
        self.rate.valueChanged.connect(lambda _: self._typed())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.confirm = buttons.addButton(tr("Confirm: it lies so"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._confirm)
        buttons.rejected.connect(self.reject)
        grid = QGridLayout()
        grid.setRowStretch(0, 1)
        for column, (view, engine) in enumerate(((self.left, self.engine), (self.right, self.follower.engine))):
            view.setMinimumSize(280, 180)
            grid.addWidget(view, 0, column)
            grid.addLayout(self._moves(engine, column), 1, column)
            grid.setColumnStretch(column, 1)
        line = QHBoxLayout()
        for widget in (self.together, self.play, self.earlier, self.later, self.same, self.sound):
            line.addWidget(widget)
        line.addStretch(1)
        numbers = QHBoxLayout()
        numbers.addWidget(QLabel(tr("Begins after the first camera")))
        numbers.addWidget(self.offset)
        numbers.addWidget(QLabel(tr("Its clock runs")))
        numbers.addWidget(self.rate)
        numbers.addWidget(QLabel(tr("times as fast")))
        numbers.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addLayout(grid, 1)
        layout.addWidget(self.words)
        layout.addLayout(line)
        layout.addLayout(numbers)
        layout.addWidget(self.wrong)
        layout.addWidget(buttons)
        open_at(self, chars=143, lines=41)

    def _moves(self, engine: PlayerEngine, column: int) -> QHBoxLayout:
        whose = tr("the first camera") if column == 0 else tr("this camera")
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setAccessibleName(tr("place in the clip of {whose}", whose=whose))
        slider.setRange(0, len(self._index if column == 0 else self._there) - 1)
        slider.valueChanged.connect(lambda n: None if self._showing else engine.seek_frame(n))
        place = QLabel()
        place.setAccessibleDescription(tr("time of {whose}", whose=whose))
        row = QHBoxLayout()
        back = self._button(tr("One frame back in {whose}", whose=whose), "◀", lambda: engine.step(-1))
        on = self._button(tr("One frame on in {whose}", whose=whose), "▶", lambda: engine.step(1))
        row.addWidget(back)
        row.addWidget(slider, 1)
        row.addWidget(on)
        row.addWidget(place)
        if column == 1:  # while it goes where the first one goes, it goes nowhere else
            for widget in (back, slider, on):
                self.together.toggled.connect(widget.setDisabled)
                widget.setDisabled(self.together.isChecked())
        if column == 0:
            self.left_slider, self.left_place = slider, place
        else:
            self.right_slider, self.right_place = slider, place
        return row

    def _button(self, name: str, text: str, do: object) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setAutoRepeat(True)
        button.clicked.connect(do)
        return button

    # State

    @property
    def clock(self) -> CameraClock:
        """Where it lies by what the dialog shows."""
        return self.follower.clock

    @property
    def placed(self) -> Placed:
        """How it came to lie there."""
        return self._how

    # What a person does

    def nudge(self, frames: int) -> None:
        """Let the right picture be so many of its frames later at the same moment of the left one."""
        there = self._there
        n = there.at(self.clock.to_camera(self.engine.pts_us))
        if 0 <= n + frames < len(there):
            step = int(there.pts_us[n + frames]) - int(there.pts_us[n])
        else:  # at an end of its clip, or beyond: by as much as its frames last, so that a nudge is never lost
            step = frames * (there.end_us // len(there))
        # A later picture at the same moment: the camera began so much earlier.
        shift = self.clock.to_recording(0) - self.clock.to_recording(step)
        self._place(CameraClock(self.clock.offset_us + shift, self.clock.rate_ppb), self._how_by_hand())

    def mark_same(self) -> None:
        """Take what both pictures show as the same moment; a second one, far from the first, gives the rate."""
        if self.follower.follows and self.follower.wanted is None:
            self.words.setText(
                tr("This camera shows no picture at this moment. Move each by itself, and find the moment in both.")
            )
            return
        mark = (self.engine.pts_us, self.follower.engine.pts_us)
        far = [one for one in self._marks if abs(one[0] - mark[0]) >= LEAST_APART_US]
        self._marks = [*far[-1:], mark]
        try:
            clock = clock_through(*self._marks)
        except StudyError as error:
            self._marks = [mark]
            self.words.setText(str(error))
            return
        self._place(clock, Placed.MOMENT)
        more = (
            tr("Two moments are marked: they give the speed too.")
            if len(self._marks) == 2
            else tr("One moment is marked.")
        )
        self.words.setText(tr("{more} Play both, and look whether they stay in step.", more=more))

    def take_proposal(self, proposed: ProposedClock) -> None:
        """Show what sound proposes, for a human to look at; nothing is kept by it."""
        self.sound.setEnabled(True)
        if not proposed.clear:
            self.words.setText(
                tr("Sound does not say it: no place fits much more closely than the next. {how}", how=_HOW)
            )
            return
        self._proposed = proposed
        self._place(proposed.clock, Placed.SOUND)
        self._go_where_both_run(self.engine.pts_us)

    def _go_where_both_run(self, at_us: int) -> None:
        """Unless both were running there, go to the first frame at which they were."""
        if not self.clock.offset_us <= at_us < self.clock.to_recording(self._there.end_us):
            # The frame that shows when this camera began is a little earlier.
            both = int(self._index.pts_us.searchsorted(max(0, self.clock.offset_us)))
            self.engine.seek_frame(min(both, len(self._index) - 1))

    def say(self, sentence: str) -> None:
        """Say why sound proposes nothing."""
        self.sound.setEnabled(True)
        self.words.setText(sentence)

    def _ask_sound(self) -> None:
        self.sound.setEnabled(False)
        self.words.setText(tr("Listening to both clips…"))
        self.sound_asked.emit()

    def _confirm(self) -> None:
        if self.ask():
            self.confirmed.emit(self.clock, self._how)

    def _how_by_hand(self) -> Placed:
        """A nudge after a proposal or a mark is part of it; after a typed number it is typed."""
        return self._how if self._how in (Placed.SOUND, Placed.MOMENT) else Placed.TYPED

    def _typed(self) -> None:
        if not self._showing:
            self._place(clock_at(round(self.offset.value() * 1e6), self.rate.value()), Placed.TYPED)

    def _place(self, clock: CameraClock, how: Placed) -> None:
        self._how = how
        self.follower.place(clock)
        self.together.setChecked(True)  # where it lies is seen only while both move together
        self._show_clock(clock)
        self.words.setText(self._lies_now(clock))

    def _lies_now(self, clock: CameraClock) -> str:
        """Say where the camera lies by the pictures, and what sound proposed, if that is another place."""
        proposed, camera = self._proposed, self._camera.name
        if proposed is None:
            return _HOW
        if clock == proposed.clock:
            return tr(
                "By its sound {camera} {lies}; that place fits {clearness:.1f} times as closely as the next. Look "
                "at both pictures before you confirm it.",
                camera=camera,
                lies=proposed.words,
                clearness=proposed.clearness,
            )
        return tr(
            "Now {camera} {lies}. Its sound proposed something else: {proposed}. Look at both pictures before you "
            "confirm it.",
            camera=camera,
            lies=clock.words,
            proposed=proposed.words,
        )

    def _show_clock(self, clock: CameraClock) -> None:
        self._showing = True
        self.offset.setValue(clock.offset_us / 1e6)
        self.rate.setValue(clock.rate_ppb / SAME_PPB)
        self._showing = False

    def _set_together(self, on: bool) -> None:
        self.engine.pause()
        self.follower.follows = on
        self.follower.follow()
        if not on:  # where it was not running, its own last picture is what one goes on from
            self.follower.engine.seek_frame(self.follower.engine.frame)

    def _toggle_play(self) -> None:
        if self.engine.playing:
            self.engine.pause()
        else:
            self.together.setChecked(True)
            self.engine.play()

    def _say_play(self) -> None:
        self.play.setText(tr("Pause") if self.engine.playing else tr("Play"))

    def _moved(self, _index: int, _pts_us: int, _image: QImage) -> None:
        self._showing = True
        self.left_slider.setValue(self.engine.frame)
        self.right_slider.setValue(self.follower.engine.frame)
        self._showing = False
        self.left_place.setText(
            tr("{time} · frame {frame}", time=format_us(self.engine.pts_us), frame=self.engine.frame)
        )
        right = self.follower.engine
        self.right_place.setText(tr("{time} · frame {frame}", time=format_us(right.pts_us), frame=right.frame))

    def _let_go(self, _result: int) -> None:
        """Close both clips: nothing of them stays behind a dialog that is gone."""
        self.follower.shut_down()
        self.engine.shut_down()
