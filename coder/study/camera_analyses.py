"""What the models saw through the further cameras of a recording: people by camera, signals on the recording's clock.

A person of a further camera is ``c1:A``. That they are the child of the first camera's picture too is a human's word:
the role that they are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from coder.privacy.consent import Use
from coder.proposals.scene import Times
from coder.study.store import analysis_rows, row_mapping
from coder.study.store.database import Database
from coder.vocabulary.analysis_settings import Settings
from coder.vocabulary.camera import SAME_PPB, Camera, CameraClock, Placed
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.people import Person, by_letter
from coder.vocabulary.recording import AnalysisReport
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import Interval

if TYPE_CHECKING:
    from coder.study.project import Project


class CameraAnalyses:
    """Analyses of further cameras; times are kept on the camera's own clock, so that it can be placed anew."""

    def __init__(self, study: Project, db: Database) -> None:
        self._study, self._db = study, db

    def ready(self, recording: str) -> tuple[Camera, ...]:
        """Return the cameras that the models can look through: the clip is here, and somebody said where it lies."""
        return tuple(one for one in self._study.cameras.of(recording) if one.clip and one.placed is not Placed.NOT_YET)

    def asked(
        self, recording: str, settings: Settings, models: Sequence[str]
    ) -> list[tuple[Camera, str, AnalysisReport | None]]:
        """Return each camera that can be looked through, with the key of that analysis: its clip, weights, settings.

        And with its report where the study holds this very analysis; None where it has to be made.
        """
        found = []
        for camera in self.ready(recording):
            key, held = settings.key(camera.clip_sha256, *sorted(models)), self.report(camera.id)
            found.append((camera, key, held if held is not None and held.key == key else None))
        return found

    def report(self, camera: str) -> AnalysisReport | None:
        """Return the report of a camera's analysis, or None."""
        row = self._db.get("camera_analyses", camera)
        return row_mapping.report_of(str(row["report"])) if row is not None else None

    def store(
        self, camera: Camera, report: AnalysisReport, people: Sequence[Person], tracks: Sequence[SignalTrack]
    ) -> None:
        """Keep a camera's analysis and make proposals anew; a settled role stays where the key is the same.

        What was heard is left out: the first camera's sound is the recording's. Raises StudyError where nobody has said
        where the camera lies, it was taken out while the models looked, or the recording is locked.
        """
        if self._db.get("cameras", camera.id) is None:
            raise StudyError(
                tr(
                    "The camera {camera} was taken out while the models looked through it; nothing of it is kept.",
                    camera=camera.name,
                )
            )
        if camera.placed is Placed.NOT_YET:
            raise StudyError(
                tr(
                    "Nobody has said yet where the camera {camera} lies, so what it shows has no time; place it first.",
                    camera=camera.id,
                )
            )
        before = self.report(camera.id)
        keep = before is not None and before.key == report.key
        roles = {one.letter: one.confirmed_role for one in self.people(camera)} if keep else {}
        with self._db.transaction():
            self._study.guard.require(camera.recording, Use.CODING)
            self._forget(camera.id, camera.recording)
            self._db.insert(
                "camera_analyses",
                {
                    "id": camera.id,
                    "recording": camera.recording,
                    "key": report.key,
                    "made_at": report.made_at,
                    "report": row_mapping.report_text(report),
                },
            )
            letters = {person.letter for person in people}
            measured = (replace(one, person=f"{camera.id}:{one.person}") for one in tracks if one.person in letters)
            analysis_rows.keep_signals(self._db, camera.recording, measured)
            seen = (replace(person, letter=f"{camera.id}:{person.letter}") for person in people)
            settled = (replace(person, confirmed_role=roles.get(person.letter)) for person in seen)
            analysis_rows.keep_people(self._db, camera.recording, settled)
            analysis_rows.forget_looks(self._db, camera.recording)
            self._study.renew(camera.recording)

    def forget(self, camera: str, recording: str) -> None:
        """Take out what was seen through a camera, in a transaction of the caller's."""
        self._forget(camera, recording)
        # What a stopped analysis has looked at may be through it: nothing says so, and all of it can be made again.
        analysis_rows.forget_looks(self._db, recording)
        self._study.renew(recording)

    def people(self, camera: Camera) -> tuple[Person, ...]:
        """Return whom a camera showed, ``c1:A`` and so on, with when they were in view on the recording's clock."""
        return by_letter(
            replace(one, in_view=tuple(_on_recording(span, camera.clock) for span in one.in_view))
            for one in analysis_rows.people_of(self._db, camera.recording, camera.id)
        )

    def signals(self, camera: Camera) -> tuple[SignalTrack, ...]:
        """Return what was measured through a camera, on the recording's clock."""
        tracks = analysis_rows.signals_of(self._db, camera.recording, camera.id)
        return tuple(replace(track, pts_us=_times_on_recording(track.pts_us, camera.clock)) for track in tracks)

    def _forget(self, camera: str, recording: str) -> None:
        analysis_rows.forget_seen(self._db, recording, camera)
        self._db.delete("camera_analyses", camera)


def _on_recording(span: Interval, clock: CameraClock) -> Interval:
    return Interval(clock.to_recording(span.onset_us), clock.to_recording(span.offset_us))


def _times_on_recording(pts_us: Times, clock: CameraClock) -> Times:
    """As :meth:`CameraClock.to_recording`, for many times at once."""
    return clock.offset_us - np.floor_divide(-pts_us * SAME_PPB, clock.rate_ppb)
