"""Where a further camera lies on the recording's clock: a human's word, which one undo takes back."""

from __future__ import annotations

from dataclasses import dataclass

from coder.study.edits.changes import Row, RowChange, SaysNothingSeen, StudyRows
from coder.vocabulary.camera import Camera, CameraClock, Placed
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr


def camera_row(camera: Camera) -> Row:
    """Return the row that says where a camera lies."""
    return {
        "id": camera.id,
        "recording": camera.recording,
        "name": camera.name,
        "offset_us": camera.clock.offset_us,
        "rate_ppb": camera.clock.rate_ppb,
        "placed": camera.placed.value,
        "coder": camera.coder,
        "set_at": camera.set_at,
    }


@dataclass(frozen=True, slots=True)
class PlaceCamera(SaysNothingSeen):
    """Say where a camera lies, and how one knows."""

    camera: str
    clock: CameraClock
    placed: Placed = Placed.TYPED

    @property
    def label(self) -> str:
        return "where the camera lies"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        before = _camera(rows, self.camera)
        after = {
            **before,
            "offset_us": self.clock.offset_us,
            "rate_ppb": self.clock.rate_ppb,
            "placed": self.placed.value,
            "coder": coder,
            "set_at": rows.now(),
        }
        same = all(before[name] == after[name] for name in ("offset_us", "rate_ppb", "placed"))
        return [] if same else [RowChange("cameras", self.camera, before, after)]


@dataclass(frozen=True, slots=True)
class NameCamera(SaysNothingSeen):
    """Call a camera otherwise."""

    camera: str
    name: str

    @property
    def label(self) -> str:
        return "the camera's name"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        before, name = _camera(rows, self.camera), self.name.strip()
        if not name:
            raise StudyError(tr("A camera needs a name of at least one letter."))
        return [] if before["name"] == name else [RowChange("cameras", self.camera, before, {**before, "name": name})]


def _camera(rows: StudyRows, camera: str) -> dict[str, str | int | float | None]:
    row = rows.get("cameras", camera)
    if row is None:
        raise StudyError(
            tr(
                "There is no camera {camera!r} in this study; list them with: dyadmirror camera list STUDY",
                camera=camera,
            )
        )
    return dict(row)
