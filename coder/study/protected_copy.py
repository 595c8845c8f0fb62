"""A study that was made without a passphrase, copied whole into one that has one; the first is left as it is.

A copy, and not the study itself encrypted in place: whatever moment the power goes, one whole study is there, and the
human deletes the old folder when they have seen the new one open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coder.files.atomic_write import is_plain_file
from coder.privacy import keys
from coder.privacy.audit_log import AuditedAct
from coder.study.clip_store import ClipStore, altered, found_file
from coder.study.store import camera_rows, clip_seal, row_mapping
from coder.study.store.audit_rows import AuditTrail
from coder.study.store.database import Database
from coder.study.store.row_copy import copy_rows
from coder.study.study_folder import DB_NAME, MEDIA, study_in_making
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.recording import StoredClip


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """What a protected copy came to: its recovery key, to be shown once, and names of what is not encrypted in it."""

    recovery: str
    linked: tuple[str, ...]
    """Clips that lie outside of the study, and stay there as they are."""
    missing: tuple[str, ...]
    """Clips that were not there to be copied."""


class ProtectedCopy:
    """Makes the copy of one open study."""

    def __init__(self, folder: Path, db: Database, trail: AuditTrail, clips: ClipStore) -> None:
        self._folder, self._db, self._trail, self._clips = folder, db, trail, clips

    def check(self) -> None:
        """Raise StudyError where no copy can be made of this study, whatever its passphrase."""
        if keys.is_encrypted(self._folder):
            raise StudyError(
                tr(
                    "{study} has a passphrase already; it can be given another.",
                    study=self._folder.name,
                )
            )
        if self._db.readonly:
            raise StudyError(
                tr(
                    "{study} lies where nothing can be written; copy its folder to a disk that can be written first.",
                    study=self._folder.name,
                )
            )

    def make(self, target: Path, passphrase: str) -> MadeCopy:
        """Copy every code, every step and every clip into a new study at ``target``, under ``passphrase``.

        Nobody can write into this study meanwhile. Raises StudyError where it has a passphrase already, where its trail
        is not as it was written (a copy would hide that), where a clip is not the one that was added, or where
        something lies at ``target``; then nothing is there that was not there before.
        """
        self.check()
        keys.check_passphrase(passphrase)
        with study_in_making(target), self._db.transaction():
            if self._trail.report().findings:
                raise StudyError(
                    tr(
                        "The trail of {study} is not as it was written, and a copy would hide that; dyadmirror audit "
                        "{study} --verify says what was found.",
                        study=self._folder.name,
                    )
                )
            before = self._trail.append(AuditedAct.PROTECTED, {"copy": "made"})
            made = keys.create_key(target, passphrase)
            copy = Database(target / DB_NAME, key=made.key, create=True)
            try:
                with copy.transaction():
                    copy_rows(self._db, copy)
                    store = ClipStore(target / MEDIA, made.key)
                    recordings = [row_mapping.recording_of(row) for row in copy.where("recordings")]
                    cameras = camera_rows.all_cameras(copy)
                    for one in recordings:
                        if (wrapped := self._take_over(one, store)) is not None:
                            clip_seal.keep_key(copy, one.id, wrapped)
                    for camera in cameras:
                        if (wrapped := self._take_over(camera, store)) is not None:
                            camera_rows.keep_wrapped(copy, camera.id, wrapped)
                    trail = AuditTrail(copy, made.key)
                    trail.bind_anew()
                    trail.append(AuditedAct.PROTECTED, {"copy": "bound anew", "head_before": before.hash})
            finally:
                copy.close()
        every: Sequence[StoredClip] = (*recordings, *cameras)
        return MadeCopy(
            made.recovery,
            linked=tuple(one.name for one in every if one.linked),
            missing=tuple(one.name for one in every if self._is_missing(one)),
        )

    def _take_over(self, shown: StoredClip, store: ClipStore) -> bytes | None:
        """Encrypt a clip into the copy and return its wrapped key; None where there is nothing to encrypt."""
        if not shown.clip or shown.linked or self._is_missing(shown):
            return None
        taken = store.take_in(found_file(self._clips.path_of(shown)), shown.clip)
        if taken.sha256 != shown.clip_sha256:
            raise altered(shown.name)
        return taken.wrapped

    def _is_missing(self, shown: StoredClip) -> bool:
        return bool(shown.clip) and not shown.linked and not is_plain_file(self._clips.path_of(shown))
