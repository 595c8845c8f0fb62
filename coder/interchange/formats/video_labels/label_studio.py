"""Label Studio: its JSON export of videos and sounds; boxes over time, spans on a timeline, labels of whole files."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from coder.files.bounded_read import FormatError
from coder.interchange.document.document import Document, Media, Variable
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

_NO_LABEL = tr("Regions that are no span, no box over time and no choice are left out.")
_BAD = (ValueError, TypeError, KeyError, AttributeError)


def read_label_studio(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read an export: each task is a recording, all annotators of it together."""
    told = read_json(path)
    tasks = [_whole(task) for task in (told if isinstance(told, list) else [told])]
    if not tasks or not all(isinstance(task, dict) and isinstance(task.get("data"), dict) for task in tasks):
        raise FormatError(
            path.name, tr("it is JSON, but no export of Label Studio: choose its format “JSON” or “JSON-MIN”")
        )
    gathered = []
    for number, task in enumerate(tasks, 1):
        media = next((str(task["data"][key]) for key in ("video", "audio", "url") if task["data"].get(key)), "")
        into = LabelCollector(_title(media) or f"{path.stem} {number}", (Media(media),) if media else ())
        results = [
            result
            for annotation in task.get("annotations") or ()
            if isinstance(annotation, dict) and not annotation.get("was_cancelled")
            for result in annotation.get("result") or ()
        ]
        frames = FrameTimes(path.name, _rate(task, results), mapping)
        for at, result in enumerate(results, 1):
            try:
                _result(result, into, frames, report)
            except _BAD as error:
                if isinstance(error, FormatError):
                    raise
                said = str(error) if type(error) is ValueError else "it is damaged"
                report.left_out(f"task {task.get('id', number)}, region {at}", said)
        gathered.append(into)
    return documents_of(path.name, gathered, report.first_left_out)


_MIN = frozenset({"id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement", "history"})


def _whole(task: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a task of the short export (JSON-MIN: one annotation, what was said under its name) as one of the whole.

    What is a list of regions there was said; what is a word is the task's own, or a choice, which is not told apart.
    """
    if not isinstance(task, dict) or "annotation_id" not in task or "data" in task:
        return task
    said = {name: value for name, value in task.items() if name not in _MIN and _regions(value)}
    results = [{"from_name": name, "value": one} for name, value in said.items() for one in value]
    results += [
        {"from_name": name, "value": value}
        for name, value in task.items()
        if name not in _MIN and isinstance(value, dict) and "choices" in value
    ]
    data = {name: value for name, value in task.items() if name not in said}
    return {"id": task.get("id"), "data": data, "annotations": [{"result": results}]}


def _regions(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _title(media: str) -> str:
    """What the clip is called: files on the labeller's own disk stand behind ``?d=``."""
    place, _, asked = media.partition("?")
    local = parse_qs(asked).get("d")
    return Path(local[0] if local else place).stem


def _rate(task: dict[str, Any], results: list[Any]) -> float | None:
    """Frames a second: what the task says, or what a track's number of frames and seconds come to."""
    for key in ("fps", "framerate", "frame_rate"):
        said = task["data"].get(key)
        if isinstance(said, int | float) and said > 0:
            return float(said)
    for result in results:
        value = result.get("value") if isinstance(result, dict) else None
        if isinstance(value, dict):
            count, length = value.get("framesCount"), value.get("duration")
            if isinstance(count, int | float) and isinstance(length, int | float) and count > 0 and length > 0:
                return round(count / length, 3)
    return None


def _result(result: dict[str, Any], into: LabelCollector, frames: FrameTimes, report: LossReport) -> None:
    value, group = result["value"], str(result.get("from_name") or "labels")
    labels = _labels(value)
    if "sequence" in value:
        report.add("boxes-kept", BOXES_KEPT, count=len(value["sequence"]))
        into.follow(
            into.named(labels[0] if labels else "box"), _looks(value["sequence"]), frames, key="labelstudio.boxes"
        )
    elif "ranges" in value:
        for span in value["ranges"]:
            # Frames are counted from one, and the last one still belongs to the span.
            first, last = max(frame_of(span["start"]) - 1, 0), frame_of(span["end"])
            if last <= first:
                raise ValueError(tr("it ends before it begins"))
            for label in labels:
                into.add("", group, label, frames.us(first), frames.us(last))
    elif isinstance(value.get("start"), int | float) and "end" in value:
        onset, offset = float_us(value["start"]), float_us(value["end"])
        if onset < 0 or offset < onset:
            raise ValueError(tr("it ends before it begins") if offset < onset else tr("it lies before the beginning"))
        for label in labels:
            into.add("", group, label, onset, offset)
        if not labels:
            report.add("regions-dropped", _NO_LABEL)
    elif labels:
        into.variables.append(Variable(group, "; ".join(labels)))
    else:
        report.add("regions-dropped", _NO_LABEL)


def _labels(value: dict[str, Any]) -> list[str]:
    """What a region says: its labels, or what was typed at it."""
    for key in ("labels", "timelinelabels", "timeserieslabels", "choices", "videorectanglelabels", "text"):
        found = value.get(key)
        if isinstance(found, list):
            return [str(label) for label in found]
        if key == "text" and isinstance(found, str):
            return [found]
    return []


def _looks(sequence: list[dict[str, Any]]) -> list[TrackedBox]:
    """Keyframes; after one that is not enabled the box is gone until the next."""
    looks = []
    for key in sequence:
        frame = max(frame_of(key["frame"]) - 1, 0)
        box = tuple(side_of(key.get(side, 0)) for side in ("x", "y", "width", "height"))
        looks.append(TrackedBox(frame, box))
        if key.get("enabled") is False:
            looks.append(TrackedBox(frame + 1, seen=False))
    return looks


register(
    Format(
        id="labelstudio",
        name=tr("Label Studio (JSON)"),
        extensions=(".labelstudio.json",),
        sniff=lambda head: (
            (b'"annotations"' in head and b'"result"' in head)
            or b'"annotation_id"' in head
            or any(b'"' + kind + b'"' in head for kind in (b"timelinelabels", b"videorectanglelabels"))
        ),
        read=read_label_studio,
        many=True,
        loses_reading=(
            BOXES_KEPT,
            tr(
                "Annotators, predictions, cancelled work and regions that are no span and no box over time are left "
                "out."
            ),
        ),
    )
)
