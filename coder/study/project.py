"""The one door to a study: open it, ask it, apply edits, undo, redo. A study is a folder: ``study.db`` and ``media/``.

One thread uses one Project. Edits by humans go through :meth:`Project.apply` and its journal; what machines make
(frame indexes, signals, open proposals) is written beside it and can always be made again.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import numpy as np

from coder.exchanges.full_presence import FullPresence, full_presence_of
from coder.exchanges.human_pairing import Pairings, pairings_of
from coder.exchanges.pairing import Exchange, Outcome, Rule, exchanges
from coder.files.atomic_write import BEGUN_MARK, digest_of
from coder.interchange.write_back import Came, came_of
from coder.media import Clip, FrameIndex, Source
from coder.media.joined_clip import ENDING, join, joints, note
from coder.privacy import keys
from coder.privacy.audit_log import AuditedAct
from coder.privacy.consent import Use
from coder.privacy.encrypted_spool import Spool, SpoolFile
from coder.proposals.exchange_queue import ExchangeQueue, ExchangeWord, exchange_queue
from coder.study.blinding import SHOWS_WHAT_WAS_CODED, Blinding
from coder.study.calibrations import Calibrations
from coder.study.camera_analyses import CameraAnalyses
from coder.study.cameras import Cameras
from coder.study.clip_store import ClipStore, FoundClip, altered, clip_facts, found_file
from coder.study.clipless_recording import frames_of, recording_without_clip
from coder.study.coder_preferences import CoderViews
from coder.study.coding_passes import Passes
from coder.study.edits.changes import Changes, Edit, Row, RowChange, recording_called
from coder.study.edits.private_notes import PrivateNote, private_note_of
from coder.study.examples import Examples
from coder.study.guard import Guard
from coder.study.layers import Layers
from coder.study.media_sweep import sweep
from coder.study.passphrase import Passphrase
from coder.study.proposal_renewal import ProposalRenewal
from coder.study.proposal_status import standing_at, standings, with_standing
from coder.study.protected_copy import ProtectedCopy
from coder.study.recording_progress import Standing, stand_of_all
from coder.study.rule_switches import RuleSwitches, rule_of
from coder.study.state import RecordingState
from coder.study.store import (
    analysis_rows,
    blinding_rows,
    clip_seal,
    row_mapping,
    scheme_rows,
)
from coder.study.store.audit_rows import AuditTrail
from coder.study.store.blind_view import SeenRows, blind_words, refuse_to_blind
from coder.study.store.code_choices import CodeChoices
from coder.study.store.column_presets import Presets
from coder.study.store.context_rows import beside_in, own_words_of
from coder.study.store.database import Database
from coder.study.store.machine_rows import MachineRows
from coder.study.store.state_patch import (
    order_of_proposal,
    order_of_stretch,
    order_of_under_way,
    state_after,
)
from coder.study.study_folder import DB_NAME, MEDIA, study_in_making
from coder.study.study_schemes import StudySchemes
from coder.study.timeline_rows import require_unlocked
from coder.study.training import Training
from coder.vocabulary.analysis_settings import Settings
from coder.vocabulary.coder_name import coder_name
from coder.vocabulary.coding_condition import Conduct
from coder.vocabulary.context import Beside
from coder.vocabulary.errors import ClipError, StudyError
from coder.vocabulary.event_list import EventList, in_time
from coder.vocabulary.events import Decision, Draft, Event, Proposal, Status, UnderWay
from coder.vocabulary.language import tr
from coder.vocabulary.own_words import OwnWords
from coder.vocabulary.people import Person, by_letter
from coder.vocabulary.recording import AnalysisReport, Recording
from coder.vocabulary.scheme import Scheme, builtin_text, load_scheme, require_codable
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.unproposed_stretch import UnproposedStretch

READ_ONLY = tr("This study lies where nothing can be written: it opens for reading, and nothing that is done is kept.")


@dataclass(frozen=True, slots=True)
class Snap:
    """Times that were asked for, moved onto frames: a code's onset is the PTS of a frame."""

    onset_us: int
    offset_us: int


class Project:
    """An open study."""

    def __init__(self, folder: Path, db: Database, key: bytes | None, *, recovery: str | None = None) -> None:
        self.folder = folder
        self.recovery = recovery
        """The recovery key of a study that was made just now, to be shown once; None ever after."""
        self.trail = AuditTrail(db, key)
        """What left the study and what changed about its guarding."""
        self._proposing = ProposalRenewal(self, db)
        self.passphrase = Passphrase(folder, self.trail)
        """What opens an encrypted study."""
        self.views = CoderViews(db)
        """How each coder left the window, its rows and its keys."""
        self.guard = Guard(folder / MEDIA, db, self.trail, key=key, renew=self._proposing.renew_all)
        """Purpose, agreements, what may leave, and erasure."""
        self.schemes = StudySchemes(db, self.trail, self.guard, renew=self._proposing.renew_all)
        """The coding schemes, each with the versions before it."""
        self.presets = Presets(db)
        """Column mappings for tables of other programs, kept under names."""
        self.code_choices = CodeChoices(db)
        """Which code of the scheme a file's code is, as people said."""
        self.blinding = Blinding(db, self.trail)
        """Who codes which recording blind."""
        self.calibrations = Calibrations(db, self.trail, renew=self._proposing.renew_all, locked=self._is_locked)
        """Thresholds that were fitted to this study's coding, and which are in use."""
        self.notes: tuple[str, ...] = ()
        """What a person should know about how the study was found, in sentences."""
        self.layers = Layers(db, self.trail)
        """Who has a layer in this study, and who settles the consensus layer."""
        self.training = Training(db, self.blinding, self.layers, self.guard)
        """Who practises, and how it stands beside the gold standard."""
        self.examples = Examples(db, self.guard)
        """Clips and pictures of one's own that show what a code means."""
        self.passes = Passes(db, self.layers)
        """What is worked through, and how far everybody is with it."""
        self.rule_switches = RuleSwitches(db, self.trail)
        """Which rules propose nothing to which coder."""
        self._db = db
        self._key = key
        self._clips = ClipStore(folder / MEDIA, key)
        self.protected_copy = ProtectedCopy(folder, db, self.trail, self._clips)
        """The same study under a passphrase, where this one has none."""
        self.machine_rows = MachineRows(db, self.guard)
        """What machines made beside an analysis: parts of one that is not whole, and the picture of the sound."""
        self.camera_analyses = CameraAnalyses(self, db)
        """What the models saw through further cameras."""
        self.cameras = Cameras(
            folder / MEDIA, db, self._clips, self.guard, self.trail, gone=self.camera_analyses.forget
        )
        """The further cameras of recordings, each on its recording's clock."""

    # Opening and closing

    @classmethod
    def create(cls, folder: Path, *, passphrase: str | None = None, scheme_texts: Sequence[str] = ()) -> Project:
        """Make a new, empty study, with the schemes that models can propose for, or with those given as TOML texts.

        Raises StudyError where something is already there, SchemeError where a scheme does not hold together; then
        nothing has been changed.
        """
        for text in scheme_texts:
            require_codable(load_scheme(text))
        with study_in_making(folder):
            made = keys.create_key(folder, passphrase) if passphrase else None
            key = made.key if made else None
            db = Database(folder / DB_NAME, key=key, create=True)
            scheme_rows.keep(db, tuple(scheme_texts) or tuple(builtin_text(name) for name in scheme_rows.PROPOSED))
            db.insert("facts", {"id": "created_at", "value": db.now()})
            blinding_rows.salt(db)
            project = cls(folder, db, key, recovery=made.recovery if made else None)
            project.trail.begin()
        return project

    @classmethod
    def open(cls, folder: Path, *, passphrase: str | None = None) -> Project:
        """Open a study; raise StudyError in one sentence where that is not possible."""
        if not (folder / DB_NAME).is_file():
            raise StudyError(
                tr(
                    "There is no study at {folder}; check the path, or make one: File ▸ New study…, or "
                    "dyadmirror new STUDY",
                    folder=folder,
                )
            )
        if (folder / BEGUN_MARK).exists():
            raise StudyError(
                tr(
                    "Making the study {folder} broke off; make it again in the same place (dyadmirror new, or protect "
                    "where it was a copy of another).",
                    folder=folder,
                )
            )
        key = None
        if keys.is_encrypted(folder):
            if not passphrase:
                raise StudyError(
                    tr("The study {folder} asks for its passphrase; give it at the prompt.", folder=folder.name)
                )
            key = keys.unlock(folder, passphrase)
        db = Database(folder / DB_NAME, key=key)
        project = cls(folder, db, key)
        try:
            if db.readonly:
                project.notes = (READ_ONLY,)
            else:
                project.trail.begin()
                project.notes = sweep(folder, folder / MEDIA, db)
        except BaseException:
            db.close()
            raise
        return project

    def close(self) -> None:
        """Close the study."""
        self._db.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def scheme(self) -> Scheme:
        """The study's coding scheme: all that it was given, as one."""
        return self._db.scheme

    def _is_locked(self, recording_id: str) -> bool:
        return self.guard.lock(recording_id) is not None

    @property
    def last_coder(self) -> str | None:
        """Who edited this study last."""
        return self._db.last_coder()

    def others_wrote(self) -> bool:
        """Whether another program has written into this study since this was asked last."""
        return self._db.others_wrote()

    @property
    def coders(self) -> tuple[str, ...]:
        """Who has made edits or begun a recording, by name."""
        return tuple(self._db.coders())

    @property
    def encrypted(self) -> bool:
        """Whether codes are encrypted at rest."""
        return keys.is_encrypted(self.folder)

    # Recordings

    def recordings(self) -> tuple[Recording, ...]:
        """All recordings, in the order they were added."""
        return tuple(row_mapping.recording_of(row) for row in self._db.where("recordings"))

    def recording_ids(self) -> tuple[str, ...]:
        """The ids of all recordings, in the order they were added: quicker than reading what each is."""
        return tuple(self._db.ids("recordings"))

    def open_recordings(self) -> tuple[Recording, ...]:
        """All recordings that are not locked, in the order they were added: those of which anything is told."""
        return tuple(one for one in self.recordings() if not self._is_locked(one.id))

    def standings(self) -> tuple[Standing, ...]:
        """Return how far each recording has come, in the order they were added."""
        return stand_of_all(self._db, self.guard.consents(self.recording_ids()))

    def called(self, recording_id: str) -> str:
        """Return what a recording is called in every sentence: as the window calls it."""
        return recording_called(self._db, recording_id)

    def recording(self, recording_id: str) -> Recording:
        """One recording; raise StudyError where the study has none of that id."""
        row = self._db.get("recordings", recording_id)
        if row is None:
            known = ", ".join(recording.id for recording in self.recordings()) or tr("none yet")
            raise StudyError(
                tr(
                    "There is no recording {recording_id!r} in this study; it has: {known}.",
                    recording_id=recording_id,
                    known=known,
                )
            )
        return row_mapping.recording_of(row)

    def add_recording(
        self,
        clip_path: Path | Sequence[Path],
        *,
        name: str | None = None,
        link: bool = False,
        agreed_anew: bool = False,
    ) -> Recording:
        """Read a clip through once for its frame index, copy it into the study (or link it), and add it.

        Several files, in their order, become one clip on one clock; see :mod:`coder.media.joined_clip`. A clip whose
        consent was withdrawn here is refused, unless its people ``agreed_anew``.
        Raises ClipError where one is no clip; then the study is as it was, and the originals are never touched.
        """
        files = [clip_path] if isinstance(clip_path, Path) else list(clip_path)
        if len(files) == 1:
            return self._add(found_file(files[0]), name or files[0].stem, link=link, agreed_anew=agreed_anew)
        if not files:
            raise StudyError(tr("No clip was named: name the file, or the files of one recording in their order."))
        if link:
            raise StudyError(
                tr("Several files become one clip in the study, so they cannot be linked: leave --link out.")
            )
        spool = Spool()
        try:
            if not agreed_anew:
                for file in files:
                    self.guard.refuse_withdrawn(file)
            parts = join(files, write_to=lambda: io.BufferedRandom(SpoolFile(spool)))
            found = FoundClip(spool.open, files[0].name, ENDING, size=lambda: spool.size, parts=parts)
            return self._add(found, name or files[0].stem, link=False, agreed_anew=agreed_anew)
        finally:
            spool.close()

    def standing_already(self, file: Path) -> Recording | None:
        """Return the recording whose clip is this very file, or None; only a file of the same length is read."""
        try:
            size = file.stat().st_size
            alike = [one for one in self.recordings() if one.clip_bytes == size]
            digest = digest_of(file)[0] if alike else ""
        except OSError:  # adding it says why it cannot be read
            return None
        return next((one for one in alike if one.clip_sha256 == digest), None)

    def _add(self, found: FoundClip, name: str, *, link: bool, agreed_anew: bool) -> Recording:
        with Clip.open(found.source, name=found.name) as clip:
            index, info = clip.index, clip.info
            if not agreed_anew and isinstance(found.source, Path):
                self.guard.refuse_withdrawn(found.source)
        if found.parts:
            index = replace(index, notes=(note(found.parts), *index.notes))
        with self._db.transaction():
            recording_id = self._db.new_id("r")
            if link and isinstance(found.source, Path):
                name_in_study = str(found.source.resolve())
                digest, size = digest_of(found.source)
            else:
                name_in_study = f"{recording_id}{found.ending}"
                taken = self._clips.take_in(found, name_in_study)
                digest, size = taken.sha256, taken.size
                if taken.wrapped is not None:
                    clip_seal.keep_key(self._db, recording_id, taken.wrapped)
            recording = Recording(
                id=recording_id,
                name=name,
                added_at=self._db.now(),
                clip=name_in_study,
                linked=link,
                clip_sha256=digest,
                clip_bytes=size,
                duration_us=index.end_us,
                info={
                    **clip_facts(info),
                    "rotation": info.rotation,
                    "codec": info.codec,
                    **({"joints_us": [at for _, at in joints(found.parts)]} if found.parts else {}),
                },
            )
            self._db.insert("recordings", row_mapping.recording_row(recording))
            self._db.keep_frames(recording_id, index)
            self.trail.append(AuditedAct.RECORDING_ADDED, clip_seal.sealed(self._db, recording))
        return recording

    def add_without_clip(self, name: str, *, duration_us: int, frame_rate: float | None = None) -> Recording:
        """Add a recording whose clip is elsewhere, for codes that came without it; times lie on an even grid."""
        with self._db.transaction():
            recording = recording_without_clip(
                self._db.new_id("r"),
                name=name,
                added_at=self._db.now(),
                duration_us=duration_us,
                frame_rate=frame_rate,
            )
            index = frames_of(recording)
            self._db.insert("recordings", row_mapping.recording_row(recording))
            self._db.keep_frames(recording.id, index)
            self.trail.append(AuditedAct.RECORDING_ADDED, clip_seal.sealed(self._db, recording))
        return recording

    def clip_source(self, recording_id: str) -> Source:
        """Return what opens the recording's clip: a path, or a stream that decrypts as it is read.

        Raises ClipError where the clip has gone or been changed since it was added, StudyError where it is locked.
        """
        recording = self.recording(recording_id)
        self.guard.require(recording_id)
        if not recording.clip:
            raise ClipError(
                tr(
                    "{recording} came in without its clip: its codes can be seen, but no picture.",
                    recording=recording.name,
                )
            )
        self._clips.path_of(recording)
        if not clip_seal.fits(self._db, recording):
            raise altered(recording_id)
        return self._clips.source(recording, clip_seal.key_of(self._db, recording_id))

    def frame_index(self, recording_id: str) -> FrameIndex:
        """Return the index of every frame's true PTS, as it was built when the clip was added."""
        return self._db.frame_index(recording_id)

    def open_clip(self, recording_id: str) -> Clip:
        """Open the recording's clip with its cached index."""
        source, name = self.clip_source(recording_id), self.recording(recording_id).name
        return Clip.open(source, index=self.frame_index(recording_id), name=name)

    def sound_lead_us(self, recording_id: str) -> int:
        """How much earlier the clip's sound begins than its picture: other programs count from whichever is first.

        0 where the picture begins first, where there is no sound, and where the clip is elsewhere.
        """
        recording = self.recording(recording_id)
        known = recording.info.get("sound_lead_us")
        if known is not None or not recording.clip or not recording.info.get("sound"):
            return int(known or 0)
        with self.open_clip(recording_id) as clip:
            return clip.info.sound_lead_us

    def on_frames(self, recording_id: str, onset_us: int, offset_us: int) -> Snap:
        """Move two times onto the nearest frames (the offset may also be the end of the clip)."""
        index = self.frame_index(recording_id)
        pts = index.pts_us
        onset = int(pts[index.nearest(onset_us)])
        if offset_us <= onset_us:
            return Snap(onset, onset)
        marks = np.append(pts[pts > onset], index.end_us)
        return Snap(onset, int(marks[np.argmin(np.abs(marks - offset_us))]))

    # What machines made

    def store_analysis(
        self, recording_id: str, report: AnalysisReport, people: Sequence[Person], tracks: Sequence[SignalTrack]
    ) -> None:
        """Keep an analysis, and make its proposals. Roles that a human settled and decided proposals stay."""
        confirmed = {person.letter: person.confirmed_role for person in self.people(recording_id)}
        previous = self.analysis(recording_id)
        people, notes = self._proposing.as_settled_before(recording_id, people, report.notes)
        report = replace(report, notes=notes)
        with self._db.transaction():
            self.guard.require(recording_id, Use.CODING)
            analysis_rows.keep_report(self._db, recording_id, report)
            analysis_rows.forget_seen(self._db, recording_id)  # what further cameras showed stays
            analysis_rows.keep_signals(self._db, recording_id, tracks)
            # Letters come from the analysis: another analysis may give them to others, so a settled role is kept
            # only where the same key says that the letters mean the same people.
            keep = previous is not None and previous.key == report.key
            roles = confirmed if keep else {}
            seen = (replace(person, confirmed_role=roles.get(person.letter)) for person in people)
            analysis_rows.keep_people(self._db, recording_id, seen)
            analysis_rows.forget_looks(self._db, recording_id)
            self._proposing.renew(recording_id)

    def analysis(self, recording_id: str) -> AnalysisReport | None:
        """Return the report of the stored analysis, or None."""
        return analysis_rows.report_of(self._db, recording_id)

    def analysis_key(self, recording_id: str, settings: Settings, models: Sequence[str]) -> str:
        """Name of what an analysis would be: this clip, these weights, these settings."""
        return settings.key(self.recording(recording_id).clip_sha256, *sorted(models))

    def signals(self, recording_id: str) -> tuple[SignalTrack, ...]:
        """Return the signal tracks of a recording's first camera, by person and name; StudyError where it is locked."""
        self.guard.require_open(recording_id)
        return analysis_rows.signals_of(self._db, recording_id)

    def people(self, recording_id: str) -> tuple[Person, ...]:
        """Return the people whom a recording's first camera shows, as letters; raise StudyError where it is locked."""
        self.recording(recording_id)
        self.guard.require_open(recording_id)
        return by_letter(analysis_rows.people_of(self._db, recording_id))

    def everybody(self, recording_id: str) -> tuple[Person, ...]:
        """Return whom every camera of a recording shows, the first camera's people first."""
        further = (self.camera_analyses.people(camera) for camera in self.cameras.of(recording_id))
        return (*self.people(recording_id), *(person for people in further for person in people))

    def measured(self, recording_id: str) -> tuple[SignalTrack, ...]:
        """Return the signal tracks of every camera of a recording, on its clock; those of :meth:`everybody`."""
        further = (self.camera_analyses.signals(camera) for camera in self.cameras.of(recording_id))
        return (*self.signals(recording_id), *(track for tracks in further for track in tracks))

    def renew(self, recording_id: str) -> None:
        """Make a recording's proposals anew from what is known now, in a transaction of the caller's."""
        self._proposing.renew(recording_id)

    def proposals(self, recording_id: str, *, coder: str | None = None, every: bool = False) -> tuple[Proposal, ...]:
        """Return all proposals of a recording, in order of onset, whatever their status.

        Where they stand is one coder's word, or that of whoever went furthest with each. What waits of a rule that this
        coder has switched off is left out, unless ``every`` one is asked for. Raises StudyError where it is locked.
        """
        self.guard.require_open(recording_id)
        whose = {"recording": recording_id} | ({"coder": coder} if coder else {})
        proposed = self._db.where("proposals", recording=recording_id)
        if not proposed:
            return ()  # where they stand is asked of all events: an hour's are many
        standing = standings(self._db.where("events", **whose), self._db.where("decisions", **whose))
        rows = with_standing(proposed, standing)
        found = list(map(row_mapping.proposal_of, rows))
        found = found if every else self.rule_switches.left(coder, found)
        return tuple(sorted(found, key=order_of_proposal))

    def proposed_now(self, recording_id: str) -> tuple[Draft, ...]:
        """Return what rules and thresholds propose as they are now, whatever anybody decided.

        Raises StudyError where the recording is locked.
        """
        self.guard.require_open(recording_id)
        return self._proposing.as_made_now(recording_id)

    def _standing(self, proposals: Sequence[str], coder: str | None) -> dict[str, Status]:
        """Where these proposals stand now, without reading all the others."""
        found: dict[str, Status] = {}
        for proposal in proposals:
            whose = {"proposal": proposal} | ({"coder": coder} if coder else {})
            said = standings(self._db.where("events", **whose), self._db.where("decisions", **whose))
            row = self._db.get("proposals", proposal)
            found |= {str(one["id"]): Status(str(one["status"])) for one in with_standing([row] if row else [], said)}
        return found

    def under_way(self, recording_id: str, *, coder: str | None = None) -> tuple[UnderWay, ...]:
        """Return the states that were begun in a recording and not yet ended, all coders' or one's."""
        self.guard.require_open(recording_id)
        equal = {"recording": recording_id} | ({"coder": coder} if coder else {})
        return tuple(
            sorted(map(row_mapping.under_way_of, self._db.where("under_way", **equal)), key=order_of_under_way)
        )

    # What humans said

    def events(self, recording_id: str, *, coder: str | None = None, practice: str = "") -> tuple[Event, ...]:
        """Return the events of a recording in order of onset, all coders' or one's.

        What is coded in practice is no data and left out, but for that of the coder who is named as ``practice``.
        Raises StudyError where the recording is locked: this is the door to all that was coded.
        """
        self.guard.require_open(recording_id)
        equal = {"recording": recording_id} | ({"coder": coder} if coder else {})
        practised = {one.coder for one in self.training.all if one.recording == recording_id} - {practice.strip()}
        rows = self._db.where("events", **equal)
        found = (row_mapping.event_of(row) for row in rows if row["coder"] not in practised)
        return tuple(sorted(found, key=in_time))

    def sources(self, recording_id: str) -> tuple[tuple[str, str], ...]:
        """Return format and content of the files that came into a recording, newest first."""
        rows = self._db.where("sources", recording=recording_id)
        return tuple((str(row["format"]), str(row["content"])) for row in reversed(rows))

    def came(self, recording_id: str, digest: str) -> tuple[Came, ...]:
        """Return the imports of the file with that SHA-256 that a recording had, oldest first."""
        rows = self._db.where("sources", recording=recording_id)
        found = (came_of(recording_id, str(row["id"]), str(row["content"]), digest) for row in rows)
        return tuple(one for one in found if one is not None)

    def decisions(self, recording_id: str) -> tuple[Decision, ...]:
        """Return every decision on a recording's proposals, oldest first."""
        self.guard.require_open(recording_id)
        return tuple(row_mapping.decision_of(row) for row in self._db.where("decisions", recording=recording_id))

    def hand_times(self, recording_id: str) -> dict[str, int]:
        """Return how long coding by hand took, in ms, by the event that came of it; the event may have gone since."""
        self.guard.require_open(recording_id)
        return {
            str(row["id"]): int(str(row["took_ms"])) for row in self._db.where("hand_times", recording=recording_id)
        }

    def exchange_words(self, recording_id: str, *, coder: str) -> tuple[ExchangeWord, ...]:
        """Return what a coder said of a recording's proposed exchanges."""
        self.guard.require_open(recording_id)
        return tuple(self._exchange_words(recording_id, coder).values())

    def conducts(self, recording_id: str) -> dict[str, Conduct]:
        """Return how each coder works on a recording, by coder; who has not begun is not in it."""
        found = (row_mapping.conduct_of(row) for row in self._db.where("conducts", recording=recording_id))
        return {conduct.coder: conduct for conduct in found}

    def stretches(self, recording_id: str) -> tuple[UnproposedStretch, ...]:
        """Return the stretches in which nothing was proposed, in order of onset, whatever their status."""
        self.guard.require_open(recording_id)
        found = (row_mapping.stretch_of(row) for row in self._db.where("stretches", recording=recording_id))
        return tuple(sorted(found, key=order_of_stretch))

    def outcomes(self, recording_id: str, *, coder: str | None = None) -> dict[str, Outcome]:
        """Return what a human said of bids: event id to outcome; only their own word to a ``coder`` who is blind."""
        self.guard.require_open(recording_id)
        rows = self._db.where("outcomes", recording=recording_id)
        conduct = self.blinding.conduct(recording_id, coder) if coder else None
        if conduct is not None and conduct.blind:
            rows = [row for row in rows if row["coder"] == coder]
        return {str(row["id"]): Outcome(str(row["outcome"])) for row in rows}

    def private_notes(self, recording_id: str, *, coder: str) -> tuple[PrivateNote, ...]:
        """Return what one coder noted of themselves in a recording, oldest first; nobody is given another's."""
        self.recording(recording_id)
        self.guard.require_open(recording_id)
        rows = self._db.where("private_notes", recording=recording_id, coder=coder)
        return tuple(sorted(map(private_note_of, rows), key=lambda note: (note.written_at, len(note.id), note.id)))

    def beside(self, recording_id: str) -> Beside:
        """Return what stands beside a recording's codes: the caregivers' cards, the meeting, what was brought."""
        subjects = {str(row["subject"]) for row in self._db.where("events", recording=recording_id)}
        return beside_in(self._db, recording_id).among(subjects)

    def own_words(self, recording_id: str) -> tuple[OwnWords, ...]:
        """Return what caregivers said for the study at this visit and at every other of the same family, by date.

        Visits that are locked are left out.
        """
        families = {str(row["recording"]): str(row["family"]) for row in self._db.where("meetings")}
        family = families.get(recording_id, "")
        # Where nobody names a family the study is of one; where some are named, nobody knows whose the unnamed are.
        alone = not family and any(families.values())
        found: list[OwnWords] = []
        for one in self.open_recordings():
            same = one.id == recording_id or (not alone and families.get(one.id, "") == family)
            if same:
                found += [own_words_of(row) for row in self._db.where("own_words", recording=one.id)]
        return tuple(sorted(found, key=lambda one: (one.said_on, one.said_at, len(one.id), one.id)))

    def exchanges(self, recording_id: str, rule: Rule, *, coder: str | None = None) -> tuple[Exchange, ...]:
        """Return the exchanges that follow from the confirmed events under a rule (see :meth:`full_presence`)."""
        return exchanges(
            self.events(recording_id, coder=coder),
            scheme=self.scheme,
            rule=rule,
            end_us=self.recording(recording_id).duration_us,
            settled=self.outcomes(recording_id, coder=coder),
            full_presence=self.full_presence(recording_id, coder=coder).windows,
            pairings=self.pairings(recording_id, coder=coder),
        )

    def pairings(self, recording_id: str, *, coder: str | None = None) -> Pairings:
        """Return what humans paired; only their own word to a ``coder`` who is blind."""
        self.guard.require_open(recording_id)
        return pairings_of(self._paired(recording_id, coder), self._exchange_words(recording_id, coder).values())

    def exchange_queue(self, recording_id: str, rule: Rule, *, coder: str | None = None) -> ExchangeQueue:
        """Return the exchanges that are proposed under a rule, from a coder's events and what the models propose."""
        presence = self.full_presence(recording_id, coder=coder)
        return exchange_queue(
            self.events(recording_id, coder=coder),
            self.proposals(recording_id, coder=coder),
            scheme=self.scheme,
            rule=presence.rule(rule),
            end_us=self.recording(recording_id).duration_us,
            settled=self.outcomes(recording_id, coder=coder),
            pairings=self.pairings(recording_id, coder=coder),
            words=self._exchange_words(recording_id, coder),
            full_presence=presence.windows,
            people=self.everybody(recording_id),
        )

    def recording_of_exchange(self, exchange_id: str, *, coder: str | None = None) -> str:
        """Return which recording a proposed exchange is of; raise StudyError where its acts are not in the study.

        To a ``coder`` who codes blind there is none, in the same words: ids that are tried count nothing.
        """
        for root in exchange_id.split("-")[1:]:
            for table in ("proposals", "events"):
                row = self._db.get(table, root)
                if row is not None:
                    refuse_to_blind(self._db, row, coder)
                    self.guard.require(str(row["recording"]))
                    return str(row["recording"])
        refuse_to_blind(self._db, None, coder)
        raise StudyError(
            tr(
                "There is no proposed exchange {exchange_id!r} in this study; list them to find its id.",
                exchange_id=exchange_id,
            )
        )

    def _paired(self, recording_id: str, coder: str | None) -> dict[str, str | None]:
        rows = self._db.where("pairings", recording=recording_id)
        conduct = self.blinding.conduct(recording_id, coder) if coder else None
        if conduct is not None and conduct.blind:
            rows = [row for row in rows if row["coder"] == coder]
        return {str(row["id"]): row_mapping.paired_of(row) for row in rows}

    def _exchange_words(self, recording_id: str, coder: str | None) -> dict[str, ExchangeWord]:
        """What one coder said of proposed exchanges, by their ids; what anybody said last for None."""
        equal = {"recording": recording_id} | ({"coder": coder} if coder else {})
        words = map(row_mapping.exchange_word_of, self._db.where("exchange_words", **equal))
        return {word.exchange: word for word in words}

    def full_presence(self, recording_id: str, *, coder: str | None = None) -> FullPresence:
        """Return the windows that the family chose; its ``rule`` gives the variant of a rule that asks for them."""
        events, end_us = self.events(recording_id, coder=coder), self.recording(recording_id).duration_us
        settled = self.outcomes(recording_id, coder=coder)
        return full_presence_of(self.beside(recording_id), events, end_us, settled=settled.values())

    def proposal(self, proposal_id: str, *, coder: str | None = None) -> Proposal:
        """One proposal by id; raise StudyError where the study has none, or has locked it.

        To a ``coder`` who codes blind there is none, in the same words: ids that are tried count nothing.
        """
        row = self._db.get("proposals", proposal_id)
        refuse_to_blind(self._db, row, coder)
        if row is None:
            raise StudyError(
                tr(
                    "There is no proposal {proposal_id!r} in this study; list them to find its id.",
                    proposal_id=proposal_id,
                )
            )
        self.guard.require(str(row["recording"]))
        standing = self._standing([proposal_id], None)
        if proposal_id not in standing:
            raise StudyError(
                tr(
                    "The proposal {proposal_id!r} is no longer made, since roles or the analysis changed.",
                    proposal_id=proposal_id,
                )
            )
        return row_mapping.proposal_of(standing_at(row, standing[proposal_id]))

    def holds_proposal(self, proposal_id: str) -> bool:
        """Whether the study has a proposal; for ids that were shown to who asks, not for ids that are tried."""
        return self._db.get("proposals", proposal_id) is not None

    def event(self, event_id: str) -> Event:
        """One event by id; raise StudyError where the study has none."""
        row = self._db.get("events", event_id)
        if row is None:
            raise StudyError(
                tr("There is no event {event_id!r} in this study; list them to find its id.", event_id=event_id)
            )
        self.guard.require(str(row["recording"]))
        return row_mapping.event_of(row)

    def state(self, recording_id: str, *, coder: str | None = None) -> RecordingState:
        """Return everything the window shows of a recording, as far as a coder may see it; all of it for None.

        For "" (nobody has said who is coding) it holds nothing that coding blind would hide. Of a locked recording it
        holds that there is one, and nothing that was seen, measured or said in it.
        """
        return self._state(recording_id, coder)

    def _state(self, recording_id: str, coder: str | None, events: EventList | None = None) -> RecordingState:
        """As :meth:`state`; ``events`` are the recording's where somebody holds them: most of it is reading these."""
        self.recording(recording_id)
        if self.guard.lock(recording_id) is not None:
            return self._locked_state(recording_id, coder)
        if events is None:
            events = EventList.ordered(self.events(recording_id, practice=coder or ""))
        settled = self._db.where("outcomes", recording=recording_id)
        whole = RecordingState(
            recording=self.recording(recording_id),
            index=self.frame_index(recording_id),
            report=self.analysis(recording_id),
            people=self.everybody(recording_id),
            proposals=self.proposals(recording_id, coder=coder),
            events=events,
            under_way=self.under_way(recording_id),
            beside=beside_in(self._db, recording_id),
            outcomes={str(row["id"]): Outcome(str(row["outcome"])) for row in settled},
            undo_label=self._step_label(coder, back=True),
            redo_label=self._step_label(coder, back=False),
            stretches=self.stretches(recording_id),
            settled_by={str(row["id"]): str(row["coder"]) for row in settled},
            paired=self._paired(recording_id, None),
            paired_by={str(r["id"]): str(r["coder"]) for r in self._db.where("pairings", recording=recording_id)},
            exchange_words={
                str(row["id"]): row_mapping.exchange_word_of(row)
                for row in self._db.where("exchange_words", recording=recording_id)
            },
            cameras=self.cameras.of(recording_id),
        )
        if coder is None:
            return whole
        practice = self.training.of(recording_id, coder)
        seen = whole.seen_by(coder, self.blinding.conduct(recording_id, coder))
        return replace(
            seen, asks=self.asks_how(recording_id, coder), practice=practice.gold if practice is not None else ""
        )

    def _locked_state(self, recording_id: str, coder: str | None) -> RecordingState:
        return RecordingState(
            recording=self.recording(recording_id),
            index=self.frame_index(recording_id),
            report=None,
            people=(),
            proposals=(),
            events=EventList(),
            under_way=(),
            outcomes={},
            undo_label=self._step_label(coder, back=True),
            redo_label=self._step_label(coder, back=False),
            coder=coder,
        )

    def shown_to(self, recording_id: str, coder: str, *, blind: bool = False) -> RecordingState:
        """Return a recording's state for a coder before whose eyes it now comes.

        Where there is anything that coding blind would hide, this is the moment at which they begin: blind by their
        choice, else as the study's draw has it.
        """
        # On a medium that can only be read nobody can begin: then nothing is shown that coding blind would hide.
        locked = self.guard.lock(recording_id) is not None  # then nothing is shown, and nothing begins
        if coder and not locked and not self._db.readonly and self._can_be_hidden(recording_id, coder):
            self.blinding.begin(recording_id, coder, blind=blind)
        return self.state(recording_id, coder=coder)

    def asks_how(self, recording_id: str, coder: str) -> bool:
        """Whether a coder is asked how they begin a recording, before anything is shown of what others coded there."""
        possible = bool(coder) and not self._db.readonly and self.guard.lock(recording_id) is None
        return possible and self.blinding.asks(recording_id, coder)

    def require_seen(self, recording_id: str, coder: str, what: str) -> None:
        """Begin a recording before ``what`` is shown to a coder; raise StudyError where they code it blind.

        So it does where the recording is locked, and where others have coded it and this coder has not said how they
        begin; then nobody has begun it.
        """
        self.guard.require_open(recording_id)
        if self.asks_how(recording_id, coder):
            raise StudyError(
                tr(
                    "Others have coded “{recording}”, and {coder} has not said how they begin it; say so before "
                    "{what} is shown: Code ▸ Begin this recording, blind or not…, or dyadmirror blind STUDY {id} "
                    "--coder {coder}, with --look at its end to begin it in view of it all.",
                    coder=coder,
                    recording=recording_called(self._db, recording_id),
                    id=recording_id,
                    what=what,
                )
            )
        conduct = self.shown_to(recording_id, coder).conduct
        if conduct is None and self._db.readonly and self._can_be_hidden(recording_id, coder):
            raise StudyError(
                tr(
                    "{coder} has not begun {recording}, and where nothing can be written nobody can; copy the "
                    "study to "
                    "a disk that can be written to see {what}.",
                    coder=coder,
                    recording=recording_called(self._db, recording_id),
                    what=what,
                )
            )
        if conduct is not None and conduct.blind:
            raise StudyError(blind_words(self._db, coder, recording_id, what))

    def require_not_blind(self, recording_id: str, coder: str, what: str) -> None:
        """Raise StudyError where a coder works blind; unlike :meth:`require_seen` this begins nothing."""
        conduct = self.blinding.conduct(recording_id, coder)
        if conduct is not None and conduct.blind:
            raise StudyError(blind_words(self._db, coder, recording_id, what))

    def _can_be_hidden(self, recording_id: str, coder: str) -> bool:
        return analysis_rows.is_analysed(self._db, recording_id) or self._db.holds_events_of_others(recording_id, coder)

    def state_after(self, state: RecordingState, changes: Changes) -> RecordingState:
        """Return a state that was whole before ``changes`` as it is after them; quick however much the study holds."""
        recording, coder = state.recording.id, state.coder
        patched = None
        if coder is not None and state.conduct != self.blinding.conduct(recording, coder):
            # Whoever has just begun sees other things than before; but others' events only where there are any.
            if state.conduct is None and not self._can_be_hidden(recording, coder):
                patched = state_after(state, changes, self._standing(changes.proposals, coder))
            return self._state(recording, coder, patched.events if patched is not None else None)
        standing, held = self._standing(changes.proposals, coder), {proposal.id for proposal in state.proposals}
        if (not state.all_seen or held.issuperset(standing)) and not self._switched_off(state, standing):
            patched = state_after(state, changes, standing)
        if patched is None:
            return self.state(recording, coder=coder)
        undo, redo = (self._step_label(coder, back=back) for back in (True, False))
        asks = state.conduct is None and self.asks_how(recording, coder or "")
        return replace(patched, undo_label=undo, redo_label=redo, asks=asks)

    def _switched_off(self, state: RecordingState, standing: Mapping[str, Status]) -> bool:
        """Whether a proposal of a rule that the coder has switched off waits again: then it is no longer shown."""
        off = self.rule_switches.off(state.coder) if state.coder else frozenset()
        waits = (Status.OPEN, Status.SKIPPED)
        return bool(off) and any(standing.get(one.id) in waits and rule_of(one.draft) in off for one in state.proposals)

    # Edits

    def apply(
        self, edit: Edit, *, coder: str, layer: str | None = None, begins: Callable[[str], object] | None = None
    ) -> Changes:
        """Make an edit; it is on the disk when this returns. Raises StudyError, and then nothing has changed.

        It is made in the coder's own layer; ``layer`` may be the consensus layer, for somebody who leads the study.
        ``begins`` is told each recording that others have coded and that this coder begins by the edit, in view of it.
        """
        name = coder_name(coder)
        self.layers.check(name, layer)

        def follow(rows: Sequence[RowChange]) -> None:
            self._follow_unlocked(rows)
            for recording_id in sorted({row.recording for row in rows if row.table in SHOWS_WHAT_WAS_CODED}):
                if self.blinding.begun_in_view(recording_id, name) and begins is not None:
                    begins(recording_id)

        return self._db.apply(edit, name, rows=SeenRows(self._db, name), follow=follow, layer=layer)

    def preview(self, edit: Edit, *, coder: str, layer: str | None = None) -> Changes:
        """Say what an edit would change, and change nothing. Raises StudyError where it would be refused."""
        self.layers.check(coder.strip(), layer)
        return self._db.preview(edit, layer or coder.strip(), rows=SeenRows(self._db, coder.strip()))

    def undo(self, *, coder: str | None = None) -> Changes | None:
        """Take back a coder's newest edit that stands, in this or an earlier sitting; None when there is none.

        Without a coder it is anybody's newest. Raises StudyError where what it was about has been changed since.
        """
        return self._db.undo(follow=self._follow_unlocked, coder=coder)

    def redo(self, *, coder: str | None = None) -> Changes | None:
        """Bring back the edit that a coder undid last; None when there is none. Without a coder, anybody's."""
        return self._db.redo(follow=self._follow_unlocked, coder=coder)

    @property
    def undo_label(self) -> str | None:
        """What an undo would take back, or None."""
        return self._step_label(None, back=True)

    @property
    def redo_label(self) -> str | None:
        """What a redo would bring back, or None."""
        return self._step_label(None, back=False)

    def _step_label(self, coder: str | None, *, back: bool) -> str | None:
        step = self._db.next_step(back=back, coder=coder)
        return step.label if step is not None else None

    def _follow_unlocked(self, rows: Sequence[RowChange]) -> None:
        """As :meth:`_follow`; raise StudyError, and so take all of it back, where a coder's locked row would change."""
        coders = {str(row["coder"]) for change in rows if change.table == "events" for row in _held(change)}
        require_unlocked(rows, {coder: self.views.rows(coder) for coder in coders}, self.scheme)
        self._follow(rows)

    def _follow(self, rows: Sequence[RowChange]) -> None:
        """Refuse an edit that was not agreed to. Bring proposals up to date when a role has changed.

        Both in the edit's own transaction: a withdrawal cannot slip in between.
        """
        for row in rows:
            if row.table == "recordings":
                act = AuditedAct.RECORDING_ADDED if row.after is not None else AuditedAct.RECORDING_TAKEN_BACK
                self.trail.append(act, {"recording": row.id, "clip": "none"})
        gone = {row.id for row in rows if row.table == "recordings" and row.after is None}
        for recording_id in sorted({row.recording for row in rows} - gone):
            self.guard.require(recording_id, Use.CODING)
        for recording_id in sorted({row.recording for row in rows if row.table in ("people", "cameras")}):
            self._proposing.renew(recording_id)
        for recording_id in sorted({row.recording for row in rows if row.table in ("people", "meetings")}):
            self._proposing.suggest_in_family(recording_id)


def _held(change: RowChange) -> list[Row]:
    return [row for row in (change.before, change.after) if row is not None]
