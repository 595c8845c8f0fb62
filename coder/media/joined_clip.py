"""Several files of one recording put into one clip, on one clock, without writing a picture anew.

Cameras cut a long recording into chapters (GoPro, AVCHD), and BORIS plays a queue of files as one. Packets are copied
as they are; each file begins where the container before it says that it ends, which is BORIS's clock too, or where its
own stamps go on. The result is read and held against the files, so that what cannot be joined unchanged is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, cast

import av
import av.error
import numpy as np

from coder.media.clip import Clip
from coder.media.container import open_container, sound_streams, video_stream
from coder.media.frame_index import FrameIndex
from coder.vocabulary.errors import ClipError
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS, format_us

ENDING = ".mp4"
_CONTAINERS = ("mp4", "mov")
"""Tried in this order; the second knows codecs that the first does not."""
MOST_FILES = 200
_RUNS_ON_US = 250_000
"""A file whose own stamps go on this near to where the one before ends is the same take, as AVCHD writes it."""
_MOST_OFF_US = 200
"""How far a picture's time may move when it is counted in the first file's unit: a fifth of a millisecond."""


@dataclass(frozen=True, slots=True)
class ClipPart:
    """One of the files: what it is called, where on the joint clock it begins, and its frames."""

    name: str
    begins_us: int
    index: FrameIndex
    leads_us: int
    """How long after its container's beginning its first picture is shown."""

    @property
    def pictures_us(self) -> int:
        """Where on the joint clock its first picture lies, counted from the first container's beginning."""
        return self.begins_us + self.leads_us


def join(files: Sequence[Path], *, write_to: Callable[[], BinaryIO]) -> tuple[ClipPart, ...]:
    """Copy the pictures and the sound of several files, in their order, into one clip.

    Parameters
    ----------
    files : sequence of Path
        Two or more, of one camera and setting.
    write_to : callable
        Opens the place for the clip: readable, writable and seekable; asked again for each attempt and each look.

    Raises
    ------
    ClipError
        One of them is no clip, or they cannot be joined without changing a picture or its time.
    """
    if len(files) > MOST_FILES:
        raise ClipError(
            tr(
                "{number} files are more than one recording has; at most {most_files} are joined.",
                number=len(files),
                most_files=MOST_FILES,
            )
        )
    parts = _parts(files)
    for container in _CONTAINERS:
        try:
            _copy(files, parts, write_to(), container)
        except (av.error.FFmpegError, ValueError) as error:
            problem: Exception = error
            continue
        _hold_against(files, parts, write_to)
        return parts
    raise ClipError(
        tr(
            "{name} and {name_2} cannot be joined as they are stored: add each as a recording of its own.",
            name=files[0].name,
            name_2=files[1].name,
        )
    ) from problem


def joints(parts: Sequence[ClipPart]) -> tuple[tuple[str, int], ...]:
    """Name and first picture of each file after the first, in microseconds from the first picture of all."""
    return tuple((part.name, part.pictures_us - parts[0].pictures_us) for part in parts[1:])


def note(parts: Sequence[ClipPart]) -> str:
    """Say where the files meet."""
    begins = [(parts[0].name, 0), *joints(parts)]
    told = ", ".join(tr("{name} from {time}", name=name, time=format_us(at)) for name, at in begins)
    return tr("Joined from {number} files on one clock: {told}.", number=len(parts), told=told)


def _parts(files: Sequence[Path]) -> tuple[ClipPart, ...]:
    parts: list[ClipPart] = []
    begins = origin = 0
    first: tuple[object, ...] = ()
    for path in files:
        with Clip.open(path) as clip:
            index, info = clip.index, clip.info
        kind = (info.codec, info.coded_width, info.coded_height, info.rotation, info.mirrored)
        if parts and kind != first:
            raise ClipError(
                tr(
                    "{path} was recorded otherwise than {name} ({said}, not {said_2}): "
                    "add it as a recording of its own.",
                    path=path.name,
                    name=parts[0].name,
                    said=_said(kind),
                    said_2=_said(first),
                )
            )
        first = first or kind
        starts, length = _clock(path)
        runs_on = starts - origin
        if parts and abs(runs_on - begins) < _RUNS_ON_US:
            begins = runs_on
        origin = origin if parts else starts
        leads = round(int(index.ticks[0]) * index.time_base * MICROS) - starts
        parts.append(ClipPart(path.name, begins, index, leads))
        begins += max(length, leads + index.end_us)
    return tuple(parts)


def _said(kind: tuple[object, ...]) -> str:
    return f"{kind[0]}, {kind[1]} × {kind[2]}" + (f", turned by {kind[3]}°" if kind[3] else "")


def _clock(path: Path) -> tuple[int, int]:
    """Where a container's own clock begins, and how long it says it is, in microseconds."""
    container, file = open_container(path, path.name)
    try:
        return container.start_time or 0, container.duration or 0
    finally:
        container.close()
        file.close()


def _copy(files: Sequence[Path], parts: Sequence[ClipPart], out: BinaryIO, container: str) -> None:
    tick = parts[0].index.time_base
    target = av.open(out, "w", format=container, options={"fflags": "+bitexact"})
    try:
        to: dict[str, av.VideoStream | av.AudioStream] = {}
        last: dict[str, int] = {}
        for path, part in zip(files, parts, strict=True):
            source, file = open_container(path, path.name)
            try:
                streams: list[av.VideoStream | av.AudioStream] = [video_stream(source), *sound_streams(source)[:1]]
                starts = Fraction(source.start_time or 0, MICROS)
                for stream in streams if part is parts[0] else ():
                    to[stream.type] = target.add_stream_from_template(stream)
                    to[stream.type].time_base = tick if stream.type == "video" else stream.time_base
                for packet in source.demux(*(stream for stream in streams if stream.type in to)):
                    kind = packet.stream.type
                    if not packet.size or packet.pts is None or packet.time_base is None or packet.is_discard:
                        continue
                    base = tick if kind == "video" else cast("Fraction", to[kind].time_base)
                    shift = Fraction(part.begins_us, MICROS) - starts
                    given = packet.dts if packet.dts is not None else packet.pts
                    pts = round((packet.pts * packet.time_base + shift) / base)
                    dts = round((given * packet.time_base + shift) / base)
                    if kind in last and dts <= last[kind]:
                        # Sound that outlasts its own file's pictures gives way to the next file's.
                        if kind == "audio":
                            continue
                        dts = last[kind] + 1
                    length = round(packet.duration * packet.time_base / base) if packet.duration else 0
                    packet.pts, packet.dts, packet.time_base = pts, min(dts, pts), base
                    packet.duration = length
                    last[kind] = dts
                    packet.stream = to[kind]
                    target.mux(packet)
                file.check(path.name)
            finally:
                source.close()
                file.close()
    finally:
        target.close()


def _hold_against(files: Sequence[Path], parts: Sequence[ClipPart], opened: Callable[[], BinaryIO]) -> None:
    """Refuse a clip whose frames are not those of the files, at their times, or whose first pictures differ."""
    first_us = parts[0].pictures_us
    wanted = np.concatenate([part.index.pts_us + (part.pictures_us - first_us) for part in parts])
    reason = "add each as a recording of its own."
    with Clip.open(opened, name="the joined clip") as whole:
        if len(whole) != len(wanted):
            raise ClipError(
                tr(
                    "The files do not join picture by picture ({number} of {number_2} came out): {reason}",
                    number=len(whole),
                    number_2=len(wanted),
                    reason=reason,
                )
            )
        if int(np.abs(whole.index.pts_us - wanted).max()) > _MOST_OFF_US:
            raise ClipError(tr("The files do not join without moving a picture in time: {reason}", reason=reason))
        at = 0
        for path, part in zip(files, parts, strict=True):
            with Clip.open(path, index=part.index) as alone:
                for n in dict.fromkeys((0, len(part.index) - 1)):
                    if not np.array_equal(alone.frame(n).rgb, whole.frame(at + n).rgb):
                        raise ClipError(
                            tr(
                                "{path} does not show the same pictures once it is joined: {reason}",
                                path=path.name,
                                reason=reason,
                            )
                        )
            at += len(part.index)
