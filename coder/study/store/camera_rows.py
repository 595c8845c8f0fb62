"""The rows of a recording's further cameras: where each lies, and the clip that it shows."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import cast

from coder.media import FrameIndex
from coder.study.edits.changes import Row
from coder.study.store.database import Database
from coder.vocabulary.camera import Camera, CameraClock, Placed
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr

_CLIP = "added_at, clip, linked, clip_sha256, clip_bytes, duration_us, info"


def all_cameras(db: Database, recording: str | None = None) -> tuple[Camera, ...]:
    """Return the further cameras of a recording, or of every one, in the order in which they came."""
    only = {} if recording is None else {"recording": recording}
    clips = _clips(db)
    found = (camera_of(row, clips.get(str(row["id"]))) for row in db.where("cameras", **only))
    return tuple(sorted(found, key=lambda one: int(one.id[1:])))  # an edit writes its row anew, at the table's end


def camera_of(row: Row, clip: Row | None) -> Camera:
    """Return the camera that a row holds, with the row of its clip where there is one."""
    try:
        return Camera(
            id=str(row["id"]),
            recording=str(row["recording"]),
            name=str(row["name"]),
            clock=CameraClock(int(str(row["offset_us"])), int(str(row["rate_ppb"]))),
            placed=Placed(str(row["placed"])),
            coder=str(row["coder"]),
            set_at=str(row["set_at"]),
            clip=str(clip["clip"]) if clip else "",
            linked=bool(clip["linked"]) if clip else False,
            clip_sha256=str(clip["clip_sha256"]) if clip else "",
            clip_bytes=int(str(clip["clip_bytes"])) if clip else 0,
            duration_us=int(str(clip["duration_us"])) if clip else 0,
            info=json.loads(str(clip["info"])) if clip else None,
        )
    except (ValueError, KeyError, StudyError) as error:
        raise StudyError(
            tr("The study has been altered: it holds a camera that cannot be read; restore it from a backup.")
        ) from error


def moved_camera(row: Row, before: Camera | None) -> Camera:
    """Return the camera that a row holds now, with the clip that it showed before."""
    now = camera_of(row, None)
    if before is None:
        return now
    return replace(before, name=now.name, clock=now.clock, placed=now.placed, coder=now.coder, set_at=now.set_at)


def keep_clip(db: Database, camera: Camera, *, added_at: str, frames: FrameIndex, wrapped: bytes | None) -> None:
    """Keep which clip a camera shows, with its frames and its wrapped key."""
    values = (
        *(camera.id, camera.recording, added_at, camera.clip, int(camera.linked), camera.clip_sha256),
        *(camera.clip_bytes, camera.duration_us, json.dumps(camera.info or {}, sort_keys=True)),
        *(frames.to_bytes(), wrapped),
    )
    db.execute(f"INSERT INTO camera_clips VALUES ({', '.join('?' * len(values))})", values)


def frames_of_camera(db: Database, camera: str) -> FrameIndex:
    """Return the index of a camera's frames; raise StudyError where its clip is not here."""
    rows = db.execute("SELECT frames FROM camera_clips WHERE id = ?", (camera,))
    if not rows:
        raise StudyError(tr("The clip of the camera {camera} is elsewhere: it has no picture here.", camera=camera))
    try:
        return FrameIndex.from_bytes(cast("bytes", rows[0][0]))
    except ValueError as error:
        raise StudyError(
            tr("The study has been altered: it holds a camera that cannot be read; restore it from a backup.")
        ) from error


def keep_wrapped(db: Database, camera: str, wrapped: bytes) -> None:
    """Keep the wrapped key of a camera's encrypted clip."""
    db.execute("UPDATE camera_clips SET wrapped = ? WHERE id = ?", (wrapped, camera))


def wrapped_key(db: Database, camera: str) -> bytes | None:
    """Return the wrapped key of a camera's clip, or None where it lies in the clear."""
    rows = db.execute("SELECT wrapped FROM camera_clips WHERE id = ?", (camera,))
    return cast("bytes | None", rows[0][0]) if rows else None


def hashes(db: Database, recording: str) -> tuple[str, ...]:
    """Return the SHA-256 of each further camera's clip."""
    sql = "SELECT clip_sha256 FROM camera_clips WHERE recording = ? ORDER BY rowid"
    return tuple(str(one) for (one,) in db.execute(sql, (recording,)))


def held_files(db: Database, recording: str | None = None) -> tuple[tuple[str, bool], ...]:
    """Return each further camera's file and whether it is linked, of one recording or of all."""
    clause = "" if recording is None else " WHERE recording = ?"
    values = () if recording is None else (recording,)
    found = db.execute(f"SELECT clip, linked FROM camera_clips{clause} ORDER BY rowid", values)
    return tuple((str(clip), bool(linked)) for clip, linked in found)


def counted(db: Database) -> dict[str, int]:
    """Return how many further cameras each recording has."""
    sql = "SELECT recording, count(*) FROM cameras GROUP BY recording"
    return {str(recording): int(str(count)) for recording, count in db.execute(sql)}


def _clips(db: Database) -> dict[str, Row]:
    # Frames and keys are not read: they are large, and wanted one at a time.
    names = ("id", *_CLIP.split(", "))
    found = db.execute(f"SELECT id, {_CLIP} FROM camera_clips ORDER BY rowid")
    return {str(values[0]): cast("Row", dict(zip(names, values, strict=True))) for values in found}
