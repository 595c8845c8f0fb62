"""Studies, clips and analysis: the File menu. Dialogs ask, the session acts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QInputDialog, QWidget

from coder.media import Clip, FrameIndex, Source
from coder.privacy.keys import is_encrypted
from coder.study.project import Project
from coder.vocabulary.analysis_settings import Settings
from coder.vocabulary.camera import Camera
from coder.vocabulary.errors import MendableError, SchemeError
from coder.vocabulary.language import plural, tr
from coder.vocabulary.recording import Recording
from coder.vocabulary.time import format_us
from models.analysis import Analysis, Progress, analyze_clip, made_with
from models.hearing.voice_classifier import VoiceClassifier
from models.look_checkpoint import Checkpoint
from ui.operations.analysis_result import report_of
from ui.operations.sample_study import why_no_clip
from ui.operations.scheme_source import NOTHING, scheme_text
from ui.study.analysis_dialog import LookDialog
from ui.study.analysis_queue import AnalysisQueue, WaitingAnalysis
from ui.study.coder_name_dialog import CoderNameDialog
from ui.study.new_study_dialog import NewStudy, NewStudyDialog
from ui.study.passphrase_control import PassphraseControl
from ui.study.passphrase_dialog import PassphraseDialog
from ui.study.same_clip_question import SameClipQuestion
from ui.study.several_files_dialog import SeveralFilesDialog
from ui.widgets.file_question import FilePlace, choose_folder, open_files
from ui.window.clip_files import CLIPS
from ui.window.jobs import Hand, Job
from ui.window.session import Session, StudyInfo
from ui.window.window_control import Ends, WindowControl


@dataclass(frozen=True, slots=True)
class _Part:
    """What is kept of an analysis on its way, and how far into the clip it has looked by then."""

    content: bytes
    until_us: int


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What an analysis begins with: one camera's clip, and whether others wait to be looked through after it."""

    clip: Source
    index: FrameIndex
    key: str
    kept: tuple[bytes, ...]
    camera: Camera | None = None
    more: bool = False


def _by_number(name: str) -> list[tuple[int, str]]:
    """Put ``part 2`` before ``part 10``."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]


class StudyControl(WindowControl):
    """Signals: ``progressed(Progress | None)`` while an analysis runs and None at its end, ``told(str)``."""

    progressed = Signal(object)
    leaving = Signal()
    """Another study was opened or made and takes this one's place; what this one was left as is kept already."""
    codes_asked = Signal()
    """A study was made whose codes are to be written now."""

    ENDS = Ends.WORK

    def __init__(
        self, session: Session, ways_in: PassphraseControl, parent: QWidget, before_leaving: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self._session, self._parent, self._before_leaving = session, parent, before_leaving
        self._job: Job | None = None
        self._named_last = ""
        """Offered, and no more, where a study is new: whoever coded in the one before need not code in this one."""
        self._job_for: tuple[str, str] = ("", "")
        self._wanted = WaitingAnalysis("", Settings())
        self._prepared: _Prepared | None = None
        self._preparing: WaitingAnalysis | None = None
        self.queue = AnalysisQueue(self)
        self._voices: VoiceClassifier | None = None
        session.study_changed.connect(self._study_changed)
        session.coder_asked.connect(self._ask_who)
        session.study_leaving.connect(self._leave)
        self._parts: SimpleQueue[_Part | None] = SimpleQueue()
        self._until_us = 0
        """Until which moment the analysis in hand, or the last one, has kept looks."""
        self._camera_gone = False
        """Whether the camera that it looks through was taken out meanwhile."""
        self._ways_in = ways_in

    @property
    def running(self) -> bool:
        """Whether an analysis runs."""
        return self._job is not None

    @property
    def running_for(self) -> str | None:
        """The recording that the models look at now."""
        return self._job_for[0] if self._job is not None else None

    @property
    def showing_recovery(self) -> bool:
        """Whether a recovery key, which is shown once, is on the screen or about to be."""
        return self._ways_in.showing or self._session.must_answer

    # Studies

    def new_study(self) -> None:
        """Ask where, and for a passphrase, then make a study."""
        dialog = NewStudyDialog(Path.home() / "study", self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda wanted: self._make_study(wanted, dialog))
        dialog.open()

    def _make_study(self, wanted: NewStudy, dialog: NewStudyDialog) -> None:
        """Make a study; the dialog stays with what was typed until it is made."""
        try:
            texts = (scheme_text(wanted.scheme),) if wanted.scheme else ()
        except SchemeError as error:
            self._session.refused.emit(str(error))
            return

        def made(recovery: str | None) -> None:
            dialog.end()
            self._made(recovery, codes_wanted=wanted.scheme == NOTHING)

        self._session.create(
            wanted.folder,
            passphrase=wanted.passphrase,
            schemes=texts,
            then=made,
            purpose=wanted.purpose,
            retention=wanted.retention,
        )

    def _made(self, recovery: str | None, *, codes_wanted: bool) -> None:
        shown = self._ways_in.show_key(recovery) if recovery is not None else None
        if codes_wanted and shown is not None:
            shown.finished.connect(lambda _: self.codes_asked.emit())
        elif codes_wanted:
            self.codes_asked.emit()

    def open_study(self) -> None:
        """Ask for a study's folder and open it."""
        name = choose_folder(self._parent, tr("Open a study (its folder)"), FilePlace.STUDIES)
        if name:
            self.open_folder(Path(name))

    def open_folder(self, folder: Path, *, recording: str | None = None) -> None:
        """Open a study, asking for its passphrase where it needs one."""
        if not is_encrypted(folder):
            self._session.open(folder, recording=recording)
            return
        dialog = PassphraseDialog(
            tr("Open study"),
            tr("“{folder}” is encrypted.", folder=folder.name),
            tr("Open"),
            new=False,
            parent=self._parent,
        )

        def ask(passphrase: str, _: str) -> None:
            self._session.open(
                folder, passphrase=passphrase, recording=recording, opened=dialog.end, refused=dialog.say_refused
            )

        dialog.asked.connect(ask)
        dialog.open()

    def add_clip(self) -> None:
        """Ask for clips and copy them into the study; of several it is asked whether they are one recording."""
        if self._refuses_clips():
            return
        names = open_files(self._parent, tr("Add clips, or all files of one recording"), FilePlace.CLIPS, CLIPS)
        self.add_files([Path(name) for name in names])

    def add_files(self, files: Sequence[Path]) -> None:
        """Add what was chosen or dropped; of several files ask whether they are one recording, in which order."""
        ordered = sorted(files, key=lambda file: _by_number(file.name))
        if ordered and self._refuses_clips():
            return
        if len(ordered) > 1:
            dialog = SeveralFilesDialog(ordered, self._parent)
            dialog.chosen.connect(self._add_groups)
            dialog.open()
        elif ordered:
            self._add_groups([(ordered[0],)])

    def _refuses_clips(self) -> bool:
        """Whether the study that is open is one that loses what is added to it; then it says so."""
        study = self._session.study
        why = why_no_clip(study.folder if study is not None else None)
        if why:
            self._session.refused.emit(why)
        return bool(why)

    def _add_groups(self, groups: Sequence[tuple[Path, ...]]) -> None:
        """Add recordings; of a file that stands in the study already it is asked first: no recording is taken out."""

        def known(project: Project) -> list[tuple[Path, Recording]]:
            found = ((group[0], project.standing_already(group[0])) for group in groups if len(group) == 1)
            return [(file, one) for file, one in found if one is not None]

        def ask(twice: list[tuple[Path, Recording]]) -> None:
            if not twice:
                self._session.add_clips(groups)
                return
            held = {file for file, _ in twice}
            others = [group for group in groups if len(group) > 1 or group[0] not in held]
            box = SameClipQuestion(twice, self._parent)
            box.accepted.connect(lambda: self._session.add_clips(groups))
            if others:
                box.rejected.connect(lambda: self._session.add_clips(others))
            box.open()

        if self._session.study is None:  # adding says that there is none
            self._session.add_clips(groups)
        else:
            self._session.call(known, ask)

    # Who is coding

    def ask_coder(self) -> bool:
        """Ask whose word the edits are; return whether there is an answer."""
        name, given = QInputDialog.getText(
            self._parent,
            tr("Who is coding"),
            tr("Your name or pseudonym; it is kept with every decision:"),
            text=self._session.coder or self._named_last,
        )
        if given and name.strip():
            self._become(name.strip())
        elif given:
            self._session.refused.emit(
                tr("No name was typed, so nothing has changed; every decision is kept with one.")
            )
        return bool(self._session.coder)

    def _ask_who(self, coders: tuple[str, ...]) -> None:
        dialog = CoderNameDialog(coders, self._parent)
        dialog.named.connect(self._become)
        dialog.open()

    def _become(self, coder: str) -> None:
        self._named_last = coder
        self._session.become(coder)
        self.told.emit(tr("Coding as {coder}.", coder=coder))

    # Analysis

    def analyze(self) -> None:
        """Ask how often the models shall look, then let them look at the recording that is shown, in its turn."""
        state = self._session.state
        if state is not None:
            stopped = self.stopped_us(state.recording.id)
            words = self.words_of(state.recording.id)
            dialog = LookDialog(state, self._parent, voices=self._voices, stopped_us=stopped, words=words)
            self._ask_how(dialog, [state.recording.id])

    def analyze_all(self) -> None:
        """Let the models look at every recording of the study that has no analysis yet."""
        study = self._session.study
        known = {one.recording for one in self.queue.waiting} | {self.running_for}
        analysed = {one.recording for one in study.standings if one.analysed} if study is not None else set()
        wanted = [one.id for one in (study.recordings if study is not None else ()) if one.id not in known | analysed]
        if wanted:
            self.analyze_these(wanted)
        else:
            self.told.emit(tr("Every recording of this study is analysed, or waits for it."))

    def analyze_these(self, recordings: Sequence[str]) -> None:
        """Ask how often the models shall look at some recordings, and let these wait in this order."""
        self._ask_how(LookDialog(None, self._parent, count=len(recordings), voices=self._voices), recordings)

    def _ask_how(self, dialog: LookDialog, recordings: Sequence[str]) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda settings, voices: self.look(recordings, settings, voices))
        dialog.open()

    def look(self, recordings: Sequence[str], settings: Settings, voices: VoiceClassifier | None = None) -> None:
        """Let the models look at recordings, one after another, off the window's thread.

        ``voices`` are a laboratory's own weights; they are proposed again until this study is left.
        """
        self._voices = voices
        if self.running_for in recordings:
            self.told.emit(tr("The models look at {words} now.", words=self.words_of(str(self.running_for))))
        self.queue.add(WaitingAnalysis(one, settings, voices) for one in recordings if one != self.running_for)
        self._begin_next()

    def words_of(self, recording: str) -> str:
        """Name a recording, where one may be named now; else ""."""
        study = self._session.study
        if study is None or not self.may_be_named:
            return ""
        return next((f"{one.id}: {one.name}" for one in study.recordings if one.id == recording), recording)

    def stopped_us(self, recording: str) -> int | None:
        """Until which moment an earlier analysis of a recording has looked that was stopped; None where none was."""
        standings = self._session.study.standings if self._session.study is not None else ()
        return next((one.stopped_us for one in standings if one.recording == recording), None)

    @property
    def may_be_named(self) -> bool:
        """Whether recordings may be named on the screen: not while the study is locked, or shown to a family."""
        return self._session.study is not None and not self._session.for_family

    @property
    def doing(self) -> str:
        """Which recording is looked at, and through which further camera, where it may be named now; else ""."""
        if self.running_for is None:
            return ""
        camera = self._prepared.camera if self._prepared is not None else None
        name = self.words_of(self.running_for)
        return f"{name}, {camera.name}" if name and camera is not None else name

    @property
    def waiting_words(self) -> str:
        """How many more wait for their turn; "" where none does."""
        left = len(self.queue.waiting)
        return plural(left, "{left} more waits", "{left} more wait", left=left) if left else ""

    def _begin_next(self) -> None:
        """Begin what waits first, if nothing runs; an analysis is no reason to keep a locked study's key."""
        if self._job is not None or self._preparing is not None or self._session.study is None:
            return
        wanted = self._preparing = self.queue.take_next()
        if wanted is None:
            return
        recording, settings, voices = wanted.recording, wanted.settings, wanted.voices

        def prepare(project: Project) -> _Prepared | str:
            key = project.analysis_key(recording, settings, made_with(settings, voices=voices))
            report, cameras = project.analysis(recording), _unseen_cameras(project, recording, settings)
            if report is None or report.key != key:
                index, kept = project.frame_index(recording), project.machine_rows.kept_looks(recording, key)
                return _Prepared(project.clip_source(recording), index, key, kept, more=bool(cameras))
            if not cameras:
                return tr("The study already holds this analysis: same clip, same models, same settings.")
            camera, key = cameras[0]
            index, kept = project.cameras.frame_index(camera.id), project.machine_rows.kept_looks(recording, key)
            source = project.cameras.source(camera)
            return _Prepared(source, index, key, kept, camera, more=len(cameras) > 1)

        def safely(project: Project) -> _Prepared | str | MendableError:
            try:
                return prepare(project)
            except MendableError as error:
                return error  # the next one must not wait for ever

        def begin(prepared: _Prepared | str | MendableError) -> None:
            if self._preparing is not wanted:
                return  # it was given up meanwhile
            self._preparing = None
            if isinstance(prepared, _Prepared):
                looking = partial(_looking, prepared, wanted, self._parts)
                self._begin(Job(tr("The analysis"), looking, self), wanted, prepared)
                return
            if isinstance(prepared, str):
                self.told.emit(prepared)
            else:
                self._session.refused.emit(str(prepared))
            self._begin_next()

        self._session.call(safely, begin)

    def pause_or_resume(self) -> None:
        """Stop looking for now, the recording in hand first in the queue; or go on with it."""
        paused = not self.queue.paused
        if not paused:
            self.queue.pause(False)
            self._begin_next()
        elif self._job is not None:
            self.queue.put_first(self._wanted)
            self.queue.pause(True)
            self._job.cancel()
        elif self.queue.waiting:
            self.queue.pause(True)

    def take_out(self, recording: str) -> None:
        """Do not look at a recording, or no longer; the next one is begun."""
        self.queue.take_out(recording)
        if self._job is not None and self.running_for == recording:
            self._job.cancel()

    def stop_analysis(self) -> None:
        """Ask the analysis to stop; the next one of its recording goes on from there. What waits begins when asked."""
        if self._job is not None:
            if self.queue.waiting:
                self.queue.pause(True)
            self._job.cancel()

    def finish(self) -> None:
        """Stop an analysis and wait for its thread: before the window closes. What waits begins when asked."""
        self._preparing = None
        if self.queue.waiting:
            self.queue.pause(True)
        if self._job is not None:
            self._job.cancel()
            self._job.wait()
            self._keep_parts()

    def leave_off(self, recording: str) -> None:
        """Look no longer at a recording that is about to be erased: nothing is kept, and nothing goes on from there."""
        self.queue.take_out(recording)
        job = self._job
        if job is None or self.running_for != recording:
            return
        job.blockSignals(True)
        job.give_up()
        with suppress(Empty):
            while True:
                self._parts.get_nowait()
        self._end("")

    def _leave(self) -> None:
        """Let everything of this study go, before another is opened."""
        self._before_leaving()
        self.leaving.emit()
        self.queue.keep_only(())
        self._voices = None

    def _study_changed(self, info: StudyInfo | None) -> None:
        if info is not None:
            self.queue.keep_only({one.id for one in info.recordings} & {one.recording for one in self.queue.waiting})
            self._begin_next()
        elif self._preparing is not None:  # locked before it was begun
            self.queue.put_first(self._preparing)
            self._preparing = None
        self.queue.changed.emit()  # what may be named is another

    def _begin(self, job: Job, wanted: WaitingAnalysis, prepared: _Prepared) -> None:
        self._job, self._wanted, self._job_for = job, wanted, (wanted.recording, prepared.key)
        self._prepared, self._until_us, self._camera_gone = prepared, 0, False
        job.progressed.connect(self._progressed)
        job.finished.connect(self._keep)
        job.failed.connect(self._refuse)
        job.cancelled.connect(self._stopped)
        job.start()
        self.progressed.emit(Progress(0, 1, None))

    def _progressed(self, progress: object) -> None:
        self._keep_parts()
        self.progressed.emit(progress)

    def _keep_parts(self) -> None:
        """Put what was looked at so far into the study, which another thread than the analysis owns."""
        recording, key = self._job_for
        through = self._prepared.camera if self._prepared is not None else None
        kept = partial(self._part_kept, self._job)
        with suppress(Empty):
            while True:
                part = self._parts.get_nowait()
                if part is None:
                    self._until_us = 0
                    self._session.call(lambda project: project.machine_rows.forget_looks(recording), _nothing)
                else:
                    self._until_us = part.until_us
                    self._session.call(partial(_keep_looks, recording, key, part, through), kept)

    def _part_kept(self, job: Job | None, kept: bool) -> None:
        """Stop where the camera that is looked through was taken out."""
        if not kept and job is not None and job is self._job:
            self._camera_gone = True
            job.cancel()

    def _keep(self, analysis: Analysis) -> None:
        self._keep_parts()
        recording, key = self._job_for
        begun = self._prepared
        camera = begun.camera if begun is not None else None
        self._session.store_analysis(
            recording, report_of(analysis, key=key), tuple(analysis.people), tuple(analysis.tracks), camera=camera
        )
        if begun is not None and begun.more:
            self.queue.put_first(self._wanted)  # its next camera
        words = self.doing
        at = tr(" at {words}", words=words) if words else ""
        self._end(
            tr(
                "The models have looked{at}: {clip_seconds:.0f} s of clip in {seconds:.0f} s.",
                at=at,
                clip_seconds=analysis.clip_seconds,
                seconds=analysis.seconds,
            )
        )

    def _stopped(self) -> None:
        self._keep_parts()
        self._session.count_anew()  # the list says how far it came
        if self._camera_gone:
            self._end(tr("The camera was taken out, so the models no longer look through it."))
        elif self.queue.paused:
            self._end(
                tr("The analyses are paused; File ▸ Pause the analyses, or go on, takes up what was looked at so far.")
            )
        else:
            self._end(
                tr(
                    "The analysis was stopped at {time}; the next one goes on from there.",
                    time=format_us(self._until_us)[:-4],
                )
                if self._until_us
                else tr("The analysis was stopped; the next one goes on from there.")
            )

    def _refuse(self, sentence: str) -> None:
        self._end("")
        self._session.count_anew()
        self._session.refused.emit(sentence)

    def _end(self, sentence: str) -> None:
        self._keep_parts()
        self._job = None
        self.progressed.emit(None)
        if sentence:
            self.told.emit(sentence)
        self._begin_next()


def _keep_looks(recording: str, key: str, part: _Part, through: Camera | None, project: Project) -> bool:
    camera = through.id if through is not None else ""
    return project.machine_rows.keep_looks(recording, key, part.content, until_us=part.until_us, camera=camera)


def _unseen_cameras(project: Project, recording: str, settings: Settings) -> list[tuple[Camera, str]]:
    """Cameras of a recording that the models can look through and did not so, each with the key of that analysis."""
    asked = project.camera_analyses.asked(recording, settings, made_with(settings))
    return [(camera, key) for camera, key, held in asked if held is None]


def _looking(begun: _Prepared, wanted: WaitingAnalysis, parts: SimpleQueue[_Part | None], hand: Hand) -> Analysis:
    checkpoint = Checkpoint(
        begun.kept,
        lambda part: parts.put(_Part(part, checkpoint.until_us)),
        key=begun.key,
        forget=lambda: parts.put(None),
        cancelled=hand.stopped,
    )
    with Clip.open(begun.clip, index=begun.index) as opened:
        return analyze_clip(
            opened,
            wanted.settings,
            progress=hand.tell,
            cancelled=hand.stopped,
            checkpoint=checkpoint,
            voices=wanted.voices,
        )


def _nothing(_: object) -> None:
    """What follows on keeping a part."""
