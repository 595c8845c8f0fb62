"""Session: what the window shows of a study, and what it asks of it; it is told, and never waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from coder.interchange.code_matching import CodeKey
from coder.interchange.study_import import Again, ImportPreview, bring_in
from coder.media import Source
from coder.privacy.consent import Use
from coder.privacy.purpose import Purpose
from coder.study.coder_preferences import LastPlace
from coder.study.double_codes import double_words
from coder.study.edits.changes import Changes, Edit, SaysNothingSeen
from coder.study.guard import Certificate, Consent, Guarded
from coder.study.project import Project
from coder.study.recording_progress import Standing
from coder.study.scheme_change import Renames
from coder.study.state import RecordingState
from coder.vocabulary.camera import Camera
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr
from coder.vocabulary.people import Person
from coder.vocabulary.recording import AnalysisReport, Recording
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.signals import SignalTrack
from ui.player.camera_stage import StageCamera
from ui.window.decided_proposals import decided_on
from ui.window.study_thread import StudyThread

LOOKED_EVERY_MS = 2_000
"""How often a window asks its own study whether another has written there; that reads one number of the file."""


@dataclass(frozen=True, slots=True)
class StudyInfo:
    """What the window shows of a study as a whole."""

    folder: Path
    encrypted: bool
    scheme: Scheme
    recordings: tuple[Recording, ...]
    coders: tuple[str, ...]
    """Who has worked here."""
    guarded: Guarded
    notes: tuple[str, ...] = ()
    """What a person should know about how the study was found, in sentences."""
    standings: tuple[Standing, ...] = ()
    place: LastPlace | None = None
    """Where whoever codes was when they left; only as a study is opened."""


@dataclass(frozen=True, slots=True)
class ShownRecording:
    """A recording as it comes to be shown: codes, clip (or what keeps it away), measured signals, what was agreed."""

    state: RecordingState
    clip: Source | None
    missing: str | None
    tracks: tuple[SignalTrack, ...]
    """What was measured through every camera, on the recording's clock."""
    consent: Consent
    cameras: tuple[StageCamera, ...] = ()
    """The further cameras, each with what opens its clip."""
    standings: tuple[Standing, ...] = ()
    """How far every recording of the study has come by now."""


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A study that has been opened, who codes in it, and what is shown of it first, or why nothing can be."""

    info: StudyInfo
    coder: str
    shown: ShownRecording | None = None
    refusal: str = ""


class Session(QObject):
    """Requests go to the study's thread in order; answers come back as signals in the window's thread.

    Signals
    -------
    study_changed(StudyInfo | None)
        A study was opened, closed, or its list of recordings changed.
    recording_changed(Shown | None)
        Another recording is shown, or all of it is new (after an analysis).
    edited(RecordingState, Changes)
        An edit, undo or redo is on the disk.
    others_changed(RecordingState)
        Somebody else, in another window or by a command, has changed what is shown.
    standings_changed(tuple of Standing)
        A recording that is not shown has come further: it was analysed, or coded by somebody else.
    refused(str)
        Something could not be done; one sentence that says what to do.
    busy_changed(str)
        What takes a while now, in words; "" when it is over.
    clip_added(str)
        A clip was added; the id of its recording, which is shown next.
    coder_leaving()
        Another coder is about to take the place of the one of now.
    study_leaving()
        Another study has been opened, and is about to take the place of the one of now.
    coder_asked(tuple of str)
        A study was opened by nobody yet, in which these have worked: one of them, or somebody new, says who codes.
    """

    study_changed = Signal(object)
    recording_changed = Signal(object)
    edited = Signal(object, object)
    others_changed = Signal(object)
    standings_changed = Signal(object)
    refused = Signal(str)
    busy_changed = Signal(str)
    clip_added = Signal(str)
    coder_leaving = Signal()
    study_leaving = Signal()
    coder_asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.study: StudyInfo | None = None
        self.state: RecordingState | None = None
        self.coder = ""
        self.begins_blind: bool | None = None
        """How this coder begins recordings in this sitting: blind (True), in view of what others coded (False), or as
        they say where others have coded one and as the study's draw has it elsewhere (None)."""
        self.for_family = False
        """Whether only what is for the family is shown, until somebody leaves it on purpose."""
        self.locked: Path | None = None
        """The study that was put away and waits for its passphrase."""
        self._project: Project | None = None  # touched by the study's thread only
        self._arriving: list[Project] = []  # likewise: what has been opened, and is not shown yet
        self._known: RecordingState | None = None  # likewise: what was read or patched last
        self._thread = StudyThread(self, at_end=self._close_all)
        self._thread.refused.connect(self.refused)
        self._thread.busy_changed.connect(self.busy_changed)
        self._ask = self._thread.ask
        self._looking = False
        self._looks = QTimer(self, interval=LOOKED_EVERY_MS)
        self._looks.timeout.connect(self.look_at_others)
        self._looks.start()

    # Asking

    def create(
        self,
        folder: Path,
        *,
        passphrase: str | None,
        then: Callable[[str | None], None],
        schemes: Sequence[str] = (),
        purpose: Purpose | None = None,
        retention: date | None = None,
    ) -> None:
        """Make a study and open it; ``then`` is given the recovery key, to be shown once.

        ``schemes`` are TOML texts of what is coded; with none it is what models can propose.
        """

        def work() -> Project:
            made = self._arrived(Project.create(folder, passphrase=passphrase, scheme_texts=schemes))
            if purpose is not None or retention is not None:
                made.guard.state_purpose(purpose, retention=retention)
            if purpose is None:
                made.guard.put_off_purpose()  # they have just been asked
            return made

        def arrived(made: Project) -> None:
            self._move_in(made, lambda _: then(made.recovery), shown_once=True)

        self._ask(work, arrived, busy=tr("Making {folder}", folder=folder.name), shown_once=True)

    def open(
        self,
        folder: Path,
        *,
        passphrase: str | None = None,
        recording: str | None = None,
        opened: Callable[[], None] = lambda: None,
        refused: Callable[[str], None] | None = None,
    ) -> None:
        """Open a study, say how it was found, and show a recording of it: the named one, else where its coder was.

        One that does not open leaves the study of now as it is; ``refused`` is given the sentence that says why, where
        it is not everybody's. ``opened`` is told as soon as it has opened.
        """

        def work() -> Project | str:
            try:
                return self._arrived(Project.open(folder, passphrase=passphrase))
            except MendableError as error:
                if refused is None:
                    raise
                return str(error)

        def found(info: StudyInfo) -> None:
            if info.coders and not self.coder:
                self.coder_asked.emit(info.coders)
            if info.notes:
                self.refused.emit(" ".join(info.notes))

        def arrived(result: Project | str) -> None:
            if isinstance(result, str):
                (refused or self.refused.emit)(result)
                return
            opened()
            self._move_in(result, found, recording)

        self._ask(work, arrived, busy=tr("Opening {folder}", folder=folder.name))

    def _move_in(
        self,
        project: Project,
        then: Callable[[StudyInfo], None],
        recording: str | None = None,
        *,
        shown_once: bool = False,
    ) -> None:
        """Let the study that has been opened take the place of the one of now, which is left only here.

        Its recording is read before anything of it is shown: name, list and timeline are always of one study.
        """
        another = self.study is not None
        if another:
            self.study_leaving.emit()
            self.begins_blind = None  # that was said of another study
        coder, family, blind = self.coder, self.for_family, self.begins_blind

        def work() -> _Arrival:
            self._arriving.remove(project)
            info = self._opened(project)
            # Who coded in another study says nothing of who codes here.
            here = coder if not another or coder in info.coders else ""
            if here != coder:
                info = replace(info, place=None)
            if family and len(info.coders) == 1:
                here = here or info.coders[0]  # nobody codes there, and theirs is what is shown
            wanted = _first_shown(info, recording)
            shown, refusal = None, ""
            if wanted is not None:
                try:
                    shown = self._read(wanted, coder=here, blind=blind, family=family)
                except MendableError as error:
                    refusal = str(error)
            # Counted once, and only now: what is shown first may just have been begun.
            standings = shown.standings if shown is not None else project.standings()
            return _Arrival(replace(info, standings=standings), here, shown, refusal)

        def moved(found: _Arrival) -> None:
            self.study, self.locked, self.state, self.coder = found.info, None, None, found.coder
            self.study_changed.emit(found.info)
            self._show_recording(found.shown)
            if found.refusal:
                self.refused.emit(found.refusal)
            then(found.info)

        self._ask(work, moved, shown_once=shown_once)

    def add_clip(self, clip: Path, *rest: Path, link: bool = False) -> None:
        """Add a clip and show it; several files, in their order, are one recording."""
        self.add_clips([(clip, *rest)], link=link)

    def add_clips(self, groups: Sequence[tuple[Path, ...]], *, link: bool = False) -> None:
        """Add recordings, each by its file or files, and show the first that came in.

        Those that cannot be added keep no other away: at the end one refusal says of each why.
        """
        came: list[str] = []
        refusals: list[str] = []

        def work(group: tuple[Path, ...]) -> StudyInfo:
            try:
                came.append(self._open_project.add_recording(group, link=link).id)
            except MendableError as error:
                refusals.append(str(error))
            return self._info()

        def show(info: StudyInfo) -> None:
            if came:
                self._show_study(info, recording=came[0])
                self.clip_added.emit(came[0])
            if refusals:
                self.refused.emit(" ".join(refusals))

        for n, group in enumerate(groups, start=1):
            which = tr(" ({n} of {number})", n=n, number=len(groups)) if len(groups) > 1 else ""
            kept = tr("linking it") if link else tr("copying it into the study")
            self._ask(
                partial(work, group),
                show if n == len(groups) else self._refreshed,
                busy=tr("Reading {name} through once and {kept}{which}", name=group[0].name, kept=kept, which=which),
            )

    def add_schemes(self, texts: Sequence[str]) -> None:
        """Let the study code by further schemes, given as TOML texts."""
        shown = self.state.recording.id if self.state else None

        def work() -> StudyInfo:
            for text in texts:
                self._open_project.schemes.add(text)
            return self._info()

        self._ask(work, lambda info: self._show_study(info, recording=shown))

    def change_scheme(self, text: str, renames: Renames, then: Callable[[], None]) -> None:
        """Take a changed scheme in as a new version; ``then`` is called when it is in and what was shown is again."""
        shown = self.state.recording.id if self.state else None

        def work() -> StudyInfo:
            self._open_project.schemes.change(text, renames)
            return self._info()

        def show(info: StudyInfo) -> None:
            self._show_study(info, recording=shown)
            self._ask(lambda: None, lambda _: then())  # after the recording, which is asked for before

        self._ask(work, show)

    def bring_in(
        self,
        brought: Sequence[ImportPreview],
        *,
        into: str | None,
        again: Again | None = None,
        choices: Mapping[CodeKey, str] | None = None,
        then: Callable[[], None],
    ) -> None:
        """Bring in what another program coded, show it and call ``then``; one undo takes it back.

        ``choices`` are remembered.
        """
        coder = self.coder

        def work() -> tuple[StudyInfo, str]:
            done = bring_in(
                self._open_project,
                brought,
                into=into,
                coder=coder,
                again=again,
                though_other_purpose=True,  # the dialog said it above everything else
            )
            self._open_project.code_choices.keep(choices or {})
            return self._info(), done[0][0]

        def show(result: tuple[StudyInfo, str]) -> None:
            then()
            self._show_study(result[0], recording=result[1])

        self._ask(work, show)

    def show(self, recording_id: str) -> None:
        """Show a recording, as the current coder may see it."""
        self._ask(self._reading(recording_id, self.for_family), self._show_recording, busy=tr("Opening the recording"))

    def show_family(self, on: bool) -> None:
        """Show only what is for the family, or everything again; refused where not everybody agreed to showing."""
        if self.state is None:
            self.for_family = on
            if self.study is not None and not on:
                self.reload()
            return

        def enter(shown: ShownRecording) -> None:
            self.for_family = on
            self._show_recording(shown)

        self._ask(self._reading(self.state.recording.id, on), enter)

    def become(self, coder: str) -> None:
        """Let another coder work; what is shown is read anew for them, and looks as they left it.

        Who is the first to say who they are goes on where they left.
        """
        if self.coder and coder != self.coder:
            self.coder_leaving.emit()
        first, self.coder = not self.coder, coder
        self.begins_blind = None if not first else self.begins_blind
        if self.state is None:
            return
        shown, read = self.state.recording.id, partial(self._read, coder=coder, blind=self.begins_blind)
        family = self.for_family

        def work() -> tuple[StudyInfo, ShownRecording]:
            info = replace(self._info(), place=self._open_project.views.place(coder))
            left = info.place.recording if first and info.place is not None else shown
            known = left in {one.id for one in info.recordings}
            return info, read(left if known else shown, family=family)

        def then(found: tuple[StudyInfo, ShownRecording]) -> None:
            self._refreshed(found[0])
            self._show_recording(found[1])

        self._ask(work, then, busy=tr("Opening the recording"))

    def begin(self, recording_id: str, *, blind: bool, always: bool = False) -> None:
        """Begin a recording that others coded, blind or in view of it; ``always``: so every one in this sitting."""
        coder = self.coder
        if always:
            self.begins_blind = blind

        def work() -> None:
            chosen = self._open_project.blinding
            (chosen.choose_blind if blind else chosen.choose_in_view)(recording_id, coder)

        self._ask(work, lambda _: self.show(recording_id))

    def open_blind(self, recording_id: str) -> None:
        """End coding a recording blind, for good, and show everything."""
        coder = self.coder
        self._ask(lambda: self._open_project.blinding.open(recording_id, coder), lambda _: self.show(recording_id))

    def apply(self, edit: Edit, then: Callable[[Changes], None] | None = None, *, layer: str | None = None) -> None:
        """Make an edit in the name of the current coder, in their own layer or in the consensus layer."""
        coder, shown = self.coder, self.state
        # Whoever has not answered how they begin has seen nothing of others'.
        blind = bool(self.begins_blind) or (shown is not None and shown.asks)
        if self.for_family:
            self.refused.emit(tr("This view is for showing and changes nothing; leave it first (Ctrl+Shift+F)."))
            return

        def work() -> Changes:
            if shown is not None and not isinstance(edit, SaysNothingSeen):
                self._open_project.blinding.begin(shown.recording.id, coder, blind=blind)
            self._require_there(decided_on(edit))
            return self._open_project.apply(edit, coder=coder, layer=layer)

        self._edit(work, then)

    def _require_there(self, proposals: Iterable[str]) -> None:
        """Raise MendableError where something that was shown here to be decided on has gone meanwhile.

        The study itself says less: to whoever only tries a name, gone and hidden are the same.
        """
        there = self._open_project.holds_proposal
        if not all(map(there, proposals)):
            raise MendableError(
                tr(
                    "What you decided on is gone: the recording was analysed anew meanwhile. Nothing was changed, and "
                    "what waits now is shown."
                )
            )

    def undo(self, then: Callable[[Changes], None] | None = None) -> None:
        """Take back the current coder's newest edit."""
        coder = self.coder
        self._edit(lambda: self._open_project.undo(coder=coder), then)

    def redo(self, then: Callable[[Changes], None] | None = None) -> None:
        """Bring back the edit that the current coder undid last."""
        coder = self.coder
        self._edit(lambda: self._open_project.redo(coder=coder), then)

    def store_analysis(
        self,
        recording_id: str,
        report: AnalysisReport,
        people: tuple[Person, ...],
        tracks: tuple[SignalTrack, ...],
        *,
        camera: Camera | None = None,
    ) -> None:
        """Keep an analysis (of a further camera, where one is named), and show what it proposes, if it is in view."""

        def work() -> tuple[Standing, ...]:
            if camera is None:
                self._open_project.store_analysis(recording_id, report, people, tracks)
            else:
                self._open_project.camera_analyses.store(camera, report, people, tracks)
            return self._open_project.standings()

        def show(standings: tuple[Standing, ...]) -> None:
            if self.locked is not None:
                return
            if self.state is None or self.state.recording.id == recording_id:
                self.show(recording_id)
            else:
                self._take_standings(standings)

        self._ask(
            work,
            show,
            busy=tr("Keeping the analysis and making proposals"),
        )

    def count_anew(self) -> None:
        """Find out where each recording stands: something that is no edit changed it."""
        if self.study is not None and self.locked is None:
            self._ask(lambda: self._open_project.standings(), self._take_standings)

    def call(
        self, work: Callable[[Project], Any], then: Callable[[Any], None], *, busy: str = "", even_locked: bool = False
    ) -> None:
        """Ask the study anything else: ``work`` runs in its thread, ``then`` in the window's.

        Where the study is locked meanwhile ``then`` is left out, unless it is ``even_locked``: for what shows nothing
        of a study, and must know its own end.
        """
        self._ask(lambda: work(self._open_project), then, busy=busy, even_locked=even_locked)

    @property
    def others_wait(self) -> bool:
        """Whether something else waits for what the study's thread is doing: what can be done anew may step back."""
        return self._thread.others_wait

    # Guarding

    @property
    def must_answer(self) -> bool:
        """Whether an answer is on its way that is given only once, and must not be lost by a lock."""
        return self._thread.must_answer

    def refresh(self) -> None:
        """Read again what the study is for, what it holds and how it is guarded; the recording shown stays."""
        self._ask(self._info, self._refreshed)

    def look_at_others(self) -> None:
        """Show what others have written meanwhile, in another window or by a command; what is in hand stays."""
        shown = self.state.recording.id if self.state is not None else None
        if self.study is None or not self.runs or self._looking:
            return
        coder, family = self.coder, self.for_family

        def work() -> tuple[StudyInfo, RecordingState | None] | None:
            try:
                if self._project is None or not self._project.others_wrote():
                    return None
                info = self._info()
                if shown not in {one.id for one in info.recordings}:
                    return info, None
                state = self._project.state(shown, coder=coder) if shown is not None else None
            except MendableError:
                return None  # whoever asks something of a study that has gone is told so, and nobody every two seconds
            self._known = state.for_family() if state is not None and family else state
            return info, self._known

        def then(found: tuple[StudyInfo, RecordingState | None] | None) -> None:
            self._looking = False
            if found is not None:
                self._show_others(*found)

        self._looking = True
        self._ask(work, then, even_locked=True)

    def _show_others(self, info: StudyInfo, state: RecordingState | None) -> None:
        before = self.study
        if before is None or self.locked is not None:
            return
        if state is None and self.state is not None:
            self._show_study(info)
            return
        if (info.recordings, info.scheme, info.guarded) != (before.recordings, before.scheme, before.guarded):
            self._refreshed(info)
        else:
            self._take_standings(info.standings)
        if state is None or self.state is None or state.recording.id != self.state.recording.id:
            return
        if state.report != self.state.report:
            self.show(state.recording.id)  # it was analysed: what was measured is new as well
        elif state.coder == self.coder and not (state.index is self.state.index and state == self.state):
            self.state = state  # another's place in the clip is written often, and nothing of it is drawn here
            self.others_changed.emit(state)

    def reload(self) -> None:
        """Show the study anew, from its first recording: the one that was shown has gone."""
        self._ask(self._info, self._show_study)

    def erase(self, recording_id: str, then: Callable[[Certificate], None]) -> None:
        """Erase a recording for ever, and show what is left; ``then`` is given the certificate."""

        def work() -> tuple[Certificate, StudyInfo]:
            certificate = self._open_project.guard.erase(recording_id, at_once=True)
            self._known = None
            return certificate, self._info()

        def show(result: tuple[Certificate, StudyInfo]) -> None:
            self._show_study(result[1])
            then(result[0])

        self._ask(work, show, busy=tr("Erasing"))

    def hide(self) -> None:
        """Show nothing of the study from now on; what was asked before is still done, but no longer answered."""
        if self.study is not None:
            self.locked, self.study, self.state = self.study.folder, None, None
            self._thread.end_sitting()
            self._looks.stop()
            self.study_changed.emit(None)
            self.recording_changed.emit(None)

    def put_away(self) -> None:
        """Close the study once everything that was asked before is done: its key goes with it."""
        self._ask(self._drop, lambda _: None)

    def unlock(self, secret: str | None, *, recording: str | None, refused: Callable[[str], None]) -> None:
        """Open the study that is locked; ``refused`` is given a sentence where the passphrase does not."""
        folder = self.locked
        if folder is None:
            return

        def work() -> StudyInfo | str:
            try:
                info = self._opened(Project.open(folder, passphrase=secret))
                return replace(info, standings=self._open_project.standings())
            except MendableError as error:
                return str(error)

        def show(result: StudyInfo | str) -> None:
            if isinstance(result, str):
                refused(result)
            else:
                known = {item.id for item in result.recordings}
                self._show_study(result, recording=recording if recording in known else None)

        self._ask(work, show, busy=tr("Unlocking"))

    def close(self) -> None:
        """Close the study and end its thread, after everything that was asked has been done."""
        self._looks.stop()
        self._thread.close()

    @property
    def runs(self) -> bool:
        """Whether the study can still be asked."""
        return self._thread.runs

    # In the study's thread

    @property
    def _open_project(self) -> Project:
        if self._project is None:
            raise MendableError(tr("No study is open; open or make one first."))
        return self._project

    def _opened(self, project: Project) -> StudyInfo:
        self._close_project()
        self._project = project
        place = project.views.place(self.coder) if self.coder else None
        return replace(self._info_without_standings(), place=place)

    def _arrived(self, project: Project) -> Project:
        self._arriving.append(project)
        return project

    def _close_project(self) -> None:
        if self._project is not None:
            self._project.close()

    def _close_all(self) -> None:
        self._close_project()
        while self._arriving:  # opened, and never shown: the window closed or was locked first
            self._arriving.pop().close()

    def _drop(self) -> None:
        self._close_all()
        self._project = self._known = None

    def _info(self) -> StudyInfo:
        return replace(self._info_without_standings(), standings=self._open_project.standings())

    def _info_without_standings(self) -> StudyInfo:
        project = self._open_project
        return StudyInfo(
            project.folder,
            project.encrypted,
            project.scheme,
            recordings=project.recordings(),
            coders=project.coders,
            guarded=project.guard.guarded,
            notes=(*project.notes, *filter(None, (double_words(project.scheme),))),
        )

    def _reading(self, recording_id: str, family: bool) -> Callable[[], ShownRecording]:
        """Return what reads a recording, in the name of whoever is the coder now."""
        return partial(self._read, recording_id, coder=self.coder, blind=self.begins_blind, family=family)

    def _read(self, recording_id: str, *, coder: str, blind: bool | None, family: bool) -> ShownRecording:
        project = self._open_project
        if family:
            project.guard.require(recording_id, Use.SHOWING)
        asks = not family and project.asks_how(recording_id, coder)
        if asks and blind is False:
            project.blinding.choose_in_view(recording_id, coder)
        held = asks and blind is None
        state = (
            project.state(recording_id, coder=coder)
            if held
            else project.shown_to(recording_id, coder, blind=bool(blind))
        )
        state = self._known = state.for_family() if family else state
        try:
            clip, missing = project.clip_source(recording_id), None
        except MendableError as error:
            # Codes can still be read while the clip is away, or locked because somebody withdrew.
            clip, missing = None, str(error)
        signals = project.measured(recording_id) if state.all_seen and not family else ()
        cameras = tuple(_stage_camera(project, camera) for camera in state.cameras)
        consent, standings = project.guard.consent(recording_id), project.standings()
        return ShownRecording(state, clip, missing, signals, consent, cameras, standings)

    def _edit(self, work: Callable[[], Changes | None], then: Callable[[Changes], None] | None) -> None:
        shown = self.state.recording.id if self.state else None
        coder, folder = self.coder, self.study.folder if self.study is not None else None

        def in_thread() -> tuple[RecordingState | StudyInfo | None, Changes, bool] | None:
            if folder is not None and self._open_project.folder != folder:
                raise MendableError(tr("Another study was opened meanwhile; nothing was changed in it."))
            changes = work()
            if changes is None or not changes.rows:
                return (None, changes, False) if changes is not None else None
            recordings = changes.recordings
            if changes.touched("recordings"):
                self._known = None
                return self._info(), changes, False
            # An undo may concern a recording that is not shown: then show it, so that nothing changes unseen.
            target = shown if shown is not None and shown in recordings else min(recordings)
            others = self._open_project.others_wrote()
            known = None if others else self._known
            if known is not None and known.recording.id == target and known.coder == coder:
                self._known = self._open_project.state_after(known, changes)
            else:
                self._known = self._open_project.state(target, coder=coder)
            return self._known, changes, others

        def in_window(result: tuple[RecordingState | StudyInfo | None, Changes, bool] | None) -> None:
            if result is None:
                return
            show(*result)
            if then is not None:
                then(result[1])  # also where nothing changed: whoever waits for the answer waits no longer

        def show(state: RecordingState | StudyInfo | None, changes: Changes, others: bool) -> None:
            if state is None:
                return
            if isinstance(state, StudyInfo):
                there = {recording.id for recording in state.recordings}
                self._show_study(state, recording=shown if shown in there else None)
                return
            if changes.recordings - {state.recording.id}:
                self._ask(lambda: self._open_project.standings(), self._take_standings)
            if self.state is None or state.recording.id != self.state.recording.id:
                self.show(state.recording.id)
            else:
                self.state = state
                self.edited.emit(state, changes)
                if others:
                    self.others_changed.emit(state)

        self._ask(in_thread, in_window)

    # In the window's thread

    def _show_study(self, info: StudyInfo, *, recording: str | None = None) -> None:
        self.study, self.locked = info, None
        self.study_changed.emit(info)
        wanted = _first_shown(info, recording)
        if wanted is None:
            self._show_recording(None)
        else:
            self.show(wanted)

    def _refreshed(self, info: StudyInfo) -> None:
        self.study = info
        self.study_changed.emit(info)

    def _take_standings(self, standings: tuple[Standing, ...]) -> None:
        if self.study is not None and standings != self.study.standings:
            self.study = replace(self.study, standings=standings)
            self.standings_changed.emit(standings)

    def _show_recording(self, shown: ShownRecording | None) -> None:
        self.state = shown.state if shown else None
        if shown is not None and self.study is not None:  # what was done in the one before, or drawn, is counted
            self.study = replace(self.study, standings=shown.standings)
        self.recording_changed.emit(shown)
        if shown is not None and shown.missing is not None:
            self.refused.emit(shown.missing)


def _first_shown(info: StudyInfo, recording: str | None) -> str | None:
    """Return the recording that a study is shown by: the one asked for, else where its coder was, else the first."""
    known = [one.id for one in info.recordings]
    left = info.place.recording if info.place is not None and info.place.recording in known else None
    return recording or left or next(iter(known), None)


def _stage_camera(project: Project, camera: Camera) -> StageCamera:
    try:
        return StageCamera(camera, project.cameras.source(camera), project.cameras.frame_index(camera.id))
    except MendableError as error:
        return StageCamera(camera, None, None, str(error))
