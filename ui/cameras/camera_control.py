"""Further cameras in the window: add one, place it on the clock, call it otherwise, take it out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from coder.media import FrameIndex, Source
from coder.media.audio import AudioReader
from coder.media.sound_alignment import ProposedClock, envelope_of, propose_clock
from coder.study.edits.camera_offsets import NameCamera, PlaceCamera
from coder.study.edits.changes import Changes
from coder.study.project import Project
from coder.vocabulary.camera import Camera, CameraClock, Placed
from coder.vocabulary.language import tr
from ui.cameras.placement_dialog import CameraPlacementDialog
from ui.operations.sample_study import why_no_clip
from ui.player.engine import PlayerEngine
from ui.widgets.file_question import FilePlace, open_file
from ui.window.clip_files import CLIPS
from ui.window.jobs import Hand, LatestJob
from ui.window.session import Session
from ui.window.window_control import Ends, WindowControl

Clips = tuple[tuple[Source, FrameIndex, str], tuple[Source, FrameIndex]]


class CameraControl(WindowControl):
    """Signals: ``told(str)`` when something was done."""

    ENDS = Ends.PICTURES

    def __init__(self, session: Session, engine: PlayerEngine, parent: QWidget, ask_coder: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._session, self._engine, self._parent, self._ask_coder = session, engine, parent, ask_coder
        self._dialog: CameraPlacementDialog | None = None
        self._listening = LatestJob(self)

    def add_camera(self) -> None:
        """Ask for the clip of a further camera of the recording that is shown."""
        state, study = self._session.state, self._session.study
        if state is None or study is None:
            return
        if why := why_no_clip(study.folder):
            self._session.refused.emit(why)
            return
        name = open_file(self._parent, tr("Add a further camera of this recording"), FilePlace.CLIPS, CLIPS)
        if name:
            self.add(state.recording.id, Path(name))

    def add(self, recording: str, clip: Path) -> None:
        """Copy a camera's clip into the study, and ask where it lies."""
        coder = self._session.coder

        def added(camera: Camera) -> None:
            self._session.refresh()
            self._session.show(recording)
            self.place(camera, listen=True)

        self._session.call(
            lambda project: project.cameras.add(recording, clip, coder=coder),
            added,
            busy=tr("Reading {clip} through once and copying it into the study", clip=clip.name),
        )

    def place_camera(self) -> None:
        """Ask which camera, where there are several, and show both pictures side by side."""
        camera = self._choose(tr("Place a camera"))
        if camera is not None:
            self.place(camera)

    def place(self, camera: Camera, *, listen: bool = False) -> None:
        """Show both pictures side by side; with ``listen`` sound proposes at once."""

        def clips(project: Project) -> Clips:
            first = project.recording(camera.recording)
            here = project.clip_source(first.id), project.frame_index(first.id), first.name
            return here, (project.cameras.source(camera), project.cameras.frame_index(camera.id))

        self._session.call(clips, partial(self._show, camera, listen))

    def name_camera(self) -> None:
        """Ask what a camera shall be called."""
        camera = self._choose(tr("Name a camera"))
        if camera is None or not (self._session.coder or self._ask_coder()):
            return
        text, given = QInputDialog.getText(
            self._parent, tr("Name a camera"), tr("What it is called:"), text=camera.name
        )
        if given and text.strip():
            self._session.apply(NameCamera(camera.id, text))

    def remove_camera(self) -> None:
        """Ask, and take a camera out for ever."""
        camera = self._choose(tr("Take a camera out"))
        if camera is None:
            return
        box = QMessageBox(QMessageBox.Icon.Warning, tr("Take a camera out"), "", parent=self._parent)
        box.setText(
            tr(
                "Taking {camera} out destroys its clip in this study; no undo brings it back. Codes stay: they lie "
                "on the first camera's frames.",
                camera=camera.name,
            )
        )
        out = box.addButton(tr("Take it out"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(
            box.addButton(QMessageBox.StandardButton.Cancel)
        )  # what nothing brings back asks for a hand
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(lambda button: self._remove(camera) if button is out else None)
        box.open()

    def finish(self) -> None:
        """Close the dialog with both its clips, and stop listening."""
        self._listening.give_up()
        if self._dialog is not None:
            self._dialog.reject()

    @property
    def dialog(self) -> CameraPlacementDialog | None:
        """The dialog with both pictures, while it is open."""
        return self._dialog

    def _remove(self, camera: Camera) -> None:
        def removed(_: object) -> None:
            self._session.refresh()
            self._session.show(camera.recording)
            self.told.emit(tr("{camera} was taken out.", camera=camera.name))

        self._session.call(lambda project: project.cameras.remove(camera.id), removed)

    def _choose(self, title: str) -> Camera | None:
        state = self._session.state
        cameras = state.cameras if state is not None else ()
        if not cameras:
            self._session.refused.emit(tr("This recording has one camera; add another in the File menu."))
            return None
        if len(cameras) == 1:
            return cameras[0]
        names = [f"{one.name} ({one.id}): {one.words}" for one in cameras]
        name, given = QInputDialog.getItem(self._parent, title, tr("Which camera:"), names, 0, False)
        return cameras[names.index(name)] if given else None

    def _show(self, camera: Camera, listen: bool, clips: Clips) -> None:
        if self._session.state is None or self._session.for_family:
            return  # locked, or shown to others, meanwhile
        self.finish()
        self._engine.pause()
        here, there = clips
        same = self._session.state.recording.id == camera.recording
        dialog = CameraPlacementDialog(here, camera, there, self._engine.pts_us if same else 0, self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.sound_asked.connect(partial(self._listen, clips))
        dialog.confirmed.connect(partial(self._confirmed, camera, dialog))
        dialog.finished.connect(self._gone)
        self._dialog = dialog
        dialog.open()
        if listen:
            dialog.sound.click()

    def _listen(self, clips: Clips) -> None:
        (source, index, name), (there, there_index) = clips

        def task(hand: Hand) -> ProposedClock:
            with AudioReader(source, index, name=name) as reader:
                heard = envelope_of(reader, index.end_us, step=lambda share: hand.step(share / 2))
            with AudioReader(there, there_index) as reader:
                other = envelope_of(reader, there_index.end_us, step=lambda share: hand.step((1 + share) / 2))
            return propose_clock(heard, other)

        name, number = tr("Listening to two clips"), self._listening.ask()
        self._listening.run(number, name, task, finished=self._proposed, failed=self._refused)

    def _proposed(self, proposed: ProposedClock) -> None:
        if self._dialog is not None:
            self._dialog.take_proposal(proposed)

    def _refused(self, sentence: str) -> None:
        if self._dialog is not None:
            self._dialog.say(sentence)

    def _confirmed(self, camera: Camera, dialog: CameraPlacementDialog, clock: CameraClock, placed: Placed) -> None:
        if not (self._session.coder or self._ask_coder()):
            dialog.say_refused("")
            return

        def done(_: Changes) -> None:
            dialog.end()
            self.told.emit(tr("{camera} is placed.", camera=camera.name))

        self._session.apply(PlaceCamera(camera.id, clock, placed), done)

    def _gone(self, _result: int) -> None:
        self._dialog = None
        self._listening.give_up()
