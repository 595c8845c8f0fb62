"""Binds what a recording or a camera shows to the act by which it came in: the trail holds a seal over it, no name.

A row that was altered to show another file, or a link that somebody else made, does not fit the seal.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import cast

from coder.privacy.audit_log import AuditedAct, told
from coder.study.store.database import Database
from coder.vocabulary.camera import Camera
from coder.vocabulary.recording import Recording, StoredClip

_SALT = "clip salt of "
_AS_FIRST_TOLD: dict[str, tuple[object, ...]] = {"yes": ("copied",), "no": ("linked", "none")}
"""How the first trails said it."""


def keep_key(db: Database, recording: str, wrapped: bytes) -> None:
    """Keep the wrapped key of a recording's encrypted clip."""
    db.execute("INSERT INTO clip_keys VALUES (?, ?)", (recording, wrapped))


def key_of(db: Database, recording: str) -> bytes | None:
    """Return the wrapped key of a recording's clip; None where it is not encrypted."""
    rows = db.execute("SELECT wrapped FROM clip_keys WHERE recording = ?", (recording,))
    return cast("bytes", rows[0][0]) if rows else None


def kind_of(recording: StoredClip) -> str:
    """How a clip came in: "copied", "linked" or "none"."""
    return "none" if not recording.clip else "linked" if recording.linked else "copied"


def sealed(db: Database, recording: Recording) -> dict[str, object]:
    """Return what the trail keeps of a recording that is added; its salt goes when the recording is erased."""
    salt = os.urandom(16).hex()
    db.insert("facts", {"id": f"{_SALT}{recording.id}", "value": salt})
    return {"recording": recording.id, "clip": kind_of(recording), "seal": _seal(recording, salt)}


def sealed_camera(db: Database, camera: Camera) -> dict[str, object]:
    """Return what the trail keeps of a camera whose clip is added."""
    salt = os.urandom(16).hex()
    db.insert("facts", {"id": f"{_SALT}{camera.id}", "value": salt})
    told_of = {"recording": camera.recording, "camera": camera.id}
    return {**told_of, "clip": kind_of(camera), "seal": _seal(camera, salt)}


def camera_fits(db: Database, camera: Camera) -> bool:
    """Whether a camera shows what the act of a human brought in."""
    sql = "SELECT act, detail FROM audit WHERE act IN (?, ?) ORDER BY place"
    values = (AuditedAct.CAMERA_ADDED.value, AuditedAct.CAMERA_REMOVED.value)
    acts = [(act, detail) for act, text in db.execute(sql, values) if (detail := told(str(text))).get("camera")]
    mine = [(act, detail) for act, detail in acts if detail["camera"] == camera.id]
    if not mine or mine[-1][0] != AuditedAct.CAMERA_ADDED.value:
        return False
    detail, salt = mine[-1][1], db.get("facts", f"{_SALT}{camera.id}")
    if detail.get("recording") != camera.recording or detail.get("clip") != kind_of(camera):
        return False
    return salt is not None and detail.get("seal") == _seal(camera, str(salt["value"]))


def fits(db: Database, recording: Recording) -> bool:
    """Whether a recording shows what the act of a human brought in; True where it came in before there was a trail."""
    rows = db.execute("SELECT detail FROM audit WHERE act = ? ORDER BY place", (AuditedAct.RECORDING_ADDED.value,))
    acts = [detail for (text,) in rows if (detail := told(str(text))).get("recording") == recording.id]
    if not acts:
        ((begun,),) = db.execute("SELECT coalesce(max(detail), '') FROM audit WHERE act = ?", (AuditedAct.BEGUN.value,))
        return bool(told(str(begun)).get("recordings_before", 0))
    kinds = _AS_FIRST_TOLD.get(str(acts[-1].get("copied")), (acts[-1].get("clip"),))
    if kind_of(recording) not in kinds:
        return False
    salt = db.get("facts", f"{_SALT}{recording.id}")
    if "seal" not in acts[-1]:
        return salt is None  # from before there was a seal
    return salt is not None and acts[-1]["seal"] == _seal(recording, str(salt["value"]))


def forget(db: Database, clip_of: str) -> None:
    """Delete the salt of a recording or a camera that is erased."""
    db.delete("facts", f"{_SALT}{clip_of}")


def _seal(recording: StoredClip, salt: str) -> str:
    shown = [recording.clip, recording.linked, recording.clip_sha256, recording.clip_bytes, recording.duration_us]
    return hashlib.sha256(json.dumps([salt, *shown]).encode()).hexdigest()
