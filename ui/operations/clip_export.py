"""A clip that leaves with faces hidden: what is asked of the study, and the writing after somebody has looked."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from coder.files.atomic_write import file_that_leaves
from coder.media import FrameIndex, Source
from coder.privacy.purpose import NOT_STATED
from coder.study.project import Project
from coder.vocabulary.camera import Camera, CameraClock, Placed
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import Interval, format_us
from models.blurring import BlurredClip, Order

FORMAT = "clip"
"""What the trail calls it."""
ENDING = ".mp4"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which recording, which stretch of it (None: all), whether with sound, and whether under its name here.

    ``camera`` is a further camera's id, "" for the first. The stretch is on the recording's clock all the same.
    """

    recording: str
    stretch: Interval | None = None
    sound: bool = False
    murmur: bool = False
    names: bool = False
    camera: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """What making the clip needs of the study; ``called`` is what the recording leaves as."""

    wish: Wish
    called: str
    source: Source
    index: FrameIndex
    order: Order


def prepare(project: Project, wish: Wish) -> Ready:
    """Ask the study for the clip; raise StudyError where nothing of the recording may leave."""
    recording = project.recording(wish.recording)
    reason = project.guard.keeps_back(recording.id)
    if reason is not None:
        raise StudyError(reason)
    camera = camera_of(project, wish)
    if camera is None:
        clock, source, index = CameraClock(), project.clip_source(recording.id), project.frame_index(recording.id)
    else:
        clock, source = camera.clock, project.cameras.source(camera)
        index = project.cameras.frame_index(camera.id)
    called = recording.name if wish.names else recording.id
    stretch = _on_its_clock(wish, clock, index)
    comment = comment_for(project, wish, stretch, clock, index, called=called)
    order = Order(stretch=stretch, sound=wish.sound, murmur=wish.murmur, comment=comment)
    return Ready(wish, called, source, index, order)


def camera_of(project: Project, wish: Wish) -> Camera | None:
    """Return the further camera that is wished for, None for the first; raise StudyError where there is none such."""
    if not wish.camera:
        return None
    shown = {one.id: one for one in project.cameras.of(wish.recording) if one.clip}
    if wish.camera not in shown:
        raise StudyError(
            tr(
                "{recording} has no clip of a camera {camera}; it has: {known}.",
                recording=project.called(wish.recording),
                camera=wish.camera,
                known=", ".join(shown) or tr("only the first"),
            )
        )
    if shown[wish.camera].placed is Placed.NOT_YET:
        raise StudyError(
            tr("Nobody has said yet where the camera {camera} lies on the clock; place it first.", camera=wish.camera)
        )
    return shown[wish.camera]


def _on_its_clock(wish: Wish, clock: CameraClock, index: FrameIndex) -> Interval | None:
    """Return the stretch as the clip's own clock has it, cut to what the clip shows."""
    if wish.stretch is None:
        return None
    onset = max(clock.to_camera(wish.stretch.onset_us), 0)
    offset = min(clock.to_camera(wish.stretch.offset_us), index.end_us)
    if onset >= offset:
        raise StudyError(
            tr(
                "The camera {camera} shows nothing from {onset} to {offset}; choose another stretch.",
                camera=wish.camera,
                onset=format_us(wish.stretch.onset_us),
                offset=format_us(wish.stretch.offset_us),
            )
        )
    return Interval(onset, offset)


def comment_for(
    project: Project, wish: Wish, stretch: Interval | None, clock: CameraClock, index: FrameIndex, *, called: str
) -> str:
    """What the file says of itself: purpose, what was done to it, and where in the recording it begins.

    ``stretch`` and ``index`` are on the clip's own clock.
    """
    purpose = project.guard.purpose
    said = [tr("purpose: {purpose}", purpose=purpose.words if purpose is not None else NOT_STATED), tr("faces blurred")]
    if wish.sound and wish.murmur:
        said.append(tr("with a murmur that keeps rhythm and loudness of the sound, no words"))
    else:
        said.append(tr("with sound, by which voices are recognised") if wish.sound else tr("without sound"))
    if stretch is not None or wish.camera:
        at = stretch.onset_us if stretch is not None else 0
        first = index.pts_us[min(int(index.pts_us.searchsorted(at)), len(index) - 1)]
        began = format_us(clock.to_recording(int(first)))
        said.append(tr("begins at {onset} of the recording {recording}", onset=began, recording=called))
    return "; ".join((*said, tr("made by Dyad Mirror")))


def default_name(ready: Ready) -> str:
    """A name for the file: of the recording's id, which says nothing of the clip's own, or of the name it leaves as."""
    plain = re.sub(r"[^\w .()-]", "_", ready.called)[:100].strip(" .")
    camera = f"-{ready.wish.camera}" if ready.wish.camera else ""
    return f"{plain or ready.wish.recording}{camera}-blurred{ENDING}"


def write_out(project: Project, wish: Wish, made: BlurredClip, target: Path, *, over: bool = False) -> None:
    """Write a clip that somebody has looked through, told in the trail first; it appears whole or not at all.

    Raises StudyError where people have meanwhile not agreed, or where the file cannot be written.
    """
    project.guard.refuse_target(target, over=over, clip=True)
    with (
        project.guard.leaving([wish.recording], format_id=FORMAT, events=0),
        made.spool.open() as whole,
        file_that_leaves(target, over=over, clip=True) as out,
    ):
        shutil.copyfileobj(whole, out)
