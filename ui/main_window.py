"""The window: player, panels and timeline around one session. It lays out and connects; the controls act."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QCursor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLabel,
    QMainWindow,
    QMessageBox,
    QProgressBar,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from coder.edits import Changes
from coder.privacy.seal import seal
from coder.signals import SignalTrack
from coder.state import RecordingState
from coder.timebase import Interval
from models.runner import Progress
from ui import theme
from ui.actions import ActionSet, Mode, When
from ui.control.play import PlayControl
from ui.control.review import ReviewControl
from ui.control.study import StudyControl
from ui.control.view import ViewControl
from ui.faces import cut_out, frame_of
from ui.overlay import PeopleOverlay
from ui.panels.events import EventsPanel
from ui.panels.exchanges import ExchangesPanel
from ui.panels.people import PeoplePanel
from ui.panels.review import ReviewPanel
from ui.player.engine import PlayerEngine
from ui.player.transport import TransportBar
from ui.player.view import PlayerView
from ui.session import Session, Shown, StudyInfo
from ui.status import StatusLine
from ui.strips import strips_of
from ui.timeline.view import TimelineView
from ui.timeline_feed import tiers_and_items
from ui.welcome import Welcome

STATUS_MS = 8_000
TITLE = "Dyad Mirror"


class MainWindow(QMainWindow):
    """Everything a coder sees."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.tracks: tuple[SignalTrack, ...] = ()
        self.engine = PlayerEngine(self)
        self.player = PlayerView()
        self.transport = TransportBar(self.engine)
        self.timeline = TimelineView()
        self.review_panel = ReviewPanel()
        self.people_panel = PeoplePanel()
        self.events_panel = EventsPanel()
        self.exchanges_panel = ExchangesPanel()
        self.overlay = PeopleOverlay()
        self.welcome = Welcome()
        self.tabs = QTabWidget()
        self._study_line = StatusLine(seal())
        self._mode_line = QLabel()
        self._progress = QProgressBar()
        self._progress.setMaximumWidth(280)
        self._progress.setAccessibleName("analysis")
        self._progress.hide()
        self.play = PlayControl(self.engine, self.timeline)
        self.study = StudyControl(session, self, self._leave_recording)
        self.review = ReviewControl(
            session, self.review_panel, self.timeline, self.engine, self.play, self.study.ask_coder
        )
        self.view = ViewControl(session, self.player, self.timeline, self.tabs, self)
        self._drawn_mode = Mode.REVIEW
        self._lay_out()
        self.actions_set = ActionSet(self)
        self._connect()
        self._show_study(None)
        self._show_recording(None)
        QApplication.instance().installEventFilter(self)

    # Layout

    def _lay_out(self) -> None:
        self.setWindowTitle(TITLE)
        for title, panel in (
            ("Review", self.review_panel),
            ("Who is who", self.people_panel),
            ("Events", self.events_panel),
            ("Exchanges", self.exchanges_panel),
        ):
            self.tabs.addTab(panel, title)
        self.tabs.setDocumentMode(True)
        picture = QWidget()
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.player, 1)
        column.addWidget(self.transport)
        self._above = QSplitter(Qt.Orientation.Horizontal)
        self._above.addWidget(picture)
        self._above.addWidget(self.tabs)
        self._above.setStretchFactor(0, 3)
        self._above.setStretchFactor(1, 2)
        self._whole = QSplitter(Qt.Orientation.Vertical)
        self._whole.addWidget(self._above)
        self._whole.addWidget(self.timeline)
        self._whole.setStretchFactor(0, 3)
        self._whole.setStretchFactor(1, 2)
        self._whole.setChildrenCollapsible(False)
        self._above.setSizes([780, 480])
        self._whole.setSizes([450, 310])
        centre = QWidget()
        rows = QVBoxLayout(centre)
        rows.setContentsMargins(6, 6, 6, 0)
        rows.addWidget(self.welcome)
        rows.addWidget(self._whole)
        self.setCentralWidget(centre)
        for widget in (self._mode_line, self._progress, self._study_line):
            self.statusBar().addPermanentWidget(widget)
        self.resize(1280, 800)

    def _connect(self) -> None:
        session, timeline = self.session, self.timeline
        self.player.attach(self.engine)
        self.transport.loop_asked.connect(self.play.toggle_loop)
        session.study_changed.connect(self._show_study)
        session.recording_changed.connect(self._show_recording)
        session.edited.connect(self._show_edit)
        session.refused.connect(self._refuse)
        self.engine.frame_shown.connect(self._frame_shown)
        self.engine.failed.connect(self._refuse)
        self.engine.state_changed.connect(self._enable)
        timeline.seek_requested.connect(self.engine.seek_time)
        timeline.item_selected.connect(self.review.item_selected)
        timeline.item_activated.connect(self.review.go_to)
        timeline.edge_dragged.connect(self.review.edge_dragged)
        timeline.range_selected.connect(self._range_selected)
        self.player.clicked.connect(self._picture_clicked)
        self.people_panel.role_chosen.connect(self.review.role_chosen)
        self.events_panel.selected.connect(self._event_chosen)
        self.events_panel.activated.connect(self.review.go_to)
        self.exchanges_panel.activated.connect(self.review.go_to)
        self.exchanges_panel.settled.connect(self.review.settled)
        self.review.changed.connect(self._mode_or_choice_changed)
        self.review.told.connect(self._tell)
        self.study.told.connect(self._tell)
        self.study.progressed.connect(self._show_progress)
        self.view.changed.connect(self._redraw)
        self.welcome.new_asked.connect(self.study.new_study)
        self.welcome.open_asked.connect(self.study.open_study)
        self.welcome.add_asked.connect(self.study.add_clip)

    # What the session says

    def _show_study(self, info: StudyInfo | None) -> None:
        self.setWindowTitle(TITLE if info is None else f"{info.folder.name} – {TITLE}")
        self._study_line.show_study(info)
        self.welcome.show_study(info)
        self._enable()

    def _show_recording(self, shown: Shown | None) -> None:
        self.tracks = shown.tracks if shown else ()
        self.overlay.set_signals(self.tracks)
        self.welcome.setVisible(shown is None)
        self._whole.setVisible(shown is not None)
        self.engine.close_clip()
        if shown is not None:
            # Two frames may share a time in odd clips; on the timeline they are one place.
            self.timeline.set_clip(np.unique(shown.state.index.pts_us), shown.state.index.end_us)
            self.timeline.zoom_to_all()
            if shown.clip is not None:
                self.engine.open(shown.clip, shown.state.index, shown.state.recording.name)
        self._show_state(shown.state if shown else None)
        self._show_faces()

    def _show_edit(self, state: RecordingState, changes: Changes) -> None:
        self._show_state(state)

    def _show_state(self, state: RecordingState | None) -> None:
        scheme = self.session.study.scheme if self.session.study else None
        self.review.show_state(state)
        self._draw_timeline()
        self.overlay.set_people(state.people if state else ())
        self.player.set_overlays([self.overlay] if self.view.overlays else [])
        self.people_panel.show_state(state)
        self.events_panel.show_state(state, scheme)
        self.exchanges_panel.show_state(state, scheme)
        self.review_panel.show_state(state, scheme, hidden=not self.view.proposals)
        self.player.update()
        self._enable()

    # Drawing

    def _draw_timeline(self) -> None:
        state, study = self.session.state, self.session.study
        if state is None or study is None:
            self.timeline.model.replace_all([], [])
            return
        every = self.review.mode is Mode.CODE or (not state.events and not state.proposals)
        tiers, items = tiers_and_items(state, study.scheme, proposals=self.view.proposals, every_tier=every)
        self.timeline.model.replace_all(tiers, items)
        self.timeline.set_strips(strips_of(self.tracks, state.people) if self.view.strips else [])

    def _redraw(self) -> None:
        """Show the same recording after a switch in the View menu."""
        self._show_state(self.session.state)

    def _show_faces(self) -> None:
        """Cut a small picture of each person out of a frame in which they are seen; memory only."""
        state = self.session.state
        if state is None:
            return
        for person in state.people:
            wanted = frame_of(person.letter, self.tracks, state.index)
            if wanted is not None:
                frame, box = wanted
                self.engine.fetch(
                    frame,
                    lambda image, box=box, who=person.letter: self.people_panel.show_face(who, cut_out(image, box)),
                )

    def _show_progress(self, progress: Progress | None) -> None:
        self._progress.setVisible(progress is not None)
        if progress is not None:
            self._progress.setRange(0, 1000)
            self._progress.setValue(round(progress.fraction * 1000))
            left = "" if progress.seconds_left is None else f" · about {progress.seconds_left:.0f} s left"
            self._progress.setFormat(f"%p %{left}")
        self._enable()

    def _frame_shown(self, index: int, pts_us: int, image: object) -> None:
        self.timeline.set_playhead(pts_us)

    # What the person does

    def _mode_or_choice_changed(self) -> None:
        if self._drawn_mode is not self.review.mode:
            self._drawn_mode = self.review.mode
            self._draw_timeline()  # coding by hand shows every tier
        self._enable()

    def _picture_clicked(self, x: float, y: float) -> None:
        letter = self.overlay.person_at(x, y, self.engine.pts_us)
        if letter is not None:
            self.people_panel.ask_role(letter, QCursor.pos())

    def _event_chosen(self, event: str) -> None:
        self.timeline.select(event)
        self.review.item_selected(event)

    def _range_selected(self, onset_us: int, offset_us: int) -> None:
        self.play.selection = Interval(onset_us, offset_us)
        self._enable()

    def undo(self) -> None:
        """Take back the newest edit."""
        self.session.undo()

    def redo(self) -> None:
        """Bring back what was undone last."""
        self.session.redo()

    def _tell(self, sentence: str) -> None:
        self.statusBar().showMessage(sentence, STATUS_MS)

    def _refuse(self, sentence: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Information, TITLE, sentence, QMessageBox.StandardButton.Ok, self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    # What is possible now

    def _enable(self) -> None:
        state = self.session.state
        holds = {When.STUDY: self.session.study is not None, When.CLIP: state is not None}
        holds[When.PROPOSAL] = self.review_panel.current is not None
        holds[When.EVENT] = self.review.selected_event is not None
        holds[When.UNDO] = state is not None and state.undo_label is not None
        holds[When.REDO] = state is not None and state.redo_label is not None
        holds[When.IDLE] = state is not None and not self.study.running
        holds[When.RUNNING] = self.study.running
        self.actions_set.update(frozenset(when for when, true in holds.items() if true), self.review.mode)
        actions = self.actions_set.qt
        actions["undo"].setText(f"Undo: {state.undo_label}" if state and state.undo_label else "Undo")
        actions["redo"].setText(f"Redo: {state.redo_label}" if state and state.redo_label else "Redo")
        for name, on in (
            ("overlays", self.view.overlays),
            ("strips", self.view.strips),
            ("proposals_shown", self.view.proposals),
            ("dark", theme.is_dark()),
            ("code_mode", self.review.mode is Mode.CODE),
            ("sound", not self.engine.muted),
        ):
            actions[name].setChecked(on)
        code = self.review.mode is Mode.CODE
        self._mode_line.setText("coding by hand (Ctrl+D ends it)" if code else "reviewing")

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let letters code in code mode; Esc gives up what has begun."""
        if event.key() == Qt.Key.Key_Escape:
            self.review.give_up()
        elif event.isAutoRepeat() or event.modifiers() or not self.review.code_key(event.text()):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave Space and the arrows to a button, box or slider that a keyboard user has moved to."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = _keys_of(QApplication.focusWidget())
            if event.key() in own and not event.modifiers():
                event.accept()
                return True
        return super().eventFilter(watched, event)

    # Leaving

    def _leave_recording(self) -> None:
        self.study.finish()
        self.engine.close_clip()

    def closeEvent(self, event: QCloseEvent) -> None:
        """End every thread; everything decided is already on the disk."""
        QApplication.instance().removeEventFilter(self)
        self.study.finish()
        self.engine.shut_down()
        self.session.close()
        super().closeEvent(event)


_ARROWS = frozenset(
    {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}
)


def _keys_of(widget: QWidget | None) -> frozenset[int]:
    if isinstance(widget, QAbstractButton):
        return frozenset({Qt.Key.Key_Space})
    if isinstance(widget, QComboBox):
        return _ARROWS | {Qt.Key.Key_Space}
    if isinstance(widget, QAbstractSlider):
        return _ARROWS
    return frozenset()
