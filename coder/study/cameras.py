"""The further cameras of a study's recordings: added, found, opened, taken out. Where one lies is an edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from coder.files.atomic_write import digest_of, is_plain_name, sync_folder
from coder.media import Clip, FrameIndex, Source
from coder.privacy.audit_log import AuditedAct
from coder.study.clip_store import ClipStore, altered, clip_facts, found_file
from coder.study.edits.camera_offsets import camera_row
from coder.study.edits.changes import recording_called
from coder.study.guard import Guard
from coder.study.media_sweep import doom, remove_doomed
from coder.study.store import camera_rows, clip_seal
from coder.study.store.audit_rows import AuditTrail
from coder.study.store.database import Database
from coder.vocabulary.camera import Camera, CameraClock, Placed
from coder.vocabulary.errors import ClipError, StudyError
from coder.vocabulary.language import tr


class Cameras:
    """What a recording has beside its first clip."""

    def __init__(
        self,
        media: Path,
        db: Database,
        clips: ClipStore,
        guard: Guard,
        trail: AuditTrail,
        gone: Callable[[str, str], None],
    ) -> None:
        self._media, self._db, self._clips, self._guard, self._trail = media, db, clips, guard, trail
        self._gone = gone

    def of(self, recording: str) -> tuple[Camera, ...]:
        """Return a recording's further cameras, in the order in which they came; StudyError where it is locked."""
        found = camera_rows.all_cameras(self._db, recording)
        if found:
            self._guard.require(recording)
        return found

    def all(self) -> tuple[Camera, ...]:
        """Return every further camera of the study, but those of locked recordings."""
        return tuple(one for one in camera_rows.all_cameras(self._db) if self._guard.lock(one.recording) is None)

    def camera(self, camera: str) -> Camera:
        """One camera by its id; raise StudyError where the study has none of it, or its recording is locked."""
        for one in camera_rows.all_cameras(self._db):
            if one.id == camera:
                self._guard.require(one.recording)
                return one
        found = self.all()
        known = ", ".join(one.id for one in found) or tr("none yet")
        raise StudyError(
            tr("There is no camera {camera!r} in this study; it has: {known}.", camera=camera, known=known)
        )

    def add(
        self,
        recording: str,
        clip: Path,
        *,
        name: str | None = None,
        clock: CameraClock | None = None,
        coder: str = "",
        link: bool = False,
        agreed_anew: bool = False,
        instead: str | None = None,
    ) -> Camera:
        """Copy a further clip of a recording into the study (or link it), encrypted as the first one is.

        A file of another program may have told of a camera whose clip is elsewhere: ``instead`` names it by its id (or
        ``name`` by its name), and the clip lies where that file said unless a ``clock`` is given.

        Raises
        ------
        ClipError
            The file is no clip; then the study is as it was.
        StudyError
            The recording is locked or was withdrawn, has no first clip, or has this very clip already.
        """
        row = self._db.get("recordings", recording)
        if row is None:
            raise StudyError(
                tr("There is no recording {recording!r} in this study; list them to find its id.", recording=recording)
            )
        self._guard.require(recording)
        if not row["clip"]:
            raise StudyError(
                tr(
                    "{recording} came in without its own clip, so there is no clock for another camera to lie on; add "
                    "that clip as a recording first.",
                    recording=recording_called(self._db, recording),
                )
            )
        with Clip.open(clip, name=clip.name) as opened:
            index, info = opened.index, opened.info
        if not agreed_anew:
            self._guard.refuse_withdrawn(clip)
        digest, size = digest_of(clip)
        self._refuse_again(recording, str(row["clip_sha256"]), digest)
        called = (name or clip.stem).strip()
        told_of = self._told_of(recording, called, instead)
        with self._db.transaction():
            self._guard.require(recording)
            camera_id = told_of.id if told_of is not None else self._db.new_id("c")
            wrapped, held = None, str(clip.resolve())
            if not link:
                held = f"{camera_id}{clip.suffix.lower()}"
                taken = self._clips.take_in(found_file(clip), held)
                digest, size, wrapped = taken.sha256, taken.size, taken.wrapped
            camera = Camera(
                id=camera_id,
                recording=recording,
                name=called,
                # Other programs count from the sound where it begins before the picture.
                clock=clock or (later(told_of.clock, info.sound_lead_us) if told_of is not None else CameraClock()),
                placed=Placed.TYPED if clock else told_of.placed if told_of is not None else Placed.NOT_YET,
                coder=coder,
                set_at=self._db.now(),
                clip=held,
                linked=link,
                clip_sha256=digest,
                clip_bytes=size,
                duration_us=index.end_us,
                info=clip_facts(info),
            )
            # Written anew even where a file told of it: an undo of that import must not take the clip's place away.
            self._db.insert("cameras", camera_row(camera))
            camera_rows.keep_clip(self._db, camera, added_at=camera.set_at, frames=index, wrapped=wrapped)
            self._trail.append(AuditedAct.CAMERA_ADDED, clip_seal.sealed_camera(self._db, camera))
        return camera

    def remove(self, camera: str) -> None:
        """Take a camera out for ever: its key or its file, and where it lay. A linked clip stays where it is."""
        one = self.camera(camera)
        held = bool(one.clip) and not one.linked and is_plain_name(one.clip)
        with self._db.transaction():
            if held:
                doom(self._db, self._media, one.clip)
            self._db.delete("cameras", camera)
            self._db.delete("camera_clips", camera)
            self._gone(camera, one.recording)
            clip_seal.forget(self._db, camera)
            self._trail.append(AuditedAct.CAMERA_REMOVED, {"recording": one.recording, "camera": camera})
        remove_doomed(self._db, self._media)
        if held:
            sync_folder(self._media)

    def source(self, camera: Camera) -> Source:
        """Return what opens a camera's clip; raise as :meth:`coder.study.project.Project.clip_source` does."""
        self._guard.require(camera.recording)
        if not camera.clip:
            raise ClipError(
                tr(
                    "The clip of the camera {camera} is elsewhere; add it with: dyadmirror camera add",
                    camera=camera.name,
                )
            )
        if not clip_seal.camera_fits(self._db, camera):
            raise altered(camera.id)
        return self._clips.source(camera, camera_rows.wrapped_key(self._db, camera.id))

    def frame_index(self, camera: str) -> FrameIndex:
        """Return the index of every frame of a camera, as it was built when its clip was added."""
        return camera_rows.frames_of_camera(self._db, camera)

    def open_clip(self, camera: Camera) -> Clip:
        """Open a camera's clip with its cached index."""
        return Clip.open(self.source(camera), index=self.frame_index(camera.id), name=camera.name)

    def _told_of(self, recording: str, name: str, camera: str | None) -> Camera | None:
        """Return the camera that a file told of and whose clip is elsewhere, by its id or its name."""
        if camera is not None:
            one = self.camera(camera)
            if one.recording != recording or one.clip:
                raise StudyError(
                    tr(
                        "{camera} is no camera of {recording} whose clip is elsewhere; leave it out.",
                        camera=camera,
                        recording=recording_called(self._db, recording),
                    )
                )
            return one
        alike = (one for one in self.of(recording) if not one.clip and one.name.casefold() == name.casefold())
        return next(alike, None)

    def _refuse_again(self, recording: str, first: str, digest: str) -> None:
        there = {first: "its first clip"} | {one.clip_sha256: one.id for one in self.of(recording) if one.clip}
        if digest in there:
            raise StudyError(
                tr(
                    "{recording} has this very clip already, as {there}; choose the other camera's.",
                    recording=recording_called(self._db, recording),
                    there=there[digest],
                )
            )


def later(clock: CameraClock, by_us: int) -> CameraClock:
    """Return a clock whose zero lies so much later on the camera's own."""
    return CameraClock(clock.to_recording(by_us), clock.rate_ppb)
