"""The one door to a study: open it, ask it, apply edits, undo, redo. A study is a folder: ``study.db`` and ``media/``.

One thread uses one Project. Edits by humans go through :meth:`Project.apply` and its journal; what machines make
(frame indexes, signals, open proposals) is written beside it and can always be made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import cast

import numpy as np

from coder.exchanges.full_presence import FullPresence, full_presence_of
from coder.exchanges.pairing import Exchange, Outcome, Rule, exchanges
from coder.files.atomic_write import copy_atomically, digest_of, is_plain_name, remove_half_made
from coder.media import Clip, FrameIndex, Source
from coder.media.frame_index import even_index
from coder.privacy import keys, vault
from coder.privacy.audit_log import Act
from coder.privacy.consent import Use
from coder.proposals import propose
from coder.proposals.reconciliation import renewal
from coder.proposals.unproposed_draw import draw_stretches, observable_spans, wanted_stretches
from coder.study.blinding import Blinding
from coder.study.edits.coding import Changes, Edit, RowChange
from coder.study.edits.episodes import LayEpisodes, laid_from
from coder.study.edits.private_notes import PrivateNote, private_note_of
from coder.study.family_roles import suggested_from
from coder.study.guard import Guard
from coder.study.state import RecordingState
from coder.study.store import blinding_rows, row_mapping, scheme_rows
from coder.study.store.audit_rows import Trail
from coder.study.store.blind_view import SeenRows, blind_words
from coder.study.store.column_presets import Presets
from coder.study.store.context_rows import beside_in
from coder.study.store.database import Database
from coder.study.store.state_patch import order_of_event, order_of_proposal, order_of_stretch, state_after
from coder.vocabulary.coding_condition import Conduct
from coder.vocabulary.context import Beside
from coder.vocabulary.errors import ClipError, SchemeError, StudyError
from coder.vocabulary.events import Decision, Draft, Event, Proposal, Status
from coder.vocabulary.people import Person
from coder.vocabulary.recording import AnalysisReport, Recording
from coder.vocabulary.scheme import Scheme, load_scheme, role_of
from coder.vocabulary.settings import RuleSettings, Settings
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import MICROS
from coder.vocabulary.unproposed_stretch import LOOKED_AT, Stretch, StretchStatus

DB_NAME = "study.db"
MEDIA = "media"


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
        self.trail = Trail(db, key)
        """What left the study and what changed about its guarding."""
        self.guard = Guard(folder / MEDIA, db, self.trail)
        """Purpose, agreements, what may leave, and erasure."""
        self.presets = Presets(db)
        """Column mappings for tables of other programs, kept under names."""
        self.blinding = Blinding(db, self.trail)
        """Who codes which recording blind."""
        self._db = db
        self._key = key

    # Opening and closing

    @classmethod
    def create(cls, folder: Path, *, passphrase: str | None = None, scheme_texts: Sequence[str] = ()) -> Project:
        """Make a new, empty study, with the scheme that models can propose for, or with those given as TOML texts.

        Raises StudyError where something is already there, SchemeError where a scheme does not hold together; then
        nothing has been changed.
        """
        for text in scheme_texts:
            load_scheme(text)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StudyError(f"{folder} exists and is not an empty folder; choose another place for the study.")
        was_there = folder.exists()
        try:
            (folder / MEDIA).mkdir(parents=True)
            made = keys.create_key(folder, passphrase) if passphrase else None
            key = made.key if made else None
            db = Database(folder / DB_NAME, key=key, create=True)
        except OSError as error:
            remove_half_made(folder, keep_folder=was_there)
            raise StudyError(
                f"The study cannot be made at {folder}: {error.strerror}; choose another place."
            ) from error
        except BaseException:
            remove_half_made(folder, keep_folder=was_there)
            raise
        scheme_rows.keep(db, tuple(scheme_texts) or scheme_rows.texts(db))
        db.insert("facts", {"id": "created_at", "value": db.now()})
        blinding_rows.salt(db)
        project = cls(folder, db, key, recovery=made.recovery if made else None)
        project.trail.begin()
        return project

    @classmethod
    def open(cls, folder: Path, *, passphrase: str | None = None) -> Project:
        """Open a study; raise StudyError in one sentence where that is not possible."""
        if not (folder / DB_NAME).is_file():
            raise StudyError(f"There is no study at {folder}; check the path, or make one with: dyadmirror new STUDY")
        key = None
        if keys.is_encrypted(folder):
            if not passphrase:
                raise StudyError(f"The study {folder.name} asks for its passphrase; give it at the prompt.")
            key = keys.unlock(folder, passphrase)
        db = Database(folder / DB_NAME, key=key)
        project = cls(folder, db, key)
        project.trail.begin()
        project._sweep_media()
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

    @property
    def schemes(self) -> tuple[Scheme, ...]:
        """The schemes that the study was given, one by one."""
        return tuple(load_scheme(text) for text in scheme_rows.texts(self._db))

    def add_scheme(self, text: str) -> Scheme:
        """Take a further scheme into the study; raise SchemeError where it does not hold together or is there already.

        None can be taken out again: events may have been coded with it.
        """
        scheme = load_scheme(text)
        with self._db.transaction():
            present = scheme_rows.texts(self._db)
            if scheme.id in {load_scheme(one).id for one in present}:
                raise SchemeError(f"The study has a scheme {scheme.id!r} already; give the new one another id.")
            scheme_rows.keep(self._db, (*present, text))
        self._db.scheme_changed()
        for recording in self.recordings():
            if self.guard.lock(recording.id) is None:
                with self._db.transaction():
                    self._propose(recording.id, RuleSettings())
        return scheme

    @property
    def last_coder(self) -> str | None:
        """Who edited this study last."""
        return self._db.last_coder()

    @property
    def only_coder(self) -> str | None:
        """Who has worked in this study, where it is one alone, so that the window need not ask again."""
        names = self._db.coders()
        return names[0] if len(names) == 1 else None

    @property
    def encrypted(self) -> bool:
        """Whether codes are encrypted at rest."""
        return keys.is_encrypted(self.folder)

    def change_passphrase(self, secret: str, passphrase: str) -> None:
        """Give the study another passphrase; ``secret`` is the present one or the recovery key, which stays."""
        if not self.encrypted:
            raise StudyError(f"{self.folder} has no passphrase; only a new study can be given one.")
        with self.trail.told_first(Act.PASSPHRASE, {}):
            keys.change_passphrase(self.folder, secret, passphrase)

    # Recordings

    def recordings(self) -> tuple[Recording, ...]:
        """All recordings, in the order they were added."""
        return tuple(row_mapping.recording_of(row) for row in self._db.where("recordings"))

    def recording(self, recording_id: str) -> Recording:
        """One recording; raise StudyError where the study has none of that id."""
        row = self._db.get("recordings", recording_id)
        if row is None:
            known = ", ".join(recording.id for recording in self.recordings()) or "none yet"
            raise StudyError(f"There is no recording {recording_id!r} in this study; it has: {known}.")
        return row_mapping.recording_of(row)

    def add_recording(self, clip_path: Path, *, name: str | None = None, link: bool = False) -> Recording:
        """Read a clip through once for its frame index, copy it into the study (or link it), and add it.

        Raises ClipError where it is no clip; then the study is as it was, and the original is never touched.
        """
        with Clip.open(clip_path) as clip:
            index, info = clip.index, clip.info
        with self._db.transaction():
            recording_id = self._db.new_id("r")
            name_in_study = str(clip_path.resolve()) if link else f"{recording_id}{clip_path.suffix.lower()}"
            digest, size = digest_of(clip_path) if link else self._take_in(recording_id, clip_path, name_in_study)
            recording = Recording(
                id=recording_id,
                name=name or clip_path.stem,
                added_at=self._db.now(),
                clip=name_in_study,
                linked=link,
                clip_sha256=digest,
                clip_bytes=size,
                duration_us=index.end_us,
                info={
                    "width": info.width,
                    "height": info.height,
                    "rotation": info.rotation,
                    "codec": info.codec,
                    "fps": round(float(info.average_fps), 3),
                    "sound": info.audio is not None,
                },
            )
            self._db.insert("recordings", row_mapping.recording_row(recording))
            self._db.execute("INSERT INTO frame_indexes VALUES (?, ?)", (recording_id, index.to_bytes()))
            self.trail.append(Act.RECORDING_ADDED, {"recording": recording_id, "clip": "linked" if link else "copied"})
        return recording

    def add_without_clip(self, name: str, *, duration_us: int, frame_rate: float | None = None) -> Recording:
        """Add a recording whose clip is elsewhere, for codes that came without it; times lie on an even grid."""
        rate = Fraction(frame_rate or 25).limit_denominator(1001)
        frames = max(int(Fraction(duration_us, MICROS) * rate) + 1, 1)
        index = even_index(frames, rate)
        with self._db.transaction():
            recording = Recording(
                id=self._db.new_id("r"),
                name=name,
                added_at=self._db.now(),
                clip="",
                linked=True,
                clip_sha256="",
                clip_bytes=0,
                duration_us=index.end_us,
                info={"fps": round(float(rate), 3), "sound": False},
            )
            self._db.insert("recordings", row_mapping.recording_row(recording))
            self._db.execute("INSERT INTO frame_indexes VALUES (?, ?)", (recording.id, index.to_bytes()))
            self.trail.append(Act.RECORDING_ADDED, {"recording": recording.id, "clip": "none"})
        return recording

    def _take_in(self, recording_id: str, clip_path: Path, name: str) -> tuple[str, int]:
        """Copy a clip into the study, encrypted where the study has a key; return its SHA-256 and size."""
        target = self.folder / MEDIA / name
        try:
            if self._key is None:
                return copy_atomically(clip_path, target)
            key, wrapped = vault.new_wrapped_key(self._key)
            self._db.execute("INSERT INTO clip_keys VALUES (?, ?)", (recording_id, wrapped))
            return vault.encrypt_file(clip_path, target, key)
        except OSError as error:
            raise StudyError(
                f"{clip_path.name} could not be copied into the study ({error.strerror}); make room or link it instead."
            ) from error

    def clip_source(self, recording_id: str) -> Source:
        """Return what opens the recording's clip: a path, or a stream that decrypts as it is read.

        Raises ClipError where the clip has gone or been changed since it was added, StudyError where it is locked.
        """
        recording = self.recording(recording_id)
        self.guard.require(recording_id)
        if not recording.clip:
            raise ClipError(f"{recording.name} came in without its clip: its codes can be seen, but no picture.")
        if not recording.linked and not is_plain_name(recording.clip):
            raise StudyError(f"The study names a clip outside itself for {recording_id}; restore it from a backup.")
        path = Path(recording.clip) if recording.linked else self.folder / MEDIA / recording.clip
        if not path.is_file():
            raise ClipError(f"The clip of {recording.name} is no longer at {path}; put it back there to go on.")
        wrapped = self._db.execute("SELECT wrapped FROM clip_keys WHERE recording = ?", (recording_id,))
        if wrapped and self._key is not None:
            clip_key = vault.unwrap_key(self._key, cast("bytes", wrapped[0][0]))
            return partial(vault.open_vault, path, clip_key)
        if path.stat().st_size != recording.clip_bytes:
            raise ClipError(f"The clip {path} has changed since it was added; put the original back to go on.")
        return path

    def frame_index(self, recording_id: str) -> FrameIndex:
        """Return the index of every frame's true PTS, as it was built when the clip was added."""
        return self._db.frame_index(recording_id)

    def open_clip(self, recording_id: str) -> Clip:
        """Open the recording's clip with its cached index."""
        source, name = self.clip_source(recording_id), self.recording(recording_id).name
        return Clip.open(source, index=self.frame_index(recording_id), name=name)

    def on_frames(self, recording_id: str, onset_us: int, offset_us: int) -> Snap:
        """Move two times onto the nearest frames (the offset may also be the end of the clip)."""
        index = self.frame_index(recording_id)
        pts = index.pts_us
        onset = int(pts[index.nearest(onset_us)])
        if offset_us <= onset_us:
            return Snap(onset, onset)
        marks = np.append(pts[pts > onset], index.end_us)
        return Snap(onset, int(marks[np.argmin(np.abs(marks - offset_us))]))

    def planned_episodes(self, recording_id: str, scheme_id: str, onset_us: int) -> LayEpisodes:
        """Return the edit that lays a template's episodes on a recording, each border on a frame.

        Raises SchemeError where the study has no such template, StudyError where no episode fits.
        """
        scheme = next((one for one in self.schemes if one.id == scheme_id), None)
        if scheme is None:
            raise SchemeError(
                f"This study has no scheme {scheme_id!r}; add it with: dyadmirror scheme STUDY {scheme_id}"
            )
        index = self.frame_index(recording_id)
        laid = laid_from(
            scheme, onset_us, end_us=index.end_us, on_frame=lambda us: int(index.pts_us[index.nearest(us)])
        )
        return LayEpisodes(recording_id, laid)

    # What machines made

    def store_analysis(
        self, recording_id: str, report: AnalysisReport, people: Sequence[Person], tracks: Sequence[SignalTrack]
    ) -> None:
        """Keep an analysis, and make its proposals. Roles that a human settled and decided proposals stay."""
        confirmed = {person.letter: person.confirmed_role for person in self.people(recording_id)}
        previous = self.analysis(recording_id)
        people, why = self._as_settled_before(recording_id, people)
        report = replace(report, notes=(*report.notes, *why))
        with self._db.transaction():
            self.guard.require(recording_id, Use.CODING)
            self._db.execute(
                "INSERT OR REPLACE INTO analyses VALUES (?, ?, ?, ?)",
                (recording_id, report.key, report.made_at, row_mapping.report_text(report)),
            )
            self._db.execute("DELETE FROM signals WHERE recording = ?", (recording_id,))
            for track in tracks:
                self._db.execute(
                    "INSERT INTO signals VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row_mapping.track_values(recording_id, track)
                )
            self._db.execute("DELETE FROM people WHERE recording = ?", (recording_id,))
            # Letters come from the analysis: another analysis may give them to others, so a settled role is kept
            # only where the same key says that the letters mean the same people.
            keep = previous is not None and previous.key == report.key
            for person in people:
                role = confirmed.get(person.letter) if keep else None
                self._db.insert("people", row_mapping.person_row(recording_id, replace(person, confirmed_role=role)))
            self._propose(recording_id, RuleSettings())

    def _as_settled_before(
        self, recording_id: str, people: Sequence[Person]
    ) -> tuple[Sequence[Person], tuple[str, ...]]:
        """Suggest the roles that a human settled in the family's latest earlier recording, and say so."""
        meeting = self.beside(recording_id).meeting
        if meeting is None or not meeting.family:
            return people, ()
        for other in reversed(self.recordings()):
            theirs = self.beside(other.id).meeting if other.id != recording_id else None
            if theirs is None or theirs.family != meeting.family:
                continue
            roles = suggested_from(self.people(other.id), people)
            if roles:
                named = ", ".join(f"{letter} as {role}" for letter, role in sorted(roles.items()))
                why = f"Suggested from who was settled in {other.id}, by size and place: {named}."
                return [replace(one, suggested_role=roles.get(one.letter, one.suggested_role)) for one in people], (
                    why,
                )
        return people, ()

    def analysis(self, recording_id: str) -> AnalysisReport | None:
        """Return the report of the stored analysis, or None."""
        rows = self._db.execute("SELECT report FROM analyses WHERE recording = ?", (recording_id,))
        return row_mapping.report_of(str(rows[0][0])) if rows else None

    def analysis_key(self, recording_id: str, settings: Settings, models: Sequence[str]) -> str:
        """Name of what an analysis would be: this clip, these weights, these settings."""
        return settings.key(self.recording(recording_id).clip_sha256, *sorted(models))

    def signals(self, recording_id: str) -> tuple[SignalTrack, ...]:
        """Return all signal tracks of a recording, by person and name."""
        sql = "SELECT * FROM signals WHERE recording = ? ORDER BY person, name"
        return tuple(row_mapping.track_of(row) for row in self._db.execute(sql, (recording_id,)))

    def people(self, recording_id: str) -> tuple[Person, ...]:
        """Return the people of a recording, as letters."""
        self.recording(recording_id)
        found = (row_mapping.person_of(row) for row in self._db.where("people", recording=recording_id))
        return tuple(sorted(found, key=lambda person: (len(person.letter), person.letter)))

    def proposals(self, recording_id: str) -> tuple[Proposal, ...]:
        """Return all proposals of a recording, in order of onset, whatever their status."""
        rows = self._db.where("proposals", recording=recording_id)
        found = (row_mapping.proposal_of(row) for row in rows)
        return tuple(sorted(found, key=order_of_proposal))

    def _propose(self, recording_id: str, settings: RuleSettings) -> None:
        """Bring the undecided proposals up to date with signals and roles; what is unchanged keeps its id."""
        index = self.frame_index(recording_id)
        drafts = propose(
            self.signals(recording_id),
            self.people(recording_id),
            frame_pts_us=index.pts_us,
            end_us=index.end_us,
            settings=settings,
        )
        asked = [draft for draft in drafts if self._may_propose(draft)]
        change = renewal(self.proposals(recording_id), asked)
        for proposal in change.gone:
            self._db.delete("proposals", proposal.id)
        for draft, old in change.wanted:
            made = (
                replace(old, draft=draft) if old else Proposal(self._db.new_id("p"), recording_id, draft, Status.OPEN)
            )
            self._db.insert("proposals", row_mapping.proposal_row(made))
        if asked or not drafts:
            self._draw_stretches(recording_id, index)  # where the scheme leaves nothing to propose, nothing is missed

    def _draw_stretches(self, recording_id: str, index: FrameIndex) -> None:
        """Draw stretches in which nothing is proposed, as many as go with the proposals; what was looked at stays."""
        proposals = self.proposals(recording_id)
        proposed = [proposal.draft.interval for proposal in proposals]
        kept = []
        for stretch in self.stretches(recording_id):
            if stretch.status not in LOOKED_AT and any(stretch.interval.overlaps(span) for span in proposed):
                self._db.delete("stretches", stretch.id)
            else:
                kept.append(stretch.interval)
        drawn = draw_stretches(
            [*proposed, *kept],
            observable_spans(self.people(recording_id)),
            frame_pts_us=index.pts_us,
            end_us=index.end_us,
            count=max(wanted_stretches(len(proposals)) - len(kept), 0),
            seed=f"{blinding_rows.salt(self._db)} {recording_id} {len(kept)}",
        )
        for span in drawn:
            stretch = Stretch(self._db.new_id("s"), recording_id, span.onset_us, span.offset_us, StretchStatus.OPEN)
            self._db.insert("stretches", row_mapping.stretch_row(stretch))

    def _may_propose(self, draft: Draft) -> bool:
        """Whether the study codes it, and not as something that only a human codes."""
        role = role_of(draft.subject)
        return self.scheme.has(role, draft.code) and not self.scheme.code(role, draft.code).only_human

    # What humans said

    def events(self, recording_id: str, *, coder: str | None = None) -> tuple[Event, ...]:
        """Return the events of a recording in order of onset, all coders' or one's."""
        equal = {"recording": recording_id} | ({"coder": coder} if coder else {})
        found = (row_mapping.event_of(row) for row in self._db.where("events", **equal))
        return tuple(sorted(found, key=order_of_event))

    def sources(self, recording_id: str) -> tuple[tuple[str, str], ...]:
        """Return format and content of the files that came into a recording, newest first (coder.interchange.write_back.Source)."""
        rows = self._db.where("sources", recording=recording_id)
        return tuple((str(row["format"]), str(row["content"])) for row in reversed(rows))

    def decisions(self, recording_id: str) -> tuple[Decision, ...]:
        """Return every decision on a recording's proposals, oldest first."""
        return tuple(row_mapping.decision_of(row) for row in self._db.where("decisions", recording=recording_id))

    def conducts(self, recording_id: str) -> dict[str, Conduct]:
        """Return how each coder works on a recording, by coder; who has not begun is not in it."""
        found = (row_mapping.conduct_of(row) for row in self._db.where("conducts", recording=recording_id))
        return {conduct.coder: conduct for conduct in found}

    def stretches(self, recording_id: str) -> tuple[Stretch, ...]:
        """Return the stretches in which nothing was proposed, in order of onset, whatever their status."""
        found = (row_mapping.stretch_of(row) for row in self._db.where("stretches", recording=recording_id))
        return tuple(sorted(found, key=order_of_stretch))

    def outcomes(self, recording_id: str, *, coder: str | None = None) -> dict[str, Outcome]:
        """Return what a human said of bids: event id to outcome; only their own word to a ``coder`` who is blind."""
        rows = self._db.where("outcomes", recording=recording_id)
        conduct = self.blinding.conduct(recording_id, coder) if coder else None
        if conduct is not None and conduct.blind:
            rows = [row for row in rows if row["coder"] == coder]
        return {str(row["id"]): Outcome(str(row["outcome"])) for row in rows}

    def private_notes(self, recording_id: str, *, coder: str) -> tuple[PrivateNote, ...]:
        """Return what one coder noted of themselves in a recording, oldest first; nobody is given another's."""
        self.recording(recording_id)
        rows = self._db.where("private_notes", recording=recording_id, coder=coder)
        return tuple(sorted(map(private_note_of, rows), key=lambda note: (note.written_at, len(note.id), note.id)))

    def beside(self, recording_id: str) -> Beside:
        """Return what stands beside a recording's codes: the caregivers' cards, the meeting, what was brought."""
        return beside_in(self._db, recording_id)

    def exchanges(self, recording_id: str, rule: Rule, *, coder: str | None = None) -> tuple[Exchange, ...]:
        """Return the exchanges that follow from the confirmed events under a rule (see :meth:`full_presence`)."""
        return exchanges(
            self.events(recording_id, coder=coder),
            scheme=self.scheme,
            rule=rule,
            end_us=self.recording(recording_id).duration_us,
            settled=self.outcomes(recording_id, coder=coder),
            full_presence=self.full_presence(recording_id, coder=coder).windows,
        )

    def full_presence(self, recording_id: str, *, coder: str | None = None) -> FullPresence:
        """Return the windows that the family chose; its ``rule`` gives the variant of a rule that asks for them."""
        events, end_us = self.events(recording_id, coder=coder), self.recording(recording_id).duration_us
        return full_presence_of(self.beside(recording_id), events, end_us)

    def proposal(self, proposal_id: str) -> Proposal:
        """One proposal by id; raise StudyError where the study has none."""
        row = self._db.get("proposals", proposal_id)
        if row is None:
            raise StudyError(f"There is no proposal {proposal_id!r} in this study; list them to find its id.")
        return row_mapping.proposal_of(row)

    def state(self, recording_id: str, *, coder: str | None = None) -> RecordingState:
        """Return everything the window shows of a recording, as far as a coder may see it; all of it for None.

        For "" (nobody has said who is coding) it holds nothing that coding blind would hide.
        """
        settled = self._db.where("outcomes", recording=recording_id)
        whole = RecordingState(
            recording=self.recording(recording_id),
            index=self.frame_index(recording_id),
            report=self.analysis(recording_id),
            people=self.people(recording_id),
            proposals=self.proposals(recording_id),
            events=self.events(recording_id),
            beside=self.beside(recording_id),
            outcomes={str(row["id"]): Outcome(str(row["outcome"])) for row in settled},
            undo_label=self._step_label(coder, back=True),
            redo_label=self._step_label(coder, back=False),
            stretches=self.stretches(recording_id),
            settled_by={str(row["id"]): str(row["coder"]) for row in settled},
        )
        return whole if coder is None else whole.seen_by(coder, self.blinding.conduct(recording_id, coder))

    def shown_to(self, recording_id: str, coder: str, *, blind: bool = False) -> RecordingState:
        """Return a recording's state for a coder before whose eyes it now comes.

        Where there is anything that coding blind would hide, this is the moment at which they begin: blind by their
        choice, else as the study's draw has it.
        """
        if coder and self._can_be_hidden(recording_id, coder):
            self.blinding.begin(recording_id, coder, blind=blind)
        return self.state(recording_id, coder=coder)

    def require_seen(self, recording_id: str, coder: str, what: str) -> None:
        """Begin a recording before ``what`` is shown to a coder; raise StudyError where they code it blind."""
        conduct = self.shown_to(recording_id, coder).conduct
        if conduct is not None and conduct.blind:
            raise StudyError(blind_words(coder, recording_id, what))

    def _can_be_hidden(self, recording_id: str, coder: str) -> bool:
        analysed = self._db.execute("SELECT 1 FROM analyses WHERE recording = ?", (recording_id,))
        sql = "SELECT 1 FROM events WHERE recording = ? AND coder <> ? LIMIT 1"
        return bool(analysed or self._db.execute(sql, (recording_id, coder)))

    def state_after(self, state: RecordingState, changes: Changes) -> RecordingState:
        """Return a state that was whole before ``changes`` as it is after them; quick however much the study holds."""
        recording, coder = state.recording.id, state.coder
        patched = None
        # Whoever has just begun sees other things than before.
        if coder is None or state.conduct == self.blinding.conduct(recording, coder):
            patched = state_after(state, changes)
        if patched is None:
            return self.state(recording, coder=coder)
        undo, redo = (self._step_label(coder, back=back) for back in (True, False))
        return replace(patched, undo_label=undo, redo_label=redo)

    # Edits

    def apply(self, edit: Edit, *, coder: str) -> Changes:
        """Make an edit; it is on the disk when this returns. Raises StudyError, and then nothing has changed."""
        if not coder.strip():
            raise StudyError("Every edit says who made it; give a coder's name or pseudonym.")
        name = coder.strip()

        def follow(rows: Sequence[RowChange]) -> None:
            self._follow(rows)
            for recording_id in sorted({row.recording for row in rows}):
                self.blinding.begun_in_view(recording_id, name)

        return self._db.apply(edit, name, rows=SeenRows(self._db, name), follow=follow)

    def undo(self, *, coder: str | None = None) -> Changes | None:
        """Take back the newest edit that stands, in this or an earlier sitting; None when there is none.

        Of a recording that ``coder`` codes blind, only their own edits: others' words are neither shown nor touched.
        """
        return self._db.undo(follow=self._follow) if self._may_step(coder, back=True) else None

    def redo(self, *, coder: str | None = None) -> Changes | None:
        """Bring back the edit that was undone last; None when there is none. For ``coder``, see :meth:`undo`."""
        return self._db.redo(follow=self._follow) if self._may_step(coder, back=False) else None

    @property
    def undo_label(self) -> str | None:
        """What an undo would take back, or None."""
        return self._step_label(None, back=True)

    @property
    def redo_label(self) -> str | None:
        """What a redo would bring back, or None."""
        return self._step_label(None, back=False)

    def _may_step(self, coder: str | None, *, back: bool) -> bool:
        """Whether an undo or redo would show a coder nothing that is kept from them."""
        step = self._db.next_step(back=back)
        if coder is None or step is None or step.coder == coder:
            return True
        conducts_of_step = (self.blinding.conduct(recording_id, coder) for recording_id in step.recordings)
        return all(conduct is not None and not conduct.blind for conduct in conducts_of_step)

    def _step_label(self, coder: str | None, *, back: bool) -> str | None:
        step = self._db.next_step(back=back)
        return step.label if step is not None and self._may_step(coder, back=back) else None

    def _follow(self, rows: Sequence[RowChange]) -> None:
        """Refuse an edit that was not agreed to. Bring proposals up to date when a role has changed.

        Both in the edit's own transaction: a withdrawal cannot slip in between.
        """
        for recording_id in sorted({row.recording for row in rows}):
            self.guard.require(recording_id, Use.CODING)
        for recording_id in sorted({row.recording for row in rows if row.table == "people"}):
            self._propose(recording_id, RuleSettings())

    # Housekeeping

    def _sweep_media(self) -> None:
        """Remove what a crash during an import left: files that no recording names. Originals are elsewhere.

        Only under the write lock, which an import holds while it copies: a copy under way is not a leftover.
        """
        media = self.folder / MEDIA
        with self._db.transaction():
            known = {row["clip"] for row in self._db.where("recordings")}
            for path in media.iterdir() if media.is_dir() else ():
                if path.is_file() and path.name not in known:
                    path.unlink()
