"""Whether what a study holds still is what its trail tells of: clips, lengths, times, codes, and who coded blind."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations, islice, pairwise
from pathlib import Path
from typing import BinaryIO

from coder.files.atomic_write import digest_of, is_plain_file, is_plain_name
from coder.privacy import vault
from coder.privacy.audit_log import STEPS, AuditedAct, Entry, Finding, told
from coder.study.edits.changes import Row, RowChange
from coder.study.store import analysis_rows, camera_rows, clip_seal, journal, row_mapping, step_seal
from coder.study.store.database import Database
from coder.vocabulary.coding_condition import CodingMode, Why
from coder.vocabulary.errors import MendableError, StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.recording import StoredClip
from coder.vocabulary.system_errors import said

CLOCK = timedelta(minutes=5)
"""How far a computer's clock may be set back without being told of."""

HELD_AGAINST_STEPS = (
    *("events", "decisions", "outcomes", "codes", "meetings", "cards", "series", "private_notes", "sources"),
    *("own_words", "pairings", "exchange_words", "cameras", "hand_times", "set_aside"),
)
"""Tables whose rows have to be as the coders' steps left them. What models make anew is not among them."""

_WRITTEN_WITHOUT_STEPS = ("decisions", "cameras")
"""A camera is added, and older studies were brought up to date, by no coder's step."""

_OF_CAMERAS = (AuditedAct.CAMERA_ADDED, AuditedAct.CAMERA_REMOVED)

MOST_TRIED = 256
"""In how many ways dropped steps of one row are taken to stand or not; a row with more of them is believed."""


def order_of_times(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Say where an entry is dated before the one before it, or after now."""
    last = None
    for entry in entries:
        at = _time(entry.at)
        if at is None:
            yield Finding(entry.number, tr("Entry {number} has no date that can be read.", number=entry.number))
            continue
        if last is not None and at < last - CLOCK:
            yield Finding(
                entry.number,
                tr(
                    "Entry {number} is dated before the entry before it: the clock of a computer was set back, or "
                    "somebody wrote it in later.",
                    number=entry.number,
                ),
                of_clocks=True,
            )
        if at > datetime.now(UTC) + timedelta(days=1):
            yield Finding(
                entry.number,
                tr(
                    "Entry {number} is dated in the future: the clock of this computer is behind, or that of the one "
                    "that wrote it was ahead.",
                    number=entry.number,
                ),
                of_clocks=True,
            )
        last = at if last is None else max(last, at)


def recordings_as_added(db: Database, media: Path, key: bytes | None, *, read_clips: bool) -> Iterator[Finding]:
    """Say which recordings no longer are what was added; ``read_clips`` reads every clip through for its hash."""
    for row in db.where("recordings"):
        try:
            recording = row_mapping.recording_of(row)
            if not clip_seal.fits(db, recording):
                yield Finding(
                    0, tr("What {recording} shows, or how long it is, is not what was added.", recording=recording.id)
                )
            if db.frame_index(recording.id).end_us != recording.duration_us:
                yield Finding(
                    0, tr("The frames of {recording} do not end where it is said to end.", recording=recording.id)
                )
            if recording.clip:
                yield from _clip(media, key, recording, clip_seal.key_of(db, recording.id), read_clips=read_clips)
        except (MendableError, ValueError, KeyError, TypeError) as error:
            yield Finding(0, tr("The recording {row} cannot be checked: {error}", row=row["id"], error=error))


def cameras_as_added(
    db: Database, media: Path, key: bytes | None, entries: Sequence[Entry], *, read_clips: bool
) -> Iterator[Finding]:
    """Say which further cameras no longer are what was added, have gone, or were never added."""
    there: dict[str, str] = {}
    erased: set[str] = set()
    for entry in entries:
        detail = told(entry.detail)
        named, recording = str(detail.get("camera")), str(detail.get("recording"))
        if entry.act == AuditedAct.CAMERA_ADDED:
            there[named] = recording
        elif entry.act == AuditedAct.CAMERA_REMOVED:
            there.pop(named, None)
        elif entry.act == AuditedAct.ERASURE:
            erased.add(recording)
    try:
        cameras = [one for one in camera_rows.all_cameras(db) if one.clip]
    except StudyError as error:
        yield Finding(0, str(error))
        return
    for gone in sorted(set(there) - {one.id for one in cameras}):
        if there[gone] not in erased:
            yield Finding(
                0, tr("The camera {gone} of {there} has gone, but was never taken out.", gone=gone, there=there[gone])
            )
    for camera in cameras:
        try:
            if not clip_seal.camera_fits(db, camera):
                yield Finding(0, tr("What the camera {camera} shows is not what was added.", camera=camera.id))
            if camera_rows.frames_of_camera(db, camera.id).end_us != camera.duration_us:
                yield Finding(
                    0,
                    tr("The frames of the camera {camera} do not end where its clip is said to end.", camera=camera.id),
                )
            held = camera_rows.wrapped_key(db, camera.id)
            yield from _clip(media, key, camera, held, read_clips=read_clips)
        except (MendableError, ValueError, KeyError, TypeError) as error:
            yield Finding(0, tr("The camera {camera} cannot be checked: {error}", camera=camera.id, error=error))


def seen_through_cameras(db: Database) -> Iterator[Finding]:
    """Say where people, measurements or an analysis name a further camera that the recording does not have."""
    try:
        whose = {one.id: one.recording for one in camera_rows.all_cameras(db)}
    except StudyError:
        return  # told of already
    analysed = {(str(row["id"]), str(row["recording"])) for row in db.where("camera_analyses")}
    for camera, recording in sorted(analysed | analysis_rows.further_cameras(db)):
        if whose.get(camera) != recording or (camera, recording) not in analysed:
            yield Finding(
                0,
                tr(
                    "{recording} holds people or measurements of the camera {camera}, through which nothing of it was "
                    "analysed.",
                    recording=recording,
                    camera=repr(camera),
                ),
            )
    for row in db.where("people"):
        try:
            row_mapping.person_of(row)
        except StudyError as error:
            yield Finding(0, tr("The recording {row} cannot be checked: {error}", row=row["recording"], error=error))


def conducts_as_drawn(db: Database, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Say where the trail tells of other drawings, choices and openings than the study holds."""
    tale: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        detail = told(entry.detail)
        what = {
            AuditedAct.BLIND_DRAWN: tr("drawn {detail}", detail=detail.get("mode")),
            AuditedAct.BLIND_CHOSEN: "chosen",
            AuditedAct.BLIND_OPENED: "opened",
        }
        if entry.act in what:
            tale[str(detail.get("recording")), what[AuditedAct(entry.act)]] += 1
    held: Counter[tuple[str, str]] = Counter()
    recordings = {str(row["id"]) for row in db.where("recordings")}
    for row in db.where("conducts"):
        conduct = row_mapping.conduct_of(row)
        # The trail holds no names: whose row it is, and whether it was opened, stand in the row twice.
        opened = conduct.mode is CodingMode.OPENED
        if row["id"] != f"{conduct.recording}/{conduct.coder}" or opened is not bool(row["opened_at"]):
            held[conduct.recording, "another's"] += 1
        began = CodingMode.ASSISTED if conduct.mode is CodingMode.ASSISTED else CodingMode.BLIND
        if conduct.why is Why.DRAWN:
            held[conduct.recording, f"drawn {began.value}"] += 1
        elif began is CodingMode.BLIND:
            held[conduct.recording, "chosen"] += 1
        if conduct.mode is CodingMode.OPENED:
            held[conduct.recording, "opened"] += 1
    for recording in sorted(recordings):
        differ = [key for key in {*tale, *held} if key[0] == recording and tale[key] != held[key]]
        if differ:
            yield Finding(
                0,
                tr(
                    "Who codes {recording} blind, or has opened it, is not what was drawn, chosen and told.",
                    recording=recording,
                ),
            )


def rows_as_coded(db: Database, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Say where what was coded is not what the coders' steps, which the journal holds, left: altered, added or gone.

    A step that stands leads a row once from what it was to what it became, and one that was undone leads nowhere. So
    what the first step found, with every ``after`` that stands added and every ``before`` that stands taken away, is
    the row as it is now, in whatever order the coders went back and forth.
    """
    erased = any(entry.act == AuditedAct.ERASURE for entry in entries)
    # A code that was renamed took every coder's events with it, and they made room, by no step in earlier versions.
    changed = [told(entry.detail) for entry in entries if entry.act == AuditedAct.SCHEME_CHANGED]
    renamed = any(one.get("events") and not one.get(STEPS) for one in changed)
    held = [table for table in HELD_AGAINST_STEPS if not (renamed and table == "events")]
    steps = db.steps()
    numbers = [0, *(seq for seq, *_ in steps), db.last_step + 1]
    last_gone = max((after - 1 for before, after in pairwise(numbers) if after > before + 1), default=0)
    if last_gone and not erased:
        yield Finding(0, tr("Steps of the coders are missing, though no recording was erased."))
    told_of: dict[tuple[str, str], list[tuple[int, str, RowChange]]] = {}
    try:
        for seq, state, changes in steps:
            for change in journal.load(changes):
                if change.table in held and (change.before or change.after):
                    told_of.setdefault((change.table, change.id), []).append((seq, state, change))
    except StudyError as error:
        yield Finding(0, str(error))
        return
    named = {act: {str(told(one.detail).get("camera")) for one in entries if one.act == act} for act in _OF_CAMERAS}
    altered: set[tuple[str, str]] = set()
    for table in held:
        now = {str(row["id"]): row for row in db.where(table)}
        for row_id in {*now, *(name for of, name in told_of if of == table)}:
            row, story = now.get(row_id), told_of.get((table, row_id), [])
            if table == "cameras" and row is None and row_id in named[AuditedAct.CAMERA_REMOVED]:
                continue
            if row_id in named[AuditedAct.CAMERA_ADDED] and any(step.before is None for *_, step in story):
                continue  # a file told of it before its clip was added, which wrote it anew
            if not story:
                fits = bool(last_gone) or table in _WRITTEN_WITHOUT_STEPS
            else:
                fits = story[-1][0] < last_gone or _as_told(row, story, erased=erased)
            if not fits:
                known = row or next(one for *_, step in story for one in (step.after, step.before) if one is not None)
                altered.add((str(known.get("recording")), table))
    for recording, table in sorted(altered):
        yield Finding(
            0,
            tr(
                "What {recording} holds in “{table}” is not what the coders' steps left there: somebody altered it.",
                recording=recording,
                table=table,
            ),
        )


def steps_as_sealed(db: Database, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Say which files left that were made from other steps than the journal holds now.

    A seal covers every step up to the moment at which something left, so it is that of some beginning of the journal;
    and what left later was made from at least as many. What left before an erasure cannot be told any more.
    """
    last_erased = max((entry.number for entry in entries if entry.act == AuditedAct.ERASURE), default=0)
    exports = ((one, told(one.detail).get(STEPS)) for one in entries if one.act == AuditedAct.EXPORT)
    waiting = [(entry, seal) for entry, seal in exports if seal is not None and entry.number > last_erased]
    if not waiting:
        return
    found = iter(step_seal.seals(db))
    seal = next(found, None)
    for entry, wanted in waiting:
        while seal is not None and seal != wanted:
            seal = next(found, None)
        if seal is None:
            yield Finding(
                entry.number,
                tr(
                    "What left with entry {number} was made from other steps of the coders than are here now: "
                    "somebody altered them.",
                    number=entry.number,
                ),
            )
            return


def _as_told(row: Row | None, story: Sequence[tuple[int, str, RowChange]], *, erased: bool) -> bool:
    """Whether a row is what its steps made of it; where an erasure took steps away and it cannot be told, yes."""
    ends = [one for *_, step in story for one in (step.before, step.after) if one is not None]
    # Steps of an earlier version do not know the columns that came later.
    columns = set.intersection(*(set(one) for one in ends)) - {"scheme"}
    if erased:
        columns -= {"recording", "description"}  # codes pass to another recording that is coded with them

    def seen(one: Row | None) -> str:
        return json.dumps(
            None if one is None else {name: one.get(name) for name in columns}, sort_keys=True, default=repr
        )

    def leads_to(steps: Iterable[RowChange]) -> dict[str, int]:
        left = Counter([seen(story[0][2].before)])
        for step in steps:
            left[seen(step.after)] += 1
            left[seen(step.before)] -= 1
        return {one: count for one, count in left.items() if count}

    standing = [step for _, state, step in story if state == "done"]
    # Whether a dropped step stands nobody wrote down: it was undone and not brought back, or could not be undone.
    dropped = [step for _, state, step in story if state == "dropped"]
    some = (chosen for count in range(len(dropped) + 1) for chosen in combinations(dropped, count))
    for chosen in islice(some, MOST_TRIED):
        end = leads_to((*standing, *chosen))
        if end == {seen(row): 1} or (erased and sum(map(abs, end.values())) != 1):
            return True
    return len(dropped) > MOST_TRIED.bit_length() - 1


def _clip(
    media: Path, key: bytes | None, recording: StoredClip, wrapped: bytes | None, *, read_clips: bool
) -> Iterator[Finding]:
    if not recording.linked and not is_plain_name(recording.clip):
        yield Finding(0, tr("The recording {recording} names a clip outside of the study.", recording=recording.id))
        return
    path = Path(recording.clip) if recording.linked else media / recording.clip
    if not path.exists() and recording.linked:
        return  # a disk that is not plugged in is no alteration
    if not path.exists() or (not recording.linked and (media.is_symlink() or not is_plain_file(path))):
        yield Finding(
            0, tr("The clip of {recording} is missing, or a link stands in its place.", recording=recording.id)
        )
        return
    if not read_clips:
        return
    try:
        if wrapped and key is not None:
            found = _digest(vault.open_vault(path, vault.unwrap_key(key, wrapped)))
        else:
            found = digest_of(path)
    except OSError as error:
        yield Finding(
            0, tr("The clip of {recording} cannot be read: {said}.", recording=recording.id, said=said(error))
        )
        return
    if found != (recording.clip_sha256, recording.clip_bytes):
        yield Finding(0, tr("The clip of {recording} is not the one that was added.", recording=recording.id))


def _digest(stream: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with stream:
        while block := stream.read(1 << 20):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
