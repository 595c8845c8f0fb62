"""CVAT: annotations of a video in its XML (version 1.1), and in the JSON of its backups."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from coder.files.bounded_read import FormatError, read_bytes, refuse_many
from coder.files.safe_xml import parse
from coder.interchange.document.document import Document, Media
from coder.interchange.document.losses import LossReport
from coder.interchange.formats.format_registry import Format, register
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.interchange.formats.video_labels.tracks import (
    BOXES_KEPT,
    FrameTimes,
    LabelCollector,
    TrackedBox,
    documents_of,
    frame_of,
    read_json,
    side_of,
)
from coder.vocabulary.language import tr

_KEY = "cvat.boxes"
_TAG = "tag"
_OUTLINES = ("points", "polyline", "polygon")
_NO_TRACK = tr("Boxes and other shapes of single pictures, which belong to no track, are left out.")
_BOX_AROUND = tr("Of what is drawn by points the rectangle around it is kept.")
_NO_SHAPE = tr("Shapes that are neither a rectangle nor drawn by points are left out.")


def read_cvat_xml(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read tracks, and tags of frames."""
    data = read_bytes(path)
    refuse_many(path.name, data, {"<": 2})
    root = parse(data, path.name, streamed={})
    if root.tag != "annotations":
        raise FormatError(path.name, tr("it is XML, but no export of CVAT (it holds {tag!r})", tag=root.tag[:40]))
    source = root.findtext("meta/source") or root.findtext("meta/task/source") or root.findtext("meta/job/source") or ""
    gathered = LabelCollector(Path(source).stem or path.stem, (Media(source),) if source else ())
    frames = FrameTimes(path.name, None, mapping)
    for number, track in enumerate(root.iter("track"), 1):
        where = f"track {track.get('id', number)}"
        looks = list(_looks(track, where, report))
        if looks:
            report.add("boxes-kept", BOXES_KEPT, count=len(looks))
            gathered.follow(gathered.named(track.get("label") or "box"), looks, frames, key=_KEY)
    tags: dict[str, list[int]] = {}
    for image in root.iter("image"):
        try:
            frame = frame_of(image.get("id"))
        except ValueError as error:
            report.left_out(f"image {image.get('name', '')[:40]}", str(error))
            continue
        for tag in image.iter(_TAG):
            tags.setdefault(tag.get("label") or _TAG, []).append(frame)
        report.add(
            "single-boxes-dropped",
            _NO_TRACK,
            count=sum(1 for shape in image if shape.tag != _TAG),
        )
    _runs(gathered, tags, frames)
    return documents_of(path.name, [gathered], report.first_left_out)


def _looks(track: Element, where: str, report: LossReport) -> Iterable[TrackedBox]:
    for box in track:
        if box.tag not in ("box", "skeleton", *_OUTLINES):
            report.add("shapes-dropped", _NO_SHAPE, example=f"{where}: {box.tag[:20]}")
            continue
        if box.tag != "box":
            report.add("outlines-boxed", _BOX_AROUND, example=f"{where}: {box.tag}")
        parts = list(box.iter("points")) if box.tag == "skeleton" else [box]
        seen = [part for part in parts if part.get("outside") != "1"]
        try:
            yield TrackedBox(
                frame_of(box.get("frame")),
                _around([corner for part in seen or parts for corner in _corners(part)]),
                seen=bool(seen),
                attributes=tuple(
                    (one.get("name", ""), (one.text or "").strip()) for one in box.iter("attribute") if one.get("name")
                ),
            )
        except ValueError as error:
            report.left_out(f"{where}, frame {box.get('frame', '?')[:12]}", str(error))


def _corners(shape: Element) -> list[tuple[float, float]]:
    """Points of a shape's outline: two corners of a rectangle, each point of what is drawn by points."""
    if shape.tag == "box":
        return [(side_of(shape.get(f"x{end}")), side_of(shape.get(f"y{end}"))) for end in ("tl", "br")]
    return [
        (side_of(x), side_of(y)) for x, _, y in (pair.partition(",") for pair in shape.get("points", "").split(";"))
    ]


def _around(corners: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Left, top, width and height of the rectangle around points. Raises ValueError where there is none."""
    if not corners:
        raise ValueError(tr("it has no place in the picture"))
    (left, right), (top, bottom) = ((min(along), max(along)) for along in zip(*corners, strict=True))
    return left, top, right - left, bottom - top


def _runs(gathered: LabelCollector, tags: dict[str, list[int]], frames: FrameTimes) -> None:
    """A tag on frames that follow each other is one span."""
    for label, tagged in tags.items():
        for _, run in groupby(enumerate(sorted(set(tagged))), key=lambda pair: pair[1] - pair[0]):
            numbers = [frame for _, frame in run]
            gathered.add("", _TAG, label, frames.us(numbers[0]), frames.us(numbers[-1] + 1))


def read_cvat_json(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read ``annotations.json`` of a backup: one job after the other of one task."""
    told = read_json(path)
    jobs = told if isinstance(told, list) else [told]
    if not all(isinstance(job, dict) and "tracks" in job for job in jobs):
        raise FormatError(path.name, "it is JSON, but no annotations of CVAT: it holds no tracks")
    gathered, frames = LabelCollector(path.stem), FrameTimes(path.name, None, mapping)
    tags: dict[str, list[int]] = {}
    for job in jobs:
        for number, track in enumerate(job["tracks"], 1):
            try:
                looks = list(_shapes(track, report))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                said = str(error) if isinstance(error, ValueError) else "it is damaged"
                report.left_out(f"track {number}", said)
                continue
            if looks:
                report.add("boxes-kept", BOXES_KEPT, count=len(looks))
                gathered.follow(gathered.named(str(track.get("label") or "box")), looks, frames, key=_KEY)
        for number, tag in enumerate(job.get("tags") or (), 1):
            try:
                tags.setdefault(str(tag["label"]), []).append(frame_of(tag["frame"]))
            except (ValueError, TypeError, KeyError) as error:
                report.left_out(f"tag {number}", str(error) if isinstance(error, ValueError) else "it is damaged")
        single = job.get("shapes")
        report.add(
            "single-boxes-dropped",
            _NO_TRACK,
            count=len(single) if isinstance(single, list) else 0,
        )
    _runs(gathered, tags, frames)
    return documents_of(path.name, [gathered], report.first_left_out)


def _shapes(track: dict[str, Any], report: LossReport) -> Iterable[TrackedBox]:
    for shape in track["shapes"]:
        if shape.get("type") not in ("rectangle", "skeleton", *_OUTLINES):
            report.add("shapes-dropped", _NO_SHAPE)
            continue
        if shape["type"] != "rectangle":
            report.add("outlines-boxed", _BOX_AROUND, example=str(shape["type"]))
        parts = [shape]
        if shape["type"] == "skeleton":
            parts = shape.get("elements") or [
                joint for joint in (_at_frame(one["shapes"], shape["frame"]) for one in track["elements"]) if joint
            ]
        seen = [part for part in parts if part.get("outside") is not True]
        sides = [[side_of(side) for side in part["points"]] for part in seen or parts]
        if any(len(one) % 2 for one in sides):
            raise ValueError(tr("a point of it has no height"))
        yield TrackedBox(
            frame_of(shape["frame"]),
            _around([corner for one in sides for corner in zip(one[::2], one[1::2], strict=True)]),
            seen=bool(seen) and shape.get("outside") is not True,
            attributes=tuple(
                (str(one["name"]), str(one["value"])) for one in shape.get("attributes") or () if "name" in one
            ),
        )


def _at_frame(looks: Iterable[dict[str, Any]], frame: int) -> dict[str, Any] | None:
    """What a joint's own track last said by a frame: a backup keeps the joints of a skeleton beside its looks."""
    said = [look for look in looks if look["frame"] <= frame]
    return max(said, key=lambda look: int(look["frame"]), default=None)


_LOSES = (
    BOXES_KEPT,
    tr(
        "Shapes of single pictures, ellipses and masks are left out, and of an outline the box around it is kept; a "
        "preset has to say the frame rate."
    ),
)

register(
    Format(
        id="cvat",
        name=tr("CVAT for video 1.1 (XML)"),
        extensions=(".cvat.xml", ".xml"),
        sniff=lambda head: b"<annotations" in head and (b"<version>" in head or b"<track" in head),
        read=read_cvat_xml,
        from_first_frame=True,  # it counts frames
        loses_reading=_LOSES,
    )
)
register(
    Format(
        id="cvat-json",
        name=tr("CVAT annotations (JSON of a backup)"),
        extensions=(".cvat.json",),
        sniff=lambda head: b'"tracks"' in head and (b'"shapes"' in head or b'"tags"' in head),
        read=read_cvat_json,
        from_first_frame=True,  # it counts frames
        loses_reading=_LOSES,
    )
)
