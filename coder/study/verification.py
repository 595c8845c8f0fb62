"""Whether what a study holds still is what its trail tells of: clips, lengths, times, and who coded blind."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from coder.files.atomic_write import digest_of, is_plain_file, is_plain_name
from coder.privacy import vault
from coder.privacy.audit_crosscheck import told
from coder.privacy.audit_log import AuditedAct, Entry, Finding
from coder.study.store import analysis_rows, camera_rows, clip_seal, row_mapping
from coder.study.store.database import Database
from coder.vocabulary.coding_condition import CodingMode, Why
from coder.vocabulary.errors import MendableError, StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.recording import StoredClip
from coder.vocabulary.system_errors import said

CLOCK = timedelta(minutes=5)
"""How far a computer's clock may be set back without being told of."""


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
            )
        if at > datetime.now(UTC) + timedelta(days=1):
            yield Finding(entry.number, tr("Entry {number} is dated in the future.", number=entry.number))
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
