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
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import Interval, format_us
from models.blurring import BlurredClip, Order

FORMAT = "clip"
"""What the trail calls it."""
ENDING = ".mp4"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which recording, which stretch of it (None: all), whether with sound, and whether under its name here."""

    recording: str
    stretch: Interval | None = None
    sound: bool = False
    murmur: bool = False
    names: bool = False


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
    source, index = project.clip_source(recording.id), project.frame_index(recording.id)
    called = recording.name if wish.names else recording.id
    comment = comment_for(project, wish, index, called=called)
    return Ready(
        wish,
        called,
        source,
        index,
        Order(stretch=wish.stretch, sound=wish.sound, murmur=wish.murmur, comment=comment),
    )


def comment_for(project: Project, wish: Wish, index: FrameIndex, *, called: str) -> str:
    """What the file says of itself: purpose, what was done to it, and where in the recording it begins."""
    purpose = project.guard.purpose
    said = [tr("purpose: {purpose}", purpose=purpose.words if purpose is not None else NOT_STATED), tr("faces blurred")]
    if wish.sound and wish.murmur:
        said.append(tr("with a murmur that keeps rhythm and loudness of the sound, no words"))
    else:
        said.append(tr("with sound, by which voices are recognised") if wish.sound else tr("without sound"))
    if wish.stretch is not None:
        first = index.pts_us[min(int(index.pts_us.searchsorted(wish.stretch.onset_us)), len(index) - 1)]
        said.append(tr("begins at {onset} of the recording {recording}", onset=format_us(int(first)), recording=called))
    return "; ".join((*said, tr("made by Dyad Mirror")))


def default_name(ready: Ready) -> str:
    """A name for the file: of the recording's id, which says nothing of the clip's own, or of the name it leaves as."""
    plain = re.sub(r"[^\w .()-]", "_", ready.called)[:100].strip(" .")
    return f"{plain or ready.wish.recording}-blurred{ENDING}"


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
