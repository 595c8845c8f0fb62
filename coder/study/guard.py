"""What stands between a study and its misuse: purpose, agreements, locks, what may leave, and erasure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from coder.files.atomic_write import digest_of, is_plain_name, refuse_target, sync_folder
from coder.privacy.audit_crosscheck import disagreements
from coder.privacy.audit_log import STEPS, AuditedAct, TrailReport, without_counts
from coder.privacy.consent import Because, ConsentGiven, Use, agreed_uses, lock_of, today_utc
from coder.privacy.purpose import NOT_STATED, Purpose
from coder.study.edits.changes import recording_called
from coder.study.media_sweep import ASIDE, doom, remove_doomed
from coder.study.store import calibration_rows, camera_rows, example_rows, step_seal, withdrawn_clips
from coder.study.store import consent_rows as rows
from coder.study.store.audit_rows import AuditTrail
from coder.study.store.database import Database
from coder.study.store.erasure import Erased, erase_rows, rebuild, what_remains
from coder.study.verification import (
    cameras_as_added,
    conducts_as_drawn,
    order_of_times,
    recordings_as_added,
    rows_as_coded,
    seen_through_cameras,
    steps_as_sealed,
)
from coder.vocabulary.coding_condition import CodingMode
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import named, plural, tr

LOCK_AFTER_MIN = 10
"""After so many minutes without a hand on it a study is locked, unless it says otherwise; 0 is never."""
MOST_MIN = 240


@dataclass(frozen=True, slots=True)
class Guarded:
    """How a study as a whole is guarded."""

    purpose: Purpose | None
    retention: date | None
    lock_after_min: int
    purpose_put_off: bool
    """Whether somebody was asked for the purpose and said: later."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What was agreed for one recording, and what follows from it today."""

    agreements: tuple[ConsentGiven, ...]
    uses: frozenset[Use] | None
    """What everybody agreed to; None where nobody's agreement is recorded."""
    until: date | None
    """The last day on which it can be seen, by agreement or retention date, whichever comes first."""
    locked: Because | None

    @property
    def words(self) -> str:
        """What everybody agreed to, as it travels with what leaves: it names no one. "" where nothing is recorded."""
        if self.uses is None:
            return ""
        people = plural(len(self.agreements), "{number} person", "{number} people", number=len(self.agreements))
        uses = ", ".join(use.words for use in Use if use in self.uses) or "nothing"
        return tr(
            "{people} agreed to: {uses}{part}",
            people=people,
            uses=uses,
            part=tr("; until {until}", until=self.until.isoformat()) if self.until else "",
        )


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was erased, when, why and how. It names no one."""

    recording: str
    erased_at: str
    because: Because
    clip: str
    removed: dict[str, int]
    trail_entry: int
    trail_hash: str
    searched: int
    """For how many pieces of what was erased the study's file was searched, byte by byte."""
    left: int
    """How many of them were found all the same; 0 but where another program keeps the file from being rebuilt."""
    not_covered: tuple[str, ...]


class Guard:
    """Purpose and agreements of one open study."""

    def __init__(
        self,
        media: Path,
        db: Database,
        trail: AuditTrail,
        *,
        key: bytes | None = None,
        today: Callable[[], date] = today_utc,
        renew: Callable[[], None] = lambda: None,
    ) -> None:
        self._media, self._db, self._trail, self._key, self._today = media, db, trail, key, today
        self._renew = renew

    # What the study is for

    @property
    def purpose(self) -> Purpose | None:
        """What the study says it is for; None where it was not stated."""
        return rows.purpose(self._db)

    @property
    def retention(self) -> date | None:
        """The last day on which the study's clips can be seen, or None."""
        return rows.retention(self._db)

    def state_purpose(self, purpose: Purpose | None, *, retention: date | None = None) -> None:
        """State purpose and retention date; None leaves either as it is.

        Raises StudyError where people have agreed under another purpose: they did not agree to the new one.
        """
        with self._db.transaction():
            stated = self.purpose
            if purpose is not None and stated not in (None, purpose) and rows.any_agreement(self._db):
                raise StudyError(
                    tr(
                        "People agreed to this study for {stated}; "
                        "make a new study for another purpose and ask them again.",
                        stated=stated.words if stated else NOT_STATED,
                    )
                )
            rows.state(self._db, purpose=purpose, retention=retention)
            now = self.purpose
            told = {"purpose": now.value if now else NOT_STATED, "until": _text(self.retention)}
            self._trail.append(AuditedAct.PURPOSE, told)

    @property
    def guarded(self) -> Guarded:
        """How the study as a whole is guarded, in one piece."""
        return Guarded(
            purpose=self.purpose,
            retention=self.retention,
            lock_after_min=rows.lock_after_min(self._db, usual=LOCK_AFTER_MIN, most=MOST_MIN),
            purpose_put_off=rows.purpose_put_off(self._db),
        )

    def put_off_purpose(self) -> None:
        """Keep that somebody was asked for the purpose and said: later. It is asked once."""
        rows.put_off_purpose(self._db)

    def agreement_put_off(self, recording: str) -> bool:
        """Whether somebody was asked who agreed for a recording and said: not now."""
        return rows.agreement_put_off(self._db, recording)

    def put_off_agreement(self, recording: str) -> None:
        """Keep that they did: it is offered for this recording no more."""
        self._check(recording)
        rows.put_off_agreement(self._db, recording)

    def lock_after(self, minutes: int) -> None:
        """Keep after how many minutes without a hand on it the study is locked; 0 is never."""
        if not 0 <= minutes <= MOST_MIN:
            raise StudyError(
                tr(
                    "A study locks after 1 to {most_min} minutes, or never (0); {minutes} is neither.",
                    most_min=MOST_MIN,
                    minutes=minutes,
                )
            )
        rows.keep_lock_after(self._db, minutes)

    # Who agreed

    def consent(self, recording: str) -> Consent:
        """What was agreed for a recording, and what follows from it today."""
        return self._consent(self.agreements(recording), self.retention, self._day())

    def consents(self, recordings: Iterable[str]) -> dict[str, Consent]:
        """Return the same for many recordings; two questions however many there are."""
        every, retention, today = rows.every_agreement(self._db), self.retention, self._day()
        return {one: self._consent(every.get(one, ()), retention, today) for one in recordings}

    def _day(self) -> date:
        """Today, or the day of the trail's newest entry where this computer's clock is behind it.

        So a clock that was set back opens nothing that was closed. One that was ahead closes only until the next
        entry, such as an agreement that is recorded anew.
        """
        return max(self._today(), self._trail.newest_day() or date.min)

    @staticmethod
    def _consent(said: tuple[ConsentGiven, ...], retention: date | None, today: date) -> Consent:
        days = [day for day in (*(agreement.until for agreement in said), retention) if day is not None]
        locked = lock_of(said, retention=retention, today=today)
        return Consent(said, agreed_uses(said), min(days, default=None), locked)

    def agreements(self, recording: str) -> tuple[ConsentGiven, ...]:
        """Who agreed to what for a recording."""
        self._check(recording)
        return rows.agreements(self._db, recording)

    def agree(self, recording: str, who: Sequence[str], uses: frozenset[Use], *, until: date | None) -> None:
        """Record that people agreed; it takes the place of what the same people said before."""
        with self._db.transaction():
            self._check(recording)
            for name in who:
                rows.keep(self._db, recording, ConsentGiven(name, uses, until))
            if not any(agreement.withdrawn for agreement in self.agreements(recording)):
                for digest in self._clip_hashes(recording):
                    withdrawn_clips.forget(self._db, digest)
            named = [use.value for use in Use if use in uses]
            told = {"recording": recording, "people": len(who), "to": named, "until": _text(until)}
            self._trail.append(AuditedAct.AGREEMENT, {**told, "seal": rows.seal(self._db, recording)})
            if calibration_rows.came_from(self._db, recording):
                self._renew()

    def withdraw(self, recording: str, who: Sequence[str] = ()) -> None:
        """Record that people said no, or no longer: those named, else everybody. It is locked from now."""
        with self._db.transaction():
            known = {agreement.who: agreement for agreement in self.agreements(recording)}
            people = tuple(who) or tuple(known) or ("somebody",)
            for name in people:
                said = known.get(name, ConsentGiven(name, frozenset(), None))
                rows.keep(self._db, recording, replace(said, withdrawn=True))
            for digest in self._clip_hashes(recording):
                withdrawn_clips.keep(self._db, digest)
            told = {"recording": recording, "people": len(people), "seal": rows.seal(self._db, recording)}
            self._trail.append(AuditedAct.WITHDRAWAL, told)
            if calibration_rows.came_from(self._db, recording):
                self._renew()  # what was learned from it is used no longer

    def refuse_withdrawn(self, clip: Path) -> None:
        """Raise StudyError where consent for this very clip was withdrawn here, also if it was erased since."""
        if self.was_withdrawn(clip):
            raise StudyError(
                tr(
                    "Consent for {clip} was withdrawn in this study, so it is not taken in again; ask the people in "
                    "it anew, and add it with --agreed-anew where all of them said yes.",
                    clip=clip.name,
                )
            )

    def was_withdrawn(self, clip: Path) -> bool:
        """Whether consent for this very clip was withdrawn here."""
        return withdrawn_clips.any_kept(self._db) and withdrawn_clips.is_kept(self._db, digest_of(clip)[0])

    def _clip_hashes(self, recording: str) -> tuple[str, ...]:
        """The clip of every camera of a recording: who withdraws does so for all of them."""
        row = self._db.get("recordings", recording)
        first = (str(row["clip_sha256"]),) if row is not None and row["clip"] else ()
        return (*first, *camera_rows.hashes(self._db, recording))

    def trail(self, *, kept_from_reader: Collection[str] = ()) -> TrailReport:
        """Return the trail for reading; while somebody codes a recording blind, without what was counted in it.

        So it is with recordings that are kept from whoever reads it, ``kept_from_reader``.
        """
        return self._readable(self._trail.report(), kept_from_reader)

    def _readable(self, report: TrailReport, kept_from_reader: Collection[str] = ()) -> TrailReport:
        blind = {str(row["recording"]) for row in self._db.where("conducts", mode=CodingMode.BLIND.value)}
        return replace(report, entries=without_counts(report.entries, blind.union(kept_from_reader)))

    def verify(self, *, read_clips: bool = False, kept_from_reader: Collection[str] = ()) -> TrailReport:
        """Check the trail, and that all that the study holds still is what it says it became.

        That is: purpose, agreements, recordings, what each shows and how long it is, what was coded, who codes blind,
        and the order of times. ``read_clips`` reads every clip through for its hash, which takes as long as that.
        What is counted is left out as in :meth:`trail`.
        """
        report, purpose = self._trail.report(), self.purpose
        seals = {str(row["id"]): rows.seal(self._db, str(row["id"])) for row in self._db.where("recordings")}
        other = disagreements(
            report.entries,
            purpose=purpose.value if purpose else NOT_STATED,
            until=_text(self.retention),
            seals=seals,
        )
        more = (
            *order_of_times(report.entries),
            *recordings_as_added(self._db, self._media, self._key, read_clips=read_clips),
            *cameras_as_added(self._db, self._media, self._key, report.entries, read_clips=read_clips),
            *seen_through_cameras(self._db),
            *conducts_as_drawn(self._db, report.entries),
            *rows_as_coded(self._db, report.entries),
            *steps_as_sealed(self._db, report.entries),
        )
        return self._readable(replace(report, findings=(*report.findings, *other, *more)), kept_from_reader)

    # What follows from it

    def lock(self, recording: str) -> Because | None:
        """Why a recording is locked now, or None."""
        return lock_of(self.agreements(recording), retention=self.retention, today=self._day())

    def require(self, recording: str, use: Use | None = None) -> None:
        """Raise StudyError, in one sentence, where a recording is locked or was not agreed to be used so."""
        because = self.lock(recording)
        if because is not None:
            why = (
                tr("an agreement was withdrawn")
                if because is Because.WITHDRAWN
                else tr("it is {because}", because=named(because))
            )
            what_to_do = (
                tr("state a later day for the study, where that was agreed, or erase it")
                if because is Because.PAST_RETENTION
                else tr("ask the people in it anew and record what they say, or erase it")
            )
            raise StudyError(
                tr(
                    "The recording {recording} is locked, because {why}; {what_to_do}.",
                    recording=recording_called(self._db, recording),
                    why=why,
                    what_to_do=what_to_do,
                )
            )
        agreed = agreed_uses(self.agreements(recording))
        if use is not None and agreed is not None and use not in agreed:
            raise StudyError(
                tr(
                    "Not everybody in {recording} agreed to {use}; ask them, and record what they say.",
                    recording=recording_called(self._db, recording),
                    use=use.words,
                )
            )

    def require_open(self, recording: str) -> None:
        """As :meth:`require`, before something is read; of a recording that an undo took away there is nothing."""
        if self._db.get("recordings", recording) is not None:
            self.require(recording)

    def keeps_back(self, recording: str) -> str | None:
        """Return why nothing of a recording may leave the study, in one sentence, or None.

        A file that leaves is shared, whoever it is meant for. In a study that states its purpose, a recording for which
        nobody's agreement is recorded stays in; in one that does not, nothing is known to hold anybody to.
        """
        try:
            self.require(recording, Use.SHARING)
        except StudyError as error:
            return str(error)
        if self.purpose is not None and not self.agreements(recording):
            return tr(
                "Nobody's agreement is recorded for {recording}; ask the people in it, and record what they say.",
                recording=recording_called(self._db, recording),
            )
        return None

    def refuse_target(self, target: Path, *, over: bool, clip: bool = False) -> None:
        """Raise StudyError where nothing may be written to ``target``: over an original that is linked here, least."""
        for row in (*self._db.where("recordings", linked=1), *self._db.where("camera_clips", linked=1)):
            with suppress(OSError):
                if row["clip"] and target.samefile(str(row["clip"])):
                    raise StudyError(
                        tr(
                            "{target} is the original of {recording}, linked here; choose another name.",
                            target=target,
                            recording=recording_called(self._db, str(row["id"])),
                        )
                    )
        refuse_target(target, over=over, clip=clip)

    @contextmanager
    def leaving(self, recordings: Sequence[str], *, format_id: str, events: int, proposals: int = 0) -> Iterator[None]:
        """Let something of these recordings leave: refused beyond what was agreed, and told in the trail first.

        ``proposals`` counts those that nobody decided on and that a human let out all the same.
        """
        for recording in recordings:
            reason = self.keeps_back(recording)
            if reason is not None:
                raise StudyError(reason)
        purpose = self.purpose.value if self.purpose else NOT_STATED
        told: dict[str, object] = {"format": format_id, "recordings": list(recordings), "events": events}
        told |= {"purpose": purpose} | ({"proposals": proposals} if proposals else {})
        with self._db.transaction():
            told[STEPS] = step_seal.sealed(self._db)
        with self._trail.told_first(AuditedAct.EXPORT, told):
            yield

    def erase(self, recording: str, *, at_once: bool = False) -> Certificate:
        """Erase a recording for ever: its clip's key or file, codes, measurements, agreements and history.

        Raises StudyError where it is not locked and ``at_once`` is not said: what stands is not erased by a slip.
        """
        with self._db.transaction():
            self._check(recording)
            because = self.lock(recording) or (Because.ASKED if at_once else None)
            if because is None:
                raise StudyError(
                    tr(
                        "The recording {recording} is not locked; withdraw its agreement first, or erase it with "
                        "--now.",
                        recording=recording_called(self._db, recording),
                    )
                )
            row = self._db.get("recordings", recording)
            assert row is not None
            others = camera_rows.held_files(self._db, recording)
            erased = erase_rows(self._db, recording)
            if erased.rows["calibrations"]:
                self._renew()  # what is proposed under a calibration goes with it
            # A study that came from elsewhere may have been altered to name somebody's other files.
            clip = str(row["clip"])
            held = bool(clip) and not row["linked"] and is_plain_name(clip)
            files = [clip] if held else []
            files += [name for name, linked in others if not linked and is_plain_name(name)]
            keys = erased.rows["clip_keys"]
            how = _NONE if not clip else _LINKED if not held else _KEY if keys else _FILE
            for file in files:
                doom(self._db, self._media, file)
            entry = self._trail.append(
                AuditedAct.ERASURE, {"recording": recording, "because": because.value, "clip": how}
            )
        self._db.forget(recording)
        # After the commit: should the power go in between, opening the study removes what was doomed.
        remove_doomed(self._db, self._media)
        if files:
            sync_folder(self._media)
        uncovered = [*_NOT_COVERED[how], *self._not_reached(erased, files)]
        if how is not _LINKED and any(linked for _, linked in others):
            uncovered.append(
                tr("A further camera's clip was linked, not copied: it is still where it was; erase it there.")
            )
        if not rebuild(self._db):
            uncovered.append(tr("Another program has the study open; what it holds goes when it closes it."))
        left = what_remains(self._db, erased.pieces)
        if left:
            uncovered.append(
                tr(
                    "{left} pieces of what was erased can still be found in the database; close every program that "
                    "has it open, open it anew and make a new study of what stays.",
                    left=left,
                )
            )
        return Certificate(
            recording=recording,
            erased_at=entry.at,
            because=because,
            clip=how,
            removed={name: count for name, count in erased.rows.items() if name != "clip_keys"},
            trail_entry=entry.number,
            trail_hash=entry.hash,
            searched=len(erased.pieces),
            left=left,
            not_covered=tuple(uncovered),
        )

    def _not_reached(self, erased: Erased, files: Sequence[str]) -> list[str]:
        """What an erasure left, looked at and not assumed."""
        found = []
        for file in files:
            path = self._media / file
            if not (path.exists() or path.is_symlink()):
                continue
            found.append(
                tr(
                    "media/{file} is not the file that was copied in, so it was left where it is; look at it yourself.",
                    file=file,
                )
            )
        aside = self._media.parent / ASIDE
        if aside.is_dir() and any(aside.iterdir()):
            found.append(
                tr(
                    "{aside}/ holds what lay in media/ and belonged to no recording; look whether it is of this.",
                    aside=ASIDE,
                )
            )
        if erased.codes_kept:
            found.append(
                tr(
                    "{codes_kept} codes that came in with it stay, because other recordings are coded with them.",
                    codes_kept=erased.codes_kept,
                )
            )
        examples = ", ".join(example_rows.names(self._db))
        if examples:
            found.append(
                tr(
                    "Examples of codes stay ({examples}), because an excerpt does not tell whose it is; look at "
                    "each, and "
                    "take out what is of this recording.",
                    examples=examples,
                )
            )
        return [*found, _OF_THE_STUDY]

    def _check(self, recording: str) -> None:
        if self._db.get("recordings", recording) is None:
            raise StudyError(
                tr("There is no recording {recording!r} in this study; list them to find its id.", recording=recording)
            )


_KEY = tr("key destroyed and file removed")
_FILE = tr("file removed")
_LINKED = tr("left where it is linked")
_NONE = tr("none was held")
_COPIES = tr("Copies made before are not reached: backups, exports, the original from which the clip was copied.")
_NOT_COVERED = {
    _KEY: (_COPIES, tr("A backup of study.db that still holds the key opens a backup of the clip.")),
    _FILE: (
        _COPIES,
        tr(
            "The study has no passphrase: a removed file is not overwritten, and may be read from the disk for a while."
        ),
    ),
    _NONE: (_COPIES,),
    _LINKED: (_COPIES, tr("The clip was linked, not copied: it is still where it was, and has to be erased there.")),
}


_OF_THE_STUDY = tr(
    "What is of the study as a whole stays, with the words in it: coding schemes, column mappings, named filters, "
    "passes, and how each coder, by name, laid out the window and its keys."
)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
