"""The window: player, panels and timeline around one session. It lays out and connects; the controls act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QCursor, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from coder.privacy.network_seal import current as current_seal
from coder.study.edits.changes import Changes
from coder.study.recording_progress import Standing
from coder.study.state import RecordingState
from coder.vocabulary.language import tr
from coder.vocabulary.people import camera_of
from coder.vocabulary.scheme import Role
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import Interval
from models.analysis import Progress
from ui.blinding.blinding_control import DRAWN, ConductControl
from ui.cameras.camera_control import CameraControl
from ui.clip_export.clip_export_control import ClipOutControl
from ui.coding.coding_panel import CodingPanel
from ui.coding.editing_control import EditingControl
from ui.coding.events_panel import EventsPanel
from ui.coding.example_control import ExampleControl
from ui.coding.hand_coding_control import CodingPutBy, HandCodingControl
from ui.coding.inspector_share import InspectorShare
from ui.coding.passes_control import PassesControl
from ui.coding.trials_control import TrialsControl
from ui.coding.under_way_line import UnderWayLine
from ui.context.context_control import ContextControl
from ui.context.context_panel import ContextPanel, ContextStrip
from ui.exchanges.exchanges_panel import ExchangesPanel
from ui.family_view.family_control import POSSIBLE, FamilyControl
from ui.family_view.family_panel import FamilyPanel
from ui.files.export_control import ExportControl
from ui.files.import_control import InterchangeControl
from ui.first_steps.first_steps_control import FirstStepsControl
from ui.first_steps.steps import StepsDone
from ui.first_steps.steps_bar import StepsBar
from ui.guard.guard_control import GuardControl
from ui.guard.lock_control import LockControl, PutBy
from ui.guard.locked_pane import LockedPane
from ui.language.language_control import LanguageControl
from ui.listening.sound_control import SoundControl
from ui.operations.step_words import edit_words
from ui.patterns.patterns_control import PatternsControl
from ui.patterns.patterns_panel import PatternsPanel
from ui.people.face_crops import FacePictures
from ui.people.joint_overlay import JointOverlay
from ui.people.people_overlay import PeopleOverlay
from ui.people.people_panel import PeoplePanel
from ui.people.role_control import RoleControl
from ui.player.arrangement_box import ArrangementBox
from ui.player.camera_stage import CameraStage
from ui.player.engine import PlayerEngine
from ui.player.overlay_interface import Overlay
from ui.player.playback_control import PlayControl
from ui.player.player_view import PlayerView
from ui.player.transport_bar import TransportBar
from ui.private_note.private_note_control import PrivateNoteControl
from ui.reliability.consensus_control import ConsensusControl
from ui.reliability.reliability_control import AgreementControl
from ui.reliability.training_control import TrainingControl
from ui.report.report_control import ReportControl
from ui.review.exchange_card import ExchangePanel
from ui.review.exchange_review_control import ExchangeReview
from ui.review.queue_control import QueueControl
from ui.review.review_control import ItemInHand, ReviewControl
from ui.review.review_panel import ReviewPanel
from ui.review.voice_control import VoiceControl
from ui.review.worth_control import WorthControl
from ui.rows.rows_control import RowsControl
from ui.schemes.schemes_control import SchemesControl
from ui.study.analysis_queue_panel import AnalysisQueuePanel
from ui.study.clip_drop import ClipDrop
from ui.study.passphrase_control import PassphraseControl
from ui.study.recent_studies import RecentStudies
from ui.study.recordings_panel import RecordingsPanel
from ui.study.sample_control import SampleControl
from ui.study.study_control import StudyControl
from ui.study.thumbnails import Thumbnails
from ui.study.welcome import Welcome
from ui.timeline.signal_choice import strips_of
from ui.timeline.timeline_feed import TimelineFeed, everybody
from ui.timeline.timeline_view import TimelineView
from ui.validation.calibration_control import CalibrationControl
from ui.validation.validation_control import ValidationControl
from ui.widgets.action_button import ActionSign
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.keys_now import KEYS
from ui.widgets.measure import TIGHT
from ui.widgets.scroll_frame import scrolling
from ui.widgets.tab_row import TabRow
from ui.window.action_signs import SIGNS
from ui.window.actions import ActionSet, KeyMode
from ui.window.availability import possible_now, switched_on
from ui.window.busy_line import BusyLine
from ui.window.command_palette_control import PaletteControl
from ui.window.device_look import DeviceLook
from ui.window.docks import Dock, Docks
from ui.window.event_filter import EventFilter
from ui.window.foot import Foot
from ui.window.guard_chip import GuardChip
from ui.window.keys_control import KeysControl
from ui.window.letter_mode import LetterMode
from ui.window.mode_switch import ModeSwitch
from ui.window.recording_box import RecordingBox
from ui.window.remembered_view import RememberedView
from ui.window.screen_room import first_opening
from ui.window.session import Session, ShownRecording, StudyInfo
from ui.window.study_edits import StudyEdits
from ui.window.subtitle_control import SubtitleControl
from ui.window.view_control import ViewControl
from ui.window.whole_message import WholeMessage
from ui.window.window_control import Ends, WindowControl

STATUS_MS = 8_000
_LEAST_PAGE_PX = 68
"""A page of figures gives way before the window grows beyond a small screen."""
_ENABLING_WAITS, _MODE_WAITS = 1, 2
"""What waits until an edit has been shown everywhere; the second does the first as well."""
_PAGES = ("review", "people", "events", "exchanges", "patterns", "context")
_REVIEW_PAGE, _EVENTS_PAGE = _PAGES.index("review"), _PAGES.index("events")
TITLE = "Dyad Mirror"


class MainWindow(QMainWindow):
    """Everything a coder sees."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._laid_out = False
        self._beside_left: QWidget | None = None
        self._leaving = QTimer(self, singleShot=True, interval=0)
        self._leaving.timeout.connect(self._leave_button)
        self._waits: int | None = None  # what is to be looked at once everybody has been told; None: at once
        self.session = session
        self.tracks: tuple[SignalTrack, ...] = ()
        self.measured: tuple[SignalTrack, ...] = ()
        self._make_stage()
        self._make_panels()
        self._make_frame()
        self._make_study_controls()
        self._make_coding_controls()
        self._make_guard_and_file_controls()
        self._make_figure_controls()
        self._make_view_controls()
        self._hold_parts()
        self._drawn_mode = KeyMode.REVIEW
        self.family_panel.hide()
        self._clip_of: str | None = None
        self._controls = [control for control in vars(self).values() if isinstance(control, WindowControl)]
        self._lay_out()
        self.actions_set = ActionSet(self, card_seen=self._card_seen, after_edits=lambda act: self.edits.after_all(act))
        self.transport.add(ActionSign(self.actions_set.qt["find"]))
        self.view.keys_text, self.view.codes_now = self.actions_set.keys_text, lambda: self.coding.listed
        self.device_look.wear()
        self.menuBar().setCornerWidget(self.recordings)
        self._connect()
        self.remembered = RememberedView(session, self)
        self.device_look.changed.connect(self._enable)
        self.recent.changed.connect(self._enable)
        self._show_study(None)
        self._show_recording(None)
        self._laid_out = True
        self._events = EventFilter(self, self.coding, self.queue, self.locking, picture=self.stage, engine=self.engine)

    # What the window is made of, in the order in which one may hold the other

    def _make_stage(self) -> None:
        """Picture, sound and timeline."""
        self.engine = PlayerEngine(self)
        self.player = PlayerView()
        self.stage = CameraStage(self.player, self.engine)
        self.transport = TransportBar(self.engine)
        self.transport.add(ArrangementBox(self.stage))
        self.timeline = TimelineView()
        self.feed = TimelineFeed(self.timeline.model)

    def _make_panels(self) -> None:
        """What holds figures, lists and forms; none of it knows the study."""
        self.review_panel = ReviewPanel()
        self.exchange_panel = ExchangePanel()
        self.coding_panel = CodingPanel()
        self.under_way_line = UnderWayLine()
        self.people_panel = PeoplePanel()
        self.events_panel = EventsPanel()
        self.exchanges_panel = ExchangesPanel()
        self.patterns_panel = PatternsPanel()
        self.context_panel = ContextPanel()
        self.context_strip = ContextStrip()
        self.recordings_panel = RecordingsPanel()
        self.family_panel = FamilyPanel()
        self.overlay = PeopleOverlay()
        self.joints = JointOverlay()
        self.faces = FacePictures(self.engine, self.people_panel)
        self.welcome = Welcome()
        self.locked_pane = LockedPane()

    def _make_frame(self) -> None:
        """What stands around picture and panels."""
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("panels"))
        self.recordings = RecordingBox()
        self.busy = BusyLine()
        self._work = QStackedWidget()
        self.foot = Foot(self.statusBar(), GuardChip(current_seal()), self.busy)
        self.whole_message = WholeMessage(self.statusBar(), self.busy, self)
        self.steps_bar = StepsBar()
        self.mode_switch = ModeSwitch()
        self.transport.begin_with(self.mode_switch)

    def _make_study_controls(self) -> None:
        """What opens a study, its recordings and their analyses."""
        session = self.session
        self.play = PlayControl(self.engine, self.timeline)
        self.passphrase = PassphraseControl(session, self)
        self.study = StudyControl(session, self.passphrase, self, self._leave_recording)
        self.recent = RecentStudies(session, self.welcome, self)
        self.sample = SampleControl(session, self.study, self)
        self.dropping = ClipDrop(session, self)
        self.thumbnails = Thumbnails(session, self)
        self.analyses = AnalysisQueuePanel(self.study)
        self.recordings_panel.add_below(self.analyses)

    def _make_coding_controls(self) -> None:
        """What codes, reviews, edits and pairs: each may hold what stands before it."""
        session = self.session
        self.letter_mode = LetterMode()
        self.edits = StudyEdits(session, self.study.ask_coder)
        self.coding = HandCodingControl(
            session, self.letter_mode, self.edits, self.feed, self.engine, lambda: self.review_panel.hidden
        )
        self.review = ReviewControl(
            session,
            self.letter_mode,
            self.edits,
            panel=self.review_panel,
            timeline=self.timeline,
            feed=self.feed,
            engine=self.engine,
            play=self.play,
        )
        self.voices = VoiceControl(session, self.review_panel, lambda: self.coding.caregiver)
        self.roles = RoleControl(session, self.edits.edit, self, self.study.ask_coder)
        self.editing = EditingControl(
            session,
            self.review,
            self.coding,
            edits=self.edits,
            panel=self.events_panel,
            engine=self.engine,
            play=self.play,
            parent=self,
        )
        self.example = ExampleControl(session, self.review, self.coding_panel, self)
        self.trials = TrialsControl(session, self.review.go_to_time, self)
        self.passes = PassesControl(session, self.review, self.coding, self.engine, self, self.study.ask_coder)
        self.exchange_review = ExchangeReview(
            session,
            self.exchange_panel,
            self.timeline,
            feed=self.feed,
            engine=self.engine,
            play=self.play,
            edits=self.edits,
        )
        self.queue = QueueControl(self.review, self.review_panel, self.exchange_review, self._work)
        self.worth = WorthControl(session, self, self.study.ask_coder)

    def _make_guard_and_file_controls(self) -> None:
        """What guards, locks, brings in and sends out."""
        session = self.session
        self.guard = GuardControl(session, self.study, self.foot.guarded, self, self._hide_picture)
        self.locking = LockControl(
            session, self.engine, self.study, put_by=self._put_by, tabs=self.tabs, pane=self.locked_pane, window=self
        )
        self.conduct = ConductControl(session, self, self.study.ask_coder)
        self.interchange = InterchangeControl(session, self, self.study.ask_coder)
        self.schemes = SchemesControl(session, self, self.study.ask_coder, lambda: self.engine.pts_us)
        self.exporting = ExportControl(session, self)
        self.clip_out = ClipOutControl(session, self, self.review.stretch_in_hand)
        self.cameras = CameraControl(session, self.engine, self, self.study.ask_coder)
        self.private_note = PrivateNoteControl(session, self, self.study.ask_coder, lambda: self.engine.pts_us)

    def _make_figure_controls(self) -> None:
        """What works figures out and shows them, and what stands beside them."""
        session = self.session
        self.report = ReportControl(session, self)
        self.agreement = AgreementControl(session, self.review.go_to_time, self.engine, self)
        self.consensus = ConsensusControl(session, self.play, self, self.study.ask_coder)
        self.training = TrainingControl(session, self.play, self, self.study.ask_coder)
        self.calibration = CalibrationControl(session, self)
        self.validation = ValidationControl(
            session, self.review.go_to_time, self.engine, self.calibration.show_calibration, self
        )
        self.patterns = PatternsControl(session, self.patterns_panel, self, lambda: self.view.proposals)
        self.family = FamilyControl(session, self.play)
        self.context = ContextControl(session, self.context_panel, self.engine, self, self.study.ask_coder)

    def _make_view_controls(self) -> None:
        """What changes how the window looks and is worked with, and nothing in the study."""
        session = self.session
        self.sounding = SoundControl(session, self.timeline, self.engine, self)
        self.rows = RowsControl(session, self.timeline, self)
        self.keys = KeysControl(session, self, lambda: self.actions_set)
        self.language = LanguageControl(self)
        self.subtitles = SubtitleControl(session, self.player)
        self.view = ViewControl(session, self.player, self.timeline, self.tabs, self)
        self.palette_control = PaletteControl(
            session,
            self,
            lambda: self.actions_set,
            self.go_to_recording,
            self.coding.code_row,
            lambda: self.letter_mode.keys,
            lambda: self.coding.listed,
        )
        self.first_steps = FirstStepsControl(self.steps_bar, self._steps_done, lambda: self.actions_set, self)
        self.device_look = DeviceLook(self)

    def _hold_parts(self) -> None:
        """Let the session, and every control without a widget, go with the window.

        What hears a signal as a lambda is kept by whatever sends it, where the collector cannot see it: a session that
        outlived its window kept the whole of it.
        """
        for part in vars(self).values():
            if isinstance(part, QObject) and not part.isWidgetType() and part.parent() is None:
                part.setParent(self)

    # Layout

    def _lay_out(self) -> None:
        self.setWindowTitle(TITLE)
        self._lay_out_pages()
        picture, column = _stack()
        column.addWidget(self.stage, 1)
        column.addWidget(self.transport)
        self._whole = picture
        beside, side = _stack()
        side.addWidget(self.under_way_line)
        side.addWidget(self.tabs, 1)
        self.editing.inspector.hue_of = self.people_panel.hue_of = self.timeline.hue_of
        self.overlay.hue_of = self.joints.hue_of = self.timeline.hue_of
        self.people_panel.names = self._named_people
        self.patterns_panel.everybody = lambda: self.timeline.everybody
        side.addWidget(InspectorShare(self.editing.inspector, beside))
        side.addWidget(self.family_panel, 1)
        beside.setMinimumWidth(0)
        self.docks = Docks(
            self,
            {Dock.STUDY: self.recordings_panel, Dock.INSPECTOR: beside, Dock.TIMELINE: self.timeline},
        )
        # A child's signals, in any panel and on the timeline, are seen beside the caregiver's own side.
        self.docks.put_in_title(Dock.INSPECTOR, self.context_strip)
        centre, rows = _stack()
        self._offers = QWidget()
        offers = QVBoxLayout(self._offers)
        offers.setContentsMargins(0, 0, 0, 0)
        offers.addWidget(self.guard.purpose_offer)
        offers.addWidget(self.guard.consent_offer)
        rows.addWidget(self._offers)
        rows.addWidget(self.locked_pane)
        rows.addWidget(self.welcome)
        rows.addWidget(self.private_note.offer)
        rows.addWidget(self._whole)
        self.setCentralWidget(centre)
        self.addToolBar(self.steps_bar)
        self.resize(first_opening(self))

    def _lay_out_pages(self) -> None:
        for panel in (self.review_panel, self.exchange_panel, self.coding_panel):
            self._work.addWidget(panel)
        working, worked = _stack(above=TIGHT)
        worked.addWidget(self.queue.head)
        worked.addWidget(self.queue.line)
        worked.addWidget(self._work, 1)
        row = TabRow()
        self.tabs.setTabBar(row)
        self.tabs.setDocumentMode(True)
        for title, page in (
            (tr("Review"), scrolling(working)),  # large text on a small screen: what does not fit is scrolled to
            (tr("Who is who"), scrolling(self.people_panel)),
            (tr("Events"), self.events_panel),
            (tr("Exchanges"), self.exchanges_panel),
            (tr("Patterns"), self.patterns_panel),
            (tr("Context"), self.context_panel),
        ):
            page.setMinimumHeight(_LEAST_PAGE_PX)
            self.tabs.addTab(page, title)
        row.set_signs(tuple(SIGNS[f"tab_{name}"] for name in _PAGES))
        self.tabs.setUsesScrollButtons(False)
        self.tabs.tabBar().setAccessibleName(tr("panels"))

    def _connect(self) -> None:
        self._connect_session()
        self._connect_picture()
        self._connect_panels()
        self._connect_controls()
        self._connect_study()

    def _connect_session(self) -> None:
        """What the session says is shown."""
        session = self.session
        session.study_changed.connect(self._show_study)
        session.recording_changed.connect(self._show_recording)
        session.recording_changed.connect(lambda _: self.conduct.say_drawn(session.state))  # that wiped what was said
        session.edited.connect(self._show_edit)
        # Once what was done has been said, which would stand in its place.
        session.edited.connect(lambda *_: QTimer.singleShot(0, self, lambda: self.conduct.say_drawn(session.state)))
        session.others_changed.connect(self._show_others)
        session.standings_changed.connect(self._show_standings)
        session.coder_leaving.connect(self._leave_coder)
        session.refused.connect(self._refuse)
        session.busy_changed.connect(self.busy.show_busy)

    def _connect_picture(self) -> None:
        """Picture, sound and timeline: what they show, and what is asked of them."""
        self.player.attach(self.engine)
        self.transport.loop_asked.connect(self.play.toggle_loop)
        self.transport.mark_in_asked.connect(self.play.mark_in)
        self.transport.mark_out_asked.connect(self.play.mark_out)
        self.engine.frame_shown.connect(self._frame_shown)
        self.engine.failed.connect(self._refuse)
        self.engine.state_changed.connect(self._enable)
        self.timeline.seek_requested.connect(self.engine.go_to_time)
        self.timeline.seek_expected.connect(self.engine.expect_time)
        self.timeline.item_selected.connect(self.queue.item_selected)
        self.timeline.item_activated.connect(self.review.go_to)
        self.timeline.edge_dragged.connect(self.queue.edge_dragged)
        self.timeline.edge_previewed.connect(self.review.times.edge_previewed)
        self.timeline.range_selected.connect(self._range_selected)
        self.player.clicked.connect(self._picture_clicked)
        self.timeline.context_requested.connect(self.editing.ask_menu)
        self.stage.failed.connect(self._refuse)
        self.stage.changed.connect(self._draw_over)
        self.stage.changed.connect(self._enable)
        self.view.sought.connect(self.engine.go_to_time)

    def _connect_panels(self) -> None:
        """What is asked in a panel is done by its control."""
        self.mode_switch.asked.connect(self._mode_asked)
        self.foot.coder.clicked.connect(lambda _=False: self.study.ask_coder())
        self.foot.mode.clicked.connect(
            lambda _=False: self._do("for_family" if self.session.for_family else "code_mode")
        )
        self.people_panel.role_chosen.connect(self.roles.choose)
        self.events_panel.selected.connect(self.review.item_selected)
        self.events_panel.activated.connect(self.review.go_to)
        self.events_panel.table.chosen_changed.connect(self._mark_chosen)
        self.events_panel.noted.connect(self.review.note_event)
        self.coding_panel.pressed.connect(self.coding.code_row)
        self.coding_panel.subject_chosen.connect(self.coding.choose_subject)
        for panel in (self.review_panel, self.exchange_panel, self.coding_panel, self.under_way_line):
            panel.asked.connect(self._do)
        self.tabs.currentChanged.connect(lambda _: self._inspect())
        self.tabs.currentChanged.connect(lambda _: self.first_steps.look(hidden=self.session.for_family))
        self.exchanges_panel.activated.connect(self.review.go_to)
        self.exchanges_panel.settled.connect(self.edits.settle_outcome)
        self.exchanges_panel.unpaired.connect(self.exchange_review.leave_to_rule)
        self.patterns_panel.sought.connect(self.review.go_to_time)
        context = self.context_panel
        context.card_asked.connect(self.context.fill_card)
        context.meeting_asked.connect(self.context.describe_meeting)
        context.series_asked.connect(self.context.bring_series)
        context.own_asked.connect(self.context.say_own)
        context.take_out_asked.connect(self.context.take_out)
        self.context_strip.clicked.connect(self.view.tab_context)
        self.editing.inspector.done.connect(lambda: self.player.setFocus())
        self.events_panel.menu_asked.connect(self.editing.ask_menu)
        self.family_panel.leave_asked.connect(self.family.toggle)
        self.family_panel.moment_asked.connect(self.family.play)

    def _connect_controls(self) -> None:
        """What a control changed is shown."""
        self.docks.changed.connect(self._enable)
        self.keys.changed.connect(self._enable)
        self.coding.changed.connect(self._mode_or_choice_changed)
        self.coding.coded.connect(self.review.hold_coded)
        self.coding.begun.connect(self.timeline.reveal_tier)
        self.edits.stepped.connect(self.coding.hold_added)
        self.review.changed.connect(self._mode_or_choice_changed)
        self.queue.changed.connect(self._mode_or_choice_changed)
        self.exchange_review.changed.connect(self._enable)
        self.calibration.changed.connect(self.validation.ask_again)
        self.conduct.changed.connect(self._enable)
        self.view.changed.connect(self._redraw)
        self.subtitles.changed.connect(self._draw_over)
        self.subtitles.changed.connect(self._enable)
        self.first_steps.changed.connect(self._enable)
        for control in self._controls:
            for_all = control in (self.view, self.device_look)  # how it looks, which a family sees as well
            control.told.connect(self._tell if for_all else self._tell_at_work)

    def _connect_study(self) -> None:
        """A study, its recordings, their pictures and analyses."""
        self.busy.stop_asked.connect(self.study.stop_analysis)
        self.recordings.asked.connect(self.go_to_recording)
        self.recordings_panel.asked.connect(self.go_to_recording)
        self.recordings_panel.add_asked.connect(self.study.add_clip)
        self.recordings_panel.pictures_asked.connect(self.thumbnails.want)
        self.thumbnails.drawn.connect(self.recordings_panel.show_picture)
        self.thumbnails.forgotten.connect(self.recordings_panel.forget_pictures)
        self.recordings_panel.analyse_asked.connect(self.study.analyze_these)
        self.study.queue.changed.connect(self._show_doing)
        self.dropping.dropped.connect(self.study.add_files)
        self.study.progressed.connect(self.locking.analysis_progressed)
        self.study.progressed.connect(self._show_progress)
        self.welcome.new_asked.connect(self.study.new_study)
        self.welcome.open_asked.connect(self.study.open_study)
        self.welcome.add_asked.connect(self.study.add_clip)
        self.welcome.sample_asked.connect(self.sample.open)
        self.welcome.steps_asked.connect(self.first_steps.toggle)
        self.study.codes_asked.connect(self.schemes.write_own)
        self.welcome.recent_asked.connect(self.study.open_folder)

    # What the session says

    def _show_study(self, info: StudyInfo | None) -> None:
        if info is None:
            self.statusBar().clearMessage()
        self._name_window()
        self.welcome.show_study(info)
        self.recordings.show_recordings(info.recordings if info is not None else ())
        current = self.session.state.recording.id if self.session.state is not None else None
        self.recordings.show_current(current)
        self.recordings_panel.show_study(info, self.session.coder)
        self.recordings_panel.show_current(current)
        unseen = {one.recording for one in info.standings if not one.analysed} if info is not None else set()
        several = info is not None and len(info.recordings) > 1
        self.review_panel.empty.set_others(several=several, unseen=bool(unseen - {current}))
        self._enable()

    def _show_recording(self, shown: ShownRecording | None) -> None:
        self.measured = shown.tracks if shown else ()
        self.tracks = tuple(track for track in self.measured if not camera_of(track.person))  # of the first picture
        self._arrange()
        if self.session.for_family or (shown is not None and not shown.state.all_seen):
            self._finish(Ends.FIGURES)
            self.statusBar().clearMessage()
        elif self.statusBar().currentMessage() == KEYS.said(DRAWN):
            self.statusBar().clearMessage()  # it was said of what was shown before, and is not so here
        self.overlay.set_signals(self.tracks)
        self.joints.set_signals(self.tracks)
        arriving = shown is not None and self._whole.isHidden()
        self.welcome.setVisible(shown is None and self.session.locked is None)
        self._whole.setVisible(shown is not None)
        self.docks.show_work(working=shown is not None, family=self.session.for_family)
        if arriving:
            self.player.setFocus()  # or Space would press whatever comes after the welcome's buttons
        self.recordings.show_current(shown.state.recording.id if shown else None)
        self.recordings_panel.show_study(self.session.study, self.session.coder)
        self.recordings_panel.show_current(shown.state.recording.id if shown else None)
        if shown is not None:
            self.recordings_panel.follow(shown.state, self.session.coder)
        self._show_looking()
        again = shown is not None and shown.state.recording.id == self._clip_of and shown.missing is None
        if not again:
            self._show_clip(shown)
        self.stage.show_cameras(shown.cameras if shown is not None and shown.clip is not None else ())
        self.sounding.show(shown)
        self._show_state(shown.state if shown else None)
        self.faces.show(self.session.state, self.tracks)

    def _show_clip(self, shown: ShownRecording | None) -> None:
        self._close_clip()
        if shown is None:
            return
        # Two frames may share a time in odd clips; on the timeline they are one place.
        self.timeline.set_clip(
            shown.state.index.moments_us,
            shown.state.index.end_us,
            joints_us=shown.state.recording.joints_us,
        )
        self.timeline.show_opening()
        if shown.clip is not None:
            self._clip_of = shown.state.recording.id
            self.engine.open(shown.clip, shown.state.index, shown.state.recording.name)
        else:
            self.player.clear(shown.missing or "")

    def _show_edit(self, state: RecordingState, changes: Changes) -> None:
        study = self.session.study
        drawn = study is not None and self.feed.follow(state, study.scheme, changes, proposals=self.view.proposals)
        with self._answering_once():
            self._show_state(state, drawn=drawn)
            self.stage.place_cameras(state.cameras)
            self.recordings_panel.follow(state, self.session.coder)
            self.queue.follow(changes)
            self.review.follow(changes)

    @contextmanager
    def _answering_once(self) -> Iterator[None]:
        """Look at the end, and once, at what is in hand and what is possible: an edit reaches it by several ways."""
        self._waits = 0
        try:
            yield
        finally:
            waits, self._waits = self._waits, None
            if waits == _MODE_WAITS:
                self._mode_or_choice_changed()
            elif waits:
                self._enable()

    def _named_people(self) -> tuple[str, ...]:
        study = self.session.study
        wanted = (Role.CHILD, Role.CAREGIVER)
        return (
            ()
            if study is None
            else tuple(one.id for one in study.scheme.subjects if ":" in one.id and one.role in wanted)
        )

    def _show_others(self, state: RecordingState) -> None:
        self._show_state(state)
        self.stage.place_cameras(state.cameras)
        self.recordings_panel.follow(state, self.session.coder)

    def _show_standings(self, standings: tuple[Standing, ...]) -> None:
        self.recordings_panel.show_standings(standings, self.session.coder)
        if self.session.state is not None:
            self.recordings_panel.follow(self.session.state, self.session.coder)
        self._show_looking()

    def _show_state(self, state: RecordingState | None, *, drawn: bool = False) -> None:
        scheme = self.session.study.scheme if self.session.study else None
        family = self.session.for_family
        self.family_panel.show_state(state if family else None, scheme)
        self.context_strip.show_state(None if family else state)
        state = None if family else state  # no panel for coding holds anything while the family looks
        self.coding.show_state(state)
        self.review.show_state(state)
        self.voices.show_state(state)
        if not drawn:
            self._draw_timeline()
        self.coding.show_under_way()
        self.overlay.set_people(state.people if state else ())
        self.joints.set_people(state.people if state else ())
        self.subtitles.show_state(state)
        self._draw_over()
        self.people_panel.show_state(state)
        self.events_panel.show_state(state, scheme)
        self.exchanges_panel.show_state(state, scheme)
        self.patterns.show_state(state)
        self.context.show_state(state)
        self.private_note.show_state(state)
        self.queue.show_state(state, scheme, hidden=not self.view.proposals)
        self.review_panel.show_state(state, scheme, hidden=not self.view.proposals)
        self._name_undo(state)
        self._mode_or_choice_changed()

    def _draw_over(self) -> None:
        """Say what is drawn over the first camera's picture."""
        drawn: list[Overlay] = [self.stage.caption] if self.stage.several else []
        if not self.session.for_family:
            over: list[Overlay] = [self.exchange_review.marks, *drawn, self.subtitles.overlay]
            switched = ((self.view.joints, self.joints), (self.view.overlays, self.overlay))
            drawn = [*(overlay for on, overlay in switched if on), *over]
        self.player.set_overlays(drawn)

    def _arrange(self) -> None:
        """Give the picture the room while the family looks; the work comes back as it was."""
        family = self.session.for_family
        if family is self.family_panel.isHidden():
            self.tabs.setHidden(family)
            self._offers.setHidden(family)
            self.family_panel.setVisible(family)
        self.recordings.setVisible(self.recordings.count() > 1 and not family)
        self._name_window()

    def _name_window(self) -> None:
        info = self.session.study
        name = tr("For showing to the family") if self.session.for_family else info.folder.name if info else ""
        self.setWindowTitle(f"{name} – {TITLE}" if info is not None else TITLE)

    # Drawing

    def _draw_timeline(self) -> None:
        state, study = self.session.state, self.session.study
        if self.session.for_family:
            state = None
        every = self.letter_mode.coding or (state is not None and not state.events and not state.proposals)
        scheme = study.scheme if study is not None else None
        self.timeline.set_everybody(everybody(state))
        blind = state is not None and state.conduct is not None and state.conduct.blind
        self.timeline.set_coding(self.letter_mode.coding, blind=blind)
        self.feed.show(state, scheme, proposals=self.view.proposals, every_tier=every, coder=self.session.coder)
        self.timeline.set_sound_visible(self.view.wave, spectrogram=self.view.spectrogram)
        cameras = {camera.id: camera.name for camera in state.cameras} if state is not None else {}
        strips = strips_of(self.measured, state.people, cameras) if state is not None and self.view.strips else []
        self.timeline.set_strips(strips)

    def _redraw(self) -> None:
        """Show the same recording after a switch in the View menu."""
        self._show_state(self.session.state)

    def _show_progress(self, progress: Progress | None) -> None:
        self.busy.show_progress(progress)
        self._show_looking()
        self._enable()

    def _show_doing(self) -> None:
        """Another recording is looked at, or others wait, or what may be named is another."""
        self._show_looking()
        self._enable()

    def _show_looking(self) -> None:
        """Say in the review panel how far the models are, if they look at the recording that is shown."""
        state = self.session.state
        self.busy.show_progress(self.busy.progress, of=self.study.doing, more=self.study.waiting_words)
        shown = state.recording.id if state is not None else None
        waiting = any(one.recording == shown for one in self.study.queue.waiting)
        progress = self.busy.progress if shown is not None and shown == self.study.running_for else None
        self.recordings_panel.show_looking(self.study.running_for)
        stopped_us = self.study.stopped_us(shown) if shown is not None else None
        self.review_panel.empty.show_progress(progress, waiting=waiting, stopped_us=stopped_us)

    def _frame_shown(self, index: int, pts_us: int, image: QImage) -> None:
        self.overlay.set_picture(image.width(), image.height())
        self.timeline.set_playhead(pts_us)
        self.coding.frame_shown(pts_us)
        self.coding_panel.show_now(pts_us)
        self.family_panel.show_now(pts_us)

    # What the person does

    def _mode_or_choice_changed(self) -> None:
        if self._waits is not None:
            self._waits = _MODE_WAITS
            return
        code = self.letter_mode.coding
        if self._drawn_mode is not self.letter_mode.keys:
            self._drawn_mode = self.letter_mode.keys
            self._draw_timeline()  # coding by hand shows every tier
            self.coding.show_under_way()
            self.events_panel.show_mode(coding=code)
            if code:
                self._work.setCurrentWidget(self.coding_panel)
            self.tabs.setTabText(0, tr("Coding") if code else tr("Review"))
            self.tabs.setCurrentIndex(0)
        self.events_panel.select(self.review_panel.event_in_hand)
        state, newest = self.session.state, self.review.newest
        last = state.events.by_id.get(newest) if state is not None and newest is not None else None
        self.coding_panel.show_hand(self.coding.hand, state, self.coding.listed, self.coding.current_pass, last)
        self.under_way_line.show_running(() if code else self.coding.running)
        self._inspect()
        self._enable()

    def _inspect(self) -> None:
        """Let the event in hand be changed in place, beside the pages that are about events."""
        page, held = self.tabs.currentIndex(), self.review.selected_event
        # What was coded a moment ago is in hand too, but takes no room from the codes.
        chosen = held is not None and held != self.review.newest
        self.editing.show_in_hand(wanted=page == _EVENTS_PAGE or (page == _REVIEW_PAGE and chosen))

    def _mode_asked(self, mode: KeyMode) -> None:
        if mode is not self.letter_mode.keys:
            self._do("code_mode")
        self.mode_switch.show_mode(self.letter_mode.keys)  # where nobody is named as the coder, it stays as it was

    def go_to_recording(self, recording_id: str) -> None:
        """Show another recording of the study."""
        if self.session.state is None or self.session.state.recording.id != recording_id:
            self.session.show(recording_id)

    def next_recording(self) -> None:
        """Show the study's next recording."""
        self.recordings.go(1)

    def previous_recording(self) -> None:
        """Show the study's previous recording."""
        self.recordings.go(-1)

    def choose_recording(self) -> None:
        """Go to the box of recordings."""
        self.recordings.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.recordings.showPopup()

    def _card_seen(self) -> bool:
        """Whether what a key decides about is on the screen; where another panel covers it, it is shown."""
        if self.tabs.currentIndex() == 0 or self.review.through.active:
            return True
        self.view.tab_review()
        self._tell(tr("This is what waits: press the key again to decide."))
        return False

    def find_events(self) -> None:
        """Go to the line in which one says what shall be found."""
        self.view.tab_events()
        self.events_panel.begin_finding()

    def write_note(self) -> None:
        """Write a note on what is in hand, where it is shown."""
        events = self.tabs.currentWidget() is self.events_panel and self.review.selected_event is not None
        if self.queue.by_exchange and self.review.selected_event is not None:
            self.tabs.setCurrentWidget(self.events_panel)
            events = True
        elif not events:
            self.tabs.setCurrentIndex(0)
        (self.events_panel.note if events else self.review_panel.note).write()

    def _steps_done(self) -> StepsDone:
        """What the first steps see of the window."""
        state = self.session.state
        panel = _PAGES[self.tabs.currentIndex()] if state is not None else ""
        own = self.session.study is not None and not self.sample.is_shown
        return StepsDone(state, panel, report_open=self.report.window is not None, own_study=own)

    def _do(self, action: str) -> None:
        self.actions_set.qt[action].trigger()

    def _picture_clicked(self, x: float, y: float) -> None:
        letter = self.overlay.person_at(x, y, self.engine.pts_us)
        if letter is not None:
            self.people_panel.ask_role(letter, QCursor.pos())

    def _mark_chosen(self) -> None:
        """Show in the timeline which events are selected together in the table."""
        chosen = self.events_panel.table.chosen_keys
        self.timeline.choose(chosen if len(chosen) > 1 else ())

    def _range_selected(self, onset_us: int, offset_us: int) -> None:
        self.play.choose(Interval(onset_us, offset_us))
        self._enable()

    def undo(self) -> None:
        """Take back the newest edit, or what was said of one that is played through and not kept yet."""
        if not self.review.through.take_back():
            self.edits.undo()

    def redo(self) -> None:
        """Bring back what was undone last."""
        self.edits.redo()

    def _tell(self, sentence: str) -> None:
        self.statusBar().showMessage(KEYS.said(sentence), STATUS_MS)

    def _tell_at_work(self, sentence: str) -> None:
        """Say something to whoever works here: it is not for a family that looks on."""
        if not self.session.for_family:
            self._tell(sentence)

    def _refuse(self, sentence: str) -> None:
        state, hand = self.session.state, self.coding.hand
        self.recordings.show_current(state.recording.id if state is not None else None)
        asking = QApplication.activeModalWidget()
        if isinstance(asking, AskingDialog) and asking.waiting:
            asking.say_refused(KEYS.said(sentence))  # what was typed stays, with the reason beside it
            return
        if hand is not None and hand.refused == sentence:
            return  # a key coded nothing, which is said beside the codes
        sentence = KEYS.said(sentence)
        if any(box.text() == sentence and box.isVisible() for box in self.findChildren(QMessageBox)):
            return  # it is being said
        box = QMessageBox(QMessageBox.Icon.Information, TITLE, sentence, QMessageBox.StandardButton.Ok, self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _name_undo(self, state: RecordingState | None) -> None:
        """Say in the Edit menu what would be taken back."""
        scheme = self.session.study.scheme if self.session.study else None
        for name, word, label in (
            ("undo", tr("Undo"), state.undo_label if state else None),
            ("redo", tr("Redo"), state.redo_label if state else None),
        ):
            said = edit_words(label, state, scheme) if label and state and scheme else ""
            self.actions_set.qt[name].setText(f"{word}: {said}" if said else word)

    # What is possible now

    def _enable(self) -> None:
        if self._waits is not None:
            self._waits = max(self._waits, _ENABLING_WAITS)
            return
        state, family = self.session.state, self.session.for_family
        self.actions_set.update(possible_now(self), self.letter_mode.keys, only=POSSIBLE if family else None)
        self.actions_set.call(self.queue.words_now)
        for name, on in switched_on(self).items():
            self.actions_set.qt[name].setChecked(on)
        self.first_steps.look(hidden=family)
        self.mode_switch.show_mode(self.letter_mode.keys)
        self.mode_switch.setVisible(not family)
        self.mode_switch.show_key(self.actions_set.keys_text("code_mode"))
        self.foot.show_coder(self.session.coder, shown=state is not None, family=family)
        self.foot.show_mode(
            self.letter_mode.keys,
            self.actions_set.keys_text,
            shown=state is not None,
            family=family,
            seen=state,
        )
        self.foot.guarded.show_conduct(state.conduct if state is not None else None, family=family)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes what is on top, then gives up what is newest; a key that does nothing now says why."""
        if event.key() == Qt.Key.Key_Escape:
            on_top = self.coding.leave_question() or self.queue.end_playing()
            if self.coding.coding and not on_top:
                on_top = self.play.clear()  # before a state that is under way is asked about
                self._enable()
            if not on_top and not self.coding.give_up():
                self.queue.give_up()
        else:
            super().keyPressEvent(event)
            if why := self.actions_set.why_not(QKeySequence(event.keyCombination())):
                self.statusBar().showMessage(why, STATUS_MS)

    def focusNextPrevChild(self, on: bool) -> bool:
        """Go where Tab goes; so Qt also leaves what had the keyboard and is hidden, or cannot be pressed any more."""
        held, moved = QApplication.focusWidget(), super().focusNextPrevChild(on)
        if held is not None and not (held.isVisible() and held.isEnabled()):
            beside = held.parentWidget()
            while beside is not None and not beside.isVisible():
                beside = beside.parentWidget()
            self._beside_left = beside
            self._leaving.start()  # a stack of pages chooses once more after this
        return moved

    def _leave_button(self) -> None:
        """Take the keyboard to the picture from a button or a box that nobody went to.

        Space, which plays, would press it, and a letter or an arrow choose another recording. Where a page hides the
        picture the window itself has the keyboard.

        A neighbour, or the page of a tab that somebody chose, is as good as what was left.
        """
        now, beside, self._beside_left = QApplication.focusWidget(), self._beside_left, None
        if not isinstance(now, QAbstractButton | QComboBox) or now.window() is not self:
            return
        near = beside not in (None, self) and isValid(beside) and beside.isAncestorOf(now)
        turned = near and isinstance(beside, QStackedWidget) and not isinstance(beside.parentWidget(), QTabWidget)
        if turned or not near:
            (self.player if self.player.isVisible() else self).setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Whoever comes back to the window sees what may be seen now, not what might be seen when they left."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._laid_out:
            self.actions_set.draw_signs(self)
        if event.type() == QEvent.Type.FontChange and self._laid_out:
            self.docks.letters_changed()
        if event.type() == QEvent.Type.ActivationChange and self._laid_out:
            self.first_steps.look(hidden=self.session.for_family)  # a window of its own may have come, or gone
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.locking.idle.look()
            self.guard.look()
            self.thumbnails.look()

    # Leaving

    def _put_by(self) -> PutBy | None:
        self.remembered.keep()
        self.edits.expect_nothing()
        hand, item = self.coding.put_by(), self.review.put_by()
        return PutBy(item.recording, partial(self._take_up, hand, item)) if item is not None else None

    def _take_up(self, hand: CodingPutBy, item: ItemInHand) -> None:
        self.coding.take_up(hand)
        self.review.take_up(item)
        self.coding.show_under_way()

    def _finish(self, *kinds: Ends) -> None:
        """End what is under way in every control that ends so."""
        for control in self._controls:
            if control.ENDS in kinds:
                control.finish()
        if Ends.PICTURES in kinds:
            self.stage.close_cameras()

    def _hide_picture(self) -> None:
        """Let picture, sound, faces and decoder go at once, and what was being made of them."""
        self.thumbnails.forget()
        self._finish(Ends.PICTURES)
        self._close_clip()

    def _leave_recording(self) -> None:
        self.remembered.keep()
        self._finish(Ends.WORK, Ends.FIGURES, Ends.PICTURES)
        self._close_clip()

    def _leave_coder(self) -> None:
        """Before other eyes: keep how it looked, and show nothing of what was in hand, nor where one was."""
        self.remembered.keep()
        if self._clip_of is not None:
            self.remembered.leave(self._clip_of)
            self.play.choose(None)
            self.engine.pause()
            self.engine.set_loop(None)
            self.engine.seek_frame(0)
            self.timeline.show_opening()
        self._finish(Ends.FIGURES)

    def _close_clip(self) -> None:
        """Let picture and decoder go, and note where one was."""
        if self._clip_of is not None:
            self.remembered.leave(self._clip_of)
        self.engine.close_clip()
        self.people_panel.forget_faces()  # they were cut out of it
        self._clip_of = None

    def closeEvent(self, event: QCloseEvent) -> None:
        """End every thread; everything decided is already on the disk."""
        self.remembered.keep()
        self._events.leave()
        self._finish(*Ends)
        self.engine.shut_down()
        self.session.close()
        super().closeEvent(event)


def _stack(*, above: int = 0) -> tuple[QWidget, QVBoxLayout]:
    """Return a widget whose children stand on each other without room between."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, above, 0, 0)
    column.setSpacing(0)
    return whole, column
