"""VGG Image Annotator: projects of version 3 (spans and boxes of a video), and of version 2 (boxes on its frames).

Layout: Dutta, A. & Zisserman, A. (2019). The VIA annotation software for images, audio and video. *ACM Multimedia*.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from coder.files.bounded_read import FormatError
from coder.interchange.document.document import Document, Media
from coder.interchange.document.losses import LossReport
from coder.interchange.document.written_times import float_us
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

_RECTANGLE = 2
_NUMBERED = re.compile(r"(\d{1,9})(?:\.\w{1,5})?\Z")


def read_via(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read a project of either version."""
    told = read_json(path)
    if not isinstance(told, dict):
        raise FormatError(path.name, tr("it is no project of VIA: it holds no table"))
    if isinstance(told.get("metadata"), dict) and isinstance(told.get("file"), dict):
        return _third(path, told, report)
    images = told.get("_via_img_metadata", told)
    if isinstance(images, dict) and any(isinstance(one, dict) and "regions" in one for one in images.values()):
        return _second(path, images, mapping, report)
    raise FormatError(path.name, tr("it is no project of VIA that can be read: versions 2 and 3 are"))


def _third(path: Path, told: dict[str, Any], report: LossReport) -> tuple[Document, ...]:
    views, attributes = _table(told.get("view")), _table(told.get("attribute"))
    gathered: dict[str, LabelCollector] = {}
    for key, one in told["metadata"].items():
        try:
            if not isinstance(one, dict) or not isinstance(one.get("z"), list):
                raise ValueError(tr("it is no annotation"))
            view = str(one.get("vid", ""))
            into = gathered.setdefault(view, _view(path, told["file"], views.get(view), view))
            _annotation(one, attributes, into, report)
        except (ValueError, TypeError) as error:
            report.left_out(f"annotation {str(key)[:40]}", str(error))
    return documents_of(path.name, gathered.values(), report.first_left_out)


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _view(path: Path, files: dict[str, Any], view: object, number: str) -> LabelCollector:
    listed = view.get("fid_list") if isinstance(view, dict) else None
    names = [
        str(files[str(fid)].get("fname", ""))
        for fid in (listed if isinstance(listed, list) else ())
        if isinstance(files.get(str(fid)), dict)
    ]
    title = Path(names[0].replace("\\", "/")).stem if names and names[0] else f"{path.stem} {number}".strip()
    return LabelCollector(title, tuple(Media(name, player=at) for at, name in enumerate(names, 1) if name))


def _annotation(one: dict[str, Any], attributes: dict[str, Any], into: LabelCollector, report: LossReport) -> None:
    times = [float_us(z) for z in one["z"]]
    if not times:
        report.add("untimed-annotations", tr("Annotations of a whole file have no time and are left out."))
        return
    if min(times) < 0 or times[-1] < times[0]:
        raise ValueError(tr("it lies before the beginning") if min(times) < 0 else tr("it ends before it begins"))
    values = [
        (name, value)
        for key, text in _table(one.get("av")).items()
        for name, value in _values(attributes.get(str(key)), str(key), text)
    ]
    shape = one.get("xy") if isinstance(one.get("xy"), list) else []
    if shape:
        report.add("boxes-kept", BOXES_KEPT)
        if shape[0] != _RECTANGLE or len(shape) != 5:
            report.add("shapes-dropped", tr("Shapes that are no rectangle come in without their outline."))
        box = " ".join(f"{side_of(side):g}" for side in shape[1:5])
        label = values[0][1] if values else "box"
        for at in dict.fromkeys((times[0], times[-1])) if len(times) > 1 else times[:1]:
            into.add(label, "box", "seen", at, at, modifiers=tuple(values[1:]), extra=(("via.box", box),))
        return
    if not values:
        raise ValueError(tr("it has a time and no value"))
    for name, value in values:
        into.add("", name, value, times[0], times[-1])


def _values(attribute: object, key: str, text: object) -> list[tuple[str, str]]:
    """Name and values of an attribute; options are stored by their number, several with commas."""
    name = str(attribute.get("aname") or key) if isinstance(attribute, dict) else key
    options = attribute.get("options") if isinstance(attribute, dict) else None
    said = str(text).strip()
    if isinstance(options, dict) and options:
        parts = [part for part in said.split(",") if part in options]
        if parts:
            return [(name, str(options[part])) for part in parts]
    return [(name, said)] if said else []


def _second(path: Path, images: dict[str, Any], mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Boxes on single frames, whose names end in their number: the same label on frames that follow is one track."""
    # Version 3 plays the media and counts from where it begins; here pictures are numbered.
    report.from_first_frame = True
    frames = FrameTimes(path.name, None, mapping)
    looks: dict[str, list[TrackedBox]] = {}
    for key, one in images.items():
        try:
            match = _NUMBERED.search(str(one.get("filename", "")))
            if match is None:
                raise ValueError(tr("the name of its picture ends in no number, so nothing says when it was"))
            frame = frame_of(match[1])
            regions = one["regions"]
            for region in regions.values() if isinstance(regions, dict) else regions:
                shape, said = region["shape_attributes"], region.get("region_attributes") or {}
                if shape.get("name") != "rect":
                    report.add("shapes-dropped", tr("Shapes that are no rectangle are left out."))
                    continue
                box = tuple(side_of(shape.get(side)) for side in ("x", "y", "width", "height"))
                values = [(str(name), str(value)) for name, value in said.items() if str(value)]
                label = values[0][1] if values else "box"
                looks.setdefault(label, []).append(TrackedBox(frame, box, attributes=tuple(values[1:])))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            report.left_out(
                f"picture {str(key)[:40]}", str(error) if isinstance(error, ValueError) else "it is damaged"
            )
    gathered = LabelCollector(path.stem)
    steps = sorted({look.frame for some in looks.values() for look in some})
    step = min((after - before for before, after in pairwise(steps)), default=1)
    for label, some in looks.items():
        report.add("boxes-kept", BOXES_KEPT, count=len(some))
        gathered.follow(label, _with_gaps(some, step), frames, key="via.boxes")
    return documents_of(path.name, [gathered], report.first_left_out)


def _with_gaps(looks: list[TrackedBox], step: int) -> list[TrackedBox]:
    """Say "not seen" where a label is missing from the next looked-at frame."""
    looks = sorted({look.frame: look for look in looks}.values(), key=lambda look: look.frame)
    out: list[TrackedBox] = []
    for look in looks:
        if out and look.frame > out[-1].frame + step:
            out.append(TrackedBox(out[-1].frame + step, seen=False))
        out.append(look)
    return [*out, TrackedBox(out[-1].frame + step, seen=False)] if out else out


def _is_via(head: bytes) -> bool:
    if not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return False
    third = b'"pid"' in head and b'"data_format_version"' in head
    return third or b'"_via_' in head or b'"shape_attributes"' in head or b"__VIA_" in head


register(
    Format(
        id="via",
        name=tr("VGG Image Annotator 2 and 3 (VIA)"),
        extensions=(".via.json",),
        sniff=_is_via,
        read=read_via,
        many=True,
        loses_reading=(
            BOXES_KEPT,
            tr("Outlines other than rectangles, colours and settings are left out; version 2 needs a frame rate."),
        ),
    )
)
